package bot

import (
	"maps"
	"slices"
	"unicode/utf8"

	"parallax/checkins"
)

// What is said when something went wrong on the way. Everything that went right
// has its words beside its message.
func (w Words) SayNotSaved() Text { return w.say("form.not_saved") }
func (w Words) SayNotDone() Text  { return w.say("form.not_done") }
func (w Words) SayNoAnswer() Text { return w.say("form.no_answer") }
func (w Words) SayTooLate() Text  { return w.say("form.too_late") }

// Ticked is the value of a ticked InputRelease.
const Ticked = "true"

// Filled reads what a check-in form came back with as answers to the rounds that it
// was made for. given holds its inputs by their ids (InputID); an empty one was left
// alone. trouble says why the form is not believed; then there are no parts. Order:
// as the rounds stand in the claim, ratings by input id.
func Filled(c Claim, given map[string]string) (parts []checkins.Filled, trouble checkins.HelpText) {
	at := map[checkins.RoundID]int{}
	for n, a := range c.Rounds {
		parts = append(parts, checkins.Filled{Round: a.Round, Ask: a.Ask})
		at[a.Round] = n
	}
	released := map[checkins.RoundID]bool{}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		input, round, dimension, valid := ParseInputID(id)
		n, asked := at[round]
		if !valid || !asked {
			return nil, checkins.HelpOldForm
		}
		text := given[id]
		switch input {
		case InputRate, InputGuess:
			if text == "" {
				continue
			}
			value, valid := rating(text)
			if !valid {
				return nil, checkins.HelpOldForm
			}
			parts[n].Marks = append(parts[n].Marks, checkins.Mark{Dimension: dimension, Guess: input == InputGuess, Value: value})
		case InputLine:
			if utf8.RuneCountInString(text) > LineLength {
				return nil, checkins.HelpLongLine
			}
			parts[n].Line = &checkins.Line{Person: c.Person, Text: text}
		case InputRelease:
			released[round] = text == Ticked
		}
	}
	filled := parts[:0]
	for _, p := range parts {
		if p.Line != nil && p.Line.Text != "" {
			p.Line.Released = released[p.Round]
		}
		if len(p.Marks) > 0 || p.Line != nil && p.Line.Text != "" {
			filled = append(filled, p)
		}
	}
	if len(filled) == 0 {
		return nil, checkins.HelpNoChoice
	}
	return filled, ""
}

// rating reads "0".."5".
func rating(s string) (int, bool) {
	if len(s) != 1 || s[0] < '0' || s[0] > '5' {
		return 0, false
	}
	return int(s[0] - '0'), true
}

// Refusal is what to say of an outcome; empty when it was saved.
func Refusal(o checkins.RecordOutcome) checkins.HelpText {
	switch o {
	case checkins.Saved, checkins.Duplicate:
		return ""
	case checkins.Closed:
		return checkins.HelpAllClosed
	case checkins.Stranger:
		return checkins.HelpNotYours
	case checkins.NotAsked:
		return checkins.HelpNotYetOn
	case checkins.Left:
		return checkins.HelpNoLongerAsked
	case checkins.Withdrawn:
		return checkins.HelpWithdrawn
	}
	return checkins.HelpNothingDue
}

// NotSaved says of each part that was not saved why not, in the words of help, and
// then what was; nil when all was saved. name is how the form called the initiative
// of a round.
func (w Words) NotSaved(rec []checkins.Recorded, name func(checkins.RoundID) Text) []Text {
	var lines []Text
	var closed bool
	for _, one := range rec {
		why := Refusal(one.Outcome)
		if why == "" {
			continue
		}
		closed = closed || why == checkins.HelpAllClosed
		line := w.HelpHeadline(checkins.Help{Text: why})
		if len(rec) > 1 {
			line = Join(name(one.Round), Trusted(": "), line)
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return nil
	}
	for _, one := range rec {
		if Refusal(one.Outcome) == "" {
			lines = append(lines, Join(name(one.Round), Trusted(": "), w.say("ask.saved")))
		}
	}
	if closed {
		lines = append(lines, w.say("form.kept"))
	}
	return lines
}
