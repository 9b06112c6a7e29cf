package checkinstest

import (
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// folded is a standing and its records as scoring makes them, all fields filled.
func (b *bench) folded(r checkins.Round) (checkins.Standing, []checkins.Record) {
	b.Helper()
	s := checkins.Standing{
		Seq: 1, Last: r.ID,
		Asked: map[checkins.PersonID][2]checkins.Date{"ana": {First, ""}, "ben": {First, "2026-02-24"}},
		Read:  map[checkins.PersonID][]bool{"ana": {true, false}},
		Lone:  map[checkins.PersonID]bool{"ben": true},
	}
	var records []checkins.Record
	for _, d := range []scoring.Dimension{checkins.Value, checkins.Delivery} {
		var roster scoring.Roster
		var sheet scoring.Sheet
		for _, side := range scoring.Sides {
			for k, p := range r.Roster[side] {
				roster.People[side] = append(roster.People[side], string(p))
				sheet[side] = append(sheet[side], scoring.Answer{Person: string(p), Own: 1 + int(side)*2 + k%2, Guess: 3})
			}
		}
		c := s.Of(d)
		rec, err := c.State.Fold(scoring.Defaults(), 1, roster, sheet)
		b.must(err)
		c.Said = c.State.Disclose(scoring.Defaults())
		c.Asked, c.Guessed, c.Version, c.Date = 1, 1, string(d)+"/1", First
		c.Episode = checkins.Episode{No: 1, Opened: r.ID}
		c.Track = []checkins.Point{{Date: First, Label: c.Said.Label, Band: c.Said.Band, Higher: -1, Numbers: c.Said.Numbers}}
		records = append(records, checkins.Record{Dimension: d, Version: string(d) + "/1", Record: rec})
	}
	return s, records
}

// standing reads crm's standing.
func (b *bench) standing() checkins.Standing {
	b.Helper()
	s, _, err := b.Standing(b.ctx, b.org, CRM)
	b.must(err)
	s.Rev = 0 // see rev
	return s
}

func (b *bench) records(id checkins.RoundID) []checkins.Record {
	b.Helper()
	s, err := b.Scored(b.ctx, b.org, id)
	b.must(err)
	return s.Records
}

var closePromises = []promise{
	{"standing, records, letters and redrawing come in one step", func(b *bench) {
		r := b.begin(b.initiative(), First)
		for _, l := range b.claim(r.Opens) {
			b.deliver(l)
		}
		b.seal(r)
		s, records := b.folded(r)
		card, ask := Card(b.org, CRM, r.Closes), AskID(b.org, "ana", First)
		c := checkins.Closing{Round: r.ID, Standing: s, Records: records, Letters: []checkins.Letter{card}, Redraw: []checkins.LetterID{ask}}
		if !b.close(c, r.Closes) {
			b.Fatal("not closed")
		}
		if got := b.round(r.ID).State; got != checkins.RoundClosed {
			b.Fatalf("round is %s", got)
		}
		b.same("standing", b.standing(), s)
		slices.Reverse(records) // delivery comes before value
		b.same("records", b.records(r.ID), records)
		b.stands(card.ID, checkins.LetterPending)
		if l := b.stands(ask, checkins.LetterPending); l.Rev != 2 || l.Receipt != paper(ask) {
			b.Fatalf("ask has rev %d, receipt %v", l.Rev, l.Receipt)
		}
		b.stands(AskID(b.org, "ben", First), checkins.LetterSent)
		if n := len(b.claim(r.Closes)); n != 2 {
			b.Fatalf("%d letters are due, want the card and the ask", n)
		}
	}},
	{"closing again changes nothing", func(b *bench) {
		r := b.begin(b.initiative(), First)
		ask := b.takeAll(r)
		b.seal(r)
		s, records := b.folded(r)
		c := checkins.Closing{Round: r.ID, Standing: s, Records: records, Redraw: []checkins.LetterID{ask}}
		b.close(c, r.Closes)
		slices.Reverse(records)
		before := b.letter(ask)
		card := Card(b.org, CRM, r.Closes)
		twin := checkins.Closing{
			Round: r.ID, Standing: checkins.Standing{Seq: 9}, Records: records[:1],
			Letters: []checkins.Letter{card}, Redraw: []checkins.LetterID{ask},
		}
		if b.close(twin, r.Closes) {
			b.Fatal("closed twice")
		}
		b.same("standing", b.standing(), s)
		b.same("records", b.records(r.ID), records)
		b.same("letter", b.letter(ask), before)
		ls, err := b.Letters(b.ctx, b.org, card.ID)
		b.must(err)
		b.same("letters of the second closing", ls, []checkins.Letter(nil))
	}},
	{"of many at once one closes", func(b *bench) {
		r := b.begin(b.initiative(), First)
		ask := b.takeAll(r)
		b.seal(r)
		var closed atomic.Int32
		b.must(together(20, func(k int) error {
			ok, err := b.Close(b.ctx, b.org, checkins.Closing{
				Round: r.ID, Standing: checkins.Standing{Seq: k + 1}, Redraw: []checkins.LetterID{ask},
			}, r.Closes)
			if ok {
				closed.Add(1)
			}
			return err
		}))
		if n := closed.Load(); n != 1 {
			b.Fatalf("%d closed, want 1", n)
		}
		if l := b.letter(ask); l.Rev != 2 {
			b.Fatalf("ask has rev %d, want 2", l.Rev)
		}
	}},
	{"only a sealed round closes", func(b *bench) {
		r := b.begin(b.initiative(), First)
		// Whether that is false or an error is the store's choice.
		if closed, err := b.Close(b.ctx, b.org, checkins.Closing{Round: r.ID, Standing: checkins.Standing{Seq: 1}}, r.Closes); closed || errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("an open round closed: %v, %v", closed, err)
		}
		if got := b.round(r.ID).State; got != checkins.RoundOpen {
			b.Fatalf("round is %s", got)
		}
		b.same("standing", b.standing(), checkins.Standing{})
		if closed, _ := b.Close(b.ctx, b.org, checkins.Closing{Round: "crm@2030-01-01"}, r.Closes); closed {
			b.Fatal("an unknown round closed")
		}
	}},
	{"answers outlive the close", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		sealed := b.seal(r)
		b.close(checkins.Closing{Round: r.ID}, r.Closes)
		b.same("kept", b.kept(r.ID), sealed)
	}},
	{"there are no records before the close, and none of an unknown round", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.same("records", b.records(r.ID), []checkins.Record(nil))
		b.seal(r)
		b.same("records", b.records(r.ID), []checkins.Record(nil))
		b.same("records", b.records("crm@2030-01-01"), []checkins.Record(nil))
	}},
	{"past rounds are those closed, oldest first", func(b *bench) {
		past := func(i checkins.InitiativeID, want ...checkins.RoundID) {
			b.Helper()
			got, err := b.Past(b.ctx, b.org, i)
			b.must(err)
			b.same("past of "+string(i), got, want)
		}
		zed := b.begin(b.second("zed"), First)
		var rounds []checkins.Round
		for n := range 3 {
			rounds = append(rounds, b.begin(b.initiative(), First.AddDays(7*n)))
		}
		skipped := Round(b.org, b.initiative(), First.AddDays(21))
		skipped.State = checkins.RoundSkipped
		b.open(checkins.Opening{Round: skipped})
		past(CRM)
		for _, r := range rounds[:2] {
			b.seal(r)
			b.close(checkins.Closing{Round: r.ID, Standing: checkins.Standing{Last: r.ID}}, r.Closes)
		}
		b.seal(zed)
		past(CRM, rounds[0].ID, rounds[1].ID)
		past("zed")
		s, latest, err := b.Standing(b.ctx, b.org, CRM)
		b.must(err)
		if s.Last != rounds[1].ID || latest != skipped.ID {
			b.Fatalf("closed last %s, latest %s", s.Last, latest)
		}
	}},
	{"a round that closes leaves the next opening alone", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.seal(r)
		b.close(checkins.Closing{Round: r.ID}, r.Closes)
		b.same("errands", b.errands(Opens.Add(week)), []checkins.Errand{{Initiative: CRM, At: Opens.Add(week)}})
		b.open(Opening(b.org, r)) // a replica that was slow
		b.same("errands", b.errands(Opens.Add(week-time.Second)), []checkins.Errand(nil))
	}},
}

// takeAll brings every ask of a round to sent and returns ana's.
func (b *bench) takeAll(r checkins.Round) checkins.LetterID {
	b.Helper()
	for _, l := range b.claim(r.Opens) {
		b.deliver(l)
	}
	return AskID(b.org, "ana", r.ID.Date())
}
