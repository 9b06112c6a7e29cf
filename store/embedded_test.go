package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// sorted makes two dumps comparable.
func sorted(all map[string][]string) map[string][]string {
	for _, values := range all {
		slices.Sort(values)
	}
	return all
}

func TestEmbeddedComesBack(t *testing.T) {
	dir := t.TempDir()
	s, err := Embedded(dir, Options{Key: testKey, Save: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	wholeRound(t, s, "two\nlines, \x00 and ü", 1)
	before := sorted(everything(t, s))
	clock := s.rdb.TTL(t.Context(), of(acme).seen("slack", "d-ana")).Val()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatalf("a second stop: %v", err)
	}
	s = openIn(t, dir, Options{Key: testKey})
	if d := cmp.Diff(before, sorted(everything(t, s))); d != "" {
		t.Error(d)
	}
	if ttl := s.rdb.TTL(t.Context(), of(acme).seen("slack", "d-ana")).Val(); ttl <= 0 || ttl > clock {
		t.Errorf("a delivery ends in %s, before it was %s", ttl, clock)
	}
	if past, err := s.Past(t.Context(), acme, checkinstest.CRM); err != nil || len(past) != 1 {
		t.Errorf("past rounds %v, %v", past, err)
	}
	// The history goes on where it ended.
	next := checkinstest.Round(acme, checkinstest.Initiative(3), checkinstest.First.AddDays(7))
	o := checkinstest.Opening(acme, next)
	o.Rev = 1
	if _, err := s.Open(t.Context(), acme, o); err != nil {
		t.Fatal(err)
	}
	said, err := s.Record(t.Context(), acme, checkinstest.Reply("n", next, "ana", checkinstest.Own(checkins.Value, 1)), next.Opens)
	if err != nil || said[0].Outcome != checkins.Saved {
		t.Fatal(said, err)
	}
	if n := s.rdb.XLen(t.Context(), of(acme).log()).Val(); n != 25 {
		t.Errorf("%d entries of history, want 25", n)
	}
}

func TestEmbeddedSavesWhileItRuns(t *testing.T) {
	dir := t.TempDir()
	s := openIn(t, dir, Options{Key: testKey, Save: time.Millisecond})
	r := begun(t, s, 0)
	if _, err := s.Record(t.Context(), acme, checkinstest.Reply("d", r, "ana"), r.Opens); err != nil {
		t.Fatal(err)
	}
	// A kill leaves what is in the folder now.
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case <-deadline:
			t.Fatal("nothing was saved")
		case <-tick.C:
		}
		snap, err := load(dir)
		if err != nil {
			t.Fatal(err)
		}
		delivery := slices.IndexFunc(snap.Keys, func(e entry) bool { return e.Name == of(acme).seen("slack", "d") })
		if delivery >= 0 && snap.Keys[delivery].TTL < remembered {
			break
		}
		s.dirty.Store(true)
	}
	copied := t.TempDir()
	for n := 0; ; n++ { // a file that is being written may be gone when it is copied
		err := os.CopyFS(filepath.Join(copied, strconv.Itoa(n)), os.DirFS(dir))
		if err == nil {
			copied = filepath.Join(copied, strconv.Itoa(n))
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	after := openIn(t, copied, Options{Key: testKey})
	if rounds, err := after.Rounds(t.Context(), acme, "crm@2026-03-03"); err != nil || len(rounds) != 1 {
		t.Fatalf("after a kill: %v, %v", rounds, err)
	}
}

func TestEmbeddedRefuses(t *testing.T) {
	dir := t.TempDir()
	s, err := Embedded(dir, Options{Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	refused := func(o Options, why string) {
		t.Helper()
		other, err := Embedded(dir, o)
		if err == nil {
			_ = other.Stop()
		}
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("error %v, want %q", err, why)
		}
	}
	refused(Options{Key: testKey}, "another process uses this folder")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	refused(Options{}, "the app key is empty")
	refused(Options{Key: Key{9}}, "PARALLAX_SECRET_KEY")
	name := filepath.Join(dir, snapshotName)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for why, damage := range map[string][]byte{
		"is damaged":  append(slices.Clone(data[:len(data)-1]), data[len(data)-1]^1),
		"is damaged ": data[:len(data)-5],
		"no snapshot": data[:10],
	} {
		if err := os.WriteFile(name, damage, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(Options{Key: testKey}, strings.TrimSpace(why))
	}
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	openIn(t, dir, Options{Key: testKey})
}

func TestEmbeddedTellsWhenItCannotSave(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := Embedded(dir, Options{Key: testKey, Save: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := s.embedded.save(s); err == nil {
		t.Fatal("saved into nothing")
	}
	if err := s.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "save snapshot") {
		t.Errorf("ping: %v", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Errorf("stop, which saves again: %v", err)
	}
}

// A snapshot holds every change as a whole: the round and its letters, the
// answer and its history.
func TestSnapshotIsWhole(t *testing.T) {
	s := openEmpty(t)
	r := begun(t, s, 0)
	ended := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(ended)
		for n := 0; ctx.Err() == nil; n++ {
			reply := checkinstest.Reply("", r, "ana", checkinstest.Own(checkins.Value, n%5+1), checkinstest.Guess(checkins.Value, n%5+1))
			if _, err := s.Record(context.Background(), acme, reply, r.Opens); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for range 1000 {
		snap, err := s.embedded.whole(s)
		if err != nil {
			t.Fatal(err)
		}
		values, last := map[string]string{}, map[string]string{} // as they stand; as the history has them
		for _, e := range snap.Keys {
			switch e.Name {
			case of(acme).answers(r.ID):
				for i := 0; i < len(e.Items); i += 2 {
					values[e.Items[i]] = e.Items[i+1]
				}
			case of(acme).log():
				for _, x := range e.Stream {
					change := map[string]string{}
					for i := 0; i < len(x.Values); i += 2 {
						change[x.Values[i]] = x.Values[i+1]
					}
					last[change["field"]] = change["value"]
				}
			}
		}
		if !cmp.Equal(values, last) {
			t.Fatalf("half a change: %q, the history says %q", values, last)
		}
	}
	cancel()
	<-ended
}

func BenchmarkSave(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s, err := Embedded(b.TempDir(), Options{Key: testKey, Save: time.Hour})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Stop() }()
			for i := 0; i < n; i += 100 {
				var letters []checkins.Letter
				for k := range 100 {
					letters = append(letters, checkinstest.Card(acme, checkins.InitiativeID(fmt.Sprint("i", i+k)), checkinstest.Opens))
				}
				if err := s.Post(b.Context(), acme, letters...); err != nil {
					b.Fatal(err)
				}
			}
			var held time.Duration
			for b.Loop() {
				s.dirty.Store(true)
				start := time.Now()
				if _, err := take(s.embedded.server, start); err != nil {
					b.Fatal(err)
				}
				held += time.Since(start)
				if err := s.embedded.save(s); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(held.Milliseconds())/float64(b.N), "ms-held/op")
		})
	}
}
