package scoring

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// script plays rounds that are written as one line each: the roster of IT, a
// bar, the roster of the business. "a=4/2" rated 4 and guessed 2, "a=4" rated
// only, "a=0/2" guessed only, "a" is on the roster and did not answer. A side
// that starts with "!" is named.
type script struct {
	t     testing.TB
	s     State
	round int
}

func (x *script) play(line string) Record {
	x.t.Helper()
	var r Roster
	var sheet Sheet
	for i, half := range strings.Split(line, "|") {
		side := Side(i)
		half = strings.TrimSpace(half)
		if strings.HasPrefix(half, "!") {
			r.Mode[side] = Named
		}
		for _, word := range strings.Fields(strings.TrimPrefix(half, "!")) {
			id, given, answered := strings.Cut(word, "=")
			r.People[side] = append(r.People[side], id)
			if !answered {
				continue
			}
			a := Answer{Person: id}
			own, guess, _ := strings.Cut(given, "/")
			if _, err := fmt.Sscan(own, &a.Own); err != nil {
				x.t.Fatal(err)
			}
			if guess != "" {
				if _, err := fmt.Sscan(guess, &a.Guess); err != nil {
					x.t.Fatal(err)
				}
			}
			sheet[side] = append(sheet[side], a)
		}
	}
	x.round++
	rec, err := x.s.Fold(Defaults(), x.round, r, sheet)
	if err != nil {
		x.t.Fatal(err)
	}
	return rec
}

func TestPublication(t *testing.T) {
	type step struct {
		line string
		want Status
	}
	full := step{"a=4/3 b=4/3 c=4/3 | x=3/4 y=3/4 z=3/4", OK}
	for name, steps := range map[string][]step{
		"two of three are not enough": {
			{"a=4 b=4 c | x=3 y=3 z=3", NotEnough},
			{"a b c=4 | x y z", OK}, // all six are new
		},
		"can't say is no answer": {{"a=4 b=4 c=0/2 | x=3 y=3 z=3", NotEnough}},
		"an empty side":          {{" | x=3 y=3 z=3", NotEnough}},
		"one new answer is held, two are not": {
			full,
			{"a=5/3 b c | x y z", Held},
			{"a b c | x y z", Held}, // the set survives a silent round
			{"a b=5/3 c | x y z", OK},
		},
		"the same person twice is one": {
			full,
			{"a=5/3 b c | x y z", Held},
			{"a=4/3 b c | x y z", Held},
		},
		"one a side is one on each": {full, {"a=5/3 b c | x=2/4 y z", Held}},
		"two against one":           {full, {"a=5/3 b=5/3 c | x=2/4 y z", Held}},
		"two against none":          {full, {"a=5/3 b=5/3 c | x y z", OK}},
		"nobody is new":             {full, {"a b c | x y z", Held}},
		"only guesses are nothing":  {full, {"a=0/1 b=0/1 c | x y z", Held}},
		"a single pair is held": {
			full,
			{"a=5/3 b=5 c | x y z", Held}, // two ratings, but one guess could be read off
			{"a b c=4/3 | x y z", OK},
		},
		"ratings without guesses": {full, {"a=5 b=5 c | x y z", OK}},
		"a leaver is new": {
			{"a=4/3 b=4/3 c=4/3 d=4/3 | x=3/4 y=3/4 z=3/4", OK},
			{"a b c | x y z", Held},
			{"a=5/3 b c | x y z", OK},
		},
		"two leavers": {
			{"a=4/3 b=4/3 c=4/3 d=4/3 e=4/3 | x=3/4 y=3/4 z=3/4", OK},
			{"a b c | x y z", OK},
		},
		"a stale leaver is not new": {
			{"a=4 b=4 c=4 d=4 | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK}, // d still counts with 1/16
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK}, // and now does not
			{"a=5 b c | x y z", Held},
		},
		"a leaver counts by the weight before the decay": {
			{"a=4 b=4 c=4 d=4 | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 d | x=3 y=3 z=3", OK}, // d has 1/16
			{"a=5 b c | x y z", OK},             // d and a
		},
		"a leaver's pair alone is held": {
			{"a=4/3 b=4 c=4 d=4/3 e=4/3 | x=3 y=3 z=3", OK},
			{"a=4 b=4 c=4 e | x y z", Held}, // d leaves with the only new pair
			{"a=4 b=4 c=4 | x y z", OK},     // e follows
		},
		"who rejoins is one person": {
			{"a=4/3 b=4/3 c=4/3 d=4/3 | x=3/4 y=3/4 z=3/4", OK},
			{"a b c | x y z", Held},
			{"a b c d=1/3 | x y z", Held},
		},
		"a silent joiner is not new": {full, {"a b c d | x y z", Held}},
		"a joiner who answers":       {full, {"a b c d=1/1 | x y z", Held}, {"a b c d e=1/1 | x y z", OK}},
		"one against one, named": {
			{"!a=4/2 | !x=2/4", OK},
			{"!a=5/2 | !x", OK},
			{"!a | !x", Held}, // nothing new to say
			{"!a=0/2 | !x", Held},
		},
		"named against confidential": {
			{"!a=4/2 | x=3/4 y=3/4 z=3/4", OK},
			{"!a=5/2 | x y z", OK},
			{"!a=5/2 | x=2/4 y z", Held}, // the confidential side protects its one
			{"!a | x y=2/4 z", OK},
		},
		"named, nobody accepted": {{"! | x=3 y=3 z=3", NotEnough}},
		"a side becomes named": {
			full,
			{"!a b | x=3 y=3 z=3", NotEnough}, // what a and b said in confidence is gone
			{"!a=4 b | x y z", OK},
		},
		"a side becomes confidential": {
			{"!a=4 b=4 | x=3 y=3 z=3", OK},
			{"a b c=4 | x y z", Held}, // a and b stay; c alone would be readable
			{"a=4 b c | x y z", OK},
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := script{t: t}
			for _, step := range steps {
				rec := x.play(step.line)
				if rec.Status != step.want {
					t.Errorf("round %d %q: got %s, want %s", x.round, step.line, rec.Status, step.want)
				}
				if (rec.Reading != nil) != (rec.Status == OK) {
					t.Errorf("round %d: %s with reading %v", x.round, rec.Status, rec.Reading)
				}
			}
		})
	}
}

