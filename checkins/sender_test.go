package checkins_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// slowly is a platform on which calls may hang, and that notes when each began.
type slowly struct {
	checkinstest.Courier
	takes func(checkins.Parcel) time.Duration // 10 s or more: no word, and it is not there

	mu    sync.Mutex
	began map[checkins.LetterID]time.Time
	order []checkins.LetterID
	now   int // under way
	most  int

	unclaimed bool // a letter came without the age of its claim
}

func (s *slowly) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	s.mu.Lock()
	if s.began == nil {
		s.began = map[checkins.LetterID]time.Time{}
	}
	s.began[p.Letter.ID] = time.Now()
	s.unclaimed = s.unclaimed || p.Claimed.IsZero()
	s.order = append(s.order, p.Letter.ID)
	s.now++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now--
	}()
	if s.takes != nil {
		d := s.takes(p)
		<-time.After(d)
		if d >= 10*time.Second {
			return checkins.Receipt{}, checkinstest.ErrNoWord
		}
	}
	return s.Courier.Send(ctx, p)
}

// at is when the attempts at letters began, since.
func (s *slowly) at(since time.Time) map[checkins.LetterID]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[checkins.LetterID]time.Duration{}
	for id, t := range s.began {
		all[id] = t.Sub(since)
	}
	return all
}

func always(d time.Duration) func(checkins.Parcel) time.Duration {
	return func(checkins.Parcel) time.Duration { return d }
}

// yard is a Sender with two platforms, turned once a second.
type yard struct {
	*testing.T
	mem          *checkinstest.Memory
	desk         *checkins.Desk
	sender       *checkins.Sender
	slack, teams *slowly
	begin        time.Time
	stop         context.CancelFunc
	stopping     context.Context
	work         context.Context
	claims       *counted
	ended        map[checkins.LetterID][]string // what the attempts ended in
	mu           sync.Mutex
}

// counted counts claims.
type counted struct {
	checkins.Outbox
	mu sync.Mutex
	n  int
}

func (c *counted) Claim(ctx context.Context, org checkins.OrgID, now time.Time, most int) ([]checkins.Letter, error) {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	return c.Outbox.Claim(ctx, org, now, most)
}

func newYard(t *testing.T, orgs ...checkins.OrgID) *yard {
	y := &yard{
		T: t, mem: checkinstest.NewMemory(nil), slack: &slowly{}, teams: &slowly{}, begin: time.Now(), work: t.Context(),
		ended: map[checkins.LetterID][]string{},
	}
	y.stopping, y.stop = context.WithCancel(t.Context())
	y.claims = &counted{Outbox: y.mem}
	y.desk = &checkins.Desk{
		Directory: y.mem, Agenda: y.mem, Roster: y.mem, Registrar: y.mem, Ledger: y.mem, Standings: y.mem,
		Outbox: y.claims, Shelf: y.mem, Cares: y.mem, Notes: y.mem, Consents: y.mem, Talks: y.mem, Books: y.mem, Drafts: y.mem,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: y.slack, checkins.Teams: y.teams},
		Now:      time.Now, Settle: 30 * time.Second,
		Seen: func(s checkins.Sighting) {
			y.mu.Lock()
			defer y.mu.Unlock()
			if s.What == "letter" {
				y.ended[s.Letter] = append(y.ended[s.Letter], string(s.State)+" "+s.Reason)
			} else if s.Err != nil {
				t.Error(s.Err)
			}
		},
	}
	y.sender = &checkins.Sender{Desk: y.desk}
	for n, org := range orgs {
		o := checkins.Org{ID: org, Slack: []string{fmt.Sprintf("T%04d", n)}, Teams: []string{fmt.Sprintf("tenant-%d", n)}}
		if err := y.mem.Enrol(t.Context(), checkins.Setup{Org: o}); err != nil {
			t.Fatal(err)
		}
	}
	return y
}

// turn looks once what waits.
func (y *yard) turn() {
	y.Helper()
	ws, err := y.desk.Waiting(y.work, time.Now())
	if err != nil {
		y.Fatal(err)
	}
	for _, w := range ws {
		y.sender.Begin(y.stopping, y.work, w)
	}
}

