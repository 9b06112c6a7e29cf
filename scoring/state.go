package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// State is all that one (initiative, dimension) carries from round to round.
// The zero value is ready. Folding works in place: a State is handed on by
// pointer, and Clone makes one that goes its own way. Its JSON is deterministic,
// gives back the same State, and holds individual views, so it is stored
// encrypted and shown to nobody.
type State struct {
	b body
}

// body is the stored form of a State. The keys are short because there is one
// of these an initiative and dimension, with an entry a person.
type body struct {
	Last   int      `json:"r,omitempty"`  // last folded round
	Status Status   `json:"st,omitempty"` // of that round
	Event  Event    `json:"ev,omitempty"` // in that round
	Turned bool     `json:"tu,omitempty"` // sign change in that round
	Mode   [2]uint8 `json:"mo"`           // Mode of that round
	N      [2]int   `json:"n"`            // roster sizes of that round
	C      [2]int   `json:"c"`            // contributors after that round
	Side   [2]views `json:"si"`

	// What only a publication moves.
	Published int      `json:"pu,omitempty"` // published rounds of the wording asked last
	Alert     alert    `json:"al"`
	Split     [2]bool  `json:"sp"`
	Base      baseline `json:"ba,omitzero"`
	Course    course   `json:"co"`
	Latest    latest   `json:"la"`
	Words     words    `json:"wo,omitzero"` // of the last published round
	Numbers   Numbers  `json:"nu,omitzero"` // of the last round that allowed them
}

// latest are the exact figures of the last published round by which dimensions
// are ordered. They never leave.
type latest struct {
	G         float64 `json:"g"`
	Certainty float64 `json:"c"`
}

// MarshalJSON writes the state with short keys.
func (s State) MarshalJSON() ([]byte, error) { return json.Marshal(&s.b) }

// UnmarshalJSON reads what MarshalJSON wrote. Anything that no rounds can have
// led to is an error, and leaves s as it was.
func (s *State) UnmarshalJSON(data []byte) error {
	var b body
	if err := json.Unmarshal(data, &b); err != nil {
		return fmt.Errorf("read scoring state: %w", err)
	}
	if err := b.check(); err != nil {
		return fmt.Errorf("read scoring state: %w", err)
	}
	s.b = b
	return nil
}

// Clone returns a state that shares no memory with s.
func (s *State) Clone() State {
	c := *s
	for side := range c.b.Side {
		v := &c.b.Side[side]
		v.People = slices.Clone(v.People)
		v.New.Own, v.New.Pair = slices.Clone(v.New.Own), slices.Clone(v.New.Pair)
	}
	return c
}

