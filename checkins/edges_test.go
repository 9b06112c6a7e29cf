package checkins_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

var limited = checkinstest.Ending{Err: &checkins.Refusal{Reason: "ratelimited", After: 30 * time.Second}}

// A rate limit is no sending: an alert lost afterwards is still said again.
func TestAlertAfterRateLimitThenLostBlind(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.courier.Blind(checkins.ErrNoLookup)
	w.clock = berlin(17, 10)
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	// every letter: limited once, then lost once
	const n = 20 // more than there are letters
	for range n {
		w.courier.Queue(limited)
	}
	for range n {
		w.courier.Queue(checkinstest.Lost)
	}
	for range 20 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	w.alertArrived()
}

// alertArrived fails when no alert of the third week stands in a channel.
func (w *world) alertArrived() {
	w.t.Helper()
	if len(w.shown(checkins.KindAlert)) == 0 {
		l := w.letter(checkins.AlertLetter(checkinstest.Acme, roundOn(14), checkinstest.Channel))
		w.t.Errorf("alert never arrived: state %s attempt %d", l.State, l.Attempt)
	}
}

// Nor does it use up the one resend of an ask that is proven absent.
func TestAskAfterRateLimitThenProvenAbsent(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	for range 6 {
		w.courier.Queue(limited)
	}
	for range 6 {
		w.courier.Queue(checkinstest.Lost)
	}
	w.until(berlin(0, 10))
	for range 30 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	if got := len(w.shown(checkins.KindAsk)); got != 6 {
		t.Errorf("%d of 6 check-ins arrived though each was proven absent after ONE lost sending", got)
	}
}

// Four refusals of the token are no sendings either.
func TestAlertAfterFourRefusalsThenProvenAbsent(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.clock = berlin(17, 10)
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for range 8 {
			w.courier.Queue(limited)
		}
	}
	for range 8 {
		w.courier.Queue(checkinstest.Lost)
	}
	for range 60 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	w.alertArrived()
}

// A hundred letters that can never be found do not hide a lost alert.
func TestHundredUnknownsHideAnAlert(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	for n := range 100 {
		asker := checkinstest.SlackAccount("ana")
		if err := w.mem.Post(w.ctx, checkinstest.Acme, checkins.Letter{
			ID: checkins.LetterIDOf(checkinstest.Acme, checkins.KindReply, fmt.Sprint(n)), Kind: checkins.KindReply, To: checkinstest.Channel,
			Due: w.clock, About: checkins.About{Command: &checkins.Command{Verb: checkins.VerbHelp}, Asker: &asker},
		}); err != nil {
			t.Fatal(err)
		}
		w.courier.Queue(checkinstest.Lost)
	}
	w.turn()
	for range 20 {
		w.courier.Queue(checkinstest.Lost)
	}
	w.clock = berlin(17, 10)
	w.turn()
	for range 200 {
		w.clock = w.clock.Add(time.Hour)
		if w.clock.After(berlin(20, 0)) {
			break
		}
		w.turn()
	}
	if got := len(w.shown(checkins.KindAlert)); got == 0 {
		l := w.letter(checkins.AlertLetter(checkinstest.Acme, roundOn(14), checkinstest.Channel))
		t.Errorf("alert never looked for: state %s attempt %d", l.State, l.Attempt)
	}
}

// gate is a platform that does not let the bot in until it is invited.
type gate struct {
	*checkinstest.Courier
	shut map[string]bool
}

func (g *gate) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	if g.shut[p.Letter.To.ID] {
		return checkins.Receipt{}, &checkins.Refusal{Reason: "not_in_channel", Final: true}
	}
	return g.Courier.Send(ctx, p)
}

func TestCardAfterInvitation(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	g := &gate{Courier: w.courier, shut: map[string]bool{checkinstest.Channel.ID: true}}
	w.desk.Couriers[checkins.Slack] = g
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 5, 1)
	w.until(berlin(3, 10))
	g.shut = nil // invited
	for week := 1; week < 3; week++ {
		w.until(berlin(7*week, 11))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+3, 10))
	}
	if got := len(w.shown(checkins.KindCard)); got != 1 {
		t.Errorf("%d cards two rounds after the invitation", got)
	}
}

