package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
)

// line is one thing that people saw, as `demo --headless --json` prints it.
type line struct {
	At           time.Time       `json:"at"`
	Platform     string          `json:"platform"`
	Conversation string          `json:"conversation"`
	Initiative   string          `json:"initiative"`
	Kind         string          `json:"kind"`
	Text         string          `json:"text"`
	Payload      json.RawMessage `json:"payload"`
}

// headless plays rounds weeks with simulated leads only, as fast as it can, and
// prints what people saw.
func headless(ctx context.Context, w world, rounds int, seed uint64, asJSON bool) error {
	p, stop, err := newPractice(ctx, w, seed, false)
	if err != nil {
		return err
	}
	defer stop()
	posted, sent := 0, 0 // how much of each platform's ledger was printed
	show := func() error {
		slack, teams := p.space.Since(posted), p.tenant.Since(sent)
		posted, sent = posted+len(slack), sent+len(teams)
		var lines []line
		for _, s := range slack {
			if l, ok := p.line(checkins.Slack, s); ok {
				lines = append(lines, l)
			}
		}
		for _, s := range teams {
			if l, ok := p.line(checkins.Teams, s); ok {
				lines = append(lines, l)
			}
		}
		slices.SortStableFunc(lines, func(a, b line) int { return a.At.Compare(b.At) })
		for _, l := range lines {
			if err := l.print(w.stdout, asJSON); err != nil {
				return err
			}
		}
		return nil
	}
	for range rounds {
		if err := p.to(ctx, p.nextRound()); err != nil {
			return err
		}
		if err := show(); err != nil {
			return err
		}
	}
	// The last round closes three days after it asked; its results follow at once.
	if err := p.to(ctx, p.clock.now().Add(73*time.Hour)); err != nil {
		return err
	}
	if err := show(); err != nil {
		return err
	}
	var refused []error
	if v := p.space.Violations(); len(v) > 0 {
		refused = append(refused, fmt.Errorf("payloads that Slack would refuse: %s", strings.Join(v, "; ")))
	}
	if v := p.tenant.Violations(); len(v) > 0 {
		refused = append(refused, fmt.Errorf("payloads that Teams would refuse: %s", strings.Join(v, "; ")))
	}
	return errors.Join(refused...)
}

// line turns what was seen on a platform into a line; ok is false for what is no
// message of the bot's own accord (a modal, a pin, a card as one person has it).
func (p *practice) line(on checkins.Platform, s sandbox.Seen) (l line, ok bool) {
	l = line{At: s.At, Platform: string(on), Conversation: p.conversation(s), Text: s.Text, Payload: s.Blocks}
	if on == checkins.Teams {
		l.Payload = s.Card
	}
	kind, of := stampOf(on, s)
	l.Kind, l.Initiative = kindShown(kind), string(of)
	switch s.Kind {
	case sandbox.SeenPost, sandbox.SeenThread:
	case sandbox.SeenUpdate:
		if l.Kind == string(checkins.KindAlert) { // the card that stands there already
			l.Kind = string(checkins.KindThread)
		}
	case sandbox.SeenEphemeral:
		l.Kind = string(checkins.KindReply)
	default:
		return line{}, false
	}
	if l.Kind == string(checkins.KindReply) && p.isBrief(l.Payload) {
		l.Kind = "brief"
	}
	return l, true
}

// kindShown is what a line calls the kind of a letter: by the product's own word.
func kindShown(k checkins.Kind) string {
	if k == checkins.KindPromise {
		return "commitment"
	}
	return string(k)
}

// isBrief reports whether an answer is a brief: it alone offers itself as text to paste.
func (p *practice) isBrief(payload json.RawMessage) bool {
	return slices.ContainsFunc(p.pressables(payload), func(b pressable) bool { return b.claim.What == checkins.DeedBriefText })
}

// stampOf is the kind of a message and the initiative that it is about, as the bot stamps
// what it sends; empty: it is of another sort, or about several.
func stampOf(on checkins.Platform, s sandbox.Seen) (checkins.Kind, checkins.InitiativeID) {
	type stamp struct {
		Kind       checkins.Kind         `json:"kind"`
		Initiative checkins.InitiativeID `json:"initiative"`
	}
	var meta struct {
		Slack stamp `json:"event_payload"`
		Teams stamp `json:"parallax"`
	}
	if json.Unmarshal(s.Metadata, &meta) != nil {
		return "", ""
	}
	if on == checkins.Teams {
		return meta.Teams.Kind, meta.Teams.Initiative
	}
	return meta.Slack.Kind, meta.Slack.Initiative
}

// conversation names a person, or the channel of an initiative, which has the same
// name on both platforms.
func (p *practice) conversation(s sandbox.Seen) string {
	if id, ok := p.users[s.User]; ok {
		return string(id)
	}
	for _, i := range p.setup.Initiatives {
		if slices.ContainsFunc(i.Channels, func(c checkins.Account) bool { return c.ID == s.Channel }) {
			return "#" + channelName(i.Name)
		}
	}
	return s.Channel
}

func (l line) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(l)
	}
	_, err := fmt.Fprintf(out, "%s  %s  %-20s %-12s %s\n", l.At.Format("2006-01-02 15:04"), l.Platform, l.Conversation, l.Kind, strings.ReplaceAll(l.Text, "\n", " · "))
	return err
}
