package redistest

import (
	"sync/atomic"

	"github.com/Shopify/toxiproxy/v2/toxics"
)

// Kinds of bad networks that toxiproxy does not have.
const (
	cutting   = "cut"
	stranding = "strand"
)

func init() {
	toxics.Register(cutting, new(cut))
	toxics.Register(stranding, new(strand))
}

// cut ends a connection after each so many pieces.
type cut struct {
	Each   int64 `json:"each"`
	pieces atomic.Int64
}

// Pipe implements toxics.Toxic.
func (c *cut) Pipe(stub *toxics.ToxicStub) {
	for {
		select {
		case <-stub.Interrupt:
			return
		case piece := <-stub.Input:
			if piece == nil {
				stub.Close()
				return
			}
			stub.Output <- piece
			if c.pieces.Add(1)%c.Each == 0 {
				stub.Close()
				return
			}
		}
	}
}

// strand loses everything on connections that are older than itself.
type strand struct {
	past atomic.Bool // all of those have been told
}

// NewState implements toxics.StatefulToxic: whether the connection is lost.
func (s *strand) NewState() any { return !s.past.Load() }

// Pipe implements toxics.Toxic.
func (s *strand) Pipe(stub *toxics.ToxicStub) {
	for {
		select {
		case <-stub.Interrupt:
			return
		case piece := <-stub.Input:
			if piece == nil {
				stub.Close()
				return
			}
			if stub.State != true {
				stub.Output <- piece
			}
		}
	}
}

// Cleanup implements toxics.CleanupToxic.
func (s *strand) Cleanup(stub *toxics.ToxicStub) {
	if stub.State == true {
		stub.Close()
	}
}
