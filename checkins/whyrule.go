package checkins

import (
	"slices"
	"time"

	"parallax/scoring"
)

// shared reports whether a lead of each side has confirmed the why that an initiative
// has now.
func (i Initiative) shared() bool {
	return !slices.ContainsFunc(i.Waits(), func(w Wait) bool { return w.For == WaitWhy || w.For == WaitWhyEmpty })
}

// adopt takes up a why that came with an org file, so that it can be talked about.
func (w *WhyTalk) adopt(i Initiative) {
	if i.Why == "" || slices.ContainsFunc(w.Versions, func(v WhyVersion) bool { return v.Text == i.Why }) {
		return
	}
	v := WhyVersion{Text: i.Why}
	for _, p := range i.WhyConfirmed {
		v.say(p, SaidSame)
	}
	w.Versions = append(slices.Clone(w.Versions), v)
}

func (v *WhyVersion) say(p PersonID, said WhySaid) {
	if v.Said == nil {
		v.Said = map[PersonID]WhySaid{}
	}
	v.Said[p] = said
}

// propose puts a new wording in the place of the one proposed last; false: it is that
// one. Who proposes it as a lead has confirmed it.
func (w *WhyTalk) propose(i *Initiative, text string, by PersonID, now time.Time) bool {
	w.adopt(*i)
	if v, n := w.Latest(); n > 0 && v.Text == text {
		return false
	}
	v := WhyVersion{Text: text, By: by, At: now}
	if _, lead := i.Side(by); lead {
		v.say(by, SaidSame)
	}
	w.Versions = append(slices.Clone(w.Versions), v)
	w.rule(i, now)
	return true
}

// rule holds the why of an initiative against what leads said of the wording proposed
// last. The why that both sides had confirmed before stands until they confirm the new
// one; one that they had not is replaced at once. held: both sides have confirmed it
// just now.
func (w *WhyTalk) rule(i *Initiative, now time.Time) (held bool) {
	n := len(w.Versions)
	if n == 0 {
		return false
	}
	last := w.Versions[n-1]
	conf := last.confirmed(*i)
	if last.Text == i.Why { // also those of an org file, unless they said otherwise since
		for _, p := range i.WhyConfirmed {
			if _, said := last.Said[p]; !said && !slices.Contains(conf, p) {
				conf = append(conf, p)
			}
		}
		slices.Sort(conf)
	}
	both := true
	for _, side := range scoring.Sides {
		both = both && slices.ContainsFunc(i.SideLeads(side), func(p PersonID) bool { return slices.Contains(conf, p) })
	}
	if last.Text != i.Why && i.shared() && !both {
		return false
	}
	i.Why, i.WhyConfirmed = last.Text, conf
	if !both || !last.Held.IsZero() {
		return false
	}
	last.Held = now
	w.Versions = slices.Clone(w.Versions)
	w.Versions[n-1] = last
	return true
}

// complete reports whether every lead who is asked has written, and the owner.
func (w WhyTalk) complete(i Initiative) bool {
	for _, side := range scoring.Sides {
		for _, p := range i.SideLeads(side) {
			if _, wrote := w.Lines[p]; !wrote {
				return false
			}
		}
	}
	_, wrote := w.Lines[i.Owner]
	return wrote || i.Owner == "" || slices.Contains(i.Bridges(), i.Owner)
}