// turns turns every second for so long.
func (y *yard) turns(d time.Duration) {
	y.Helper()
	for range int(d / time.Second) {
		y.turn()
		<-time.After(time.Second)
	}
	synctest.Wait()
}

// post posts n letters to n people, or all to one channel, and returns their ids.
func (y *yard) post(org checkins.OrgID, p checkins.Platform, n int, channel string) []checkins.LetterID {
	y.Helper()
	var ids []checkins.LetterID
	for k := range n {
		l := checkins.Letter{
			ID: checkins.LetterID(fmt.Sprintf("%s-%s-%s-%05d", org, p, channel, k)), Kind: checkins.KindReply, Due: time.Now(),
			To:    checkins.Account{Platform: p, Team: "team of " + string(org), ID: channel},
			About: checkins.About{Help: &checkins.Help{Text: checkins.HelpAsked}},
		}
		if channel == "" {
			l.To.ID = fmt.Sprintf("U%05d", k)
		}
		if err := y.mem.Post(y.work, org, l); err != nil {
			y.Fatal(err)
		}
		ids = append(ids, l.ID)
	}
	return ids
}

func (y *yard) letters(org checkins.OrgID, ids []checkins.LetterID) []checkins.Letter {
	y.Helper()
	ls, err := y.mem.Letters(y.work, org, ids...)
	if err != nil || len(ls) != len(ids) {
		y.Fatal(len(ls), err)
	}
	return ls
}

// within wants attempts at all of them to have begun so soon.
func (y *yard) within(s *slowly, ids []checkins.LetterID, d time.Duration) {
	y.Helper()
	at := s.at(y.begin)
	for _, id := range ids {
		if got, tried := at[id]; !tried || got > d {
			y.Errorf("%s: tried %t, after %s, want within %s", id, tried, got, d)
		}
	}
}

// A platform of one org hangs: another org's letters go out at once.
func TestHeadOfLineOrgs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme", "zeta")
		y.slack.takes = func(p checkins.Parcel) time.Duration {
			if p.Org == "acme" {
				return 10 * time.Second
			}
			return 0
		}
		y.post("acme", checkins.Slack, 100, "")
		ten := y.post("zeta", checkins.Slack, 10, "")
		y.turn()
		synctest.Wait()
		y.within(y.slack, ten, 0)
		// And what comes while it hangs.
		<-time.After(3 * time.Second)
		more := y.post("zeta", checkins.Teams, 10, "")
		y.turn()
		synctest.Wait()
		y.within(y.teams, more, 3*time.Second)
		y.turns(15 * time.Minute)
		y.stop()
		y.sender.Wait()
	})
}

// Slack hangs: what goes to Teams in the same org goes out, however much waits for
// Slack before it.
func TestHeadOfLinePlatforms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		y.slack.takes = always(10 * time.Second)
		stuck := y.post("acme", checkins.Slack, 300, "")
		there := y.post("acme", checkins.Teams, 10, "") // behind them, by its ids
		y.turns(5 * time.Second)
		y.within(y.teams, there, 3*time.Second)
		if y.slack.most > 32 {
			t.Errorf("%d calls to Slack under way", y.slack.most)
		}
		for _, l := range y.letters("acme", stuck) {
			if l.State == checkins.LetterPending && (l.Attempt != 0 || !l.Due.After(time.Now()) || l.Reason != "lane_busy") {
				t.Fatalf("given back as %+v", l)
			}
		}
		// A platform on which everything hangs is asked two letters at a time, not
		// thirty: each may stay unknown.
		y.turns(55 * time.Second)
		if n := len(y.slack.order); n > 32+2*6 {
			t.Errorf("%d attempts in a minute that hangs", n)
		}
		y.slack.takes = nil
		y.turns(6 * time.Minute)
		for _, l := range y.letters("acme", stuck) {
			if l.State != checkins.LetterSent && l.State != checkins.LetterUnknown {
				t.Errorf("%s is %s: %s", l.ID, l.State, l.Reason)
			}
		}
		y.stop()
		y.sender.Wait()
	})
}

