package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

// runReplay runs the whole command.
func runReplay(t *testing.T, stdin io.Reader, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	var out, errs bytes.Buffer
	root := commands(world{stdout: &out, stderr: &errs, environ: map[string]string{}, now: time.Now})
	root.SetIn(stdin)
	root.SetOut(&out)
	root.SetErr(&errs)
	root.SetArgs(append([]string{"replay"}, args...))
	err = root.ExecuteContext(t.Context())
	return out.String(), errs.String(), err
}

// replayFiles writes the two files and returns the arguments that name them.
func replayFiles(t *testing.T, answers, rosters string) []string {
	t.Helper()
	dir := t.TempDir()
	a, r := filepath.Join(dir, "answers.jsonl"), filepath.Join(dir, "rosters.json")
	for file, text := range map[string]string{a: answers, r: rosters} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return []string{"--answers", a, "--rosters", r}
}

// streamsDir is where the golden streams are: in the directory that
// PARALLAX_GOLDEN_DIR names, or the subset kept with package scoring.
func streamsDir() string {
	dir := os.Getenv("PARALLAX_GOLDEN_DIR")
	if dir == "" {
		dir = filepath.Join("..", "..", "scoring", "testdata", "golden")
	}
	return filepath.Join(dir, "streams")
}

// unlike lists where two decoded JSON values differ by more than the tolerance of
// SCORING.md 11.
func unlike(at string, got, want any) []string {
	differ := []string{fmt.Sprintf("%s: got %v, want %v", at, got, want)}
	switch want := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return differ
		}
		var out []string
		keys := maps.Clone(want)
		maps.Copy(keys, g)
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			if _, ok := g[k]; !ok {
				out = append(out, at+"."+k+" is missing in the result")
			} else if _, ok := want[k]; !ok {
				out = append(out, at+"."+k+" is missing in the file")
			} else {
				out = append(out, unlike(at+"."+k, g[k], want[k])...)
			}
		}
		return out
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(want) {
			return differ
		}
		var out []string
		for n := range want {
			out = append(out, unlike(fmt.Sprintf("%s[%d]", at, n), g[n], want[n])...)
		}
		return out
	case float64:
		if g, ok := got.(float64); ok && math.Abs(g-want) <= 1e-7 {
			return nil
		}
		return differ
	}
	if got != want {
		return differ
	}
	return nil
}

