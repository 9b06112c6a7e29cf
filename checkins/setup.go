package checkins

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// DialogSetup sets an initiative up in chat, or changes one. It goes in steps, and what
// was filled in is kept as a draft from the first one on.
const DialogSetup DialogWhat = "setup"

// The steps. A new initiative goes through those of newSteps; a change begins with what
// is to change, and ends with what it changes.
const (
	stepPart    = "part"
	stepAbout   = "about"
	stepPeople  = "people"
	stepOutcome = "outcome"
	stepCadence = "cadence"
	stepStart   = "start"   // of a new one: what follows, and the own line of the why
	stepWhy     = "why"     // of a change
	stepTouches = "touches" // of a change: systems and projects
	stepCheck   = "check"
)

var (
	newSteps = []string{stepAbout, stepPeople, stepOutcome, stepCadence, stepStart}
	parts    = []string{stepAbout, stepPeople, stepOutcome, stepTouches, stepCadence, stepWhy}
)

// setting is a set-up under way: what was filled in, on the org as it is.
type setting struct {
	*Desk
	who    asker
	from   Account
	org    Org
	all    []Initiative // of the org
	was    *Initiative  // what is to change; nil: it is new
	talk   WhyTalk      // about the why of was
	draft  Draft
	resume bool // the draft was there before
	found  *newcomers
	now    time.Time
}

// newInitiative opens the set-up of an initiative, where the asker left it.
func (d *Desk) newInitiative(ctx context.Context, from, channel Account, name string) (Message, error) {
	who, help, err := d.who(ctx, from)
	switch {
	case err != nil:
		return nil, err
	case help != nil: // of no org yet: the first step makes one
	case who.off:
		return Help{Text: HelpStranger}, nil
	case who.known:
		s, no, err := d.setting(ctx, who, from, "")
		if err != nil || no != nil {
			return orHelp(no), err
		}
		if s.draft.Channel.IsZero() {
			s.draft.Channel = channel
		}
		return s.called(name).opened(ctx)
	}
	p, no, err := d.profile(ctx, from, channel)
	if err != nil || no != nil {
		return foreigner(no), err
	}
	s := d.blank(who, from, Org{ID: who.org}, Newcomer(from, p, "UTC"))
	if who.org != "" {
		if s.org, err = d.Roster.Org(ctx, who.org); err != nil {
			return nil, err
		}
		if !s.org.MayNew("") {
			return Help{Text: HelpNotAllowed, Command: string(VerbNew)}, nil
		}
		if s.all, err = d.Roster.AllInitiatives(ctx, who.org); err != nil {
			return nil, err
		}
	}
	s.draft.Channel = channel
	return s.called(name).opened(ctx)
}

// called fills in the name that was typed with the command; a draft has its own.
func (s *setting) called(name string) *setting {
	if _, filled := s.draft.Values["name"]; name != "" && !filled {
		s.draft.Values["name"] = []string{name}
	}
	return s
}

// openSetup opens the set-up of a new initiative, or the change of one.
func (d *Desk) openSetup(ctx context.Context, who asker, w Deed) (Message, error) {
	if w.Initiative == "" {
		return d.newInitiative(ctx, w.From, w.Channel, "")
	}
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	return d.edit(ctx, who, w.From, w.Initiative)
}

// edit opens the change of an initiative for its owner.
func (d *Desk) edit(ctx context.Context, who asker, from Account, i InitiativeID) (Message, error) {
	s, help, err := d.setting(ctx, who, from, i)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return s.opened(ctx)
}

// newFor opens the set-up for who typed new: not for guests of the channel.
func (d *Desk) newFor(ctx context.Context, r Request) (Message, error) {
	who, help, err := d.acting(ctx, r.From, r.Channel)
	if err != nil || help != nil && who.org != "" {
		return orHelp(help), err
	}
	return d.newInitiative(ctx, r.From, r.Channel, r.Command.Name)
}

// foreigner is what somebody hears who can't be taken.
func foreigner(no *unsuited) Message {
	switch {
	case no == nil:
		return nil
	case no.why == "outside":
		return Help{Text: HelpForeign}
	}
	return Help{Text: HelpStranger}
}

func (d *Desk) blank(who asker, from Account, o Org, p Person) *setting {
	who.person = p
	return &setting{
		Desk: d, who: who, from: from, org: o, now: d.Now(), found: d.newcomers(o, p.Zone),
		draft: Draft{Step: stepAbout, Values: map[string][]string{}},
	}
}

// setting reads what a set-up needs: of a new initiative, or of the one to be changed,
// which only its owner may.
func (d *Desk) setting(ctx context.Context, who asker, from Account, about InitiativeID) (*setting, *Help, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, nil, err
	}
	s := d.blank(who, from, o, who.person)
	if s.all, err = d.Roster.AllInitiatives(ctx, o.ID); err != nil {
		return nil, nil, err
	}
	if about == "" {
		if !o.MayNew(who.person.ID) {
			return nil, &Help{Text: HelpNotAllowed, Command: string(VerbNew)}, nil
		}
	} else {
		n := slices.IndexFunc(s.all, func(i Initiative) bool { return i.ID == about })
		if n < 0 {
			return nil, &Help{Text: HelpNotAllowed, Command: string(VerbEdit)}, nil
		}
		if s.all[n].Owner != who.person.ID {
			help, err := d.ownerOnly(ctx, o, s.all[n], who.person.ID, VerbEdit)
			return nil, help, err
		}
		s.was, s.draft.Step = &s.all[n], stepPart
		if s.talk, err = d.Talks.WhyTalk(ctx, o.ID, about); err != nil {
			return nil, nil, err
		}
	}
	kept, err := d.Drafts.Draft(ctx, o.ID, who.person.ID, DialogSetup, about)
	switch {
	case errors.Is(err, ErrNotFound):
	case err != nil:
		return nil, nil, err
	case s.now.Sub(kept.At) < DraftKept:
		s.draft, s.resume = kept, true
		if s.draft.Values == nil {
			s.draft.Values = map[string][]string{}
		}
	}
	people, err := d.Roster.AllPeople(ctx, o.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range people {
		s.found.people[p.ID] = p
	}
	for _, p := range s.draft.People {
		if _, known := s.found.people[p.ID]; !known { // nobody enrolled them meanwhile
			s.found.people[p.ID] = p
			s.found.fresh = append(s.found.fresh, p)
		}
	}
	return s, nil, nil
}

