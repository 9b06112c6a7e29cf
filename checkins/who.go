package checkins

import (
	"context"
	"slices"

	"parallax/scoring"
)

// Who answers the who command: who has a part in an initiative, and how much is
// heard of each side. It never says who answered.
type Who struct {
	Initiative Named
	Sides      [2]WhoSide
	Bridges    []string // names of people on both sides
	Owner      string
	Sponsor    string
	Channels   []Platform // one a channel
	Share      ShareToken
	Shared     bool
	SharedBy   string
}

// WhoSide is one side of it.
type WhoSide struct {
	Leads []string // names, without bridges
	Mode  scoring.Mode
	Turnout
	Quiet bool // too few of it rated anything for a result, twice running; as far as the asker may know
	Muted int  // leads of it who wish to be asked nothing; likewise
}

// Turnout is how often a side was heard, from what was published alone.
type Turnout struct {
	Of      int // closed check-ins in which the side was confidential
	Enough  int // of them with enough current answers of this side for every result
	Heard   int // leads behind the newest numbers of those; 0: there were none
	Roster  int // leads of the side then
	HeardOn Date
}

// whoIs draws who has a part, for the eyes of one person; of nobody when it is for a
// channel.
func (d *Desk) whoIs(ctx context.Context, org OrgID, i Initiative, to PersonID) (Who, error) {
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return Who{}, err
	}
	s, _, err := d.Standings.Standing(ctx, org, i.ID)
	if err != nil {
		return Who{}, err
	}
	people, err := d.Roster.People(ctx, org, slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz], roles(i))...)
	if err != nil {
		return Who{}, err
	}
	named := map[PersonID]string{}
	for _, p := range people {
		named[p.ID] = p.Name
	}
	w := Who{Initiative: Named{i.ID, i.Name}, Owner: named[i.Owner], Sponsor: named[i.Sponsor], Bridges: namesOf(named, i.Bridges())}
	for _, c := range i.Channels {
		w.Channels = append(w.Channels, c.Platform)
	}
	past, err := d.recent(ctx, org, i.ID)
	if err != nil {
		return Who{}, err
	}
	quiet, muted := quietSides(i, o, s, to), quietCounts(i, o, people, to)
	for _, side := range scoring.Sides {
		w.Sides[side] = WhoSide{Leads: namesOf(named, i.SideLeads(side)), Mode: i.Mode(side), Quiet: quiet[side], Muted: muted[side]}
		if i.Mode(side) == scoring.Confidential {
			w.Sides[side].Turnout = turnout(side, past)
		}
	}
	return w, nil
}

// roles are the people of an initiative who need be no leads of it.
func roles(i Initiative) []PersonID {
	return slices.DeleteFunc([]PersonID{i.Owner, i.Sponsor}, func(p PersonID) bool { return p == "" })
}

func namesOf(named map[PersonID]string, ids []PersonID) []string {
	var names []string
	for _, id := range ids {
		if n, known := named[id]; known {
			names = append(names, n)
		}
	}
	return names
}

// scoredRound is a closed round with what came of it.
type scoredRound struct {
	Round
	records []Record
}

// recent reads the last closed rounds, oldest first.
func (d *Desk) recent(ctx context.Context, org OrgID, i InitiativeID) ([]scoredRound, error) {
	past, err := d.Standings.Past(ctx, org, i)
	if err != nil {
		return nil, err
	}
	past = past[max(0, len(past)-historyLength):]
	rounds, err := d.Ledger.Rounds(ctx, org, past...)
	if err != nil {
		return nil, err
	}
	var all []scoredRound
	for _, r := range rounds {
		scored, err := d.Standings.Scored(ctx, org, r.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, scoredRound{r, scored.Records})
	}
	return all, nil
}

// turnout counts how often a side was heard. It reads what rounds said when they
// closed, and no answers: "two more from the business side" stood on the card, and
// how many leads are behind a number stands in explain. A named side is not counted:
// of one or two leads any count would tell who answered.
func turnout(side scoring.Side, past []scoredRound) Turnout {
	var t Turnout
	for _, r := range past {
		if r.Mode[side] != scoring.Confidential || len(r.records) == 0 {
			continue
		}
		t.Of++
		enough := true
		for _, rec := range r.records {
			enough = enough && rec.Said.Need[side] == 0
		}
		if enough {
			t.Enough++
		}
		for _, rec := range r.records {
			n := then(rec.Said).Numbers
			if n == nil || n.Heard[side] == 0 {
				continue
			}
			if date := r.ID.Date(); date != t.HeardOn || n.Heard[side] > t.Heard {
				t.Heard, t.Roster, t.HeardOn = n.Heard[side], n.Leads[side], date
			}
		}
	}
	return t
}

// quietSides says which sides have been silent, as far as somebody may know. Of a
// confidential side everybody with a part in the initiative may: it names nobody. Of
// a named side it says of each lead that they did not answer, so only those learn it
// whom the notice of it is for (Initiative.answerable). A channel learns neither.
func quietSides(i Initiative, o Org, s Standing, to PersonID) [2]bool {
	var quiet [2]bool
	if !may(i, o, to).See {
		return quiet
	}
	for _, side := range scoring.Sides {
		quiet[side] = s.Quiet[side] >= quietAfter && (i.Mode(side) == scoring.Confidential || to == i.answerable(o))
	}
	return quiet
}

// quietCounts is how many leads of each side wish to be asked nothing, as far as
// somebody may know. As with silent sides: of a named one it would say who it is.
func quietCounts(i Initiative, o Org, people []Person, to PersonID) [2]int {
	var n [2]int
	if !may(i, o, to).See {
		return n
	}
	for _, side := range scoring.Sides {
		if i.Mode(side) == scoring.Named && to != i.answerable(o) {
			continue
		}
		for _, id := range i.SideLeads(side) {
			if slices.ContainsFunc(people, func(p Person) bool { return p.ID == id && p.Quiet(i.ID) }) {
				n[side]++
			}
		}
	}
	return n
}
