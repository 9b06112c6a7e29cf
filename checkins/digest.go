package checkins

import (
	"cmp"
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// Digest is what an owner reads once a week, and a sponsor once a month: what to decide,
// what changed since the last one, what is worth a talk, and who is heard. It speaks in
// words alone: a sponsor reads it too.
type Digest struct {
	Letter  LetterID
	Monthly bool
	From    Date          // what changed on that day or later
	Decide  []ToDecide    // at most decideMost
	Changes []Change      // the newest first, at most changesMost
	Talk    []Talk        // at most talkMost
	Heard   []Heard       // an initiative each, those with a silent side first, at most heardMost
	Wins    []WonLine     // the newest first, at most changesMost
	Late    []DuePromise  // for the owner alone: promises of which the other side has not said what came of them, at most changesMost
	Revisit []DueDecision // for the owner alone: decisions whose date has passed, at most changesMost
	Steps   []StepLine    // for the owner alone: agreed steps that are late, or that nobody has, at most changesMost
	Thanks  []Thanks      // what changed because people answered, at most changesMost
	Signs   []Sign        // of initiatives of which the reader is the owner, at most signsMost
	More    int           // initiatives beyond Heard
	Replies []Named       // of which the reader is the sponsor, and may reply to the leads
	Asked   bool          // it answers the command
}

// Change is something that was published in the time of a digest: what happened to some
// dimensions in one check-in, as it was published then.
type Change struct {
	Initiative Named
	Date       Date // of the check-in
	What       Reason
	Rows       []HistoryRow
}

// Talk is a gap that is worth a talk: among all that the reader may see it stands out
// (SCORING.md 8, digest).
type Talk struct {
	Initiative Named
	Question
	Said scoring.Disclosure
}

// covered reports whether a decision speaks of the same: of the dimension, or of the
// alert to which it belongs.
func (t Talk) covered(x ToDecide) bool {
	alert := t.Said.Open && (x.Why == DecideAlert || x.Why == DecideAgenda)
	return x.Initiative.ID == t.Initiative.ID && (alert || x.Dimension == t.Dimension)
}

// Heard is how much of each side was heard of an initiative in that time.
type Heard struct {
	Initiative Named
	Sides      [2]HeardSide
}

// HeardSide is one side of it.
type HeardSide struct {
	Of, Enough int  // closed check-ins, and those with enough answers of the side; 0 of a named side
	Quiet      bool // too few rated anything, twice running; as far as the reader may know
}

// Thanks is what came of it that people answered.
type Thanks struct {
	Initiative Named
	What       ThanksWhat
	Names      []string // of ThanksKept: who looks after it
}

// ThanksWhat says what it was.
type ThanksWhat string

// What can come of answers.
const (
	ThanksClosed  ThanksWhat = "closed"  // an alert closed: both sides see it alike now
	ThanksKept    ThanksWhat = "kept"    // somebody looks after an open alert
	ThanksAsked   ThanksWhat = "asked"   // both sides were asked what the other would need to see
	ThanksReplied ThanksWhat = "replied" // the sponsor replied to the leads
)

func (Digest) message() {}

// How much stands in a digest: more would be a list.
const (
	changesMost = 5
	talkMost    = 3
	heardMost   = 6
	signsMost   = 5
)

// empty reports whether there is nothing to say: then none is sent.
func (g Digest) empty() bool {
	return len(g.Decide)+len(g.Changes)+len(g.Talk)+len(g.Thanks)+len(g.Wins)+len(g.Steps)+len(g.Late)+len(g.Revisit) == 0
}

// digested is an initiative as a digest sees it.
type digested struct {
	looked
	standing Standing
	changes  []Change
	thanks   []Thanks
	wins     []WonLine
	steps    []StepLine
	heard    Heard
}

// digest draws what changed of some initiatives since an instant, for the eyes of one
// person.
func (d *Desk) digest(ctx context.Context, o Org, is []Initiative, to PersonID, since time.Time) (Digest, error) {
	var g Digest
	var all []digested
	for _, i := range is {
		x, err := d.digestOf(ctx, o, i, to, since)
		if err != nil {
			return g, err
		}
		all = append(all, x)
	}
	var seen []looked
	var states []*scoring.State
	var talks []Talk
	for _, x := range all {
		seen = append(seen, x.looked)
		g.Changes, g.Thanks, g.Heard = append(g.Changes, x.changes...), append(g.Thanks, x.thanks...), append(g.Heard, x.heard)
		if x.Owner == to && to != "" {
			signs, err := d.signs(ctx, o.ID, x)
			if err != nil {
				return g, err
			}
			g.Signs = append(g.Signs, signs...)
		}
		g.Wins, g.Steps = append(g.Wins, x.wins...), append(g.Steps, x.steps...)
		if x.Sponsor == to && to != "" {
			g.Replies = append(g.Replies, x.row.Initiative)
		}
		for _, dim := range x.Pulse.Dimensions {
			if c := x.standing.Course[dim]; c != nil {
				states = append(states, &c.State)
				talks = append(talks, Talk{x.row.Initiative, o.question(x.Initiative, dim), c.Said})
			}
		}
	}
	var err error
	if g.Late, err = d.promisesLate(ctx, o.ID, is, to); err != nil {
		return g, err
	}
	if g.Revisit, err = d.decisionsLate(ctx, o.ID, is, to); err != nil {
		return g, err
	}
	first, err := d.comesFirst(ctx, o.ID, is)
	if err != nil {
		return g, err
	}
	contested(seen, first)
	g.Decide = decide(seen)
	for _, n := range scoring.Digest(states) {
		if !slices.ContainsFunc(g.Decide, talks[n].covered) && len(g.Talk) < talkMost {
			g.Talk = append(g.Talk, talks[n])
		}
	}
	slices.SortStableFunc(g.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), byNameOf(a.Initiative, b.Initiative))
	})
	slices.SortStableFunc(g.Heard, func(a, b Heard) int {
		return cmp.Or(cmp.Compare(a.presses(), b.presses()), byNameOf(a.Initiative, b.Initiative))
	})
	slices.SortStableFunc(g.Wins, func(a, b WonLine) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), byNameOf(a.Initiative, b.Initiative))
	})
	slices.SortStableFunc(g.Steps, func(a, b StepLine) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), byNameOf(a.Initiative, b.Initiative))
	})
	g.Wins, g.Steps = g.Wins[:min(len(g.Wins), changesMost)], g.Steps[:min(len(g.Steps), changesMost)]
	g.Changes, g.Thanks = g.Changes[:min(len(g.Changes), changesMost)], g.Thanks[:min(len(g.Thanks), changesMost)]
	g.Signs = g.Signs[:min(len(g.Signs), signsMost)]
	g.Heard = slices.DeleteFunc(g.Heard, func(h Heard) bool { return h == Heard{Initiative: h.Initiative} })
	g.More = max(0, len(g.Heard)-heardMost)
	g.Heard = g.Heard[:min(len(g.Heard), heardMost)]
	return g, nil
}

