package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Role is the part that a lead plays in one round: by which scenario the leads of
// the initiative answer, as which person on which side ("it", "biz"), and the
// number of the round, from 1. An empty Scenario: this lead does not answer.
type Role struct {
	Scenario, Initiative, Person, Side string
	Round                              int
}

// Play lets a lead look into the direct messages with the bot and answer the
// newest check-in that is still unanswered, strictly as a person would: press the
// button, read the form, fill it in, submit. answered is false when none waits or
// when the lead does not answer it. Called again it takes the next one.
//
// A check-in is a message with a button whose action id begins with "open"; its
// form has radio buttons in blocks "rate|<round>|<dimension>" and
// "guess|<round>|<dimension>" with the values 0 to 5. A check-in of a single item
// has its buttons "rate:<value>" and "guess:<value>" in the message, in blocks of
// the same names. The error says what went wrong on the way: no answer of the bot,
// a form that refuses, blocks that do not say what they ask.
func (c *Cast) Play(ctx context.Context, w *Workspace, user string, who func(round, dimension string) Role) (answered bool, err error) {
	looked := 0
	for _, m := range slices.Backward(w.Sees(user, w.IM(user))) {
		if !m.Bot {
			continue
		}
		if looked++; looked > scrollsBack {
			break
		}
		done := false
		switch key, short := waiting(m); {
		case key != "":
			done, err = c.playForm(ctx, w, user, m, key, who)
		case short:
			done, err = c.playButtons(ctx, w, user, m, who)
		}
		if done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// scrollsBack is how many messages of the bot a lead looks at: more than come in a
// week, for an older check-in is closed.
const scrollsBack = 12

// waiting finds the button that opens the form, or says that the message itself
// asks.
func waiting(m Message) (open string, short bool) {
	for _, e := range elementsOf(m.Blocks) {
		if e.kind != "button" {
			continue
		}
		switch {
		case strings.HasPrefix(e.action, "open"):
			return e.key(), false
		case strings.HasPrefix(e.action, "rate"):
			short = true
		}
	}
	return "", short
}

func (c *Cast) playForm(ctx context.Context, w *Workspace, user string, m Message, key string, who func(round, dimension string) Role) (bool, error) {
	v, err := w.open(ctx, user, m, key)
	if err != nil || v == nil {
		return false, err
	}
	input, willing := c.fillIn(v, who)
	if !willing {
		w.CloseView(user, v.ID)
		return false, nil
	}
	ack, err := w.Submit(ctx, user, v.ID, input)
	after := w.View(user)
	if after != nil {
		w.CloseView(user, after.ID)
	}
	switch {
	case err != nil:
		return false, fmt.Errorf("check-in of %s: %w", user, err)
	case !ack.OK():
		return false, fmt.Errorf("check-in of %s: the bot answered %s", user, ack.Error)
	case after != nil && len(after.Errors) > 0:
		return false, fmt.Errorf("check-in of %s: the form says %v", user, after.Errors)
	}
	return true, nil
}

// open presses the button and gives the form that comes up; nil when the bot says
// something else instead, such as that the check-in is closed.
func (w *Workspace) open(ctx context.Context, user string, m Message, key string) (*View, error) {
	before := ""
	if v := w.View(user); v != nil {
		before = v.ID
	}
	n := w.count()
	ack, err := w.Press(ctx, user, m.Channel, m.TS, key)
	if err != nil {
		return nil, fmt.Errorf("check-in of %s: %w", user, err)
	}
	if !ack.OK() {
		return nil, fmt.Errorf("check-in of %s: the bot answered %s", user, ack.Error)
	}
	// A bot may answer first and open the form a moment later.
	late := time.NewTimer(w.cfg.Deadline)
	defer late.Stop()
	seen, stop := w.Follow(n)
	defer stop()
	for {
		select {
		case s, ok := <-seen:
			if !ok {
				return nil, nil
			}
			if v := w.View(user); v != nil && v.ID != before {
				return v, nil
			}
			if s.User == user && (s.Kind == SeenEphemeral || s.Kind == SeenError) {
				return nil, nil
			}
		case <-late.C:
			return nil, fmt.Errorf("check-in of %s: no form came up", user)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// fillIn answers a form. Not willing: everything was answered before, or the lead
// skips every round in it.
func (c *Cast) fillIn(v *View, who func(round, dimension string) Role) (input map[string]string, willing bool) {
	input = map[string]string{}
	for _, e := range elementsOf(v.Blocks) {
		what, round, dimension, ok := item(e.blockID)
		if !ok || e.kind != "radio_buttons" {
			continue
		}
		if v.State[e.blockID][e.action] != "" {
			continue // answered before; people leave that as it is
		}
		value, answers := c.value(what, round, dimension, who)
		if !answers {
			value = 0
		}
		willing = willing || answers
		text := strconv.Itoa(value)
		if e.option(text) != nil && (answers || e.required()) {
			input[e.key()] = text
		}
	}
	return input, willing
}

// value is what the lead answers to one item.
func (c *Cast) value(what, round, dimension string, who func(round, dimension string) Role) (value int, answers bool) {
	r := who(round, dimension)
	if r.Scenario == "" {
		return 0, false
	}
	own, guess, ok := c.Opinion(r.Scenario, r.Initiative, r.Person, r.Side, dimension, r.Round)
	if what == "guess" {
		own = guess
	}
	return own, ok
}

// item takes a block id of the check-in apart.
func item(blockID string) (what, round, dimension string, ok bool) {
	p := strings.Split(blockID, "|")
	if len(p) != 3 || p[0] != "rate" && p[0] != "guess" {
		return "", "", "", false
	}
	return p[0], p[1], p[2], true
}

// playButtons answers a check-in that stands in the message: one press for the
// rating and one for the guess.
func (c *Cast) playButtons(ctx context.Context, w *Workspace, user string, m Message, who func(round, dimension string) Role) (bool, error) {
	var keys []string
	known := false
	for _, e := range elementsOf(m.Blocks) {
		what, round, dimension, ok := item(e.blockID)
		if !ok || e.kind != "button" {
			continue
		}
		known = true
		if e.str("style") != "" { // the choice made before stands out
			return false, nil
		}
		value, answers := c.value(what, round, dimension, who)
		if !answers {
			return false, nil
		}
		if name, n, _ := strings.Cut(e.action, ":"); name == what && n == strconv.Itoa(value) {
			keys = append(keys, e.key())
		}
	}
	if !known {
		return false, fmt.Errorf("check-in of %s: its blocks do not say which item is asked", user)
	}
	for _, key := range keys {
		ack, err := w.Press(ctx, user, m.Channel, m.TS, key)
		if err != nil {
			return false, fmt.Errorf("check-in of %s: %w", user, err)
		}
		if !ack.OK() {
			return false, fmt.Errorf("check-in of %s: the bot answered %s", user, ack.Error)
		}
	}
	return len(keys) > 0, nil
}
