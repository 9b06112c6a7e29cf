package checkinstest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parallax/checkins"
	"parallax/scoring"
)

// bench is a store under test in which Setup(2) is enrolled, with the calls that
// most promises make. A call that fails ends the test.
type bench struct {
	*testing.T
	Subject
	ctx   context.Context
	org   checkins.OrgID
	setup checkins.Setup
}

func newBench(t *testing.T, s Subject) *bench {
	b := &bench{T: t, Subject: s, ctx: t.Context(), org: Acme, setup: Setup(2)}
	b.enrol(b.setup)
	return b
}

// must ends the test on an error.
func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// states are the same when they are stored as the same bytes.
var states = cmp.Comparer(func(a, b scoring.State) bool { return a.Equal(&b) })

// same ends the test when got is not want. A nil and an empty list are the same, and so
// are an org and what it was made from: its revision is the store's.
func (b *bench) same(what string, got, want any) {
	b.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), states, cmpopts.IgnoreFields(checkins.Org{}, "Rev")); diff != "" {
		b.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func (b *bench) enrol(s checkins.Setup) {
	b.Helper()
	b.must(b.Enrol(b.ctx, s))
}

// second enrols another initiative of that name with the leads of crm.
func (b *bench) second(id checkins.InitiativeID) checkins.Initiative {
	b.Helper()
	i := Initiative(2)
	i.ID, i.Name, i.Channels = id, string(id), nil
	b.enrol(checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}})
	return i
}

// initiative is crm as it was enrolled first.
func (b *bench) initiative() checkins.Initiative { return b.setup.Initiatives[0] }

// relead enrols crm with other IT leads.
func (b *bench) relead(it ...checkins.PersonID) {
	b.Helper()
	i := b.initiative()
	i.Leads[0] = it
	s := checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{i}}
	for _, p := range it {
		if !slices.ContainsFunc(b.setup.People, func(q checkins.Person) bool { return q.ID == p }) {
			s.People = append(s.People, Person(p, string(p)))
		}
	}
	b.enrol(s)
}

// begin opens the round of an initiative and a date, with its asks.
func (b *bench) begin(i checkins.Initiative, d checkins.Date) checkins.Round {
	b.Helper()
	r := Round(b.org, i, d)
	if !b.open(Opening(b.org, r)) {
		b.Fatalf("open %s: was there", r.ID)
	}
	return r
}

// rev is the revision of the standing of an initiative.
func (b *bench) rev(i checkins.InitiativeID) int {
	b.Helper()
	s, _, err := b.Standing(b.ctx, b.org, i)
	b.must(err)
	return s.Rev
}

// open opens what was planned on the standing as it is.
func (b *bench) open(o checkins.Opening) bool {
	b.Helper()
	o.Rev = b.rev(o.Round.ID.Initiative())
	opened, err := b.Open(b.ctx, b.org, o)
	b.must(err)
	return opened
}

func (b *bench) errands(now time.Time) []checkins.Errand {
	b.Helper()
	es, err := b.Errands(b.ctx, b.org, now)
	b.must(err)
	return es
}

// round reads a round that must be there.
func (b *bench) round(id checkins.RoundID) checkins.Round {
	b.Helper()
	rs, err := b.Rounds(b.ctx, b.org, id)
	b.must(err)
	if len(rs) != 1 {
		b.Fatalf("%d rounds %s, want 1", len(rs), id)
	}
	return rs[0]
}

func (b *bench) record(r checkins.Reply, now time.Time) []checkins.Recorded {
	b.Helper()
	said, err := b.Record(b.ctx, b.org, r, now)
	b.must(err)
	return said
}

// says records a reply and wants its parts to come to these outcomes.
func (b *bench) says(r checkins.Reply, now time.Time, want ...checkins.RecordOutcome) []checkins.Recorded {
	b.Helper()
	said := b.record(r, now)
	b.same("outcomes of "+r.Delivery, outcomes(said), want)
	return said
}

func outcomes(said []checkins.Recorded) []checkins.RecordOutcome {
	var all []checkins.RecordOutcome
	for _, s := range said {
		all = append(all, s.Outcome)
	}
	return all
}

