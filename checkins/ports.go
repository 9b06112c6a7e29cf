package checkins

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parallax/scoring"
)

// What the Desk needs from a store and from a chat platform. package store
// implements the store's part on Redis, package checkinstest in memory; the
// contract tests of checkinstest hold for both. Every write is idempotent: the
// same call again, also after an error that hid its success, changes nothing.

// Directory finds the org and the initiatives behind a verified request.
type Directory interface {
	// Orgs lists every org, sorted.
	Orgs(ctx context.Context) ([]OrgID, error)
	// Who returns the org of a verified account and its person. An account whose
	// team belongs to no org gives ErrNotFound; a known team but an unknown
	// account gives the org with ErrStranger.
	Who(ctx context.Context, a Account) (OrgID, PersonID, error)
	// InChannel lists the initiatives that name the channel, sorted.
	InChannel(ctx context.Context, org OrgID, channel Account) ([]InitiativeID, error)
}

// Roster reads who and what an org consists of. Ids that do not exist are left
// out of the answer, which is in the order asked.
type Roster interface {
	// Org returns ErrNotFound for an unknown org.
	Org(ctx context.Context, org OrgID) (Org, error)
	// People returns nobody when no id is given.
	People(ctx context.Context, org OrgID, ids ...PersonID) ([]Person, error)
	// AllPeople returns everybody, sorted by id.
	AllPeople(ctx context.Context, org OrgID) ([]Person, error)
	// Initiatives returns none when no id is given. Consents is what Consents.Agree stored;
	// nil when nobody said anything.
	Initiatives(ctx context.Context, org OrgID, ids ...InitiativeID) ([]Initiative, error)
	// AllInitiatives returns all, sorted by id.
	AllInitiatives(ctx context.Context, org OrgID) ([]Initiative, error)
	// Part lists the initiatives of which a person is a lead, the owner or the
	// sponsor, sorted. It reads what concerns the person, however large the org is.
	Part(ctx context.Context, org OrgID, p PersonID) ([]InitiativeID, error)
}

// Setup is an org with everything in it, as apply or a form makes it.
type Setup struct {
	Org         Org
	People      []Person
	Initiatives []Initiative
	Next        map[InitiativeID]time.Time // next opening of each initiative that is scheduled; missing: none
	Letters     []Letter                   // posted in the same step, as Outbox.Post would
	Whys        map[InitiativeID]WhyTalk   // stored in the same step; ErrStale unless each Rev is that of the stored one
	Redraw      []LetterID                 // redrawn in the same step, at Now
	Now         time.Time                  // when Redraw is due; needed with it
	Delivery    Delivered                  // of the act that led to it; none for a file
}

// NewOrg is the Org.Rev of a Setup that is to make an org, and not to change one.
const NewOrg = -1

// Registrar changes who and what an org consists of.
type Registrar interface {
	// Enrol creates or updates the org and every person and initiative named in
	// the setup; what the setup does not name stays. It keeps the indexes of
	// accounts, channels and of each person's initiatives (Person.Leads, derived),
	// the set of leads against which answers are checked, and the schedule of
	// openings, and posts the letters (as Outbox.Post). A team or an account that
	// already belongs to somebody else gives an error that names it, and nothing is
	// changed. With Org.Rev other than 0 it is ErrStale, and nothing is changed, when the
	// org has another revision; with NewOrg when there is such an org. A delivery seen
	// within 24 h changes nothing.
	Enrol(ctx context.Context, s Setup) error
	// Amend changes what a person said about themselves: fields of Wish that are
	// not nil; a delivery seen within 24 h changes nothing. ErrNotFound for an
	// unknown person.
	Amend(ctx context.Context, org OrgID, p PersonID, w Wish) error
}

// Waiting is what waits in an org.
type Waiting struct {
	Org     OrgID
	Errands bool // rounds to open or to close
	Letters bool // letters that are due, or whose lease ran out
	Lost    bool // letters that have been unknown for long enough to be looked for
}

// Agenda tells where there is something to do.
type Agenda interface {
	// Waiting lists the orgs in which something waits at now (app clock; the store's
	// for leases and for settle, see Shelf.Unknown), sorted, in one round trip however
	// many orgs there are. With an error it lists what could be found out.
	Waiting(ctx context.Context, now time.Time, settle time.Duration) ([]Waiting, error)
}

