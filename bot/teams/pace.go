package teams

import (
	"sync"
	"time"
)

// quota is so many calls in so long a time.
type quota struct {
	most int
	per  time.Duration
}

// What this process takes of what Teams allows: 30 calls a second for an app in a
// tenant, and for one bot in one thread 7 in a second, 8 in two, 60 in thirty, 1,800
// in an hour (learn.microsoft.com, "Optimize your bot with rate limiting").
var (
	tenantPace = []quota{{20, time.Second}}
	threadPace = []quota{{6, time.Second}, {7, 2 * time.Second}, {55, 30 * time.Second}, {1700, time.Hour}}
)

// pace counts calls, by tenant and by thread.
type pace struct {
	mu    sync.Mutex
	made  map[string][]time.Time // oldest first
	swept time.Time
}

// sweepEvery is how often threads are forgotten in which nothing is said any more.
const sweepEvery = time.Hour

// take counts a call and returns 0, or counts nothing and returns how long to wait
// at least.
func (p *pace) take(now time.Time, tenant, thread string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil {
		p.made = map[string][]time.Time{}
	}
	if now.Sub(p.swept) >= sweepEvery {
		p.sweep(now)
	}
	tenant, thread = "tenant "+tenant, "thread "+tenant+" "+thread
	wait := max(over(p.made[tenant], tenantPace, now), over(p.made[thread], threadPace, now))
	if wait > 0 {
		return wait
	}
	p.made[tenant] = append(recent(p.made[tenant], tenantPace, now), now)
	p.made[thread] = append(recent(p.made[thread], threadPace, now), now)
	return 0
}

// over returns how long until there is room for one more call, 0: there is.
func over(made []time.Time, quotas []quota, now time.Time) time.Duration {
	var wait time.Duration
	for _, q := range quotas {
		if len(made) >= q.most {
			wait = max(wait, made[len(made)-q.most].Add(q.per).Sub(now))
		}
	}
	return wait
}

// recent leaves out what no quota counts any more.
func recent(made []time.Time, quotas []quota, now time.Time) []time.Time {
	longest := quotas[len(quotas)-1].per
	n := 0
	for n < len(made) && now.Sub(made[n]) >= longest {
		n++
	}
	return made[n:]
}

func (p *pace) sweep(now time.Time) {
	p.swept = now
	for k, made := range p.made {
		if len(made) == 0 || now.Sub(made[len(made)-1]) >= sweepEvery {
			delete(p.made, k)
		}
	}
}
