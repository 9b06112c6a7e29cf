package slack

import (
	"testing"

	"parallax/scoring"
)

func TestBlockID(t *testing.T) {
	for _, tt := range []struct {
		input string
		d     scoring.Dimension
		want  string
	}{
		{InputRate, "value", "rate|crm@2026-03-03|value"},
		{InputGuess, "promises_it", "guess|crm@2026-03-03|promises_it"},
		{InputLine, "", "line|crm@2026-03-03"},
		{InputRelease, "", "release|crm@2026-03-03"},
	} {
		id := BlockID(tt.input, round, tt.d)
		if id != tt.want {
			t.Errorf("BlockID = %q, want %q", id, tt.want)
		}
		input, r, d, ok := ParseBlockID(id)
		if !ok || input != tt.input || r != round || d != tt.d {
			t.Errorf("ParseBlockID(%q) = %q %q %q %v", id, input, r, d, ok)
		}
	}
	for _, bad := range []string{"", "rate", "rate|crm@2026-03-03", "rate|crm@2026-03-03|", "rate|crm|value", "rate|crm@2026-02-30|value", "line|crm@2026-03-03|value", "other|crm@2026-03-03|value", "rate|crm@2026-03-03|value|x", "line|"} {
		if input, r, d, ok := ParseBlockID(bad); ok {
			t.Errorf("ParseBlockID(%q) = %q %q %q", bad, input, r, d)
		}
	}
}

func TestActionOf(t *testing.T) {
	for in, want := range map[string]string{"open": "open", Suffixed(ActionRate, "4"): "rate", "": ""} {
		if got := ActionOf(in); got != want {
			t.Errorf("ActionOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseBlockID(f *testing.F) {
	f.Add("rate|crm@2026-03-03|value")
	f.Add("line|crm@2026-03-03")
	f.Fuzz(func(t *testing.T, id string) {
		input, r, d, ok := ParseBlockID(id)
		if ok && BlockID(input, r, d) != id {
			t.Errorf("%q became %q %q %q", id, input, r, d)
		}
	})
}
