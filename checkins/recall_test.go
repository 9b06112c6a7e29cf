package checkins_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// stated is an initiative with a shared why, which its pulse asks about.
func stated() checkins.Initiative {
	i := checkinstest.Setup(2).Initiatives[0]
	i.Pulse.Dimensions = []scoring.Dimension{checkins.Value, checkins.Delivery, checkins.Feasibility, checkins.PriorityDim, checkins.WhyDim}
	return i
}

// The why is said again six weeks after it was asked for, confirmed or said last.
func TestRecallDue(t *testing.T) {
	i := stated()
	silent := i
	silent.Pulse.Dimensions = []scoring.Dimension{checkins.Value}
	open := i
	open.WhyConfirmed = nil
	on := func(d checkins.Date) checkins.Recall { return checkins.Recall{Round: checkins.RoundIDOf(i.ID, d)} }
	asked := checkins.WhyTalk{Asked: time.Date(2026, time.March, 20, 9, 0, 0, 0, time.UTC)}
	held := checkins.WhyTalk{Versions: []checkins.WhyVersion{{Text: i.Why, Held: time.Date(2026, time.March, 27, 9, 0, 0, 0, time.UTC)}}}
	other := checkins.WhyTalk{Versions: []checkins.WhyVersion{{Text: "Another.", Held: time.Date(2026, time.March, 27, 9, 0, 0, 0, time.UTC)}}}
	for name, c := range map[string]struct {
		i     checkins.Initiative
		talk  checkins.WhyTalk
		last  checkins.Recall
		first checkins.Date
		on    checkins.Date
		want  bool
	}{
		"five weeks after the first check-in":        {i, checkins.WhyTalk{}, checkins.Recall{}, "2026-03-03", "2026-04-07", false},
		"six weeks after it":                         {i, checkins.WhyTalk{}, checkins.Recall{}, "2026-03-03", "2026-04-14", true},
		"in the sixth week, on an earlier weekday":   {i, checkins.WhyTalk{}, checkins.Recall{}, "2026-03-06", "2026-04-13", true},
		"before any check-in has closed":             {i, asked, checkins.Recall{}, "", "2027-01-05", false},
		"nobody asks about it":                       {silent, checkins.WhyTalk{}, checkins.Recall{}, "2026-03-03", "2026-05-05", false},
		"nobody asks to rate it, but it was asked":   {silent, asked, checkins.Recall{}, "2026-03-03", "2026-05-05", true},
		"asked for later than the first":             {i, asked, checkins.Recall{}, "2026-03-03", "2026-04-14", false},
		"confirmed later":                            {i, held, checkins.Recall{}, "2026-03-03", "2026-04-28", false},
		"six weeks after it was confirmed":           {i, held, checkins.Recall{}, "2026-03-03", "2026-05-05", true},
		"another was confirmed later":                {i, other, checkins.Recall{}, "2026-03-03", "2026-04-28", true},
		"five weeks after it was said again":         {i, held, on("2026-05-05"), "2026-03-03", "2026-06-09", false},
		"six weeks after it was said again":          {i, held, on("2026-05-05"), "2026-03-03", "2026-06-16", true},
		"the sides have not confirmed one":           {open, checkins.WhyTalk{}, checkins.Recall{}, "2026-03-03", "2026-05-05", false},
		"over the turn of a year with week 53 in it": {i, checkins.WhyTalk{}, on("2026-12-01"), "2026-03-03", "2027-01-12", true},
	} {
		if got := checkins.RecallDue(c.i, c.talk, c.last, c.first, c.on); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// How the why is rated is asked in the first rounds, and then with the lines alone.
func TestStatedWhy(t *testing.T) {
	p := stated().Pulse
	has := func(p checkins.Pulse) bool {
		for _, d := range p.Dimensions {
			if d == checkins.WhyDim {
				return true
			}
		}
		return false
	}
	pressing := checkins.Standing{}
	pressing.Of(checkins.WhyDim).Said.Open = true
	all := p
	all.AllItems = true
	only := p
	only.Dimensions = []scoring.Dimension{checkins.WhyDim}
	for name, c := range map[string]struct {
		p     checkins.Pulse
		seq   int
		again bool
		s     checkins.Standing
		want  bool
	}{
		"third": {p, 3, false, checkins.Standing{}, true}, "fourth": {p, 4, false, checkins.Standing{}, false},
		"again": {p, 7, true, checkins.Standing{}, true}, "alert": {p, 7, false, pressing, true},
		"all items": {all, 7, false, checkins.Standing{}, true}, "only": {only, 7, false, checkins.Standing{}, true},
	} {
		if got := has(checkins.Stated(c.p, c.seq, c.again, c.s)); got != c.want {
			t.Errorf("%s: asked %v", name, got)
		}
	}
	plan := checkins.Plan{Items: []scoring.Dimension{checkins.Value, checkins.Delivery}, Guesses: []scoring.Dimension{checkins.Delivery}}
	want := checkins.Plan{Items: []scoring.Dimension{checkins.Value, checkins.WhyDim}, Guesses: []scoring.Dimension{}}
	if d := cmp.Diff(want, checkins.Insisting(plan, p.Dimensions)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]scoring.Dimension{checkins.Value, checkins.Delivery}, plan.Items); d != "" {
		t.Errorf("it changed what it was given: %s", d)
	}
	lone := checkins.Plan{Items: []scoring.Dimension{checkins.Value}}
	if d := cmp.Diff(lone, checkins.Insisting(lone, p.Dimensions)); d != "" {
		t.Errorf("of the only item: %s", d)
	}
	if d := cmp.Diff(plan, checkins.Insisting(plan, []scoring.Dimension{checkins.Value})); d != "" {
		t.Errorf("where it is not asked: %s", d)
	}
}

// Lines are read when they were released, and what a side says from three of its leads on.
func TestRecallSide(t *testing.T) {
	i := stated()
	line := func(text string, released bool, s scoring.Side) checkins.RecallLine {
		return checkins.RecallLine{WhyLine: checkins.WhyLine{Text: text, Released: released}, Side: s}
	}
	it := i.SideLeads(scoring.IT)
	x := checkins.Recall{
		Round: "crm@2026-04-14",
		Lines: map[checkins.PersonID]checkins.RecallLine{it[0]: line("mine", true, scoring.IT), it[1]: line("secret", false, scoring.IT), "ben": line("theirs", true, scoring.Biz)},
		Said:  map[checkins.PersonID]checkins.WhySaid{it[0]: checkins.SaidSame, it[1]: checkins.SaidElse, "ben": checkins.SaidSame},
	}
	x.Due = berlin(0, 10)
	soon, late := berlin(6, 10), berlin(7, 10)
	if d := cmp.Diff(checkins.RecallSide{Wrote: 2, Lines: []string{"mine"}}, checkins.SideOf(x, i, scoring.IT, late)); d != "" {
		t.Error(d)
	}
	x.Said[it[2]] = checkins.SaidElse
	if d := cmp.Diff(map[checkins.WhySaid]int{checkins.SaidSame: 1, checkins.SaidElse: 2}, checkins.SideOf(x, i, scoring.IT, soon).Said); d != "" {
		t.Error(d)
	}
	more := i
	more.Leads[scoring.IT] = append(slices.Clone(it), "it9")
	if got := checkins.SideOf(x, more, scoring.IT, soon).Said; got != nil {
		t.Errorf("while one of four has not said it yet: %v", got)
	}
	if got := checkins.SideOf(x, more, scoring.IT, late).Said; len(got) != 2 {
		t.Errorf("after a week: %v", got)
	}
	r, went := checkins.Recalls{Past: []checkins.Recall{x}}.Without(it[1])
	if got := checkins.SideOf(r.Past[0], i, scoring.IT, late); went != 1 || got.Wrote != 1 || got.Said != nil {
		t.Errorf("without a lead: %d went, %+v", went, got)
	}
	if len(x.Lines) != 3 || len(x.Said) != 4 {
		t.Error("erasing changed what it was given")
	}
	few := i
	few.Leads[scoring.IT] = it[:2]
	few.Accepted = it[:1]
	if got := checkins.SideOf(x, few, scoring.IT, late).Said; got != nil {
		t.Errorf("what was said in confidence is shown by name: %v", got)
	}
	x.Mode[scoring.IT] = scoring.Named
	if d := cmp.Diff(map[checkins.WhySaid]int{checkins.SaidSame: 1}, checkins.SideOf(x, few, scoring.IT, late).Said); d != "" {
		t.Errorf("of a named side, of which one accepted: %s", d)
	}
}

// It is asked once, of who is asked nothing else that week, and goes with who wrote it.
func TestRecallIsAsked(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Pulse.Dimensions = stated().Pulse.Dimensions
	w := newWorld(t, s)
	for week := range 6 {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), 4, 4)
	}
	// That week two of three leads of IT are asked something else: it waits a week.
	it := w.setup.Initiatives[0].SideLeads(scoring.IT)
	for _, p := range it[:2] {
		l := checkins.Letter{ID: checkins.ExtraLetter(checkinstest.Acme, p, checkinstest.First.AddDays(42)), Kind: checkins.KindNotice, To: checkinstest.SlackAccount(p), Lead: p, Due: berlin(400, 9)}
		if err := w.mem.Post(w.ctx, checkinstest.Acme, l); err != nil {
			t.Fatal(err)
		}
	}
	w.until(berlin(48, 12))
	if n := len(w.shown(checkins.KindRecall)); n > 0 {
		t.Fatalf("%d were asked in a week with something else", n)
	}
	w.until(berlin(50, 12))
	if n := len(w.shown(checkins.KindRecall)); n != 6 {
		t.Fatalf("%d were asked", n)
	}
	about := checkins.Deed{From: checkinstest.SlackAccount("ana"), What: string(checkins.DialogRecall), Initiative: checkinstest.CRM, Delivery: "open"}
	m, err := w.desk.Do(w.ctx, about)
	if err != nil {
		t.Fatal(err)
	}
	d := dialog(t, m, "line", "released")
	if m := w.fill("ana", d, map[string][]string{"line": {"one customer"}, "released": {"1"}}); !said(checkins.DoneWhyLine, m) {
		t.Fatalf("%+v", m)
	}
	w.until(berlin(52, 12)) // it has closed
	if m, err = w.desk.Do(w.ctx, about); err != nil {
		t.Fatal(err)
	}
	shown, is := m.(checkins.WhyAgain)
	if !is || len(shown.Sides) != 2 || !shown.Open {
		t.Fatalf("after the close she reads %+v", m)
	}
	judge := about
	judge.What, judge.Delivery = checkins.DeedAgainElse, "judge"
	if m, err = w.desk.Do(w.ctx, judge); err != nil {
		t.Fatal(err)
	}
	if _, is := m.(checkins.WhyAgain); !is {
		t.Errorf("with no line of the other side she says %+v", m)
	}
	f, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "ana")
	if err != nil || f.Books != 1 {
		t.Errorf("forgotten: %+v %v", f, err)
	}
}

