package checkins

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// deliverAtOnce is how many letters of an org one Deliver claims at a time.
const deliverAtOnce = 20

// claimWorth is how old a claim may be when the attempt begins. A process that
// was paused longer gives the letter back instead of sending late.
const claimWorth = 20 * time.Second

// Deliver sends the letters that are due at now, by the protocol of
// RELIABILITY.md 5.3: the claim stores the intent, one attempt follows, and an
// attempt that ended without a word leaves the letter unknown. It then looks for
// letters that have been unknown for Desk.Settle. It returns how many letters it
// handled. All of it happens before it returns, one after the other: for who turns
// the clock by hand. A Sender does the same for a service, side by side.
func (d *Desk) Deliver(ctx context.Context, now time.Time) (int, error) {
	ws, err := d.Waiting(ctx, now)
	if err != nil {
		err = fmt.Errorf("deliver: %w", err)
	}
	total, errs := 0, []error{err}
	for _, w := range ws {
		if !w.Letters && !w.Lost {
			continue
		}
		n, err := d.deliver(ctx, w.Org, now)
		total += n
		if err == nil {
			var found int
			found, err = d.lookForLost(ctx, w.Org, now)
			total += found
		}
		if err != nil {
			d.saw(Sighting{Org: w.Org, What: "error", Err: err})
			errs = append(errs, fmt.Errorf("deliver %s: %w", w.Org, err))
		}
	}
	return total, errors.Join(errs...)
}

func (d *Desk) deliver(ctx context.Context, org OrgID, now time.Time) (int, error) {
	claimed := time.Now() // how long this process paused, not the time of anything
	letters, err := d.Outbox.Claim(ctx, org, now, deliverAtOnce)
	if err != nil {
		return 0, err
	}
	clock := func() time.Time { return now }
	var errs []error
	for _, l := range letters {
		m, s := d.attempt(ctx, org, &l, claimed, clock)
		if err := d.settle(ctx, org, l, m, s, now); err != nil {
			errs = append(errs, fmt.Errorf("letter %s: %w", l.ID, err))
		}
	}
	return len(letters), errors.Join(errs...)
}

// attempt works out what a letter says now, which it returns, and sends it once,
// unless the claim is too old by then.
func (d *Desk) attempt(ctx context.Context, org OrgID, l *Letter, claimed time.Time, clock func() time.Time) (Message, Settlement) {
	now := clock()
	m, hold, err := d.compose(ctx, org, l, now)
	if err != nil {
		// Nothing was sent. The store or a platform may answer better in a while.
		return m, Settlement{State: LetterPending, RetryAt: now.Add(time.Minute), Reason: "compose: " + err.Error(), Marked: l.Marked}
	}
	if hold.reason != "" {
		return m, hold.settlement(*l, now)
	}
	courier := d.Couriers[l.To.Platform]
	if courier == nil {
		return m, Settlement{State: LetterUnreachable, Reason: string(ReasonNoAccount), Rev: l.Rev}
	}
	locale, err := d.localeOf(ctx, org, *l)
	if err != nil {
		return m, Settlement{State: LetterPending, RetryAt: now.Add(time.Minute), Reason: "compose: " + err.Error(), Marked: l.Marked}
	}
	p := Parcel{Org: org, Letter: *l, Message: m, Locale: locale, Edit: l.Receipt, Claimed: claimed}
	if l.Under != "" && l.Receipt.IsZero() {
		under, err := d.Shelf.Letters(ctx, org, l.Under)
		if err != nil {
			return m, Settlement{State: LetterPending, RetryAt: now.Add(time.Minute), Reason: "compose: " + err.Error(), Marked: l.Marked}
		}
		if h := threadHold(under, now); h.reason != "" {
			return m, h.settlement(*l, now)
		}
		p.Under = under[0].Receipt
	}
	if p.Stale() || ctx.Err() != nil {
		// This process was paused, or is stopping: the letter goes back unsent.
		return m, givenBack(*l, now)
	}
	receipt, err := courier.Send(ctx, p)
	return m, Ended(*l, receipt, err, clock())
}

// givenBack leaves a letter as it was before its claim.
func givenBack(l Letter, now time.Time) Settlement {
	return Settlement{State: LetterPending, RetryAt: now, Reason: "given back", Marked: l.Marked}
}

// threadHold says what a line in a thread waits for: the message above it.
func threadHold(under []Letter, now time.Time) hold {
	if len(under) == 0 {
		return hold{reason: ReasonNoCard}
	}
	switch {
	case !under[0].Receipt.IsZero():
		return hold{}
	case under[0].State == LetterPending || under[0].State == LetterSending || under[0].State == LetterUnknown:
		return hold{reason: ReasonNoCard, until: now.Add(10 * time.Minute)}
	}
	return hold{reason: ReasonNoCard}
}

// editAgain is how long after an edit without a word it is repeated: editing a
// message twice shows the same message.
const editAgain = 30 * time.Second

