package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// Voices are the sentences that the leads of a side wrote in a round, as far as
// others may read them: without names, and in an order that tells nothing.
type Voices struct {
	Side  scoring.Side
	Date  Date // planned date of the round
	Lines []string
}

// reader is who asks for sentences. The zero value is somebody who may read
// results and is no lead: an owner, or a bridge.
type reader struct {
	lead    bool
	side    scoring.Side // of a lead
	channel bool         // everybody in a channel, whatever they are
}

// readerOf says what a person is to the sentences of a round. Who has changed
// sides since belongs to neither: the sentences of both are of colleagues.
func readerOf(i Initiative, r Round, p PersonID) reader {
	side, lead := i.Side(p)
	if was, on := r.Side(p); on && was != side {
		lead = false
	}
	if !lead {
		return reader{}
	}
	return reader{lead: true, side: side}
}

// writers are the people of a side in one round.
type writers struct {
	side      scoring.Side
	mode      scoring.Mode
	rated     int  // people who rated something
	published bool // a result came of the round
}

// mayRead decides whether a sentence may be read, released by its author or not
// (SCORING.md 9). Any sentence of a confidential side may when k_exact people rated
// something and the round was published. Below that a lead of the other side may
// read what its author released, and nobody else: that is what the author ticked. A
// channel never reads any.
func (to reader) mayRead(p scoring.Params, of writers, released bool) bool {
	switch {
	case to.channel:
		return false
	case of.published && of.mode == scoring.Confidential && of.rated >= p.KExact:
		return true
	}
	return released && to.lead && to.side != of.side
}

// voices returns what somebody may read of a side's sentences. Erased people's are
// not in kept any more.
func voices(b Basis, r Round, kept Kept, side scoring.Side, published bool, to reader) Voices {
	rated := map[PersonID]bool{}
	for _, a := range kept.Answers {
		if a.Own != 0 && slices.Contains(b.Roster[side], a.Person) {
			rated[a.Person] = true
		}
	}
	of := writers{side: side, mode: r.Mode[side], rated: len(rated), published: published}
	v := Voices{Side: side, Date: r.ID.Date()}
	for _, l := range kept.Lines {
		if l.Text != "" && slices.Contains(b.Roster[side], l.Person) && to.mayRead(b.Params, of, l.Released) {
			v.Lines = append(v.Lines, l.Text)
		}
	}
	// Sorted by a digest: the same for every reader, and unrelated to who wrote,
	// when, and how long.
	slices.SortFunc(v.Lines, func(x, y string) int {
		return compareDigests(string(r.ID), x, y)
	})
	return v
}

// voices reads what somebody may read of these sides' sentences in a closed round;
// sides without one are left out.
func (d *Desk) voices(ctx context.Context, org OrgID, r Round, to reader, sides ...scoring.Side) ([]Voices, error) {
	return d.chosenVoices(ctx, org, r, to, func(Line) bool { return true }, sides...)
}

// chosenVoices is voices of the sentences that are wanted.
func (d *Desk) chosenVoices(ctx context.Context, org OrgID, r Round, to reader, wanted func(Line) bool, sides ...scoring.Side) ([]Voices, error) {
	scored, err := d.Standings.Scored(ctx, org, r.ID)
	if err != nil || len(scored.Records) == 0 {
		return nil, err
	}
	kept, err := d.Ledger.Answers(ctx, org, r.ID, "")
	if err != nil {
		return nil, err
	}
	kept.Lines = slices.DeleteFunc(slices.Clone(kept.Lines), func(l Line) bool { return !wanted(l) })
	published := slices.ContainsFunc(scored.Records, func(rec Record) bool { return rec.Status == scoring.OK })
	var vs []Voices
	for _, side := range sides {
		if v := voices(scored.Basis, r, kept, side, published, to); len(v.Lines) > 0 {
			vs = append(vs, v)
		}
	}
	return vs, nil
}

func compareDigests(salt, x, y string) int {
	a, b := LetterIDOf("", "voice", salt, x), LetterIDOf("", "voice", salt, y)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
