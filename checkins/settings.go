package checkins

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The dialogs about the asker's own week.
const (
	DialogSettings DialogWhat = "settings"
	DialogAway     DialogWhat = "away"
)

// Settings says what holds for somebody, after a change and when it is asked for.
type Settings struct {
	Person  Person // the asker's own
	Asked   []Named
	Muted   []Named
	Stand   string // name of the delegate of the leave; empty: none
	Changed bool   // just now
}

func (Settings) message() {}

// Values of choices that are no value of a person's.
const (
	optionPulse    = "pulse"    // the hour of each check-in
	optionLast     = "last"     // where the person was last
	optionPlatform = "platform" // as the platform says
	optionOrg      = "org"      // as the org has it
	optionNobody   = "nobody"
)

// Fields of the dialogs.
const (
	fieldHour     = "hour"
	fieldZone     = "zone"
	fieldCountry  = "country"
	fieldWorkdays = "workdays"
	fieldLocale   = "locale"
	fieldPlatform = "platform"
	fieldAsked    = "asked"
	fieldStop     = "stop"
	fieldFrom     = "from"
	fieldTo       = "to"
	fieldDelegate = "delegate"
	fieldDigest   = "digest"
)

// Languages lists those in which the bot speaks, by their codes.
func Languages() []string { return []string{"en", "de"} }

// settingsDialog is what a person can choose, as it is.
func (d *Desk) settingsDialog(ctx context.Context, who asker, from Account) (Dialog, error) {
	p := who.person
	m := Dialog{What: DialogSettings, Opened: true}
	hour := Field{Key: fieldHour, Kind: FieldSelect, Value: []string{optionPulse}, Options: []Option{{Value: optionPulse}}}
	for _, minute := range hours(p) {
		hour.Options = append(hour.Options, Option{clockText(minute), clockText(minute)})
	}
	if p.AskAt != 0 {
		hour.Value = []string{clockText(p.AskAt)}
	}
	zone := Field{Key: fieldZone, Kind: FieldSelect, Value: []string{p.Zone}}
	for _, z := range zonesWith(p.Zone) {
		zone.Options = append(zone.Options, Option{z, strings.ReplaceAll(z, "_", " ")})
	}
	country := Field{Key: fieldCountry, Kind: FieldSelect, Value: []string{optionOrg}, Options: []Option{{Value: optionOrg}}}
	for _, c := range Countries() {
		country.Options = append(country.Options, Option{Value: c})
	}
	if KnownCountry(p.Country) {
		country.Value = []string{p.Country}
	}
	days := Field{Key: fieldWorkdays, Kind: FieldSome}
	for n := range 7 {
		w := time.Weekday((n + 1) % 7) // weeks begin on Mondays
		days.Options = append(days.Options, Option{Value: dayKey(w)})
		if p.WorksOn(w) {
			days.Value = append(days.Value, dayKey(w))
		}
	}
	language := Field{Key: fieldLocale, Kind: FieldChoice, Value: []string{optionPlatform}, Options: []Option{{Value: optionPlatform}}}
	for _, l := range Languages() {
		language.Options = append(language.Options, Option{Value: l})
		if own, _, _ := strings.Cut(strings.ReplaceAll(p.Locale, "_", "-"), "-"); strings.EqualFold(own, l) {
			language.Value = []string{l}
		}
	}
	m.Fields = []Field{hour, zone, country, days, language}
	if ps := platformsOf(p); len(ps) > 1 {
		where := Field{Key: fieldPlatform, Kind: FieldChoice, Value: []string{optionLast}, Options: []Option{{Value: optionLast}}}
		for _, platform := range ps {
			where.Options = append(where.Options, Option{Value: string(platform)})
		}
		if slices.Contains(ps, p.Prefers) {
			where.Value = []string{string(p.Prefers)}
		}
		m.Fields = append(m.Fields, where)
	}
	about, err := d.askable(ctx, who.org, p)
	if err != nil {
		return Dialog{}, err
	}
	if len(about) > 0 {
		asked := Field{Key: fieldAsked, Kind: FieldSome, Optional: true}
		for _, i := range about {
			asked.Options = append(asked.Options, Option{string(i.ID), i.Name})
			if !slices.Contains(p.Muted, i.ID) {
				asked.Value = append(asked.Value, string(i.ID))
			}
		}
		m.Fields = append(m.Fields, asked)
	}
	reads, err := d.digestFor(ctx, who.org, p.ID, true, true)
	if err != nil {
		return Dialog{}, err
	}
	if len(reads) > 0 {
		digest := Field{Key: fieldDigest, Kind: FieldTick, Optional: true}
		if !p.NoDigest {
			digest.Value = []string{ticked}
		}
		m.Fields = append(m.Fields, digest)
	}
	stop := Field{Key: fieldStop, Kind: FieldTick, Optional: true}
	if p.Stopped {
		stop.Value = []string{ticked}
	}
	m.Fields = append(m.Fields, stop)
	leave, err := d.leaveFields(ctx, who, from)
	for n := range leave {
		leave[n].Optional = true
	}
	m.Fields = append(m.Fields, leave...)
	return m, err
}

