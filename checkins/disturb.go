package checkins

import (
	"context"
	"time"
)

// Rests asks a platform whether somebody is to be left alone. An error means that
// nobody knows, and then nothing follows.
type Rests interface {
	// Quiet returns when the quiet hours end in which an account is now; zero: none go on.
	Quiet(ctx context.Context, a Account) (until time.Time, err error)
	// Out reports whether the status of an account says that they are not at work. It is
	// a hint: people forget to take it away.
	Out(ctx context.Context, a Account) (bool, error)
}

// undisturbed holds a check-in, and a nudge, until quiet hours of the lead are over:
// where they end on the same working day and before the close. Else it goes out, and
// the platform makes no noise with it. A nudge is left out for a lead whose status says
// that they are not at work.
func (d *Desk) undisturbed(ctx context.Context, l Letter, a Ask, p Person, now time.Time) hold {
	rests := d.Rests[l.To.Platform]
	if rests == nil {
		return hold{}
	}
	// The platform not saying is no reason to stay silent.
	if l.Kind == KindNudge {
		if out, err := rests.Out(ctx, l.To); err == nil && out {
			return hold{reason: ReasonOut}
		}
	}
	until, err := rests.Quiet(ctx, l.To)
	if err == nil && until.After(now) && until.Before(lastToday(l, a, p, now)) {
		return hold{reason: ReasonQuietHours, until: until}
	}
	return hold{}
}

// lastToday is the instant from which on it is too late for a letter today: the end of
// the lead's working day, or the first close of what it asks; for a nudge some time
// before that.
func lastToday(l Letter, a Ask, p Person, now time.Time) time.Time {
	_, end := p.day()
	last, ok := Resolve(DateOf(now.In(p.Location())), end, p.Location())
	if !ok {
		return now
	}
	for _, due := range a.Due {
		closes := due.Closes
		if l.Kind == KindNudge {
			closes = closes.Add(-nudgeMargin)
		}
		if due.State == DueOpen && closes.Before(last) {
			last = closes
		}
	}
	return last
}
