package checkins

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// The dialog in which a lead picks what comes first, and what opens it.
const (
	DialogRank DialogWhat = "rank"
	DeedRank   string     = "rank"
)

// rankFields are its fields, the first one first.
var rankFields = [RankMost]string{"first", "second", "third"}

// rankOptions is how many initiatives can be chosen from: a menu holds no more.
const rankOptions = 100

// Rank asks a lead once a month what comes first, and says what they picked.
type Rank struct {
	Letter LetterID
	Last   Date     // of the month: until then it can be changed
	Top    []string // names of what they picked, the first one first; empty: nothing yet
}

func (Rank) message() {}

// openRank opens the dialog, from the letter or from a portfolio.
func (d *Desk) openRank(ctx context.Context, who asker, w Deed) (Message, error) {
	dialog, help, err := d.rankDialog(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	dialog.Opened = true
	return dialog, nil
}

// rankDialog is the dialog with what stands in it; help for who ranks nothing.
func (d *Desk) rankDialog(ctx context.Context, who asker, letter LetterID) (Dialog, *Help, error) {
	if !who.known {
		return Dialog{}, &Help{Text: HelpStranger}, nil
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return Dialog{}, nil, err
	}
	is, err := d.rankable(ctx, o, who.person.ID)
	if err != nil {
		return Dialog{}, nil, err
	}
	if len(is) == 0 {
		return Dialog{}, &Help{Text: HelpNoRanking}, nil
	}
	month, last := rankMonth(who.person, d.Now())
	top, err := d.picked(ctx, o.ID, month, who.person.ID)
	if err != nil {
		return Dialog{}, nil, err
	}
	is = rankOffer(is, o, who.person.ID, top)
	dialog := Dialog{What: DialogRank, Letter: letter, Remarks: []Remark{{Key: "hidden"}, {Key: "until", Dates: []Date{last}}}}
	if len(top) > 0 {
		dialog.Remarks = append(dialog.Remarks, Remark{Key: "back"})
	}
	for n, key := range rankFields {
		f := Field{Key: key, Kind: FieldSelect, Optional: len(top) > 0}
		for _, i := range is {
			f.Options = append(f.Options, Option{string(i.ID), i.Name})
			if n < len(top) && top[n] == i.ID {
				f.Value = []string{string(i.ID)}
			}
		}
		dialog.Fields = append(dialog.Fields, f)
	}
	return dialog, nil, nil
}

// rankOffer orders what can be chosen: by name; where there are more than a menu holds,
// what was picked before and what the person has a part in goes first.
func rankOffer(is []Initiative, o Org, p PersonID, top []InitiativeID) []Initiative {
	byName := func(a, b Initiative) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	}
	far := func(i Initiative) int {
		switch {
		case slices.Contains(top, i.ID):
			return 0
		case may(i, o, p).Read:
			return 1
		}
		return 2
	}
	is = slices.Clone(is)
	slices.SortFunc(is, func(a, b Initiative) int { return cmp.Or(cmp.Compare(far(a), far(b)), byName(a, b)) })
	is = is[:min(len(is), rankOptions)]
	slices.SortFunc(is, byName)
	return is
}

