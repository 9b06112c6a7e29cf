// Package slack brings the desk to Slack, both ways.
//
// In: the Handler verifies the raw bytes of a delivery (HTTP), or takes an
// envelope (Socket Mode), makes a request of the domain of it, and acknowledges
// only after the domain has written. Out: the Renderer turns an intention into
// Block Kit and holds it against Slack's limits; the Courier makes one attempt to
// bring it, and tells a definite no from not knowing.
package slack
