package checkins_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// weekOf plays one week in which these people answer, each in their own way.
func (w *world) weekOf(week int, who ...checkins.PersonID) {
	w.t.Helper()
	w.until(berlin(7*week, 11))
	for n, p := range who {
		w.answers(p, roundOn(7*week), 1+(n*3+week)%5)
	}
	w.until(berlin(7*week+3, 10))
}

func (w *world) forget(p checkins.PersonID) checkins.Forgotten {
	w.t.Helper()
	f, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// audit wants an audit without differences, and returns its tally.
func (w *world) audit() checkins.Tally {
	w.t.Helper()
	tally, found, err := checkins.Examine(w.ctx, w.mem, checkinstest.Acme, checkinstest.CRM)
	if err != nil || len(found) > 0 || tally.Different > 0 {
		w.t.Fatalf("audit: %+v %+v %v", tally, found, err)
	}
	return tally
}

// untraced wants nobody's id or name to be left in the store.
func (w *world) untraced(id, name string) {
	w.t.Helper()
	dump := w.mem.Dump(checkinstest.Acme)
	for line := range strings.SplitSeq(dump, "\n") {
		if strings.Contains(line, `"`+id+`"`) || strings.Contains(line, "U-"+id+`"`) || strings.Contains(line, name) {
			w.t.Errorf("left of %s: %s", id, strings.TrimSpace(line))
		}
	}
}

// biz3 is erased between two weeks, while a round is open that biz3 answered.
func TestForget(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	everybody := slices.Concat(w.setup.Initiatives[0].Leads[0], w.setup.Initiatives[0].Leads[1])
	for week := range 4 {
		w.weekOf(week, everybody...)
	}
	w.until(berlin(28, 11))
	for _, p := range everybody {
		w.answers(p, roundOn(28), 4)
	}
	before, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(7))
	if err != nil {
		t.Fatal(err)
	}
	f := w.forget("biz3")
	want := checkins.Forgotten{
		Roles: checkins.Roles{Leads: []checkins.InitiativeID{"crm"}, Changed: true},
		Known: true, Rounds: 5, Answers: 0, Letters: 14, Views: []checkins.InitiativeID{"crm"},
	}
	if diff := cmp.Diff(want, f, cmpopts.IgnoreFields(checkins.Forgotten{}, "Answers")); diff != "" || f.Answers < 15 {
		t.Errorf("forgotten, %d answers: %s", f.Answers, diff)
	}
	w.untraced("biz3", "Business lead 3")
	after, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(7))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before.Records, after.Records); diff != "" {
		t.Errorf("published history changed: %s", diff)
	}
	for week := 4; week < 6; week++ {
		w.weekOf(week, everybody[:len(everybody)-1]...)
	}
	w.untraced("biz3", "Business lead 3")
	if got := w.audit(); got.Rounds != 6 || got.NotCheckable != 4 || got.Results == 0 {
		t.Errorf("audit: %+v", got)
	}
	open, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(28))
	if err != nil || open.Erased || len(open.Basis.Roster[scoring.Biz]) != 3 {
		t.Errorf("the round that was open: %+v %v", open.Basis, err)
	}
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "biz3"); !errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("again: %v", err)
	}
}

// From which round on the results can be worked out again.
func TestAuditGoesOnFromCheckpoints(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(4))
	rest := []checkins.PersonID{"ana", "it1", "it4", "ben", "biz2", "biz3", "biz4"}
	plays := map[int][]checkins.PersonID{0: {"it2"}, 1: {"it3"}, 2: {"it3"}, 3: {"it3"}, 6: {"it2", "biz1"}}
	checkable := func(step string, rounds, not int) {
		t.Helper()
		if got := w.audit(); got.Rounds != rounds || got.NotCheckable != not {
			t.Errorf("%s: %+v, want %d of %d not checkable", step, got, not, rounds)
		}
	}
	week := 0
	play := func(until int) {
		for ; week < until; week++ {
			w.weekOf(week, append(slices.Clone(rest), plays[week]...)...)
		}
	}
	play(5)
	checkable("before", 5, 0)
	w.forget("it3")
	checkable("it3 answered in rounds 2 to 4", 5, 4)
	play(8)
	checkable("three rounds later", 8, 4)
	w.forget("biz1")
	checkable("biz1 answered in round 7: the first checkpoint stands", 8, 6)
	w.forget("it2")
	checkable("it2 answered in rounds 1 and 7: no earlier checkpoint stands", 8, 8)
	play(9)
	checkable("a round later", 9, 8)
	w.forget("ana")
	w.forget("it4")
	checkable("two at once", 9, 9)
	for _, p := range []string{"it3", "biz1", "it2", "ana", "it4"} {
		w.untraced(p, "Ana Ruiz")
	}
}

