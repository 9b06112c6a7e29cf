package checkins

import (
	"fmt"
	"testing"

	"parallax/scoring"
)

// TestMayRead goes over everybody who may ask for a sentence of an IT lead. Below
// five answers only the other side's leads read it, and only when it was released.
func TestMayRead(t *testing.T) {
	p := scoring.Defaults()
	it, biz := reader{lead: true}, reader{lead: true, side: scoring.Biz}
	owner, channel := reader{}, reader{channel: true}
	for to, name := range map[reader]string{it: "a lead of the same side", biz: "a lead of the other side", owner: "an owner who is no lead", channel: "a channel"} {
		for _, released := range []bool{false, true} {
			for _, rated := range []int{0, 3, 4, 5, 6} {
				for _, published := range []bool{false, true} {
					for _, mode := range []scoring.Mode{scoring.Confidential, scoring.Named} {
						enough := rated >= 5 && published && mode == scoring.Confidential
						want := enough
						switch to {
						case biz:
							want = enough || released
						case channel:
							want = false
						}
						of := writers{side: scoring.IT, mode: mode, rated: rated, published: published}
						if got := to.mayRead(p, of, released); got != want {
							t.Errorf("%s, released %v, %d rated, published %v, %v: %v", name, released, rated, published, mode, got)
						}
					}
				}
			}
		}
	}
	p.KExact = 6
	if it.mayRead(p, writers{rated: 5, published: true}, true) {
		t.Error("a raised k_exact does not count")
	}
	for _, side := range scoring.Sides { // the rule is the same for both
		to, of := reader{lead: true, side: side}, writers{side: side.Other(), rated: 3, published: true}
		if !to.mayRead(p, of, true) || to.mayRead(p, writers{side: side, rated: 3, published: true}, true) {
			t.Errorf("a lead of %v", side)
		}
	}
}

// TestReaderOf: a bridge, an owner and who has changed sides are no leads to the
// sentences of a round.
func TestReaderOf(t *testing.T) {
	i := Initiative{Owner: "olga", Leads: [2][]PersonID{scoring.IT: {"ana", "both", "moved", "new"}, scoring.Biz: {"ben", "both"}}}
	r := Round{Roster: [2][]PersonID{scoring.IT: {"ana"}, scoring.Biz: {"ben", "moved", "gone"}}}
	for p, want := range map[PersonID]reader{
		"ana": {lead: true}, "ben": {lead: true, side: scoring.Biz}, "new": {lead: true}, "both": {}, "moved": {}, "olga": {}, "gone": {}, "": {},
	} {
		if got := readerOf(i, r, p); got != want {
			t.Errorf("%s: %+v, want %+v", p, got, want)
		}
	}
}

// TestVoicesOfBothSides: with three answers a side, each lead reads the released
// sentence of the other side and not that of a colleague.
func TestVoicesOfBothSides(t *testing.T) {
	b := Basis{Params: scoring.Defaults()}
	var kept Kept
	for _, s := range scoring.Sides {
		for n := range 3 {
			p := PersonID(fmt.Sprintf("%v-%d", s, n))
			b.Roster[s] = append(b.Roster[s], p)
			kept.Answers = append(kept.Answers, Answer{Person: p, Dimension: Value, Own: 3, SaidOwn: true})
			kept.Lines = append(kept.Lines, Line{Person: p, Text: fmt.Sprintf("%v line %d", s, n), Released: n == 0})
		}
	}
	for _, side := range scoring.Sides {
		to := reader{lead: true, side: side}
		if got := voices(b, Round{ID: "crm@2026-03-03"}, kept, side, true, to); len(got.Lines) != 0 {
			t.Errorf("%v leads read of their own side: %q", side, got.Lines)
		}
		want := fmt.Sprintf("%v line 0", side.Other())
		if got := voices(b, Round{ID: "crm@2026-03-03"}, kept, side.Other(), true, to); len(got.Lines) != 1 || got.Lines[0] != want {
			t.Errorf("%v leads read of the other side: %q", side, got.Lines)
		}
	}
}
