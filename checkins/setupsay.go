package checkins

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/scoring"
)

// Made says that an initiative was set up, or changed, and what happens next.
type Made struct {
	Initiative Named
	Edited     bool
	Asked      [2]int    // leads who are asked for the why, by scoring.Side; an edit asks nobody
	Due        time.Time // when their lines stand side by side
	Zone       string    // of the reader
	Waits      []Wait
	Next       time.Time // the first check-in; zero: not planned yet
	Channels   int
}

func (Made) message() {}

// madeOf draws it for who set it up.
func (s *setting) madeOf(ctx context.Context, i Initiative, edited bool) (Message, error) {
	i, err := s.initiative(ctx, s.org.ID, i.ID) // with what was said in chat
	if err != nil {
		return nil, err
	}
	m := Made{
		Initiative: Named{i.ID, i.Name}, Edited: edited, Zone: s.who.person.Zone, Waits: i.Waits(), Channels: len(i.Channels),
		Next: nextOpening(i, DateOf(s.now.In(i.Pulse.Location()))),
	}
	if edited {
		return m, nil
	}
	t, err := s.Talks.WhyTalk(ctx, s.org.ID, i.ID)
	if err != nil {
		return nil, err
	}
	m.Due = t.Due
	for _, side := range scoring.Sides {
		for _, p := range i.SideLeads(side) {
			if _, wrote := t.Lines[p]; !wrote {
				m.Asked[side]++
			}
		}
	}
	return m, nil
}

// remarks are what is said above the fields of a step.
func (s *setting) remarks(ctx context.Context, step string) ([]Remark, error) {
	switch step {
	case stepWhy:
		return []Remark{{Key: "why_again"}}, nil
	case stepStart:
		i := s.build()
		rs := append(s.rhythms(i), s.consequences(i)...)
		if _, lead := i.Side(s.who.person.ID); lead || i.Owner == s.who.person.ID {
			rs = append(rs, Remark{Key: "why_blind"})
		}
		return rs, nil
	case stepCheck:
		return s.changes(ctx)
	case stepPart:
		return nil, nil
	}
	rs := []Remark{{Key: step + "_hint"}}
	if step == stepCadence && s.was != nil && len(s.was.Pulse.Weekdays()) == 0 {
		rs = append(rs, Remark{Key: "cadence_file"}) // by days of the month, say
	}
	return rs, nil
}

// rhythms says when check-ins come: in words, and the next three dates.
func (s *setting) rhythms(i Initiative) []Remark {
	var dates []Date
	for _, c := range i.Pulse.Coming("", s.now, 3) {
		dates = append(dates, c.Date)
	}
	return []Remark{{Key: "cadence", Pulse: &i.Pulse, Dates: dates}}
}

// consequences says what follows from who the leads are: how each side is shown, and
// how soon a difference would show.
func (s *setting) consequences(i Initiative) []Remark {
	var rs []Remark
	for _, side := range scoring.Sides {
		leads := len(i.SideLeads(side))
		key := side.String() + "_confidential"
		if i.Mode(side) == scoring.Named {
			key = side.String() + "_named"
		}
		rs = append(rs, Remark{Key: key, Count: map[string]int{"leads": leads}})
	}
	if o, ok := OutlookOf([2]int{len(i.SideLeads(scoring.IT)), len(i.SideLeads(scoring.Biz))}, i.Pulse, s.now); ok && o.Other == "" {
		key := "outlook_never"
		if more := Within(o.Weeks[1]); more != HorizonBeyond {
			key = "outlook_" + string(more)
		}
		rs = append(rs, Remark{Key: key, Count: map[string]int{"it": o.Leads[scoring.IT], "biz": o.Leads[scoring.Biz]}})
	}
	if bridges := i.Bridges(); len(bridges) > 0 {
		rs = append(rs, Remark{Key: "bridges", Names: map[string]string{"names": s.names(bridges)}, Count: map[string]int{"bridges": len(bridges)}})
	}
	if len(i.Channels) == 0 {
		rs = append(rs, Remark{Key: "no_channel"})
	}
	return rs
}

