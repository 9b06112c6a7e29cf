package teams

import (
	"slices"

	"parallax/bot"
)

// page draws a message in blocks.
func (d *draft) page(p bot.Page) {
	d.text = p.Text
	d.blocksOf(p.Blocks)
}

// blocksOf draws blocks at the end of a message.
func (d *draft) blocksOf(blocks []bot.Block) {
	separate := false
	for _, b := range blocks {
		from := len(d.body)
		switch b := b.(type) {
		case bot.Headline:
			d.add(heading(b.Text, sizeTitle))
		case bot.Part:
			d.add(heading(b.Text, sizePart))
		case bot.Sentence:
			d.add(sentence(b.Text)...)
		case bot.News:
			d.add(paragraph(bold(b.News), run(b.More))...)
		case bot.Small:
			d.add(small(b.Texts...)...)
		case bot.List:
			d.add(bullets(b.Lines)...)
		case bot.Rule:
			separate = true
			continue
		case bot.Buttons:
			d.rowOf(b.Buttons)
		case bot.Curve:
			d.add(d.curve(b)...)
		case bot.Picture:
			d.add(d.picture(b.Question, b.Track, b.End)...)
		}
		if separate && len(d.body) > from {
			below := slices.Clone(d.body[from:])
			d.body = d.body[:from]
			d.section(true, below)
			separate = false
		}
	}
}

// maxRow is how many buttons Teams shows in a row, for the rest would hide in a menu,
// and maxRowText our own limit of what stands on them together, characters: Teams cuts
// what does not fit.
const (
	maxRow     = 6
	maxRowText = 48
	buttonEdge = 4 // characters that fit into the edges of a button
)

// rowOf draws the buttons of a page side by side.
func (d *draft) rowOf(buttons []bot.Button) { d.buttons(d.deeds(buttons)...) }

// rows shares buttons out to rows in which nothing on them is cut.
func rows(buttons []Action) [][]Action {
	var all [][]Action
	used := 0
	for _, b := range buttons {
		long := bot.Length(b.Title) + buttonEdge
		if n := len(all); n > 0 && len(all[n-1]) < maxRow && used+long <= maxRowText {
			all[n-1] = append(all[n-1], b)
			used += long
			continue
		}
		all, used = append(all, []Action{b}), long
	}
	return all
}

func (d *draft) pressable(b bot.Button) Action {
	if b.Act == bot.ActPick {
		return d.dated(b.Act, b.Label, b.Date, b.Claim)
	}
	a := d.button(b.Act, b.Label, b.Claim)
	if c := b.Confirm; c != nil { // Teams asks nothing by itself: the question unfolds
		yes := d.button(b.Act, c.Yes, b.Claim)
		a = fold(b.Label, append(paragraph(bold(c.Title)), sentence(c.Text)...), coloured(yes, b))
	}
	return coloured(a, b)
}

func coloured(a Action, b bot.Button) Action {
	switch {
	case b.Danger:
		return styled(a, "destructive")
	case b.Primary:
		return primary(a)
	}
	return a
}
