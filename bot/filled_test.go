package bot

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"parallax/checkins"
)

// FuzzFilled: whatever a form comes back with, nothing is read out of it but ratings
// and sentences of the rounds that were asked, each once.
func FuzzFilled(f *testing.F) {
	const asked = "crm@2026-03-03"
	f.Add("rate|"+asked+"|value", "4", "guess|"+asked+"|value", "0")
	f.Add("rate|"+asked+"|value", "6", "line|"+asked, "text")
	f.Add("rate|ops@2026-03-03|value", "4", "release|"+asked, "true")
	f.Add("line|"+asked, strings.Repeat("é", 501), "date", "2026-03-03")
	f.Add("rate|"+asked+"|nonsense", "+4", "", "")
	f.Add("line|"+asked, "\xff\x00", "release|"+asked, "1")
	c := Claim{Person: "ana", Rounds: []Asked{{Round: asked, Ask: "l1"}, {Round: "billing@2026-03-03", Ask: "l2"}}}
	f.Fuzz(func(t *testing.T, idA, a, idB, b string) {
		parts, trouble := Filled(c, map[string]string{idA: a, idB: b})
		if trouble != "" {
			if parts != nil || English.HelpHeadline(checkins.Help{Text: trouble}).IsZero() {
				t.Errorf("%q and %d parts", trouble, len(parts))
			}
			return
		}
		seen := map[checkins.RoundID]bool{}
		for _, p := range parts {
			if p.Round != c.Rounds[0].Round && p.Round != c.Rounds[1].Round || seen[p.Round] || len(p.Marks) > 2 {
				t.Errorf("%q: %+v", []string{idA, a, idB, b}, p)
			}
			seen[p.Round] = true
			for _, m := range p.Marks {
				if m.Value < 0 || m.Value > 5 || a != strconv.Itoa(m.Value) && b != strconv.Itoa(m.Value) {
					t.Errorf("%q: %+v", []string{idA, a, idB, b}, m)
				}
			}
			if p.Line != nil && (utf8.RuneCountInString(p.Line.Text) > LineLength || p.Line.Person != "ana") {
				t.Errorf("%+v", p.Line)
			}
		}
		if len(parts) == 0 {
			t.Error("no parts and no trouble")
		}
	})
}
