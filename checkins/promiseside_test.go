package checkins_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// On a confidential side words need three answers, also once it has become a named one; who
// says something later is heard.
func TestPromiseNeedsThreeAnswersOfAConfidentialSide(t *testing.T) {
	for name, shrinks := range map[string]bool{"as it is": false, "named since": true} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, 3)
			id := w.promises("ana", "A test system.", "2026-03-13", "biz")
			w.until(berlin(10, 16))
			w.about("ben", checkins.DeedMissed, id, "")
			w.about("biz1", checkins.DeedMissed, id, "")
			if shrinks {
				s := w.setup
				crm := &s.Initiatives[0]
				crm.Leads[scoring.Biz] = []checkins.PersonID{"ben", "biz2"}
				crm.Accepted = []checkins.PersonID{"ben", "biz2"}
				w.setup = s
				w.enrol()
			}
			if l := w.listed("may").Open[0]; l.Few {
				t.Error("it is too few before its time is over")
			}
			w.until(berlin(16, 12))
			if got := w.turns("may", checkins.PromiseIsSaid); len(got) != 0 {
				t.Errorf("the owner hears %+v", got)
			}
			list := w.listed("may")
			if len(list.Open) != 1 || list.Open[0].Is != "" || !list.Open[0].Few || list.Kept != [2]checkins.KeptRate{} {
				t.Fatalf("the list says %+v", list)
			}
			w.about("biz2", checkins.DeedMissed, id, "")
			got := w.turns("may", checkins.PromiseIsSaid)
			if len(got) != 1 || got[0].Lines[0].Is != checkins.PromiseMissed || got[0].Lines[0].Few {
				t.Errorf("after the third answer the owner hears %+v", got)
			}
		})
	}
}

// Whether anybody said anything is not told: none is as few as one.
func TestPromiseWithoutAnswersReadsLikeOneWithFew(t *testing.T) {
	w := agreeing(t, 2)
	w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(16, 12))
	if l := w.listed("may").Open[0]; !l.Few {
		t.Errorf("the list says %+v", l)
	}
}

// Leads in another zone than that of the pulse are asked, on that day, once it has come in
// both.
func TestPromiseIsAskedInOtherZones(t *testing.T) {
	w := agreeing(t, 2, func(s *checkins.Setup) {
		s.Initiatives[0].Pulse.Zone = "America/Los_Angeles"
		for n := range s.People {
			if p := &s.People[n]; p.ID == "ben" || p.ID == "biz1" {
				p.Zone = "Asia/Tokyo"
			}
		}
	})
	w.promises("ana", "A test system.", "2026-03-16", "biz")
	w.until(berlin(13, 7)) // midnight in Los Angeles is 08:00 in Berlin
	if n := len(w.turns("ben", checkins.PromiseAsk)); n != 0 {
		t.Errorf("ben is asked %d times before the day has come", n)
	}
	w.until(berlin(15, 12))
	for _, p := range []checkins.PersonID{"ben", "biz1", "biz2"} {
		if got := w.turns(p, checkins.PromiseAsk); len(got) != 1 || len(got[0].Lines) != 1 {
			t.Errorf("%s is asked %+v", p, got)
		}
	}
}

// A letter that was put off to another week follows the date that is moved within it.
func TestPromisePutOffFollowsItsDate(t *testing.T) {
	w := agreeing(t, 2)
	busy := checkins.Letter{
		ID: checkins.ExtraLetter(checkinstest.Acme, "biz1", "2026-03-13"), Kind: checkins.KindNeeds, Lead: "biz1", To: account("biz1"),
		Due: berlin(17, 9), Until: berlin(20, 10), About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{"other@2026-03-03"}},
	}
	if err := w.mem.Post(w.ctx, checkinstest.Acme, busy); err != nil {
		t.Fatal(err)
	}
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	d := dialog(t, w.about("ana", checkins.DeedMove, id, ""), "by")
	if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-18"}}); !said(checkins.DonePromiseMoved, m) {
		t.Fatalf("%+v", m)
	}
	w.until(berlin(15, 16))
	for _, p := range []checkins.PersonID{"ben", "biz1"} {
		if got := w.turns(p, checkins.PromiseAsk); len(got) != 1 {
			t.Errorf("%s is asked %+v", p, got)
		}
	}
}

// What was said is not wiped by moving the date.
func TestPromiseThatIsJudgedIsNotMoved(t *testing.T) {
	w := agreeing(t, 2)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(10, 16))
	d := dialog(t, w.about("ana", checkins.DeedMove, id, ""), "by")
	w.about("ben", checkins.DeedKept, id, "")
	if m := w.about("ana", checkins.DeedMove, id, ""); !refused(checkins.HelpPromiseJudged, m) {
		t.Errorf("the button: %+v", m)
	}
	if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-20"}}); !refused(checkins.HelpPromiseJudged, m) {
		t.Errorf("the form: %+v", m)
	}
	if l := w.listed("ben").Open[0]; l.Due != "2026-03-13" || l.Said != checkins.PromiseKept {
		t.Errorf("the list says %+v", l)
	}
}

