package scoring

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// crew are n people a side who all rate alike in every round.
type crew struct {
	n      int
	it     int // IT's rating
	biz    int // the business's rating
	silent int // how many of a side do not answer
}

// asked folds the next round of one dimension.
func asked(t interface{ Fatal(...any) }, s *State, c crew) {
	x := turn{round: s.b.Last + 1}
	for _, side := range Sides {
		for i := range c.n {
			id := fmt.Sprintf("%s-%d", side, i)
			x.roster.People[side] = append(x.roster.People[side], id)
			if i >= c.silent {
				x.sheet[side] = append(x.sheet[side], Answer{Person: id, Own: [2]int{c.it, c.biz}[side]})
			}
		}
	}
	mustFold(t, s, x)
}

// folded is the state of a dimension after so many rounds.
func folded(t interface{ Fatal(...any) }, rounds int, c crew) *State {
	s := &State{}
	for range rounds {
		asked(t, s, c)
	}
	return s
}

// Ratings that raise both rules and, of the same people, none.
var (
	rosy  = crew{n: 5, it: 5, biz: 1}
	sound = crew{n: 5, it: 5, biz: 5}
)

func TestWatermelonGates(t *testing.T) {
	p := Defaults()
	leaver := func(s *State) *State { s.Forget(p, "biz-0"); return s }
	pair := func(s *State) *State { s.Forget(p, "it-0"); return leaver(s) }
	again := func(s *State) *State { s.Rebaseline(); return s }
	silence := func(s *State) *State { asked(t, s, crew{n: 5, silent: 5}); return s }
	for name, c := range map[string]struct {
		delivery, value *State
		want            bool
	}{
		"three rounds of both":     {folded(t, 3, rosy), folded(t, 3, rosy), true},
		"more of one":              {folded(t, 9, rosy), folded(t, 3, rosy), true},
		"two of delivery":          {folded(t, 2, rosy), folded(t, 3, rosy), false},
		"two of value":             {folded(t, 3, rosy), folded(t, 2, rosy), false},
		"never asked for delivery": {nil, folded(t, 3, rosy), false},
		"never asked for value":    {folded(t, 3, rosy), nil, false},
		"states that are empty":    {&State{}, &State{}, false},
		"delivery held":            {silence(folded(t, 3, rosy)), folded(t, 3, rosy), false},
		"value held":               {folded(t, 3, rosy), silence(folded(t, 3, rosy)), false},
		"delivery re-baselined":    {again(folded(t, 5, rosy)), folded(t, 3, rosy), false},
		"value re-baselined":       {folded(t, 3, rosy), again(folded(t, 5, rosy)), false},
		"somebody erased":          {folded(t, 3, rosy), leaver(folded(t, 3, rosy)), false},
		"erased from delivery":     {leaver(folded(t, 3, rosy)), folded(t, 3, rosy), false},
		"one of each side erased":  {folded(t, 3, rosy), pair(folded(t, 3, rosy)), false},
		"too few people":           {folded(t, 3, crew{n: 2, it: 5, biz: 1}), folded(t, 3, crew{n: 2, it: 5, biz: 1}), false},
		"a business that agrees":   {folded(t, 3, rosy), folded(t, 3, sound), false},
	} {
		if got := PerceivedWatermelon(p, c.delivery, c.value); got != c.want {
			t.Errorf("%s: perceived %v", name, got)
		}
		if got := (Watermelon{}).Next(p, true, c.delivery, c.value); got.On != c.want {
			t.Errorf("%s: status %v", name, got)
		}
		if got := (Watermelon{On: true}).Next(p, false, c.delivery, c.value); got.On {
			t.Errorf("%s: outlives a status that left green", name)
		}
		// What is on waits for a published round of value, and for nothing else.
		ends := name == "a business that agrees"
		if got := (Watermelon{On: true}).Next(p, true, c.delivery, c.value); got.On == ends {
			t.Errorf("%s: on, then %v", name, got)
		}
	}
}

// TestWatermelonEnds: it ends on a published mean of 3.25, whether or not it
// could be raised then.
func TestWatermelonEnds(t *testing.T) {
	p := Defaults()
	value := folded(t, 3, rosy)
	value.Rebaseline()
	on := Watermelon{On: true}
	asked(t, value, sound) // (1.75*1 + 5)/2.75 = 2.45
	if on = on.Next(p, true, nil, value); !on.On {
		t.Fatal("ended below 3.25")
	}
	asked(t, value, crew{n: 5, silent: 5})
	asked(t, value, crew{n: 5, silent: 5})
	if on = on.Next(p, true, nil, value); !on.On || value.b.Status != Held {
		t.Fatal("a held round changed it")
	}
	asked(t, value, sound) // 3.90 or so
	if on = on.Next(p, true, nil, value); on.On {
		t.Fatal("did not end")
	}
}

