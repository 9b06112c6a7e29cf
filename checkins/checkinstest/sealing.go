package checkinstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

var sealPromises = []promise{
	{"a round is not sealed before its stated close", func(b *bench) {
		r := b.begin(b.initiative(), First)
		if _, err := b.Seal(b.ctx, b.org, r.ID, r.Closes.Add(-time.Second)); !errors.Is(err, checkins.ErrTooEarly) {
			b.Fatalf("error %v, want ErrTooEarly", err)
		}
		if got := b.round(r.ID).State; got != checkins.RoundOpen {
			b.Fatalf("round is %s", got)
		}
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
	}},
	{"an unknown round is not found", func(b *bench) {
		if _, err := b.Seal(b.ctx, b.org, "crm@2030-01-01", Opens); !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("error %v, want ErrNotFound", err)
		}
	}},
	{"the seal returns what was recorded, and again the same", func(b *bench) {
		r := b.begin(b.initiative(), First)
		for n, p := range []checkins.PersonID{"it2", "ana", "ben"} {
			reply := Reply(fmt.Sprint("d", n), r, p, Own(checkins.Value, 1+n), Guess(checkins.Value, 3), Own(checkins.Delivery, 0))
			reply.Parts[0].Line = &checkins.Line{Text: "From " + string(p), Released: n == 1}
			b.says(reply, during, checkins.Saved)
		}
		before := b.kept(r.ID)
		first := b.seal(r)
		b.same("sealed", first, before)
		if len(first.Answers) != 6 || len(first.Lines) != 3 {
			b.Fatalf("sealed %d answers and %d lines, want 6 and 3", len(first.Answers), len(first.Lines))
		}
		if got := b.round(r.ID).State; got != checkins.RoundSealed {
			b.Fatalf("round is %s", got)
		}
		b.says(Reply("late", r, "ana", Own(checkins.Value, 5)), during, checkins.Closed)
		b.same("sealed again", b.seal(r), first)
		b.same("kept", b.kept(r.ID), first)
	}},
	{"of answers during the seal exactly those are in it that were saved", duringSeal},
}

// told is one value that was answered.
type told struct {
	person    checkins.PersonID
	dimension scoring.Dimension
	value     int
}

// duringSeal has every lead answer one dimension after the other while the round
// is sealed in the midst of it.
func duringSeal(b *bench) {
	b.enrol(Setup(8))
	r := b.begin(Initiative(8), First)
	leads := slices.Concat(r.Roster[0], r.Roster[1])
	var (
		mu      sync.Mutex
		saved   []told
		refused int
		count   atomic.Int32
		sealed  checkins.Kept
		midst   = make(chan struct{})
	)
	begin := sync.OnceFunc(func() { close(midst) })
	third := int32(len(leads) * len(r.Questions) / 3)
	b.must(together(len(leads)+1, func(k int) error {
		if k == len(leads) {
			<-midst
			var err error
			sealed, err = b.Seal(b.ctx, b.org, r.ID, r.Closes)
			return err
		}
		for n, q := range r.Questions {
			t := told{leads[k], q.Dimension, 1 + (k+n)%5}
			// By the clock of this replica the round is still open.
			said, err := b.Record(b.ctx, b.org, Reply(fmt.Sprint(k, "-", n), r, t.person, Own(t.dimension, t.value)), during)
			if count.Add(1) == third || err != nil { // after an error a third may never come
				begin()
			}
			if err != nil {
				return err
			}
			mu.Lock()
			switch said[0].Outcome {
			case checkins.Saved:
				saved = append(saved, t)
			case checkins.Closed:
				refused++
			default:
				err = fmt.Errorf("%v came to %s", t, said[0].Outcome)
			}
			mu.Unlock()
			if err != nil {
				begin()
				return err
			}
		}
		return nil
	}))
	var got []told
	for _, a := range sealed.Answers {
		got = append(got, told{a.Person, a.Dimension, a.Own})
	}
	order := func(a, b told) int {
		return strings.Compare(string(a.person)+" "+string(a.dimension), string(b.person)+" "+string(b.dimension))
	}
	slices.SortFunc(got, order)
	slices.SortFunc(saved, order)
	if !slices.Equal(got, saved) {
		b.Fatalf("sealed %d answers, saved %d:\n%v\n%v", len(got), len(saved), got, saved)
	}
	b.Logf("%d saved, %d closed", len(saved), refused)
	b.same("kept", b.kept(r.ID), sealed)
}
