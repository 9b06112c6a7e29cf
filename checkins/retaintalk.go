package checkins

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// bookAged says for the kinds of books in which leads stand with what they said, long
// after it was counted, how such a book of an initiative stands without what was over
// before an instant. What was published of it stays.
var bookAged = map[BookKind]func(json.RawMessage, Initiative, time.Time) (json.RawMessage, error){
	BookPromises: aging(Promises.aged),
	BookRecalls:  aging(Recalls.aged),
}

// aging makes an entry of bookAged.
func aging[T any](aged func(T, Initiative, time.Time) T) func(json.RawMessage, Initiative, time.Time) (json.RawMessage, error) {
	return func(text json.RawMessage, i Initiative, before time.Time) (json.RawMessage, error) {
		var v T
		if err := json.Unmarshal(text, &v); err != nil {
			return text, err
		}
		after := aged(v, i, before)
		if alike(v, after) {
			return text, nil
		}
		return json.Marshal(after)
	}
}

// aged returns the promises without what each lead said of those long judged.
func (ps Promises) aged(i Initiative, before time.Time) Promises {
	ps.All = slices.Clone(ps.All)
	for n := range ps.All {
		if p := &ps.All[n]; !p.Until.IsZero() && p.Until.Before(before) && p.Due.UTC().Before(before) && len(p.Said) > 0 {
			p.Is, p.Confided, p.Said = p.is(i, before), p.confidential(i), nil
		}
	}
	return ps
}

// aged returns it without the lines and verdicts of times long over; what a side said
// together, as it was published, stays.
func (r Recalls) aged(i Initiative, before time.Time) Recalls {
	r.Past = slices.Clone(r.Past)
	for n := range r.Past {
		x := &r.Past[n]
		if !x.Due.Before(before) || x.Told != nil {
			continue
		}
		var told [2]map[WhySaid]int
		for _, side := range scoring.Sides {
			told[side] = x.side(i, side, x.Due.Add(recallSaying)).Said
		}
		x.Lines, x.Said, x.Told = nil, nil, &told
	}
	return r
}

// aged returns it without the lines that are older; which wording who confirmed stays, for
// it makes the why that of both sides.
func (w WhyTalk) aged(before time.Time) WhyTalk {
	old := func(_ PersonID, l WhyLine) bool { return l.At.Before(before) }
	if w.Open(before) {
		w.Lines = maps.Clone(w.Lines)
		maps.DeleteFunc(w.Lines, old)
	}
	w.Versions = slices.Clone(w.Versions)
	for n := range w.Versions {
		v := &w.Versions[n]
		v.Other = maps.Clone(v.Other)
		maps.DeleteFunc(v.Other, old)
	}
	return w
}

// retainTalk lets go of what leads of an initiative said besides check-ins.
func retainTalk(ctx context.Context, k Keeper, org OrgID, i Initiative, before time.Time) error {
	for kind, aged := range bookAged {
		err := again(func() error {
			id := BookID{kind, string(i.ID)}
			b, err := k.Book(ctx, org, id)
			if err != nil || len(b.Text) == 0 {
				return err
			}
			text, err := aged(b.Text, i, before)
			if err != nil || string(text) == string(b.Text) {
				return err
			}
			b.Text = text
			return k.Write(ctx, org, id, b, Delivered{}, time.Time{}, nil)
		})
		if err != nil {
			return err
		}
	}
	return again(func() error {
		w, err := k.WhyTalk(ctx, org, i.ID)
		if err != nil || w.Rev == 0 {
			return err
		}
		after := w.aged(before)
		if alike(w, after) {
			return nil
		}
		return k.Say(ctx, org, i.ID, after, Delivered{}, time.Time{}, nil)
	})
}

// again does what others may make stale meanwhile.
func again(do func() error) error {
	for range enterMost {
		if err := do(); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}
