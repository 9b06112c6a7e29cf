package checkins_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// actors are those who press and send: a lead of IT who promised and has a step, a lead of
// the business who has it too, the sponsor, somebody on both sides, an admin, somebody of
// the org without a part, a stranger of the workspace, a lead who is switched off; the
// owner comes last, and ends things.
var actors = []checkins.PersonID{"ana", "ben", "spo", "bri", "zoe", "nob", "stranger", "off", "may"}

// acting says who may: a letter an actor, in the order of actors; a dot: not. Whose own
// letter or promise it is, it is ana's. A row of dots is of letters that nobody has here. An
// offered file and a handover are found by their letter: without one it is told that the button is old.
var acting = map[string]string{
	"deed again_else":       "ab......m",
	"deed again_partly":     "ab......m",
	"deed again_same":       "ab......m",
	"deed agenda":           "........m",
	"deed agenda_off":       "........m",
	"deed ask_both":         "........m",
	"deed assign":           "........m",
	"deed away":             "absbzn..m",
	"deed brief_file":       "..s.....m",
	"deed brief_text":       "..s.....m",
	"deed commit":           "........m",
	"deed context":          ".........",
	"deed decide":           "........m",
	"deed decision_drop":    "........m",
	"deed decision_keep":    "........m",
	"deed decision_record":  "........m",
	"deed decisions":        "ab.b....m",
	"deed delegate_no":      ".........",
	"deed delegate_yes":     ".........",
	"deed export":           "absbzn..m",
	"deed file_no":          "absbzns.m",
	"deed file_take":        "absbzns.m",
	"deed forget":           "absbzn..m",
	"deed hand_back":        "absbzn..m",
	"deed health":           "........m",
	"deed here":             "absbzn..m",
	"deed holds_no":         "ab.......",
	"deed holds_partly":     "ab.......",
	"deed holds_yes":        "ab.......",
	"deed home":             "absbzn..m",
	"deed look_back":        "..s.....m",
	"deed move":             "a........",
	"deed needs":            ".........",
	"deed not_yet":          "........m",
	"deed outcome":          "........m",
	"deed promise_kept":     ".b.......",
	"deed promise_missed":   ".b.......",
	"deed promise_off":      "a.......m",
	"deed promise_partly":   ".b.......",
	"deed promises":         "ab.b....m",
	"deed rank":             "ab.......",
	"deed rate":             "ab.......",
	"deed reached":          "........m",
	"deed recheck":          "ab.b....m",
	"deed reply":            "..s......",
	"deed revisit":          "........m",
	"deed settings":         "absbzn..m",
	"deed setup":            "........m",
	"deed snooze":           "........m",
	"deed step_ask":         "ab.......",
	"deed step_back":        "a........",
	"deed step_done":        "a........",
	"deed step_drop":        "a........",
	"deed step_later":       "a........",
	"deed test":             "........m",
	"deed why_again":        "ab......m",
	"deed why_again_line":   "ab......m",
	"deed why_else":         "ab.......",
	"deed why_line":         "ab......m",
	"deed why_other":        "ab.......",
	"deed why_partly":       "ab.......",
	"deed why_propose":      "........m",
	"deed why_same":         "ab.......",
	"deed win":              "........m",
	"deed win_off":          "........m",
	"dialog assign":         "........m",
	"dialog away":           "absbzn..m",
	"dialog commit":         "........m",
	"dialog context":        ".........",
	"dialog decide":         "........m",
	"dialog forget":         "absbzn..m",
	"dialog handover":       "........m",
	"dialog health":         "........m",
	"dialog move":           "a........",
	"dialog needs":          ".........",
	"dialog outcome":        "........m",
	"dialog rank":           "ab.......",
	"dialog rate":           "ab.......",
	"dialog recheck":        "ab.b....m",
	"dialog reply":          "..s......",
	"dialog revisit":        "........m",
	"dialog settings":       "absbzn..m",
	"dialog setup":          "........m",
	"dialog why_again_line": "ab......m",
	"dialog why_line":       "ab......m",
	"dialog why_other":      "ab.......",
	"dialog why_propose":    "........m",
	"dialog win":            "........m",
}

// deciding are the refusals that say that it is not the asker's to do.
var deciding = []checkins.HelpText{
	checkins.HelpStranger, checkins.HelpForeign, checkins.HelpNotAllowed, checkins.HelpNotYours, checkins.HelpNotPromiser, checkins.HelpNotJudge, checkins.HelpNotLead, checkins.HelpNotBusiness, checkins.HelpNotSponsor, checkins.HelpNoRanking,
	checkins.HelpNoInitiative, checkins.HelpNoLongerAsked, checkins.HelpNothingDue,
}

// switchedOff says that one account is.
type switchedOff struct{}

func (switchedOff) Deactivated(_ context.Context, a checkins.Account) (bool, error) {
	return a == account("off"), nil
}

