package checkins_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// ranking is a world of four initiatives with the same leads, n and one more on a side;
// only crm has check-ins.
func ranking(t *testing.T, n int, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(n)
	for _, id := range []string{"alpha", "beta", "gamma"} {
		i := checkinstest.Initiative(n)
		i.ID, i.Name, i.Channels = checkins.InitiativeID(id), "The "+id, nil
		s.Initiatives = append(s.Initiatives, i)
	}
	for _, c := range change {
		c(&s)
	}
	return newWorld(t, s)
}

func leadsOf(w *world, side scoring.Side) []checkins.PersonID {
	return w.setup.Initiatives[0].Leads[side]
}

// top are the values of the dialog.
func top(ids ...string) map[string][]string {
	values := map[string][]string{}
	for n, key := range []string{"first", "second", "third"} {
		if n < len(ids) && ids[n] != "" {
			values[key] = []string{ids[n]}
		}
	}
	return values
}

// ranks has a lead pick, from the portfolio.
func (w *world) ranks(p checkins.PersonID, ids ...string) {
	w.t.Helper()
	d := dialog(w.t, w.do(p, checkins.DeedRank, ""), "first", "second", "third")
	if m := w.fill(p, d, top(ids...)); !said(checkins.DoneRank, m) {
		w.t.Fatalf("%s: %+v", p, m)
	}
}

func (w *world) comes(p checkins.PersonID) *checkins.ComesFirst {
	w.t.Helper()
	m := w.asks(p, checkins.Command{Verb: checkins.VerbPortfolio})
	f, ok := m.(checkins.Portfolio)
	if !ok {
		w.t.Fatalf("%+v", m)
	}
	return f.First
}

// Every lead is asked once a month, in its first whole week, and not again by the other
// openings of the month.
func TestRankingIsAskedOnceAMonth(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(1, 10))
	asked := w.shown(checkins.KindRank)
	if len(asked) != 6 {
		t.Fatalf("%d leads were asked in the first week of March", len(asked))
	}
	if m := asked[0].Message.(checkins.Rank); m.Last != "2026-03-31" || len(m.Top) > 0 {
		t.Errorf("they read %+v", m)
	}
	w.until(berlin(27, 23))
	if n := len(w.shown(checkins.KindRank)); n != 6 {
		t.Fatalf("%d letters until the end of March", n)
	}
	// April 2026 begins on a Wednesday: its first whole week on the 6th, Easter Monday.
	w.until(berlin(35, 10))
	if n := len(w.shown(checkins.KindRank)); n != 12 {
		t.Fatalf("%d letters after the first week of April", n)
	}
	if l := w.to(checkins.KindRank, "ana")[1].Letter; !l.Due.Equal(berlin(35, 9)) || !l.Until.Equal(time.Date(2026, 4, 30, 22, 0, 0, 0, time.UTC)) {
		t.Errorf("due %v until %v", l.Due, l.Until)
	}
}

