package parallax

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrow is what a package may import besides the standard library. A path also
// allows what lies below it.
type arrow struct {
	dir   string
	code  []string // in every file
	tests []string // in test files as well
}

var testTools = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "go.uber.org/goleak"}

// arrows are those of ARCHITECTURE.md. Packages that are not listed may import
// nothing but the standard library.
var arrows = []arrow{
	{dir: "."},
	{dir: "scoring", code: []string{"gonum.org/v1/gonum"}},
	{dir: "scoring/simulation", code: []string{"parallax/scoring", "gonum.org/v1/gonum"}},
	{
		dir: "checkins", code: []string{"parallax/scoring", "github.com/robfig/cron/v3", "github.com/rickar/cal/v2"},
		tests: []string{"parallax/checkins", "parallax/checkins/checkinstest"},
	},
	{
		dir:  "checkins/checkinstest",
		code: []string{"parallax/checkins", "parallax/scoring", "github.com/google/go-cmp", "pgregory.net/rapid"}, tests: []string{"parallax/checkins/checkinstest"},
	},
	{
		// scoring only for the types of fields of checkins' types.
		dir: "store", code: []string{"parallax/checkins", "parallax/scoring", "github.com/redis/go-redis/v9", "github.com/go-redis/redis_rate/v10", "github.com/alicebob/miniredis/v2"},
		tests: []string{"parallax/store", "parallax/store/redistest", "parallax/checkins/checkinstest"},
	},
	{dir: "store/redistest", code: []string{"github.com/redis/go-redis/v9", "github.com/Shopify/toxiproxy/v2", "github.com/rs/zerolog"}},
	{
		dir:   "bot",
		code:  []string{"parallax/checkins", "parallax/scoring", "github.com/rivo/uniseg", "github.com/agext/levenshtein", "github.com/goccy/go-yaml", "github.com/nicksnyder/go-i18n", "golang.org/x/text"},
		tests: []string{"parallax/bot", "parallax/checkins/checkinstest"},
	},
	{
		// Its tests hold the two platforms side by side.
		dir: "bot/bottest", code: []string{"parallax/bot", "parallax/checkins", "parallax/scoring"},
		tests: []string{"parallax/bot/bottest", "parallax/bot/slack", "parallax/bot/teams"},
	},
	{
		dir: "bot/slack",
		code: []string{
			"parallax/bot", "parallax/checkins", "parallax/scoring", "github.com/slack-go/slack", "github.com/gorilla/websocket", "github.com/rivo/uniseg",
		},
		tests: []string{"parallax/bot/slack", "parallax/bot/bottest", "parallax/checkins/checkinstest", "parallax/sandbox"},
	},
	{
		dir:   "bot/teams",
		code:  []string{"parallax/bot", "parallax/checkins", "parallax/scoring", "github.com/golang-jwt/jwt/v5"},
		tests: []string{"parallax/bot/teams", "parallax/bot/bottest", "parallax/checkins/checkinstest", "parallax/sandbox"},
	},
	{dir: "sandbox", code: []string{"github.com/gorilla/websocket"}, tests: []string{"parallax/sandbox", "github.com/slack-go/slack", "github.com/chromedp"}},
	{
		// It speaks to the program over HTTP only; the rooms tell it what a form looks like.
		dir: "bench",
		code: []string{
			"parallax/bot", "parallax/bot/slack", "parallax/bot/teams", "parallax/checkins", "parallax/scoring", "parallax/store", "github.com/redis/go-redis/v9",
		},
	},
	{dir: "cmd/parallax", code: []string{"*"}},
	{
		// It meets the program as a process, and reads what it stored.
		dir: "torture", tests: []string{
			"parallax/checkins", "parallax/scoring", "parallax/sandbox", "parallax/store", "parallax/store/redistest",
			"github.com/redis/go-redis/v9", "github.com/Shopify/toxiproxy/v2", "github.com/prometheus/client_golang", "github.com/rs/zerolog",
		},
	},
}

// never is what a package may not import although its arrow would allow it: the
// platforms never meet, and nobody imports the program.
var never = map[string][]string{
	"bot":       {"parallax/bot/slack", "parallax/bot/teams"},
	"bot/slack": {"parallax/bot/teams"},
	"bot/teams": {"parallax/bot/slack"},
	"checkins":  {},
}

