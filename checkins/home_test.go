package checkins_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// home is the page of somebody.
func (w *world) home(p checkins.PersonID) checkins.Home {
	w.t.Helper()
	m, err := w.desk.Home(w.ctx, checkinstest.SlackAccount(p))
	if err != nil {
		w.t.Fatal(err)
	}
	return m.(checkins.Home)
}

// Before the first check-in the page says when it comes, at the lead's own hour.
func TestHomeBeforeTheFirstCheckin(t *testing.T) {
	s := checkinstest.Setup(2)
	s.People[0].AskAt = 14 * 60 // ana
	w := newWorld(t, s)
	h := w.home("ana")
	if len(h.Due) != 0 || !h.Next.Equal(berlin(0, 14)) || h.NextOf.ID != checkinstest.CRM || h.Total != 1 || h.Rows[0].Worst != nil {
		t.Errorf("%+v", h)
	}
	if h.Rows[0].Sides != [2]bool{scoring.IT: true} || !h.Rows[0].Owner {
		t.Errorf("the row says %+v", h.Rows[0])
	}
	w.until(berlin(0, 11))
	if h = w.home("ana"); len(h.Due) != 1 || !h.Next.Equal(berlin(0, 14)) {
		t.Errorf("asked at two, and at eleven: due %d, next %v", len(h.Due), h.Next)
	}
	if h = w.home("ben"); len(h.Due) != 1 || h.Due[0].State != checkins.DueOpen || !h.Next.Equal(berlin(7, 10)) {
		t.Errorf("ben, asked at ten: %+v, next %v", h.Due, h.Next)
	}
	w.answers("ben", roundOn(0), 4)
	if h = w.home("ben"); len(h.Due) != 1 || h.Due[0].State != checkins.DueSaved {
		t.Errorf("ben, who has answered: %+v", h.Due)
	}
	w.until(berlin(4, 9))
	if h = w.home("ben"); len(h.Due) != 0 {
		t.Errorf("after the close: %+v", h.Due)
	}
}

// Who is away reads until when, and the next check-in is the one after that.
func TestHomeOfSomebodyAway(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	if _, err := w.desk.Away(w.ctx, checkinstest.SlackAccount("ben"), checkinstest.First.AddDays(8), "d1"); err != nil {
		t.Fatal(err)
	}
	if h := w.home("ben"); h.Away != checkinstest.First.AddDays(8) || !h.Next.Equal(berlin(9, 10)) {
		t.Errorf("away %q, next %v", h.Away, h.Next)
	}
}

// An alert that is open stands on the pages of all who have a part.
func TestHomeShowsAlerts(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(4))
	for week := range 5 {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+4, 9))
	}
	h := w.home("ben")
	if len(h.Alerts) == 0 || h.Rows[0].Alerts == 0 || h.Rows[0].Worst == nil || !h.Rows[0].Worst.Open || h.Alerts[0].Heeded {
		t.Fatalf("%+v", h)
	}
	if n := len(h.Alerts) + h.More; n != h.Rows[0].Alerts {
		t.Errorf("%d alerts in the row, %d in all", h.Rows[0].Alerts, n)
	}
	cards := w.shown(checkins.KindAlert)
	if _, err := w.desk.Acknowledge(w.ctx, checkinstest.SlackAccount("ana"), cards[0].Letter.ID, "a1"); err != nil {
		t.Fatal(err)
	}
	if h = w.home("ben"); !slices.ContainsFunc(h.Alerts, func(a checkins.HomeAlert) bool { return a.Heeded }) {
		t.Errorf("nobody heeded: %+v", h.Alerts)
	}
}

