package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// bureau is a desk on a store, with a clock that only the test moves.
type bureau struct {
	*Store
	t     *testing.T
	desk  *checkins.Desk
	clock time.Time
	setup checkins.Setup
}

func newBureau(t *testing.T, s *Store, n int) *bureau {
	b := &bureau{Store: s, t: t, clock: checkinstest.Opens.Add(-time.Hour), setup: checkinstest.Setup(n)}
	b.desk = &checkins.Desk{
		Directory: s, Agenda: s, Roster: s, Registrar: s, Ledger: s, Standings: s, Outbox: s, Shelf: s, Cares: s, Notes: s, Consents: s, Talks: s, Books: s, Drafts: s,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: &checkinstest.Courier{}},
		Now:      func() time.Time { return b.clock }, Settle: time.Hour,
	}
	b.must(s.Enrol(t.Context(), b.setup))
	return b
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// until does what is due up to a time, every six hours, and delivers it.
func (b *bureau) until(t time.Time) {
	b.t.Helper()
	for b.clock.Before(t) {
		if b.clock = b.clock.Add(6 * time.Hour); b.clock.After(t) {
			b.clock = t
		}
		b.must(b.desk.Tick(b.t.Context(), b.clock))
		for {
			n, err := b.desk.Deliver(b.t.Context(), b.clock)
			b.must(err)
			if n == 0 {
				break
			}
		}
	}
}

func (b *bureau) round(week int) checkins.Round {
	b.t.Helper()
	rounds, err := b.Rounds(b.t.Context(), acme, checkins.RoundIDOf(checkinstest.CRM, checkinstest.First.AddDays(7*week)))
	b.must(err)
	if len(rounds) != 1 {
		b.t.Fatalf("no round in week %d", week)
	}
	return rounds[0]
}

// answer has everybody but those who are gone answer all that is put to them.
func (b *bureau) answer(week int, gone ...checkins.PersonID) {
	b.t.Helper()
	b.until(checkinstest.Opens.AddDate(0, 0, 7*week).Add(4 * time.Hour))
	r := b.round(week)
	for n, p := range slices.Concat(b.setup.Initiatives[0].Leads[0], b.setup.Initiatives[0].Leads[1]) {
		if slices.Contains(gone, p) {
			continue
		}
		reply := checkinstest.Reply(fmt.Sprint("d-", week, "-", n), r, p)
		for _, d := range r.Plans[p].Items {
			reply.Parts[0].Marks = append(reply.Parts[0].Marks, checkinstest.Own(d, 1+(n+week)%5))
		}
		for _, d := range r.Plans[p].Guesses {
			reply.Parts[0].Marks = append(reply.Parts[0].Marks, checkinstest.Guess(d, 1+n%5))
		}
		reply.Parts[0].Line = &checkins.Line{Text: "A line."}
		said, err := b.Record(b.t.Context(), acme, reply, b.clock)
		b.must(err)
		if said[0].Outcome != checkins.Saved {
			b.t.Fatalf("%s: %s", p, said[0].Outcome)
		}
	}
}

func (b *bureau) close(week int) {
	b.t.Helper()
	b.until(checkinstest.Opens.AddDate(0, 0, 7*week+3).Add(4 * time.Hour))
	if r := b.round(week); r.State != checkins.RoundClosed {
		b.t.Fatalf("%s is %s", r.ID, r.State)
	}
}

// traces lists where a text stands in the names, fields and values of a store,
// sealed ones opened.
func (b *bureau) traces(texts ...string) []string {
	b.t.Helper()
	var found []string
	look := func(where, value string) {
		for _, text := range texts {
			if strings.Contains(value, text) {
				found = append(found, where+" holds "+text+": "+value)
			}
		}
	}
	for key, values := range everything(b.t, b.Store) {
		look("name", key)
		for _, v := range values {
			look(key, v)
		}
		if dump, err := b.rdb.Dump(b.t.Context(), key).Result(); err == nil {
			look("what Redis writes of "+key, dump)
		}
	}
	past, err := b.Past(b.t.Context(), acme, checkinstest.CRM)
	b.must(err)
	standing, _, err := b.Standing(b.t.Context(), acme, checkinstest.CRM)
	b.must(err)
	points, err := b.Checkpoints(b.t.Context(), acme, checkinstest.CRM)
	b.must(err)
	sealed := []any{standing, points}
	for _, id := range past {
		s, err := b.Scored(b.t.Context(), acme, id)
		b.must(err)
		if len(s.Records) == 0 || len(s.Basis.Roster[0]) == 0 {
			b.t.Fatalf("nothing is kept of %s", id)
		}
		sealed = append(sealed, s)
	}
	for _, v := range sealed {
		data, err := json.Marshal(v)
		b.must(err)
		look("what is sealed", string(data))
	}
	return found
}

