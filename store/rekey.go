package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var resealScript = sealing("reseal", false)

// Rekeyed is how far a Rekey is.
type Rekeyed struct {
	Looked  int                    // Redis keys that may hold something sealed
	Anew    map[checkins.OrgID]int // values sealed anew, by org
	Left    int                    // values still under a former key
	Damaged []string               // Redis keys with a value that no key opens, sorted; it stays as it is
	Retired int                    // former keys that the store does not need any more
}

// errLeft: somebody changed values as fast as they were sealed anew.
var errLeft = errors.New("values were changed meanwhile: run it again, it goes on where it ended")

// Rekey seals with the current key whatever a former one sealed, in one org or, without
// one, in all. It may break off at any point and be run again; answers, closes and
// erasures go on beside it, for a value is changed only where it is still as it was
// read. Once all orgs are done the former keys are retired: no process writes with them
// any more, and none needs them. tell hears how far it is, now and then. look counts
// what is left, and changes nothing.
func (s *Store) Rekey(ctx context.Context, org checkins.OrgID, look bool, tell func(Rekeyed)) (Rekeyed, error) {
	w := rekeying{Store: s, look: look, tell: tell, damaged: map[string]bool{}}
	w.Anew = map[checkins.OrgID]int{}
	err := w.all(ctx, org)
	for key := range w.damaged {
		w.Damaged = append(w.Damaged, key)
	}
	slices.Sort(w.Damaged)
	if err != nil {
		return w.Rekeyed, fmt.Errorf("seal anew: %w", err)
	}
	return w.Rekeyed, nil
}

// rekeying is one Rekey under way.
type rekeying struct {
	*Store
	Rekeyed
	look    bool
	tell    func(Rekeyed)
	damaged map[string]bool
}

func (w *rekeying) all(ctx context.Context, org checkins.OrgID) error {
	if !w.look {
		if err := w.enlist(ctx); err != nil {
			return err
		}
	}
	if err := w.sweep(ctx, org); err != nil || w.look {
		return err
	}
	if org != "" {
		return w.whole()
	}
	used, err := w.used(ctx)
	if err != nil {
		return err
	}
	var former []any
	for _, check := range used {
		if check != w.vault.check {
			former = append(former, check)
		}
	}
	if len(former) == 0 {
		return w.whole()
	}
	// Nothing is stored under a former key where it is barred, so the look after that
	// finds all that there will ever be. It takes a while: orgs may come meanwhile.
	barred := map[checkins.OrgID]bool{}
	for {
		fresh, err := w.bar(ctx, barred, former)
		if err != nil {
			return err
		}
		if !fresh {
			break
		}
		w.Looked, w.Left = 0, 0
		if err := w.sweep(ctx, ""); err != nil {
			return err
		}
	}
	if err := w.whole(); err != nil {
		return err
	}
	if _, err := w.run(ctx, retireScript, outside, []string{keySchema}, append([]any{w.vault.check}, former...)...); err != nil {
		return fmt.Errorf("retire keys: %w", err)
	}
	w.Retired = len(former)
	return nil
}

// bar has nothing stored under the former keys any more, in any org. fresh: there were
// some in which they were not barred yet.
func (w *rekeying) bar(ctx context.Context, barred map[checkins.OrgID]bool, former []any) (fresh bool, err error) {
	orgs, err := w.Orgs(ctx)
	if err != nil {
		return false, err
	}
	for _, o := range orgs {
		if barred[o] {
			continue
		}
		if _, err := w.run(ctx, barScript, o, []string{of(o).retired()}, former...); err != nil {
			return false, fmt.Errorf("org %s: %w", o, err)
		}
		barred[o], fresh = true, true
	}
	return fresh, nil
}

// whole is errLeft when something was left.
func (w *rekeying) whole() error {
	if w.Left > 0 {
		return errLeft
	}
	return nil
}

