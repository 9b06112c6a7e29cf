package checkins

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parallax/scoring"
)

// What can be wrong with a field, by key "dialog.wrong.<Wrong>".
const (
	wrongEmpty   = "empty"
	wrongLong    = "long"         // Names: most
	wrongTaken   = "taken"        // another initiative is called so; Names: name
	wrongBoth    = "both"         // one picked, another written
	wrongOutside = "outside"      // guests, bots, people of other organisations; Names: names
	wrongUnknown = "unknown"      // nobody knows them here; Names: names
	wrongBusy    = "busy"         // the platform has not said yet who they are: the same again goes on
	wrongNoLead  = "no_lead"      // nobody on a side
	wrongBridges = "only_bridges" // everybody on a side is on both
	wrongPast    = "past"
	wrongDate    = "date"
	wrongTime    = "time"
	wrongChoice  = "choice" // none of those offered
	wrongMeasure = "need_measure"
	wrongDays    = "no_day"
	wrongWindow  = "window"    // longer than until the next check-in
	wrongChannel = "not_in"    // the bot is not in the channel
	wrongForeign = "elsewhere" // a channel of another organisation
	wrongTag     = "tag"       // a name that is too long
	wrongTags    = "tags"      // too many of them
	wrongMany    = "many"      // more people than one side can have
)

// leadsMost is how many leads a side may have in chat.
const leadsMost = 50

// check says what is wrong with the fields of a step. Texts that are too long, left out
// or no choice are wrong everywhere.
func (s *setting) check(ctx context.Context, step string, fields []Field) error {
	by := map[string]*Field{}
	for n := range fields {
		fields[n].plainly()
		by[fields[n].Key] = &fields[n]
	}
	switch step {
	case stepAbout:
		return s.checkAbout(ctx, by)
	case stepPeople:
		return s.checkPeople(ctx, by)
	case stepTouches:
		checkTouches(by)
	case stepOutcome:
		s.checkOutcome(by)
	case stepCadence:
		s.checkCadence(by)
	}
	return nil
}

// plainly finds what is wrong with a field by itself.
func (f *Field) plainly() {
	text := textOf(f.Value)
	switch {
	case text == "" && !f.Optional && f.Kind != FieldTick:
		f.Wrong = wrongEmpty
	case text == "":
	case (f.Kind == FieldText || f.Kind == FieldLines) && utf8.RuneCountInString(text) > f.Max:
		f.Wrong, f.Names = wrongLong, map[string]string{"most": strconv.Itoa(f.Max)}
	case f.Kind == FieldDate && !Date(text).Valid():
		f.Wrong = wrongDate
	case f.Kind == FieldTime && !ValidTime(text):
		f.Wrong = wrongTime
	case f.Kind == FieldChoice || f.Kind == FieldSelect || f.Kind == FieldSome:
		for _, v := range f.Value {
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v }) {
				f.Wrong = wrongChoice
			}
		}
	}
}

// checkTouches says what is wrong with names of systems and projects.
func checkTouches(by map[string]*Field) {
	for _, f := range by {
		switch _, long, many := ParseTags(textOf(f.Value)); {
		case f.Wrong != "":
		case long != "":
			f.Wrong, f.Names = wrongTag, map[string]string{"most": strconv.Itoa(TouchLength), "name": long}
		case many:
			f.Wrong, f.Names = wrongTags, map[string]string{"most": strconv.Itoa(TouchMost)}
		}
	}
}

func (s *setting) checkAbout(ctx context.Context, by map[string]*Field) error {
	name := by["name"]
	for _, i := range s.all {
		if name.Wrong == "" && i.ID != s.about() && strings.EqualFold(i.Name, textOf(name.Value)) {
			name.Wrong, name.Names = wrongTaken, map[string]string{"name": i.Name}
		}
	}
	fresh := by["priority_new"]
	if p := by["priority"]; p != nil && textOf(p.Value) != "" && textOf(fresh.Value) != "" && (s.was == nil || textOf(p.Value) != string(s.was.Priority)) {
		fresh.Wrong = wrongBoth
	}
	channel := by["channel"]
	a, ok := ParseAccount(textOf(channel.Value))
	switch {
	case textOf(channel.Value) == "":
		return nil
	case !ok || a.Platform != s.from.Platform:
		channel.Wrong = wrongUnknown
		return nil
	case s.org.ID != "" && !s.org.has(a):
		channel.Wrong = wrongForeign
		return nil
	}
	if rooms := s.Rooms[a.Platform]; rooms != nil {
		in, err := rooms.In(ctx, a)
		if err != nil {
			return err
		}
		if !in {
			channel.Wrong = wrongChannel
		}
	}
	return nil
}

