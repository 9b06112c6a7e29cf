package checkins

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/scoring"
)

// Home is what somebody finds at the top: the check-ins that wait for them, the
// initiatives in which they have a part, a page at a time, and the alerts there.
type Home struct {
	Lead   PersonID // empty: the org does not know who looks; nothing else stands here then
	Zone   string   // in which times are told
	TryOut bool     // the store is the embedded one
	Admin  bool
	Reads  bool // the person is a lead or the owner of an initiative, and may read its promises and decisions
	Steers bool // the person owns or sponsors an initiative

	Due     []Due       // what can be answered or changed now, what is still open first
	Next    time.Time   // when the next check-in comes; zero: none is planned
	NextOf  Named       // what it is about
	Away    Date        // last day of the leave that goes on now; empty: here
	Stopped bool        // asked nothing at all, by their own wish
	Stands  []HomeStand // leads whose place the person takes now

	Tasks []Task // what else is to be done, the most pressing first
	Later int    // of them beyond those

	Rows   []HomeRow // of this page; what presses first, then by name
	Page   int       // from 1
	Pages  int       // at least 1
	Total  int       // initiatives in which the person has a part
	Alerts []HomeAlert
	More   int // open alerts beyond those
}

// HomeRow is one initiative as its people see it at a glance.
type HomeRow struct {
	Initiative Named
	Stage      Stage
	Sides      [2]bool // of which the person is a lead; both: a bridge
	Owner      bool
	Muted      bool // asked nothing about it, by their own wish
	Waits      []Wait
	Worst      *CardRow // the dimension that speaks for it (SCORING.md 8); nil: nothing was published yet
	Alerts     int      // open ones
	Melon      Melon
}

// HomeStand is a lead on leave.
type HomeStand struct {
	Lead string // name
	To   Date   // last day of the leave
}

// HomeAlert is an alert that is open.
type HomeAlert struct {
	Initiative Named
	CardRow
	Since  Date // of the check-in in which it opened
	Heeded bool // Steps.heeded
	Reads  bool // the person may have it explained
}

func (Home) message() {}

const (
	homePage   = 6 // initiatives on a page
	homeAlerts = 4 // alerts over all pages
)

// Home draws the page of whoever has the account. Nobody is refused it: whom the
// org does not know finds the way in.
func (d *Desk) Home(ctx context.Context, from Account) (Message, error) {
	return d.homeAt(ctx, from, 1)
}

func (d *Desk) homeAt(ctx context.Context, from Account, page int) (Message, error) {
	who, help, err := d.who(ctx, from)
	if err != nil {
		return nil, err
	}
	if help != nil || !who.known {
		return Home{Page: 1, Pages: 1}, nil
	}
	return d.home(ctx, who, page)
}

// openHome turns to a page: Deed.Subject is its number.
func (d *Desk) openHome(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	page, err := strconv.Atoi(w.Subject)
	if err != nil {
		page = 1
	}
	return d.home(ctx, who, page)
}

func (d *Desk) home(ctx context.Context, who asker, page int) (Home, error) {
	p, now := who.person, d.Now()
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return Home{}, err
	}
	h := Home{Lead: p.ID, Zone: p.Zone, TryOut: d.TryOut, Admin: slices.Contains(o.Admins, p.ID), Stopped: p.Stopped}
	if today := DateOf(now.In(p.Location())); p.Away(today) {
		h.Away = p.AwayTo
	}
	if err := d.standIns(ctx, who.org, &h, p); err != nil {
		return Home{}, err
	}
	rounds, err := d.roundsOf(ctx, who.org, p)
	if err != nil {
		return Home{}, err
	}
	ask, err := d.checkin(ctx, who.org, p, rounds)
	if err != nil {
		return Home{}, err
	}
	h.Due = slices.DeleteFunc(ask.Due, func(due Due) bool { return due.State == DueClosed })
	slices.SortStableFunc(h.Due, func(a, b Due) int {
		return cmp.Or(cmp.Compare(dueOrder[a.State], dueOrder[b.State]), a.Closes.Compare(b.Closes))
	})
	ids, err := d.Roster.Part(ctx, who.org, p.ID)
	if err != nil || len(ids) == 0 {
		h.Page, h.Pages = 1, 1
		return h, err
	}
	is, err := d.Roster.Initiatives(ctx, who.org, ids...)
	if err != nil {
		return Home{}, err
	}
	books, err := d.homeBooks(ctx, who.org, p, is)
	if err != nil {
		return Home{}, err
	}
	if h.Tasks, err = d.tasks(ctx, o, p, is, books); err != nil {
		return Home{}, err
	}
	h.Later = max(0, len(h.Tasks)-homeTasks)
	h.Tasks = h.Tasks[:len(h.Tasks)-h.Later]
	var alerts []HomeAlert
	for _, i := range is {
		s, latest, err := d.Standings.Standing(ctx, who.org, i.ID)
		if err != nil {
			return Home{}, err
		}
		row, open, err := d.homeRow(ctx, o, i, s, p.ID, books)
		if err != nil {
			return Home{}, err
		}
		h.Reads = h.Reads || may(i, o, p.ID).Read
		h.Steers = h.Steers || i.Owner == p.ID || i.Sponsor == p.ID
		row.Muted = p.Quiet(i.ID) && !p.Stopped
		h.Rows, alerts = append(h.Rows, row), append(alerts, open...)
		at, err := d.nextAsk(ctx, o, i, latest, p, now)
		if err != nil {
			return Home{}, err
		}
		if !at.IsZero() && (h.Next.IsZero() || at.Before(h.Next)) {
			h.Next, h.NextOf = at, Named{i.ID, i.Name}
		}
	}
	h.turn(page)
	slices.SortStableFunc(alerts, func(a, b HomeAlert) int { return cmp.Compare(b.Since, a.Since) })
	h.Alerts = alerts[:min(len(alerts), homeAlerts)]
	h.More = len(alerts) - len(h.Alerts)
	return h, nil
}

