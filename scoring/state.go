package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// State is all that one (initiative, dimension) carries from round to round.
// The zero value is ready. A State may be copied: no method writes into memory
// that a copy shares. Its JSON is deterministic, gives back the same State, and
// holds individual views, so it is stored encrypted and shown to nobody.
type State struct {
	b body
}

// body is the stored form of a State. The keys are short because there is one
// of these an initiative and dimension, with an entry a person.
type body struct {
	Last   int         `json:"r,omitempty"`  // last folded round
	Status Status      `json:"st,omitempty"` // of that round
	Event  Event       `json:"ev,omitempty"` // in that round
	Turned bool        `json:"tu,omitempty"` // sign change in that round
	Mode   [2]uint8    `json:"mo"`           // Mode of that round
	N      [2]int      `json:"n"`            // roster sizes of that round
	C      [2]int      `json:"c"`            // contributors after that round
	People [2][]person `json:"pe"`
	New    [2]pending  `json:"ne"`

	Published int      `json:"pu,omitempty"` // published rounds
	Alert     alert    `json:"al"`
	Words     *words   `json:"wo,omitempty"` // of the last published round
	Numbers   *Numbers `json:"nu,omitempty"` // of the last round that allowed them
}

// MarshalJSON writes the state with short keys.
func (s State) MarshalJSON() ([]byte, error) { return json.Marshal(s.b) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *State) UnmarshalJSON(data []byte) error {
	var b body
	if err := json.Unmarshal(data, &b); err != nil {
		return fmt.Errorf("read scoring state: %w", err)
	}
	s.b = b
	return nil
}

// Equal reports whether two states would be stored as the same bytes.
func (s State) Equal(o State) bool {
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

	b := s.b
	b.Last, b.Event, b.Turned = round, "", false
	var own, pair [2]summary
	for _, side := range Sides {
		if r.Mode[side] == Named && b.Mode[side] != uint8(Named) {
			// What was said in confidence is not carried into a view that will
			// be shown with a name to it.
			b.People[side], b.New[side] = nil, pending{}
		}
		b.Mode[side] = uint8(r.Mode[side])
		m := advance(p, side, b.People[side], in.people[side], in.answers[side])
		b.People[side], b.New[side] = m.people, b.New[side].with(m)
		b.N[side] = len(in.people[side])
		own[side] = summarise(p, m.people, b.N[side], ratings)
		pair[side] = summarise(p, m.people, b.N[side], pairs)
		b.C[side] = own[side].c
	}
	b.Status = admit(p, r.Mode, b.C, b.New)

	rec := Record{Round: round, C: b.C, Status: b.Status}
	if b.Status == OK {
		rec.Reading = b.publish(p, r.Mode, own, pair)
	}
	rec.Open = b.Alert.Open
	s.b = b
	return rec, nil
}

// publish measures a round that may be published and moves on everything that
// only publication moves: the alert, the words, perhaps the numbers, and the
// pending sets.
func (b *body) publish(p Params, mode [2]Mode, own, pair [2]summary) *Reading {
	b.Published++
	x := measure(p, own[IT], own[Biz])
	b.Alert, b.Event, b.Turned = b.Alert.next(p, b.Published, x)
	reading := &Reading{
		Mu:   Both[float64]{own[IT].mu, own[Biz].mu},
		H:    Both[float64]{own[IT].h, own[Biz].h},
		Tau2: x.tau2, Nu: x.nu, G: x.g, SE: x.se(),
		Certainty: x.certainty, PAligned: x.aligned, Event: b.Event, Interval: x.interval,
	}
	for _, s := range Sides {
		if pair[s].c >= p.kMin(mode[s]) {
			reading.Seen[s] = perceive(p, x, pair[s])
		}
	}
	reading.Label = label(p, b.Alert.Open, x, reading.Seen)
	// What is said from here on is kept in the state: later rounds repeat it.
	b.Words = say(p, b.Last, b.Alert.Open, reading)
	if exact(p, mode, b.C, b.New) {
		b.Numbers = figures(p, b.Last, pair, reading)
	}
	b.New = [2]pending{}
	return reading
}

// Rebaseline sets the published count to 0 (SCORING.md 8): the wording changed,
// so no alert opens before base_rounds further publications. What people said,
// and an alert that is open, stay.
func (s *State) Rebaseline() { s.b.Published = 0 }

// Weight is the weight, in answers, with which a person's own rating counts
// after the last folded round; 0 for somebody unknown or stale.
func (s *State) Weight(p Params, side Side, who string) float64 {
	v, ok := find(s.b.People[side], who)
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
		if v, ok := find(s.b.People[side], id); ok && v.Own.decayed(p.Lambda).W >= p.WMin {
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
		v, ok := find(s.b.People[side], who)
		if ok {
			i := slices.IndexFunc(s.b.People[side], func(x person) bool { return x.ID == who })
			s.b.People[side] = slices.Delete(slices.Clone(s.b.People[side]), i, i+1)
			if len(s.b.People[side]) == 0 {
				s.b.People[side] = nil // as in a state that never knew anybody
			}
		}
		// Somebody who has left already may still be in the pending sets.
		v.ID = who
		s.b.New[side] = s.b.New[side].without(p, v)
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
