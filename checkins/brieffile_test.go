package checkins_test

import (
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// files are the letters with a brief as a file that somebody has.
func (w *world) files(p checkins.PersonID) []checkinstest.Shown { return w.to(checkins.KindFile, p) }

// A file is sent once for each of its contents, to who may read it; where nobody knows
// whether it arrived the text is shown, and no second file sent.
func TestBriefFile(t *testing.T) {
	w := agreeing(t, 2)
	tap := func(p checkins.PersonID) checkins.Message { return w.about(p, checkins.DeedBriefFile, "", "") }
	if h, is := tap("ana").(checkins.Help); !is || h.Text != checkins.HelpNotAllowed || len(w.files("ana")) > 0 {
		t.Errorf("a lead who owns nothing gets %+v", h)
	}
	if m := tap("may"); !said(checkins.DoneFile, m) {
		t.Fatalf("%+v", m)
	}
	if m := tap("may"); !said(checkins.DoneFileStands, m) || len(w.files("may")) != 1 {
		t.Errorf("%+v, %d files", m, len(w.files("may")))
	}
	f, is := w.files("may")[0].Message.(checkins.BriefFile)
	if !is || !f.Brief.Plain || f.Brief.About != checkinstest.CRM || f.Day != "2026-03-03" {
		t.Errorf("%+v", f)
	}
	w.promises("ana", "send the plan", "2026-03-10", "biz") // it has changed
	if m := tap("may"); !said(checkins.DoneFile, m) || len(w.files("may")) != 2 {
		t.Errorf("%+v, %d files", m, len(w.files("may")))
	}

	w.promises("ana", "send another plan", "2026-03-11", "biz")
	w.courier.Blind(checkins.ErrNoLookup)
	w.courier.Queue(checkinstest.Lost)
	tap("may")
	if b, is := tap("may").(checkins.Brief); !is || !b.Plain || b.Unfiled != checkins.UnfiledUnknown {
		t.Errorf("nobody knows whether it arrived: %+v", b)
	}
	w.until(w.clock.Add(2 * time.Minute)) // and comes by itself, once nobody can look
	w.until(w.clock.Add(3 * time.Hour))
	replies := w.shown(checkins.KindReply)
	if b, is := replies[len(replies)-1].Message.(checkins.Brief); !is || b.Unfiled != checkins.UnfiledUnknown || len(replies) != 1 {
		t.Errorf("%d replies", len(replies))
	}
	if n := len(w.files("may")); n != 2 {
		t.Errorf("%d files", n)
	}
}

// What a platform refuses comes as text, and the next press tries the file again. One
// that waited into the next day is not worth sending any more.
func TestBriefFileRefused(t *testing.T) {
	w := agreeing(t, 2)
	tap := func() { w.about("may", checkins.DeedBriefFile, "", "") }
	for reason, why := range map[string]string{"missing_scope": checkins.UnfiledScope, "upload_failed": checkins.UnfiledRefused} {
		w.courier.Queue(checkinstest.Refused(reason))
		before := len(w.shown(checkins.KindReply))
		tap()
		replies := w.shown(checkins.KindReply)[before:]
		if len(replies) != 1 {
			t.Fatalf("%s: %d replies", reason, len(replies))
		}
		if b, is := replies[0].Message.(checkins.Brief); !is || !b.Plain || b.Unfiled != why || replies[0].Letter.To != account("may") {
			t.Errorf("%s: %+v", reason, replies[0])
		}
	}
	if n := len(w.files("may")); n != 0 {
		t.Fatalf("%d files", n)
	}
	w.courier.Queue(checkinstest.Ending{Err: &checkins.Refusal{Reason: "ratelimited", After: 20 * time.Hour}})
	tap()
	w.until(berlin(1, 11))
	if n := len(w.files("may")); n != 0 {
		t.Errorf("sent on the next day: %d", n)
	}
	tap()
	if n := len(w.files("may")); n != 1 {
		t.Errorf("asked for on the next day: %d files", n)
	}
}

// What could not be put where its reader allowed it comes as text, and another press offers
// the file anew: in the chat there is none. What another delivery did put there is not said
// to be missing.
func TestBriefNotFiled(t *testing.T) {
	w := agreeing(t, 2)
	tap := func() checkins.Message { return w.about("may", checkins.DeedBriefFile, "", "") }
	tap()
	not := func() {
		t.Helper()
		if err := w.desk.NotFiled(t.Context(), account("may"), w.files("may")[0].Letter.ID, checkins.UnfiledUnknown); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	not()
	not()
	if n := len(w.shown(checkins.KindReply)); n != 1 {
		t.Errorf("%d texts", n)
	}
	if m := tap(); !said(checkins.DoneFile, m) || len(w.files("may")) != 2 {
		t.Errorf("after it went nowhere: %+v, %d offers", m, len(w.files("may")))
	}
	if m := tap(); !said(checkins.DoneFileStands, m) {
		t.Errorf("offered, and asked for again: %+v", m)
	}

	w = agreeing(t, 2)
	tap()
	at := checkins.FilePlace{Link: "https://contoso-my.sharepoint.com/x.txt", ID: "x"}
	if err := w.desk.Filed(t.Context(), account("may"), w.files("may")[0].Letter.ID, at); err != nil {
		t.Fatal(err)
	}
	w.turn()
	not()
	if n := len(w.shown(checkins.KindReply)); n != 0 {
		t.Errorf("it is there, and comes as text %d times", n)
	}
	if m := tap(); !said(checkins.DoneFileStands, m) || len(w.files("may")) != 2 {
		t.Errorf("it is there: %+v, %d messages", m, len(w.files("may")))
	}
}
