package checkins_test

import (
	"slices"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// What is to be asked again comes before all that presses, to everybody, also to a lead
// whose turn it would be for something else.
func TestChooseAgain(t *testing.T) {
	var s checkins.Standing
	p := checkins.Pulse{Dimensions: []scoring.Dimension{"a", "b", "c", "d", "e"}}
	for n, d := range p.Dimensions {
		c := s.Of(d)
		c.Asked = 10 + n
		c.Said.Open = n < 3
	}
	s.Wanted = map[scoring.Dimension]int{"e": 7}
	c := checkins.Choose(p, 20, s)
	if c.Focus != "e" || c.Items[0] != "e" || len(c.Items) != 3 || !s.Pressing(c.Items[1]) || s.Pressing(c.Items[2]) && c.Items[2] == "" {
		t.Errorf("%+v", c)
	}
	s.Of("e").Said.Open = true
	c = checkins.Choose(p, 20, s)
	for _, lone := range []bool{false, true} {
		for k := 1; k <= 6; k++ {
			if plan := c.For(k, lone, s); !slices.Contains(plan.Items, "e") || !slices.Contains(plan.Guesses, "e") {
				t.Errorf("of %d initiatives, lone %v: %+v", k, lone, plan)
			}
		}
	}
	s.Wanted = map[scoring.Dimension]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}
	if c := checkins.Choose(p, 20, s); len(c.Items) != 3 {
		t.Errorf("over the budget: %+v", c)
	}
}

// Two agree at once: the second reads that, and what was typed stays.
func TestStepAgreedMeanwhile(t *testing.T) {
	w := alerted(t, 2)
	d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due")
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	values := map[string][]string{"text": {"A demo."}, "it": {"ana"}, "biz": {"ben"}, "due": {"2026-04-02"}}
	again := dialog(t, w.fill("ben", d, values), "text", "it", "biz", "due", "state")
	if f := again.Fields[0]; f.Wrong != "meanwhile" || f.Value[0] != "A demo." {
		t.Errorf("%+v", f)
	}
	values["state"] = []string{"open"}
	if m := w.fill("ben", again, values); !said(checkins.DoneStep, m) {
		t.Fatalf("%+v", m)
	}
	if a := w.alertCard(); a.Step.Text != "A demo." || a.Step.By != "Ben Lee" || a.Step.No != 1 {
		t.Errorf("%+v", a.Step)
	}
	for key, bad := range map[string][]string{"due": {"2026-03-20"}, "it": {"ben"}, "text": {""}} {
		d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due", "state")
		wrong := map[string][]string{"text": {"A demo."}, "it": {"ana"}, "biz": {"ben"}, "due": {"2026-04-02"}, "state": {"open"}}
		wrong[key] = bad
		back := dialog(t, w.fill("ben", d, wrong), "text", "it", "biz", "due", "state")
		if n := slices.IndexFunc(back.Fields, func(f checkins.Field) bool { return f.Wrong != "" }); n < 0 || back.Fields[n].Key != key {
			t.Errorf("%s %v: %+v", key, bad, back.Fields)
		}
	}
}

// Who had another extra question in that week is asked in the next.
func TestStepAskedInAFreeWeek(t *testing.T) {
	w := alerted(t, 2)
	w.until(berlin(20, 10)) // Monday 23 March
	w.asksBoth(6)
	w.agrees("ana", "Show the numbers.", "2026-03-26")
	w.until(berlin(26, 12)) // Sunday
	if n := len(w.shown(checkins.KindStep)); n != 0 {
		t.Fatalf("%d were asked twice in a week", n)
	}
	w.until(berlin(27, 11))
	if len(w.stepAsks("ana")) != 1 || len(w.stepAsks("ben")) != 1 {
		t.Errorf("asked: %+v", w.shown(checkins.KindStep))
	}
}

// A step that ends, or moves to another week, leaves the week of its question for another;
// still open after all, its owners are asked all the same.
func TestStepLeavesItsWeek(t *testing.T) {
	w := alerted(t, 2)
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	id := checkins.ExtraLetter(checkinstest.Acme, "ben", "2026-04-02")
	there := func() bool {
		ls, err := w.mem.Letters(w.ctx, checkinstest.Acme, id)
		if err != nil {
			t.Fatal(err)
		}
		return len(ls) > 0
	}
	change := func(due, state string) {
		t.Helper()
		values := map[string][]string{"text": {"Show the numbers."}, "it": {"ana"}, "biz": {"ben"}, "due": {due}, "state": {state}}
		d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due", "state")
		if _, is := w.fill("ben", d, values).(checkins.Done); !is {
			t.Fatal(due, state)
		}
	}
	if !there() {
		t.Fatal("nobody is to ask him")
	}
	change("2026-04-09", "open")
	if there() {
		t.Error("moved, its week is taken")
	}
	id = checkins.ExtraLetter(checkinstest.Acme, "ben", "2026-04-09")
	if !there() {
		t.Fatal("nobody is to ask him on the new date")
	}
	w.until(berlin(37, 11))
	letter := w.to(checkins.KindStep, "ana")[0].Letter.ID
	w.do("ana", checkins.DeedStepDone, letter)
	w.do("ana", checkins.DeedStepBack, letter)
	if n := len(w.shown(checkins.KindStep)); n != 2 {
		t.Errorf("%d were asked", n)
	}
}