// What somebody never answered leaves nothing that can't be checked.
func TestForgetWhoNeverAnswered(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(3))
	for week := range 3 {
		w.weekOf(week, "ana", "it1", "it2", "ben", "biz1", "biz2", "biz3")
	}
	if f := w.forget("it3"); f.Answers != 0 || f.Rounds != 3 {
		t.Errorf("forgotten: %+v", f)
	}
	w.weekOf(3, "ana", "it1", "it2", "ben", "biz1", "biz2", "biz3")
	if got := w.audit(); got.Rounds != 4 || got.NotCheckable != 0 {
		t.Errorf("audit: %+v", got)
	}
	w.untraced("it3", "IT lead 3")
}

func TestForgetNobody(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(1))
	for _, p := range []checkins.PersonID{"zoe", "an", "", "ana|value", "*"} {
		if f, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, p); !errors.Is(err, checkins.ErrNotFound) {
			t.Errorf("%q: %+v %v", p, f, err)
		}
	}
	if _, err := checkins.Forget(w.ctx, w.mem, "nobody", "ana"); !errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("another org: %v", err)
	}
	// Somebody of whom only a trace is left is forgotten too.
	if _, err := w.mem.Tend(w.ctx, checkinstest.Acme, roundOn(0), checkins.Tending{Care: checkins.Care{Acknowledged: "zoe"}}, w.clock); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(0, 11))
	if f := w.forget("zoe"); f.Known || f.Rounds != 1 {
		t.Errorf("a trace: %+v", f)
	}
}

// meddled is a store in which something happens just before the n-th call.
type meddled struct {
	*checkinstest.Memory
	calls, at int
	meddle    func() error
}

func (m *meddled) call() error {
	m.calls++
	if m.calls == m.at {
		return m.meddle()
	}
	return nil
}

// then makes a call unless meddling went wrong.
func then[T any](m *meddled, call func() (T, error)) (T, error) {
	if err := m.call(); err != nil {
		var none T
		return none, err
	}
	return call()
}

func (m *meddled) Org(ctx context.Context, org checkins.OrgID) (checkins.Org, error) {
	return then(m, func() (checkins.Org, error) { return m.Memory.Org(ctx, org) })
}

func (m *meddled) People(ctx context.Context, org checkins.OrgID, ids ...checkins.PersonID) ([]checkins.Person, error) {
	return then(m, func() ([]checkins.Person, error) { return m.Memory.People(ctx, org, ids...) })
}

func (m *meddled) Initiatives(ctx context.Context, org checkins.OrgID, ids ...checkins.InitiativeID) ([]checkins.Initiative, error) {
	return then(m, func() ([]checkins.Initiative, error) { return m.Memory.Initiatives(ctx, org, ids...) })
}

func (m *meddled) AllInitiatives(ctx context.Context, org checkins.OrgID) ([]checkins.Initiative, error) {
	return then(m, func() ([]checkins.Initiative, error) { return m.Memory.AllInitiatives(ctx, org) })
}

func (m *meddled) Rounds(ctx context.Context, org checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error) {
	return then(m, func() ([]checkins.Round, error) { return m.Memory.Rounds(ctx, org, ids...) })
}

func (m *meddled) Answers(ctx context.Context, org checkins.OrgID, id checkins.RoundID, p checkins.PersonID) (checkins.Kept, error) {
	return then(m, func() (checkins.Kept, error) { return m.Memory.Answers(ctx, org, id, p) })
}

func (m *meddled) Seal(ctx context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	return then(m, func() (checkins.Kept, error) { return m.Memory.Seal(ctx, org, id, now) })
}

func (m *meddled) Open(ctx context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	return then(m, func() (bool, error) { return m.Memory.Open(ctx, org, o) })
}

func (m *meddled) Close(ctx context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	return then(m, func() (bool, error) { return m.Memory.Close(ctx, org, c, now) })
}

func (m *meddled) Past(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) ([]checkins.RoundID, error) {
	return then(m, func() ([]checkins.RoundID, error) { return m.Memory.Past(ctx, org, i) })
}

