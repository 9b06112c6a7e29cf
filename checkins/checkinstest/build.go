package checkinstest

import (
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// Round returns the round of an initiative planned for a date, open from 09:00
// UTC for three days: everybody who is scored is asked every dimension of the
// pulse, with a guess on the first.
func Round(org checkins.OrgID, i checkins.Initiative, d checkins.Date) checkins.Round {
	opens := d.UTC().Add(9 * time.Hour)
	r := checkins.Round{
		ID: checkins.RoundIDOf(i.ID, d), Seq: 1, Name: i.Name,
		Opens: opens, Closes: opens.Add(checkins.DefaultWindow), State: checkins.RoundOpen,
		Focus: i.Pulse.Dimensions[0], Plans: map[checkins.PersonID]checkins.Plan{},
	}
	for _, dim := range i.Pulse.Dimensions {
		r.Questions = append(r.Questions, checkins.Question{Dimension: dim, Version: string(dim) + "/1", Text: "About " + string(dim) + "."})
	}
	for _, side := range scoring.Sides {
		r.Mode[side] = i.Mode(side)
		r.Roster[side] = i.Scored(side)
		for _, p := range r.Roster[side] {
			r.Plans[p] = checkins.Plan{
				Items: i.Pulse.Dimensions, Guesses: i.Pulse.Dimensions[:1],
				Ask: AskID(org, p, d), AskAt: opens,
			}
		}
	}
	return r
}

// AskID is the id of the letter that asks a lead on a date.
func AskID(org checkins.OrgID, p checkins.PersonID, d checkins.Date) checkins.LetterID {
	return checkins.LetterIDOf(org, checkins.KindAsk, string(p), string(d))
}

// Ask returns the letter that asks a lead on the date of a round, due when the
// round opens and worthless when it has closed.
func Ask(org checkins.OrgID, r checkins.Round, p checkins.PersonID) checkins.Letter {
	d := r.ID.Date()
	return checkins.Letter{
		ID: AskID(org, p, d), Kind: checkins.KindAsk, To: SlackAccount(p), Lead: p,
		About: checkins.About{Rounds: []checkins.RoundID{r.ID}, Date: d},
		Due:   r.Opens, Until: r.Closes, Merge: true,
	}
}

// Opening returns the opening of a round with an ask for each lead of its roster
// and the next opening a week later.
func Opening(org checkins.OrgID, r checkins.Round) checkins.Opening {
	o := checkins.Opening{Round: r, Next: r.Opens.AddDate(0, 0, 7)}
	for _, side := range scoring.Sides {
		for _, p := range r.Roster[side] {
			o.Letters = append(o.Letters, Ask(org, r, p))
		}
	}
	return o
}

// Card returns the letter of an initiative's card, due at a time.
func Card(org checkins.OrgID, i checkins.InitiativeID, due time.Time) checkins.Letter {
	return checkins.Letter{
		ID: checkins.LetterIDOf(org, checkins.KindCard, string(i), Channel.String()), Kind: checkins.KindCard,
		To: Channel, About: checkins.About{Initiative: i}, Due: due,
	}
}

// Reply returns what a lead answers to one round, from the account of Setup.
func Reply(delivery string, r checkins.Round, p checkins.PersonID, marks ...checkins.Mark) checkins.Reply {
	return checkins.Reply{
		Delivery: delivery, From: SlackAccount(p), Person: p,
		Parts: []checkins.Filled{{Round: r.ID, Ask: r.Plans[p].Ask, Marks: marks}},
	}
}

// Own is a rating of a dimension, 0: can't say.
func Own(d scoring.Dimension, value int) checkins.Mark {
	return checkins.Mark{Dimension: d, Value: value}
}

// Guess is a guess of the other side, 0: can't say.
func Guess(d scoring.Dimension, value int) checkins.Mark {
	return checkins.Mark{Dimension: d, Guess: true, Value: value}
}