// Of an owner who is forgotten the step stays without the name and their words; nobody asks them, and
// the owner of the initiative, who may be another by then, reads that nobody has it.
func TestStepOfSomebodyForgotten(t *testing.T) {
	w := alerted(t, 4, func(s *checkins.Setup) { s.Org.NoDigest = false })
	w.agrees("ana", "Show the numbers.", "2026-04-23")
	w.forget("ana")
	w.untraced("ana", "Ana Ruiz")
	set := w.setup
	set.Initiatives = slices.Clone(set.Initiatives)
	set.Initiatives[0].Owner = "it1"
	set.Initiatives[0].Leads[scoring.IT] = slices.DeleteFunc(slices.Clone(set.Initiatives[0].Leads[scoring.IT]), func(p checkins.PersonID) bool { return p == "ana" })
	set.People = slices.DeleteFunc(slices.Clone(set.People), func(p checkins.Person) bool { return p.ID == "ana" })
	w.setup = set
	w.enrol()
	w.until(berlin(30, 12))
	w.do("it1", checkins.DeedAgenda, alertLetter()) // what is drawn anew does not name them
	if a := w.alertCard(); a.Step == nil || a.Step.Owners != [2]string{"", "Ben Lee"} || a.Step.By != "" || a.Step.Text != "" || !a.Step.Erased {
		t.Errorf("on the card: %+v", a.Step)
	}
	w.until(berlin(35, 12))
	g := w.digests("it1")
	if len(g) == 0 || g[len(g)-1].Steps == nil || len(g[len(g)-1].Steps) != 1 || !g[len(g)-1].Steps[0].Orphaned {
		t.Errorf("the new owner reads %+v", g)
	}
	w.until(berlin(51, 12))
	if len(w.stepAsks("ana")) != 0 || len(w.stepAsks("ben")) != 1 {
		t.Errorf("asked: %+v", w.shown(checkins.KindStep))
	}
}

// A gap that comes back says on its new card what was done the last time, and a new step
// can be agreed on.
func TestGapComesBack(t *testing.T) {
	all := checkins.Steps{Steps: []checkins.Step{
		{No: 1, Card: roundOn(14), Dimensions: []scoring.Dimension{checkins.Value}, Text: "A demo.", State: checkins.StepDone, Ended: "2026-03-26", Owners: [2]checkins.PersonID{"ana", "ben"}},
	}}
	without, went := all.Without("ana")
	if went != 0 || without.Steps[0].Owners != [2]checkins.PersonID{"", "ben"} || all.Steps[0].Owners[0] != "ana" {
		t.Errorf("%+v", without)
	}
	if x := checkins.StepBefore(all, roundOn(42), checkins.Value); x == nil || x.No != 1 {
		t.Errorf("before: %+v", x)
	}
	if x := checkins.StepBefore(all, roundOn(14), checkins.Value); x != nil {
		t.Errorf("its own card: %+v", x)
	}
	if x := checkins.StepBefore(all, roundOn(42), checkins.Delivery); x != nil {
		t.Errorf("another gap: %+v", x)
	}
}

// An owner adds a win in words and takes it back; nobody else does.
func TestWinInWords(t *testing.T) {
	w := alerted(t, 2)
	list := func(p checkins.PersonID) checkins.WinList {
		t.Helper()
		return w.asks(p, checkins.Command{Verb: checkins.VerbWin, Name: "crm"}).(checkins.WinList)
	}
	if l := list("may"); len(l.Lines) != 0 || !l.Mine || l.Back != "" {
		t.Errorf("none yet: %+v", l)
	}
	if m := w.do("ana", checkins.DeedWin, ""); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("a lead adds one: %+v", m)
	}
	d := dialog(t, w.do("may", checkins.DeedWin, ""), "text")
	for range 2 {
		if m := w.fill("may", d, map[string][]string{"text": {"The agents like it."}}); !said(checkins.DoneWin, m) {
			t.Fatalf("%+v", m)
		}
	}
	if got := w.won(); len(got) != 1 || got[0].Text != "The agents like it." || got[0].By != "May Owens" {
		t.Fatalf("said: %+v", got)
	}
	if l := list("ana"); len(l.Lines) != 1 || l.Mine || l.Back != "" {
		t.Errorf("a lead reads %+v", l)
	}
	back := list("may").Back
	for range 2 {
		w.presses++
		m, err := w.desk.Do(w.ctx, checkins.Deed{From: account("may"), Delivery: "off", What: checkins.DeedWinOff, Initiative: checkinstest.CRM, Subject: back})
		if err != nil || !said(checkins.DoneWinOff, m) {
			t.Fatal(m, err)
		}
		w.turn()
	}
	if got := w.won(); len(got) != 1 || !got[0].Off || got[0].Text != "" {
		t.Errorf("said: %+v", got)
	}
	if l := list("may"); len(l.Lines) != 0 || l.Back != "" {
		t.Errorf("afterwards: %+v", l)
	}
}

