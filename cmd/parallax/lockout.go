package main

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// refusedFor is how long a refusal of a token is told of: letters try again sooner, and
// then it is noted anew.
const refusedFor = 20 * time.Minute

// lockouts remember which workspaces' tokens Slack refused lately.
type lockouts struct {
	mu   sync.Mutex
	last map[string]lockout // by workspace
}

type lockout struct {
	reason string
	at     time.Time
}

// note remembers a refusal, and reports whether it is news.
func (r *lockouts) note(team, reason string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = map[string]lockout{}
	}
	was := r.last[team]
	r.last[team] = lockout{reason, now}
	return was.reason != reason || now.Sub(was.at) > refusedFor
}

// texts lists them, a line each.
func (r *lockouts) texts(now time.Time) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var lines []string
	for _, team := range slices.Sorted(maps.Keys(r.last)) {
		if was := r.last[team]; now.Sub(was.at) <= refusedFor {
			lines = append(lines, noteRefused+team+", "+was.reason)
		}
	}
	return lines
}