const ticked = "1"

// askable lists the initiatives on whose sides a person is, by name.
func (d *Desk) askable(ctx context.Context, org OrgID, p Person) ([]Named, error) {
	if len(p.Leads) == 0 {
		return nil, nil
	}
	is, err := d.Roster.Initiatives(ctx, org, p.Leads...)
	if err != nil {
		return nil, err
	}
	is = slices.DeleteFunc(is, func(i Initiative) bool { _, on := i.Side(p.ID); return !on })
	about := names(is)
	slices.SortFunc(about, byNameOf)
	return about, nil
}

// hours are the times of day that a lead can choose: within the working day, by the
// half hour, and whatever was chosen before.
func hours(p Person) []int {
	from, to := p.day()
	var all []int
	for minute := (from + 29) / 30 * 30; minute < to; minute += 30 {
		all = append(all, minute)
	}
	if p.AskAt != 0 && !slices.Contains(all, p.AskAt) {
		all = append(all, p.AskAt)
		slices.Sort(all)
	}
	return all
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func minuteOf(clock string) (int, bool) {
	h, m, ok := strings.Cut(clock, ":")
	hour, errH := strconv.Atoi(h)
	minute, errM := strconv.Atoi(m)
	return hour*60 + minute, ok && errH == nil && errM == nil && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
}

// dayKey is how a weekday is called in a dialog: "mon".
func dayKey(w time.Weekday) string { return strings.ToLower(w.String()[:3]) }

// platformsOf lists the platforms on which a person has an account.
func platformsOf(p Person) []Platform {
	var ps []Platform
	for _, a := range p.Accounts {
		ps = append(ps, a.Platform)
	}
	slices.Sort(ps)
	return slices.Compact(ps)
}

// takeSettings stores what was chosen, or says what can't be.
func (d *Desk) takeSettings(ctx context.Context, who asker, s Submission) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	m, err := d.settingsDialog(ctx, who, s.From)
	if err != nil {
		return nil, err
	}
	m.Opened = false
	w := Wish{Delivery: Delivered{s.From.Platform, s.Delivery}}
	p := who.person
	for n := range m.Fields {
		f := &m.Fields[n]
		given, shown := s.Values[f.Key]
		if !shown {
			continue
		}
		before := f.Value
		f.Value = given
		if !slices.Equal(slices.Sorted(slices.Values(before)), slices.Sorted(slices.Values(given))) {
			f.Wrong = w.choose(p, *f)
		}
	}
	switch to, shown := s.Values[fieldTo]; {
	case first(to) != "":
		if err := d.takeLeave(ctx, who, s, &m, &w); err != nil {
			return nil, err
		}
	case shown && p.AwayTo != "": // taken away: back
		var none Date
		w.AwayFrom, w.AwayTo = &none, &none
	}
	if slices.ContainsFunc(m.Fields, func(f Field) bool { return f.Wrong != "" }) {
		return m, nil
	}
	if w.AwayTo != nil {
		_, err = d.gone(ctx, who, w)
	} else {
		err = d.Registrar.Amend(ctx, who.org, p.ID, w)
	}
	if err == nil {
		err = d.quieten(ctx, who.org, p, w)
	}
	if err != nil {
		return nil, err
	}
	return d.settings(ctx, who, true)
}

