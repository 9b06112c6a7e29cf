package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Finding is what looking for a lost letter showed.
type Finding string

// The findings.
const (
	Found      Finding = "found"
	Absent     Finding = "absent"     // the conversation was read to the end, and it is not there
	Unreadable Finding = "unreadable" // nothing follows
	Later      Finding = "later"      // it was not the time to look
	Failed     Finding = "failed"     // the look itself failed, and another one may not
)

// Lost says what becomes of a letter of which nobody knows whether it arrived
// (RELIABILITY.md 5.3). It is pure.
//
// A letter that was found is sent. One that is proven absent is sent once more,
// whatever its kind. Where nothing can be read an alert is said again, marked, for
// it is better said twice than lost; a check-in is not, for the nudge, which
// would be sent anyway, asks the same question.
func Lost(l Letter, f Finding, now time.Time) (Settlement, Reason) {
	again := Settlement{State: LetterPending, RetryAt: now}
	switch {
	case f == Found:
		// Rev 0: it may have been reworded while it was lost, so it is redrawn once.
		return Settlement{State: LetterSent}, ReasonFound
	case f == Absent && l.Attempt < 2:
		return again, ReasonAbsent
	case alarms(l) && l.Attempt < 2:
		again.Marked = true
		return again, ReasonMarked
	case alarms(l) && f == Absent && l.Attempt < 4:
		again.Marked = true
		return again, ReasonMarked
	}
	return Settlement{State: LetterUnknown}, ReasonLeft
}

// alarms reports whether a letter is better said twice than lost: an alert, also where
// it goes to whoever answers for it, since no channel could be reached.
func alarms(l Letter) bool {
	return l.Kind == KindAlert || l.Kind == KindThread || l.Kind == KindNotice && len(l.About.Dimensions) > 0
}

// ErrNoLookup is what Courier.Find says where nobody can ever look.
var ErrNoLookup = errors.New("conversations can't be read")

func rank(l Letter) int {
	if alarms(l) {
		return 0
	}
	return 1
}

// Why a lost letter is settled as it is.
const (
	ReasonFound  Reason = "found"  // it is there
	ReasonAbsent Reason = "absent" // proven absent: one more sending
	ReasonMarked Reason = "marked" // said again, marked as a possible repeat
)

// looksAtOnce bounds the looks before the list is read again: a platform lets us look
// slowly, and an alert may be lost meanwhile.
const looksAtOnce = 100

// lookForLost settles letters that have been unknown for long enough that a late
// arrival would have shown. Alerts go first: check-ins stay on the list for hours where
// nobody can look.
func (d *Desk) lookForLost(ctx context.Context, org OrgID, now time.Time) (int, error) {
	lost, err := d.Shelf.Unknown(ctx, org, 0)
	if err != nil {
		return 0, err
	}
	slices.SortStableFunc(lost, func(a, b Letter) int { return rank(a) - rank(b) })
	var errs []error
	settled, looked := 0, 0
	for _, l := range lost {
		if looked == looksAtOnce || ctx.Err() != nil {
			break
		}
		look, last := d.looks.due(l, now, d.Settle)
		if !look {
			continue
		}
		looked++
		finding, receipt := d.find(ctx, org, l)
		if finding == Later || ctx.Err() != nil {
			d.looks.again(l, now, d.Settle)
			continue
		}
		if finding == Failed {
			if alarms(l) && !d.looks.long(l) {
				continue // it may be there: nobody should read it twice for a look that failed
			}
			finding = Unreadable
		}
		s, reason := Lost(l, finding, now)
		if s.State == LetterUnknown && finding == Unreadable && l.Kind != KindReply && l.Kind != KindFile && !last {
			continue // it may be readable later
		}
		s.Receipt, s.Reason = receipt, string(reason)
		s.Post = doubted(org, l, s, now)
		ok, err := d.Outbox.Settle(ctx, org, l, s)
		if err != nil {
			errs = append(errs, fmt.Errorf("letter %s: %w", l.ID, err))
			continue
		}
		if !ok {
			continue
		}
		d.looks.forget(l.ID)
		d.saw(Sighting{Org: org, What: "letter", Letter: l.ID, Kind: l.Kind, State: s.State, Reason: s.Reason})
		settled++
	}
	return settled, errors.Join(errs...)
}

// find looks for a lost letter wherever it may have gone: to the address at which
// it was planned, and to the one that its lead has now.
func (d *Desk) find(ctx context.Context, org OrgID, l Letter) (Finding, Receipt) {
	if l.Kind == KindReply {
		return Unreadable, Receipt{} // what only its asker sees is in no history
	}
	p := Parcel{Org: org, Letter: l}
	if l.Under != "" {
		under, err := d.Shelf.Letters(ctx, org, l.Under)
		switch {
		case err != nil:
			return Later, Receipt{} // the store's trouble says nothing about the letter
		case len(under) == 0:
			return Unreadable, Receipt{}
		}
		p.Under = under[0].Receipt
	}
	places := []Account{l.To}
	if l.Lead != "" {
		lead, err := d.person(ctx, org, l.Lead)
		switch {
		case errors.Is(err, ErrNotFound):
			return Unreadable, Receipt{}
		case err != nil:
			return Later, Receipt{}
		}
		if now := lead.Account(); now != l.To {
			places = append(places, now)
		}
	}
	for _, place := range places {
		if place.IsZero() {
			continue
		}
		courier := d.Couriers[place.Platform]
		if courier == nil {
			return Unreadable, Receipt{}
		}
		p.Letter.To = place
		r, found, err := courier.Find(ctx, p)
		no, refused := errors.AsType[*Refusal](err)
		switch {
		case refused && !no.Final:
			return Later, Receipt{}
		case refused, errors.Is(err, ErrNoLookup):
			return Unreadable, Receipt{}
		case err != nil:
			return Failed, Receipt{}
		case found:
			return Found, r
		}
	}
	return Absent, Receipt{}
}
