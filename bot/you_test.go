package bot

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// Who promised something, or has a step, does not read their own name.
func TestYou(t *testing.T) {
	promise := checkins.PromiseLine{What: "A demo.", By: "Quinn", From: scoring.Biz}
	mine := promise
	mine.Mine = true
	step := checkins.StepLine{Text: "A demo.", Owners: [2]string{"Ben Lee", "Quinn"}, Put: "Quinn", Due: "2026-03-20"}
	both, alone := step, step
	both.You[scoring.Biz], both.YouPut = true, true
	alone.Owners, alone.You = [2]string{"Quinn", "Quinn"}, [2]bool{true, true}
	de := WordsIn("de")
	for want, got := range map[string]Text{
		"Quinn promised IT: “A demo.”":                                               English.promised(promise),
		"You promised IT: “A demo.”":                                                 English.promised(mine),
		"Du hast der IT zugesagt: „A demo.“":                                         de.promised(mine),
		"Step: “A demo.” by Ben Lee and Quinn, until 20 March.":                      English.agreedStep(step),
		"Step: “A demo.” by you and Ben Lee, until 20 March.":                        English.agreedStep(both),
		"Step: “A demo.” by you, until 20 March.":                                    English.agreedStep(alone),
		"Schritt: „A demo.“ von dir und Ben Lee, bis zum 20. März.":                  de.agreedStep(both),
		"It is for you and Ben Lee, until 20 March. You wrote it down.":              English.stepFor(both),
		"Er ist für dich und Ben Lee, bis zum 20. März. Du hast ihn aufgeschrieben.": de.stepFor(both),
		"It is for Ben Lee and Quinn, until 20 March. Quinn wrote it down.":          English.stepFor(step),
	} {
		if got.Plain() != want {
			t.Errorf("%q, want %q", got.Plain(), want)
		}
	}
}
