package checkins

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"parallax/scoring"
)

// Audit works out the results of one initiative again, round by round, oldest
// first, and holds them against what was stored. It is pure, keeps one standing
// and no answers, and what it returns names fields and never a value.
//
// A round is not checkable when its answers were erased, or are gone altogether, as
// the end of their retention leaves them, or when those of an earlier round are and
// no checkpoint lies between. Answers of which some are there and some are not, or
// that are others, are a difference.
type Audit struct {
	Tally
	points map[int]Standing
	now    Standing
	lost   bool // what the next round was scored on is not known
}

// Tally counts what an audit did.
type Tally struct {
	Rounds       int // that were looked at
	Results      int // of a dimension in a round, that were worked out again
	Different    int // of them, and standings
	NotCheckable int // rounds
}

// Difference is something that does not come out as it is stored.
type Difference struct {
	Round     RoundID           // empty: what the initiative carries to the next round
	Dimension scoring.Dimension // empty: the round as a whole
	Fields    []string          // by their names in the stored record
}

// NewAudit begins with an initiative before its first round.
func NewAudit(checkpoints []Standing) *Audit {
	a := &Audit{points: map[int]Standing{}}
	for _, c := range checkpoints {
		a.points[c.Seq] = c
	}
	return a
}

// Round checks the next closed round.
func (a *Audit) Round(r Round, kept Kept, s Scored) []Difference {
	a.Rounds++
	a.resume(r.Seq - 1)
	switch {
	case a.lost, s.Erased, s.Basis.Answers > 0 && len(kept.Answers) == 0 && len(kept.Lines) == 0:
		a.lost = true
		a.NotCheckable++
		return nil
	case a.now.Seq != r.Seq-1:
		return a.cannot(r, "seq") // a round before it is missing
	case s.Basis.count(kept) != s.Basis.Answers:
		return a.cannot(r, "answers")
	}
	now, records, err := Score(s.Basis, r, kept, a.now)
	if err != nil {
		return a.cannot(r, "basis")
	}
	a.now = now
	return a.compare(r.ID, records, s.Records)
}

// resume goes on from a checkpoint, where there is one.
func (a *Audit) resume(seq int) {
	if c, ok := a.points[seq]; ok {
		a.now, a.lost = c, false
	}
}

// cannot tells of a round that can't be worked out again although it should.
func (a *Audit) cannot(r Round, field string) []Difference {
	a.lost = true
	a.NotCheckable++
	a.Different++
	return []Difference{{Round: r.ID, Fields: []string{field}}}
}

// compare holds the records of a round against the stored ones.
func (a *Audit) compare(id RoundID, made, stored []Record) []Difference {
	var found []Difference
	add := func(d scoring.Dimension, fields []string) {
		a.Results++
		if len(fields) > 0 {
			a.Different++
			found = append(found, Difference{Round: id, Dimension: d, Fields: fields})
		}
	}
	for _, m := range made {
		n := slices.IndexFunc(stored, func(s Record) bool { return s.Dimension == m.Dimension })
		if n < 0 {
			add(m.Dimension, []string{"missing"})
			continue
		}
		add(m.Dimension, differing(m, stored[n]))
	}
	for _, s := range stored {
		if !slices.ContainsFunc(made, func(m Record) bool { return m.Dimension == s.Dimension }) {
			add(s.Dimension, []string{"not asked"})
		}
	}
	slices.SortFunc(found, func(x, y Difference) int { return strings.Compare(string(x.Dimension), string(y.Dimension)) })
	return found
}

// Standing checks, after the last round, what the initiative carries on.
func (a *Audit) Standing(stored Standing) []Difference {
	a.resume(stored.Seq)
	if a.lost {
		return nil
	}
	var found []Difference
	add := func(d scoring.Dimension, fields ...string) {
		if len(fields) > 0 {
			a.Different++
			found = append(found, Difference{Dimension: d, Fields: fields})
		}
	}
	if a.now.Seq != stored.Seq || a.now.Last != stored.Last {
		add("", "seq")
		return found
	}
	both := append(a.now.Dimensions(), stored.Dimensions()...)
	slices.Sort(both)
	for _, d := range slices.Compact(both) {
		made, kept := a.now.Course[d], stored.Course[d]
		if made == nil || kept == nil {
			add(d, "missing")
			continue
		}
		// Guessed is no result: it is where the next question goes, and follows from
		// plans that an erasure removes.
		m := *made
		m.Guessed = kept.Guessed
		add(d, differing(m, *kept)...)
	}
	return found
}

// closeEnough is how far numbers may be apart that were worked out by another
// machine.
const closeEnough = 1e-9

// differing names the fields of two values of a type that differ, sorted.
func differing(a, b any) []string {
	x, y := fieldsOf(a), fieldsOf(b)
	var names []string
	for name := range x {
		if !sameValue(x[name], y[name]) {
			names = append(names, name)
		}
	}
	for name := range y {
		if _, both := x[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fieldsOf returns the fields of a value as they are stored.
func fieldsOf(v any) map[string]any {
	data, err := json.Marshal(v)
	var m map[string]any
	if err != nil || json.Unmarshal(data, &m) != nil {
		return map[string]any{"unreadable": true}
	}
	return m
}

func sameValue(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= closeEnough
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if v, both := y[k]; !both || !sameValue(x[k], v) {
				return false
			}
		}
		return true
	}
	return a == b
}