func (s *setting) checkPeople(ctx context.Context, by map[string]*Field) error {
	var who [2][]PersonID
	for _, key := range []string{scoring.IT.String(), scoring.Biz.String(), "owner", "sponsor"} {
		f := by[key]
		ids, no, err := s.found.all(ctx, f.Value)
		if err != nil {
			return err
		}
		if key == scoring.IT.String() {
			who[scoring.IT] = ids
		} else if key == scoring.Biz.String() {
			who[scoring.Biz] = ids
		}
		for n, x := range no {
			if n == 0 || f.Wrong == wrongBusy && x.why != wrongBusy { // what pressing again does not mend comes first
				f.Wrong, f.Names = x.why, map[string]string{"names": x.name}
			} else if f.Wrong == x.why && x.name != "" {
				f.Names["names"] += ", " + x.name
			}
		}
	}
	i := Initiative{Leads: who}
	for _, side := range scoring.Sides {
		f := by[side.String()]
		switch {
		case f.Wrong != "" && f.Wrong != wrongEmpty:
		case len(who[side]) == 0:
			f.Wrong = wrongNoLead
		case len(who[side]) > leadsMost:
			f.Wrong, f.Names = wrongMany, map[string]string{"most": strconv.Itoa(leadsMost)}
		case len(i.SideLeads(side)) == 0:
			f.Wrong = wrongBridges
		}
	}
	return nil
}

func (s *setting) checkOutcome(by map[string]*Field) {
	until := by["by"]
	if d := Date(textOf(until.Value)); until.Wrong == "" && d != "" && d < DateOf(s.now.In(s.who.person.Location())) && (s.was == nil || d != s.was.Outcome.By) {
		until.Wrong = wrongPast
	}
	if m := by["measure"]; textOf(m.Value) == "" && textOf(by["start"].Value)+textOf(by["target"].Value)+textOf(until.Value) != "" {
		m.Wrong = wrongMeasure
	}
}

func (s *setting) checkCadence(by map[string]*Field) {
	for _, f := range by {
		if f.Wrong != "" {
			if f.Key == "days" && f.Wrong == wrongEmpty {
				f.Wrong = wrongDays
			}
			return
		}
	}
	p := s.build().Pulse
	if p.checkTime() != nil {
		by["window"].Wrong = wrongWindow
	}
}

// build is the initiative as it was filled in so far.
func (s *setting) build() Initiative {
	i := Initiative{Stage: Building, Owner: s.who.person.ID, Pulse: Pulse{
		Cadence: Weekly(defaultDays, defaultMinute), Every: 1, Zone: s.who.person.Zone, Window: DefaultWindow, HeadsUp: true, Dimensions: DefaultDimensions(),
	}}
	if s.was != nil {
		i = *s.was
		i.Channels = slices.Clone(i.Channels)
	}
	s.take("name", func(v []string) { i.Name = textOf(v) })
	s.take("stage", func(v []string) { i.Stage = Stage(textOf(v)) })
	s.take("priority", func(v []string) { i.Priority = PriorityID(textOf(v)) })
	s.take("priority_new", func(v []string) {
		if name := textOf(v); name != "" {
			i.Priority = s.priority(name).ID
		}
	})
	s.take("channel", func(v []string) { i.Channels = rechannelled(i.Channels, i.firstChannel(s.from.Platform), textOf(v)) })
	for _, side := range scoring.Sides {
		s.take(side.String(), func(v []string) { i.Leads[side] = s.ids(v) })
	}
	s.take("owner", func(v []string) { i.Owner = firstOf(s.ids(v)) })
	s.take("sponsor", func(v []string) { i.Sponsor = firstOf(s.ids(v)) })
	s.take("measure", func(v []string) { i.Outcome.Measure = textOf(v) })
	s.take("start", func(v []string) { i.Outcome.Start = textOf(v) })
	s.take("target", func(v []string) { i.Outcome.Target = textOf(v) })
	s.take("by", func(v []string) { i.Outcome.By = Date(textOf(v)) })
	if s.was != nil {
		i.Outcome = i.Outcome.Moved(s.was.Outcome)
	}
	s.take("delivered", func(v []string) { i.DeliveredMeans = textOf(v) })
	s.take("value", func(v []string) { i.ValueMeans = textOf(v) })
	s.take("effort", func(v []string) { i.Effort = Effort(textOf(v)) })
	s.take("systems", func(v []string) { i.Touches.Systems, _, _ = ParseTags(textOf(v)) })
	s.take("projects", func(v []string) { i.Touches.Projects, _, _ = ParseTags(textOf(v)) })
	s.rhythm(&i.Pulse)
	return i
}

