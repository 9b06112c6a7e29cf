package checkins

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// Shown finds the letters to others in which somebody stands, by name or with their
// words. They are drawn anew in the step that erases what they show.
type Shown struct {
	org         OrgID
	who         PersonID
	initiatives map[InitiativeID]Initiative
}

// ShownOf looks for somebody in the letters of some initiatives.
func ShownOf(org OrgID, p PersonID, is ...Initiative) Shown {
	s := Shown{org: org, who: p, initiatives: map[InitiativeID]Initiative{}}
	for _, i := range is {
		s.initiatives[i.ID] = i
	}
	return s
}

// Who is looked for.
func (s Shown) Who() PersonID { return s.who }

// shownBook says for a kind of book in which letters somebody stands because of it.
var shownBook = map[BookKind]func(Shown, Initiative, json.RawMessage) ([]LetterID, error){
	BookWins:     showing(Shown.wins),
	BookSteps:    showing(Shown.steps),
	BookFigures:  showing(Shown.figures),
	BookPromises: showing(Shown.promises),
}

// showing makes an entry of shownBook.
func showing[T any](of func(Shown, Initiative, T) []LetterID) func(Shown, Initiative, json.RawMessage) ([]LetterID, error) {
	return func(s Shown, i Initiative, text json.RawMessage) ([]LetterID, error) {
		var v T
		err := json.Unmarshal(text, &v)
		return of(s, i, v), err
	}
}

// InBook are the letters in which they stand because of a book, as it stands with them.
// None for a kind that names nobody.
func (s Shown) InBook(id BookID, b Book) ([]LetterID, error) {
	i, there := s.initiatives[InitiativeID(id.Of)]
	find := shownBook[id.Kind]
	if find == nil || !there || len(b.Text) == 0 {
		return nil, nil
	}
	return find(s, i, b.Text)
}

// InNotes are those in which a note of theirs stands.
func (s Shown) InNotes(key NoteKey) []LetterID {
	_, of, _ := strings.Cut(string(key), ":")
	return s.InCare(RoundID(of)) // of a reply it is no round, and none is found
}

// InCare are those that show the alert of a round.
func (s Shown) InCare(card RoundID) []LetterID {
	i, there := s.initiatives[card.Initiative()]
	if !there {
		return nil
	}
	ids := []LetterID{GatherLetter(s.org, card, Account{})}
	for _, channel := range i.Channels {
		ids = append(ids, AlertLetter(s.org, card, channel), GatherLetter(s.org, card, channel))
	}
	for _, p := range i.warned() {
		ids = append(ids, HeadsUpLetter(s.org, card, p))
	}
	return ids
}

// Facing are the pinned cards that name somebody who is on both sides.
func (i Initiative) Facing(org OrgID, p PersonID) []LetterID {
	if !slices.Contains(i.Bridges(), p) {
		return nil
	}
	return cardsOf(org, i)
}

func (s Shown) wins(i Initiative, all Wins) []LetterID {
	var ids []LetterID
	for _, w := range all.Wins {
		if w.By != s.who {
			continue
		}
		for _, channel := range i.Channels {
			ids = append(ids, WinLetter(s.org, i.ID, w.What, w.Key, channel))
		}
	}
	return ids
}

func (s Shown) steps(_ Initiative, all Steps) []LetterID {
	var ids []LetterID
	for _, x := range all.Steps {
		if x.By == s.who || x.Put == s.who || x.EndedBy == s.who || x.Bridge == s.who || slices.Contains(x.Owners[:], s.who) {
			ids = slices.Concat(ids, s.InCare(x.Card), x.Asks, x.Told)
		}
	}
	return ids
}

func (s Shown) figures(i Initiative, b FigureBook) []LetterID {
	if !slices.Contains(b.people(), s.who) {
		return nil
	}
	ids := cardsOf(s.org, i)
	for _, l := range []LetterID{b.Asked.Letter, b.Offered} {
		if l != "" {
			ids = append(ids, l)
		}
	}
	return ids
}

func (s Shown) promises(i Initiative, all Promises) []LetterID {
	var last time.Time // until then what nobody has judged stands in the questions about others, too
	for _, x := range all.All {
		last = later(last, x.Until)
	}
	var ids []LetterID
	for _, x := range all.All {
		if x.By != s.who && x.Noted != s.who {
			continue
		}
		ids = append(ids, x.told(s.org, i)...)
		from, _ := Resolve(x.sooner(), 0, i.Pulse.Location())
		for _, p := range x.judges(i) { // wherever they are: a day more on both sides
			ids = append(ids, extraIDs(s.org, Person{ID: p, Zone: i.Pulse.Zone}, from.Add(-24*time.Hour), last.Add(24*time.Hour))...)
		}
	}
	slices.Sort(ids) // of two promises it may be the same
	return slices.Compact(ids)
}
