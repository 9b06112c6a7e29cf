package scoring

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// caseObjects are the decoded parts of a file of cases that hold expected values:
// its cases, or the rounds of its cases with their expectations.
func caseObjects(doc map[string]any) (out []map[string]any) {
	for _, c := range doc["cases"].([]any) {
		c := c.(map[string]any)
		rounds, ok := c["rounds"].([]any)
		if !ok {
			out = append(out, c)
			continue
		}
		for _, r := range rounds {
			r := r.(map[string]any)
			out = append(out, r)
			if e, ok := r["expect"].(map[string]any); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

// caseChanges lists a change of every expected value of an object, the removal of
// every field of it, and an extra field.
func caseChanges(in map[string]any) []damage {
	set := func(name string, to any) damage {
		return damage{fmt.Sprintf("%s = %v", name, to), func() func() {
			was := in[name]
			in[name] = to
			return func() { in[name] = was }
		}}
	}
	out := []damage{
		{"an extra field", func() func() {
			in["extra"] = 1.0
			return func() { delete(in, "extra") }
		}},
	}
	for k, x := range in {
		out = append(out, damage{k + " removed", func() func() {
			delete(in, k)
			return func() { in[k] = x }
		}})
		switch x := x.(type) {
		case nil:
			out = append(out, set(k, 0.5), set(k, map[string]any{}))
		case bool:
			if k != "green" { // input
				out = append(out, set(k, !x), set(k, nil))
			}
		case float64:
			step := 10 * caseTolerance
			out = append(out, set(k, x+step), set(k, x-step), set(k, nil))
		case map[string]any:
			out = append(out, set(k, nil))
		case []any:
			out = append(out, set(k, x[:len(x)-1]), set(k, nil))
			if k != "q" {
				continue
			}
			for i := range x {
				out = append(out, damage{fmt.Sprintf("q[%d]", i), func() func() {
					was := x[i].(float64)
					x[i] = was + 10*caseTolerance
					return func() { x[i] = was }
				}})
			}
		}
	}
	return out
}

// TestCanaryCases: the comparison is worth something only if a changed file
// fails it.
func TestCanaryCases(t *testing.T) {
	for name, check := range caseChecks {
		t.Run(name, func(t *testing.T) {
			dir, doc, write := goldenCopy(t, name)
			if reported(check, dir) {
				t.Fatal("an unchanged copy is reported")
			}
			tried := 0
			try := func(d damage) {
				undo := d.apply()
				write()
				if !reported(check, dir) {
					t.Errorf("not reported: %s", d.name)
				}
				undo()
				tried++
			}
			kinds := map[string]bool{} // which fields are null, what the words are
			for _, o := range caseObjects(doc) {
				kind := ""
				for _, k := range slices.Sorted(maps.Keys(o)) {
					kind += fmt.Sprintf("%s:%T ", k, o[k])
					if b, ok := o[k].(bool); ok {
						kind += fmt.Sprint(b)
					}
				}
				if kinds[kind] {
					continue
				}
				kinds[kind] = true
				for _, d := range caseChanges(o) {
					try(d)
				}
			}
			for _, d := range []damage{
				{"a looser tolerance", func() func() {
					was := doc["tolerance"]
					doc["tolerance"] = 1e-3
					return func() { doc["tolerance"] = was }
				}},
				{"no tolerance", func() func() {
					was := doc["tolerance"]
					delete(doc, "tolerance")
					return func() { doc["tolerance"] = was }
				}},
				{"an extra field of the file", func() func() {
					doc["x"] = 1
					return func() { delete(doc, "x") }
				}},
			} {
				try(d)
			}
			t.Logf("%d kinds, %d changes tried", len(kinds), tried)
		})
	}
}

// TestCanaryCaseInput changes what the files give instead of what they expect.
func TestCanaryCaseInput(t *testing.T) {
	first := func(doc map[string]any) map[string]any { return doc["cases"].([]any)[0].(map[string]any) }
	inputs := map[string]map[string]func(doc map[string]any){
		"trend.json": {
			"a value":     func(doc map[string]any) { first(doc)["y"].([]any)[0] = 100.0 },
			"a dropped y": func(doc map[string]any) { y := first(doc)["y"].([]any); first(doc)["y"] = y[1:] },
			"y as null":   func(doc map[string]any) { first(doc)["y"] = nil },
		},
		"bh.json": {
			"a value":     func(doc map[string]any) { p := first(doc)["p"].([]any); p[0] = p[0].(float64) / 1000 },
			"a dropped p": func(doc map[string]any) { p := first(doc)["p"].([]any); first(doc)["p"] = p[1:] },
		},
		"kendall_tau_b.json": {
			"a value":     func(doc map[string]any) { x := first(doc)["x"].([]any); x[0], x[3] = x[3], x[0] },
			"a dropped x": func(doc map[string]any) { x := first(doc)["x"].([]any); first(doc)["x"] = x[1:] },
			"y as null":   func(doc map[string]any) { first(doc)["y"] = nil },
		},
		"kendall_w.json": {
			"a value":   func(doc map[string]any) { r := first(doc)["raters"].([]any)[0].([]any); r[1] = 9.0 },
			"a rater":   func(doc map[string]any) { r := first(doc)["raters"].([]any); first(doc)["raters"] = r[1:] },
			"a row cut": func(doc map[string]any) { r := first(doc)["raters"].([]any); r[0] = r[0].([]any)[1:] },
		},
		"rbo.json": {
			"p":         func(doc map[string]any) { first(doc)["p"] = 0.7 },
			"an order":  func(doc map[string]any) { a := first(doc)["a"].([]any); a[0], a[5] = a[5], a[0] },
			"a as null": func(doc map[string]any) { first(doc)["a"] = nil },
		},
		"priorities.json": {
			"an order":   func(doc map[string]any) { r := first(doc)["it"].([]any)[0].([]any); r[0], r[7] = r[7], r[0] },
			"a lead":     func(doc map[string]any) { r := first(doc)["biz"].([]any); first(doc)["biz"] = r[1:] },
			"too few":    func(doc map[string]any) { r := first(doc)["it"].([]any); first(doc)["it"] = r[1:] },
			"an item":    func(doc map[string]any) { first(doc)["items"] = append(first(doc)["items"].([]any), "more") },
			"it as null": func(doc map[string]any) { first(doc)["it"] = nil },
		},
		"watermelon.json": {
			"a rating":            func(doc map[string]any) { changeRating(first(doc), "it_delivery") },
			"another rating":      func(doc map[string]any) { changeRating(first(doc), "biz_value") },
			"a roster":            func(doc map[string]any) { first(doc)["n_biz"] = first(doc)["n_biz"].(float64) + 1 },
			"the other roster":    func(doc map[string]any) { first(doc)["n_it"] = first(doc)["n_it"].(float64) + 1 },
			"a person unknown":    func(doc map[string]any) { first(doc)["n_biz"] = 1.0 },
			"a field of a case":   func(doc map[string]any) { first(doc)["x"] = 1.0 },
			"a roster as null":    func(doc map[string]any) { first(doc)["n_it"] = nil },
			"a rating out of 1-5": func(doc map[string]any) { firstRound(first(doc))["biz_value"] = map[string]any{"b0": 6.0} },
			"green in words":      func(doc map[string]any) { firstRound(first(doc))["green"] = "yes" },
			"green the other way": func(doc map[string]any) {
				for _, o := range caseObjects(doc) {
					if green, ok := o["green"].(bool); ok {
						o["green"] = !green
					}
				}
			},
		},
	}
	for name, edits := range inputs {
		for what, edit := range edits {
			dir, doc, write := goldenCopy(t, name)
			edit(doc)
			write()
			if !reported(caseChecks[name], dir) {
				t.Errorf("%s: not reported: %s", name, what)
			}
		}
	}
}

// firstRound is the first round of a case.
func firstRound(c map[string]any) map[string]any { return c["rounds"].([]any)[0].(map[string]any) }

// changeRating changes one answer of the first round of a case.
func changeRating(c map[string]any, field string) {
	answers := firstRound(c)[field].(map[string]any)
	k := slices.Sorted(maps.Keys(answers))[0]
	answers[k] = 6 - answers[k].(float64)
	if answers[k] == 3.0 {
		answers[k] = 1.0
	}
}
