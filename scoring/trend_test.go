package scoring

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// eighths draws a series of multiples of 1/8 within the range of a gap, with
// which sums and differences are exact: what is equal stays equal.
func eighths(t *rapid.T, least, most int) []float64 {
	y := make([]float64, rapid.IntRange(least, most).Draw(t, "n"))
	reach := rapid.SampledFrom([]int{32, 4, 1}).Draw(t, "reach")
	drift := rapid.IntRange(-3, 3).Draw(t, "drift")
	for i := range y {
		y[i] = float64(rapid.IntRange(-reach, reach).Draw(t, "y")+drift*i) / 8
	}
	return y
}

func mustTrend(t interface{ Fatalf(string, ...any) }, y []float64) Trend {
	x, ok := TrendOf(y)
	if !ok {
		t.Fatalf("no trend of %v", y)
	}
	return x
}

// near ignores rounding.
var near = cmpopts.EquateApprox(0, 1e-12)

// TestTrendMirrored: y upside down, and y backwards, turn the trend round.
func TestTrendMirrored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := eighths(t, 2, 20)
		x := mustTrend(t, y)
		down := slices.Clone(y)
		for i := range down {
			down[i] = -down[i]
		}
		want := x
		want.S, want.Z, want.Slope, want.Intercept = -x.S, -x.Z, -x.Slope, -x.Intercept
		want.Lo, want.Hi = -x.Hi, -x.Lo
		got := mustTrend(t, down)
		if diff := cmp.Diff(want, got, near); diff != "" {
			t.Fatal(diff)
		}
		if got.Arrow() != -x.Arrow() {
			t.Fatalf("arrows %d and %d", x.Arrow(), got.Arrow())
		}
		slices.Reverse(down)
		got = mustTrend(t, down)
		if got.S != x.S || got.Slope != x.Slope || got.Arrow() != x.Arrow() {
			t.Fatalf("turned round: %+v, %+v", x, got)
		}
	})
}

// TestTrendMoved: a constant moves the intercept and nothing else, and a line
// that is added moves every slope.
func TestTrendMoved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := eighths(t, 2, 20)
		x := mustTrend(t, y)
		by := float64(rapid.IntRange(-40, 40).Draw(t, "by")) / 8
		moved, tilted := slices.Clone(y), slices.Clone(y)
		for i := range y {
			moved[i] += by
			tilted[i] += by * float64(i)
		}
		want := x
		want.Intercept += by
		if diff := cmp.Diff(want, mustTrend(t, moved), near); diff != "" {
			t.Fatal(diff)
		}
		if got := mustTrend(t, tilted); math.Abs(got.Slope-x.Slope-by) > 1e-12 {
			t.Fatalf("slope %v, want %v", got.Slope, x.Slope+by)
		}
	})
}

// TestTrendRange: for any legal series every figure is a number within its
// range, and the input is left alone.
func TestTrendRange(t *testing.T) {
	values := rapid.OneOf(
		rapid.Float64Range(-4, 4), rapid.Float64Range(-maxTrendValue, maxTrendValue),
		rapid.SampledFrom([]float64{0, math.Copysign(0, -1), 1, -1, 5e-324, 1.0 / 3}),
	)
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(values, 2, 20).Draw(t, "y")
		was := slices.Clone(y)
		x := mustTrend(t, y)
		if !slices.Equal(was, y) {
			t.Fatal("the input was changed")
		}
		for _, v := range []float64{x.Var, x.Z, x.P, x.Slope, x.Intercept, x.Lo, x.Hi} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("%+v", x)
			}
		}
		pairs := x.N * (x.N - 1) / 2
		if x.N != len(y) || max(x.S, -x.S) > pairs || x.Var < 0 || x.P < 0 || x.P > 1 || x.Lo > x.Slope || x.Hi < x.Slope {
			t.Fatalf("out of range: %+v", x)
		}
		if (x.S > 0) != (x.Z > 0) && max(x.S, -x.S) > 1 {
			t.Fatalf("z and S disagree: %+v", x)
		}
	})
}

