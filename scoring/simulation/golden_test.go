package simulation

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"testing"
)

const twoSample = "two_sample.json"

// goldenDir is the directory of the golden vectors: the one that
// PARALLAX_GOLDEN_DIR names, or the subset kept with package scoring.
func goldenDir() string {
	if dir := os.Getenv("PARALLAX_GOLDEN_DIR"); dir != "" {
		return dir
	}
	return filepath.Join("..", "testdata", "golden")
}

type twoSampleFile struct {
	Tolerance float64
	Cases     []struct {
		A, B      []int
		MannExact *float64 `json:"mw_exact_p"`
		Welch     *struct{ T, DF, P float64 }
	}
}

// counted puts ratings into counts.
func counted(ratings []int) (counts, error) {
	var c counts
	for _, x := range ratings {
		if x < 1 || x > 5 {
			return c, fmt.Errorf("a rating of %d", x)
		}
		c[x-1]++
	}
	return c, nil
}

// checkTwoSample compares every case of the file; it returns how many, the largest
// difference, and what differs.
func checkTwoSample(dir string) (cases int, largest float64, problems []string) {
	problem := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	data, err := os.ReadFile(filepath.Join(dir, twoSample))
	if err != nil {
		problem("%v", err)
		return
	}
	var file twoSampleFile
	if err := json.Unmarshal(data, &file); err != nil {
		problem("%v", err)
		return
	}
	// A file cannot excuse its own differences.
	tolerance := min(file.Tolerance, 1e-9)
	for n, c := range file.Cases {
		cases++
		a, errA := counted(c.A)
		b, errB := counted(c.B)
		if errA != nil || errB != nil || c.MannExact == nil {
			problem("case %d can't be read", n)
			continue
		}
		compare := func(what string, got, want float64) {
			diff := math.Abs(got - want)
			largest = max(largest, diff)
			if !(diff <= tolerance) {
				problem("case %d: %s %v, want %v", n, what, got, want)
			}
		}
		compare("mw_exact_p", mannWhitney(a, b), *c.MannExact)
		t, nu, p, ok := welch(a, b)
		if ok != (c.Welch != nil) {
			problem("case %d: welch is defined: %t", n, ok)
		}
		if ok && c.Welch != nil {
			compare("welch.t", t, c.Welch.T)
			compare("welch.df", nu, c.Welch.DF)
			compare("welch.p", p, c.Welch.P)
		}
	}
	return cases, largest, problems
}

func TestGolden(t *testing.T) {
	cases, largest, problems := checkTwoSample(goldenDir())
	for _, p := range problems {
		t.Error(p)
	}
	if cases < 30 {
		t.Errorf("only %d cases compared", cases)
	}
	t.Logf("%d cases, largest difference %.3g", cases, largest)
}

// TestCanary: a changed value fails the comparison.
func TestCanary(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "testdata", "golden", twoSample))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	dir, tried := t.TempDir(), 0
	reported := func() bool {
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, twoSample), data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, problems := checkTwoSample(dir)
		return len(problems) > 0
	}
	if reported() {
		t.Fatal("an unchanged copy is reported")
	}
	damage := func(what string, m map[string]any, key string, to any) {
		was := maps.Clone(m)
		m[key] = to
		if !reported() {
			t.Errorf("not reported: %s: %s = %v", what, key, to)
		}
		m[key] = was[key]
		tried++
	}
	for n, c := range doc["cases"].([]any) {
		c, at := c.(map[string]any), fmt.Sprint("case ", n)
		damage(at, c, "mw_exact_p", c["mw_exact_p"].(float64)+1e-8)
		damage(at, c, "mw_exact_p", nil)
		damage(at, c, "a", []any{0.0})
		w, ok := c["welch"].(map[string]any)
		if !ok {
			damage(at, c, "welch", map[string]any{"t": 0.0, "df": 1.0, "p": 1.0})
			continue
		}
		damage(at, c, "welch", nil)
		for _, k := range []string{"t", "df", "p"} {
			damage(at+" welch", w, k, w[k].(float64)+1e-8)
		}
	}
	doc["tolerance"] = 1.0
	c := doc["cases"].([]any)[0].(map[string]any)
	damage("with a large tolerance", c, "mw_exact_p", c["mw_exact_p"].(float64)+1e-8)
	t.Logf("%d changes tried", tried)
}
