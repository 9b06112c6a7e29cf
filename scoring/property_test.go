package scoring

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// turn is the input of one round.
type turn struct {
	round  int
	roster Roster
	sheet  Sheet
}

// drawHistory draws a history in which people join, leave, rejoin, stay
// silent, answer half, and sides change their mode.
func drawHistory(t *rapid.T) []turn {
	var out []turn
	// Sampled and not ranged: rapid prefers the low end of a range, where
	// histories are too small to be published.
	size := rapid.SampledFrom([]int{5, 3, 8, 4, 1, 2})
	most := [2]int{size.Draw(t, "it"), size.Draw(t, "biz")}
	stay := rapid.SampledFrom([]int{40, 8, 3}).Draw(t, "stay")
	reply := rapid.SampledFrom([]int{9, 6, 2}).Draw(t, "reply")
	length := rapid.SampledFrom([]int{8, 14, 3, 1}).Draw(t, "rounds")
	bias := rapid.SampledFrom([]int{0, 2, -2, 1}).Draw(t, "bias")
	digit := rapid.SampledFrom([]int{3, 2, 4, 1, 5, 0})
	tenths := rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	switches := append(make([]bool, 24), true)
	modes := [2]Mode{}
	round := 0
	for range length {
		round += rapid.IntRange(1, 3).Draw(t, "step")
		next := turn{round: round}
		for _, s := range Sides {
			if rapid.SampledFrom(switches).Draw(t, "switch") {
				modes[s] ^= 1
			}
			next.roster.Mode[s] = modes[s]
			for i := range most[s] {
				if rapid.IntRange(0, 1<<20).Draw(t, "away")%stay == 1 {
					continue
				}
				id := fmt.Sprintf("%s-%d", s, i)
				next.roster.People[s] = append(next.roster.People[s], id)
				if tenths.Draw(t, "answers") > reply {
					continue
				}
				a := Answer{Person: id, Own: digit.Draw(t, "own"), Guess: digit.Draw(t, "guess")}
				if a.Own > 0 && s == IT {
					a.Own = min(5, max(1, a.Own+bias))
				}
				next.sheet[s] = append(next.sheet[s], a)
			}
		}
		out = append(out, next)
	}
	return out
}

// mustFold folds legal input.
func mustFold(t interface{ Fatal(...any) }, s *State, x turn) Record {
	rec, err := s.Fold(Defaults(), x.round, x.roster, x.sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// bits is the exact content of a value, for comparisons that allow no
// difference at all: encoding/json writes every float64 so that it reads back
// as the same bits.
func bits(t interface{ Fatal(...any) }, v any) string {
	data, err := json.Marshal(v) // fails on NaN and infinities
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestSwapOfSides(t *testing.T) {
	mirror := map[Label]Label{ITBlind: BizBlind, BizBlind: ITBlind}
	rapid.Check(t, func(t *rapid.T) {
		var s, m State
		for _, x := range drawHistory(t) {
			y := turn{round: x.round}
			for _, side := range Sides {
				y.roster.People[side], y.roster.Mode[side] = x.roster.People[side.Other()], x.roster.Mode[side.Other()]
				y.sheet[side] = x.sheet[side.Other()]
			}
			a, b := mustFold(t, &s, x), mustFold(t, &m, y)
			if a.Status != b.Status || a.Open != b.Open || a.C[IT] != b.C[Biz] || a.C[Biz] != b.C[IT] {
				t.Fatalf("swapped round %d: %+v, %+v", x.round, a, b)
			}
			if a.Status != OK {
				continue
			}
			want := a.Label
			if l, ok := mirror[want]; ok {
				want = l
			}
			if a.Split[IT] != b.Split[Biz] || a.Spread[IT] != b.Spread[Biz] || a.SinceBaseline != b.SinceBaseline {
				t.Fatalf("swapped round %d: %+v, %+v", x.round, a.Reading, b.Reading)
			}
			if b.Label != want || b.Event != a.Event || b.G != -a.G || b.SE != a.SE || b.Certainty != a.Certainty || b.PAligned != a.PAligned {
				t.Fatalf("swapped round %d: %+v, %+v", x.round, a.Reading, b.Reading)
			}
			for _, side := range Sides {
				p, q := a.Seen[side].Value, b.Seen[side.Other()].Value
				if a.Seen[side].Known != b.Seen[side.Other()].Known {
					t.Fatalf("swapped round %d: seen %v, %v", x.round, p, q)
				}
				// A gap of exactly 0 has no direction to be blind along; it
				// counts as positive both ways.
				if a.G != 0 && (p.Perceived != -q.Perceived || p.PBlind != q.PBlind || p.PThinksApart != q.PThinksApart) {
					t.Fatalf("swapped round %d: seen %+v, %+v", x.round, p, q)
				}
			}
			d, e := s.Disclose(Defaults()), m.Disclose(Defaults())
			if d.Trend != -e.Trend || d.Change != e.Change || d.Split[IT] != e.Split[Biz] {
				t.Fatalf("swapped round %d: %+v, %+v", x.round, d, e)
			}
			if a.G != 0 && (d.Higher != -e.Higher || d.Views[IT] != e.Views[Biz] || d.SignChanged != e.SignChanged && a.Open) {
				t.Fatalf("swapped round %d: %+v, %+v", x.round, d, e)
			}
		}
	})
}

func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s, m State
		for _, x := range drawHistory(t) {
			y := turn{round: x.round}
			y.roster.Mode = x.roster.Mode
			for _, side := range Sides {
				y.roster.People[side] = rapid.Permutation(x.roster.People[side]).Draw(t, "people")
				y.sheet[side] = rapid.Permutation(x.sheet[side]).Draw(t, "answers")
			}
			before := bits(t, []any{y.roster, y.sheet})
			a, b := mustFold(t, &s, x), mustFold(t, &m, y)
			if diff := cmp.Diff(bits(t, a), bits(t, b)); diff != "" {
				t.Fatal(diff)
			}
			if !s.Equal(&m) {
				t.Fatal("the states differ")
			}
			if bits(t, []any{y.roster, y.sheet}) != before {
				t.Fatal("the input was changed")
			}
		}
	})
}