// TestTrendNone: what has no slope has no trend.
func TestTrendNone(t *testing.T) {
	for _, y := range [][]float64{
		nil, {}, {1}, {1, math.NaN()}, {math.Inf(1), 1, 2}, {1, math.Inf(-1)}, {0, 2 * maxTrendValue}, {-2 * maxTrendValue, 0},
	} {
		if x, ok := TrendOf(y); ok || x != (Trend{}) || x.Arrow() != 0 {
			t.Errorf("%v: %+v", y, x)
		}
	}
}

// TestTrendConstant: equal values do not move.
func TestTrendConstant(t *testing.T) {
	for n := 2; n < 15; n++ {
		y := make([]float64, n)
		for i := range y {
			y[i] = -1.25
		}
		if diff := cmp.Diff(Trend{N: n, P: 1, Intercept: -1.25}, mustTrend(t, y)); diff != "" {
			t.Errorf("%d values: %s", n, diff)
		}
	}
}

// TestTrendByHand follows SCORING.md 11 through one short series.
func TestTrendByHand(t *testing.T) {
	got := mustTrend(t, []float64{1, 2, 1, 0})
	// Slopes: +1, 0, -1/3, -1, -1, -1: one pair rises, four fall, one is even.
	// Ranks: (6 -+ 1.96*2.77)/2 = .29 and 5.71, so 0-1 and 6, cut to 0 and 5.
	s := math.Sqrt((4*3*13 - 2*1*9) / 18.0)
	want := Trend{
		N: 4, S: -3, Var: (4*3*13 - 2*1*9) / 18.0, Z: -2 / s, P: math.Erfc(2 / s / math.Sqrt2),
		Slope: (-1.0/3 - 1) / 2, Intercept: 1 + 1.5*(1.0/3+1)/2, Lo: -1, Hi: 1,
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestTrendArrow(t *testing.T) {
	for _, c := range []struct {
		y    []float64
		want int
	}{
		{[]float64{1, 2, 3, 4, 5}, 0}, // p = .03, but five values
		{[]float64{1, 2, 3, 4, 5, 6}, 1},
		{[]float64{6, 5, 4, 3, 2, 1}, -1},
		{[]float64{1, 2, 3, 4, 6, 5}, 1},             // S = 13, p = .024
		{[]float64{2, 1, 3, 4, 6, 5}, 0},             // S = 11, p = .060
		{[]float64{0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, 0}, // p = .03, the median slope is 0
		{[]float64{1, 1, 1, 1, 1, 1, 1}, 0},
	} {
		x := mustTrend(t, c.y)
		if got := x.Arrow(); got != c.want {
			t.Errorf("%v: arrow %d, want %d: %+v", c.y, got, c.want, x)
		}
	}
	// An arrow needs less than .05, and a slope.
	if (Trend{N: 6, P: 0.05, Slope: 1}).Arrow() != 0 || (Trend{N: 6, P: 0.049, Slope: 1}).Arrow() != 1 || (Trend{N: 6, P: 0.01}).Arrow() != 0 {
		t.Error("the limit of p is not kept")
	}
}

// wave is a series of n values without a pattern to speak of.
func wave(n int) []float64 {
	y := make([]float64, n)
	for i := range y {
		y[i] = math.Round(math.Sin(float64(i*i))*30) / 10
	}
	return y
}

func TestTrendAllocates(t *testing.T) {
	y := wave(trendLength)
	if n := testing.AllocsPerRun(100, func() { TrendOf(y) }); n != 0 {
		t.Errorf("%v allocations for %d values", n, len(y))
	}
}

func BenchmarkTrend(b *testing.B) {
	for _, n := range []int{trendLeast, trendLength, 26} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			y := wave(n)
			b.ReportAllocs()
			for b.Loop() {
				TrendOf(y)
			}
		})
	}
}
