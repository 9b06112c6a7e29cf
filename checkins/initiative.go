package checkins

import (
	"slices"
	"time"

	"parallax/scoring"
)

// Stage says where an initiative stands in its life; it chooses the wording of
// the value question.
type Stage string

// The stages.
const (
	Shaping  Stage = "shaping"
	Building Stage = "building"
	Live     Stage = "live"
)

// Initiative is the object both sides talk about.
type Initiative struct {
	ID             InitiativeID  `json:"id"`
	Name           string        `json:"name"`
	Priority       PriorityID    `json:"priority,omitempty"`
	Stage          Stage         `json:"stage"`
	Why            string        `json:"why,omitempty"`
	WhyConfirmed   []PersonID    `json:"why_confirmed,omitempty"` // leads who confirmed this wording of Why
	Accepted       []PersonID    `json:"accepted,omitempty"`      // leads of a named side who accepted, by the org file
	Outcome        Outcome       `json:"outcome,omitzero"`
	Effort         Effort        `json:"effort,omitempty"`
	Touches        Touches       `json:"touches,omitzero"`
	DeliveredMeans string        `json:"delivered_means,omitempty"`
	ValueMeans     string        `json:"value_means,omitempty"`
	Leads          [2][]PersonID `json:"leads"` // by scoring.Side; bridges stand on both
	Owner          PersonID      `json:"owner,omitempty"`
	Sponsor        PersonID      `json:"sponsor,omitempty"`
	Channels       []Account     `json:"channels,omitempty"`
	Pulse          Pulse         `json:"pulse"`
	Own            string        `json:"own,omitempty"` // the owner's own statement, dimension "own"
	Paused         bool          `json:"paused,omitempty"`
	HeardTo        time.Time     `json:"heard_to,omitzero"` // what was asked before the last pause ended is not counted sooner; zero: never paused
	Handed         LetterID      `json:"handed,omitempty"`  // by which the last handover can be taken back; empty: none can

	// Consents is what leads said in chat about being named; it goes before
	// Accepted. It is derived: Roster fills it in, Enrol does not take it.
	Consents map[PersonID]Consent `json:"-"`
	// Stands lists the delegates of its leads, sorted by lead. It is derived from those
	// people: likewise.
	Stands []Stand `json:"-"`
}

// Outcome is what the initiative is to change, as text. The actual values are Figures.
type Outcome struct {
	Measure string `json:"measure,omitempty"`
	Start   string `json:"start,omitempty"`
	Target  string `json:"target,omitempty"`
	By      Date   `json:"by,omitempty"`
	Slipped []Date `json:"slipped,omitempty"` // dates that By had before it moved later, the first first
}

// Bridges returns the people on both sides, sorted. They are not scored and not
// asked; they are asked to facilitate.
func (i Initiative) Bridges() []PersonID {
	var both []PersonID
	for _, p := range i.Leads[scoring.IT] {
		if slices.Contains(i.Leads[scoring.Biz], p) {
			both = append(both, p)
		}
	}
	slices.Sort(both)
	return slices.Compact(both)
}

// Side returns the side on which p is a lead; ok is false for a bridge and for
// everybody else.
func (i Initiative) Side(p PersonID) (s scoring.Side, ok bool) {
	it, biz := slices.Contains(i.Leads[scoring.IT], p), slices.Contains(i.Leads[scoring.Biz], p)
	switch {
	case it == biz:
		return 0, false
	case biz:
		return scoring.Biz, true
	}
	return scoring.IT, true
}

// SideLeads returns the leads of a side without bridges, sorted.
func (i Initiative) SideLeads(s scoring.Side) []PersonID {
	var leads []PersonID
	others := slices.Sorted(slices.Values(i.Leads[s.Other()]))
	for _, p := range i.Leads[s] {
		if _, bridge := slices.BinarySearch(others, p); !bridge {
			leads = append(leads, p)
		}
	}
	slices.Sort(leads)
	return slices.Compact(leads)
}

// Mode returns how a side is shown: confidential from three leads, else named
// (SCORING.md section 9; bridges do not count).
func (i Initiative) Mode(s scoring.Side) scoring.Mode {
	if len(i.SideLeads(s)) >= 3 {
		return scoring.Confidential
	}
	return scoring.Named
}

// Scored returns the leads of a side who are asked and scored: all of a
// confidential side, and those of a named side who accepted.
func (i Initiative) Scored(s scoring.Side) []PersonID {
	leads := i.SideLeads(s)
	if i.Mode(s) == scoring.Confidential {
		return leads
	}
	return slices.DeleteFunc(leads, func(p PersonID) bool { return !i.Accepts(p) })
}

// Wait is a typed reason why a pulse does not start.
type Wait struct {
	For  WaitFor
	Side scoring.Side // whose lead is missing
}

// WaitFor says what is waited for.
type WaitFor string

// What a pulse can wait for.
const (
	WaitPaused   WaitFor = "paused"    // the owner paused it
	WaitWhy      WaitFor = "why"       // no lead of Side confirmed the why
	WaitAccepted WaitFor = "accepted"  // Side is named and nobody on it accepted
	WaitLeads    WaitFor = "leads"     // nobody on Side
	WaitWhyEmpty WaitFor = "why_empty" // there is no why to confirm
)

// Waits returns everything the pulse waits for, in a fixed order; empty means
// that rounds open.
func (i Initiative) Waits() []Wait {
	var waits []Wait
	if i.Paused {
		waits = append(waits, Wait{For: WaitPaused})
	}
	if i.Why == "" {
		waits = append(waits, Wait{For: WaitWhyEmpty})
	}
	for _, s := range scoring.Sides {
		if len(i.SideLeads(s)) == 0 {
			waits = append(waits, Wait{WaitLeads, s})
			continue
		}
		confirmed := slices.ContainsFunc(i.SideLeads(s), func(p PersonID) bool { return slices.Contains(i.WhyConfirmed, p) })
		if i.Why != "" && !confirmed {
			waits = append(waits, Wait{WaitWhy, s})
		}
		if i.Mode(s) == scoring.Named && len(i.Scored(s)) == 0 {
			waits = append(waits, Wait{WaitAccepted, s})
		}
	}
	return waits
}

// Scheduled reports whether the openings of the pulse stand on the schedule. They
// do also while nothing but an acceptance is missing: that comes in chat at any
// time, and an opening that still misses it is recorded as skipped.
func (i Initiative) Scheduled() bool {
	return !slices.ContainsFunc(i.Waits(), func(w Wait) bool { return w.For != WaitAccepted })
}
