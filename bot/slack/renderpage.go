package slack

import (
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
)

// page draws a message in blocks.
func (d *draft) page(p bot.Page) {
	d.letter, d.text = p.Letter, p.Text
	d.blocksOf(p.Blocks)
}

// blocksOf draws blocks at the end of a message.
func (d *draft) blocksOf(blocks []bot.Block) {
	for i, b := range blocks {
		switch b := b.(type) {
		case bot.Headline:
			d.add(header(b.Text))
		case bot.Part:
			d.add(rich(emphasis(b.Text)))
		case bot.Sentence:
			d.add(optional(b.Text)...)
		case bot.News:
			d.add(rich(emphasis(b.News), words(b.More, b.News)))
		case bot.Small:
			d.add(small(b.Texts...)...)
		case bot.List:
			d.add(bullets(b.Lines)...)
		case bot.Rule:
			d.add(api.NewDividerBlock())
		case bot.Buttons:
			d.rowOf(strconv.Itoa(i), b.Buttons)
		case bot.Curve:
			d.curve(b)
		case bot.Picture:
			if d.picture(b.Question, b.Track) && b.End {
				d.add(small(d.ChartEnd(b.Track))...)
			}
		}
	}
}

// rowOf draws buttons in a row. A date to pick makes a row of its own, for its block
// carries its claim.
func (d *draft) rowOf(suffix string, buttons []bot.Button) {
	var row []api.BlockElement
	end := func() {
		if len(row) > 0 {
			d.add(api.NewActionBlock("", row...))
		}
		row = nil
	}
	for i, b := range buttons {
		if b.Act == bot.ActPick {
			end()
			d.add(d.pick(b))
			continue
		}
		if len(row) == maxActions {
			end()
		}
		row = append(row, d.pressable(b, suffix+"."+strconv.Itoa(i)))
	}
	end()
}

func (d *draft) pressable(b bot.Button, suffix string) *api.ButtonBlockElement {
	button := d.button(Suffixed(b.Act, suffix), b.Label, b.Claim)
	switch {
	case b.Danger:
		button.Style = api.StyleDanger
	case b.Primary:
		button.Style = api.StylePrimary
	}
	if b.Confirm != nil {
		button.Confirm = confirmation(*b.Confirm)
		button.Confirm.Style = button.Style
	}
	return button
}

func confirmation(c bot.Confirm) *api.ConfirmationBlockObject {
	return api.NewConfirmationBlockObject(plainText(c.Title, maxConfirmTitle), plainText(c.Text, maxConfirm), plainText(c.Yes, maxConfirmButton), plainText(c.No, maxConfirmButton))
}

// pick is a date to pick. It carries no value, so its claim stands in the ids of the
// block and, where that has no room for all of it, of the element; see pickedToken. It
// begins with no date: Slack would show that instead of what the date is for, and tell
// nobody when it is picked.
func (d *draft) pick(b bot.Button) api.Block {
	c := b.Claim
	c.Act, c.Org = b.Act, d.org
	token := d.Signer.Sign(c)
	cut := max(0, len(token)-maxID)
	p := picker(Suffixed(b.Act, token[:cut]), b.Label)
	return api.NewActionBlock(token[cut:], p)
}

// pickedToken puts together what pick took apart.
func pickedToken(a pressed) string { return a.Action[len(ActionOf(a.Action))+1:] + a.Block }

// rich is a block in which nothing is markup; nil pieces are left out.
func rich(pieces ...api.RichTextSectionElement) api.Block {
	return api.NewRichTextBlock("", api.NewRichTextSection(full(pieces)...))
}

func full(pieces []api.RichTextSectionElement) []api.RichTextSectionElement {
	var there []api.RichTextSectionElement
	for _, p := range pieces {
		if p != nil {
			there = append(there, p)
		}
	}
	return there
}

// emphasis is a piece in bold.
func emphasis(t bot.Text) api.RichTextSectionElement {
	if t.IsZero() {
		return nil
	}
	return api.NewRichTextSectionTextElement(t.Fit(maxSentence, plain), &api.RichTextSectionTextStyle{Bold: true})
}

// words is a piece after another one.
func words(t, after bot.Text) api.RichTextSectionElement {
	if t.IsZero() {
		return nil
	}
	s := t.Fit(maxSentence, plain)
	if !after.IsZero() {
		s = " " + s
	}
	return api.NewRichTextSectionTextElement(s, nil)
}

// bullets is a list, nil without lines.
func bullets(lines []bot.Text) []api.Block {
	list := bulletList{Type: api.RTEList, Style: api.RTEListBullet}
	for _, l := range lines {
		if !l.IsZero() {
			list.Elements = append(list.Elements, api.NewRichTextSection(words(l, bot.Text{})))
		}
	}
	if len(list.Elements) == 0 {
		return nil
	}
	return []api.Block{api.NewRichTextBlock("", list)}
}

// bulletList is api.RichTextList without the properties that a list of ours never has
// and that not every reader of Slack's knows.
type bulletList struct {
	Type     api.RichTextElementType     `json:"type"`
	Style    api.RichTextListElementType `json:"style"`
	Elements []*api.RichTextSection      `json:"elements"`
}

// RichTextElementType implements api.RichTextElement.
func (l bulletList) RichTextElementType() api.RichTextElementType { return l.Type }
