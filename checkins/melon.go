package checkins

import (
	"parallax/scoring"
)

// Melon says that something is green outside and red inside (SCORING.md 8). Empty: nothing
// is.
type Melon string

// The watermelons.
const (
	MelonSeen   Melon = "seen"   // IT sees delivery as agreed, the business little value; nobody reports a status
	MelonStatus Melon = "status" // the reported status is green, and the business sees little value
)

// melonStatusNotice is the notice that the second one began.
const melonStatusNotice = "melon_status"

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

// Little is when the business was seen to see little value: all that the status watermelon
// needs to know of ratings. With the statuses that were reported it is
// scoring.Watermelon, which latches: see melonOf.
type Little struct {
	Raised int `json:"raised,omitempty"` // Seq of the last round that would raise it under a green status
	Ended  int `json:"ended,omitempty"`  // Seq of the last round that ended it whatever the status
}

// little works it out after a round.
func (s Standing) little(p scoring.Params, r Round, was Little) Little {
	delivery, value := s.Course[Delivery], s.Course[Value]
	if r.Stage != Live || delivery == nil || value == nil {
		was.Ended = r.Seq
		return was
	}
	if (scoring.Watermelon{}).Next(p, true, &delivery.State, &value.State).On {
		was.Raised = r.Seq
	}
	if !(scoring.Watermelon{On: true}).Next(p, true, &delivery.State, &value.State).On {
		was.Ended = r.Seq
	}
	return was
}

// melonOf is the watermelon of an initiative. Once a status was reported it is that of
// the status alone. That one is on when a round, since the status became green or the one
// that stood then, raised it and none has ended it since.
func (s Standing) melonOf(i Initiative, b FigureBook) Melon {
	if _, reported := b.status(); !reported {
		if s.Melon {
			return MelonSeen
		}
		return ""
	}
	from, green := b.greenSince()
	if green && i.Stage == Live && s.Little.Raised > s.Little.Ended && s.Little.Raised >= from {
		return MelonStatus
	}
	return ""
}

// ripened writes the notice that this has just become true, to the owner alone:
// the card says it to all from now on.
func (e ending) ripened() []Letter {
	now := e.standing.melonOf(e.initiative, e.figures)
	if now == "" || now == e.was.melonOf(e.initiative, e.figures) {
		return nil
	}
	if now == MelonStatus {
		return []Letter{e.notice(Says{What: melonStatusNotice})}
	}
	return []Letter{e.notice(Says{What: "melon"})}
}
