package sandbox

import (
	"context"
	"fmt"
	"html"
	"time"
)

// person finds somebody who can act, t.mu held.
func (t *Tenant) person(user string) (*Member, error) {
	m := t.members[user]
	switch {
	case m == nil:
		return nil, fmt.Errorf("%s: no such member", user)
	case m.Deleted:
		return nil, fmt.Errorf("%s: the account is deactivated", user)
	}
	return m, nil
}

// actor checks that a person can do something in a channel, t.mu held.
func (t *Tenant) actor(user, channel string) (*Member, *Channel, error) {
	m, err := t.person(user)
	if err != nil {
		return nil, nil, err
	}
	c := t.channels[channel]
	switch {
	case c == nil:
		return nil, nil, fmt.Errorf("%s in %s: no such channel", user, channel)
	case !t.reaches(user, c):
		return nil, nil, fmt.Errorf("%s in %s: not open to that person", user, channel)
	case c.Archived:
		return nil, nil, fmt.Errorf("%s in %s: the channel is archived", user, channel)
	}
	return m, c, nil
}

// has reports whether the bot is in a channel, t.mu held.
func (t *Tenant) has(c *Channel) bool {
	if c.IM != "" {
		on, known := t.installed[c.IM]
		return on || !known && t.shares(c.IM)
	}
	return t.installed[c.Team]
}

// activity is what every activity carries: who, where, when. root names the thread
// of a channel. t.mu held.
func (t *Tenant) activity(kind string, by *Member, c *Channel, root string) object {
	now := t.cfg.Now().UTC()
	zone, locale := orElse(by.Zone, "UTC"), orElse(by.Locale, "en-US")
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	data := object{"tenant": object{"id": t.cfg.ID}}
	chat := object{"id": c.ID, "tenantId": t.cfg.ID, "conversationType": "personal"}
	switch {
	case c.IM != "":
	case c.Team == "":
		chat["conversationType"], chat["isGroup"] = "groupChat", true
	default:
		chat["conversationType"], chat["isGroup"] = "channel", true
		if root != "" {
			chat["id"] = c.ID + ";messageid=" + root
		}
		data["team"] = object{"id": c.Team, "name": t.teams[c.Team].name}
		data["channel"] = object{"id": c.ID}
		data["teamsTeamId"], data["teamsChannelId"] = c.Team, c.ID
	}
	const form = "2006-01-02T15:04:05.000Z07:00"
	return object{
		"type": kind, "id": "f:" + t.uuid(), "timestamp": now.Format(form), "localTimestamp": now.In(loc).Format(form), "localTimezone": zone,
		"serviceUrl": t.self + "/teams/", "channelId": "msteams", "locale": locale,
		"from":         object{"id": t.mri(by.ID), "name": by.Name, "aadObjectId": by.ID},
		"recipient":    object{"id": t.BotID(), "name": t.cfg.BotName},
		"conversation": chat, "channelData": data,
		"entities": []any{object{"type": "clientInfo", "locale": locale, "country": "US", "platform": "Web", "timezone": zone}},
	}
}

// Mention writes "@bot text" into a channel, or into a thread of it. Without the app
// in the team nothing is delivered, and the Ack says not_in_channel.
func (t *Tenant) Mention(ctx context.Context, user, channel, threadTS, text string) (Ack, error) {
	t.mu.Lock()
	m, c, err := t.actor(user, channel)
	if err == nil && c.IM != "" {
		err = fmt.Errorf("%s: a chat with the bot alone needs no mention", channel)
	}
	if err == nil && threadTS != "" && t.message(channel, threadTS) == nil {
		err = fmt.Errorf("thread %s: no such message", threadTS)
	}
	if err != nil {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("mention: %w", err)
	}
	at := "<at>" + t.cfg.BotName + "</at>"
	said := &Message{User: user, Text: "@" + t.cfg.BotName + " " + text, ThreadTS: t.root(channel, threadTS)}
	t.post(c, said, nil)
	if !t.has(c) {
		t.mu.Unlock()
		return Ack{Error: "not_in_channel"}, nil
	}
	root := said.ThreadTS
	if root == "" {
		root = said.TS
	}
	a := t.activity("message", m, c, root)
	t.words(a, said, at+" "+text+"\n", `<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="0">`+html.EscapeString(t.cfg.BotName)+"</span>&nbsp;"+html.EscapeString(text))
	a["entities"] = append(a["entities"].([]any), object{"type": "mention", "text": at, "mentioned": object{"id": t.BotID(), "name": t.cfg.BotName}})
	d := t.telling("message", a)
	t.mu.Unlock()
	return t.tell(ctx, d)
}