// noPost is an outbox whose Post fails once.
type noPost struct {
	checkins.Outbox
	fail bool
}

func (o *noPost) Post(ctx context.Context, org checkins.OrgID, ls ...checkins.Letter) error {
	if o.fail {
		return errors.New("store gone")
	}
	return o.Outbox.Post(ctx, org, ls...)
}

func TestNoticeLostBetweenSettleAndPost(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.courier.Refuse(checkinstest.Channel.ID, "not_in_channel")
	o := &noPost{Outbox: w.mem, fail: true}
	w.desk.Outbox = o
	w.clock = berlin(17, 10)
	_ = w.desk.Tick(w.ctx, w.clock)
	_, _ = w.desk.Deliver(w.ctx, w.clock)
	o.fail = false
	for range 50 {
		w.clock = w.clock.Add(time.Minute)
		w.turn()
	}
	if got := len(w.to(checkins.KindNotice, "ana")); got == 0 {
		t.Errorf("no channel got the alert and its owner was never told")
	}
}

// badSeal can't seal one round.
type badSeal struct{ checkins.Ledger }

func (b badSeal) Seal(ctx context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	if id.Initiative() == checkinstest.CRM {
		return checkins.Kept{}, errors.New("sealed with another key, or moved")
	}
	return b.Ledger.Seal(ctx, org, id, now)
}

func TestOneBadRoundHoldsUpAll(t *testing.T) {
	s := checkinstest.Setup(2)
	second := checkinstest.Initiative(2)
	second.ID, second.Name = "erp", "ERP"
	second.Pulse.Cadence = "0 11 * * 2"
	s.Initiatives = append(s.Initiatives, second)
	s.Next["erp"] = checkinstest.Opens.Add(time.Hour)
	w := newWorld(t, s)
	w.desk.Ledger = badSeal{w.mem}
	for ; w.clock.Before(berlin(14, 10)); w.clock = w.clock.Add(time.Hour) {
		_ = w.desk.Tick(w.ctx, w.clock)
	}
	past, err := w.mem.Past(w.ctx, checkinstest.Acme, "erp")
	if err != nil || len(past) == 0 {
		t.Errorf("erp: closed rounds %v %v", past, err)
	}
}

// between runs something between two reads, as another process might.
type between struct {
	checkins.Ledger
	do func()
}

func (b *between) Rounds(ctx context.Context, org checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error) {
	if b.do != nil {
		do := b.do
		b.do = nil
		do()
	}
	return b.Ledger.Rounds(ctx, org, ids...)
}

func TestOpenWithStaleStanding(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	w.everybody(roundOn(0), 5, 1)
	// apply changes the cadence on Wednesday: next opening Thursday, the first round is open until Friday
	w.clock = berlin(1, 12)
	w.setup.Initiatives[0].Pulse.Cadence = "0 10 * * 4"
	w.setup.Next[checkinstest.CRM] = berlin(2, 10)
	w.enrol()
	w.clock = berlin(3, 9)
	w.turn()
	// Friday 10:00: process B reads the standing, then process A closes, then B goes on.
	w.clock = berlin(3, 10)
	b := &checkins.Desk{Directory: w.mem, Agenda: w.mem, Roster: w.mem, Registrar: w.mem, Standings: w.mem, Outbox: w.mem, Shelf: w.mem, Cares: w.mem, Notes: w.mem, Talks: w.mem, Books: w.mem,
		Couriers: w.desk.Couriers, Now: w.desk.Now, Settle: w.desk.Settle}
	b.Ledger = &between{Ledger: w.mem, do: func() {
		if err := w.desk.Tick(w.ctx, w.clock); err != nil {
			t.Fatal(err)
		}
	}}
	if err := b.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	rs, _ := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(0), roundOn(2))
	for _, r := range rs {
		t.Logf("%s seq %d %s", r.ID, r.Seq, r.State)
	}
	for range 24 * 30 {
		w.clock = w.clock.Add(time.Hour)
		w.turn()
	}
	rs, _ = w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(2), roundOn(9), roundOn(16))
	for _, r := range rs {
		t.Logf("%s seq %d %s", r.ID, r.Seq, r.State)
	}
	if len(rs) < 2 {
		t.Errorf("four weeks later: %d rounds; the initiative is stuck", len(rs))
	}
}

