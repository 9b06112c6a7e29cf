package teams

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/checkins"
)

var update = flag.Bool("update", false, "write the golden files anew")

func renderer() Renderer { return Renderer{Signer: bottest.Signer()} }

// cards draws every case of a world, and a form that was refused.
func cards(t *testing.T, w bottest.World) map[string]Card {
	t.Helper()
	drawn := map[string]Card{}
	for name, m := range w.Cases() {
		c, err := renderer().Message(bottest.Org, m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		drawn[name] = c
	}
	c, err := renderer().Refused(bottest.Org, refusedForm(w), "Not saved, please press again.", given(w))
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	drawn["form_refused"] = c
	for _, name := range []string{"dialog_commit", "dialog_commit_wrong"} {
		r := renderer()
		r.window = true
		if drawn["window_"+name], err = r.Message(bottest.Org, w.Cases()[name]); err != nil {
			t.Fatalf("%s in a window: %v", name, err)
		}
	}
	return drawn
}

func refusedForm(w bottest.World) checkins.Form {
	return checkins.Form{Ask: bottest.Ask(w.Due(checkins.DueSaved, checkins.Value, checkins.Delivery))}
}

// given is a form in which less was chosen than answered before.
func given(w bottest.World) map[string]string {
	return map[string]string{
		bot.InputID(bot.InputRate, bottest.Round, checkins.Value):     "0",
		bot.InputID(bot.InputGuess, bottest.Round, checkins.Value):    "3",
		bot.InputID(bot.InputRate, bottest.Round, checkins.Delivery):  "9",
		bot.InputID(bot.InputLine, bottest.Round, ""):                 "A new sentence. " + w.Line,
		bot.InputID(bot.InputRelease, bottest.Round, ""):              "false",
		bot.InputID(bot.InputRate, "billing@2026-03-03", "no_such_1"): "1",
	}
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return []byte(b.String())
}

// The golden files can be pasted as they are into the Adaptive Cards Designer.
func TestGolden(t *testing.T) {
	drawn := cards(t, bottest.Friendly())
	for name, c := range drawn {
		t.Run(name, func(t *testing.T) {
			got := encoded(t, c)
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s (-golden +rendered); after a wanted change run go test ./bot/teams -update:\n%s", file, diff)
			}
		})
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, drawn := drawn[strings.TrimSuffix(filepath.Base(f), ".json")]; !drawn {
			t.Errorf("%s belongs to no case", f)
		}
	}
}
