package checkins_test

import (
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// company is a world with an owner who leads nothing, somebody who may own it after them,
// three leads a side, and an outcome.
func company(change ...func(*checkins.Setup)) func(*testing.T) *world {
	return func(t *testing.T) *world {
		t.Helper()
		s := checkinstest.Setup(2)
		s.Initiatives[0].Owner = "may"
		s.Initiatives[0].Outcome = checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-03-31"}
		s.Org.Admins = []checkins.PersonID{"zoe"}
		s.People = append(s.People, checkinstest.Person("may", "May Owens"), checkinstest.Person("zoe", "Zoe Adams"))
		for _, c := range change {
			c(&s)
		}
		w := newWorld(t, s)
		w.leap(0, 11)
		return w
	}
}

// leap has the clock at an instant without the hours before it.
func (w *world) leap(day, hour int) {
	w.t.Helper()
	w.clock = berlin(day, hour)
	w.turn()
}

// weeks has everybody answer for some weeks.
func weeks(n, it, biz int, of func(*testing.T) *world) func(*testing.T) *world {
	return func(t *testing.T) *world {
		t.Helper()
		w := of(t)
		for week := range n {
			w.leap(7*week, 11)
			w.everybody(roundOn(7*week), it, biz)
			w.leap(7*week+3, 10)
		}
		return w
	}
}

// sixLeads are those who are asked.
var sixLeads = []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"}

// lives are those of everything that people agree on or say beside check-ins.
var lives = map[string]life{
	"promise": {
		kind: checkins.BookPromises, world: company(), who: []checkins.PersonID{"ana", "ben"}, asks: []checkins.Kind{checkins.KindPromise},
		words: map[checkins.PersonID][]string{"ana": {"A test system."}}, quiet: []string{"A test system.", "Ana Ruiz", "judge", "missed"},
		read: checkins.Command{Verb: checkins.VerbCommit, Name: "crm", Topic: checkins.TopicList},
		acts: []act{
			{0, 12, func(s *scene) {
				s.sends("may", checkins.Dialog{What: checkins.DialogCommit}, map[string]string{"who": "ana", "what": "A test system.", "by": "2026-03-13", "to": "biz"})
			}},
			{1, 10, func(s *scene) {
				s.sends("ana", checkins.Dialog{What: checkins.DialogMove, Subject: s.first(checkins.BookPromises)}, map[string]string{"by": "2026-03-16"})
			}},
			{13, 16, func(s *scene) { s.deed("ben", checkins.DeedKept, s.first(checkins.BookPromises), "") }},
			{13, 17, func(s *scene) {
				s.deed("biz1", checkins.DeedMissed, s.first(checkins.BookPromises), "")
				s.deed("biz2", checkins.DeedKept, s.first(checkins.BookPromises), "")
			}},
			{17, 12, nil}, {20, 12, nil},
		},
	},
	"decision": {
		kind: checkins.BookDecisions, world: company(), who: []checkins.PersonID{"ana", "ben"}, asks: []checkins.Kind{checkins.KindDecision},
		quiet: []string{"One store.", "A year.", "One login."}, read: checkins.Command{Verb: checkins.VerbDecide, Name: "crm", Topic: checkins.TopicList},
		acts: []act{
			{0, 12, func(s *scene) {
				s.sends("may", checkins.Dialog{What: checkins.DialogDecide}, map[string]string{"what": "One store.", "serves": "Calls", "cost": "A year.", "rests": "One login.", "on": "2026-03-16"})
			}},
			{1, 10, func(s *scene) {
				for _, p := range sixLeads {
					s.sends(p, checkins.Dialog{What: checkins.DialogRate, Subject: s.first(checkins.BookDecisions)}, map[string]string{"good": "4", "doable": "2"})
				}
			}},
			{2, 11, func(s *scene) { s.deed("may", checkins.DeedRecord, s.first(checkins.BookDecisions), "") }},
			{13, 12, func(s *scene) {
				for _, p := range sixLeads {
					s.deed(p, checkins.DeedHoldsNo, s.first(checkins.BookDecisions), "")
				}
			}},
			{14, 11, func(s *scene) { s.deed("may", checkins.DeedKeep, s.first(checkins.BookDecisions), "") }},
			{17, 12, nil}, {20, 12, nil},
		},
	},
	"outcome": {
		kind: checkins.BookFigures, world: company(), who: []checkins.PersonID{"ben"}, asks: []checkins.Kind{checkins.KindOutcome},
		read: checkins.Command{Verb: checkins.VerbStatus, Name: "crm"},
		acts: []act{
			{0, 12, func(s *scene) {
				s.types("may", checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "66 %"})
			}},
			{0, 13, func(s *scene) {
				s.types("may", checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "67 %"})
			}},
			{1, 12, func(s *scene) {
				s.types("may", checkins.Command{Verb: checkins.VerbOutcome, Name: "crm", Value: "76 %"})
			}},
			{2, 12, func(s *scene) {
				s.deed("may", checkins.DeedReached, "2026-03-04", s.letterTo(checkins.KindOutcome, "may"))
			}},
			{3, 11, nil}, {7, 12, nil}, {8, 12, nil},
		},
	},
	"health": {
		kind: checkins.BookFigures, world: company(), who: []checkins.PersonID{"ben"}, read: checkins.Command{Verb: checkins.VerbStatus, Name: "crm"},
		acts: []act{
			{0, 12, func(s *scene) {
				s.types("may", checkins.Command{Verb: checkins.VerbHealth, Name: "crm", Value: "green"})
			}},
			{0, 13, func(s *scene) { s.types("may", checkins.Command{Verb: checkins.VerbHealth, Name: "crm", Value: "red"}) }},
			{1, 12, func(s *scene) {
				s.types("may", checkins.Command{Verb: checkins.VerbHealth, Name: "crm", Value: "amber"})
			}},
			{3, 11, nil}, {7, 12, nil}, {8, 12, nil},
		},
	},
	"ranking": {
		kind: checkins.BookRankings, who: []checkins.PersonID{"ana", "ben"}, quiet: []string{"The beta", "The gamma"}, read: checkins.Command{Verb: checkins.VerbPortfolio},
		world: company(func(s *checkins.Setup) {
			for _, id := range []string{"alpha", "beta", "gamma"} {
				i := checkinstest.Initiative(2)
				i.ID, i.Name, i.Channels, i.Owner = checkins.InitiativeID(id), "The "+id, nil, "may"
				s.Initiatives = append(s.Initiatives, i)
			}
		}),
		acts: []act{
			{1, 10, func(s *scene) { s.picks("ana", "crm", "alpha", "beta") }},
			{2, 10, func(s *scene) { s.picks("ana", "beta", "alpha", "crm") }},
			{2, 12, func(s *scene) {
				for _, p := range sixLeads[1:] {
					s.picks(p, "beta", "gamma", "crm")
				}
			}},
			{30, 12, func(s *scene) { s.types("it1", checkins.Command{Verb: checkins.VerbPortfolio}) }},
			{31, 12, nil},
		},
	},
	"win": {
		kind: checkins.BookWins, world: company(), who: []checkins.PersonID{"ana"}, words: map[checkins.PersonID][]string{"may": {"The agents like it.", "They asked for more."}},
		read: checkins.Command{Verb: checkins.VerbWin, Name: "crm"},
		acts: []act{
			{0, 12, func(s *scene) {
				s.sends("may", checkins.Dialog{What: checkins.DialogWin}, map[string]string{"text": "The agents like it."})
			}},
			{1, 12, func(s *scene) {
				if key := s.firstWin(); key != "" {
					s.deed("may", checkins.DeedWinOff, key, "")
				}
			}},
			{2, 12, func(s *scene) {
				s.sends("may", checkins.Dialog{What: checkins.DialogWin}, map[string]string{"text": "They asked for more."})
			}},
			{3, 12, nil}, {7, 12, nil}, {8, 12, nil},
		},
	},
	"step": {
		kind: checkins.BookSteps, world: weeks(3, 5, 1, company()), who: []checkins.PersonID{"ana", "ben"}, asks: []checkins.Kind{checkins.KindStep},
		words: map[checkins.PersonID][]string{"ana": {"Show the numbers."}, "ben": {"A demo."}}, read: checkins.Command{Verb: checkins.VerbGaps, Name: "crm"},
		acts: []act{
			{20, 10, func(s *scene) { s.agreed("ana", "0", "Show the numbers.", "") }},
			{21, 10, func(s *scene) { s.agreed("ben", "1", "A demo.", "open") }},
			{30, 12, func(s *scene) { s.deed("ana", checkins.DeedStepDone, "", s.letterTo(checkins.KindStep, "ana")) }},
			{31, 12, func(s *scene) { s.deed("ben", checkins.DeedStepBack, "", s.letterTo(checkins.KindStep, "ben")) }},
			{31, 13, func(s *scene) { s.deed("ben", checkins.DeedStepDone, "", s.letterTo(checkins.KindStep, "ben")) }},
			{36, 12, nil},
		},
	},
	"why again": {
		kind: checkins.BookRecalls, who: []checkins.PersonID{"ana", "ben"}, read: checkins.Command{Verb: checkins.VerbWhy, Name: "crm"},
		quiet: []string{"fewer calls", "fewer long calls", "shorter calls", `"partly"`}, words: map[checkins.PersonID][]string{"ana": {"fewer calls", "fewer long"}, "ben": {"shorter calls"}},
		world: weeks(6, 4, 4, company(func(s *checkins.Setup) { s.Initiatives[0].Pulse.Dimensions = stated().Pulse.Dimensions })),
		acts: []act{
			{42, 12, nil},
			{43, 12, func(s *scene) { s.saysAgain("ana", "fewer calls") }},
			{43, 13, func(s *scene) { s.saysAgain("ana", "fewer long calls") }},
			{44, 12, func(s *scene) { s.saysAgain("ben", "shorter calls") }},
			{45, 12, func(s *scene) {
				for _, p := range sixLeads {
					s.deed(p, checkins.DeedAgainPartly, string(roundOn(42)), "")
				}
			}},
			{52, 12, nil},
		},
	},
}