func (b *bench) kept(id checkins.RoundID) checkins.Kept {
	b.Helper()
	k, err := b.Answers(b.ctx, b.org, id, "")
	b.must(err)
	return k
}

func (b *bench) seal(r checkins.Round) checkins.Kept {
	b.Helper()
	k, err := b.Seal(b.ctx, b.org, r.ID, r.Closes)
	b.must(err)
	return k
}

// close closes what was made from the standing as it is.
func (b *bench) close(c checkins.Closing, now time.Time) bool {
	b.Helper()
	c.Standing.Rev = b.rev(c.Round.Initiative())
	closed, err := b.Close(b.ctx, b.org, c, now)
	b.must(err)
	return closed
}

func (b *bench) post(letters ...checkins.Letter) {
	b.Helper()
	b.must(b.Post(b.ctx, b.org, letters...))
}

// letter reads a letter that must be there.
func (b *bench) letter(id checkins.LetterID) checkins.Letter {
	b.Helper()
	ls, err := b.Letters(b.ctx, b.org, id)
	b.must(err)
	if len(ls) != 1 {
		b.Fatalf("%d letters %s, want 1", len(ls), id)
	}
	return ls[0]
}

// stands wants a letter in a state.
func (b *bench) stands(id checkins.LetterID, want checkins.LetterState) checkins.Letter {
	b.Helper()
	l := b.letter(id)
	if l.State != want {
		b.Fatalf("letter is %s, want %s", l.State, want)
	}
	return l
}

func (b *bench) claim(now time.Time) []checkins.Letter {
	b.Helper()
	ls, err := b.Claim(b.ctx, b.org, now, 100)
	b.must(err)
	return ls
}

// take claims what is due and wants exactly this letter.
func (b *bench) take(id checkins.LetterID, now time.Time) checkins.Letter {
	b.Helper()
	ls := b.claim(now)
	if len(ls) != 1 || ls[0].ID != id {
		b.Fatalf("claimed %d letters %v, want %s", len(ls), ids(ls), id)
	}
	return ls[0]
}

func ids(ls []checkins.Letter) []checkins.LetterID {
	var all []checkins.LetterID
	for _, l := range ls {
		all = append(all, l.ID)
	}
	return all
}

func (b *bench) settle(l checkins.Letter, how checkins.Settlement) bool {
	b.Helper()
	ok, err := b.Settle(b.ctx, b.org, l, how)
	b.must(err)
	return ok
}

// paper is what the platform says to a letter in these tests.
func paper(id checkins.LetterID) checkins.Receipt {
	return checkins.Receipt{Channel: "D0001", TS: string(id)}
}

// sent posts a letter and brings it to sent, in its first wording.
func (b *bench) sent(l checkins.Letter) checkins.Letter {
	b.Helper()
	b.post(l)
	b.deliver(b.take(l.ID, l.Due))
	return b.stands(l.ID, checkins.LetterSent)
}

// deliver settles a claimed letter as sent.
func (b *bench) deliver(l checkins.Letter) {
	b.Helper()
	if !b.settle(l, checkins.Settlement{State: checkins.LetterSent, Receipt: paper(l.ID), Rev: l.Rev}) {
		b.Fatalf("settle %s as sent: refused", l.ID)
	}
}

// lost posts a letter and lets the lease of its first attempt run out.
func (b *bench) lost(l checkins.Letter) checkins.Letter {
	b.Helper()
	b.post(l)
	b.take(l.ID, l.Due)
	b.lapse()
	return b.stands(l.ID, checkins.LetterUnknown)
}

// lapse lets every lease run out and has the store notice, which it does in
// Claim. Nothing is claimed.
func (b *bench) lapse() {
	b.Helper()
	b.Expire()
	if ls := b.claim(time.Unix(0, 0)); len(ls) != 0 {
		b.Fatalf("claimed %v long before it is due", ids(ls))
	}
}

// together runs n calls at once and returns the first error.
func together(n int, call func(k int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	start := make(chan struct{})
	for k := range n {
		wg.Go(func() {
			<-start
			errs[k] = call(k)
		})
	}
	close(start)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
