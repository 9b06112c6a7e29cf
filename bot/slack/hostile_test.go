package slack

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
	"parallax/scoring"
)

// allowed are the control sequences that the program itself writes: a link to a
// channel by its id.
var allowed = regexp.MustCompile(`<#[CG][A-Z0-9]{1,20}>`)

// TestF59Hostile: whatever people type pings nobody, links nowhere, and fits. The
// limits are checked by the renderer itself, which refuses what is over one.
func TestF59Hostile(t *testing.T) {
	r := renderer(t)
	for name, m := range bottest.Hostile().Cases() {
		t.Run(name, func(t *testing.T) {
			var doc any
			if err := json.Unmarshal(encoded(t, look(t, r, m)), &doc); err != nil {
				t.Fatal(err)
			}
			for _, s := range marked(doc) {
				rest := s
				if name == "notice_unreachable" {
					rest = allowed.ReplaceAllString(s, "")
				}
				if strings.ContainsAny(rest, "<>") {
					t.Errorf("a control sequence in %.200q", s)
				}
				if strings.ContainsAny(s, "\u200b\u202e\u2066") {
					t.Errorf("invisible characters in %.200q", s)
				}
				if strings.Contains(s, "&lt;!here&gt;") {
					t.Errorf("an escape that was typed came through: %.200q", s)
				}
			}
		})
	}
}

// marked lists the texts in which Slack looks for markup: mrkdwn objects and the
// text of the message. The pieces of rich text ("text") are shown as they are.
func marked(v any) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, marked(x)...)
		}
	case map[string]any:
		// The texts of a rich_text block are shown as they are.
		if s, ok := v["text"].(string); ok && v["type"] != "plain_text" && v["type"] != "button" && v["type"] != "text" {
			out = append(out, s)
		}
		for _, x := range v {
			out = append(out, marked(x)...)
		}
	}
	return out
}

