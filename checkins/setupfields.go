package checkins

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/scoring"
)

// How long what is filled in may be, characters.
const (
	nameMost  = 80
	shortMost = 60
	lineMost  = 200
	meansMost = 300
)

// fields are those of one step, with what was filled in, else with what is so far or
// what most people would fill in.
func (s *setting) fields(step string) []Field {
	switch step {
	case stepPart:
		return []Field{s.choice("part", parts, stepAbout)}
	case stepAbout:
		return s.aboutFields()
	case stepPeople:
		return s.peopleFields()
	case stepOutcome:
		return s.outcomeFields()
	case stepCadence:
		return s.cadenceFields()
	case stepStart:
		return s.startFields()
	case stepWhy:
		return []Field{s.whyField()}
	case stepTouches:
		return s.touchFields()
	}
	return nil
}

// put fills a field in: with what was filled in, else with the given.
func (s *setting) put(f Field, otherwise ...string) Field {
	f.Value = slices.DeleteFunc(slices.Clone(otherwise), func(v string) bool { return v == "" })
	if v, ok := s.draft.Values[f.Key]; ok {
		f.Value = v
	}
	return f
}

// choice is one of a few whose words stand under their keys.
func (s *setting) choice(key string, values []string, otherwise string) Field {
	f := Field{Key: key, Kind: FieldChoice}
	for _, v := range values {
		f.Options = append(f.Options, Option{Value: v})
	}
	return s.put(f, otherwise)
}

func (s *setting) aboutFields() []Field {
	var was Initiative
	channel := s.draft.Channel
	if s.was != nil {
		was, channel = *s.was, s.was.firstChannel(s.from.Platform)
	} else if channel.Platform != s.from.Platform {
		channel = Account{}
	}
	fs := []Field{
		s.put(Field{Key: "name", Kind: FieldText, Max: nameMost}, was.Name),
		s.choice("stage", []string{string(Shaping), string(Building), string(Live)}, string(cmp.Or(was.Stage, Building))),
	}
	if len(s.org.Priorities) > 0 {
		f := Field{Key: "priority", Kind: FieldSelect, Optional: true}
		for _, p := range s.org.Priorities {
			f.Options = append(f.Options, Option{string(p.ID), p.Name})
		}
		fs = append(fs, s.put(f, string(was.Priority)))
	}
	fs = append(fs, s.put(Field{Key: "priority_new", Kind: FieldText, Max: nameMost, Optional: true}))
	where := ""
	if !channel.IsZero() {
		where = channel.String()
	}
	return append(fs, s.put(Field{Key: "channel", Kind: FieldChannel, Optional: true}, where))
}

// firstChannel is the first channel of an initiative on a platform, zero when there is
// none.
func (i Initiative) firstChannel(p Platform) Account {
	for _, c := range i.Channels {
		if c.Platform == p {
			return c
		}
	}
	return Account{}
}

func (s *setting) peopleFields() []Field {
	var was Initiative
	owner := s.from.String()
	if s.was != nil {
		was, owner = *s.was, s.accountOf(s.was.Owner)
	}
	elsewhere := s.elsewhere()
	var fs []Field
	for _, side := range scoring.Sides {
		var values []string
		for _, p := range was.Leads[side] {
			values = append(values, s.accountOf(p))
		}
		fs = append(fs, s.put(Field{Key: side.String(), Kind: FieldPeople, Options: elsewhere}, values...))
	}
	return append(fs,
		s.put(Field{Key: "owner", Kind: FieldPerson, Options: elsewhere}, owner),
		s.put(Field{Key: "sponsor", Kind: FieldPerson, Options: elsewhere, Optional: true}, s.accountOf(was.Sponsor)))
}

// accountOf is how somebody of the org stands in a field: by the account on the
// platform on which it is filled in, else by the id.
func (s *setting) accountOf(p PersonID) string {
	if a := s.found.people[p].on(s.from.Platform, Account{}); !a.IsZero() {
		return a.String()
	}
	return string(p)
}

// elsewhereMost is how many people can be chosen who are on the other platform.
const elsewhereMost = 100

// elsewhere are the people of the org who have no account here, by name.
func (s *setting) elsewhere() []Option {
	var options []Option
	for _, p := range s.found.people {
		if len(p.Accounts) > 0 && p.on(s.from.Platform, Account{}).IsZero() {
			options = append(options, Option{string(p.ID), p.Name})
		}
	}
	slices.SortFunc(options, func(a, b Option) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Value, b.Value))
	})
	return options[:min(len(options), elsewhereMost)]
}

