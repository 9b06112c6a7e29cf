package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// Consent is what a lead of a named side said in chat about being named.
type Consent struct {
	Given bool
	At    time.Time // when this was said first; in whole milliseconds
}

// Assent is what a verified request claims: that somebody accepts to be named on
// an initiative, or does not. Nothing in it is believed before it is held against
// the account.
type Assent struct {
	Initiative InitiativeID
	Person     PersonID // for whom the button was made; must be who pressed it
	Given      bool
	Proof      Proof // where it was pressed; zero: in no letter
	Delivery   Delivered
}

// Consents keeps what leads said in chat about being named. It outlives Enrol:
// only the lead changes it. Roster fills it in as Initiative.Consents.
type Consents interface {
	// Agree stores the word of a.Person and redraws the letters in the same step; an
	// unknown letter that the proof names is settled as sent. true: it is a new word.
	// false: the same was said before, and its time stands. A delivery seen within
	// 24 h changes nothing and answers what it answered then.
	Agree(ctx context.Context, org OrgID, a Assent, now time.Time, redraw ...LetterID) (bool, error)
}

// Accepts reports whether a lead accepts to be named: the lead's own word in chat,
// else what the org file says.
func (i Initiative) Accepts(p PersonID) bool {
	if c, said := i.Consents[p]; said {
		return c.Given
	}
	return slices.Contains(i.Accepted, p)
}

// Undecided reports whether somebody who answers on a named side has neither accepted
// nor said no: the bot asks them.
func (i Initiative) Undecided(p PersonID) bool {
	side, on := i.seat(p)
	_, said := i.Consents[p]
	return on && i.Mode(side) == scoring.Named && !said && !slices.Contains(i.Accepted, p)
}

// ConsentLetter is the id of the letter that asks a lead to accept to be named.
func ConsentLetter(org OrgID, i InitiativeID, p PersonID) LetterID {
	return LetterIDOf(org, KindConsent, string(i), string(p))
}

// ConsentLetters writes to every lead who is undecided and can be reached, for the
// lead's next working instant. people are those of the org; it is pure.
func ConsentLetters(o Org, i Initiative, people []Person, now time.Time) []Letter {
	var letters []Letter
	for _, p := range people {
		if !i.Undecided(p.ID) || !reachable(p) || p.Quiet(i.ID) {
			continue
		}
		letters = append(letters, Letter{
			ID: ConsentLetter(o.ID, i.ID, p.ID), Kind: KindConsent, To: p.Account(), Lead: p.ID,
			Due: WorkingAt(p, o.Holidays, now), Again: true, About: About{Initiative: i.ID},
		})
	}
	return letters
}

// Consent stores whether a lead accepts to be named. The letter in which it was
// pressed is redrawn, and then the Message is nil; elsewhere the Message says how
// it stands now. Who is asked, and whose answers count, follows from it at once.
// Delivered again it changes nothing: another word may have been said since.
func (d *Desk) Consent(ctx context.Context, from Account, a Assent, delivery string) (Message, error) {
	a.Delivery = Delivered{from.Platform, delivery}
	m, err := d.consent(ctx, from, a)
	if err != nil {
		return nil, fmt.Errorf("consent of %s on %s: %w", a.Person, a.Initiative, err)
	}
	return m, nil
}

