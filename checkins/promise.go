package checkins

import (
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// Promises are the commitments of an initiative: what somebody of one side promised to
// the other, by when, and whether it was kept. The other side judges that.
type Promises struct {
	All []Promise `json:"all,omitempty"` // the oldest first
}

// Promise is one commitment.
type Promise struct {
	ID    string                   `json:"id"`
	What  string                   `json:"what"`         // empty: of somebody who was erased
	By    PersonID                 `json:"by,omitempty"` // who promised; empty: somebody who was erased
	To    scoring.Side             `json:"to"`           // whose leads judge it; it counts for the other side
	Due   Date                     `json:"due"`
	First Date                     `json:"first,omitempty"` // the date given first; empty: it was not moved
	Made  Date                     `json:"made"`
	Noted PersonID                 `json:"noted,omitempty"` // who wrote it down
	Until time.Time                `json:"until"`           // what the side says is counted then
	Said  map[PersonID]PromiseSaid `json:"said,omitempty"`  // by leads of To
	Is    PromiseSaid              `json:"is,omitempty"`    // what the side says; empty: it has not yet
	// Confided: something was said while the side was confidential. It stays so, should the
	// side become a named one later.
	Confided bool `json:"confided,omitempty"`
}

// PromiseSaid is what became of a promise, as the other side says.
type PromiseSaid string

// What can be said.
const (
	PromiseKept   PromiseSaid = "kept"
	PromisePartly PromiseSaid = "partly"
	PromiseMissed PromiseSaid = "missed"
)

const (
	promiseMost  = 300 // characters of a promise
	promiseAhead = 366 // days until its date, at most
	judgeDays    = 3   // working days in which a side judges
	keptMonths   = 12  // how far back promises are counted
	keptQuarters = 4   // parts of that time
	// undoDays is how long a promise can be withdrawn, in days after it was written down.
	// Later it could be withdrawn instead of missed.
	undoDays = 1
)

// Without returns the promises without a person: what they said of them goes, and so do
// their names and what they promised. That something was promised, and what the side said
// of it, stays.
func (ps Promises) Without(p PersonID) (Promises, int) {
	went := 0
	ps.All = slices.Clone(ps.All)
	for n := range ps.All {
		x := &ps.All[n]
		if x.By == p || x.Noted == p {
			went++
		}
		if x.By == p && x.What != "" {
			x.What = ""
			went++
		}
		x.By, x.Noted = other(x.By, p), other(x.Noted, p)
		if _, said := x.Said[p]; said {
			x.Said = maps.Clone(x.Said)
			delete(x.Said, p)
			went++
		}
	}
	return ps, went
}

// of finds a promise by its id; nil: it is not there any more.
func (ps Promises) of(id string) *Promise {
	for n := range ps.All {
		if ps.All[n].ID == id {
			return &ps.All[n]
		}
	}
	return nil
}

// judges are the leads who say whether a promise was kept: those of the other side who
// are asked things. Nobody judges their own.
func (p Promise) judges(i Initiative) []PersonID { return drop(i.Scored(p.To), p.By) }

// verdict is what a side says: what most of it say, and of as many partly. Who said what,
// and how many, nobody reads.
func verdict(said map[PersonID]PromiseSaid) PromiseSaid {
	n := map[PromiseSaid]int{}
	for _, s := range said {
		n[s]++
	}
	most := max(n[PromiseKept], n[PromisePartly], n[PromiseMissed])
	switch {
	case n[PromiseKept] == most && n[PromiseMissed] < most && n[PromisePartly] < most:
		return PromiseKept
	case n[PromiseMissed] == most && n[PromiseKept] < most && n[PromisePartly] < most:
		return PromiseMissed
	}
	return PromisePartly
}

// enough reports whether as many have said something as words about the side need
// (SCORING.md 9): on a confidential side KMin.
func (p Promise) enough(i Initiative) bool {
	least := 1
	if p.confidential(i) {
		least = scoring.Defaults().KMin
	}
	return len(p.Said) >= least
}

// confidential reports whether its side is, or was when something was said.
func (p Promise) confidential(i Initiative) bool {
	return p.Confided || i.Mode(p.To) == scoring.Confidential
}

// few reports whether its time is over with too few answers to say anything: whether there
// are none or some is not told. Who says something later is heard.
func (p Promise) few(i Initiative, now time.Time) bool {
	return p.Is == "" && p.confidential(i) && !p.enough(i) && !now.Before(i.hears(p.Until, now))
}

// is what the side says of a promise at now: once all of it have said something, or its
// time is over and enough have. Empty: not yet.
func (p Promise) is(i Initiative, now time.Time) PromiseSaid {
	if p.Is != "" || !p.enough(i) {
		return p.Is
	}
	all := !slices.ContainsFunc(p.judges(i), func(id PersonID) bool { return p.Said[id] == "" })
	if !all && now.Before(i.hears(p.Until, now)) {
		return ""
	}
	return verdict(p.Said)
}

// moves reports whether the promiser may still move its date: once, until it has come and
// somebody has judged it.
func (p Promise) moves(today Date) bool {
	return p.First == "" && p.Is == "" && len(p.Said) == 0 && today <= p.Due
}

// sooner is the first date that it had: it may have been asked about before it was moved.
func (p Promise) sooner() Date {
	if p.First == "" {
		return p.Due
	}
	return min(p.First, p.Due)
}

// undoes reports whether somebody may withdraw it.
func (p Promise) undoes(i Initiative, who PersonID, today Date) bool {
	return who != "" && (who == p.By || who == i.Owner) && p.Is == "" && today <= p.Made.AddDays(undoDays)
}

// KeptRate is how many of the promises of a side were kept.
type KeptRate struct {
	Of, Kept, Partly int
	Quarters         [keptQuarters]KeptQuarter // of the same, the oldest first
}

// KeptQuarter is that of three of the months.
type KeptQuarter struct{ Of, Kept int }

// kept counts the promises of a side that were due in the last twelve months and that
// the other side judged.
func (ps Promises) kept(i Initiative, side scoring.Side, now time.Time) KeptRate {
	var k KeptRate
	var since [keptQuarters]Date // from when each counts
	for n := range since {
		since[n] = DateOf(now.In(i.Pulse.Location()).AddDate(0, -keptMonths/keptQuarters*(keptQuarters-n), 0))
	}
	for _, p := range ps.All {
		is := p.is(i, now)
		if p.To != side.Other() || is == "" || p.Due < since[0] {
			continue
		}
		n := 0
		for n+1 < len(since) && p.Due >= since[n+1] {
			n++
		}
		q := &k.Quarters[n]
		k.Of, q.Of = k.Of+1, q.Of+1
		switch is {
		case PromiseKept:
			k.Kept, q.Kept = k.Kept+1, q.Kept+1
		case PromisePartly:
			k.Partly++
		case PromiseMissed:
		}
	}
	return k
}

// both names the month in which, with this promise, both sides have kept one to the
// other: the month of their dates. Empty: they have not.
func (ps Promises) both(i Initiative, p Promise, now time.Time) string {
	month := p.Due[:len("2006-01")]
	for _, side := range scoring.Sides {
		if !slices.ContainsFunc(ps.All, func(x Promise) bool {
			return x.To == side && x.Due[:len(month)] == month && x.is(i, now) == PromiseKept
		}) {
			return ""
		}
	}
	return string(month)
}

// PromiseLine is a promise as somebody reads it.
type PromiseLine struct {
	ID     string
	What   string
	By     string       // name; empty: somebody who is not known any more
	Mine   bool         // the reader promised it
	From   scoring.Side // the side that promised
	Due    Date
	First  Date // before it was moved; empty: it was not
	Is     PromiseSaid
	Late   bool        // its date has come, and nobody knows yet
	Over   bool        // the time in which the other side is asked is over
	Few    bool        // likewise, and its time is over: not enough have said something
	Said   PromiseSaid // what the reader said of it
	Judges bool        // the reader is to say
	Moves  bool        // the reader may move the date
	Undoes bool        // the reader may withdraw it
}

// line is a promise for the eyes of one person.
func (p Promise) line(i Initiative, names map[PersonID]string, to PersonID, now time.Time) PromiseLine {
	today := DateOf(now.In(i.Pulse.Location()))
	l := PromiseLine{
		ID: p.ID, What: p.What, By: names[p.By], From: p.To.Other(), Due: p.Due, First: p.First, Is: p.is(i, now), Said: p.Said[to],
		Mine:   to != "" && to == p.By,
		Undoes: p.undoes(i, to, today), Moves: to != "" && to == p.By && p.moves(today),
	}
	l.Late, l.Over, l.Few = l.Is == "" && today >= p.Due, !now.Before(i.hears(p.Until, now)), p.few(i, now)
	l.Judges = l.Late && slices.Contains(p.judges(i), to)
	return l
}