// deed presses a button.
func (s *scene) deed(p checkins.PersonID, what, subject string, letter checkins.LetterID) {
	s.t.Helper()
	s.presses(p, what, subject, letter)
}

func (s *scene) picks(p checkins.PersonID, ids ...string) {
	s.t.Helper()
	s.sends(p, checkins.Dialog{What: checkins.DialogRank}, map[string]string{"first": ids[0], "second": ids[1], "third": ids[2]})
}

// agreed sends the form of a step.
func (s *scene) agreed(p checkins.PersonID, no, text, state string) {
	s.t.Helper()
	values := map[string]string{"text": text, scoring.IT.String(): "ana", scoring.Biz.String(): "ben", "due": "2026-04-02"}
	if state != "" {
		values["state"] = state
	}
	s.sends(p, checkins.Dialog{What: checkins.DialogRecheck, Letter: alertLetter(), Subject: string(card) + "#" + no}, values)
}

func (s *scene) saysAgain(p checkins.PersonID, line string) {
	s.t.Helper()
	s.sends(p, checkins.Dialog{What: checkins.DialogRecall, Subject: string(roundOn(42))}, map[string]string{"line": line, "released": "1"})
}

// firstWin is the key of the first win that stands in words.
func (s *scene) firstWin() string {
	m, err := s.desk.Command(s.ctx, checkins.Request{From: s.person("may"), Command: checkins.Command{Verb: checkins.VerbWin, Name: "crm"}})
	if err != nil {
		s.t.Fatal(err)
	}
	l, _ := m.(checkins.WinList)
	return l.Back
}
