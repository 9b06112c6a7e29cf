package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"
)

// table is what was measured: sections of lines, and the bars among them.
type table struct {
	out    io.Writer
	missed []string
	bars   int
}

// section begins a part of the table.
func (t *table) section(title string) { fmt.Fprintf(t.out, "\n%s\n", title) }

// width is where values begin.
const width = 58

// line is one thing that was measured, with what there is to say of it.
func (t *table) line(what, value string, notes ...string) {
	gap := strings.Repeat(" ", max(1, width-utf8.RuneCountInString(what)))
	fmt.Fprintln(t.out, strings.TrimRight("  "+what+gap+value+strings.Repeat(" ", max(2, 16-utf8.RuneCountInString(value)))+strings.Join(notes, ", "), " "))
}

// bar is a ratio that is to be at least, or at most, something.
func (t *table) bar(what string, ratio float64, atLeast bool, limit float64) {
	t.bars++
	sign, good := "<=", ratio <= limit
	if atLeast {
		sign, good = ">=", ratio >= limit
	}
	verdict := "PASS"
	if !good {
		verdict = "MISS"
		t.missed = append(t.missed, what)
	}
	t.line(what, fmt.Sprintf("%.2f", ratio), fmt.Sprintf("bar %s %.2f: %s", sign, limit, verdict))
}

// end says what was missed.
func (t *table) end(took time.Duration) {
	fmt.Fprintf(t.out, "\n%d of %d bars held, in %s on %d processors (%s/%s, %s).\n",
		t.bars-len(t.missed), t.bars, took.Round(time.Second), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	for _, m := range t.missed {
		fmt.Fprintf(t.out, "MISS: %s\n", m)
	}
}

// ms is a time in milliseconds.
func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }

// mb is memory in binary megabytes.
func mb(bytes float64) string { return fmt.Sprintf("%.1f MB", bytes/(1<<20)) }

// each is a rate.
func each(rate float64, what string) string { return fmt.Sprintf("%.0f %s/s", rate, what) }
