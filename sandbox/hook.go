package sandbox

import (
	"io"
	"net/http"
	"time"
)

// hook is a response_url: five uses within half an hour of the workspace clock.
type hook struct {
	channel, user string
	ts            string // the message that was pressed, "" for a command
	uses          int
	until         time.Time
}

const (
	hookMethod = "response_url" // its name among the calls
	hookUses   = 5
	hookLife   = 30 * time.Minute
)

// hook gives the address of a new response_url, w.mu held.
func (w *Workspace) hook(h *hook) string {
	h.until = w.cfg.Now().Add(hookLife)
	id := w.id("rh")
	w.hooks[id] = h
	return w.self + "/hooks/" + id
}

func (w *Workspace) serveHook(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		http.Error(rw, "body", http.StatusRequestEntityTooLarge)
		return
	}
	a, bad := readArgs(r, body)
	w.answer(rw, hookMethod, a, func() (object, error) {
		h := w.hooks[r.PathValue("id")]
		switch {
		case bad != nil:
			return nil, refuse("invalid_payload")
		case h == nil || w.cfg.Now().After(h.until):
			return nil, refuse("expired_url")
		case h.uses >= hookUses:
			return nil, refuse("used_url")
		}
		out, rerr := w.respond("response_url", h, a)
		if rerr == nil {
			h.uses++
		}
		return out, rerr
	})
}

// respond shows an answer to an act: new, in the place of the pressed message, or
// taking that away, w.mu held. It needs no membership of the bot.
func (w *Workspace) respond(what string, h *hook, a args) (object, error) {
	c := w.channels[h.channel]
	if c == nil {
		return nil, refuse("channel_not_found")
	}
	if c.Archived {
		return nil, refuse("is_archived")
	}
	original := w.message(c.ID, h.ts)
	if original == nil {
		original = w.whisper(c.ID, h.ts, h.user)
	}
	if a.flag("delete_original") {
		if original == nil {
			return nil, refuse("message_not_found")
		}
		w.remove(c, original)
		return object{}, nil
	}
	l, err := w.letter(what, a)
	if err != nil {
		return nil, err
	}
	if a.flag("replace_original") && h.ts != "" {
		if original == nil {
			return nil, refuse("message_not_found")
		}
		w.edit(c, original, l)
		return object{}, nil
	}
	m := &Message{User: w.cfg.BotUser, Bot: true, Text: l.text, Blocks: l.blocks, Metadata: l.metadata}
	if m.ThreadTS, err = w.thread(c, a.Get("thread_ts")); err != nil {
		return nil, err
	}
	switch kind := a.Get("response_type"); kind {
	case "in_channel":
		w.post(c, m, l.pings)
	case "", "ephemeral":
		m.For = h.user
		w.murmur(c, m, l.pings)
	default:
		w.violate("%s: response_type %q", what, kind)
		return nil, refuse("invalid_response_type")
	}
	return object{}, nil
}
