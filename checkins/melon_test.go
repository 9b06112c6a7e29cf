package checkins

import (
	"testing"

	"parallax/scoring"
)

// What was said stands while one of the two dimensions has no new result, and only
// while the initiative is live and asks both.
func TestMelonStands(t *testing.T) {
	ok, held := scoring.Disclosure{Status: scoring.OK}, scoring.Disclosure{Status: scoring.Held}
	for name, c := range map[string]struct {
		stage           Stage
		delivery, value *Course
		was, want       bool
	}{
		"no new result of delivery":    {Live, &Course{Said: held}, &Course{Said: ok}, true, true},
		"no new result of value":       {Live, &Course{Said: ok}, &Course{Said: held}, true, true},
		"never said, no new result":    {Live, &Course{Said: held}, &Course{Said: held}, false, false},
		"not live":                     {Building, &Course{Said: held}, &Course{Said: ok}, true, false},
		"value is not asked":           {Live, &Course{Said: held}, nil, true, false},
		"delivery is not asked":        {Live, nil, &Course{Said: held}, true, false},
		"new results without evidence": {Live, &Course{Said: ok}, &Course{Said: ok}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := Standing{Course: map[scoring.Dimension]*Course{}}
			if c.delivery != nil {
				s.Course[Delivery] = c.delivery
			}
			if c.value != nil {
				s.Course[Value] = c.value
			}
			if got := s.melon(scoring.Defaults(), Round{Stage: c.stage}, c.was); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
