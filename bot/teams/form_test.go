package teams

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
	"parallax/scoring"
)

// drawn is everything in a card, also what unfolds.
type drawn struct {
	inputs  map[string]string // by id, with the value they begin with
	actions []Action
	charts  int
}

func contents(c Card) drawn {
	d := drawn{inputs: map[string]string{}}
	d.take(c)
	return d
}

func (d *drawn) take(c Card) {
	d.elements(c.Body)
	d.buttons(c.Actions)
}

func (d *drawn) buttons(as []Action) {
	for _, a := range as {
		d.actions = append(d.actions, a)
		if a.Card != nil {
			d.take(*a.Card)
		}
	}
}

func (d *drawn) elements(es []Element) {
	for _, e := range es {
		switch e := e.(type) {
		case Container:
			d.elements(e.Items)
		case ActionSet:
			d.buttons(e.Actions)
		case ChoiceSet:
			d.inputs[e.ID] = e.Value
		case TextInput:
			d.inputs[e.ID] = e.Value
		case Toggle:
			d.inputs[e.ID] = e.Value
		case DateInput:
			d.inputs[e.ID] = e.Value
		case TimeInput:
			d.inputs[e.ID] = e.Value
		case LineChart:
			d.charts++
		}
	}
}

func (d drawn) press(t *testing.T, verb string) (Action, bot.Claim) {
	t.Helper()
	at := slices.IndexFunc(d.actions, func(a Action) bool { return a.Verb == verb })
	if at < 0 {
		t.Fatalf("no button for %s", verb)
	}
	claim, err := bottest.Signer().Open(d.actions[at].Data[dataToken])
	if err != nil {
		t.Fatal(err)
	}
	return d.actions[at], claim
}

func withShown(data map[string]string) map[string]string {
	all := maps.Clone(data)
	all[dataShown] = data[dataShown]
	return all
}

// Every button carries a claim that opens and says which verb it is, in both its
// forms. It takes inputs along only where they are meant.
func TestButtonsCarryClaims(t *testing.T) {
	seen := map[string]bool{}
	for name, c := range cards(t, bottest.Friendly()) {
		for _, a := range contents(c).actions {
			if a.Type == "Action.ShowCard" {
				continue
			}
			if strings.HasPrefix(name, "window_") { // of which every button is an Action.Submit
				claim, err := bottest.Signer().Open(a.Data[dataToken])
				if err != nil || claim.Act != bot.ActDialog || goes[a.Data[dataAct]] == "" || a.Type != "Action.Submit" || a.Fallback != nil {
					t.Errorf("%s: %+v claims %+v, %v", name, a, claim, err)
				}
				continue
			}
			seen[a.Verb] = true
			claim, err := bottest.Signer().Open(a.Data[dataToken])
			ofDialog := claim.Act == bot.ActDialog && goes[a.Verb] != ""
			if err != nil || claim.Act != a.Verb && !ofDialog || claim.Org != bottest.Org {
				t.Errorf("%s: button %s claims %+v, %v", name, a.Verb, claim, err)
			}
			f := a.Fallback
			if f == nil || f.Type != "Action.Submit" || f.Title != a.Title || f.Style != a.Style || f.AssociatedInputs != a.AssociatedInputs {
				t.Errorf("%s: button %s falls back to %+v", name, a.Verb, f)
			} else if diff := cmp.Diff(map[string]string{dataAct: a.Verb, dataToken: a.Data[dataToken], dataShown: a.Data[dataShown]}, withShown(f.Data)); diff != "" {
				t.Errorf("%s: button %s falls back to %s", name, a.Verb, diff)
			}
			inputs := a.Verb == VerbSubmit || a.Verb == VerbAway || a.Verb == VerbSnooze || a.Verb == bot.ActPick || a.Verb == VerbOn || a.Verb == VerbBack
			if inputs == (a.AssociatedInputs == "none") {
				t.Errorf("%s: button %s sends inputs: %q", name, a.Verb, a.AssociatedInputs)
			}
			switch a.Verb {
			case VerbAccept, VerbDecline:
				if claim.Person != "ana" || claim.Initiative != "crm" || claim.Letter == "" && name != "status_named" {
					t.Errorf("%s: button %s claims %+v", name, a.Verb, claim)
				}
			case VerbEdit, VerbHour, VerbTomorrow, VerbAway, VerbRate, VerbGuess, VerbSubmit:
				pressed := a.Verb == VerbRate || a.Verb == VerbGuess
				if claim.Person != "ana" || claim.Letter != bottest.Letter || pressed && (len(claim.Rounds) != 1 || claim.Rounds[0].Ask != bottest.Letter || claim.Dimension == "") {
					t.Errorf("%s: button %s claims %+v", name, a.Verb, claim)
				}
			case VerbAck, VerbSnooze:
				if claim.Letter == "" || len(claim.Rounds) != 1 || claim.Rounds[0].Round != bottest.Round {
					t.Errorf("%s: button %s claims %+v", name, a.Verb, claim)
				}
			}
		}
	}
	for _, v := range []string{VerbEdit, VerbHour, VerbTomorrow, VerbAway, VerbRate, VerbGuess, VerbSubmit, VerbExplain, VerbAck, VerbSnooze, VerbShare, VerbCheckin, VerbChoose, VerbPage, VerbAccept, VerbDecline} {
		if !seen[v] {
			t.Errorf("no card offers %s", v)
		}
	}
}