// The question what comes first is an extra of the same week: where both fall on one
// opening the why is asked, and the other a week later.
func TestRecallBesideRanking(t *testing.T) {
	w := ranking(t, 2, func(s *checkins.Setup) {
		s.Initiatives[0].Pulse.Dimensions = stated().Pulse.Dimensions
		s.Initiatives[0].Pulse.Every, s.Initiatives[0].Pulse.Anchor = 2, "2026-03-24"
		s.Next[checkinstest.CRM] = berlin(21, 10)
	})
	for day := 21; day <= 63; day += 14 { // 24 March to 5 May
		w.until(berlin(day, 11))
		if day < 63 {
			w.everybody(roundOn(day), 4, 4)
		}
	}
	w.until(berlin(65, 12))
	if n := len(w.shown(checkins.KindRecall)); n != 6 {
		t.Errorf("%d were asked for the why", n)
	}
	before := len(w.shown(checkins.KindRank))
	w.until(berlin(84, 12)) // 26 May
	if n := len(w.shown(checkins.KindRank)) - before; n != 6 {
		t.Errorf("%d were asked what comes first, later in the month", n)
	}
}

// What a side said together stays once its lines go with their time, and nothing else does.
func TestRecallAges(t *testing.T) {
	i := checkinstest.Initiative(2)
	due := berlin(0, 10)
	x := checkins.Recall{
		Round: roundOn(0), Due: due,
		Lines: map[checkins.PersonID]checkins.RecallLine{"ana": {WhyLine: checkins.WhyLine{Text: "mine", Released: true}}},
		Said:  map[checkins.PersonID]checkins.WhySaid{"ana": checkins.SaidElse, "it1": checkins.SaidElse, "it2": checkins.SaidSame, "ben": checkins.SaidElse},
	}
	now := due.AddDate(0, 2, 0)
	r := checkins.RecallsAged(checkins.Recalls{Past: []checkins.Recall{x}}, i, now.AddDate(0, -1, 0))
	r = checkins.RecallsAged(r, i, now)
	want := checkins.RecallSide{Side: scoring.IT, Past: true, Said: map[checkins.WhySaid]int{checkins.SaidElse: 2, checkins.SaidSame: 1}}
	if d := cmp.Diff(want, checkins.SideOf(r.Past[0], i, scoring.IT, now)); d != "" {
		t.Error(d)
	}
	if got := checkins.SideOf(r.Past[0], i, scoring.Biz, now); got.Said != nil { // one of three
		t.Errorf("%+v", got)
	}
	if got := r.Past[0]; got.Lines != nil || got.Said != nil {
		t.Errorf("%+v", got)
	}
}
