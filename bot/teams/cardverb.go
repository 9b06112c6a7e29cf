package teams

import (
	"strconv"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// What a button does: the verb of its Action.Execute, the act in the data of its
// Action.Submit, and the Act of the bot.Claim that it carries.
const (
	VerbEdit     = "edit"            // the check-in form again, filled in
	VerbHour     = "remind_hour"     // remind me in an hour
	VerbTomorrow = "remind_tomorrow" // remind me tomorrow
	VerbAway     = "away"            // with InputDate: the presser is away until then
	VerbRate     = "rate"            // an own rating, in a check-in of a single item
	VerbGuess    = "guess"           // likewise a guess
	VerbSubmit   = "submit"          // saves a check-in form; the claim names its rounds
	VerbExplain  = "explain"         // explains to the presser
	VerbAck      = "ack"             // acknowledges an alert
	VerbSnooze   = "snooze"          // with InputDate: quiet until then
	VerbShare    = "share"           // shares an answer with the channel
	VerbCheckin  = "checkin"         // makes the presser's own check-in form come, from a status
	VerbChoose   = "choose"          // one of several initiatives, in help; Claim.What is the command
	VerbPage     = "page"            // another page or choice of a portfolio
	VerbAccept   = "accept"          // the presser, a lead of a named side, accepts to be named
	VerbDecline  = "decline"         // says no to that, or takes it back
	VerbOn       = "on"              // sends a dialog
	VerbBack     = "back"            // sends it and asks for the step before
	VerbStop     = "stop"            // throws its draft away
)

// InputDate is the input of VerbAway and VerbSnooze. Those of the form are named by
// bot.InputID; that of bot.InputRelease holds "true" when it is ticked.
const InputDate = "date"

const released = "true"

// whatApart is the Claim.What of a button that stands in another message than the
// letter which its claim names, such as a check-in that was opened from a status.
const whatApart = "apart"

// inLetter reports whether a button stands in the letter that its claim names.
func inLetter(c bot.Claim) bool {
	switch c.Act {
	case bot.ActDialog, bot.ActDo, bot.ActPick: // the letter is what it is about
		return false
	case VerbCheckin, VerbShare: // of a status or an explanation, about what is elsewhere
		return false
	}
	return c.Letter != "" && c.What != whatApart
}

// button makes a button that carries the signed claim, whose Act and Org are
// filled in here. It sends no inputs, so that none has to be filled in for it.
func (d *draft) button(verb string, label bot.Text, c bot.Claim) Action {
	a := d.submit(verb, label, c)
	a.AssociatedInputs, a.Fallback.AssociatedInputs = "none", "none"
	return a
}

// submit makes a button that sends the inputs of its card with the claim; they must
// fit.
func (d *draft) submit(verb string, label bot.Text, c bot.Claim) Action {
	c.Org = d.org
	if c.Act != bot.ActDialog {
		c.Act = verb
	}
	if d.apart && c.What == "" {
		c.What = whatApart
	}
	token, title := d.Signer.Sign(c), label.Fit(maxButton, literal)
	return Action{
		Type: "Action.Execute", Title: title, Verb: verb, Data: map[string]string{dataToken: token},
		Fallback: &Action{Type: "Action.Submit", Title: title, Data: map[string]string{dataAct: verb, dataToken: token}},
	}
}

// fold makes a button that unfolds more of the card.
func fold(label bot.Text, body []Element, actions ...Action) Action {
	return Action{
		Type: "Action.ShowCard", Title: label.Fit(maxButton, literal),
		Card: &Card{Type: "AdaptiveCard", Body: body, Actions: actions},
	}
}

// dated makes a button that unfolds a date to choose; date is the one to begin
// with, or empty.
func (d *draft) dated(verb string, label bot.Text, date checkins.Date, c bot.Claim) Action {
	id := InputDate
	if d.dates > 0 { // inputs of a card are told apart by their ids
		id += ":" + strconv.Itoa(d.dates)
	}
	d.dates++
	input := DateInput{
		Type: "Input.Date", ID: id, Label: label.Plain(), IsRequired: true, ErrorMessage: d.ChooseDate().Plain(),
	}
	if date.Valid() {
		input.Value = string(date)
	}
	return fold(label, []Element{input}, d.submit(verb, d.ButtonSave(), c))
}

// picked is the date that was sent with a button; a card sends the one that unfolded
// with it.
func (p Press) picked() checkins.Date {
	for id, value := range p.Inputs {
		if name, _, _ := strings.Cut(id, ":"); name == InputDate {
			return checkins.Date(value)
		}
	}
	return ""
}

func primary(a Action) Action { return styled(a, "positive") }

func styled(a Action, style string) Action {
	a.Style = style
	if a.Fallback != nil {
		f := *a.Fallback
		f.Style = a.Style
		a.Fallback = &f
	}
	return a
}
