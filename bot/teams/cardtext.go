package teams

import (
	"regexp"
	"strings"

	"parallax/bot"
)

// What somebody typed must never become markup. Teams looks for Markdown in a
// TextBlock and in facts, and its clients do not agree on how a character of it is
// escaped: phones have shown the backslash, and some take an escaped bracket for a
// link all the same. A TextRun is shown as it is by all of them. So texts are runs;
// a heading, which must be a TextBlock for screen readers to find it, becomes a run
// when anything in it could be markup; and backslashes stand only where there is
// nothing but Markdown to write.

// Sizes of texts in UTF-16 units. They are our own: Teams limits the card as a
// whole.
const (
	maxSummary   = 700 // what a notification or a screen reader should have to tell
	maxHeading   = 150
	maxSentence  = 600
	maxStatement = 400 // a label, so that a full form stays within maxSize
	maxButton    = 75
)

// literal is a text for places without markup. Teams' clients put a date in the
// place of {{DATE(...)}} even there, so a space parts what would begin one.
func literal(t bot.Text) string { return defuser.Replace(t.Plain()) }

var defuser = strings.NewReplacer("{DATE(", "{ DATE(", "{TIME(", "{ TIME(")

// markdown is a text for places where only Markdown can be written: a backslash
// stands before what could be markup. Of the program's own words that is what acts
// by itself; of what somebody typed it is every sign that CommonMark knows.
func markdown(t bot.Text) string {
	var b strings.Builder
	t.Each(func(s string, user bool) {
		signs := actingSigns
		if user {
			signs += "():@!+-./^$%="
		}
		for _, r := range defuser.Replace(s) {
			if strings.ContainsRune(signs, r) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
	})
	return b.String()
}

// actingSigns are the characters that begin markup wherever they stand.
const actingSigns = "\\`*_{}[]<>#|~&"

// unmarked reports whether a whole text means nothing in Markdown, so that a
// TextBlock shows it as it is. It errs on the safe side.
func unmarked(s string) bool {
	if s == "" || strings.ContainsAny(s, actingSigns+"@\n") || addressed.MatchString(s) {
		return false
	}
	return !strings.ContainsAny(s[:1], "+-=0123456789")
}

// addressed is what clients may make a link of by themselves: a dot within a word, as
// in names of hosts (with the dots that browsers take for one), and a colon after a
// letter that a space does not follow, as in "mailto:". A time of day is neither.
var addressed = regexp.MustCompile(`[.。．｡][^\s.)]|\pL[:：]\S|//`)

// heading is the first line of a card or of a part of it.
func heading(t bot.Text, size string) Element {
	s := t.Fit(maxHeading, literal)
	if !unmarked(s) {
		return RichTextBlock{Type: "RichTextBlock", Inlines: []TextRun{{Type: "TextRun", Text: s, Size: size, Weight: "Bolder"}}}
	}
	return TextBlock{Type: "TextBlock", Text: s, Wrap: true, Size: size, Weight: "Bolder", Style: "heading"}
}

// The sizes of headings.
const (
	sizeTitle = "Large"
	sizePart  = "Medium"
)

func run(t bot.Text) TextRun {
	return TextRun{Type: "TextRun", Text: t.Fit(maxSentence, literal)}
}

func bold(t bot.Text) TextRun {
	r := run(t)
	r.Weight = "Bolder"
	return r
}

func mono(s string) TextRun {
	return TextRun{Type: "TextRun", Text: literal(bot.User(s)), FontType: "Monospace"}
}

func faint(t bot.Text) TextRun {
	r := run(t)
	r.Size, r.IsSubtle = "Small", true
	return r
}

// paragraph puts runs into one block, a space between those that are not empty;
// nil without any.
func paragraph(runs ...TextRun) []Element {
	var full []TextRun
	for _, r := range runs {
		if r.Text == "" {
			continue
		}
		if n := len(full); n > 0 {
			full[n-1].Text += " "
		}
		full = append(full, r)
	}
	if len(full) == 0 {
		return nil
	}
	return []Element{RichTextBlock{Type: "RichTextBlock", Inlines: full}}
}

// sentence is a paragraph of one text, or nothing when it is empty.
func sentence(t bot.Text) []Element { return paragraph(run(t)) }

// small is what may be overlooked: a block a text that is not empty.
func small(texts ...bot.Text) []Element {
	var blocks []Element
	for _, t := range texts {
		blocks = append(blocks, paragraph(faint(t))...)
	}
	return near(blocks)
}

// bullets is a block a text, with a dot before it.
func bullets(texts []bot.Text) []Element {
	var blocks []Element
	for _, t := range texts {
		blocks = append(blocks, paragraph(run(bot.Join(bot.Trusted("• "), t)))...)
	}
	if len(blocks) < 2 {
		return blocks
	}
	return append(blocks[:1:1], near(blocks[1:])...)
}

// near moves blocks up to what they belong to.
func near(blocks []Element) []Element {
	for i, b := range blocks {
		if r, is := b.(RichTextBlock); is {
			r.Spacing = "Small"
			blocks[i] = r
		}
	}
	return blocks
}
