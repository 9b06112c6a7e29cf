package checkins

import (
	"context"
	"errors"
	"strings"
	"time"
)

// The dialogs in which figures are said, and the buttons below a value that meets the target.
const (
	DialogOutcome DialogWhat = "outcome"
	DialogHealth  DialogWhat = "health"
	DeedReached              = "reached" // the business side confirms it
	DeedNotYet               = "not_yet" // it does not see it so
)

// Fields of those dialogs.
const (
	fieldValue   = "value"
	fieldColor   = "color"
	fieldOn      = "on"
	fieldReached = "reached"
)

// figureNamed takes apart what stands after "outcome" or "health" where a grammar can't,
// for a name may have a number in it and a value none: the longest name that fits is meant.
func (d *Desk) figureNamed(ctx context.Context, who asker, r Request) (Command, error) {
	c := r.Command
	here, err := d.inChannel(ctx, who.org, r.Channel)
	if err != nil || c.Name == "" && c.Value == "" {
		return c, err
	}
	is, err := d.visible(ctx, who, here)
	if err != nil || c.Name != "" && len(byName(is, c.Name)) == 1 && !strings.ContainsAny(c.Value, " ") {
		return c, err
	}
	all, best := strings.TrimSpace(c.Name+" "+c.Value), ""
	for _, i := range is {
		for _, name := range []string{string(i.ID), i.Name} {
			rest, fits := cutFold(all, name)
			if fits && len(name) > len(best) {
				best, c.Name, c.Value = name, string(i.ID), rest
			}
		}
	}
	return c, nil
}

// cutFold takes a name off the front of a text, without regard to case; what is left
// begins another word.
func cutFold(text, name string) (rest string, ok bool) {
	if name == "" || len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return "", false
	}
	rest = text[len(name):]
	return strings.TrimSpace(rest), rest == "" || rest[0] == ' '
}

// figureSaid answers the commands outcome and health: what can be read is kept, for the
// rest there is the form.
func (d *Desk) figureSaid(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	c := r.Command
	if who.person.ID != i.Owner || !who.known {
		return d.notOwner(ctx, who, i, c.Verb)
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	if c.Verb == VerbOutcome && i.Outcome.Measure == "" {
		return Help{Text: HelpNoMeasure, Name: i.Name, Command: string(c.Verb)}, nil
	}
	w := figuring{Desk: d, org: o, initiative: i, who: who, by: Delivered{r.From.Platform, r.Delivery}}
	today := w.today(i)
	on, dated := ParsePast(c.On, today)
	if c.Verb == VerbHealth {
		color, ok := ParseColor(c.Value)
		if !ok || !dated {
			return w.healthDialog(c.Value, on).opened(), nil
		}
		return w.health(ctx, Health{Color: color, On: on})
	}
	value, ok := figureText(c.Value)
	if !ok || !dated {
		dialog, err := w.outcomeDialog(ctx, c.Value, on, "")
		return dialog.opened(), err
	}
	return w.outcome(ctx, value, on, false)
}

func (d Dialog) opened() Dialog {
	d.Opened = true
	return d
}

// ParsePast reads a date that has come: 2026-03-03, 3 March, today, yesterday, or a
// weekday, which is the last one. Empty is today. false, and today, when it can't be read,
// is still to come, or lies more than a year back.
func ParsePast(text string, today Date) (Date, bool) {
	word := strings.Join(inEnglish(strings.Fields(strings.ToLower(text))), " ")
	switch word {
	case "", "today":
		return today, true
	case "yesterday", "gestern":
		return today.AddDays(-1), true
	}
	if day, ok := weekday(word); ok {
		return today.AddDays(-((int(today.UTC().Weekday()-day)+6)%7 + 1)), true
	}
	// A date without a year is the next one to ParseWhen, so it is read from a year ago.
	for _, read := range []func(string, Date) (Date, bool, error){readNumbers, readMonth} {
		for _, from := range []Date{today.AddDays(-180), today.AddDays(-figureBack)} {
			if on, ok, err := read(word, from); err == nil && ok && on <= today && on >= today.AddDays(-figureBack) {
				return on, true
			}
		}
	}
	return today, false
}

// ParseColor reads a status, in English or German.
func ParseColor(s string) (Color, bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "green", "grün", "gruen":
		return Green, true
	case "amber", "yellow", "gelb", "orange":
		return Amber, true
	case "red", "rot":
		return Red, true
	}
	return "", false
}

