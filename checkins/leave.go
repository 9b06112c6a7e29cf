package checkins

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Delegation says how long a leave is and who takes the lead's place meanwhile: to
// whoever is away, and to the delegate, who may say no.
type Delegation struct {
	Letter   LetterID
	Own      bool   // it is said to who is away; else to the delegate
	Lead, By string // names; By is empty where nobody was named
	May      bool   // somebody can be named
	Zone     string // of who reads it
	From, To Date   // of the leave, both included
	Begun    bool   // it has
	On       []Named
	Not      []Named // the lead's initiatives in which the delegate has a side already
	State    DelegationState
}

// DelegationState says how a delegation stands.
type DelegationState string

// The states of a delegation.
const (
	DelegationOn       DelegationState = "on" // nothing more is needed for it
	DelegationDeclined DelegationState = "declined"
	DelegationOver     DelegationState = "over" // the lead is back, or named somebody else
)

func (Delegation) message() {}

// leaveMost is how long a leave may be, in days.
const leaveMost = 366

// away is what was typed: a leave.
func (d *Desk) away(ctx context.Context, who asker, from Account, c Command, delivery string) (Message, error) {
	if c.Until == "" {
		return d.leaveDialog(ctx, who, from)
	}
	today := DateOf(d.Now().In(who.person.Location()))
	first, last, err := ParseLeave(c.From, c.Until, today)
	if err != nil {
		said := c.Until
		if c.From != "" && c.From != c.Until {
			said = c.From + " – " + c.Until
		}
		return Help{Text: HelpBadDate, Command: string(VerbAway), Name: said}, nil
	}
	return d.leave(ctx, who, Stand{From: first, To: last}, Delivered{from.Platform, delivery})
}

// Away notes that a person is away from today until a date, inclusive. Delivered again
// it changes nothing: the person may be back.
func (d *Desk) Away(ctx context.Context, from Account, until Date, delivery string) (Message, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	today := DateOf(d.Now().In(who.person.Location()))
	if !until.Valid() || until < today || until > today.AddDays(leaveMost) {
		return Help{Text: HelpBadDate, Command: string(VerbAway)}, nil
	}
	m, err := d.leave(ctx, who, Stand{From: today, To: until}, Delivered{from.Platform, delivery})
	if err != nil {
		return nil, fmt.Errorf("away: %w", err)
	}
	return Done{What: DoneAway, Until: m.To, Zone: m.Zone}, nil
}

// leave notes a leave and who takes the place meanwhile. A leave that goes on keeps its
// delegate when none is named.
func (d *Desk) leave(ctx context.Context, who asker, l Stand, by Delivered) (Delegation, error) {
	p := who.person
	before, had := StandOf(p)
	if goes := before.To != "" && l.From <= before.To && l.To >= before.From; l.By == "" && had && goes {
		l.By = before.By
		l.From = min(l.From, before.From)
	}
	w := Wish{AwayFrom: &l.From, AwayTo: &l.To, Delegate: &l.By, Delivery: by}
	if l.By != before.By {
		none := PersonID("")
		w.Declined = &none
	}
	return d.gone(ctx, who, w)
}

// gone stores a leave, and tells those whom it concerns. Said again it tells nobody
// twice.
func (d *Desk) gone(ctx context.Context, who asker, w Wish) (Delegation, error) {
	before, _ := StandOf(who.person)
	if err := d.Registrar.Amend(ctx, who.org, who.person.ID, w); err != nil {
		return Delegation{}, err
	}
	lead, err := d.person(ctx, who.org, who.person.ID)
	if err != nil {
		return Delegation{}, err
	}
	now, named := StandOf(lead)
	if before.By != "" {
		// However the leave has changed, the delegate reads it where it was asked.
		if err := d.Shelf.Redraw(ctx, who.org, d.Now(), delegateLetter(who.org, before)); err != nil {
			return Delegation{}, err
		}
	}
	if !named || now.To == "" || now.Declined {
		return d.alone(lead), nil
	}
	if err := d.ask(ctx, who.org, lead, now); err != nil {
		return Delegation{}, err
	}
	return d.delegation(ctx, who.org, lead, now.By, true)
}

