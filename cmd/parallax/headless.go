package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
	printed := 0
	show := func() error {
		seen := p.space.Since(printed)
		printed += len(seen)
		for _, s := range seen {
			if l, ok := p.line(s); ok {
				if err := l.print(w.stdout, asJSON); err != nil {
					return err
				}
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
	if v := p.space.Violations(); len(v) > 0 {
		return fmt.Errorf("payloads that Slack would refuse: %s", strings.Join(v, "; "))
	}
	return nil
}

// line turns what was seen into a line; ok is false for what is no message of the
// bot's own accord (a modal, a pin).
func (p *practice) line(s sandbox.Seen) (line, bool) {
	l := line{At: s.At, Platform: "slack", Conversation: p.conversation(s), Text: s.Text, Payload: s.Blocks}
	var meta struct {
		Payload struct {
			Kind       string `json:"kind"`
			Initiative string `json:"initiative"`
		} `json:"event_payload"`
	}
	if json.Unmarshal(s.Metadata, &meta) == nil {
		l.Kind, l.Initiative = meta.Payload.Kind, meta.Payload.Initiative
	}
	switch s.Kind {
	case sandbox.SeenPost, sandbox.SeenThread:
	case sandbox.SeenUpdate:
		if l.Kind == string(checkins.KindAlert) { // the card that stands there already
			l.Kind = string(checkins.KindThread)
		}
	case sandbox.SeenEphemeral:
		l.Kind = "reply"
	default:
		return line{}, false
	}
	return l, true
}

func (p *practice) conversation(s sandbox.Seen) string {
	if s.User != "" {
		if id, ok := p.users[s.User]; ok {
			return string(id)
		}
	}
	for _, i := range p.setup.Initiatives {
		if i.Channels[0].ID == s.Channel {
			return "#" + channelName(i.Name)
		}
	}
	return s.Channel
}

func (l line) print(out io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(l)
	}
	_, err := fmt.Fprintf(out, "%s  %-20s %-12s %s\n", l.At.Format("2006-01-02 15:04"), l.Conversation, l.Kind, strings.ReplaceAll(l.Text, "\n", " · "))
	return err
}
