package checkins_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// agreeing is a world on Tuesday 3 March with an owner who leads nothing, and n more
// leads on each side than one.
func agreeing(t *testing.T, n int, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(n)
	s.Initiatives[0].Owner = "may"
	s.People = append(s.People, checkinstest.Person("may", "May Owens"))
	for _, c := range change {
		c(&s)
	}
	w := newWorld(t, s)
	w.until(berlin(0, 11))
	return w
}

// asks types something.
func (w *world) commands(p checkins.PersonID, c checkins.Command) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Command(w.ctx, checkins.Request{From: account(p), Delivery: "command-" + itoa(w.presses), Command: c})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// about presses a button that is about something.
func (w *world) about(p checkins.PersonID, what, subject string, letter checkins.LetterID) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: account(p), Delivery: "deed-" + itoa(w.presses), What: what, Letter: letter, Initiative: checkinstest.CRM, Subject: subject})
	if err != nil {
		w.t.Fatal(err)
	}
	w.turn()
	return m
}

// promises has the owner write a promise down, and returns its id.
func (w *world) promises(by checkins.PersonID, what, date, to string) string {
	w.t.Helper()
	d := dialog(w.t, w.commands("may", checkins.Command{Verb: checkins.VerbCommit}), "who", "what", "by", "to")
	if m := w.fill("may", d, map[string][]string{"who": {string(by)}, "what": {what}, "by": {date}, "to": {to}}); !said(checkins.DonePromise, m) {
		w.t.Fatalf("%+v", m)
	}
	list := w.listed("may")
	for _, l := range list.Open {
		if l.What == what {
			return l.ID
		}
	}
	w.t.Fatalf("not listed: %+v", list)
	return ""
}

func (w *world) listed(p checkins.PersonID) checkins.Commitments {
	w.t.Helper()
	m, ok := w.commands(p, checkins.Command{Verb: checkins.VerbCommit, Topic: checkins.TopicList}).(checkins.Commitments)
	if !ok {
		w.t.Fatalf("%s reads no list", p)
	}
	return m
}

// turns are the letters about promises that somebody has, the latest last.
func (w *world) turns(p checkins.PersonID, what checkins.PromiseWhat) []checkins.PromiseTurn {
	var all []checkins.PromiseTurn
	for _, s := range w.to(checkins.KindPromise, p) {
		if m := s.Message.(checkins.PromiseTurn); m.What == what {
			all = append(all, m)
		}
	}
	return all
}

