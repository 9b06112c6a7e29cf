package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// snapshotTime is when the snapshots of these tests were saved.
var snapshotTime = time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)

// encoded is a snapshot as the gob of its file.
func encoded(t testing.TB, keys ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(snapshot{Saved: snapshotTime, Keys: keys}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sealed is a snapshot file around a gob.
func sealed(gob []byte) []byte {
	sum := sha256.Sum256(gob)
	return slices.Concat([]byte(magic), sum[:], gob)
}

// oneOfEach is a key of every kind.
func oneOfEach() []entry {
	return []entry{
		{Name: "a", Kind: "string", Text: "1", TTL: time.Minute},
		{Name: "b", Kind: "hash", Items: []string{"f", "1", "g", ""}},
		{Name: "c", Kind: "set", Items: []string{"x", "y"}},
		{Name: "d", Kind: "zset", Items: []string{"x", "y"}, Scores: []float64{1, math.Inf(1)}},
		{Name: "e", Kind: "stream", Stream: []miniredis.StreamEntry{{ID: "1-0", Values: []string{"f", "1"}}, {ID: "1-1"}}},
	}
}

// tornSnapshots have a right checksum around what no store has written.
func tornSnapshots(t testing.TB) map[string][]byte {
	ttl, twice := oneOfEach(), append(oneOfEach(), entry{Name: "a", Kind: "set", Items: []string{"x"}})
	ttl[0].TTL = math.MinInt64
	return map[string][]byte{
		"nothing":               {},
		"half a gob":            encoded(t, oneOfEach()...)[:150],
		"another gob":           []byte("\x07\xff\x81\x06\x01\x02\xff\x84\x00\x00\x00"),
		"a score is missing":    encoded(t, entry{Name: "z", Kind: "zset", Items: []string{"x", "y"}, Scores: []float64{1}}),
		"no scores":             encoded(t, entry{Name: "z", Kind: "zset", Items: []string{"x"}}),
		"scores of nobody":      encoded(t, entry{Name: "z", Kind: "zset", Items: []string{"x"}, Scores: []float64{1, 2}}),
		"a score is no number":  encoded(t, entry{Name: "z", Kind: "zset", Items: []string{"x"}, Scores: []float64{math.NaN()}}),
		"half a field":          encoded(t, entry{Name: "h", Kind: "hash", Items: []string{"f", "1", "g"}}),
		"a field twice":         encoded(t, entry{Name: "h", Kind: "hash", Items: []string{"f", "1", "f", "2"}}),
		"an empty hash":         encoded(t, entry{Name: "h", Kind: "hash"}),
		"another kind":          encoded(t, entry{Name: "l", Kind: "list", Items: []string{"x"}}),
		"no kind":               encoded(t, entry{Name: "n"}),
		"half an entry":         encoded(t, entry{Name: "s", Kind: "stream", Stream: []miniredis.StreamEntry{{ID: "1-0", Values: []string{"f"}}}}),
		"an id to be completed": encoded(t, entry{Name: "s", Kind: "stream", Stream: []miniredis.StreamEntry{{ID: "1-*"}}}),
		"entries out of order":  encoded(t, entry{Name: "s", Kind: "stream", Stream: []miniredis.StreamEntry{{ID: "2-0"}, {ID: "1-0"}}}),
		"ended long ago":        encoded(t, ttl...),
		"a key twice":           encoded(t, twice...),
	}
}

// A file that is torn is refused with its name and the way out, and nothing of it
// is taken over.
func TestTornSnapshots(t *testing.T) {
	for name, gob := range tornSnapshots(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, snapshotName)
			if err := os.WriteFile(file, sealed(gob), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := Embedded(dir, Options{Key: testKey})
			if err == nil {
				_ = s.Stop()
				t.Fatal("taken")
			}
			for _, want := range []string{file, "is damaged", "put a whole copy in its place", "move it away"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, sealed(gob)) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
}

// FuzzSnapshot reads any gob behind a right checksum, and any file: what is taken
// comes out of the store as it went in.
func FuzzSnapshot(f *testing.F) {
	f.Add(encoded(f, oneOfEach()...))
	for _, gob := range tornSnapshots(f) {
		f.Add(gob)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if snap, err := readSnapshot(data); err == nil {
			t.Fatalf("taken without a checksum: %+v", snap)
		}
		snap, err := readSnapshot(sealed(data))
		if err != nil {
			return
		}
		server := miniredis.NewMiniRedis()
		if snap.put(server, snap.Saved) != nil {
			return
		}
		again, err := take(server, snap.Saved)
		if err != nil {
			t.Fatal(err)
		}
		snap.Keys = slices.DeleteFunc(snap.Keys, func(e entry) bool { return e.Kind == "stream" && len(e.Stream) == 0 })
		same := cmp.Options{
			cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b entry) bool { return a.Name < b.Name }),
			cmp.Transformer("content", contentOf),
		}
		if diff := cmp.Diff(snap.Keys, again.Keys, same); diff != "" {
			t.Errorf("(-file +store):\n%s", diff)
		}
	})
}

// content is what a key holds, without an order that nobody keeps.
type content struct {
	Name, Kind, Text string
	TTL              time.Duration
	Hash             map[string]string
	Members          []string
	Scores           map[string]float64
	Stream           []miniredis.StreamEntry
}

func contentOf(e entry) content {
	c := content{Name: e.Name, Kind: e.Kind, TTL: e.TTL}
	switch e.Kind {
	case "string":
		c.Text = e.Text
	case "hash":
		c.Hash = map[string]string{}
		for i := 0; i < len(e.Items); i += 2 {
			c.Hash[e.Items[i]] = e.Items[i+1]
		}
	case "set":
		c.Members = slices.Sorted(slices.Values(e.Items))
	case "zset":
		c.Scores = map[string]float64{}
		for i, member := range e.Items {
			c.Scores[member] = e.Scores[i]
		}
	case "stream":
		c.Stream = e.Stream
	}
	return c
}
