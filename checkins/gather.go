package checkins

import (
	"context"
	"slices"
	"time"

	"parallax/scoring"
)

// Gathered is what both sides shared, in the thread of the alert.
type Gathered struct {
	Letter     LetterID
	Initiative Named
	Open       bool // the alert still is, and no step was agreed
	Lines      [2][]string
}

func (Gathered) message() {}

// GatherLetter is the id of the letter that gathers what was shared about the alert of a
// round; where there is no channel it goes to whoever answers for the initiative.
func GatherLetter(org OrgID, card RoundID, channel Account) LetterID {
	return LetterIDOf(org, KindGather, string(card), channel.String())
}

// scored are the leads who are asked things, of both sides.
func (d *Desk) scored(ctx context.Context, org OrgID, i Initiative) ([]Person, error) {
	ids := slices.Concat(i.Scored(scoring.IT), i.Scored(scoring.Biz))
	return d.Roster.People(ctx, org, ids...)
}

// gatherLetters gather what is shared, in the thread of every channel's card.
func (d *Desk) gatherLetters(ctx context.Context, o Org, i Initiative, card RoundID, at time.Time) ([]Letter, error) {
	about := About{Initiative: i.ID, Rounds: []RoundID{card}}
	var ls []Letter
	for _, channel := range i.Channels {
		ls = append(ls, Letter{
			ID: GatherLetter(o.ID, card, channel), Kind: KindGather, To: channel, Under: AlertLetter(o.ID, card, channel),
			Due: at, Until: at.Add(actWorth), Sooner: true, About: about,
		})
	}
	if who := i.answerable(o); len(ls) == 0 && who != "" {
		people, err := d.Roster.People(ctx, o.ID, who)
		if err != nil || len(people) == 0 {
			return nil, err
		}
		ls = append(ls, Letter{
			ID: GatherLetter(o.ID, card, Account{}), Kind: KindGather, Lead: who, Due: WorkingAt(people[0], o.Holidays, at),
			Until: at.Add(actWorth), Sooner: true, About: about,
		})
	}
	return ls, nil
}

// gatherSooner has what was shared gathered now, when nobody is left to be waited for.
func (d *Desk) gatherSooner(ctx context.Context, t tended) error {
	people, err := d.scored(ctx, t.org.ID, t.initiative)
	if err != nil {
		return err
	}
	notes, err := d.Notes.Notes(ctx, t.org.ID, NeedNotes(t.card()))
	if err != nil {
		return err
	}
	for _, p := range people {
		if noteOf(notes[NeedNotes(t.card())], p.ID) != nil {
			continue
		}
		asked, err := d.askedNeeds(ctx, t, p)
		if err != nil || asked {
			return err
		}
	}
	gather, err := d.gatherLetters(ctx, t.org, t.initiative, t.card(), d.Now())
	if err != nil {
		return err
	}
	return d.Outbox.Post(ctx, t.org.ID, gather...)
}

// askedNeeds reports whether somebody was asked about this alert, and may still answer.
// The letter is of the week of the asking, or of the next one.
func (d *Desk) askedNeeds(ctx context.Context, t tended, p Person) (bool, error) {
	ls, err := d.Shelf.Letters(ctx, t.org.ID, needsAsks(t.org.ID, p, t.letter)...)
	return slices.ContainsFunc(ls, func(l Letter) bool {
		return l.Kind == KindNeeds && slices.Equal(l.About.Rounds, t.letter.About.Rounds) &&
			l.State != LetterDropped && l.State != LetterUnreachable
	}), err
}

// needsAsks are the ids under which somebody may have been asked together with a lead
// whose letter is given.
func needsAsks(org OrgID, p Person, l Letter) []LetterID {
	from, to := DateOf(l.Due.In(p.Location())).AddDays(-7), DateOf(l.Until.In(p.Location()))
	var ids []LetterID
	for week := from.ISOWeek(); week <= to; week = week.AddDays(7) {
		ids = append(ids, ExtraLetter(org, p.ID, week))
	}
	return ids
}