// A promise from its first day to its last: who promised hears of it and is reminded, the
// other side is asked on its date, and what most of it say counts.
func TestPromiseIsKept(t *testing.T) {
	w := agreeing(t, 2)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	if got := w.turns("ana", checkins.PromiseNoted); len(got) != 1 || got[0].By != "May Owens" || !got[0].Lines[0].Moves || !got[0].Lines[0].Mine {
		t.Fatalf("ana hears %+v", got)
	}
	if m := w.about("ben", checkins.DeedKept, id, ""); !refused(checkins.HelpPromiseEarly, m) {
		t.Errorf("before its date: %+v", m)
	}
	w.until(berlin(9, 8))
	if got := w.turns("ana", checkins.PromiseSoon); len(got) != 0 {
		t.Error("she is reminded early")
	}
	w.until(berlin(9, 9))
	if got := w.turns("ana", checkins.PromiseSoon); len(got) != 1 {
		t.Fatalf("she is reminded by %d", len(got))
	}
	w.until(berlin(10, 14))
	if got := w.turns("ben", checkins.PromiseAsk); len(got) != 0 {
		t.Fatal("ben is asked early")
	}
	w.until(berlin(10, 15))
	for _, p := range []checkins.PersonID{"ben", "biz1", "biz2"} {
		got := w.turns(p, checkins.PromiseAsk)
		if len(got) != 1 || !got[0].Lines[0].Judges || !got[0].Until.Equal(berlin(15, 10)) {
			t.Fatalf("%s is asked %+v", p, got)
		}
	}
	if len(w.turns("it1", checkins.PromiseAsk))+len(w.turns("ana", checkins.PromiseAsk)) > 0 {
		t.Error("the own side is asked")
	}
	letter := w.turns("ben", checkins.PromiseAsk)[0].Letter
	if m := w.about("biz1", checkins.DeedKept, id, letter); !refused(checkins.HelpNotYours, m) {
		t.Errorf("by another's letter: %+v", m)
	}
	if m := w.about("it1", checkins.DeedKept, id, ""); !refused(checkins.HelpNotJudge, m) {
		t.Errorf("by the own side: %+v", m)
	}
	for range 2 { // pressed twice
		if m := w.about("ben", checkins.DeedMissed, id, letter); !said(checkins.DoneJudged+"_missed", m) {
			t.Fatalf("%+v", m)
		}
	}
	if m := w.about("ben", checkins.DeedKept, id, letter); !said(checkins.DoneJudged+"_kept", m) { // thought better of
		t.Fatalf("%+v", m)
	}
	w.about("biz1", checkins.DeedKept, id, "")
	if got := w.turns("may", checkins.PromiseIsSaid); len(got) != 0 {
		t.Fatal("the owner hears before all have said it")
	}
	w.about("biz2", checkins.DeedMissed, id, "")
	for _, p := range []checkins.PersonID{"may", "ana"} {
		if got := w.turns(p, checkins.PromiseIsSaid); len(got) != 1 || got[0].Lines[0].Is != checkins.PromiseKept {
			t.Errorf("%s hears %+v", p, got)
		}
	}
	if got := w.turns("ben", checkins.PromiseAsk)[0].Lines[0]; got.Is != checkins.PromiseKept || got.Judges {
		t.Errorf("ben's letter says %+v", got)
	}
	if m := w.about("ben", checkins.DeedMissed, id, ""); !refused(checkins.HelpPromiseOver, m) {
		t.Errorf("afterwards: %+v", m)
	}
	list := w.listed("may")
	if diff := cmp.Diff([2]checkins.KeptRate{scoring.IT: {Of: 1, Kept: 1, Quarters: [4]checkins.KeptQuarter{3: {Of: 1, Kept: 1}}}}, list.Kept); diff != "" || len(list.Past) != 1 || len(list.Open) != 0 {
		t.Errorf("the list says %+v %s", list, diff)
	}
	w.until(berlin(20, 12))
	if got := w.turns("may", checkins.PromiseIsSaid); len(got) != 1 {
		t.Errorf("the owner hears %d times", len(got))
	}
}

// Who promised something is told so, but not where others read it, too.
func TestPromiserIsCalledYou(t *testing.T) {
	w := agreeing(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Owner = "ana" })
	d := dialog(t, w.commands("ana", checkins.Command{Verb: checkins.VerbCommit}), "who", "what", "by", "to")
	w.fill("ana", d, map[string][]string{"who": {"ana"}, "what": {"A test system."}, "by": {"2026-03-13"}, "to": {"biz"}})
	brief, _ := w.commands("ana", checkins.Command{Verb: checkins.VerbBrief}).(checkins.Brief)
	w.until(berlin(20, 11))
	digest, _ := w.commands("ana", checkins.Command{Verb: checkins.VerbDigest}).(checkins.Digest)
	if len(brief.Parts) != 1 || len(brief.Parts[0].Promises) != 1 || len(digest.Late) != 1 {
		t.Fatalf("%+v %+v", brief, digest)
	}
	for _, x := range []struct {
		where string
		line  checkins.PromiseLine
		mine  bool
	}{
		{"her list", w.listed("ana").Open[0], true},
		{"the list of another lead", w.listed("ben").Open[0], false},
		{"her digest", digest.Late[0].PromiseLine, true},
		{"her brief, which she takes to others,", brief.Parts[0].Promises[0], false},
	} {
		if x.line.Mine != x.mine || x.line.By != "Ana Ruiz" {
			t.Errorf("%s has %+v", x.where, x.line)
		}
	}
}

