package bot

import (
	"regexp"
	"strings"

	"parallax/checkins"
)

// File is a file for one reader, in plain text: that opens with one click in both
// platforms, on any phone, and in whatever a computer opens texts with.
type File struct {
	Name string // letters, digits, - and ., such as brief-crm-2026-11-22.txt
	Text string // UTF-8, a line break at its end
	Says Text   // what stands beside it in the chat
}

// BriefFile returns a brief as a file.
func (w Words) BriefFile(m checkins.BriefFile) File {
	p := w.brief(m.Brief)
	for n, b := range p.Blocks { // a file is not copied from
		if s, is := b.(Small); is && n == len(p.Blocks)-1 {
			s.Texts = []Text{w.say("brief.file_foot")}
			p.Blocks[n] = s
		}
	}
	return File{Name: w.briefFileName(m.Brief.About, m.Day), Text: p.PlainText(), Says: w.say("brief.file_is", with{"Day": w.Dated(m.Day)})}
}

func (w Words) briefFileName(about checkins.InitiativeID, day checkins.Date) string {
	name := w.say("brief.file_name").Plain() + "-"
	if about != "" {
		name += string(about) + "-"
	}
	return name + string(day) + ".txt"
}

// FileOffer asks a reader whether a file may be put where the platform keeps theirs.
func (w Words) FileOffer(m checkins.BriefFile) Text {
	return w.say("brief.file_offer", with{"Day": w.Dated(m.Day)})
}

// BriefFiledName is the name of a file that was put somewhere.
func (w Words) BriefFiledName(m checkins.BriefFiled) string { return w.briefFileName(m.About, m.Day) }

// briefFile is the same where there are no files.
func (w Words) briefFile(m checkins.BriefFile) Page { return w.brief(m.Brief) }

// briefFiled says where a file is.
func (w Words) briefFiled(m checkins.BriefFiled) Page {
	headline := w.say("brief.filed", with{"Day": w.Dated(m.Day)})
	p := Page{Letter: m.Letter, Text: headline}
	p.Add(Headline{headline})
	return p
}

// unfiled says why a brief comes as text to who asked for a file.
func (w Words) unfiled(why string) []Text {
	switch why {
	case checkins.UnfiledScope:
		return []Text{w.say("brief.unfiled.scope"), w.say("brief.unfiled.ask")}
	case checkins.UnfiledUnknown:
		return []Text{w.say("brief.unfiled.unknown")}
	case checkins.UnfiledRefused:
		return []Text{w.say("brief.unfiled.refused")}
	}
	return nil
}

// PlainText returns a page as text for a file: a headline and the name of a part are
// underlined, lines of a list begin with a dash, and buttons are left out.
func (p Page) PlainText() string {
	var b strings.Builder
	line := func(t Text, before string) {
		if s := t.Plain(); s != "" {
			b.WriteString(before + s + "\n")
		}
	}
	under := func(t Text, with string) {
		if s := t.Plain(); s != "" {
			b.WriteString("\n" + s + "\n" + strings.Repeat(with, len(graphemes(s))) + "\n\n")
		}
	}
	for _, block := range p.Blocks {
		switch x := block.(type) {
		case Headline:
			under(x.Text, "=")
		case Part:
			under(x.Text, "-")
		case News:
			under(x.News, "-")
			line(x.More, "")
		case Sentence:
			line(x.Text, "")
		case List:
			for _, l := range x.Lines {
				line(l, "- ")
			}
		case Small:
			b.WriteString("\n")
			for _, l := range x.Texts {
				line(l, "")
			}
		}
	}
	return strings.TrimLeft(emptied.ReplaceAllString(b.String(), "\n\n"), "\n")
}

// emptied are empty lines of which one is enough.
var emptied = regexp.MustCompile(`\n{3,}`)