// Ended says where an attempt leaves a letter. It is pure. No outcome but a
// definite no puts a new message back to pending.
func Ended(l Letter, r Receipt, err error, now time.Time) Settlement {
	edit := !l.Receipt.IsZero()
	if err == nil {
		return Settlement{State: LetterSent, Receipt: r, Rev: l.Rev}
	}
	var no *Refusal
	switch {
	case errors.As(err, &no) && !no.Final:
		return Settlement{State: LetterPending, RetryAt: now.Add(max(no.After, time.Second)), Reason: no.Reason, Marked: l.Marked}
	case errors.As(err, &no) && edit:
		// The message is there and can't be changed any more: it stays as it is.
		return Settlement{State: LetterSent, Receipt: l.Receipt, Rev: l.Rev, Reason: no.Reason}
	case errors.As(err, &no):
		return Settlement{State: LetterUnreachable, Rev: l.Rev, Reason: no.Reason}
	case edit:
		return Settlement{State: LetterPending, RetryAt: now.Add(editAgain), Reason: "edit without an answer", Marked: l.Marked}
	}
	return Settlement{State: LetterUnknown, Rev: l.Rev, Reason: "no answer to the attempt"}
}

// settle stores how an attempt to say m ended, and with it the letter that tells the
// owner of what did not arrive.
func (d *Desk) settle(ctx context.Context, org OrgID, l Letter, m Message, s Settlement, now time.Time) error {
	if s.State == LetterUnreachable {
		notice, err := d.forOwner(ctx, org, l, s.Reason, now)
		if err != nil {
			return err // the lease ends, and the letter is looked at again
		}
		s.Post = notice
	}
	s.Post = append(s.Post, told(org, l, m, s, now)...)
	s.Post = append(s.Post, unfiled(org, l, s, now)...)
	ok, err := d.Outbox.Settle(ctx, org, l, s)
	if err != nil {
		return err
	}
	if ok { // else it was claimed again meanwhile; that claim decides
		d.saw(Sighting{Org: org, What: "letter", Letter: l.ID, Kind: l.Kind, State: s.State, Reason: s.Reason})
	}
	return nil
}

// forOwner is the letter to who answers for an initiative when one of its
// channels can't be reached. When none of the channels of an alert could be
// reached it comes with the alert itself (Notice.Alert, worked out when it is sent).
func (d *Desk) forOwner(ctx context.Context, org OrgID, l Letter, reason string, now time.Time) ([]Letter, error) {
	if l.Kind != KindAlert && l.Kind != KindCard {
		return nil, nil
	}
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, err
	}
	who := i.answerable(o)
	if who == "" {
		return nil, nil
	}
	day := DateOf(now.In(i.Pulse.Location()))
	n := Letter{
		ID:   LetterIDOf(org, KindNotice, string(i.ID), l.To.String(), string(day)),
		Kind: KindNotice, Lead: who, Due: now,
		About: About{Initiative: i.ID, Rounds: l.About.Rounds, Text: Says{What: "channel_unreachable", Where: l.To.String(), Detail: reason}},
	}
	if l.Kind == KindAlert {
		n.ID = LetterIDOf(org, KindNotice, string(l.ID))
		n.About.Dimensions, n.About.Episodes = l.About.Dimensions, l.About.Episodes
	}
	return []Letter{n}, nil
}

// lookTimes remembers when a lost letter is worth looking for again. It saves
// calls; nothing depends on it.
type lookTimes struct {
	mu   sync.Mutex
	next map[LetterID]lookAt
}

type lookAt struct {
	epoch int // of the attempt that was lost
	at    time.Time
	gap   time.Duration
}

// due reports whether it is time to look, and doubles the wait until the next
// time, from settle to an hour. The look after that is the last one. The first look
// comes when this process has known the letter as lost for settle, for the store
// reckons with its own clock, and somebody may have put that forward.
func (t *lookTimes) due(l Letter, now time.Time, settle time.Duration) (look, last bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next == nil {
		t.next = map[LetterID]lookAt{}
	}
	was, known := t.next[l.ID]
	if !known || was.epoch != l.Epoch {
		was = lookAt{epoch: l.Epoch, at: now.Add(settle)}
		t.next[l.ID] = was
	}
	if now.Before(was.at) {
		return false, false
	}
	gap := min(max(2*was.gap, settle), time.Hour)
	t.next[l.ID] = lookAt{l.Epoch, now.Add(gap), gap}
	return true, was.gap >= time.Hour
}

// again takes back a look that due granted and that could not be made: it makes no wait
// longer, and is not the last one.
func (t *lookTimes) again(l Letter, now time.Time, settle time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next[l.ID] = lookAt{l.Epoch, now.Add(settle), t.next[l.ID].gap / 2}
}

// longLooked is how far the looks are apart once a letter was looked for in vain for
// some minutes.
const longLooked = 4 * time.Minute

// long reports whether a letter has been looked for so long.
func (t *lookTimes) long(l Letter) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.next[l.ID].gap >= longLooked
}

func (t *lookTimes) forget(id LetterID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.next, id)
}
