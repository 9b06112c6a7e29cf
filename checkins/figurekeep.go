package checkins

import (
	"context"
	"errors"
	"slices"
)

// write changes the figures of an initiative, however many others change them at the same
// time. alter returns false when nothing is to be stored; it is called again on what
// others wrote meanwhile.
func (w figuring) write(ctx context.Context, alter func(*FigureBook) (post []Letter, changed bool, err error)) error {
	for range enterMost {
		b, rev, err := readBook[FigureBook](ctx, w.Desk, w.org.ID, BookOfFigures(w.initiative.ID))
		if err != nil {
			return err
		}
		post, changed, err := alter(&b)
		if err != nil || !changed {
			return err
		}
		redraw := cardsOf(w.org.ID, w.initiative)
		for _, l := range []LetterID{b.Asked.Letter, b.Offered} {
			if l != "" {
				redraw = append(redraw, l)
			}
		}
		err = writeBook(ctx, w.Desk, w.org.ID, BookOfFigures(w.initiative.ID), b, rev, w.by, post, redraw...)
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}

// outcome keeps a value. One that reaches the target is confirmed with it by somebody of
// the business side, or the business side is asked.
func (w figuring) outcome(ctx context.Context, value string, on Date, confirm bool) (Message, error) {
	i := w.initiative
	done := Done{What: DoneOutcome, Name: i.Name, Until: on, Value: value}
	reached := false // with this value; also where that was stored before and the win was not
	err := w.write(ctx, func(b *FigureBook) ([]Letter, bool, error) {
		reached = b.reached(i.Outcome) && b.Reached.Value == value && b.Reached.On == on
		if w.came != nil && w.came(b) {
			return nil, false, nil
		}
		changed, was := b.note(Actual{Value: value, On: on, By: w.who.person.ID, From: w.from, At: w.now()})
		done.What = DoneOutcome
		if was != "" {
			done.What = DoneOutcomeNew
		}
		if w.keep != nil {
			w.keep(b, was != "")
			changed = true
		}
		switch meets, _ := i.Outcome.meets(value); {
		case b.reached(i.Outcome):
			if reached && confirm {
				done.What = DoneReached
			}
		case confirm:
			reached = true
			b.Reached = &TargetSaid{Target: i.Outcome.Target, Value: value, On: on, By: w.who.person.ID, At: w.now()}
			done.What = DoneReached
			return nil, true, nil
		case meets && b.isLast(on) && !b.notYet(i.Outcome):
			post, err := w.offer(ctx, b, on)
			answered := b.NotYet != nil && b.NotYet.Target == i.Outcome.Target // of an earlier value: it is asked once a month
			if err == nil && b.Offered != "" && (len(post) > 0 || !answered) {
				done.What = DoneOutcomeMeets
			}
			return post, changed || len(post) > 0, err
		}
		return nil, changed, nil
	})
	if err == nil && reached {
		err = w.won(ctx, on)
	}
	return done, err
}

// offer asks the business side whether the target is reached, once a calendar month and
// target: in a letter to one person, for it is a question on top of check-ins. What nobody
// was asked after all does not count.
func (w figuring) offer(ctx context.Context, b *FigureBook, on Date) ([]Letter, error) {
	if b.Offered != "" {
		before, err := w.Shelf.Letters(ctx, w.org.ID, b.Offered)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(before, func(l Letter) bool { return l.State == LetterPending || l.State == LetterSending }) {
			return nil, nil // it comes, and says what then stands
		}
		nobody, err := w.unasked(ctx, b.Offered)
		if err != nil {
			return nil, err
		}
		if nobody {
			b.Offered, b.Offer = "", FigureOffer{}
		}
	}
	p, ok, err := w.answers(ctx)
	if err != nil || !ok {
		return nil, err
	}
	l, ok, err := w.question(ctx, p, w.Now())
	if err != nil || !ok {
		return nil, err
	}
	offer := FigureOffer{Month: monthOf(l.Due, p), Target: w.initiative.Outcome.Target}
	if b.Offer.Target == offer.Target && b.Offer.Month >= offer.Month {
		return nil, nil // it was asked, and is not answered
	}
	b.Offer = offer
	l.About = About{Initiative: w.initiative.ID, Date: on, Text: Says{What: outcomeReached}}
	b.Offered = l.ID
	return []Letter{l}, nil
}

// offerAgain asks somebody else whether the target is reached, where nobody was asked
// after all.
func (w figuring) offerAgain(ctx context.Context) error {
	o := w.initiative.Outcome
	return w.write(ctx, func(b *FigureBook) ([]Letter, bool, error) {
		last, _ := b.latest()
		if meets, known := o.meets(last.Value); !known || !meets || b.Offer.Target != o.Target || b.reached(o) || b.notYet(o) {
			return nil, false, nil
		}
		if nobody, err := w.unasked(ctx, b.Offered); err != nil || !nobody {
			return nil, false, err
		}
		post, err := w.offer(ctx, b, last.On)
		return post, len(post) > 0, err
	})
}

// won has a target that was reached and confirmed said, once a target.
func (w figuring) won(ctx context.Context, on Date) error {
	o := w.initiative.Outcome
	key := string(LetterIDOf(w.org.ID, KindWin, string(w.initiative.ID), o.Target)) // no text of people
	return w.win(ctx, w.org.ID, w.initiative.ID, Win{What: WinTarget, Key: key, Day: on, Text: o.Measure})
}

// saysOfTarget takes the tap with which the business side says whether a target is reached.
func (d *Desk) saysOfTarget(ctx context.Context, who asker, a Deed) (Message, error) {
	w, help, err := d.asking(ctx, who, a.Initiative, a.Letter, a.delivered())
	if err != nil || help != nil {
		return orHelp(help), err
	}
	i := w.initiative
	if !i.business(who.person.ID) {
		return Help{Text: HelpNotBusiness}, nil
	}
	done := Done{Name: i.Name}
	err = w.write(ctx, func(b *FigureBook) ([]Letter, bool, error) {
		if b.reached(i.Outcome) {
			done.What, done.Until, done.Value = DoneReached, b.Reached.On, b.Reached.Value
			return nil, false, nil // pressed again
		}
		n := slices.IndexFunc(b.Actuals, func(x Actual) bool { return string(x.On) == a.Subject })
		if n < 0 || i.Outcome.Target == "" {
			help = &Help{Text: HelpNotReached, Name: i.Name}
			return nil, false, nil
		}
		x := b.Actuals[n]
		if meets, known := i.Outcome.meets(x.Value); !known || !meets {
			help = &Help{Text: HelpNotReached, Name: i.Name}
			return nil, false, nil
		}
		help, done.Until, done.Value = nil, x.On, x.Value
		said := &TargetSaid{Target: i.Outcome.Target, Value: x.Value, On: x.On, By: who.person.ID, At: w.now()}
		if a.What == DeedNotYet {
			done.What = DoneNotYet
			again := b.NotYet != nil && b.NotYet.Target == said.Target && b.NotYet.On >= said.On // also of an earlier value, below an old letter
			if !again {
				b.NotYet = said
			}
			return nil, !again, nil
		}
		done.What, b.Reached, b.NotYet = DoneReached, said, nil
		return nil, true, nil
	})
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if done.What != DoneReached {
		return done, nil
	}
	return done, w.won(ctx, done.Until)
}

// health keeps a status. A green of what the business sees little value in is said to
// who reported it; to the owner in private where a feed did.
func (w figuring) health(ctx context.Context, h Health) (Message, error) {
	i := w.initiative
	s, _, err := w.Standings.Standing(ctx, w.org.ID, i.ID)
	if err != nil {
		return nil, err
	}
	h.By, h.From, h.At, h.Seq = w.who.person.ID, w.from, w.now(), s.Seq
	done := Done{What: DoneHealth, Name: i.Name, Until: h.On, Value: string(h.Color)}
	err = w.write(ctx, func(b *FigureBook) ([]Letter, bool, error) {
		before := s.melonOf(i, *b)
		if w.came != nil && w.came(b) {
			return nil, false, nil
		}
		changed, was := b.report(h)
		done.What = DoneHealth
		if was != "" {
			done.What = DoneHealthNew
		}
		if w.keep != nil {
			w.keep(b, was != "")
			changed = true
		}
		if s.melonOf(i, *b) != MelonStatus {
			return nil, changed, nil
		}
		done.What = DoneHealthMelon
		if w.from == "" || before == MelonStatus {
			return nil, changed, nil
		}
		post, err := w.melonNotice(ctx, s.Last)
		return post, changed, err
	})
	return done, err
}

// melonNotice tells the owner that the status is green and the business sees little
// value. At the close of a round it has the same id.
func (w figuring) melonNotice(ctx context.Context, last RoundID) ([]Letter, error) {
	i := w.initiative
	l := Letter{
		ID: LetterIDOf(w.org.ID, KindNotice, string(last), melonStatusNotice, ""), Kind: KindNotice, Lead: i.answerable(w.org), Due: w.Now(),
		About: About{Initiative: i.ID, Rounds: []RoundID{last}, Text: Says{What: melonStatusNotice}},
	}
	if l.Lead == "" {
		return nil, nil
	}
	people, err := w.Roster.People(ctx, w.org.ID, l.Lead)
	for _, p := range people {
		l.Due = WorkingAt(p, w.org.Holidays, w.Now())
	}
	return []Letter{l}, err
}
