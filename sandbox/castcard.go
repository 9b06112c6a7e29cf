package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// PlayCard is Play for a lead in Teams: it answers the newest check-in card of the
// personal chat that is still unanswered, as a person would.
//
// A check-in is a card with inputs "rate|<round>|<dimension>" and
// "guess|<round>|<dimension>", choices of the values 0 to 5, and an action whose verb
// begins with "submit"; or one with an action whose verb begins with "open" and whose
// answer is such a card. A check-in of a single item has buttons instead, with the ids
// "rate|<round>|<dimension>|<value>" and "guess|<round>|<dimension>|<value>".
func (c *Cast) PlayCard(ctx context.Context, t *Tenant, user string, who func(round, dimension string) Role) (answered bool, err error) {
	looked := 0
	for _, m := range slices.Backward(t.Sees(user, t.IM(user))) {
		if !m.Bot || m.Card == nil {
			continue
		}
		if looked++; looked > scrollsBack {
			break
		}
		if done, err := c.playCard(ctx, t, user, m, who); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

func (c *Cast) playCard(ctx context.Context, t *Tenant, user string, m Message, who func(round, dimension string) Role) (bool, error) {
	card, save := m.Card, verbOf(m.Card, "submit")
	if open := verbOf(card, "open"); save == "" && open != "" {
		ack, err := t.Press(ctx, user, m.Channel, m.TS, open)
		if err != nil || !ack.OK() {
			return false, refusedBy(user, ack, err)
		}
		for _, now := range t.Sees(user, m.Channel) {
			if now.TS == m.TS {
				card, save = now.Card, verbOf(now.Card, "submit")
			}
		}
	}
	if save == "" {
		return c.playTaps(ctx, t, user, m, who)
	}
	input, willing := c.fillCard(card, t.Filled(user, m.Channel, m.TS), who)
	if !willing {
		return false, nil
	}
	ack, err := t.Submit(ctx, user, m.Channel, m.TS, save, input)
	if err != nil || !ack.OK() {
		return false, refusedBy(user, ack, err)
	}
	return true, nil
}

// playTaps answers a check-in that stands in the card: one press for the rating and
// one for the guess.
func (c *Cast) playTaps(ctx context.Context, t *Tenant, user string, m Message, who func(round, dimension string) Role) (bool, error) {
	if !bytes.Contains(m.Card, []byte(`rate|`)) && !bytes.Contains(m.Card, []byte(`guess|`)) {
		return false, nil
	}
	card, err := decodeCard(m.Card)
	if err != nil {
		return false, err
	}
	var taps []string
	for _, a := range actionsOf(card) {
		id := str(a.body, "id")
		n := max(strings.LastIndex(id, "|"), 0)
		what, round, dimension, ok := item(id[:n])
		if !ok {
			continue
		}
		if str(a.body, "style") != "" { // the choice made before stands out
			return false, nil
		}
		value, answers := c.value(what, round, dimension, who)
		if !answers {
			return false, nil
		}
		if id[n:] == "|"+strconv.Itoa(value) {
			taps = append(taps, id)
		}
	}
	for _, id := range taps {
		if ack, err := t.Press(ctx, user, m.Channel, m.TS, id); err != nil || !ack.OK() {
			return false, refusedBy(user, ack, err)
		}
	}
	return len(taps) > 0, nil
}

// refusedBy says what went wrong with a press.
func refusedBy(user string, a Ack, err error) error {
	if err == nil {
		err = fmt.Errorf("the bot answered %s", a.Error)
	}
	return fmt.Errorf("check-in of %s: %w", user, err)
}

// verbOf is the first verb of a card that begins so.
func verbOf(raw json.RawMessage, prefix string) string {
	if !bytes.Contains(raw, []byte(`"`+prefix)) { // most cards have none: reading them costs more
		return ""
	}
	card, err := decodeCard(raw)
	if err != nil {
		return ""
	}
	for _, a := range actionsOf(card) {
		if strings.HasPrefix(a.verb(), prefix) {
			return a.verb()
		}
	}
	return ""
}

// fillCard answers the inputs of a card that are empty. Not willing: everything was
// answered before, or the lead skips every round in it.
func (c *Cast) fillCard(raw json.RawMessage, filled map[string]string, who func(round, dimension string) Role) (input map[string]string, willing bool) {
	input = map[string]string{}
	card, err := decodeCard(raw)
	if err != nil {
		return input, false
	}
	for _, in := range inputsOf(card) {
		what, round, dimension, ok := item(in.id)
		if !ok || in.kind != "ChoiceSet" || filled[in.id] != "" {
			continue
		}
		value, answers := c.value(what, round, dimension, who)
		if !answers {
			value = 0
		}
		willing = willing || answers
		if text := strconv.Itoa(value); in.takes(text) == nil && (answers || in.required()) {
			input[in.id] = text
		}
	}
	return input, willing
}
