package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// open opens the round of an errand, or records it as skipped.
func (d *Desk) open(ctx context.Context, org Org, e Errand, now time.Time) error {
	is, err := d.Roster.Initiatives(ctx, org.ID, e.Initiative)
	if err != nil {
		return fmt.Errorf("open %s: %w", e.Initiative, err)
	}
	if len(is) == 0 {
		return nil
	}
	i := is[0]
	planned := i.Pulse.planned(e.At)
	id := RoundIDOf(i.ID, planned.Date)

	standing, ready, err := d.settled(ctx, org.ID, id)
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	if !ready {
		return nil
	}

	agreed, err := d.steps(ctx, org.ID, i.ID)
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	standing.Wanted = agreed.again(standing)
	o := Opening{Rev: standing.Rev, Round: Round{ID: id, Seq: standing.Seq + 1, Name: i.Name, Stage: i.Stage, Opens: now, Closes: planned.Closes, State: RoundOpen}}
	if next, ok := i.Pulse.Next(planned.Date); ok {
		o.Next = next.Opens
	}
	in, reason, err := d.intake(ctx, org, i, standing, planned, now)
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	if reason == "" {
		o.Letters = in.fill(&o.Round)
		if len(o.Round.Plans) == 0 {
			reason = ReasonNobody
		}
	}
	if reason != "" {
		o.Round = Round{ID: id, Name: i.Name, Opens: planned.Opens, Closes: planned.Closes, State: RoundSkipped, Reason: reason}
		o.Letters = nil
	}
	readers, err := d.readers(ctx, org.ID, i)
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	o.Letters = append(o.Letters, digests(org, i, readers, now)...)
	ranks, err := d.rankLetters(ctx, org, i, now)
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	if reason == "" && in.recall {
		asks, err := d.recall(ctx, org, i, o.Round)
		if err != nil {
			return fmt.Errorf("open %s: %w", id, err)
		}
		// Both are the one extra of somebody's week: the ranking waits.
		ranks = slices.DeleteFunc(ranks, func(l Letter) bool {
			return slices.ContainsFunc(asks, func(a Letter) bool { return a.ID == l.ID })
		})
		o.Letters = append(o.Letters, asks...)
	}
	o.Letters = append(o.Letters, ranks...)
	o.Redraw = cardsOf(org.ID, i) // they name the next date
	opened, err := d.Ledger.Open(ctx, org.ID, o)
	if errors.Is(err, ErrStale) {
		return nil // the next tick plans it anew
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	if opened && reason == "" {
		d.saw(Sighting{Org: org.ID, What: "opened", Round: id})
	} else if opened {
		d.saw(Sighting{Org: org.ID, What: "skipped", Round: id, Reason: string(reason)})
	}
	// Where the close before did not come to it. No check-in waits for that.
	if err := errors.Join(d.celebrate(ctx, org.ID, i), d.askAfter(ctx, org, i, standing.Last, now)); err != nil {
		return fmt.Errorf("open %s: %w", id, err)
	}
	return nil
}

// askAfter has the outcome asked after as the close of a round would have had it.
func (d *Desk) askAfter(ctx context.Context, org Org, i Initiative, last RoundID, now time.Time) error {
	rounds, err := d.Ledger.Rounds(ctx, org.ID, roundIDs(last)...)
	if err != nil || len(rounds) == 0 {
		return err
	}
	return d.askOutcome(ctx, org, i, rounds[0].Closes, now)
}

// settled returns the standing on which a round is planned; ready is false while
// the round before is not scored. The standing is read after the state of that
// round, because another process may close it in between.
func (d *Desk) settled(ctx context.Context, org OrgID, id RoundID) (s Standing, ready bool, err error) {
	_, latest, err := d.Standings.Standing(ctx, org, id.Initiative())
	if err != nil {
		return Standing{}, false, err
	}
	if latest != "" && latest != id {
		before, err := d.Ledger.Rounds(ctx, org, latest)
		if err != nil {
			return Standing{}, false, err
		}
		if len(before) == 1 && (before[0].State == RoundOpen || before[0].State == RoundSealed) {
			return Standing{}, false, nil
		}
	}
	s, again, err := d.Standings.Standing(ctx, org, id.Initiative())
	return s, again == latest, err
}

// intake gathers what filling a round needs. A reason means that the round is
// skipped.
func (d *Desk) intake(ctx context.Context, org Org, i Initiative, s Standing, pl Planned, now time.Time) (intake, Reason, error) {
	if open, reason := pl.Late(now); !open {
		return intake{}, reason, nil
	}
	if len(i.Waits()) > 0 {
		return intake{}, ReasonWaits, nil
	}
	in := intake{
		org: org, initiative: i, standing: s, planned: pl, asking: pl, others: map[PersonID][]Initiative{},
		delegates: map[PersonID]Person{}, asked: map[InitiativeID]Standing{},
	}
	if now.After(pl.Opens) {
		in.asking.Opens = now // a late opening asks from now on, never in the past
	}
	params, err := scoring.Defaults().WithPreset(i.Pulse.preset())
	if err != nil {
		return intake{}, "", err
	}
	in.params = params
	for _, side := range scoring.Sides {
		people, err := d.Roster.People(ctx, org.ID, i.Scored(side)...)
		if err != nil {
			return intake{}, "", err
		}
		// The standing was read before: whoever was forgotten since makes it stale, and
		// whoever was forgotten earlier leads nothing here.
		people = slices.DeleteFunc(people, func(p Person) bool { return !slices.Contains(p.Leads, i.ID) })
		in.people[side] = people
		if err := d.besideOf(ctx, &in, people); err != nil {
			return intake{}, "", err
		}
	}
	if in.recall, err = d.recalling(ctx, org.ID, i, pl.Date); err != nil {
		return intake{}, "", err
	}
	var by []PersonID
	for _, s := range i.Stands {
		by = append(by, s.By)
	}
	if len(by) == 0 {
		return in, "", nil
	}
	delegates, err := d.Roster.People(ctx, org.ID, by...)
	if err != nil {
		return intake{}, "", err
	}
	for _, p := range delegates {
		in.delegates[p.ID] = p
	}
	return in, "", d.besideOf(ctx, &in, delegates)
}

// besideOf reads what else people are asked about, by which their attention is shared.
func (d *Desk) besideOf(ctx context.Context, in *intake, people []Person) error {
	for _, p := range people {
		others := slices.DeleteFunc(p.answered(), func(id InitiativeID) bool { return id == in.initiative.ID })
		if len(others) == 0 {
			continue
		}
		var err error
		if in.others[p.ID], err = d.Roster.Initiatives(ctx, in.org.ID, others...); err != nil {
			return err
		}
		for _, o := range in.others[p.ID] {
			if _, ok := in.asked[o.ID]; ok {
				continue
			}
			if in.asked[o.ID], _, err = d.Standings.Standing(ctx, in.org.ID, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// intake is what filling a round needs; fill is pure.
type intake struct {
	org        Org
	initiative Initiative
	standing   Standing
	planned    Planned
	asking     Planned // planned, but that Opens is now when it opens late
	params     scoring.Params
	recall     bool        // the why is said again with it
	people     [2][]Person // the scored leads
	delegates  map[PersonID]Person
	others     map[PersonID][]Initiative
	asked      map[InitiativeID]Standing // of the others
}

// fill freezes the roster, plans each lead's questions within the budget of
// attention, and writes the letters that ask and nudge.
func (in intake) fill(r *Round) []Letter {
	choice := Choose(in.initiative.Pulse.stated(r.Seq, in.recall, in.standing), r.Seq, in.standing)
	r.Plans, r.For = map[PersonID]Plan{}, map[PersonID]PersonID{}
	var letters []Letter
	put := map[scoring.Dimension]bool{}
	for _, side := range scoring.Sides {
		r.Mode[side] = in.initiative.Mode(side)
		for _, lead := range in.people[side] {
			p := in.sits(lead, side, r)
			if !reachable(p) || p.Quiet(in.initiative.ID) {
				continue
			}
			at, date, ok := AskAt(p, in.org.Holidays, in.asking, in.askMinute(p, r.ID.Date()))
			if !ok {
				continue // absent for the whole window
			}
			r.Roster[side] = append(r.Roster[side], p.ID)
			if p.ID != lead.ID {
				r.For[p.ID] = lead.ID
			}
			plan, ok := in.plan(choice, p, r.ID.Date())
			if !ok {
				continue // more than four initiatives are due: not asked this week
			}
			if in.recall {
				plan = plan.insisting(in.initiative.Pulse.Dimensions)
			}
			plan.Ask, plan.AskAt = dated(in.org.ID, KindAsk, p.ID, date, false), at
			ls := in.letters(r, p, plan, date)
			for _, l := range ls[1:] {
				plan.Nudges = append(plan.Nudges, l.ID)
			}
			r.Plans[p.ID] = plan
			for _, item := range plan.Items {
				put[item] = true
			}
			letters = append(letters, ls...)
		}
		slices.Sort(r.Roster[side]) // a place in it tells nothing
	}
	priority, _ := in.org.Priority(in.initiative.Priority)
	for _, dim := range in.initiative.Pulse.Dimensions {
		if !put[dim] {
			continue
		}
		q, err := QuestionOf(in.initiative, priority.Name, dim)
		if err != nil {
			q = Question{Dimension: dim, Version: "?", Text: string(dim)}
		}
		r.Questions = append(r.Questions, q)
	}
	r.Focus = choice.Focus
	r.askedAgain(in.standing.Wanted, put)
	in.carry(r)
	return letters
}

// sits is who takes a lead's place in the round that opens: during a leave of the lead
// the delegate, where that is somebody who can be asked and sits nowhere in it yet.
func (in intake) sits(lead Person, side scoring.Side, r *Round) Person {
	n := slices.IndexFunc(in.initiative.Stands, func(s Stand) bool { return s.Lead == lead.ID })
	if n < 0 || !in.initiative.Stands[n].holds(DateOf(in.asking.Opens.In(lead.Location()))) {
		return lead
	}
	p, known := in.delegates[in.initiative.Stands[n].By]
	if !known || !reachable(p) || p.Quiet(in.initiative.ID) || in.initiative.leads(p.ID) || r.For[p.ID] != "" {
		return lead
	}
	if r.Mode[side] == scoring.Named && !in.initiative.Accepts(p.ID) {
		return lead
	}
	if _, _, works := AskAt(p, in.org.Holidays, in.asking, in.askMinute(p, r.ID.Date())); !works {
		return lead
	}
	return p
}

// reachable reports whether somebody can be written to.
func reachable(p Person) bool { return p.Gone == "" && !p.Account().IsZero() }

// askMinute is the local time of day at which a lead is asked: the one the lead
// chose, else the pulse's.
func (in intake) askMinute(p Person, d Date) int {
	if p.AskAt != 0 {
		return p.AskAt
	}
	return in.initiative.Pulse.Minute(d)
}

// plan is the part of the round's questions that a lead gets; ok is false when
// more than four initiatives are due for the lead this week and this one was
// asked more recently than four others.
func (in intake) plan(c Choice, p Person, date Date) (Plan, bool) {
	week := date.ISOWeek()
	loc := p.Location()
	from, _ := Resolve(week, 0, loc)
	to, _ := Resolve(week.AddDays(7), 0, loc)
	due := []InitiativeID{in.initiative.ID}
	k := len(in.initiative.Pulse.Between(from, to))
	if k == 0 {
		k = 1 // the round opened late, or its date lies in another week of the lead's zone
	}
	last := map[InitiativeID]Date{in.initiative.ID: lastBefore(in.standing, p.ID, week)}
	for _, o := range in.others[p.ID] {
		if !o.asks(p, date) {
			continue
		}
		if n := len(o.Pulse.Between(from, to)); n > 0 {
			k += n
			due = append(due, o.ID)
			last[o.ID] = lastBefore(in.asked[o.ID], p.ID, week)
		}
	}
	if !c.Uncut && !slices.Contains(FirstFour(due, last), in.initiative.ID) {
		return Plan{}, false
	}
	if !c.Uncut && len(due) > 4 {
		k -= len(due) - 4 // what is not asked costs no attention
	}
	return c.For(k, in.standing.Lone[p.ID], in.standing), true
}

// lastBefore is the planned date on which the initiative was last put to the
// lead before the week began, so that the order among the initiatives of one
// week does not change as they open.
func lastBefore(s Standing, p PersonID, week Date) Date {
	for _, d := range s.Asked[p] {
		if d != "" && d < week {
			return d
		}
	}
	return ""
}

// letters writes the ask, which comes first, and the nudges of one lead. A letter belongs to a lead
// and a local date; rounds that ask on the same date share it.
func (in intake) letters(r *Round, p Person, plan Plan, date Date) []Letter {
	letter := func(kind Kind, due time.Time, d Date, last bool) Letter {
		return Letter{
			ID:   dated(in.org.ID, kind, p.ID, d, last),
			Kind: kind, To: p.Account(), Lead: p.ID, Due: due, Until: r.Closes, Merge: true,
			About: About{Rounds: []RoundID{r.ID}, Date: d, Last: last},
		}
	}
	ls := []Letter{letter(KindAsk, plan.AskAt, date, false)}
	at, d, ok := NudgeAt(p, in.org.Holidays, in.planned, plan.AskAt)
	if !ok {
		return ls
	}
	ls = append(ls, letter(KindNudge, at, d, false))
	if at, d, ok = LastNudgeAt(p, in.org.Holidays, in.planned, at); ok {
		ls = append(ls, letter(KindNudge, at, d, true))
	}
	return ls
}