// byNameOf orders by the name that people gave, then by id.
func byNameOf(a, b Named) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
}

var dueOrder = map[DueState]int{DueOpen: 0, DueSaved: 1}

// turn leaves one page of the rows.
func (h *Home) turn(page int) {
	slices.SortStableFunc(h.Rows, func(a, b HomeRow) int {
		return cmp.Or(cmp.Compare(a.presses(), b.presses()), byNameOf(a.Initiative, b.Initiative))
	})
	h.Total = len(h.Rows)
	h.Pages = max(1, (h.Total+homePage-1)/homePage)
	h.Page = max(1, min(page, h.Pages))
	h.Rows = h.Rows[(h.Page-1)*homePage : min(h.Total, h.Page*homePage)]
}

// presses orders the initiatives of somebody: the lower, the sooner to be looked at.
func (r HomeRow) presses() int {
	switch {
	case r.Alerts > 0:
		return 0
	case r.Melon != "":
		return 1
	case len(r.Waits) > 0:
		return 2
	}
	return 3
}

// standIns notes for whom somebody takes the place now.
func (d *Desk) standIns(ctx context.Context, org OrgID, h *Home, p Person) error {
	if len(p.Stands) == 0 {
		return nil
	}
	var ids []PersonID
	for _, s := range p.Stands {
		ids = append(ids, s.Lead)
	}
	leads, err := d.Roster.People(ctx, org, ids...)
	if err != nil {
		return err
	}
	for _, lead := range leads {
		n := slices.IndexFunc(p.Stands, func(s Stand) bool { return s.Lead == lead.ID })
		if n >= 0 && p.Stands[n].holds(DateOf(d.Now().In(lead.Location()))) {
			h.Stands = append(h.Stands, HomeStand{lead.Name, p.Stands[n].To})
		}
	}
	return nil
}

// homeRow is an initiative at a glance, and its open alerts.
func (d *Desk) homeRow(ctx context.Context, o Org, i Initiative, s Standing, p PersonID, books homeBooks) (HomeRow, []HomeAlert, error) {
	figures, err := bookIn[FigureBook](books, BookOfFigures(i.ID))
	if err != nil {
		return HomeRow{}, nil, err
	}
	r := HomeRow{Initiative: Named{i.ID, i.Name}, Stage: i.Stage, Owner: i.Owner == p, Waits: i.Waits(), Melon: s.melonOf(i, figures)}
	for _, side := range scoring.Sides {
		r.Sides[side] = slices.Contains(i.Leads[side], p)
	}
	agreed, err := bookIn[Steps](books, stepBook(i.ID))
	if err != nil {
		return HomeRow{}, nil, err
	}
	var open []HomeAlert
	for _, dim := range worstFirst(s, i.Pulse.Dimensions) {
		c := s.Course[dim]
		if c == nil || c.Said.Round == 0 {
			continue
		}
		row := CardRow{Question: o.question(i, dim), Said: c.Said, Date: c.Date, Open: c.Said.Open}
		if r.Worst == nil {
			r.Worst = &row
		}
		if !row.Open {
			continue
		}
		r.Alerts++
		care, err := d.Cares.Care(ctx, o.ID, c.Episode.Opened)
		if err != nil {
			return r, nil, err
		}
		open = append(open, HomeAlert{
			Initiative: r.Initiative, CardRow: row, Since: c.Episode.Opened.Date(),
			Reads: may(i, o, p).Read, Heeded: agreed.heeded(c.Episode.Opened, care, d.today(i)),
		})
	}
	return r, open, nil
}

// nextAsk is when a lead is asked next about an initiative, as far as it is planned;
// zero: not at all. A round that is open and asks the lead later counts.
func (d *Desk) nextAsk(ctx context.Context, o Org, i Initiative, latest RoundID, p Person, now time.Time) (time.Time, error) {
	side, on := i.Side(p.ID)
	if !on || !slices.Contains(i.Scored(side), p.ID) || len(i.Waits()) > 0 || p.Quiet(i.ID) {
		return time.Time{}, nil
	}
	rounds, err := d.Ledger.Rounds(ctx, o.ID, roundIDs(latest)...)
	if err != nil {
		return time.Time{}, err
	}
	for _, r := range rounds {
		if plan, asked := r.Plans[p.ID]; asked && r.State == RoundOpen && plan.AskAt.After(now) {
			return plan.AskAt, nil
		}
	}
	for _, c := range i.Pulse.Coming(latest.Date(), now, 3) { // a leave may take one or two
		if at, _, ok := AskAt(p, o.Holidays, c.Planned, i.Pulse.Minute(c.Date)); ok {
			return at, nil
		}
	}
	return time.Time{}, nil
}