// figuring is somebody, or a feed, who says a figure of an initiative.
type figuring struct {
	*Desk
	org        Org
	initiative Initiative
	who        asker  // nobody with from
	from       string // name of a feed
	by         Delivered
	came       func(*FigureBook) bool             // reports whether this was said before; nil: it was not
	keep       func(b *FigureBook, replaced bool) // notes more in the same step; nil: nothing
}

// asking finds the initiative of a dialog or button, and whether the asker may say a
// figure of it: the owner, and who was asked in a letter and still speaks for the
// business.
func (d *Desk) asking(ctx context.Context, who asker, id InitiativeID, letter LetterID, by Delivered) (figuring, *Help, error) {
	w := figuring{Desk: d, who: who, by: by}
	if !who.known {
		return w, &Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, id)
	if errors.Is(err, ErrNotFound) {
		return w, &Help{Text: HelpNotYours}, nil
	} else if err != nil {
		return w, nil, err
	}
	if w.org, err = d.Roster.Org(ctx, who.org); err != nil {
		return w, nil, err
	}
	w.initiative = i
	if letter != "" {
		ls, err := d.Shelf.Letters(ctx, who.org, letter)
		if err != nil {
			return w, nil, err
		}
		if len(ls) == 0 || ls[0].Kind != KindOutcome || ls[0].Lead != who.person.ID || ls[0].About.Initiative != id {
			return w, &Help{Text: HelpNotYours}, nil
		}
		if !i.business(who.person.ID) && i.Owner != who.person.ID {
			return w, &Help{Text: HelpNoLongerAsked}, nil
		}
		return w, nil, nil
	}
	if i.Owner != who.person.ID {
		help, err := d.ownerOnly(ctx, w.org, i, who.person.ID, VerbOutcome)
		return w, help, err
	}
	return w, nil, nil
}

// openOutcome opens the form of a value.
func (d *Desk) openOutcome(ctx context.Context, who asker, a Deed) (Message, error) {
	w, help, err := d.asking(ctx, who, a.Initiative, a.Letter, a.delivered())
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if w.initiative.Outcome.Measure == "" {
		return Help{Text: HelpNoMeasure, Name: w.initiative.Name, Command: string(VerbOutcome)}, nil
	}
	dialog, err := w.outcomeDialog(ctx, "", w.today(w.initiative), a.Letter)
	return dialog.opened(), err
}

// openHealth opens the form of a status.
func (d *Desk) openHealth(ctx context.Context, who asker, a Deed) (Message, error) {
	w, help, err := d.asking(ctx, who, a.Initiative, "", a.delivered())
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return w.healthDialog("", w.today(w.initiative)).opened(), nil
}

// outcomeDialog asks for a value, with what was said last above it.
func (w figuring) outcomeDialog(ctx context.Context, value string, on Date, letter LetterID) (Dialog, error) {
	i := w.initiative
	b, _, err := readBook[FigureBook](ctx, w.Desk, w.org.ID, BookOfFigures(i.ID))
	if err != nil {
		return Dialog{}, err
	}
	dialog := Dialog{What: DialogOutcome, Initiative: Named{i.ID, i.Name}, Letter: letter}
	dialog.Remarks = append(dialog.Remarks, Remark{Key: "measure", Names: map[string]string{"measure": i.Outcome.Measure}})
	if last, there := b.latest(); there {
		dialog.Remarks = append(dialog.Remarks, Remark{Key: "last", Names: map[string]string{"value": last.Value}, Dates: []Date{last.On}})
	}
	text := Field{Key: fieldValue, Kind: FieldText, Max: figureLength}
	if value != "" {
		text.Value = []string{value}
	}
	dialog.Fields = []Field{text, {Key: fieldOn, Kind: FieldDate, Value: []string{string(on)}}}
	if i.Outcome.Target != "" && i.business(w.who.person.ID) && !b.reached(i.Outcome) {
		dialog.Fields = append(dialog.Fields, Field{Key: fieldReached, Kind: FieldTick, Optional: true, Names: map[string]string{"target": i.Outcome.Target}})
	}
	return dialog, nil
}