// Many initiatives come a page at a time, those that press first.
func TestHomePages(t *testing.T) {
	s := checkinstest.Setup(2)
	for n := range 9 {
		i := checkinstest.Initiative(2)
		i.ID, i.Name = checkins.InitiativeID(fmt.Sprint("i", n)), fmt.Sprint("Initiative ", 9-n)
		i.Paused = n == 8
		s.Initiatives = append(s.Initiatives, i)
	}
	s.Next = map[checkins.InitiativeID]time.Time{}
	w := newWorld(t, s)
	var names []string
	for page := 1; page <= 3; page++ {
		m, err := w.desk.Command(w.ctx, checkins.Request{From: checkinstest.SlackAccount("ana"), Command: checkins.Command{Verb: checkins.VerbHome, Page: page}})
		if err != nil {
			t.Fatal(err)
		}
		h := m.(checkins.Home)
		if want := min(page, 2); h.Page != want || h.Pages != 2 || h.Total != 10 {
			t.Errorf("page %d: %d of %d, %d in all", page, h.Page, h.Pages, h.Total)
		}
		if page < 3 {
			for _, r := range h.Rows {
				names = append(names, r.Initiative.Name)
			}
		}
	}
	if len(names) != 10 || names[0] != "Initiative 1" || names[1] != "CRM migration" || !slices.IsSorted(names[2:]) {
		t.Errorf("in this order: %v", names)
	}
}

// Whom nobody knows finds a page all the same, with nothing of the org on it.
func TestHomeOfAStranger(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(2))
	for _, a := range []checkins.Account{checkinstest.SlackAccount("nobody"), {Platform: checkins.Slack, Team: "T0999", ID: "U1"}} {
		m, err := w.desk.Home(w.ctx, a)
		if h, ok := m.(checkins.Home); err != nil || !ok || h.Lead != "" || h.Total != 0 {
			t.Errorf("%s: %+v %v", a, m, err)
		}
	}
}

// A result tells what came of it that people answered: an alert that somebody looks
// after, and one that has closed.
func TestResultSaysWhatChanged(t *testing.T) {
	w := newWorld(t, checkinstest.Setup(4))
	told := func() []checkins.ThanksWhat {
		shown := w.to(checkins.KindResult, "ben")
		var all []checkins.ThanksWhat
		for _, x := range shown[len(shown)-1].Message.(checkins.Result).Thanks {
			all = append(all, x.What)
		}
		return all
	}
	week := 0
	answered := func(it, biz int) {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), it, biz)
		w.until(berlin(7*week+4, 9))
		week++
	}
	for range 5 {
		answered(5, 1)
	}
	if got := told(); len(got) != 0 {
		t.Errorf("nothing has changed, and the result says %v", got)
	}
	for range 12 {
		answered(4, 4)
		if slices.Contains(told(), checkins.ThanksClosed) {
			return
		}
	}
	t.Error("no result said that an alert has closed")
}

// Of several initiatives a press on the page asks which one's list is meant, and keeps that
// it was a list; who owns or sponsors one finds the brief there.
func TestHomeLists(t *testing.T) {
	s := checkinstest.Setup(2)
	second := s.Initiatives[0]
	second.ID, second.Name, second.Channels = "billing", "Billing", nil
	s.Initiatives = append(s.Initiatives, second)
	w := newWorld(t, s)
	if !w.home("ana").Steers || w.home("chen").Steers {
		t.Errorf("the owner steers %t, a lead %t", w.home("ana").Steers, w.home("chen").Steers)
	}
	for _, verb := range []checkins.Verb{checkins.VerbCommit, checkins.VerbDecide} {
		r := checkins.Request{From: checkinstest.SlackAccount("ana"), Delivery: "d", Command: checkins.Command{Verb: verb, Topic: checkins.TopicList}}
		m, err := w.desk.Command(w.ctx, r)
		if h, is := m.(checkins.Help); err != nil || !is || h.Text != checkins.HelpChoose || h.Topic != checkins.TopicList || len(h.Choices) != 2 {
			t.Errorf("%s: %+v, %v", verb, m, err)
		}
		r.Command.Name = "billing"
		m, err = w.desk.Command(w.ctx, r)
		_, promises := m.(checkins.Commitments)
		_, decisions := m.(checkins.DecisionList)
		if err != nil || !promises && !decisions {
			t.Errorf("%s of one: %+v, %v", verb, m, err)
		}
	}
}