// Teams draws six buttons in a row and hides the others.
func TestButtonsInARow(t *testing.T) {
	for name, c := range cards(t, bottest.Friendly()) {
		rows := [][]Action{c.Actions}
		for _, e := range c.Body {
			if s, is := e.(ActionSet); is {
				rows = append(rows, s.Actions)
			}
		}
		for _, r := range rows {
			if len(r) > 6 {
				t.Errorf("%s: %d buttons in a row", name, len(r))
			}
		}
	}
}

// A form claims what it shows, and begins with what was answered.
func TestForm(t *testing.T) {
	all := contents(cards(t, bottest.Friendly())["form_two"])
	_, claim := all.press(t, VerbSubmit)
	want := []bot.Asked{{Round: "billing@2026-03-03", Ask: bottest.Letter}, {Round: bottest.Round, Ask: bottest.Letter}}
	if diff := cmp.Diff(want, claim.Rounds); diff != "" {
		t.Error(diff)
	}
	inputs := map[string]string{}
	for id, value := range all.inputs {
		if value != "" {
			inputs[id] = value
		}
	}
	answered := map[string]string{
		"rate|crm@2026-03-03|value": "4", "guess|crm@2026-03-03|value": "2", "rate|crm@2026-03-03|delivery": "4",
		"rate|crm@2026-03-03|promises_biz": "4", "line|crm@2026-03-03": "The pilot team loves it.\nThe others wait.", "release|crm@2026-03-03": "true",
	}
	if diff := cmp.Diff(answered, inputs); diff != "" {
		t.Error(diff)
	}
	for id := range all.inputs {
		if _, round, _, ok := bot.ParseInputID(id); !ok || !slices.ContainsFunc(claim.Rounds, func(a bot.Asked) bool { return a.Round == round }) {
			t.Errorf("the form shows %s without claiming it", id)
		}
	}
	f := checkins.Form{
		Ask:   bottest.Ask(bottest.Friendly().Due(checkins.DueOpen, checkins.Value)),
		Proof: checkins.Proof{Letter: "l9", Receipt: checkins.Receipt{Channel: "19:c", TS: "77"}},
	}
	c, err := renderer().Message(bottest.Org, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, claim = contents(c).press(t, VerbSubmit); claim.Letter != "l9" || claim.Receipt != f.Proof.Receipt || claim.Person != "ana" {
		t.Errorf("claims %+v", claim)
	}
}

// The message that asks holds the form of what is open, and no answers.
func TestAskHoldsNoAnswers(t *testing.T) {
	drawn := cards(t, bottest.Friendly())
	for _, name := range []string{"ask", "ask_two", "ask_partly", "ask_saved", "ask_saved_two", "ask_closed", "nudge", "remind"} {
		for id, value := range contents(drawn[name]).inputs {
			if value != "" {
				t.Errorf("%s: %s holds %q", name, id, value)
			}
		}
	}
	partly := contents(drawn["ask_partly"])
	partly.press(t, VerbEdit)
	if _, claim := partly.press(t, VerbSubmit); len(claim.Rounds) != 1 || claim.Rounds[0].Round != "billing@2026-03-03" {
		t.Errorf("claims %+v", claim.Rounds)
	}
	for name, verbs := range map[string]string{
		"ask_saved": "edit", "ask_closed": "", "ask_missed": "", "form_closed": "", "form": "submit", "form_refused": "submit",
		"ask": "submit remind_hour remind_tomorrow away",
	} {
		var have []string
		for _, a := range contents(drawn[name]).actions {
			if a.Verb != "" {
				have = append(have, a.Verb)
			}
		}
		if got := strings.Join(have, " "); got != verbs {
			t.Errorf("%s offers %q, want %q", name, got, verbs)
		}
	}
}

// A refused form says why, and holds what was chosen, not what was stored.
func TestRefused(t *testing.T) {
	f := refusedForm(bottest.Friendly())
	c, err := renderer().Refused(bottest.Org, f, "Why [not](http://evil.example)?", given(bottest.Friendly()))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"rate|crm@2026-03-03|value": "0", "guess|crm@2026-03-03|value": "3", "rate|crm@2026-03-03|delivery": "", // 9 is no choice
		"line|crm@2026-03-03": "A new sentence. The pilot team loves it.\nThe others wait.", "release|crm@2026-03-03": "",
	}
	all := contents(c)
	if diff := cmp.Diff(want, all.inputs); diff != "" {
		t.Error(diff)
	}
	why, is := c.Body[1].(RichTextBlock)
	if !is || why.Inlines[0].Text != "Why [not](http://evil.example)?" || !strings.HasPrefix(c.Summary, "Why ") {
		t.Errorf("says %+v, %q", c.Body[1], c.Summary)
	}
	stored, err := renderer().Message(bottest.Org, f)
	if err != nil {
		t.Fatal(err)
	}
	_, first := contents(stored).press(t, VerbSubmit)
	if _, again := all.press(t, VerbSubmit); cmp.Diff(first, again) != "" {
		t.Error("claims " + cmp.Diff(first, again))
	}
	if c, err = renderer().Refused(bottest.Org, f, "Empty.", nil); err != nil {
		t.Fatal(err)
	}
	for id, value := range contents(c).inputs {
		if value != "" {
			t.Errorf("nothing was given, but %s is %q", id, value)
		}
	}
}

