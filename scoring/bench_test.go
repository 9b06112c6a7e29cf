package scoring

import (
	"fmt"
	"testing"
)

// crowd is a roster of n a side, all of whom answer.
func crowd(n int) (Roster, Sheet) {
	var r Roster
	var sheet Sheet
	for _, s := range Sides {
		for i := range n {
			id := fmt.Sprintf("%s-%03d", s, i)
			r.People[s] = append(r.People[s], id)
			sheet[s] = append(sheet[s], Answer{Person: id, Own: 1 + (i+int(s))%5, Guess: 1 + i%4})
		}
	}
	if n < 3 {
		r.Mode = [2]Mode{Named, Named}
	}
	return r, sheet
}

func BenchmarkFold(b *testing.B) {
	for _, n := range []int{2, 12, 200} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := Defaults()
			r, sheet := crowd(n)
			var s State
			round := 0
			b.ReportAllocs()
			for b.Loop() {
				round++
				if _, err := s.Fold(p, round, r, sheet); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestFoldAllocates holds the number of allocations of a round independent of
// the number of people, once they arrive sorted.
func TestFoldAllocates(t *testing.T) {
	allocs := func(n int) float64 {
		r, sheet := crowd(n)
		var s State
		round := 0
		return testing.AllocsPerRun(50, func() {
			round++
			if _, err := s.Fold(Defaults(), round, r, sheet); err != nil {
				t.Fatal(err)
			}
		})
	}
	// Slices grow by doubling, so a few more are allowed.
	if small, large := allocs(12), allocs(200); large > small+40 {
		t.Errorf("%v allocations with 12 a side, %v with 200", small, large)
	}
}

func BenchmarkQuantile(b *testing.B) {
	for b.Loop() {
		quantile975(31)
	}
}
