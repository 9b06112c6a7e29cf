package checkins

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Desk is the one giver of verbs: what the clock, the chat platforms and the
// command line ask of the domain goes through it. Every field but Probes, Guests, Rests,
// Profiles and Seen is required. A Desk keeps nothing between calls but caches.
type Desk struct {
	Directory Directory
	Agenda    Agenda
	Roster    Roster
	Registrar Registrar
	Ledger    Ledger
	Standings Standings
	Outbox    Outbox
	Shelf     Shelf
	Cares     Cares
	Notes     Notes
	Consents  Consents
	Archive   Archive // for those who wish to be forgotten
	Talks     WhyTalks
	Books     Books
	Drafts    Drafts

	Couriers map[Platform]Courier
	Probes   map[Platform]Probe    // may be empty: then nobody is found to be deactivated
	Guests   map[Platform]Guests   // may be empty: then nobody is found to be a guest
	Rests    map[Platform]Rests    // may be empty: then nobody is found to be left alone
	Profiles map[Platform]Profiles // may be empty: then nothing is known of accounts
	Rooms    map[Platform]Rooms    // may be empty: then the bot is taken to be in every channel

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

// Rooms asks a platform about a channel.
type Rooms interface {
	// In reports whether the bot is in a channel, so that it can write there.
	In(ctx context.Context, channel Account) (bool, error)
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

// Waiting lists the orgs in which something waits at now. With an error, which it
// tells to Seen, it lists what could be found out. A lost letter waits from the first
// moment on: how long it has been lost this process reckons itself.
func (d *Desk) Waiting(ctx context.Context, now time.Time) ([]Waiting, error) {
	ws, err := d.Agenda.Waiting(ctx, now, 0)
	if err != nil {
		d.saw(Sighting{What: "error", Err: err})
	}
	return ws, err
}

// Tick opens and closes every round that is due at now, in every org. An org
// that cannot be served does not hold up the others; the errors are joined.
func (d *Desk) Tick(ctx context.Context, now time.Time) error {
	ws, err := d.Waiting(ctx, now)
	if err != nil {
		err = fmt.Errorf("tick: %w", err)
	}
	return errors.Join(err, d.Run(ctx, now, ws))
}

// ticksAtOnce is in how many orgs rounds are opened and closed side by side: a large
// org holds up seven others at most.
const ticksAtOnce = 8

// Run opens and closes the rounds that are due at now in the orgs that have any, side
// by side.
func (d *Desk) Run(ctx context.Context, now time.Time, ws []Waiting) error {
	errs := make([]error, len(ws))
	room := make(chan struct{}, ticksAtOnce)
	var all sync.WaitGroup
	for n, w := range ws {
		if !w.Errands {
			continue
		}
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			if err := d.tickSafely(ctx, w.Org, now); err != nil {
				d.saw(Sighting{Org: w.Org, What: "error", Err: err})
				errs[n] = fmt.Errorf("tick %s: %w", w.Org, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// tickSafely is tick, with a fault of the program in one org kept from the others.
func (d *Desk) tickSafely(ctx context.Context, id OrgID, now time.Time) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return d.tick(ctx, id, now)
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
