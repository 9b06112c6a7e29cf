package checkinstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parallax/checkins"
)

// Model compares a store with Memory under random sequences of calls, about 100
// sequences of 30 calls (the flags -rapid.checks and -rapid.steps change that).
// open is called once; every sequence plays in an org of its own. Where the
// contract leaves the order or the moment open, it is not compared.
func Model(t *testing.T, open func(t *testing.T) Subject) {
	s := open(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		p := newPlay(rt, s, run)
		rt.Repeat(map[string]func(*rapid.T){
			"":        p.compare,
			"enrol":   p.enrol,
			"open":    p.open,
			"record":  p.record,
			"press":   p.press,
			"seal":    p.seal,
			"close":   p.close,
			"post":    p.post,
			"claim":   p.claim,
			"lapse":   p.lapse,
			"settle":  p.settle,
			"redraw":  p.redraw,
			"tend":    p.tend,
			"jot":     p.jot,
			"restate": p.restate,
			"erase":   p.erase,
			"agree":   p.agree,
		})
		p.compareRest(rt)
	})
}

// play is one sequence: the store under test, Memory, and what the caller knows.
type play struct {
	ctx     context.Context
	subject Subject
	memory  *Memory
	clock   time.Time // Memory's
	org     checkins.OrgID
	setup   checkins.Setup
	rounds  []checkins.Round
	letters []checkins.LetterID
	held    []checkins.Letter // claimed at some time
	lines   int
}

func newPlay(t *rapid.T, s Subject, run int) *play {
	org := checkins.OrgID(fmt.Sprint("m", run))
	p := &play{ctx: context.Background(), subject: s, org: org, setup: foreign(org, fmt.Sprint("TM", run), 2)}
	p.clock = Opens
	p.memory = &Memory{Clock: func() time.Time { return p.clock }, Lease: s.Lease}
	zed := p.setup.Initiatives[0]
	zed.ID, zed.Name = "zed", "Zed"
	p.setup.Initiatives = append(p.setup.Initiatives, zed)
	zoe := Person("zoe", "Zoe")
	zoe.Accounts[0].Team = p.setup.Org.Slack[0]
	p.setup.People = append(p.setup.People, zoe)
	for _, i := range p.setup.Initiatives {
		p.rounds = append(p.rounds, Round(org, i, First), Round(org, i, First.AddDays(7)))
	}
	for _, who := range []checkins.PersonID{"ana", "ben", "it1"} {
		p.letters = append(p.letters, AskID(org, who, First))
	}
	p.letters = append(p.letters, notice("one", Opens).ID, notice("two", Opens).ID)
	p.both(t, "enrol", func(s Store) (any, error) { return nil, s.Enrol(p.ctx, p.setup) })
	return p
}

// kinds are the errors that a caller tells apart.
func kind(err error) string {
	switch {
	case err == nil:
		return "none"
	case errors.Is(err, checkins.ErrNotFound):
		return "not found"
	case errors.Is(err, checkins.ErrTooEarly):
		return "too early"
	case errors.Is(err, checkins.ErrStale):
		return "stale"
	}
	return "another: " + err.Error()
}

// both makes the same call on both stores, compares the answers and returns
// Memory's.
func (p *play) both(t *rapid.T, what string, call func(Store) (any, error)) any {
	want, wantErr := call(p.memory)
	got, gotErr := call(p.subject)
	if kind(gotErr) != kind(wantErr) {
		t.Fatalf("%s: error %v, want %v", what, gotErr, wantErr)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), states); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
	return want
}

// bare drops from letters what the contract leaves to the store: the clock of
// the claim, where a retry's time is kept, and what is left of old attempts.
func bare(ls []checkins.Letter) []checkins.Letter {
	ls = slices.Clone(ls)
	for n := range ls {
		l := &ls[n]
		l.Claimed, l.Due, l.Marked = time.Time{}, time.Time{}, false
		if l.State != checkins.LetterDropped && l.State != checkins.LetterUnreachable {
			l.Reason = ""
		}
	}
	slices.SortFunc(ls, func(a, b checkins.Letter) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return ls
}

// compare holds what people and letters came to against Memory.
func (p *play) compare(t *rapid.T) {
	p.both(t, "letters", func(s Store) (any, error) {
		ls, err := s.Letters(p.ctx, p.org, p.letters...)
		return bare(ls), err
	})
	for _, r := range p.rounds[:2] {
		p.both(t, "answers of "+string(r.ID), func(s Store) (any, error) { return s.Answers(p.ctx, p.org, r.ID, "") })
	}
}

// compareRest holds everything else against Memory.
func (p *play) compareRest(t *rapid.T) {
	var all []checkins.RoundID
	for _, r := range p.rounds {
		all = append(all, r.ID)
		p.both(t, "answers of it1", func(s Store) (any, error) { return s.Answers(p.ctx, p.org, r.ID, "it1") })
		p.both(t, "scored", func(s Store) (any, error) { return s.Scored(p.ctx, p.org, r.ID) })
		p.both(t, "care", func(s Store) (any, error) { return s.Care(p.ctx, p.org, r.ID) })
	}
	p.both(t, "notes", func(s Store) (any, error) { return s.Notes(p.ctx, p.org, checkins.NeedNotes(p.rounds[0].ID)) })
	p.both(t, "rounds", func(s Store) (any, error) { return s.Rounds(p.ctx, p.org, all...) })
	p.both(t, "people", func(s Store) (any, error) { return s.AllPeople(p.ctx, p.org) })
	p.both(t, "initiatives", func(s Store) (any, error) { return s.AllInitiatives(p.ctx, p.org) })
	p.both(t, "unknown", func(s Store) (any, error) {
		ls, err := s.Unknown(p.ctx, p.org, 0)
		return bare(ls), err
	})
	for _, i := range []checkins.InitiativeID{CRM, "zed"} {
		p.both(t, "checkpoints", func(s Store) (any, error) { return s.Checkpoints(p.ctx, p.org, i) })
		p.both(t, "past", func(s Store) (any, error) { return s.Past(p.ctx, p.org, i) })
		p.both(t, "standing", func(s Store) (any, error) {
			st, latest, err := s.Standing(p.ctx, p.org, i)
			return []any{st, latest}, err
		})
	}
	for _, at := range []time.Time{Opens, Opens.Add(week), Opens.Add(3 * week)} {
		p.both(t, "errands", func(s Store) (any, error) {
			es, err := s.Errands(p.ctx, p.org, at)
			slices.SortStableFunc(es, func(a, b checkins.Errand) int {
				return strings.Compare(fmt.Sprint(a.At.Unix(), a.Initiative, a.Round), fmt.Sprint(b.At.Unix(), b.Initiative, b.Round))
			})
			return es, err
		})
	}
}
