package sandbox

import (
	"slices"
	"time"
)

// SocketFaults is what goes wrong with Socket Mode; the zero value is nothing.
// See also FreezeSockets, CutSockets, DisconnectSockets, and Inject for
// apps.connections.open.
type SocketFaults struct {
	HelloAfter  time.Duration // a new connection is greeted so late, and gets nothing before
	RefuseDials int           // so many dials are refused; below 0: all
	CutAcks     int           // so many acknowledgements are lost, each with its connection
	Doubles     int           // so many envelopes go over a second connection as well
	Stale       bool          // connections that were told to go get envelopes like the others
}

// SetSocketFaults makes it go wrong from now on.
func (w *Workspace) SetSocketFaults(f SocketFaults) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.socketFaults = f
}

// refuse takes one refused dial, Workspace.mu held.
func (f *SocketFaults) refuse() bool {
	if f.RefuseDials > 0 {
		f.RefuseDials--
		return true
	}
	return f.RefuseDials < 0
}

// cut takes one lost acknowledgement, Workspace.mu held.
func (f *SocketFaults) cut() bool {
	if f.CutAcks <= 0 {
		return false
	}
	f.CutAcks--
	return true
}

// double picks the second connection of an envelope, Workspace.mu held; nil: none.
func (f *SocketFaults) double(all []*socket, first *socket) *socket {
	if f.Doubles <= 0 {
		return nil
	}
	at := slices.IndexFunc(all, func(s *socket) bool { return s != first && s.greeted && !s.frozen })
	if at < 0 {
		return nil
	}
	f.Doubles--
	return all[at]
}

// greet says hello in its time. No envelope overtakes it.
func (w *Workspace) greet(s *socket, hello object) bool {
	w.mu.Lock()
	late := w.socketFaults.HelloAfter
	w.mu.Unlock()
	if late > 0 {
		t := time.NewTimer(late)
		defer t.Stop()
		select {
		case <-t.C:
		case <-w.quit:
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	w.mu.Lock()
	s.greeted = true
	w.mu.Unlock()
	return s.send(hello) == nil
}
