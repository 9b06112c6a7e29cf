package simulation

import (
	"fmt"
	"testing"
)

// BenchmarkYear is one year without a gap, weekly, everything asked, all rules.
func BenchmarkYear(b *testing.B) {
	for _, n := range []int{3, 12, 50} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := usual(n, n)
			w.Rounds = 52
			roster, year := w.roster(), 0
			for b.Loop() {
				if _, err := w.play(year, roster); err != nil {
					b.Fatal(err)
				}
				year++
			}
		})
	}
}
