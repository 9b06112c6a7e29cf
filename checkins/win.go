package checkins

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// Win is something that went well in an initiative. It is said once in its channels, and
// once in the digest of its owner and sponsor.
type Win struct {
	What      WinWhat           `json:"what"`
	Key       string            `json:"key"`           // what it is about; one of a What and Key is said once
	Day       Date              `json:"day,omitempty"` // of the pulse's zone; empty: today
	At        time.Time         `json:"at,omitzero"`   // when it was noted; zero: now
	Dimension scoring.Dimension `json:"dimension,omitempty"`
	Step      Date              `json:"step,omitempty"` // of WinHeld: the day on which the agreed step was done; empty: there was none
	Text      string            `json:"text,omitempty"` // what may stand in a channel: the promise, the measure, the owner's words; empty: none
	By        PersonID          `json:"by,omitempty"`   // whose words Text are
	Off       bool              `json:"off,omitempty"`  // it was taken back
}

// WinWhat says what went well.
type WinWhat string

// The wins.
const (
	WinHeld     WinWhat = "held"     // a gap closed, and three published rounds later it still is: Dimension, Step
	WinPromises WinWhat = "promises" // in a month each side kept a promise to the other
	WinTarget   WinWhat = "target"   // the outcome reached its target, and the business side confirmed that
	WinSaid     WinWhat = "said"     // the owner says so, in words
)

// Wins are those of an initiative, the oldest first.
type Wins struct {
	Wins []Win `json:"wins,omitempty"`
}

func init() { bookWithout[BookWins] = erasing[Wins] }

// Without returns them without a person: a win stays, without the name and their words.
// One that is nothing but their words is taken back.
func (w Wins) Without(p PersonID) (Wins, int) {
	w.Wins = slices.Clone(w.Wins)
	went := 0
	for n := range w.Wins {
		x := &w.Wins[n]
		if x.By != p {
			continue
		}
		if x.Text != "" {
			went++
		}
		x.Text, x.By = "", ""
		x.Off = x.Off || x.What == WinSaid
	}
	return w, went
}

// find is the place of a win; below 0: nobody noted it.
func (w Wins) find(what WinWhat, key string) int {
	return slices.IndexFunc(w.Wins, func(x Win) bool { return x.What == what && x.Key == key })
}

// winsKept is how many wins of an initiative are kept: the oldest go.
const winsKept = 200

// winWorth is how long a win that did not arrive yet is worth saying.
const winWorth = 72 * time.Hour

// WinLetter is the id of the letter that says a win in a channel.
func WinLetter(org OrgID, i InitiativeID, what WinWhat, key string, channel Account) LetterID {
	return LetterIDOf(org, KindWin, string(i), string(what), key, channel.String())
}

// win notes that something went well, and says it in every channel of the initiative. The
// same What and Key again does nothing: who notices a win may note it as often as it is
// seen. Key is an id, and never a text of people; Text stands in the channel.
func (d *Desk) win(ctx context.Context, org OrgID, id InitiativeID, w Win) error {
	return d.winBy(ctx, org, id, w, Delivered{})
}

func (d *Desk) winBy(ctx context.Context, org OrgID, id InitiativeID, w Win, by Delivered) error {
	i, err := d.initiative(ctx, org, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	} else if err != nil {
		return fmt.Errorf("win %s of %s: %w", w.What, id, err)
	}
	now := d.Now()
	if w.At.IsZero() {
		w.At = now
	}
	w.Day = cmp.Or(w.Day, d.today(i))
	for range enterMost {
		book := BookID{Kind: BookWins, Of: string(id)}
		all, rev, err := readBook[Wins](ctx, d, org, book)
		if err != nil {
			return fmt.Errorf("win %s of %s: %w", w.What, id, err)
		}
		if all.find(w.What, w.Key) >= 0 {
			return nil
		}
		all.Wins = append(all.Wins, w)
		all.Wins = all.Wins[max(0, len(all.Wins)-winsKept):]
		if err = writeBook(ctx, d, org, book, all, rev, by, winLetters(org, i, w, now)); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return fmt.Errorf("win %s of %s: %w", w.What, id, ErrStale)
}

// winLetters say a win in the channels. They hold a reference alone.
func winLetters(org OrgID, i Initiative, w Win, now time.Time) []Letter {
	var ls []Letter
	for _, channel := range i.Channels {
		ls = append(ls, Letter{
			ID: WinLetter(org, i.ID, w.What, w.Key, channel), Kind: KindWin, To: channel, Due: now, Until: now.Add(winWorth),
			About: About{Initiative: i.ID, Text: Says{What: string(w.What), Detail: w.Key}},
		})
	}
	return ls
}

// Won says a win in a channel.
type Won struct {
	Initiative Named
	Win        WonLine
}

func (Won) message() {}

// WonLine is a win as it is read.
type WonLine struct {
	Initiative Named
	What       WinWhat
	Key        string
	Day        Date
	Question   Question // of WinHeld
	Step       Date     // of WinHeld: the day on which the agreed step was done
	Text       string
	By         string // name
	Off        bool
}

// composeWin draws it, and later that it was taken back.
func (d *Desk) composeWin(ctx context.Context, org OrgID, l Letter) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	all, _, err := readBook[Wins](ctx, d, org, BookID{Kind: BookWins, Of: string(i.ID)})
	if err != nil {
		return nil, hold{}, err
	}
	n := all.find(WinWhat(l.About.Text.What), l.About.Text.Detail)
	if n < 0 || all.Wins[n].Off && l.Receipt.IsZero() {
		return nil, hold{reason: ReasonLeft}, nil
	}
	lines, err := d.wonLines(ctx, org, i, all.Wins[n])
	if err != nil {
		return nil, hold{}, err
	}
	return Won{Initiative: Named{i.ID, i.Name}, Win: lines[0]}, hold{}, nil
}

// wonLines are wins as they are read.
func (d *Desk) wonLines(ctx context.Context, org OrgID, i Initiative, all ...Win) ([]WonLine, error) {
	if len(all) == 0 {
		return nil, nil
	}
	var by []PersonID
	for _, w := range all {
		by = append(by, w.By)
	}
	names, err := d.names(ctx, org, by...)
	if err != nil {
		return nil, err
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, err
	}
	var lines []WonLine
	for _, w := range all {
		l := WonLine{
			Initiative: Named{i.ID, i.Name}, What: w.What, Key: w.Key, Day: w.Day, Step: w.Step, Text: w.Text, By: names[w.By], Off: w.Off,
		}
		if w.Dimension != "" {
			l.Question = o.question(i, w.Dimension)
		}
		if w.Off {
			l.Text = ""
		}
		lines = append(lines, l)
	}
	return lines, nil
}