func TestRefoldAndStorage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		history := drawHistory(t)
		var running, stored State
		for i, x := range history {
			shared := running.Clone() // a clone must not feel what happens to the original
			before := bits(t, shared)
			a, b := mustFold(t, &running, x), mustFold(t, &stored, x)
			if bits(t, shared) != before {
				t.Fatal("folding changed a clone of the state")
			}
			var again State
			if err := json.Unmarshal([]byte(bits(t, stored)), &again); err != nil {
				t.Fatal(err)
			}
			stored = again
			if bits(t, a) != bits(t, b) || !running.Equal(&stored) {
				t.Fatalf("round %d differs after storage", x.round)
			}
			if diff := cmp.Diff(running.Disclose(Defaults()), stored.Disclose(Defaults())); diff != "" {
				t.Fatal(diff)
			}
			var refold State
			for _, y := range history[:i+1] {
				mustFold(t, &refold, y)
			}
			if !running.Equal(&refold) {
				t.Fatalf("round %d differs after a refold", x.round)
			}
		}
	})
}

func TestReadings(t *testing.T) {
	beside := 0 // publications with numbers beside a named side
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults()
		var s State
		records := map[int]Record{}
		rosters := map[int]Roster{}
		for _, x := range drawHistory(t) {
			was := s.Disclose(p)
			rec := mustFold(t, &s, x)
			bits(t, rec) // no NaN, no infinity
			bits(t, s)
			records[x.round], rosters[x.round] = rec, x.roster
			d := s.Disclose(p)

			for _, side := range Sides {
				short := p.kMin(x.roster.Mode[side]) - rec.C[side]
				if short > 0 && rec.Status != NotEnough {
					t.Fatalf("%s with %d contributors", rec.Status, rec.C[side])
				}
				if d.Need[side] != max(0, short) || d.NoView[side] != (len(x.roster.People[side]) == 0) {
					t.Fatalf("need %v, no view %v", d.Need, d.NoView)
				}
			}
			if d.LastRound != x.round || d.Status != rec.Status || d.Open != rec.Open {
				t.Fatalf("%+v does not fit %+v", d, rec)
			}
			if rec.Status != OK {
				if d.Event != "" || d.SignChanged {
					t.Fatalf("an event without a publication: %+v", d)
				}
				d.Status, d.LastRound, d.Need, d.NoView = was.Status, was.LastRound, was.Need, was.NoView
				was.Event, was.SignChanged = "", false
				if diff := cmp.Diff(was, d); diff != "" {
					t.Fatalf("an unpublished round is visible: %s", diff)
				}
				continue
			}
			if d.Round != x.round || d.Label != rec.Label || d.Event != rec.Event || d.Published != was.Published+1 {
				t.Fatalf("%+v does not fit %+v", d, rec)
			}
			if !(rec.Tau2 > 0 && rec.SE > 0 && rec.Certainty >= 0 && rec.Certainty <= 1 && rec.PAligned >= 0 && rec.PAligned <= 1) {
				t.Fatalf("out of range: %+v", rec.Reading)
			}
			if rec.Interval[0] >= rec.G || rec.Interval[1] <= rec.G || math.Abs(rec.G) > 4 {
				t.Fatalf("out of range: %+v", rec.Reading)
			}
			if n := d.Numbers; n != nil {
				for _, side := range Sides {
					of := records[n.Round]
					if rosters[n.Round].Mode[side] == Confidential && of.C[side] < p.KExact {
						t.Fatalf("numbers from %d contributors", of.C[side])
					}
				}
				if mode := rosters[n.Round].Mode; mode[IT] != mode[Biz] {
					mu := records[n.Round].Mu
					if want := (Numbers{Round: n.Round, Mean: [2]float64{tenth(mu[IT]), tenth(mu[Biz])}, Bare: true}); *n != want {
						t.Fatalf("beside a named side: %+v", n)
					}
					beside++
					continue
				}
				if n.Bare {
					t.Fatalf("only the means: %+v", n)
				}
				for _, side := range Sides {
					c := records[n.Round].C[side]
					if rosters[n.Round].Mode[side] == Named {
						c = 0 // nobody learns who of one or two answered
					}
					if n.Heard[side] != c || n.Leads[side] < c || c == 0 && (n.Leads[side] != 0 || n.Sum.Nu != 0) {
						t.Fatalf("heard %v of %v, want %d of %v", n.Heard, n.Leads, c, side)
					}
				}
				if n.Certainty > 0.99 {
					t.Fatalf("certainty %v", n.Certainty)
				}
				if wrong := n.followed(p, records[n.Round].Nu); wrong != "" {
					t.Fatalf("%s: %+v", wrong, n)
				}
			}
		}
	})
	if beside == 0 {
		t.Error("no numbers beside a named side: this says nothing of them")
	}
}