// away is a store that is.
type away struct{}

func (away) Waiting(context.Context, time.Time, time.Duration) ([]checkins.Waiting, error) {
	return nil, errors.New("redis is gone")
}

func TestOutageIsSeen(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	seen := 0
	w.desk.Seen = func(s checkins.Sighting) {
		if s.What == "error" {
			seen++
		}
	}
	w.desk.Agenda = away{}
	_ = w.desk.Tick(w.ctx, w.clock)
	_, _ = w.desk.Deliver(w.ctx, w.clock)
	if seen == 0 {
		t.Error("Tick and Deliver failed as a whole and Seen was told nothing")
	}
}

// An edit without a word leaves the mark on an alert that may stand twice.
func TestEditKeepsTheMark(t *testing.T) {
	s := checkins.Letter{Kind: checkins.KindAlert, Marked: true, Receipt: checkins.Receipt{Channel: "C", TS: "1"}}
	if got := checkins.Ended(s, checkins.Receipt{}, errReset, berlin(0, 0)); !got.Marked {
		t.Errorf("%+v", got)
	}
}

// A line in the thread of an alert that never arrives is given up.
func TestThreadUnderUnknownAlertEnds(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	id := checkins.LetterIDOf(checkinstest.Acme, checkins.KindAlert, "x")
	w.courier.Blind(checkins.ErrNoLookup)
	w.courier.Queue(checkinstest.Lost, checkinstest.Lost)
	w.until(berlin(0, 9))
	alert := checkins.Letter{ID: id, Kind: checkins.KindShare, To: checkinstest.Channel, Due: w.clock, About: checkins.About{Initiative: checkinstest.CRM, Text: checkins.Says{What: "status", Where: "ana"}}}
	line := checkins.Letter{ID: id + "t", Kind: checkins.KindThread, Under: id, To: checkinstest.Channel, Due: w.clock, About: checkins.About{Initiative: checkinstest.CRM}}
	line.Until = w.clock.Add(72 * time.Hour)
	if err := w.mem.Post(w.ctx, checkinstest.Acme, alert, line); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		w.clock = w.clock.Add(time.Hour)
		w.turn()
	}
	if l := w.letter(id + "t"); l.State == checkins.LetterPending {
		t.Errorf("after four days: %s, epoch %d", l.State, l.Epoch)
	}
}

// The owner's own copy of an alert closes too.
func TestOwnersCardCloses(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Channels = nil
	w := newWorld(t, s)
	for week := range 16 {
		w.until(berlin(7*week, 11))
		it, biz := 5, 1
		if week >= 3 {
			it, biz = 4, 4
		}
		w.everybody(roundOn(7*week), it, biz)
		w.until(berlin(7*week+3, 10))
	}
	ns := w.to(checkins.KindNotice, "ana")
	if len(ns) == 0 {
		t.Fatal("no notice")
	}
	for _, n := range ns {
		if a := n.Message.(checkins.Notice).Alert; a != nil && !a.Closed {
			t.Errorf("the gaps closed weeks ago and the owner's card still says open")
			break
		}
	}
}

