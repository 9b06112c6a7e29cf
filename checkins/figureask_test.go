package checkins_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func measured(t *testing.T, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(3)
	s.Initiatives[0].Outcome = checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-03-31"}
	for _, c := range change {
		c(&s)
	}
	return newWorld(t, s)
}

func (w *world) figure(p checkins.PersonID, c checkins.Command) checkins.Message {
	w.t.Helper()
	w.presses++
	m, err := w.desk.Command(w.ctx, checkins.Request{Delivery: strings.Repeat("c", w.presses), From: account(p), Command: c})
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

// The owner leads IT: the business is asked instead, once a month, and not where a value
// was recorded.
func TestOutcomeIsAskedOnceAMonth(t *testing.T) {
	w := measured(t, func(s *checkins.Setup) { s.Initiatives[0].Sponsor = "" })
	owner := w.setup.Initiatives[0].Owner
	w.until(berlin(28, 12)) // four check-ins closed, in March
	all := w.shown(checkins.KindOutcome)
	if len(all) != 1 {
		t.Fatalf("%d questions in March", len(all))
	}
	asked := all[0].Letter.Lead
	if side, on := w.setup.Initiatives[0].Side(asked); !on || side.String() != "biz" {
		t.Errorf("%s is asked; the owner is %s", asked, owner)
	}
	m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "66 %", On: "2026-03-31"})
	if !said(checkins.DoneOutcome, m) {
		t.Fatalf("%+v", m)
	}
	w.turn()
	if got := w.shown(checkins.KindOutcome)[0].Message.(checkins.OutcomeAsk); !got.Said || len(got.Figures.Actuals) != 1 {
		t.Errorf("the question says %+v", got)
	}
	w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "67 %"})
	w.clock = berlin(30, 12)
	w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "68 %", On: "2026-04-01"})
	w.until(berlin(54, 12))
	if got := len(w.shown(checkins.KindOutcome)); got != 1 {
		t.Errorf("%d questions by the end of April, in which a value was recorded", got)
	}
}

// A value that reaches the target is confirmed by the business side alone, with one tap,
// and said once.
func TestTargetIsConfirmed(t *testing.T) {
	w := measured(t)
	owner := w.setup.Initiatives[0].Owner
	w.clock = berlin(0, 9)
	if m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "76 %"}); !said(checkins.DoneOutcomeMeets, m) {
		t.Fatalf("%+v", m)
	}
	w.turn()
	all := w.shown(checkins.KindOutcome)
	if len(all) != 1 || all[0].Message.(checkins.OutcomeAsk).Meets.Value != "76 %" {
		t.Fatalf("%+v", all)
	}
	what := checkins.DeedReached
	press := func(p checkins.PersonID, letter checkins.LetterID) checkins.Message {
		w.presses++
		m, err := w.desk.Do(w.ctx, checkins.Deed{
			From: account(p), Delivery: strings.Repeat("d", w.presses), What: what, Initiative: checkinstest.CRM, Letter: letter, Subject: "2026-03-03",
		})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	asked, letter := all[0].Letter.Lead, all[0].Letter.ID
	for _, try := range []struct {
		p      checkins.PersonID
		letter checkins.LetterID
	}{{owner, ""}, {owner, letter}, {"it2", letter}, {"biz1", ""}} {
		if try.p == asked && try.letter == letter {
			continue
		}
		if m := press(try.p, try.letter); said(checkins.DoneReached, m) {
			t.Errorf("%s confirms it", try.p)
		}
	}
	what = checkins.DeedNotYet
	if m := press("it2", letter); said(checkins.DoneNotYet, m) {
		t.Errorf("it2 says that it is not reached")
	}
	for range 2 {
		if m := press(asked, letter); !said(checkins.DoneNotYet, m) {
			t.Fatalf("%+v", m)
		}
	}
	w.turn()
	if all := w.shown(checkins.KindOutcome); all[0].Message.(checkins.OutcomeAsk).Figures.NotYet != "2026-03-03" || len(w.shown(checkins.KindWin)) != 0 {
		t.Fatalf("%+v", all[0].Message)
	}
	what = checkins.DeedReached
	for range 2 {
		if m := press(asked, letter); !said(checkins.DoneReached, m) {
			t.Fatalf("%+v", m)
		}
	}
	w.turn()
	if got := len(w.shown(checkins.KindWin)); got != len(w.setup.Initiatives[0].Channels) {
		t.Errorf("%d wins in %d channels", got, len(w.setup.Initiatives[0].Channels))
	}
	w.until(berlin(28, 12))
	if got := len(w.shown(checkins.KindOutcome)); got != 1 {
		t.Errorf("%d questions although the target is reached", got)
	}
}

// failing writes or reads no books of one kind.
type failing struct {
	checkins.Books
	kind checkins.BookKind
}

func (f failing) Write(ctx context.Context, org checkins.OrgID, id checkins.BookID, b checkins.Book, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	if id.Kind == f.kind {
		return errors.New("out of order")
	}
	return f.Books.Write(ctx, org, id, b, by, now, post, redraw...)
}

