package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// Brief is one page before a steering meeting: what to decide, where the sides differ and
// whether they know it, and what the initiatives have changed. It speaks in words alone,
// of what was published: whoever reads it reads no more than the leads do.
type Brief struct {
	Day    Date
	Decide []ToDecide
	Parts  []BriefPart  // at most briefMost, those with something to decide first
	First  *ComesFirst  // what comes first to both sides; nil: nobody knows
	More   int          // initiatives beyond them
	About  InitiativeID // the only one that was asked for; empty: what the reader owns or sponsors
	Plain  bool         // as text to paste: no buttons
	// Unfiled says why it comes as text to who asked for a file, empty: nobody did.
	Unfiled string
}

func (Brief) message() {}

// BriefPart is one initiative in it.
type BriefPart struct {
	Initiative Named
	Stage      Stage
	Outcome    Outcome
	Differ     []HistoryRow // where the sides differ, the worst first, at most differMost
	Low        []HistoryRow // what both see go badly
	Alike      int          // statements that both sides see alike, and not badly
	Unread     int          // statements without a result
	Figures    Figures
	Melon      Melon
	Decisions  []DecisionLine // to be revisited: late, or within a month, at most soonMost
	Promises   []PromiseLine  // late, or due within a month: at most soonMost
	Steps      []StepLine     // that are open
}

const (
	briefMost  = 5
	differMost = 3
)

// What shows a brief as text to paste, and the look back on a quarter.
const (
	DeedBriefText = "brief_text"
	DeedLookBack  = "look_back"
)

// brief answers the command: about the initiative that was named or whose channel it is,
// else about all that the asker owns or sponsors.
func (d *Desk) brief(ctx context.Context, who asker, r Request) (Message, error) {
	here, err := d.inChannel(ctx, who.org, r.Channel)
	if err != nil {
		return nil, err
	}
	if r.Command.Name == "" && len(here) == 0 {
		return d.briefOf(ctx, who, "")
	}
	i, help, err := d.which(ctx, who, r)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.briefOf(ctx, who, i.ID)
}

// steered lists what a brief is about: one initiative, or all, that the asker owns or
// sponsors; help for who has none.
func (d *Desk) steered(ctx context.Context, who asker, about InitiativeID) ([]Initiative, *Help, error) {
	is, err := d.digestFor(ctx, who.org, who.person.ID, true, true)
	if err != nil {
		return nil, nil, err
	}
	if about == "" {
		if len(is) == 0 {
			return nil, &Help{Text: HelpNotAllowed, Command: string(VerbBrief), Instead: InsteadList}, nil
		}
		return is, nil, nil
	}
	is = slices.DeleteFunc(is, func(i Initiative) bool { return i.ID != about })
	if len(is) == 0 {
		return nil, &Help{Text: HelpNotAllowed, Command: string(VerbBrief), Instead: InsteadSee}, nil
	}
	return is, nil, nil
}

func (d *Desk) briefOf(ctx context.Context, who asker, about InitiativeID) (Message, error) {
	is, help, err := d.steered(ctx, who, about)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	b := Brief{Day: DateOf(d.Now().In(who.person.Location())), About: about}
	var seen []looked
	for _, i := range is {
		l, err := d.look(ctx, o, i, who.person.ID)
		if err != nil {
			return nil, err
		}
		seen = append(seen, l)
		part, err := d.briefPart(ctx, o, l)
		if err != nil {
			return nil, err
		}
		if part.Promises, err = d.promisesSoon(ctx, o.ID, l.Initiative); err != nil {
			return nil, err
		}
		if part.Decisions, err = d.decisionsSoon(ctx, o.ID, l.Initiative); err != nil {
			return nil, err
		}
		if part.Steps, err = d.openSteps(ctx, o.ID, l.Initiative); err != nil {
			return nil, err
		}
		b.Parts = append(b.Parts, part)
	}
	if b.First, err = d.comesFirst(ctx, o.ID, is); err != nil {
		return nil, err
	}
	contested(seen, b.First)
	b.Decide = decide(seen)
	urgent := func(p BriefPart) int {
		n := slices.IndexFunc(b.Decide, func(x ToDecide) bool { return x.Initiative.ID == p.Initiative.ID })
		if n < 0 {
			return len(b.Decide)
		}
		return n
	}
	slices.SortStableFunc(b.Parts, func(x, y BriefPart) int {
		if n := urgent(x) - urgent(y); n != 0 {
			return n
		}
		return byNameOf(x.Initiative, y.Initiative)
	})
	b.More = max(0, len(b.Parts)-briefMost)
	b.Parts = b.Parts[:min(len(b.Parts), briefMost)]
	return b, nil
}

func (d *Desk) briefPart(ctx context.Context, o Org, l looked) (BriefPart, error) {
	p := BriefPart{Initiative: l.row.Initiative, Stage: l.Stage, Outcome: l.Outcome, Figures: l.row.Figures, Melon: l.row.Melon}
	s, _, err := d.Standings.Standing(ctx, o.ID, l.ID)
	if err != nil {
		return p, err
	}
	for _, dim := range worstFirst(s, l.Pulse.Dimensions) {
		c := s.course(dim)
		row := HistoryRow{Question: o.question(l.Initiative, dim), Said: c.Said, Date: c.Date}
		switch {
		case c.Said.Round == 0:
			p.Unread++
		case c.Said.Open || c.Said.Label != scoring.Consensus:
			if len(p.Differ) < differMost {
				p.Differ = append(p.Differ, row)
			}
		case c.Said.Level == scoring.Low:
			p.Low = append(p.Low, row)
		default:
			p.Alike++
		}
	}
	return p, nil
}

// openBriefText shows a brief as text to paste: Deed.Initiative is what it is about.
func (d *Desk) openBriefText(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	m, err := d.briefOf(ctx, who, w.Initiative)
	if b, is := m.(Brief); is {
		b.Plain, b.Unfiled = true, w.Subject
		return b, err
	}
	return m, err
}
