package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
)

// Weights of what a lead likes: an initiative is liked by everybody, by a side, and by
// one lead.
const (
	likedByAll  = 1.0
	likedBySide = 0.8
	likedByOne  = 0.4
)

// Order is how a lead orders initiatives, the one that comes first at the front.
func (c *Cast) Order(person, side string, initiatives []string) []string {
	if business(side) {
		side = "biz"
	}
	like := func(i string) float64 {
		return likedByAll*c.normal("first", i) + likedBySide*c.normal("first", i, side) + likedByOne*c.normal("first", i, side, person)
	}
	order := slices.Clone(initiatives)
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(like(b), like(a)), cmp.Compare(a, b)) })
	return order
}

// rankPlaces are the menus of the form, the first place first: what their ids end with.
var rankPlaces = []string{"first", "second", "third"}

// ranks reports whether a lead takes the time for it.
func (c *Cast) ranks(person string) bool { return c.chance("ranks", person) < respond }

// asksRank reports whether a message asks for the top three, in a language that the
// cast reads.
func asksRank(m Message) bool {
	text := m.Text + string(m.Card)
	return m.Bot && (strings.Contains(text, "Pick your top 3 ") || strings.Contains(text, "Wähl deine drei wichtigsten "))
}

// picks says what a lead chooses from the menus, by place.
func (c *Cast) picks(person, side string, menus map[string][]string) map[string]string {
	in := map[string]string{}
	for at, place := range rankPlaces {
		if order := c.Order(person, side, menus[place]); at < len(order) {
			in[place] = order[at]
		}
	}
	return in
}

// Rank lets a lead pick what comes first, where a message asks for it: press the button,
// choose from the menus, save. done is false when none does, or the lead does not take
// the time.
func (c *Cast) Rank(ctx context.Context, w *Workspace, user, person, side string) (done bool, err error) {
	m, found := newestRank(w.Sees(user, w.IM(user)))
	if !found || !c.ranks(person) {
		return false, nil
	}
	for _, e := range elementsOf(m.Blocks) {
		if e.kind != "button" {
			continue
		}
		v, err := w.open(ctx, user, m, e.key())
		if err != nil || v == nil {
			return false, err
		}
		menus, keys := map[string][]string{}, map[string]string{}
		for _, e := range elementsOf(v.Blocks) {
			place := lastOf(e.blockID)
			keys[place] = e.key()
			for _, o := range e.options() {
				menus[place] = append(menus[place], str(o, "value"))
			}
		}
		input := map[string]string{}
		for place, value := range c.picks(person, side, menus) {
			input[keys[place]] = value
		}
		ack, err := w.Submit(ctx, user, v.ID, input)
		if after := w.View(user); after != nil {
			w.CloseView(user, after.ID)
		}
		if err != nil || !ack.OK() {
			return false, refusedBy(user, ack, err)
		}
		return true, nil
	}
	return false, nil
}

// newestRank is the newest message that asks for the top three, among those that a lead
// looks at.
func newestRank(all []Message) (Message, bool) {
	all = all[max(0, len(all)-scrollsBack):]
	for _, m := range slices.Backward(all) {
		if asksRank(m) {
			return m, true
		}
	}
	return Message{}, false
}

// lastOf is the last part of an id: the key of the field.
func lastOf(id string) string { return id[strings.LastIndex(id, "|")+1:] }

// RankCard is Rank for a lead in Teams, a step at a time: the press of the button, to
// which the bot sends a card with the menus, and then what is chosen there.
func (c *Cast) RankCard(ctx context.Context, t *Tenant, user, person, side string) (done bool, err error) {
	all := t.Sees(user, t.IM(user))
	m, found := newestRank(all)
	if !found || !c.ranks(person) {
		return false, nil
	}
	for _, now := range slices.Backward(all) {
		ids, menus := menusOf(now.Card)
		if len(ids) != len(rankPlaces) {
			continue
		}
		input := map[string]string{}
		for place, value := range c.picks(person, side, menus) {
			input[ids[place]] = value
		}
		if ack, err := t.Submit(ctx, user, now.Channel, now.TS, "on", input); err != nil || !ack.OK() {
			return false, refusedBy(user, ack, err)
		}
		return true, nil
	}
	if ack, err := t.Press(ctx, user, m.Channel, m.TS, "do"); err != nil || !ack.OK() {
		return false, refusedBy(user, ack, err)
	}
	return true, nil
}

// menusOf are the menus of a card that ask for a place: their ids, and what can be chosen.
func menusOf(raw json.RawMessage) (ids map[string]string, menus map[string][]string) {
	ids, menus = map[string]string{}, map[string][]string{}
	card, err := decodeCard(raw)
	if err != nil {
		return nil, nil
	}
	for _, in := range inputsOf(card) {
		if place := lastOf(in.id); in.kind == "ChoiceSet" && slices.Contains(rankPlaces, place) {
			ids[place] = in.id
			choices, _ := in.body["choices"].([]any)
			for _, choice := range choices {
				if o, is := choice.(map[string]any); is {
					menus[place] = append(menus[place], str(o, "value"))
				}
			}
		}
	}
	return ids, menus
}
