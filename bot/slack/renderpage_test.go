package slack

import (
	"encoding/json"
	"strings"
	"testing"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
	"parallax/scoring"
)

// whole is a page with every kind of block.
func whole(w bottest.World, long string) bot.Page {
	row := w.Row(checkins.Value, bottest.Said(scoring.FalseConsensus, scoring.FarApart, 1), true)
	claim := bot.DeedClaim("snooze", checkins.InitiativeID(long), bottest.Letter, long[:min(60, len(long))])
	p := bot.Page{Letter: bottest.Letter, Text: bot.User(w.CRM)}
	p.Add(
		bot.Headline{Text: bot.User(w.CRM)}, bot.Part{Text: bot.User(w.Why)}, bot.Sentence{Text: bot.User(w.Why)}, bot.Sentence{},
		bot.News{News: bot.User(w.CRM), More: bot.User(w.Line)}, bot.News{More: bot.User(w.Line)},
		bot.Small{Texts: []bot.Text{bot.User(w.Why), {}, bot.User(w.Line)}}, bot.Small{},
		bot.List{Lines: []bot.Text{bot.User(w.Why), {}, bot.User(w.Line)}}, bot.List{}, bot.Rule{},
		bot.Buttons{Buttons: []bot.Button{
			{Act: bot.ActDo, Claim: claim, Label: bot.User(w.CRM), Primary: true},
			{Act: bot.ActPick, Claim: claim, Label: bot.User(w.CRM), Date: "2026-03-20"},
			{Act: bot.ActDo, Claim: claim, Label: bot.User(w.Why), Danger: true, Confirm: &bot.Confirm{Title: bot.User(w.Why), Text: bot.User(w.Why), Yes: bot.User(w.Why), No: bot.User(w.Why)}},
			{Act: bot.ActPick, Claim: bot.DeedClaim("other", "crm", "", ""), Label: bot.User(w.CRM)},
			{Act: bot.ActShare, Claim: bot.ShareClaim(checkins.ShareToken{What: "why", Initiative: "crm"}), Label: bot.Trusted("Share")},
		}},
		bot.Picture{Question: row.Question, Track: row.Track, End: true},
	)
	return p
}

// Whatever stands on a page is within Slack's limits, is no markup, and its buttons
// come back with what they were made with, however long the ids are.
func TestPage(t *testing.T) {
	for name, w := range map[string]bottest.World{"friendly": bottest.Friendly(), "hostile": bottest.Hostile()} {
		for _, long := range []string{"crm", strings.Repeat("i", 64)} {
			d := draft{Renderer: renderer(t), org: checkins.OrgID(long)}
			page := whole(w, long)
			d.page(page)
			p := Payload{Text: notification(d.text), Blocks: d.blocks}
			if err := Check(p); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if name == "hostile" {
				var doc any
				if err := json.Unmarshal(encoded(t, p), &doc); err != nil {
					t.Fatal(err)
				}
				for _, s := range marked(doc) {
					if strings.ContainsAny(strings.NewReplacer("&lt;", "", "&gt;", "", "&amp;", "").Replace(s), "<>") {
						t.Errorf("markup in %.200q", s)
					}
				}
			}
			var deeds []checkins.Deed
			for _, b := range d.blocks {
				row, is := b.(*api.ActionBlock)
				if !is {
					continue
				}
				for _, e := range row.Elements.ElementSet {
					a := pressed{Block: row.BlockID}
					switch e := e.(type) {
					case *api.ButtonBlockElement:
						a.Action, a.Value = e.ActionID, e.Value
					case *api.DatePickerBlockElement:
						a.Action = e.ActionID
					}
					h := Handler{Config: Config{Renderer: d.Renderer}}
					c, err := h.claim(ActionOf(a.Action), a)
					if err != nil || c.Org != d.org {
						t.Errorf("%s: %q claims %+v, %v", name, a.Action, c, err)
					}
					deeds = append(deeds, c.Deed())
				}
			}
			claim := page.Blocks[11].(bot.Buttons).Buttons[0].Claim
			want := []checkins.Deed{claim.Deed(), claim.Deed(), claim.Deed(), {What: "other", Initiative: "crm"}, {What: "why", Initiative: "crm"}}
			if len(deeds) != len(want) {
				t.Fatalf("%d buttons, want %d", len(deeds), len(want))
			}
			for i := range want {
				if deeds[i] != want[i] {
					t.Errorf("%s: button %d is %+v, want %+v", name, i, deeds[i], want[i])
				}
			}
		}
	}
}

// A dialog with every kind of field is within Slack's limits, with nobody to choose
// from, with a thousand people, and whatever people type.
func TestBiggestDialog(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, w := range map[string]bottest.World{"friendly": bottest.Friendly(), "hostile": bottest.Hostile()} {
		for _, many := range []int{1, 10, 11, 100, 101, 1000} {
			m := w.Everything(many)
			if name == "hostile" {
				for i := range m.Fields {
					m.Fields[i].Names = map[string]string{"name": w.Why}
				}
			}
			if _, err := renderer(t).Dialog(checkins.OrgID(strings.Repeat("i", 64)), m); err != nil {
				t.Errorf("%s, %d: %v", name, many, err)
			}
			if _, err := renderer(t).Message(bottest.Org, m); err != nil {
				t.Errorf("%s, %d: %v", name, many, err)
			}
		}
	}
}
