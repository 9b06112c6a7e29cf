package slack

import (
	"errors"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// Payload is a message as Slack takes it, for posting, updating and private
// replies. Text is what notifications and screen readers get.
type Payload struct {
	Text     string            `json:"text"`
	Blocks   []api.Block       `json:"blocks"`
	Metadata api.SlackMetadata `json:"-"` // names the letter; zero where the message does not know its own
}

// ErrUnknownMessage: an intention that this renderer has no look for.
var ErrUnknownMessage = errors.New("unknown message")

// Renderer turns intentions into Block Kit. It decides looks, never content: the
// sentences are package bot's.
type Renderer struct {
	bot.Words // the zero Words are English
	Signer    bot.Signer

	inView bool // what is drawn stands in a modal or on the home tab, where charts may not
}

// In returns a renderer that speaks another language; see bot.WordsIn.
func (r Renderer) In(locale string) Renderer {
	r.Words = bot.WordsIn(locale)
	return r
}

// Message renders any message; a Form becomes the message from which it can be
// opened. What it returns has passed Check.
func (r Renderer) Message(org checkins.OrgID, m checkins.Message) (Payload, error) {
	d := draft{Renderer: r, org: org}
	if r.inView {
		d.charts = maxCharts // as if there were enough of them: words tell it
	}
	switch m := m.(type) {
	case checkins.Ask:
		d.ask(m, r.AskHeadline(m), bot.Text{})
	case checkins.Nudge:
		d.nudge(m)
	case checkins.Remind:
		d.ask(m.Ask, r.RemindHeadline(), bot.Text{})
	case checkins.Form:
		d.ask(m.Ask, r.AskHeadline(m.Ask), bot.Text{})
	case checkins.Result:
		d.result(m)
	case checkins.GapAlert:
		d.alert(m)
	case checkins.AlertUpdate:
		d.update(m)
	case checkins.Card:
		d.card(m)
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
		d.opener(m)
	default:
		p, ok := r.Page(m)
		if !ok {
			return Payload{}, fmt.Errorf("render %T: %w", m, ErrUnknownMessage)
		}
		d.page(p)
	}
	p := Payload{Text: notification(d.text), Blocks: d.shortened()}
	if d.letter != "" {
		p.Metadata = Stamp(d.letter)
	}
	if err := Check(p); err != nil {
		return Payload{}, fmt.Errorf("render %T: %w", m, err)
	}
	return p, nil
}

// draft is a message in the making.
type draft struct {
	Renderer
	org    checkins.OrgID
	letter checkins.LetterID
	text   bot.Text
	blocks []api.Block
	charts int
}

func (d *draft) add(blocks ...api.Block) { d.blocks = append(d.blocks, blocks...) }

// shortened drops blocks before the last ones, which hold the buttons, when there
// are too many. No message comes near that with what a pulse can ask today.
func (d *draft) shortened() []api.Block {
	const tail = 4
	if over := len(d.blocks) - maxBlocks; over > 0 {
		cut := len(d.blocks) - tail
		return append(append([]api.Block{}, d.blocks[:cut-over]...), d.blocks[cut:]...)
	}
	return d.blocks
}

// button makes a button whose value is the signed claim. Its Act and Org are
// filled in here.
func (d *draft) button(actionID string, label bot.Text, c bot.Claim) *api.ButtonBlockElement {
	c.Act, c.Org = ActionOf(actionID), d.org
	return api.NewButtonBlockElement(actionID, d.Signer.Sign(c), plainText(label, maxButton))
}

func primary(b *api.ButtonBlockElement) *api.ButtonBlockElement { return b.WithStyle(api.StylePrimary) }

func picker(actionID string, label bot.Text) *api.DatePickerBlockElement {
	p := api.NewDatePickerBlockElement(actionID)
	p.Placeholder = plainText(label, maxPlaceholder)
	return p
}