// Who is away, muted it all, stopped, or leads too little is not asked; who had another
// extra question that week is asked in the next one.
func TestRankingKeepsToPeople(t *testing.T) {
	w := ranking(t, 3, func(s *checkins.Setup) {
		for n := range s.People {
			p := &s.People[n]
			switch p.ID {
			case "it1":
				p.AwayFrom, p.AwayTo = "2026-03-01", "2026-03-31"
			case "it2":
				p.Stopped = true
			case "biz1":
				p.Muted = []checkins.InitiativeID{"crm", "alpha", "beta", "gamma"}
			}
		}
		for n := range s.Initiatives[2:] {
			i := &s.Initiatives[2+n]
			i.Leads[scoring.Biz] = slices.DeleteFunc(i.Leads[scoring.Biz], func(p checkins.PersonID) bool { return p == "biz2" })
		}
	})
	extra := checkins.Letter{
		ID: checkins.ExtraLetter(checkinstest.Acme, "biz3", "2026-03-03"), Kind: checkins.KindNeeds, Lead: "biz3", To: account("biz3"),
		Due: berlin(300, 0), About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{roundOn(0)}},
	}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, extra); err != nil {
		t.Fatal(err)
	}
	w.until(berlin(5, 23))
	var asked []checkins.PersonID
	for _, s := range w.shown(checkins.KindRank) {
		asked = append(asked, s.Letter.Lead)
	}
	slices.Sort(asked)
	if diff := cmp.Diff([]checkins.PersonID{"ana", "ben", "it3"}, asked); diff != "" {
		t.Fatalf("asked in the first week: %s", diff)
	}
	w.until(berlin(12, 23))
	if got := w.to(checkins.KindRank, "biz3"); len(got) != 1 || got[0].Letter.Due.Before(berlin(6, 0)) {
		t.Fatalf("biz3, the week after: %+v", got)
	}
	if m := w.commands("biz2", checkins.Command{Verb: checkins.VerbRank}); !refused(checkins.HelpNoRanking, m) {
		t.Errorf("asked for by command: %+v", m)
	}
	if m := w.do("biz2", checkins.DeedRank, ""); !refused(checkins.HelpNoRanking, m) {
		t.Errorf("with two initiatives: %+v", m)
	}
	w.ranks("biz1", "alpha", "beta", "gamma") // by their own wish at any time
}

// What was picked stands in the letter and the dialog, can be changed and taken back, and
// nobody else reads it.
func TestRankingIsChanged(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(1, 12))
	letter := w.to(checkins.KindRank, "ana")[0].Letter.ID
	d := dialog(t, w.do("ana", checkins.DeedRank, letter), "first", "second", "third")
	if !d.Opened || d.Letter != letter || len(d.Fields[0].Options) != 4 || d.Fields[0].Options[0].Name != "CRM migration" {
		t.Fatalf("%+v", d)
	}
	for what, tt := range map[string]struct {
		values map[string][]string
		wrong  [3]string
	}{
		"nothing": {top(), [3]string{"empty", "empty", "empty"}},
		"a hole":  {top("crm", "", "beta"), [3]string{"", "empty", ""}},
		"twice":   {top("crm", "beta", "crm"), [3]string{"", "", "twice"}},
		"thrice":  {top("crm", "crm", "crm"), [3]string{"", "twice", "twice"}},
		"unknown": {top("crm", "nothing", "beta"), [3]string{"", "choice", ""}},
	} {
		back := dialog(t, w.fill("ana", d, tt.values), "first", "second", "third")
		for n, f := range back.Fields {
			if f.Wrong != tt.wrong[n] || !slices.Equal(f.Value, tt.values[f.Key]) {
				t.Errorf("%s: field %d: %+v", what, n, f)
			}
		}
	}
	if m := w.fill("ana", d, top("beta", "crm", "gamma")); !said(checkins.DoneRank, m) || m.(checkins.Done).Until != "2026-03-31" {
		t.Fatalf("%+v", m)
	}
	if m := w.to(checkins.KindRank, "ana")[0].Message.(checkins.Rank); cmp.Diff([]string{"The beta", "CRM migration", "The gamma"}, m.Top) != "" {
		t.Errorf("the letter says %+v", m)
	}
	w.ranks("ana", "alpha", "beta", "gamma")
	again := dialog(t, w.do("ana", checkins.DeedRank, letter), "first", "second", "third")
	for n, want := range []string{"alpha", "beta", "gamma"} {
		if !slices.Equal(again.Fields[n].Value, []string{want}) {
			t.Errorf("place %d: %v", n+1, again.Fields[n].Value)
		}
	}
	if p := w.asks("ana", checkins.Command{Verb: checkins.VerbPriority}).(checkins.Portfolio); p.Rank == nil || len(p.Rank.Top) != 3 {
		t.Errorf("her portfolio: %+v", p.Rank)
	}
	mine := w.asks("ana", checkins.Command{Verb: checkins.VerbExport}).(checkins.Mine)
	if diff := cmp.Diff([]checkins.MineRank{{Month: "2026-03-01", Top: []string{"The alpha", "The beta", "The gamma"}}}, mine.Ranked); diff != "" {
		t.Errorf("kept of her: %s", diff)
	}
	if p := w.asks("ben", checkins.Command{Verb: checkins.VerbPortfolio}).(checkins.Portfolio); p.Rank == nil || len(p.Rank.Top) != 0 || p.First != nil {
		t.Errorf("his portfolio: %+v %+v", p.Rank, p.First)
	}
	if m := w.fill("ana", d, top()); !said(checkins.DoneRankOff, m) {
		t.Errorf("taken back: %+v", m)
	}
	if m := w.to(checkins.KindRank, "ana")[0].Message.(checkins.Rank); len(m.Top) != 0 {
		t.Errorf("the letter says %+v", m)
	}
	// A delivery that comes again stores nothing twice.
	s := checkins.Submission{From: account("ana"), Delivery: "same", What: checkins.DialogRank, Go: checkins.GoOn, Values: top("crm", "beta", "gamma")}
	for range 2 {
		if m, err := w.desk.Submit(w.ctx, s); err != nil || !said(checkins.DoneRank, m) {
			t.Fatalf("%+v %v", m, err)
		}
	}
}

