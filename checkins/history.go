package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// History answers the history command: what was published, the newest week first.
type History struct {
	Initiative Named
	Weeks      []HistoryWeek // at most historyLength
	Older      bool          // there is more than is shown
	Rows       []ExplainRow  // the dimensions as they went, the worst first; for pictures
	Share      ShareToken
	Shared     bool
	SharedBy   string
}

// HistoryWeek is one check-in that is over: closed, or skipped with a reason.
type HistoryWeek struct {
	Date    Date // planned date
	Skipped Reason
	Rows    []HistoryRow // none when it was skipped
	Actual  *Figure      // the latest value of the outcome from then until the next check-in; nil: none was said. By is empty
	Health  *HealthSaid  // likewise the status that was reported
}

// HistoryRow is what was published of one dimension in one check-in.
type HistoryRow struct {
	Question
	Said scoring.Disclosure
	Date Date // of a brief: of the published check-in that Said describes
}

// historyLength is how many check-ins a history shows: two months of weekly ones.
const historyLength = 8

// History looks for check-ins that were skipped over historyDays at least, and
// historyMost at most: they stand on no list of their own.
const (
	historyDays = 7 * historyLength
	historyMost = 366
)

// history draws what was published, week by week.
func (d *Desk) history(ctx context.Context, org OrgID, i Initiative) (History, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return History{}, err
	}
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return History{}, err
	}
	past, err := d.Standings.Past(ctx, org, i.ID)
	if err != nil {
		return History{}, err
	}
	rounds, err := d.Ledger.Rounds(ctx, org, candidates(i.ID, past, DateOf(d.Now().In(i.Pulse.Location())))...)
	if err != nil {
		return History{}, err
	}
	h := History{Initiative: Named{i.ID, i.Name}}
	shown := 0 // closed ones
	for _, r := range rounds {
		if r.State != RoundClosed && r.State != RoundSkipped {
			continue
		}
		if len(h.Weeks) == historyLength {
			h.Older = true
			break
		}
		week := HistoryWeek{Date: r.ID.Date(), Skipped: r.Reason}
		if r.State == RoundClosed {
			shown++
			scored, err := d.Standings.Scored(ctx, org, r.ID)
			if err != nil {
				return History{}, err
			}
			week.Skipped, week.Rows = "", historyRows(r, scored.Records)
		}
		h.Weeks = append(h.Weeks, week)
	}
	h.Older = h.Older || shown < len(past)
	b, _, err := readBook[FigureBook](ctx, d, org, BookOfFigures(i.ID))
	if err != nil {
		return History{}, err
	}
	b.beside(h.Weeks)
	for _, dim := range worstFirst(s, i.Pulse.Dimensions) {
		if c := s.Course[dim]; c != nil && len(c.Track) > 0 {
			h.Rows = append(h.Rows, ExplainRow{Question: o.question(i, dim), Said: c.Said, Date: c.Date, Track: c.Track})
		}
	}
	return h, nil
}

// beside puts what was said of the outcome and the status beside the check-ins after which
// it was: the newest first, each up to the one above it.
func (b FigureBook) beside(weeks []HistoryWeek) {
	week := func(on Date) *HistoryWeek {
		n := slices.IndexFunc(weeks, func(w HistoryWeek) bool { return w.Date <= on })
		if n < 0 {
			return nil // before all of them
		}
		return &weeks[n]
	}
	for _, a := range b.Actuals { // a later one takes the place of an earlier one
		if w := week(a.On); w != nil {
			w.Actual = &Figure{Value: a.Value, On: a.On}
		}
	}
	for _, h := range b.Health {
		if w := week(h.On); w != nil {
			w.Health = &HealthSaid{Color: h.Color, On: h.On}
		}
	}
}

// candidates are the ids under which check-ins up to a day can stand, the newest
// first: a day each, for the cadence may have changed meanwhile.
func candidates(i InitiativeID, past []RoundID, today Date) []RoundID {
	from := today.AddDays(1 - historyDays)
	if n := len(past) - historyLength; n >= 0 {
		from = past[n].Date()
	} else if len(past) > 0 {
		from = min(from, past[0].Date())
	}
	from = max(from, today.AddDays(1-historyMost))
	var ids []RoundID
	for day := today; day >= from; day = day.AddDays(-1) {
		ids = append(ids, RoundIDOf(i, day))
	}
	return ids
}

// historyRows are what a round said, in the order in which it asked.
func historyRows(r Round, records []Record) []HistoryRow {
	var rows []HistoryRow
	for _, q := range r.Questions {
		n := slices.IndexFunc(records, func(rec Record) bool { return rec.Dimension == q.Dimension })
		if n >= 0 {
			rows = append(rows, HistoryRow{Question: q, Said: then(records[n].Said)})
		}
	}
	return rows
}

// then is what an export has of a round (docs/privacy.md): a published one its words,
// and numbers when they are its own; of any other nothing but the status. What it
// repeated of an earlier one stands there.
func then(d scoring.Disclosure) scoring.Disclosure {
	if d.Status != scoring.OK {
		return scoring.Disclosure{Status: d.Status, LastRound: d.LastRound, NoView: d.NoView}
	}
	if d.Numbers != nil && d.Numbers.Round != d.LastRound {
		d.Numbers = nil
	}
	return d
}