// A crash between the confirmation and the win loses no win: sent again it is said, once.
func TestTargetWinAfterACrash(t *testing.T) {
	w := measured(t, func(s *checkins.Setup) { s.Initiatives[0].Sponsor = "ben"; s.Initiatives[0].Owner = "ben" })
	w.clock = berlin(0, 9)
	send := func() (checkins.Message, error) {
		return w.desk.Submit(w.ctx, checkins.Submission{
			From: account("ben"), Delivery: "form", What: checkins.DialogOutcome, Initiative: checkinstest.CRM, Go: checkins.GoOn,
			Values: map[string][]string{"value": {"76 %"}, "on": {"2026-03-03"}, "reached": {"1"}},
		})
	}
	books := w.desk.Books
	w.desk.Books = failing{books, checkins.BookWins}
	if m, err := send(); err == nil {
		t.Fatalf("%+v", m)
	}
	w.desk.Books = books
	for range 2 {
		if m, err := send(); err != nil || !said(checkins.DoneReached, m) {
			t.Fatalf("%+v %v", m, err)
		}
		w.turn()
		if got := w.won(); len(got) != 1 || got[0].What != checkins.WinTarget {
			t.Fatalf("said: %+v", got)
		}
	}
}

// A quarter's look back shows the newest wins, the newest first.
func TestLookBackNewestWins(t *testing.T) {
	w := measured(t)
	w.clock = berlin(0, 9)
	for n := range 7 {
		w.clock = w.clock.Add(time.Minute)
		w.wins(checkins.Win{What: checkins.WinSaid, Key: strconv.Itoa(n), Text: "Win " + strconv.Itoa(n) + ".", By: "may"})
	}
	back, ok := w.do(w.setup.Initiatives[0].Owner, checkins.DeedLookBack, "").(checkins.LookBack)
	if !ok || len(back.Parts) != 1 || back.Parts[0].Wins[0].Text != "Win 6." || back.Parts[0].Wins[4].Text != "Win 2." {
		t.Errorf("%+v", back)
	}
}

// Whether a target is reached is asked once a month, however many values meet it; of
// another target it is asked anew.
func TestTargetIsOfferedOnceAMonth(t *testing.T) {
	w := measured(t)
	owner := w.setup.Initiatives[0].Owner
	offers := func() int {
		n := 0
		for _, s := range w.shown(checkins.KindOutcome) {
			if s.Message.(checkins.OutcomeAsk).Target {
				n++
			}
		}
		return n
	}
	w.clock = berlin(0, 9)
	for day := range 27 { // until the end of March
		w.until(berlin(day, 12))
		w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: strconv.Itoa(76+day) + " %"})
	}
	w.turn()
	if n := offers(); n != 1 {
		t.Fatalf("asked %d times in March", n)
	}
	for day := 27; day < 50; day++ {
		w.until(berlin(day, 12))
		w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: strconv.Itoa(76+day) + " %"})
	}
	w.turn()
	if n := offers(); n != 2 {
		t.Errorf("asked %d times by the end of April", n)
	}
}

// Who was to be asked gave the initiative to somebody else, left or was forgotten before
// the question came: who answers for it now is asked, once.
func TestOutcomeIsAskedOfWhoAnswersNow(t *testing.T) {
	leaves := map[string]func(*world){
		"handed over": func(w *world) {
			if m := w.figure("may", checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "zoe"}); !said(checkins.DoneHandedOver, m) {
				w.t.Fatalf("%+v", m)
			}
		},
		"switched off": func(w *world) {
			if err := w.desk.Gone(w.ctx, account("may"), string(checkins.ReasonGone)); err != nil {
				w.t.Fatal(err)
			}
		},
		"forgotten": func(w *world) { w.forget("may") },
	}
	for name, leaves := range leaves {
		for _, value := range []string{"76 %", ""} { // of the target; of the month
			t.Run(name+" "+value, func(t *testing.T) {
				w := measured(t, func(s *checkins.Setup) {
					s.Initiatives[0].Owner, s.Initiatives[0].Sponsor = "may", ""
					s.People = append(s.People, checkinstest.Person("may", "May Owens"), checkinstest.Person("zoe", "Zoe Adams"))
				})
				w.clock = berlin(0, 19)
				if value != "" {
					w.figure("may", checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: value})
				} else {
					w.until(berlin(3, 10)) // a check-in has closed
				}
				leaves(w)
				w.until(berlin(26, 12))
				all := w.shown(checkins.KindOutcome)
				if len(all) != 1 || all[0].Letter.Lead == "may" || all[0].Message.(checkins.OutcomeAsk).Target != (value != "") {
					t.Errorf("%d questions: %+v", len(all), all)
				}
			})
		}
	}
}

// A value of an earlier day that meets the target is none to be asked about, and a later
// one that does is, in the same month.
func TestTargetIsAskedOfTheLatestValue(t *testing.T) {
	w := measured(t)
	owner := w.setup.Initiatives[0].Owner
	w.clock = berlin(0, 9)
	w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "70 %"})
	if m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "76 %", On: "2026-03-01"}); !said(checkins.DoneOutcome, m) {
		t.Errorf("of an earlier day: %+v", m)
	}
	w.until(berlin(1, 12))
	if m := w.figure(owner, checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "77 %"}); !said(checkins.DoneOutcomeMeets, m) {
		t.Errorf("%+v", m)
	}
	w.until(berlin(5, 12))
	if all := w.shown(checkins.KindOutcome); len(all) != 1 || all[0].Message.(checkins.OutcomeAsk).Meets.Value != "77 %" {
		t.Errorf("asked %+v", all)
	}
}
