package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf16"
)

// sizeLimit of a message, bytes of its UTF-16.
const sizeLimit = 100 << 10

const cardType = "application/vnd.microsoft.card.adaptive"

// note is the content of a message that passed the checks.
type note struct {
	text    string
	card    json.RawMessage
	summary string // what a notification says
	offer   *Offer
	file    *File
	data    json.RawMessage // channelData, which nobody sees
	pings   []string
}

// note reads and checks an activity that the bot sends, t.mu held. Whatever is
// malformed or over a limit is refused and noted as a violation.
func (t *Tenant) note(what string, f object, raw []byte) (note, error) {
	n := note{text: str(f, "text"), summary: str(f, "summary")}
	if data, ok := f["channelData"].(object); ok {
		n.data = encode(data)
	}
	refuse := func(why string) (note, error) {
		t.violate("%s: %s", what, why)
		return note{}, deny(http.StatusBadRequest, "BadArgument", why)
	}
	if size := 2 * len(utf16.Encode([]rune(string(raw)))); size > sizeLimit {
		t.violate("%s: %d bytes of UTF-16, limit %d", what, size, sizeLimit)
		return n, deny(http.StatusRequestEntityTooLarge, "MessageSizeTooBig", "")
	}
	attachments, _ := f["attachments"].([]any)
	switch {
	case len(attachments) > 1:
		return refuse("several attachments in one message are not used here")
	case len(attachments) == 0 && strings.TrimSpace(n.text) == "":
		return refuse("Activity has neither text nor an attachment")
	}
	entities, _ := f["entities"].([]any)
	pings, why := mentions(n.text, entities)
	if why != "" {
		return refuse(why)
	}
	n.pings = pings
	if len(attachments) == 1 {
		a, _ := attachments[0].(object)
		if kind := str(a, "contentType"); kind == fileOfferType || kind == fileInfoType {
			var why string
			if n.offer, n.file, why = t.fileNote(a); why != "" {
				return refuse(why)
			}
			return n, nil
		}
		card, ok := a["content"].(object)
		if str(a, "contentType") != cardType || !ok {
			return refuse("the attachment is no Adaptive Card")
		}
		if wrong := checkCard(card); len(wrong) > 0 {
			for _, line := range wrong {
				t.violate("%s: %s", what, line)
			}
			return n, deny(http.StatusBadRequest, "BadArgument", strings.Join(wrong, "; "))
		}
		n.card = encode(card)
		found, _ := mentions(cardWords(card), asList(sub(card, "msteams")["entities"]))
		n.pings = append(n.pings, found...)
	}
	n.pings = tidy(n.pings)
	return n, nil
}

func asList(v any) []any { list, _ := v.([]any); return list }

// mentions gives the ids of those whom a text mentions: an <at> with an entity of
// the same text. why says what is wrong with an entity.
func mentions(text string, entities []any) (ids []string, why string) {
	for _, v := range entities {
		e, _ := v.(object)
		if str(e, "type") != "mention" {
			continue
		}
		at, id := str(e, "text"), str(sub(e, "mentioned"), "id")
		switch {
		case !strings.HasPrefix(at, "<at>") || id == "":
			return nil, "a mention needs <at>text</at> and the id of somebody"
		case !strings.Contains(text, at):
			return nil, "the mention " + at + " stands in no text"
		}
		ids = append(ids, id)
	}
	return ids, ""
}

// write posts what the bot sends into a channel or a thread of it. split is true
// when text and card came in one activity: they become two messages.
func (t *Tenant) write(what string, c *Channel, root string, f object, raw []byte) (m *Message, split bool, err error) {
	if err = t.writable(c); err != nil {
		return nil, false, err
	}
	n, err := t.note(what, f, raw)
	if err != nil {
		return nil, false, err
	}
	if c.IM != "" {
		root = "" // a chat has no threads
	} else if n.offer != nil || n.file != nil {
		t.violate("%s: files go to personal chats only", what)
		return nil, false, deny(http.StatusBadRequest, "BadArgument", "Files work in the personal context only")
	}
	if n.text != "" && n.card != nil {
		t.violate("%s: text and a card in one activity: Teams splits them and gives no id", what)
		t.post(c, &Message{User: t.BotID(), Bot: true, ThreadTS: root, Text: n.text}, n.pings)
		n.text, n.pings, split = "", nil, true
	}
	m = &Message{User: t.BotID(), Bot: true, ThreadTS: root, Text: n.text, Card: n.card, Metadata: n.data, Offer: n.offer}
	if n.text == "" {
		m.Text = n.summary
	}
	if n.file != nil {
		m.Files = []File{*n.file}
	}
	t.post(c, m, n.pings)
	return m, split, nil
}

