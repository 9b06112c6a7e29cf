package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// make stores what was filled in, once nothing is wrong with it: the initiative, the
// people whom the org did not know, the letters that follow, in one step.
func (s *setting) make(ctx context.Context, by Delivered) (Message, error) {
	for range enterMost {
		if s.was == nil {
			for _, step := range newSteps { // others may have taken the name meanwhile, or the draft is gone
				fields := s.fields(step)
				if err := s.check(ctx, step, fields); err != nil {
					return nil, err
				}
				if slices.ContainsFunc(fields, func(f Field) bool { return f.Wrong != "" }) {
					s.draft.Step = step
					return s.keep(ctx, fields)
				}
			}
		}
		i, setup, err := s.setup(ctx)
		if err != nil {
			return nil, err
		}
		setup.Delivery = by
		switch err = s.Registrar.Enrol(ctx, setup); {
		case errors.Is(err, ErrStale):
			if s, err = s.again(ctx); err != nil {
				return nil, err
			}
			continue
		case err != nil:
			return nil, err
		}
		return s.made(ctx, i, by)
	}
	return nil, ErrStale
}

// again is the same set-up on the org as it is now.
func (s *setting) again(ctx context.Context) (*setting, error) {
	fresh, help, err := s.setting(ctx, s.who, s.from, s.about())
	if err != nil {
		return nil, err
	}
	if help != nil {
		return nil, fmt.Errorf("set up: %s", help.Text) // the role went meanwhile
	}
	fresh.draft = s.draft
	for _, p := range s.found.fresh {
		if _, known := fresh.found.people[p.ID]; !known {
			fresh.found.people[p.ID] = p
			fresh.found.fresh = append(fresh.found.fresh, p)
		}
	}
	return fresh, nil
}

// made ends the set-up: what goes with it, and what is said of it.
func (s *setting) made(ctx context.Context, i Initiative, by Delivered) (Message, error) {
	if said := textOf(s.draft.Values["named"]); s.was == nil && said != "" {
		a := Assent{Initiative: i.ID, Person: s.who.person.ID, Given: said == "yes"}
		if _, err := s.Consents.Agree(ctx, s.org.ID, a, s.now); err != nil {
			return nil, err
		}
	}
	if err := s.forgetDraft(ctx); err != nil {
		return nil, err
	}
	return s.madeOf(ctx, i, s.was != nil)
}

// setup works out what is stored.
func (s *setting) setup(ctx context.Context) (Initiative, Setup, error) {
	i := s.build()
	set := Setup{Org: s.org, Now: s.now, Next: map[InitiativeID]time.Time{}, Whys: map[InitiativeID]WhyTalk{}}
	if name := textOf(s.draft.Values["priority_new"]); name != "" {
		p := s.priority(name)
		if _, there := s.org.Priority(p.ID); !there {
			set.Org.Priorities = append(slices.Clone(s.org.Priorities), p)
		}
	}
	talk, w := s.talk, writing{org: set.Org, people: s.found.people, now: s.now}
	if s.was == nil {
		i.ID = InitiativeID(s.draft.Subject)
		if taken := s.taken(); i.ID == "" || slices.Contains(taken, string(i.ID)) {
			i.ID = InitiativeID(slugOf(i.Name, taken))
		}
		talk = s.begun(i)
		set.Letters = append(w.cards(i), w.asks(i, talk)...)
	} else {
		why := textOf(s.draft.Values["why"])
		_, changed := s.draft.Values["why"]
		set.Letters = w.changed(*s.was, i, talk)
		if changed && why != "" && talk.propose(&i, why, s.who.person.ID, s.now) {
			set.Letters = append(set.Letters, w.wordings(i, talk)...)
		}
		if talk.rule(&i, s.now) {
			set.Letters = append(set.Letters, w.held(i, talk)...)
		}
		set.Redraw = append(w.shown(i), whyLetters(s.org.ID, i, talk)...)
		at, err := s.upcoming(ctx, s.org.ID, *s.was, i, s.now)
		if err != nil {
			return i, set, err
		}
		if !at.IsZero() {
			set.Next[i.ID] = at
		}
	}
	set.Whys[i.ID] = talk
	set.Initiatives = []Initiative{i}
	for _, p := range s.found.fresh {
		if i.concerns(p.ID) {
			set.People = append(set.People, p)
		}
	}
	return i, set, nil
}

