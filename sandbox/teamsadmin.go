package sandbox

import (
	"fmt"
	"slices"
)

// AddMember adds a person, or replaces the one with the same AAD object id.
func (t *Tenant) AddMember(m Member) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if m.Team == "" {
		m.Team = t.cfg.ID
	}
	if _, ok := t.members[m.ID]; !ok {
		t.people = append(t.people, m.ID)
	}
	t.members[m.ID] = &m
	t.byMRI[t.mri(m.ID)] = &m
}

// AddTeam adds a team with its channels; General is added when it is not among them.
func (t *Tenant) AddTeam(tm Team) {
	t.mu.Lock()
	t.teams[tm.ID] = &team{id: tm.ID, name: tm.Name, members: slices.Clone(tm.Members)}
	t.mu.Unlock()
	if !slices.ContainsFunc(tm.Channels, func(c Channel) bool { return c.ID == tm.ID }) {
		t.AddChannel(tm.ID, Channel{ID: tm.ID, Name: "General"})
	}
	for _, c := range tm.Channels {
		t.AddChannel(tm.ID, c)
	}
}

// AddChannel adds a channel to a team. Everybody in the team is in it.
func (t *Tenant) AddChannel(team string, c Channel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c.Team, c.Members, c.IM = team, nil, ""
	if _, ok := t.channels[c.ID]; !ok {
		t.places = append(t.places, c.ID)
	}
	t.channels[c.ID] = &c
}

// AddChat adds a group chat of its members, in which the bot is not.
func (t *Tenant) AddChat(c Channel) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c.Team, c.Members, c.IM = "", slices.Clone(c.Members), ""
	if _, ok := t.channels[c.ID]; !ok {
		t.places = append(t.places, c.ID)
	}
	t.channels[c.ID] = &c
}

// Invite puts a person into a team (named by its own id or that of a channel)
// without telling the bot; see Event for what Teams sends. Unknown teams are ignored.
func (t *Tenant) Invite(team, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tm := t.teamOf(team); tm != nil && !slices.Contains(tm.members, user) {
		tm.members = append(tm.members, user)
	}
}

// Kick takes a person out of a team without telling the bot.
func (t *Tenant) Kick(team, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tm := t.teamOf(team); tm != nil {
		tm.members = slices.DeleteFunc(tm.members, func(m string) bool { return m == user })
	}
}

// Archive closes a channel to posts and acts; the bot is refused with
// NotEnoughPermissions.
func (t *Tenant) Archive(channel string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.channels[channel]; c != nil {
		c.Archived = true
	}
}

// Deactivate closes a person's account. Teams tells the bot nothing: what is sent
// to the chat is taken, and seen by nobody; the rosters no longer list the person.
func (t *Tenant) Deactivate(user string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.members[user]
	if m == nil {
		return fmt.Errorf("deactivate %s: no such member", user)
	}
	m.Deleted = true
	return nil
}

// teamOf finds a team by its id or that of one of its channels, t.mu held.
func (t *Tenant) teamOf(id string) *team {
	if c := t.channels[id]; c != nil && c.Team != "" {
		id = c.Team
	}
	return t.teams[id]
}

// IM is the id of the personal chat between the person and the bot; "" for
// somebody unknown. It exists whether or not the app is installed.
func (t *Tenant) IM(user string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if c := t.im(user); c != nil {
		return c.ID
	}
	return ""
}

// im is IM with t.mu held.
func (t *Tenant) im(user string) *Channel {
	if t.members[user] == nil {
		return nil
	}
	id := "a:1" + code("chat", t.cfg.ID, t.cfg.AppID, user)
	if c := t.channels[id]; c != nil {
		return c
	}
	c := &Channel{ID: id, IM: user}
	t.channels[id] = c
	t.places = append(t.places, id)
	return c
}

// inside lists who is in a channel, t.mu held.
func (t *Tenant) inside(c *Channel) []string {
	if c.IM != "" {
		return []string{c.IM}
	}
	if tm := t.teams[c.Team]; tm != nil {
		return tm.members
	}
	return c.Members // of a group chat
}

// reaches reports whether the person can open the channel at all.
func (t *Tenant) reaches(user string, c *Channel) bool { return slices.Contains(t.inside(c), user) }

// RevokeToken takes the app's registration away: every access token dies, and no
// new one is given out.
func (t *Tenant) RevokeToken() { t.setDead(true) }

// RestoreToken undoes RevokeToken; the app needs a new access token all the same.
func (t *Tenant) RestoreToken() { t.setDead(false) }

func (t *Tenant) setDead(dead bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.dead = dead
	clear(t.tokens)
}

// ExpireTokens ends the life of every access token given out so far.
func (t *Tenant) ExpireTokens() {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.tokens)
}
