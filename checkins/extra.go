package checkins

import (
	"context"
	"errors"
	"slices"
	"time"
)

// extraAhead is how many weeks ahead a free one is looked for.
const extraAhead = 8

// extra is a letter that asks somebody something on top of check-ins, made of one that has
// no receiver and no date yet: in the first week, from an instant on, in which nothing else
// is asked, at the given minute of their day or later. ours reports of a letter that stands
// there already whether it will ask the same; nil: none does. ok is false when every week is
// taken. Somebody else may take the week until it is posted: that is ErrStale then.
func (d *Desk) extra(ctx context.Context, o Org, p Person, l Letter, from time.Time, minute int, ours func(Letter) bool) (_ Letter, ok bool, err error) {
	w := p.worker(o.Holidays)
	minute, _ = w.within(minute)
	l.To, l.Lead = p.Account(), p.ID
	for range extraAhead {
		at, day, works := w.first(from, from.AddDate(0, 0, 60), minute)
		if !works {
			return Letter{}, false, nil
		}
		l.ID, l.Due = ExtraLetter(o.ID, p.ID, day), at
		before, err := d.Shelf.Letters(ctx, o.ID, l.ID)
		if err != nil {
			return Letter{}, false, err
		}
		if len(before) > 0 && ours != nil && ours(before[0]) {
			l.Due = before[0].Due
			return l, true, nil
		}
		if l.Free = len(before) == 0; l.Free {
			return l, true, nil
		}
		from, _ = Resolve(day.ISOWeek().AddDays(7), 0, w.loc)
	}
	return Letter{}, false, nil
}

// postExtras posts such letters where nothing else is stored with them. Somebody may take a
// week in between: then they are worked out anew.
func (d *Desk) postExtras(ctx context.Context, org OrgID, letters func() ([]Letter, error)) error {
	for range enterMost {
		ls, err := letters()
		if err != nil {
			return err
		}
		if err = d.Outbox.Post(ctx, org, ls...); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}

// extras are such letters to some leads of an initiative, those who can be reached and
// want to be asked about it. from says of each when, and at which minute of their day.
func (d *Desk) extras(ctx context.Context, o Org, i Initiative, who []PersonID, l Letter, from func(Person) (time.Time, int), ours func(Letter) bool) ([]Letter, error) {
	people, err := d.Roster.People(ctx, o.ID, who...)
	if err != nil {
		return nil, err
	}
	var ls []Letter
	for _, p := range people {
		if !reachable(p) || p.Quiet(i.ID) {
			continue
		}
		at, minute := from(p)
		one, ok, err := d.extra(ctx, o, p, l, at, minute, ours)
		if err != nil {
			return nil, err
		}
		if ok {
			ls = append(ls, one)
		}
	}
	return ls, nil
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

// extrasOf are the letters in which some people are asked something between two instants.
func (d *Desk) extrasOf(ctx context.Context, org OrgID, who []Person, from, to time.Time) ([]Letter, error) {
	var ids []LetterID
	for _, p := range who {
		ids = append(ids, extraIDs(org, p, from, to)...)
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return d.Shelf.Letters(ctx, org, ids...)
}

// askedExtra are those letters of some people that are of a kind and about an initiative.
func (d *Desk) askedExtra(ctx context.Context, org OrgID, who []PersonID, k Kind, i InitiativeID, from, to time.Time) ([]LetterID, error) {
	people, err := d.Roster.People(ctx, org, who...)
	if err != nil {
		return nil, err
	}
	ls, err := d.extrasOf(ctx, org, people, from, to)
	var ids []LetterID
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
	ls, err := d.extrasOf(ctx, org, who, from, to)
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