func (b *bureau) forget(p checkins.PersonID) checkins.Forgotten {
	b.t.Helper()
	f, err := checkins.Forget(b.t.Context(), b.Store, acme, p)
	b.must(err)
	return f
}

func (b *bureau) audit(rounds, not int) {
	b.t.Helper()
	tally, found, err := checkins.Examine(b.t.Context(), b.Store, acme, checkinstest.CRM)
	b.must(err)
	if len(found) > 0 || tally.Rounds != rounds || tally.NotCheckable != not {
		b.t.Errorf("audit: %+v %+v, want %d rounds, %d not checkable", tally, found, rounds, not)
	}
}

// A history made by the desk, in which somebody answered, wrote, was asked,
// nudged and told, acknowledged and asked: nothing is left of them, the rest of
// the history is, and it goes on without them.
func TestForgetLeavesNoTrace(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		b := newBureau(t, s, 3)
		for week := range 3 {
			b.answer(week)
			b.close(week)
		}
		b.answer(3)
		care := checkins.Care{
			Acknowledged: "ben", SnoozedTo: "2026-04-01", SnoozedBy: "ben", Keepers: [2]checkins.PersonID{"ana", "ben"},
			Agenda: "2026-03-20", AgendaBy: "ben", Asked: "2026-03-20", AskedBy: "ben",
		}
		line := checkins.Letter{
			ID: "act", Kind: checkins.KindAct, To: checkinstest.Channel, Due: b.clock.AddDate(1, 0, 0),
			About: checkins.About{Initiative: checkinstest.CRM, Act: &checkins.Act{What: checkins.ActAssigned, By: "ana", Whom: [2]checkins.PersonID{"ana", "ben"}}},
		}
		_, err := s.Tend(t.Context(), acme, b.round(2).ID, checkins.Tending{Care: care, Post: []checkins.Letter{line}}, b.clock)
		b.must(err)
		for _, key := range []checkins.NoteKey{checkins.ContextNotes(b.round(2).ID), checkins.NeedNotes(b.round(2).ID), checkins.ReplyNotes(checkinstest.CRM, 5)} {
			_, err := s.Jot(t.Context(), acme, checkins.Jotting{Key: key, Note: checkins.Note{Person: "ben", Text: "Ben Lee asks."}, From: checkinstest.SlackAccount("ben")}, b.clock)
			b.must(err)
		}
		talk := checkins.WhyTalk{
			Lines: map[checkins.PersonID]checkins.WhyLine{"ben": {Text: "Ben Lee says why."}},
			Versions: []checkins.WhyVersion{{
				Text: "Calls end.", By: "ben", Said: map[checkins.PersonID]checkins.WhySaid{"ben": checkins.SaidSame},
				Other: map[checkins.PersonID]checkins.WhyLine{"ben": {Text: "Ben Lee says other."}},
			}},
		}
		b.must(s.Say(t.Context(), acme, checkinstest.CRM, talk, checkins.Delivered{}, b.clock, nil))
		b.must(s.KeepDraft(t.Context(), acme, "ben", checkins.DialogSetup, "", checkins.Draft{Step: "about"}))
		b.must(b.desk.Mention(t.Context(), checkins.Request{
			Delivery: "m", From: checkinstest.SlackAccount("ben"), Channel: checkinstest.Channel, Command: checkins.Command{Verb: checkins.VerbStatus},
		}))
		_, err = s.Agree(t.Context(), acme, checkins.Assent{Initiative: checkinstest.CRM, Person: "ben", Given: true}, b.clock)
		b.must(err)
		texts := []string{"ben\"", "ben|", "ben:", "U-ben", "Ben Lee", ":ben"}
		if n := len(b.traces(texts...)); n < 50 {
			t.Fatalf("only %d traces before", n)
		}
		entries := s.rdb.XLen(t.Context(), of(acme).log()).Val()
		f := b.forget("ben")
		if !f.Known || !slices.Equal(f.Sponsors, []checkins.InitiativeID{checkinstest.CRM}) || f.Rounds != 4 || f.Lines != 6 || f.Notes != 3 || f.Answers < 12 || f.Log != f.Answers+f.Lines-2 { // two of the lines are about the why, and in no log
			t.Errorf("forgotten: %+v", f)
		}
		if now := s.rdb.XLen(t.Context(), of(acme).log()).Val(); now != entries-int64(f.Log) {
			t.Errorf("%d entries of the log, %d before, %d erased", now, entries, f.Log)
		}
		for _, trace := range b.traces(texts...) {
			t.Error(trace)
		}
		b.audit(3, 3)
		b.must(s.Enrol(t.Context(), b.confirmed("biz1")))
		for week := 3; week < 6; week++ {
			if week > 3 {
				b.answer(week, "ben")
			}
			b.close(week)
		}
		for _, trace := range b.traces(texts...) {
			t.Error(trace)
		}
		b.audit(6, 3)
		if _, err := checkins.Forget(t.Context(), s, acme, "ben"); !errors.Is(err, checkins.ErrNotFound) {
			t.Errorf("again: %v", err)
		}
	})
}

