package scoring

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// midlife is a state in the middle of everything: an alert that is open, a
// baseline, numbers, a held round with people who wait, and an erased one.
func midlife(t testing.TB) State {
	x := script{t: t}
	for range 4 {
		x.play("a=5/4 b=5/4 c=5/4 d=5/4 e=5/4 | v=1/2 w=1/2 x=2/2 y=1/2 z=1/2")
	}
	x.play("a=4/4 b c d e | v=2/2 w x y z")
	x.s.Forget(Defaults(), "e")
	if d := x.s.Disclose(Defaults()); !d.Open || d.Status != Held || d.Baseline.Round != 3 || d.Numbers == nil {
		t.Fatalf("%+v", d)
	}
	return x.s
}

// put sets one value of a decoded JSON document; the steps of a path are keys
// and indices.
func put(t *testing.T, doc any, path string, value any) {
	t.Helper()
	steps := strings.Split(path, ".")
	for i, step := range steps {
		last := i == len(steps)-1
		switch at := doc.(type) {
		case map[string]any:
			if last {
				at[step] = value
			}
			doc = at[step]
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if last {
				at[n] = value
			}
			doc = at[n]
		default:
			t.Fatalf("%s leads nowhere", path)
		}
	}
}

// TestStateRefuses changes one thing at a time in a stored state.
func TestStateRefuses(t *testing.T) {
	stored := bits(t, midlife(t))
	for _, c := range []struct{ path, value, want string }{
		{"r", `-5`, "the last round"},
		{"r", `0`, "the last round"},
		{"r", `4`, "the words are not those"},
		{"st", `"ok"`, "the words are not those"},
		{"st", `"late"`, "the status"},
		{"ev", `"opened"`, "an event in"},
		{"ev", `"broken"`, "the event"},
		{"tu", `true`, "an event in"},
		{"pu", `6`, "more published"},
		{"pu", `-1`, "more published"},
		{"la.g", `4.1`, "the latest"},
		{"la.c", `1.1`, "the latest"},
		{"mo.1", `2`, "side biz: the mode"},
		{"mo.1", `-1`, "cannot unmarshal"},
		{"n.0", `4`, "side it: more contributors"},
		{"n.1", `-1`, "side biz: more contributors"},
		{"c.1", `-1`, "side biz: more contributors"},
		{"c.1", `6`, "side biz: more contributors"},
		{"si.0.p", `[{"i":"a","o":{"m":5,"w":1}},{"i":"b","o":{"m":5,"w":1}},{"i":"c","o":{"m":5,"w":1}},{"i":"d","o":{"m":5,"w":1}},{"i":"e","o":{"m":5,"w":1}},{"i":"f","o":{"m":5,"w":1}}]`, "side it: more people"},
		{"si.0.p.1.i", `""`, "side it: a person without"},
		{"si.0.p.1.i", `"d"`, "side it: the people"},
		{"si.1.p.1.i", `"v"`, "side biz: the people"},
		{"si.0.p.1.o.w", `5.01`, "a weight"},
		{"si.0.p.1.o.w", `-0.5`, "a weight"},
		{"si.0.p.1.o.w", `0`, "a weight"},
		{"si.0.p.1.o.m", `5.1`, "a view"},
		{"si.0.p.1.o.m", `0.9`, "a view"},
		{"si.0.p.1.q.w", `0.94`, "a pair"},
		{"si.0.p.1.q.w", `-1`, "a pair"},
		{"si.0.p.1.q.m", `-4.1`, "a view"},
		{"si.0.n.o", `["a","a"]`, "the people who are new"},
		{"si.0.n.o", `[""]`, "the people who are new"},
		{"si.1.n.q", `["w","v"]`, "the people who are new"},
		{"si.1.n.q", `["v","w"]`, "more new pairs"},
		{"si.0.n.x", `-1`, "the erased"},
		{"si.0.n.x", `2147483648`, "the erased"},
		{"si.0.n.y", `-1`, "the erased"},
		{"si.0.n.y", `3`, "more new pairs"},
		{"co.0", `4.1`, "a raw gap"},
		{"co.0", `"x"`, "cannot unmarshal"},
		{"al.s", `0`, "alert: open without"},
		{"al.e", `0`, "alert: open without"},
		{"al.o", `false`, "alert: closed with"},
		{"al.e", `6`, "alert: more than"},
		{"al.n", `-1`, "alert: more than"},
		{"wo.r", `0`, "words: words of no round"},
		{"wo.r", `6`, "words: of a round"},
		{"wo.l", `"<b>"`, "words: an unknown label"},
		{"wo.b", `""`, "words: an unknown band"},
		{"wo.v", `"fine"`, "words: an unknown level"},
		{"wo.s", `"99%"`, "words: an unknown strength"},
		{"wo.w.1", `"knows"`, "words: an unknown view"},
		{"wo.c", `"up"`, "words: an unknown change"},
		{"wo.h", `2`, "words: an unknown direction"},
		{"wo.a", `-2`, "words: an unknown direction"},
		{"ba.w.l", `"other"`, "baseline: an unknown label"},
		{"ba.w.r", `5`, "baseline: of a round"},
		{"ba.w", `{}`, "baseline: figures of no round"},
		{"ba.g", `1e308`, "baseline: a gap"},
		{"ba.v", `-0.1`, "baseline: a gap"},
		{"ba.v", `0`, "baseline: a gap"},
		{"nu.r", `0`, "numbers: numbers of no round"},
		{"nu.r", `5`, "numbers: of a round"},
		{"nu.m.0", `5.1`, "numbers: a mean"},
		{"nu.y", `true`, "numbers: more than the means"},
		{"nu.h.0", `6`, "numbers: more people"},
		{"nu.h.1", `0`, "numbers: more people"},
		{"nu.g", `-4.1`, "numbers: a gap"},
		{"nu.b", `-1e300`, "numbers: a gap"},
		{"nu.x.e", `-0.1`, "numbers: a sum"},
		{"nu.x.v", `-1`, "numbers: a sum"},
		{"nu.x.g", `4.1`, "numbers: a sum"},
		{"nu.i", `[0,1]`, "numbers: an interval"},
		{"nu.c", `1`, "numbers: a certainty"},
		{"nu.s.0", `101`, "numbers: a share"},
		{"nu.s.1", `-1`, "numbers: a share"},
	} {
		var doc, value any
		for text, into := range map[string]any{stored: &doc, c.value: &value} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		put(t, doc, c.path, value)
		var s State
		err := json.Unmarshal([]byte(bits(t, doc)), &s)
		if err == nil || !strings.HasPrefix(err.Error(), "read scoring state: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s = %s: %v", c.path, c.value, err)
		}
		if !s.Equal(&State{}) {
			t.Errorf("%s = %s: half of it was read", c.path, c.value)
		}
	}
}

