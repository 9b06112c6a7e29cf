package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"parallax/bot"
)

func nested(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

func TestA07Depth(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "{}": false, nested(200): false, nested(201): true, strings.Repeat("{\"a\":", 201): true,
		strings.Repeat("[],", 1000):                false,
		`"` + nested(500) + `"`:                    false,
		`"\"` + nested(500) + `"`:                  false,
		`"\\"` + nested(500):                       true,
		`{"a":"` + "\\" + `"` + nested(500) + `"}`: false,
		nested(100_000):                            true,
	} {
		if got := bot.TooDeep([]byte(text)); got != want {
			t.Errorf("%.40q (%d bytes): %v, want %v", text, len(text), got, want)
		}
	}
}

// FuzzTooDeep: what is not too deep is no deeper for the parser either.
func FuzzTooDeep(f *testing.F) {
	for _, s := range []string{"{}", `{"a":[1,"]}",{"b":"\\"}]}`, nested(200), nested(201), `"\u005b"`, `"\`, `[[`, `]]]]` + nested(201)} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var v any
		if json.Unmarshal(raw, &v) != nil {
			return
		}
		var depth func(any) int
		depth = func(v any) int {
			deepest := 0
			switch v := v.(type) {
			case []any:
				for _, one := range v {
					deepest = max(deepest, depth(one))
				}
			case map[string]any:
				for _, one := range v {
					deepest = max(deepest, depth(one))
				}
			default:
				return 0
			}
			return deepest + 1
		}
		// Of two equal keys the parser keeps one, so it may see less than there is.
		if !bot.TooDeep(raw) && depth(v) > 200 {
			t.Errorf("%q has %d levels", raw, depth(v))
		}
	})
}
