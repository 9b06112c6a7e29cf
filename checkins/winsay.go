package checkins

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"parallax/scoring"
)

// The dialog in which an owner adds a win in words, and what opens it; and what takes the
// last one back.
const (
	DialogWin  DialogWhat = "win"
	DeedWin    string     = "win"
	DeedWinOff string     = "win_off"
)

// winsShown is how many wins the command lists.
const winsShown = 10

// WinList answers the win command: the wins of an initiative, the newest first.
type WinList struct {
	Initiative Named
	Lines      []WonLine // at most 10
	More       int       // older ones
	Mine       bool      // the asker may add one
	Back       string    // Key of the last one in words, which the asker may take back; empty: none
	Told       bool      // there is a channel in which a win is said
}

func (WinList) message() {}

// winsOf lists the wins of an initiative, for who may see it.
func (d *Desk) winsOf(ctx context.Context, who asker, i Initiative) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	if !who.known || !may(i, o, who.person.ID).See {
		return Help{Text: HelpNotAllowed, Command: string(VerbWin)}, nil
	}
	all, _, err := readBook[Wins](ctx, d, who.org, BookID{Kind: BookWins, Of: string(i.ID)})
	if err != nil {
		return nil, err
	}
	m := WinList{Initiative: Named{i.ID, i.Name}, Mine: i.Owner == who.person.ID, Told: len(i.Channels) > 0}
	stand := slices.DeleteFunc(slices.Clone(all.Wins), func(w Win) bool { return w.Off })
	slices.Reverse(stand)
	if m.Mine {
		m.Back = lastSaid(stand)
	}
	m.More = max(0, len(stand)-winsShown)
	m.Lines, err = d.wonLines(ctx, who.org, i, stand[:min(len(stand), winsShown)]...)
	return m, err
}

// lastSaid is the key of the first win in words.
func lastSaid(all []Win) string {
	n := slices.IndexFunc(all, func(w Win) bool { return w.What == WinSaid })
	if n < 0 {
		return ""
	}
	return all[n].Key
}

// mayWin finds the initiative of which somebody may add a win, or take one back.
func (d *Desk) mayWin(ctx context.Context, who asker, id InitiativeID) (Initiative, *Help, error) {
	if !who.known {
		return Initiative{}, &Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, id)
	if errors.Is(err, ErrNotFound) {
		return i, &Help{Text: HelpNotYours}, nil
	}
	if err == nil && i.Owner != who.person.ID {
		help, err := d.ownerOf(ctx, who, id)
		return i, help, err
	}
	return i, nil, err
}

