package store

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// fill leaves a server without room, as if it were full.
func fill(t *testing.T, admin *redis.Client) {
	t.Helper()
	if err := admin.ConfigSet(t.Context(), "maxmemory", "100kb").Err(); err != nil {
		t.Fatal(err)
	}
}

// E48: Redis is full and evicts nothing. Answers are refused and letters stay, reading
// and erasing go on, it is found with the way out, and with room all goes on by itself.
func TestE48Full(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	admin := adminOf(t, server.Addr)
	r := begun(t, s, 40)
	const gone checkins.PersonID = "it1"
	said, err := s.Record(t.Context(), acme, checkinstest.Reply("gone", r, gone, checkinstest.Own(checkins.Value, 4)), r.Opens)
	if err != nil || said[0].Outcome != checkins.Saved {
		t.Fatal(said, err)
	}
	for side := range r.Roster { // nobody answers for who is erased below
		r.Roster[side] = without(r.Roster[side], gone)
	}
	l := crowded(t, r, s)
	l.flowsUntil(1200) // a log that is copied in several steps
	fill(t, admin)
	l.refusedWith("OOM")

	ledger := &checkinstest.Courier{}
	if _, err := sender(t, s, ledger).Deliver(t.Context(), r.Opens); err == nil || len(ledger.Parcels()) > 0 {
		t.Errorf("%d letters were sent, error %v: a claim that is not stored is none", len(ledger.Parcels()), err)
	}
	_, known, err := s.Who(t.Context(), checkinstest.SlackAccount("ana"))
	if err != nil || known != "ana" {
		t.Errorf("who: %s, %v", known, err)
	}
	if kept, err := s.Answers(t.Context(), acme, r.ID, gone); err != nil || len(kept.Answers) != 1 {
		t.Errorf("answers: %v, %v", kept, err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	found, err := s.Check(t.Context())
	if err != nil || len(found) != 1 || !found[0].Warning || !strings.Contains(found[0].String(), "maxmemory is reached") || !strings.Contains(found[0].Mend, "CONFIG SET maxmemory") {
		t.Errorf("found %v, %v", found, err)
	}
	f, err := checkins.Forget(t.Context(), s, acme, gone)
	if err != nil || !f.Known || f.Answers != 1 || f.Log != 1 || !f.Changed {
		t.Errorf("erased %+v, %v", f, err)
	}
	if kept, err := s.Answers(t.Context(), acme, r.ID, gone); err != nil || len(kept.Answers) != 0 {
		t.Errorf("after the erasure: %v, %v", kept, err)
	}
	for key, values := range everything(t, s) {
		if slices.ContainsFunc(values, func(v string) bool {
			return v == string(gone) || strings.HasSuffix(v, "U-"+string(gone)) || strings.Contains(v, `"`+string(gone)+`"`)
		}) {
			t.Errorf("%s still knows who was erased", key)
		}
	}

	if err := admin.ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	l.flows("there is room again", time.Second)
	if found, err := s.Check(t.Context()); err != nil || len(found) != 0 {
		t.Errorf("with room: %v, %v", found, err)
	}
	l.end()
	if lost := l.lost(s); len(lost) > 0 {
		t.Error(lost)
	}
}

func without(from []checkins.PersonID, p checkins.PersonID) (rest []checkins.PersonID) {
	for _, q := range from {
		if q != p {
			rest = append(rest, q)
		}
	}
	return rest
}

func TestMemory(t *testing.T) {
	for _, c := range []struct {
		used, other, limit int
		want               string
	}{
		{100, 0, 0, ""},
		{89, 0, 100, ""},
		{92, 0, 100, "92 % in use"},
		{100, 0, 100, "reached, and nothing more is saved or sent"},
		{120, 40, 100, ""}, // buffers do not count
	} {
		f, full := memory(map[string]string{
			"used_memory": strconv.Itoa(c.used), "mem_not_counted_for_evict": strconv.Itoa(c.other), "maxmemory": strconv.Itoa(c.limit),
		})
		if full != (c.want != "") || full && f.Value != c.want {
			t.Errorf("%+v: %v", c, f)
		}
	}
}