// To a sponsor alone the page offers the brief, and not lists that they may not read.
func TestHomeOfASponsor(t *testing.T) {
	s := checkinstest.Setup(2)
	s.People = append(s.People, checkinstest.Person("sam", "Sam Sponsor"))
	s.Initiatives[0].Sponsor = "sam"
	w := newWorld(t, s)
	for week := range 3 {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), 5, 1)
		w.until(berlin(7*week+4, 9))
	}
	for p, may := range map[checkins.PersonID]bool{"sam": false, "ben": true} {
		if all := w.home(p).Alerts; len(all) == 0 || all[0].Reads != may {
			t.Errorf("%s, the way on from alerts: %+v", p, all)
		}
	}
	if h := w.home("sam"); h.Reads || !h.Steers || h.Total != 1 {
		t.Errorf("a sponsor: %+v", h)
	}
	if h := w.home("ben"); !h.Reads || h.Steers {
		t.Errorf("a lead: %+v", h)
	}
	if h := w.home("ana"); !h.Reads || !h.Steers {
		t.Errorf("an owner: %+v", h)
	}
}

// tasks is what the page of somebody says that waits, as its kinds.
func (w *world) tasks(p checkins.PersonID) []checkins.TaskWhat {
	w.t.Helper()
	var all []checkins.TaskWhat
	for _, x := range w.home(p).Tasks {
		all = append(all, x.What)
	}
	return all
}

// A decision waits for each lead until they have rated it, and then for its owner; what
// was opened and answered is gone.
func TestHomeShowsDecisions(t *testing.T) {
	w := agreeing(t, 2)
	if got := w.tasks("ana"); got != nil {
		t.Fatalf("nothing was written down, and %v waits", got)
	}
	id := w.decides("One store.", "2026-03-16")
	for p, want := range map[checkins.PersonID][]checkins.TaskWhat{"ana": {checkins.TaskRate}, "ben": {checkins.TaskRate}, "may": nil} {
		if got := w.tasks(p); !slices.Equal(got, want) {
			t.Errorf("before it is rated: %s reads %v, want %v", p, got, want)
		}
	}
	if x := w.home("ana").Tasks[0]; x.Deed != checkins.DeedRate || x.Subject != id || x.N != 1 || x.Initiative.ID != checkinstest.CRM {
		t.Errorf("%+v", x)
	}
	w.rate("it1", id, "4", "4")
	if got := w.tasks("it1"); got != nil || len(w.tasks("it2")) != 1 {
		t.Errorf("who has rated it reads %v, another lead %v", got, w.tasks("it2"))
	}
	w.decides("Two stores.", "2026-03-16")
	if got := w.home("ben").Tasks; len(got) != 1 || got[0].N != 2 {
		t.Errorf("two to rate: %+v", got)
	}
	for _, p := range []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"} {
		w.rate(p, id, "4", "4")
	}
	if got := w.home("ana").Tasks; len(got) != 1 || got[0].N != 1 || got[0].Subject == id {
		t.Errorf("who rated one of two: %+v", got)
	}
	if got := w.tasks("may"); !slices.Equal(got, []checkins.TaskWhat{checkins.TaskRecord}) {
		t.Errorf("the owner reads %v", got)
	}
	w.about("may", checkins.DeedRecord, id, "")
	if got := w.tasks("may"); got != nil {
		t.Errorf("recorded, and the owner reads %v", got)
	}
	w.sets("ana", map[string][]string{"asked": nil})
	if got := w.tasks("ana"); got != nil {
		t.Errorf("who muted it reads %v", got)
	}
}

// A promise waits for who made it in its last week, and from its date on for each who
// judges it and has not.
func TestHomeShowsPromises(t *testing.T) {
	w := agreeing(t, 2)
	id := w.promises("ana", "A test system.", "2026-03-12", "biz")
	if got := w.tasks("ana"); got != nil {
		t.Errorf("more than a week before: %v", got)
	}
	w.until(berlin(7, 12))
	if got := w.tasks("ana"); !slices.Equal(got, []checkins.TaskWhat{checkins.TaskPromise}) || len(w.tasks("it1"))+len(w.tasks("ben")) > 0 {
		t.Errorf("in its week: %v, others %v %v", got, w.tasks("it1"), w.tasks("ben"))
	}
	w.until(berlin(10, 12))
	if got := w.home("ben").Tasks; len(got) != 1 || got[0].What != checkins.TaskJudge || got[0].Day != "2026-03-12" {
		t.Errorf("past its date: %+v", got)
	}
	if got := w.tasks("ana"); got != nil {
		t.Errorf("past its date the promiser reads %v", got)
	}
	w.about("ben", checkins.DeedKept, id, "")
	if got := w.tasks("ben"); got != nil || len(w.tasks("biz1")) != 1 {
		t.Errorf("who judged reads %v, another %v", got, w.tasks("biz1"))
	}
}

