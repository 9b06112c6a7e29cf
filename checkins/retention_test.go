package checkins_test

import (
	"encoding/json"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// Answers that are older than the org wants to keep go; what came of them stays, and
// what came after them can still be worked out.
func TestRetain(t *testing.T) {
	s := checkinstest.Setup(4)
	w := newWorld(t, s)
	all := []checkins.PersonID{"ana", "it1", "it2", "it3", "it4", "ben", "biz1", "biz2", "biz3", "biz4"}
	week := 0
	play := func(until int) {
		for ; week < until; week++ {
			w.weekOf(week, all...)
		}
	}
	retain := func(months, want int) {
		t.Helper()
		o := s.Org
		o.Retention = months
		n, err := checkins.Retain(w.ctx, w.mem, o, s.Initiatives[:1], w.clock)
		if err != nil || n != want {
			t.Fatalf("%d rounds, %v; want %d", n, err, want)
		}
	}
	audited := func(step string, rounds, not int) {
		t.Helper()
		if got := w.audit(); got.Rounds != rounds || got.NotCheckable != not || got.Different != 0 {
			t.Errorf("%s: %+v, want %d of %d not checkable", step, got, not, rounds)
		}
	}
	play(8) // the last one closed in the eighth week
	audited("before", 8, 0)
	retain(0, 0)
	retain(2, 0)
	retain(1, 3)
	audited("after a month", 8, 3)
	retain(1, 0)
	play(10)
	retain(1, 3)
	audited("two weeks later", 10, 6)
	w.forget("it2") // who stands in every checkpoint: none of them can be gone on from
	audited("without somebody", 10, 10)
	play(11)
	retain(1, 1)
	audited("and on", 11, 10)
}

// What leads said long ago of promises and of the why goes too, and what was told of it
// stays.
func TestRetainTalk(t *testing.T) {
	s := checkinstest.Setup(4)
	w := newWorld(t, s)
	i := s.Initiatives[0]
	now := berlin(0, 12)
	days := func(n int) time.Time { return now.AddDate(0, 0, n) }
	promise := func(id string, due int, is checkins.PromiseSaid) checkins.Promise {
		return checkins.Promise{
			ID: id, What: "a sandbox", By: "it1", To: scoring.Biz, Due: checkins.DateOf(days(due)), Until: days(due + 3), Is: is,
			Said: map[checkins.PersonID]checkins.PromiseSaid{"biz1": checkins.PromiseKept, "biz2": checkins.PromiseKept, "biz3": checkins.PromiseMissed},
		}
	}
	recall := func(due int) checkins.Recall {
		return checkins.Recall{
			Round: checkins.RoundIDOf(i.ID, checkins.DateOf(days(due))), Due: days(due),
			Lines: map[checkins.PersonID]checkins.RecallLine{"it1": {WhyLine: checkins.WhyLine{Text: "fewer calls", At: days(due)}}},
			Said:  map[checkins.PersonID]checkins.WhySaid{"it1": checkins.SaidSame},
		}
	}
	lines := func(at int) map[checkins.PersonID]checkins.WhyLine {
		return map[checkins.PersonID]checkins.WhyLine{"it1": {Text: "old", At: days(at)}, "it2": {Text: "new", At: days(-3)}}
	}
	write := func(kind checkins.BookKind, v any) {
		text, err := json.Marshal(v)
		if err == nil {
			err = w.mem.Write(w.ctx, s.Org.ID, checkins.BookID{Kind: kind, Of: string(i.ID)}, checkins.Book{Text: text}, checkins.Delivered{}, now, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	read := func(kind checkins.BookKind, v any) {
		b, err := w.mem.Book(w.ctx, s.Org.ID, checkins.BookID{Kind: kind, Of: string(i.ID)})
		if err == nil {
			err = json.Unmarshal(b.Text, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(checkins.BookPromises, checkins.Promises{All: []checkins.Promise{promise("told", -50, checkins.PromiseKept), promise("untold", -40, ""), promise("young", -20, "")}})
	write(checkins.BookRecalls, checkins.Recalls{Past: []checkins.Recall{recall(-60), recall(-10)}})
	talk := checkins.WhyTalk{Asked: days(-70), Due: days(-60), Lines: lines(-65), Versions: []checkins.WhyVersion{{
		Text: "fewer calls", At: days(-60), Said: map[checkins.PersonID]checkins.WhySaid{"it1": checkins.SaidSame}, Other: lines(-59),
	}}}
	if err := w.mem.Say(w.ctx, s.Org.ID, i.ID, talk, checkins.Delivered{}, now, nil); err != nil {
		t.Fatal(err)
	}
	o := s.Org
	o.Retention = 1
	for range 2 { // the second time there is nothing to do
		if _, err := checkins.Retain(w.ctx, w.mem, o, s.Initiatives[:1], now); err != nil {
			t.Fatal(err)
		}
	}
	var ps checkins.Promises
	read(checkins.BookPromises, &ps)
	for n, want := range []struct {
		is   checkins.PromiseSaid
		said int
	}{{checkins.PromiseKept, 0}, {checkins.PromiseKept, 0}, {"", 3}} {
		if p := ps.All[n]; p.Is != want.is || len(p.Said) != want.said || p.What == "" || p.By == "" {
			t.Errorf("%s: %+v, want %+v", p.ID, p, want)
		}
	}
	var rs checkins.Recalls
	read(checkins.BookRecalls, &rs)
	if old, young := rs.Past[0], rs.Past[1]; len(old.Lines)+len(old.Said) != 0 || len(young.Lines) != 1 || len(young.Said) != 1 {
		t.Errorf("%+v", rs)
	}
	after, err := w.mem.WhyTalk(w.ctx, s.Org.ID, i.ID)
	if err != nil {
		t.Fatal(err)
	}
	v := after.Versions[0]
	if len(after.Lines) != 1 || after.Lines["it2"].Text != "new" || len(v.Other) != 1 || v.Said["it1"] != checkins.SaidSame || after.Rev != 2 {
		t.Errorf("%+v", after)
	}
}