// A date that is brought forward, or put off within its week, is asked about once.
func TestStepMovedByItsForm(t *testing.T) {
	for name, tt := range map[string]struct {
		to    checkins.Date
		asked int // day
	}{
		"sooner":        {"2026-03-26", 23},
		"the same week": {"2026-04-01", 29},
		"later":         {"2026-04-09", 37},
	} {
		t.Run(name, func(t *testing.T) {
			w := alerted(t, 2)
			w.agrees("ana", "Show the numbers.", "2026-03-31")
			d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due", "state")
			values := map[string][]string{"text": {"Show the numbers."}, "it": {"ana"}, "biz": {"ben"}, "due": {string(tt.to)}, "state": {"open"}}
			if m := w.fill("ben", d, values); !said(checkins.DoneStep, m) {
				t.Fatalf("%+v", m)
			}
			w.until(berlin(tt.asked, 9))
			if n := len(w.shown(checkins.KindStep)); n != 0 {
				t.Fatalf("%d were asked early", n)
			}
			w.until(berlin(tt.asked, 11))
			if n := len(w.shown(checkins.KindStep)); n != 2 {
				t.Fatalf("%d were asked on the day", n)
			}
			w.until(berlin(55, 11))
			if n := len(w.shown(checkins.KindStep)); n != 2 {
				t.Errorf("%d were asked", n)
			}
		})
	}
}

// What the form says besides that a step is done holds too, and nobody is asked about it
// any more.
func TestStepChangedAndDone(t *testing.T) {
	for state, what := range map[string]checkins.DoneWhat{"done": checkins.DoneStepDone, "dropped": checkins.DoneStepDropped} {
		w := alerted(t, 2)
		w.agrees("ana", "Show the numbers.", "2026-04-02")
		d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due", "state")
		values := map[string][]string{"text": {"A demo."}, "it": {"it1"}, "biz": {"ben"}, "due": {"2026-04-09"}, "state": {state}}
		if m := w.fill("ben", d, values); !said(what, m) {
			t.Fatalf("%+v", m)
		}
		s := w.alertCard().Step
		if s.Text != "A demo." || s.Owners[0] != "IT lead 1" || s.Due != "2026-04-09" || s.First != "2026-04-02" || string(s.State) != state {
			t.Errorf("%s: %+v", state, s)
		}
		w.until(berlin(45, 12))
		if n := len(w.shown(checkins.KindStep)); n != 0 {
			t.Errorf("%s: %d are asked", state, n)
		}
	}
}

// Whose words a step is in stays while others move its date; erased, they go, and the
// step can still be ended, or put in other words.
func TestStepWordsErased(t *testing.T) {
	w := alerted(t, 2)
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	values := map[string][]string{"text": {"Show the numbers."}, "it": {"it1"}, "biz": {"ben"}, "due": {"2026-04-09"}, "state": {"open"}}
	if m := w.fill("ben", dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "due", "state"), values); !said(checkins.DoneStep, m) {
		t.Fatalf("%+v", m)
	}
	w.forget("ana")
	d := dialog(t, w.do("ben", checkins.DeedRecheck, alertLetter()), "text", "it", "biz", "state")
	if f := d.Fields[0]; len(f.Value) != 0 || !f.Optional {
		t.Fatalf("the form shows %+v", f)
	}
	values["text"], values["state"] = nil, []string{"done"}
	if m := w.fill("ben", d, values); !said(checkins.DoneStepDone, m) {
		t.Fatalf("%+v", m)
	}
	if s := w.alertCard().Step; s == nil || s.Text != "" || !s.Erased || s.State != checkins.StepDone {
		t.Errorf("%+v", s)
	}
}

// Who has no part in an initiative reads none of its wins, not in its channel either.
func TestWinsAreNotForOthers(t *testing.T) {
	w := alerted(t, 2, func(s *checkins.Setup) { s.People = append(s.People, checkinstest.Person("zoe", "Zoe")) })
	for _, where := range []checkins.Account{{}, checkinstest.Channel} {
		m := w.command(account("zoe"), where, checkins.Command{Verb: checkins.VerbWin, Name: "crm"})
		if _, reads := m.(checkins.WinList); reads {
			t.Errorf("in %v: %+v", where, m)
		}
	}
	if m := w.command(account("zoe"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbWin}); !refused(checkins.HelpNotAllowed, m) {
		t.Errorf("in the channel: %+v", m)
	}
	if _, reads := w.command(account("ben"), checkinstest.Channel, checkins.Command{Verb: checkins.VerbWin}).(checkins.WinList); !reads {
		t.Error("a lead does not read them")
	}
}