// quieten has the check-ins of a person drawn anew after they chose what to be asked
// about.
func (d *Desk) quieten(ctx context.Context, org OrgID, p Person, w Wish) error {
	if w.Muted == nil && w.Stopped == nil {
		return nil
	}
	var ids []LetterID
	for _, i := range p.answered() {
		r, on, err := d.underWay(ctx, org, i, p.ID)
		if err != nil {
			return err
		}
		if plan := r.Plans[p.ID]; on && plan.Ask != "" {
			ids = append(append(ids, plan.Ask), plan.Nudges...)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	ids, err := d.where(ctx, org, slices.Compact(ids)...)
	if err != nil {
		return err
	}
	return d.Shelf.Redraw(ctx, org, d.Now(), ids...)
}

// choose takes one field over into the wish; it returns what is wrong with it.
func (w *Wish) choose(p Person, f Field) string {
	value := first(f.Value)
	switch f.Key {
	case fieldHour:
		at := 0
		if value != optionPulse {
			var ok bool
			if at, ok = minuteOf(value); !ok || at == 0 {
				return "time"
			}
		}
		w.AskAt = &at
	case fieldZone:
		if _, err := time.LoadLocation(value); err != nil || value == "" || value == "Local" {
			return "zone"
		}
		w.Zone = &value
	case fieldCountry:
		if value == optionOrg {
			value = ""
		} else if !KnownCountry(value) {
			return "choice"
		}
		w.Country = &value
	case fieldWorkdays:
		var days []time.Weekday
		for day := range time.Weekday(7) {
			if slices.Contains(f.Value, dayKey(day)) {
				days = append(days, day)
			}
		}
		if len(days) == 0 {
			return "workdays"
		}
		w.Workdays = &days
	case fieldLocale:
		if value == optionPlatform {
			value = ""
		} else if !slices.Contains(Languages(), value) {
			return "choice"
		}
		w.Locale = &value
	case fieldPlatform:
		where := Platform(value)
		if value == optionLast {
			where = ""
		} else if !slices.Contains(platformsOf(p), where) {
			return "choice"
		}
		w.Prefers = &where
	case fieldAsked:
		muted := []InitiativeID{}
		for _, o := range f.Options {
			if !slices.Contains(f.Value, o.Value) {
				muted = append(muted, InitiativeID(o.Value))
			}
		}
		w.Muted = &muted
	case fieldDigest:
		none := value != ticked
		w.NoDigest = &none
	case fieldStop:
		stop := value == ticked
		w.Stopped = &stop
	}
	return ""
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func (d *Desk) openSettings(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	return d.settingsDialog(ctx, who, w.From)
}

// settings says what holds for somebody.
func (d *Desk) settings(ctx context.Context, who asker, changed bool) (Message, error) {
	p, err := d.person(ctx, who.org, who.person.ID)
	if err != nil {
		return nil, err
	}
	about, err := d.askable(ctx, who.org, p)
	if err != nil {
		return nil, err
	}
	m := Settings{Person: p, Changed: changed}
	for _, i := range about {
		if slices.Contains(p.Muted, i.ID) {
			m.Muted = append(m.Muted, i)
			continue
		}
		m.Asked = append(m.Asked, i)
	}
	if today := DateOf(d.Now().In(p.Location())); p.AwayTo < today {
		m.Person.AwayFrom, m.Person.AwayTo = "", ""
	}
	if s, named := StandOf(p); named && m.Person.AwayTo != "" && !s.Declined {
		people, err := d.Roster.People(ctx, who.org, s.By)
		if err != nil {
			return nil, err
		}
		for _, by := range people {
			m.Stand = by.Name
		}
	}
	return m, nil
}
