package bot

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// A chart that leaves a week out says so; one that does not, and one of too few, says nothing.
func TestChartSkips(t *testing.T) {
	track := func(dates ...checkins.Date) (all []checkins.Point) {
		for _, d := range dates {
			all = append(all, checkins.Point{Date: d, Numbers: &scoring.Numbers{}})
		}
		return all
	}
	for name, tt := range map[string]struct {
		track []checkins.Point
		says  bool
	}{
		"every week":       {track("2026-03-03", "2026-03-10", "2026-03-17"), false},
		"a day later":      {track("2026-03-03", "2026-03-10", "2026-03-18"), false},
		"one left out":     {track("2026-03-03", "2026-03-17", "2026-03-24"), true},
		"two":              {track("2026-03-03", "2026-03-17"), false},
		"words in between": {append(track("2026-03-03", "2026-03-10"), checkins.Point{Date: "2026-03-17"}), false},
	} {
		if got := English.ChartSkips(tt.track); got.IsZero() == tt.says {
			t.Errorf("%s: %q", name, got.Plain())
		}
	}
}

// What a first check-in says of guesses is what it asks.
func TestFirstGuess(t *testing.T) {
	due := func(guesses ...bool) []checkins.Due {
		d := checkins.Due{State: checkins.DueOpen}
		for _, g := range guesses {
			d.Items = append(d.Items, checkins.Item{WithGuess: g})
		}
		return []checkins.Due{d}
	}
	for want, d := range map[string][]checkins.Due{
		"Once you also guess how the other side answers. Nobody sees that guess.":        due(true, false, false),
		"Each time you also guess how the other side answers. Nobody sees your guesses.": due(true, true, true),
		"Sometimes you also guess how the other side answers. Nobody sees your guesses.": due(true, true, false),
		"": due(false, false),
	} {
		if got := English.firstGuess(d).Plain(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
