package checkins

import (
	"cmp"
	"context"
	"slices"

	"parallax/scoring"
)

// Why answers the why command: what an initiative is for, who confirmed it, and
// what the sides say of it.
type Why struct {
	Initiative Named
	Why        string // empty: nobody wrote one
	Delivered  string // "delivered means"
	Value      string // "value means"
	Outcome    Outcome
	Confirmed  []Confirmation // leads who confirmed this wording, IT first
	Waits      []Wait         // what is missing of it: WaitWhyEmpty and WaitWhy
	Stated     *CardRow       // how leads rate that the why is shared; nil: the pulse does not ask
	Voices     []Voices       // what leads wrote when that was asked last, as far as the asker may read it
	Turn       *WhyTurn       // how the asker stands to it, with the released lines of both sides; nil for a channel, and for who is no lead and no owner
	Again      *WhyAgain      // how the leads said it again, for leads and the owner; nil: they did not yet
	Past       []WhyPast      // wordings that were proposed, the newest first; nil for a channel
	Share      ShareToken
	Shared     bool
	SharedBy   string
}

// Confirmation is one lead who confirmed the why.
type Confirmation struct {
	Name  string
	Sides [2]bool // both for a bridge
}

// why draws the why for the eyes of one person; of nobody when it is for a channel.
func (d *Desk) why(ctx context.Context, org OrgID, i Initiative, to PersonID) (Why, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Why{}, err
	}
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return Why{}, err
	}
	w := Why{
		Initiative: Named{i.ID, i.Name}, Why: i.Why, Delivered: i.DeliveredMeans, Value: i.ValueMeans, Outcome: i.Outcome,
		Waits: slices.DeleteFunc(i.Waits(), func(w Wait) bool { return w.For != WaitWhyEmpty && w.For != WaitWhy }),
	}
	if i.Why != "" && len(i.WhyConfirmed) > 0 {
		people, err := d.Roster.People(ctx, org, i.WhyConfirmed...)
		if err != nil {
			return Why{}, err
		}
		w.Confirmed = confirmations(i, people)
	}
	if to != "" && i.concerns(to) {
		if err := d.whyTo(ctx, org, i, to, &w); err != nil {
			return Why{}, err
		}
	}
	if !slices.Contains(i.Pulse.Dimensions, WhyDim) {
		return w, nil
	}
	w.Stated = &CardRow{Question: o.question(i, WhyDim)}
	if c := s.Course[WhyDim]; c != nil {
		w.Stated.Said, w.Stated.Date, w.Stated.Open = c.Said, c.Date, c.Said.Open
	}
	w.Voices, err = d.whyVoices(ctx, org, i, to)
	return w, err
}

// whyTo adds what only leads and the owner are told: the lines that were released, what
// they can do, and the wordings so far.
func (d *Desk) whyTo(ctx context.Context, org OrgID, i Initiative, to PersonID, w *Why) error {
	ps, err := d.Roster.People(ctx, org, to)
	if err != nil || len(ps) == 0 {
		return err
	}
	turn, err := d.turn(ctx, org, i, ps[0], d.Now())
	if err != nil {
		return err
	}
	turn.What = TurnLines
	if turn.Version > 0 {
		turn.What = TurnWording
	} else if !turn.Open {
		turn.What = TurnAsk
		if turn.Line != nil {
			turn.What = TurnWritten
		}
	}
	w.Turn = &turn
	talk, err := d.Talks.WhyTalk(ctx, org, i.ID)
	if err != nil {
		return err
	}
	if w.Past, err = d.pastWhys(ctx, org, i, talk); err != nil {
		return err
	}
	all, _, err := d.recalls(ctx, org, i.ID)
	if err == nil && len(all.Past) > 0 {
		again := d.again(i, all, all.last(), ps[0], d.Now())
		w.Again = &again
	}
	return err
}

// confirmations are the leads among people, IT first, each side by name. Who has
// left both sides confirmed nothing that counts today.
func confirmations(i Initiative, people []Person) []Confirmation {
	var all []Confirmation
	for _, p := range people {
		c := Confirmation{Name: p.Name}
		for _, side := range scoring.Sides {
			c.Sides[side] = slices.Contains(i.Leads[side], p.ID)
		}
		if c.Sides != [2]bool{} {
			all = append(all, c)
		}
	}
	order := map[[2]bool]int{{scoring.IT: true}: 0, {scoring.Biz: true}: 1, {true, true}: 2}
	slices.SortStableFunc(all, func(x, y Confirmation) int {
		return cmp.Or(cmp.Compare(order[x.Sides], order[y.Sides]), cmp.Compare(x.Name, y.Name))
	})
	return all
}

// whyVoices reads what leads wrote in the last closed round that asked for the why:
// only what its authors released, and of those only who would be asked today. The
// round may be weeks old, and whoever left since, or is not named any more, is not
// quoted from it.
func (d *Desk) whyVoices(ctx context.Context, org OrgID, i Initiative, to PersonID) ([]Voices, error) {
	if to == "" {
		return nil, nil
	}
	past, err := d.Standings.Past(ctx, org, i.ID)
	if err != nil {
		return nil, err
	}
	if len(past) > whyLookback {
		past = past[len(past)-whyLookback:]
	}
	rounds, err := d.Ledger.Rounds(ctx, org, past...)
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Backward(rounds) {
		if _, asked := r.Question(WhyDim); asked {
			left := i.left(r)
			wanted := func(l Line) bool { return l.Released && !left(l.Person) }
			return d.chosenVoices(ctx, org, r, readerOf(i, r, to), wanted, scoring.IT, scoring.Biz)
		}
	}
	return nil, nil
}

// whyLookback is within how many rounds the last one is looked for that asked for
// the why: the plan comes to each dimension sooner.
const whyLookback = 12
