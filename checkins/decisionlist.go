package checkins

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// DecisionList answers decide for those who may read it: what is being rated, what was
// decided and when it is revisited, and what stands for good.
type DecisionList struct {
	Initiative Named
	Open       []DecisionLine // not recorded, the oldest first, at most decisionsShown
	Recorded   []DecisionLine // the next date first, likewise
	Kept       []DecisionLine // the latest first, likewise
	More       int            // of all, beyond
	New        bool           // the reader may write one down
	Zone       string         // of the reader
}

func (DecisionList) message() {}

// decisionsShown is how many decisions of a kind are listed.
const decisionsShown = 3

// decisions draws them for the eyes of one person.
func (d *Desk) decisions(ctx context.Context, org OrgID, i Initiative, to PersonID) (DecisionList, error) {
	m := DecisionList{Initiative: Named{i.ID, i.Name}, New: to == i.Owner && !i.Paused}
	p, err := d.person(ctx, org, to)
	if err != nil {
		return m, err
	}
	m.Zone = p.Zone
	rs, _, err := readBook[DecisionBook](ctx, d, org, BookID{BookDecisions, string(i.ID)})
	if err != nil {
		return m, err
	}
	for n := range rs.All {
		if x := rs.All[n]; !x.settle(i, d.Now()) {
			continue
		}
		// What is read is what stays: else who leaves between two readings would be told apart.
		settled, err := d.settleDecision(ctx, org, i, rs.All[n].ID, d.Now())
		if err != nil {
			return m, err
		}
		if settled != nil {
			rs.All[n] = *settled
		}
	}
	for _, l := range rs.lines(i, to, d.Now()) {
		switch {
		case l.Recorded == "":
			m.Open = append(m.Open, l)
		case l.Kept == "":
			m.Recorded = append(m.Recorded, l)
		default:
			m.Kept = append(m.Kept, l)
		}
	}
	slices.SortStableFunc(m.Recorded, func(a, b DecisionLine) int { return cmp.Compare(a.Revisit, b.Revisit) })
	slices.SortStableFunc(m.Kept, func(a, b DecisionLine) int { return cmp.Compare(b.Kept, a.Kept) })
	for _, ls := range []*[]DecisionLine{&m.Open, &m.Recorded, &m.Kept} {
		m.More += max(0, len(*ls)-decisionsShown)
		*ls = (*ls)[:min(len(*ls), decisionsShown)]
	}
	return m, nil
}

// lines are all decisions of an initiative, the oldest first.
func (rs DecisionBook) lines(i Initiative, to PersonID, now time.Time) []DecisionLine {
	lines := make([]DecisionLine, 0, len(rs.All))
	for _, x := range rs.All {
		lines = append(lines, x.line(i, to, now))
	}
	return lines
}

// DueDecision is a decision of one of several initiatives.
type DueDecision struct {
	Initiative Named
	DecisionLine
}

// decisionsDue are the decisions of an initiative that stand and are to be revisited until
// a day, inclusive, for nobody's eyes in particular: the earliest first.
func (d *Desk) decisionsDue(ctx context.Context, org OrgID, i Initiative, until Date) ([]DecisionLine, error) {
	rs, _, err := readBook[DecisionBook](ctx, d, org, BookID{BookDecisions, string(i.ID)})
	if err != nil {
		return nil, err
	}
	lines := slices.DeleteFunc(rs.lines(i, "", d.Now()), func(l DecisionLine) bool {
		return l.Recorded == "" || l.Kept != "" || l.Revisit > until
	})
	slices.SortStableFunc(lines, func(a, b DecisionLine) int { return cmp.Compare(a.Revisit, b.Revisit) })
	return lines, nil
}

// decisionsSoon are those for a brief: of the coming month, and the late ones.
func (d *Desk) decisionsSoon(ctx context.Context, org OrgID, i Initiative) ([]DecisionLine, error) {
	lines, err := d.decisionsDue(ctx, org, i, d.today(i).AddDays(dueSoon))
	return lines[:min(len(lines), soonMost)], err
}

// decisionsLate are those of an owner's digest: their date has passed, and the owner has not
// said what follows.
func (d *Desk) decisionsLate(ctx context.Context, org OrgID, is []Initiative, to PersonID) ([]DueDecision, error) {
	var all []DueDecision
	for _, i := range is {
		if to == "" || i.Owner != to {
			continue
		}
		lines, err := d.decisionsDue(ctx, org, i, d.today(i).AddDays(-1))
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			all = append(all, DueDecision{Named{i.ID, i.Name}, l})
		}
	}
	slices.SortStableFunc(all, func(a, b DueDecision) int {
		return cmp.Or(cmp.Compare(a.Revisit, b.Revisit), byNameOf(a.Initiative, b.Initiative))
	})
	return all[:min(len(all), changesMost)], nil
}

// MineDecision is what is kept of somebody about a decision.
type MineDecision struct {
	DecisionLine
	Wrote bool    // they wrote it down
	Rated *Rating // as they rated it, until the sides are shown; nil: nothing
}

// mineDecisions are those that somebody wrote down, or said something of that is still kept.
func (d *Desk) mineDecisions(ctx context.Context, org OrgID, i Initiative, p PersonID) ([]MineDecision, error) {
	rs, _, err := readBook[DecisionBook](ctx, d, org, BookID{BookDecisions, string(i.ID)})
	if err != nil {
		return nil, err
	}
	var mine []MineDecision
	for _, x := range rs.All {
		m := MineDecision{DecisionLine: x.line(i, p, d.Now()), Wrote: x.Noted == p}
		m.Said = x.Said[p]
		if r, has := x.Rated[p]; has {
			m.Rated = &r
		}
		if m.Wrote || m.Rated != nil || m.Said != "" {
			mine = append(mine, m)
		}
	}
	return mine, nil
}