// TestWatermelonWaits: what has not been published ends nothing, though it is
// far above the limit.
func TestWatermelonWaits(t *testing.T) {
	p := Defaults()
	silent, some := crew{n: 5, silent: 5}, sound
	some.silent = 3
	held, erased, faded := folded(t, 3, sound), folded(t, 3, sound), folded(t, 3, sound)
	asked(t, held, silent)
	erased.Forget(p, "biz-4")
	asked(t, faded, some)
	for faded.b.Status != NotEnough {
		asked(t, faded, silent)
	}
	for name, value := range map[string]*State{"held": held, "erased": erased, "faded": faded, "never asked": nil, "empty": {}} {
		if value != nil && value.b.Last > 0 && value.side(p, Biz).mu < p.MelonClose {
			t.Fatalf("%s: the business's mean is %v", name, value.side(p, Biz).mu)
		}
		if on := (Watermelon{On: true}).Next(p, true, nil, value); !on.On {
			t.Errorf("%s: ended", name)
		}
	}
}

// TestWatermelonLatch follows the rule between its two limits.
func TestWatermelonLatch(t *testing.T) {
	p := Defaults()
	side := func(mu float64) summary { return summary{c: 5, mu: mu, h: 2.5, f: 0.2} }
	var w Watermelon
	for i, c := range []struct {
		green bool
		mu    float64
		want  bool
	}{
		{true, 3.1, false},
		{false, 1, false}, // sure, but not green
		{true, 1, true},
		{true, 2.9, true}, // no evidence left: it latches
		{true, 3.2499, true},
		{true, 3.25, false},
		{true, 3.1, false}, // and must be raised anew
		{true, 1, true},
		{false, 1, false},
		{true, 2.9, false},
	} {
		if w = w.next(p, c.green, side(c.mu)); w.On != c.want {
			t.Errorf("step %d: %v", i, w.On)
		}
	}
	if on := (Watermelon{On: true}); !on.next(p, true, summary{}).On || (Watermelon{}).next(p, true, summary{}).On {
		t.Error("a side without a view changed it")
	}
}

// TestPerceivedLimits: the limits of the perceived rule, one at a time. Many
// people make it certain, so that only the limits decide.
func TestPerceivedLimits(t *testing.T) {
	p := Defaults()
	many := func(mu float64) summary { return summary{c: 500, mu: mu, h: 250, f: 1e-6} }
	for _, c := range []struct {
		it, biz float64
		want    bool
	}{
		{3.5, 2.4, true}, {3.49, 2.4, false}, {4.5, 2.99, true}, {4.5, 3, false}, {3.9, 2.8, true}, {3.9, 2.92, false}, {1, 5, false},
	} {
		if got := perceived(p, many(c.it), many(c.biz)); got != c.want {
			t.Errorf("%v against %v: %v", c.it, c.biz, got)
		}
	}
	if perceived(p, summary{}, many(1)) || perceived(p, many(5), summary{}) {
		t.Error("a watermelon without a view")
	}
}

// TestWatermelonByHand: five a side who have answered once, so that everybody's
// weight h is 1/2.
func TestWatermelonByHand(t *testing.T) {
	p := Defaults()
	value := folded(t, 1, crew{n: 5, it: 5, biz: 2})
	delivery := folded(t, 1, crew{n: 5, it: 4, biz: 2})
	// nu = 8+4, tau2 = 8*.36/12 = .24, f = 1/2.5 - 1/5 = .2, so V = .048 a side.
	if got, want := noValue(p, value.side(p, Biz)), studentCDF(12, 1/math.Sqrt(0.048)); math.Abs(got-want) > 1e-12 {
		t.Errorf("status: %v, want %v", got, want)
	}
	// X = 4-2, nu = 8+4+4.
	if got, want := tooRosy(p, delivery.side(p, IT), value.side(p, Biz)), studentCDF(16, 1/math.Sqrt(0.096)); math.Abs(got-want) > 1e-12 {
		t.Errorf("perceived: %v, want %v", got, want)
	}
}

func TestWatermelonStorage(t *testing.T) {
	for _, w := range []Watermelon{{}, {On: true}} {
		data, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		var again Watermelon
		if err := json.Unmarshal(data, &again); err != nil || again != w {
			t.Errorf("%s: %+v, %v", data, again, err)
		}
	}
}

// shifted is the history with the ratings of one side lower by one, or false
// when one of them is as low as it can be.
func shifted(history []turn, side Side) ([]turn, bool) {
	var out []turn
	for _, x := range history {
		y := x
		y.sheet[side] = nil
		for _, a := range x.sheet[side] {
			if a.Own == 1 {
				return nil, false
			}
			a.Own = max(0, a.Own-1)
			y.sheet[side] = append(y.sheet[side], a)
		}
		out = append(out, y)
	}
	return out, true
}

