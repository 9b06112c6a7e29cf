package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/store"
)

type forgetOptions struct {
	org, person string
	yes         bool
}

func forgetCommand(w world) *cobra.Command {
	var o forgetOptions
	c := &cobra.Command{
		Use:   "forget --org ID --person ID",
		Short: "Erases a person: answers, lines, views, letters, roles and accounts. It can't be undone.",
		Long: `Erases a person: answers, lines, views, letters, roles and accounts. It can't be undone.

Published results stay, without the person's name; rounds under way go on without them. Messages that were sent
stay where they are. When it breaks off, run it again: it goes on where it ended. On a terminal it asks first.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return onStore(c.Context(), w, func(s *store.Store) error {
				// Before anybody is asked: an erasure in the wrong org would look done.
				if err := knownOrg(c.Context(), s, o.org); err != nil {
					return fmt.Errorf("forget: %w", err)
				}
				if in := c.InOrStdin(); !o.yes && asks(in) && !confirmed(in, w.stderr, o) {
					return errors.New("forget: nothing was erased")
				}
				return forget(c.Context(), s, o, w.stdout)
			})
		},
	}
	c.Flags().StringVar(&o.org, "org", "", "the org's id, as in the org file")
	c.Flags().StringVar(&o.person, "person", "", "the person's id, as in the org file")
	c.Flags().BoolVar(&o.yes, "yes", false, "do not ask on a terminal")
	_ = c.MarkFlagRequired("org")
	_ = c.MarkFlagRequired("person")
	return c
}

// knownOrg refuses an org that the store does not have, and names those it has.
func knownOrg(ctx context.Context, d checkins.Directory, id string) error {
	orgs, err := d.Orgs(ctx)
	if err != nil || slices.Contains(orgs, checkins.OrgID(id)) {
		return err
	}
	if len(orgs) == 0 {
		return errors.New("there is no org in this store: is PARALLAX_REDIS_URL that of the service?")
	}
	names := make([]string, len(orgs))
	for i, o := range orgs {
		names[i] = string(o)
	}
	return fmt.Errorf("there is no org %s in this store; there are: %s", shown(id), strings.Join(names, ", "))
}

// asks reports whether somebody sits at a terminal who can be asked: a script
// has nobody.
func asks(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok || !terminal(f) {
		return false
	}
	info, err := f.Stat()
	null, nullErr := os.Stat(os.DevNull)
	return err == nil && (nullErr != nil || !os.SameFile(info, null))
}

// confirmed asks for the id once more.
func confirmed(in io.Reader, out io.Writer, o forgetOptions) bool {
	_, _ = fmt.Fprintf(out, "Erase %s and everything they answered from org %s? This can't be undone. Type the person's id to go on: ", shown(o.person), shown(o.org))
	said, err := bufio.NewReader(in).ReadString('\n')
	return (err == nil || errors.Is(err, io.EOF)) && strings.TrimSpace(said) == o.person
}

// forget erases somebody and prints what it did.
func forget(ctx context.Context, a checkins.Archive, o forgetOptions, out io.Writer) error {
	f, err := checkins.Forget(ctx, a, checkins.OrgID(o.org), checkins.PersonID(o.person))
	if errors.Is(err, checkins.ErrNotFound) {
		return fmt.Errorf("forget: there is no %s in org %s, and nothing is left of them: nothing was erased (the id is the one of the org file)", shown(o.person), shown(o.org))
	}
	if err != nil {
		return fmt.Errorf("%w: run it again, it goes on where it ended", err)
	}
	led, err := a.Initiatives(ctx, checkins.OrgID(o.org), f.Leads...)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, forgottenText(o.person, o.org, f, led))
	return err
}

// forgottenText says what was erased and what stays. led are the initiatives of
// which the person was a lead, as they are now.
func forgottenText(person, org string, f checkins.Forgotten, led []checkins.Initiative) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s is erased from org %s:", person, org)
	line("  %s and %s in %s", count(f.Answers, "answer"), count(f.Lines+f.Notes, "line"), count(f.Rounds, "round"))
	line("  %s in the log", count(f.Log, "change"))
	line("  views in %s", count(len(f.Views), "initiative"))
	line("  %s", count(f.Letters, "letter"))
	for _, i := range led {
		var waits []string
		for _, w := range i.Waits() {
			waits = append(waits, waitText(i, w))
		}
		if len(waits) == 0 {
			line("%s has one lead less now", i.ID)
			continue
		}
		line("%s has one lead less now, and waits for: %s", i.ID, strings.Join(waits, "; "))
	}
	for _, i := range f.Owned {
		line("%s has no owner now: name one in the org file", i)
	}
	for _, i := range f.Sponsors {
		line("%s has no sponsor now", i)
	}
	if f.Admin {
		line("%s was an admin of the org", person)
	}
	line("Published results stay, without the name. Messages that were sent stay in the chats.")
	line("Take %s out of the org file too, or the next apply enrols them anew.", person)
	line("With a Redis of your own run BGREWRITEAOF, so that its log on disk forgets as well; backups end with their retention.")
	return b.String()
}
