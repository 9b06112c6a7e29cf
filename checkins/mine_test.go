package checkins_test

import (
	"fmt"
	"strings"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func (w *world) mine(p checkins.PersonID, page string) checkins.Mine {
	w.t.Helper()
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: checkinstest.SlackAccount(p), What: "export", Subject: page})
	if err != nil {
		w.t.Fatal(err)
	}
	return m.(checkins.Mine)
}

// Everybody reads all that they answered, and nothing of anybody else.
func TestMine(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.says("ana", true, false)
	for week := range 8 {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), 5, 1)
		line := checkinstest.Reply(fmt.Sprint("line", week), checkins.Round{ID: roundOn(7 * week)}, "ben")
		line.Parts[0].Line = &checkins.Line{Text: fmt.Sprint("Week ", week, " of Ben")}
		if _, err := w.desk.Answer(w.ctx, checkinstest.Acme, line); err != nil {
			t.Fatal(err)
		}
		w.until(berlin(7*week+4, 9))
	}
	one, two := w.mine("ben", ""), w.mine("ben", "2")
	if one.Total != 8 || one.Pages != 2 || len(one.Weeks) != 6 || len(two.Weeks) != 2 || two.Page != 2 || len(two.Parts) != 0 {
		t.Fatalf("%d check-ins on %d pages: %d and %d", one.Total, one.Pages, len(one.Weeks), len(two.Weeks))
	}
	if len(one.Parts) != 1 || !one.Parts[0].Sponsor || one.Parts[0].Sides[1] != true || !one.Parts[0].Confirmed || one.Person.ID != "ben" {
		t.Errorf("parts: %+v of %+v", one.Parts, one.Person)
	}
	if first := one.Weeks[0]; first.Date != day(49) || first.Line.Text != "Week 7 of Ben" || len(first.Answers) == 0 || first.Answers[0].Given.Own != 1 || first.Answers[0].Text == "" {
		t.Errorf("%+v", first)
	}
	if m := w.mine("ana", ""); m.Total != 8 || m.Weeks[0].Line != nil || m.Weeks[0].Answers[0].Given.Own != 5 {
		t.Errorf("ana reads %+v", m.Weeks[0])
	}
	// Lines about an alert and about the why are theirs too.
	note := checkins.Jotting{Key: checkins.NeedNotes(roundOn(0)), From: checkinstest.SlackAccount("ben"), Note: checkins.Note{Person: "ben", Text: "A date for the pilot."}}
	if ok, err := w.mem.Jot(w.ctx, checkinstest.Acme, note, w.clock); err != nil || !ok {
		t.Fatal(ok, err)
	}
	talk := checkins.WhyTalk{Asked: w.clock, Lines: map[checkins.PersonID]checkins.WhyLine{"ben": {Text: "Fewer calls."}, "it1": {Text: "One system."}}}
	if err := w.mem.Say(w.ctx, checkinstest.Acme, checkinstest.CRM, talk, checkins.Delivered{}, w.clock, nil); err != nil {
		t.Fatal(err)
	}
	if m, last := w.mine("ben", ""), w.mine("ben", "2"); len(m.Parts[0].Why) != 1 || m.Parts[0].Why[0].Text != "Fewer calls." || len(last.Weeks[1].Notes) != 1 {
		t.Errorf("ben wrote %+v and %+v", m.Parts[0].Why, last.Weeks[1].Notes)
	}
	if m := w.mine("ana", "2"); len(m.Weeks[1].Notes) != 0 {
		t.Errorf("ana reads %+v", m.Weeks[1].Notes)
	}
	if m := w.mine("zoe", ""); m.Total != 0 || len(m.Parts) != 0 || m.Pages != 1 {
		t.Errorf("zoe, of whom nothing is kept, reads %+v", m)
	}
	// Who left an initiative still reads what they said about it.
	s := w.setup
	s.Initiatives[0].Leads[1] = []checkins.PersonID{"biz1", "biz2", "yan"}
	s.Initiatives[0].Sponsor = ""
	if err := w.mem.Enrol(w.ctx, s); err != nil {
		t.Fatal(err)
	}
	if m := w.mine("ben", ""); m.Total != 8 {
		t.Errorf("ben, who left, reads %d", m.Total)
	}
}

// Forgotten only with a tick; then nothing is left, and the person is a stranger.
func TestForgetMe(t *testing.T) {
	w := newWorld(t, withZoe(2))
	w.leaves("ana", day(0), day(1), "zoe")
	w.until(berlin(0, 12))
	w.everybodyOf(roundOn(0), 4, "zoe", "it1", "ben")
	from := checkinstest.SlackAccount("ana")
	m := w.command(from, checkins.Account{}, checkins.Command{Verb: checkins.VerbForget})
	d, ok := m.(checkins.Dialog)
	if !ok || d.What != checkins.DialogForget || len(d.Remarks) != 6 || d.Remarks[3].Names["initiative"] != "CRM migration" || d.Remarks[4].Key != "waits" || d.Remarks[5].Key != "admin" {
		t.Fatalf("%+v", m)
	}
	send := func(sure ...string) checkins.Message {
		m, err := w.desk.Submit(w.ctx, checkins.Submission{From: from, What: checkins.DialogForget, Go: checkins.GoOn, Values: map[string][]string{"sure": sure}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if d, ok := send().(checkins.Dialog); !ok || d.Fields[0].Wrong != "tick" || d.Opened {
		t.Errorf("without a tick: %+v", d)
	}
	if w.person("ana").Name == "" {
		t.Error("forgotten without a tick")
	}
	if got, ok := send("1").(checkins.Done); !ok || got.What != checkins.DoneForgotten {
		t.Errorf("%+v", got)
	}
	if got := send("1"); helpText(got) != checkins.HelpStranger { // delivered again
		t.Errorf("%+v", got)
	}
	if left := w.mem.Dump(checkinstest.Acme); strings.Contains(left, "Ana Ruiz") || strings.Contains(left, "U-ana") || strings.Contains(left, `"ana"`) {
		t.Error("something is left of ana")
	}
	if m := w.command(from, checkins.Account{}, checkins.Command{Verb: checkins.VerbHome}); helpText(m) != checkins.HelpStranger {
		t.Errorf("ana is no stranger: %+v", m)
	}
	w.until(berlin(7, 12))
}
