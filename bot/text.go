package bot

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/rivo/uniseg"
)

// Text is something for people to read. It keeps apart what the program wrote
// and what somebody typed, so that each platform can make the latter harmless in
// its own way. Nothing but Trusted and User makes one. The zero Text is empty.
type Text struct{ spans []span }

type span struct {
	s    string
	user bool
}

// Trusted is for texts that stand in the program.
func Trusted(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{[]span{{s, false}}}
}

// User is for everything that somebody typed: names, statements, lines. Control
// and bidirectional characters and other invisible ones are taken out, white
// space becomes single spaces, and a pile of marks on one letter is cut down.
func User(s string) Text {
	s = strings.Join(strings.Fields(visible(s, false)), " ")
	if s == "" {
		return Text{}
	}
	return Text{[]span{{s, true}}}
}

// UserLines is User with its line breaks kept, for a text of several lines that
// its author gets back.
func UserLines(s string) Text {
	s = strings.Trim(visible(s, true), " \n")
	if s == "" {
		return Text{}
	}
	return Text{[]span{{s, true}}}
}

// Join puts texts one after another without anything between them.
func Join(parts ...Text) Text {
	var t Text
	for _, p := range parts {
		t.spans = append(t.spans, p.spans...)
	}
	return t
}

// JoinWith puts sep between the texts that are not empty.
func JoinWith(sep string, parts ...Text) Text {
	var t Text
	for _, p := range parts {
		if p.IsZero() {
			continue
		}
		if !t.IsZero() {
			t.spans = append(t.spans, span{s: sep})
		}
		t.spans = append(t.spans, p.spans...)
	}
	return t
}

// IsZero reports whether there is nothing to read.
func (t Text) IsZero() bool { return len(t.spans) == 0 }

// Each gives every piece of the text in order; user says that somebody typed it.
// It is for the encoders of the platforms.
func (t Text) Each(f func(s string, user bool)) {
	for _, p := range t.spans {
		f(p.s, p.user)
	}
}

// Plain returns the text as it is read, for media without any markup.
func (t Text) Plain() string {
	var b strings.Builder
	t.Each(func(s string, _ bool) { b.WriteString(s) })
	return b.String()
}

// Length counts as the strictest platform does, in UTF-16 units.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r) // -1 never comes: ranging gives U+FFFD for what is no rune
	}
	return n
}

// Fit returns the text in an encoding, at most limit units long (Length). When it
// is too long the pieces that people typed give way first, each cut to the same
// size on a grapheme border and ended with an ellipsis; the program's own words
// are cut only when they alone are too long.
func (t Text) Fit(limit int, encode func(Text) string) string {
	if out := encode(t); Length(out) <= limit {
		return out
	}
	borders := make([][]int, len(t.spans)) // of each piece that somebody typed: where its graphemes end
	longest := 0
	for i, p := range t.spans {
		if p.user {
			borders[i] = graphemes(p.s)
			longest = max(longest, len(borders[i]))
		}
	}
	// The greatest size that fits; a greater size never makes the text shorter.
	low, high := 0, longest
	for low < high {
		middle := (low + high + 1) / 2
		if Length(encode(t.cut(middle, borders))) <= limit {
			low = middle
		} else {
			high = middle - 1
		}
	}
	out := encode(t.cut(low, borders))
	if Length(out) <= limit {
		return out
	}
	return t.clip(limit, encode)
}

const ellipsis = "…"

// graphemes returns the byte offsets at which the graphemes of s end.
func graphemes(s string) []int {
	var ends []int
	for g := uniseg.NewGraphemes(s); g.Next(); {
		_, end := g.Positions()
		ends = append(ends, end)
	}
	return ends
}

// cut shortens every piece that somebody typed to at most n graphemes.
func (t Text) cut(n int, borders [][]int) Text {
	cut := Text{make([]span, len(t.spans))}
	for i, p := range t.spans {
		if p.user {
			p.s = head(p.s, n, borders[i])
		}
		cut.spans[i] = p
	}
	return cut
}

// clip drops graphemes from the end of the whole text until it fits.
func (t Text) clip(limit int, encode func(Text) string) string {
	room := max(0, limit-Length(ellipsis))
	kept, used := Text{}, 0
	for _, p := range t.spans {
		g := uniseg.NewGraphemes(p.s)
		for g.Next() {
			piece := span{g.Str(), p.user}
			size := Length(encode(Text{[]span{piece}}))
			if used+size > room {
				kept.spans = append(kept.spans, span{s: ellipsis})
				return encode(kept)
			}
			used += size
			kept.spans = append(kept.spans, piece)
		}
	}
	return encode(kept)
}

// head returns at most n graphemes of s, the last one an ellipsis when some are
// missing.
func head(s string, n int, ends []int) string {
	switch {
	case len(ends) <= n:
		return s
	case n <= 1:
		return ellipsis
	}
	return strings.TrimRight(s[:ends[n-2]], " ") + ellipsis
}

// maxTyped is how many graphemes of a text are kept. No place shows as many.
const maxTyped = 1000

// maxMarks is how many code points one grapheme may have. The longest emoji in
// use has eleven.
const maxMarks = 12

// visible takes out what cannot be seen and what moves other text about.
func visible(s string, lines bool) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\t', r == '\n', r == '\v', r == '\f', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			return ' '
		case r == 0x200C || r == 0x200D: // joiners: scripts and emoji need them
			return r
		case unicode.Is(unicode.C, r): // control, format (bidi, zero width, tags), private use
			return -1
		case r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x034F: // fillers that show nothing
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	kept := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		runes := g.Runes()
		if !drawn(runes) {
			continue
		}
		if kept++; kept > maxTyped {
			break
		}
		for _, r := range runes[:min(len(runes), maxMarks)] {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// drawn reports whether a grapheme shows anything: joiners alone do not.
func drawn(g []rune) bool {
	for _, r := range g {
		if r != 0x200C && r != 0x200D {
			return true
		}
	}
	return false
}