func TestReplayGolden(t *testing.T) {
	dir := streamsDir()
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	out, errs, err := runReplay(t, nil, "--json", "--answers", filepath.Join(dir, "answers.jsonl"), "--rosters", filepath.Join(dir, "rosters.json"))
	if err != nil {
		t.Fatal(err, errs)
	}
	for line := range strings.Lines(errs) { // the streams ask what the question bank does not
		if !strings.Contains(line, "is not in the question bank") {
			t.Error(line)
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	found := unlike("", got, want)
	for n, problem := range found {
		if n == 20 {
			t.Errorf("and %d more", len(found)-n)
			break
		}
		t.Error(problem)
	}
	// The comparison can fail.
	for id := range want {
		delete(got, id)
	}
	if len(unlike("", got, want)) != len(want) {
		t.Error("missing initiatives are not noticed")
	}
}

// The small history of most tests: three leads a side.
const crmRosters = `{"crm":[
	{"it":["ana","cleo","dan"],"biz":["ben","eva","finn"]},
	{"it":["ana","cleo","dan"],"biz":["ben","eva","finn"]},
	{"it":["ana","cleo","dan","gus"],"biz":["ben","eva","finn","gus"]},
	{"it":["ana","cleo"],"biz":["eva","ben","finn"]}
], "erp":[{"it":["ana"],"biz":["ben"]}]}`

// said is a line of answers.jsonl; 0 is null.
func said(round int, initiative, side, who, dimension string, own, guess int) string {
	number := func(n int) string {
		if n == 0 {
			return "null"
		}
		return fmt.Sprint(n)
	}
	return fmt.Sprintf(`{"round":%d,"initiative":%q,"side":%q,"respondent":%q,"dimension":%q,"own":%s,"guess":%s}`+"\n",
		round, initiative, side, who, dimension, number(own), number(guess))
}

// everybody answers a round of crm.
func everybody(round int, dimension string, it, biz int) string {
	var b strings.Builder
	for _, who := range []string{"cleo", "ana", "dan"} {
		b.WriteString(said(round, "crm", "it", who, dimension, it, biz))
	}
	for _, who := range []string{"ben", "finn", "eva"} {
		b.WriteString(said(round, "crm", "biz", who, dimension, biz, it))
	}
	return b.String()
}

// replayed is the JSON of a replay.
type replayed map[string]map[string]struct {
	Mode   string
	Rounds []struct {
		Round  int
		Status string
		C      struct{ IT, Biz int }
	}
}

func replayJSON(t *testing.T, answers, rosters string) replayed {
	t.Helper()
	out, _, err := runReplay(t, nil, append(replayFiles(t, answers, rosters), "--json")...)
	if err != nil {
		t.Fatal(err)
	}
	var got replayed
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

// A dimension that nobody answered was not asked, and is not folded; one that
// was asked and that nobody could rate is.
func TestReplayFoldsWhatWasAsked(t *testing.T) {
	got := replayJSON(t, everybody(1, "why", 4, 2)+everybody(1, "value", 4, 2)+
		everybody(2, "why", 4, 2)+said(4, "crm", "biz", "eva", "value", 0, 0)+
		said(1, "erp", "it", "ana", "why", 5, 0), crmRosters)
	rounds := func(dimension string) (out []string) {
		for _, r := range got["crm"][dimension].Rounds {
			out = append(out, fmt.Sprintf("%d %s %d:%d", r.Round, r.Status, r.C.IT, r.C.Biz))
		}
		return out
	}
	if diff := cmp.Diff([]string{"1 ok 3:3", "2 ok 3:3"}, rounds("why")); diff != "" {
		t.Error(diff)
	}
	// dan left the roster of round 4.
	if diff := cmp.Diff([]string{"1 ok 3:3", "4 not_enough 2:3"}, rounds("value")); diff != "" {
		t.Error(diff)
	}
	if got["crm"]["why"].Mode != "anonymous" || got["erp"]["why"].Mode != "named" {
		t.Errorf("modes: %+v", got)
	}
}

// Bridges are no leads of a side: two leads and a bridge are a named side.
func TestReplayLeavesBridgesOut(t *testing.T) {
	got := replayJSON(t, said(1, "crm", "it", "ana", "why", 5, 1)+said(1, "crm", "biz", "ben", "why", 1, 5),
		`{"crm":[{"it":["ana","cleo","gus"],"biz":["ben","eva","finn","gus"]}]}`)
	why := got["crm"]["why"]
	if why.Mode != "named" || len(why.Rounds) != 1 || why.Rounds[0].Status != "ok" {
		t.Errorf("got %+v", why)
	}
}

// Line ends, byte order marks, blank lines, the order of lines within a round and
// the way in change nothing.
func TestReplayTakesFilesAsTheyCome(t *testing.T) {
	plain := everybody(1, "why", 4, 2) + everybody(1, "value", 3, 3) + everybody(3, "why", 5, 2)
	args := replayFiles(t, plain, crmRosters)
	want, _, err := runReplay(t, nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	windows := "\xef\xbb\xbf" + strings.ReplaceAll("\n \t\n"+plain+"\n\n", "\n", "\r\n")
	rosters := "\xef\xbb\xbf" + strings.NewReplacer("\n", "\r\n", "biz", "business").Replace(crmRosters)
	for name, a := range map[string]struct{ answers, rosters string }{
		"windows":     {windows, rosters},
		"no last end": {strings.TrimSpace(plain), crmRosters},
		"business":    {strings.ReplaceAll(plain, `"biz"`, `"business"`), crmRosters},
		"spaces":      {strings.NewReplacer(":", " : ", ",", "\t, ", "}", " } ").Replace(plain), crmRosters},
		"escapes":     {strings.ReplaceAll(plain, `"ana"`, `"\u0061n\u0061"`), strings.ReplaceAll(crmRosters, "ana", `\u0061na`)},
	} {
		got, _, err := runReplay(t, nil, replayFiles(t, a.answers, a.rosters)...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	got, _, err := runReplay(t, strings.NewReader(plain), "--answers", "-", "--rosters", args[3])
	if err != nil || got != want {
		t.Errorf("standard input: %v\n%s", err, got)
	}
	_, _, err = runReplay(t, strings.NewReader(plain+"x"), "--answers", "-", "--rosters", args[3])
	if err == nil || !strings.HasPrefix(err.Error(), "stdin:19: ") {
		t.Errorf("standard input: %v", err)
	}
	// Whoever answers first: folding sorts.
	lines := strings.SplitAfter(plain, "\n")
	slices.Reverse(lines[:12])
	got, _, err = runReplay(t, nil, append(replayFiles(t, strings.Join(lines, ""), crmRosters), "--json")...)
	if err != nil || !strings.Contains(got, `"crm":{"value"`) {
		t.Errorf("%v: want value first, as it was asked first: %s", err, got)
	}
}

func TestReplayTable(t *testing.T) {
	answers := ""
	for round := 1; round <= 4; round++ {
		answers += strings.ReplaceAll(everybody(round, "why", 5, 1), `"crm"`, `"pos"`)
	}
	answers += strings.ReplaceAll(everybody(5, "why", 3, 3), `"crm"`, `"pos"`)
	answers += said(6, "pos", "it", "ana", "why", 3, 0) + said(1, "erp", "it", "ana", "why", 5, 0)
	six := strings.Repeat(`{"it":["ana","cleo","dan"],"biz":["ben","eva","finn"]},`, 6)
	rosters := `{"pos":[` + six[:len(six)-1] + `],"erp":[{"it":["ana"],"biz":["ben"]}],"crm":[]}`
	got, _, err := runReplay(t, nil, replayFiles(t, answers, rosters)...)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(got, "\n") {
		if strings.TrimRight(line, " ") != line {
			t.Errorf("a line ends with spaces: %q", line)
		}
	}
	want := `pos: 3 IT and 3 business leads in round 1, confidential

  why
  round   IT  business  status        gap    95% interval  certainty  label            alert
      1    3         3  ok          +3.45  +2.64 .. +4.26        .99  watch
      2    3         3  ok          +3.61  +2.94 .. +4.29        .99  watch
      3    3         3  ok          +3.66  +3.03 .. +4.30        .99  known_gap        opened
      4    3         3  ok          +3.69  +3.07 .. +4.30        .99  known_gap        open
      5    3         3  ok          +1.79  +1.19 .. +2.39        .99  known_gap        open
      6    3         3  held                                                           open

erp: 1 IT and 1 business lead in round 1, both sides named: under three leads on a side

  why
  round   IT  business  status        gap    95% interval  certainty  label            alert
      1    1         0  not_enough

2 initiatives, 32 answers, 7 rounds; 5 of 7 results published; 1 alert opened, 0 closed
no answers: crm
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Nobody reads a certainty of 1, or of .95 before it is reached.
func TestReplayTableCertainty(t *testing.T) {
	for certainty, want := range map[float64]string{1: ".99", 0.9999: ".99", 0.95: ".95", 0.94999: ".94", 0.05: ".05", 0: ".00"} {
		row := tableRow(&scoring.Record{Status: scoring.OK, Reading: &scoring.Reading{Certainty: certainty, Label: scoring.Watch}})
		if cells := strings.Fields(row); cells[8] != want || cells[9] != "watch" {
			t.Errorf("%v: got %s", certainty, row)
		}
	}
}

func TestReplayOfNothing(t *testing.T) {
	for _, nothing := range []string{"", "\n"} {
		args := replayFiles(t, nothing, `{"crm":[]}`)
		note := args[1] + ": note: holds no answer, and there is nothing to score: write one a line, like {"
		if got, errs, err := runReplay(t, nil, append(args, "--json")...); err != nil || got != "{}\n" || !strings.HasPrefix(errs, note) {
			t.Errorf("%v: %q %q", err, got, errs)
		}
		if got, errs, err := runReplay(t, nil, args...); err != nil || got != "no answers: crm\n" || !strings.HasPrefix(errs, note) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: %q %q", err, got, errs)
		}
	}
}

// A dimension that may be misspelt is remarked on once, at its first line, and scored.
func TestReplayOfStrangeDimensions(t *testing.T) {
	answers := everybody(1, "why", 4, 2) + everybody(1, "vaule", 4, 2) + everybody(2, "vaule", 4, 2) +
		said(1, "erp", "it", "ana", "vaule", 4, 2) + said(1, "erp", "it", "ana", "own", 4, 2)
	for n := range mostRemarks + 5 {
		answers += said(1, "erp", "it", "ana", fmt.Sprint("strange", n), 4, 2)
	}
	args := replayFiles(t, answers, crmRosters)
	got, errs, err := runReplay(t, nil, args...)
	if err != nil || !strings.Contains(got, "\n  vaule\n") {
		t.Errorf("%v\n%s", err, got)
	}
	lines := strings.Split(strings.TrimSuffix(errs, "\n"), "\n")
	want := args[1] + `:7: note: dimension: "vaule" is not in the question bank: write value or choose from value, priority, `
	if !strings.HasPrefix(lines[0], want) || !strings.HasSuffix(lines[0], "; it is scored as it stands") || len(lines) != mostRemarks {
		t.Errorf("%d remarks:\n%s\nwant\n%s", len(lines), errs, want)
	}
	if strings.Contains(errs, `"why"`) || strings.Contains(errs, `"own"`) || strings.Count(errs, `"vaule"`) != 1 {
		t.Error(errs)
	}
}

// What was printed before a refusal stays, and nothing of the refused initiative
// follows it.
func TestReplayStopsAtTheFirstFault(t *testing.T) {
	answers := said(1, "erp", "it", "ana", "why", 5, 0) + everybody(1, "why", 4, 2) + "{}\n"
	got, _, err := runReplay(t, nil, append(replayFiles(t, answers, crmRosters), "--json")...)
	if err == nil || !strings.Contains(err.Error(), "answers.jsonl:8: round: missing") || exitCode(err) != 1 {
		t.Errorf("got %v", err)
	}
	if json.Valid([]byte(got)) || !strings.Contains(got, `"erp"`) || strings.Contains(got, "crm") {
		t.Errorf("printed %s", got)
	}
}

func TestReplayWithoutFiles(t *testing.T) {
	args := replayFiles(t, "", "{}")
	for _, c := range [][]string{
		{}, {"--answers", args[1]}, {"--rosters", args[3]}, append(args, "more"),
		{"--answers", args[1] + "x", "--rosters", args[3]},
		{"--answers", args[1], "--rosters", args[3] + "x"},
		{"--answers", filepath.Dir(args[1]), "--rosters", args[3]},
	} {
		if _, _, err := runReplay(t, nil, c...); err == nil {
			t.Errorf("%v: no error", c)
		}
	}
}

// A pipe that says nothing more does not keep the program.
func TestReplayEndsWithItsContext(t *testing.T) {
	args := replayFiles(t, "", crmRosters)
	in, feed := io.Pipe()
	defer feed.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- replay(ctx, world{stdout: io.Discard, stderr: io.Discard}, replayOptions{answers: "-", rosters: args[3]}, in)
	}()
	if _, err := feed.Write([]byte(said(1, "crm", "it", "ana", "why", 5, 0))); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A long file is left soon after the context ends.
func TestReplayOfALongFileEnds(t *testing.T) {
	one := said(1, "crm", "it", "ana", "why", 5, 0)
	args := replayFiles(t, one+strings.Repeat(" ", replayStep)+"\n"+said(1, "crm", "it", "cleo", "why", 5, 0)+"{}\n", crmRosters)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := replay(ctx, world{stdout: io.Discard, stderr: io.Discard}, replayOptions{answers: args[1], rosters: args[3]}, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

type fullDisk struct{}

var errFullDisk = errors.New("the disk is full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFullDisk }

// What can't be printed is no fault of a line.
func TestReplayCannotPrint(t *testing.T) {
	for name, answers := range map[string]string{
		"at the end": said(1, "erp", "it", "ana", "why", 5, 0),
		"before":     said(1, "erp", "it", "ana", "why", 5, 0) + said(1, "crm", "it", "ana", "why", 5, 0),
		"of nothing": "",
	} {
		args := replayFiles(t, answers, crmRosters)
		for _, asJSON := range []bool{true, false} {
			o := replayOptions{answers: args[1], rosters: args[3], json: asJSON}
			err := replay(t.Context(), world{stdout: fullDisk{}, stderr: io.Discard}, o, nil)
			if !errors.Is(err, errFullDisk) || err.Error() != "replay: the disk is full" {
				t.Errorf("%s, %t: got %v", name, asJSON, err)
			}
		}
	}
}

func TestReplayProgress(t *testing.T) {
	one := said(1, "crm", "it", "ana", "why", 5, 0)
	// Blank lines make a file long.
	answers := one + strings.Repeat(strings.Repeat(" ", 1023)+"\n", 3<<10) + said(1, "crm", "it", "cleo", "why", 5, 0)
	rosters, err := readRosters("rosters.json", []byte(crmRosters))
	if err != nil {
		t.Fatal(err)
	}
	var line bytes.Buffer
	r := &replayer{
		rosters: rosters, done: map[string]int{}, out: newRecordTables(io.Discard),
		progress: &progress{out: &line, size: int64(len(answers))},
	}
	if err := r.run(t.Context(), newAnswersFile("answers.jsonl", strings.NewReader(answers))); err != nil {
		t.Fatal(err)
	}
	if got, want := line.String(), "\r100% of 3 MiB read, 2 answers\x1b[K\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	line.Reset()
	p := &progress{out: &line}
	p.show(5<<20, 1)
	if got, want := line.String(), "\r5 MiB read, 1 answer\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p.aside()
	if !p.shown {
		t.Error("the line goes although nothing takes its place")
	}
	p.shared = true
	if p.aside(); p.shown {
		t.Error("the line stays in the way of results")
	}
	if terminal(&line) {
		t.Error("a buffer is taken for a terminal")
	}
}
