package sandbox

import (
	"net/url"
	"time"
)

// Fault is a misbehaviour of the next calls that fit it. ResetBefore,
// RetryAfter, and Status or Error without Accept mean that the call has no
// effect; with everything else it has.
type Fault struct {
	Method      string                `json:"method"`       // "" = any; "response_url" for hooks
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
	Error       string                `json:"error"`        // ok:false with this error
}

// Inject queues a fault. The oldest one that fits a call is used.
func (w *Workspace) Inject(f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	w.faults = append(w.faults, &f)
}

// ClearFaults forgets all faults.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// fault takes the fault for one call, w.mu held.
func (w *Workspace) fault(name string, a url.Values) Fault {
	for i, f := range w.faults {
		if !f.fits(name, a) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				w.faults = append(w.faults[:i:i], w.faults[i+1:]...)
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
