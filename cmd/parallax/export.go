package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"parallax/checkins"
	"parallax/scoring"
	"parallax/store"
)

type exportOptions struct {
	org    string
	format string
}

// The formats of an export.
const (
	formatJSONL = "jsonl"
	formatCSV   = "csv"
)

func exportCommand(w world) *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:   "export --org ID [--format jsonl|csv]",
		Short: "Prints all published results: a line a round and dimension, and never an answer.",
		Long: `Prints all published results: a line a round and dimension, sorted by initiative, round and dimension.

A line says what people could be told after that round, and nothing else: words where words were allowed, numbers
where numbers were. A round that was held, or had not enough answers, has its status only. In CSV, text that a
spreadsheet would take for a formula begins with an apostrophe. docs/privacy.md says what each field holds.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if o.format != formatJSONL && o.format != formatCSV {
				return configError{fmt.Sprintf("export: --format %.40q: write %s or %s", o.format, formatJSONL, formatCSV)}
			}
			return onStore(c.Context(), w, func(s *store.Store) error { return export(c.Context(), s, o, w.stdout) })
		},
	}
	c.Flags().StringVar(&o.org, "org", "", "the org's id, as in the org file")
	c.Flags().StringVar(&o.format, "format", formatJSONL, "jsonl or csv")
	_ = c.MarkFlagRequired("org")
	return c
}

// exportStore is what an export reads: no answers.
type exportStore interface {
	checkins.Roster
	checkins.Standings
	Rounds(ctx context.Context, org checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error)
}

// published is one published round of a dimension, on the way out. What was measured
// is not in it, only what was said.
type published struct {
	org                checkins.OrgID
	round              checkins.Round
	dimension, version string
	said               scoring.Disclosure
}

// words reports whether the round was published.
func (r published) words() bool { return r.said.Status == scoring.OK }

// numbers returns the figures of this round, nil when none might be shown.
func (r published) numbers() *scoring.Numbers {
	if n := r.said.Numbers; r.words() && n != nil && n.Round == r.said.LastRound {
		return n
	}
	return nil
}

// field is one field of a line: its name, and a text, a number, a bool, or nil
// for nothing.
type field struct {
	name string
	of   func(published) any
}

// word is a field of published rounds.
func word[T ~string](name string, of func(scoring.Disclosure) T) field {
	return field{name, func(r published) any {
		if text := string(of(r.said)); r.words() && text != "" {
			return text
		}
		return nil
	}}
}

// yes is a yes or no of published rounds.
func yes(name string, of func(scoring.Disclosure) bool) field {
	return field{name, func(r published) any {
		if !r.words() {
			return nil
		}
		return of(r.said)
	}}
}

// mean is a field of rounds that might show numbers.
func mean(name string, s scoring.Side) field {
	return field{name, func(r published) any {
		if n := r.numbers(); n != nil {
			return n.Mean[s]
		}
		return nil
	}}
}

// figure is a field of rounds that might show more numbers than the means.
func figure[T float64 | int](name string, of func(scoring.Numbers) scoring.Maybe[T]) field {
	return field{name, func(r published) any {
		n := r.numbers()
		if n == nil || n.Bare {
			return nil
		}
		if v := of(*n); v.Known {
			return v.Value
		}
		return nil
	}}
}

// exported are the fields of a line, in their order. docs/privacy.md says of each what
// it holds.
var exported = []field{
	{"org", func(r published) any { return string(r.org) }},
	{"initiative", func(r published) any { return string(r.round.ID.Initiative()) }},
	{"name", func(r published) any { return r.round.Name }},
	{"round", func(r published) any { return string(r.round.ID) }},
	{"date", func(r published) any { return string(r.round.ID.Date()) }},
	{"dimension", func(r published) any { return r.dimension }},
	{"version", func(r published) any { return r.version }},
	{"status", func(r published) any { return string(r.said.Status) }},
	word("label", func(d scoring.Disclosure) scoring.Label { return d.Label }),
	word("band", func(d scoring.Disclosure) scoring.Band { return d.Band }),
	word("level", func(d scoring.Disclosure) scoring.Level { return d.Level }),
	word("higher", func(d scoring.Disclosure) string { return [...]string{"biz", "", "it"}[d.Higher+1] }),
	word("strength", func(d scoring.Disclosure) string { return d.Strength }),
	yes("open", func(d scoring.Disclosure) bool { return d.Open }),
	word("event", func(d scoring.Disclosure) scoring.Event { return d.Event }),
	yes("split_it", func(d scoring.Disclosure) bool { return d.Split[scoring.IT] }),
	yes("split_biz", func(d scoring.Disclosure) bool { return d.Split[scoring.Biz] }),
	word("since_baseline", func(d scoring.Disclosure) scoring.Change { return d.Change }),
	word("trend", func(d scoring.Disclosure) string { return [...]string{"falling", "", "rising"}[d.Trend+1] }),
	mean("mean_it", scoring.IT),
	mean("mean_biz", scoring.Biz),
	figure("gap", func(n scoring.Numbers) scoring.Maybe[float64] { return scoring.Some(n.Gap) }),
	figure("gap_low", func(n scoring.Numbers) scoring.Maybe[float64] { return scoring.Some(n.Interval[0]) }),
	figure("gap_high", func(n scoring.Numbers) scoring.Maybe[float64] { return scoring.Some(n.Interval[1]) }),
	figure("share_seen_it", func(n scoring.Numbers) scoring.Maybe[int] { return n.ShareSeen[scoring.IT] }),
	figure("share_seen_biz", func(n scoring.Numbers) scoring.Maybe[int] { return n.ShareSeen[scoring.Biz] }),
	figure("change", func(n scoring.Numbers) scoring.Maybe[float64] { return n.Change }),
}

// export prints the results of an org, one round in memory at a time.
func export(ctx context.Context, s exportStore, o exportOptions, out io.Writer) error {
	org := checkins.OrgID(o.org)
	is, err := initiativesOf(ctx, s, o.org, "")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	lines := lineWriter(jsonLines{out})
	if o.format == formatCSV {
		lines = csvLines{csv.NewWriter(out)}
	}
	if err := lines.head(); err != nil {
		return err
	}
	for _, i := range is {
		past, err := s.Past(ctx, org, i.ID)
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		for _, id := range past {
			rs, err := resultsOf(ctx, s, org, id)
			if err != nil {
				return fmt.Errorf("export: %w", err)
			}
			for _, r := range rs {
				if err := lines.line(r); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// resultsOf reads the results of a round, sorted by dimension.
func resultsOf(ctx context.Context, s exportStore, org checkins.OrgID, id checkins.RoundID) ([]published, error) {
	rounds, err := s.Rounds(ctx, org, id)
	if err != nil {
		return nil, err
	}
	scored, err := s.Scored(ctx, org, id)
	if err != nil || len(rounds) == 0 {
		return nil, err
	}
	var rs []published
	for _, rec := range scored.Records {
		rs = append(rs, published{org: org, round: rounds[0], dimension: string(rec.Dimension), version: rec.Version, said: rec.Said})
	}
	slices.SortFunc(rs, func(a, b published) int { return strings.Compare(a.dimension, b.dimension) })
	return rs, nil
}

// lineWriter writes results in a format.
type lineWriter interface {
	head() error
	line(r published) error
}

// jsonLines writes one JSON object a line; a field without a value is left out.
type jsonLines struct{ out io.Writer }

func (jsonLines) head() error { return nil }

func (l jsonLines) line(r published) error {
	var b bytes.Buffer
	for _, f := range exported {
		v := f.of(r)
		if v == nil {
			continue
		}
		data, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%s", f.name, data)
	}
	_, err := fmt.Fprintf(l.out, "{%s}\n", b.Bytes())
	return err
}

// csvLines writes CSV with a header; a field without a value is empty.
type csvLines struct{ out *csv.Writer }

func (l csvLines) head() error {
	var names []string
	for _, f := range exported {
		names = append(names, f.name)
	}
	return l.write(names)
}

func (l csvLines) line(r published) error {
	var cells []string
	for _, f := range exported {
		cells = append(cells, cell(f.of(r)))
	}
	return l.write(cells)
}

func (l csvLines) write(cells []string) error {
	if err := l.out.Write(cells); err != nil {
		return err
	}
	l.out.Flush()
	return l.out.Error()
}

// cell is a value as CSV holds it. Text that a spreadsheet would take for a
// formula gets an apostrophe in front; a number is written as one, also a
// negative one.
func cell(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case string:
		if strings.IndexAny(x, "=+-@\t\r\n＝＋－＠") == 0 {
			return "'" + x
		}
		return x
	}
	return fmt.Sprint(v)
}
