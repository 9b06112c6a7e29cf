package checkins

import (
	"context"

	"parallax/scoring"
)

// keptRates are how many promises each side kept, by the question about them. Leads and
// the owner read them beside what both sides say; a channel does not.
func (d *Desk) keptRates(ctx context.Context, org OrgID, i Initiative) (map[scoring.Dimension]*KeptRate, error) {
	ps, _, err := readBook[Promises](ctx, d, org, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return nil, err
	}
	kept := map[scoring.Dimension]*KeptRate{}
	for dim, side := range map[scoring.Dimension]scoring.Side{PromisesIT: scoring.IT, PromisesBiz: scoring.Biz} {
		if k := ps.kept(i, side, d.Now()); k.Of > 0 {
			kept[dim] = &k
		}
	}
	return kept, nil
}

// explainKept is explain with them.
func (d *Desk) explainKept(ctx context.Context, org OrgID, i Initiative, to PersonID, dims ...scoring.Dimension) (Explain, error) {
	e, err := d.explain(ctx, org, i, to, dims...)
	if err != nil {
		return e, err
	}
	kept, err := d.keptRates(ctx, org, i)
	for n, r := range e.Rows {
		e.Rows[n].Kept = kept[r.Dimension]
	}
	return e, err
}