// Where it is read besides: in a brief, in the digest once its date has passed, and in the
// own data of who promised.
func TestPromiseIsDue(t *testing.T) {
	w := agreeing(t, 1)
	w.promises("ana", "A test system.", "2026-03-06", "biz")
	w.promises("ana", "All of it.", "2026-06-05", "biz")
	if b, ok := w.commands("may", checkins.Command{Verb: checkins.VerbBrief}).(checkins.Brief); !ok || len(b.Parts) != 1 || len(b.Parts[0].Promises) != 1 {
		t.Errorf("the brief says %+v", b)
	}
	late := func() int {
		return len(w.commands("may", checkins.Command{Verb: checkins.VerbDigest}).(checkins.Digest).Late)
	}
	w.until(berlin(3, 18))
	if n := late(); n != 0 {
		t.Errorf("on its date %d are late", n)
	}
	w.until(berlin(6, 10))
	if n := late(); n != 0 {
		t.Errorf("%d are late while the other side may still say what came of it", n)
	}
	w.until(berlin(9, 12))
	if n := late(); n != 1 {
		t.Errorf("after that %d are late", n)
	}
	if back, ok := w.about("may", checkins.DeedLookBack, "", "").(checkins.LookBack); !ok || back.Parts[0].Unjudged != 1 || back.Parts[0].Unsaid != 0 {
		t.Errorf("the look back says %+v", back)
	}
	for p, want := range map[checkins.PersonID]int{"ana": 2, "may": 2, "ben": 0, "biz1": 0} {
		m := w.commands(p, checkins.Command{Verb: checkins.VerbExport}).(checkins.Mine)
		if n := len(m.Parts[0].Promises); n != want {
			t.Errorf("%s reads %d as their own", p, n)
		}
	}
	w.about("ben", checkins.DeedKept, w.listed("ben").Open[0].ID, "")
	if own := w.commands("ben", checkins.Command{Verb: checkins.VerbExport}).(checkins.Mine).Parts[0].Promises; len(own) != 1 || own[0].Said != checkins.PromiseKept {
		t.Errorf("ben reads %+v as what he said", own)
	}
	if n := late(); n != 0 {
		t.Errorf("judged, %d are late", n)
	}
}

// Its time is over: what was said until then counts, of a tie partly.
func TestPromiseIsCountedWhenItsTimeIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		more int
		said map[checkins.PersonID]string
		want checkins.PromiseSaid
	}{
		"one":     {1, map[checkins.PersonID]string{"ben": checkins.DeedMissed}, checkins.PromiseMissed},
		"tie":     {4, map[checkins.PersonID]string{"ben": checkins.DeedMissed, "biz1": checkins.DeedMissed, "biz2": checkins.DeedKept, "biz3": checkins.DeedKept}, checkins.PromisePartly},
		"partly":  {1, map[checkins.PersonID]string{"ben": checkins.DeedPartly}, checkins.PromisePartly},
		"nothing": {1, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, c.more)
			id := w.promises("ana", "A test system.", "2026-03-13", "biz")
			w.until(berlin(10, 16))
			for p, what := range c.said {
				w.about(p, what, id, "")
			}
			w.until(berlin(15, 9))
			if len(w.turns("may", checkins.PromiseIsSaid)) > 0 {
				t.Error("it was counted early")
			}
			w.until(berlin(15, 12))
			got := w.turns("may", checkins.PromiseIsSaid)
			if c.want == "" {
				if len(got) != 0 {
					t.Errorf("the owner hears %+v", got)
				}
				// Who says it later is heard all the same.
				w.about("ben", checkins.DeedKept, id, "")
				got, c.want = w.turns("may", checkins.PromiseIsSaid), checkins.PromiseKept
			}
			if len(got) != 1 || got[0].Lines[0].Is != c.want {
				t.Errorf("the owner hears %+v", got)
			}
		})
	}
}

