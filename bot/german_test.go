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
		"CRM: Ihr seht zwei Dinge unterschiedlich, und die IT hat nicht damit gerechnet.":                                              w.AlertHeadline(alert),
		"„Der nächste Meilenstein von CRM kommt wie vereinbart.“":                                                                      w.Quoted(row.Question),
		"Check-in vom 17. März: eine Nachricht ist angekommen. Zwei warten noch. Eine ist nicht angekommen: Der Kanal ist archiviert.": w.Arrivals(two),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmte keine.":                                                        read(0),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmte eine.":                                                         read(1),
		"Von deinen letzten fünf Schätzungen für die Fach-Leads stimmten drei.":                                                        read(3),
		"Am Ausgangspunkt bewerteten die Fach-Leads es deutlich höher.":                                                                w.Since(scoring.Disclosure{Round: 6, Higher: 1, Baseline: scoring.Baseline{Round: 3, Band: scoring.Apart, Higher: -1}}),
		"Ein Hinweis an den Teams-Kanal wurde nicht mehr gesendet: Es war zu spät.":                                                    w.Trouble(checkins.Trouble{Kind: checkins.KindAlert, To: "teams:x", State: checkins.LetterDropped, Reason: string(checkins.ReasonTooLate)}),
	} {
		if got.Plain() != want {
			t.Errorf("%q, want %q", got.Plain(), want)
		}
	}
}

// German says what English says: with its own plurals, decimals and quotation marks.
func TestGerman(t *testing.T) {
	w := WordsIn("de-DE")
	crm := checkins.Named{ID: "crm", Name: "CRM"}
	held := scoring.Disclosure{Status: scoring.Held, Round: 3, Label: scoring.ITBlind, Split: [2]bool{scoring.Biz: true}}
	hidden := checkins.WhoSide{Leads: []string{"Ana", "Ben"}, Mode: scoring.Confidential, Turnout: checkins.Turnout{Of: 3}}
	who := checkins.Who{Initiative: crm, Sides: [2]checkins.WhoSide{scoring.Biz: hidden}}
	_, never := w.WhoSide(who, scoring.Biz)
	who.Sides[scoring.Biz].Enough = 1
	_, once := w.WhoSide(who, scoring.Biz)
	n := scoring.Numbers{Round: 4, Mean: [2]float64{2.5, 4}, Certainty: 0.96, Change: scoring.Some(0.4)}
	row := checkins.ExplainRow{Said: scoring.Disclosure{Round: 4, Numbers: &n}}
	alert := checkins.ToDecide{Initiative: crm, Why: checkins.DecideAlert, Dimension: checkins.Value}
	for name, tt := range map[string]struct {
		got  Text
		want string
	}{
		"verdict":    {w.Verdict(held, "2026-03-03"), "Ihr seht das unterschiedlich, und die IT hat nicht damit gerechnet (Stand: 3. März). Die Fachseite ist sich selbst nicht einig"},
		"direction":  {w.Direction(scoring.Disclosure{Higher: -1, Band: scoring.FarApart}), "Die Fach-Leads bewerten es viel höher."},
		"need":       {w.Need([2]int{1, 2}), "noch eine Antwort der IT und noch zwei Antworten der Fachseite"},
		"figures":    {w.Figures(n), "IT 2,5, Fachseite 4,0, auf einer Skala von 1 bis 5."},
		"among many": {JoinWith(" ", w.ExplainNumbers(checkins.Explain{Rows: []checkins.ExplainRow{row, row}}, row)...), "IT 2,5, Fachseite 4,0. Sicherheit für mehr als einen halben Punkt: 96 %."},
		"one more":   {w.HelpMore(1), "Und noch eine: Schreib den Namen."},
		"two more":   {w.HelpMore(2), "Und zwei weitere: Schreib den Namen."},
		"one thing":  {w.DecideHeadline(checkins.Portfolio{Decide: []checkins.ToDecide{alert}}), "Eine Sache ist zu entscheiden:"},
		"two things": {w.DecideHeadline(checkins.Portfolio{Decide: []checkins.ToDecide{alert, alert}}), "Zwei Sachen sind zu entscheiden:"},
		"decide":     {w.Decide(alert), "CRM: Niemand hat den Hinweis zu „Nutzen“ zur Kenntnis genommen."},
		"leads":      {first(w.WhoSide(who, scoring.IT)), "Es gibt keinen IT-Lead."},
		"in none":    {never, "Genug aktuelle Antworten für ein Ergebnis in keinem der letzten drei Check-ins."},
		"in one":     {once, "Genug aktuelle Antworten für ein Ergebnis in einem der letzten drei Check-ins."},
		"channels":   {w.WhoChannels(checkins.Who{Channels: []checkins.Platform{checkins.Slack, checkins.Teams, checkins.Teams}}), "Ergebnisse gehen an einen Kanal in Slack und zwei Kanäle in Teams."},
		"outcome":    {w.OutcomeLine(checkins.Outcome{Measure: "Quote", Start: "61 %", Target: "75 %", By: "2027-06-30"}), "Wirkung: Quote, von 61 % auf 75 % bis 30. Juni 2027"},
		"skipped":    {w.HistoryLines(checkins.HistoryWeek{Skipped: checkins.ReasonNobody})[0].Sentence(), "Er ist ausgefallen: Niemand konnte gefragt werden."},
	} {
		if got := tt.got.Plain(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got, want := English.WhoText(who).Plain(), "CRM: who has a part in it. There is no IT lead. Business leads: Ana and Ben. Enough current answers for a result in one of the last three check-ins. Owner: nobody yet. Sponsor: nobody yet."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func first(t, _ Text) Text { return t }