// needVoices are the lines about an alert that somebody may read, by side (SCORING.md
// 9): all of a confidential side that wrote five or more; below that leads of the other
// side what its author ticked. In a channel, whose reader is the zero one, nothing stands
// here: see gathered.
func needVoices(i Initiative, card RoundID, notes []Note, to reader) []Voices {
	var all []Voices
	for _, side := range scoring.Sides {
		of := writers{side: side, mode: i.Mode(side), published: true}
		var mine []Note
		for _, n := range notes {
			if slices.Contains(i.Scored(side), n.Person) {
				mine = append(mine, n)
			}
		}
		of.rated = len(mine)
		v := Voices{Side: side, Date: card.Date()}
		for _, n := range mine {
			if to.mayRead(scoring.Defaults(), of, n.Released) {
				v.Lines = append(v.Lines, n.Text)
			}
		}
		slices.SortFunc(v.Lines, func(x, y string) int { return compareDigests(string(card), x, y) })
		if len(v.Lines) > 0 {
			all = append(all, v)
		}
	}
	return all
}

// gathered are the lines that both sides shared: what a channel reads.
func gathered(i Initiative, card RoundID, notes []Note) [2][]string {
	var lines [2][]string
	for _, side := range scoring.Sides {
		for _, n := range notes {
			if n.Released && slices.Contains(i.Scored(side), n.Person) {
				lines[side] = append(lines[side], n.Text)
			}
		}
		slices.SortFunc(lines[side], func(x, y string) int { return compareDigests(string(card), x, y) })
	}
	return lines
}

// composeGather draws what was shared, and has the letters that asked drawn anew.
func (d *Desk) composeGather(ctx context.Context, org OrgID, l Letter, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	card := l.About.Rounds[0]
	notes, err := d.Notes.Notes(ctx, org, NeedNotes(card))
	if err != nil {
		return nil, hold{}, err
	}
	people, err := d.scored(ctx, org, i)
	if err != nil {
		return nil, hold{}, err
	}
	if l.Receipt.IsZero() {
		var redraw []LetterID
		for _, p := range people {
			asks, err := d.Shelf.Letters(ctx, org, needsAsks(org, p, Letter{Due: now.AddDate(0, 0, -7), Until: now})...)
			if err != nil {
				return nil, hold{}, err
			}
			for _, ask := range asks {
				if ask.Kind == KindNeeds && ask.About.Rounds[0] == card {
					redraw = append(redraw, ask.ID)
				}
			}
		}
		if err := d.Shelf.Redraw(ctx, org, now, redraw...); err != nil {
			return nil, hold{}, err
		}
	}
	open, err := d.isOpen(ctx, org, card)
	if err != nil {
		return nil, hold{}, err
	}
	agreed, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return nil, hold{}, err
	}
	open = open && agreed.of(card) == nil
	return Gathered{Letter: l.ID, Initiative: Named{i.ID, i.Name}, Open: open, Lines: gathered(i, card, notes[NeedNotes(card)])}, hold{}, nil
}

// readNeeds are the lines about an alert that the asker may read, once they were
// gathered.
func (d *Desk) readNeeds(ctx context.Context, t tended) ([]Voices, error) {
	care, err := d.Cares.Care(ctx, t.org.ID, t.card())
	if err != nil || care.Asked == "" {
		return nil, err
	}
	ask := Letter{Until: d.Now().Add(time.Minute), About: About{Rounds: []RoundID{t.card()}}}
	if over, err := d.needsOver(ctx, t.org.ID, t.initiative, ask, d.Now()); err != nil || !over {
		return nil, err
	}
	notes, err := d.Notes.Notes(ctx, t.org.ID, NeedNotes(t.card()))
	if err != nil {
		return nil, err
	}
	side, lead := t.initiative.Side(t.who.person.ID)
	return needVoices(t.initiative, t.card(), notes[NeedNotes(t.card())], reader{lead: lead, side: side}), nil
}
