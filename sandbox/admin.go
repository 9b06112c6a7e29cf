package sandbox

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// AddMember adds a person, or replaces the one with the same id.
func (w *Workspace) AddMember(m Member) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.Team == "" {
		m.Team = w.cfg.Team
	}
	if _, ok := w.members[m.ID]; !ok {
		w.people = append(w.people, m.ID)
	}
	w.members[m.ID] = &m
}

// Deactivate closes a person's account. With tell the bot gets the user_change
// event, as Slack sends it; without, it has to find out by asking.
func (w *Workspace) Deactivate(ctx context.Context, user string, tell bool) (Ack, error) {
	w.mu.Lock()
	m, ok := w.members[user]
	if !ok {
		w.mu.Unlock()
		return Ack{}, fmt.Errorf("deactivate %s: no such member", user)
	}
	m.Deleted = true
	event := object{"type": "user_change", "user": w.userJSON(m), "cache_ts": w.cfg.Now().Unix(), "event_ts": w.stamp()}
	w.mu.Unlock()
	if !tell {
		return Ack{}, nil
	}
	return w.Event(ctx, event)
}

// AddChannel adds a channel, or replaces the one with the same id.
func (w *Workspace) AddChannel(c Channel) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c.Members = slices.Clone(c.Members)
	if _, ok := w.channels[c.ID]; !ok {
		w.places = append(w.places, c.ID)
	}
	w.channels[c.ID] = &c
}

// Invite puts a person or the bot into a channel; unknown channels are ignored.
func (w *Workspace) Invite(channel, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channels[channel]; c != nil && !slices.Contains(c.Members, user) {
		c.Members = append(c.Members, user)
	}
}

// Kick takes a person or the bot out of a channel.
func (w *Workspace) Kick(channel, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channels[channel]; c != nil {
		c.Members = slices.DeleteFunc(c.Members, func(m string) bool { return m == user })
	}
}

// Archive closes a channel to posts and acts.
func (w *Workspace) Archive(channel string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.channels[channel]; c != nil {
		c.Archived = true
	}
}

// RevokeToken makes every further call with the bot token fail with token_revoked.
func (w *Workspace) RevokeToken() { w.setDead("token_revoked") }

// Uninstall makes every further call with the bot token fail with account_inactive.
func (w *Workspace) Uninstall() { w.setDead("account_inactive") }

// RestoreToken undoes RevokeToken and Uninstall.
func (w *Workspace) RestoreToken() { w.setDead("") }

func (w *Workspace) setDead(code string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = code
}

// IM is the id of the direct message channel between the person and the bot,
// opened when there is none; "" for somebody unknown.
func (w *Workspace) IM(user string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.im(user); c != nil {
		return c.ID
	}
	return ""
}

// im is IM with w.mu held.
func (w *Workspace) im(user string) *Channel {
	m := w.members[user]
	if m == nil || m.Bot {
		return nil
	}
	id := "D" + strings.TrimLeft(user, "UW")
	if c := w.channels[id]; c != nil {
		return c
	}
	c := &Channel{ID: id, Name: "directmessage", IM: user, Members: []string{user, w.cfg.BotUser}}
	w.channels[id] = c
	w.places = append(w.places, id)
	return c
}
