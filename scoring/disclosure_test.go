package scoring

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDisclosureOfAnEpisode(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	if diff := cmp.Diff(Disclosure{Need: [2]int{3, 3}}, x.s.Disclose(p)); diff != "" {
		t.Errorf("before the first round: %s", diff)
	}
	// Both sides are far apart and each believes that the other agrees.
	const theatre = "!a=5/5 b=5/5 | !x=2/2 y=2/2"
	x.play(theatre)
	x.play(theatre)
	if d := x.s.Disclose(p); d.Open || d.Label != Watch || d.Strength != "strong" || d.Higher != 1 {
		t.Errorf("before the baseline: %+v", d)
	}
	x.play(theatre)
	d := x.s.Disclose(p)
	want := Disclosure{
		Status: OK, Round: 3, LastRound: 3, Published: 3, Open: true, Episode: 1, Event: Opened,
		Label: FalseConsensus, Band: FarApart, Level: Good, Higher: 1, Strength: "strong", Views: [2]View{ViewBlind, ViewBlind},
		Baseline: Baseline{Round: 3, Label: FalseConsensus, Band: FarApart, Level: Good, Higher: 1},
	}
	numbers := d.Numbers
	d.Numbers = nil
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}
	if numbers == nil || numbers.Round != 3 || numbers.Mean != [2]float64{5, 2} || numbers.Certainty != 0.99 || numbers.ShareSeen != [2]Maybe[int]{} {
		// Also on a named side a share of one or two people would give their guess away.
		t.Errorf("numbers %+v", numbers)
	}

	x.play("!a b | !x y") // nothing new: all is repeated, the event is over
	d = x.s.Disclose(p)
	want.Status, want.LastRound, want.Event, want.Numbers = Held, 4, "", numbers
	if diff := cmp.Diff(want, d); diff != "" {
		t.Error(diff)
	}

	const reverse = "!a=1/2 b=1/2 | !x=5/4 y=5/4"
	turned := 0
	for range 3 {
		x.play(reverse)
		if d = x.s.Disclose(p); d.SignChanged {
			turned++
			if d.Higher != -1 && d.Higher != 1 {
				t.Errorf("a turn without a direction: %+v", d)
			}
		}
	}
	if !d.Open || d.Episode != 1 || d.OpenRounds != 3 || d.Higher != -1 || turned != 1 {
		t.Errorf("%d turns, %+v", turned, d)
	}
	const alike = "!a=3/3 b=3/3 | !x=3/3 y=3/3"
	for range 6 {
		x.play(alike)
		if d = x.s.Disclose(p); d.Event == Closed {
			break
		}
	}
	if d.Open || d.Episode != 1 || d.Event != Closed || d.OpenRounds != 0 || d.Higher != 0 || d.Band != Aligned {
		t.Errorf("%+v", d)
	}
	for range 6 {
		x.play(theatre)
	}
	if d = x.s.Disclose(p); !d.Open || d.Episode != 2 {
		t.Errorf("%+v", d)
	}
}

func TestNumbers(t *testing.T) {
	p := Defaults()
	x := script{t: t}
	x.play("a=4/2 b=4/2 c=4/2 d=4/2 | v=2/4 w=2/4 x=2/4 y=2/4 z=2/4")
	if d := x.s.Disclose(p); d.Round != 1 || d.Numbers != nil {
		t.Errorf("numbers of four people: %+v", d.Numbers)
	}
	x.play("a=4/2 b=4/2 c=4/2 d=4/2 e=4 | v=2/4 w=2/4 x=2/4 y=2/4 z=2/4")
	d := x.s.Disclose(p)
	if d.Numbers == nil || d.Numbers.Round != 2 || d.Numbers.Mean != [2]float64{4, 2} {
		t.Fatalf("numbers of five people: %+v", d.Numbers)
	}
	// Only four of IT have a pair: their share would be a mean of four.
	if d.Numbers.ShareSeen[IT].Known || !d.Numbers.ShareSeen[Biz].Known {
		t.Errorf("shares %v", d.Numbers.ShareSeen)
	}
	d.Numbers.ShareSeen[Biz] = Some(-1)
	d.Numbers.Gap = 0
	kept := x.s.Disclose(p).Numbers
	if kept.ShareSeen[Biz].Value < 0 || kept.Gap == 0 {
		t.Error("what was published can be written to")
	}

	x.play("a=5/2 b=5/2 c d e | v w x y z") // enough for words, one short of numbers
	d = x.s.Disclose(p)
	if d.Round != 3 {
		t.Fatalf("%+v", d)
	}
	if diff := cmp.Diff(kept, d.Numbers); diff != "" {
		t.Errorf("not repeated: %s", diff)
	}
	x.play("a=5/2 b=5/2 c=5/2 d e | v w x y z") // the other side is silent
	if d = x.s.Disclose(p); d.Round != 4 || d.Numbers.Round != 2 {
		t.Errorf("three against none: %+v", d)
	}
	x.play("a=5/2 b=5/2 c=5/2 d e | v=2/4 w=2/4 x y z")
	if d = x.s.Disclose(p); d.Round != 5 || d.Numbers.Round != 2 {
		t.Errorf("three against two: %+v", d)
	}
	x.play("a=5/2 b=5/2 c=5/2 d=5/2 e=5/2 | v=2/4 w=2/4 x=2/4 y=2/4 z=2/4")
	if d = x.s.Disclose(p); d.Numbers.Round != 6 || !d.Numbers.ShareSeen[IT].Known || !d.Numbers.ShareSeen[Biz].Known {
		t.Errorf("everybody changed: %+v", d.Numbers)
	}
	x.play("a=5/2 b=5/2 c=5 d e | v=2/4 w=2/4 x=2/4 y z") // two new pairs
	if d = x.s.Disclose(p); d.Numbers.Round != 7 || d.Numbers.ShareSeen[IT].Known || !d.Numbers.ShareSeen[Biz].Known {
		t.Errorf("two changed pairs: %+v", d.Numbers)
	}
	x.play("a=5/2 b=5/2 c=5/2 | v=2/4 w=2/4 x=2/4 y z") // two left, three remain
	if d = x.s.Disclose(p); d.Round != 8 || d.Numbers.Round != 7 {
		t.Errorf("three people: %+v", d)
	}
	x.play("!a=5/2 | v=2/4 w=2/4 x=2/4 y=2/4 z=2/4") // a named side needs no five; beside it there are only means
	if d = x.s.Disclose(p); *d.Numbers != (Numbers{Round: 9, Mean: [2]float64{5, 2}, Bare: true}) {
		t.Errorf("named against five: %+v", d.Numbers)
	}
	x.play("!a=5/2 | v=2/4 w=2/4 x=2/4 y") // the confidential one still does; y is stale in no time
	if d = x.s.Disclose(p); d.Numbers.Round == 10 {
		t.Errorf("named against four: %+v", d.Numbers)
	}
}