func (m *meddled) Standing(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (s checkins.Standing, latest checkins.RoundID, err error) {
	if err := m.call(); err != nil {
		return s, "", err
	}
	return m.Memory.Standing(ctx, org, i)
}

func (m *meddled) Restate(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID, s checkins.Standing, points []checkins.Standing) error {
	if err := m.call(); err != nil {
		return err
	}
	return m.Memory.Restate(ctx, org, i, s, points)
}

func (m *meddled) EraseRoles(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (checkins.Roles, error) {
	return then(m, func() (checkins.Roles, error) { return m.Memory.EraseRoles(ctx, org, p) })
}

func (m *meddled) EraseLetters(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (int, error) {
	return then(m, func() (int, error) { return m.Memory.EraseLetters(ctx, org, p) })
}

func (m *meddled) EraseRound(ctx context.Context, org checkins.OrgID, id checkins.RoundID, shown checkins.Shown) (checkins.Struck, error) {
	return then(m, func() (checkins.Struck, error) { return m.Memory.EraseRound(ctx, org, id, shown) })
}

func (m *meddled) ErasePerson(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (bool, error) {
	return then(m, func() (bool, error) { return m.Memory.ErasePerson(ctx, org, p) })
}

// twoWeeks is a world in which everybody answered the first round, and, when it
// is open, the second.
func twoWeeks(t *testing.T, open bool) *world {
	t.Helper()
	s := checkinstest.Setup(3)
	s.Initiatives[0].Pulse.Dimensions = s.Initiatives[0].Pulse.Dimensions[:1]
	w := newWorld(t, s)
	at := func(now time.Time) {
		w.clock = now
		w.turn()
	}
	at(berlin(0, 11))
	w.everybody(roundOn(0), 5, 1)
	at(berlin(3, 10))
	if open {
		at(berlin(7, 11))
		w.everybody(roundOn(7), 5, 1)
	}
	return w
}

// Somebody is forgotten while a tick opens or closes a round: the tick gets as far
// as any call, then the erasure as far as any, then the tick ends, then the
// erasure. Nothing of them comes back, and what is scored is scored without them.
func TestForgetDuringATick(t *testing.T) {
	for _, tick := range []struct {
		name string
		at   time.Time
	}{{"opening", berlin(7, 10)}, {"closing", berlin(10, 10)}} {
		for n, met := 1, true; met; n++ {
			for k, held := 1, true; held; k++ {
				if testing.Short() && (n+k)%4 > 0 {
					continue
				}
				met, held = interleave(t, tick.name == "closing", tick.at, n, k)
			}
			if !met && n < 8 {
				t.Errorf("%s: a tick of only %d calls", tick.name, n)
			}
		}
	}
}

// interleave begins an erasure at the n-th call of a tick and holds it at its own
// k-th call until the tick has ended. met and held are false when there was no
// such call.
func interleave(t *testing.T, open bool, at time.Time, n, k int) (met, held bool) {
	t.Helper()
	w := twoWeeks(t, open)
	w.clock = at
	pause, resume, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	erasing := &meddled{Memory: w.mem, at: k, meddle: func() error {
		held = true
		close(pause)
		<-resume
		return nil
	}}
	ticking := &meddled{Memory: w.mem, at: n, meddle: func() error {
		met = true
		go func() {
			_, err := checkins.Forget(w.ctx, erasing, checkinstest.Acme, "it3")
			done <- err
		}()
		select {
		case <-pause:
		case err := <-done:
			done <- err
		}
		return nil
	}}
	w.desk.Roster, w.desk.Ledger, w.desk.Standings = ticking, ticking, ticking
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	close(resume)
	if !met {
		return false, false
	}
	if err := <-done; err != nil {
		t.Fatalf("calls %d and %d: %v", n, k, err)
	}
	w.untraced("it3", "IT lead 3")
	if t.Failed() {
		t.Fatalf("the erasure began at call %d of the tick and was held at its call %d", n, k)
	}
	for _, then := range []time.Time{at.Add(time.Hour), berlin(10, 10), berlin(10, 11)} {
		w.clock = then
		w.turn()
	}
	w.untraced("it3", "IT lead 3")
	s, err := w.mem.Scored(w.ctx, checkinstest.Acme, roundOn(7))
	if err != nil || len(s.Records) == 0 {
		t.Fatalf("the round was not closed: %+v %v", s, err)
	}
	w.audit()
	return true, held
}

// An erasure that breaks off at any point is completed by the next one.
func TestForgetAfterABreak(t *testing.T) {
	broken := errors.New("broken off")
	for n := 1; ; n++ {
		w := twoWeeks(t, true)
		m := &meddled{Memory: w.mem, at: n, meddle: func() error { return broken }}
		_, err := checkins.Forget(w.ctx, m, checkinstest.Acme, "it3")
		if !errors.Is(err, broken) {
			if err != nil || n < 9 {
				t.Fatalf("after %d calls: %v", m.calls, err)
			}
			break
		}
		if n%2 == 0 {
			w.until(berlin(10, 10)) // a round closes before somebody runs it again
		}
		w.forget("it3")
		w.until(berlin(17, 10))
		w.untraced("it3", "IT lead 3")
		w.audit()
	}
}

// Where the answers went some other way, the views tell that a checkpoint is due.
func TestForgetWithoutAnswers(t *testing.T) {
	w := twoWeeks(t, false)
	if _, err := w.mem.EraseRound(w.ctx, checkinstest.Acme, roundOn(0), checkins.ShownOf(checkinstest.Acme, "it3")); err != nil {
		t.Fatal(err)
	}
	w.forget("it3")
	w.weekOf(1, "ana", "it1", "it2", "ben", "biz1", "biz2", "biz3")
	if got := w.audit(); got.Rounds != 2 || got.NotCheckable != 1 {
		t.Errorf("audit: %+v", got)
	}
}

// Over random histories with people who come, go and are forgotten, an audit
// finds nothing, and what is left of the views is what a refold without them has.
func TestForgetIsARefold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := checkinstest.Setup(rapid.IntRange(2, 4).Draw(rt, "more a side"))
		s.Initiatives[0].Pulse.Dimensions = s.Initiatives[0].Pulse.Dimensions[:2]
		w := newWorld(t, s)
		leads := w.setup.Initiatives[0].Leads
		gone := map[checkins.PersonID]bool{}
		said := map[checkins.RoundID]checkins.Kept{}
		for week := range rapid.IntRange(1, 5).Draw(rt, "weeks") {
			w.until(berlin(7*week, 11))
			rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(7*week))
			if err != nil || len(rounds) == 0 {
				break // nobody is left who confirmed the why
			}
			for _, p := range slices.Concat(leads[0], leads[1]) {
				if !gone[p] && rapid.IntRange(0, 4).Draw(rt, "answers") > 0 {
					w.answers(p, roundOn(7*week), rapid.IntRange(0, 5).Draw(rt, "value"))
				}
			}
			some := slices.Concat(leads[0], leads[1])
			who := rapid.SampledFrom(some).Draw(rt, "who")
			when := rapid.SampledFrom([]string{"", "", "open", "closed"}).Draw(rt, "forgotten")
			if when == "open" && !gone[who] {
				w.forget(who)
				gone[who] = true
			}
			kept, err := w.mem.Answers(w.ctx, checkinstest.Acme, roundOn(7*week), "")
			if err != nil {
				t.Fatal(err)
			}
			said[roundOn(7*week)] = kept
			w.until(berlin(7*week+3, 10))
			if when == "closed" && !gone[who] {
				w.forget(who)
				gone[who] = true
			}
			w.audit()
		}
		w.refold(said, gone)
	})
}

