package store

import (
	"testing"
	"time"

	"parallax/store/redistest"
)

// E45: the primary is killed under load, again and again. Nothing that was said to be
// stored is lost, and the store comes back by itself.
func TestE45Failover(t *testing.T) {
	if testing.Short() {
		t.Skip("starts six servers")
	}
	w := redistest.Sentinel(t)
	s := dialHeld(t, w.URL(), 1)
	l := crowded(t, begun(t, s, 40), s)
	l.flows("at first", 20*time.Second)
	for range scale(1, 2, 10) {
		primary, err := w.Primary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		primary.Kill()
		l.flows("failover", 15*time.Second)
		primary.Restart()
		l.flows("the old primary is back", 15*time.Second)
	}
	l.kept(s)
}
