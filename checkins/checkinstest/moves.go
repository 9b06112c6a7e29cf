package checkinstest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"parallax/checkins"
)

// The moves of a play. Each makes one call on both stores.

func (p *play) enrol(t *rapid.T) {
	i := p.setup.Initiatives[0]
	i.Leads[0] = []checkins.PersonID{"ana"}
	for _, who := range []checkins.PersonID{"it1", "it2", "zoe"} {
		if rapid.Bool().Draw(t, string(who)) {
			i.Leads[0] = append(i.Leads[0], who)
		}
	}
	s := checkins.Setup{Org: p.setup.Org, Initiatives: []checkins.Initiative{i}}
	if rapid.Bool().Draw(t, "scheduled") {
		s.Next = map[checkins.InitiativeID]time.Time{CRM: Opens.Add(week)}
	}
	p.both(t, "enrol", func(s2 Store) (any, error) { return nil, s2.Enrol(p.ctx, s) })
}

func (p *play) open(t *rapid.T) {
	r := rapid.SampledFrom(p.rounds).Draw(t, "round")
	o := checkins.Opening{Round: r, Rev: p.rev(t, r), Next: r.Opens.Add(week), Letters: []checkins.Letter{p.ask("ana", r.ID), p.ask("ben", r.ID)}}
	if rapid.IntRange(0, 9).Draw(t, "skipped") == 0 {
		o.Round.State, o.Letters = checkins.RoundSkipped, nil
	}
	p.both(t, "open", func(s Store) (any, error) { return s.Open(p.ctx, p.org, o) })
}

// rev is mostly the revision of the standing of a round's initiative, and
// sometimes an older one.
func (p *play) rev(t *rapid.T, r checkins.Round) int {
	s, _, err := p.memory.Standing(p.ctx, p.org, r.ID.Initiative())
	if err != nil {
		t.Fatal(err)
	}
	return max(0, s.Rev-rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "older"))
}

// restate replaces a standing apart from a close.
func (p *play) restate(t *rapid.T) {
	r := rapid.SampledFrom(p.rounds).Draw(t, "round")
	s := checkins.Standing{Seq: rapid.IntRange(1, 9).Draw(t, "seq"), Rev: p.rev(t, r)}
	p.both(t, "restate", func(x Store) (any, error) {
		return nil, x.Restate(p.ctx, p.org, r.ID.Initiative(), s, []checkins.Standing{s})
	})
}

// erase takes somebody out of a round, or out of their roles.
func (p *play) erase(t *rapid.T) {
	who := rapid.SampledFrom([]checkins.PersonID{"ben", "it1", "it2", "zoe"}).Draw(t, "who")
	if rapid.IntRange(0, 9).Draw(t, "roles") == 0 {
		p.both(t, "erase roles", func(s Store) (any, error) { return s.EraseRoles(p.ctx, p.org, who) })
		return
	}
	r := rapid.SampledFrom(p.rounds).Draw(t, "round")
	p.both(t, "erase round", func(s Store) (any, error) { return s.EraseRound(p.ctx, p.org, r.ID, checkins.ShownOf(p.org, who)) })
}

// ask is a lead's ask; its due time never changes.
func (p *play) ask(who checkins.PersonID, rounds ...checkins.RoundID) checkins.Letter {
	l := merging(Opens, Opens.Add(week), rounds...)
	l.ID, l.Lead, l.To.ID = AskID(p.org, who, First), who, SlackAccount(who).ID
	return l
}

