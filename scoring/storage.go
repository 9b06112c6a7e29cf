package scoring

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// rounding is by how much arithmetic may pass a limit that the exact value keeps.
const rounding = 1e-6

// mostWeight bounds the weight of a view, in answers; at lambda .5 it is 2. Up to
// here a reliability weight stays below 1, and so what is unknown of a side above 0.
const mostWeight = 1e6

// mostErased bounds a count that has no list behind it, so that no sum with it
// overflows.
const mostErased = 1 << 30

// within reports lo <= x <= hi, but for rounding. Not a number is within nothing.
func within(x, lo, hi float64) bool { return x >= lo-rounding && x <= hi+rounding }

// claim is something that holds for every state that Fold, Forget and Rebaseline
// can make.
type claim struct {
	holds bool
	what  string
}

func first(claims ...claim) error {
	for _, c := range claims {
		if !c.holds {
			return errors.New(c.what)
		}
	}
	return nil
}

// check refuses a stored state that no rounds can have led to. What it lets pass
// can be folded and disclosed like any other: without a panic, a NaN, or a word
// that this package does not have. Its errors name no person and no rating.
func (b *body) check() error {
	err := first(
		claim{b.Last >= 0 && (b.Last == 0) == (b.Status == ""), "the last round and its status do not fit"},
		claim{slices.Contains([]Status{"", OK, NotEnough, Held}, b.Status), "the status is none of ok, not_enough, held"},
		claim{slices.Contains([]Event{"", Opened, Closed}, b.Event), "the event is neither opened nor closed"},
		claim{b.Status == OK || b.Event == "" && !b.Turned, "an event in a round that was not published"},
		claim{(b.Status == OK) == (b.Last > 0 && b.Words.Round == b.Last), "the words are not those of the last publication"},
		claim{b.Published >= 0 && b.Published <= b.Last, "more published rounds than rounds"},
		claim{within(b.Latest.G, -4, 4) && within(b.Latest.Certainty, 0, 1), "the latest figures are out of range"},
	)
	if err != nil {
		return err
	}
	for _, s := range Sides {
		if err := b.checkSide(s); err != nil {
			return fmt.Errorf("side %s: %w", s, err)
		}
	}
	for _, raw := range b.Course.Raw {
		if !within(raw.Value, -4, 4) {
			return errors.New("a raw gap is out of range")
		}
	}
	for _, part := range []struct {
		name  string
		check func() error
	}{
		{"alert", func() error { return b.Alert.check(b.Last) }},
		{"words", func() error { return b.Words.check(b.Last) }},
		{"baseline", func() error { return b.Base.check(b.Words.Round) }},
		{"numbers", func() error { return b.Numbers.check(b.Words.Round) }},
	} {
		if err := part.check(); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// checkSide checks what is known of one side.
func (b *body) checkSide(s Side) error {
	v := &b.Side[s]
	err := first(
		claim{b.Mode[s] <= uint8(Named), "the mode is neither confidential nor named"},
		claim{b.C[s] >= 0 && b.C[s] <= b.N[s], "more contributors than people on the roster"},
		claim{len(v.People) <= b.N[s], "more people than on the roster"},
	)
	if err != nil {
		return err
	}
	for i, who := range v.People {
		err := first(
			claim{who.ID != "", "a person without an id"},
			claim{i == 0 || v.People[i-1].ID < who.ID, "the people are not ascending by id"},
			claim{who.Own.W > 0 && who.Own.W <= math.Min(float64(b.Last), mostWeight), "a weight that so many rounds cannot give"},
			claim{who.Pair.W >= 0 && who.Pair.W <= who.Own.W, "a pair that weighs more than the rating"},
			claim{within(who.Own.M, 1, 5) && within(who.Pair.M, -4, 4), "a view is out of range"},
		)
		if err != nil {
			return err
		}
	}
	n := v.New
	return first(
		claim{ids(n.Own) && ids(n.Pair), "the people who are new are not ascending by id"},
		claim{min(n.ErasedOwn, n.ErasedPair) >= 0 && max(n.ErasedOwn, n.ErasedPair) <= mostErased, "the erased are out of range"},
		claim{n.pair() <= n.own(), "more new pairs than new ratings"},
	)
}

// ids reports that a list holds ids, ascending, each once.
func ids(list []string) bool {
	for i, id := range list {
		if id == "" || i > 0 && list[i-1] >= id {
			return false
		}
	}
	return true
}

func (a alert) check(last int) error {
	return first(
		claim{a.Episode >= 0 && a.Episode <= last && a.Rounds >= 0 && a.Rounds <= last, "more than there were rounds"},
		claim{!a.Open || a.Episode > 0 && (a.Sign == 1 || a.Sign == -1), "open without an episode or a direction"},
		claim{a.Open || a.Sign == 0 && a.Rounds == 0, "closed with a direction or rounds"},
	)
}

// check refuses words that this package does not have: a reader shows them as
// they are. latest is the round that they cannot be later than.
func (w words) check(latest int) error {
	if w.Round == 0 {
		return first(claim{w == words{}, "words of no round"})
	}
	views := []View{ViewUnknown, ViewBlind, ViewSees, ViewUnclear}
	return first(
		claim{w.Round > 0 && w.Round <= latest, "of a round that was not yet"},
		claim{slices.Contains([]Label{FalseConsensus, ITBlind, BizBlind, KnownGap, OpenGap, Consensus, FalseConflict, Watch, Unclear}, w.Label), "an unknown label"},
		claim{slices.Contains([]Band{Aligned, Drifting, Apart, FarApart}, w.Band), "an unknown band"},
		claim{slices.Contains([]Level{Low, Mixed, Good}, w.Level), "an unknown level"},
		claim{slices.Contains([]string{"", "some", "strong"}, w.Strength), "an unknown strength"},
		claim{slices.Contains(views, w.Views[IT]) && slices.Contains(views, w.Views[Biz]), "an unknown view"},
		claim{slices.Contains([]Change{"", Widening, Narrowing, Steady}, w.Change), "an unknown change"},
		claim{max(w.Higher, w.Trend) <= 1 && min(w.Higher, w.Trend) >= -1, "an unknown direction"},
	)
}

func (x baseline) check(latest int) error {
	if x.Words.Round == 0 {
		return first(claim{x == baseline{}, "figures of no round"})
	}
	if err := x.Words.check(latest); err != nil {
		return err
	}
	return first(claim{within(x.G, -4, 4) && x.V > 0, "a gap or a variance is out of range"})
}

func (n Numbers) check(latest int) error {
	if n.Round == 0 {
		return first(claim{n == Numbers{}, "numbers of no round"})
	}
	err := first(
		claim{!n.Bare || n == Numbers{Round: n.Round, Mean: n.Mean, Bare: true}, "more than the means"},
		claim{n.Round > 0 && n.Round <= latest, "of a round that was not yet"},
		claim{within(n.Gap, -4, 4) && within(n.Change.Value, -4, 4), "a gap is out of range"},
		claim{n.Interval[0] <= n.Gap && n.Gap <= n.Interval[1], "an interval without its gap"},
		claim{within(n.Sum.Raw, -4, 4) && within(n.Sum.Gap, -4, 4) && n.Sum.SE >= 0 && n.Sum.Nu >= 0, "a sum is out of range"},
		claim{n.Certainty >= 0 && n.Certainty <= maxCertainty, "a certainty is out of range"},
	)
	for _, s := range Sides {
		if err == nil {
			err = first(
				claim{within(n.Mean[s], 1, 5), "a mean is out of range"},
				claim{n.Heard[s] >= 0 && n.Heard[s] <= n.Leads[s] && (n.Heard[s] > 0) == (n.Leads[s] > 0), "more people heard than there are"},
				claim{n.ShareSeen[s].Value >= 0 && n.ShareSeen[s].Value <= 100, "a share is out of range"},
			)
		}
	}
	return err
}
