package checkins

import (
	"context"
	"errors"
	"slices"
	"strings"

	"parallax/scoring"
)

// The dialog in which a promise is written down, and what opens it.
const (
	DialogCommit DialogWhat = "commit"
	DeedCommit   string     = "commit"
)

// TopicList asks commit and decide for what stands, instead of the form.
const TopicList = "list"

// Fields of that dialog.
const (
	fieldWho  = "who"
	fieldWhat = "what"
	fieldBy   = "by"
	fieldSide = "to"
)

// Quoted is a message of somebody's, to be saved as a commitment.
type Quoted struct {
	Request         // who saves it, and where it stands
	Author  Account // who wrote it; zero: not known
	Text    string
}

// SaveAs opens the form of a commitment with what a message says; Help for who owns no
// initiative.
func (d *Desk) SaveAs(ctx context.Context, q Quoted) (Message, error) {
	who, help, err := d.who(ctx, q.From)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if !who.known { // a message may stand where the bot can't ask who is a guest; neither may
		if guest, err := d.visiting(ctx, q.From, q.Channel); err == nil && guest {
			return Help{Text: HelpForeign}, nil
		}
		return Help{Text: HelpStranger}, nil
	}
	here, err := d.inChannel(ctx, who.org, q.Channel)
	if err != nil {
		return nil, err
	}
	is, help, err := d.ownedHere(ctx, who, here)
	if help != nil && help.Text == HelpNotAllowed {
		help = &Help{Text: HelpNotSaver}
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	var author PersonID // nobody is preselected when it is not known
	if of, p, err := d.Who(ctx, q.Author); err == nil && of == who.org {
		author = p
	} else if err != nil && !errors.Is(err, ErrStranger) && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	text := shortened(q.Text, promiseMost)
	m, err := d.commitDialog(ctx, who, is, author, text)
	if m.Opened = true; text == "" { // a picture, a card
		m.Remarks = append([]Remark{{Key: "no_text"}}, m.Remarks...)
	}
	return askedAt(m, q.Channel), err
}

// shortened is a text of people on one line, no longer than it may be.
func shortened(text string, most int) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// ownedHere lists what somebody owns among some initiatives, or of all where they own
// none of those.
func (d *Desk) ownedHere(ctx context.Context, who asker, here []Initiative) ([]Initiative, *Help, error) {
	if !who.known {
		return nil, &Help{Text: HelpStranger}, nil
	}
	foreign := func(i Initiative) bool { return i.Owner != who.person.ID }
	owned := slices.DeleteFunc(slices.Clone(here), foreign)
	if len(owned) == 0 {
		ids, err := d.Roster.Part(ctx, who.org, who.person.ID)
		if err != nil {
			return nil, nil, err
		}
		all, err := d.Roster.Initiatives(ctx, who.org, ids...)
		if err != nil {
			return nil, nil, err
		}
		owned = slices.DeleteFunc(all, foreign)
	}
	if len(owned) == 0 {
		return nil, &Help{Text: HelpNotAllowed, Instead: InsteadOwner}, nil
	}
	return owned, nil, nil
}

// parties are the people of an initiative: who may promise something.
func (i Initiative) parties() []PersonID {
	who := slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz], roles(i))
	slices.Sort(who)
	return slices.Compact(who)
}

// commitTo answers the command: the form for the owner, what stands for who may read it.
func (d *Desk) commitTo(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	switch m := may(i, o, who.person.ID); {
	case !m.Read:
		return Help{Text: HelpNotAllowed, Command: string(r.Command.Verb)}, nil
	case !m.Tend || r.Command.Topic == TopicList:
		return d.commitments(ctx, who.org, i, who.person.ID)
	}
	m, err := d.commitDialog(ctx, who, []Initiative{i}, who.person.ID, "")
	m.Opened = true
	return m, err
}

