package checkinstest

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"parallax/checkins"
)

// Memory is a store in memory: the plainest reading of the contract, for tests
// of the domain and to hold other stores against. The zero Memory is empty and
// ready. It is safe for concurrent use; every call is one step. What goes in and
// what comes out is copied, so nobody changes what is stored from outside.
type Memory struct {
	Clock func() time.Time // the store's clock, for leases, settle times and deliveries; nil: the machine's
	Lease time.Duration    // how long a claim lasts; 0: DefaultLease

	mu    sync.Mutex
	orgs  map[checkins.OrgID]*space
	teams map[team]checkins.OrgID
	pace  pace
}

// DefaultLease is the time a sender has for one attempt.
const DefaultLease = 60 * time.Second

// remembered is how long a delivery is known again.
const remembered = 24 * time.Hour

// NewMemory returns an empty store with a clock of its own.
func NewMemory(clock func() time.Time) *Memory { return &Memory{Clock: clock} }

// team is a Slack workspace or a Microsoft tenant.
type team struct {
	platform checkins.Platform
	id       string
}

// space is everything of one org. One exists as soon as something is written,
// and counts as an org from the first Enrol.
type space struct {
	enrolled    bool
	rev         int
	org         checkins.Org
	people      map[checkins.PersonID]checkins.Person
	accounts    map[checkins.Account]checkins.PersonID
	refs        map[checkins.Account]checkins.Reference // of a team: an account without an ID
	removals    map[checkins.Account]string             // the delivery of the last one
	initiatives map[checkins.InitiativeID]checkins.Initiative
	next        map[checkins.InitiativeID]time.Time // absent: no opening is planned
	sheets      map[checkins.RoundID]*sheet
	latest      map[checkins.InitiativeID]checkins.RoundID
	standings   map[checkins.InitiativeID]checkins.Standing
	points      map[checkins.InitiativeID][]checkins.Standing // checkpoints
	shed        map[checkins.InitiativeID]checkins.Date       // up to which answers were let go
	letters     map[checkins.LetterID]*entry
	cares       map[checkins.RoundID]checkins.Care
	notes       map[checkins.NoteKey]map[checkins.PersonID]checkins.Note
	consents    map[checkins.InitiativeID]map[checkins.PersonID]checkins.Consent
	talks       map[checkins.InitiativeID]checkins.WhyTalk
	books       map[checkins.BookID]checkins.Book
	drafts      map[drafted]draft
	seen        map[checkins.Delivered]delivered
}

// delivered is what a delivery was answered.
type delivered struct {
	at   time.Time           // store's clock
	said []checkins.Recorded // of a reply
	word bool                // of an assent: whether it was new
}

func newSpace() *space {
	return &space{
		people:      map[checkins.PersonID]checkins.Person{},
		accounts:    map[checkins.Account]checkins.PersonID{},
		refs:        map[checkins.Account]checkins.Reference{},
		removals:    map[checkins.Account]string{},
		initiatives: map[checkins.InitiativeID]checkins.Initiative{},
		next:        map[checkins.InitiativeID]time.Time{},
		sheets:      map[checkins.RoundID]*sheet{},
		latest:      map[checkins.InitiativeID]checkins.RoundID{},
		standings:   map[checkins.InitiativeID]checkins.Standing{},
		points:      map[checkins.InitiativeID][]checkins.Standing{},
		shed:        map[checkins.InitiativeID]checkins.Date{},
		letters:     map[checkins.LetterID]*entry{},
		cares:       map[checkins.RoundID]checkins.Care{},
		notes:       map[checkins.NoteKey]map[checkins.PersonID]checkins.Note{},
		consents:    map[checkins.InitiativeID]map[checkins.PersonID]checkins.Consent{},
		talks:       map[checkins.InitiativeID]checkins.WhyTalk{},
		books:       map[checkins.BookID]checkins.Book{},
		drafts:      map[drafted]draft{},
		seen:        map[checkins.Delivered]delivered{},
	}
}

// in returns the space of an org, locked, and its unlocking.
func (m *Memory) in(org checkins.OrgID) (*space, func()) {
	m.mu.Lock()
	if m.orgs == nil {
		m.orgs, m.teams = map[checkins.OrgID]*space{}, map[team]checkins.OrgID{}
	}
	s := m.orgs[org]
	if s == nil {
		s = newSpace()
		m.orgs[org] = s
	}
	return s, m.mu.Unlock
}

func (m *Memory) now() time.Time {
	if m.Clock == nil {
		return time.Now()
	}
	return m.Clock()
}

func (m *Memory) lease() time.Duration {
	if m.Lease == 0 {
		return DefaultLease
	}
	return m.Lease
}

func copiedStanding(s checkins.Standing) checkins.Standing {
	c := copied(s)
	c.Rev = s.Rev
	return c
}

// copied returns a deep copy of what JSON keeps of v.
func copied[T any](v T) T {
	var c T
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		panic(fmt.Sprintf("copy %T: %v", v, err))
	}
	return c
}

func copiedRound(r checkins.Round) checkins.Round {
	c := copied(r)
	c.State = r.State
	return c
}

func copiedLetter(l checkins.Letter) checkins.Letter {
	c := copied(l)
	c.State, c.Rev, c.Epoch, c.Attempt = l.State, l.Rev, l.Epoch, l.Attempt
	c.Marked, c.Receipt, c.Reason, c.Claimed = l.Marked, l.Receipt, l.Reason, l.Claimed
	return c
}
