package bot

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parallax/checkins"
)

// A modal has no room for longer titles and buttons, a menu none for longer choices;
// what does not fit would be cut.
func TestDialogWordsFit(t *testing.T) {
	title, button := regexp.MustCompile(`^dialog\.\w+(\.\w+)?\.title$`), regexp.MustCompile(`^dialog\.(on|save|cancel|close)$|^dialog\.\w+(\.\w+)?\.on$`)
	for _, lang := range Languages() {
		fits := 0
		for key, forms := range entries(t, lang) {
			for _, s := range forms {
				s = placeholder.ReplaceAllString(s, "")
				if key != "dialog.stop.title" && (title.MatchString(key) || button.MatchString(key)) {
					fits++
					if n := Length(s); n > 24 {
						t.Errorf("%s: %s has %d characters, there is room for 24: %s", lang, key, n, s)
					}
				}
			}
		}
		if fits < 10 {
			t.Errorf("%s: %d titles and buttons only", lang, fits)
		}
	}
}

// The id of an input says what it is; nothing else is one.
func TestFieldID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := checkins.Dialog{What: "new", Step: rapid.StringMatching(`[a-z0-9_]{0,20}`).Draw(t, "step")}
		f := checkins.Field{
			Key:  rapid.StringMatching(`[A-Za-z0-9_]{1,30}`).Draw(t, "key"),
			Kind: rapid.SampledFrom([]checkins.FieldKind{checkins.FieldText, checkins.FieldPeople, checkins.FieldTick}).Draw(t, "kind"),
		}
		elsewhere := rapid.Bool().Draw(t, "elsewhere")
		got, ok := ParseFieldID(FieldID(d, f, elsewhere))
		if want := (FieldRef{Step: d.Step, Key: f.Key, Kind: f.Kind, Elsewhere: elsewhere}); !ok || got != want {
			t.Fatalf("%+v, %v, want %+v", got, ok, want)
		}
		if _, _, _, ok := ParseInputID(FieldID(d, f, elsewhere)); ok {
			t.Fatal("an input of a check-in")
		}
	})
	for _, id := range []string{"", "d", "d|a|text", "d|a|text|", "d|a|text|a b", "d|a|text|k|x", "d|a|text|k|elsewhere|x", "x|a|text|k", "rate|crm@2026-03-03|value"} {
		if ref, ok := ParseFieldID(id); ok {
			t.Errorf("%q is %+v", id, ref)
		}
	}
}

// What can't stand in a field is refused, what is empty is an empty field.
func TestFill(t *testing.T) {
	for kind, values := range map[checkins.FieldKind][2]string{
		checkins.FieldDate: {"2026-03-20", "2026-3-20"}, checkins.FieldTime: {"09:30", "9:30"}, checkins.FieldTick: {"1", "true"},
		checkins.FieldLines: {"a\nb", strings.Repeat("x", 3001)},
	} {
		for n, v := range values {
			s := checkins.Submission{Values: map[string][]string{}}
			if ok := (FieldRef{Key: "k", Kind: kind}).Fill(&s, []string{v, ""}); ok != (n == 0) || ok && s.Values["k"][0] != v {
				t.Errorf("%s %q: %v %v", kind, v, ok, s.Values)
			}
		}
	}
	s := checkins.Submission{Step: "two", Values: map[string][]string{}}
	if (FieldRef{Step: "one", Key: "k"}).Fill(&s, nil) {
		t.Error("a field of another step")
	}
	if _, shown := s.Values["k"]; shown {
		t.Error("it stands there all the same")
	}
	if !(FieldRef{Step: "two", Key: "k", Kind: checkins.FieldText}).Fill(&s, []string{" ", ""}) || len(s.Values["k"]) != 0 {
		t.Errorf("empty: %q", s.Values)
	}
	if _, shown := s.Values["k"]; !shown {
		t.Error("a field that was left empty was not shown")
	}
}

// The button that sends a form is never called like one of its fields.
func TestDialogOnIsNoField(t *testing.T) {
	for _, w := range []Words{English, WordsIn("de")} {
		for _, what := range []checkins.DialogWhat{checkins.DialogDecide, checkins.DialogRevisit, checkins.DialogOutcome, checkins.DialogHealth} {
			d := checkins.Dialog{What: what, Fields: []checkins.Field{{Key: "on", Kind: checkins.FieldDate}}}
			if got, want := w.DialogOn(d).Plain(), w.say("dialog.save").Plain(); got != want {
				t.Errorf("%s: the button says %q, want %q", what, got, want)
			}
		}
	}
}
