package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// How often people do what they were asked besides a check-in.
const (
	attends   = 0.9  // share of what is asked that somebody comes to
	releases  = 0.8  // share of lines about what it would take that may be shown
	unanimous = 0.85 // share of a side that says of a promise what becomes of it; the rest says partly
	stepDays  = 7    // until an agreed step is due
)

// attend does what a message asks of somebody, as it stands now.
func (p *practice) attend(ctx context.Context, e errand) error {
	if e.kind == checkins.Kind(checkins.VerbRecheck) {
		return p.passesOn(ctx, e)
	}
	all := p.sees(e.user, e.channel)
	n := slices.IndexFunc(all, func(m sandbox.Message) bool { return m.TS == e.ts })
	if n < 0 {
		return nil // taken away
	}
	m := all[n]
	if e.kind != checkins.KindAlert && e.kind != checkins.KindGather && p.cast.Chance("attends", string(p.users[e.user]), e.ts) >= attends && !p.decides(m) {
		return nil
	}
	for _, does := range []struct {
		deeds []string
		do    func(context.Context, errand, sandbox.Message, pressable) error
	}{
		{[]string{checkins.DeedNeeds}, p.saysNeed},
		{[]string{checkins.DeedRate}, p.rates},
		{[]string{checkins.DeedHoldsYes}, p.holds},
		{[]string{checkins.DeedRecord, checkins.DeedKeep, checkins.DeedReached}, p.presses},
		{[]string{checkins.DeedKept}, p.judges},
		{[]string{checkins.DeedStepDone}, p.finishes},
		{[]string{string(checkins.DialogOutcome)}, p.saysOutcome},
		{[]string{checkins.DeedAskBoth}, p.presses},
		{[]string{checkins.DeedRecheck}, p.agrees},
		{[]string{checkins.DeedMove}, p.moves},
	} {
		if b, there := p.offers(m, does.deeds...); there {
			return does.do(ctx, e, m, b)
		}
	}
	return nil
}

// decides reports whether a message waits for its one reader: who has to decide does.
func (p *practice) decides(m sandbox.Message) bool {
	_, there := p.offers(m, checkins.DeedRecord, checkins.DeedKeep, checkins.DeedReached, checkins.DeedStepDone, checkins.DeedMove)
	return there
}

// presses does what the button says.
func (p *practice) presses(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	return p.press(ctx, e.user, m, b)
}

// form presses what opens a form, and fills it in.
func (p *practice) form(ctx context.Context, user string, m sandbox.Message, b pressable, values map[string]string) error {
	if err := p.press(ctx, user, m, b); err != nil {
		return err
	}
	return p.fills(ctx, user, values)
}

// side is on which side of an initiative somebody is.
func (p *practice) side(user string, of checkins.InitiativeID) scoring.Side {
	side, _ := p.initiative(of).Side(p.users[user])
	return side
}

// saysNeed says what the other side would need to see.
func (p *practice) saysNeed(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	lines := needLines[p.side(e.user, e.of)]
	who := string(p.users[e.user])
	values := map[string]string{"text": lines[int(p.cast.Chance("need", who, string(e.of))*float64(len(lines)))]}
	if p.cast.Chance("releases", who, string(e.of)) < releases {
		values["released"] = "1"
	}
	return p.form(ctx, e.user, m, b, values)
}

// rates says what a lead makes of a decision: the outcome as they see value, and whether
// it can be done as they see feasibility.
func (p *practice) rates(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	r := p.role(e.user, string(checkins.RoundIDOf(b.claim.Initiative, checkins.DateOf(p.clock.now().In(p.loc)))))
	values := map[string]string{}
	for key, dim := range map[string]string{"good": "value", "doable": "feasibility"} {
		values[key] = strconv.Itoa(p.cast.View(cmp.Or(r.Scenario, sandbox.Aligned), r.Initiative, r.Person, r.Side, dim, max(r.Round, 1)))
	}
	return p.form(ctx, e.user, m, b, values)
}

// holds says whether an assumption still holds: to the business a little less.
func (p *practice) holds(ctx context.Context, e errand, m sandbox.Message, _ pressable) error {
	yes := 0.8
	if p.side(e.user, e.of) == scoring.Biz {
		yes = 0.4
	}
	says := checkins.DeedHoldsPartly
	if p.cast.Chance("holds", string(p.users[e.user]), e.ts) < yes {
		says = checkins.DeedHoldsYes
	}
	b, _ := p.offers(m, says)
	return p.press(ctx, e.user, m, b)
}

