package bot

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in   string
		want checkins.Command
	}{
		{"", checkins.Command{Verb: "help"}},
		{" \t\n ", checkins.Command{Verb: "help"}},
		{"help", checkins.Command{Verb: "help"}},
		{"?", checkins.Command{Verb: "help"}},
		{"HELP me", checkins.Command{Verb: "help"}},
		{"status", checkins.Command{Verb: "status"}},
		{"Status CRM migration", checkins.Command{Verb: "status", Name: "CRM migration"}},
		{"/align help", checkins.Command{Verb: "help"}},
		{"/align status crm", checkins.Command{Verb: "status", Name: "crm"}},
		{"status?", checkins.Command{Verb: "status"}},
		{"Gaps, please!", checkins.Command{Verb: "gaps", Name: "please!"}},
		{`status "CRM migration"`, checkins.Command{Verb: "status", Name: "CRM migration"}},
		{"status “CRM migration”", checkins.Command{Verb: "status", Name: "CRM migration"}},
		{"status „CRM“", checkins.Command{Verb: "status", Name: "CRM"}},
		{"status of crm", checkins.Command{Verb: "status", Name: "crm"}},
		{"status of", checkins.Command{Verb: "status", Name: "of"}},
		{`status "open`, checkins.Command{Verb: "status", Name: `"open`}},
		{`status ""`, checkins.Command{Verb: "status"}},
		{"checkin", checkins.Command{Verb: "checkin"}},
		{"check-in", checkins.Command{Verb: "checkin"}},
		{"check in", checkins.Command{Verb: "checkin"}},
		{"explain", checkins.Command{Verb: "explain"}},
		{"explain value", checkins.Command{Verb: "explain", Topic: "value"}},
		{"explain value crm", checkins.Command{Verb: "explain", Topic: "value", Name: "crm"}},
		{"explain Value on CRM migration", checkins.Command{Verb: "explain", Topic: "value", Name: "CRM migration"}},
		{"explain promises of the business crm", checkins.Command{Verb: "explain", Topic: "promises_biz", Name: "crm"}},
		{"explain promises_it", checkins.Command{Verb: "explain", Topic: "promises_it"}},
		{"explain why", checkins.Command{Verb: "explain", Topic: "why"}},
		{"why", checkins.Command{Verb: "why"}},
		{"why crm", checkins.Command{Verb: "why", Name: "crm"}},
		{"history of CRM migration", checkins.Command{Verb: "history", Name: "CRM migration"}},
		{"Who is on crm", checkins.Command{Verb: "who", Name: "crm"}},
		{"who?", checkins.Command{Verb: "who"}},
		{"portfolio", checkins.Command{Verb: "portfolio"}},
		{"portfolio mine", checkins.Command{Verb: "portfolio", Name: "mine"}},
		{"portfolio for Grow online revenue", checkins.Command{Verb: "portfolio", Name: "Grow online revenue"}},
		{`priority "Grow online revenue"`, checkins.Command{Verb: "priority", Name: "Grow online revenue"}},
		{"porfolio", checkins.Command{Word: "porfolio", Nearest: "portfolio"}},
		{"histroy crm", checkins.Command{Word: "histroy", Nearest: "history"}},
		{"priorty growth", checkins.Command{Word: "priorty", Nearest: "priority"}},
		{"wyh", checkins.Command{Word: "wyh", Nearest: "why"}},
		{"explain crm", checkins.Command{Verb: "explain", Name: "crm"}},
		{`explain "value"`, checkins.Command{Verb: "explain", Name: "value"}},
		{"away until friday", checkins.Command{Verb: "away", Until: "friday"}},
		{"away till 2026-04-01", checkins.Command{Verb: "away", Until: "2026-04-01"}},
		{"away friday", checkins.Command{Verb: "away", Until: "friday"}},
		{"away", checkins.Command{Verb: "away"}},
		{"away from Monday until 31 March", checkins.Command{Verb: "away", From: "monday", Until: "31 March"}},
		{"away next week", checkins.Command{Verb: "away", From: "next week", Until: "next week"}},
		{"away until next week", checkins.Command{Verb: "away", Until: "next week"}},
		{"away soon until friday", checkins.Command{Verb: "away", Until: "friday"}},
		{"away until next friday", checkins.Command{Verb: "away", Until: "next friday"}},
		{"here", checkins.Command{Verb: "here"}},
		{"back", checkins.Command{Verb: "here"}},
		{"snooze crm until 2026-04-01", checkins.Command{Verb: "snooze", Name: "crm", Until: "2026-04-01"}},
		{"snooze until friday", checkins.Command{Verb: "snooze", Until: "friday"}},
		{"snooze Move to cloud", checkins.Command{Verb: "snooze", Name: "Move to cloud"}},
		{`snooze "Not until done" until friday`, checkins.Command{Verb: "snooze", Name: "Not until done", Until: "friday"}},
		{"snooze not until done until friday", checkins.Command{Verb: "snooze", Name: "not until done", Until: "friday"}},
		{"new", checkins.Command{Verb: "new"}},
		{"new CRM migration", checkins.Command{Verb: "new", Name: "CRM migration"}},
		{"edit crm", checkins.Command{Verb: "edit", Name: "crm"}},
		{"change of crm", checkins.Command{Verb: "edit", Name: "crm"}},
		{"pause", checkins.Command{Verb: "pause"}},
		{"pause Move to cloud", checkins.Command{Verb: "pause", Name: "Move to cloud"}},
		{"handover crm to Ben Lee", checkins.Command{Verb: "handover", Name: "crm", To: "Ben Lee"}},
		{"hand over Move to cloud to <@U0002|ben>", checkins.Command{Verb: "handover", Name: "Move to cloud", To: "<@U0002|ben>"}},
		{"handover to ben", checkins.Command{Verb: "handover", To: "ben"}},
		{"handover crm", checkins.Command{Verb: "handover", Name: "crm"}},
		{"recheck", checkins.Command{Verb: "recheck"}},
		{"recalibrate Move to cloud", checkins.Command{Verb: "recheck", Name: "Move to cloud"}},
		{"win for crm", checkins.Command{Verb: "win", Name: "crm"}},
		{"wins", checkins.Command{Verb: "win"}},
		{"statsu", checkins.Command{Word: "statsu", Nearest: "status"}},
		{"Satus crm", checkins.Command{Word: "Satus", Nearest: "status"}},
		{"hlep", checkins.Command{Word: "hlep", Nearest: "help"}},
		{"chekin", checkins.Command{Word: "chekin", Nearest: "checkin"}},
		{"explian value", checkins.Command{Word: "explian", Nearest: "explain"}},
		{"snoze crm until friday", checkins.Command{Word: "snoze", Nearest: "snooze"}},
		{"commit", checkins.Command{Verb: "commit"}},
		{"commit crm", checkins.Command{Verb: "commit", Name: "crm"}},
		{"commit list", checkins.Command{Verb: "commit", Topic: "list"}},
		{"promises of crm", checkins.Command{Verb: "commit", Topic: "list", Name: "crm"}},
		{`commit "list"`, checkins.Command{Verb: "commit", Name: "list"}},
		{"decide crm", checkins.Command{Verb: "decide", Name: "crm"}},
		{"decide list", checkins.Command{Verb: "decide", Topic: "list"}},
		{"decisions for crm", checkins.Command{Verb: "decide", Topic: "list", Name: "crm"}},
		{"xyzzy", checkins.Command{Word: "xyzzy"}},
		{"Hilfe!", checkins.Command{Verb: "help"}},
		{"hlep", checkins.Command{Word: "hlep", Nearest: "help"}},
		{"Thanks!", checkins.Command{Verb: "thanks"}},
		{"vielen Dank", checkins.Command{Verb: "thanks"}},
		{"hi there", checkins.Command{Verb: "hi"}},
		{`"status"`, checkins.Command{Word: "status", Nearest: "status"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Parse(tt.in)); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

// What people call by another name leads to its command, and not to one that is spelt
// alike.
func TestSynonyms(t *testing.T) {
	for in, want := range map[string]checkins.Command{
		"rank": {Verb: "rank"}, "Ranking?": {Verb: "rank"}, "top three": {Verb: "rank"}, "Rangfolge": {Verb: "rank"},
		"priorities": {Verb: "priority"}, "prios": {Verb: "priority"},
		"promise": {Verb: "commit"}, "promise crm": {Verb: "commit", Name: "crm"}, "promises": {Verb: "commit", Topic: "list"},
		"Zusagen": {Verb: "commit", Topic: "list"}, "commitment": {Verb: "commit"},
		"decision": {Verb: "decide"}, "decisions": {Verb: "decide", Topic: "list"}, "Entscheidungen für": {Verb: "decide", Topic: "list", Name: "für"},
		"step": {Verb: "recheck"}, "steps of crm": {Verb: "recheck", Name: "crm"}, "next step": {Verb: "recheck"},
		"outcomes": {Verb: "outcome"}, "kpi crm": {Verb: "outcome", Name: "crm"}, "wins": {Verb: "win"}, "Erfolge": {Verb: "win"},
		"look-back": {Verb: "brief"}, "look back": {Verb: "brief"}, "Rückblick": {Verb: "brief"},
		"look forward": {Word: "look"}, `"rank"`: {Word: "rank"}, "top": {Word: "top"},
	} {
		if diff := cmp.Diff(want, Parse(in)); diff != "" && want.Word == "" || want.Word != Parse(in).Word {
			t.Errorf("Parse(%q) (-want +got):\n%s", in, diff)
		}
	}
	for _, all := range []map[string]checkins.Verb{synonyms, phrases} {
		for word, verb := range all {
			if got := Parse(word); got.Verb != verb || verbForms[word] != "" {
				t.Errorf("%q is %+v, want %s once", word, got, verb)
			}
		}
	}
}

// Every command that help lists is understood, as it is listed.
func TestUsagesAreParsed(t *testing.T) {
	for _, u := range English.Usages() {
		if got := Parse(string(u.Verb) + " " + u.Form.Plain()); got.Verb != u.Verb {
			t.Errorf("Parse(%q) = %+v", u.Verb, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "status", `status "a b"`, "explain promises of it crm", "snooze „x“ until until", "a\x00b", "away until \u202efriday", "\xff\xfe", `"`, "““””", "check in in"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Parse(s)
		if c.Verb == "" && c.Word == "" {
			t.Errorf("Parse(%q) has neither a verb nor a word", s)
		}
		if c.Verb != "" && (c.Word != "" || c.Nearest != "") {
			t.Errorf("Parse(%q) = %+v", s, c)
		}
		for _, part := range []string{c.Name, c.Topic, c.Until, c.Word} {
			if !utf8.ValidString(part) || len(part) > maxCommand {
				t.Errorf("Parse(%q): part %q", s, part)
			}
		}
	})
}

func TestParseFigures(t *testing.T) {
	for in, want := range map[string]checkins.Command{
		"outcome":                              {Verb: checkins.VerbOutcome},
		"outcome 66 %":                         {Verb: checkins.VerbOutcome, Value: "66 %"},
		"outcome crm 66%":                      {Verb: checkins.VerbOutcome, Name: "crm", Value: "66%"},
		"outcome of CRM migration € 1.2m":      {Verb: checkins.VerbOutcome, Name: "CRM migration", Value: "€ 1.2m"},
		"outcome crm 1 234 tickets":            {Verb: checkins.VerbOutcome, Name: "crm", Value: "1 234 tickets"},
		"outcome crm -3 days on 3 March":       {Verb: checkins.VerbOutcome, Name: "crm", Value: "-3 days", On: "3 March"},
		"outcome Q3 rollout 66 % on friday":    {Verb: checkins.VerbOutcome, Name: "Q3 rollout", Value: "66 %", On: "friday"},
		`outcome "Phase 2" 66 % on 2026-03-03`: {Verb: checkins.VerbOutcome, Name: "Phase 2", Value: "66 %", On: "2026-03-03"},
		"outcome crm":                          {Verb: checkins.VerbOutcome, Name: "crm"},
		"health green":                         {Verb: checkins.VerbHealth, Value: "green"},
		"health crm Grün on yesterday":         {Verb: checkins.VerbHealth, Name: "crm", Value: "Grün", On: "yesterday"},
		"health of Green deal red":             {Verb: checkins.VerbHealth, Name: "Green deal", Value: "red"},
		"health crm":                           {Verb: checkins.VerbHealth, Name: "crm"},
	} {
		if got := Parse(in); got != want {
			t.Errorf("%q: %+v, want %+v", in, got, want)
		}
	}
}
