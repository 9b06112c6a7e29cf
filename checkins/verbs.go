package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"
)

// accountCache remembers whose account is whose for a short while: a press must
// be answered within Slack's three seconds, and people seldom change.
type accountCache struct {
	mu     sync.Mutex
	seen   map[Account]knownAccount
	spoken map[Account]spoken
}

type knownAccount struct {
	org    OrgID
	person PersonID
	err    error
	until  time.Time
}

// accountsFor is how long a remembered account is believed, and accountsMost how
// many are remembered. What may be stored is checked against the store each time.
const (
	accountsFor  = 30 * time.Second
	accountsMost = 10_000
)

// forget makes the next question about an account go to the store.
func (c *accountCache) forget(accounts ...Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, a := range accounts {
		delete(c.seen, a)
	}
}

// Who returns the org and the person of a verified account; errors as
// Directory.Who.
func (d *Desk) Who(ctx context.Context, a Account) (OrgID, PersonID, error) {
	now := d.Now()
	d.accounts.mu.Lock()
	k, ok := d.accounts.seen[a]
	d.accounts.mu.Unlock()
	if ok && now.Before(k.until) && !now.Before(k.until.Add(-accountsFor)) {
		return k.org, k.person, k.err
	}
	org, p, err := d.Directory.Who(ctx, a)
	if err != nil && !errors.Is(err, ErrStranger) && !errors.Is(err, ErrNotFound) {
		return "", "", err
	}
	if err == nil { // strangers are looked up again: apply may have added them
		d.accounts.mu.Lock()
		if d.accounts.seen == nil || len(d.accounts.seen) >= accountsMost {
			d.accounts.seen = map[Account]knownAccount{}
		}
		d.accounts.seen[a] = knownAccount{org, p, nil, now.Add(accountsFor)}
		d.accounts.mu.Unlock()
	}
	return org, p, err
}

// Answer stores a reply in one round trip to the store; see Ledger.Record. The
// org comes from the signed check-in, and the store holds the account against it.
func (d *Desk) Answer(ctx context.Context, org OrgID, r Reply) ([]Recorded, error) {
	began := time.Now() // how long the store took, for the metrics
	rec, err := d.Ledger.Record(ctx, org, r, d.Now())
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", r.Delivery, err)
	}
	for _, one := range rec {
		d.saw(Sighting{Org: org, What: "recorded", Round: one.Round, Reason: string(one.Outcome), Elapsed: time.Since(began)})
	}
	return rec, nil
}

// asker is somebody who asks, as far as the org knows them.
type asker struct {
	org    OrgID
	person Person // zero for a stranger
	known  bool
	off    bool // the platform switched the account off: nobody, and no stranger who may look either
}

// who finds out who asks. help is not nil when the answer is only help: the
// account's team belongs to no org.
func (d *Desk) who(ctx context.Context, from Account) (asker, *Help, error) {
	org, id, err := d.Who(ctx, from)
	switch {
	case errors.Is(err, ErrNotFound):
		return asker{}, &Help{Text: HelpNoInitiative}, nil
	case errors.Is(err, ErrStranger):
		return asker{org: org}, nil, nil
	case err != nil:
		return asker{}, nil, err
	}
	p, err := d.person(ctx, org, id)
	if errors.Is(err, ErrNotFound) {
		return asker{org: org}, nil, nil
	}
	if err == nil && p.Gone != "" {
		if here, err := d.back(ctx, org, p, from); err != nil || !here {
			return asker{org: org, off: true}, nil, err
		}
	}
	if err == nil && len(p.Accounts) > 1 && p.Used != from.Platform {
		p.Used = from.Platform
		err = d.Registrar.Amend(ctx, org, id, Wish{Used: &from.Platform})
	}
	return asker{org: org, person: p, known: true}, nil, err
}