func (p *play) record(t *rapid.T) {
	who := rapid.SampledFrom([]checkins.PersonID{"ana", "ben", "it1", "zoe"}).Draw(t, "who")
	reply := checkins.Reply{
		Delivery: fmt.Sprint("d", rapid.IntRange(1, 20).Draw(t, "delivery")),
		From:     SlackAccount(who), Person: who,
	}
	reply.From.Team = p.setup.Org.Slack[0]
	if rapid.IntRange(0, 9).Draw(t, "stranger") == 0 {
		reply.From.ID = "U-it2"
	}
	now := rapid.SampledFrom([]time.Time{during, during, during, p.rounds[0].Closes}).Draw(t, "now")
	for n := range rapid.IntRange(1, 2).Draw(t, "parts") {
		f := checkins.Filled{Round: rapid.SampledFrom(p.rounds).Draw(t, "round").ID}
		if n > 0 && f.Round == reply.Parts[0].Round {
			break // one submission answers a round once
		}
		for range rapid.IntRange(0, 3).Draw(t, "marks") {
			f.Marks = append(f.Marks, checkins.Mark{
				Dimension: rapid.SampledFrom(weekly[:3]).Draw(t, "dimension"),
				Guess:     rapid.IntRange(0, 3).Draw(t, "guess") == 0,
				Value:     rapid.IntRange(0, 5).Draw(t, "value"),
			})
		}
		switch rapid.SampledFrom([]string{"none", "none", "removed", "old", "new"}).Draw(t, "line") {
		case "removed":
			f.Line = &checkins.Line{}
		case "old":
			f.Line = &checkins.Line{Text: "Fine.", Released: rapid.Bool().Draw(t, "released")}
		case "new":
			p.lines++
			f.Line = &checkins.Line{Text: fmt.Sprint("Line ", p.lines)}
		}
		reply.Parts = append(reply.Parts, f)
	}
	p.reply(t, reply, now)
}

// press answers one round in a letter that asked, or beside it.
func (p *play) press(t *rapid.T) {
	who := rapid.SampledFrom([]checkins.PersonID{"ana", "ben", "it1"}).Draw(t, "who")
	ask := AskID(p.org, who, First)
	if p.state(ask) == checkins.LetterSending {
		t.Skip("whether an ask is worded anew while it is being sent is the store's choice")
	}
	// A new line is surely a change; whether an answer that changes nothing redraws
	// its ask is the store's choice.
	p.lines++
	reply := checkins.Reply{
		Delivery: fmt.Sprint("press ", p.lines), From: SlackAccount(who), Person: who,
		Parts: []checkins.Filled{{
			Round: rapid.SampledFrom(p.rounds).Draw(t, "round").ID, Ask: ask,
			Line: &checkins.Line{Text: fmt.Sprint("Line ", p.lines)},
		}},
	}
	reply.From.Team = p.setup.Org.Slack[0]
	if rapid.Bool().Draw(t, "proof") {
		reply.Proof = checkins.Proof{Letter: ask, Receipt: paper(ask)}
	}
	p.reply(t, reply, during)
}

func (p *play) reply(t *rapid.T, reply checkins.Reply, now time.Time) {
	p.both(t, "record", func(s Store) (any, error) {
		said, err := s.Record(p.ctx, p.org, reply, now)
		for n := range said {
			// Where several refusals fit, which is given is the store's choice.
			switch said[n].Outcome {
			case checkins.Saved:
			case checkins.Duplicate:
				said[n].Changed = false
			default:
				said[n].Outcome, said[n].Closes = "refused", time.Time{}
			}
		}
		return said, err
	})
}

// state is what Memory knows of a letter.
func (p *play) state(id checkins.LetterID) checkins.LetterState {
	if ls, err := p.memory.Letters(p.ctx, p.org, id); err == nil && len(ls) == 1 {
		return ls[0].State
	}
	return ""
}

func (p *play) seal(t *rapid.T) {
	r := rapid.SampledFrom(p.rounds).Draw(t, "round")
	if rs, err := p.memory.Rounds(p.ctx, p.org, r.ID); err == nil && len(rs) == 1 && rs[0].State == checkins.RoundSkipped {
		t.Skip("nobody seals a skipped round")
	}
	now := rapid.SampledFrom([]time.Time{r.Closes, r.Closes.Add(-time.Second)}).Draw(t, "now")
	p.both(t, "seal", func(s Store) (any, error) { return s.Seal(p.ctx, p.org, r.ID, now) })
}

