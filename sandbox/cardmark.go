package sandbox

import (
	"html"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// piece is some text with one look.
type piece struct {
	text         string
	bold, italic bool
	link         string // where a click goes
	at           string // the text of a mention, as in <at>Ana</at>
}

// marked is a text of a card: paragraphs and lists of pieces.
type marked []para

// para is a paragraph, or an item of a list.
type para struct {
	list   string // "ul", "ol", or "" for a paragraph
	pieces []piece
}

func (m marked) each(f func(piece)) {
	for _, p := range m {
		for _, s := range p.pieces {
			f(s)
		}
	}
}

// plain is what is read, paragraph by paragraph.
func (m marked) plain() string {
	var out []string
	for _, p := range m {
		var b strings.Builder
		for _, s := range p.pieces {
			b.WriteString(s.text)
		}
		out = append(out, b.String())
	}
	return strings.Join(out, "\n")
}

var (
	bulletLine = regexp.MustCompile(`^ {0,3}[-*+][ \t]+(.*)$`)
	numberLine = regexp.MustCompile(`^ {0,3}\d{1,9}[.)][ \t]+(.*)$`)
)

// parseMarkdown reads the part of Markdown that cards know: bold, italic, links,
// lists, escapes and entities. A blank line parts paragraphs; a single line break is
// a blank, as in Teams.
func parseMarkdown(text string) marked {
	var out marked
	open := false // the last paragraph goes on
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		switch {
		case strings.TrimSpace(line) == "":
			open = false
		case bulletLine.MatchString(line):
			out = append(out, para{list: "ul", pieces: inlineMarks(bulletLine.FindStringSubmatch(line)[1])})
			open = false
		case numberLine.MatchString(line):
			out = append(out, para{list: "ol", pieces: inlineMarks(numberLine.FindStringSubmatch(line)[1])})
			open = false
		case open:
			last := &out[len(out)-1]
			last.pieces = append(append(last.pieces, piece{text: " "}), inlineMarks(strings.TrimSpace(line))...)
		default:
			out = append(out, para{pieces: inlineMarks(strings.TrimSpace(line))})
			open = true
		}
	}
	return out
}

var (
	atMark   = regexp.MustCompile(`^<at>([^<]*)</at>`)
	linkMark = regexp.MustCompile(`^\[((?:[^\[\]\\]|\\.)*)\]\(<?((?:[^()\s<>]|\([^()\s<>]*\))*)>?(?:\s+"[^"]*")?\)`)
	autoMark = regexp.MustCompile(`^<((?:https?|mailto):[^\s<>]*)>`)
	dateMark = regexp.MustCompile(`^\{\{(DATE|TIME)\(([0-9TZ:.+-]+)(?:, ?(COMPACT|SHORT|LONG))?\)\}\}`)
	entity   = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
)

// inlineMarks reads one line. Marks that do not close are text.
func inlineMarks(t string) []piece { return piecesOf(t, piece{}, 0) }

func piecesOf(t string, look piece, depth int) []piece {
	var out []piece
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			s := look
			s.text = b.String()
			out = append(out, s)
			b.Reset()
		}
	}
	for i := 0; i < len(t); {
		switch c := t[i]; {
		case c == '\\' && i+1 < len(t) && punctuation(t[i+1]):
			b.WriteByte(t[i+1])
			i += 2
		case c == '&' && entity.MatchString(t[i:]):
			e := entity.FindString(t[i:])
			b.WriteString(html.UnescapeString(e))
			i += len(e)
		case c == '<' && atMark.MatchString(t[i:]):
			m := atMark.FindStringSubmatch(t[i:])
			flush()
			s := look
			s.text, s.at = m[1], m[0]
			out = append(out, s)
			i += len(m[0])
		case c == '<' && look.link == "" && autoMark.MatchString(t[i:]):
			m := autoMark.FindStringSubmatch(t[i:])
			flush()
			s := look
			s.text, s.link = m[1], m[1]
			out = append(out, s)
			i += len(m[0])
		case c == '{' && dateText(dateMark.FindStringSubmatch(t[i:])) != "":
			m := dateMark.FindStringSubmatch(t[i:])
			b.WriteString(dateText(m))
			i += len(m[0])
		case c == '[' && look.link == "" && linkMark.MatchString(t[i:]):
			m := linkMark.FindStringSubmatch(t[i:])
			flush()
			inner := look
			inner.link = html.UnescapeString(unslash(m[2]))
			out = append(out, piecesOf(m[1], inner, depth+1)...)
			i += len(m[0])
		case (c == '*' || c == '_') && depth < maxDepth:
			n := 1
			if i+1 < len(t) && t[i+1] == c {
				n = 2
			}
			end := closingMark(t, i, n)
			if end < 0 {
				b.WriteString(t[i : i+n])
				i += n
				continue
			}
			flush()
			inner := look
			inner.bold, inner.italic = look.bold || n == 2, look.italic || n == 1
			out = append(out, piecesOf(t[i+n:end], inner, depth+1)...)
			i = end + n
		default:
			_, size := utf8.DecodeRuneInString(t[i:])
			b.WriteString(t[i : i+size])
			i += size
		}
	}
	flush()
	return out
}

// dateText is what the client writes for {{DATE(...)}} and {{TIME(...)}}; "" = it
// is no date.
func dateText(m []string) string {
	if m == nil {
		return ""
	}
	at, err := time.Parse(time.RFC3339, m[2])
	if err != nil {
		return ""
	}
	form := "1/2/2006"
	switch {
	case m[1] == "TIME":
		form = "3:04 PM"
	case m[3] == "SHORT":
		form = "Mon, Jan 2, 2006"
	case m[3] == "LONG":
		form = "Monday, January 2, 2006"
	}
	return at.Format(form)
}

// closingMark finds the end of the mark of n characters that starts at i: no blank
// inside at its ends, and underscores only at the ends of words. -1 = it is no mark.
func closingMark(t string, i, n int) int {
	c := t[i]
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	after, _ := utf8.DecodeRuneInString(t[i+n:])
	if i+n >= len(t) || unicode.IsSpace(after) || c == '_' && i > 0 && wordy(before) {
		return -1
	}
	for j := i + n; j+n <= len(t); j++ {
		if t[j] == '\\' {
			j++
			continue
		}
		if t[j] != c || n == 2 && t[j+1] != c || j == i+n {
			continue
		}
		if n == 1 && j+1 < len(t) && t[j+1] == c { // a double mark inside
			j++
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(t[:j])
		next, _ := utf8.DecodeRuneInString(t[j+n:])
		if !unicode.IsSpace(last) && (c != '_' || j+n == len(t) || !wordy(next)) {
			return j
		}
	}
	return -1
}

func punctuation(c byte) bool {
	return c > ' ' && c < 127 && !(c >= '0' && c <= '9') && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z')
}

// unslash undoes backslash escapes.
func unslash(t string) string {
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		if t[i] == '\\' && i+1 < len(t) && punctuation(t[i+1]) {
			i++
		}
		b.WriteByte(t[i])
	}
	return b.String()
}