// Equal reports whether two states would be stored as the same bytes.
func (s *State) Equal(o *State) bool {
	x, errX := json.Marshal(s)
	y, errY := json.Marshal(o)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// Fold closes one round in which the dimension was asked: every view decays,
// the answers of the sheet enter, and the round is published or not. round
// must be greater than the last folded one; a round that did not ask the
// dimension is not folded.
//
// An *InputError tells what is illegal in the round, the roster or the sheet;
// another error, what is wrong with p. The state is then unchanged.
func (s *State) Fold(p Params, round int, r Roster, a Sheet) (Record, error) {
	return s.FoldInto(new(Reading), p, round, r, a)
}

// FoldInto is Fold for a caller who goes over many rounds: the Reading of the
// record is into, which is overwritten. With people and answers that come sorted
// by id, and once everybody is known, it allocates nothing.
func (s *State) FoldInto(into *Reading, p Params, round int, r Roster, a Sheet) (Record, error) {
	if err := p.Check(); err != nil {
		return Record{}, fmt.Errorf("fold round %d: %w", round, err)
	}
	if round < 1 || round <= s.b.Last {
		reason := fmt.Sprintf("rounds start at 1 and ascend, the last one was %d", s.b.Last)
		return Record{}, &InputError{Round: round, Field: "round", Reason: reason}
	}
	in, err := take(round, r, a)
	if err != nil {
		return Record{}, err
	}
	// From here on nothing can go wrong, so working in place is safe.
	b := &s.b
	b.Last, b.Event, b.Turned = round, "", false
	var own, pair [2]summary
	for _, side := range Sides {
		if r.Mode[side] == Named && b.Mode[side] != uint8(Named) {
			b.becomeNamed(side)
		}
		b.Mode[side] = uint8(r.Mode[side])
		b.Side[side].advance(p, side, in.people[side], in.answers[side])
		b.N[side] = len(in.people[side])
		own[side] = summarise(p, b.Side[side].People, b.N[side], ratings)
		pair[side] = summarise(p, b.Side[side].People, b.N[side], pairs)
		b.C[side] = own[side].c
	}
	b.Status = admit(p, r.Mode, b.C, [2]pending{b.Side[IT].New, b.Side[Biz].New})

	rec := Record{Round: round, C: b.C, Status: b.Status}
	if b.Status == OK {
		b.Course.add(rawGap(in.answers))
		b.publish(p, r.Mode, own, pair, into)
		rec.Reading = into
	}
	rec.Open = b.Alert.Open
	return rec, nil
}

// becomeNamed forgets what a side said in confidence: none of it is carried into
// a view that will be shown with a name to it, nor into a trend or a split that
// would still speak of it. What was published stays.
func (b *body) becomeNamed(side Side) {
	b.Side[side], b.Split[side], b.Course = views{}, false, course{}
}

// publish measures a round that may be published and moves on everything that
// only publication moves: the alert, the split, the baseline, the words, perhaps
// the numbers, and the pending sets.
func (b *body) publish(p Params, mode [2]Mode, own, pair [2]summary, into *Reading) {
	b.Published++
	x := measure(p, own[IT], own[Biz])
	b.Alert, b.Event, b.Turned = b.Alert.next(p, b.Published, x)
	*into = Reading{
		Mu:   Both[float64]{own[IT].mu, own[Biz].mu},
		H:    Both[float64]{own[IT].h, own[Biz].h},
		Tau2: x.tau2, Nu: x.nu, G: x.g, SE: x.se(),
		Certainty: x.certainty, PAligned: x.aligned, Event: b.Event, Interval: x.interval,
	}
	for _, s := range Sides {
		if pair[s].c >= p.kMin(mode[s]) {
			into.Seen[s] = Some(perceive(p, x, pair[s]))
		}
		divided := divide(p, b.Split[s], b.Side[s].People)
		into.Spread[s], into.Split[s], b.Split[s] = divided.spread, divided.open, divided.open
	}
	into.Label = label(p, b.Alert.Open, x, into.Seen)
	if b.Base.Words.Round > 0 {
		into.SinceBaseline = Some(b.Base.drift(p, x))
	}
	// What is said from here on is kept in the state: later rounds repeat it.
	b.Words = say(p, b.Last, b.Alert.Open, b.Course.arrow(), into)
	b.Latest = latest{G: x.g, Certainty: x.certainty}
	may := exact(p, mode, b.C, [2]int{b.Side[IT].renewed(p, ratings), b.Side[Biz].renewed(p, ratings)})
	if may {
		b.Numbers = figures(p, b, own, pair, into)
	}
	if b.Published == p.BaseRounds {
		b.Base = baseline{G: x.g, V: x.v, Words: b.Words, Exact: may && !b.Numbers.Bare}
	}
	for _, s := range Sides {
		b.Side[s].New = b.Side[s].New.emptied()
	}
}

// Rebaseline sets the published count to 0 (SCORING.md 8): the wording changed,
// so no alert opens before base_rounds further publications, which then form a
// new baseline; a trend across two wordings would compare two questions. What
// people said, and an alert that is open, stay.
func (s *State) Rebaseline() { s.b.Published, s.b.Base, s.b.Course = 0, baseline{}, course{} }

// Weight is the weight, in answers, with which a person's own rating counts
// after the last folded round; 0 for somebody unknown or stale.
func (s *State) Weight(p Params, side Side, who string) float64 {
	v, ok := find(s.b.Side[side].People, who)
	if !ok || v.Own.W < p.WMin {
		return 0
	}
	return v.Own.W
}

// Carried returns, in the order of the roster, those of its people whose view
// will still count after the next round even if they do not answer. Whoever is
// not among them is needed for that round to be readable.
func (s *State) Carried(p Params, side Side, roster []string) []string {
	var out []string
	for _, id := range roster {
		if v, ok := find(s.b.Side[side].People, id); ok && v.Own.decayed(p.Lambda).W >= p.WMin {
			out = append(out, id)
		}
	}
	return out
}

// Forget erases a person (SCORING.md 9): their views and their id go, what was
// published stays, and if they contributed, or were about to be new, one
// nameless leaver is kept until the next publication, so that nobody can read
// the erased answer off the difference. The views that remain are those of a
// refold of all rounds without the person.
func (s *State) Forget(p Params, who string) {
	for _, side := range Sides {
		v, ok := find(s.b.Side[side].People, who)
		if ok {
			i := slices.IndexFunc(s.b.Side[side].People, func(x person) bool { return x.ID == who })
			s.b.Side[side].People = slices.Delete(s.b.Side[side].People, i, i+1)
			if len(s.b.Side[side].People) == 0 {
				s.b.Side[side].People = nil // as in a state that never knew anybody
			}
		}
		// Somebody who has left already may still be in the pending sets.
		v.ID = who
		s.b.Side[side].New = s.b.Side[side].New.without(p, v)
	}
}

// find looks a person up among people ascending by id.
func find(people []person, who string) (person, bool) {
	i, ok := slices.BinarySearchFunc(people, who, func(v person, id string) int { return strings.Compare(v.ID, id) })
	if !ok {
		return person{}, false
	}
	return people[i], true
}
