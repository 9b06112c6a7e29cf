package bot

import (
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"parallax/checkins"
)

// Quota is how much one account may ask of one process in a short while: some at
// once, then one a second. It is far more than a person needs, and keeps one of them
// from taking the time of all. Answers to check-ins are no questions: those are never
// turned away. The zero Quota is full.
type Quota struct {
	Endless bool // nobody counts: a practice workspace, whose clock stands still

	mu   sync.Mutex
	used map[checkins.Account]*use
}

// use is what one account has asked lately.
type use struct {
	free   time.Time // when all that was asked is paid for, at quotaEach apiece
	told   bool      // that it is too much
	recent []uint64  // deliveries that were paid for
}

const (
	quotaBurst = 20          // at once
	quotaEach  = time.Second // until one more
	quotaMost  = 10_000      // accounts that are kept in mind
)

var quotaSeed = maphash.MakeSeed()

// Leave is what a Quota says of a question.
type Leave int

// What a Quota says.
const (
	Granted      Leave = iota
	TooMany            // the first one too many: say so
	StillTooMany       // it was said
)

// Take says whether a question may be worked on now. A delivery that was paid for and
// comes again is free, for a platform may deliver it often: it does nothing twice.
func (q *Quota) Take(a checkins.Account, delivery string, now time.Time) Leave {
	if q.Endless {
		return Granted
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	u := q.used[a]
	if u == nil {
		q.makeRoom(now)
		u = &use{}
		q.used[a] = u
	}
	id := maphash.String(quotaSeed, delivery)
	if slices.Contains(u.recent, id) {
		return Granted
	}
	if u.free.Before(now) || u.free.Sub(now) > (quotaBurst+1)*quotaEach { // the clock went back
		u.free = now
	}
	if next := u.free.Add(quotaEach); next.Sub(now) <= quotaBurst*quotaEach {
		if len(u.recent) == quotaBurst {
			u.recent = u.recent[1:]
		}
		u.free, u.told, u.recent = next, false, append(u.recent, id)
		return Granted
	}
	if u.told {
		return StillTooMany
	}
	u.told = true
	return TooMany
}

// makeRoom forgets who owes nothing; and everybody, rather than grow without end.
func (q *Quota) makeRoom(now time.Time) {
	if q.used == nil {
		q.used = map[checkins.Account]*use{}
	}
	if len(q.used) < quotaMost {
		return
	}
	for a, u := range q.used {
		if !u.free.After(now) {
			delete(q.used, a)
		}
	}
	if len(q.used) >= quotaMost {
		clear(q.used)
	}
}
