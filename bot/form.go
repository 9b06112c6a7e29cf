package bot

import (
	"cmp"
	"slices"
	"strings"

	"parallax/checkins"
	"parallax/scoring"
)

// Inputs of the check-in form, as InputID names them. The value of a rating or
// guess is "1".."5", "0" for can't say or no idea.
const (
	InputRate    = "rate"
	InputGuess   = "guess"
	InputLine    = "line"
	InputRelease = "release"
)

// LineLength is how long the optional sentence may be, in characters.
const LineLength = 500

// Choices are the values of a rating or a guess in the order in which they are
// offered: can't say comes last.
func Choices() []int { return []int{1, 2, 3, 4, 5, 0} }

// InputID names an input of the form: which of the Input constants, of which round
// and, for ratings and guesses, which dimension.
func InputID(input string, round checkins.RoundID, d scoring.Dimension) string {
	id := input + "|" + string(round)
	if d != "" {
		id += "|" + string(d)
	}
	return id
}

// ParseInputID takes an id of InputID apart; ok is false for any other.
func ParseInputID(id string) (input string, round checkins.RoundID, d scoring.Dimension, ok bool) {
	parts := strings.Split(id, "|")
	if len(parts) < 2 || len(parts) > 3 {
		return "", "", "", false
	}
	switch parts[0] {
	case InputRate, InputGuess:
		if len(parts) != 3 || parts[2] == "" {
			return "", "", "", false
		}
		d = scoring.Dimension(parts[2])
	case InputLine, InputRelease:
		if len(parts) != 2 {
			return "", "", "", false
		}
	default:
		return "", "", "", false
	}
	round = checkins.RoundID(parts[1])
	if _, _, valid := round.Split(); !valid {
		return "", "", "", false
	}
	return parts[0], round, d, true
}

// Single reports whether a whole check-in is one item: it is answered in the
// message itself.
func Single(a checkins.Ask) (checkins.Due, bool) {
	if len(a.Due) == 1 && len(a.Due[0].Items) == 1 && !a.Test {
		return a.Due[0], true
	}
	return checkins.Due{}, false
}

// Before returns what was said of an item before: its own rating and the guess,
// -1 where nothing was.
func Before(item checkins.Item) (own, guess int) {
	own, guess = -1, -1
	if b := item.Before; b != nil {
		if b.SaidOwn {
			own = b.Own
		}
		if b.SaidGuess {
			guess = b.Guess
		}
	}
	return own, guess
}

// TapLeft says which of the two taps of a single item is left; empty when none is.
func (w Words) TapLeft(own, guess int) Text {
	switch {
	case own < 0:
		return w.OwnStillOpen()
	case guess < 0:
		return w.GuessStillOpen()
	}
	return Text{}
}

// Unclosed returns the initiatives that can still be answered.
func Unclosed(due []checkins.Due) []checkins.Due {
	return slices.DeleteFunc(slices.Clone(due), func(d checkins.Due) bool { return d.State == checkins.DueClosed })
}

// FormOrder returns the initiatives as a form asks them: first what is still to be
// answered, last what is closed.
func FormOrder(due []checkins.Due) []checkins.Due {
	rank := map[checkins.DueState]int{checkins.DueOpen: 0, checkins.DueSaved: 1, checkins.DueClosed: 2}
	return slices.SortedStableFunc(slices.Values(due), func(a, b checkins.Due) int { return cmp.Compare(rank[a.State], rank[b.State]) })
}