// TestStateIsRead: whatever rounds, erasures and new wordings lead to can be
// stored and read, and so can a record of each round.
func TestStateIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults()
		p.Lambda = rapid.SampledFrom([]float64{0.5, 0.01, 0.99, 0.999999}).Draw(t, "lambda")
		p.S0Sq = rapid.SampledFrom([]float64{1, 100}).Draw(t, "s0_sq")
		var s State
		for _, x := range drawHistory(t) {
			rec, err := s.Fold(p, x.round, x.roster, x.sheet)
			if err != nil {
				t.Fatal(err)
			}
			sameRecord(t, rec)
			switch rapid.IntRange(0, 9).Draw(t, "then") {
			case 1:
				s.Rebaseline()
			case 2, 3:
				s.Forget(p, fmt.Sprintf("%s-%d", Sides[rapid.IntRange(0, 1).Draw(t, "of")], rapid.IntRange(0, 4).Draw(t, "gone")))
			}
			sameState(t, &s)
		}
	})
}

// sameState fails unless s is the same after it was stored and read.
func sameState(t interface{ Fatal(...any) }, s *State) {
	var again State
	if err := json.Unmarshal([]byte(bits(t, s)), &again); err != nil {
		t.Fatal(err)
	}
	if !again.Equal(s) {
		t.Fatal("the state changes when it is stored")
	}
}

