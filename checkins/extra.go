package checkins

import (
	"context"
	"slices"
	"time"
)

// extraAhead is how many weeks ahead a free one is looked for.
const extraAhead = 8

// extra is the letter with which somebody can be asked something on top of check-ins, and
// when: in the first week, from an instant on, in which nothing else is. At the given
// minute of their day or later. ours reports of a letter that stands there already
// whether it will ask the same. ok is false when every week is taken.
func (d *Desk) extra(ctx context.Context, o Org, p Person, from time.Time, minute int, ours func(Letter) bool) (id LetterID, due time.Time, ok bool, err error) {
	w := p.worker(o.Holidays)
	minute, _ = w.within(minute)
	for range extraAhead {
		at, day, works := w.first(from, from.AddDate(0, 0, 60), minute)
		if !works {
			return "", time.Time{}, false, nil
		}
		id = ExtraLetter(o.ID, p.ID, day)
		before, err := d.Shelf.Letters(ctx, o.ID, id)
		if err != nil {
			return "", time.Time{}, false, err
		}
		switch {
		case len(before) == 0:
			return id, at, true, nil
		case ours(before[0]):
			return id, before[0].Due, true, nil
		}
		from, _ = Resolve(day.ISOWeek().AddDays(7), 0, w.loc)
	}
	return "", time.Time{}, false, nil
}

// extraIDs are the ids under which somebody may have been asked something between two
// instants.
func extraIDs(org OrgID, p Person, from, to time.Time) []LetterID {
	var ids []LetterID
	last := DateOf(to.In(p.Location()))
	for week := DateOf(from.In(p.Location())).ISOWeek(); week <= last; week = week.AddDays(7) {
		ids = append(ids, ExtraLetter(org, p.ID, week))
	}
	return ids
}

// asked are those letters that are of a kind and about an initiative.
func (d *Desk) askedExtra(ctx context.Context, org OrgID, who []Person, k Kind, i InitiativeID, from, to time.Time) ([]LetterID, error) {
	var ids []LetterID
	for _, p := range who {
		ids = append(ids, extraIDs(org, p, from, to)...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	ids = nil
	for _, l := range ls {
		if l.Kind == k && l.About.Initiative == i {
			ids = append(ids, l.ID)
		}
	}
	return ids, err
}

// waiting are the letters of some people that are to ask something of a kind about an
// initiative between two instants, and of which nothing has been sent.
func (d *Desk) waiting(ctx context.Context, org OrgID, who []Person, k Kind, i InitiativeID, from, to time.Time) ([]Letter, error) {
	var ids []LetterID
	for _, p := range who {
		ids = append(ids, extraIDs(org, p, from, to)...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	ls, err := d.Shelf.Letters(ctx, org, ids...)
	return slices.DeleteFunc(ls, func(l Letter) bool {
		return l.Kind != k || l.About.Initiative != i || l.State != LetterPending || !l.Receipt.IsZero()
	}), err
}

// freed takes letters back that have nothing to ask any more, so that something else can
// be asked in their weeks: posted with the change that left them without, unless that
// posts them.
func freed(ls []Letter, post []Letter, asks func(Letter) bool) []Letter {
	var free []Letter
	for _, l := range ls {
		if !asks(l) && !slices.ContainsFunc(post, func(p Letter) bool { return p.ID == l.ID }) {
			free = append(free, Letter{ID: l.ID, Kind: l.Kind, Void: true})
		}
	}
	return free
}
