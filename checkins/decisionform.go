package checkins

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The dialogs of decisions, and what opens them.
const (
	DialogDecide  DialogWhat = "decide"
	DialogRate    DialogWhat = "rate"
	DialogRevisit DialogWhat = "revisit"
	DeedDecide               = string(DialogDecide)
	DeedRate                 = string(DialogRate)
	DeedRevisit              = string(DialogRevisit)
)

// Fields of those dialogs, besides what.
const (
	fieldServes  = "serves"
	fieldCost    = "cost"
	fieldRests   = "rests"
	fieldRevisit = "on"
	fieldGood    = "good"
	fieldDoable  = "doable"
)

// decideTo answers the command: the form for the owner, what stands for who may read it.
func (d *Desk) decideTo(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	switch m := may(i, o, who.person.ID); {
	case !m.Read:
		return Help{Text: HelpNotAllowed, Command: string(r.Command.Verb)}, nil
	case !m.Tend || r.Command.Topic == TopicList:
		return d.decisions(ctx, who.org, i, who.person.ID)
	case i.Paused:
		return Help{Text: HelpDecisionPaused, Name: i.Name}, nil
	}
	m := d.decideDialog(o, i)
	m.Opened = true
	return m, nil
}

// openDecide opens the form from a button.
func (d *Desk) openDecide(ctx context.Context, who asker, w Deed) (Message, error) {
	is, help, err := d.ownedOf(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.decideTo(ctx, who, is[0], Request{From: w.From, Command: Command{Verb: VerbDecide}})
}

func (d *Desk) decideDialog(o Org, i Initiative) Dialog {
	at := d.today(i).AddDays(7 * decisionWeeks)
	serves := Field{Key: fieldServes, Kind: FieldLines, Max: decisionMost}
	if i.Outcome.Measure != "" {
		serves.Value = []string{shortened(i.Outcome.Measure, decisionMost)}
	}
	return Dialog{
		What: DialogDecide, Initiative: Named{i.ID, i.Name}, Remarks: []Remark{{Key: "told"}},
		Fields: []Field{
			{Key: fieldWhat, Kind: FieldLines, Max: decisionMost}, serves,
			{Key: fieldCost, Kind: FieldLines, Max: decisionMost}, {Key: fieldRests, Kind: FieldLines, Max: decisionMost},
			{Key: fieldRevisit, Kind: FieldDate, Value: []string{string(DateOf(i.Pulse.workday(o.Holidays, at).In(i.Pulse.Location())))}},
		},
	}
}

// takeDecide writes the decision down and has both sides rate it.
func (d *Desk) takeDecide(ctx context.Context, who asker, s Submission) (Message, error) {
	is, help, err := d.ownedOf(ctx, who, s.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i := is[0]
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	form, today := d.decideDialog(o, i), d.today(i)
	if form.take(s) {
		return form, nil
	}
	if wrong := workdayWrong(i, o, Date(form.text(fieldRevisit)), today, decisionAhead); wrong != "" {
		form.field(fieldRevisit).Wrong = wrong
		return form, nil
	}
	if i.Paused {
		return Help{Text: HelpDecisionPaused, Name: i.Name}, nil
	}
	line := func(key string) string { return strings.Join(strings.Fields(form.text(key)), " ") }
	x := Decision{
		ID:   string(LetterIDOf(o.ID, KindDecision, string(i.ID), string(s.From.Platform), s.Delivery)),
		What: line(fieldWhat), Serves: line(fieldServes), Cost: line(fieldCost), Rests: line(fieldRests),
		Made: today, Noted: who.person.ID, Revisit: Date(form.text(fieldRevisit)),
	}
	var until time.Time
	err = revise(ctx, d, o.ID, BookID{BookDecisions, string(i.ID)}, Delivered{s.From.Platform, s.Delivery}, func(rs *DecisionBook) (revised, error) {
		if n := slices.IndexFunc(rs.All, func(y Decision) bool {
			return y.ID == x.ID || y.Shown == nil && y.What == x.What && y.Rests == x.Rests && y.Revisit == x.Revisit
		}); n >= 0 {
			until = rs.All[n].Until
			return revised{nothing: true}, nil // sent again
		}
		post, err := d.rateLetters(ctx, o, i, &x)
		until, rs.All = x.Until, append(rs.All, x)
		return revised{post: post}, err
	})
	return Done{What: DoneDecision, At: i.hears(until, d.Now()), Zone: who.person.Zone, Name: i.Name}, err
}

// rateDialog asks a lead two things about a decision.
func (t ruled) rateDialog() Dialog {
	m := Dialog{
		What: DialogRate, Initiative: Named{t.initiative.ID, t.initiative.Name}, Subject: t.decision.ID,
		Remarks: []Remark{
			{Key: "what", Names: map[string]string{"what": t.decision.What}}, {Key: "serves", Names: map[string]string{"serves": t.decision.Serves}},
			{Key: "cost", Names: map[string]string{"cost": t.decision.Cost}}, {Key: "blind"},
		},
	}
	was, did := t.decision.Rated[t.who.person.ID]
	for _, f := range []struct {
		key string
		was int
	}{{fieldGood, was.Good}, {fieldDoable, was.Doable}} {
		field := Field{Key: f.key, Kind: FieldChoice}
		for n := range 5 {
			field.Options = append(field.Options, Option{Value: strconv.Itoa(n + 1)})
		}
		field.Options = append(field.Options, Option{Value: "0"})
		if did {
			field.Value = []string{strconv.Itoa(f.was)}
		}
		m.Fields = append(m.Fields, field)
	}
	return m
}

// revisitDialog asks the owner for another date.
func (t ruled) revisitDialog() Dialog {
	return Dialog{
		What: DialogRevisit, Initiative: Named{t.initiative.ID, t.initiative.Name}, Subject: t.decision.ID,
		Remarks: []Remark{{Key: "rests", Names: map[string]string{"rests": t.decision.Rests}}},
		Fields:  []Field{{Key: fieldRevisit, Kind: FieldDate}},
	}
}
