package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// snapshotName is the file of a snapshot in its folder.
const snapshotName = "parallax.snapshot"

// magic begins a snapshot file; 32 bytes of SHA-256 and the gob follow.
const magic = "parallax snapshot 1\n"

// snapshot is a key space as a value.
type snapshot struct {
	Saved time.Time // for what is left of each TTL
	Keys  []entry
}

// entry is one key.
type entry struct {
	Name, Kind string
	TTL        time.Duration // left when it was saved; 0: none
	Text       string        // of a string
	Items      []string      // of a hash: field, value ...; of a set or zset: members
	Scores     []float64     // of a zset
	Stream     []miniredis.StreamEntry
}

// take copies the key space. Nothing may write meanwhile.
func take(m *miniredis.Miniredis, now time.Time) (snapshot, error) {
	snap := snapshot{Saved: now}
	for _, name := range m.Keys() {
		e := entry{Name: name, Kind: m.Type(name), TTL: m.TTL(name)}
		var err error
		switch e.Kind {
		case "string":
			e.Text, err = m.Get(name)
		case "hash":
			var fields []string
			fields, err = m.HKeys(name)
			for _, f := range fields {
				e.Items = append(e.Items, f, m.HGet(name, f))
			}
		case "set":
			e.Items, err = m.SMembers(name)
		case "zset":
			var scores map[string]float64
			scores, err = m.SortedSet(name)
			for member, score := range scores {
				e.Items, e.Scores = append(e.Items, member), append(e.Scores, score)
			}
		case "stream":
			e.Stream, err = m.Stream(name)
		case "":
			continue // its TTL ended just now
		default:
			err = fmt.Errorf("kind %s", e.Kind)
		}
		if err != nil {
			return snap, fmt.Errorf("copy %s: %w", name, err)
		}
		snap.Keys = append(snap.Keys, e)
	}
	return snap, nil
}

// put writes a snapshot into an empty key space.
func (snap snapshot) put(m *miniredis.Miniredis, now time.Time) error {
	for _, e := range snap.Keys {
		if e.TTL != 0 {
			if e.TTL -= max(0, now.Sub(snap.Saved)); e.TTL <= 0 {
				continue
			}
		}
		if err := e.put(m); err != nil {
			return fmt.Errorf("restore %s: %w", e.Name, err)
		}
		if e.TTL != 0 {
			m.SetTTL(e.Name, e.TTL)
		}
	}
	return nil
}

func (e entry) put(m *miniredis.Miniredis) error {
	switch e.Kind {
	case "string":
		return m.Set(e.Name, e.Text)
	case "hash":
		m.HSet(e.Name, e.Items...)
	case "set":
		_, err := m.SAdd(e.Name, e.Items...)
		return err
	case "zset":
		for i, member := range e.Items {
			if _, err := m.ZAdd(e.Name, e.Scores[i], member); err != nil {
				return err
			}
		}
	case "stream":
		for _, x := range e.Stream {
			if _, err := m.XAdd(e.Name, x.ID, x.Values); err != nil {
				return err
			}
		}
	}
	return nil
}

// save writes the file of a snapshot so that, whatever happens, either the old
// or the new one is there as a whole.
func (snap snapshot) save(dir string) (err error) {
	var data bytes.Buffer
	if err := gob.NewEncoder(&data).Encode(snap); err != nil {
		return err
	}
	sum := sha256.Sum256(data.Bytes())
	f, err := os.CreateTemp(dir, snapshotName+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	for _, part := range [][]byte{[]byte(magic), sum[:], data.Bytes()} {
		if _, err := f.Write(part); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), filepath.Join(dir, snapshotName)); err != nil {
		return err
	}
	return syncDir(dir)
}

// load reads the snapshot of a folder; an empty one when there is none. A file
// that is damaged is an error, never an empty store.
func load(dir string) (snapshot, error) {
	data, err := os.ReadFile(filepath.Join(dir, snapshotName))
	if errors.Is(err, fs.ErrNotExist) {
		return snapshot{}, nil
	}
	if err != nil {
		return snapshot{}, err
	}
	snap, err := readSnapshot(data)
	if err != nil {
		return snapshot{}, unusable(dir, err)
	}
	return snap, nil
}

// unusable says what is wrong with the snapshot of a folder, and the way out.
func unusable(dir string, err error) error {
	return fmt.Errorf("%s %w: put a whole copy in its place, or move it away to begin with an empty store", filepath.Join(dir, snapshotName), err)
}

var errDamaged = errors.New("is damaged")

// readSnapshot reads the bytes of a snapshot file.
func readSnapshot(data []byte) (snapshot, error) {
	head := len(magic) + sha256.Size
	if len(data) < head || string(data[:len(magic)]) != magic {
		return snapshot{}, errors.New("is no snapshot of this version")
	}
	if sum := sha256.Sum256(data[head:]); !slices.Equal(sum[:], data[len(magic):head]) {
		return snapshot{}, errDamaged
	}
	var snap snapshot
	if err := gob.NewDecoder(bytes.NewReader(data[head:])).Decode(&snap); err != nil {
		return snapshot{}, fmt.Errorf("%w (%w)", errDamaged, err)
	}
	known := map[string]bool{}
	for _, e := range snap.Keys {
		err := e.check()
		if known[e.Name] {
			err = errors.New("it is there twice")
		}
		if err != nil {
			return snapshot{}, fmt.Errorf("%w (key %.100q: %w)", errDamaged, e.Name, err)
		}
		known[e.Name] = true
	}
	return snap, nil
}

// check reports an entry that no key can have led to. The server takes what it
// is given, and would fail later, or keep something else.
func (e entry) check() error {
	values, step := e.Items, 1
	if e.Kind == "hash" {
		step = 2
	}
	switch {
	case !slices.Contains([]string{"string", "hash", "set", "zset", "stream"}, e.Kind):
		return fmt.Errorf("its kind is %.20q", e.Kind)
	case e.TTL < 0:
		return errors.New("it ended before it was saved")
	case len(values)%step != 0:
		return errors.New("a field has no value")
	case (e.Kind == "hash" || e.Kind == "set" || e.Kind == "zset") && len(values) == 0:
		return errors.New("it is empty")
	case e.Kind == "zset" && len(e.Scores) != len(values):
		return fmt.Errorf("%d members have %d scores", len(values), len(e.Scores))
	case slices.ContainsFunc(e.Scores, math.IsNaN):
		return errors.New("a score is no number")
	}
	seen := map[string]bool{}
	for i := 0; i < len(values); i += step {
		if seen[values[i]] {
			return errors.New("a member is there twice")
		}
		seen[values[i]] = true
	}
	for _, x := range e.Stream {
		if len(x.Values)%2 != 0 || !streamID.MatchString(x.ID) {
			return fmt.Errorf("the entry %.60q is torn", x.ID)
		}
	}
	return nil
}

// streamID is a whole id of a stream's entry: a part of one would be completed
// with the time of now.
var streamID = regexp.MustCompile(`^[0-9]{1,20}-[0-9]{1,20}$`)
