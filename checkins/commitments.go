package checkins

import (
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// Commitments answers commit for those who may read it: what was promised, and what came
// of it.
type Commitments struct {
	Initiative Named
	Open       []PromiseLine // the next date first, at most promisesShown
	Past       []PromiseLine // judged, the latest first, likewise
	More       int           // of both, beyond
	Kept       [2]KeptRate   // by side, of the last twelve months
	New        bool          // the reader may write one down
}

func (Commitments) message() {}

// promisesShown is how many promises of a kind are listed.
const promisesShown = 8

// commitments draws them for the eyes of one person.
func (d *Desk) commitments(ctx context.Context, org OrgID, i Initiative, to PersonID) (Commitments, error) {
	m := Commitments{Initiative: Named{i.ID, i.Name}, New: to == i.Owner}
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return m, err
	}
	now := d.Now()
	lines, err := d.promiseLines(ctx, org, i, ps, to, now)
	if err != nil {
		return m, err
	}
	for _, l := range lines {
		if l.Is == "" {
			m.Open = append(m.Open, l)
		} else {
			m.Past = append(m.Past, l)
		}
	}
	slices.Reverse(m.Past)
	m.More = max(0, len(m.Open)-promisesShown) + max(0, len(m.Past)-promisesShown)
	m.Open, m.Past = m.Open[:min(len(m.Open), promisesShown)], m.Past[:min(len(m.Past), promisesShown)]
	for _, side := range scoring.Sides {
		m.Kept[side] = ps.kept(i, side, now)
	}
	return m, nil
}

// promiseLines are all promises of an initiative, the earliest date first.
func (d *Desk) promiseLines(ctx context.Context, org OrgID, i Initiative, ps Promises, to PersonID, now time.Time) ([]PromiseLine, error) {
	var who []PersonID
	for _, p := range ps.All {
		who = append(who, p.By)
	}
	names, err := d.names(ctx, org, who...)
	if err != nil {
		return nil, err
	}
	var lines []PromiseLine
	for _, p := range ps.All {
		lines = append(lines, p.line(i, names, to, now))
	}
	slices.SortStableFunc(lines, func(a, b PromiseLine) int {
		switch {
		case a.Due < b.Due:
			return -1
		case a.Due > b.Due:
			return 1
		}
		return 0
	})
	return lines, nil
}