// Errand is something of the schedule that is due: a round to open or to close.
type Errand struct {
	Initiative InitiativeID // of the round to open; set for both
	Round      RoundID      // to close; empty: a round is to be opened
	At         time.Time
}

// Opening is a round that opens, or that is recorded as skipped.
type Opening struct {
	Round   Round      // State is RoundOpen or RoundSkipped
	Rev     int        // of the Standing on which it was planned
	Next    time.Time  // the next opening; zero: none planned
	Letters []Letter   // the asks and nudges
	Redraw  []LetterID // letters sent before whose wording changes now
}

// Closing is a round's end: what was worked out from the sealed answers.
type Closing struct {
	Round    RoundID
	Basis    Basis    // by which it was scored
	Standing Standing // its Rev is that of the one it was made from
	Records  []Record
	Letters  []Letter
	Redraw   []LetterID // letters sent before whose wording changes now
}

// Ledger keeps rounds and answers. Times given to it are the app's clock.
type Ledger interface {
	// Errands lists what is due at now, earliest first, at most 100.
	Errands(ctx context.Context, org OrgID, now time.Time) ([]Errand, error)
	// Open stores the round, its letters (as Outbox.Post), its close and the next
	// opening, and has letters redrawn at once, in one step. false: a round of that id was there, and nothing but the
	// schedule (the next opening moves forward, never back) changed. ErrStale: the
	// standing has changed since Rev, and nothing was done.
	Open(ctx context.Context, org OrgID, o Opening) (bool, error)
	// Rounds returns the rounds of these ids that exist, in the order asked.
	Rounds(ctx context.Context, org OrgID, ids ...RoundID) ([]Round, error)
	// Record stores a reply in one round trip, and only when it may be stored; see
	// RecordOutcome. All of a Filled is stored or nothing. When something was saved
	// each Filled.Ask and the letter of Proof are redrawn at once when they were
	// sent or are unknown (an unknown one is settled as sent when Proof names it); one
	// that is being sent is redrawn after it. An own rating or a guess of a
	// person is replaced by a later one; the same value again changes nothing. A
	// Delivery seen within 24 h answers what it answered then, with Duplicate for
	// Saved; of one of a stranger, who may be of another org, nothing is kept.
	Record(ctx context.Context, org OrgID, r Reply, now time.Time) ([]Recorded, error)
	// Answers returns what is stored of a round now; of one person when p is not
	// empty. Sorted by person, then dimension.
	Answers(ctx context.Context, org OrgID, id RoundID, p PersonID) (Kept, error)
	// Seal stops the recording of a round whose close has come (now >= Closes) and
	// returns what was recorded. Sealing again returns the same. ErrNotFound; and
	// ErrTooEarly before the close.
	Seal(ctx context.Context, org OrgID, id RoundID, now time.Time) (Kept, error)
	// Close stores the standing, the basis, the records and the letters of a sealed
	// round in one step, takes the round off the schedule, and marks letters for
	// redrawing. false: the round was closed already (nothing changed). ErrStale: the
	// standing has changed since its Rev, and nothing was done.
	Close(ctx context.Context, org OrgID, c Closing, now time.Time) (bool, error)
}

// ErrTooEarly: a round is not sealed before its stated close.
var ErrTooEarly = errors.New("before the stated close")

// Standings reads what closed rounds left behind.
type Standings interface {
	// Standing returns the zero Standing for an initiative without a closed round.
	// latest is the round opened or skipped last, empty when there was none.
	Standing(ctx context.Context, org OrgID, i InitiativeID) (s Standing, latest RoundID, err error)
	// Scored returns what is kept of a closed round; the zero Scored for any other.
	Scored(ctx context.Context, org OrgID, id RoundID) (Scored, error)
	// Past lists the closed rounds of an initiative, oldest first.
	Past(ctx context.Context, org OrgID, i InitiativeID) ([]RoundID, error)
}

