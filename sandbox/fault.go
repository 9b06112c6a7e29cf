package sandbox

import (
	"net/url"
	"sync"
	"time"
)

// Fault is a misbehaviour of the next calls that fit it. ResetBefore,
// RetryAfter, and Status or Error without Accept mean that the call has no
// effect; with everything else it has.
type Fault struct {
	Method      string                `json:"method"`       // as Call.Method has it; "" = any
	Args        map[string]string     `json:"args"`         // every named argument must equal
	Match       func(url.Values) bool `json:"-"`            // nil = all; called with the workspace locked
	Times       int                   `json:"times"`        // 0 = once; below 0 = until ClearFaults
	Delay       time.Duration         `json:"delay"`        // before accepting, also when the client has gone: a late accept
	DelayAfter  time.Duration         `json:"delay_after"`  // between accepting and the answer
	ResetBefore bool                  `json:"reset_before"` // connection reset, not accepted
	ResetAfter  bool                  `json:"reset_after"`  // accepted, then reset
	Status      int                   `json:"status"`       // HTTP status with a body that is not JSON
	Accept      bool                  `json:"accept"`       // with Status or Error: accepted all the same
	RetryAfter  int                   `json:"retry_after"`  // seconds: 429 ratelimited
	Error       string                `json:"error"`        // ok:false with this error; in Teams an error of this code, with its usual status
}

// faults are those that wait for a call that fits.
type faults struct {
	mu   sync.Mutex
	list []*Fault
}

// Inject queues a fault. The oldest one that fits a call is used.
func (b *faults) Inject(f Fault) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	b.list = append(b.list, &f)
}

// ClearFaults forgets all faults.
func (b *faults) ClearFaults() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = nil
}

// take takes the fault for one call.
func (b *faults) take(name string, a url.Values) Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, f := range b.list {
		if !f.fits(name, a) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				b.list = append(b.list[:i:i], b.list[i+1:]...)
			}
		}
		return *f
	}
	return Fault{}
}

func (f *Fault) fits(name string, a url.Values) bool {
	if f.Method != "" && f.Method != name {
		return false
	}
	for k, v := range f.Args {
		if a.Get(k) != v {
			return false
		}
	}
	return f.Match == nil || f.Match(a)
}

func (f Fault) accepts() bool {
	if f.ResetBefore || f.RetryAfter > 0 {
		return false
	}
	return f.Accept || f.Status == 0 && f.Error == ""
}
