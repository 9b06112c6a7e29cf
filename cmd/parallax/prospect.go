package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"parallax/checkins"
)

// missed reads which openings have come and did not happen yet: the service is down,
// or was a moment ago.
func (p *plan) missed(ctx context.Context, store applyStore) error {
	errands, err := store.Errands(ctx, p.wanted.Org.ID, p.now)
	if err != nil {
		return err
	}
	p.due = map[checkins.InitiativeID]time.Time{}
	for _, e := range errands {
		if e.Round == "" {
			p.due[e.Initiative] = e.At
		}
	}
	return nil
}

// overdue returns the opening of an initiative that has come and did not happen yet.
func (p *plan) overdue(i checkins.Initiative) (time.Time, bool) {
	at, ok := p.due[i.ID]
	date := checkins.DateOf(at.In(p.oldInitiatives[i.ID].Pulse.Location()))
	return at, ok && i.Scheduled() && date > p.latest[i.ID].Date()
}

// next returns the next opening of an initiative, see checkins.Initiative.NextOpening.
func (p *plan) next(i checkins.Initiative) (time.Time, bool) {
	due, missed := p.overdue(i)
	if !missed {
		due = time.Time{}
	}
	return i.NextOpening(p.oldInitiatives[i.ID], p.latest[i.ID].Date(), due, p.now)
}

// prospects says of each initiative when it asks next, or what it waits for.
func (p *plan) prospects() {
	for _, i := range p.wanted.Initiatives {
		if waits := i.Waits(); len(waits) > 0 {
			var texts []string
			for _, w := range waits {
				texts = append(texts, waitText(i, w))
			}
			p.schedules = append(p.schedules, fmt.Sprintf("%s waits for: %s", i.ID, strings.Join(texts, "; ")))
			continue
		}
		loc, latest := i.Pulse.Location(), p.latest[i.ID].Date()
		if at, ok := p.overdue(i); ok {
			latest = max(latest, checkins.DateOf(at.In(loc)))
			p.schedules = append(p.schedules, fmt.Sprintf("%s: the check-in of %s is due: it opens late, or is skipped when too little of its time is left",
				i.ID, clock(at.In(loc), p.now)))
		}
		for _, line := range comingTexts(i.Pulse, i.Pulse.Coming(latest, p.now, shownDates), p.now) {
			p.schedules = append(p.schedules, string(i.ID)+": "+line)
		}
	}
}

// shownDates is how many check-ins to come are told of.
const shownDates = 3

// comingTexts tells of check-ins to come, in the pulse's zone, and of each that a
// change of the clocks moves.
func comingTexts(p checkins.Pulse, rounds []checkins.Coming, now time.Time) []string {
	if len(rounds) == 0 {
		return nil
	}
	loc := p.Location()
	var dates, moved []string
	for _, c := range rounds {
		at := c.Opens.In(loc)
		dates = append(dates, clock(at, now))
		if !c.Moved {
			continue
		}
		instead := at.Format("15:04")
		if checkins.DateOf(at) != c.Date {
			instead = clock(at, now)
		}
		moved = append(moved, fmt.Sprintf("the clocks change on %s: %02d:%02d does not exist that day: %s",
			c.Date.UTC().Format("Mon 2 January"), c.Clock/60, c.Clock%60, instead))
	}
	return append([]string{fmt.Sprintf("next check-ins: %s (%s)", strings.Join(dates, ", "), p.Zone)}, moved...)
}

// clock is a local time as apply prints it, with the year when it is another than now's.
func clock(at, now time.Time) string {
	if at.Year() != now.In(at.Location()).Year() {
		return at.Format("Mon 2 January 2006 15:04")
	}
	return at.Format("Mon 2 January 15:04")
}
