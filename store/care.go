package store

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

var tendScript = script("tend", true)

// Fields of a care hash. Those of people are looked at when somebody is erased.
const (
	careAck       = "ack"
	careSnoozedTo = "snoozed_to"
	careSnoozedBy = "snoozed_by"
	careIT        = "it"
	careBiz       = "biz"
	careAgenda    = "agenda"
	careAgendaBy  = "agenda_by"
	careAsked     = "asked"
	careAskedBy   = "asked_by"
)

// carers are the fields of a care hash that hold a person.
var carers = []string{careAck, careSnoozedBy, careIT, careBiz, careAgendaBy, careAskedBy}

func careOf(h map[string]string) checkins.Care {
	return checkins.Care{
		Acknowledged: checkins.PersonID(h[careAck]),
		SnoozedTo:    checkins.Date(h[careSnoozedTo]), SnoozedBy: checkins.PersonID(h[careSnoozedBy]),
		Keepers: [2]checkins.PersonID{scoring.IT: checkins.PersonID(h[careIT]), scoring.Biz: checkins.PersonID(h[careBiz])},
		Agenda:  checkins.Date(h[careAgenda]), AgendaBy: checkins.PersonID(h[careAgendaBy]),
		Asked: checkins.Date(h[careAsked]), AskedBy: checkins.PersonID(h[careAskedBy]),
	}
}

// Care implements checkins.Cares.
func (s *Store) Care(ctx context.Context, org checkins.OrgID, r checkins.RoundID) (checkins.Care, error) {
	h, err := s.hash(ctx, of(org).care(r), nil)
	if err != nil {
		return checkins.Care{}, fmt.Errorf("read care of %s: %w", r, err)
	}
	return careOf(h), nil
}

// Tend implements checkins.Cares.
func (s *Store) Tend(ctx context.Context, org checkins.OrgID, r checkins.RoundID, t checkins.Tending, now time.Time) (checkins.Care, error) {
	k := of(org)
	steps := tendingSteps(t)
	args := append([]any{nowMS(now), s.call(), rememberFor(t.Delivery), len(steps) / 3, len(t.Post)}, steps...)
	keys, args, err := postings([]string{k.care(r), k.due(), k.delivered(t.Delivery)}, args, k, t.Post)
	var got any
	if err == nil {
		keys, args = redrawings(keys, args, k, t.Redraw)
		if got, err = s.run(ctx, tendScript, org, keys, args...); err == nil && got == int64(0) {
			err = checkins.ErrStale
		}
	}
	if err != nil {
		return checkins.Care{}, fmt.Errorf("tend %s: %w", r, err)
	}
	return careOf(pairs(got)), nil
}

// tendingSteps are the steps of tend.lua: how, field, value ...
func tendingSteps(t checkins.Tending) []any {
	var steps []any
	step := func(how, field, value string) {
		switch {
		case value != "":
			steps = append(steps, how, field, value)
		case how == "HDEL":
			steps = append(steps, how, field, "")
		}
	}
	step("HSETNX", careAck, string(t.Acknowledged))
	step("HSET", careSnoozedTo, string(t.SnoozedTo))
	step("HSET", careSnoozedBy, string(t.SnoozedBy))
	for side, field := range map[scoring.Side]string{scoring.IT: careIT, scoring.Biz: careBiz} {
		if t.Assigns && t.Keepers[side] == "" {
			step("HDEL", field, "")
		}
		step("HSET", field, string(t.Keepers[side]))
	}
	step("HSET", careAgenda, string(t.Agenda))
	step("HSET", careAgendaBy, string(t.AgendaBy))
	if t.OffAgenda {
		step("HDEL", careAgenda, "")
		step("HDEL", careAgendaBy, "")
	}
	step("HSETNX", careAsked, string(t.Asked))
	step("HSETNX", careAskedBy, string(t.AskedBy))
	return steps
}
