package slack

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot/bottest"
	"parallax/checkins"
)

var update = flag.Bool("update", false, "write the golden files anew")

func renderer(t testing.TB) Renderer {
	t.Helper()
	return Renderer{Signer: bottest.Signer()}
}

// look renders a case as it leaves: a form and a dialog as a modal, all else as a
// message.
func look(t *testing.T, r Renderer, m checkins.Message) any {
	t.Helper()
	if d, ok := m.(checkins.Dialog); ok {
		v, err := r.Dialog(bottest.Org, d)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if f, ok := m.(checkins.Form); ok {
		v, err := r.View(bottest.Org, f)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	p, err := r.Message(bottest.Org, m)
	if err != nil {
		t.Fatal(err)
	}
	return p
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

// The golden files can be pasted as they are into Slack's Block Kit Builder.
func TestGolden(t *testing.T) {
	r := renderer(t)
	cases := bottest.Friendly().Cases()
	for name, m := range cases {
		t.Run(name, func(t *testing.T) {
			got := encoded(t, look(t, r, m))
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
				t.Errorf("%s (-golden +rendered); after a wanted change run go test ./bot/slack -update:\n%s", file, diff)
			}
		})
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(filepath.Base(f), ".json"); cases[name] == nil {
			t.Errorf("%s belongs to no case", f)
		}
	}
}

// How it speaks: no sentence of more than fifteen words, none of the words that
// are kept for the documents, no round when weeks are meant.
func TestSpeech(t *testing.T) {
	r := renderer(t)
	banned := regexp.MustCompile(`(?i)\b(theatre|theater|blind|rounds?|tenant|stakeholders?|surveys?|consensus|dimension|score)\b`)
	ended, quoted := regexp.MustCompile(`“[^”]*[.!?…]”( [A-Z]|$)`), regexp.MustCompile(`“[^”]*”`) // one that ends with a full stop ends the sentence
	command := regexp.MustCompile("`[^`]*`")
	split := regexp.MustCompile(`[.?!][*_]?(\s|$)|\n| · `)
	for name, m := range bottest.Friendly().Cases() {
		for _, s := range texts(t, look(t, r, m)) {
			s = command.ReplaceAllString(s, "it")
			if w := banned.FindString(s); w != "" {
				t.Errorf("%s says %q: %s", name, w, s)
			}
			for _, said := range split.Split(quoted.ReplaceAllString(ended.ReplaceAllString(s, "it.$1"), "it"), -1) {
				if n := len(strings.Fields(said)); n > 15 && !strings.Contains(said, "Agents see one customer") {
					t.Errorf("%s: a sentence of %d words: %s", name, n, said)
				}
			}
			if strings.Contains(s, "  ") && !strings.Contains(s, "`") || strings.Contains(s, "..") || strings.Contains(s, " .") {
				t.Errorf("%s: untidy: %q", name, s)
			}
		}
	}
}

// texts lists every text that somebody reads in a payload.
func texts(t *testing.T, v any) []string {
	t.Helper()
	var doc any
	if err := json.Unmarshal(encoded(t, v), &doc); err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			for k, x := range v {
				if s, ok := x.(string); ok && (k == "text" || k == "title" || k == "y_label" || k == "initial_value") {
					out = append(out, s)
				}
				walk(x)
			}
		}
	}
	walk(doc)
	return out
}

// A channel and a private answer never say that two low sides are aligned.
func TestLowIsNotAligned(t *testing.T) {
	r := renderer(t)
	for name, m := range bottest.Friendly().Cases() {
		for _, s := range texts(t, look(t, r, m)) {
			if strings.Contains(strings.ToLower(s), "aligned") {
				t.Errorf("%s: %s", name, s)
			}
		}
	}
}
