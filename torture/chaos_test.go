package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/sandbox"
)

// chaos lets posts to Slack go wrong by chance, about one in six, in all the ways in
// which they do; each of it until sandbox.ClearFaults. Only calls that fit are meant;
// nil: all.
func (f *fleet) chaos(fits func(url.Values) bool) {
	var mu sync.Mutex
	chance := rand.New(rand.NewPCG(f.rand.Uint64(), 0))
	for _, fault := range []struct {
		often float64
		what  sandbox.Fault
	}{
		{.005, sandbox.Fault{RetryAfter: 1}},
		{.04, sandbox.Fault{ResetBefore: true}},
		{.05, sandbox.Fault{ResetAfter: true}},
		{.03, sandbox.Fault{Status: 502}},
		{.03, sandbox.Fault{Status: 502, Accept: true}},
		{.005, sandbox.Fault{Delay: 11 * time.Second}}, // taken after the caller has given up
		{.005, sandbox.Fault{DelayAfter: 11 * time.Second}},
		{1, sandbox.Fault{Delay: 500 * time.Millisecond}}, // and as a rule it takes its time
	} {
		x := fault.what
		x.Method, x.Times = "chat.postMessage", -1
		x.Match = func(v url.Values) bool {
			mu.Lock()
			defer mu.Unlock()
			return (fits == nil || fits(v)) && chance.Float64() < fault.often
		}
		f.space.Inject(x)
	}
}

// hurried are the times of a letter in tests that wait for them. A claim is worth 20 s
// and a call takes 10 s at most, so a lease must be longer than both together, and what
// settles a lost letter must wait for longer than a late acceptance.
var hurried = []string{"PARALLAX_LEASE=35s", "PARALLAX_SETTLE=13s"}

// slaughter kills replicas by chance, one every 0.25 to 0.95 s, and starts them again,
// until enough says so. It returns how many it killed.
func (f *fleet) slaughter(enough func() bool) int {
	f.t.Helper()
	for kills := 0; ; kills++ {
		if within(time.Duration(250+f.rand.IntN(700))*time.Millisecond, enough) || f.t.Failed() {
			return kills
		}
		r := f.replicas[f.rand.IntN(len(f.replicas))]
		r.kill()
		r.restart(hurried...)
	}
}

// outgoing counts the letters that are due, under way, and lost without being given up.
func (f *fleet) outgoing() (due, underway, lost int64) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	key := "px:{" + string(org) + "}:ob."
	p := f.rdb.Pipeline()
	d := p.ZCount(ctx, key+"due", "-inf", fmt.Sprint(f.clock.now().UnixMilli()))
	u, l := p.ZCard(ctx, key+"inflight"), p.ZCard(ctx, key+"unknown")
	if _, err := p.Exec(ctx); err != nil {
		f.t.Fatal(err)
	}
	return d.Val(), u.Val(), l.Val()
}

// posted is a letter as the ledger of letters has it.
type posted struct {
	id     checkins.LetterID
	kind   checkins.Kind
	lead   checkins.PersonID
	state  checkins.LetterState
	reason string
}

// outbox lists all letters of a kind.
func (f *fleet) outbox(kind checkins.Kind) []posted {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var list []posted
	prefix := "px:{" + string(org) + "}:ob:"
	scan := func(ctx context.Context, c redis.Cmdable) error {
		keys := c.Scan(ctx, 0, prefix+"*", 1000).Iterator()
		for keys.Next(ctx) {
			h, err := c.HMGet(ctx, keys.Val(), "doc", "state", "reason").Result()
			if err != nil {
				return err
			}
			text, _ := h[0].(string)
			var doc checkins.Letter
			if err := json.Unmarshal([]byte(text), &doc); err != nil {
				return err
			}
			if doc.Kind != kind {
				continue
			}
			state, _ := h[1].(string)
			reason, _ := h[2].(string)
			list = append(list, posted{checkins.LetterID(strings.TrimPrefix(keys.Val(), prefix)), doc.Kind, doc.Lead, checkins.LetterState(state), reason})
		}
		return keys.Err()
	}
	if err := scan(ctx, f.rdb); err != nil {
		f.t.Fatal(err)
	}
	return list
}

// live lets the app's clock show real time from now on, less a distance: a lost letter
// is looked for from the moment of its sending on, which Redis noted in real time.
func (c *clock) live() {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				c.set(time.Now().UTC().Add(c.shift()))
			}
		}
	}()
	c.t.Cleanup(func() { close(done); <-ended })
}

// today are options of a weekly pulse that opened a minute ago, so many weeks before
// now, in real time, for people who always work.
func today(o options, weeks int, before time.Duration) options {
	opens := time.Now().UTC().Add(-time.Minute - before).Truncate(time.Minute)
	o.cadence = fmt.Sprintf("%d %d * * %d", opens.Minute(), opens.Hour(), opens.Weekday())
	o.zone = "Etc/UTC"
	o.begin = opens.AddDate(0, 0, -7*weeks).Add(-time.Minute)
	o.person = `hours: "00:00-24:00", workdays: [mon, tue, wed, thu, fri, sat, sun]`
	return o
}