// sendActivity posts to a conversation, or as a reply to one of its messages.
func (t *Tenant) sendActivity(a ask) (int, any, error) {
	c, root, err := t.place(a.Get("conversation"))
	if err != nil {
		return 0, nil, err
	}
	if id := a.Get("activity"); id != "" {
		if t.message(c.ID, id) == nil {
			return 0, nil, deny(http.StatusNotFound, "ActivityNotFoundInConversation", "")
		}
		root = t.root(c.ID, id)
	}
	switch a.Get("type") {
	case "message", "":
	case "typing":
		if err = t.writable(c); err != nil {
			return 0, nil, err
		}
		return http.StatusCreated, object{"id": t.stamp()}, nil
	default:
		return 0, nil, deny(http.StatusBadRequest, "BadArgument", "Unknown activity type")
	}
	m, split, err := t.write(a.Get("type"), c, root, a.fields, a.body)
	if err != nil {
		return 0, nil, err
	}
	if split {
		return http.StatusCreated, object{}, nil
	}
	return http.StatusCreated, object{"id": m.TS}, nil
}

// own finds a message of the bot's.
func (t *Tenant) own(a ask) (*Channel, *Message, error) {
	c, _, err := t.place(a.Get("conversation"))
	if err != nil {
		return nil, nil, err
	}
	if err = t.writable(c); err != nil {
		return nil, nil, err
	}
	m := t.message(c.ID, a.Get("activity"))
	switch {
	case m == nil:
		return nil, nil, deny(http.StatusNotFound, "ActivityNotFoundInConversation", "")
	case !m.Bot:
		return nil, nil, deny(http.StatusForbidden, RefusedPermission, "")
	}
	return c, m, nil
}

// updateActivity edits a message for everybody: what somebody saw instead of the
// shared card is gone, and so is what was typed into it.
func (t *Tenant) updateActivity(a ask) (int, any, error) {
	c, m, err := t.own(a)
	if err != nil {
		return 0, nil, err
	}
	n, err := t.note("update", a.fields, a.body)
	if err != nil {
		return 0, nil, err
	}
	if n.offer != nil || n.file != nil || m.Offer != nil {
		return 0, nil, deny(http.StatusBadRequest, "BadArgument", "A message with a file is not changed")
	}
	if n.text != "" && n.card != nil {
		t.violate("update: text and a card in one activity")
	}
	m.Text, m.Card, m.Metadata, m.Edited = n.text, n.card, n.data, t.stamp()
	if n.text == "" {
		m.Text = n.summary
	}
	delete(t.desks, key(m))
	t.show(SeenUpdate, c, m, n.pings)
	return http.StatusOK, object{"id": m.TS}, nil
}

func (t *Tenant) deleteActivity(a ask) (int, any, error) {
	c, m, err := t.own(a)
	if err != nil {
		return 0, nil, err
	}
	t.messages[c.ID] = slices.DeleteFunc(t.messages[c.ID], func(x *Message) bool { return x == m })
	delete(t.desks, key(m))
	gone := *m
	gone.Text, gone.Card = "", nil
	t.show(SeenDelete, c, &gone, nil)
	return http.StatusOK, nil, nil
}

// message finds one that stands in the channel, or in a window opened there, t.mu held.
func (t *Tenant) message(channel, ts string) *Message {
	for _, m := range t.messages[channel] {
		if m.TS == ts {
			return m
		}
	}
	for _, w := range t.windows {
		if w.Channel == channel && w.TS == ts {
			return &w.Message
		}
	}
	return nil
}

// post puts a message into a channel and on the screens of those who see it.
func (t *Tenant) post(c *Channel, m *Message, pings []string) {
	m.Channel, m.TS = c.ID, t.stamp()
	t.messages[c.ID] = append(t.messages[c.ID], m)
	kind := SeenPost
	switch {
	case !m.Bot:
		kind = SeenSaid
	case m.ThreadTS != "":
		kind = SeenThread
	}
	t.show(kind, c, m, pings)
}

func (t *Tenant) show(kind string, c *Channel, m *Message, pings []string) {
	if c.IM != "" && t.members[c.IM].Deleted {
		return
	}
	t.see(Seen{
		Kind: kind, Channel: c.ID, User: c.IM, From: m.User, TS: m.TS, ThreadTS: m.ThreadTS,
		Text: m.Text, Card: m.Card, Metadata: m.Metadata, Pings: pings, Files: m.Files,
	})
}