// Outbox is the ledger of letters (RELIABILITY.md 5.3).
type Outbox interface {
	// Post stores letters that are not there yet as LetterPending with Rev 1. One
	// that is there stays as it is, but for Merge: its About.Rounds grow by the new
	// ones (sorted, each once); when they did grow, a letter that was sent is
	// redrawn, one that was dropped or unreachable is pending again, and Until
	// moves to the later of the two. Due stays the earlier of the two while pending.
	// And but for Sooner: one that is pending and was never claimed moves to an earlier
	// Due. And but for Again: one that was dropped or unreachable is pending at the new Due,
	// in a new wording. Void posts nothing: one of that id that is pending, and of which
	// nothing has ever been sent, goes as if it had never been posted. ErrStale: one of
	// those with Free has the id of another letter (To, Lead, About or the kind differ), and
	// nothing was stored; so it is wherever letters are posted with a Book, a Tending or an
	// Opening. In any other step Free is ignored.
	Post(ctx context.Context, org OrgID, letters ...Letter) error
	// Claim takes at most max letters that are pending and due at now (app clock),
	// earliest first: each becomes sending, its Epoch grows by one, its lease starts
	// (store's clock). A letter whose lease ran out becomes unknown (one that has a
	// receipt, that is an edit, becomes pending: an edit may be repeated); claims do
	// not return those. Attempt grows with a claim without a receipt, and shrinks
	// again when that claim is settled as pending: then nothing was sent.
	Claim(ctx context.Context, org OrgID, now time.Time, max int) ([]Letter, error)
	// Settle stores how the attempt of this epoch ended. It is refused (false) when
	// the letter was claimed again or is not sending; a letter that is unknown may be
	// settled with its last epoch, once (to pending without its Attempt shrinking, for
	// the lost sending was one; to unknown for good, when l is the letter
	// as Unknown listed it: Unknown does not list it any
	// more, a Proof still settles it). Letters of Settlement.Post are stored in the
	// same step, and only when the settlement is accepted. A Sent whose Rev is older than the stored
	// one goes back to pending at once, with its receipt.
	Settle(ctx context.Context, org OrgID, l Letter, s Settlement) (bool, error)
}

// Shelf reads letters and has them written anew.
type Shelf interface {
	// Letters returns the letters of these ids that exist, in the order asked.
	Letters(ctx context.Context, org OrgID, ids ...LetterID) ([]Letter, error)
	// Unknown lists letters that have been unknown for at least settle (store's
	// clock), longest first, at most 5,000.
	Unknown(ctx context.Context, org OrgID, settle time.Duration) ([]Letter, error)
	// Redraw has sent letters worded anew: Rev grows and they are pending at now.
	// A letter in another state only gets the new Rev. Unknown ids are ignored.
	Redraw(ctx context.Context, org OrgID, now time.Time, ids ...LetterID) error
}

// Parcel is a letter ready to go.
type Parcel struct {
	Org     OrgID
	Letter  Letter
	Message Message
	Locale  string  // in which it is said, such as "de-AT"; empty: nobody said
	Edit    Receipt // edit this message in place; zero: a new message
	Under   Receipt // in the thread of this message; zero: none
	// Claimed is when the letter was claimed, by this process's own clock, which does
	// not jump; zero: it was not.
	Claimed time.Time
}

// Stale reports that the claim is too old for an attempt: this process was paused, and
// somebody else may be looking for the letter by now. A Courier that waits for anything
// asks it right before the call.
func (p Parcel) Stale() bool { return !p.Claimed.IsZero() && time.Since(p.Claimed) > claimWorth }

// Courier brings letters to one platform.
type Courier interface {
	// Send makes exactly one attempt. Besides nil it returns a *Refusal when the
	// platform definitely did not take the message. Any other error means that
	// nobody knows.
	Send(ctx context.Context, p Parcel) (Receipt, error)
	// Find looks whether a message of that letter is there. found and nil: it is.
	// Not found and nil: the conversation was read to the end and it is not. An
	// error: it could not be read, and nothing follows; ErrNoLookup: it never can.
	Find(ctx context.Context, p Parcel) (r Receipt, found bool, err error)
}

// Refusal is a platform's definite no.
type Refusal struct {
	Reason string        // the platform's word, for example "channel_not_found"
	After  time.Duration // of a passing refusal (rate limit): not before; 0 with Final
	Final  bool          // trying again is useless until somebody changes something
}

// Error returns the platform's word.
func (r *Refusal) Error() string {
	if r.Final {
		return fmt.Sprintf("refused: %s", r.Reason)
	}
	return fmt.Sprintf("refused for %s: %s", r.After, r.Reason)
}

// Lead is a person on a side of an initiative.
type Lead struct {
	Person
	Side scoring.Side
}
