package sandbox

import (
	"net/url"
	"time"
)

// Call is one Web API request (or response_url use, Method "response_url").
type Call struct {
	Method string     `json:"method"`
	At     time.Time  `json:"at"`     // workspace clock, on arrival
	Args   url.Values `json:"args"`   // without the token; nested values of JSON bodies as JSON text
	Error  string     `json:"error"`  // Slack's error string, "" when ok
	Status int        `json:"status"` // as answered; 0 = the connection was reset
	// Accepted is true when the request had its effect, whatever was answered.
	Accepted bool `json:"accepted"`
}
