package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// readTo answers a command that only those may ask who may read results. Where it
// was asked in a channel of the initiative, it can be shared there.
func (d *Desk) readTo(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	if !may(i, o, who.person.ID).Read {
		return Help{Text: HelpNotAllowed, Command: string(r.Command.Verb)}, nil
	}
	var share ShareToken
	if slices.Contains(i.Channels, r.Channel) {
		share = ShareToken{What: string(r.Command.Verb), Initiative: i.ID}
	}
	switch r.Command.Verb {
	case VerbWhy:
		w, err := d.why(ctx, who.org, i, who.person.ID)
		w.Share = share
		return w, err
	case VerbHistory:
		h, err := d.history(ctx, who.org, i)
		h.Share = share
		return h, err
	case VerbWho:
		w, err := d.whoIs(ctx, who.org, i, who.person.ID)
		w.Share = share
		return w, err
	}
	g, err := d.gaps(ctx, who.org, i)
	if err != nil {
		return nil, err
	}
	kept, err := d.keptRates(ctx, who.org, i)
	for n, r := range g.Rows {
		g.Rows[n].Kept = kept[r.Dimension]
	}
	for n, r := range g.Unread {
		g.Unread[n].Kept = kept[r.Dimension]
	}
	g.Share = share
	return g, err
}

// gaps draws where the sides differ: open alerts before the rest, and among equals
// the strongest evidence first (SCORING.md 8, headline).
func (d *Desk) gaps(ctx context.Context, org OrgID, i Initiative) (Gaps, error) {
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return Gaps{}, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Gaps{}, err
	}
	f, err := d.figured(ctx, org, i, s)
	if err != nil {
		return Gaps{}, err
	}
	g := Gaps{Initiative: Named{i.ID, i.Name}, Melon: f.Melon, LastRound: s.Last.Date()}
	for _, dim := range worstFirst(s, i.Pulse.Dimensions) {
		row := CardRow{Question: o.question(i, dim)}
		c := s.Course[dim]
		if c == nil || c.Said.Round == 0 {
			if c != nil {
				row.Said, row.Date = c.Said, c.Date
			}
			g.Unread = append(g.Unread, row)
			continue
		}
		g.Rows = append(g.Rows, ExplainRow{Question: row.Question, Said: c.Said, Date: c.Date, Track: c.Track})
	}
	return g, nil
}

// worstFirst orders dimensions: open alerts first, then by scoring.Worst; those
// without a result last, as the pulse asks them.
func worstFirst(s Standing, dims []scoring.Dimension) []scoring.Dimension {
	states := make([]*scoring.State, len(dims))
	for n, dim := range dims {
		states[n] = &scoring.State{}
		if c := s.Course[dim]; c != nil {
			states[n] = &c.State
		}
	}
	var open, rest []scoring.Dimension
	for _, n := range scoring.Worst(states) {
		if s.course(dims[n]).Said.Open {
			open = append(open, dims[n])
			continue
		}
		rest = append(rest, dims[n])
	}
	return append(open, rest...)
}