// Who promised may move the date once, until it has come; both dates are shown, and the
// other side is asked on the new one.
func TestPromiseIsMovedOnce(t *testing.T) {
	w := agreeing(t, 2)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(9, 10))
	if m := w.about("may", checkins.DeedMove, id, ""); !refused(checkins.HelpNotPromiser, m) {
		t.Errorf("by the owner: %+v", m)
	}
	d := dialog(t, w.about("ana", checkins.DeedMove, id, w.turns("ana", checkins.PromiseSoon)[0].Letter), "by")
	for date, why := range map[string]string{"2026-03-14": "day_off", "2026-03-12": "not_later", "2026-03-11": "past", "2028-03-10": "far"} {
		if got := wrong(w.fill("ana", d, map[string][]string{"by": {date}}), "by"); got != why {
			t.Errorf("to %s: %q", date, got)
		}
	}
	for range 2 { // sent twice
		if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-20"}}); !said(checkins.DonePromiseMoved, m) {
			t.Fatalf("%+v", m)
		}
	}
	if m := w.about("ana", checkins.DeedMove, id, ""); !refused(checkins.HelpPromiseMoved, m) {
		t.Errorf("again: %+v", m)
	}
	if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-25"}}); !refused(checkins.HelpPromiseMoved, m) {
		t.Errorf("again: %+v", m)
	}
	if l := w.listed("ben").Open[0]; l.Due != "2026-03-20" || l.First != "2026-03-13" {
		t.Errorf("the list says %+v", l)
	}
	if l := w.turns("ana", checkins.PromiseSoon)[0].Lines[0]; l.First != "2026-03-13" || l.Moves {
		t.Errorf("her letter says %+v", l)
	}
	w.until(berlin(16, 12))
	if len(w.turns("ben", checkins.PromiseAsk)) != 0 || len(w.turns("ana", checkins.PromiseSoon)) != 2 {
		t.Errorf("ben is asked %d times, ana reminded %d times", len(w.turns("ben", checkins.PromiseAsk)), len(w.turns("ana", checkins.PromiseSoon)))
	}
	w.until(berlin(17, 15))
	if got := w.turns("ben", checkins.PromiseAsk); len(got) != 1 || got[0].Lines[0].First != "2026-03-13" {
		t.Errorf("ben is asked %+v", got)
	}
}

// A win is said once in a month in which each side kept a promise to the other, and says
// nothing of what was promised.
func TestPromisesOfBothSidesAreAWin(t *testing.T) {
	w := agreeing(t, 0)
	keeps := func(by, judge checkins.PersonID, date, to string, day int) {
		id := w.promises(by, "From "+string(by)+" by "+date, date, to)
		w.until(berlin(day, 16))
		w.about(judge, checkins.DeedKept, id, "")
	}
	keeps("ana", "ben", "2026-03-05", "biz", 2)
	if n := len(w.shown(checkins.KindWin)); n != 0 {
		t.Fatalf("%d wins of one side", n)
	}
	keeps("ben", "ana", "2026-03-10", "it", 7)
	keeps("ana", "ben", "2026-03-17", "biz", 14)
	got := w.shown(checkins.KindWin)
	if len(got) != 1 {
		t.Fatalf("%d wins", len(got))
	}
	if m := got[0].Message.(checkins.Won); m.Win.Key != "2026-03" || m.Win.Text != "" {
		t.Errorf("the channel reads %+v", m)
	}
}

// It can be withdrawn until the next day; later it can only be judged.
func TestPromiseIsWithdrawn(t *testing.T) {
	w := agreeing(t, 2)
	id, stays := w.promises("ana", "A test system.", "2026-03-13", "biz"), w.promises("ana", "Real data.", "2026-03-13", "biz")
	if m := w.about("ben", checkins.DeedUndo, id, ""); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("by the other side: %+v", m)
	}
	for range 2 {
		if m := w.about("ana", checkins.DeedUndo, id, ""); !said(checkins.DonePromiseOff, m) {
			t.Errorf("%+v", m)
		}
	}
	w.until(berlin(2, 10))
	if m := w.about("may", checkins.DeedUndo, stays, ""); !refused(checkins.HelpPromiseStands, m) {
		t.Errorf("two days later: %+v", m)
	}
	w.until(berlin(10, 16))
	got := w.turns("ben", checkins.PromiseAsk)
	if len(got) != 1 || len(got[0].Lines) != 1 || got[0].Lines[0].ID != stays {
		t.Errorf("ben is asked %+v", got)
	}
	if got := w.turns("ana", checkins.PromiseNoted); !got[0].Gone || got[1].Gone {
		t.Errorf("ana's letters say %+v", got)
	}
}

