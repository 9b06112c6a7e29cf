package main

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"parallax/checkins"
)

// pointNames are the places at which a fault may be put: before and after each
// step that another process would have to go on from.
var pointNames = []string{
	"open.before", "open.after", "record.before", "record.after", "seal.before", "seal.after",
	"close.before", "close.after", "claim.after", "send.before", "send.after", "settle.after",
	"reply.before", "reply.after",
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

// tapReplies puts points around the answers to what platforms deliver: before an
// answer leaves, and once all of it is on the wire.
func tapReplies(next http.Handler, hit point) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			next.ServeHTTP(rw, r)
			return
		}
		held := &heldReply{ResponseWriter: rw, status: http.StatusOK}
		next.ServeHTTP(held, r)
		if hit("reply.before") != nil {
			panic(http.ErrAbortHandler)
		}
		rw.Header().Set("Content-Length", strconv.Itoa(held.body.Len())) // so that it is whole without a further word
		rw.WriteHeader(held.status)
		_, _ = rw.Write(held.body.Bytes()) // when the platform hung up nobody reads it
		_ = http.NewResponseController(rw).Flush()
		_ = hit("reply.after") // it has left
	})
}

// heldReply keeps an answer back.
type heldReply struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *heldReply) WriteHeader(status int)      { h.status = status }
func (h *heldReply) Write(p []byte) (int, error) { return h.body.Write(p) }

// Unwrap lets http.ResponseController set deadlines.
func (h *heldReply) Unwrap() http.ResponseWriter { return h.ResponseWriter }