func (d *Desk) consent(ctx context.Context, from Account, a Assent) (Message, error) {
	who, help, err := d.who(ctx, from)
	switch {
	case err != nil || help != nil:
		return orHelp(help), err
	case !who.known:
		return Help{Text: HelpStranger}, nil
	case who.person.ID != a.Person:
		return Help{Text: HelpNotYours}, nil
	}
	i, err := d.initiative(ctx, who.org, a.Initiative)
	if errors.Is(err, ErrNotFound) {
		return Help{Text: HelpNoLongerAsked}, nil
	} else if err != nil {
		return nil, err
	}
	letter := ConsentLetter(who.org, i.ID, a.Person)
	side, on := i.seat(a.Person)
	switch {
	case !on:
		return Help{Text: HelpNoLongerAsked}, d.Shelf.Redraw(ctx, who.org, d.Now(), letter)
	case a.Given && i.Mode(side) == scoring.Confidential:
		// Nobody is named there, so there is nothing to accept. A no is kept: it
		// holds when leads leave and the side is named again.
		if err := d.Shelf.Redraw(ctx, who.org, d.Now(), letter); err != nil {
			return nil, err
		}
		return d.consenting(ctx, who.org, i, who.person)
	}
	r, under, err := d.underWay(ctx, who.org, i.ID, a.Person)
	if err != nil {
		return nil, err
	}
	redraw := []LetterID{letter}
	if under {
		ask, err := d.where(ctx, who.org, r.Plans[a.Person].Ask)
		if err != nil {
			return nil, err
		}
		redraw = append(redraw, ask...)
	}
	redraw = append(redraw, cardsOf(who.org, i)...)
	talk, err := d.Talks.WhyTalk(ctx, who.org, i.ID)
	if err != nil {
		return nil, err
	}
	redraw = append(redraw, talking{who: who, org: Org{ID: who.org}, initiative: i, talk: talk}.own()...)
	if a.Proof.Letter != letter {
		a.Proof = Proof{}
	}
	if _, err := d.Consents.Agree(ctx, who.org, a, d.Now(), redraw...); err != nil {
		return nil, err
	}
	if a.Proof.Letter != "" {
		return nil, nil //nolint:nilnil // the letter itself says it
	}
	if i, err = d.initiative(ctx, who.org, i.ID); err != nil {
		return nil, err
	}
	return d.consenting(ctx, who.org, i, who.person)
}

// underWay returns the open round of an initiative on whose roster a lead stands.
func (d *Desk) underWay(ctx context.Context, org OrgID, i InitiativeID, p PersonID) (Round, bool, error) {
	_, latest, err := d.Standings.Standing(ctx, org, i)
	if err != nil || latest == "" {
		return Round{}, false, err
	}
	rounds, err := d.Ledger.Rounds(ctx, org, latest)
	if err != nil || len(rounds) == 0 || rounds[0].State != RoundOpen {
		return Round{}, false, err
	}
	_, on := rounds[0].Side(p)
	return rounds[0], on, nil
}

// consenting draws how a lead stands to being named.
func (d *Desk) consenting(ctx context.Context, org OrgID, i Initiative, p Person) (Consenting, error) {
	side, on := i.seat(p.ID)
	c := Consenting{
		Lead: p.ID, Initiative: Named{i.ID, i.Name}, Leads: len(i.SideLeads(side)), Zone: p.Zone, At: i.Consents[p.ID].At,
	}
	switch {
	case !on:
		c.State = ConsentLeft
		return c, nil
	case i.Mode(side) == scoring.Confidential:
		c.State = ConsentHidden
		return c, nil
	case i.Undecided(p.ID):
		c.State = ConsentOpen
		return c, nil
	case i.Accepts(p.ID):
		c.State = ConsentGiven
	default:
		c.State = ConsentRefused
	}
	r, under, err := d.underWay(ctx, org, i.ID, p.ID)
	if asked, _ := r.Side(p.ID); under && r.Mode[asked] == scoring.Named {
		c.Round = r.ID.Date() // a round that began confidential stays so, and counts either way
	}
	return c, err
}

// composeConsent draws the letter that asks, and what became of it.
func (d *Desk) composeConsent(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	c, err := d.consenting(ctx, org, i, p)
	if err != nil {
		return nil, hold{}, err
	}
	c.Letter = l.ID
	if !l.Receipt.IsZero() {
		return c, hold{}, nil
	}
	switch c.State {
	case ConsentOpen:
	case ConsentLeft:
		return nil, hold{reason: ReasonLeft}, nil
	case ConsentHidden:
		return nil, hold{reason: ReasonNotNamed}, nil
	default:
		return nil, hold{reason: ReasonAnswered}, nil
	}
	if p.Quiet(i.ID) {
		return nil, hold{reason: ReasonMuted}, nil
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	if at := WorkingAt(p, o.Holidays, now); at.After(now) {
		return nil, hold{reason: ReasonDayOff, until: at}, nil
	}
	return c, hold{}, nil
}