// openWin opens the dialog.
func (d *Desk) openWin(ctx context.Context, who asker, w Deed) (Message, error) {
	i, help, err := d.mayWin(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	dialog := winDialog(i)
	dialog.Opened = true
	return dialog, nil
}

func winDialog(i Initiative) Dialog {
	public := Remark{Key: "public"}
	if len(i.Channels) == 0 {
		public.Key = "kept"
	}
	return Dialog{
		What: DialogWin, Initiative: Named{i.ID, i.Name}, Remarks: []Remark{public},
		Fields: []Field{{Key: fieldText, Kind: FieldLines, Max: noteLength}},
	}
}

// takeWin notes a win in words and says it in the channel.
func (d *Desk) takeWin(ctx context.Context, who asker, s Submission) (Message, error) {
	i, help, err := d.mayWin(ctx, who, s.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	text, wrong := typedLine(s, fieldText)
	if text == "" && wrong == "" {
		wrong = "missing"
	}
	if wrong != "" {
		return winDialog(i).wrong(s, fieldText, wrong), nil
	}
	key := string(LetterIDOf(who.org, KindWin, string(i.ID), string(d.today(i)), text)) // twice the same on a day is once
	by := Delivered{s.From.Platform, s.Delivery}
	if err := d.winBy(ctx, who.org, i.ID, Win{What: WinSaid, Key: key, Text: text, By: who.person.ID}, by); err != nil {
		return nil, err
	}
	return Done{What: DoneWin, Name: i.Name}, nil
}

// winOff takes back a win in words: its message says so.
func (d *Desk) winOff(ctx context.Context, who asker, w Deed) (Message, error) {
	i, help, err := d.mayWin(ctx, who, w.Initiative)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	book := BookID{Kind: BookWins, Of: string(i.ID)}
	for range enterMost {
		all, rev, err := readBook[Wins](ctx, d, who.org, book)
		if err != nil {
			return nil, err
		}
		n := all.find(WinSaid, w.Subject)
		if n < 0 {
			return Help{Text: HelpOldButton}, nil
		}
		if all.Wins[n].Off {
			return Done{What: DoneWinOff, Name: i.Name}, nil
		}
		all.Wins[n].Off = true
		var said []LetterID
		for _, channel := range i.Channels {
			said = append(said, WinLetter(who.org, i.ID, WinSaid, w.Subject, channel))
		}
		if err = writeBook(ctx, d, who.org, book, all, rev, w.delivered(), nil, said...); !errors.Is(err, ErrStale) {
			return Done{What: DoneWinOff, Name: i.Name}, err
		}
	}
	return nil, ErrStale
}

// How many published rounds a gap stays closed until that is a win, and after how many
// more it is too late to say so: a crash may have it said a check-in later.
const (
	heldRounds = 3
	heldLate   = 2
)

// held lists the gaps of an initiative that closed and have stayed so. That both sides
// agree that it goes badly is no win.
func (s Standing) held(i Initiative) []scoring.Dimension {
	var held []scoring.Dimension
	for _, dim := range i.Pulse.Dimensions {
		c := s.course(dim)
		alike := c.Said.Label == scoring.Consensus || c.Said.Label == scoring.FalseConflict
		if c.Episode.No == 0 || c.Episode.Open() || c.Said.Open || !alike || c.Said.Level == scoring.Low {
			continue
		}
		n := 0
		for _, p := range c.Track {
			if p.Date > c.Episode.Closed.Date() {
				n++
			}
		}
		if n >= heldRounds && n <= heldRounds+heldLate {
			held = append(held, dim)
		}
	}
	return held
}

// celebrate notes the gaps that have stayed closed. It goes by what a round has stored,
// so nothing that is scored anew is said; who notices it twice says it once.
func (d *Desk) celebrate(ctx context.Context, org OrgID, i Initiative) error {
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return err
	}
	held := s.held(i)
	if len(held) == 0 {
		return nil
	}
	agreed, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return err
	}
	for _, dim := range held {
		e := s.course(dim).Episode
		w := Win{What: WinHeld, Key: string(dim) + "." + strconv.Itoa(e.No), Dimension: dim, Step: agreed.doneFor(e.Opened, dim)}
		if err := d.win(ctx, org, i.ID, w); err != nil {
			return err
		}
	}
	return nil
}

// winsSince are the wins noted since an instant that still stand.
func (d *Desk) winsSince(ctx context.Context, org OrgID, i Initiative, since time.Time) ([]WonLine, error) {
	all, _, err := readBook[Wins](ctx, d, org, BookID{Kind: BookWins, Of: string(i.ID)})
	if err != nil {
		return nil, err
	}
	return d.wonLines(ctx, org, i, slices.DeleteFunc(all.Wins, func(w Win) bool { return w.Off || !w.At.After(since) })...)
}

// mineAgreed is what is kept of somebody about steps and wins of an initiative: steps
// that they have or put down, and wins in their words.
func (d *Desk) mineAgreed(ctx context.Context, org OrgID, i Initiative, p PersonID) (steps []StepLine, wins []string, err error) {
	agreed, err := d.steps(ctx, org, i.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, x := range agreed.Steps {
		if !x.agreed() || x.By != p && !slices.Contains(x.Owners[:], p) {
			continue
		}
		l, err := d.stepLine(ctx, org, i, x)
		if err != nil {
			return nil, nil, err
		}
		steps = append(steps, l.to(p, x))
	}
	all, _, err := readBook[Wins](ctx, d, org, BookID{Kind: BookWins, Of: string(i.ID)})
	for _, x := range all.Wins {
		if x.By == p && x.Text != "" {
			wins = append(wins, x.Text)
		}
	}
	return steps, wins, err
}
