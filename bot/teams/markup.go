package teams

import (
	"html"
	"regexp"
	"strings"
)

// readable is the text of a message that Teams gives as HTML: what people read, without
// any layout, and without the message that it replies to, which somebody else wrote.
// Emojis are their characters, pictures nothing. Mentions are names; those of apps, by
// their ids, are left out. It reads every byte once, whatever they are.
func readable(markup string, apps map[string]bool) string {
	var out strings.Builder
	for markup != "" {
		n := strings.IndexByte(markup, '<')
		if n < 0 {
			n = len(markup)
		}
		out.WriteString(markup[:n])
		if markup = markup[n:]; markup == "" {
			break
		}
		tag, rest := cutTag(markup)
		if tag == "" { // a sign as typed
			out.WriteByte('<')
			markup = rest
			continue
		}
		markup = rest
		switch name := nameOf(tag); {
		case tag == "<!--":
			_, markup, _ = strings.Cut(markup, "-->")
		case name == "script", name == "style":
			markup = after(markup, "</"+name)
		case name == "blockquote" && strings.HasSuffix(attribute(tag, "itemtype"), "/Reply"): // of another's
			markup = after(markup, "</blockquote")
			out.WriteByte('\n')
		case name == "at" && apps[attribute(tag, "id")]:
			markup = after(markup, "</at")
		case name == "emoji", name == "img" && strings.Contains(attribute(tag, "itemtype"), "Emoji"):
			out.WriteString(attribute(tag, "alt"))
		case parts[strings.TrimPrefix(name, "/")]:
			out.WriteByte('\n')
		}
	}
	return html.UnescapeString(out.String())
}

// parts are the tags that begin or end a line.
var parts = map[string]bool{
	"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "td": true, "th": true, "table": true,
	"blockquote": true, "pre": true, "hr": true, "h1": true, "h2": true, "h3": true,
}

// cutTag splits markup, which begins with <, after its first tag. An empty tag: it
// begins with none, and rest is what follows the sign.
func cutTag(markup string) (tag, rest string) {
	if strings.HasPrefix(markup, "<!--") {
		return markup[:4], markup[4:]
	}
	if len(markup) < 2 || !strings.ContainsRune("/!?", rune(markup[1])) && (markup[1]|0x20 < 'a' || markup[1]|0x20 > 'z') {
		return "", markup[1:]
	}
	var quote byte
	for n := 1; n < len(markup); n++ {
		switch c := markup[n]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"', c == '\'':
			quote = c
		case c == '>':
			return markup[:n+1], markup[n+1:]
		}
	}
	return markup, "" // it never ends
}

// nameOf is the name of a tag in lower case, with the slash of one that closes.
func nameOf(tag string) string {
	name, closes := strings.CutPrefix(tag[1:], "/")
	if n := strings.IndexAny(name, " \t\r\n/>"); n >= 0 {
		name = name[:n]
	}
	if closes {
		name = "/" + name
	}
	return strings.ToLower(name)
}

// after is what follows the first tag that begins with end; nothing where there is none.
func after(markup, end string) string {
	for {
		n := strings.IndexByte(markup, '<')
		if n < 0 {
			return ""
		}
		markup = markup[n:]
		if len(markup) >= len(end) && strings.EqualFold(markup[:len(end)], end) {
			_, rest := cutTag(markup)
			return rest
		}
		markup = markup[1:]
	}
}

var attributes = regexp.MustCompile(`\s([a-zA-Z]+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// attribute is the value of an attribute of a tag; empty when it has none.
func attribute(tag, name string) string {
	for _, m := range attributes.FindAllStringSubmatch(tag, -1) {
		if strings.EqualFold(m[1], name) {
			return m[2] + m[3]
		}
	}
	return ""
}