// openCommit opens the form from a button.
func (d *Desk) openCommit(ctx context.Context, who asker, w Deed) (Message, error) {
	is, help, err := d.ownedOf(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m, err := d.commitDialog(ctx, who, is, who.person.ID, "")
	m.Opened = true
	return m, err
}

// ownedOf is the one initiative that somebody owns, or all where none is named.
func (d *Desk) ownedOf(ctx context.Context, who asker, id InitiativeID) ([]Initiative, *Help, error) {
	is, help, err := d.ownedHere(ctx, who, nil)
	if err == nil && help != nil && help.Text == HelpNotAllowed && id != "" {
		help, err = d.ownerOf(ctx, who, id)
	}
	if err != nil || help != nil || id == "" {
		return is, help, err
	}
	is = slices.DeleteFunc(is, func(i Initiative) bool { return i.ID != id })
	if len(is) == 0 {
		help, err := d.ownerOf(ctx, who, id)
		return nil, help, err
	}
	return is, nil, nil
}

func (d *Desk) commitDialog(ctx context.Context, who asker, is []Initiative, by PersonID, what string) (Dialog, error) {
	m := Dialog{What: DialogCommit, Remarks: []Remark{{Key: "told"}}}
	var people []PersonID
	for _, i := range is {
		people = append(people, i.parties()...)
	}
	names, err := d.names(ctx, who.org, people...)
	if err != nil {
		return m, err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return m, err
	}
	slices.SortFunc(people, func(a, b PersonID) int { return strings.Compare(names[a]+string(a), names[b]+string(b)) })
	whom := Field{Key: fieldWho, Kind: FieldSelect}
	for _, p := range slices.Compact(people) {
		if names[p] != "" {
			whom.Options = append(whom.Options, Option{Value: string(p), Name: names[p]})
		}
		if p == by {
			whom.Value = []string{string(p)}
		}
	}
	to := Field{Key: fieldSide, Kind: FieldChoice, Options: []Option{{Value: scoring.IT.String()}, {Value: scoring.Biz.String()}}}
	if len(is) == 1 {
		m.Initiative = Named{is[0].ID, is[0].Name}
		if side, on := is[0].Side(by); on {
			to.Value = []string{side.Other().String()}
		}
	} else {
		about := Field{Key: fieldAbout, Kind: FieldSelect}
		for _, i := range is {
			about.Options = append(about.Options, Option{Value: string(i.ID), Name: i.Name})
		}
		m.Fields = append(m.Fields, about)
	}
	text := Field{Key: fieldWhat, Kind: FieldLines, Max: promiseMost}
	if what != "" {
		text.Value = []string{what}
	}
	week := d.today(is[0]).AddDays(7)
	date := Field{Key: fieldBy, Kind: FieldDate, Value: []string{string(DateOf(is[0].Pulse.workday(o.Holidays, week).In(is[0].Pulse.Location())))}}
	m.Fields = append(m.Fields, whom, text, date, to)
	return m, nil
}

// takeCommit writes the promise down.
func (d *Desk) takeCommit(ctx context.Context, who asker, s Submission) (Message, error) {
	is, help, err := d.ownedOf(ctx, who, s.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if v := s.Values[fieldAbout]; len(is) == 1 && len(v) > 0 && v[0] != string(is[0].ID) { // handed over since
		help, err := d.ownerOf(ctx, who, InitiativeID(v[0]))
		return orHelp(help), err
	}
	form, err := d.commitDialog(ctx, who, is, who.person.ID, "")
	if err != nil {
		return nil, err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	if form.take(s) {
		return form, nil
	}
	i := is[0]
	if len(is) > 1 {
		i = is[slices.IndexFunc(is, func(i Initiative) bool { return string(i.ID) == form.text(fieldAbout) })]
	}
	p := Promise{
		ID:   string(LetterIDOf(o.ID, KindPromise, string(i.ID), string(s.From.Platform), s.Delivery)),
		What: strings.Join(strings.Fields(form.text(fieldWhat)), " "), By: PersonID(form.text(fieldWho)), Due: Date(form.text(fieldBy)),
		Made: d.today(i), Noted: who.person.ID,
	}
	if form.text(fieldSide) == scoring.Biz.String() {
		p.To = scoring.Biz
	}
	side, lead := i.Side(p.By)
	switch {
	case !slices.Contains(i.parties(), p.By):
		form.field(fieldWho).Wrong = "not_of_it"
	case lead && side == p.To:
		form.field(fieldSide).Wrong = "own_side"
	default:
		form.field(fieldBy).Wrong = workdayWrong(i, o, p.Due, p.Made, promiseAhead)
	}
	if form.faulty() {
		return form, nil
	}
	return d.promise(ctx, o, i, who, p, Delivered{s.From.Platform, s.Delivery})
}

// workdayWrong says why a date can't be that of something agreed; empty: it can.
func workdayWrong(i Initiative, o Org, on, today Date, ahead int) string {
	switch {
	case on < today:
		return "past"
	case on > today.AddDays(ahead):
		return "far"
	case !(Person{Zone: i.Pulse.Zone}).Works(on, o.Holidays):
		return "day_off"
	}
	return ""
}

// promise stores it, and has everybody hear of it at their time.
func (d *Desk) promise(ctx context.Context, o Org, i Initiative, who asker, p Promise, by Delivered) (Message, error) {
	err := revise(ctx, d, o.ID, BookID{BookPromises, string(i.ID)}, by, func(ps *Promises) (revised, error) {
		if slices.ContainsFunc(ps.All, func(x Promise) bool {
			return x.ID == p.ID || x.Is == "" && x.What == p.What && x.By == p.By && x.To == p.To && x.Due == p.Due
		}) {
			return revised{nothing: true}, nil // sent again
		}
		post, err := d.promiseLetters(ctx, o, i, &p)
		if err == nil && p.By != who.person.ID {
			var made []Letter
			made, err = d.promiserLetter(ctx, o, i, p, promiseMade, d.Now())
			post = append(post, made...)
		}
		ps.All = append(ps.All, p)
		return revised{post: post}, err
	})
	return Done{What: DonePromise, Until: p.Due, Name: i.Name}, err
}
