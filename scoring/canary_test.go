package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The comparison with the golden files is worth something only if a changed
// file fails it. These tests change copies of the files, one value at a time.

// damage is one change of a decoded record, undone by the function it returns.
type damage struct {
	name  string
	apply func() (undo func())
}

// damages lists a change of every value of a record, the removal of every
// field, and an extra field in every object.
func damages(at string, in map[string]any) []damage {
	var out []damage
	set := func(name string, m map[string]any, key string, to any) damage {
		return damage{name, func() func() {
			was := m[key]
			m[key] = to
			return func() { m[key] = was }
		}}
	}
	for _, k := range slices.Sorted(maps.Keys(in)) {
		path := at + "." + k
		out = append(out, damage{path + " removed", func() func() {
			was := in[k]
			delete(in, k)
			return func() { in[k] = was }
		}})
		switch x := in[k].(type) {
		case map[string]any:
			out = append(out, damages(path, x)...)
		case []any:
			out = append(out, set(path+" cut", in, k, x[:len(x)-1]))
			for i := range x {
				out = append(out, damage{fmt.Sprintf("%s[%d]", path, i), func() func() {
					was := x[i]
					x[i] = was.(float64) + 1e-6
					return func() { x[i] = was }
				}})
			}
		case float64:
			out = append(out, set(path, in, k, x+1e-6), set(path+" as null", in, k, nil))
		case bool:
			out = append(out, set(path, in, k, !x))
		case string:
			out = append(out, set(path, in, k, x+"x"), set(path+" as null", in, k, nil))
		case nil:
			out = append(out, set(path+" as 0", in, k, 0.0), set(path+" as word", in, k, "opened"))
		}
	}
	return append(out, damage{at + " with an extra field", func() func() {
		in["extra"] = 1.0
		return func() { delete(in, "extra") }
	}})
}

