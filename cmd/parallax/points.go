package main

import (
	"context"
	"slices"
	"time"

	"parallax/checkins"
)

// pointNames are the places at which a fault may be put: before and after each
// step that another process would have to go on from.
var pointNames = []string{
	"open.before", "open.after", "record.before", "record.after", "seal.before", "seal.after",
	"close.before", "close.after", "claim.after", "send.before", "send.after", "settle.after",
}

// point is told that a place was reached; an error ends the step there, as if the
// process had stopped.
type point func(name string) error

// tap puts the points around the steps of a desk. Production never calls it.
func tap(d *checkins.Desk, hit point) {
	d.Ledger = tappedLedger{d.Ledger, hit}
	d.Outbox = tappedOutbox{d.Outbox, hit}
	for platform, c := range d.Couriers {
		d.Couriers[platform] = tappedCourier{c, hit}
	}
}

func knownPoint(name string) bool { return slices.Contains(pointNames, name) }

// around runs a step between its two points.
func around[T any](hit point, name string, step func() (T, error)) (T, error) {
	var none T
	if err := hit(name + ".before"); err != nil {
		return none, err
	}
	v, err := step()
	if err != nil {
		return v, err
	}
	if err := hit(name + ".after"); err != nil {
		return none, err
	}
	return v, nil
}

type tappedLedger struct {
	checkins.Ledger
	hit point
}

func (t tappedLedger) Open(ctx context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	return around(t.hit, "open", func() (bool, error) { return t.Ledger.Open(ctx, org, o) })
}

func (t tappedLedger) Record(ctx context.Context, org checkins.OrgID, r checkins.Reply, now time.Time) ([]checkins.Recorded, error) {
	return around(t.hit, "record", func() ([]checkins.Recorded, error) { return t.Ledger.Record(ctx, org, r, now) })
}

func (t tappedLedger) Seal(ctx context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	return around(t.hit, "seal", func() (checkins.Kept, error) { return t.Ledger.Seal(ctx, org, id, now) })
}

func (t tappedLedger) Close(ctx context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	return around(t.hit, "close", func() (bool, error) { return t.Ledger.Close(ctx, org, c, now) })
}

type tappedOutbox struct {
	checkins.Outbox
	hit point
}

func (t tappedOutbox) Claim(ctx context.Context, org checkins.OrgID, now time.Time, most int) ([]checkins.Letter, error) {
	ls, err := t.Outbox.Claim(ctx, org, now, most)
	if err == nil && len(ls) > 0 {
		err = t.hit("claim.after")
	}
	return ls, err
}

func (t tappedOutbox) Settle(ctx context.Context, org checkins.OrgID, l checkins.Letter, s checkins.Settlement) (bool, error) {
	ok, err := t.Outbox.Settle(ctx, org, l, s)
	if err == nil {
		err = t.hit("settle.after")
	}
	return ok, err
}

type tappedCourier struct {
	checkins.Courier
	hit point
}

func (t tappedCourier) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	return around(t.hit, "send", func() (checkins.Receipt, error) { return t.Courier.Send(ctx, p) })
}
