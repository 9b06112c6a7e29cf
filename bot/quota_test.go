package bot_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

func TestQuota(t *testing.T) {
	var q bot.Quota
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	ana := checkins.Account{Platform: checkins.Slack, Team: "T0001", ID: "U0001"}
	n := 0
	take := func(a checkins.Account) bot.Leave { n++; return q.Take(a, strconv.Itoa(n), now) }
	for i := range 20 {
		if take(ana) != bot.Granted {
			t.Fatalf("question %d of a burst is turned away", i+1)
		}
	}
	if first, second := take(ana), take(ana); first != bot.TooMany || second != bot.StillTooMany {
		t.Errorf("one too many: %d, then %d; want it said once", first, second)
	}
	// What was paid for and comes again is free.
	for i := range 20 {
		if q.Take(ana, strconv.Itoa(i+1), now) != bot.Granted {
			t.Errorf("delivery %d, again, is turned away", i+1)
		}
	}
	// Others are not concerned: the same id in another team is somebody else.
	for _, a := range []checkins.Account{{Platform: checkins.Slack, Team: "T0001", ID: "U0002"}, {Platform: checkins.Slack, Team: "T0002", ID: "U0001"}, {Platform: checkins.Teams, Team: "T0001", ID: "U0001"}} {
		if take(a) != bot.Granted {
			t.Errorf("%s pays for %s", a, ana)
		}
	}
	now = now.Add(time.Second)
	if take(ana) != bot.Granted || take(ana) != bot.TooMany {
		t.Error("after a second: want one more, and it said again")
	}
	now = now.Add(time.Hour)
	for i := range 20 {
		if take(ana) != bot.Granted {
			t.Errorf("after an hour question %d is turned away", i+1)
		}
	}
	now = now.Add(-24 * time.Hour) // the clock is set back
	if take(ana) != bot.Granted {
		t.Error("a clock that went back locks people out")
	}
	if endless := (&bot.Quota{Endless: true}); endless.Take(ana, "1", now) != bot.Granted {
		t.Error("endless")
	}
}

// A flood of accounts does not grow without end.
func TestQuotaForgets(t *testing.T) {
	var q bot.Quota
	now := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	flood := func(from, to int) {
		for i := from; i < to; i++ {
			q.Take(checkins.Account{Platform: checkins.Slack, Team: "T0001", ID: fmt.Sprint("U", i)}, "1", now)
		}
	}
	flood(0, 10_000)
	before := heap()
	flood(10_000, 60_000)
	if after := heap(); after > before+2<<20 {
		t.Errorf("grew from %d to %d bytes", before, after)
	}
	runtime.KeepAlive(&q)
}