// raised draws a history without the lowest rating.
func raised(t *rapid.T) []turn {
	history := drawHistory(t)
	for _, x := range history {
		for _, side := range Sides {
			for i := range x.sheet[side] {
				if x.sheet[side][i].Own == 1 {
					x.sheet[side][i].Own = 2
				}
			}
		}
	}
	return history
}

// TestWatermelonMonotone: a business that rates lower throughout, or an IT that
// rates higher, never makes either rule less certain.
func TestWatermelonMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults()
		history := raised(t)
		lower := [2][]turn{}
		for _, side := range Sides {
			var ok bool
			if lower[side], ok = shifted(history, side); !ok {
				t.Fatal("a rating of 1")
			}
		}
		var s, lowBiz, lowIT State
		for i, x := range history {
			mustFold(t, &s, x)
			mustFold(t, &lowBiz, lower[Biz][i])
			mustFold(t, &lowIT, lower[IT][i])
			it, biz, lessBiz, lessIT := s.side(p, IT), s.side(p, Biz), lowBiz.side(p, Biz), lowIT.side(p, IT)
			if it.c == 0 || biz.c == 0 {
				continue
			}
			// The means are computed anew, so they move by 1 up to rounding.
			if noValue(p, lessBiz) < noValue(p, biz)-1e-12 {
				t.Fatalf("status: %v, then %v", noValue(p, biz), noValue(p, lessBiz))
			}
			if tooRosy(p, it, lessBiz) < tooRosy(p, it, biz)-1e-12 || tooRosy(p, lessIT, biz) > tooRosy(p, it, biz)+1e-12 {
				t.Fatalf("perceived: %v, then %v and %v", tooRosy(p, it, biz), tooRosy(p, it, lessBiz), tooRosy(p, lessIT, biz))
			}
			if perceived(p, lessIT, biz) && !perceived(p, it, biz) {
				t.Fatal("perceived only by an IT that is less sure")
			}
			if (Watermelon{}).next(p, true, biz).On && !(Watermelon{}).next(p, true, lessBiz).On {
				t.Fatal("raised only by a business that sees more")
			}
		}
	})
}

// TestWatermelonRange: for any legal input the figures are probabilities, and
// nothing is raised by a business at or above the middle, by a status that is
// not green, or before three publications.
func TestWatermelonRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Defaults()
		delivery, value := &State{}, &State{}
		histories := [2][]turn{drawHistory(t), drawHistory(t)}
		var w Watermelon
		for i := range max(len(histories[0]), len(histories[1])) {
			if i < len(histories[0]) {
				mustFold(t, delivery, histories[0][i])
			}
			if i < len(histories[1]) {
				mustFold(t, value, histories[1][i])
			}
			green := rapid.Bool().Draw(t, "green")
			was, before := w, bits(t, []any{delivery, value})
			w = w.Next(p, green, delivery, value)
			seen := PerceivedWatermelon(p, delivery, value)
			if bits(t, []any{delivery, value}) != before {
				t.Fatal("a state was changed")
			}
			it, biz := delivery.side(p, IT), value.side(p, Biz)
			raised := w.On && !was.On
			if (raised || seen) && (it.c == 0 || biz.c == 0 || biz.mu >= p.MelonMid || delivery.b.Published < 3 || value.b.Published < 3) {
				t.Fatalf("raised by %+v and %+v", it, biz)
			}
			if w.On && !green {
				t.Fatal("on without green")
			}
			if it.c == 0 || biz.c == 0 {
				continue
			}
			for _, x := range []float64{noValue(p, biz), tooRosy(p, it, biz)} {
				if !(x >= 0 && x <= 1) {
					t.Fatalf("certainty %v of %+v and %+v", x, it, biz)
				}
			}
			if biz.mu >= p.MelonMid && noValue(p, biz) > 0.5 {
				t.Fatalf("certainty %v of %+v", noValue(p, biz), biz)
			}
		}
	})
}

// TestWatermelonOneVoice holds on to a limit that the documents name: one person
// of a large side who rates lower widens it more than the mean falls.
func TestWatermelonOneVoice(t *testing.T) {
	p := Defaults()
	people := make([]person, 20)
	for i := range people {
		people[i] = person{ID: fmt.Sprint(i), Own: track{}.with(2)}
	}
	calm := summarise(p, people, 40, ratings)
	people[0].Own = track{}.with(1)
	torn := summarise(p, people, 40, ratings)
	if torn.mu >= calm.mu || noValue(p, torn) >= noValue(p, calm) {
		t.Errorf("mean %v, then %v; certainty %v, then %v", calm.mu, torn.mu, noValue(p, calm), noValue(p, torn))
	}
}
