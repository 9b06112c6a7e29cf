package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// cursor reads a JSON text from left to right, without a copy. It knows what the
// files of replay are made of: objects and lists that the caller walks, texts,
// whole numbers and null. Whatever it accepts is JSON by RFC 8259, less texts with
// half a surrogate pair; on a false the cursor stands at the byte that is wrong.
type cursor struct {
	data []byte
	at   int
	half bool // it stands at a text that escapes half a surrogate pair
}

// space skips white space.
func (c *cursor) space() {
	for c.at < len(c.data) {
		switch c.data[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

// take skips white space and then b, if b is next.
func (c *cursor) take(b byte) bool {
	c.space()
	if c.at < len(c.data) && c.data[c.at] == b {
		c.at++
		return true
	}
	return false
}

// ended reports whether only white space is left.
func (c *cursor) ended() bool {
	c.space()
	return c.at == len(c.data)
}

// null takes null.
func (c *cursor) null() bool {
	c.space()
	if len(c.data)-c.at < 4 || string(c.data[c.at:c.at+4]) != "null" {
		return false
	}
	c.at += 4
	return true
}

// mostWhole is what a larger whole number is read as.
const mostWhole = 1 << 30

// whole takes a number that is written in digits only.
func (c *cursor) whole() (n int, ok bool) {
	c.space()
	from := c.at
	for ; c.at < len(c.data) && '0' <= c.data[c.at] && c.data[c.at] <= '9'; c.at++ {
		n = min(10*n+int(c.data[c.at]-'0'), mostWhole)
	}
	if c.at == from || c.data[from] == '0' && c.at > from+1 {
		return 0, false
	}
	if c.at < len(c.data) {
		switch c.data[c.at] {
		case '.', 'e', 'E': // 4.0 is a number and no whole one
			return 0, false
		}
	}
	return n, true
}

// quoted reports whether a text is next.
func (c *cursor) quoted() bool {
	c.space()
	return c.at < len(c.data) && c.data[c.at] == '"'
}

// text takes a text. What it returns is valid as long as the data.
func (c *cursor) text() (text []byte, ok bool) {
	if !c.quoted() {
		return nil, false
	}
	from, plain, ascii := c.at, true, true
	for c.at++; c.at < len(c.data); c.at++ {
		switch b := c.data[c.at]; {
		case b == '"':
			c.at++
			return c.unquoted(from, plain, ascii)
		case b == '\\':
			plain = false
			c.at++ // whatever it is, it does not end the text
		case b < ' ':
			return nil, false
		case b >= utf8.RuneSelf:
			ascii = false
		}
	}
	c.at = len(c.data)
	return nil, false
}

// unquoted returns the text that began at from and ends before the cursor.
func (c *cursor) unquoted(from int, plain, ascii bool) ([]byte, bool) {
	inner := c.data[from+1 : c.at-1]
	if !ascii && !utf8.Valid(inner) {
		c.at = from
		return nil, false
	}
	if plain {
		return inner, true
	}
	var s string
	if err := json.Unmarshal(c.data[from:c.at], &s); err != nil {
		c.at = from
		return nil, false
	}
	if c.half = halved(inner); c.half {
		c.at = from
		return nil, false
	}
	return []byte(s), true
}

// halved reports whether a text, which is JSON, escapes half of a surrogate pair.
// That is no character, and encoding/json would take each for the same one: two
// ids could become one.
func halved(inner []byte) bool {
	unit := func(at int) rune {
		if len(inner) < at+6 || inner[at] != '\\' || inner[at+1] != 'u' {
			return 0
		}
		n, err := strconv.ParseUint(string(inner[at+2:at+6]), 16, 16)
		if err != nil {
			return 0
		}
		return rune(n)
	}
	for n := 0; n < len(inner); n++ {
		if inner[n] != '\\' {
			continue
		}
		switch r := unit(n); {
		case utf16.IsSurrogate(r) && utf16.DecodeRune(r, unit(n+6)) == utf8.RuneError:
			return true
		case utf16.IsSurrogate(r):
			n += 11 // both
		default:
			n++ // whatever is escaped, it begins no escape
		}
	}
	return false
}

// trouble says that the cursor stands at something that can't be read, counting
// from the beginning of its line.
func (c *cursor) trouble() string {
	c.space()
	line := c.data[bytes.LastIndexByte(c.data[:c.at], '\n')+1 : c.at]
	switch {
	case c.at == len(c.data):
		return "malformed JSON: it ends too early"
	case c.half:
		return fmt.Sprintf("half a surrogate pair in the text at character %d, which is no character", utf8.RuneCount(line)+1)
	case !utf8.Valid(c.data):
		return "not UTF-8 text"
	}
	return fmt.Sprintf("malformed JSON at character %d", utf8.RuneCount(line)+1)
}
