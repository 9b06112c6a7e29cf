package checkins

import (
	"maps"
	"slices"
	"time"

	"parallax/scoring"
)

// DayAfter is Pulse.dayAfter.
func DayAfter(p Pulse, orgHolidays []string, t time.Time) time.Time {
	return p.dayAfter(orgHolidays, t)
}

// NextDigest is when nextDigest says that the coming digest is.
func NextDigest(p Person, orgHolidays []string, monthly bool, now time.Time) time.Time {
	_, at, _ := nextDigest(p, orgHolidays, monthly, now)
	return at
}

// NoteWin is Desk.win.
var NoteWin = (*Desk).win

// RecallDue is Initiative.recallDue.
func RecallDue(i Initiative, t WhyTalk, last Recall, first, on Date) bool {
	return i.recallDue(t, last, first, on)
}

// Stated is Pulse.stated.
func Stated(p Pulse, seq int, again bool, s Standing) Pulse { return p.stated(seq, again, s) }

// Insisting is Plan.insisting.
func Insisting(p Plan, asked []scoring.Dimension) Plan { return p.insisting(asked) }

// SideOf is Recall.side.
func SideOf(x Recall, i Initiative, s scoring.Side, now time.Time) RecallSide {
	return x.side(i, s, now)
}

// Signing is signing, for Signs.
type Signing struct {
	Initiative Initiative
	Standing   Standing
	Recall     Recall
	Rounds     []Round
	Kept       []Kept
	Quiet      [2]bool
	Now        time.Time
	Green      bool
}

// Signs is signing.signs.
func Signs(s Signing) []Sign {
	return signing{s.Initiative, s.Standing, s.Recall, s.Rounds, s.Kept, s.Quiet, s.Now, s.Green}.signs()
}

// StepBefore is Steps.before of one dimension.
func StepBefore(s Steps, card RoundID, dim scoring.Dimension) *Step {
	return s.before(card, []scoring.Dimension{dim})
}

// Acts are what buttons ask for, and the dialogs that are taken.
func Acts() (deedsKnown []string, dialogs []DialogWhat) {
	return slices.Sorted(maps.Keys(deeds())), slices.Sorted(maps.Keys(submits()))
}

// RecallsAged is Recalls.aged.
func RecallsAged(r Recalls, i Initiative, before time.Time) Recalls { return r.aged(i, before) }
