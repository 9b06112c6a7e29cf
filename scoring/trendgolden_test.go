package scoring

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
)

// caseFile is the form of trend.json, bh.json and watermelon.json. The cases
// stay undecoded, so that what is missing in them can be told from null.
type caseFile struct {
	Description *string           `json:"description"`
	Tolerance   *float64          `json:"tolerance"`
	Cases       []json.RawMessage `json:"cases"`
}

// caseTolerance is that of SCORING.md 11 for everything but panel and streams.
// watermelon.json names a wider one, which is not needed.
const caseTolerance = 1e-9

// readCases reads a file of cases and says how far a number may be off: a file
// may ask for more precision, and not for less.
func readCases(dir, name string) ([]json.RawMessage, float64, error) {
	var file caseFile
	if err := readFile(dir, name, &file); err != nil {
		return nil, 0, err
	}
	switch t := file.Tolerance; {
	case file.Description == nil || t == nil:
		return nil, 0, fmt.Errorf("read %s: description or tolerance is missing", name)
	case !(*t > 0 && *t <= tolerance):
		return nil, 0, fmt.Errorf("read %s: tolerance %v, want at most %v", name, *t, tolerance)
	}
	return file.Cases, math.Min(*file.Tolerance, caseTolerance), nil
}

// within compares one case, whose numbers may be that far off. Every field of
// got must be in want, and the other way round.
func (v *verdict) within(off float64, at string, got, want map[string]any) {
	one := &verdict{}
	one.compare(at, any(got), any(want))
	if len(one.problems) == 0 && one.largest > off {
		one.problem("%s: differs by %.3g: got %v, want %v", at, one.largest, got, want)
	}
	v.records++
	v.fields += one.fields
	v.largest = math.Max(v.largest, one.largest)
	v.problems = append(v.problems, one.problems...)
}

// takeCase decodes a case, or a round of one, into its input, which may not be
// null, and the rest, which is expected.
func takeCase(data json.RawMessage, input map[string]any) (expected map[string]any, err error) {
	var all map[string]json.RawMessage
	if err := readStrict(data, &all); err != nil {
		return nil, err
	}
	for name, into := range input {
		raw, ok := all[name]
		if !ok || string(raw) == "null" {
			return nil, fmt.Errorf("%s is missing", name)
		}
		if err := readStrict(raw, into); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		delete(all, name)
	}
	expected = map[string]any{}
	for name, raw := range all {
		var x any
		if err := json.Unmarshal(raw, &x); err != nil {
			return nil, err
		}
		expected[name] = x
	}
	return expected, nil
}

// exactP is the exact two-sided p of Mann-Kendall's S for n different values:
// the share of the n! orders whose S is at least as far from 0.
func exactP(n, s int) float64 {
	// orders[k] counts the orders with k pairs that fall; S = n(n-1)/2 - 2k.
	orders := []float64{1}
	for m := 2; m <= n; m++ {
		next := make([]float64, len(orders)+m-1)
		for k, count := range orders {
			for j := range m {
				next[k+j] += count
			}
		}
		orders = next
	}
	var far, all float64
	for k, count := range orders {
		all += count
		if x := n*(n-1)/2 - 2*k; max(x, -x) >= max(s, -s) {
			far += count
		}
	}
	return far / all
}

// trendFields is a trend as trend.json writes it, without p_exact.
func trendFields(y []float64) map[string]any {
	t, ok := TrendOf(y)
	if !ok {
		none := map[string]any{}
		for _, name := range []string{"S", "var", "z", "p", "slope", "intercept", "slope_lo", "slope_hi"} {
			none[name] = nil
		}
		return none
	}
	return map[string]any{
		"S": float64(t.S), "var": t.Var, "z": t.Z, "p": t.P,
		"slope": t.Slope, "intercept": t.Intercept, "slope_lo": t.Lo, "slope_hi": t.Hi,
	}
}

// maxExact is the longest series for which trend.json counts all orders.
const maxExact = 9

func checkTrend(dir string) (*verdict, error) {
	cases, off, err := readCases(dir, "trend.json")
	if err != nil {
		return nil, err
	}
	v := &verdict{}
	for i, c := range cases {
		at := fmt.Sprintf("trend case %d", i)
		var y []float64
		want, err := takeCase(c, map[string]any{"y": &y})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		got := trendFields(y)
		different := map[float64]bool{}
		for _, x := range y {
			different[x] = true
		}
		got["p_exact"] = nil
		// The form does not say where counting stops, so a longer series may
		// have the figure; it must then be right.
		if t, ok := TrendOf(y); ok && len(different) == len(y) && (len(y) <= maxExact || want["p_exact"] != nil) {
			got["p_exact"] = exactP(t.N, t.S)
		}
		v.within(off, at, got, want)
	}
	return v, nil
}

func checkBH(dir string) (*verdict, error) {
	cases, off, err := readCases(dir, "bh.json")
	if err != nil {
		return nil, err
	}
	v := &verdict{}
	for i, c := range cases {
		at := fmt.Sprintf("bh case %d", i)
		var p []float64
		want, err := takeCase(c, map[string]any{"p": &p})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		q := []any{}
		for _, x := range Adjust(p) {
			q = append(q, x)
		}
		v.within(off, at, map[string]any{"q": q}, want)
	}
	return v, nil
}

// caseChecks are the comparisons with the files of cases.
var caseChecks = map[string]func(dir string) (*verdict, error){
	"trend.json": checkTrend, "bh.json": checkBH, "watermelon.json": checkMelon,
	"priorities.json": checkPriorities, "kendall_tau_b.json": checkTau, "kendall_w.json": checkW, "rbo.json": checkOverlap,
}

func TestGoldenCases(t *testing.T) {
	for name, check := range caseChecks {
		t.Run(name, func(t *testing.T) {
			v, err := check(goldenDir())
			if err != nil {
				t.Fatal(err)
			}
			v.report(t, 10)
		})
	}
}
