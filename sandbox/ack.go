package sandbox

import "time"

// Ack is the bot's answer to one delivery, as Slack's end sees it.
type Ack struct {
	Status   int           `json:"status"`    // HTTP status; 200 for an acknowledged socket envelope; 0 = no answer
	Body     string        `json:"body"`      // answer body, or the payload of a socket acknowledgement
	Took     time.Duration `json:"took"`      // real time until the answer or the deadline
	TimedOut bool          `json:"timed_out"` // no answer within Config.Deadline
	Socket   bool          `json:"socket"`    // travelled over Socket Mode
	Retried  int           `json:"retried"`   // event retries made at once, 0 or 1
	// Error is what the person would be told: "" when all is well, else
	// operation_timeout, http_service_error, dispatch_failed, not_in_channel or
	// invalid_response (the bot answered with something Slack cannot use).
	Error   string `json:"error"`
	NoRetry bool   `json:"no_retry"` // the bot answered with X-Slack-No-Retry: 1
}

// OK reports whether the bot answered in time and Slack could use the answer.
func (a Ack) OK() bool { return a.Error == "" }
