package checkins

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Desk is the one giver of verbs: what the clock, the chat platforms and the
// command line ask of the domain goes through it. Every field but Probes, Guests
// and Seen is required. A Desk keeps nothing between calls but caches.
type Desk struct {
	Directory Directory
	Roster    Roster
	Registrar Registrar
	Ledger    Ledger
	Standings Standings
	Outbox    Outbox
	Shelf     Shelf
	Cares     Cares
	Consents  Consents

	Couriers map[Platform]Courier
	Probes   map[Platform]Probe  // may be empty: then nobody is found to be deactivated
	Guests   map[Platform]Guests // may be empty: then nobody is found to be a guest

	Now    func() time.Time // the app's clock, for what people ask; Tick and Deliver are told the time
	Settle time.Duration    // how long after an attempt without a word a letter is looked for; longer than the HTTP limit
	TryOut bool             // the store is the embedded one
	Seen   func(Sighting)   // told what happened, for logs and metrics; may be nil

	accounts accountCache
	looks    lookTimes
}

// Probe asks a platform about a person.
type Probe interface {
	// Deactivated reports whether the account is switched off: a message to it
	// would be taken and never read.
	Deactivated(ctx context.Context, a Account) (bool, error)
}

// Sighting is something that happened, for those who watch the service. It
// never holds an answer or a text of a person.
type Sighting struct {
	Org     OrgID
	What    string // "opened", "skipped", "closed", "letter", "recorded", "error"
	Round   RoundID
	Letter  LetterID
	Kind    Kind
	State   LetterState
	Reason  string
	Err     error
	Elapsed time.Duration
}

func (d *Desk) saw(s Sighting) {
	if d.Seen != nil {
		d.Seen(s)
	}
}

// Tick opens and closes every round that is due at now, in every org. An org
// that cannot be served does not hold up the others; the errors are joined.
func (d *Desk) Tick(ctx context.Context, now time.Time) error {
	orgs, err := d.Directory.Orgs(ctx)
	if err != nil {
		d.saw(Sighting{What: "error", Err: err})
		return fmt.Errorf("tick: %w", err)
	}
	var errs []error
	for _, org := range orgs {
		if err := d.tick(ctx, org, now); err != nil {
			d.saw(Sighting{Org: org, What: "error", Err: err})
			errs = append(errs, fmt.Errorf("tick %s: %w", org, err))
		}
	}
	return errors.Join(errs...)
}

// tick runs the errands of an org until none is left. An errand that comes back
// although it was run would be run for ever, so each runs once a tick. One that
// fails does not hold up the others.
func (d *Desk) tick(ctx context.Context, id OrgID, now time.Time) error {
	done := map[Errand]bool{}
	var errs []error
	for {
		errands, err := d.Ledger.Errands(ctx, id, now)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		fresh := false
		for _, e := range errands {
			if done[e] {
				continue
			}
			done[e], fresh = true, true
			if err := d.run(ctx, id, e, now); err != nil {
				errs = append(errs, err)
			}
		}
		if !fresh {
			return errors.Join(errs...)
		}
	}
}

func (d *Desk) run(ctx context.Context, id OrgID, e Errand, now time.Time) error {
	org, err := d.Roster.Org(ctx, id)
	if err != nil {
		return err
	}
	if e.Round != "" {
		return d.close(ctx, org, e.Round, now)
	}
	return d.open(ctx, org, e, now)
}
