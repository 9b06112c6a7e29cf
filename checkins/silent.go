package checkins

import (
	"parallax/scoring"
)

// quietAfter is after how many quiet rounds running the owner is told.
const quietAfter = 2

// hear counts how many rounds running a side was quiet: it has leads, and fewer
// of them rated anything than a result in words needs (SCORING.md 8). "Can't say"
// and a guess alone are no rating: whoever gives only those adds to no result.
func (s *Standing) hear(b Basis, r Round, kept Kept) {
	rated := map[PersonID]bool{}
	for _, a := range kept.Answers {
		rated[a.Person] = rated[a.Person] || a.Own > 0
	}
	for _, side := range scoring.Sides {
		least := b.Params.KMin
		if r.Mode[side] == scoring.Named {
			least = 1
		}
		heard := 0
		for _, p := range b.Roster[side] {
			if rated[p] {
				heard++
			}
		}
		if len(b.Roster[side]) > 0 && heard < least {
			s.Quiet[side]++
			continue
		}
		s.Quiet[side] = 0
	}
}

// silences writes the notices about sides that have just become silent: once for
// each time that a side falls silent, to the owner, and never to a channel.
func (e ending) silences() []Letter {
	it, biz := e.standing.Quiet[scoring.IT] == quietAfter, e.standing.Quiet[scoring.Biz] == quietAfter
	switch {
	case it && biz:
		return []Letter{e.notice(Says{What: "silent_side", Detail: "both"})}
	case it:
		return []Letter{e.notice(Says{What: "silent_side", Detail: scoring.IT.String()})}
	case biz:
		return []Letter{e.notice(Says{What: "silent_side", Detail: scoring.Biz.String()})}
	}
	return nil
}

// notice writes to whoever answers for the initiative, in their working hours.
func (e ending) notice(says Says) Letter {
	l := e.letter(KindNotice, LetterIDOf(e.org.ID, KindNotice, string(e.round.ID), says.What, says.Detail), Account{})
	l.Lead, l.About.Text = e.initiative.answerable(e.org), says
	if e.owner.ID != "" {
		l.Due = WorkingAt(e.owner, e.org.Holidays, e.now)
	}
	return l
}
