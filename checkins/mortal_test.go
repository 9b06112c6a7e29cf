package checkins_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

var errKilled = errors.New("the process was killed")

// mortal is a store and a platform as a process sees them that is killed at one of its
// steps: at a write, or at a message that goes out. Nothing that it does later has any
// effect.
type mortal struct {
	*checkinstest.Memory
	courier *checkinstest.Courier
	mu      sync.Mutex // of what follows: two may act at once
	counts  bool       // steps are counted
	steps   int
	at      int  // the step at which it dies; 0: never
	after   bool // it dies once the step is done, and hears nothing of it
	dead    bool
}

func pass[T any](m *mortal, do func() (T, error)) (T, error) {
	var none T
	m.mu.Lock()
	hit := false
	if m.counts && !m.dead {
		m.steps++
		hit = m.steps == m.at
	}
	m.dead = m.dead || hit && !m.after
	dead := m.dead
	m.mu.Unlock()
	if dead {
		return none, errKilled
	}
	v, err := do()
	if hit {
		m.mu.Lock()
		m.dead = true
		m.mu.Unlock()
		return none, errKilled
	}
	return v, err
}

func passes(m *mortal, do func() error) error {
	_, err := pass(m, func() (bool, error) { return true, do() })
	return err
}

func (m *mortal) Enrol(ctx context.Context, s checkins.Setup) error {
	return passes(m, func() error { return m.Memory.Enrol(ctx, s) })
}

func (m *mortal) Amend(ctx context.Context, org checkins.OrgID, p checkins.PersonID, w checkins.Wish) error {
	return passes(m, func() error { return m.Memory.Amend(ctx, org, p, w) })
}

func (m *mortal) Open(ctx context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	return pass(m, func() (bool, error) { return m.Memory.Open(ctx, org, o) })
}

func (m *mortal) Seal(ctx context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	return pass(m, func() (checkins.Kept, error) { return m.Memory.Seal(ctx, org, id, now) })
}

func (m *mortal) Close(ctx context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	return pass(m, func() (bool, error) { return m.Memory.Close(ctx, org, c, now) })
}

func (m *mortal) Post(ctx context.Context, org checkins.OrgID, ls ...checkins.Letter) error {
	if len(ls) == 0 {
		return nil
	}
	return passes(m, func() error { return m.Memory.Post(ctx, org, ls...) })
}

func (m *mortal) Claim(ctx context.Context, org checkins.OrgID, now time.Time, n int) ([]checkins.Letter, error) {
	m.mu.Lock()
	dead := m.dead
	m.mu.Unlock()
	if dead {
		return nil, errKilled
	}
	return m.Memory.Claim(ctx, org, now, n) // to die here is to die before what comes of it
}

func (m *mortal) Settle(ctx context.Context, org checkins.OrgID, l checkins.Letter, s checkins.Settlement) (bool, error) {
	return pass(m, func() (bool, error) { return m.Memory.Settle(ctx, org, l, s) })
}

func (m *mortal) Redraw(ctx context.Context, org checkins.OrgID, now time.Time, ids ...checkins.LetterID) error {
	return passes(m, func() error { return m.Memory.Redraw(ctx, org, now, ids...) })
}

func (m *mortal) Tend(ctx context.Context, org checkins.OrgID, id checkins.RoundID, t checkins.Tending, now time.Time) (checkins.Care, error) {
	return pass(m, func() (checkins.Care, error) { return m.Memory.Tend(ctx, org, id, t, now) })
}

func (m *mortal) Write(ctx context.Context, org checkins.OrgID, id checkins.BookID, b checkins.Book, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	return passes(m, func() error { return m.Memory.Write(ctx, org, id, b, by, now, post, redraw...) })
}

func (m *mortal) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	return pass(m, func() (checkins.Receipt, error) { return m.courier.Send(ctx, p) })
}

func (m *mortal) Find(ctx context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	return m.courier.Find(ctx, p)
}

// live puts the desk of a world on a process that can be killed.
func (w *world) live(m *mortal) {
	w.desk = &checkins.Desk{
		Directory: m, Agenda: m, Roster: m, Registrar: m, Ledger: m, Standings: m, Outbox: m, Shelf: m, Cares: m, Notes: m, Consents: m, Archive: m, Talks: m, Books: m, Drafts: m,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: m},
		Now:      func() time.Time { return w.clock }, Settle: 30 * time.Second,
	}
}
