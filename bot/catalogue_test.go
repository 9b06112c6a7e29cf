package bot

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

// entries reads the catalogue of one language: of each key its forms.
func entries(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	files, err := fs.Glob(catalogue, "words/*."+lang+".yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of %s, %v", len(files), lang, err)
	}
	all := map[string]map[string]string{}
	for _, f := range files {
		raw, err := catalogue.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var m map[string]any
		if err := yaml.Unmarshal(raw, &m); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for key, v := range m {
			if all[key] != nil {
				t.Errorf("%s: %s stands twice", f, key)
			}
			forms := map[string]string{}
			switch v := v.(type) {
			case string:
				forms["other"] = v
			case map[string]any:
				for form, s := range v {
					forms[form] = fmt.Sprint(s)
				}
			default:
				t.Errorf("%s: %s is a %T", f, key, v)
			}
			all[key] = forms
		}
	}
	return all
}

func placeholders(forms map[string]string) []string {
	names := map[string]bool{}
	for _, s := range forms {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			names[m[1]] = true
		}
	}
	delete(names, "N") // a language may have a word of its own for one
	return slices.Sorted(maps.Keys(names))
}

// Every language says everything that English says, with the same names in it, and
// nothing else.
func TestLanguagesAreComplete(t *testing.T) {
	english := entries(t, "en")
	for _, lang := range Languages() {
		other := entries(t, lang)
		for key, forms := range english {
			if other[key] == nil {
				t.Errorf("%s: no %s", lang, key)
				continue
			}
			if diff := cmp.Diff(placeholders(forms), placeholders(other[key])); diff != "" {
				t.Errorf("%s: %s: other names in it than in English:\n%s", lang, key, diff)
			}
			if _, many := forms["one"]; many && other[key]["one"] == "" {
				t.Errorf("%s: %s: no form for one", lang, key)
			}
		}
		for key, forms := range other {
			if english[key] == nil {
				t.Errorf("%s: %s is not said in English", lang, key)
			}
			for form, s := range forms {
				if strings.TrimSpace(s) == "" || strings.Contains(placeholder.ReplaceAllString(s, ""), "{{") {
					t.Errorf("%s: %s %s: %q", lang, key, form, s)
				}
			}
		}
	}
}

// asked are the keys that the program names, whole or by their beginning.
type asked struct {
	whole  map[string]bool
	starts []string
}

func (a asked) names(key string) bool {
	return a.whole[key] || slices.ContainsFunc(a.starts, func(s string) bool { return strings.HasPrefix(key, s) })
}

// speaking are the methods that take a key.
var speaking = map[string]bool{"say": true, "many": true, "bySide": true, "date": true, "dated": true, "has": true}

// The program says nothing that is not in the catalogue, and the catalogue holds
// nothing that nobody says.
func TestCatalogueIsWhatIsSaid(t *testing.T) {
	a := asked{whole: map[string]bool{}}
	letters := regexp.MustCompile(`\pL{2}`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"slack", "teams"} {
		more, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, more...)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(set, name, raw, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			called := ""
			switch fun := call.Fun.(type) {
			case *ast.Ident:
				called = fun.Name
			case *ast.SelectorExpr:
				called = fun.Sel.Name
			}
			switch {
			case called == "Trusted":
				for _, s := range literals(call.Args[0]) {
					if letters.MatchString(s) && s != "UTC" {
						t.Errorf("%s: %q is not in the catalogue", set.Position(call.Pos()), s)
					}
				}
			case speaking[called]:
				for _, s := range literals(call.Args[0]) {
					_, isKey := call.Args[0].(*ast.BasicLit)
					switch {
					case isKey && called == "bySide":
						a.whole[s+".it"], a.whole[s+".biz"] = true, true
					case isKey:
						a.whole[s] = true
					case !strings.HasPrefix(s, "."):
						a.starts = append(a.starts, s)
					}
				}
			}
			return true
		})
	}
	english := entries(t, "en")
	for key := range english {
		if !a.names(key) {
			t.Errorf("nobody says %s", key)
		}
	}
	for key := range a.whole {
		if english[key] == nil {
			t.Errorf("%s is said, and not in the catalogue", key)
		}
	}
	for _, s := range a.starts {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(english)), func(key string) bool { return strings.HasPrefix(key, s) }) {
			t.Errorf("nothing in the catalogue begins with %q", s)
		}
	}
}

// literals are the texts that begin or make up an expression.
func literals(e ast.Expr) []string {
	var all []string
	ast.Inspect(e, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil && s != "" {
				all = append(all, s)
			}
		}
		return true
	})
	return all
}

func TestWordsIn(t *testing.T) {
	for locale, want := range map[string]string{"": "en", "de": "de", "de-AT": "de", "de_CH": "de", "en-GB": "en", "fr-FR": "en", "x": "en"} {
		if got := WordsIn(locale).Language(); got != want {
			t.Errorf("%q speaks %q, want %q", locale, got, want)
		}
	}
}
