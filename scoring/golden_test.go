package scoring

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// tolerance of the panel and stream files (SCORING.md 11).
const tolerance = 1e-7

// goldenDir is the directory of the golden vectors: the one that
// PARALLAX_GOLDEN_DIR names, or the subset kept with the package.
func goldenDir() string {
	if dir := os.Getenv("PARALLAX_GOLDEN_DIR"); dir != "" {
		return dir
	}
	return filepath.Join("testdata", "golden")
}

// verdict collects what a comparison found.
type verdict struct {
	records, fields int
	largest         float64 // largest difference of two numbers
	problems        []string
}

func (v *verdict) problem(format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...))
}

// compare walks two decoded JSON values; every field of either must be in the
// other.
func (v *verdict) compare(at string, got, want any) {
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			v.problem("%s: got %v, want an object", at, got)
			return
		}
		for _, k := range slices.Sorted(maps.Keys(want)) {
			if _, ok := g[k]; !ok {
				v.problem("%s: %s is missing in the result", at, k)
				continue
			}
			v.compare(at+"."+k, g[k], want[k])
		}
		for k := range g {
			if _, ok := want[k]; !ok {
				v.problem("%s: %s is missing in the file", at, k)
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			v.problem("%s: got %v, want %v", at, got, want)
			return
		}
		for i := range want {
			v.compare(fmt.Sprintf("%s[%d]", at, i), g[i], want[i])
		}
	case float64:
		v.fields++
		g, ok := got.(float64)
		if !ok {
			v.problem("%s: got %v, want %v", at, got, want)
			return
		}
		diff := math.Abs(g - want)
		v.largest = math.Max(v.largest, diff)
		if !(diff <= tolerance) {
			v.problem("%s: got %v, want %v", at, g, want)
		}
	default: // string, bool, nil
		v.fields++
		if got != want {
			v.problem("%s: got %v, want %v", at, got, want)
		}
	}
}

// record compares one record with its golden form.
func (v *verdict) record(at string, rec Record, want map[string]any) {
	v.records++
	data, err := json.Marshal(rec)
	if err != nil {
		v.problem("%s: %v", at, err)
		return
	}
	var got any
	if err := json.Unmarshal(data, &got); err != nil {
		v.problem("%s: %v", at, err)
		return
	}
	v.compare(at, got, want)
}

// readStrict decodes a file and refuses fields that the form does not name.
func readStrict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

