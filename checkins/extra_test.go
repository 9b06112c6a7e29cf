package checkins_test

import (
	"context"
	"slices"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// racing is a shelf on which, whenever a free week of somebody was looked for and found,
// another process takes it before it is used.
type racing struct {
	checkins.Shelf
	w     *world
	who   checkins.PersonID
	most  int  // weeks that the other takes
	many  bool // also when several letters were looked for
	taken []checkins.Date
}

func (r *racing) Letters(ctx context.Context, org checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error) {
	ls, err := r.Shelf.Letters(ctx, org, ids...)
	day := checkinstest.First.AddDays(-7).ISOWeek()
	for range 60 {
		day = day.AddDays(7)
		id := checkins.ExtraLetter(org, r.who, day)
		if err != nil || len(r.taken) == r.most || len(ids) > 1 && !r.many || !slices.Contains(ids, id) || slices.ContainsFunc(ls, func(l checkins.Letter) bool { return l.ID == id }) {
			continue
		}
		r.taken = append(r.taken, day)
		return ls, r.w.mem.Post(ctx, org, checkins.Letter{
			ID: id, Kind: checkins.KindNeeds, Lead: r.who, To: account(r.who), Due: berlin(900, 9),
			About: checkins.About{Initiative: checkinstest.CRM, Rounds: []checkins.RoundID{"other@2026-03-03"}},
		})
	}
	return ls, err
}

// Two that seek a free week of the same person at the same time: the later one finds
// another, whatever it is about.
func TestTwoSeekTheSameWeek(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind checkins.Kind
		make func(t *testing.T) *world
		does func(w *world)
	}{
		{"promise", checkins.KindPromise, func(t *testing.T) *world { return agreeing(t, 2) }, func(w *world) {
			w.promises("ana", "A test system.", "2026-03-13", "biz")
		}},
		{"promise moved", checkins.KindPromise, func(t *testing.T) *world {
			w := agreeing(t, 2)
			w.promises("ana", "A test system.", "2026-03-13", "biz")
			return w
		}, func(w *world) {
			d := dialog(w.t, w.about("ana", checkins.DeedMove, w.listed("may").Open[0].ID, ""), "by")
			if m := w.fill("ana", d, map[string][]string{"by": {"2026-03-20"}}); !said(checkins.DonePromiseMoved, m) {
				w.t.Fatalf("%+v", m)
			}
		}},
		{"decision", checkins.KindDecision, func(t *testing.T) *world { return agreeing(t, 2) }, func(w *world) {
			w.decides("One store.", "2026-05-18")
		}},
		{"decision on its date", checkins.KindDecision, func(t *testing.T) *world {
			w := agreeing(t, 2)
			w.decides("One store.", "2026-03-16")
			w.until(berlin(8, 10))
			return w
		}, func(w *world) {
			if m := w.about("may", checkins.DeedRecord, w.ruled("may").Open[0].ID, ""); !said(checkins.DoneRecorded, m) {
				w.t.Fatalf("%+v", m)
			}
		}},
		{"step", checkins.KindStep, func(t *testing.T) *world { return alerted(t, 2) }, func(w *world) {
			if m := w.agrees("ana", "Show the numbers.", "2026-04-02"); !said(checkins.DoneStep, m) {
				w.t.Fatalf("%+v", m)
			}
		}},
		{"target", checkins.KindOutcome, func(t *testing.T) *world {
			w := measured(t, func(s *checkins.Setup) { s.Initiatives[0].Owner = "ben" })
			w.clock = berlin(0, 9)
			return w
		}, func(w *world) {
			if m := w.figure("ben", checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "76 %"}); !said(checkins.DoneOutcomeMeets, m) {
				w.t.Fatalf("%+v", m)
			}
		}},
		{"outcome of the month", checkins.KindOutcome, func(t *testing.T) *world {
			return measured(t, func(s *checkins.Setup) { s.Initiatives[0].Owner = "ben" })
		}, func(w *world) { w.until(berlin(4, 12)) }},
		{"priorities", checkins.KindRank, func(t *testing.T) *world { return ranking(t, 2) }, func(w *world) { w.until(berlin(0, 11)) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := tt.make(t)
			before := len(w.to(tt.kind, "ben"))
			r := &racing{Shelf: w.mem, w: w, who: "ben", most: 2, many: tt.kind == checkins.KindRank}
			w.desk.Shelf = r
			tt.does(w)
			w.desk.Shelf = w.mem
			if len(r.taken) != 2 {
				t.Fatalf("weeks taken: %v", r.taken)
			}
			w.until(w.clock.AddDate(0, 0, 35))
			got := w.to(tt.kind, "ben")[before:]
			week := func(n int) checkins.Date { return checkins.DateOf(got[n].Letter.Due).ISOWeek() }
			if len(got) == 0 || slices.Contains(r.taken, week(0)) || week(0) > r.taken[1].AddDays(14) {
				t.Errorf("weeks %v are taken, asked: %+v", r.taken, got)
			}
		})
	}
}

// What is asked at once or not at all leaves out whom another asks in that week, and says so.
func TestTwoAskBothSides(t *testing.T) {
	w := alerted(t, 2)
	r := &racing{Shelf: w.mem, w: w, who: "ben", most: 1}
	w.desk.Shelf = r
	if d, ok := w.do("may", checkins.DeedAskBoth, alertLetter()).(checkins.Done); !ok || d.Number != 5 || d.Less != 1 || len(r.taken) != 1 {
		t.Errorf("%+v", d)
	}
}

// A round that asks for the why again opens all the same, without whom another asks.
func TestTwoAskWhileARoundOpens(t *testing.T) {
	s := checkinstest.Setup(2)
	s.Initiatives[0].Pulse.Dimensions = stated().Pulse.Dimensions
	w := newWorld(t, s)
	for week := range 6 {
		w.until(berlin(7*week, 12))
		w.everybody(roundOn(7*week), 4, 4)
	}
	w.until(berlin(41, 12))
	r := &racing{Shelf: w.mem, w: w, who: "ben", most: 1}
	w.desk.Shelf = r
	w.until(berlin(45, 9))
	if n := len(w.shown(checkins.KindRecall)); len(r.taken) != 1 || n != 5 || len(w.to(checkins.KindRecall, "ben")) != 0 {
		t.Errorf("%d were asked, weeks taken: %v", n, r.taken)
	}
}