// Nothing is compared before the month is over; then it is once, whatever happens to
// people and initiatives afterwards.
func TestRankingComesOutOnce(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(1, 12))
	for n, p := range leadsOf(w, scoring.IT) {
		w.ranks(p, []string{"crm", "crm", "crm"}[n], "alpha", "beta")
	}
	for _, p := range leadsOf(w, scoring.Biz) {
		w.ranks(p, "gamma", "beta", "alpha")
	}
	w.clock = time.Date(2026, 4, 1, 11, 59, 0, 0, time.UTC)
	if c := w.comes("ana"); c != nil {
		t.Fatalf("before the month is over everywhere: %+v", c)
	}
	w.clock = w.clock.Add(time.Minute)
	want := &checkins.ComesFirst{Month: "2026-03-01", Label: scoring.OrderDivergent, Moved: []checkins.Move{
		{Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}},
		{Initiative: checkins.Named{ID: "gamma", Name: "The gamma"}, Higher: scoring.Biz},
	}}
	if diff := cmp.Diff(want, w.comes("ana")); diff != "" {
		t.Fatalf("ana reads (-want +got):\n%s", diff)
	}
	if m := w.asks("ben", checkins.Command{Verb: checkins.VerbExport}).(checkins.Mine); len(m.Ranked) > 0 {
		t.Errorf("kept of him once it was compared: %+v", m.Ranked)
	}
	for _, p := range leadsOf(w, scoring.IT)[1:] {
		if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, p); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, w.comes("ana")); diff != "" {
		t.Fatalf("after two were erased (-want +got):\n%s", diff)
	}
	w.clock = w.clock.AddDate(0, 2, 0) // two months in which nobody ranked
	if diff := cmp.Diff(want, w.comes("ana")); diff != "" {
		t.Fatalf("two months later (-want +got):\n%s", diff)
	}
	w.clock = w.clock.AddDate(0, 1, 0)
	if c := w.comes("ana"); c != nil {
		t.Fatalf("three months later: %+v", c)
	}
}

