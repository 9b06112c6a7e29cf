package checkins_test

import (
	"encoding/json"
	"strings"
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
		if err := w.desk.NotFiled(t.Context(), account("may"), w.files("may")[0].Letter.ID, checkins.UnfiledUnknown, "press"); err != nil {
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
	if err := w.desk.Filed(t.Context(), account("may"), w.files("may")[0].Letter.ID, at, "press"); err != nil {
		t.Fatal(err)
	}
	w.turn()
	not()
	if n := len(w.shown(checkins.KindReply)); n != 0 {
		t.Errorf("it is there, and comes as text %d times", n)
	}
	if m := tap(); !said(checkins.DoneFiled, m) || len(w.files("may")) != 2 {
		t.Errorf("it is there: %+v, %d messages", m, len(w.files("may")))
	}
	filed := w.files("may")[1]
	if got := filed.Message.(checkins.BriefFiled).Place; got != at {
		t.Errorf("it lies at %+v", got)
	}
	// Where it lies is sealed, and goes with its reader.
	if text, err := json.Marshal(filed.Letter); err != nil || strings.Contains(string(text), "sharepoint") {
		t.Errorf("its letter says %s %v", text, err)
	}
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "ana"}); !said(checkins.DoneHandedOver, m) {
		t.Fatalf("%+v", m)
	}
	files := checkins.BookID{Kind: checkins.BookFiles, Of: "may"}
	if _, err := w.mem.EraseBooks(w.ctx, checkinstest.Acme, checkins.ShownOf(checkinstest.Acme, "may")); err != nil {
		t.Fatal(err)
	}
	if b, err := w.mem.Book(w.ctx, checkinstest.Acme, files); err != nil || string(b.Text) != "{}" {
		t.Errorf("erased, it says %s %v", b.Text, err)
	}
}

// A file lies where its reader allowed it, and the platform does not take what opens it, or
// does not say: a sentence says where it is, once.
func TestBriefFiledIsSaid(t *testing.T) {
	for name, end := range map[string]checkinstest.Ending{"refused": checkinstest.Refused("forbidden"), "lost": checkinstest.Lost} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, 2)
			w.about("may", checkins.DeedBriefFile, "", "")
			offer := w.files("may")[0].Letter.ID
			w.courier.Blind(checkins.ErrNoLookup)
			w.courier.Queue(end)
			at := checkins.FilePlace{Link: "https://contoso-my.sharepoint.com/x.txt", ID: "x"}
			for range 2 { // delivered again
				if err := w.desk.Filed(w.ctx, account("may"), offer, at, "press"); err != nil {
					t.Fatal(err)
				}
				w.turn()
			}
			w.until(w.clock.Add(3 * time.Hour))
			replies := w.shown(checkins.KindReply)
			if len(replies) != 1 || !said(checkins.DoneFiled, replies[0].Message) {
				t.Errorf("%d replies: %+v", len(replies), replies)
			}
			for delivery, want := range map[string]checkins.DoneWhat{"press": checkins.DoneFileStands, "another": checkins.DoneFiled} {
				m, err := w.desk.Do(w.ctx, checkins.Deed{From: account("may"), Delivery: delivery, What: checkins.DeedFileTake, Letter: offer})
				if err != nil || !said(want, m) {
					t.Errorf("%s: %+v %v", delivery, m, err)
				}
			}
		})
	}
}