// sweep looks at every Redis key that may hold something sealed.
func (w *rekeying) sweep(ctx context.Context, org checkins.OrgID) error {
	logs := map[checkins.OrgID]bool{} // a log and its copy are one
	err := w.spread(ctx, org, func(keys []string) error {
		for _, key := range keys {
			o, name, ok := spaceOf(key)
			if !ok {
				continue
			}
			var err error
			switch kind, rest, _ := strings.Cut(name, ":"); {
			case name == "log" || name == "log.new":
				if !logs[o] {
					logs[o] = true
					err = w.log(ctx, o)
				}
			case kind == "ans":
				err = w.hash(ctx, o, key, func(field string) []byte { return answerPlace(o, checkins.RoundID(rest), field) })
			case kind == "note":
				err = w.hash(ctx, o, key, func(p string) []byte { return notePlace(o, checkins.NoteKey(rest), p) })
			case kind == "round":
				err = w.hash(ctx, o, key, func(string) []byte { return recordsPlace(o, checkins.RoundID(rest)) }, "records")
			case kind == "why":
				err = w.hash(ctx, o, key, func(string) []byte { return whyPlace(o, checkins.InitiativeID(rest)) }, "doc")
			case kind == "book":
				err = w.hash(ctx, o, key, func(string) []byte { return bookPlace(o, of(o).bookOf(key)) }, "doc")
			case kind == "draft":
				err = w.hash(ctx, o, key, func(which string) []byte { return draftPlace(o, checkins.PersonID(rest), which) })
			case kind == "course":
				i := checkins.InitiativeID(rest)
				err = w.hash(ctx, o, key, func(field string) []byte {
					if field == "standing" {
						return standingPlace(o, i)
					}
					return checkpointsPlace(o, i)
				}, "standing", "checkpoints")
			default:
				continue
			}
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			w.Looked++
		}
		w.tell(w.Rekeyed)
		return nil
	})
	return err
}

// spread calls found with all keys of an org, or of all orgs.
func (w *rekeying) spread(ctx context.Context, org checkins.OrgID, found func([]string) error) error {
	if org != "" {
		return w.scan(ctx, org, of(org).key("*"), found)
	}
	cluster, ok := w.rdb.(*redis.ClusterClient)
	if !ok {
		return w.scanned(ctx, w.rdb, spaces, found)
	}
	var one sync.Mutex // primaries are visited at the same time
	return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		return w.scanned(ctx, c, spaces, func(keys []string) error {
			one.Lock()
			defer one.Unlock()
			return found(keys)
		})
	})
}

// reword works out what a value is under the current key; ok is false for one that
// needs nothing, or that no key opens.
func (w *rekeying) reword(key, sealed string, place []byte) (anew string, ok bool) {
	if sealed == "" || w.vault.current(sealed) {
		return "", false
	}
	plain, err := w.vault.unseal(sealed, place)
	if err != nil {
		w.damaged[key] = true
		return "", false
	}
	return w.vault.seal(plain, place), true
}

// hash seals the fields of a hash anew; all of them without names.
func (w *rekeying) hash(ctx context.Context, org checkins.OrgID, key string, at func(field string) []byte, fields ...string) error {
	left := 0
	for range attempts {
		values, err := w.Store.hash(ctx, key, fields)
		if err != nil {
			return err
		}
		var args []any
		for field, sealed := range values {
			if anew, ok := w.reword(key, sealed, at(field)); ok {
				args = append(args, field, sealed, anew)
			}
		}
		if w.look || len(args) == 0 {
			w.Left += len(args) / 3
			return nil
		}
		changed := 0
		for some := range slices.Chunk(args, 3*batch) {
			n, err := w.keep(ctx, resealScript, org, []string{key}, some...)
			if err != nil {
				return err
			}
			done, _ := n.(int64)
			changed += int(done)
		}
		w.Anew[org] += changed
		if left = len(args)/3 - changed; left == 0 {
			return nil
		}
		// What was changed meanwhile is looked at again: a former key may have sealed it.
	}
	w.Left += left
	return nil
}