// sameRecord fails unless rec is the same after it was written and read.
func sameRecord(t interface{ Fatal(...any) }, rec Record) {
	var again Record
	if err := json.Unmarshal([]byte(bits(t, rec)), &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rec, again); diff != "" {
		t.Fatal("the record changes when it is written: " + diff)
	}
}

// FuzzState: whatever is stored, reading it is an error, or gives a state that
// folds a legal round, discloses it, and can be stored again: without a panic, a
// NaN or an infinity.
func FuzzState(f *testing.F) {
	f.Add([]byte(`{}`), uint8(0))
	full := midlife(f)
	f.Add([]byte(bits(f, full)), uint8(7))
	named := script{t: f}
	named.play("!a=5/1 | x=1/5 y=1/5 z=3/5")
	f.Add([]byte(bits(f, named.s)), uint8(3))
	f.Fuzz(func(t *testing.T, data []byte, draw uint8) {
		var s State
		if err := json.Unmarshal(data, &s); err != nil {
			return
		}
		p := Defaults()
		sameState(t, &s)
		for range 2 {
			if s.b.Last+1 < 1 {
				return // the last round that there can be
			}
			x := next(&s, draw)
			var people []string
			for _, side := range Sides {
				people = append(people, x.roster.People[side]...)
				s.Carried(p, side, x.roster.People[side])
				if w := s.Weight(p, side, "new-0"); w < 0 {
					t.Fatalf("weight %v", w)
				}
			}
			rec, err := s.Fold(p, x.round, x.roster, x.sheet)
			if err != nil {
				t.Fatal(err)
			}
			if rec.Status == OK && !(rec.SE > 0 && within(rec.Certainty, 0, 1) && within(rec.PAligned, 0, 1) && within(rec.G, -4, 4)) {
				t.Fatalf("out of range: %+v", rec.Reading)
			}
			sameRecord(t, rec)
			sameState(t, &s)
			bits(t, s.Disclose(p))
			states := []*State{{}, &s}
			Worst(states)
			Digest(states)
			PerceivedWatermelon(p, &s, &s)
			Watermelon{}.Next(p, true, &s, &s)
			c := s.Clone()
			c.Rebaseline()
			c.Forget(p, people[int(draw)%len(people)])
			bits(t, c)
			bits(t, c.Disclose(p))
			draw = draw*5 + 3
		}
	})
}

// next is a legal round for any state: most of its people and some new ones.
func next(s *State, draw uint8) turn {
	x := turn{round: s.b.Last + 1}
	for _, side := range Sides {
		x.roster.Mode[side] = Mode(draw >> side & 1)
		var people []string
		for i, who := range s.b.Side[side].People {
			// A stored state may have somebody on both sides; a roster may not.
			if uint8(i)%8 != draw%8 && !(side == Biz && slices.Contains(x.roster.People[IT], who.ID)) {
				people = append(people, who.ID)
			}
		}
		for i := range 3 {
			if id := fmt.Sprintf("new-%s-%d", side, i); !slices.Contains(people, id) && !slices.Contains(x.roster.People[IT], id) {
				people = append(people, id)
			}
		}
		for i, id := range people {
			if n := uint8(i) + draw>>2; n%4 != 0 {
				x.sheet[side] = append(x.sheet[side], Answer{Person: id, Own: int(n % 6), Guess: int(n / 2 % 6)})
			}
		}
		x.roster.People[side] = people
	}
	return x
}

// FuzzRecord: what is read as a record is written so that it reads as the same.
func FuzzRecord(f *testing.F) {
	x := script{t: f}
	f.Add([]byte(bits(f, x.play("!a=5/1 b=4 | x=1/5 y=1/5 z=3/5"))))
	f.Add([]byte(bits(f, x.play("!a b | x=1/5 y z"))))
	for range 4 {
		f.Add([]byte(bits(f, x.play("a=5/1 b=4/2 c=1/1 d=5/5 | x=1/5 y=1/5 z=3/5"))))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var rec Record
		if err := json.Unmarshal(data, &rec); err != nil {
			return
		}
		sameRecord(t, rec)
	})
}
