package store

import (
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

func dialHeld(t *testing.T, url string, replicas int) *Store {
	t.Helper()
	s, err := Dial(t.Context(), url, Options{Key: testKey, Replicas: replicas})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop() })
	return s
}

// Nothing counts as stored that a failover may undo, also when it is stored again and
// again; what was not held is settled by the same call later.
func TestFrozenReplica(t *testing.T) {
	primary := redistest.Start(t)
	replica := redistest.Replica(t, primary)
	s := dialHeld(t, "redis://"+primary, 1)
	r := begun(t, s, 0)
	record := func(delivery string, value int) ([]checkins.Recorded, error) {
		return s.Record(t.Context(), acme, checkinstest.Reply(delivery, r, "ana", checkinstest.Own(checkins.Value, value)), r.Opens)
	}
	if said, err := record("a", 3); err != nil || said[0].Outcome != checkins.Saved {
		t.Fatalf("%v, %v", said, err)
	}
	signal := func(sig syscall.Signal) {
		t.Helper()
		if err := replica.Process().Signal(sig); err != nil {
			t.Fatal(err)
		}
	}
	signal(syscall.SIGSTOP)
	for _, delivery := range []string{"b", "b", "b", "c"} {
		began := time.Now()
		if said, err := record(delivery, 4); !errors.Is(err, ErrUnheld) || time.Since(began) > 2200*time.Millisecond {
			t.Errorf("%s: %v, %v after %s", delivery, said, err, time.Since(began))
		}
	}
	// Delivered again to another process, where there is nothing left to write: WAIT by
	// itself would say on its connection that a replica holds all.
	again := dialHeld(t, "redis://"+primary, 1)
	said, err := again.Record(t.Context(), acme, checkinstest.Reply("b", r, "ana", checkinstest.Own(checkins.Value, 4)), r.Opens)
	if !errors.Is(err, ErrUnheld) {
		t.Errorf("in another process: %v, %v", said, err)
	}
	signal(syscall.SIGCONT)
	if said, err := record("b", 4); err != nil || said[0].Outcome != checkins.Duplicate {
		t.Errorf("%v, %v", said, err)
	}
	kept, err := s.Answers(t.Context(), acme, r.ID, "ana")
	if err != nil || len(kept.Answers) != 1 || kept.Answers[0].Own != 4 {
		t.Errorf("%+v %v", kept, err)
	}
	replica.Kill()
	if said, err := record("d", 5); !errors.Is(err, ErrUnheld) {
		t.Errorf("without a replica: %v, %v", said, err)
	}
}

// The contract holds where every change waits for a replica, and a script that the
// server does not know any more is sent again.
func TestContractHeld(t *testing.T) {
	if testing.Short() {
		t.Skip("starts two servers")
	}
	primary := redistest.Start(t)
	redistest.Replica(t, primary)
	s := dialHeld(t, "redis://"+primary, 1)
	checkinstest.Run(t, shared(s))
	if err := s.rdb.ScriptFlush(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	empty(t, s)
	begun(t, s, 0)
}

// In a Cluster the primary of the keys is asked, also after their slot has moved.
func TestHeldInACluster(t *testing.T) {
	if testing.Short() {
		t.Skip("starts six servers")
	}
	addrs := redistest.Cluster(t)
	redistest.Follow(t, addrs)
	s := dialHeld(t, "redis://"+strings.Join(addrs, ","), 1)
	r := begun(t, s, 0)
	redistest.MoveSlot(t, addrs, of(acme).org())
	said, err := s.Record(t.Context(), acme, checkinstest.Reply("a", r, "ana", checkinstest.Own(checkins.Value, 3)), r.Opens)
	if err != nil || said[0].Outcome != checkins.Saved {
		t.Errorf("%v, %v", said, err)
	}
}

// A primary without the replicas that answers are to reach is found out at the start.
func TestCheckReplicas(t *testing.T) {
	primary := redistest.Start(t, "--appendfsync", "everysec")
	named := func(replicas int) map[string]bool {
		t.Helper()
		found, err := dialHeld(t, "redis://"+primary, replicas).Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		settings := map[string]bool{}
		for _, f := range found {
			settings[f.Setting] = true
		}
		return settings
	}
	if got := named(0); !got["appendfsync"] || got["connected_slaves"] {
		t.Errorf("alone: %v", got)
	}
	if got := named(1); got["appendfsync"] || !got["connected_slaves"] {
		t.Errorf("a replica is missing: %v", got)
	}
	redistest.Replica(t, primary)
	if got := named(1); got["connected_slaves"] || !named(2)["connected_slaves"] {
		t.Errorf("with one replica: %v", got)
	}
}

// A claim that too few replicas hold sends nothing, so its letters go on waiting: left
// as sending they would end as unknown, and in Teams nobody would ever be asked.
func TestClaimThatIsNotHeldIsGivenBack(t *testing.T) {
	primary := redistest.Start(t)
	r := begun(t, dial(t, "redis://"+primary), 2)
	s := dialHeld(t, "redis://"+primary, 1) // of which there is none
	now := r.Opens.Add(24 * time.Hour)
	letters, err := s.Claim(t.Context(), acme, now, 20)
	if !errors.Is(err, ErrUnheld) || len(letters) != 0 {
		t.Fatalf("claimed %d letters, %v", len(letters), err)
	}
	left, err := s.Backlog(t.Context())
	if err != nil || left.Sending != 0 || left.Unknown != 0 || left.Pending == 0 {
		t.Fatalf("%+v, %v", left, err)
	}
	letters, err = dial(t, "redis://"+primary).Claim(t.Context(), acme, now, 20)
	if err != nil || len(letters) != left.Pending {
		t.Fatalf("then claimed %d letters of %d, %v", len(letters), left.Pending, err)
	}
	for _, l := range letters {
		if l.Attempt != 1 {
			t.Errorf("letter %s has %d attempts, and nothing was ever sent", l.ID, l.Attempt)
		}
	}
}

// One server of a Cluster, given as if it were alone, sends away what is not its own:
// that is an error, and does not end the process.
func TestOneServerOfAClusterIsAnError(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three servers")
	}
	one := redis.NewClient(&redis.Options{Addr: redistest.Cluster(t)[0]})
	t.Cleanup(func() { _ = one.Close() })
	s, err := New(one, Options{Key: testKey, Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	sentAway := 0
	for _, org := range []checkins.OrgID{"a", "b", "c", "d", "e", "f"} {
		err := s.Post(t.Context(), org, checkins.Letter{ID: "one", Kind: checkins.KindNotice})
		if err == nil {
			t.Errorf("%s: posted, and there is no replica", org)
		} else if strings.Contains(err.Error(), "MOVED") {
			sentAway++
		}
	}
	if sentAway == 0 {
		t.Error("nothing was sent away")
	}
}
