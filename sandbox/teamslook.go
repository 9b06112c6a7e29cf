package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
)

// Messages of a channel in order, replies in threads included, with the cards that
// all see.
func (t *Tenant) Messages(channel string) []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	return copies(t.messages[channel])
}

// Sees is what one person sees in a channel, in order: its messages, with that
// person's own view of a card where there is one. Empty when the person may not look
// into it.
func (t *Tenant) Sees(user, channel string) []Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.channels[channel]
	if c == nil || !t.reaches(user, c) {
		return nil
	}
	out := copies(t.messages[channel])
	for i := range out {
		out[i].Card = t.card(user, &out[i])
	}
	return out
}

// desk is what one person alone has of a message: the card that came back from a
// press, and what was entered into the inputs. An edit for everybody clears it.
type desk struct {
	card  json.RawMessage // nil = the one that all see
	typed map[string]string
}

func key(m *Message) string { return m.Channel + "|" + m.TS }

// desk gives a person's own part of a message, t.mu held.
func (t *Tenant) desk(user string, m *Message) *desk {
	k := key(m)
	if t.desks[k] == nil {
		t.desks[k] = map[string]*desk{}
	}
	if t.desks[k][user] == nil {
		t.desks[k][user] = &desk{typed: map[string]string{}}
	}
	return t.desks[k][user]
}

// card is the card that a person sees in a message.
func (t *Tenant) card(user string, m *Message) json.RawMessage {
	if d := t.desks[key(m)][user]; d != nil && d.card != nil {
		return d.card
	}
	return m.Card
}

// Channels that a person can open, in order of arrival; user "" = all.
func (t *Tenant) Channels(user string) []Channel {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Channel
	for _, id := range t.places {
		c := t.channels[id]
		if user != "" && !t.reaches(user, c) {
			continue
		}
		cp := *c
		cp.Members = slices.Clone(t.inside(c))
		if c.IM != "" || t.installed[c.Team] {
			cp.Members = append(cp.Members, t.BotID())
		}
		out = append(out, cp)
	}
	return out
}

// Members in order of arrival, without the bot.
func (t *Tenant) Members() []Member {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]Member, 0, len(t.people))
	for _, id := range t.people {
		out = append(out, *t.members[id])
	}
	return out
}

// Filled is what stands in the inputs of a card as that person sees it, by their
// ids; nil when there is no such card.
func (t *Tenant) Filled(user, channel, ts string) map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.message(channel, ts)
	if m == nil {
		return nil
	}
	card, err := decodeCard(t.card(user, m))
	if err != nil {
		return nil
	}
	return t.entries(user, m, card)
}

// entries is Filled with t.mu held: what the card prefills, and over it what was
// entered.
func (t *Tenant) entries(user string, m *Message, card object) map[string]string {
	out := map[string]string{}
	for _, in := range inputsOf(card) {
		out[in.id] = in.initial()
	}
	if d := t.desks[key(m)][user]; d != nil {
		maps.Copy(out, d.typed)
	}
	return out
}

// Calls are all requests of the app, in order of arrival.
func (t *Tenant) Calls() []Call {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]Call, 0, len(t.calls))
	for _, c := range t.calls {
		out = append(out, *c)
	}
	return out
}

// Violations are payloads over Teams' limits or malformed ones, in plain words. A
// correct bot leaves none; every test should end by looking.
func (t *Tenant) Violations() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.violations)
}