// Moved on its day, before anybody judged it: the questions sent say so.
func TestPromiseMovedOnItsDayIsDrawnAnew(t *testing.T) {
	w := agreeing(t, 2)
	id := w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.until(berlin(10, 16))
	d := dialog(t, w.about("ana", checkins.DeedMove, id, ""), "by")
	if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-27"}}); !said(checkins.DonePromiseMoved, m) {
		t.Fatalf("%+v", m)
	}
	w.turn()
	if got := w.turns("ben", checkins.PromiseAsk); len(got) != 1 || len(got[0].Lines) != 0 {
		t.Errorf("ben's letter asks %+v", got)
	}
}

// The process stopped between what the side says and the win: the win is said all the same,
// by the letter that tells it or by who presses again.
func TestPromiseWinSurvivesAStop(t *testing.T) {
	for name, again := range map[string]bool{"letter": false, "again": true} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, 0)
			id := w.promises("ana", "A test system.", "2026-03-05", "biz")
			other := w.promises("ben", "Real data.", "2026-03-05", "it")
			w.until(berlin(2, 16))
			w.about("ben", checkins.DeedKept, id, "")
			books := w.desk.Books
			w.desk.Books = winless{books}
			_, err := w.desk.Do(w.ctx, checkins.Deed{From: account("ana"), Delivery: "stops", What: checkins.DeedKept, Initiative: checkinstest.CRM, Subject: other})
			if !errors.Is(err, errWinless) {
				t.Fatal(err)
			}
			if n := len(w.shown(checkins.KindWin)); n != 0 {
				t.Fatalf("%d wins", n)
			}
			w.desk.Books = books
			if again {
				if m, err := w.desk.Do(w.ctx, checkins.Deed{From: account("ana"), Delivery: "again", What: checkins.DeedKept, Initiative: checkinstest.CRM, Subject: other}); err != nil || !said(checkins.DoneJudged+"_kept", m) {
					t.Fatalf("%+v %v", m, err)
				}
				if b, err := books.Book(w.ctx, checkinstest.Acme, checkins.BookID{Kind: checkins.BookWins, Of: string(checkinstest.CRM)}); err != nil || b.Rev == 0 {
					t.Errorf("no win is noted by who presses again: %v", err)
				}
			}
			w.turn()
			if n := len(w.shown(checkins.KindWin)); n != 1 {
				t.Errorf("%d wins", n)
			}
		})
	}
}

// A promise that is withdrawn, or moved to another week, leaves the week in which the
// other side would have been asked to what is asked next; one that comes due with it is
// asked about all the same.
func TestPromiseLeavesItsWeek(t *testing.T) {
	for name, moves := range map[string]bool{"withdrawn": false, "moved": true} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, 2)
			id := checkins.ExtraLetter(checkinstest.Acme, "ben", "2026-03-13")
			there := func() bool {
				ls, err := w.mem.Letters(w.ctx, checkinstest.Acme, id)
				if err != nil {
					t.Fatal(err)
				}
				return len(ls) > 0
			}
			ends := func(id string) {
				t.Helper()
				if !moves {
					w.about("ana", checkins.DeedUndo, id, "")
					return
				}
				d := dialog(t, w.about("ana", checkins.DeedMove, id, ""), "by")
				if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-25"}}); !said(checkins.DonePromiseMoved, m) {
					t.Fatalf("%+v", m)
				}
			}
			one, two := w.promises("ana", "A test system.", "2026-03-13", "biz"), w.promises("ana", "Real data.", "2026-03-12", "biz")
			if ends(one); !there() {
				t.Fatal("nobody asks about the other")
			}
			if ends(two); there() {
				t.Error("its week is taken")
			}
			three := w.promises("ana", "All of it.", "2026-03-13", "biz")
			w.until(berlin(10, 15))
			if got := w.turns("ben", checkins.PromiseAsk); len(got) != 1 || len(got[0].Lines) != 1 || got[0].Lines[0].ID != three {
				t.Errorf("he is asked %+v", got)
			}
		})
	}
}

// A promise of which too few said anything stands in the question of a later one, too: it is
// drawn anew as well when who promised is erased.
func TestErasureRedrawsLaterQuestions(t *testing.T) {
	w := agreeing(t, 3)
	w.promises("ana", "A test system.", "2026-03-13", "biz")
	w.promises("it1", "Real data.", "2026-04-10", "biz")
	w.until(berlin(38, 16))
	got := w.turns("ben", checkins.PromiseAsk)
	if len(got) != 2 || len(got[1].Lines) != 2 {
		t.Fatalf("ben is asked %+v", got)
	}
	w.forget("ana")
	w.turn()
	for _, m := range w.turns("ben", checkins.PromiseAsk) {
		for _, l := range m.Lines {
			if l.By == "Ana Ruiz" || l.What == "A test system." {
				t.Errorf("ben still reads %+v", l)
			}
		}
	}
}