// Numbers come from five leads a side, words from three, and nothing from fewer. Who is
// erased before the month is over does not count.
func TestRankingTellsWhatItMay(t *testing.T) {
	for name, tt := range map[string]struct {
		picks, forgets int
		label          scoring.PriorityLabel
		exact          bool
	}{
		"five": {5, 0, scoring.OrderDivergent, true}, "four": {4, 0, scoring.OrderDivergent, false},
		"three": {3, 0, scoring.OrderDivergent, false}, "two": {2, 0, "", false},
		"three, one erased": {3, 1, "", false}, "five, one erased": {5, 1, scoring.OrderDivergent, false},
	} {
		t.Run(name, func(t *testing.T) {
			w := ranking(t, 4)
			w.until(berlin(1, 12))
			for _, p := range leadsOf(w, scoring.IT)[:tt.picks] {
				w.ranks(p, "crm", "alpha", "beta")
			}
			for _, p := range leadsOf(w, scoring.Biz) {
				w.ranks(p, "gamma", "beta", "alpha")
			}
			for _, p := range leadsOf(w, scoring.IT)[tt.picks-tt.forgets : tt.picks] {
				if f, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, p); err != nil || f.Books != 1 {
					t.Fatalf("%+v %v", f, err)
				}
			}
			w.clock = time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
			c := w.comes("ben")
			if tt.label == "" {
				if c != nil {
					t.Fatalf("%+v", c)
				}
				return
			}
			if c == nil || c.Label != tt.label || len(c.Moved) != 2 {
				t.Fatalf("%+v", c)
			}
			at := [2]int{}
			if tt.exact {
				at = [2]int{1, 4}
			}
			if c.Moved[0].At != at || !c.Disputed("crm") || !c.Disputed("gamma") || c.Disputed("alpha") {
				t.Errorf("%+v", c.Moved)
			}
		})
	}
}

// A side without a shared order is told so, and nothing is said to move.
func TestRankingWithoutSharedOrder(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(1, 12))
	for n, p := range leadsOf(w, scoring.IT) {
		w.ranks(p, [][]string{{"crm", "alpha", "beta"}, {"beta", "gamma", "crm"}, {"alpha", "crm", "gamma"}}[n]...)
	}
	for _, p := range leadsOf(w, scoring.Biz) {
		w.ranks(p, "gamma", "beta", "alpha")
	}
	w.clock = time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	if c := w.comes("ana"); c == nil || c.Label != scoring.OrderNoneIT || c.Moved != nil {
		t.Fatalf("%+v", c)
	}
}

// All leads may answer at the same instant.
func TestRankingAtOnce(t *testing.T) {
	w := ranking(t, 20)
	w.until(berlin(1, 12))
	all := slices.Concat(leadsOf(w, scoring.IT), leadsOf(w, scoring.Biz))
	var wg sync.WaitGroup
	for _, p := range all {
		wg.Go(func() {
			s := checkins.Submission{From: account(p), Delivery: "at-once-" + string(p), What: checkins.DialogRank, Go: checkins.GoOn, Values: top("crm", "alpha", "beta")}
			if m, err := w.desk.Submit(w.ctx, s); err != nil || !said(checkins.DoneRank, m) {
				t.Errorf("%s: %+v %v", p, m, err)
			}
		})
	}
	wg.Wait()
	for _, p := range all {
		if f := w.asks(p, checkins.Command{Verb: checkins.VerbPortfolio}).(checkins.Portfolio); len(f.Rank.Top) != 3 {
			t.Errorf("%s: %+v", p, f.Rank)
		}
	}
}