// alone is a leave during which nobody takes the place.
func (d *Desk) alone(p Person) Delegation {
	return Delegation{
		Own: true, Lead: p.Name, May: len(p.Leads) > 0, Zone: p.Zone, From: p.AwayFrom, To: p.AwayTo,
		Begun: p.AwayFrom <= DateOf(d.Now().In(p.Location())), State: DelegationOn,
	}
}

// leaveNow says how the leave is that a person said last.
func (d *Desk) leaveNow(ctx context.Context, who asker) (Message, error) {
	s, named := StandOf(who.person)
	switch {
	case who.person.AwayTo == "":
		return Done{What: DoneHere, Where: who.person.Account().Platform, Zone: who.person.Zone}, nil
	case !named || s.Declined:
		return d.alone(who.person), nil
	}
	return d.delegation(ctx, who.org, who.person, s.By, true)
}

// delegateLetter is the id of the letter to a delegate: one a lead and beginning of a
// leave.
func delegateLetter(org OrgID, s Stand) LetterID {
	return LetterIDOf(org, KindDelegate, string(s.Lead), string(s.By), string(s.From))
}

// ask writes to a delegate, and where a side is named asks whether they accept that.
func (d *Desk) ask(ctx context.Context, org OrgID, lead Person, s Stand) error {
	by, err := d.person(ctx, org, s.By)
	if err != nil {
		return err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return err
	}
	end, ok := Resolve(s.To.AddDays(1), 0, lead.Location())
	if !ok {
		end = s.To.AddDays(2).UTC()
	}
	letters := []Letter{{
		ID: delegateLetter(org, s), Kind: KindDelegate, To: by.Account(), Lead: by.ID, Again: true,
		Due: WorkingAt(by, o.Holidays, d.Now()), Until: end, About: About{Text: Says{Where: string(lead.ID)}, Date: s.From},
	}}
	if len(lead.Leads) > 0 {
		is, err := d.Roster.Initiatives(ctx, org, lead.Leads...)
		if err != nil {
			return err
		}
		for _, i := range is {
			letters = append(letters, ConsentLetters(o, i, []Person{by}, d.Now())...)
		}
	}
	return d.Outbox.Post(ctx, org, letters...)
}

// delegation draws how it stands, to the lead (own) or to the delegate.
func (d *Desk) delegation(ctx context.Context, org OrgID, lead Person, by PersonID, own bool) (Delegation, error) {
	people, err := d.Roster.People(ctx, org, by)
	if err != nil {
		return Delegation{}, err
	}
	m := d.alone(lead)
	m.Own, m.State = own, DelegationOver
	if len(people) == 0 {
		return m, nil
	}
	m.By = people[0].Name
	if !own {
		m.Zone = people[0].Zone
	}
	s, _ := StandOf(lead)
	switch {
	case s.By != by || s.To == "" || s.To < DateOf(d.Now().In(lead.Location())):
		return m, nil
	case s.Declined:
		m.State = DelegationDeclined
	default:
		m.State = DelegationOn
	}
	if len(lead.Leads) == 0 {
		return m, nil
	}
	is, err := d.Roster.Initiatives(ctx, org, lead.Leads...)
	if err != nil {
		return Delegation{}, err
	}
	for _, i := range is {
		if _, on := i.Side(lead.ID); !on {
			continue // a bridge is asked nothing
		}
		if i.leads(by) {
			m.Not = append(m.Not, Named{i.ID, i.Name})
			continue
		}
		m.On = append(m.On, Named{i.ID, i.Name})
	}
	return m, nil
}