// What somebody promised goes with them, and is counted.
func TestPromisesWithoutWhoPromised(t *testing.T) {
	ps := checkins.Promises{All: []checkins.Promise{{ID: "p", What: "A test system.", By: "ana", Noted: "may", Due: "2026-03-13"}}}
	if without, went := ps.Without("may"); went != 1 || without.All[0].What != "A test system." {
		t.Errorf("without who wrote it down: %+v, %d", without, went)
	}
	if without, went := ps.Without("ana"); went != 2 || without.All[0].What != "" || without.All[0].By != "" || ps.All[0].What == "" {
		t.Errorf("without who promised: %+v, %d", without, went)
	}
}

// In a channel of initiatives that are others' the form offers those of who saves.
func TestSaveAsInAChannelOfOthers(t *testing.T) {
	w := agreeing(t, 2, func(s *checkins.Setup) {
		other := s.Initiatives[0]
		other.ID, other.Name, other.Owner = "other", "Other", "ana"
		other.Channels = []checkins.Account{{Platform: checkins.Slack, Team: other.Channels[0].Team, ID: "C0002"}}
		s.Initiatives = append(s.Initiatives, other)
	})
	q := checkins.Quoted{Request: checkins.Request{From: account("may"), Channel: w.setup.Initiatives[1].Channels[0], Delivery: "save"}, Author: account("ben"), Text: "We test it."}
	m, err := w.desk.SaveAs(w.ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	if d := dialog(t, m, "who", "what", "by", "to"); d.Initiative.ID != checkinstest.CRM {
		t.Errorf("the form is about %+v", d.Initiative)
	}
}

var errWinless = errors.New("stopped before the win")

// winless are books of a process that stops before a win is noted.
type winless struct{ checkins.Books }

func (b winless) Write(ctx context.Context, org checkins.OrgID, id checkins.BookID, book checkins.Book, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	if id.Kind == checkins.BookWins {
		return errWinless
	}
	return b.Books.Write(ctx, org, id, book, by, now, post, redraw...)
}

// Chosen among several, of which all but one were handed over since: it is written down for
// none, and not for the one that is left.
func TestCommitAboutOneHandedOver(t *testing.T) {
	w := agreeing(t, 2)
	d := checkins.Dialog{What: checkins.DialogCommit} // of none in particular
	in := map[string][]string{"about": {"billing"}, "who": {"ana"}, "what": {"A test system."}, "by": {"2026-03-13"}, "to": {"biz"}}
	if m := w.fill("may", d, in); !refused(checkins.HelpNotYours, m) {
		t.Errorf("of what is not theirs: %+v", m)
	}
	if l := w.listed("may"); len(l.Open) > 0 {
		t.Errorf("written down for %s: %+v", checkinstest.CRM, l.Open)
	}
	in["about"] = []string{string(checkinstest.CRM)}
	if m := w.fill("may", d, in); !said(checkins.DonePromise, m) {
		t.Errorf("of what is theirs: %+v", m)
	}
}

// What a side kept is counted over twelve months, and by quarter.
func TestKeptOverTime(t *testing.T) {
	w := agreeing(t, 1)
	var ps checkins.Promises
	for n, p := range []struct {
		months int // ago
		is     checkins.PromiseSaid
	}{{13, checkins.PromiseMissed}, {11, checkins.PromiseMissed}, {10, checkins.PromiseKept}, {5, checkins.PromisePartly}, {1, checkins.PromiseKept}, {0, checkins.PromiseKept}} {
		due := w.clock.AddDate(0, -p.months, -1)
		ps.All = append(ps.All, checkins.Promise{ID: itoa(n), By: "ana", To: scoring.Biz, Due: checkins.DateOf(due), Until: due, Is: p.is})
	}
	text, err := json.Marshal(ps)
	if err == nil {
		err = w.mem.Write(w.ctx, checkinstest.Acme, checkins.BookID{Kind: checkins.BookPromises, Of: string(checkinstest.CRM)}, checkins.Book{Text: text}, checkins.Delivered{}, w.clock, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := checkins.KeptRate{Of: 5, Kept: 3, Partly: 1, Quarters: [4]checkins.KeptQuarter{{Of: 2, Kept: 1}, {}, {Of: 1}, {Of: 2, Kept: 2}}}
	if diff := cmp.Diff(want, w.listed("may").Kept[scoring.IT]); diff != "" {
		t.Error(diff)
	}
}
