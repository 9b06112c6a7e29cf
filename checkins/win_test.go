package checkins_test

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// said are the wins that stand in channels.
func (w *world) won() []checkins.WonLine {
	var all []checkins.WonLine
	for _, s := range w.shown(checkins.KindWin) {
		all = append(all, s.Message.(checkins.Won).Win)
	}
	return all
}

func (w *world) wins(x checkins.Win) {
	w.t.Helper()
	if err := checkins.NoteWin(w.desk, w.ctx, checkinstest.Acme, checkinstest.CRM, x); err != nil {
		w.t.Fatal(err)
	}
	w.turn()
}

// A win is said once in the channel, however often it is noticed.
func TestWinIsSaidOnce(t *testing.T) {
	w := alerted(t, 2)
	kept := checkins.Win{What: checkins.WinPromises, Key: "p1", Text: "The export is there.", By: "ana"}
	for range 2 {
		w.wins(kept)
	}
	w.wins(checkins.Win{What: checkins.WinTarget, Key: "p1"})
	got := w.won()
	if len(got) != 2 || got[0].Text != "The export is there." || got[0].By != "Ana Ruiz" || got[0].Day != "2026-03-20" {
		t.Fatalf("said: %+v", got)
	}
}

// Of somebody who wishes to be forgotten the win stays, without the name and their words;
// one that is nothing but their words is taken back.
func TestWinOfSomebodyForgotten(t *testing.T) {
	all := checkins.Wins{Wins: []checkins.Win{
		{What: checkins.WinPromises, Key: "1", Text: "The export.", By: "ana"},
		{What: checkins.WinSaid, Key: "2", Text: "We met.", By: "ana"},
		{What: checkins.WinSaid, Key: "3", Text: "We met again.", By: "ben"},
	}}
	without, went := all.Without("ana")
	if went != 2 || without.Wins[0].Text != "" || without.Wins[0].By != "" || without.Wins[1].By != "" || without.Wins[1].Text != "" || !without.Wins[1].Off || without.Wins[2].By != "ben" {
		t.Errorf("%d: %+v", went, without)
	}
	if all.Wins[0].By != "ana" {
		t.Error("the given ones changed")
	}
}

// Check-ins open where wins can't be noted, and that is reported.
func TestCheckinsOpenWithoutWins(t *testing.T) {
	w := alerted(t, 2)
	w.desk.Books = failing{w.desk.Books, checkins.BookWins}
	failed, opened := 0, 0
	for day := 21; day <= 210; day += 7 {
		for w.clock.Before(berlin(day, 11)) {
			w.clock = w.clock.Add(time.Hour)
			if err := w.desk.Tick(w.ctx, w.clock); err != nil {
				failed++
			}
		}
		if rs, err := w.mem.Rounds(w.ctx, checkinstest.Acme, roundOn(day)); err == nil && len(rs) == 1 {
			opened++
			w.everybody(roundOn(day), 5, 5)
		}
	}
	if failed == 0 || opened < 20 {
		t.Errorf("%d errors, %d rounds", failed, opened)
	}
}
