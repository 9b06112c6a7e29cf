package slack

import (
	"sync"
	"time"

	"parallax/checkins"
)

// holds remember until when a workspace does not want calls: of one method after
// a rate limit, of any after it refused the token. So a thousand letters on their
// way to a workspace that removed the app cost one call, not a thousand, and no
// call comes before the time that Slack named. It is only a memory of this
// process; what keeps letters from going out twice is elsewhere.
type holds struct {
	mu    sync.Mutex
	until map[hold]held
}

// hold is what is held: an empty method means all of them.
type hold struct{ team, method string }

type held struct {
	at     time.Time
	reason string
}

// note remembers a refusal that passes.
func (h *holds) note(team, method string, r *checkins.Refusal, now time.Time) {
	if locked[r.Reason] {
		method = ""
	} else if passing[r.Reason] == 0 {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.until == nil {
		h.until = map[hold]held{}
	}
	h.until[hold{team, method}] = held{now.Add(r.After), r.Reason}
}

// check returns the refusal that still holds, nil when calls are welcome.
func (h *holds) check(team, method string, now time.Time) *checkins.Refusal {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range []hold{{team, ""}, {team, method}} {
		if was, is := h.until[k]; is && now.Before(was.at) {
			return &checkins.Refusal{Reason: was.reason, After: was.at.Sub(now)}
		}
	}
	return nil
}

// lift forgets what is held of a workspace.
func (h *holds) lift(team string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for k := range h.until {
		if k.team == team {
			delete(h.until, k)
		}
	}
}