func (p *play) close(t *rapid.T) {
	r := rapid.SampledFrom(p.rounds).Draw(t, "round")
	c := checkins.Closing{
		Round: r.ID, Standing: checkins.Standing{Seq: rapid.IntRange(1, 9).Draw(t, "seq"), Last: r.ID, Rev: p.rev(t, r)},
		Basis:   checkins.Basis{Roster: r.Roster},
		Letters: []checkins.Letter{p.ask("it1", r.ID)}, Redraw: p.some(t),
	}
	// Whether a letter is posted first or redrawn first is the store's choice.
	c.Redraw = slices.DeleteFunc(c.Redraw, func(id checkins.LetterID) bool { return id == c.Letters[0].ID })
	p.both(t, "close", func(s Store) (any, error) {
		// How a round that is not sealed is refused is the store's choice.
		closed, err := s.Close(p.ctx, p.org, c, r.Closes)
		if errors.Is(err, checkins.ErrStale) {
			return false, err
		}
		return closed && err == nil, nil
	})
}

// some draws letters, each once.
func (p *play) some(t *rapid.T) []checkins.LetterID {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(p.letters), 0, 2, rapid.ID[checkins.LetterID]).Draw(t, "letters")
}

func (p *play) post(t *rapid.T) {
	var letters []checkins.Letter
	switch rapid.IntRange(0, 2).Draw(t, "what") {
	case 0:
		letters = []checkins.Letter{notice("one", Opens), notice("two", Opens.Add(time.Hour))}
	default:
		who := rapid.SampledFrom([]checkins.PersonID{"ana", "ben", "it1"}).Draw(t, "who")
		about := rapid.SliceOfNDistinct(rapid.SampledFrom([]checkins.RoundID{crm1, erp1, zed1}), 1, 2, rapid.ID[checkins.RoundID]).Draw(t, "about")
		letters = []checkins.Letter{p.ask(who, about...)}
	}
	p.both(t, "post", func(s Store) (any, error) { return nil, s.Post(p.ctx, p.org, letters...) })
}

// claims claims what is due on both stores, in two calls: an edit whose lease ran
// out may come in either.
func (p *play) claims(t *rapid.T) {
	now := rapid.SampledFrom([]time.Time{Opens, Opens.Add(2 * time.Hour)}).Draw(t, "now")
	first := true
	p.both(t, "claim", func(s Store) (any, error) {
		one, err := s.Claim(p.ctx, p.org, now, 100)
		if err != nil {
			return nil, err
		}
		two, err := s.Claim(p.ctx, p.org, now, 100)
		all := slices.Concat(one, two)
		if first { // Memory's
			p.held, first = append(p.held, all...), false
		}
		return bare(all), err
	})
}

func (p *play) claim(t *rapid.T) { p.claims(t) }

func (p *play) lapse(t *rapid.T) {
	if !slices.ContainsFunc(p.letters, func(id checkins.LetterID) bool { return p.state(id) == checkins.LetterSending }) {
		t.Skip("no lease runs")
	}
	p.subject.Expire()
	p.clock = p.clock.Add(2 * p.subject.Lease)
	p.claims(t)
}

func (p *play) settle(t *rapid.T) {
	if len(p.held) == 0 {
		t.Skip("nothing was claimed")
	}
	// Mostly one of the last claims, sometimes one long over.
	back := min(len(p.held), rapid.IntRange(1, 6).Draw(t, "back"))
	l := p.held[len(p.held)-back]
	how := checkins.Settlement{Reason: "x", Rev: l.Rev, RetryAt: Opens}
	how.State = rapid.SampledFrom([]checkins.LetterState{
		checkins.LetterSent, checkins.LetterSent, checkins.LetterSent, checkins.LetterPending,
		checkins.LetterUnknown, checkins.LetterUnreachable, checkins.LetterDropped,
	}).Draw(t, "state")
	switch {
	case how.State == checkins.LetterSent:
		how.Receipt = paper(l.ID)
	case how.State == checkins.LetterPending && !l.Merge && rapid.Bool().Draw(t, "later"):
		how.RetryAt = Opens.Add(2 * time.Hour)
	case how.State == checkins.LetterUnknown && p.state(l.ID) == checkins.LetterUnknown && rapid.Bool().Draw(t, "last"):
		l.State = checkins.LetterUnknown // known to the caller: for good
	}
	if rapid.IntRange(0, 3).Draw(t, "followed") == 0 {
		who := rapid.SampledFrom([]checkins.PersonID{"ana", "ben", "it1"}).Draw(t, "follower")
		about := rapid.SampledFrom([]checkins.RoundID{crm1, erp1, zed1}).Draw(t, "about")
		how.Post = []checkins.Letter{p.ask(who, about), notice("two", Opens.Add(time.Hour))}
	}
	p.both(t, "settle", func(s Store) (any, error) { return s.Settle(p.ctx, p.org, l, how) })
}

