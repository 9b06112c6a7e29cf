package slack

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"
)

// Hurry makes Socket Mode keep other times, for tests.
type Hurry struct {
	Ping, Dead, Open, Linger, Finish, Steady, Redial, Refused time.Duration
}

// Hurry sets the times that are not 0. Call it before Listen.
func (h *Handler) Hurry(to Hurry) {
	p := &h.pace
	for _, x := range []struct {
		field *time.Duration
		to    time.Duration
	}{
		{&p.ping, to.Ping}, {&p.dead, to.Dead}, {&p.open, to.Open}, {&p.linger, to.Linger}, {&p.finish, to.Finish},
		{&p.steady, to.Steady}, {&p.redialMin, to.Redial}, {&p.redialMax, to.Redial}, {&p.refused, to.Refused},
	} {
		if x.to != 0 {
			*x.field = x.to
		}
	}
}

// Frame takes one message as a socket does, and returns the acknowledgement of the
// envelope in it, nil for none.
func (h *Handler) Frame(raw []byte) (ack []byte) {
	s := &socket{
		log: slog.New(slog.DiscardHandler), hello: make(chan struct{}), leave: make(chan struct{}), idle: make(chan struct{}),
		hand: func(_ *socket, f frame) {
			if r, ok := h.work(context.Background(), f); ok {
				ack, _ = json.Marshal(r)
			}
		},
	}
	s.take(raw)
	s.take(raw)
	return ack
}
