package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"parallax/scoring"
)

// recordTables prints a table a dimension, for a person.
type recordTables struct{ out *bufio.Writer }

func newRecordTables(out io.Writer) *recordTables {
	return &recordTables{out: bufio.NewWriterSize(out, 64<<10)}
}

func (t *recordTables) initiative(h *history) error {
	words := "confidential"
	if h.mode == scoring.Named {
		words = "both sides named: under three leads on a side"
	}
	first := h.rounds[0].people
	fmt.Fprintf(t.out, "%s: %d IT and %d business %s in round 1, %s\n", h.id,
		len(first[scoring.IT]), len(first[scoring.Biz]), plural(len(first[scoring.Biz]), "lead"), words)
	for _, track := range h.tracks {
		fmt.Fprintf(t.out, "\n  %s\n%s\n", track.dimension, tableHead)
		for n := range track.records {
			fmt.Fprintln(t.out, tableRow(&track.records[n]))
		}
	}
	fmt.Fprintln(t.out)
	return t.out.Flush()
}

// The columns are as wide as their longest word. The sides' columns hold their
// contributors.
const tableRowForm = "%7s  %3s  %8s  %-10s  %5s  %14s  %9s  %-15s  %s"

var tableHead = fmt.Sprintf(tableRowForm, "round", "IT", "business", "status", "gap", "95% interval", "certainty", "label", "alert")

// tableRow is one round.
func tableRow(r *scoring.Record) string {
	gap, interval, certainty, label, alert := "", "", "", "", ""
	if r.Open {
		alert = "open"
	}
	if r.Status == scoring.OK {
		gap = fmt.Sprintf("%+.2f", r.G)
		interval = fmt.Sprintf("%+.2f .. %+.2f", r.Interval[0], r.Interval[1])
		// Nobody is told more than .99 (SCORING.md 4). Cut and not rounded, so that
		// .95 is at least what opens an alert.
		certainty = fmt.Sprintf(".%02d", int(100*min(r.Certainty, 0.99)))
		label = string(r.Label)
		if r.Event != "" {
			alert = string(r.Event)
		}
	}
	row := fmt.Sprintf(tableRowForm, strconv.Itoa(r.Round), strconv.Itoa(r.C[scoring.IT]), strconv.Itoa(r.C[scoring.Biz]), r.Status,
		gap, interval, certainty, label, alert)
	return strings.TrimRight(row, " ")
}

func (t *recordTables) end(c tally) error {
	if c.answers > 0 {
		fmt.Fprintf(t.out, "%s, %s, %s; %s of %s published; %s opened, %s closed\n", count(c.initiatives, "initiative"), count(c.answers, "answer"),
			count(c.rounds, "round"), grouped(c.published), count(c.records, "result"), count(c.opened, "alert"), grouped(c.closed))
	}
	if len(c.silent) > 0 {
		fmt.Fprintf(t.out, "no answers: %s\n", strings.Join(c.silent, ", "))
	}
	return t.out.Flush()
}

// grouped is a number with its thousands apart.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// count is a number and what it counts.
func count(n int, what string) string { return grouped(n) + " " + plural(n, what) }

func plural(n int, what string) string {
	if n == 1 {
		return what
	}
	return what + "s"
}
