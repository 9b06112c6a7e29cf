package checkins

import (
	"context"
	"maps"
	"slices"
	"strings"

	"parallax/scoring"
)

// What is done about a decision with one tap; Deed.Subject is its id.
const (
	DeedRecord      = "decision_record"
	DeedDrop        = "decision_drop"
	DeedKeep        = "decision_keep"
	DeedHoldsYes    = "holds_yes"
	DeedHoldsPartly = "holds_partly"
	DeedHoldsNo     = "holds_no"
	DeedDecisions   = "decisions" // lists them
)

// What became of it.
const (
	DoneDecision DoneWhat = "decision"          // written down; At: until when it is rated
	DoneRated    DoneWhat = "decision_rated"    // At: until when that can be changed
	DoneRecorded DoneWhat = "decision_recorded" // Until: when it is revisited
	DoneDropped  DoneWhat = "decision_dropped"
	DoneHolds    DoneWhat = "holds" // with _yes, _partly or _no
	DoneKeep     DoneWhat = "decision_kept"
	DoneRevisit  DoneWhat = "decision_revisit" // Until: the new date
)

var holdsSaid = map[string]Holds{DeedHoldsYes: HoldsYes, DeedHoldsPartly: HoldsPartly, DeedHoldsNo: HoldsNo}

// ruled is a decision about which somebody wants to do something.
type ruled struct {
	who        asker
	org        Org
	initiative Initiative
	decision   Decision
	book       BookID
}

