package checkins

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

// heard is a round in which the first n of five leads of IT answered, each with a
// line; those of released are released.
func heard(n int, released ...int) (Basis, Round, Kept) {
	b := Basis{Params: scoring.Defaults()}
	var kept Kept
	for i := range 5 {
		p := PersonID(fmt.Sprintf("it-%d", i))
		b.Roster[scoring.IT] = append(b.Roster[scoring.IT], p)
		if i < n {
			kept.Answers = append(kept.Answers, Answer{Person: p, Dimension: Value, Own: 3, SaidOwn: true})
		}
		kept.Lines = append(kept.Lines, Line{Person: p, Text: fmt.Sprintf("line %d", i)})
	}
	for _, i := range released {
		kept.Lines[i].Released = true
	}
	kept.Lines = append(kept.Lines, Line{Person: "biz-0", Text: "of the other side", Released: true}, Line{Person: "gone", Text: "of somebody who left", Released: true})
	return b, Round{ID: "crm@2026-03-03"}, kept
}

var ofBiz = reader{lead: true, side: scoring.Biz}

func TestVoices(t *testing.T) {
	for name, c := range map[string]struct {
		answered  int
		released  []int
		mode      scoring.Mode
		published bool
		want      int
	}{
		"five answers show everything":                     {5, nil, scoring.Confidential, true, 5},
		"four show what was released":                      {4, []int{0, 3}, scoring.Confidential, true, 2},
		"nothing released, nothing shown":                  {4, nil, scoring.Confidential, true, 0},
		"a held result shows only what was released":       {5, []int{1}, scoring.Confidential, false, 1},
		"a named side never shows what was not released":   {5, []int{2}, scoring.Named, true, 1},
		"released by somebody who only wrote the sentence": {0, []int{4}, scoring.Confidential, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			b, r, kept := heard(c.answered, c.released...)
			r.Mode[scoring.IT] = c.mode
			got := voices(b, r, kept, scoring.IT, c.published, ofBiz)
			if len(got.Lines) != c.want || got.Date != "2026-03-03" {
				t.Errorf("%+v, want %d lines", got, c.want)
			}
			for _, i := range c.released {
				if want := fmt.Sprintf("line %d", i); !contains(got.Lines, want) {
					t.Errorf("%q is missing", want)
				}
			}
		})
	}
}

func contains(lines []string, want string) bool {
	for _, l := range lines {
		if l == want {
			return true
		}
	}
	return false
}

// TestVoicesAreShuffled: the order is the same for every reader, and neither that
// of people nor that of the alphabet, and another one in the next round.
func TestVoicesAreShuffled(t *testing.T) {
	b, r, kept := heard(5)
	first := voices(b, r, kept, scoring.IT, true, ofBiz).Lines
	for i, j := 0, len(kept.Lines)-1; i < j; i, j = i+1, j-1 {
		kept.Lines[i], kept.Lines[j] = kept.Lines[j], kept.Lines[i]
	}
	if diff := cmp.Diff(first, voices(b, r, kept, scoring.IT, true, ofBiz).Lines); diff != "" {
		t.Errorf("the order depends on that of the store: %s", diff)
	}
	sorted, other := true, false
	for week := range 4 {
		r.ID = RoundIDOf("crm", Date("2026-03-10").AddDays(7*week))
		next := voices(b, r, kept, scoring.IT, true, ofBiz).Lines
		other = other || !cmp.Equal(first, next)
		for i := range next {
			sorted = sorted && next[i] == fmt.Sprintf("line %d", i)
		}
	}
	if sorted || !other {
		t.Errorf("in order %v, another order in another round %v", sorted, other)
	}
}

func TestHear(t *testing.T) {
	b := Basis{Params: scoring.Defaults(), Roster: [2][]PersonID{{"a", "b", "c"}, {"x"}}}
	r := Round{Mode: [2]scoring.Mode{scoring.Confidential, scoring.Named}}
	said := func(who ...PersonID) (kept Kept) {
		for _, p := range who {
			kept.Answers = append(kept.Answers, Answer{Person: p, Dimension: Value, Own: 3, SaidOwn: true})
		}
		return kept
	}
	mute := said("a", "b")
	mute.Answers = append(mute.Answers, Answer{Person: "c", SaidOwn: true}, Answer{Person: "x", Guess: 3, SaidGuess: true})
	var s Standing
	for n, step := range []struct {
		kept Kept
		want [2]int
	}{
		{said("a", "b", "x"), [2]int{1, 0}},
		{said("a", "a", "a"), [2]int{2, 1}}, // one person, whatever the number of answers
		{said(), [2]int{3, 2}},
		{said("a", "b", "c", "x"), [2]int{0, 0}},
		{mute, [2]int{1, 1}},                                                      // can't say and a guess alone are no rating
		{Kept{Answers: append(said("c").Answers, mute.Answers...)}, [2]int{0, 2}}, // one rating is enough
		{said("gone", "b", "c"), [2]int{1, 3}},
	} {
		if s.hear(b, r, step.kept); s.Quiet != step.want {
			t.Errorf("step %d: %v, want %v", n, s.Quiet, step.want)
		}
	}
	b.Roster = [2][]PersonID{}
	if s.hear(b, r, Kept{}); s.Quiet != [2]int{} {
		t.Errorf("an empty side is not silent: %v", s.Quiet)
	}
}

// TestVoicesNeedRatings: "can't say" is no answer that could hide a sentence.
func TestVoicesNeedRatings(t *testing.T) {
	b, r, kept := heard(5)
	kept.Answers[2].Own = 0
	if got := voices(b, r, kept, scoring.IT, true, ofBiz); len(got.Lines) != 0 {
		t.Errorf("four ratings show %v", got.Lines)
	}
}

// TestReadRight: a guess is right up to exactly one point from the other side's
// view.
func TestReadRight(t *testing.T) {
	side := map[PersonID]scoring.Side{"a": scoring.IT}
	rec := scoring.Record{Status: scoring.OK, Reading: &scoring.Reading{Mu: scoring.Both[float64]{1, 3}}}
	for guess, want := range map[int]bool{1: false, 2: true, 3: true, 4: true, 5: false} {
		s := Standing{Read: map[PersonID][]bool{}}
		s.read([]Answer{{Person: "a", Dimension: Value, Guess: guess}}, side, Value, rec)
		if diff := cmp.Diff([]bool{want}, s.Read["a"]); diff != "" {
			t.Errorf("guess %d: %s", guess, diff)
		}
	}
}

// TestAuditMissesARound: a history that begins in the middle is said to, whatever
// its records are.
func TestAuditMissesARound(t *testing.T) {
	for seq, want := range map[int][]Difference{1: nil, 2: {{Round: "crm@2026-03-10", Fields: []string{"seq"}}}} {
		r := Round{ID: "crm@2026-03-10", Seq: seq}
		if diff := cmp.Diff(want, NewAudit(nil).Round(r, Kept{}, Scored{Basis: Basis{Params: scoring.Defaults()}})); diff != "" {
			t.Errorf("round %d: %s", seq, diff)
		}
	}
}
