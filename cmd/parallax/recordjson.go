package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"

	"parallax/scoring"
)

// recordJSON prints the form of SCORING.md 12, an initiative a line.
type recordJSON struct {
	out   *bufio.Writer
	begun bool
}

func newRecordJSON(out io.Writer) *recordJSON {
	return &recordJSON{out: bufio.NewWriterSize(out, 64<<10)}
}

// modeWord is how the files spell the mode of an initiative.
func modeWord(m scoring.Mode) string {
	if m == scoring.Named {
		return "named"
	}
	return "anonymous"
}

func (j *recordJSON) initiative(h *history) error {
	before := ",\n"
	if !j.begun {
		j.begun, before = true, "{"
	}
	j.text(before)
	if err := j.value(h.id); err != nil {
		return err
	}
	for n, track := range h.tracks {
		j.text([]string{":{", ","}[min(n, 1)])
		if err := j.value(track.dimension); err != nil {
			return err
		}
		fmt.Fprintf(j.out, `:{"mode":%q,"rounds":`, modeWord(h.mode))
		for n := range track.records {
			j.text([]string{"[", ","}[min(n, 1)])
			if err := j.value(&track.records[n]); err != nil {
				return fmt.Errorf("write round %d of %s %s: %w", track.records[n].Round, h.id, track.dimension, err)
			}
		}
		j.text("]}")
	}
	j.text("}")
	return j.out.Flush()
}

// text writes JSON as it stands; an error comes back from Flush.
func (j *recordJSON) text(s string) { _, _ = j.out.WriteString(s) }

func (j *recordJSON) value(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = j.out.Write(data)
	return err
}

func (j *recordJSON) end(tally) error {
	if !j.begun {
		j.text("{")
	}
	j.text("}\n")
	return j.out.Flush()
}
