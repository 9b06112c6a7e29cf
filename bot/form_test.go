package bot

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

func TestInputID(t *testing.T) {
	const round = checkins.RoundID("crm@2026-03-03")
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
		id := InputID(tt.input, round, tt.d)
		if id != tt.want {
			t.Errorf("InputID = %q, want %q", id, tt.want)
		}
		input, r, d, ok := ParseInputID(id)
		if !ok || input != tt.input || r != round || d != tt.d {
			t.Errorf("ParseInputID(%q) = %q %q %q %v", id, input, r, d, ok)
		}
	}
	for _, bad := range []string{"", "rate", "rate|crm@2026-03-03", "rate|crm@2026-03-03|", "rate|crm|value", "rate|crm@2026-02-30|value", "line|crm@2026-03-03|value", "other|crm@2026-03-03|value", "rate|crm@2026-03-03|value|x", "line|", "date"} {
		if input, r, d, ok := ParseInputID(bad); ok {
			t.Errorf("ParseInputID(%q) = %q %q %q", bad, input, r, d)
		}
	}
}

func FuzzParseInputID(f *testing.F) {
	f.Add("rate|crm@2026-03-03|value")
	f.Add("line|crm@2026-03-03")
	f.Fuzz(func(t *testing.T, id string) {
		input, r, d, ok := ParseInputID(id)
		if ok && InputID(input, r, d) != id {
			t.Errorf("%q became %q %q %q", id, input, r, d)
		}
	})
}

func TestFormOrder(t *testing.T) {
	due := []checkins.Due{{Round: "a", State: checkins.DueClosed}, {Round: "b", State: checkins.DueSaved}, {Round: "c", State: checkins.DueOpen}, {Round: "d", State: checkins.DueOpen}}
	var order string
	for _, d := range FormOrder(due) {
		order += string(d.Round)
	}
	if order != "cdba" || due[0].Round != "a" {
		t.Errorf("order %s, the original begins with %s", order, due[0].Round)
	}
	if n := len(Unclosed(due)); n != 3 || due[1].Round != "b" {
		t.Errorf("%d can be answered, the original is %+v", n, due)
	}
}