func (h Heard) presses() int {
	if h.Sides[scoring.IT].Quiet || h.Sides[scoring.Biz].Quiet {
		return 0
	}
	return 1
}

// digestOf reads one initiative.
func (d *Desk) digestOf(ctx context.Context, o Org, i Initiative, to PersonID, since time.Time) (digested, error) {
	l, err := d.look(ctx, o, i, to)
	if err != nil {
		return digested{}, err
	}
	x := digested{looked: l, heard: Heard{Initiative: l.row.Initiative}}
	if x.standing, _, err = d.Standings.Standing(ctx, o.ID, i.ID); err != nil {
		return x, err
	}
	closed, err := d.closedSince(ctx, o.ID, i.ID, since)
	if err != nil {
		return x, err
	}
	for _, r := range slices.Backward(closed) {
		for _, q := range r.Questions {
			n := slices.IndexFunc(r.records, func(rec Record) bool { return rec.Dimension == q.Dimension })
			if n < 0 {
				continue
			}
			x.change(r.ID.Date(), r.records[n].changed(), HistoryRow{Question: q, Said: then(r.records[n].Said)})
			if r.records[n].changed() == ReasonClosed {
				x.thank(ThanksClosed)
			}
		}
	}
	for _, side := range scoring.Sides {
		turn := turnout(side, closed)
		x.heard.Sides[side] = HeardSide{Of: turn.Of, Enough: turn.Enough, Quiet: l.row.Quiet[side]}
	}
	if x.wins, err = d.winsSince(ctx, o.ID, i, since); err != nil {
		return x, err
	}
	if to == i.Owner {
		if x.steps, err = d.stepsWaiting(ctx, o.ID, i); err != nil {
			return x, err
		}
	}
	return x, d.thanks(ctx, o, i, &x, since)
}

