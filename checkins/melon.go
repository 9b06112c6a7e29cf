package checkins

import (
	"parallax/scoring"
)

// melon reports whether delivery looks good to IT while the business sees little
// value in what is live: the watermelon of SCORING.md 8 without a status feed. was
// is what was said before; it stands while one of the two has no new result, also
// because somebody was erased since.
func (s Standing) melon(p scoring.Params, r Round, was bool) bool {
	delivery, value := s.Course[Delivery], s.Course[Value]
	switch {
	case r.Stage != Live || delivery == nil || value == nil:
		return false
	case !delivery.State.Told() || !value.State.Told():
		return was
	}
	return scoring.PerceivedWatermelon(p, &delivery.State, &value.State)
}

// ripened writes the notice that this has just become true, to the owner alone:
// the card says it to all from now on.
func (e ending) ripened() []Letter {
	if !e.standing.Melon || e.was.Melon {
		return nil
	}
	return []Letter{e.notice(Says{What: "melon"})}
}
