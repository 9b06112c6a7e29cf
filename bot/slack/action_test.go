package slack

import (
	"testing"
)

func TestActionOf(t *testing.T) {
	for in, want := range map[string]string{"open": "open", Suffixed(ActionRate, "4"): "rate", "": ""} {
		if got := ActionOf(in); got != want {
			t.Errorf("ActionOf(%q) = %q, want %q", in, got, want)
		}
	}
}