// Names of all kinds, and the longest ids, in the biggest messages.
func TestBiggest(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	r := renderer(t)
	w := bottest.Hostile()
	long := strings.Repeat("i", 64)
	all := checkins.Dimensions()
	var due []checkins.Due
	for i := range 12 {
		d := w.Due(checkins.DueOpen, all...)
		d.Round = checkins.RoundIDOf(checkins.InitiativeID(long[:63]+string(rune('a'+i))), "2026-03-03")
		d.Ask = checkins.LetterIDOf(bottest.Org, checkins.KindAsk, long[:i])
		for n := range d.Items {
			d.Items[n].WithGuess = true
		}
		due = append(due, d)
	}
	a := bottest.Ask(due...)
	a.Lead = checkins.PersonID(long)
	o := checkins.OrgID(long)
	if _, err := r.Message(o, a); err != nil {
		t.Error(err)
	}
	v, err := r.View(o, checkins.Form{Ask: a, Proof: checkins.Proof{Letter: bottest.Letter, Receipt: checkins.Receipt{Channel: "D0001", TS: "1"}}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Signer.Open(v.PrivateMetadata)
	if err != nil || len(c.Rounds) == 0 || len(c.Rounds) == len(due) {
		t.Errorf("the form claims %d rounds of %d, %v", len(c.Rounds), len(due), err)
	}
	// What the form claims is what it shows.
	for _, b := range v.Blocks.BlockSet {
		if _, id, _, ok := bot.ParseInputID(b.ID()); ok {
			found := false
			for _, one := range c.Rounds {
				found = found || one.Round == id
			}
			if !found {
				t.Errorf("the form shows %s without claiming it", id)
			}
		}
	}

	var rows []checkins.AlertRow
	var cardRows []checkins.CardRow
	var explainRows []checkins.ExplainRow
	for _, dim := range all {
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
	var choices []checkins.Named
	for range 300 {
		choices = append(choices, w.Named())
	}
	for _, m := range []checkins.Message{
		g, c0, checkins.Explain{Initiative: w.Named(), Rows: explainRows},
		checkins.Notice{Initiative: w.Named(), Says: checkins.Says{What: "no_channel"}, Alert: &g},
		checkins.Help{Text: checkins.HelpChoose, Choices: choices, Command: "explain"},
		checkins.Result{Initiative: w.Named(), Views: make([]checkins.RoundView, 10)},
	} {
		if _, err := r.Message(o, m); err != nil {
			t.Error(err)
		}
	}
}

// Every button carries a claim that opens, and says of itself which action it is.
func TestButtonsCarryClaims(t *testing.T) {
	r := renderer(t)
	seen := map[string]bool{}
	for name, m := range bottest.Friendly().Cases() {
		var doc any
		if err := json.Unmarshal(encoded(t, look(t, r, m)), &doc); err != nil {
			t.Fatal(err)
		}
		for _, e := range elements(doc) {
			id, _ := e["action_id"].(string)
			seen[ActionOf(id)] = true
			if e["type"] != "button" || ActionOf(id) == bot.ActDialog { // of those the modal carries the claim
				continue
			}
			value, _ := e["value"].(string)
			c, err := r.Signer.Open(value)
			if err != nil || c.Act != ActionOf(id) || c.Org != bottest.Org {
				t.Errorf("%s: button %s claims %+v, %v", name, id, c, err)
			}
			switch c.Act {
			case ActionAccept, ActionDecline:
				if c.Person != "ana" || c.Initiative != "crm" || c.Letter == "" && name != "status_named" {
					t.Errorf("%s: button %s claims %+v", name, id, c)
				}
			case ActionOpen, ActionEdit, ActionHour, ActionTomorrow, ActionRate, ActionGuess:
				pressed := c.Act == ActionRate || c.Act == ActionGuess
				if c.Person != "ana" || c.Letter != bottest.Letter || pressed && (len(c.Rounds) != 1 || c.Rounds[0].Ask != bottest.Letter || c.Dimension == "") {
					t.Errorf("%s: button %s claims %+v", name, id, c)
				}
			}
		}
	}
	for _, a := range []string{ActionOpen, ActionEdit, ActionHour, ActionTomorrow, ActionAway, ActionRate, ActionGuess, ActionExplain, ActionAck, ActionSnooze, ActionShare, ActionCheckin, ActionChoose, ActionPage, ActionAccept, ActionDecline} {
		if !seen[a] {
			t.Errorf("no message offers %s", a)
		}
	}
}

func elements(v any) []map[string]any {
	var out []map[string]any
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out = append(out, elements(x)...)
		}
	case map[string]any:
		if _, ok := v["action_id"]; ok {
			out = append(out, v)
		}
		for _, x := range v {
			out = append(out, elements(x)...)
		}
	}
	return out
}

// The claim of the snooze picker stands in its block id.
func TestSnoozeBlock(t *testing.T) {
	r := renderer(t)
	p, err := r.Message(bottest.Org, bottest.Friendly().Cases()["alert"])
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Signer.Open(p.Blocks[len(p.Blocks)-2].ID())
	if err != nil || c.Act != ActionSnooze || c.Org != bottest.Org || len(c.Rounds) != 1 || c.Rounds[0].Round != bottest.Round {
		t.Errorf("snooze claims %+v, %v", c, err)
	}
}

// What a message that is no letter of its own says of itself is left to the
// courier; a letter is stamped.
func TestStamp(t *testing.T) {
	r := renderer(t)
	p, err := r.Message(bottest.Org, bottest.Friendly().Cases()["ask"])
	if err != nil || p.Metadata.EventType != EventType || p.Metadata.EventPayload[EventLetter] != string(bottest.Letter) {
		t.Errorf("metadata %+v, %v", p.Metadata, err)
	}
	p, err = r.Message(bottest.Org, bottest.Friendly().Cases()["help"])
	if err != nil || p.Metadata.EventType != "" {
		t.Errorf("metadata %+v, %v", p.Metadata, err)
	}
}