// opened is the dialog where it was left.
func (s *setting) opened(ctx context.Context) (Message, error) {
	m, err := s.dialog(ctx, nil)
	m.Opened = true
	if s.resume {
		m.Remarks = append([]Remark{{Key: "draft", Dates: []Date{DateOf(s.draft.At.In(s.who.person.Location()))}}}, m.Remarks...)
	}
	return m, err
}

// about is the id of the initiative that is to change, empty for a new one.
func (s *setting) about() InitiativeID {
	if s.was == nil {
		return ""
	}
	return s.was.ID
}

// order lists the steps that this set-up goes through.
func (s *setting) order() []string {
	if s.was == nil {
		return newSteps
	}
	part := textOf(s.draft.Values["part"])
	if !slices.Contains(parts, part) {
		part = stepAbout
	}
	return []string{stepPart, part, stepCheck}
}

// at is the place of the step in the order, from 0.
func (s *setting) at() int { return max(0, slices.Index(s.order(), s.draft.Step)) }

// dialog draws the step at which the draft stands; with fields that were checked
// already it draws those.
func (s *setting) dialog(ctx context.Context, fields []Field) (Dialog, error) {
	d := Dialog{
		What: DialogSetup, Step: s.draft.Step, Number: s.at() + 1, Of: len(s.order()), Back: s.at() > 0,
		Subject: s.draft.Subject, Fields: fields,
	}
	if s.was != nil {
		d.Initiative = Named{s.was.ID, s.was.Name}
	}
	if fields == nil {
		d.Fields = s.fields(s.draft.Step)
	}
	var err error
	d.Remarks, err = s.remarks(ctx, s.draft.Step)
	return d, err
}

// submitSetup takes one step.
func (d *Desk) submitSetup(ctx context.Context, who asker, sub Submission) (Message, error) {
	who, no, err := d.enter(ctx, who, sub.From, sub.Channel)
	if err != nil || no != nil {
		return no, err
	}
	s, help, err := d.setting(ctx, who, sub.From, sub.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if s.draft.Channel.IsZero() {
		s.draft.Channel = sub.Channel
	}
	s.found.where = s.draft.Channel
	order := s.order()
	if sub.Go == GoStop {
		if err := s.forgetDraft(ctx); err != nil {
			return nil, err
		}
		return Done{What: DoneDiscarded}, nil
	}
	if m, done, err := s.over(ctx, sub); err != nil || done {
		return m, err
	}
	if slices.Contains(order, sub.Step) {
		s.draft.Step = sub.Step
	}
	fields := s.fields(s.draft.Step)
	for _, f := range fields {
		if v, shown := sub.Values[f.Key]; shown {
			s.draft.Values[f.Key] = v
		}
	}
	if sub.Go == GoBack {
		order = s.order()
		s.draft.Step = order[max(0, s.at()-1)]
		return s.keep(ctx, nil)
	}
	fields = s.fields(s.draft.Step) // as they were filled in
	if err := s.check(ctx, s.draft.Step, fields); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(fields, func(f Field) bool { return f.Wrong != "" }) {
		return s.keep(ctx, fields)
	}
	if s.was == nil && s.draft.Step == stepAbout {
		s.draft.Subject = slugOf(textOf(s.draft.Values["name"]), s.taken())
	}
	if order = s.order(); s.at() < len(order)-1 {
		s.draft.Step = order[s.at()+1]
		return s.keep(ctx, nil)
	}
	return s.make(ctx, Delivered{sub.From.Platform, sub.Delivery})
}

// over answers a dialog of a set-up that was ended: one that was delivered again, or
// that somebody still had open.
func (s *setting) over(ctx context.Context, sub Submission) (Message, bool, error) {
	first := s.order()[0]
	if s.resume || sub.Step == first {
		return nil, false, nil
	}
	if sub.Initiative != "" {
		m, err := s.madeOf(ctx, *s.was, true)
		return m, true, err
	}
	for _, i := range s.all {
		if string(i.ID) == sub.Subject { // the token that holds it was this person's
			m, err := s.madeOf(ctx, i, false)
			return m, true, err
		}
	}
	return nil, false, nil
}

// keep stores the draft and draws the step at which it stands.
func (s *setting) keep(ctx context.Context, fields []Field) (Message, error) {
	s.draft.At, s.draft.People = s.now, s.found.fresh
	m, err := s.dialog(ctx, fields)
	if err != nil {
		return nil, err
	}
	if err := s.Drafts.KeepDraft(ctx, s.org.ID, s.who.person.ID, DialogSetup, s.about(), s.draft); err != nil {
		return nil, err
	}
	return m, nil
}

func (s *setting) forgetDraft(ctx context.Context) error {
	return s.Drafts.KeepDraft(ctx, s.org.ID, s.who.person.ID, DialogSetup, s.about(), Draft{})
}

// textOf is what stands in a field of text, without white space around it.
func textOf(values []string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}
