package sandbox

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// scribe turns Slack's texts into HTML. Whatever it writes is either a tag of its
// own or went through esc; nothing else may become template.HTML.
type scribe struct {
	people map[string]string // member id -> name
	places map[string]string // channel id -> name
	loc    *time.Location
}

func esc(s string) string { return html.EscapeString(s) }

// text draws a text object; anything else is empty.
func (s scribe) text(v any) template.HTML {
	m, _ := v.(object)
	t, _ := m["text"].(string)
	if m["type"] == "mrkdwn" {
		return s.mrkdwn(t)
	}
	return bare(t)
}

// bare draws text that carries no marks.
func bare(t string) template.HTML {
	return template.HTML(strings.ReplaceAll(esc(emojis(t)), "\n", "<br>")) //nolint:gosec // escaped here
}

// mrkdwn draws Slack's marks: bold, italic, strike, code, quotes, links, mentions,
// dates and emoji names.
func (s scribe) mrkdwn(t string) template.HTML {
	var b strings.Builder
	for i, piece := range strings.Split(t, "```") {
		if i%2 == 1 {
			b.WriteString("<pre>" + esc(unescape(strings.Trim(piece, "\n"))) + "</pre>")
			continue
		}
		s.lines(&b, piece)
	}
	return template.HTML(b.String()) //nolint:gosec // every part was escaped when it was written
}

// lines writes text line by line, quotes gathered.
func (s scribe) lines(b *strings.Builder, t string) {
	quoted, first := false, true
	for line := range strings.SplitSeq(t, "\n") {
		rest, ok := strings.CutPrefix(line, "&gt;")
		if !ok {
			rest, ok = strings.CutPrefix(line, ">")
		}
		switch {
		case ok && !quoted:
			b.WriteString("<blockquote>")
		case !ok && quoted:
			b.WriteString("</blockquote>")
		case !first:
			b.WriteString("<br>")
		}
		quoted, first = ok, false
		s.inline(b, strings.TrimPrefix(rest, " "), ok, 0)
	}
	if quoted {
		b.WriteString("</blockquote>")
	}
}

var marks = map[byte]string{'*': "strong", '_': "em", '~': "s"}

// maxDepth of marks inside marks; deeper ones are shown as typed.
const maxDepth = 4

// inline writes one line. quoted says that a leading blank was taken off.
func (s scribe) inline(b *strings.Builder, t string, quoted bool, depth int) {
	if !quoted && strings.HasPrefix(t, " ") {
		b.WriteByte(' ')
		t = t[1:]
	}
	from := 0 // start of text not yet written
	flush := func(to int) { b.WriteString(esc(emojis(unescape(t[from:to])))) }
	for i := 0; i < len(t); i++ {
		switch c := t[i]; c {
		case '<':
			end := strings.IndexByte(t[i:], '>')
			if end < 0 {
				continue
			}
			flush(i)
			b.WriteString(s.control(t[i+1 : i+end]))
			i += end
			from = i + 1
		case '`':
			end := strings.IndexByte(t[i+1:], '`')
			if end < 1 {
				continue
			}
			flush(i)
			b.WriteString("<code>" + esc(unescape(t[i+1:i+1+end])) + "</code>")
			i += end + 1
			from = i + 1
		case '*', '_', '~':
			end := closing(t, i)
			if end < 0 || depth >= maxDepth {
				continue
			}
			flush(i)
			b.WriteString("<" + marks[c] + ">")
			s.inline(b, t[i+1:end], true, depth+1)
			b.WriteString("</" + marks[c] + ">")
			i = end
			from = end + 1
		}
	}
	flush(len(t))
}

// closing finds the end of the mark that starts at i: it must touch the words
// inside and none outside, as in Slack. -1 = this is no mark.
func closing(t string, i int) int {
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	after, _ := utf8.DecodeRuneInString(t[i+1:])
	if i > 0 && wordy(before) || i+1 >= len(t) || unicode.IsSpace(after) || t[i+1] == t[i] {
		return -1
	}
	for j := i + 2; j < len(t); j++ {
		switch t[j] {
		case '<': // a mark never ends inside a link
			if end := strings.IndexByte(t[j:], '>'); end > 0 {
				j += end
			}
		case t[i]:
			last, _ := utf8.DecodeLastRuneInString(t[:j])
			next, _ := utf8.DecodeRuneInString(t[j+1:])
			if !unicode.IsSpace(last) && (j+1 == len(t) || !wordy(next)) {
				return j
			}
		}
	}
	return -1
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unescape undoes the three escapes that Slack knows.
func unescape(t string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(t)
}

// control draws what stands between < and >.
func (s scribe) control(t string) string {
	body, label, labelled := strings.Cut(t, "|")
	switch {
	case strings.HasPrefix(body, "@"):
		return s.mention(body[1:])
	case strings.HasPrefix(body, "#"):
		return s.place(body[1:])
	case strings.HasPrefix(body, "!date^"):
		return esc(s.date(body, unescape(label)))
	case strings.HasPrefix(body, "!subteam^"):
		return ping("@" + strings.TrimPrefix(body, "!subteam^"))
	case strings.HasPrefix(body, "!"):
		return ping("@" + body[1:])
	}
	if !labelled || label == "" {
		label = body
	}
	if !safeAddress(unescape(body)) {
		return esc(unescape("<" + t + ">")) // no mark that Slack knows
	}
	return link(unescape(body), bare(unescape(label)))
}

func ping(t string) string { return `<span class="ping">` + esc(t) + `</span>` }

func (s scribe) mention(id string) string {
	if name, ok := s.people[id]; ok {
		return ping("@" + name)
	}
	return ping("@" + id)
}

func (s scribe) place(id string) string {
	if name, ok := s.places[id]; ok {
		return ping("#" + name)
	}
	return ping("#" + id)
}

// link makes a link of a web or mail address, and plain text of anything else.
func link(address string, label template.HTML) string {
	if !safeAddress(address) {
		return string(label)
	}
	return `<a href="` + esc(address) + `" target="_blank" rel="noopener noreferrer">` + string(label) + `</a>`
}

func safeAddress(a string) bool {
	u, err := url.Parse(a)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return true
	}
	return false
}

// dateWords are the formats of Slack's date mark.
var dateWords = []struct{ token, layout string }{
	{"{date_num}", "2006-01-02"}, {"{date_short_pretty}", "2 Jan 2006"}, {"{date_long_pretty}", "Monday 2 January 2006"},
	{"{date_pretty}", "2 January 2006"}, {"{date_short}", "2 Jan 2006"}, {"{date_long}", "Monday 2 January 2006"},
	{"{date}", "2 January 2006"}, {"{time_secs}", "15:04:05"}, {"{time}", "15:04"}, {"{day_divider_pretty}", "Monday 2 January"},
}

// date fills !date^seconds^format in the reader's zone; what cannot be read is
// shown as its fallback.
func (s scribe) date(t, fallback string) string {
	parts := strings.Split(t, "^")
	if len(parts) < 3 {
		return fallback
	}
	sec, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return fallback
	}
	at, out := time.Unix(sec, 0).In(s.loc), unescape(parts[2])
	for _, w := range dateWords {
		out = strings.ReplaceAll(out, w.token, at.Format(w.layout))
	}
	if out == "" || strings.Contains(out, "{") {
		return fallback
	}
	return out
}

// inZone gives the instant of a ts in a zone.
func inZone(ts string, loc *time.Location) (time.Time, error) {
	us, ok := micros(ts)
	if !ok {
		return time.Time{}, fmt.Errorf("ts %q: not a time", ts)
	}
	return time.UnixMicro(us).In(loc), nil
}