// What comes due in one week is asked in one letter; another extra question puts it off
// to the week after.
func TestPromisesOfAWeekComeTogether(t *testing.T) {
	w := agreeing(t, 2)
	busy := checkins.Letter{
		ID: checkins.ExtraLetter(checkinstest.Acme, "biz1", "2026-03-13"), Kind: checkins.KindNeeds, Lead: "biz1", To: account("biz1"),
		Due: berlin(17, 9), Until: berlin(20, 10), About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{"other@2026-03-03"}},
	}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, busy); err != nil {
		t.Fatal(err)
	}
	w.promises("ana", "Real data.", "2026-03-13", "biz")
	w.promises("ana", "A test system.", "2026-03-11", "biz")
	w.until(berlin(10, 16))
	if got := w.turns("ben", checkins.PromiseAsk); len(got) != 1 || len(got[0].Lines) != 2 {
		t.Errorf("ben is asked %+v", got)
	}
	if got := w.turns("biz1", checkins.PromiseAsk); len(got) != 0 {
		t.Errorf("biz1 is asked %+v", got)
	}
	w.until(berlin(13, 16))
	if got := w.turns("biz1", checkins.PromiseAsk); len(got) != 1 {
		t.Errorf("biz1 is asked %+v in the week after", got)
	}
}

// Who may write one down, and what can be wrong with it.
func TestCommitIsTheOwners(t *testing.T) {
	w := agreeing(t, 2)
	if _, is := w.commands("ana", checkins.Command{Verb: checkins.VerbCommit}).(checkins.Commitments); !is {
		t.Error("a lead reads no list")
	}
	if m := w.about("ana", checkins.DeedCommit, "", ""); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead's button: %+v", m)
	}
	d := dialog(t, w.commands("may", checkins.Command{Verb: checkins.VerbCommit}), "who", "what", "by", "to")
	if m := w.fill("ana", d, map[string][]string{"who": {"ana"}, "what": {"x"}, "by": {"2026-03-13"}, "to": {"biz"}}); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead's form: %+v", m)
	}
	good := map[string][]string{"who": {"ana"}, "what": {"A test system."}, "by": {"2026-03-13"}, "to": {"biz"}}
	for _, c := range []struct{ field, value, why string }{
		{"what", "", "empty"}, {"what", strings.Repeat("x", 301), "long"}, {"by", "2026-03-14", "day_off"}, {"by", "2026-03-02", "past"},
		{"by", "2028-03-02", "far"}, {"to", "it", "own_side"}, {"who", "nobody", "choice"},
	} {
		values := map[string][]string{}
		for k, v := range good {
			values[k] = v
		}
		values[c.field] = []string{c.value}
		if c.value == "" {
			values[c.field] = nil
		}
		m := w.fill("may", d, values)
		if got := wrong(m, c.field); got != c.why {
			t.Errorf("%s %q: %q, want %q: %+v", c.field, c.value, got, c.why, m)
		}
	}
	if n := len(w.listed("may").Open); n != 0 {
		t.Errorf("%d were written down", n)
	}
	for range 2 { // sent twice, by hand
		if m := w.fill("may", d, good); !said(checkins.DonePromise, m) {
			t.Errorf("%+v", m)
		}
	}
	if n := len(w.listed("may").Open); n != 1 {
		t.Errorf("%d were written down", n)
	}
}

// Somebody is forgotten and the owner hands over: the promise stays, without the name, and
// the new owner hears what came of it.
func TestPromiseSurvivesPeople(t *testing.T) {
	w := agreeing(t, 4)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(10, 16))
	w.about("ben", checkins.DeedMissed, id, "")
	for _, p := range []checkins.PersonID{"biz1", "biz2", "biz3"} {
		w.about(p, checkins.DeedKept, id, "")
	}
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "ana"); err != nil {
		t.Fatal(err)
	}
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "ben"); err != nil {
		t.Fatal(err)
	}
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbHandover, To: "it1"}); !said(checkins.DoneHandedOver, m) {
		t.Fatalf("%+v", m)
	}
	if l := w.listed("it1").Open[0]; l.By != "" || l.What != "" {
		t.Errorf("the list says %+v", l)
	}
	w.until(berlin(16, 12))
	if got := w.turns("it1", checkins.PromiseIsSaid); len(got) != 1 || got[0].Lines[0].Is != checkins.PromiseKept {
		t.Errorf("the new owner hears %+v", got)
	}
	if got := w.turns("may", checkins.PromiseIsSaid); len(got) != 0 {
		t.Errorf("the old one hears %+v", got)
	}
}

