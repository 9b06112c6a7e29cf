package scoring

import (
	"encoding/json"
	"fmt"
	"runtime"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
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

// BenchmarkFold closes one round of one dimension, everybody on both sides
// answering: what an answer costs on its way through a close.
func BenchmarkFold(b *testing.B) {
	for _, n := range []int{2, 12, 200} {
		b.Run(fmt.Sprintf("%d-a-side", n), func(b *testing.B) {
			p := Defaults()
			r, sheet := crowd(n)
			var s State
			var into Reading
			round := 0
			fold := func() {
				round++
				if _, err := s.FoldInto(&into, p, round, r, sheet); err != nil {
					b.Fatal(err)
				}
			}
			fold() // now everybody is known
			b.ReportAllocs()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for b.Loop() {
				fold()
			}
			answers := float64(b.N) * float64(2*n)
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/answers, "ns/answer")
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/answers, "B/answer")
		})
	}
}

// TestFoldAllocatesNothing: once everybody is known, a round costs no memory.
func TestFoldAllocatesNothing(t *testing.T) {
	for _, n := range []int{2, 12, 200} {
		r, sheet := crowd(n)
		p := Defaults()
		var s State
		var into Reading
		round := 0
		fold := func() {
			round++
			if _, err := s.FoldInto(&into, p, round, r, sheet); err != nil {
				t.Fatal(err)
			}
		}
		for range trendLength + 1 {
			fold()
		}
		if got := testing.AllocsPerRun(100, fold); got != 0 {
			t.Errorf("%v allocations a round with %d a side", got, n)
		}
	}
}

// BenchmarkManyInitiatives closes 10,000 initiatives of 8 dimensions with seven
// leads a side in one pass, on one core, the garbage collector's work included.
func BenchmarkManyInitiatives(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const initiatives, dimensions = 10_000, 8
	p := Defaults()
	var r Roster
	var sheets [16]Sheet
	for i := range sheets {
		r, sheets[i] = crowd(7)
		for _, s := range Sides {
			for j := range sheets[i][s] {
				sheets[i][s][j].Own = 1 + (i*(j+1)/(1+int(s)))%5
			}
		}
	}
	states := make([]State, initiatives*dimensions)
	var into Reading
	round := 0
	pass := func() {
		round++
		for i := range states {
			if _, err := states[i].FoldInto(&into, p, round, r, sheets[(i+round)%len(sheets)]); err != nil {
				b.Fatal(err)
			}
		}
	}
	pass()
	b.ReportAllocs()
	for b.Loop() {
		pass()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/pass")
}

// BenchmarkQuantile compares the quantiles of a close out of their tables with
// computing them.
func BenchmarkQuantile(b *testing.B) {
	const nu, k = 31, 11
	for _, c := range []struct {
		name string
		of   func()
	}{
		{"t-table", func() { student975(nu) }},
		{"t-computed", func() { quantile975(nu) }},
		{"chi2-table", func() { chiSquareQuantile(k, 0.95) }},
		{"chi2-computed", func() { distuv.ChiSquared{K: k}.Quantile(0.95) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				c.of()
			}
		})
	}
}

// portfolio are states of which something was published, each with figures of
// its own.
func portfolio(b *testing.B, n int) []*State {
	r, sheet := crowd(7)
	p := Defaults()
	out := make([]*State, n)
	for i := range out {
		for _, s := range Sides {
			for j := range sheet[s] {
				sheet[s][j].Own = 1 + (i*(j+1)/(1+int(s))+i/7)%5
			}
		}
		out[i] = &State{}
		for round := 1; round <= 2; round++ {
			if _, err := out[i].Fold(p, round, r, sheet); err != nil {
				b.Fatal(err)
			}
		}
	}
	return out
}

// BenchmarkOrder orders and picks among 10,000 states.
func BenchmarkOrder(b *testing.B) {
	states := portfolio(b, 10_000)
	for _, c := range []struct {
		name string
		of   func([]*State) []int
	}{{"worst", Worst}, {"digest", Digest}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.of(states)
			}
		})
	}
}

// BenchmarkDisclose says what may be said of a dimension with numbers.
func BenchmarkDisclose(b *testing.B) {
	p := Defaults()
	s := portfolio(b, 1)[0]
	b.ReportAllocs()
	for b.Loop() {
		s.Disclose(p)
	}
}

// BenchmarkState stores and reads a state with twelve leads a side.
func BenchmarkState(b *testing.B) {
	r, sheet := crowd(12)
	var s State
	for round := 1; round <= trendLength; round++ {
		if _, err := s.Fold(Defaults(), round, r, sheet); err != nil {
			b.Fatal(err)
		}
	}
	data, err := json.Marshal(s)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(&s); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(data))/24, "stored-B/person")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var again State
			if err := json.Unmarshal(data, &again); err != nil {
				b.Fatal(err)
			}
		}
	})
}
