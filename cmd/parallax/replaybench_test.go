package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/scoring"
)

// writeHistory writes the two files of a history of at least that many answers:
// initiatives of six dimensions and 26 rounds, 2 to 12 leads a side of whom seven in
// ten answer, and now and then somebody who comes or goes.
func writeHistory(tb testing.TB, answers int, seed uint64) (answersFile, rostersFile string) {
	tb.Helper()
	dir := tb.TempDir()
	answersFile, rostersFile = filepath.Join(dir, "answers.jsonl"), filepath.Join(dir, "rosters.json")
	a, err := os.Create(answersFile)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := os.Create(rostersFile)
	if err != nil {
		tb.Fatal(err)
	}
	lines, rosters := bufio.NewWriterSize(a, 1<<20), bufio.NewWriter(r)
	rnd := rand.New(rand.NewPCG(seed, 1))
	rating := func() int {
		if rnd.IntN(20) == 0 {
			return 0
		}
		return 1 + rnd.IntN(5)
	}
	before := "{"
	for n, written := 0, 0; written < answers; n++ {
		initiative := fmt.Sprintf("initiative-%04d", n)
		fmt.Fprintf(rosters, "%s%q:", before, initiative)
		before = ","
		var people [2][]string
		for _, s := range scoring.Sides {
			for k := range 2 + rnd.IntN(11) {
				people[s] = append(people[s], fmt.Sprintf("%s-%s-%02d", initiative, s, k))
			}
		}
		next := "["
		for round := 1; round <= 26; round++ {
			for _, s := range scoring.Sides {
				if rnd.IntN(20) == 0 {
					people[s] = append(slices.Clone(people[s][1:]), fmt.Sprintf("%s-%s-%02d", initiative, s, 20+round))
				}
			}
			entry, err := json.Marshal(scoring.Both[[]string](people))
			if err != nil {
				tb.Fatal(err)
			}
			fmt.Fprintf(rosters, "%s%s", next, entry)
			next = ","
			for _, dimension := range []string{"why", "priority", "value", "delivery", "feasibility", "commitments"} {
				for _, s := range scoring.Sides {
					for _, who := range people[s] {
						if rnd.IntN(10) < 7 {
							_, _ = lines.WriteString(said(round, initiative, s.String(), who, dimension, rating(), rating()))
							written++
						}
					}
				}
			}
		}
		_ = rosters.WriteByte(']')
	}
	_ = rosters.WriteByte('}')
	if err := errors.Join(lines.Flush(), rosters.Flush(), a.Close(), r.Close()); err != nil {
		tb.Fatal(err)
	}
	return answersFile, rostersFile
}

// heap is the memory of living and of not yet collected objects, in bytes.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// watchedReader looks at the heap whenever more of a file is asked for.
type watchedReader struct {
	io.Reader
	peak uint64
}

func (w *watchedReader) Read(p []byte) (int, error) {
	w.peak = max(w.peak, heap())
	return w.Reader.Read(p)
}

// through runs read over a file of answers, as often as the benchmark asks, and
// reports what an answer costs: read returns how many there were.
func through(b *testing.B, file string, read func(in io.Reader) int) {
	b.Helper()
	answers, peak := 0, uint64(0)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	base := heap()
	for b.Loop() {
		f, err := os.Open(file)
		if err != nil {
			b.Fatal(err)
		}
		w := &watchedReader{Reader: f}
		answers += read(w)
		peak = max(peak, w.peak, heap())
		f.Close()
	}
	runtime.ReadMemStats(&after)
	took, n := b.Elapsed(), float64(answers)
	b.ReportMetric(n/took.Seconds(), "answers/s")
	b.ReportMetric(float64(took.Nanoseconds())/n, "ns/answer")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/n, "B/answer")
	b.ReportMetric(float64(peak-min(base, peak))/(1<<20), "peak-MB")
}

var historySizes = []int{100_000, 1_000_000}

// BenchmarkReplay is the whole command, rosters and JSON included. Beside it,
// BenchmarkDecode only reads and decodes the same lines.
func BenchmarkReplay(b *testing.B) {
	for _, size := range historySizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			answers, rosters := writeHistory(b, size, 1)
			through(b, answers, func(in io.Reader) int {
				data, err := os.ReadFile(rosters)
				if err != nil {
					b.Fatal(err)
				}
				all, err := readRosters(rosters, data)
				if err != nil {
					b.Fatal(err)
				}
				r := &replayer{rosters: all, done: map[string]int{}, out: newRecordJSON(io.Discard)}
				if err := r.run(b.Context(), newAnswersFile(answers, in)); err != nil {
					b.Fatal(err)
				}
				return r.tally.answers
			})
		})
	}
}

