package checkins

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"parallax/scoring"
)

// Portfolio answers the portfolio and priority commands: the initiatives in which the
// asker has a part, by the priority that they serve, a page at a time.
type Portfolio struct {
	Decide     []ToDecide // over all pages, at most decideMost, the most pressing first
	Groups     []PortfolioGroup
	Page       int               // from 1
	Pages      int               // at least 1
	Total      int               // initiatives that fit the filter
	All        int               // initiatives that the asker may see
	Filter     string            // by what they are chosen, as Command.Name takes it; empty: all
	Mine       bool              // the filter: of which the asker is a lead or the owner
	Serves     []string          // names of the priorities that the filter found
	Touches    string            // the filter: a system or project
	Unknown    string            // what was looked for and none of these initiatives serves or touches; Filter is empty then
	Tags       []string          // what the chosen initiatives touch, what most of them share first
	Replies    []Named           // of which the asker is the sponsor, and may reply to the leads
	First      *ComesFirst       // what comes first to both sides; nil: nobody knows
	Rank       *Rank             // what the asker ranks first this month; nil: they do not rank
	Priorities []PortfolioChoice // all by which they can be chosen
}

// PortfolioChoice is a priority by which a portfolio can be chosen.
type PortfolioChoice struct {
	ID   PriorityID
	Name string
}

// PortfolioGroup is one priority with initiatives of this page that serve it.
type PortfolioGroup struct {
	Name   string // empty: they serve none
	Target string
	Rows   []PortfolioRow
}

// PortfolioRow is one initiative: delivery beside value, and what is up with it.
type PortfolioRow struct {
	Initiative Named
	Stage      Stage
	Outcome    Outcome
	Delivery   *CardRow // nil: the pulse does not ask
	Value      *CardRow
	Effort     Effort
	Touches    Touches
	Alerts     int // open ones
	Figures    Figures
	Melon      Melon
	Quiet      [2]bool // sides that are silent, as far as the asker may know
	Waits      []Wait
}

// PortfolioPage is how many initiatives stand on a page.
const PortfolioPage = 8

// FilterMine chooses the initiatives of which the asker is a lead or the owner.
const FilterMine = "mine"

// filterLength is how much of a typed name is kept for the buttons that turn pages,
// in bytes: priorities with longer names are found by their beginning.
const filterLength = 120