// healthDialog asks for a status.
func (w figuring) healthDialog(color string, on Date) Dialog {
	i := w.initiative
	f := Field{Key: fieldColor, Kind: FieldChoice}
	for _, c := range Colors {
		f.Options = append(f.Options, Option{Value: string(c)})
	}
	if c, ok := ParseColor(color); ok {
		f.Value = []string{string(c)}
	}
	return Dialog{
		What: DialogHealth, Initiative: Named{i.ID, i.Name},
		Fields: []Field{f, {Key: fieldOn, Kind: FieldDate, Value: []string{string(on)}}},
	}
}

// takeOutcome takes the form of a value.
func (d *Desk) takeOutcome(ctx context.Context, who asker, s Submission) (Message, error) {
	w, help, err := d.asking(ctx, who, s.Initiative, s.Letter, Delivered{s.From.Platform, s.Delivery})
	if err != nil || help != nil {
		return orHelp(help), err
	}
	o := w.initiative.Outcome
	dialog, err := w.outcomeDialog(ctx, "", "", s.Letter)
	if err != nil {
		return nil, err
	}
	value, ok := figureText(textOf(s.Values[fieldValue]))
	on, why := w.dateOf(s)
	confirm := hasTick(s, fieldReached) && w.initiative.business(who.person.ID)
	meets, known := o.meets(value)
	switch {
	case !ok && value == "":
		return dialog.wrong(s, fieldValue, "missing"), nil
	case !ok:
		return dialog.wrong(s, fieldValue, "long"), nil
	case why != "":
		return dialog.wrong(s, fieldOn, why), nil
	case confirm && known && !meets:
		dialog = dialog.wrong(s, fieldReached, "not_reached")
		dialog.Fields[len(dialog.Fields)-1].Names = map[string]string{"value": value, "target": o.Target}
		return dialog, nil
	}
	return w.outcome(ctx, value, on, confirm)
}

// takeHealth takes the form of a status.
func (d *Desk) takeHealth(ctx context.Context, who asker, s Submission) (Message, error) {
	w, help, err := d.asking(ctx, who, s.Initiative, "", Delivered{s.From.Platform, s.Delivery})
	if err != nil || help != nil {
		return orHelp(help), err
	}
	color, ok := ParseColor(textOf(s.Values[fieldColor]))
	on, why := w.dateOf(s)
	switch {
	case !ok:
		return w.healthDialog("", "").wrong(s, fieldColor, "choose"), nil
	case why != "":
		return w.healthDialog("", "").wrong(s, fieldOn, why), nil
	}
	return w.health(ctx, Health{Color: color, On: on})
}

// dateOf is the date in a form, today when it is empty, and what is wrong with it.
func (w figuring) dateOf(s Submission) (on Date, wrong string) {
	today := w.today(w.initiative)
	on = Date(textOf(s.Values[fieldOn]))
	switch {
	case on == "":
		return today, ""
	case !on.Valid():
		return on, "date"
	case on > today:
		return on, "future"
	case on < today.AddDays(-figureBack):
		return on, "long_ago"
	}
	return on, ""
}

// now is the app's time, to the second: it is kept.
func (w figuring) now() time.Time { return w.Now().UTC().Truncate(time.Second) }
