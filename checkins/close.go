package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// close seals a round whose stated close has come, scores it, and stores what
// follows in one step.
func (d *Desk) close(ctx context.Context, org Org, id RoundID, now time.Time) error {
	// The standing is read first: whoever is forgotten meanwhile makes it stale,
	// and what is read after it knows them no more.
	was, _, err := d.Standings.Standing(ctx, org.ID, id.Initiative())
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if org, err = d.Roster.Org(ctx, org.ID); err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	rounds, err := d.Ledger.Rounds(ctx, org.ID, id)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if len(rounds) == 0 {
		return fmt.Errorf("close %s: %w", id, ErrNotFound)
	}
	r := rounds[0]
	kept, err := d.Ledger.Seal(ctx, org.ID, id, now)
	if err != nil {
		return fmt.Errorf("seal %s: %w", id, err)
	}
	i, err := d.initiative(ctx, org.ID, id.Initiative())
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if r.State == RoundClosed || was.Last == id {
		return nil // another process closed it meanwhile
	}
	params, err := scoring.Defaults().WithPreset(i.Pulse.preset())
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	basis := i.basis(params, r, kept)
	standing, records, err := Score(basis, r, kept, was)
	if err != nil {
		return err
	}
	silent, err := d.silence(ctx, org.ID, i, standing, now)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	end := ending{org: org, initiative: i, round: r, basis: basis, now: now, was: was, standing: standing, verdicts: Judge(r, standing, silent)}
	if end.people, err = d.asked(ctx, org.ID, r); err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	owners, err := d.Roster.People(ctx, org.ID, i.answerable(org))
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if len(owners) > 0 {
		end.owner = owners[0]
	}
	if end.figures, _, err = readBook[FigureBook](ctx, d, org.ID, BookOfFigures(i.ID)); err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if who := i.warned(); i.Pulse.HeadsUp && len(who) > 0 {
		if end.warned, err = d.Roster.People(ctx, org.ID, who...); err != nil {
			return fmt.Errorf("close %s: %w", id, err)
		}
	}
	readers, err := d.readers(ctx, org.ID, i)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	c := Closing{Round: id, Basis: basis, Standing: standing, Records: records}
	c.Letters, c.Redraw = end.letters()
	c.Letters = append(c.Letters, digests(org, i, readers, now)...)
	moved, err := d.where(ctx, org.ID, append(r.asks(), r.nudges()...)...)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	again, err := d.recallLetters(ctx, org.ID, r)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	c.Redraw = append(append(c.Redraw, moved...), again...)
	slices.Sort(c.Redraw)
	c.Redraw = slices.Compact(c.Redraw)
	stay, err := d.filling(ctx, org.ID, r, c.Redraw, now)
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	c.Redraw = slices.DeleteFunc(c.Redraw, func(l LetterID) bool { return stay[l] })
	closed, err := d.Ledger.Close(ctx, org.ID, c, now)
	if errors.Is(err, ErrStale) {
		return nil // the next tick scores it anew
	}
	if err != nil {
		return fmt.Errorf("close %s: %w", id, err)
	}
	if closed {
		if err := d.celebrate(ctx, org.ID, i); err != nil {
			return fmt.Errorf("close %s: %w", id, err)
		}
		d.saw(Sighting{Org: org.ID, What: "closed", Round: id})
		if err := d.askOutcome(ctx, org, i, now, now); err != nil {
			return fmt.Errorf("ask after the outcome of %s: %w", i.ID, err)
		}
	}
	return nil
}

// left reports who of the round's roster is not to be scored any more: neither a
// lead of that side now nor in the place of one, or on a named side without
// acceptance. The side keeps the mode in which the round was asked.
func (i Initiative) left(r Round) func(PersonID) bool {
	stays := map[PersonID]bool{}
	for _, side := range scoring.Sides {
		leads := i.SideLeads(side)
		for _, p := range r.Roster[side] {
			if _, before := stays[p]; !before {
				_, leads := slices.BinarySearch(leads, p)
				stays[p] = (leads || i.stands(r, p, side)) && (r.Mode[side] != scoring.Named || i.Accepts(p))
			}
		}
	}
	return func(p PersonID) bool { return !stays[p] }
}

// silence reads which cards people asked to be silent about on the day of now.
func (d *Desk) silence(ctx context.Context, org OrgID, i Initiative, s Standing, now time.Time) (func(RoundID) bool, error) {
	today := DateOf(now.In(i.Pulse.Location()))
	quiet := map[RoundID]bool{}
	for _, dim := range s.Dimensions() {
		card := s.Course[dim].Episode.Opened
		if card == "" {
			continue
		}
		care, err := d.Cares.Care(ctx, org, card)
		if err != nil {
			return nil, err
		}
		quiet[card] = care.SnoozedTo != "" && today <= care.SnoozedTo
	}
	return func(card RoundID) bool { return quiet[card] }, nil
}