// confirmed is crm as it is, with another lead who confirmed the why.
func (b *bureau) confirmed(p checkins.PersonID) checkins.Setup {
	b.t.Helper()
	o, err := b.Org(b.t.Context(), acme)
	b.must(err)
	is, err := b.AllInitiatives(b.t.Context(), acme)
	b.must(err)
	is[0].WhyConfirmed, is[0].Consents = append(is[0].WhyConfirmed, p), nil
	return checkins.Setup{Org: o, Initiatives: is, Next: map[checkins.InitiativeID]time.Time{checkinstest.CRM: checkinstest.Opens.AddDate(0, 0, 28)}}
}

// The log is copied in parts, and what is recorded meanwhile is in the copy.
func TestLogIsRewrittenWhileItGrows(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 0)
		log := func(p checkins.PersonID, value int) {
			t.Helper()
			if _, err := s.Record(t.Context(), acme, checkinstest.Reply("", r, p, checkinstest.Own(checkins.Value, value)), r.Opens); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 2*batch + 10 {
			log([]checkins.PersonID{"ana", "ben"}[n%2], 1+n/2%2)
		}
		grow := &between{script: relogScript, meanwhile: func() { log("ana", 5); log("ana", 4) }}
		s.rdb.AddHook(grow)
		n, err := s.EraseHistory(t.Context(), acme, "ben")
		if err != nil || n != batch+5 {
			t.Fatalf("%d erased, %v", n, err)
		}
		if grow.calls < 3 {
			t.Fatalf("%d steps", grow.calls)
		}
		want := batch + 5 + 2*grow.calls
		all := s.rdb.XRange(t.Context(), of(acme).log(), "-", "+").Val()
		last := ""
		for _, x := range all {
			if x.Values["field"] != "ana|value|own" {
				t.Fatalf("left: %v", x)
			}
			if last != "" && len(x.ID) == len(last) && x.ID <= last && strings.Split(x.ID, "-")[0] != strings.Split(last, "-")[0] {
				t.Fatalf("%s after %s", x.ID, last)
			}
			last = x.ID
		}
		if len(all) != want {
			t.Errorf("%d entries, want %d", len(all), want)
		}
		log("ana", 1) // the log goes on
		if got := s.rdb.XLen(t.Context(), of(acme).log()).Val(); got != int64(want+1) {
			t.Errorf("%d entries after another, want %d", got, want+1)
		}
	})
}

// Of two erasures at once one is refused, and nothing is lost of the others.
func TestTwoErasuresOfTheLog(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		r := begun(t, s, 1)
		for n := range batch + 10 {
			for _, p := range []checkins.PersonID{"ana", "ben", "it1"} {
				if _, err := s.Record(t.Context(), acme, checkinstest.Reply("", r, p, checkinstest.Own(checkins.Value, 1+n%2)), r.Opens); err != nil {
					t.Fatal(err)
				}
			}
		}
		var other error
		both := &between{script: relogScript}
		both.meanwhile = func() {
			if both.calls == 2 {
				_, other = another2(s).EraseHistory(context.Background(), acme, "it1")
			}
		}
		s.rdb.AddHook(both)
		_, err := s.EraseHistory(t.Context(), acme, "ben")
		if !errors.Is(err, errTwoErasures) || other != nil {
			t.Fatalf("first %v, second %v", err, other)
		}
		if n, err := s.EraseHistory(t.Context(), acme, "ben"); err != nil || n != batch+10 {
			t.Fatalf("again: %d, %v", n, err)
		}
		if n := s.rdb.XLen(t.Context(), of(acme).log()).Val(); n != batch+10 {
			t.Errorf("%d entries, want ana's %d", n, batch+10)
		}
	})
}

// another2 is a second process on the same client.
func another2(s *Store) *Store {
	o, err := New(s.rdb, Options{Key: testKey})
	if err != nil {
		panic(err)
	}
	o.patience = s.patience
	return o
}

// between does something before each run of a script.
type between struct {
	script    *redis.Script
	meanwhile func()
	calls     int
	busy      bool
}

func (*between) DialHook(next redis.DialHook) redis.DialHook { return next }
func (b *between) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !b.busy && cmd.Name() == "evalsha" && cmd.Args()[1] == b.script.Hash() {
			b.busy = true
			b.calls++
			b.meanwhile()
			b.busy = false
		}
		return next(ctx, cmd)
	}
}

func (*between) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}
