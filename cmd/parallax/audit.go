package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/store"
)

type auditOptions struct {
	org, initiative string // no initiative: all
	json            bool
}

func auditCommand(w world) *cobra.Command {
	var o auditOptions
	c := &cobra.Command{
		Use:   "audit --org ID [--initiative ID]",
		Short: "Works out all published results again inside the store and says whether they are as stored.",
		Long: `Works out all published results again inside the store and says whether they are as stored.

It prints verdicts only: what differs is named by its fields, never by a value, and no answer is shown. Rounds
whose answers were erased or are gone altogether, and those after them until the next checkpoint, are counted as
not checkable, which is no difference. Exit code 0: nothing differs; 1: something differs, or the audit could not
be done, and then a line says why; 2: the command line or a setting can't be used.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return onStore(c.Context(), w, func(s *store.Store) error { return audit(c.Context(), s, o, w.stdout) })
		},
	}
	c.Flags().StringVar(&o.org, "org", "", "the org's id, as in the org file")
	c.Flags().StringVar(&o.initiative, "initiative", "", "one initiative; without it all")
	c.Flags().BoolVar(&o.json, "json", false, "one JSON object a line: an initiative each")
	_ = c.MarkFlagRequired("org")
	return c
}

// onStore runs a command on the configured store.
func onStore(ctx context.Context, w world, do func(*store.Store) error) error {
	if err := w.hooks(); err != nil {
		return err
	}
	cfg, err := loadConfig(w.environ)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, cfg, w)
	if err != nil {
		return err
	}
	err = do(s)
	if stopped := s.Stop(); stopped != nil { // an embedded store is saved here
		err = errors.Join(err, stopped)
	}
	return err
}

// auditStore is what an audit reads.
type auditStore interface {
	checkins.Evidence
	checkins.Roster
}

// initiativesOf lists those of an org, sorted, or the one of that id. ErrNotFound
// for an unknown org or initiative.
func initiativesOf(ctx context.Context, r checkins.Roster, org, one string) ([]checkins.Initiative, error) {
	if _, err := r.Org(ctx, checkins.OrgID(org)); err != nil {
		return nil, err
	}
	if one == "" {
		return r.AllInitiatives(ctx, checkins.OrgID(org))
	}
	is, err := r.Initiatives(ctx, checkins.OrgID(org), checkins.InitiativeID(one))
	if err == nil && len(is) == 0 {
		err = fmt.Errorf("initiative %s: %w", one, checkins.ErrNotFound)
	}
	return is, err
}

// audited is the audit of an initiative, as it is printed.
type audited struct {
	Initiative   checkins.InitiativeID `json:"initiative"`
	Rounds       int                   `json:"rounds"`
	Results      int                   `json:"results"`
	Different    int                   `json:"different"`
	NotCheckable int                   `json:"not_checkable"`
	Differences  []deviation           `json:"differences,omitempty"`
}

// deviation is one thing that differs: where, and the names of its fields.
type deviation struct {
	Round     checkins.RoundID `json:"round,omitempty"` // none: what is carried on to the next round
	Dimension string           `json:"dimension,omitempty"`
	Fields    []string         `json:"fields"`
}

// audit prints a verdict of each initiative; errFound when something differs.
func audit(ctx context.Context, s auditStore, o auditOptions, out io.Writer) error {
	is, err := initiativesOf(ctx, s, o.org, o.initiative)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	print := printAudited
	if o.json {
		print = func(out io.Writer, v audited) error { return json.NewEncoder(out).Encode(v) }
	}
	var all audited
	for _, i := range is {
		v, err := auditedOf(ctx, s, checkins.OrgID(o.org), i.ID)
		if err != nil {
			return err
		}
		all.Rounds, all.Results = all.Rounds+v.Rounds, all.Results+v.Results
		all.Different, all.NotCheckable = all.Different+v.Different, all.NotCheckable+v.NotCheckable
		if err := print(out, v); err != nil {
			return err
		}
	}
	if !o.json {
		if _, err := fmt.Fprintf(out, "%s: %s\n", count(len(is), "initiative"), all); err != nil {
			return err
		}
	}
	if all.Different > 0 {
		return errFound
	}
	return nil
}

func auditedOf(ctx context.Context, s auditStore, org checkins.OrgID, i checkins.InitiativeID) (audited, error) {
	t, found, err := checkins.Examine(ctx, s, org, i)
	v := audited{Initiative: i, Rounds: t.Rounds, Results: t.Results, Different: t.Different, NotCheckable: t.NotCheckable}
	if errors.Is(err, store.ErrSealed) {
		// Somebody wrote what the app did not: that is a difference too.
		v.Different = 1
		v.Differences = []deviation{{Fields: []string{"sealed"}}}
		return v, nil
	}
	for _, d := range found {
		v.Differences = append(v.Differences, deviation{Round: d.Round, Dimension: string(d.Dimension), Fields: d.Fields})
	}
	return v, err
}

func printAudited(out io.Writer, v audited) error {
	for _, d := range v.Differences {
		where := string(d.Round)
		if where == "" {
			where = string(v.Initiative) + " standing"
		}
		if d.Dimension != "" {
			where += " " + d.Dimension
		}
		if _, err := fmt.Fprintf(out, "%s: differs (%s)\n", where, strings.Join(d.Fields, ", ")); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "%s: %s\n", v.Initiative, v)
	return err
}

// String says what was checked and how it came out.
func (v audited) String() string {
	parts := []string{count(v.Rounds, "round"), count(v.Results, "result") + " checked"}
	switch {
	case v.Different == 1:
		parts = append(parts, "1 differs")
	case v.Different > 1:
		parts = append(parts, fmt.Sprint(v.Different, " differ"))
	case v.Results > 0:
		parts = append(parts, "all equal")
	}
	if v.NotCheckable > 0 {
		parts = append(parts, count(v.NotCheckable, "round")+" not checkable")
	}
	return strings.Join(parts, ", ")
}