// source is one parsed Go file.
type source struct {
	name    string // with slashes, from the root
	dir     string
	test    bool
	lines   int
	imports []string
	file    *ast.File
	fset    *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "vendor") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(base, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{
			name: filepath.ToSlash(name), dir: filepath.ToSlash(filepath.Dir(name)), test: strings.HasSuffix(base, "_test.go"),
			lines: bytes.Count(text, []byte("\n")), file: file, fset: fset,
		}
		for _, i := range file.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, p)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d Go files found: the test must run at the root of the module", len(all))
	}
	return all
}

// wrongImport says why a file of dir may not import p, "" when it may.
func wrongImport(dir string, test bool, p string) string {
	if standard(p) {
		return ""
	}
	if under(p, never[dir]) {
		return "the platforms share words through package bot and never meet: move what both need to bot"
	}
	at := slices.IndexFunc(arrows, func(a arrow) bool { return a.dir == dir })
	if at < 0 {
		return "the package is new here: list it in arrows_test.go with what ARCHITECTURE.md lets it import"
	}
	a := arrows[at]
	allowed := a.code
	if test {
		allowed = slices.Concat(a.code, a.tests, testTools)
	}
	switch {
	case slices.Contains(allowed, "*"):
		return ""
	case p == "parallax" || strings.HasPrefix(p, "parallax/"):
		if slices.Contains(allowed, p) {
			return ""
		}
	case under(p, allowed):
		return ""
	}
	if slices.Contains(a.tests, p) {
		return "that is for its tests only: move the code that needs it into a _test.go file"
	}
	return "ARCHITECTURE.md lets it import only the standard library and [" + strings.Join(a.code, " ") + "]: declare an interface here and let cmd/parallax bring the two together"
}

// standard reports whether p is of the standard library, whose paths begin
// without a dot and not with this module's name.
func standard(p string) bool {
	first, _, _ := strings.Cut(p, "/")
	return first != "parallax" && !strings.Contains(first, ".")
}

func under(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return p == r || strings.HasPrefix(p, r+"/") })
}

func TestArrows(t *testing.T) {
	for _, s := range sources(t) {
		for _, p := range s.imports {
			if why := wrongImport(s.dir, s.test, p); why != "" {
				t.Errorf("%s imports %s: %s", s.name, p, why)
			}
		}
	}
}

// TestArrowsBite: the table refuses what it is there to refuse.
func TestArrowsBite(t *testing.T) {
	for _, c := range []struct {
		dir     string
		test    bool
		imports string
		want    bool // allowed
	}{
		{"scoring", false, "gonum.org/v1/gonum/stat/distuv", true},
		{"scoring", false, "math", true},
		{"scoring", false, "parallax/checkins", false},
		{"scoring", false, "gonum.org/v1/gonumx", false},
		{"checkins", false, "parallax/scoring", true},
		{"checkins", false, "parallax/store", false},
		{"checkins", false, "parallax/scoring/simulation", false},
		{"scoring", false, "parallax/scoring/simulation", false},
		{"scoring/simulation", false, "parallax/checkins", false},
		{"checkins", false, "parallax/checkins/checkinstest", false},
		{"checkins", true, "parallax/checkins/checkinstest", true},
		{"checkins", false, "github.com/redis/go-redis/v9", false},
		{"store", false, "gonum.org/v1/gonum/stat", false},
		{"store", false, "parallax/bot", false},
		{"store", true, "parallax/bot", false},
		{"bot", false, "parallax/bot/slack", false},
		{"bot/slack", false, "parallax/bot/teams", false},
		{"bot/slack", false, "parallax/store", false},
		{"bot/slack", false, "parallax/bot/bottest", false},
		{"bot/slack", true, "parallax/bot/bottest", true},
		{"bot/bottest", false, "parallax/bot/teams", false},
		{"bot/bottest", true, "parallax/bot/teams", true},
		{"sandbox", false, "parallax/checkins", false},
		{"sandbox", false, "github.com/slack-go/slack", false},
		{"sandbox", true, "github.com/slack-go/slack", true},
		{"somewhere", false, "github.com/rivo/uniseg", false},
		{"cmd/parallax", false, "parallax/store", true},
	} {
		if why := wrongImport(c.dir, c.test, c.imports); (why == "") != c.want {
			t.Errorf("%s imports %s (test: %t): allowed %t, want %t", c.dir, c.imports, c.test, why == "", c.want)
		}
	}
}

const mostLines = 400

var (
	vagueNames = regexp.MustCompile(`^(utils?|common|helpers?|base|misc|shared|tools?)$`)
	// Files that the build chooses by their name.
	platformSuffix = regexp.MustCompile(`_(linux|darwin|windows|unix|amd64|arm64)$`)
)