// A nudge is not moved onto an ask of which nobody knows whether it arrived.
func TestNudgeOnUnknownAsk(t *testing.T) {
	s := checkinstest.Setup(2)
	second := checkinstest.Initiative(2)
	second.ID, second.Name = "erp", "ERP"
	second.Pulse.Cadence = "0 7 * * 4" // Thursday: the nudge of CRM's round falls on that day
	s.Initiatives = append(s.Initiatives, second)
	s.Next["erp"] = berlin(2, 7)
	w := newWorld(t, s)
	w.until(berlin(2, 8))
	w.courier.Blind(checkins.ErrNoLookup)
	for range 6 {
		w.courier.Queue(checkinstest.Lost)
	}
	w.until(berlin(3, 9))
	n := 0
	for _, x := range append(w.to(checkins.KindNudge, "ana"), w.to(checkins.KindAsk, "ana")...) {
		n++
		t.Logf("%s %v", x.Letter.Kind, x.Letter.About)
	}
	for _, k := range []checkins.Kind{checkins.KindAsk, checkins.KindNudge} {
		for d := range 4 {
			id := checkins.LetterIDOf(checkinstest.Acme, k, "ana", string(checkinstest.First.AddDays(d)))
			if ls, _ := w.mem.Letters(w.ctx, checkinstest.Acme, id); len(ls) == 1 {
				t.Logf("%s day %d: %s %s rounds %v", k, d, ls[0].State, ls[0].Reason, ls[0].About.Rounds)
			}
		}
	}
	if len(w.to(checkins.KindNudge, "ana")) == 0 {
		t.Error("CRM's nudge was dropped onto an ask that nobody saw")
	}
}

// Without a channel and an owner somebody is told all the same.
func TestNoOwner(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Channels, s.Initiatives[0].Owner = nil, ""
	w := newWorld(t, s)
	w.threeWeeksApart()
	w.clock = berlin(17, 10)
	w.turn()
	if len(w.shown(checkins.KindNotice))+len(w.shown(checkins.KindAlert)) == 0 {
		t.Error("an alert opened and nobody on earth was told")
	}
}

// A channel that was taken from the initiative does not get the alert that waited for it.
func TestRemovedChannel(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.clock = berlin(17, 10)
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	w.setup.Initiatives[0].Channels = nil
	w.setup.Next[checkinstest.CRM] = berlin(21, 10)
	w.enrol()
	w.turn()
	if got := len(w.shown(checkins.KindAlert)); got != 0 {
		t.Errorf("%d alerts to a channel that no longer belongs to the initiative", got)
	}
}

// Back within the window, a lead is asked after all.
func TestAwayThenBack(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.clock = berlin(0, 10)
	if err := w.desk.Tick(w.ctx, w.clock); err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Away(w.ctx, checkinstest.SlackAccount("ana"), checkinstest.First, ""); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(1, 12))
	if got := len(w.to(checkins.KindAsk, "ana")); got != 1 {
		t.Errorf("back since this morning, round open for two days: asked %d times", got)
	}
}

// An alert that did not arrive stays in the owner's status while it is open.
func TestTroubleStays(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.threeWeeksApart()
	w.courier.Refuse(checkinstest.Channel.ID, "not_in_channel")
	w.until(berlin(17, 10))
	count := func() int {
		n := 0
		m, err := w.desk.Command(w.ctx, checkins.Request{From: checkinstest.SlackAccount("ana"), Channel: checkinstest.Channel, Command: checkins.Command{Verb: checkins.VerbStatus}})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range m.(checkins.Status).Letters {
			if x.Kind == checkins.KindAlert {
				n++
			}
		}
		return n
	}
	before := count()
	w.until(berlin(21, 11))
	if after := count(); before != 1 || after != 1 {
		t.Errorf("troubles: %d before, %d after the next round opened", before, after)
	}
}

// A reminder goes only to who has not answered: that one did not arrive is nobody's
// business, the owner's neither.
func TestTroublesNameNobodyWhoHasNotAnswered(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	w.until(berlin(0, 11))
	w.answers("biz1", roundOn(0), 4)
	for _, p := range []checkins.PersonID{"biz1", "biz2"} {
		w.courier.Refuse(checkinstest.SlackAccount(p).ID, "user_not_found")
	}
	w.until(berlin(2, 15))
	m := w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus})
	if got := m.(checkins.Status).Letters; len(got) != 0 {
		t.Errorf("the owner reads %+v", got)
	}
	w.until(berlin(3, 10))
	m = w.command(checkinstest.SlackAccount("ana"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbStatus})
	if got := m.(checkins.Status).Letters; len(got) != 2 || got[0].Kind != checkins.KindResult || got[1].Kind != checkins.KindResult {
		t.Errorf("after the close the owner reads %+v, want a result each", got)
	}
}