func (p *play) redraw(t *rapid.T) {
	some := p.some(t)
	p.both(t, "redraw", func(s Store) (any, error) { return nil, s.Redraw(p.ctx, p.org, Opens, some...) })
}

func (p *play) tend(t *rapid.T) {
	r := rapid.SampledFrom(p.rounds).Draw(t, "round").ID
	c := checkins.Care{
		Acknowledged: rapid.SampledFrom([]checkins.PersonID{"", "ana", "ben"}).Draw(t, "acknowledged"),
		SnoozedTo:    rapid.SampledFrom([]checkins.Date{"", "2026-03-09", "2026-03-16"}).Draw(t, "to"),
	}
	do := checkins.Tending{Care: c, Delivery: p.delivered(t, "tend"), OffAgenda: rapid.Bool().Draw(t, "off"), Assigns: rapid.Bool().Draw(t, "assigns")}
	do.Keepers[1] = rapid.SampledFrom([]checkins.PersonID{"", "ana", "ben"}).Draw(t, "keeper")
	if !do.OffAgenda {
		do.Agenda = rapid.SampledFrom([]checkins.Date{"", "2026-03-09"}).Draw(t, "agenda")
	}
	if rapid.IntRange(0, 3).Draw(t, "posts") == 0 {
		do.Post = []checkins.Letter{notice("two", Opens.Add(time.Hour))}
	}
	p.both(t, "tend", func(s Store) (any, error) { return s.Tend(p.ctx, p.org, r, do, during) })
}

func (p *play) jot(t *rapid.T) {
	who := rapid.SampledFrom([]checkins.PersonID{"ana", "ben", "zoe"}).Draw(t, "who")
	j := checkins.Jotting{
		Key: checkins.NeedNotes(p.rounds[0].ID), From: SlackAccount(who), Delivery: p.delivered(t, "jot"), Redraw: p.some(t),
		Note: checkins.Note{Person: who, Text: rapid.SampledFrom([]string{"", "A demo.", "Fewer clicks."}).Draw(t, "text"), Released: rapid.Bool().Draw(t, "released")},
	}
	p.both(t, "jot", func(s Store) (any, error) { return s.Jot(p.ctx, p.org, j, during) })
}

func (p *play) agree(t *rapid.T) {
	a := checkins.Assent{
		Initiative: CRM, Person: rapid.SampledFrom([]checkins.PersonID{"ana", "it1", "zoe"}).Draw(t, "who"),
		Given: rapid.Bool().Draw(t, "given"), Delivery: p.delivered(t, "agree"),
	}
	some := p.some(t)
	if len(some) > 0 && rapid.Bool().Draw(t, "proof") {
		a.Proof = checkins.Proof{Letter: some[0], Receipt: paper(some[0])}
	}
	p.both(t, "agree", func(s Store) (any, error) { return s.Agree(p.ctx, p.org, a, during, some...) })
}

// delivered is one of few deliveries of an act, or none: one delivery does one thing.
func (p *play) delivered(t *rapid.T, act string) checkins.Delivered {
	n := rapid.IntRange(0, 6).Draw(t, "delivered")
	if n == 0 {
		return checkins.Delivered{}
	}
	return checkins.Delivered{Platform: checkins.Slack, ID: fmt.Sprint(act, n)}
}