// asked returns everybody to whom the round put something.
func (d *Desk) asked(ctx context.Context, org OrgID, r Round) ([]Person, error) {
	var ids []PersonID
	for id, plan := range r.Plans {
		if len(plan.Items) > 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	return d.Roster.People(ctx, org, ids...)
}

// ending is a scored round; letters, which is pure, says what it says to whom.
type ending struct {
	org        Org
	initiative Initiative
	round      Round
	basis      Basis
	now        time.Time
	was        Standing // before the round
	standing   Standing // after it
	verdicts   []Verdict
	people     []Person
	figures    FigureBook
	owner      Person   // who answers for the initiative; zero: nobody known
	warned     []Person // who is told of an alert before the channels; nobody without a heads-up
}

// letters returns the letters that the end of the round posts, and those sent
// before that now read differently.
func (e ending) letters() (post []Letter, redraw []LetterID) {
	var opened []scoring.Dimension
	var episodes []int
	for _, v := range e.verdicts {
		if v.Reason == ReasonOpened {
			opened, episodes = append(opened, v.Dimension), append(episodes, v.Episode)
		}
	}
	changed, lines := cards(e.round.ID, e.verdicts)
	goes := e.now
	early := e.initiative.Pulse.HeadsUp && len(opened) > 0 && len(e.initiative.Channels) > 0
	if early {
		goes = e.initiative.Pulse.dayAfter(e.org.Holidays, e.now)
		post = append(post, e.headsUps(opened, episodes, goes)...)
	}
	for _, channel := range e.initiative.Channels {
		if len(opened) > 0 {
			l := e.letter(KindAlert, AlertLetter(e.org.ID, e.round.ID, channel), channel)
			l.About.Dimensions, l.About.Episodes = opened, episodes
			l.Due, l.About.HeadsUp = goes, early
			post = append(post, l)
		}
		for _, card := range changed {
			id := AlertLetter(e.org.ID, card, channel)
			redraw = append(redraw, id)
			l := e.letter(KindThread, LetterIDOf(e.org.ID, KindThread, string(e.round.ID), string(card), channel.String()), channel)
			l.Under, l.About.Lines, l.Until = id, lines[card], e.now.Add(threadWorth)
			post = append(post, l)
		}
		card := e.letter(KindCard, CardLetter(e.org.ID, e.initiative.ID, channel), channel)
		card.Merge, card.Due = true, goes // a channel that could not be reached is tried again after each round
		post = append(post, card)
		if !early { // else it would tell of the alert before: it is drawn anew with that
			redraw = append(redraw, card.ID)
		}
	}
	if len(e.initiative.Channels) == 0 && len(opened) > 0 {
		post = append(post, e.toOwner(opened, episodes))
	}
	post = append(append(post, e.silences()...), e.ripened()...)
	for _, card := range changed { // the owner's copies, where there are any
		redraw = append(redraw, LetterIDOf(e.org.ID, KindNotice, string(card), "no_channel"))
		for _, channel := range e.initiative.Channels {
			redraw = append(redraw, LetterIDOf(e.org.ID, KindNotice, string(AlertLetter(e.org.ID, card, channel))))
		}
	}
	for _, p := range e.people {
		if plan := e.round.Plans[p.ID]; plan.Ask != "" {
			redraw = append(append(redraw, plan.Ask), plan.Nudges...)
		}
		if p.Gone == "" && !p.Account().IsZero() && e.basis.counts(p.ID) {
			l := e.letter(KindResult, LetterIDOf(e.org.ID, KindResult, string(e.round.ID), string(p.ID)), p.Account())
			l.Lead, l.Due = p.ID, WorkingAt(p, e.org.Holidays, e.now)
			l.Until = l.Due.Add(resultWorth)
			post = append(post, l)
		}
	}
	slices.Sort(redraw)
	return post, slices.Compact(redraw)
}

// How long a private result, and a line in the thread of an alert that did not
// arrive yet, are worth sending.
const (
	resultWorth = 72 * time.Hour
	threadWorth = 72 * time.Hour
)

func (e ending) letter(kind Kind, id LetterID, to Account) Letter {
	return Letter{ID: id, Kind: kind, To: to, Due: e.now, About: About{Initiative: e.initiative.ID, Rounds: []RoundID{e.round.ID}}}
}

// toOwner writes the notice for an owner whose initiative has no channel.
func (e ending) toOwner(opened []scoring.Dimension, episodes []int) Letter {
	l := e.letter(KindNotice, LetterIDOf(e.org.ID, KindNotice, string(e.round.ID), "no_channel"), Account{})
	l.Lead, l.About.Text = e.initiative.answerable(e.org), Says{What: "no_channel"}
	l.About.Dimensions, l.About.Episodes = opened, episodes
	return l
}

// answerable is who is told when nobody else can be: the owner, else the sponsor,
// else an admin.
func (i Initiative) answerable(o Org) PersonID {
	switch {
	case i.Owner != "":
		return i.Owner
	case i.Sponsor != "":
		return i.Sponsor
	case len(o.Admins) > 0:
		return o.Admins[0]
	}
	return ""
}

// CardLetter is the id of the card of an initiative in a channel.
func CardLetter(org OrgID, i InitiativeID, channel Account) LetterID {
	return LetterIDOf(org, KindCard, string(i), channel.String())
}

// AlertLetter is the id of the card of a round in a channel. Openings of one
// round share one card, so it names the round and not the episodes.
func AlertLetter(org OrgID, r RoundID, channel Account) LetterID {
	return LetterIDOf(org, KindAlert, string(r), channel.String())
}

func (d *Desk) initiative(ctx context.Context, org OrgID, id InitiativeID) (Initiative, error) {
	is, err := d.Roster.Initiatives(ctx, org, id)
	if err != nil {
		return Initiative{}, err
	}
	if len(is) == 0 {
		return Initiative{}, fmt.Errorf("initiative %s: %w", id, ErrNotFound)
	}
	return is[0], nil
}

func (d *Desk) person(ctx context.Context, org OrgID, id PersonID) (Person, error) {
	ps, err := d.Roster.People(ctx, org, id)
	if err != nil {
		return Person{}, err
	}
	if len(ps) == 0 {
		return Person{}, fmt.Errorf("person %s: %w", id, ErrNotFound)
	}
	return ps[0], nil
}