// Names of all kinds, and the longest ids, in the biggest messages.
func TestBiggest(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	w := bottest.Hostile()
	long := strings.Repeat("i", 64)
	var due []checkins.Due
	for i := range 12 {
		d := w.Due(checkins.DueOpen, checkins.Dimensions()...)
		d.Round = checkins.RoundIDOf(checkins.InitiativeID(long[:63]+string(rune('a'+i))), "2026-03-03")
		d.Ask = checkins.LetterIDOf(bottest.Org, checkins.KindAsk, long[:i])
		for n := range d.Items {
			d.Items[n].WithGuess = true
		}
		due = append(due, d)
	}
	a := bottest.Ask(due...)
	a.Lead = checkins.PersonID(long)
	var rows []checkins.AlertRow
	var cardRows []checkins.CardRow
	var explainRows []checkins.ExplainRow
	for _, dim := range checkins.Dimensions() {
		row := w.Row(dim, bottest.Said(scoring.FalseConsensus, scoring.FarApart, 1), true)
		rows = append(rows, row)
		cardRows = append(cardRows, checkins.CardRow{Question: row.Question, Said: row.Said, Date: row.Date, Open: true})
		explainRows = append(explainRows, checkins.ExplainRow{Question: row.Question, Said: row.Said, Date: row.Date, Track: row.Track})
	}
	g := w.GapAlert(rows...)
	g.Round, g.Initiative.ID = due[0].Round, checkins.InitiativeID(long)
	c0 := w.Card()
	c0.Rows = cardRows
	for range 300 {
		c0.Bridges = append(c0.Bridges, w.Ana)
	}
	voices := checkins.Voices{Lines: slices.Repeat([]string{w.Line}, 40)}
	for _, m := range []checkins.Message{
		a, checkins.Form{Ask: a}, g, c0, checkins.Status{Card: c0, Mine: &due[0]},
		checkins.Explain{Initiative: w.Named(), Rows: explainRows, Voices: []checkins.Voices{voices, voices}},
		checkins.Gaps{Initiative: w.Named(), Rows: explainRows, Unread: cardRows},
		checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "no_channel"}, Alert: &g},
		checkins.Help{Text: checkins.HelpChoose, Choices: slices.Repeat([]checkins.Named{w.Named()}, 300), Command: "explain"},
		checkins.Result{Initiative: w.Named(), Views: make([]checkins.RoundView, 10), Voices: voices},
	} {
		c, err := renderer().Message(checkins.OrgID(long), m)
		if err != nil {
			t.Error(err)
			continue
		}
		n, err := size(c)
		if err != nil || n > maxSize {
			t.Errorf("%T: %d bytes, %v", m, n, err)
		}
		all := contents(c)
		if all.charts > maxCharts {
			t.Errorf("%T: %d charts", m, all.charts)
		}
		if len(all.inputs) > 1 {
			_, claim := all.press(t, VerbSubmit)
			if len(claim.Rounds) == 0 || len(claim.Rounds) == len(due) {
				t.Errorf("%T claims %d rounds of %d", m, len(claim.Rounds), len(due))
			}
			rounds := map[checkins.RoundID]bool{}
			for id := range all.inputs {
				if _, round, _, ok := bot.ParseInputID(id); ok {
					rounds[round] = true
				}
			}
			if len(rounds) != len(claim.Rounds) {
				t.Errorf("%T shows %d rounds and claims %d", m, len(rounds), len(claim.Rounds))
			}
		}
	}
}

