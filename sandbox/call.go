package sandbox

import (
	"net/url"
	"time"
)

// Call is one Web API request (or response_url use, Method "response_url"). On the
// Teams side Method is create, send, reply, update, delete, members, pagedmembers,
// member, team, channels, token, openid or keys.
type Call struct {
	Method string     `json:"method"`
	At     time.Time  `json:"at"`     // workspace clock, on arrival
	Args   url.Values `json:"args"`   // without the token; nested values of JSON bodies as JSON text. In Teams what the path names as well
	Error  string     `json:"error"`  // the platform's error string, "" when ok
	Status int        `json:"status"` // as answered; 0 = the connection was reset
	// Accepted is true when the request had its effect, whatever was answered.
	Accepted bool `json:"accepted"`
}
