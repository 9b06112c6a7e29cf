package store

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/store/redistest"
)

// E3: a primary is cut off from its replicas and the Sentinels, and not from a client,
// which goes on writing to it while another one writes to the new primary. What the
// old one took is thrown away when it comes back: nothing of it was acknowledged,
// because no replica held it. A client that does not wait for replicas loses answers,
// or the test would show nothing.
func TestE3Partition(t *testing.T) {
	if testing.Short() {
		t.Skip("starts six servers")
	}
	for range scale(1, 2, 6) {
		partition(t)
	}
}

func partition(t *testing.T) {
	w, network := redistest.Parted(t)
	right := dialHeld(t, w.URL(), 1)
	left := dialHeld(t, "redis://"+w.Servers[0].Addr, 1)
	rash := dial(t, "redis://"+w.Servers[0].Addr)
	thirds := apart(begun(t, right, 120), 3)
	onRight, onLeft, rashly := crowded(t, thirds[0], right), crowded(t, thirds[1], left), crowded(t, thirds[2], rash)
	onLeft.flows("left, at first", recoverWithin)
	onRight.flows("right, at first", recoverWithin)

	network.Swallow()
	onRight.flows("right, with the new primary", 20*time.Second)
	onLeft.refusedWith("not enough replicas")
	network.Heal()
	onLeft.until("the old primary follows the new one", func() bool {
		info, err := left.rdb.Info(t.Context(), "replication").Result()
		return err == nil && fields(info)["role"] == "slave" && fields(info)["master_link_status"] == "up"
	})
	onRight.flows("right, after the partition", recoverWithin)
	lost := map[*crowd]int{}
	for name, l := range map[string]*crowd{"left": onLeft, "right": onRight, "left, without waiting": rashly} {
		l.end()
		gone := l.lost(right)
		lost[l] = len(gone)
		t.Logf("%s: %d acknowledged, %d refused; of %d people %d lost their newest acknowledged answer; slowest reply %s", name, l.acked.Load(), l.refused.Load(), len(l.stands), len(gone), l.worst.Round(time.Millisecond))
		if l.worst > replyOnBusy {
			t.Errorf("%s: the slowest reply took %s, want under %s", name, l.worst, replyWithin)
		}
	}
	if lost[onLeft] > 0 || lost[onRight] > 0 {
		t.Errorf("%d and %d people lost an acknowledged answer, want none", lost[onLeft], lost[onRight])
	}
	if lost[rashly] == 0 {
		t.Error("without waiting nobody lost anything: there was no partition")
	}
}

// apart gives so many crowds people of their own.
func apart(r checkins.Round, crowds int) []checkins.Round {
	out := make([]checkins.Round, crowds)
	for n := range out {
		out[n] = r
		for side, people := range r.Roster {
			out[n].Roster[side] = people[n*len(people)/crowds : (n+1)*len(people)/crowds]
		}
	}
	return out
}