// A message is saved with its author and its text; of several initiatives the form asks
// for which it is.
func TestSaveAsCommitment(t *testing.T) {
	w := agreeing(t, 2)
	channel := w.setup.Initiatives[0].Channels[0]
	q := checkins.Quoted{Request: checkins.Request{From: account("may"), Channel: channel, Delivery: "save"}, Author: account("ben"), Text: " We test it\nby Friday. " + strings.Repeat("x", 400)}
	m, err := w.desk.SaveAs(w.ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	d := dialog(t, m, "who", "what", "by", "to")
	if v := d.Fields[1].Value[0]; !strings.HasPrefix(v, "We test it by Friday. x") || len([]rune(v)) != 300 {
		t.Errorf("what: %q", v)
	}
	if diff := cmp.Diff([][]string{{"ben"}, {"2026-03-10"}, {"it"}}, [][]string{d.Fields[0].Value, d.Fields[2].Value, d.Fields[3].Value}); diff != "" {
		t.Error(diff)
	}
	q.Author = checkins.Account{Platform: q.Author.Platform, Team: q.Author.Team, ID: "U9999"}
	if m, err = w.desk.SaveAs(w.ctx, q); err != nil {
		t.Fatal(err)
	}
	if d := dialog(t, m, "who", "what", "by", "to"); len(d.Fields[0].Value)+len(d.Fields[3].Value) > 0 {
		t.Errorf("of somebody unknown: %+v", d.Fields)
	}
	q.From = account("ana")
	if m, err := w.desk.SaveAs(w.ctx, q); err != nil || !refused(checkins.HelpNotSaver, m) {
		t.Errorf("a lead saves %+v, %v", m, err)
	}
	q.From, q.Text = account("may"), " \n\u00a0"
	if m, err = w.desk.SaveAs(w.ctx, q); err != nil {
		t.Fatal(err)
	}
	if d := dialog(t, m, "who", "what", "by", "to"); len(d.Fields[1].Value) > 0 || d.Remarks[0].Key != "no_text" {
		t.Errorf("a picture: %+v", d)
	}
}

// asked answers whether somebody is a guest.
type asked func() (bool, error)

func (a asked) Guest(context.Context, checkins.Account, checkins.Account) (bool, error) { return a() }

// Somebody unknown saves nothing, also where nobody can say whether they are a guest: a
// message may stand in a chat in which the bot is not.
func TestStrangersSaveNothing(t *testing.T) {
	w := agreeing(t, 2)
	q := checkins.Quoted{Request: checkins.Request{From: account("may"), Channel: w.setup.Initiatives[0].Channels[0], Delivery: "save"}, Text: "x"}
	q.From.ID = "U9999"
	for _, c := range []struct {
		guest asked
		want  checkins.HelpText
	}{
		{func() (bool, error) { return true, nil }, checkins.HelpForeign},
		{func() (bool, error) { return false, nil }, checkins.HelpStranger},
		{func() (bool, error) { return false, errors.New("not in that chat") }, checkins.HelpStranger},
	} {
		w.desk.Guests = map[checkins.Platform]checkins.Guests{q.From.Platform: c.guest}
		if m, err := w.desk.SaveAs(w.ctx, q); err != nil || !refused(c.want, m) {
			t.Errorf("want %s: %+v, %v", c.want, m, err)
		}
	}
	q.From.Team = "T0999"
	if m, err := w.desk.SaveAs(w.ctx, q); err != nil || !refused(checkins.HelpNoInitiative, m) {
		t.Errorf("of nowhere: %+v, %v", m, err)
	}
}