// BenchmarkDecode reads and decodes the lines of BenchmarkReplay: as replay does, and
// as encoding/json does.
func BenchmarkDecode(b *testing.B) {
	for _, size := range historySizes {
		answers := ""
		for name, read := range map[string]func(in io.Reader) (int, error){"replay": decodeAll, "json": unmarshalAll} {
			b.Run(fmt.Sprintf("%d/%s", size, name), func(b *testing.B) {
				answers, _ = writeHistory(b, size, 1)
				through(b, answers, func(in io.Reader) int {
					n, err := read(in)
					if err != nil {
						b.Fatal(err)
					}
					return n
				})
			})
		}
	}
}

func decodeAll(in io.Reader) (n int, err error) {
	f := newAnswersFile("answers.jsonl", in)
	var a answer
	for ; ; n++ {
		if err := f.next(&a); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
	}
}

func unmarshalAll(in io.Reader) (n int, err error) {
	lines := bufio.NewScanner(in)
	for ; lines.Scan(); n++ {
		var a struct {
			Round      int          `json:"round"`
			Initiative string       `json:"initiative"`
			Side       scoring.Side `json:"side"`
			Respondent string       `json:"respondent"`
			Dimension  string       `json:"dimension"`
			Own        *int         `json:"own"`
			Guess      *int         `json:"guess"`
		}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return n, err
		}
	}
	return n, lines.Err()
}

// longHistory is one initiative with ever more rounds, its answers decoded already.
type longHistory struct {
	replayer
	round []answer // one round's; add changes the round
	at    int
}

func newLongHistory(b *testing.B, rounds int) *longHistory {
	e := &longHistory{}
	l := &lineup{}
	for _, s := range scoring.Sides {
		for k := range 6 {
			l.people[s] = append(l.people[s], fmt.Sprintf("%s-%02d", s, k))
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, dimension := range strings.Fields("why priority value delivery feasibility commitments") {
		for _, s := range scoring.Sides {
			for _, who := range l.people[s] {
				e.round = append(e.round, answer{
					round: 1, side: s, initiative: []byte("crm"), respondent: []byte(who), dimension: []byte(dimension),
					own: 1 + rnd.IntN(5), guess: rnd.IntN(6),
				})
			}
		}
	}
	e.replayer = replayer{rosters: map[string][]*lineup{"crm": slices.Repeat([]*lineup{l}, rounds)}, done: map[string]int{}, out: newRecordJSON(io.Discard)}
	return e
}

// fold replays the next n answers.
func (e *longHistory) fold(b *testing.B, n int) {
	for range n {
		a := &e.round[e.at%len(e.round)]
		if err := e.add(a, e.at); err != nil {
			b.Fatal(err)
		}
		a.round++
		e.at++
	}
}

// BenchmarkMillionth holds the cost of an answer around the millionth against that
// around the thousandth, in one history without an end. The bar is 1.2.
func BenchmarkMillionth(b *testing.B) {
	const block = 1000
	const blocks = 300
	const million = 1_000_000
	rounds := (million+block*blocks)/72 + 2
	timed := func(e *longHistory) time.Duration {
		start := time.Now()
		e.fold(b, block)
		return time.Since(start)
	}
	var ratios []float64
	for b.Loop() {
		late := newLongHistory(b, rounds)
		late.fold(b, million-block/2)
		runtime.GC()
		var thousandth, millionth []time.Duration
		// In turns, so that a busy machine is busy for both.
		for range blocks {
			early := newLongHistory(b, 2*block/72+2)
			early.fold(b, block/2)
			thousandth = append(thousandth, timed(early))
			millionth = append(millionth, timed(late))
		}
		slices.Sort(thousandth)
		slices.Sort(millionth)
		ratios = append(ratios, float64(millionth[blocks/2])/float64(thousandth[blocks/2]))
		b.ReportMetric(float64(thousandth[blocks/2].Nanoseconds())/block, "thousandth-ns")
		b.ReportMetric(float64(millionth[blocks/2].Nanoseconds())/block, "millionth-ns")
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "millionth/thousandth")
}
