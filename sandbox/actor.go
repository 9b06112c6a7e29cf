package sandbox

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// actor checks that a person can do something in a channel, w.mu held.
func (w *Workspace) actor(user, channel string) (*Member, *Channel, error) {
	m, err := w.person(user)
	if err != nil {
		return nil, nil, err
	}
	c := w.channels[channel]
	switch {
	case c == nil:
		return nil, nil, fmt.Errorf("%s in %s: no such channel", user, channel)
	case !w.reaches(user, c):
		return nil, nil, fmt.Errorf("%s in %s: not open to that person", user, channel)
	case c.Archived:
		return nil, nil, fmt.Errorf("%s in %s: the channel is archived", user, channel)
	}
	return m, c, nil
}

func (w *Workspace) person(user string) (*Member, error) {
	m := w.members[user]
	switch {
	case m == nil:
		return nil, fmt.Errorf("%s: no such member", user)
	case m.Deleted:
		return nil, fmt.Errorf("%s: the account is deactivated", user)
	case m.Bot:
		return nil, fmt.Errorf("%s: a bot does not act", user)
	}
	return m, nil
}

func (w *Workspace) actorJSON(m *Member) object {
	return object{"id": m.ID, "username": handle(m.Name), "name": handle(m.Name), "team_id": m.Team}
}

func (w *Workspace) teamJSON() object {
	return object{"id": w.cfg.Team, "domain": w.domain()}
}

// placeName is a channel's name in payloads: Slack hides the names of private ones.
func placeName(c *Channel) string {
	switch {
	case c.IM != "":
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

var typedMention = regexp.MustCompile(`&lt;([@#][UWC][A-Z0-9]+)&gt;`)

// typed is what Slack makes of a text that a person wrote: & < > escaped, but
// mentions of people and channels (<@U1>, <#C1>) kept.
func typed(text string) string {
	s := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
	return typedMention.ReplaceAllString(s, "<$1>")
}

// failed puts on the person's screen what the client says after a bad answer.
func (w *Workspace) failed(user, channel, view, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.see(Seen{Kind: SeenError, Channel: channel, User: user, ViewID: view, Text: text})
}

// joined reports whether the bot is in the channel.
func (w *Workspace) joined(c *Channel) bool { return slices.Contains(c.Members, w.cfg.BotUser) }