// Only leads of a side rank: neither who owns or sponsors it all, nor who leads both
// sides, an admin, or a stranger. Who has not agreed to be named is not asked either.
func TestRankingIsForLeads(t *testing.T) {
	w := ranking(t, 2, func(s *checkins.Setup) {
		for _, p := range []checkins.PersonID{"olga", "sam", "bo", "adm", "shy"} {
			s.People = append(s.People, checkinstest.Person(p, string(p)))
		}
		s.Org.Admins = []checkins.PersonID{"adm"}
		for n := range s.Initiatives {
			i := &s.Initiatives[n]
			i.Owner, i.Sponsor = "olga", "sam"
			for _, side := range scoring.Sides {
				i.Leads[side] = append(i.Leads[side], "bo")
			}
		}
		for _, id := range []string{"x", "y", "z"} { // of one lead a side, who said nothing yet
			i := checkinstest.Initiative(0)
			i.ID, i.Name, i.Channels, i.Accepted = checkins.InitiativeID(id), "Small "+id, nil, nil
			i.Leads, i.Owner, i.Sponsor = [2][]checkins.PersonID{{"shy"}, {"olga"}}, "", ""
			s.Initiatives = append(s.Initiatives, i)
		}
	})
	w.until(berlin(1, 12))
	if n := len(w.shown(checkins.KindRank)); n != 6 {
		t.Errorf("%d were asked", n)
	}
	for p, want := range map[checkins.PersonID]checkins.HelpText{
		"olga": checkins.HelpNoRanking, "sam": checkins.HelpNoRanking, "bo": checkins.HelpNoRanking, "adm": checkins.HelpNoRanking,
		"shy": checkins.HelpNoRanking, "nobody": checkins.HelpStranger,
	} {
		if m := w.do(p, checkins.DeedRank, ""); !refused(want, m) {
			t.Errorf("%s: %+v", p, m)
		}
		d := checkins.Dialog{What: checkins.DialogRank}
		if m := w.fill(p, d, top("crm", "alpha", "beta")); !refused(want, m) {
			t.Errorf("%s sends: %+v", p, m)
		}
		if p == "nobody" {
			continue
		}
		if f, is := w.asks(p, checkins.Command{Verb: checkins.VerbPortfolio}).(checkins.Portfolio); is && f.Rank != nil {
			t.Errorf("%s may rank: %+v", p, f.Rank)
		}
	}
}

// Who gives everything away, and whose initiatives are paused, counts as those who are
// there when the month is over.
func TestRankingOfWhoLeft(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(1, 12))
	for _, side := range scoring.Sides {
		for _, p := range leadsOf(w, side) {
			w.ranks(p, "crm", "alpha", "beta")
		}
	}
	for n := range w.setup.Initiatives {
		i := &w.setup.Initiatives[n]
		i.Leads[scoring.Biz] = i.Leads[scoring.Biz][1:] // ben leads nothing any more
	}
	w.enrol()
	w.clock = time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	if c := w.comes("ana"); c != nil {
		t.Fatalf("two are left on a side: %+v", c)
	}
}

// What only one lead of a side can see is not said to move: that would be what they
// picked. Nor does a place of the others tell of it.
func TestRankingOfFewWhoSee(t *testing.T) {
	w := ranking(t, 5, func(s *checkins.Setup) {
		i := checkinstest.Initiative(5)
		i.ID, i.Name, i.Channels = "secret", "The secret", nil
		i.Leads[scoring.Biz] = i.Leads[scoring.Biz][:1]
		s.Initiatives = append(s.Initiatives, i)
		n := slices.IndexFunc(s.Initiatives, func(i checkins.Initiative) bool { return i.ID == "gamma" })
		g := &s.Initiatives[n]
		g.Leads[scoring.Biz] = g.Leads[scoring.Biz][:3]
	})
	w.until(berlin(1, 12))
	for _, p := range leadsOf(w, scoring.IT) {
		w.ranks(p, "secret", "gamma", "crm")
	}
	for n, p := range leadsOf(w, scoring.Biz) {
		w.ranks(p, [][]string{{"secret", "beta", "alpha"}, {"beta", "alpha", "gamma"}, {"beta", "alpha", "gamma"}, {"beta", "alpha", "crm"}, {"beta", "alpha", "crm"}, {"beta", "alpha", "crm"}}[n]...)
	}
	w.clock = time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC)
	want := &checkins.ComesFirst{Month: "2026-03-01", Label: scoring.OrderDivergent, Moved: []checkins.Move{
		{Initiative: checkins.Named{ID: "beta", Name: "The beta"}, Higher: scoring.Biz, At: [2]int{3, 1}}, // not 4: the secret has no place
		{Initiative: checkins.Named{ID: "gamma", Name: "The gamma"}},                                      // three of the business see it
	}}
	if diff := cmp.Diff(want, w.comes("ben")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