// goldenCopy copies the kept subset and decodes one of its files.
func goldenCopy(t *testing.T, name string) (dir string, doc map[string]any, write func()) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "golden"))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, name)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return dir, doc, func() {
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// reported says whether a check notices anything.
func reported(check func(string) (*verdict, error), dir string) bool {
	v, err := check(dir)
	return err != nil || len(v.problems) > 0
}

// specimens picks records that together have every kind of field: one with
// both shares seen, one without, an opening, a closing, one held, one with too
// few answers.
func specimens(records []map[string]any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for _, r := range records {
		kind, _ := r["status"].(string)
		if kind == "ok" {
			seen := r["seen"].(map[string]any)
			it, haveIT := seen["it"].(map[string]any)
			_, haveBiz := seen["biz"].(map[string]any)
			switch {
			case r["event"] != nil:
				kind = r["event"].(string)
			case r["split"].(map[string]any)["it"] == true || r["split"].(map[string]any)["biz"] == true:
				kind = "split"
			case r["since_baseline"] != nil && r["spread"] != nil && out["since baseline"] == nil:
				kind = "since baseline"
			case !haveIT || !haveBiz:
				kind = "unknown view"
			case it["share_seen"] != nil:
				kind = "share seen"
			}
		}
		if out[kind] == nil {
			out[kind] = r
		}
	}
	return out
}

// thin keeps a part of the panel, or two dimensions of the streams, that hold
// every kind of record, so that hundreds of replays stay quick.
func thin(t *testing.T, dir string, doc map[string]any) {
	t.Helper()
	if cases, ok := doc["cases"].([]any); ok {
		// Of the panel, the first cases hold every kind.
		doc["cases"] = cases[:3]
		return
	}
	kept := map[string]string{"pub-04": "priority", "pub-05": "delivery", "pub-06": "feasibility"}
	for initiative, dimension := range kept {
		dimensions := doc[initiative].(map[string]any)
		doc[initiative] = map[string]any{dimension: dimensions[dimension]}
	}
	file := filepath.Join(dir, "streams", "answers.jsonl")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []byte
	for line := range bytes.Lines(data) {
		var l answerLine
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		if kept[l.Initiative] == string(l.Dimension) {
			out = append(out, line...)
		}
	}
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestCanaryRecords(t *testing.T) {
	type file struct {
		name    string
		kinds   []string
		check   func(string) (*verdict, error)
		records func(doc map[string]any) []map[string]any
	}
	files := []file{
		{
			"panel.json", []string{"opened", "held", "not_enough", "ok", "share seen", "since baseline"}, checkPanel,
			func(doc map[string]any) (out []map[string]any) {
				for _, c := range doc["cases"].([]any) {
					for _, r := range c.(map[string]any)["rounds"].([]any) {
						out = append(out, r.(map[string]any)["expect"].(map[string]any))
					}
				}
				return out
			},
		},
		{
			filepath.Join("streams", "expected.json"), []string{"opened", "closed", "held", "share seen", "since baseline", "split"}, checkStreams,
			func(doc map[string]any) (out []map[string]any) {
				for _, initiative := range slices.Sorted(maps.Keys(doc)) {
					dimensions := doc[initiative].(map[string]any)
					for _, dimension := range slices.Sorted(maps.Keys(dimensions)) {
						for _, r := range dimensions[dimension].(map[string]any)["rounds"].([]any) {
							out = append(out, r.(map[string]any))
						}
					}
				}
				return out
			},
		},
	}
	for _, f := range files {
		t.Run(f.name, func(t *testing.T) {
			dir, doc, write := goldenCopy(t, f.name)
			thin(t, dir, doc)
			write()
			if reported(f.check, dir) {
				t.Fatal("an unchanged copy is reported")
			}
			found := specimens(f.records(doc))
			tried := 0
			for _, kind := range f.kinds {
				if found[kind] == nil {
					t.Errorf("no record of kind %q", kind)
					continue
				}
				list := damages(kind, found[kind])
				if testing.Short() {
					list = list[:4]
				}
				for _, d := range list {
					undo := d.apply()
					write()
					if !reported(f.check, dir) {
						t.Errorf("not reported: %s", d.name)
					}
					undo()
					tried++
				}
			}
			t.Logf("%d changes tried", tried)
		})
	}
}

func TestCanaryInput(t *testing.T) {
	t.Run("panel", func(t *testing.T) {
		dir, doc, write := goldenCopy(t, "panel.json")
		c := doc["cases"].([]any)[0].(map[string]any)
		params := c["params"].(map[string]any)
		last := c["rounds"].([]any)[len(c["rounds"].([]any))-1].(map[string]any)
		for _, d := range []damage{
			{"another lambda", func() func() { params["lam"] = 0.6; return func() { params["lam"] = 0.5 } }},
			{"an unknown constant", func() func() { params["x"] = 1; return func() { delete(params, "x") } }},
			{"a missing constant", func() func() { delete(params, "rho"); return func() { params["rho"] = 1.0 } }},
			{"another mode", func() func() { was := c["mode"]; c["mode"] = "other"; return func() { c["mode"] = was } }},
			{"an extra field of a case", func() func() { c["x"] = 1; return func() { delete(c, "x") } }},
			{"an extra field of a round", func() func() { last["x"] = 1; return func() { delete(last, "x") } }},
		} {
			undo := d.apply()
			write()
			if !reported(checkPanel, dir) {
				t.Errorf("not reported: %s", d.name)
			}
			undo()
		}
	})
	t.Run("streams", func(t *testing.T) {
		dir, doc, write := goldenCopy(t, filepath.Join("streams", "expected.json"))
		answers := filepath.Join(dir, "streams", "answers.jsonl")
		data, err := os.ReadFile(answers)
		if err != nil {
			t.Fatal(err)
		}
		edits := map[string][]byte{
			"a rating":       bytes.Replace(data, []byte(`"own":4`), []byte(`"own":1`), 1),
			"a guess":        bytes.Replace(data, []byte(`"guess":4`), []byte(`"guess":1`), 1),
			"a dropped line": data[bytes.IndexByte(data, '\n')+1:],
			"a new field":    bytes.Replace(data, []byte(`"own":4`), []byte(`"x":0,"own":4`), 1),
			"a dimension":    bytes.Replace(data, []byte(`"dimension":"why"`), []byte(`"dimension":"other"`), 1),
		}
		for name, edit := range edits {
			if err := os.WriteFile(answers, edit, 0o600); err != nil {
				t.Fatal(err)
			}
			if !reported(checkStreams, dir) {
				t.Errorf("not reported: %s", name)
			}
		}
		if err := os.WriteFile(answers, data, 0o600); err != nil {
			t.Fatal(err)
		}
		dimensions := doc["pub-06"].(map[string]any)
		why := dimensions["why"].(map[string]any)
		rounds := why["rounds"].([]any)
		for _, d := range []damage{
			{"a missing record", func() func() { why["rounds"] = rounds[:25]; return func() { why["rounds"] = rounds } }},
			{"another mode", func() func() { why["mode"] = "anonymous"; return func() { why["mode"] = "named" } }},
			{"a missing dimension", func() func() { delete(dimensions, "why"); return func() { dimensions["why"] = why } }},
		} {
			undo := d.apply()
			write()
			if !reported(checkStreams, dir) {
				t.Errorf("not reported: %s", d.name)
			}
			undo()
		}
	})
}
