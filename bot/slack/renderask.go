package slack

import (
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// ask draws a check-in as it stands: to be answered, saved or over. After an
// answer the same message says so, whatever its first line was.
func (d *draft) ask(a checkins.Ask, headline, extra bot.Text) {
	d.letter = a.Letter
	switch bot.Stands(a.Due) {
	case bot.AskClosed:
		d.text = d.Over(a)
		d.add(sentence(d.text))
		return
	case bot.AskSaved:
		d.text = d.Saved(a)
	default:
		d.text = bot.JoinWith(" ", headline, extra)
	}
	if due, ok := bot.Single(a); ok {
		d.one(a, due)
		return
	}
	d.add(strong(d.text))
	d.replies(a)
	if bot.Stands(a.Due) == bot.AskSaved {
		if len(a.Due) > 1 {
			d.lines(a)
		}
		d.add(api.NewActionBlock("", d.button(ActionEdit, d.ButtonEdit(), d.claim(a))))
		return
	}
	d.lines(a)
	d.add(api.NewActionBlock("", append([]api.BlockElement{
		primary(d.button(ActionOpen, d.ButtonAnswer(), d.claim(a))),
	}, d.later(a)...)...))
	d.seen(a)
}

// replies are what sponsors replied to the leads.
func (d *draft) replies(a checkins.Ask) {
	for _, r := range d.Replies(a.Due) {
		d.add(sentence(r))
	}
}

func (d *draft) nudge(n checkins.Nudge) {
	var last bot.Text
	if n.Last {
		last = d.NudgeLast()
	}
	d.ask(n.Ask, d.NudgeHeadline(n), last)
}

// lines says how each initiative stands.
func (d *draft) lines(a checkins.Ask) {
	for _, due := range a.Due {
		d.add(sentence(d.DueLine(a, due)))
	}
}

// later are the ways of not answering now.
func (d *draft) later(a checkins.Ask) []api.BlockElement {
	if a.Test {
		return nil
	}
	return []api.BlockElement{
		d.button(ActionHour, d.ButtonHour(), d.claim(a)),
		d.button(ActionTomorrow, d.ButtonTomorrow(), d.claim(a)),
		picker(ActionAway, d.PickAway()),
	}
}

// seen says who can see what, of the initiatives that are still to be answered, and what
// else there is to know of them.
func (d *draft) seen(a checkins.Ask) {
	d.add(small(d.WhoSeesAll(bot.Unclosed(a.Due))...)...)
	d.add(small(d.AskNotes(a)...)...)
}

// claim names a check-in: whom it is for, and its letter, which knows the rounds.
func (d *draft) claim(a checkins.Ask) bot.Claim {
	return bot.Claim{Person: a.Lead, Letter: a.Letter}
}

// one draws a check-in of a single item: one row of buttons for it and one for
// its guess.
func (d *draft) one(a checkins.Ask, due checkins.Due) {
	item := due.Items[0]
	d.add(strong(d.text))
	d.replies(a)
	if due.State == checkins.DueOpen {
		d.add(sentence(d.DueLine(a, due)))
	}
	d.add(small(d.Means(due))...)
	own, guess := bot.Before(item)
	d.add(sentence(d.Statement(item.Question)))
	d.add(d.row(a, due, false, own))
	if item.WithGuess {
		d.add(sentence(d.GuessQuestion(due)))
		d.add(d.row(a, due, true, guess))
		if due.State == checkins.DueSaved {
			d.add(small(d.TapLeft(own, guess))...)
		}
	}
	if due.State == checkins.DueOpen {
		d.add(api.NewActionBlock("", d.later(a)...))
	}
	d.seen(a)
}

// row is a scale as buttons; what was pressed before stands out, and says so to
// those who do not see the colour.
func (d *draft) row(a checkins.Ask, due checkins.Due, guess bool, pressed int) api.Block {
	action, input := ActionRate, InputRate
	if guess {
		action, input = ActionGuess, InputGuess
	}
	var buttons []api.BlockElement
	for _, v := range bot.Choices() {
		label := d.Option(v, guess)
		if v == pressed {
			label = bot.Pressed(label)
		}
		b := d.button(Suffixed(action, strconv.Itoa(v)), label, bot.Claim{
			Person: a.Lead, Letter: a.Letter, Rounds: []bot.Asked{{Round: due.Round, Ask: due.Ask}},
			Dimension: due.Items[0].Dimension, Guess: guess, Value: v,
		})
		if v == pressed {
			b = primary(b)
		}
		buttons = append(buttons, b)
	}
	return api.NewActionBlock(bot.InputID(input, due.Round, due.Items[0].Dimension), buttons...)
}
