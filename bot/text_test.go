package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestUser(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "CRM migration", "CRM migration"},
		{"spaces", "  a \t\n b ", "a b"},
		{"control", "a\x00b\x1bc\x7f", "abc"},
		{"bidi", "abc\u202edef\u2066ghi\u2069\u200f", "abcdefghi"},
		{"zero width", "a\u200bb\ufeffc\u2060d\u00ade", "abcde"},
		{"line separators", "a\u2028b\u2029c", "a b c"},
		{"nothing to see", "\u200b\u202e\u200d\u3164", ""},
		{"emoji with joiners", "👩‍💻 team", "👩‍💻 team"},
		{"flag", "🇩🇪", "🇩🇪"},
		{"persian joiner", "می\u200cخواهم", "می\u200cخواهم"},
		{"not utf-8", "a\xffb", "a\uFFFDb"},
		{"tags", "a\U000E0041\U000E007Fb", "ab"},
		{"slack control stays text", "<!channel>", "<!channel>"},
	}
	for _, tt := range tests {
		if got := User(tt.in).Plain(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := User("a" + strings.Repeat("\u0301", 500)).Plain(); utf8.RuneCountInString(got) > maxMarks {
		t.Errorf("a pile of marks has %d code points", utf8.RuneCountInString(got))
	}
	if got := UserLines(" one\r\ntwo\u202e\n").Plain(); got != "one\ntwo" {
		t.Errorf("lines: %q", got)
	}
}

func plain(t Text) string { return t.Plain() }

func TestFit(t *testing.T) {
	text := Join(Trusted("Now: "), User(strings.Repeat("👩‍💻", 100)), Trusted(" and "), User("ben"), Trusted("."))
	got := text.Fit(60, plain)
	if want := "Now: " + strings.Repeat("👩‍💻", 9) + "… and ben."; got != want {
		t.Errorf("cut to %q, want %q", got, want)
	}
	if got := Trusted("short").Fit(5, plain); got != "short" {
		t.Errorf("cut what fits: %q", got)
	}
	if got := Trusted("too long for it").Fit(5, plain); got != "too …" {
		t.Errorf("the program's own words: %q", got)
	}
}

func TestFitHolds(t *testing.T) {
	encode := func(t Text) string { return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(t.Plain()) }
	piece := rapid.Custom(func(t *rapid.T) Text {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab &<é👩🏽💻\u200d\u0301🇩🇪"))).Draw(t, "s")
		if rapid.Bool().Draw(t, "user") {
			return User(s)
		}
		return Trusted(s)
	})
	rapid.Check(t, func(t *rapid.T) {
		text := Join(rapid.SliceOf(piece).Draw(t, "pieces")...)
		limit := rapid.IntRange(1, 80).Draw(t, "limit")
		got := text.Fit(limit, encode)
		if Length(got) > limit {
			t.Fatalf("%d units, limit %d: %q", Length(got), limit, got)
		}
		if Length(encode(text)) <= limit && got != encode(text) {
			t.Fatalf("cut what fits: %q", got)
		}
	})
}

// Nothing is cut within what people take for one letter.
func TestHeadCutsOnGraphemes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := User(rapid.StringOf(rapid.SampledFrom([]rune("a é👩🏽💻\u200d\u0301🇩🇪"))).Draw(t, "s")).Plain()
		n := rapid.IntRange(1, 20).Draw(t, "n")
		if uniseg.GraphemeClusterCount(s) <= n {
			return
		}
		got := strings.TrimSuffix(head(s, n, graphemes(s)), ellipsis)
		if !strings.HasPrefix(s, got) {
			t.Fatalf("%q is no beginning of %q", got, s)
		}
		rest, sum := s, 0
		for g := uniseg.NewGraphemes(rest); sum < len(got) && g.Next(); {
			sum += len(g.Str())
		}
		if sum != len(got) {
			t.Fatalf("%q was cut within a grapheme: %q", s, got)
		}
	})
}
