package checkins

import (
	"context"
	"slices"
)

// rulesAgain is a decision about which its owner says what follows from what the sides
// said on the date.
func (d *Desk) rulesAgain(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (ruled, *Help, error) {
	t, help, err := d.rulesOn(ctx, who, id, letter, subject)
	switch {
	case err != nil || help != nil:
	case t.decision.Kept != "":
		help = &Help{Text: HelpDecisionKept, Name: t.initiative.Name}
	case !t.decision.line(t.initiative, who.person.ID, d.Now()).Decides:
		help = &Help{Text: HelpRevisitEarly, Name: t.initiative.Name}
	}
	return t, help, err
}

// keepDecision says that the decision stands as it is.
func (d *Desk) keepDecision(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.rulesAgain(ctx, who, w.Initiative, w.Letter, w.Subject)
	done := Done{What: DoneKeep, Name: t.initiative.Name}
	if help != nil && help.Text == HelpDecisionKept {
		return done, nil // pressed again
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	redraw, err := d.decisionDrawn(ctx, t.org.ID, t.initiative, t.decision)
	if err != nil {
		return nil, err
	}
	return done, d.changes(ctx, t, w.delivered(), func(x *Decision) (revised, error) {
		if x.Kept != "" || x.Revisit != t.decision.Revisit {
			return revised{nothing: true}, nil
		}
		if x.settle(t.initiative, d.Now()); x.Held == nil {
			x.count(t.initiative)
		}
		x.Kept = d.today(t.initiative)
		return revised{redraw: redraw}, nil
	})
}

// openRevisit asks the owner when both sides are asked again.
func (d *Desk) openRevisit(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.rulesAgain(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m := t.revisitDialog()
	m.Opened, m.Letter = true, w.Letter
	return m, nil
}

// takeRevisit sets the new date, once a date: what was said on the old one stays.
func (d *Desk) takeRevisit(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.rulesOn(ctx, who, s.Initiative, s.Letter, s.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, x := t.initiative, t.decision
	form := t.revisitDialog()
	form.Letter = s.Letter
	if form.take(s) {
		return form, nil
	}
	on := Date(form.text(fieldRevisit))
	done := Done{What: DoneRevisit, Until: on, Name: i.Name}
	switch {
	case len(x.Past) > 0 && x.Revisit == on && x.Kept == "":
		return done, nil // sent again
	case x.Kept != "":
		return Help{Text: HelpDecisionKept, Name: i.Name}, nil
	case !x.line(i, who.person.ID, d.Now()).Decides:
		return Help{Text: HelpRevisitEarly, Name: i.Name}, nil
	}
	wrong := workdayWrong(i, t.org, on, d.today(i), decisionAhead)
	if wrong == "" && on <= d.today(i) {
		wrong = "not_later"
	}
	if wrong != "" {
		form.field(fieldRevisit).Wrong = wrong
		return form, nil
	}
	redraw, err := d.decisionDrawn(ctx, t.org.ID, i, x)
	if err != nil {
		return nil, err
	}
	return done, d.changes(ctx, t, Delivered{s.From.Platform, s.Delivery}, func(y *Decision) (revised, error) {
		if y.Kept != "" || y.Revisit != x.Revisit {
			return revised{nothing: true}, nil
		}
		if y.settle(i, d.Now()); y.Held == nil {
			y.count(i)
		}
		y.Past = append(slices.Clone(y.Past), DecisionPast{On: y.Revisit, Held: *y.Held})
		y.Revisit, y.Held = on, nil
		post, err := d.checkLetters(ctx, t.org, i, y)
		return revised{post: post, redraw: redraw}, err
	})
}