// refold scores every round again as if those who are gone had never been there,
// and compares the weight of everybody else's view.
func (w *world) refold(said map[checkins.RoundID]checkins.Kept, gone map[checkins.PersonID]bool) {
	w.t.Helper()
	past, err := w.mem.Past(w.ctx, checkinstest.Acme, checkinstest.CRM)
	if err != nil {
		w.t.Fatal(err)
	}
	var without checkins.Standing
	for _, id := range past {
		rounds, err := w.mem.Rounds(w.ctx, checkinstest.Acme, id)
		if err != nil {
			w.t.Fatal(err)
		}
		scored, err := w.mem.Scored(w.ctx, checkinstest.Acme, id)
		if err != nil {
			w.t.Fatal(err)
		}
		kept, b := said[id], scored.Basis
		kept.Answers = slices.DeleteFunc(slices.Clone(kept.Answers), func(a checkins.Answer) bool { return gone[a.Person] })
		for _, side := range scoring.Sides {
			b.Roster[side] = slices.DeleteFunc(slices.Clone(b.Roster[side]), func(p checkins.PersonID) bool { return !checkins.ValidID(string(p)) })
		}
		if without, _, err = checkins.Score(b, rounds[0], kept, without); err != nil {
			w.t.Fatal(err)
		}
	}
	stored, _, err := w.mem.Standing(w.ctx, checkinstest.Acme, checkinstest.CRM)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, d := range stored.Dimensions() {
		for _, side := range scoring.Sides {
			for _, p := range w.setup.Initiatives[0].Leads[side] {
				got := stored.Course[d].State.Weight(scoring.Defaults(), side, string(p))
				want := without.Course[d].State.Weight(scoring.Defaults(), side, string(p))
				if got != want || gone[p] && got != 0 {
					w.t.Errorf("%s: the view of %s weighs %v, after a refold %v", d, p, got, want)
				}
			}
		}
	}
}