func (s *setting) outcomeFields() []Field {
	var was Initiative
	if s.was != nil {
		was = *s.was
	}
	return []Field{
		s.put(Field{Key: "measure", Kind: FieldText, Max: nameMost, Optional: true}, was.Outcome.Measure),
		s.put(Field{Key: "start", Kind: FieldText, Max: shortMost, Optional: true}, was.Outcome.Start),
		s.put(Field{Key: "target", Kind: FieldText, Max: shortMost, Optional: true}, was.Outcome.Target),
		s.put(Field{Key: "by", Kind: FieldDate, Optional: true}, string(was.Outcome.By)),
		s.effortField(was.Effort),
		s.put(Field{Key: "delivered", Kind: FieldLines, Max: meansMost, Optional: true}, was.DeliveredMeans),
		s.put(Field{Key: "value", Kind: FieldLines, Max: meansMost, Optional: true}, was.ValueMeans),
	}
}

func (s *setting) effortField(was Effort) Field {
	var sizes []string
	for _, e := range Efforts {
		sizes = append(sizes, string(e))
	}
	f := s.choice("effort", sizes, string(was))
	f.Kind, f.Optional = FieldSelect, true
	return f
}

// tagsMost is how long the names of what an initiative touches may be together, with
// commas between them.
const tagsMost = TouchMost * (TouchLength + 2)

func (s *setting) touchFields() []Field {
	one := func(key string, was []string) Field {
		return s.put(Field{Key: key, Kind: FieldText, Max: tagsMost, Optional: true}, strings.Join(was, ", "))
	}
	return []Field{one("systems", s.was.Touches.Systems), one("projects", s.was.Touches.Projects)}
}

// What a pulse is when nobody says otherwise: Tuesdays at 10:00, open for three days.
const defaultMinute = 10 * 60

var defaultDays = []time.Weekday{time.Tuesday}

// DefaultDimensions are what a pulse asks when nobody says otherwise.
func DefaultDimensions() []scoring.Dimension {
	return []scoring.Dimension{Value, PriorityDim, Delivery, Feasibility, PromisesIT, PromisesBiz}
}

func (s *setting) cadenceFields() []Field {
	days, minute, every, window, zone := defaultDays, defaultMinute, 1, DefaultWindow, s.who.person.Zone
	early := []string{ticked}
	if s.was != nil {
		if !s.was.Pulse.HeadsUp {
			early = nil
		}
		p := s.was.Pulse
		days, minute, every, window, zone = p.Weekdays(), p.Minute(""), max(1, p.Every), p.window(), p.Zone
	}
	on := Field{Key: "days", Kind: FieldSome, Optional: s.was != nil && len(days) == 0}
	for n := range 7 {
		on.Options = append(on.Options, Option{Value: strconv.Itoa((n + 1) % 7)})
	}
	var values []string
	for _, d := range days {
		values = append(values, strconv.Itoa(int(d)))
	}
	weeks := s.choice("every", []string{"1", "2", "3", "4"}, strconv.Itoa(every))
	hours := s.choice("window", []string{"24", "48", "72", "96"}, strconv.Itoa(int(window/time.Hour)))
	weeks.also(strconv.Itoa(every), "")
	hours.also(strconv.Itoa(int(window/time.Hour)), " h")
	in := Field{Key: "zone", Kind: FieldSelect}
	for _, z := range s.zones(zone) {
		in.Options = append(in.Options, Option{z, strings.ReplaceAll(z, "_", " ")})
	}
	return []Field{
		s.put(on, values...),
		weeks,
		s.put(Field{Key: "time", Kind: FieldTime}, fmt.Sprintf("%02d:%02d", minute/60, minute%60)),
		s.put(in, zone),
		hours,
		s.put(Field{Key: "heads_up", Kind: FieldTick, Optional: true}, early...),
	}
}

// also adds a choice that an org file made, which has no words of its own.
func (f *Field) also(value, unit string) {
	if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value }) {
		f.Options = append(f.Options, Option{value, value + unit})
	}
}

// zones are the given one, and those in which somebody of the org, or of the set-up,
// lives.
func (s *setting) zones(own string) []string {
	var zones []string
	for _, p := range s.found.people {
		if p.Zone != "" && p.Zone != own {
			zones = append(zones, p.Zone)
		}
	}
	slices.Sort(zones)
	return append([]string{own}, slices.Compact(zones)...)
}

// whyField asks for the why of an initiative that is changed.
func (s *setting) whyField() Field {
	why := s.was.Why
	if v, n := s.talk.Latest(); n > 0 && v.Held.IsZero() {
		why = v.Text // proposed, and not confirmed yet
	}
	return s.put(Field{Key: "why", Kind: FieldText, Max: lineMost, Optional: s.was.Why == ""}, why)
}

// startFields ask who sets a new initiative up for their own line, when it concerns them.
func (s *setting) startFields() []Field {
	i, me := s.build(), s.who.person.ID
	side, lead := i.Side(me)
	if !lead && i.Owner != me {
		return nil
	}
	fs := []Field{s.put(Field{Key: "line", Kind: FieldText, Max: lineMost}), s.put(Field{Key: "released", Kind: FieldTick, Optional: true})}
	if lead && i.Mode(side) == scoring.Named {
		fs = append(fs, s.choice("named", []string{"yes", "no"}, ""))
	}
	return fs
}
