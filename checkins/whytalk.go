package checkins

import (
	"context"
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// WhyTalk is what people said about the why of one initiative: each in a line before
// anybody saw another's, and then of the wordings that its owner proposed. It is what
// leads wrote, so it is kept like their answers.
type WhyTalk struct {
	Asked    time.Time            `json:"asked,omitzero"` // when the leads were asked, blind; zero: nobody was
	Due      time.Time            `json:"due,omitzero"`   // the lines stand side by side from then on
	Shown    time.Time            `json:"shown,omitzero"` // likewise, when everybody had written before; zero: not before Due
	Lines    map[PersonID]WhyLine `json:"lines,omitempty"`
	Versions []WhyVersion         `json:"versions,omitempty"` // wordings that were proposed, the oldest first

	Rev int `json:"-"` // grows with every change of the stored one; 0: there is none
}

// WhyLine is what somebody wrote before seeing what others did.
type WhyLine struct {
	Text     string    `json:"text"`
	Released bool      `json:"released,omitempty"` // may be shown to the other side without the name
	At       time.Time `json:"at"`
}

// WhyVersion is a wording of the why that the owner proposed. Its number, from 1, is its
// place in WhyTalk.Versions.
type WhyVersion struct {
	Text  string               `json:"text"`
	By    PersonID             `json:"by,omitempty"` // empty: somebody who was erased, or the org file
	At    time.Time            `json:"at,omitzero"`
	Said  map[PersonID]WhySaid `json:"said,omitempty"`  // what leads said of it
	Other map[PersonID]WhyLine `json:"other,omitempty"` // wordings that leads would rather have
	Held  time.Time            `json:"held,omitzero"`   // when a lead of each side had confirmed it; zero: not yet
}

// WhySaid is what a lead says of a wording.
type WhySaid string

// What can be said.
const (
	SaidSame   WhySaid = "same"   // the same: confirms it
	SaidPartly WhySaid = "partly" // partly
	SaidElse   WhySaid = "else"   // something else
)

// WhyTalks keeps it. What stands in it nobody can read in the store without the key.
type WhyTalks interface {
	// WhyTalk returns the zero one for an initiative of which nothing was said.
	WhyTalk(ctx context.Context, org OrgID, i InitiativeID) (WhyTalk, error)
	// Say replaces it, posts letters (as Outbox.Post) and redraws others in the same
	// step. ErrStale: it has changed since w.Rev, and nothing was done. A delivery seen
	// within 24 h changes nothing.
	Say(ctx context.Context, org OrgID, i InitiativeID, w WhyTalk, by Delivered, now time.Time, post []Letter, redraw ...LetterID) error
}

// Open reports whether the lines stand side by side at now: nobody is asked blind any
// more, but who has not written.
func (w WhyTalk) Open(now time.Time) bool {
	return !w.Asked.IsZero() && (!w.Shown.IsZero() || !now.Before(w.Due))
}

// Latest is the wording proposed last, and its number; 0 when there is none.
func (w WhyTalk) Latest() (WhyVersion, int) {
	n := len(w.Versions)
	if n == 0 {
		return WhyVersion{}, 0
	}
	return w.Versions[n-1], n
}

// Without returns it without a person: their line goes, and what they said of a wording;
// what they proposed as the owner stays, without the name.
func (w WhyTalk) Without(p PersonID) WhyTalk {
	w.Lines = maps.Clone(w.Lines)
	delete(w.Lines, p)
	w.Versions = slices.Clone(w.Versions)
	for n := range w.Versions {
		v := &w.Versions[n]
		v.By = other(v.By, p)
		v.Said, v.Other = maps.Clone(v.Said), maps.Clone(v.Other)
		delete(v.Said, p)
		delete(v.Other, p)
	}
	return w
}

// Knows reports whether a person stands in it, and how many lines they wrote.
func (w WhyTalk) Knows(p PersonID) (lines int, knows bool) {
	if _, ok := w.Lines[p]; ok {
		lines++
	}
	for _, v := range w.Versions {
		if _, ok := v.Other[p]; ok {
			lines++
		}
		_, said := v.Said[p]
		knows = knows || said || v.By == p
	}
	return lines, knows || lines > 0
}

// confirmed lists the leads of an initiative who said of a wording that it is the
// same, sorted.
func (v WhyVersion) confirmed(i Initiative) []PersonID {
	var who []PersonID
	for _, side := range scoring.Sides {
		for _, p := range i.SideLeads(side) {
			if v.Said[p] == SaidSame {
				who = append(who, p)
			}
		}
	}
	slices.Sort(who)
	return who
}

// WhySide is how far one side is with the why.
type WhySide struct {
	Side    scoring.Side
	Leads   int
	Wrote   int             // of Leads
	Lines   []string        // those released, in an order that tells nothing
	Said    map[WhySaid]int // of the wording proposed last
	Offered int             // leads who would rather have another wording
}

// side counts one side, with what its leads released once lines may be read.
func (w WhyTalk) side(i Initiative, s scoring.Side, open bool) WhySide {
	leads := i.SideLeads(s)
	x := WhySide{Side: s, Leads: len(leads), Said: map[WhySaid]int{}}
	last, _ := w.Latest()
	for _, p := range leads {
		l, wrote := w.Lines[p]
		if wrote {
			x.Wrote++
		}
		if wrote && open && l.Released {
			x.Lines = append(x.Lines, l.Text)
		}
		if v := last.Said[p]; v != "" {
			x.Said[v]++
		}
		if _, ok := last.Other[p]; ok {
			x.Offered++
		}
	}
	slices.SortFunc(x.Lines, func(a, b string) int { return compareDigests(string(i.ID)+"|why", a, b) })
	return x
}