func readFile(dir, name string, into any) error {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	if err := readStrict(data, into); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// report fails the test for every problem, and for fewer records than least:
// nothing was compared then.
func (v *verdict) report(t *testing.T, least int) {
	t.Helper()
	for i, p := range v.problems {
		if i == 20 {
			t.Errorf("and %d more", len(v.problems)-i)
			break
		}
		t.Error(p)
	}
	if v.records < least {
		t.Errorf("only %d records compared", v.records)
	}
	t.Logf("%d records, %d fields, largest difference %.3g", v.records, v.fields, v.largest)
}

type panelFile struct {
	Description string  `json:"description"`
	Tolerance   float64 `json:"tolerance"`
	Cases       []struct {
		Mode   string             `json:"mode"`
		Params map[string]float64 `json:"params"`
		Rounds []struct {
			Rosters Both[[]string]       `json:"rosters"`
			Own     Both[map[string]int] `json:"own"`
			Guess   Both[map[string]int] `json:"guess"`
			Expect  map[string]any       `json:"expect"`
		} `json:"rounds"`
	} `json:"cases"`
}

// modes turns the word of the files into the two sides' modes.
func modes(word string) ([2]Mode, error) {
	switch word {
	case "anonymous":
		return [2]Mode{Confidential, Confidential}, nil
	case "named":
		return [2]Mode{Named, Named}, nil
	}
	return [2]Mode{}, fmt.Errorf("mode %q is neither anonymous nor named", word)
}

// panelParams reads the constants of a panel case.
func panelParams(mode string, in map[string]float64) (Params, error) {
	var p Params
	var kMin, kNew, kExact, splitN, base float64
	into := map[string]*float64{
		"lam": &p.Lambda, "rho": &p.Rho, "tau02": &p.Tau0Sq, "nu0": &p.Nu0, "s02": &p.S0Sq, "delta": &p.Delta,
		"p_open": &p.POpen, "p_watch": &p.PWatch, "p_aligned": &p.PAligned, "p_blind": &p.PBlind,
		"close": &p.Close, "wmin": &p.WMin, "base_rounds": &base,
		"k_min": &kMin, "k_new": &kNew, "k_exact": &kExact,
		"split_sd": &p.SplitSD, "split_noise": &p.SplitNoise, "split_fresh": &p.SplitFresh,
		"split_n": &splitN, "split_p": &p.SplitP,
		"trend_delta": &p.DriftDelta, "trend_p": &p.DriftP, "melon_mid": &p.MelonMid, "melon_close": &p.MelonClose,
	}
	for name, dst := range into {
		value, ok := in[name]
		if !ok {
			return p, fmt.Errorf("params: %s is missing", name)
		}
		*dst = value
	}
	if len(in) != len(into) {
		return p, fmt.Errorf("params: %d constants, want %d", len(in), len(into))
	}
	p.KMin, p.KNew, p.KExact, p.SplitN, p.BaseRounds = int(kMin), int(kNew), int(kExact), int(splitN), int(base)
	if mode == "named" {
		// Here the mode carries what the files write into the constants.
		if p.KMin != 1 || p.KNew != 0 {
			return p, fmt.Errorf("params: k_min %d and k_new %d in named mode", p.KMin, p.KNew)
		}
		p.KMin, p.KNew = 3, 2
	}
	return p, nil
}

// sheetOf joins the ratings and guesses of a panel round.
func sheetOf(own, guess Both[map[string]int]) Sheet {
	var sheet Sheet
	for _, s := range Sides {
		people := maps.Clone(own[s])
		if people == nil {
			people = map[string]int{}
		}
		maps.Copy(people, guess[s])
		for id := range people {
			sheet[s] = append(sheet[s], Answer{Person: id, Own: own[s][id], Guess: guess[s][id]})
		}
	}
	return sheet
}

// checkPanel folds every case of panel.json and compares every record.
func checkPanel(dir string) (*verdict, error) {
	var file panelFile
	if err := readFile(dir, "panel.json", &file); err != nil {
		return nil, err
	}
	v := &verdict{}
	for i, c := range file.Cases {
		mode, err := modes(c.Mode)
		if err != nil {
			return nil, err
		}
		p, err := panelParams(c.Mode, c.Params)
		if err != nil {
			return nil, err
		}
		var s State
		for j, r := range c.Rounds {
			at := fmt.Sprintf("case %d round %d", i, j+1)
			rec, err := s.Fold(p, j+1, Roster{People: r.Rosters, Mode: mode}, sheetOf(r.Own, r.Guess))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			v.record(at, rec, r.Expect)
		}
	}
	return v, nil
}

type answerLine struct {
	Round      int       `json:"round"`
	Initiative string    `json:"initiative"`
	Side       Side      `json:"side"`
	Respondent string    `json:"respondent"`
	Dimension  Dimension `json:"dimension"`
	Own        *int      `json:"own"`
	Guess      *int      `json:"guess"`
}

// stream names one sequence of rounds; asking adds the round.
type (
	stream struct {
		initiative string
		dimension  Dimension
	}
	asking struct {
		stream
		round int
	}
)

// readAnswers groups the lines of answers.jsonl. A dimension was asked in a
// round if and only if a line of that round names it.
func readAnswers(dir string) (map[asking]Sheet, error) {
	data, err := os.ReadFile(filepath.Join(dir, "streams", "answers.jsonl"))
	if err != nil {
		return nil, err
	}
	out := map[asking]Sheet{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		var l answerLine
		if err := readStrict(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("answers.jsonl line %d: %w", n, err)
		}
		a := Answer{Person: l.Respondent}
		if l.Own != nil {
			a.Own = *l.Own
		}
		if l.Guess != nil {
			a.Guess = *l.Guess
		}
		at := asking{stream{l.Initiative, l.Dimension}, l.Round}
		sheet := out[at]
		sheet[l.Side] = append(sheet[l.Side], a)
		out[at] = sheet
	}
	return out, lines.Err()
}

type streamFile map[string]map[Dimension]struct {
	Mode   string           `json:"mode"`
	Rounds []map[string]any `json:"rounds"`
}

// checkStreams replays the answer history and compares every record.
func checkStreams(dir string) (*verdict, error) {
	var want streamFile
	var rosters map[string][]Both[[]string]
	if err := readFile(dir, filepath.Join("streams", "expected.json"), &want); err != nil {
		return nil, err
	}
	if err := readFile(dir, filepath.Join("streams", "rosters.json"), &rosters); err != nil {
		return nil, err
	}
	sheets, err := readAnswers(dir)
	if err != nil {
		return nil, err
	}
	v := &verdict{}
	asked := map[stream]bool{}
	for at := range sheets {
		asked[at.stream] = true
	}
	for at := range asked {
		if _, ok := want[at.initiative][at.dimension]; !ok {
			v.problem("%s %s is missing in the file", at.initiative, at.dimension)
		}
	}
	for initiative, dimensions := range want {
		history := rosters[initiative]
		if len(history) == 0 {
			return nil, fmt.Errorf("rosters.json: %s is missing", initiative)
		}
		word := "anonymous"
		if len(history[0][IT]) < 3 || len(history[0][Biz]) < 3 {
			word = "named"
		}
		mode, err := modes(word)
		if err != nil {
			return nil, err
		}
		for dimension, w := range dimensions {
			if w.Mode != word {
				v.problem("%s %s: mode %s, want %s", initiative, dimension, word, w.Mode)
			}
			var s State
			var recs []Record
			for i, people := range history {
				sheet, ok := sheets[asking{stream{initiative, dimension}, i + 1}]
				if !ok {
					continue
				}
				rec, err := s.Fold(Defaults(), i+1, Roster{People: people, Mode: mode}, sheet)
				if err != nil {
					return nil, fmt.Errorf("%s %s: %w", initiative, dimension, err)
				}
				recs = append(recs, rec)
			}
			if len(recs) != len(w.Rounds) {
				v.problem("%s %s: %d rounds, want %d", initiative, dimension, len(recs), len(w.Rounds))
				continue
			}
			for i, rec := range recs {
				v.record(fmt.Sprintf("%s %s record %d", initiative, dimension, i), rec, w.Rounds[i])
			}
		}
	}
	return v, nil
}

// checks are the two comparisons with the golden files.
var checks = map[string]func(dir string) (*verdict, error){"panel": checkPanel, "streams": checkStreams}

func TestGolden(t *testing.T) {
	for name, check := range checks {
		t.Run(name, func(t *testing.T) {
			v, err := check(goldenDir())
			if err != nil {
				t.Fatal(err)
			}
			v.report(t, 30)
		})
	}
}
