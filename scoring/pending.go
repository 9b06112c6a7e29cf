package scoring

import (
	"slices"
	"strings"
)

// pending is N of SCORING.md 9 for one side: who would be new in the next
// publication. It survives unpublished rounds and departures, and is emptied
// by a publication. Without it a single new answer could be read off the
// difference between two published rounds.
type pending struct {
	Own  []string `json:"o,omitempty"` // rated, or left while contributing; ascending
	Pair []string `json:"q,omitempty"` // the same for pairs of own rating and guess

	// People who were erased while contributing count as leavers, without
	// their id being kept.
	ErasedOwn  int `json:"x,omitempty"`
	ErasedPair int `json:"y,omitempty"`
}

// own and pair are the sizes of the two sets, in people.
func (n pending) own() int  { return len(n.Own) + n.ErasedOwn }
func (n pending) pair() int { return len(n.Pair) + n.ErasedPair }

// with adds the people who moved the filter in a round.
func (n pending) with(m moves) pending {
	n.Own, n.Pair = union(n.Own, m.own), union(n.Pair, m.pair)
	return n
}

// atLeast reports that each of the two sets is empty or holds k people or
// more.
func (n pending) atLeast(k int) bool {
	return (n.own() == 0 || n.own() >= k) && (n.pair() == 0 || n.pair() >= k)
}

// without turns an erased person into a leaver who has no name.
func (n pending) without(p Params, v person) pending {
	n.Own, n.ErasedOwn = unname(n.Own, n.ErasedOwn, v.ID, v.Own.W >= p.WMin)
	n.Pair, n.ErasedPair = unname(n.Pair, n.ErasedPair, v.ID, v.Pair.W >= p.WMin)
	return n
}

// unname takes id out of the set and counts it as erased if it was in there or
// contributes.
func unname(set []string, erased int, id string, contributes bool) ([]string, int) {
	i, found := slices.BinarySearch(set, id)
	if found {
		set = slices.Delete(slices.Clone(set), i, i+1)
	}
	if found || contributes {
		erased++
	}
	return set, erased
}

// union merges two ascending lists without writing to either.
func union(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	out := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		c := strings.Compare(a[0], b[0])
		if c <= 0 {
			out = append(out, a[0])
			a = a[1:]
			if c == 0 {
				b = b[1:]
			}
			continue
		}
		out = append(out, b[0])
		b = b[1:]
	}
	return append(append(out, a...), b...)
}

// admit decides whether a round is published. c and n are the contributors and
// the pending sets of each side, this round included.
func admit(p Params, mode [2]Mode, c [2]int, n [2]pending) Status {
	for _, s := range Sides {
		if c[s] < p.kMin(mode[s]) {
			return NotEnough
		}
	}
	for _, s := range Sides {
		if !n[s].atLeast(p.kNew(mode[s])) {
			return Held
		}
	}
	// A pair is an own rating too, and whoever leaves with a pair leaves with
	// a rating, so the own sets alone tell whether anything is new.
	if n[IT].own() == 0 && n[Biz].own() == 0 {
		return Held
	}
	return OK
}

// exact decides whether a published round may show numbers. They ask for one
// changed person more than words do: figures are easier to subtract.
func exact(p Params, mode [2]Mode, c [2]int, n [2]pending) bool {
	for _, s := range Sides {
		if mode[s] == Confidential && (c[s] < p.KExact || !n[s].atLeast(p.KNew+1)) {
			return false
		}
	}
	return true
}