// A step waits for its owners from its date on, and opens the question that its letter
// asks.
func TestHomeShowsSteps(t *testing.T) {
	w := alerted(t, 2)
	w.agrees("ana", "Show the numbers.", "2026-04-02")
	if slices.Contains(w.tasks("ana"), checkins.TaskStep) {
		t.Error("before its date")
	}
	w.until(berlin(30, 11))
	n := slices.IndexFunc(w.home("ben").Tasks, func(x checkins.Task) bool { return x.What == checkins.TaskStep })
	if n < 0 || slices.Contains(w.tasks("it1"), checkins.TaskStep) {
		t.Fatalf("ben reads %v, another lead %v", w.tasks("ben"), w.tasks("it1"))
	}
	x := w.home("ben").Tasks[n]
	m, is := w.about("ben", x.Deed, x.Subject, "").(checkins.StepAsk)
	if !is || m.Letter != w.stepAsks("ben")[0].Letter || m.Step.Text != "Show the numbers." {
		t.Fatalf("it opens %+v", m)
	}
	if m := w.about("it1", x.Deed, x.Subject, ""); !refused(checkins.HelpNotYours, m) {
		t.Errorf("another lead: %+v", m)
	}
	w.do("ben", checkins.DeedStepDone, m.Letter)
	if slices.Contains(w.tasks("ana"), checkins.TaskStep) || slices.Contains(w.tasks("ben"), checkins.TaskStep) {
		t.Error("it is done")
	}
}

// Who is asked for the value of the outcome finds it, a sponsor too; not once it is said.
func TestHomeAsksForTheOutcome(t *testing.T) {
	w := measured(t, func(s *checkins.Setup) {
		s.People = append(s.People, checkinstest.Person("sam", "Sam Sponsor"))
		s.Initiatives[0].Sponsor = "sam"
	})
	w.until(berlin(21, 12))
	if all := w.shown(checkins.KindOutcome); len(all) != 1 || all[0].Letter.Lead != "sam" {
		t.Fatalf("%+v", all)
	}
	if got := w.tasks("sam"); !slices.Equal(got, []checkins.TaskWhat{checkins.TaskOutcome}) || len(w.tasks("ben")) > 0 {
		t.Errorf("the sponsor reads %v, a lead %v", got, w.tasks("ben"))
	}
	x := w.home("sam").Tasks[0]
	d := dialog(t, w.about("sam", x.Deed, x.Subject, x.Letter), "value", "on", "reached")
	if m := w.fill("sam", d, map[string][]string{"value": {"66 %"}, "on": {"2026-03-24"}}); !said(checkins.DoneOutcome, m) {
		t.Fatalf("%+v", m)
	}
	if got := w.tasks("sam"); got != nil {
		t.Errorf("it is said, and the sponsor reads %v", got)
	}
}

// What comes first waits until it is picked, from the week in which leads are asked.
func TestHomeAsksWhatComesFirst(t *testing.T) {
	w := ranking(t, 2)
	w.until(berlin(7, 12))
	if !slices.Contains(w.tasks("ana"), checkins.TaskRank) {
		t.Fatalf("ana reads %v", w.tasks("ana"))
	}
	w.ranks("ana", "alpha", "beta", "gamma")
	if slices.Contains(w.tasks("ana"), checkins.TaskRank) || !slices.Contains(w.tasks("ben"), checkins.TaskRank) {
		t.Errorf("picked: ana reads %v, ben %v", w.tasks("ana"), w.tasks("ben"))
	}
}
