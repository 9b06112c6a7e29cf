package checkinstest

import (
	"testing"
	"time"

	"parallax/checkins"
)

// Store is everything that checkins asks of a store.
type Store interface {
	checkins.Directory
	checkins.Agenda
	checkins.Roster
	checkins.Registrar
	checkins.Ledger
	checkins.Standings
	checkins.Outbox
	checkins.Shelf
	checkins.Cares
	checkins.Notes
	checkins.Consents
	checkins.WhyTalks
	checkins.Books
	checkins.Drafts
	checkins.Checkpoints
	checkins.Eraser
	checkins.Keeper
	References
	Pace
}

// Subject is a store under test. It is empty when it is handed over; open may
// hand out the same server again once it is emptied, for one subtest ends before
// the next begins.
type Subject struct {
	Store

	// Lease is how long a claim lasts on the store's clock. It must be longer than
	// a few hundred calls take; with a store whose clock stands still unless told,
	// any value does.
	Lease time.Duration

	// Expire returns when at least twice Lease has passed on the store's clock, so
	// that every lease that runs, and every settle time of up to Lease, is over.
	// It must not take the clock more than an hour further: deliveries are
	// remembered for a day.
	Expire func()
}

// promise is one sentence of the contract.
type promise struct {
	says  string
	holds func(b *bench)
}

// contract lists the parts of Run, in the order in which a reader would ask.
var contract = []struct {
	part     string
	promises []promise
}{
	{"Directory", directoryPromises},
	{"Roster", rosterPromises},
	{"Enrol", enrolPromises},
	{"Amend", amendPromises},
	{"Stands", standPromises},
	{"Errands", errandPromises},
	{"Open", openPromises},
	{"Record", recordPromises},
	{"Values", valuePromises},
	{"Redrawn", redrawnPromises},
	{"Seal", sealPromises},
	{"Close", closePromises},
	{"Post", postPromises},
	{"Merge", mergePromises},
	{"Claim", claimPromises},
	{"Settle", settlePromises},
	{"Attempt", attemptPromises},
	{"Last", lastPromises},
	{"Follow", followPromises},
	{"Shelf", shelfPromises},
	{"Cares", carePromises},
	{"Notes", notePromises},
	{"Consents", consentPromises},
	{"Whys", whyPromises},
	{"Books", bookPromises},
	{"Drafts", draftPromises},
	{"Revisions", revisionPromises},
	{"Stale", stalePromises},
	{"Retention", retentionPromises},
	{"Erase", erasePromises},
	{"References", referencePromises},
	{"Pace", pacePromises},
	{"Orgs", orgPromises},
	{"Agenda", agendaPromises},
}

// Run checks a store against the contract of its interfaces. open is called once
// a subtest, with the subtest's t.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range contract {
		t.Run(c.part, func(t *testing.T) {
			for _, p := range c.promises {
				t.Run(p.says, func(t *testing.T) { p.holds(newBench(t, open(t))) })
			}
		})
	}
}