// TestSilentPersonWidens: somebody who never answers says nothing about where
// the roster stands, and makes it less certain.
func TestSilentPersonWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		side := Side(rapid.IntRange(0, 1).Draw(t, "side"))
		var s, m State
		for _, x := range drawHistory(t) {
			y := x
			y.roster.People[side] = append(slices.Clone(x.roster.People[side]), "zz-silent")
			a, b := mustFold(t, &s, x), mustFold(t, &m, y)
			if a.Status != b.Status || a.C != b.C {
				t.Fatalf("%+v, %+v", a, b)
			}
			if a.Status != OK {
				continue
			}
			if a.Mu != b.Mu || a.H != b.H || a.Tau2 != b.Tau2 || a.Nu != b.Nu {
				t.Fatalf("%+v, %+v", a.Reading, b.Reading)
			}
			// Shrinking makes V monotone in the raw one, and pulls G inwards.
			if b.SE <= a.SE || math.Abs(b.G) > math.Abs(a.G) {
				t.Fatalf("not wider: %+v, %+v", a.Reading, b.Reading)
			}
		}
	})
}

// TestForgetIsARefold: what remains after an erasure is what a fold without the
// person gives, and what was published stays.
func TestForgetIsARefold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults()
		side := Side(rapid.IntRange(0, 1).Draw(t, "side"))
		gone := fmt.Sprintf("%s-%d", side, rapid.IntRange(0, 3).Draw(t, "who"))
		var s, without State
		for _, x := range drawHistory(t) {
			mustFold(t, &s, x)
			y := x
			y.roster.People[side] = slices.DeleteFunc(slices.Clone(x.roster.People[side]), func(id string) bool { return id == gone })
			y.sheet[side] = slices.DeleteFunc(slices.Clone(x.sheet[side]), func(a Answer) bool { return a.Person == gone })
			mustFold(t, &without, y)
		}
		shared := s.Clone()
		before, told := s.Clone().b, s.Disclose(p)
		stored := bits(t, shared)
		s.Forget(p, gone)
		if bits(t, shared) != stored {
			t.Fatal("forgetting changed a clone of the state")
		}
		for _, on := range Sides {
			if diff := cmp.Diff(without.b.Side[on].People, s.b.Side[on].People); diff != "" {
				t.Fatal(diff)
			}
		}
		if diff := cmp.Diff(told, s.Disclose(p)); diff != "" {
			t.Fatalf("published history changed: %s", diff)
		}
		contributed := false
		if v, ok := find(before.Side[side].People, gone); ok {
			contributed = v.Own.W >= p.WMin
		}
		want := before.Side[side].New.own()
		if contributed && !slices.Contains(before.Side[side].New.Own, gone) {
			want++
		}
		if got := s.b.Side[side].New.own(); got != want {
			t.Fatalf("%d people are new, want %d", got, want)
		}
	})
}