// take calls what takes a field that was filled in.
func (s *setting) take(key string, with func([]string)) {
	if v, ok := s.draft.Values[key]; ok {
		with(v)
	}
}

// ids are the people who stand in a field, as far as they were found.
func (s *setting) ids(values []string) []PersonID {
	var ids []PersonID
	for _, v := range values {
		id := PersonID(v)
		if a, ok := ParseAccount(v); ok {
			id = s.found.of(a)
		}
		if _, known := s.found.people[id]; known && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// of is whose account it is, empty for nobody's who was found.
func (n *newcomers) of(a Account) PersonID {
	for id, p := range n.people {
		if slices.Contains(p.Accounts, a) {
			return id
		}
	}
	return ""
}

func firstOf(ids []PersonID) PersonID {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// priority is the one of that name, or one that is to be made.
func (s *setting) priority(name string) Priority {
	var taken []string
	for _, p := range s.org.Priorities {
		if strings.EqualFold(p.Name, name) {
			return p
		}
		taken = append(taken, string(p.ID))
	}
	return Priority{ID: PriorityID(slugOf(name, taken)), Name: name}
}

// rechannelled puts a channel in the place of another, or takes that away.
func rechannelled(all []Account, was Account, is string) []Account {
	a, ok := ParseAccount(is)
	if slices.Contains(all, a) {
		return all
	}
	at := slices.Index(all, was)
	switch {
	case at >= 0 && ok:
		all[at] = a
	case at >= 0:
		all = slices.Delete(all, at, at+1)
	case ok:
		all = append(all, a)
	}
	return all
}

// rhythm takes over when check-ins come. Weeks that do not all count are counted from
// the first check-in that this makes.
func (s *setting) rhythm(p *Pulse) {
	was := *p
	var days []time.Weekday
	for _, v := range s.draft.Values["days"] {
		n, err := strconv.Atoi(v)
		if err == nil && n >= 0 && n < 7 {
			days = append(days, time.Weekday(n))
		}
	}
	minute := p.Minute("")
	s.take("time", func(v []string) {
		if m, ok := minuteOf(textOf(v)); ok {
			minute = m
		}
	})
	if len(days) > 0 {
		p.Cadence = Weekly(days, minute)
	}
	s.take("every", func(v []string) { p.Every, _ = strconv.Atoi(textOf(v)) })
	s.take("zone", func(v []string) { p.Zone = textOf(v) })
	s.take("window", func(v []string) {
		n, _ := strconv.Atoi(textOf(v))
		p.Window = time.Duration(n) * time.Hour
	})
	s.take("heads_up", func(v []string) { p.HeadsUp = slices.Equal(v, []string{ticked}) })
	if p.Every > 1 && !was.timedAs(*p) || p.Every > 1 && p.Anchor == "" {
		weekly := *p
		weekly.Every, weekly.Anchor = 1, ""
		if first := weekly.Coming("", s.now, 1); len(first) > 0 {
			p.Anchor = first[0].Date
		}
	}
	if p.Every <= 1 {
		p.Anchor = ""
	}
}