func TestFiles(t *testing.T) {
	for _, s := range sources(t) {
		name := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.name), ".go"), "_test")
		if !s.test && s.lines > mostLines {
			t.Errorf("%s has %d lines, more than %d: give one of its nouns a file of its own", s.name, s.lines, mostLines)
		}
		if strings.Contains(platformSuffix.ReplaceAllString(name, ""), "_") {
			t.Errorf("%s: name it by one noun, without underscores", s.name)
		}
		if vagueNames.MatchString(name) || vagueNames.MatchString(path.Base(s.dir)) {
			t.Errorf("%s: name it by what is in it", s.name)
		}
	}
}

// TestNoSleep: a test that sleeps is slow when it passes and flaky when it fails.
func TestNoSleep(t *testing.T) {
	for _, s := range sources(t) {
		if !s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && sel.Sel.Name == "Sleep" {
				t.Errorf("%s: time.Sleep in a test: wait for a channel, give the time as an argument, or use testing/synctest", s.fset.Position(n.Pos()))
			}
			return true
		})
	}
}

// raw are the results as they are measured, whatever may be shown of them. Whoever
// draws messages or an export gets a scoring.Disclosure instead.
var raw = []string{"Record", "Reading", "State"}

// shows reports whether a file draws what people read: it is of a platform, or it is
// the export. Tests may make records to begin with, and bot/bottest is for tests.
func shows(s source) bool {
	draws := s.dir == "bot" || s.dir == "bot/slack" || s.dir == "bot/teams" ||
		s.dir == "cmd/parallax" && strings.HasPrefix(path.Base(s.name), "export")
	return draws && !s.test
}

// rawNames lists the raw results that a file names, by the place, under whatever
// name it imports them: those of scoring, and checkins' record around one.
func rawNames(s source) []string {
	var found []string
	names := map[string]string{} // of the packages here
	for _, i := range s.file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil || p != "parallax/scoring" && p != "parallax/checkins" {
			continue
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		if name == "." {
			found = append(found, s.fset.Position(i.Pos()).String()+": "+p+" without its name")
		}
		names[name] = p
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		of := names[x.Name]
		if of == "parallax/scoring" && slices.Contains(raw, sel.Sel.Name) || of == "parallax/checkins" && sel.Sel.Name == "Record" {
			found = append(found, s.fset.Position(n.Pos()).String()+": "+path.Base(of)+"."+sel.Sel.Name)
		}
		return true
	})
	return found
}

// TestRawResultsStayInside: what was measured is nowhere near what is shown.
func TestRawResultsStayInside(t *testing.T) {
	looked := map[string]bool{}
	for _, s := range sources(t) {
		if !shows(s) {
			continue
		}
		looked[s.dir] = true
		for _, name := range rawNames(s) {
			t.Errorf("%s: raw results are shown to nobody: take what State.Disclose made of them", name)
		}
	}
	if len(looked) != 4 {
		t.Errorf("looked only into %v", looked)
	}
}

// TestRawResultsBite: the check finds what it is there to find.
func TestRawResultsBite(t *testing.T) {
	for text, want := range map[string]int{
		`import "parallax/scoring"; var x scoring.Disclosure`:                                                 0,
		`import "parallax/scoring"; var x scoring.Record`:                                                     1,
		`import "parallax/scoring"; func f(x map[string]*scoring.Reading) { _ = scoring.State{} }`:            2,
		`import s "parallax/scoring"; type y = s.State`:                                                       1,
		`import . "parallax/scoring"; var x Record`:                                                           1,
		`import "parallax/checkins"; var x []checkins.Record`:                                                 1,
		`import "parallax/checkins"; var x checkins.Round`:                                                    0,
		`import scoring "log/slog"; var x scoring.Record`:                                                     0,
		`import "parallax/scoring"; type t struct{ State int }; func f(x t) int { return x.State }`:           0,
		`import "parallax/scoring"; func f(d scoring.Disclosure) *scoring.Numbers { return d.Numbers }`:       0,
		`import ("parallax/scoring"; c "parallax/checkins"); func f(r c.Record) scoring.Reading { panic(r) }`: 2,
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "x.go", "package x; "+text, 0)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := rawNames(source{file: file, fset: fset}); len(got) != want {
			t.Errorf("%s: %v, want %d", text, got, want)
		}
	}
}