// Say writes something to other people, in a channel or in a thread of it. The bot hears
// nothing of it.
func (t *Tenant) Say(user, channel, threadTS, text string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, c, err := t.actor(user, channel)
	switch {
	case err != nil:
	case c.IM != "":
		err = fmt.Errorf("%s: in a chat with the bot nobody else reads it", channel)
	case threadTS != "" && t.message(channel, threadTS) == nil:
		err = fmt.Errorf("thread %s: no such message", threadTS)
	default:
		t.post(c, &Message{User: user, Text: text, ThreadTS: t.root(channel, threadTS)}, nil)
	}
	if err != nil {
		return fmt.Errorf("say: %w", err)
	}
	return nil
}

// words puts what a person wrote into an activity: as plain text, in which < and &
// stand as typed, and as an attachment of HTML.
func (t *Tenant) words(a object, said *Message, text, markup string) {
	a["id"], a["text"], a["textFormat"] = said.TS, text, "plain"
	a["attachments"] = []object{{"contentType": "text/html", "content": "<div><div>" + markup + "</div>\n</div>"}}
}

// DirectMessage writes to the bot in the personal chat. A person who had blocked the
// bot unblocks it so.
func (t *Tenant) DirectMessage(ctx context.Context, user, text string) (Ack, error) {
	t.mu.Lock()
	m, err := t.person(user)
	if err == nil && !t.has(t.im(user)) {
		err = fmt.Errorf("%s: the app is not installed", user)
	}
	if err != nil {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("direct message: %w", err)
	}
	if t.refused[user] == RefusedBlocked {
		delete(t.refused, user)
	}
	said := &Message{User: user, Text: text}
	t.post(t.im(user), said, nil)
	a := t.activity("message", m, t.im(user), "")
	t.words(a, said, text, html.EscapeString(text))
	d := t.telling("message", a)
	t.mu.Unlock()
	return t.tell(ctx, d)
}

// React puts a reaction (like, heart ...) on a message; the bot hears of those on
// its own ones.
func (t *Tenant) React(ctx context.Context, user, channel, ts, reaction string) (Ack, error) {
	t.mu.Lock()
	m, c, err := t.actor(user, channel)
	msg := t.message(channel, ts)
	if err == nil && msg == nil {
		err = fmt.Errorf("no message %s in %s", ts, channel)
	}
	if err != nil {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("react: %w", err)
	}
	t.see(Seen{Kind: SeenReaction, Channel: c.ID, User: c.IM, From: user, TS: ts, ThreadTS: msg.ThreadTS, Text: reaction})
	if !msg.Bot || !t.has(c) {
		t.mu.Unlock()
		return Ack{}, nil
	}
	a := t.activity("messageReaction", m, c, t.root(channel, ts))
	a["reactionsAdded"], a["replyToId"] = []object{{"type": reaction}}, ts
	d := t.telling("messageReaction", a)
	t.mu.Unlock()
	return t.tell(ctx, d)
}

// Event delivers any activity: what it names stays, what every activity carries is
// filled in, as one of that person in that channel.
func (t *Tenant) Event(ctx context.Context, user, channel string, activity map[string]any) (Ack, error) {
	t.mu.Lock()
	m, c, err := t.actor(user, channel)
	if err != nil {
		t.mu.Unlock()
		return Ack{}, fmt.Errorf("event: %w", err)
	}
	kind, _ := activity["type"].(string)
	a := t.activity(kind, m, c, "")
	for k, v := range activity {
		a[k] = v
	}
	d := t.telling(kind, a)
	t.mu.Unlock()
	return t.tell(ctx, d)
}

// Join puts a person into a team; a bot in it is told.
func (t *Tenant) Join(ctx context.Context, team, user string) (Ack, error) {
	t.Invite(team, user)
	return t.moved(ctx, team, user, "membersAdded", "teamMemberAdded")
}

// Leave takes a person out of a team; a bot in it is told.
func (t *Tenant) Leave(ctx context.Context, team, user string) (Ack, error) {
	t.Kick(team, user)
	return t.moved(ctx, team, user, "membersRemoved", "teamMemberRemoved")
}

func (t *Tenant) moved(ctx context.Context, team, user, key, event string) (Ack, error) {
	t.mu.Lock()
	tm, m := t.teamOf(team), t.members[user]
	if tm == nil || m == nil || !t.installed[tm.id] {
		t.mu.Unlock()
		return Ack{}, nil
	}
	a := t.activity("conversationUpdate", m, t.channels[tm.id], "")
	a[key] = []object{{"id": t.mri(user), "aadObjectId": user}}
	sub(a, "channelData")["eventType"] = event
	d := t.telling("conversationUpdate", a)
	t.mu.Unlock()
	return t.tell(ctx, d)
}