// One call that hangs is one letter that waits: its lane goes on.
func TestOneCallHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		ids := y.post("acme", checkins.Slack, 200, "")
		y.slack.takes = func(p checkins.Parcel) time.Duration {
			if p.Letter.ID == ids[3] {
				return 10 * time.Second
			}
			return 200 * time.Millisecond
		}
		y.turns(5 * time.Second)
		y.within(y.slack, ids, 4*time.Second)
		y.turns(time.Minute)
		for _, l := range y.letters("acme", ids) {
			want := checkins.LetterSent
			if l.ID == ids[3] {
				want = checkins.LetterUnknown
			}
			if l.State != want || l.Attempt != 1 {
				t.Errorf("%s is %s after %d attempts", l.ID, l.State, l.Attempt)
			}
		}
		y.stop()
		y.sender.Wait()
	})
}

// What is said in one conversation comes in order, and one at a time.
func TestOrderInAConversation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		y.slack.takes = func(p checkins.Parcel) time.Duration {
			return time.Duration(len(p.Letter.ID)*int(p.Letter.ID[len(p.Letter.ID)-1])%7) * 100 * time.Millisecond
		}
		all := append(y.post("acme", checkins.Slack, 30, "C0001"), y.post("acme", checkins.Slack, 30, "C0002")...)
		y.turns(30 * time.Second)
		for _, half := range [][]checkins.LetterID{all[:30], all[30:]} {
			got := slices.DeleteFunc(slices.Clone(y.slack.order), func(id checkins.LetterID) bool { return !slices.Contains(half, id) })
			if !slices.Equal(got, half) {
				t.Errorf("came as %v", got)
			}
		}
		if y.slack.most > 2 {
			t.Errorf("%d at once in two conversations", y.slack.most)
		}
		y.stop()
		y.sender.Wait()
	})
}

// After the signal nothing is begun, what is under way ends, and what was claimed and
// not begun goes back unsent.
func TestSenderStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		y.slack.takes = always(5 * time.Second)
		ids := append(y.post("acme", checkins.Slack, 5, "C0001"), y.post("acme", checkins.Slack, 12, "")...)
		y.turn()
		synctest.Wait()
		y.stop()
		told := time.Now()
		y.turn()
		y.sender.Wait()
		if y.slack.unclaimed {
			t.Error("a courier can't tell how old a claim is")
		}
		if took := time.Since(told); took > 6*time.Second {
			t.Errorf("it took %s to stop", took)
		}
		if first := y.letters("acme", ids[:5]); first[0].State != checkins.LetterSent || first[1].State != checkins.LetterPending {
			t.Errorf("in one conversation: %s, then %s", first[0].State, first[1].State)
		}
		sent := 0
		for _, l := range y.letters("acme", ids) {
			switch {
			case l.State == checkins.LetterSent:
				sent++
			case l.State != checkins.LetterPending || l.Attempt != 0:
				t.Errorf("%s is %s after %d attempts", l.ID, l.State, l.Attempt)
			}
		}
		if sent != len(y.slack.order) || sent == 0 {
			t.Errorf("%d attempts, %d sent", len(y.slack.order), sent)
		}
	})
}

// forgetful is an outbox that can't store how an attempt ended, so many times.
type forgetful struct {
	checkins.Outbox
	fails int
}

func (f *forgetful) Settle(ctx context.Context, org checkins.OrgID, l checkins.Letter, how checkins.Settlement) (bool, error) {
	if f.fails--; f.fails >= 0 {
		return false, errReset
	}
	return f.Outbox.Settle(ctx, org, l, how)
}

// That the store is away for the moment in which a letter is sent leaves nobody in
// doubt whether it was; after the signal nobody waits for the store.
func TestSettledAfterAFailover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		outbox := &forgetful{Outbox: y.mem, fails: 3}
		y.desk.Outbox, y.desk.Seen = outbox, nil
		ids := y.post("acme", checkins.Teams, 1, "19:one")
		y.turns(10 * time.Second)
		if l := y.letters("acme", ids)[0]; l.State != checkins.LetterSent || l.Receipt.IsZero() {
			t.Errorf("it is %s, %+v", l.State, l.Receipt)
		}
		outbox.fails = 1000
		more := y.post("acme", checkins.Teams, 1, "19:two")
		y.turn()
		synctest.Wait()
		y.stop()
		told := time.Now()
		y.sender.Wait()
		if took := time.Since(told); took > time.Second {
			t.Errorf("it took %s to stop", took)
		}
		if l := y.letters("acme", more)[0]; l.State != checkins.LetterSending {
			t.Errorf("it is %s", l.State)
		}
	})
}

