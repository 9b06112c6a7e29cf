package teams

import (
	"errors"
	"fmt"

	"parallax/bot"
	"parallax/checkins"
)

// ErrUnknownMessage: an intention that this renderer has no look for.
var ErrUnknownMessage = errors.New("unknown message")

// Renderer turns intentions into Adaptive Cards. It decides looks, never content:
// the sentences are package bot's.
type Renderer struct {
	bot.Words // the zero Words are English
	Signer    bot.Signer

	apart  bool // what is drawn stands in another message than the letter that it names
	window bool // it stands in a window of the client, which has the title
}

// In returns a renderer that speaks another language; see bot.WordsIn.
func (r Renderer) In(locale string) Renderer {
	r.Words = bot.WordsIn(locale)
	return r
}

// Message renders any message. The card it returns is within Teams' limit of size;
// one that cannot be made to fit is ErrSize.
func (r Renderer) Message(org checkins.OrgID, m checkins.Message) (Card, error) {
	d := draft{Renderer: r, org: org}
	switch m := m.(type) {
	case checkins.Ask:
		d.ask(m, r.AskHeadline(m), bot.Text{})
	case checkins.Nudge:
		d.nudge(m)
	case checkins.Remind:
		d.ask(m.Ask, r.RemindHeadline(), bot.Text{})
	case checkins.Form:
		d.form(m, bot.Text{}, nil)
	case checkins.Result:
		d.result(m)
	case checkins.GapAlert:
		d.alert(m)
	case checkins.AlertUpdate:
		d.update(m)
	case checkins.Card:
		d.initiative(m)
		d.rowOf(d.CardButtons(m))
	case checkins.Status:
		d.status(m)
	case checkins.Explain:
		d.explain(m)
	case checkins.Gaps:
		d.gaps(m)
	case checkins.Why:
		d.why(m)
	case checkins.History:
		d.history(m)
	case checkins.Who:
		d.who(m)
	case checkins.Portfolio:
		d.portfolio(m)
	case checkins.Help:
		d.help(m)
	case checkins.Done:
		d.done(m)
	case checkins.Notice:
		d.notice(m)
	case checkins.Consenting:
		d.consenting(m)
	case checkins.Dialog:
		d.dialog(m)
	default:
		p, ok := r.Page(m)
		if !ok {
			return Card{}, fmt.Errorf("render %T: %w", m, ErrUnknownMessage)
		}
		d.page(p)
	}
	c, err := d.card()
	if err != nil {
		return Card{}, fmt.Errorf("render %T: %w", m, err)
	}
	return c, nil
}

// draft is a message in the making.
type draft struct {
	Renderer
	org     checkins.OrgID
	text    bot.Text // the whole message without any layout
	body    []Element
	actions []Action
	charts  int
	dates   int // to pick
}

func (d *draft) add(elements ...Element) { d.body = append(d.body, elements...) }

func (d *draft) offer(actions ...Action) { d.actions = append(d.actions, actions...) }

func (d *draft) card() (Card, error) {
	actions := d.actions
	if len(rows(actions)) > 1 { // a card has one row at its end
		d.buttons(actions...)
		actions = nil
	}
	c := newCard(d.body, actions)
	if d.window {
		c.Host, c.Actions = nil, submitting(c.Actions)
	}
	c.Summary = d.text.Fit(maxSummary, bot.Text.Plain)
	c.FallbackText = d.text.Fit(maxSummary, markdown)
	return fitted(c)
}
