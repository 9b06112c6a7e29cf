package bot

import (
	"regexp"
	"slices"
	"strings"
)

// quotedWords are words in quotation marks, of English or German.
var quotedWords = regexp.MustCompile(`([“„])([a-z][a-z -]*)([”“])`)

// Typed returns the text with its commands as people type them where all of them are called
// by one name: “status” becomes “/align status”. What somebody typed stays as it is.
func (t Text) Typed(name string) Text {
	at := func(p span) bool {
		return !p.user && strings.ContainsAny(p.s, "“„") && quotedWords.MatchString(p.s)
	}
	if !slices.ContainsFunc(t.spans, at) {
		return t
	}
	spans := slices.Clone(t.spans)
	for n, p := range spans {
		if !at(p) {
			continue
		}
		spans[n].s = quotedWords.ReplaceAllStringFunc(p.s, func(quoted string) string {
			parts := quotedWords.FindStringSubmatch(quoted)
			if verb, _, _ := strings.Cut(parts[2], " "); verbForms[verb] == "" {
				return quoted
			}
			return parts[1] + name + " " + parts[2] + parts[3]
		})
	}
	return Text{spans}
}
