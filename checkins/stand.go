package checkins

import (
	"slices"

	"parallax/scoring"
)

// Stand is a delegate's place. During a leave of a lead the delegate stands on the
// rosters of the rounds that open, as a person of their own: with an answer of their
// own and, where the side is named, a consent of their own. A round that opened so
// stays so until its close, also when the lead is back before.
type Stand struct {
	Lead     PersonID       // whose place it is
	By       PersonID       // the delegate
	From, To Date           // first and last day of the leave, in the lead's zone; both empty: it is over
	Declined bool           // By said no
	On       []InitiativeID // what Lead leads, sorted; in Person.Stands alone
}

// StandOf returns the place that a lead's delegate takes; false when the lead named
// nobody. It is for stores, which derive Initiative.Stands and Person.Stands with it.
func StandOf(lead Person) (Stand, bool) {
	s := Stand{Lead: lead.ID, By: lead.Delegate, Declined: lead.Delegate != "" && lead.Declined == lead.Delegate}
	if lead.AwayTo != "" {
		s.From, s.To = lead.AwayFrom, lead.AwayTo
	}
	return s, s.By != ""
}

// holds reports whether the delegate takes the place on that day.
func (s Stand) holds(d Date) bool { return s.lasts() && d >= s.From && d <= s.To }

// lasts reports whether there is a leave in which the delegate takes the place.
func (s Stand) lasts() bool { return !s.Declined && s.To != "" }

// seat returns the side on which somebody answers: the lead's own, or that of the lead
// whose place they take. ok is false for everybody else: nobody takes the place of a
// lead of an initiative of which they are a lead themselves, of either side.
func (i Initiative) seat(p PersonID) (side scoring.Side, ok bool) {
	if i.leads(p) {
		return i.Side(p)
	}
	for _, s := range i.Stands {
		if side, on := i.Side(s.Lead); on && s.By == p && s.lasts() {
			return side, true
		}
	}
	return 0, false
}

// leads reports whether somebody is a lead of a side, or of both.
func (i Initiative) leads(p PersonID) bool {
	return slices.Contains(i.Leads[scoring.IT], p) || slices.Contains(i.Leads[scoring.Biz], p)
}

// asks reports whether a round of the initiative on that day would put something to
// somebody: a scored lead, or who takes the place of one.
func (i Initiative) asks(p Person, d Date) bool {
	if p.Quiet(i.ID) || len(i.Waits()) > 0 {
		return false
	}
	if i.leads(p.ID) {
		side, on := i.Side(p.ID)
		return on && slices.Contains(i.Scored(side), p.ID)
	}
	return slices.ContainsFunc(i.Stands, func(s Stand) bool {
		side, on := i.Side(s.Lead)
		return on && s.By == p.ID && s.holds(d) && slices.Contains(i.Scored(side), s.Lead) && (i.Mode(side) != scoring.Named || i.Accepts(p.ID))
	})
}

// stands reports whether somebody who is no lead holds the place of one of that side
// in a round: the lead has not left the side meanwhile, and they have not said no.
func (i Initiative) stands(r Round, p PersonID, side scoring.Side) bool {
	lead := r.For[p]
	if lead == "" || i.leads(p) {
		return false
	}
	declined := slices.ContainsFunc(i.Stands, func(s Stand) bool { return s.Lead == lead && s.By == p && s.Declined })
	return !declined && slices.Contains(i.SideLeads(side), lead)
}

// answered lists the initiatives on which somebody may have a check-in: those of a
// lead, and those of leads whose delegate they are or were last.
func (p Person) answered() []InitiativeID {
	ids := slices.Clone(p.Leads)
	for _, s := range p.Stands {
		ids = append(ids, s.On...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