func (d *Desk) portfolio(ctx context.Context, who asker, c Command) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	is, err := d.visible(ctx, who, nil)
	if err != nil {
		return nil, err
	}
	if len(is) == 0 {
		if slices.Contains(o.Admins, who.person.ID) {
			return Help{Text: HelpNoInitiative}, nil
		}
		return Help{Text: HelpNoPart}, nil
	}
	p, chosen := choose(o, is, who.person.ID, c.Name)
	var all []looked
	for _, i := range chosen {
		l, err := d.look(ctx, o, i, who.person.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	if p.First, err = d.comesFirst(ctx, who.org, chosen); err != nil {
		return nil, err
	}
	if p.Rank, err = d.rankOf(ctx, o, who.person); err != nil {
		return nil, err
	}
	contested(all, p.First)
	p.Tags = tagged(chosen)
	p.Decide = decide(all)
	for _, i := range is {
		if i.Sponsor == who.person.ID {
			p.Replies = append(p.Replies, Named{i.ID, i.Name})
		}
	}
	p.turn(o, all, c.Page)
	return p, nil
}

// look reads one initiative as a portfolio shows it.
func (d *Desk) look(ctx context.Context, o Org, i Initiative, to PersonID) (looked, error) {
	s, _, err := d.Standings.Standing(ctx, o.ID, i.ID)
	if err != nil {
		return looked{}, err
	}
	f, err := d.figured(ctx, o.ID, i, s)
	if err != nil {
		return looked{}, err
	}
	l := looked{Initiative: i, row: outline(o, i, s, f, to), said: map[scoring.Dimension]scoring.Disclosure{}, heeded: map[scoring.Dimension]bool{}, agenda: map[scoring.Dimension]bool{}}
	agreed, err := d.steps(ctx, o.ID, i.ID)
	if err != nil {
		return looked{}, err
	}
	for _, dim := range s.Dimensions() {
		c := s.Course[dim]
		if !slices.Contains(i.Pulse.Dimensions, dim) {
			continue
		}
		l.said[dim] = c.Said
		if !c.Said.Open {
			continue
		}
		care, err := d.Cares.Care(ctx, o.ID, c.Episode.Opened)
		if err != nil {
			return looked{}, err
		}
		l.heeded[dim], l.agenda[dim] = agreed.heeded(c.Episode.Opened, care, d.today(i)), care.Agenda != ""
	}
	return l, nil
}

// outline is what a portfolio says of one initiative to somebody.
func outline(o Org, i Initiative, s Standing, f Figured, to PersonID) PortfolioRow {
	r := PortfolioRow{
		Initiative: Named{i.ID, i.Name}, Stage: i.Stage, Outcome: i.Outcome, Figures: f.Figures, Effort: i.Effort, Touches: i.Touches,
		Melon: f.Melon, Quiet: quietSides(i, o, s, to), Waits: i.Waits(),
	}
	for _, dim := range i.Pulse.Dimensions {
		row := CardRow{Question: o.question(i, dim)}
		if c := s.Course[dim]; c != nil {
			row.Said, row.Date, row.Open = c.Said, c.Date, c.Said.Open
		}
		if row.Open {
			r.Alerts++
		}
		switch dim {
		case Delivery:
			r.Delivery = &row
		case Value:
			r.Value = &row
		}
	}
	return r
}

// tagMark begins a filter that is a system or project and no priority.
const tagMark = "#"

// TagFilter is the filter that chooses what touches a system or project.
func TagFilter(tag string) string { return tagMark + tag }

// chooseTag takes what touches a system or project of that name; the name is empty
// where nothing does.
func chooseTag(is []Initiative, name string) (tag string, chosen []Initiative) {
	for _, i := range is {
		if !i.Touches.Has(name) {
			continue
		}
		chosen = append(chosen, i)
		for _, t := range i.Touches.All() {
			if strings.EqualFold(t, name) && tag == "" {
				tag = t
			}
		}
	}
	return tag, chosen
}

// choose applies the filter that was typed or that a button carries: a priority by its
// id, its name or a part of it, "mine", or what the initiatives touch, a system or
// project by its name. What fits nothing chooses everything, and says so.
func choose(o Org, is []Initiative, who PersonID, filter string) (Portfolio, []Initiative) {
	p := Portfolio{All: len(is), Priorities: serving(o, is)}
	filter = strings.ToValidUTF8(filter[:min(len(filter), filterLength)], "")
	switch {
	case filter == "":
		return p, is
	case strings.EqualFold(filter, FilterMine):
		p.Filter, p.Mine = FilterMine, true
		return p, slices.DeleteFunc(slices.Clone(is), func(i Initiative) bool { return !may(i, o, who).Read })
	}
	var exact, part []PortfolioChoice
	for _, c := range p.Priorities {
		switch {
		case strings.EqualFold(string(c.ID), filter) || strings.EqualFold(c.Name, filter):
			exact = append(exact, c)
		case strings.Contains(strings.ToLower(c.Name), strings.ToLower(filter)):
			part = append(part, c)
		}
	}
	if name, marked := strings.CutPrefix(filter, tagMark); len(exact) == 0 {
		if tag, touching := chooseTag(is, name); tag != "" {
			p.Filter, p.Touches = TagFilter(tag), tag
			return p, touching
		}
		if !marked {
			exact = part
		}
	}
	if len(exact) == 0 {
		p.Unknown = filter
		return p, is
	}
	p.Filter = filter
	if len(exact) == 1 {
		p.Filter = string(exact[0].ID)
	}
	for _, c := range exact {
		p.Serves = append(p.Serves, c.Name)
	}
	return p, slices.DeleteFunc(slices.Clone(is), func(i Initiative) bool {
		return !slices.ContainsFunc(exact, func(c PortfolioChoice) bool { return c.ID == i.Priority })
	})
}

// serving lists the priorities that these initiatives serve, as the org orders them.
func serving(o Org, is []Initiative) []PortfolioChoice {
	var choices []PortfolioChoice
	for _, p := range o.Priorities {
		if slices.ContainsFunc(is, func(i Initiative) bool { return i.Priority == p.ID }) {
			choices = append(choices, PortfolioChoice{p.ID, p.Name})
		}
	}
	return choices
}

// turn puts one page of initiatives into the portfolio: by priority, as the org orders
// them, in each the pressing ones first, then by name.
func (p *Portfolio) turn(o Org, all []looked, page int) {
	place := func(id PriorityID) int {
		if n := slices.IndexFunc(o.Priorities, func(p Priority) bool { return p.ID == id }); n >= 0 {
			return n
		}
		return len(o.Priorities) // none, or one that is no more
	}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(x, y looked) int {
		return cmp.Or(
			cmp.Compare(place(x.Priority), place(y.Priority)), cmp.Compare(x.row.presses(), y.row.presses()),
			cmp.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), cmp.Compare(x.ID, y.ID),
		)
	})
	p.Total = len(all)
	p.Pages = max(1, (len(all)+PortfolioPage-1)/PortfolioPage)
	p.Page = max(1, min(page, p.Pages))
	at := -1
	for _, l := range all[(p.Page-1)*PortfolioPage : min(len(all), p.Page*PortfolioPage)] {
		if n := place(l.Priority); n != at {
			served, _ := o.Priority(l.Priority)
			p.Groups, at = append(p.Groups, PortfolioGroup{Name: served.Name, Target: served.Target}), n
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Rows = append(g.Rows, l.row)
	}
}

// presses orders the initiatives of a priority: the lower, the sooner to be looked at.
func (r PortfolioRow) presses() int {
	switch {
	case r.Alerts > 0:
		return 0
	case r.Melon != "":
		return 1
	case r.Quiet != [2]bool{}:
		return 2
	case len(r.Waits) > 0:
		return 3
	}
	return 4
}
