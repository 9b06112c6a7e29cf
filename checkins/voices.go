package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// Voices are the sentences that the leads of a side wrote in a round, as far as
// others may read them: without names, and in an order that tells nothing.
type Voices struct {
	Side  scoring.Side
	Date  Date // planned date of the round
	Lines []string
}

// voices returns what may be read of a side's lines (SCORING.md 9): those whose
// author released them, and the others only when at least k_exact people of the
// side answered and the round was published. A named side never shows a line
// that was not released: it would have a name to it. Erased people's lines are
// not in kept any more.
func voices(b Basis, r Round, kept Kept, side scoring.Side, published bool) Voices {
	answered := map[PersonID]bool{}
	for _, a := range kept.Answers {
		if a.Own != 0 && slices.Contains(b.Roster[side], a.Person) {
			answered[a.Person] = true
		}
	}
	all := published && r.Mode[side] == scoring.Confidential && len(answered) >= b.Params.KExact
	v := Voices{Side: side, Date: r.ID.Date()}
	for _, l := range kept.Lines {
		if l.Text != "" && slices.Contains(b.Roster[side], l.Person) && (l.Released || all) {
			v.Lines = append(v.Lines, l.Text)
		}
	}
	// Sorted by a digest: the same for every reader, and unrelated to who wrote,
	// when, and how long.
	slices.SortFunc(v.Lines, func(x, y string) int {
		return compareDigests(string(r.ID), x, y)
	})
	return v
}

// voices reads the voices of these sides in a closed round; those without a line
// are left out.
func (d *Desk) voices(ctx context.Context, org OrgID, r Round, sides ...scoring.Side) ([]Voices, error) {
	scored, err := d.Standings.Scored(ctx, org, r.ID)
	if err != nil || len(scored.Records) == 0 {
		return nil, err
	}
	kept, err := d.Ledger.Answers(ctx, org, r.ID, "")
	if err != nil {
		return nil, err
	}
	published := slices.ContainsFunc(scored.Records, func(rec Record) bool { return rec.Status == scoring.OK })
	var vs []Voices
	for _, side := range sides {
		if v := voices(scored.Basis, r, kept, side, published); len(v.Lines) > 0 {
			vs = append(vs, v)
		}
	}
	return vs, nil
}

func compareDigests(salt, x, y string) int {
	a, b := LetterIDOf("", "voice", salt, x), LetterIDOf("", "voice", salt, y)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
