package sandbox

import (
	"maps"
	"slices"
	"sort"
)

// Messages of a channel in order, thread replies included; without ephemerals.
func (w *Workspace) Messages(channel string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	return copies(w.messages[channel])
}

// Sees is what one person sees in a channel, in order: its messages and the
// ephemeral ones for that person. Empty when the person may not look into it.
func (w *Workspace) Sees(user, channel string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.channels[channel]
	if c == nil || !w.reaches(user, c) {
		return nil
	}
	out := copies(w.messages[channel])
	for _, m := range w.whispers[channel] {
		if m.For == user {
			out = append(out, *m)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].TS < out[j].TS })
	return out
}

func copies(ms []*Message) []Message {
	out := make([]Message, 0, len(ms))
	for _, m := range ms {
		out = append(out, *m)
	}
	return out
}

// reaches reports whether the person can open the channel at all.
func (w *Workspace) reaches(user string, c *Channel) bool {
	if c.IM != "" {
		return c.IM == user
	}
	return !c.Private || slices.Contains(c.Members, user)
}

// Channels that a person can open, in order of arrival; user "" = all.
func (w *Workspace) Channels(user string) []Channel {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Channel
	for _, id := range w.places {
		c := w.channels[id]
		if user == "" || w.reaches(user, c) {
			cp := *c
			cp.Members = slices.Clone(c.Members)
			out = append(out, cp)
		}
	}
	return out
}

// Members in order of arrival, the bot included.
func (w *Workspace) Members() []Member {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Member, 0, len(w.people))
	for _, id := range w.people {
		out = append(out, *w.members[id])
	}
	return out
}

// View is the modal open for that person (the top one), nil if none.
func (w *Workspace) View(user string) *View {
	w.mu.Lock()
	defer w.mu.Unlock()
	st := w.stacks[user]
	if len(st) == 0 {
		return nil
	}
	return st[len(st)-1].copy()
}

// Home is the person's home tab of the app, nil if none was published.
func (w *Workspace) Home(user string) *View {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v := w.homes[user]; v != nil {
		return v.copy()
	}
	return nil
}

func (v *View) copy() *View {
	c := *v
	c.State = fields{}
	for b, m := range v.State {
		c.State[b] = maps.Clone(m)
	}
	c.Errors = maps.Clone(v.Errors)
	return &c
}

// Pinned gives the ts of pinned messages, oldest pin first.
func (w *Workspace) Pinned(channel string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.pins[channel])
}

// Calls are all Web API requests and response_url uses, in order of arrival.
func (w *Workspace) Calls() []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]Call, 0, len(w.calls))
	for _, c := range w.calls {
		out = append(out, *c)
	}
	return out
}

// Violations are payloads over Slack's limits or malformed ones, in plain words.
// A correct bot leaves none; every test should end by looking.
func (w *Workspace) Violations() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.violations)
}