// taken are the ids of initiatives that are there.
func (s *setting) taken() []string {
	var ids []string
	for _, i := range s.all {
		ids = append(ids, string(i.ID))
	}
	return ids
}

// concerns reports whether somebody has a part in the initiative.
func (i Initiative) concerns(p PersonID) bool {
	return p != "" && (p == i.Owner || p == i.Sponsor || slices.Contains(i.Leads[scoring.IT], p) || slices.Contains(i.Leads[scoring.Biz], p))
}

// begun is the beginning of what is said about the why of a new initiative: the line
// of who sets it up.
func (s *setting) begun(i Initiative) WhyTalk {
	owner := s.found.people[i.Owner]
	t := WhyTalk{Asked: s.now, Due: dayTwo(owner, s.org.Holidays, i.Pulse.Minute(""), s.now), Lines: map[PersonID]WhyLine{}}
	if line := textOf(s.draft.Values["line"]); line != "" {
		t.Lines[s.who.person.ID] = WhyLine{Text: line, Released: textOf(s.draft.Values["released"]) != "", At: s.now}
	}
	return t
}

// dayTwo is when the lines of the leads stand side by side: the next working day of
// the owner, at the hour of the pulse.
func dayTwo(owner Person, holidays []string, minute int, now time.Time) time.Time {
	w := owner.worker(holidays)
	hour, _ := w.within(minute)
	tomorrow, ok := Resolve(w.local(now).AddDays(1), 0, w.loc)
	if !ok {
		tomorrow = now.Add(24 * time.Hour)
	}
	at, _, ok := w.first(tomorrow, tomorrow.AddDate(0, 0, restDays), hour)
	if !ok {
		return now.Add(24 * time.Hour)
	}
	return at
}

// upcoming is when an initiative opens next once it has changed; zero: not planned.
func (d *Desk) upcoming(ctx context.Context, org OrgID, was, is Initiative, now time.Time) (time.Time, error) {
	errands, err := d.Ledger.Errands(ctx, org, now) // first: an opening that happens meanwhile is then seen to have happened
	if err != nil {
		return time.Time{}, err
	}
	_, latest, err := d.Standings.Standing(ctx, org, is.ID)
	if err != nil {
		return time.Time{}, err
	}
	var due time.Time
	for _, e := range errands {
		if e.Initiative == is.ID && e.Round == "" && DateOf(e.At.In(was.Pulse.Location())) > latest.Date() {
			due = e.At
		}
	}
	at, _ := is.NextOpening(was, latest.Date(), due, now)
	return at, nil
}

// writing writes the letters that follow from a set-up. It is pure.
type writing struct {
	org    Org
	people map[PersonID]Person
	now    time.Time
}

// cards are those of an initiative in its channels.
func (w writing) cards(i Initiative) []Letter {
	var ls []Letter
	for _, c := range i.Channels {
		ls = append(ls, Letter{ID: CardLetter(w.org.ID, i.ID, c), Kind: KindCard, To: c, Due: w.now, Again: true, About: About{Initiative: i.ID}})
	}
	return ls
}

// shown are the letters that show an initiative in its channels.
func (w writing) shown(i Initiative) []LetterID {
	var ids []LetterID
	for _, l := range w.cards(i) {
		ids = append(ids, l.ID)
	}
	return ids
}

// changed are the letters that follow from a change: to leads who have come, and to
// those who are to be named now.
func (w writing) changed(was, is Initiative, t WhyTalk) []Letter {
	ls := w.cards(is)
	var stay []Person
	for _, side := range scoring.Sides {
		for _, p := range is.Leads[side] {
			if !was.concerns(p) || !slices.Contains(was.Leads[scoring.IT], p) && !slices.Contains(was.Leads[scoring.Biz], p) {
				ls = append(ls, w.letter(is, t, p)...)
			} else {
				stay = append(stay, w.people[p])
			}
		}
	}
	return append(ls, ConsentLetters(w.org, is, stay, w.now)...)
}