func TestRejoinStartsAnew(t *testing.T) {
	x := script{t: t}
	x.play("a=1 b=4 c=4 d=4 | x=3 y=3 z=3")
	x.play("b c d | x y z")
	rec := x.play("a=5 b=4 c=4 d=4 | x=3 y=3 z=3")
	if rec.Status != OK || rec.C[IT] != 4 {
		t.Fatalf("%+v", rec)
	}
	if v, _ := find(x.s.b.Side[IT].People, "a"); v.Own.M != 5 || v.Own.W != 1 {
		t.Errorf("the old rating is still there: %+v", v)
	}
}

func TestForget(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	x.play("a=4/3 b=4/3 c=4/3 d=4/3 | x=3/4 y=3/4 z=3/4")
	told := x.s.Disclose(p)
	x.s.Forget(p, "d")
	x.s.Forget(p, "d") // twice is once
	x.s.Forget(p, "nobody")
	if diff := cmp.Diff(told, x.s.Disclose(p)); diff != "" {
		t.Errorf("silently, but: %s", diff)
	}
	if strings.Contains(bits(t, x.s), `"d"`) {
		t.Error("the id is still there")
	}
	if rec := x.play("a b c | x y z"); rec.Status != Held {
		t.Errorf("one leaver: %s", rec.Status)
	}
	if rec := x.play("a=5/3 b c | x y z"); rec.Status != OK {
		t.Errorf("a leaver and an answer: %s", rec.Status)
	}
	// Erased after answering, and before that answer was published.
	x.play("a=5/3 b c | x y z")
	x.s.Forget(p, "a")
	if n := x.s.b.Side[IT].New; n.own() != 1 || n.pair() != 1 || len(n.Own) != 0 {
		t.Errorf("%+v", n)
	}
}

func TestCarried(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	x.play("a=4 b c | x=3")
	for range 3 {
		x.play("a b=4 c | x")
	}
	if w := x.s.Weight(p, IT, "a"); w != 0.125 {
		t.Errorf("weight %v after three rounds", w)
	}
	if got := x.s.Carried(p, IT, []string{"c", "b", "a", "new"}); !cmp.Equal(got, []string{"b", "a"}) {
		t.Errorf("carried %v", got)
	}
	x.play("a b c | x")
	if got := x.s.Carried(p, IT, []string{"a", "b", "c"}); !cmp.Equal(got, []string{"b"}) {
		t.Errorf("carried %v", got)
	}
	if w := x.s.Weight(p, IT, "a"); w != 0.0625 {
		t.Errorf("weight %v after four rounds", w)
	}
	x.play("a b c | x")
	for _, who := range []string{"a", "c", "new"} {
		if w := x.s.Weight(p, IT, who); w != 0 {
			t.Errorf("%s: weight %v", who, w)
		}
	}
	if w := x.s.Weight(p, Biz, "a"); w != 0 {
		t.Errorf("weight %v on the other side", w)
	}
}
