package checkins

import (
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// Sign is something that an owner had better look at, and nobody else is told: what is
// said looks better than what is seen.
type Sign struct {
	Initiative Named
	What       SignWhat
	Side       scoring.Side // of those that are about one: see SignWhat.Sided
}

// SignWhat says what it is.
type SignWhat string

// The signs.
const (
	SignWhy    SignWhat = "why"    // both sides say that they share the why, and their lines name different reasons
	SignFlat   SignWhat = "flat"   // most leads of a side give every statement the same rating, three check-ins running
	SignSilent SignWhat = "silent" // too few of a side rate anything, twice running
	SignGuess  SignWhat = "guess"  // of a side nobody guesses the other, three check-ins running
	SignGreen  SignWhat = "green"  // the reported status was never anything but green, and a side sees it go badly
)

// Sided reports whether it is about one side.
func (s SignWhat) Sided() bool { return s == SignFlat || s == SignSilent || s == SignGuess }

const (
	signRounds = 3 // check-ins running
	flatItems  = 3 // ratings that a lead gave: fewer are alike by chance
)

// signing is what the signs of an initiative are read from.
type signing struct {
	initiative Initiative
	standing   Standing
	recall     Recall // the newest that stands side by side; zero: none
	rounds     []Round
	kept       []Kept // of rounds
	quiet      [2]bool
	now        time.Time
	green      bool // status was reported three times or more, and never anything but green
}

// signs lists them. What is about answers is told of a side of three or more who did so,
// and never of one that is shown by name: an owner learns nothing of a person.
func (s signing) signs() []Sign {
	var all []Sign
	add := func(what SignWhat, side scoring.Side) {
		all = append(all, Sign{Named{s.initiative.ID, s.initiative.Name}, what, side})
	}
	if s.saidShared() && slices.ContainsFunc(scoring.Sides[:], func(side scoring.Side) bool { return s.recall.side(s.initiative, side, s.now).apart() }) {
		add(SignWhy, 0)
	}
	if s.green && s.low() {
		add(SignGreen, 0)
	}
	for _, side := range scoring.Sides {
		if s.quiet[side] {
			add(SignSilent, side)
		}
		if s.running(side, flat) {
			add(SignFlat, side)
		}
		if s.running(side, guessless) {
			add(SignGuess, side)
		}
	}
	return all
}

// saidShared reports whether both sides rate that any lead would name the same reason.
func (s signing) saidShared() bool {
	said := s.standing.course(WhyDim).Said
	return said.Round > 0 && said.Label == scoring.Consensus && said.Level == scoring.Good
}

// low reports whether both sides see delivery or value go badly, or differ on it.
func (s signing) low() bool {
	for _, dim := range []scoring.Dimension{Delivery, Value} {
		said := s.standing.course(dim).Said
		if said.Open || said.Round > 0 && said.Label == scoring.Consensus && said.Level == scoring.Low {
			return true
		}
	}
	return false
}

// running reports whether something holds of a side in each of the last check-ins.
func (s signing) running(side scoring.Side, holds func(Round, Kept, scoring.Side) bool) bool {
	if len(s.rounds) < signRounds || s.initiative.Mode(side) != scoring.Confidential {
		return false
	}
	for n, r := range s.rounds {
		if r.Mode[side] != scoring.Confidential || !holds(r, s.kept[n], side) {
			return false
		}
	}
	return true
}

// flat reports whether most leads of a side gave everything the same rating.
func flat(r Round, kept Kept, side scoring.Side) bool {
	raters, alike := 0, 0
	for _, p := range r.Roster[side] {
		var own []int
		for _, a := range kept.Of(p) {
			if a.Own > 0 {
				own = append(own, a.Own)
			}
		}
		if len(own) < flatItems {
			continue
		}
		raters++
		if slices.Min(own) == slices.Max(own) {
			alike++
		}
	}
	return alike >= scoring.Defaults().KMin && 2*alike > raters
}

// guessless reports whether leads of a side rated, were asked for a guess, and none made
// one.
func guessless(r Round, kept Kept, side scoring.Side) bool {
	asked := 0
	for _, p := range r.Roster[side] {
		mine, rated := kept.Of(p), false
		for _, a := range mine {
			if a.Guess > 0 {
				return false
			}
			rated = rated || a.SaidOwn
		}
		if rated && len(r.Plans[p].Guesses) > 0 {
			asked++
		}
	}
	return asked >= scoring.Defaults().KMin
}

// apart reports whether a side says mostly that the other's lines name something else.
func (r RecallSide) apart() bool {
	return r.Said != nil && r.Said[SaidElse] > r.Said[SaidSame]+r.Said[SaidPartly]
}

// signs reads what stands in an initiative for its owner.
func (d *Desk) signs(ctx context.Context, org OrgID, x digested) ([]Sign, error) {
	s := signing{initiative: x.Initiative, standing: x.standing, quiet: x.row.Quiet, now: d.Now()}
	all, _, err := d.recalls(ctx, org, x.ID)
	if err != nil {
		return nil, err
	}
	if last := all.last(); !last.Due.After(d.Now()) {
		s.recall = last
	}
	figures, _, err := readBook[FigureBook](ctx, d, org, BookOfFigures(x.ID))
	if err != nil {
		return nil, err
	}
	s.green = len(figures.Health) >= signRounds && !slices.ContainsFunc(figures.Health, func(h Health) bool { return h.Color != Green })
	past, err := d.Standings.Past(ctx, org, x.ID)
	if err != nil {
		return nil, err
	}
	if s.rounds, err = d.Ledger.Rounds(ctx, org, past[max(0, len(past)-signRounds):]...); err != nil {
		return nil, err
	}
	for _, r := range s.rounds {
		kept, err := d.Ledger.Answers(ctx, org, r.ID, "")
		if err != nil {
			return nil, err
		}
		s.kept = append(s.kept, kept)
	}
	return s.signs(), nil
}
