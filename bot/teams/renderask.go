package teams

import (
	"slices"
	"strconv"

	"parallax/bot"
	"parallax/checkins"
)

// ask draws a check-in as it stands: to be answered, saved or over. After an
// answer the same message says so, whatever its first line was. The form unfolds
// within the card. It asks only what is open, so that no answers stand in it; a
// form that is filled in comes when it is asked for.
func (d *draft) ask(a checkins.Ask, headline, extra bot.Text) {
	switch bot.Stands(a.Due) {
	case bot.AskClosed:
		d.text = d.Over(a)
		d.add(sentence(d.text)...)
		return
	case bot.AskSaved:
		d.text = d.Saved(a)
	default:
		d.text = bot.JoinWith(" ", headline, extra)
	}
	d.add(heading(d.text, sizePart))
	for _, r := range d.Replies(a.Due) {
		d.add(sentence(r)...)
	}
	if due, ok := bot.Single(a); ok {
		d.one(a, due)
		return
	}
	edit := d.button(VerbEdit, d.ButtonEdit(), d.claim(a))
	if bot.Stands(a.Due) == bot.AskSaved {
		if len(a.Due) > 1 {
			d.lines(a)
		}
		d.offer(edit)
		return
	}
	d.lines(a)
	d.add(small(d.WhoSeesAll(bot.Unclosed(a.Due))...)...)
	d.add(small(d.AskNotes(a)...)...)
	s := d.sheet(a, checkins.Proof{Letter: a.Letter}, open(a.Due), nil)
	s.body = append(s.body, small(d.NotForAppraisal())...)
	d.offer(primary(fold(d.ButtonAnswer(), s.body, d.save(s))))
	if len(open(a.Due)) < len(bot.Unclosed(a.Due)) {
		d.offer(edit)
	}
	d.later(a)
}

func (d *draft) nudge(n checkins.Nudge) {
	var last bot.Text
	if n.Last {
		last = d.NudgeLast()
	}
	d.ask(n.Ask, d.NudgeHeadline(n), last)
}

// open returns what is still to be answered.
func open(due []checkins.Due) []checkins.Due {
	return slices.DeleteFunc(slices.Clone(due), func(d checkins.Due) bool { return d.State != checkins.DueOpen })
}

// lines says how each initiative stands.
func (d *draft) lines(a checkins.Ask) {
	for _, due := range a.Due {
		d.add(sentence(d.DueLine(a, due))...)
	}
}

// later offers the ways of not answering now.
func (d *draft) later(a checkins.Ask) {
	if a.Test {
		return
	}
	d.offer(
		d.button(VerbHour, d.ButtonHour(), d.claim(a)),
		d.button(VerbTomorrow, d.ButtonTomorrow(), d.claim(a)),
		d.dated(VerbAway, d.PickAway(), "", d.claim(a)),
	)
}

// claim names a check-in: whom it is for, and its letter, which knows the rounds.
func (d *draft) claim(a checkins.Ask) bot.Claim {
	return bot.Claim{Person: a.Lead, Letter: a.Letter}
}

// one draws a check-in of a single item: buttons for it, and others for
// its guess.
func (d *draft) one(a checkins.Ask, due checkins.Due) {
	item := due.Items[0]
	if due.State == checkins.DueOpen {
		d.add(sentence(d.DueLine(a, due))...)
	}
	d.add(small(d.Means(due))...)
	own, guess := bot.Before(item)
	d.add(sentence(d.Statement(item.Question))...)
	d.scale(a, due, false, own)
	if item.WithGuess {
		d.add(sentence(d.GuessQuestion(due))...)
		d.scale(a, due, true, guess)
		if due.State == checkins.DueSaved {
			d.add(small(d.TapLeft(own, guess))...)
		}
	}
	d.add(small(d.WhoSeesAll(bot.Unclosed(a.Due))...)...)
	d.add(small(d.AskNotes(a)...)...)
	if due.State == checkins.DueOpen {
		d.later(a)
	}
}

// scale draws a scale as buttons; what was pressed before stands out, and says so to
// those who do not see the colour.
func (d *draft) scale(a checkins.Ask, due checkins.Due, guess bool, pressed int) {
	verb, input := VerbRate, bot.InputRate
	if guess {
		verb, input = VerbGuess, bot.InputGuess
	}
	item := bot.InputID(input, due.Round, due.Items[0].Dimension)
	var buttons []Action
	for _, v := range bot.Choices() {
		label := d.Option(v, guess)
		if v == pressed {
			label = bot.Pressed(label)
		}
		b := d.button(verb, label, bot.Claim{
			Person: a.Lead, Letter: a.Letter, Rounds: []bot.Asked{{Round: due.Round, Ask: due.Ask}},
			Dimension: due.Items[0].Dimension, Guess: guess, Value: v,
		})
		b.ID = item + "|" + strconv.Itoa(v)
		if v == pressed {
			b = primary(b)
		}
		buttons = append(buttons, b)
	}
	d.buttons(buttons...)
}
