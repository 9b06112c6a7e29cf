package checkins

import (
	"context"
	"errors"
	"maps"
	"slices"

	"parallax/scoring"
)

// DialogRecall is for a lead's line.
const DialogRecall DialogWhat = "why_again_line"

// What shows the lines side by side, and what a lead says of the other side's with one
// button.
const (
	DeedAgain       = "why_again"
	DeedAgainSame   = "again_same"
	DeedAgainPartly = "again_partly"
	DeedAgainElse   = "again_else"
)

var againBy = map[string]WhySaid{DeedAgainSame: SaidSame, DeedAgainPartly: SaidPartly, DeedAgainElse: SaidElse}

// recalled is somebody who says the why again, or reads how others did.
type recalled struct {
	talking
	all  Recalls
	rev  int
	this Recall
}

// recalled reads it, for the newest recall or, with a letter or a round as the subject,
// for that one; help for who has no part in it.
func (d *Desk) recalled(ctx context.Context, who asker, about InitiativeID, round RoundID) (recalled, *Help, error) {
	t, help, err := d.talking(ctx, who, about)
	r := recalled{talking: t}
	if err != nil || help != nil {
		return r, help, err
	}
	if r.all, r.rev, err = d.recalls(ctx, who.org, about); err != nil {
		return r, nil, err
	}
	r.this = r.all.last()
	if round != "" {
		r.this, _ = r.all.of(round)
	}
	if r.this.Round == "" {
		help = &Help{Text: HelpOldButton}
	}
	return r, help, nil
}

func (r recalled) view(d *Desk) WhyAgain {
	return d.again(r.initiative, r.all, r.this, r.who.person, r.now)
}

// takes reports whether the person may write a line: until the lines stand side by side.
func (r recalled) takes() bool {
	return r.lead && slices.Contains(r.initiative.Scored(r.side), r.who.person.ID) && r.now.Before(r.this.Due)
}

func (d *Desk) openRecall(ctx context.Context, who asker, w Deed) (Message, error) {
	r, help, err := d.recalled(ctx, who, w.Initiative, RoundID(w.Subject))
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if !r.takes() {
		return r.view(d), nil
	}
	m := r.lineDialog()
	m.Letter, m.Opened = w.Letter, true
	return m, nil
}

func (r recalled) lineDialog() Dialog {
	line := r.this.Lines[r.who.person.ID]
	text, tick := Field{Key: "line", Kind: FieldText, Max: lineMost}, Field{Key: "released", Kind: FieldTick, Optional: true}
	if line.Text != "" {
		text.Value = []string{line.Text}
	}
	if line.Released {
		tick.Value = []string{ticked}
	}
	d := Dialog{What: DialogRecall, Initiative: Named{r.initiative.ID, r.initiative.Name}, Subject: string(r.this.Round), Fields: []Field{text, tick}}
	if r.initiative.Mode(r.side) == scoring.Named {
		d.Remarks = []Remark{{Key: "few", Count: map[string]int{"n": len(r.initiative.SideLeads(r.side))}}}
	}
	return d
}

// submitRecall stores a lead's line.
func (d *Desk) submitRecall(ctx context.Context, who asker, s Submission) (Message, error) {
	for range enterMost {
		r, help, err := d.recalled(ctx, who, s.Initiative, RoundID(s.Subject))
		if err != nil || help != nil {
			return orHelp(help), err
		}
		if !r.takes() {
			return Help{Text: HelpWhyShown, Name: r.initiative.Name}, nil
		}
		form := r.lineDialog()
		form.Letter = s.Letter
		for n := range form.Fields {
			f := &form.Fields[n]
			f.Value = s.Values[f.Key]
			f.plainly()
		}
		if slices.ContainsFunc(form.Fields, func(f Field) bool { return f.Wrong != "" }) {
			return form, nil
		}
		lines := maps.Clone(r.this.Lines)
		if lines == nil {
			lines = map[PersonID]RecallLine{}
		}
		line := WhyLine{Text: textOf(s.Values["line"]), Released: textOf(s.Values["released"]) != "", At: r.now}
		lines[who.person.ID] = RecallLine{line, r.side}
		r.this.Lines = lines
		if err = d.keepRecall(ctx, r, Delivered{s.From.Platform, s.Delivery}); !errors.Is(err, ErrStale) {
			return Done{What: DoneWhyLine, Name: r.initiative.Name, At: r.this.Due, Zone: who.person.Zone}, err
		}
	}
	return nil, ErrStale
}

// keepRecall stores it, and has the letter of whom it is drawn anew.
func (d *Desk) keepRecall(ctx context.Context, r recalled, by Delivered) error {
	rounds, err := d.Ledger.Rounds(ctx, r.org.ID, r.this.Round)
	if err != nil {
		return err
	}
	var redraw []LetterID
	for _, round := range rounds {
		redraw = append(redraw, recallLetter(r.org.ID, r.who.person, round))
		if r.this.settled(r.initiative, r.side, r.now) { // everybody reads what the side says
			if redraw, err = d.recallLetters(ctx, r.org.ID, round); err != nil {
				return err
			}
		}
	}
	return writeBook(ctx, d, r.org.ID, recallBook(r.initiative.ID), r.all.with(r.this), r.rev, by, nil, redraw...)
}

// showAgain shows the lines side by side.
func (d *Desk) showAgain(ctx context.Context, who asker, w Deed) (Message, error) {
	r, help, err := d.recalled(ctx, who, w.Initiative, RoundID(w.Subject))
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return r.view(d), nil
}

// sayAgain stores what a lead says of the other side's lines. The last word counts.
func (d *Desk) sayAgain(ctx context.Context, who asker, w Deed) (Message, error) {
	for range enterMost {
		r, help, err := d.recalled(ctx, who, w.Initiative, RoundID(w.Subject))
		if err != nil || help != nil {
			return orHelp(help), err
		}
		m, done := r.view(d), Done{What: DoneWhat(w.What), Name: r.initiative.Name}
		if !m.Judges() {
			if m.Said == againBy[w.What] {
				return done, nil // delivered again, or pressed twice
			}
			return m, nil
		}
		said := maps.Clone(r.this.Said)
		if said == nil {
			said = map[PersonID]WhySaid{}
		}
		said[who.person.ID] = againBy[w.What]
		r.this.Said = said
		if err = d.keepRecall(ctx, r, w.delivered()); !errors.Is(err, ErrStale) {
			return done, err
		}
	}
	return nil, ErrStale
}

// Judges reports whether its reader is asked what they say of the other side's lines.
func (m WhyAgain) Judges() bool {
	return m.Lead && m.Open && !m.Over && !m.Settled && len(m.Sides) == 2 && len(m.Sides[m.Side.Other()].Lines) > 0
}
