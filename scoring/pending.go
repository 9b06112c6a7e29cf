package scoring

import "slices"

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
		set = slices.Delete(set, i, i+1)
	}
	if found || contributes {
		erased++
	}
	return set, erased
}

// include adds id to an ascending set, in place.
func include(set []string, id string) []string {
	at, found := slices.BinarySearch(set, id)
	if found {
		return set
	}
	return slices.Insert(set, at, id)
}

// emptied is the set after a publication. The memory stays for the next people.
func (n pending) emptied() pending {
	clear(n.Own)
	clear(n.Pair)
	return pending{Own: n.Own[:0], Pair: n.Pair[:0]}
}

// IsZero reports that nobody is new: such a set is not stored.
func (n pending) IsZero() bool { return n.own() == 0 && n.pair() == 0 }

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

// renewed counts the people who answered since the last publication and whose
// view counts in this round. Leavers are not among them: they add nothing that
// is not known already.
func (v *views) renewed(p Params, q quantity) int {
	set := v.New.Own
	if q == pairs {
		set = v.New.Pair
	}
	n := 0
	for i := range v.People {
		who := &v.People[i]
		for len(set) > 0 && set[0] < who.ID {
			set = set[1:]
		}
		if len(set) > 0 && set[0] == who.ID && who.track(q).W >= p.WMin {
			n++
		}
	}
	return n
}

// exact decides whether a published round may show numbers. Every figure is an
// equation about answers, so each confidential side must bring new answers of
// one person more than words need: of any combination of figures, the newest one
// then holds answers that no earlier figure holds, of at least two people besides
// whoever reads it. A side in which nobody answered would give another equation
// about the same answers, since the views of those who were heard at different
// times do not fade in proportion.
func exact(p Params, mode [2]Mode, c, renewed [2]int) bool {
	for _, s := range Sides {
		if mode[s] == Confidential && (c[s] < p.KExact || renewed[s] < p.KNew+1) {
			return false
		}
	}
	return true
}
