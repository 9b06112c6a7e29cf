package scoring

import (
	"encoding/json"
	"fmt"
	"math"
)

// allTauP is the exact two-sided p of tau of n different values: the share of all
// orders that are at least as far from none.
func allTauP(x, y []float64) float64 {
	agree := 0
	for i := range x {
		for j := range i {
			if (x[i] < x[j]) == (y[i] < y[j]) {
				agree++
			} else {
				agree--
			}
		}
	}
	return exactP(len(x), agree)
}

func distinct(row []float64) bool {
	seen := map[float64]bool{}
	for _, x := range row {
		seen[x] = true
	}
	return len(seen) == len(row)
}

// eachCase decodes the cases of a file and compares what is worked out of each.
func eachCase(dir, name string, input func() map[string]any, got func(in, want map[string]any) map[string]any) (*verdict, error) {
	cases, off, err := readCases(dir, name)
	if err != nil {
		return nil, err
	}
	v := &verdict{}
	for i, c := range cases {
		at, in := fmt.Sprintf("%s case %d", name, i), input()
		want, err := takeCase(c, in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
		v.within(off, at, got(in, want), want)
	}
	return v, nil
}

// undefined are the fields of a figure that is not defined.
func undefined(names ...string) map[string]any {
	none := map[string]any{}
	for _, name := range names {
		none[name] = nil
	}
	return none
}

func checkTau(dir string) (*verdict, error) {
	return eachCase(dir, "kendall_tau_b.json", func() map[string]any {
		return map[string]any{"x": new([]float64), "y": new([]float64)}
	}, func(in, want map[string]any) map[string]any {
		x, y := *in["x"].(*[]float64), *in["y"].(*[]float64)
		t, ok := TauB(x, y)
		if !ok {
			return undefined("tau_b", "p_asymptotic", "p_exact")
		}
		got := map[string]any{"tau_b": t.Tau, "p_asymptotic": t.P, "p_exact": nil}
		if distinct(x) && distinct(y) && (len(x) <= maxExact || want["p_exact"] != nil) {
			got["p_exact"] = allTauP(x, y)
		}
		return got
	})
}

func checkW(dir string) (*verdict, error) {
	return eachCase(dir, "kendall_w.json", func() map[string]any {
		return map[string]any{"raters": new([][]float64)}
	}, func(in, _ map[string]any) map[string]any {
		c, ok := KendallW(*in["raters"].(*[][]float64))
		if !ok {
			return undefined("W", "chi2", "p")
		}
		return map[string]any{"W": c.W, "chi2": c.Chi2, "p": c.P}
	})
}

func checkOverlap(dir string) (*verdict, error) {
	return eachCase(dir, "rbo.json", func() map[string]any {
		return map[string]any{"a": new([]string), "b": new([]string), "p": new(float64)}
	}, func(in, _ map[string]any) map[string]any {
		x, ok := Overlap(*in["a"].(*[]string), *in["b"].(*[]string), *in["p"].(*float64))
		if !ok {
			return undefined("rbo_ext")
		}
		return map[string]any{"rbo_ext": x}
	})
}

func checkPriorities(dir string) (*verdict, error) {
	return eachCase(dir, "priorities.json", func() map[string]any {
		return map[string]any{"items": new([]string), "it": new([][]string), "biz": new([][]string)}
	}, func(in, _ map[string]any) map[string]any {
		rankings := [2][][]string{*in["it"].(*[][]string), *in["biz"].(*[][]string)}
		p, ok := PrioritiesOf(*in["items"].(*[]string), rankings, Defaults().KMin)
		if !ok {
			return map[string]any{}
		}
		data, err := json.Marshal(map[string]any{
			"mean_rank_it": p.Mean[IT], "mean_rank_biz": p.Mean[Biz], "order_it": p.Order[IT], "order_biz": p.Order[Biz],
			"W_it": p.W[IT], "W_biz": p.W[Biz], "tau_b": p.Tau, "rbo_ext_p08": p.RBO, "label": p.Label,
		})
		var got map[string]any
		if err == nil {
			err = json.Unmarshal(data, &got)
		}
		if err != nil {
			return map[string]any{"error": math.NaN()}
		}
		return got
	})
}
