package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"
)

// Types of frames. The last three are envelopes: to be worked on, and acknowledged.
const (
	frameHello      = "hello"
	frameDisconnect = "disconnect"
	frameCommand    = "slash_commands"
	frameInteract   = "interactive"
	frameEvent      = "events_api"
)

// linkDisabled is the reason of a disconnect after Socket Mode was switched off.
const linkDisabled = "link_disabled"

// frame is one message of Slack over a socket, as far as it is used.
type frame struct {
	Type     string          `json:"type"`
	Reason   string          `json:"reason"`      // of a disconnect
	Envelope string          `json:"envelope_id"` // empty: nothing to acknowledge
	Payload  json.RawMessage `json:"payload"`
	Debug    json.RawMessage `json:"debug_info"`
}

// envelopeID is one that can be sent back: JSON neither escapes nor lengthens it.
var envelopeID = regexp.MustCompile(`^[A-Za-z0-9._:+/=-]{1,100}$`)

var errEnvelope = errors.New("an envelope without an id, or with an odd one")

// readFrame decodes a message. No error holds a word of it.
func readFrame(raw []byte) (frame, error) {
	var f frame
	if err := json.Unmarshal(raw, &f); err != nil {
		return frame{}, fmt.Errorf("%T in %d bytes", err, len(raw))
	}
	switch f.Type {
	case frameCommand, frameInteract, frameEvent:
		if f.Envelope == "" {
			return frame{}, errEnvelope
		}
	}
	if f.Envelope != "" && !envelopeID.MatchString(f.Envelope) {
		return frame{}, errEnvelope
	}
	return f, nil
}

// life is how long Slack means to keep a connection, by its hello; 0: it did not say.
func (f frame) life() time.Duration {
	var d struct {
		Seconds float64 `json:"approximate_connection_time"`
	}
	const most = 7 * 24 * time.Hour
	if json.Unmarshal(f.Debug, &d) != nil || d.Seconds <= 0 || d.Seconds > most.Seconds() {
		return 0
	}
	return time.Duration(d.Seconds * float64(time.Second))
}

var plainWord = regexp.MustCompile(`^[a-z_]{1,40}$`)

// word is a word of Slack's that may be logged: anything else could be content.
func word(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "odd"
}