// ruled finds it. A letter in which the button stood must be the presser's own.
func (d *Desk) ruled(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (t ruled, help *Help, err error) {
	t.who = who
	if t.org, t.initiative, help, err = d.pressed(ctx, who, id, letter); err != nil || help != nil {
		return t, help, err
	}
	if !may(t.initiative, t.org, who.person.ID).Read {
		return t, &Help{Text: HelpNotAllowed, Command: string(VerbDecide)}, nil
	}
	t.book = BookID{BookDecisions, string(id)}
	rs, _, err := readBook[DecisionBook](ctx, d, who.org, t.book)
	if err != nil {
		return t, nil, err
	}
	x := rs.of(subject)
	if x == nil {
		return t, &Help{Text: HelpDecisionGone, Name: t.initiative.Name}, nil
	}
	t.decision = *x
	t.decision.settle(t.initiative, d.Now())
	return t, nil, nil
}

// rates is a decision that somebody may rate now.
func (d *Desk) rates(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (ruled, *Help, error) {
	t, help, err := d.ruled(ctx, who, id, letter, subject)
	switch {
	case err != nil || help != nil:
	case !slices.Contains(t.initiative.raters(), who.person.ID):
		help = &Help{Text: HelpNotLead}
	case t.decision.Shown != nil:
		help = &Help{Text: HelpDecisionOver, Name: t.initiative.Name}
	}
	return t, help, err
}

// openRate opens the two questions.
func (d *Desk) openRate(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.rates(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m := t.rateDialog()
	m.Opened, m.Letter = true, w.Letter
	return m, nil
}

// takeRate notes what a lead says of a decision. Until it is shown that can be changed.
func (d *Desk) takeRate(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.rates(ctx, who, s.Initiative, s.Letter, s.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	form := t.rateDialog()
	form.Letter = s.Letter
	if form.take(s) {
		return form, nil
	}
	var r Rating
	for _, f := range []struct {
		key string
		to  *int
	}{{fieldGood, &r.Good}, {fieldDoable, &r.Doable}} {
		*f.to = max(0, strings.Index("012345", form.text(f.key))) // one of the choices: take has seen to it
	}
	done := Done{What: DoneRated, At: t.initiative.hears(t.decision.Until, d.Now()), Zone: who.person.Zone, Name: t.initiative.Name}
	return done, d.says(ctx, t, Delivered{s.From.Platform, s.Delivery}, decisionShown, func(x *Decision) bool {
		if before, has := x.Rated[who.person.ID]; x.Shown != nil || has && before == r {
			return false
		}
		x.Rated = maps.Clone(x.Rated)
		if x.Rated == nil {
			x.Rated = map[PersonID]Rating{}
		}
		x.Rated[who.person.ID] = r
		return true
	})
}

// sayHolds notes whether an assumption still holds, as a lead sees it.
func (d *Desk) sayHolds(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.ruled(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, says := t.initiative, holdsSaid[w.What]
	switch x := t.decision; {
	case !slices.Contains(i.raters(), who.person.ID):
		return Help{Text: HelpNotLead}, nil
	case x.Held != nil || x.Kept != "":
		return Help{Text: HelpHoldsOver, Name: i.Name}, nil
	case x.Recorded == "" || !x.asks(d.today(i)):
		return Help{Text: HelpHoldsEarly, Name: i.Name}, nil
	}
	done := Done{What: DoneHolds + DoneWhat("_"+says), At: i.hears(t.decision.Until, d.Now()), Zone: who.person.Zone, Name: i.Name}
	return done, d.says(ctx, t, w.delivered(), decisionHeld, func(x *Decision) bool {
		if x.Recorded == "" || x.Held != nil || x.Kept != "" || x.Revisit != t.decision.Revisit || x.Said[who.person.ID] == says {
			return false
		}
		x.Said = maps.Clone(x.Said)
		if x.Said == nil {
			x.Said = map[PersonID]Holds{}
		}
		x.Said[who.person.ID] = says
		return true
	})
}

// says writes down what a lead says, and tells what the sides say once all have.
func (d *Desk) says(ctx context.Context, t ruled, by Delivered, tell string, change func(*Decision) bool) error {
	i, now := t.initiative, d.Now()
	// What others have in their chat stays as it is until all have spoken: an edit would tell
	// them that somebody did.
	mine, err := d.decisionAsked(ctx, t.org.ID, i, t.decision, t.who.person.ID)
	if err != nil {
		return err
	}
	redraw, err := d.decisionDrawn(ctx, t.org.ID, i, t.decision)
	if err != nil {
		return err
	}
	results, err := d.decisionTells(ctx, t.org, i, t.decision, tell, now)
	if err != nil {
		return err
	}
	return revise(ctx, d, t.org.ID, t.book, by, func(rs *DecisionBook) (revised, error) {
		x := rs.of(t.decision.ID)
		if x == nil || !change(x) {
			return revised{nothing: true}, nil
		}
		if side, on := i.Side(t.who.person.ID); on && i.Mode(side) == scoring.Confidential {
			x.Hidden[side] = true
		}
		r := revised{redraw: mine}
		if x.settle(i, now) {
			r.post, r.redraw = results, redraw
		}
		return r, nil
	})
}

// rulesOn is a decision of which somebody is the owner.
func (d *Desk) rulesOn(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (ruled, *Help, error) {
	t, help, err := d.ruled(ctx, who, id, letter, subject)
	if err == nil && help == nil && who.person.ID != t.initiative.Owner {
		help, err = d.ownerOnly(ctx, t.org, t.initiative, who.person.ID, "")
	}
	return t, help, err
}

// record notes that it is decided, once both sides were heard.
func (d *Desk) record(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.rulesOn(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, x := t.initiative, t.decision
	done := Done{What: DoneRecorded, Until: x.Revisit, Name: i.Name}
	switch {
	case x.Recorded != "":
		return done, nil // pressed again
	case x.Shown == nil:
		return Help{Text: HelpDecisionEarly, Name: i.Name}, nil
	}
	redraw, err := d.decisionDrawn(ctx, t.org.ID, i, x)
	if err != nil {
		return nil, err
	}
	return done, d.changes(ctx, t, w.delivered(), func(y *Decision) (revised, error) {
		if y.Recorded != "" {
			return revised{nothing: true}, nil
		}
		y.settle(i, d.Now())
		y.Recorded = d.today(i)
		post, err := d.checkLetters(ctx, t.org, i, y)
		return revised{post: post, redraw: redraw}, err
	})
}

// changes writes a change of a decision that is still there.
func (d *Desk) changes(ctx context.Context, t ruled, by Delivered, change func(*Decision) (revised, error)) error {
	return revise(ctx, d, t.org.ID, t.book, by, func(rs *DecisionBook) (revised, error) {
		x := rs.of(t.decision.ID)
		if x == nil {
			return revised{nothing: true}, nil
		}
		return change(x)
	})
}

// drop forgets a decision that is not recorded.
func (d *Desk) drop(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.rulesOn(ctx, who, w.Initiative, w.Letter, w.Subject)
	if help != nil && help.Text == HelpDecisionGone {
		return Done{What: DoneDropped, Name: help.Name}, nil // pressed again
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if t.decision.Recorded != "" {
		return Help{Text: HelpDecisionStands, Name: t.initiative.Name}, nil
	}
	redraw, err := d.decisionDrawn(ctx, t.org.ID, t.initiative, t.decision)
	if err != nil {
		return nil, err
	}
	waits, err := d.decisionWaits(ctx, t.org.ID, t.initiative, t.decision)
	if err != nil {
		return nil, err
	}
	return Done{What: DoneDropped, Name: t.initiative.Name}, revise(ctx, d, t.org.ID, t.book, w.delivered(), func(rs *DecisionBook) (revised, error) {
		rs.All = slices.DeleteFunc(slices.Clone(rs.All), func(x Decision) bool { return x.ID == w.Subject && x.Recorded == "" })
		return revised{post: freed(waits, nil, func(Letter) bool { return rs.of(w.Subject) != nil }), redraw: redraw}, nil
	})
}
