package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/scoring"
)

type replayOptions struct {
	answers string // "-": standard input
	rosters string
	json    bool
}

func replayCommand(w world) *cobra.Command {
	var o replayOptions
	c := &cobra.Command{
		Use:   "replay --answers answers.jsonl --rosters rosters.json",
		Short: "Scores an exported answer history from scratch and prints every round of every dimension.",
		Long: `Scores an exported answer history from scratch and prints every round of every dimension.

answers.jsonl holds one answer a line, the lines of an initiative together and its rounds ascending:
  ` + answerExample + `
null means can't say, or not asked. A round in which no line names a dimension did not ask it. Somebody answers
a dimension once a round: a second line is refused, also when it says the same. A dimension that is not in the
question bank is scored, with a note.
rosters.json holds, by initiative, the leads of each side with an entry a round from round 1:
  ` + rostersExample + `
Somebody on both sides is a bridge and not scored. With under three leads on a side in round 1, both
sides are named in all rounds.

The first line that can't be used ends the replay with its number and exit code 1; what was printed
until then is not the whole. The figures are exact whatever the size of a side: they are for people who
may read the answers.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return replay(c.Context(), w, o, c.InOrStdin()) },
	}
	c.Flags().StringVar(&o.answers, "answers", "", "the answers, one JSON object a line; - reads standard input")
	c.Flags().StringVar(&o.rosters, "rosters", "", "who was on which side in which round")
	c.Flags().BoolVar(&o.json, "json", false, "one JSON object: initiative, dimension, rounds")
	_ = c.MarkFlagRequired("answers")
	_ = c.MarkFlagRequired("rosters")
	return c
}

// replay scores the answers of one file, or of stdin, and prints the records.
func replay(ctx context.Context, w world, o replayOptions, stdin io.Reader) error {
	data, err := os.ReadFile(o.rosters)
	if err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	rosters, err := readRosters(o.rosters, data)
	if err != nil {
		return err
	}
	name, in, size, endless := "stdin", stdin, int64(0), true
	if o.answers != "-" {
		f, err := os.Open(o.answers)
		if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read
		name, in = o.answers, f
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			size, endless = info.Size(), false
		}
	}
	r := &replayer{rosters: rosters, done: map[string]int{}, out: newRecordTables(w.stdout), notes: w.stderr}
	if o.json {
		r.out = newRecordJSON(w.stdout)
	}
	if terminal(w.stderr) {
		r.progress = &progress{out: w.stderr, size: size, shared: terminal(w.stdout)}
	}
	answers := newAnswersFile(name, in)
	if !endless {
		return r.run(ctx, answers)
	}
	ended := make(chan error, 1)
	go func() { ended <- r.run(ctx, answers) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done(): // a read from a pipe may never come back
		return fmt.Errorf("replay: %w", ctx.Err())
	}
}

// recordPrinter prints what a replay found. An initiative is told once it is
// complete and may not be kept.
type recordPrinter interface {
	initiative(h *history) error
	end(t tally) error
}

// tally counts what a replay went through.
type tally struct {
	initiatives, answers int
	rounds               int      // of initiatives
	records, published   int      // rounds of dimensions
	opened, closed       int      // alerts
	silent               []string // in the rosters, without an answer; ascending
}

// replayer scores one initiative after the other. It holds the states of one, so
// its memory does not grow with the answers.
type replayer struct {
	rosters  map[string][]*lineup // of the initiatives to come
	done     map[string]int       // last line by initiative
	out      recordPrinter
	file     string    // of the answers
	notes    io.Writer // nil: nobody looks
	strange  []string  // dimensions that were remarked on
	progress *progress // nil: nobody looks
	now      *history  // nil before the first answer
	last     int       // line of the latest answer
	tally    tally
}

const replayStep = 1 << 20 // bytes between two looks at the outside

func (r *replayer) run(ctx context.Context, in *answersFile) error {
	defer r.progress.clear()
	r.file = in.name
	var a answer
	for looked := int64(0); ; {
		err := in.next(&a)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var f flaw
		if err := r.add(&a, in.line); errors.As(err, &f) {
			return in.at(err)
		} else if err != nil {
			return fmt.Errorf("replay: %w", err)
		}
		if in.read-looked >= replayStep {
			looked = in.read
			if ctx.Err() != nil {
				return fmt.Errorf("replay: %w", ctx.Err())
			}
			r.progress.show(in.read, r.tally.answers)
		}
	}
	if err := r.finish(); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	if r.tally.answers == 0 && r.notes != nil {
		_, _ = fmt.Fprintf(r.notes, "%s: note: holds no answer, and there is nothing to score: write one a line, like %s\n", r.file, answerExample)
	}
	r.tally.silent = slices.Sorted(maps.Keys(r.rosters))
	r.progress.clear()
	if err := r.out.end(r.tally); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	return nil
}

// add takes the next answer, of the given line.
func (r *replayer) add(a *answer, line int) error {
	if r.now == nil || string(a.initiative) != r.now.id {
		if err := r.finish(); err != nil {
			return err
		}
		if err := r.begin(string(a.initiative)); err != nil {
			return err
		}
	}
	if a.round != r.now.round {
		if err := r.fold(); err != nil {
			return err
		}
		if err := r.now.turn(a.round); err != nil {
			return err
		}
		r.tally.rounds++
	}
	r.last = line
	r.tally.answers++
	asked := len(r.now.tracks)
	if err := r.now.add(a, line); err != nil {
		return err
	}
	if len(r.now.tracks) > asked {
		r.remark(r.now.tracks[asked].dimension, line)
	}
	return nil
}

// mostRemarks is on how many dimensions a replay remarks.
const mostRemarks = 20

// remark notes a dimension, at its first line, that the question bank does not have:
// it may be misspelt, and then half of its answers are missing elsewhere.
func (r *replayer) remark(d scoring.Dimension, line int) {
	if r.notes == nil || checkins.KnownDimension(d) || slices.Contains(r.strange, string(d)) || len(r.strange) == mostRemarks {
		return
	}
	r.strange = append(r.strange, string(d))
	var known []string
	for _, k := range checkins.Dimensions() {
		known = append(known, string(k))
	}
	r.progress.clear()
	_, _ = fmt.Fprintf(r.notes, "%s:%d: note: dimension: %.64q is not in the question bank: %s; it is scored as it stands\n", r.file, line, string(d),
		instead(string(d), known, "choose from "+strings.Join(known, ", ")))
}

// begin starts an initiative.
func (r *replayer) begin(id string) error {
	if last, twice := r.done[id]; twice {
		return flawed("initiative", "%.64q had lines before, up to line %d: put all lines of an initiative together", id, last)
	}
	rounds, known := r.rosters[id]
	if !known {
		return flawed("initiative", "%.64q has no rosters: add it to the file of rosters, or correct the id", id)
	}
	delete(r.rosters, id)
	r.now = newHistory(id, rounds)
	r.tally.initiatives++
	return nil
}

// fold closes the round at hand, if there is one.
func (r *replayer) fold() error {
	if r.now.round == 0 {
		return nil
	}
	return r.now.fold(func(rec scoring.Record) {
		r.tally.records++
		if rec.Status == scoring.OK {
			r.tally.published++
			switch rec.Event {
			case scoring.Opened:
				r.tally.opened++
			case scoring.Closed:
				r.tally.closed++
			}
		}
	})
}

// finish closes the initiative at hand, if there is one, and lets it go.
func (r *replayer) finish() error {
	if r.now == nil {
		return nil
	}
	if err := r.fold(); err != nil {
		return err
	}
	r.progress.aside()
	if err := r.out.initiative(r.now); err != nil {
		return err
	}
	r.done[r.now.id] = r.last
	r.now = nil
	return nil
}
