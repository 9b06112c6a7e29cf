package sandbox

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// textLimit of a message, characters. Slack takes a little more and then splits
// the message in several, which looks like duplicates; so this is the hard limit here.
const textLimit = 4000

// letter is the content of a message that passed the checks.
type letter struct {
	text     string
	blocks   json.RawMessage
	metadata json.RawMessage
	pings    []string
}

// letter reads and checks text, blocks and metadata of a call, w.mu held.
// Whatever is over a limit is refused and noted as a violation.
func (w *Workspace) letter(what string, a args) (letter, error) {
	l := letter{text: a.Get("text")}
	if n := utf8.RuneCountInString(l.text); n > textLimit {
		w.violate("%s: text of %d characters, limit %d", what, n, textLimit)
		return l, refuse("msg_too_long")
	}
	seen := pingsIn(l.text)
	if a.flag("link_names") || a.Get("parse") == "full" {
		seen = append(seen, loudNames(l.text)...)
	}
	if a.given("attachments") && a.Get("attachments") != "[]" {
		w.violate("%s: attachments are not used here, put content into blocks", what)
		return l, refuse("invalid_attachments")
	}
	if a.given("blocks") && strings.TrimSpace(a.Get("blocks")) != "[]" {
		blocks, found, err := w.parseBlocks(what, onMessage, a.Get("blocks"))
		if err != nil {
			return l, err
		}
		l.blocks = blocks
		seen = append(seen, found...)
	}
	l.pings = tidy(seen)
	if a.given("metadata") && a.Get("metadata") != "{}" {
		var m struct {
			EventType    string          `json:"event_type"`
			EventPayload json.RawMessage `json:"event_payload"`
		}
		raw := a.Get("metadata")
		err := json.Unmarshal([]byte(raw), &m)
		if err != nil || m.EventType == "" || len(m.EventPayload) == 0 || m.EventPayload[0] != '{' {
			w.violate("%s: metadata needs event_type and an object event_payload", what)
			return l, refuse("invalid_metadata_format")
		}
		l.metadata = json.RawMessage(raw)
	}
	if strings.TrimSpace(l.text) == "" && l.blocks == nil {
		return l, refuse("no_text")
	}
	return l, nil
}
