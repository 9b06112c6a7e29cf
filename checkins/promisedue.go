package checkins

import (
	"cmp"
	"context"
	"slices"
)

// DuePromise is a promise of one of several initiatives.
type DuePromise struct {
	Initiative Named
	PromiseLine
}

// dueSoon is how many days ahead a promise is due soon, and soonMost how many of an
// initiative are told.
const (
	dueSoon  = 31
	soonMost = 3
)

// promisesDue are the promises of an initiative that nobody judged yet and that are due
// until a day, inclusive, for the eyes of one person, or of nobody in particular: the
// earliest first.
func (d *Desk) promisesDue(ctx context.Context, org OrgID, i Initiative, to PersonID, until Date) ([]PromiseLine, error) {
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil || len(ps.All) == 0 {
		return nil, err
	}
	lines, err := d.promiseLines(ctx, org, i, ps, to, d.Now())
	return slices.DeleteFunc(lines, func(l PromiseLine) bool { return l.Is != "" || l.Due > until }), err
}

// promisesSoon are those for a brief, which is handed on: of the coming month, and the
// late ones, with the name of everybody who promised.
func (d *Desk) promisesSoon(ctx context.Context, org OrgID, i Initiative) ([]PromiseLine, error) {
	lines, err := d.promisesDue(ctx, org, i, "", d.today(i).AddDays(dueSoon))
	return lines[:min(len(lines), soonMost)], err
}

// promisesLate are those of an owner's digest: their date has passed, the other side was
// asked, and has not said, or not with enough answers, what came of them.
func (d *Desk) promisesLate(ctx context.Context, org OrgID, is []Initiative, to PersonID) ([]DuePromise, error) {
	var all []DuePromise
	for _, i := range is {
		if to == "" || i.Owner != to {
			continue
		}
		lines, err := d.promisesDue(ctx, org, i, to, d.today(i).AddDays(-1))
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			if !l.Over {
				continue // they may still say so
			}
			all = append(all, DuePromise{Named{i.ID, i.Name}, l})
		}
	}
	slices.SortStableFunc(all, func(a, b DuePromise) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), byNameOf(a.Initiative, b.Initiative))
	})
	return all[:min(len(all), changesMost)], nil
}

// minePromises are those that somebody made, wrote down or judged.
func (d *Desk) minePromises(ctx context.Context, org OrgID, i Initiative, p PersonID) ([]PromiseLine, error) {
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return nil, err
	}
	ps.All = slices.DeleteFunc(ps.All, func(x Promise) bool { return x.By != p && x.Noted != p && x.Said[p] == "" })
	return d.promiseLines(ctx, org, i, ps, p, d.Now())
}
