package checkins

import "parallax/scoring"

// carry notes who still counts without answering: a side that these people make
// readable needs no second nudge.
func (in intake) carry(r *Round) {
	for _, side := range scoring.Sides {
		r.Carried[side] = map[scoring.Dimension][]PersonID{}
		for _, q := range r.Questions {
			c := in.standing.Course[q.Dimension]
			if c == nil {
				continue
			}
			for _, id := range c.State.Carried(in.params, side, plain(r.Roster[side])) {
				r.Carried[side][q.Dimension] = append(r.Carried[side][q.Dimension], PersonID(id))
			}
		}
	}
}

// plain turns ids into what package scoring knows people by.
func plain(ids []PersonID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = string(id)
	}
	return out
}
