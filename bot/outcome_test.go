package bot

import (
	"testing"

	"parallax/checkins"
)

// Where an outcome began, where it is and where it is to get, in words, as far as people
// said so.
func TestOutcomeNow(t *testing.T) {
	full := checkins.Outcome{Measure: "Reach", Start: "35 %", Target: "80 %", By: "2027-06-30"}
	late, noTarget, noStart, noDay, bare := full, full, full, full, checkins.Outcome{Measure: "Reach"}
	late.Slipped = []checkins.Date{"2027-03-31"}
	noTarget.Target, noStart.Start, noDay.By = "", "", ""
	f := checkins.Figures{Actuals: []checkins.Figure{{Value: "39 %"}}}
	de := WordsIn("de")
	for want, got := range map[string]Text{
		"Outcome: Reach. Now 39 %; it began at 35 %, the target is 80 % by 30 June 2027":                         English.OutcomeNow(full, f),
		"Outcome: Reach. Now 39 %; it began at 35 %, the target is 80 %. By 30 June 2027 (first: 31 March 2027)": English.OutcomeNow(late, f),
		"Outcome: Reach. Now 39 %; it began at 35 %. By 30 June 2027":                                            English.OutcomeNow(noTarget, f),
		"Outcome: Reach. Now 39 %; the target is 80 % by 30 June 2027":                                           English.OutcomeNow(noStart, f),
		"Outcome: Reach. Now 39 %; it began at 35 %, the target is 80 %":                                         English.OutcomeNow(noDay, f),
		"Outcome: Reach. Now 39 %":                                                                                 English.OutcomeNow(bare, f),
		"Outcome: Reach, from 35 % to 80 % by 30 June 2027":                                                        English.OutcomeNow(full, checkins.Figures{}),
		"Wirkung: Reach. Jetzt 39 %; am Anfang 35 %, das Ziel ist 80 % bis zum 30. Juni 2027":                      de.OutcomeNow(full, f),
		"Wirkung: Reach. Jetzt 39 %; am Anfang 35 %, das Ziel ist 80 %. Bis 30. Juni 2027 (zuerst: 31. März 2027)": de.OutcomeNow(late, f),
		"Wirkung: Reach. Jetzt 39 %; das Ziel ist 80 % bis zum 30. Juni 2027":                                      de.OutcomeNow(noStart, f),
	} {
		if got.Plain() != want {
			t.Errorf("%q, want %q", got.Plain(), want)
		}
	}
}
