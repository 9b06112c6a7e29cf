package checkins

import (
	"fmt"
	"testing"

	"parallax/scoring"
)

// What was said stands while one of the two dimensions has no new result, and only
// while the initiative is live and asks both.
func TestMelonStands(t *testing.T) {
	p := scoring.Defaults()
	// course is a dimension that both sides rated alike for three rounds.
	course := func(rating int) *Course {
		c := &Course{}
		for round := range 3 {
			fold(t, c, round+1, rating)
		}
		return c
	}
	held := func(rating int) *Course { c := course(rating); fold(t, c, 4, 0); return c }
	erased := func(rating int) *Course { c := course(rating); c.State.Forget(p, "biz-1"); return c }
	for name, c := range map[string]struct {
		stage           Stage
		delivery, value *Course
		was, want       bool
	}{
		"begins":                       {Live, course(5), course(1), false, true},
		"goes on":                      {Live, course(5), course(1), true, true},
		"ends":                         {Live, course(5), course(4), true, false},
		"no new result of delivery":    {Live, held(5), course(4), true, true},
		"no new result of value":       {Live, course(1), held(5), true, true},
		"never said, no new result":    {Live, held(5), held(1), false, false},
		"somebody erased":              {Live, erased(5), erased(1), true, true},
		"erased, new result of value":  {Live, erased(5), course(4), true, true},
		"erased, new of delivery":      {Live, course(1), erased(1), true, true},
		"erased and never said":        {Live, erased(5), erased(1), false, false},
		"not live":                     {Building, held(5), course(1), true, false},
		"not live, somebody erased":    {Building, erased(5), course(1), true, false},
		"value is not asked":           {Live, held(5), nil, true, false},
		"delivery is not asked":        {Live, nil, held(1), true, false},
		"new results without evidence": {Live, course(3), course(3), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := Standing{Course: map[scoring.Dimension]*Course{}}
			if c.delivery != nil {
				s.Course[Delivery] = c.delivery
			}
			if c.value != nil {
				s.Course[Value] = c.value
			}
			if got := s.melon(p, Round{Stage: c.stage}, c.was); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// fold closes a round of five leads a side who give the same rating; 0: nobody
// answers.
func fold(t *testing.T, c *Course, round, rating int) {
	t.Helper()
	var r scoring.Roster
	var sheet scoring.Sheet
	for _, side := range scoring.Sides {
		for n := range 5 {
			who := fmt.Sprintf("%s-%d", side, n)
			r.People[side] = append(r.People[side], who)
			if rating > 0 {
				sheet[side] = append(sheet[side], scoring.Answer{Person: who, Own: rating})
			}
		}
	}
	if _, err := c.State.Fold(scoring.Defaults(), round, r, sheet); err != nil {
		t.Fatal(err)
	}
}
