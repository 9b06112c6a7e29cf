package checkins

import (
	"context"
	"maps"
	"slices"
)

// What is done about a promise with one tap; Deed.Subject is its id.
const (
	DeedKept    = "promise_kept"
	DeedPartly  = "promise_partly"
	DeedMissed  = "promise_missed"
	DeedUndo    = "promise_off"
	DeedMove    = "move" // opens the dialog of that name
	DialogMove  = DialogWhat(DeedMove)
	DeedPromise = "promises" // lists them
)

// What became of it.
const (
	DonePromise      DoneWhat = "promise"       // it is written down; Until: its date
	DonePromiseMoved DoneWhat = "promise_moved" // Until: the new date
	DonePromiseOff   DoneWhat = "promise_off"   // it was withdrawn
	DoneJudged       DoneWhat = "judged"        // with _kept, _partly or _missed; At: until when it can be changed
)

var promiseSaid = map[string]PromiseSaid{DeedKept: PromiseKept, DeedPartly: PromisePartly, DeedMissed: PromiseMissed}

// promised is a promise about which somebody wants to do something.
type promised struct {
	who        asker
	org        Org
	initiative Initiative
	promise    Promise
	all        Promises
	book       BookID
}

// promised finds it. A letter in which the button stood must be the presser's own.
func (d *Desk) promised(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (t promised, help *Help, err error) {
	t.who = who
	if t.org, t.initiative, help, err = d.pressed(ctx, who, id, letter); err != nil || help != nil {
		return t, help, err
	}
	if !slices.Contains(t.initiative.parties(), who.person.ID) {
		return t, &Help{Text: HelpNotAllowed, Command: string(VerbCommit)}, nil
	}
	t.book = BookID{BookPromises, string(id)}
	ps, _, err := readBook[Promises](ctx, d, who.org, t.book)
	if err != nil {
		return t, nil, err
	}
	p := ps.of(subject)
	if p == nil {
		return t, &Help{Text: HelpPromiseGone, Name: t.initiative.Name}, nil
	}
	t.promise, t.all = *p, ps
	return t, nil, nil
}

// judge notes what a lead of the other side says of a promise. Until the side has said
// enough it can be changed.
func (d *Desk) judge(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.promised(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, now, says := t.initiative, d.Now(), promiseSaid[w.What]
	done := Done{What: DoneJudged + DoneWhat("_"+says), Name: i.Name, At: i.hears(t.promise.Until, now), Zone: who.person.Zone}
	switch line := t.promise.line(i, nil, who.person.ID, now); {
	case line.Is != "" && line.Said == says:
		return done, d.promiseWon(ctx, t.org, i, t.all, w.Subject) // pressed again: it may have stopped before the win
	case line.Is != "":
		return Help{Text: HelpPromiseOver, Name: i.Name}, nil
	case !slices.Contains(t.promise.judges(i), who.person.ID):
		return Help{Text: HelpNotJudge}, nil
	case !line.Judges:
		return Help{Text: HelpPromiseEarly, Name: i.Name}, nil
	}
	// What others have in their chat stays as it is until the side has said enough: an edit
	// would tell them that somebody did.
	mine, err := d.promiseAsks(ctx, t.org.ID, i, t.promise, who.person.ID)
	if err != nil {
		return nil, err
	}
	redraw, err := d.promiseDrawn(ctx, t.org.ID, i, t.promise)
	if err != nil {
		return nil, err
	}
	results, err := d.resultLetters(ctx, t.org, i, t.promise, now)
	if err != nil {
		return nil, err
	}
	var kept Promises
	err = revise(ctx, d, t.org.ID, t.book, w.delivered(), func(ps *Promises) (revised, error) {
		x := ps.of(w.Subject)
		if x == nil || x.Is != "" || x.Said[who.person.ID] == says {
			return revised{nothing: true}, nil
		}
		x.Said = maps.Clone(x.Said)
		if x.Said == nil {
			x.Said = map[PersonID]PromiseSaid{}
		}
		x.Said[who.person.ID], x.Confided = says, x.confidential(i)
		r := revised{redraw: mine}
		if x.Is = x.is(i, now); x.Is != "" {
			r.post, r.redraw = results, redraw
		}
		kept = *ps
		return r, nil
	})
	if err != nil {
		return nil, err
	}
	return done, d.promiseWon(ctx, t.org, i, kept, w.Subject)
}

// promiseWon says a win once each side has kept a promise to the other in the month of
// this one: a month has one such win. What was promised stays between leads and owner.
func (d *Desk) promiseWon(ctx context.Context, o Org, i Initiative, ps Promises, id string) error {
	p := ps.of(id)
	if p == nil || p.Is != PromiseKept {
		return nil
	}
	month := ps.both(i, *p, d.Now())
	if month == "" {
		return nil
	}
	return d.win(ctx, o.ID, i.ID, Win{What: WinPromises, Key: month})
}

// openMove opens the form with which the promiser moves the date, once.
func (d *Desk) openMove(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.moving(ctx, who, w.Initiative, w.Letter, w.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m := t.moveDialog()
	m.Opened, m.Letter = true, w.Letter
	return m, nil
}

func (d *Desk) moving(ctx context.Context, who asker, id InitiativeID, letter LetterID, subject string) (promised, *Help, error) {
	t, help, err := d.promised(ctx, who, id, letter, subject)
	switch {
	case err != nil || help != nil:
	case t.promise.By != who.person.ID:
		help, err = d.notPromiser(ctx, t)
	case !t.promise.moves(d.today(t.initiative)):
		help = t.promise.stays(t.initiative)
	}
	return t, help, err
}

// notPromiser says who alone may move the date.
func (d *Desk) notPromiser(ctx context.Context, t promised) (*Help, error) {
	names, err := d.names(ctx, t.org.ID, t.promise.By)
	return &Help{Text: HelpNotPromiser, Owner: names[t.promise.By]}, err
}

// stays says why the date of a promise can't be moved.
func (p Promise) stays(i Initiative) *Help {
	if p.First == "" && len(p.Said) > 0 {
		return &Help{Text: HelpPromiseJudged, Name: i.Name}
	}
	return &Help{Text: HelpPromiseMoved, Name: i.Name}
}

func (t promised) moveDialog() Dialog {
	return Dialog{
		What: DialogMove, Initiative: Named{t.initiative.ID, t.initiative.Name}, Subject: t.promise.ID,
		Remarks: []Remark{{Key: "promise", Names: map[string]string{"what": t.promise.What}}, {Key: "once", Dates: []Date{t.promise.Due}}},
		Fields:  []Field{{Key: fieldBy, Kind: FieldDate}},
	}
}

// takeMove moves the date. Both are shown from then on.
func (d *Desk) takeMove(ctx context.Context, who asker, s Submission) (Message, error) {
	t, help, err := d.promised(ctx, who, s.Initiative, s.Letter, s.Subject)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, p, today := t.initiative, t.promise, d.today(t.initiative)
	if p.By != who.person.ID {
		help, err = d.notPromiser(ctx, t)
		return orHelp(help), err
	}
	form := t.moveDialog()
	form.Letter = s.Letter
	if form.take(s) {
		return form, nil
	}
	to := Date(form.text(fieldBy))
	done := Done{What: DonePromiseMoved, Until: to, Name: i.Name}
	switch {
	case p.First != "" && p.Due == to:
		return done, nil // sent again
	case !p.moves(today):
		return orHelp(p.stays(i)), nil
	}
	wrong := workdayWrong(i, t.org, to, today, promiseAhead)
	if wrong == "" && to <= p.Due {
		wrong = "not_later"
	}
	if wrong != "" {
		form.field(fieldBy).Wrong = wrong
		return form, nil
	}
	redraw, err := d.promiseDrawn(ctx, t.org.ID, i, p)
	if err != nil {
		return nil, err
	}
	waits, err := d.judgeWaits(ctx, t.org.ID, i, t.promise)
	if err != nil {
		return nil, err
	}
	err = revise(ctx, d, t.org.ID, t.book, Delivered{s.From.Platform, s.Delivery}, func(ps *Promises) (revised, error) {
		x := ps.of(p.ID)
		help = nil
		switch {
		case x == nil:
			help = &Help{Text: HelpPromiseGone, Name: i.Name}
		case !x.moves(today) && x.Due != to:
			help = x.stays(i) // somebody judged it in between
		}
		if x == nil || !x.moves(today) {
			return revised{nothing: true}, nil
		}
		x.First, x.Due = x.Due, to
		post, err := d.promiseLetters(ctx, t.org, i, x)
		free := freed(waits, post, func(l Letter) bool { return ps.relies(i, l) })
		return revised{post: slices.Concat(post, free), redraw: redraw}, err
	})
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return done, nil
}

// undo withdraws a promise that was written down just now.
func (d *Desk) undo(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.promised(ctx, who, w.Initiative, w.Letter, w.Subject)
	if help != nil && help.Text == HelpPromiseGone {
		return Done{What: DonePromiseOff, Name: help.Name}, nil // pressed again
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i, today := t.initiative, d.today(t.initiative)
	if who.person.ID != i.Owner && who.person.ID != t.promise.By {
		return d.notOwner(ctx, who, i, "")
	}
	if !t.promise.undoes(i, who.person.ID, today) {
		return Help{Text: HelpPromiseStands, Name: i.Name}, nil
	}
	redraw, err := d.promiseDrawn(ctx, t.org.ID, i, t.promise)
	if err != nil {
		return nil, err
	}
	waits, err := d.judgeWaits(ctx, t.org.ID, i, t.promise)
	if err != nil {
		return nil, err
	}
	return Done{What: DonePromiseOff, Name: i.Name}, revise(ctx, d, t.org.ID, t.book, w.delivered(), func(ps *Promises) (revised, error) {
		ps.All = slices.DeleteFunc(slices.Clone(ps.All), func(x Promise) bool { return x.ID == w.Subject })
		return revised{post: freed(waits, nil, func(l Letter) bool { return ps.relies(i, l) }), redraw: redraw}, nil
	})
}
