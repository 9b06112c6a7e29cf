package slack

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
)

var update = flag.Bool("update", false, "write the golden files anew")

// look renders a case as it leaves: a form as a modal, all else as a message.
func look(t *testing.T, r Renderer, m checkins.Message) any {
	t.Helper()
	if f, ok := m.(checkins.Form); ok {
		v, err := r.View(org, f)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	p, err := r.Message(org, m)
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
	cases := friendly.messages()
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

// Every kind of message has a case. The kinds are read from the source, so that a
// new one cannot be forgotten.
func TestEveryMessageHasACase(t *testing.T) {
	have := map[string]bool{}
	for _, m := range friendly.messages() {
		have[typeName(m)] = true
	}
	kinds := messageKinds(t)
	if len(kinds) < 13 {
		t.Fatalf("found %d kinds of messages only: %v", len(kinds), kinds)
	}
	for kind := range kinds {
		if !have[kind] {
			t.Errorf("no case of checkins.%s", kind)
		}
	}
}

func typeName(m checkins.Message) string {
	return strings.TrimPrefix(strings.TrimPrefix(typeOf(m), "*"), "checkins.")
}

// messageKinds lists the types with a method message, and the structs that embed
// one of them.
func messageKinds(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../../checkins/*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	embeds := map[string][]string{}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Name.Name == "message" && n.Recv != nil {
					if id, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
						kinds[id.Name] = true
					}
				}
			case *ast.TypeSpec:
				s, ok := n.Type.(*ast.StructType)
				if !ok {
					break
				}
				for _, field := range s.Fields.List {
					if id, ok := field.Type.(*ast.Ident); ok && len(field.Names) == 0 {
						embeds[n.Name.Name] = append(embeds[n.Name.Name], id.Name)
					}
				}
			}
			return true
		})
	}
	for outer, inner := range embeds {
		for _, k := range inner {
			if kinds[k] {
				kinds[outer] = true
			}
		}
	}
	return kinds
}

// How it speaks: no sentence of more than fifteen words, none of the words that
// are kept for the documents, no round when weeks are meant.
func TestSpeech(t *testing.T) {
	r := renderer(t)
	banned := regexp.MustCompile(`(?i)\b(theatre|theater|blind|rounds?|tenant|stakeholders?|surveys?|consensus|dimension|score)\b`)
	quoted := regexp.MustCompile(`“[^”]*”`)
	command := regexp.MustCompile("`[^`]*`")
	split := regexp.MustCompile(`[.?!][*_]?(\s|$)|\n| · `)
	for name, m := range friendly.messages() {
		for _, s := range texts(t, look(t, r, m)) {
			s = command.ReplaceAllString(s, "it")
			if w := banned.FindString(s); w != "" {
				t.Errorf("%s says %q: %s", name, w, s)
			}
			for _, said := range split.Split(quoted.ReplaceAllString(s, "it"), -1) {
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
	for name, m := range friendly.messages() {
		for _, s := range texts(t, look(t, r, m)) {
			if strings.Contains(strings.ToLower(s), "aligned") {
				t.Errorf("%s: %s", name, s)
			}
		}
	}
}
