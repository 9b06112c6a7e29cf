package sandbox

import (
	"encoding/json"
	"time"
)

// Kinds of Seen.
const (
	SeenPost      = "post"      // a message in a channel or direct message
	SeenThread    = "thread"    // a reply in a thread
	SeenUpdate    = "update"    // an edited message, with the new text
	SeenDelete    = "delete"    // a message taken away
	SeenEphemeral = "ephemeral" // a message only User sees (new or replaced)
	SeenView      = "view"      // a modal opened, pushed or updated for User
	SeenHome      = "home"      // the app's home tab of User
	SeenPin       = "pin"
	SeenUnpin     = "unpin"
	SeenSaid      = "said"  // a message a person wrote
	SeenError     = "error" // what the client says when the bot did not answer
	SeenCard      = "card"  // in Teams: User's own view of a card that others see unchanged
	SeenReaction  = "reaction"
)

// Seen is one thing that appeared on somebody's screen.
type Seen struct {
	N        int             `json:"n"`  // position in the ledger, from 1
	At       time.Time       `json:"at"` // workspace clock
	Kind     string          `json:"kind"`
	Channel  string          `json:"channel,omitempty"`
	User     string          `json:"user,omitempty"` // the only person who sees it; "" = everybody in Channel. In a direct message: the person
	From     string          `json:"from,omitempty"` // author's user id
	TS       string          `json:"ts,omitempty"`
	ThreadTS string          `json:"thread_ts,omitempty"`
	ViewID   string          `json:"view_id,omitempty"`
	Text     string          `json:"text,omitempty"` // a view's title
	Blocks   json.RawMessage `json:"blocks,omitempty"`
	Card     json.RawMessage `json:"card,omitempty"`     // in Teams: an Adaptive Card
	Metadata json.RawMessage `json:"metadata,omitempty"` // in Teams: the channelData that the bot sent along
	Files    []File          `json:"files,omitempty"`
	// Pings are the live mentions in the payload, as written: <!channel>,
	// <!here>, <!everyone>, <!subteam^S1>, <@U1>; in Teams the ids of those who are
	// mentioned. Sorted, without repetitions.
	Pings []string `json:"pings,omitempty"`
}