// A letter at which the program breaks ends without a word; the others go on.
func TestOneLetterPanics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		ids := y.post("acme", checkins.Slack, 5, "C0001")
		y.slack.takes = func(p checkins.Parcel) time.Duration {
			if p.Letter.ID == ids[1] {
				panic("an odd letter")
			}
			return 0
		}
		var errs []error
		y.desk.Seen = func(s checkins.Sighting) {
			if s.Err != nil {
				errs = append(errs, s.Err)
			}
		}
		y.turns(2 * time.Second)
		y.stop()
		y.sender.Wait()
		for n, l := range y.letters("acme", ids) {
			want := checkins.LetterSent
			if n == 1 {
				want = checkins.LetterUnknown
			}
			if l.State != want {
				t.Errorf("letter %d is %s, want %s", n, l.State, want)
			}
		}
		if len(errs) != 1 {
			t.Errorf("%v", errs)
		}
	})
}

// Nothing is claimed while nothing may be sent.
func TestSenderIsHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		held := true
		y.sender.Held = func() bool { return held }
		ids := y.post("acme", checkins.Slack, 5, "")
		y.turns(5 * time.Second)
		if y.claims.n != 0 {
			t.Fatalf("%d claims", y.claims.n)
		}
		held = false
		y.turns(time.Second)
		y.within(y.slack, ids, 6*time.Second)
		y.stop()
		y.sender.Wait()
	})
}

// A thousand letters that have no turn are claimed once each until it comes: no lane
// spins, and each goes back to when its turn will be.
func TestRefusedByThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		y := newYard(t, "acme")
		y.desk.Couriers[checkins.Slack] = refusing{y.slack, &y.mu, map[checkins.LetterID]int{}}
		ids := y.post("acme", checkins.Slack, 1000, "")
		y.turns(time.Minute)
		if y.claims.n > 1000/20+120 {
			t.Errorf("%d claims in a minute", y.claims.n)
		}
		for _, id := range ids {
			if n := len(y.ended[id]); n != 1 || y.ended[id][0] != "pending paced" {
				t.Fatalf("%s: %q", id, y.ended[id])
			}
		}
		y.turns(10 * time.Minute)
		for _, l := range y.letters("acme", ids) {
			if l.State != checkins.LetterSent || l.Attempt != 1 {
				t.Fatalf("%s is %s after %d attempts", l.ID, l.State, l.Attempt)
			}
		}
		y.stop()
		y.sender.Wait()
	})
}

// refusing refuses each letter once, for five minutes.
type refusing struct {
	*slowly
	mu   *sync.Mutex
	seen map[checkins.LetterID]int
}

func (r refusing) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	r.mu.Lock()
	r.seen[p.Letter.ID]++
	n := r.seen[p.Letter.ID]
	r.mu.Unlock()
	if n == 1 {
		return checkins.Receipt{}, &checkins.Refusal{Reason: checkins.ReasonPaced, After: 5 * time.Minute}
	}
	return r.slowly.Send(ctx, p)
}

// It was not the time to look: nothing follows from that, least of all a second alert.
func TestNotTheTimeToLook(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	l := checkins.Letter{
		ID: "lost", Kind: checkins.KindThread, To: checkinstest.Channel, Due: w.clock,
		About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{roundOn(0)}},
	}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, l); err != nil {
		t.Fatal(err)
	}
	w.courier.Queue(checkinstest.TakenUnheard)
	w.courier.Blind(&checkins.Refusal{Reason: "ratelimited", After: time.Minute})
	w.turn()
	for range 100 {
		w.clock = w.clock.Add(5 * time.Minute)
		w.turn()
	}
	if got := w.letter("lost"); got.State != checkins.LetterUnknown || got.Attempt != 1 {
		t.Fatalf("%+v", got)
	}
	w.courier.Blind(nil)
	w.clock = w.clock.Add(2 * time.Hour)
	w.turn()
	if got := w.letter("lost"); got.Receipt.IsZero() {
		t.Errorf("%+v: it is there", got)
	}
}