// takeRank stores what a lead picked. With nothing chosen it is taken back.
func (d *Desk) takeRank(ctx context.Context, who asker, s Submission) (Message, error) {
	dialog, help, err := d.rankDialog(ctx, who, s.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	top, bad := rankTop(&dialog, s)
	if bad {
		return dialog, nil
	}
	month, last := rankMonth(who.person, d.Now())
	var redraw []LetterID
	asked, err := d.Shelf.Letters(ctx, who.org, extrasOf(who.org, who.person.ID, month)...)
	if err != nil {
		return nil, err
	}
	for _, l := range asked {
		if l.Kind == KindRank {
			redraw = append(redraw, l.ID)
		}
	}
	if err := d.pick(ctx, who.org, month, who.person.ID, top, Delivered{s.From.Platform, s.Delivery}, redraw...); err != nil {
		return nil, err
	}
	if len(top) == 0 {
		return Done{What: DoneRankOff}, nil
	}
	return Done{What: DoneRank, Until: last}, nil
}

// rankTop reads what was chosen, and marks what can't be taken: a place left open, one
// that nobody offered, and one that was chosen before. All open takes back what stood.
func rankTop(dialog *Dialog, s Submission) (top []InitiativeID, bad bool) {
	for n := range dialog.Fields {
		f := &dialog.Fields[n]
		f.Value = nil
		if v := textOf(s.Values[f.Key]); v != "" {
			f.Value = []string{v}
			top = append(top, InitiativeID(v))
		}
	}
	if len(top) == 0 && dialog.Fields[0].Optional {
		return nil, false
	}
	for n := range dialog.Fields {
		f := &dialog.Fields[n]
		chosen := InitiativeID(textOf(f.Value))
		switch {
		case chosen == "":
			f.Wrong = wrongEmpty
		case !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == string(chosen) }):
			f.Wrong = wrongChoice
		case slices.ContainsFunc(dialog.Fields[:n], func(before Field) bool { return textOf(before.Value) == string(chosen) }):
			f.Wrong = wrongTwice
		}
		bad = bad || f.Wrong != ""
	}
	return top, bad
}

// wrongTwice is what is wrong with an initiative that stands on two places.
const wrongTwice = "twice"

// composeRank draws the question, and what the lead picked.
func (d *Desk) composeRank(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	month := periodOf(l.About.Date, true)
	top, err := d.picked(ctx, org, month, p.ID)
	if err != nil {
		return nil, hold{}, err
	}
	is, err := d.rankable(ctx, o, p.ID)
	if err != nil {
		return nil, hold{}, err
	}
	m := Rank{Letter: l.ID, Last: month.step(1).first().AddDays(-1), Top: initiativeNames(is, top)}
	if !l.Receipt.IsZero() {
		return m, hold{}, nil
	}
	switch {
	case len(is) == 0:
		return nil, hold{reason: ReasonLeft}, nil
	case len(top) > 0:
		return nil, hold{reason: ReasonAnswered}, nil
	case !slices.ContainsFunc(is, func(i Initiative) bool { return may(i, o, p.ID).Read && !p.Quiet(i.ID) }):
		return nil, hold{reason: ReasonMuted}, nil
	}
	h, err := d.atWork(ctx, org, p, now)
	return m, h, err
}

// rankOf is what somebody ranks first this month; nil for who does not rank.
func (d *Desk) rankOf(ctx context.Context, o Org, p Person) (*Rank, error) {
	is, err := d.rankable(ctx, o, p.ID)
	if err != nil || len(is) == 0 {
		return nil, err
	}
	month, last := rankMonth(p, d.Now())
	top, err := d.picked(ctx, o.ID, month, p.ID)
	return &Rank{Last: last, Top: initiativeNames(is, top)}, err
}

// mineRanks is what is kept of what somebody ranked first: of this month, and of the last
// one until it was compared.
func (d *Desk) mineRanks(ctx context.Context, who asker, all []Initiative) ([]MineRank, error) {
	var ranks []MineRank
	month, _ := rankMonth(who.person, d.Now())
	for range 2 {
		top, err := d.picked(ctx, who.org, month, who.person.ID)
		if err != nil {
			return nil, err
		}
		if len(top) > 0 {
			ranks = append(ranks, MineRank{month.first(), initiativeNames(all, top)})
		}
		month = month.step(-1)
	}
	return ranks, nil
}

// initiativeNames are the names of some initiatives, in the order of their ids; one that is not
// among them is left out.
func initiativeNames(is []Initiative, ids []InitiativeID) []string {
	var names []string
	for _, id := range ids {
		if n := slices.IndexFunc(is, func(i Initiative) bool { return i.ID == id }); n >= 0 {
			names = append(names, is[n].Name)
		}
	}
	return names
}
