package checkins

import (
	"fmt"
	"slices"
	"strings"

	"parallax/scoring"
)

// Question is the wording of a dimension. History keeps the text as it was
// asked; a changed wording is a new version and needs a new baseline.
type Question struct {
	Dimension scoring.Dimension `json:"d"`
	Version   string            `json:"v"`    // "value.live/1": wording variant and version
	Text      string            `json:"text"` // the statement with its names filled in
}

// The dimensions of the question bank (QUESTIONS.md).
const (
	Value       scoring.Dimension = "value"
	PriorityDim scoring.Dimension = "priority"
	Delivery    scoring.Dimension = "delivery"
	Feasibility scoring.Dimension = "feasibility"
	PromisesIT  scoring.Dimension = "promises_it"
	PromisesBiz scoring.Dimension = "promises_biz"
	WhyDim      scoring.Dimension = "why"
	Workarounds scoring.Dimension = "workarounds"
	Decisions   scoring.Dimension = "decisions"
	OwnDim      scoring.Dimension = "own"
)

// bank holds the wordings of version 1. {i} is the initiative, {p} its priority.
var bank = map[scoring.Dimension]string{
	Value:       "I can name what will be better for the business once {i} is live.",
	PriorityDim: "{i} moves ‘{p}’ forward in a way we could show.",
	Delivery:    "The next milestone of {i} will arrive as agreed.",
	Feasibility: "The plan for {i} can be done with the people and time we have.",
	PromisesIT:  "IT kept its promises on {i} this month.",
	PromisesBiz: "The business kept its promises on {i} this month.",
	WhyDim:      "Ask any lead on {i} why we are doing it and you would hear the same reason.",
	Workarounds: "The people {i} is for get what they need from it without side tools.",
	Decisions:   "Recent decisions on {i} weighed business need and technical reality together.",
}

const valueLive = "What {i} has produced so far makes a real difference to the business."

// Dimensions lists what a pulse may ask, in the order of the question bank.
func Dimensions() []scoring.Dimension {
	return []scoring.Dimension{Value, PriorityDim, Delivery, Feasibility, PromisesIT, PromisesBiz, WhyDim, Workarounds, Decisions, OwnDim}
}

// KnownDimension reports whether d is in the question bank.
func KnownDimension(d scoring.Dimension) bool { return slices.Contains(Dimensions(), d) }

// QuestionOf returns the wording of a dimension for an initiative. Its version
// changes with everything that makes another question of it, so that the dimension
// gets a new baseline: the stage for value, the priority, the why, the owner's own
// statement. priority is
// the name of its priority; "our priority" stands in when there is none.
func QuestionOf(i Initiative, priority string, d scoring.Dimension) (Question, error) {
	text, version := bank[d], string(d)+"/1"
	switch {
	case d == Value && i.Stage == Live:
		text, version = valueLive, "value.live/1"
	case d == Value:
		version = "value." + string(i.Stage) + "/1"
	case d == PriorityDim:
		version += "/" + string(i.Priority)
	case d == WhyDim: // the words stay, what they ask about changes with the why
		version += "/" + string(LetterIDOf("", "why", i.Why))[:8]
	case d == OwnDim:
		text, version = i.Own, "own/"+string(LetterIDOf("", "own", i.Own))[:8]
	}
	if text == "" {
		return Question{}, fmt.Errorf("question %s: %w", d, ErrUnknownDimension)
	}
	if priority == "" {
		priority = OurPriority
	}
	// One pass, so that a name that holds "{p}" stays as it was typed.
	text = strings.NewReplacer("{i}", i.Name, "{p}", priority).Replace(text)
	return Question{Dimension: d, Version: version, Text: text}, nil
}

// OurPriority stands in a statement in the place of a priority that there is none of.
const OurPriority = "our priority"

// Naming are the names that were filled into a statement.
type Naming struct{ Initiative, Priority string }

// Worded tells a statement of the bank from what was filled into it, so that it can be
// put in another language: "value.live" and the names. ok is false for the owner's own
// statement, and for one whose wording is not the bank's of today.
func Worded(q Question) (key string, n Naming, ok bool) {
	for key, text := range map[string]string{string(q.Dimension): bank[q.Dimension], string(Value) + ".live": valueLive} {
		if q.Dimension != Value && text == valueLive {
			continue
		}
		if n, ok := filled(text, q.Text); ok {
			return key, n, true
		}
	}
	return "", Naming{}, false
}

// filled takes a statement apart at what was filled into its wording.
func filled(wording, text string) (n Naming, ok bool) {
	before, rest, found := strings.Cut(wording, "{i}")
	if !found {
		return Naming{}, false
	}
	middle, after, two := strings.Cut(rest, "{p}")
	if !two {
		middle, after = "", rest
	}
	in, starts := strings.CutPrefix(text, before)
	in, ends := strings.CutSuffix(in, after)
	if !starts || !ends {
		return Naming{}, false
	}
	n.Initiative = in
	if two {
		n.Initiative, n.Priority, ok = strings.Cut(in, middle)
		return n, ok
	}
	return n, true
}
