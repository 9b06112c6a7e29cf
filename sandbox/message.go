package sandbox

import (
	"encoding/json"
	"slices"
)

// Message is what stands in a channel now.
type Message struct {
	Channel   string          `json:"channel"`
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts,omitempty"` // ts of the parent; "" = not a reply
	User      string          `json:"user"`                // author
	Bot       bool            `json:"bot,omitempty"`       // written by the installed app
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks,omitempty"`   // block_id and action_id always filled in
	Card      json.RawMessage `json:"card,omitempty"`     // in Teams: an Adaptive Card
	Metadata  json.RawMessage `json:"metadata,omitempty"` // in Teams: the channelData that the bot sent along
	Files     []File          `json:"files,omitempty"`
	Offer     *Offer          `json:"offer,omitempty"`  // in Teams: a file that its reader is asked about
	Edited    string          `json:"edited,omitempty"` // ts of the last edit
	Ephemeral bool            `json:"ephemeral,omitempty"`
	For       string          `json:"for,omitempty"` // the only person who sees an ephemeral message
}

// message finds one that stands in the channel, w.mu held.
func (w *Workspace) message(channel, ts string) *Message {
	for _, m := range w.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

// whisper finds an ephemeral message.
func (w *Workspace) whisper(channel, ts, user string) *Message {
	for _, m := range w.whispers[channel] {
		if m.TS == ts && m.For == user {
			return m
		}
	}
	return nil
}

// post puts a message into a channel and on the screens of those who see it.
func (w *Workspace) post(c *Channel, m *Message, pings []string) {
	m.Channel, m.TS = c.ID, w.stamp()
	w.messages[c.ID] = append(w.messages[c.ID], m)
	if c.IM != "" && w.members[c.IM].Deleted {
		return
	}
	kind := SeenPost
	switch {
	case !m.Bot:
		kind = SeenSaid
	case m.ThreadTS != "":
		kind = SeenThread
	}
	w.show(kind, c, m, pings)
}

// murmur shows a message to one person only.
func (w *Workspace) murmur(c *Channel, m *Message, pings []string) {
	m.Channel, m.TS, m.Ephemeral = c.ID, w.stamp(), true
	w.whispers[c.ID] = append(w.whispers[c.ID], m)
	w.show(SeenEphemeral, c, m, pings)
}

func (w *Workspace) show(kind string, c *Channel, m *Message, pings []string) {
	user := m.For
	if user == "" {
		user = c.IM
	}
	w.see(Seen{
		Kind: kind, Channel: c.ID, User: user, From: m.User, TS: m.TS, ThreadTS: m.ThreadTS,
		Text: m.Text, Blocks: m.Blocks, Metadata: m.Metadata, Pings: pings, Files: m.Files,
	})
}

// edit replaces what a message says. The whole old content goes: Slack drops the
// blocks when only text is given. Metadata stays unless new metadata comes.
func (w *Workspace) edit(c *Channel, m *Message, l letter) {
	m.Text, m.Blocks = l.text, l.blocks
	if l.metadata != nil {
		m.Metadata = l.metadata
	}
	m.Edited = w.stamp()
	if c.IM != "" && w.members[c.IM].Deleted {
		return
	}
	kind := SeenUpdate
	if m.Ephemeral {
		kind = SeenEphemeral
	}
	w.show(kind, c, m, l.pings)
}

// remove takes a message away, pins included.
func (w *Workspace) remove(c *Channel, m *Message) {
	gone := func(x *Message) bool { return x == m }
	w.messages[c.ID] = slices.DeleteFunc(w.messages[c.ID], gone)
	w.whispers[c.ID] = slices.DeleteFunc(w.whispers[c.ID], gone)
	w.pins[c.ID] = slices.DeleteFunc(w.pins[c.ID], func(ts string) bool { return ts == m.TS })
	user := m.For
	if user == "" {
		user = c.IM
	}
	w.see(Seen{Kind: SeenDelete, Channel: c.ID, User: user, From: m.User, TS: m.TS, ThreadTS: m.ThreadTS})
}

// messageJSON is a message as the Web API and the payloads of presses give it.
func (w *Workspace) messageJSON(m *Message, metadata bool) object {
	o := object{"type": "message", "ts": m.TS, "user": m.User, "text": m.Text, "team": w.cfg.Team}
	if m.Bot {
		o["bot_id"], o["app_id"] = w.cfg.BotID, w.cfg.AppID
		o["bot_profile"] = object{"id": w.cfg.BotID, "app_id": w.cfg.AppID, "name": "parallax", "team_id": w.cfg.Team}
	}
	if m.Blocks != nil {
		o["blocks"] = m.Blocks
	}
	if len(m.Files) > 0 {
		o["files"], o["upload"] = filesJSON(m.Files), true
	}
	if m.Edited != "" {
		o["edited"] = object{"user": m.User, "ts": m.Edited}
	}
	if metadata && m.Metadata != nil {
		o["metadata"] = m.Metadata
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
		return o
	}
	replies := 0
	for _, r := range w.messages[m.Channel] {
		if r.ThreadTS == m.TS {
			replies++
		}
	}
	if replies > 0 {
		o["thread_ts"], o["reply_count"] = m.TS, replies
	}
	return o
}