// agreedOn is a world in which there is one of everything: an alert, a step of ana and ben, a
// promise of ana, a decision that is rated, a win in words, a value.
func agreedOn(t *testing.T) (w *world, subject map[string]string, letter map[string]checkins.LetterID) {
	t.Helper()
	w = weeks(3, 5, 1, company(func(s *checkins.Setup) {
		s.Initiatives[0].Sponsor = "spo"
		for _, p := range []checkins.PersonID{"spo", "bri", "nob", "off"} {
			s.People = append(s.People, checkinstest.Person(p, "Somebody "+string(p)))
		}
	}))(t)
	i := w.initiative()
	for _, side := range scoring.Sides {
		i.Leads[side] = append(slices.Clone(i.Leads[side]), "bri")
	}
	i.Leads[scoring.IT] = append(i.Leads[scoring.IT], "off")
	all := []checkins.Initiative{i}
	for _, id := range []string{"alpha", "beta"} { // to rank
		other := i
		other.ID, other.Name, other.Channels = checkins.InitiativeID(id), "The "+id, nil
		all = append(all, other)
	}
	if err := w.mem.Enrol(w.ctx, checkins.Setup{Org: w.setup.Org, Initiatives: all}); err != nil {
		t.Fatal(err)
	}
	if err := w.desk.Gone(w.ctx, account("off"), string(checkins.ReasonGone)); err != nil {
		t.Fatal(err)
	}
	w.desk.Probes = map[checkins.Platform]checkins.Probe{checkins.Slack: switchedOff{}}
	s := &scene{world: w, owner: "may", m: &mortal{}, strict: true}
	s.agreed("ana", "0", "Show the numbers.", "")
	s.sends("may", checkins.Dialog{What: checkins.DialogCommit}, map[string]string{"who": "ana", "what": "A test system.", "by": "2026-03-27", "to": "biz"})
	s.sends("may", checkins.Dialog{What: checkins.DialogDecide}, map[string]string{"what": "One store.", "serves": "Calls", "cost": "A year.", "rests": "One login.", "on": "2026-04-20"})
	s.sends("may", checkins.Dialog{What: checkins.DialogWin}, map[string]string{"text": "The agents like it."})
	w.leap(20, 11)
	w.leap(30, 12)
	subject = map[string]string{"promise": s.first(checkins.BookPromises), "decision": s.first(checkins.BookDecisions), "win": s.firstWin()}
	letter = map[string]checkins.LetterID{"alert": alertLetter(), "step": s.letterTo(checkins.KindStep, "ana")}
	return w, subject, letter
}

// refuses: who may read an initiative is told whose something is that is refused, and what to
// do instead; the owner is not told that it is for the owner. Others are told no name.
func refuses(t *testing.T, row string, p checkins.PersonID, h checkins.Help) {
	t.Helper()
	if h.Text != checkins.HelpNotAllowed {
		return
	}
	switch reads := slices.Contains([]checkins.PersonID{"ana", "ben", "bri"}, p); {
	case p == "may":
		t.Errorf("%s: its owner is told %+v", row, h)
	case reads && h.Owner == "" && h.Command != string(checkins.VerbBrief), reads && h.Instead == checkins.InsteadNone, !reads && h.Owner != "":
		t.Errorf("%s: %s is told %+v", row, p, h)
	}
}

// Every button and every dialog has a row that says who may, and refuses everybody else in
// words that say so.
func TestEveryActHasItsActors(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	deeds, dialogs := checkins.Acts()
	of := func(what string, subject map[string]string, letter map[string]checkins.LetterID) (string, checkins.LetterID) {
		for prefix, is := range map[string]string{
			"promise_": "promise", "move": "promise", "decision_": "decision", "holds_": "decision", "rate": "decision", "revisit": "decision", "win_": "win",
		} {
			if strings.HasPrefix(what, prefix) {
				return subject[is], ""
			}
		}
		switch {
		case what == checkins.DeedStepAsk:
			return "1", ""
		case strings.HasPrefix(what, "step_"):
			return "", letter["step"]
		case slices.Contains([]string{"snooze", "assign", "agenda", "agenda_off", "ask_both", "recheck"}, what):
			return string(card) + "#1", letter["alert"]
		}
		return "", ""
	}
	rows := map[string]bool{}
	try := func(row, what string, do func(w *world, from checkins.Account, delivery, about string, in checkins.LetterID) (checkins.Message, error)) {
		t.Helper()
		rows[row] = true
		w, subject, letter := agreedOn(t) // for each its own: what one does is done
		about, in := of(what, subject, letter)
		may := ""
		for n, p := range actors {
			m, err := do(w, account(p), row+string(p)+time.Duration(n).String(), about, in)
			if err != nil {
				t.Fatalf("%s by %s: %v", row, p, err)
			}
			h, is := m.(checkins.Help)
			if is && slices.Contains(deciding, h.Text) {
				may += "."
				refuses(t, row, p, h)
			} else {
				may += string(p[0])
			}
		}
		if want, there := acting[row]; !there || want != may {
			t.Errorf("%q: %q, want %q", row, may, want)
		}
	}
	for _, what := range deeds {
		try("deed "+what, what, func(w *world, from checkins.Account, delivery, about string, in checkins.LetterID) (checkins.Message, error) {
			return w.desk.Do(w.ctx, checkins.Deed{From: from, Delivery: delivery, What: what, Initiative: checkinstest.CRM, Subject: about, Letter: in})
		})
	}
	for _, what := range dialogs {
		try("dialog "+string(what), string(what), func(w *world, from checkins.Account, delivery, about string, in checkins.LetterID) (checkins.Message, error) {
			return w.desk.Submit(w.ctx, checkins.Submission{From: from, Delivery: delivery, What: what, Initiative: checkinstest.CRM, Subject: about, Letter: in, Go: checkins.GoOn})
		})
	}
	for row := range acting {
		if !rows[row] {
			t.Errorf("%q is no act", row)
		}
	}
}
