package sandbox

import (
	"slices"
	"strings"
)

// target is the channel a post goes to: a user id opens the direct message.
func (w *Workspace) target(arg string) (*Channel, error) {
	if m := w.members[arg]; m != nil {
		if c := w.im(arg); c != nil {
			return c, nil
		}
		return nil, refuse("channel_not_found")
	}
	c, err := w.place(arg)
	switch {
	case err != nil:
		return nil, err
	case c.Archived:
		return nil, refuse("is_archived")
	case !slices.Contains(c.Members, w.cfg.BotUser) && !w.scopes["chat:write.public"]:
		return nil, refuse("not_in_channel")
	}
	return c, nil
}

func (w *Workspace) chatPost(a args) (object, error) {
	c, err := w.target(a.Get("channel"))
	if err != nil {
		return nil, err
	}
	l, err := w.letter("chat.postMessage", a)
	if err != nil {
		return nil, err
	}
	m := &Message{User: w.cfg.BotUser, Bot: true, Text: l.text, Blocks: l.blocks, Metadata: l.metadata}
	if m.ThreadTS, err = w.thread(c, a.Get("thread_ts")); err != nil {
		return nil, err
	}
	w.post(c, m, l.pings)
	return object{"channel": c.ID, "ts": m.TS, "message": w.messageJSON(m, true)}, nil
}

// thread resolves thread_ts to the parent: a reply to a reply joins its thread.
func (w *Workspace) thread(c *Channel, ts string) (string, error) {
	if ts == "" {
		return "", nil
	}
	m := w.message(c.ID, ts)
	switch {
	case m == nil:
		return "", refuse("thread_not_found")
	case m.ThreadTS != "":
		return m.ThreadTS, nil
	}
	return m.TS, nil
}

func (w *Workspace) chatWhisper(a args) (object, error) {
	c, err := w.inside(a.Get("channel"))
	if err != nil {
		return nil, err
	}
	user := a.Get("user")
	if m := w.members[user]; m == nil || m.Deleted || !slices.Contains(c.Members, user) {
		return nil, refuse("user_not_in_channel")
	}
	l, err := w.letter("chat.postEphemeral", a)
	if err != nil {
		return nil, err
	}
	m := &Message{User: w.cfg.BotUser, Bot: true, For: user, Text: l.text, Blocks: l.blocks}
	if m.ThreadTS, err = w.thread(c, a.Get("thread_ts")); err != nil {
		return nil, err
	}
	w.murmur(c, m, l.pings)
	return object{"message_ts": m.TS}, nil
}

// own finds a message that the bot wrote.
func (w *Workspace) own(a args, notOwn string) (*Channel, *Message, error) {
	c, err := w.place(a.Get("channel"))
	if err != nil {
		return nil, nil, err
	}
	if c.Archived {
		return nil, nil, refuse("is_archived")
	}
	m := w.message(c.ID, a.Get("ts"))
	switch {
	case m == nil: // ephemeral messages too: they cannot be changed by ts
		return nil, nil, refuse("message_not_found")
	case !m.Bot:
		return nil, nil, refuse(notOwn)
	}
	return c, m, nil
}

func (w *Workspace) chatUpdate(a args) (object, error) {
	c, m, err := w.own(a, "cant_update_message")
	if err != nil {
		return nil, err
	}
	l, err := w.letter("chat.update", a)
	if err != nil {
		return nil, err
	}
	w.edit(c, m, l)
	return object{"channel": c.ID, "ts": m.TS, "text": m.Text, "message": w.messageJSON(m, true)}, nil
}

func (w *Workspace) chatDelete(a args) (object, error) {
	c, m, err := w.own(a, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(c, m)
	return object{"channel": c.ID, "ts": m.TS}, nil
}

func (w *Workspace) chatPermalink(a args) (object, error) {
	c, err := w.place(a.Get("channel"))
	if err != nil {
		return nil, err
	}
	m := w.message(c.ID, a.Get("message_ts"))
	if m == nil {
		return nil, refuse("message_not_found")
	}
	link := "https://" + w.domain() + ".slack.com/archives/" + c.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	return object{"channel": c.ID, "permalink": link}, nil
}