// A claim of many rounds stays one that opens.
func TestManyRounds(t *testing.T) {
	var due []checkins.Due
	for i := range 40 {
		id := checkins.InitiativeID(strings.Repeat("i", 60) + strconv.Itoa(i))
		due = append(due, checkins.Due{Round: checkins.RoundIDOf(id, "2026-03-03"), State: checkins.DueOpen, Ask: checkins.LetterIDOf(bottest.Org, checkins.KindAsk, string(id))})
	}
	c, err := renderer().Message(bottest.Org, checkins.Form{Ask: bottest.Ask(due...)})
	if err != nil {
		t.Fatal(err)
	}
	if _, claim := contents(c).press(t, VerbSubmit); len(claim.Rounds) < 12 || len(claim.Rounds) > 39 {
		t.Errorf("%d rounds claimed", len(claim.Rounds))
	}
}

// What cannot be made to fit does not leave, and says so.
func TestSize(t *testing.T) {
	block := func(n int) Element { return paragraph(TextRun{Type: "TextRun", Text: strings.Repeat("é", n)})[0] }
	c, err := fitted(newCard([]Element{block(1), block(30_000), block(20_000), block(2), block(3)}, nil))
	if err != nil || len(c.Body) != 4 {
		t.Fatalf("%d elements left, %v", len(c.Body), err)
	}
	if last := c.Body[3].(RichTextBlock).Inlines[0].Text; last != "ééé" {
		t.Errorf("the end is %q", last)
	}
	if _, err := fitted(newCard([]Element{block(50_000)}, nil)); !errors.Is(err, ErrSize) {
		t.Errorf("%v, want ErrSize", err)
	}
	if n, err := size("😀é"); err != nil || n != 2*(2+1+2) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestUnknownMessage(t *testing.T) {
	if _, err := renderer().Message(bottest.Org, nil); !errors.Is(err, ErrUnknownMessage) {
		t.Errorf("%v, want ErrUnknownMessage", err)
	}
}

// A chart has the words of its end beside it, and the strip for clients without
// charts; what may show no numbers has no chart.
func TestCharts(t *testing.T) {
	drawn := cards(t, bottest.Friendly())
	want := map[string]int{
		"alert": 1, "alert_mixed": 1, "alert_three": 2, "alert_kept": 1, "heads_up_owner": 1, "explain": 1, "explain_needs": 1, "explain_full": 1, "explain_old": 1,
		"history": 1, "history_shared": 1, "card_figures": 1, "card_figures_many": 1, "status_figures": 1,
	}
	for name := range maps.Keys(drawn) {
		if n := contents(drawn[name]).charts; n != want[name] {
			t.Errorf("%s: %d charts, want %d", name, n, want[name])
		}
	}
	box := drawn["alert"].Body[1].(Container)
	at := slices.IndexFunc(box.Items, func(e Element) bool { _, is := e.(LineChart); return is })
	chart := box.Items[at].(LineChart)
	if len(chart.Fallback.Items) != 1 || len(chart.Data) != 2 || len(chart.Data[0].Values) != 6 || chart.Data[1].Values[5] != (Value{"2026-03-03", 2.9}) {
		t.Errorf("the chart is %+v", chart)
	}
	if end := box.Items[at+1].(RichTextBlock).Inlines[0].Text; end != "3 March: IT 4.3, business 2.9, on a scale of 1 to 5." {
		t.Errorf("beside the chart: %q", end)
	}
}