// names lists people by their names.
func (s *setting) names(ids []PersonID) string {
	var names []string
	for _, id := range ids {
		if n := s.found.people[id].Name; n != "" {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// changes says what a change changes: the old and the new of each, and what follows.
func (s *setting) changes(context.Context) ([]Remark, error) {
	was, is := *s.was, s.build()
	var rs []Remark
	text := func(field, was, is string) {
		if was != is {
			rs = append(rs, s.change(field, was, is))
		}
	}
	text("name", was.Name, is.Name)
	if was.Stage != is.Stage {
		rs = append(rs, Remark{Key: "changed", Words: map[string]string{"what": "stage", "was": "stage." + string(was.Stage), "is": "stage." + string(is.Stage)}})
	}
	text("priority", s.priorityName(was.Priority), s.priorityName(is.Priority))
	if !slices.Equal(was.Channels, is.Channels) {
		rs = append(rs, Remark{Key: "channel_changed"})
	}
	for _, side := range scoring.Sides {
		text(side.String(), s.names(was.Leads[side]), s.names(is.Leads[side]))
	}
	text("owner", s.names([]PersonID{was.Owner}), s.names([]PersonID{is.Owner}))
	text("sponsor", s.names([]PersonID{was.Sponsor}), s.names([]PersonID{is.Sponsor}))
	text("measure", was.Outcome.Measure, is.Outcome.Measure)
	text("start", was.Outcome.Start, is.Outcome.Start)
	text("target", was.Outcome.Target, is.Outcome.Target)
	text("by", string(was.Outcome.By), string(is.Outcome.By))
	text("effort", string(was.Effort), string(is.Effort))
	text("systems", strings.Join(was.Touches.Systems, ", "), strings.Join(is.Touches.Systems, ", "))
	text("projects", strings.Join(was.Touches.Projects, ", "), strings.Join(is.Touches.Projects, ", "))
	text("delivered", was.DeliveredMeans, is.DeliveredMeans)
	text("value", was.ValueMeans, is.ValueMeans)
	if !was.Pulse.timedAs(is.Pulse) {
		rs = append(append(rs, Remark{Key: "cadence_was", Pulse: &was.Pulse}), s.rhythms(is)...)
	}
	if was.Pulse.window() != is.Pulse.window() {
		rs = append(rs, s.change("window", hoursOf(was.Pulse), hoursOf(is.Pulse)))
	}
	if was.Pulse.HeadsUp != is.Pulse.HeadsUp {
		key := "heads_up_off"
		if is.Pulse.HeadsUp {
			key = "heads_up_on"
		}
		rs = append(rs, Remark{Key: key})
	}
	if v, given := s.draft.Values["why"]; given {
		old := was.Why
		if last, n := s.talk.Latest(); n > 0 && last.Held.IsZero() && old != last.Text {
			old = last.Text
		}
		if why := textOf(v); why != "" && why != old {
			rs = append(rs, s.change("why", old, why), Remark{Key: "why_asks"})
		}
	}
	if len(rs) == 0 {
		return []Remark{{Key: "unchanged"}}, nil
	}
	if was.Leads[scoring.IT] != nil && (!slices.Equal(was.Leads[scoring.IT], is.Leads[scoring.IT]) || !slices.Equal(was.Leads[scoring.Biz], is.Leads[scoring.Biz])) {
		for _, side := range scoring.Sides {
			if was.Mode(side) == scoring.Confidential && is.Mode(side) == scoring.Named {
				rs = append(rs, Remark{Key: side.String() + "_becomes_named"})
			}
		}
		rs = append(rs, s.consequences(is)...)
	}
	return rs, nil
}

func hoursOf(p Pulse) string { return strconv.Itoa(int(p.window()/time.Hour)) + " h" }

// change is one line of what changes; nothing on a side of it is said in a word.
func (s *setting) change(field, was, is string) Remark {
	r := Remark{Key: "changed", Names: map[string]string{}, Words: map[string]string{"what": field}}
	for k, v := range map[string]string{"was": was, "is": is} {
		if v == "" {
			r.Words[k] = "none"
		} else {
			r.Names[k] = v
		}
	}
	return r
}

func (s *setting) priorityName(id PriorityID) string {
	if p, ok := s.org.Priority(id); ok {
		return p.Name
	}
	if p := s.priority(textOf(s.draft.Values["priority_new"])); p.ID == id && id != "" {
		return p.Name
	}
	return string(id)
}
