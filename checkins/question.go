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
		priority = "our priority"
	}
	// One pass, so that a name that holds "{p}" stays as it was typed.
	text = strings.NewReplacer("{i}", i.Name, "{p}", priority).Replace(text)
	return Question{Dimension: d, Version: version, Text: text}, nil
}
