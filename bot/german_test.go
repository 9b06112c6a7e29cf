package bot

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// Numbers change more than the noun: German says them in sentences of their own.
func TestGermanCounts(t *testing.T) {
	w := WordsIn("de")
	crm := checkins.Named{ID: "crm", Name: "CRM"}
	row := checkins.AlertRow{
		Question: checkins.Question{Dimension: checkins.Delivery, Version: "delivery/1", Text: "The next milestone of CRM will arrive as agreed."},
		Said:     scoring.Disclosure{Label: scoring.ITBlind, Open: true, Higher: 1, Band: scoring.Apart},
	}
	alert := checkins.GapAlert{Initiative: crm, Rows: []checkins.AlertRow{row, row}}
	two := checkins.Arrivals{Round: "crm@2026-03-17", Arrived: 1, Waiting: 2, Unreachable: []checkins.Missed{{Reason: "is_archived", N: 1}}}
	read := func(right int) Text {
		return w.ResultReadings(checkins.Result{Side: scoring.IT, Readings: 5, Right: right})
	}
	for want, got := range map[string]Text{
		"CRM: Ihr seht zwei Dinge unterschiedlich, und die IT hat nicht damit gerechnet.":                                      w.AlertHeadline(alert),
		"„Der nächste Meilenstein von CRM kommt wie vereinbart.“":                                                              w.Quoted(row.Question),
		"Check-in vom 17. März: einer ist angekommen. Zwei warten noch. Einer ist nicht angekommen: Der Kanal ist archiviert.": w.Arrivals(two),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmte keine.":                                                read(0),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmte eine.":                                                 read(1),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmten drei.":                                                read(3),
		"Am Ausgangspunkt bewerteten die Fach-Leads es deutlich höher.":                                                        w.Since(scoring.Disclosure{Round: 6, Higher: 1, Baseline: scoring.Baseline{Round: 3, Band: scoring.Apart, Higher: -1}}),
		"Ein Hinweis an den Teams-Kanal wurde nicht mehr gesendet: Es war zu spät.":                                            w.Trouble(checkins.Trouble{Kind: checkins.KindAlert, To: "teams:x", State: checkins.LetterDropped, Reason: string(checkins.ReasonTooLate)}),
	} {
		if got.Plain() != want {
			t.Errorf("%q, want %q", got.Plain(), want)
		}
	}
}