// judges says of each promise in a message whether it was kept.
func (p *practice) judges(ctx context.Context, e errand, m sandbox.Message, _ pressable) error {
	text := m.Text + string(m.Blocks) + string(m.Card)
	missed := slices.ContainsFunc(seasonMissed, func(what string) bool { return strings.Contains(text, what) })
	var done []string
	for _, b := range p.pressables(orCard(m)) {
		if b.claim.What != checkins.DeedKept || slices.Contains(done, b.claim.Subject) {
			continue
		}
		done = append(done, b.claim.Subject)
		says := checkins.DeedKept
		switch luck := p.cast.Chance("judges", string(p.users[e.user]), string(e.of), e.ts); {
		case missed && luck < unanimous:
			says = checkins.DeedMissed
		case missed || luck >= unanimous:
			says = checkins.DeedPartly
		}
		if err := p.press(ctx, e.user, m, p.ofSubject(m, says, b.claim.Subject)); err != nil {
			return err
		}
	}
	return nil
}

// ofSubject is the button of a message with a deed about one thing.
func (p *practice) ofSubject(m sandbox.Message, what, subject string) pressable {
	all := p.pressables(orCard(m))
	n := slices.IndexFunc(all, func(b pressable) bool { return b.claim.What == what && b.claim.Subject == subject })
	if n < 0 {
		return pressable{}
	}
	return all[n]
}

// moves gives a promise another date, on the day before it is due, where its promiser
// will not make it.
func (p *practice) moves(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	_, fresh := p.offers(m, checkins.DeedUndo) // it was written down just now
	if fresh || !slices.ContainsFunc(seasonMissed, func(what string) bool { return strings.Contains(m.Text+string(orCard(m)), what) }) {
		return nil
	}
	return p.form(ctx, e.user, m, b, map[string]string{"by": string(p.workdayIn(seasonMoves))})
}

// finishes says that a step is done, and has the two sides see it alike from then on. A
// step that nobody takes stays open, and is late.
func (p *practice) finishes(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	if slices.Contains(seasonStuck, e.of) {
		return nil
	}
	if err := p.press(ctx, e.user, m, b); err != nil {
		return err
	}
	return p.SetScenario(ctx, string(e.of), sandbox.Aligned)
}

// agrees puts a step down, once both sides were heard. Its owner hears of that, and looks
// at it a day later.
func (p *practice) agrees(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	if e.kind != checkins.KindGather {
		return nil
	}
	owner := p.account(p.initiative(e.of).Owner)
	p.errands.waiting = append(p.errands.waiting, errand{
		at: p.clock.now().Add(24 * time.Hour), user: owner.ID, channel: p.privately(owner.ID), kind: checkins.Kind(checkins.VerbRecheck), of: e.of,
	})
	return p.form(ctx, e.user, m, b, map[string]string{"text": stepLine(e.of), "due": string(p.workdayIn(stepDays))})
}

// passesOn gives a step to somebody else of the owner's side, who has more time.
func (p *practice) passesOn(ctx context.Context, e errand) error {
	i := p.initiative(e.of)
	if err := p.types(ctx, e.user, "recheck "+i.Name); err != nil {
		return err
	}
	err := p.fills(ctx, e.user, map[string]string{"it": string(i.Leads[scoring.IT][1])})
	if errors.Is(err, errNoForm) { // it has closed meanwhile
		return nil
	}
	return err
}

// saysOutcome says where the outcome stands.
func (p *practice) saysOutcome(ctx context.Context, e errand, m sandbox.Message, b pressable) error {
	week := p.weeks()
	return p.form(ctx, e.user, m, b, map[string]string{"value": strconv.Itoa(78+week) + " %"})
}

// workdayIn is a working day so many days on, or the next one.
func (p *practice) workdayIn(days int) checkins.Date {
	day := checkins.DateOf(p.clock.now().In(p.loc)).AddDays(days)
	somebody := checkins.Person{Zone: practiceZone}
	for !somebody.Works(day, p.setup.Org.Holidays) {
		day = day.AddDays(1)
	}
	return day
}

// orCard is what a message holds.
func orCard(m sandbox.Message) []byte {
	if m.Card != nil {
		return m.Card
	}
	return m.Blocks
}