// TestLeaversAreNotNew: who leaves moves the words on, but brings no answer
// behind which a figure could hide.
func TestLeaversAreNotNew(t *testing.T) {
	p := Defaults()
	for name, c := range map[string]struct {
		line string
		want bool
	}{
		"three leave":                       {"a b c d e | v=2 w=2 x=2 y z", false},
		"three leave, two answer":           {"a=4 b=4 c d e | v=2 w=2 x=2 y z", false},
		"three leave, three answer":         {"a=4 b=4 c=4 d e | v=2 w=2 x=2 y z", true},
		"a leaver comes back":               {"a=4 b=4 c d e f=4 | v=2 w=2 x=2 y z", true},
		"a leaver comes back and is silent": {"a=4 b=4 c d e f | v=2 w=2 x=2 y z", false},
	} {
		t.Run(name, func(t *testing.T) {
			x := script{t: t}
			x.play("a=4 b=4 c=4 d=4 e=4 f=4 g=4 h=4 | v=2 w=2 x=2 y=2 z=2")
			x.play("a b c d e g h | v w x y z") // f left: held
			x.play(c.line)
			if d := x.s.Disclose(p); d.Round != 3 || (d.Numbers.Round == 3) != c.want {
				t.Errorf("words of round %d, numbers of round %d", d.Round, d.Numbers.Round)
			}
		})
	}
}

// TestExtremes folds the sheets that are hardest on the arithmetic.
func TestExtremes(t *testing.T) {
	for name, line := range map[string]string{
		"one against one":         "!a=5/1 | !x=1/5",
		"one against one, alike":  "!a=3/3 | !x=3/3",
		"one against many":        "!a=1/1 | x=5/5 y=5/5 z=5/5",
		"unanimous":               "a=4/4 b=4/4 c=4/4 | x=4/4 y=4/4 z=4/4",
		"opposite ends":           "a=5/5 b=5/5 c=5/5 | x=1/1 y=1/1 z=1/1",
		"divided sides":           "a=5/1 b=1/5 c=5/1 | x=1/5 y=5/1 z=1/5",
		"nobody guesses":          "a=5 b=1 c=3 | x=1 y=5 z=1",
		"mostly silent, a rating": "a=5 b=1 c=3 d e f g h i j k l m | x=1 y=5 z=1",
	} {
		t.Run(name, func(t *testing.T) {
			x := script{t: t}
			for range 60 {
				rec := x.play(line)
				bits(t, rec)
				bits(t, x.s)
				if rec.Status != OK || !(rec.SE > 0) || rec.Certainty > 1 || math.IsNaN(rec.Certainty) {
					t.Fatalf("%+v %+v", rec, rec.Reading)
				}
			}
			// Many rounds of silence: weights run down to nothing and below.
			silent := script{t: t, s: x.s.Clone(), round: x.round}
			for range 1200 {
				silent.round++
				r := Roster{People: [2][]string{{"a", "b"}, {"x"}}, Mode: [2]Mode{Named, Named}}
				rec, err := silent.s.Fold(Defaults(), silent.round, r, Sheet{})
				if err != nil {
					t.Fatal(err)
				}
				bits(t, rec)
			}
			bits(t, silent.s)
			if rec := silent.play("!a=2/2 | !x=4/4"); rec.Status != OK || rec.Mu != (Both[float64]{2, 4}) {
				t.Fatalf("%+v %+v", rec, rec.Reading)
			}
		})
	}
}