// Form opens the check-in that a letter asks for, or, without a letter, whatever
// is due for the person. The Message is a Form, or Help that says why not.
func (d *Desk) Form(ctx context.Context, from Account, letter LetterID, proof Proof) (Message, error) {
	who, help, err := d.who(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	if help != nil {
		return *help, nil
	}
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	var ids []RoundID
	if letter != "" {
		ls, err := d.Shelf.Letters(ctx, who.org, letter)
		if err != nil {
			return nil, fmt.Errorf("form: %w", err)
		}
		if len(ls) == 0 || ls[0].Lead != who.person.ID {
			return Help{Text: HelpNotYours}, nil
		}
		if ls[0].Kind == KindTest {
			return d.testForm(ctx, who, ls[0], proof)
		}
		ids = ls[0].About.Rounds
	} else if ids, err = d.roundsOf(ctx, who.org, who.person); err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	ask, err := d.checkin(ctx, who.org, who.person, ids)
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	ask.Letter = letter
	f := Form{Ask: ask, Proof: proof}
	f.Due = slices.DeleteFunc(slices.Clone(ask.Due), func(due Due) bool {
		if due.State == DueClosed {
			f.Over = append(f.Over, due.Initiative)
		}
		return due.State == DueClosed
	})
	switch {
	case len(ask.Due) == 0:
		return Help{Text: HelpNothingDue}, nil
	case len(f.Due) == 0:
		return Help{Text: HelpAllClosed}, nil
	}
	return f, nil
}

// roundsOf lists the rounds under way of a person's initiatives.
func (d *Desk) roundsOf(ctx context.Context, org OrgID, p Person) ([]RoundID, error) {
	var ids []RoundID
	for _, i := range p.answered() {
		_, latest, err := d.Standings.Standing(ctx, org, i)
		if err != nil {
			return nil, err
		}
		if latest != "" {
			ids = append(ids, latest)
		}
	}
	return ids, nil
}

// checkin draws what rounds put to a person, without those that put nothing.
func (d *Desk) checkin(ctx context.Context, org OrgID, p Person, ids []RoundID) (Ask, error) {
	ask := Ask{Lead: p.ID, Zone: p.Zone, TryOut: d.TryOut}
	if len(ids) == 0 {
		return ask, nil
	}
	rounds, err := d.Ledger.Rounds(ctx, org, ids...)
	if err != nil {
		return Ask{}, err
	}
	for _, r := range rounds {
		i, err := d.initiative(ctx, org, r.ID.Initiative())
		if err != nil {
			return Ask{}, err
		}
		due, ok, err := d.due(ctx, org, i, r, p, "", d.Now())
		if err != nil {
			return Ask{}, err
		}
		if ok {
			ask.Due = append(ask.Due, due)
		}
	}
	return ask, nil
}

// Remind posts the lead's own reminder of a check-in, in an hour or on the next
// working day at the usual time. A delivery that comes again is told what it was
// told, also once the reminder has come.
func (d *Desk) Remind(ctx context.Context, from Account, letter LetterID, tomorrow bool, delivery string) (Message, error) {
	who, l, help, err := d.mine(ctx, from, letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, fmt.Errorf("remind: %w", err)
	}
	ask, err := d.checkin(ctx, who.org, who.person, l.About.Rounds)
	if err != nil {
		return nil, fmt.Errorf("remind: %w", err)
	}
	var closes time.Time
	for _, due := range ask.Due {
		if due.State == DueOpen && due.Closes.After(closes) {
			closes = due.Closes
		}
	}
	if closes.IsZero() {
		return Help{Text: HelpNothingDue}, nil
	}
	minute := who.person.AskAt
	if minute == 0 {
		at := l.Due.In(who.person.Location())
		minute = at.Hour()*60 + at.Minute()
	}
	at, ok := RemindAt(who.person, o.Holidays, d.Now(), closes, tomorrow, minute)
	if from, _ := who.person.day(); !ok && tomorrow {
		// The usual hour is too late that day: the start of the day may not be.
		at, ok = RemindAt(who.person, o.Holidays, d.Now(), closes, tomorrow, from)
	}
	if !ok {
		return Help{Text: HelpTooLate}, nil
	}
	ids := reminders(who.org, ask.Due[0].Ask) // also when it was asked for in a nudge
	before, err := d.Shelf.Letters(ctx, who.org, ids...)
	if err != nil {
		return nil, fmt.Errorf("remind: %w", err)
	}
	for _, b := range before {
		same := delivery != "" && b.About.Press == delivery
		if same || b.State == LetterPending && b.Due.Sub(at).Abs() < time.Minute {
			return Done{What: DoneRemind, At: b.Due, Zone: who.person.Zone}, nil // pressed twice: one wish
		}
	}
	if len(before) == remindMost {
		return Help{Text: HelpTooLate}, nil
	}
	r := Letter{
		ID: ids[len(before)], Kind: KindRemind, To: from, Lead: who.person.ID,
		Due: at, Until: closes, About: About{Rounds: l.About.Rounds, Press: delivery},
	}
	if err := d.Outbox.Post(ctx, who.org, r); err != nil {
		return nil, fmt.Errorf("remind: %w", err)
	}
	return Done{What: DoneRemind, At: at, Zone: who.person.Zone}, nil
}

// remindMost is how often a lead may put off one check-in.
const remindMost = 8

// reminders are the ids of all reminders that a check-in can have, in the order of
// use, so that they are found again when it is answered.
func reminders(org OrgID, ask LetterID) []LetterID {
	ids := make([]LetterID, remindMost)
	for n := range ids {
		ids[n] = LetterIDOf(org, KindRemind, string(ask), strconv.Itoa(n))
	}
	return ids
}

// mine returns a letter that was written to the asker.
func (d *Desk) mine(ctx context.Context, from Account, letter LetterID) (asker, Letter, *Help, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return who, Letter{}, help, err
	}
	if !who.known {
		return who, Letter{}, &Help{Text: HelpStranger}, nil
	}
	ls, err := d.Shelf.Letters(ctx, who.org, letter)
	if err != nil {
		return who, Letter{}, nil, err
	}
	if len(ls) == 0 || ls[0].Lead != who.person.ID {
		return who, Letter{}, &Help{Text: HelpNotYours}, nil
	}
	return who, ls[0], nil, nil
}

func orHelp(h *Help) Message {
	if h == nil {
		return nil
	}
	return *h
}

// here ends a leave and a silence, and makes the asker's platform the one to be asked
// on.
func (d *Desk) here(ctx context.Context, who asker, from Account, delivery string) (Message, error) {
	var none Date
	var asked bool
	w := Wish{AwayFrom: &none, AwayTo: &none, Stopped: &asked, Prefers: &from.Platform, Delivery: Delivered{from.Platform, delivery}}
	if _, err := d.gone(ctx, who, w); err != nil {
		return nil, fmt.Errorf("here: %w", err)
	}
	return Done{What: DoneHere, Where: from.Platform, Zone: who.person.Zone}, nil
}

// Gone notes that a platform switched an account off, or, with an empty reason,
// on again. Accounts of nobody are ignored.
func (d *Desk) Gone(ctx context.Context, a Account, reason string) error {
	org, p, err := d.Directory.Who(ctx, a)
	if errors.Is(err, ErrStranger) || errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("gone %s: %w", a, err)
	}
	if err := d.Registrar.Amend(ctx, org, p, Wish{Gone: &reason}); err != nil {
		return fmt.Errorf("gone %s: %w", a, err)
	}
	return nil
}
