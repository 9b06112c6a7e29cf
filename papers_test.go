package parallax

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	paperLink   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	paperFence  = regexp.MustCompile("(?ms)^```.*?^```")
	paperMarks  = regexp.MustCompile("[`*_]|\\]\\([^)]*\\)|\\[|\\]")
	paperOthers = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// paperAnchors are the places of a text to which a link can lead, as its headings
// give them.
func paperAnchors(text string) []string {
	var all []string
	for line := range strings.Lines(paperFence.ReplaceAllString(text, "")) {
		title, ok := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		if !strings.HasPrefix(line, "#") || !ok {
			continue
		}
		title = strings.ToLower(strings.TrimSpace(paperMarks.ReplaceAllString(title, "")))
		all = append(all, strings.ReplaceAll(paperOthers.ReplaceAllString(title, ""), " ", "-"))
	}
	return all
}

// papersHere reads the documents, by their name from the root.
func papersHere(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.ToSlash(name)] = string(text)
		}
	}
	if len(texts) < 10 {
		t.Fatalf("only %d documents found: the test must run at the root of the module", len(texts))
	}
	return texts
}

// TestPapersLead: every link and every picture of the documents is there.
func TestPapersLead(t *testing.T) {
	texts := papersHere(t)
	for name, text := range texts {
		for _, m := range paperLink.FindAllStringSubmatch(paperFence.ReplaceAllString(text, ""), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(m[1], "#")
			to := name
			if file != "" {
				to = path.Join(path.Dir(name), file)
			}
			if _, err := os.Stat(filepath.FromSlash(to)); err != nil {
				t.Errorf("%s: %s leads nowhere", name, m[1])
			}
			if other, ok := texts[to]; ok && anchor != "" && !slices.Contains(paperAnchors(other), anchor) {
				t.Errorf("%s: %s: there is no such heading; there are %s", name, m[1], strings.Join(paperAnchors(other), " "))
			}
		}
	}
}

// TestPapersAreFound: every picture of docs/img is shown somewhere, and README leads to
// every document.
func TestPapersAreFound(t *testing.T) {
	texts := papersHere(t)
	shown := map[string]bool{}
	for name, text := range texts {
		for _, m := range paperLink.FindAllStringSubmatch(text, -1) {
			file, _, _ := strings.Cut(m[1], "#")
			shown[path.Join(path.Dir(name), file)] = true
			if name == "README.md" {
				shown["README: "+path.Clean(file)] = true
			}
		}
	}
	pictures, err := os.ReadDir(filepath.FromSlash("docs/img"))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		if name := "docs/img/" + p.Name(); !shown[name] {
			t.Errorf("%s is in no document: show it or delete it", name)
		}
	}
	for name := range texts {
		if strings.HasPrefix(name, "docs/") && !shown["README: "+name] {
			t.Errorf("README does not lead to %s: add it to its table of documents", name)
		}
	}
}

func TestPaperAnchors(t *testing.T) {
	text := "# One `two`\n```sh\n# no heading\n```\n### 2.7 Confidentiality (9)\n## *What* goes, [what](x.md#y) stays\n#no\n"
	want := "one-two 27-confidentiality-9 what-goes-what-stays"
	if got := strings.Join(paperAnchors(text), " "); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

var paperFiles = regexp.MustCompile("`([a-z]+\\*)`")

// TestPapersNounsLiveThere: the files in which a noun lives, as ARCHITECTURE.md says, are there.
func TestPapersNounsLiveThere(t *testing.T) {
	found := paperFiles.FindAllStringSubmatch(papersHere(t)["ARCHITECTURE.md"], -1)
	if len(found) < 30 {
		t.Errorf("only %d kinds of files found", len(found))
	}
	for _, f := range found {
		if names, err := filepath.Glob("checkins/" + f[1] + ".go"); err != nil || len(names) == 0 {
			t.Errorf("%s: no file of checkins is called so (%v)", f[1], err)
		}
	}
}
