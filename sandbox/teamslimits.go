package sandbox

import "time"

// budget is the family of requests that share a limit.
type budget int

const (
	writing budget = iota + 1 // create, send, reply, update, delete
	reading                   // rosters, lists of channels
)

// quota is so many requests in so long a time.
type quota struct {
	most int
	per  time.Duration
}

// The documented limits, of one bot in one thread and of one app in one tenant.
// PLATFORMS: "subject to change".
var (
	threadQuotas = map[budget][]quota{
		writing: {{7, time.Second}, {8, 2 * time.Second}, {60, 30 * time.Second}, {1800, time.Hour}},
		reading: {{14, time.Second}, {16, 2 * time.Second}, {120, 30 * time.Second}, {3600, time.Hour}},
	}
	tenantQuotas = []quota{{30, time.Second}}
)

// meter remembers when requests were made, oldest first.
type meter struct {
	at map[string][]time.Time
}

// over gives how long one more request has to wait at the earliest, 0 when it may
// be made now.
func (m meter) over(key string, now time.Time, quotas []quota) time.Duration {
	list, longest := m.at[key], time.Duration(0)
	for _, q := range quotas {
		longest = max(longest, q.per)
		if len(list) < q.most {
			continue
		}
		// Room comes when the most-th last request leaves the window.
		if free := list[len(list)-q.most].Add(q.per); free.After(now) {
			return free.Sub(now)
		}
	}
	for len(list) > 0 && !list[0].Add(longest).After(now) {
		list = list[1:]
	}
	m.at[key] = list
	return 0
}

// overLimit counts a request and gives the seconds of Retry-After when it is over a
// limit, 0 when it is not; a request that is refused is not counted. t.mu held.
func (t *Tenant) overLimit(rt route, a ask) int {
	if t.cfg.Limits == nil || rt.counts == 0 {
		return 0
	}
	now := t.cfg.Limits()
	thread := a.Get("conversation") + a.Get("team")
	if rt.name == "create" {
		thread = createdFor(a.fields)
	}
	if rt.counts == reading {
		thread += "|reading"
	}
	for _, k := range []struct {
		key    string
		quotas []quota
	}{{"", tenantQuotas}, {"|" + thread, threadQuotas[rt.counts]}} {
		if d := t.meter.over(k.key, now, k.quotas); d > 0 {
			return int((d + time.Second - 1) / time.Second)
		}
	}
	for _, key := range []string{"", "|" + thread} {
		t.meter.at[key] = append(t.meter.at[key], now)
	}
	return 0
}