// changed says what was new about a dimension when a round closed; nothing: it stood as
// before.
func (r Record) changed() Reason {
	switch {
	case r.Status != scoring.OK:
		return ""
	case r.Said.Event == scoring.Opened:
		return ReasonOpened
	case r.Said.Event == scoring.Closed:
		return ReasonClosed
	case r.Said.SignChanged:
		return ReasonFlipped
	}
	return ""
}

// change notes what happened to a dimension, beside the others of that check-in.
func (x *digested) change(on Date, what Reason, row HistoryRow) {
	if what == "" {
		return
	}
	n := slices.IndexFunc(x.changes, func(c Change) bool { return c.Date == on && c.What == what })
	if n < 0 {
		n = len(x.changes)
		x.changes = append(x.changes, Change{Initiative: x.row.Initiative, Date: on, What: what})
	}
	x.changes[n].Rows = append(x.changes[n].Rows, row)
}

func (x *digested) thank(what ThanksWhat, names ...string) {
	if !slices.ContainsFunc(x.thanks, func(t Thanks) bool { return t.What == what }) {
		x.thanks = append(x.thanks, Thanks{x.row.Initiative, what, names})
	}
}

// thanks reads what people did about the open alerts, and whether the sponsor replied.
func (d *Desk) thanks(ctx context.Context, o Org, i Initiative, x *digested, since time.Time) error {
	from := DateOf(since.In(i.Pulse.Location()))
	for _, card := range x.standing.alerts() {
		care, err := d.Cares.Care(ctx, o.ID, card)
		if err != nil {
			return err
		}
		if care.Kept() {
			names, err := d.names(ctx, o.ID, care.Keepers[:]...)
			if err != nil {
				return err
			}
			var who []string
			for _, p := range care.Keepers {
				if name := names[p]; name != "" && !slices.Contains(who, name) {
					who = append(who, name)
				}
			}
			x.thank(ThanksKept, who...)
		}
		if care.Asked >= from && care.Asked != "" {
			x.thank(ThanksAsked)
		}
	}
	reply, err := d.replyFor(ctx, o.ID, i, x.standing.Seq)
	if err == nil && reply == nil {
		reply, err = d.replyFor(ctx, o.ID, i, x.standing.Seq+1)
	}
	if reply != nil {
		x.thank(ThanksReplied, reply.By)
	}
	return err
}

// closedSince reads the rounds that closed after an instant, oldest first.
func (d *Desk) closedSince(ctx context.Context, org OrgID, i InitiativeID, since time.Time) ([]scoredRound, error) {
	past, err := d.Standings.Past(ctx, org, i)
	if err != nil {
		return nil, err
	}
	var all []scoredRound
	for some := range slices.Chunk(reversed(past), historyLength) {
		rounds, err := d.Ledger.Rounds(ctx, org, some...)
		if err != nil {
			return nil, err
		}
		for _, r := range rounds {
			if !r.Closes.After(since) {
				slices.Reverse(all)
				return all, nil
			}
			scored, err := d.Standings.Scored(ctx, org, r.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, scoredRound{r, scored.Records})
		}
	}
	slices.Reverse(all)
	return all, nil
}

func reversed(ids []RoundID) []RoundID {
	ids = slices.Clone(ids)
	slices.Reverse(ids)
	return ids
}