// composeDelegate draws the letter to a delegate, or the one that tells the lead of a
// no.
func (d *Desk) composeDelegate(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	sent := !l.Receipt.IsZero()
	own := l.About.Text.What == saysDeclined
	lead, by := p, PersonID(l.About.Text.Where)
	if !own {
		people, err := d.Roster.People(ctx, org, PersonID(l.About.Text.Where))
		if err != nil {
			return nil, hold{}, err
		}
		if len(people) == 0 {
			return nil, hold{reason: ReasonLeft}, nil
		}
		lead, by = people[0], p.ID
	}
	m, err := d.delegation(ctx, org, lead, by, own)
	if err != nil {
		return nil, hold{}, err
	}
	m.Letter = l.ID
	if own {
		m.State = DelegationDeclined // it tells of that, whatever became of it
		return m, hold{}, nil
	}
	if m.From != l.About.Date { // another leave: there is another letter
		m.State = DelegationOver
	}
	if sent {
		return m, hold{}, nil
	}
	if m.State != DelegationOn {
		return nil, hold{reason: ReasonLeft}, nil
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	return m, rest(p, o.Holidays, now, now), nil
}

// decline has a delegate say no, or take the place after all. The letter itself says what
// became of it.
func (d *Desk) decline(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, w.Letter)
	if err != nil {
		return nil, err
	}
	if len(ls) == 0 || ls[0].Kind != KindDelegate || ls[0].Lead != who.person.ID || ls[0].About.Text.What == saysDeclined {
		return Help{Text: HelpNotYours}, nil
	}
	lead, err := d.person(ctx, who.org, PersonID(ls[0].About.Text.Where))
	if err != nil {
		return nil, err
	}
	redraw := []LetterID{w.Letter}
	s, _ := StandOf(lead)
	if s.By == who.person.ID && s.To != "" && s.From == ls[0].About.Date { // else it is over, and the letter says so
		no := who.person.ID
		if w.What == deedTakes {
			no = ""
		}
		by := Delivered{w.From.Platform, w.Delivery}
		if err := d.Registrar.Amend(ctx, who.org, lead.ID, Wish{Declined: &no, Delivery: by}); err != nil {
			return nil, err
		}
		asks, err := d.standing(ctx, who.org, who.person.ID, lead)
		if err != nil {
			return nil, err
		}
		redraw = append(redraw, asks...)
		if no != "" {
			if err := d.refused(ctx, who, lead, s); err != nil {
				return nil, err
			}
		}
	}
	return nil, d.Shelf.Redraw(ctx, who.org, d.Now(), redraw...)
}

// refused tells a lead that the delegate said no: once a leave.
func (d *Desk) refused(ctx context.Context, who asker, lead Person, s Stand) error {
	return d.Outbox.Post(ctx, who.org, Letter{
		ID: LetterIDOf(who.org, KindDelegate, string(s.Lead), string(s.By), string(s.From), "no"), Kind: KindDelegate,
		To: lead.Account(), Lead: lead.ID, Due: d.Now(), Until: d.Now().Add(resultWorth),
		About: About{Text: Says{What: saysDeclined, Where: string(s.By)}, Date: s.From},
	})
}

// saysDeclined is the Says.What of the letter that tells a lead of a no.
const saysDeclined = "declined"

// standing lists the letters by which a delegate is asked in a lead's place.
func (d *Desk) standing(ctx context.Context, org OrgID, by PersonID, lead Person) ([]LetterID, error) {
	var ids []LetterID
	for _, i := range lead.Leads {
		r, on, err := d.underWay(ctx, org, i, by)
		if err != nil {
			return nil, err
		}
		if plan := r.Plans[by]; on && r.For[by] == lead.ID && plan.Ask != "" {
			ids = append(append(ids, plan.Ask), plan.Nudges...)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	return d.where(ctx, org, slices.Compact(ids)...)
}

func (d *Desk) openLeave(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	return d.leaveDialog(ctx, who, w.From)
}

func (d *Desk) doHere(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	return d.here(ctx, who, w.From, w.Delivery)
}

// What is asked, without a word that anybody types, to say how something is now.
const (
	verbLeave  Verb = "leave"
	verbChosen Verb = "chosen"
)

// The words of buttons about a leave.
const (
	deedAway     = "away"         // opens the dialog
	deedHere     = "here"         // back
	deedDeclines = "delegate_no"  // the delegate says no
	deedTakes    = "delegate_yes" // and takes it after all
)
