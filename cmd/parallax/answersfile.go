package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"parallax/scoring"
)

// answer is one line of answers.jsonl (INTERFACES.md). The texts are valid until
// the next line is read.
type answer struct {
	round      int // from 1
	side       scoring.Side
	initiative []byte
	respondent []byte
	dimension  []byte
	own, guess int // 1..5; 0: can't say, or not asked
}

const (
	mostLine      = 1 << 20 // bytes of a line
	answerExample = `{"round":1,"initiative":"crm","side":"it","respondent":"ana","dimension":"why","own":4,"guess":null}`
)

var (
	answerFields = []string{"round", "initiative", "side", "respondent", "dimension", "own", "guess"}
	byteOrder    = []byte("\xef\xbb\xbf") // some editors put it before UTF-8 text
)

// flaw is what is wrong in a field of a line, with the way out. It never holds a
// rating or a guess, so that it may be passed on.
type flaw struct{ field, text string }

func (f flaw) Error() string {
	if f.field == "" {
		return f.text
	}
	return f.field + ": " + f.text
}

func flawed(field, format string, args ...any) error {
	return flaw{field, fmt.Sprintf(format, args...)}
}

// answersFile reads an answers.jsonl a line at a time.
type answersFile struct {
	name string
	in   *bufio.Reader
	line int   // of the answer that was read last
	read int64 // bytes of the lines so far
}

func newAnswersFile(name string, in io.Reader) *answersFile {
	// A little more than a line: its end, and a byte order mark.
	return &answersFile{name: name, in: bufio.NewReaderSize(in, mostLine+8)}
}

// next reads the next answer. io.EOF: there is none.
func (f *answersFile) next(a *answer) error {
	for {
		line, err := f.in.ReadSlice('\n')
		if len(line) > 0 {
			f.line++
			f.read += int64(len(line))
		}
		full := errors.Is(err, bufio.ErrBufferFull)
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return io.EOF
		case err != nil && !full && !errors.Is(err, io.EOF):
			return fmt.Errorf("read %s after line %d: %w", f.name, f.line, err)
		}
		if f.line == 1 {
			line = bytes.TrimPrefix(line, byteOrder)
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if full || len(line) > mostLine {
			return f.at(flawed("", "longer than %d MiB: write one answer a line", mostLine>>20))
		}
		if c := (cursor{data: line}); c.ended() {
			continue
		}
		if err := a.decode(line); err != nil {
			return f.at(err)
		}
		return nil
	}
}

// at names the line of an error.
func (f *answersFile) at(err error) error { return fmt.Errorf("%s:%d: %w", f.name, f.line, err) }

// decode reads one line, its end cut off.
func (a *answer) decode(line []byte) error {
	c := cursor{data: line}
	if !c.take('{') {
		return flawed("", "no JSON object: write one answer a line, like %s", answerExample)
	}
	have := 0 // a bit a field
	for !c.take('}') {
		if have > 0 && !c.take(',') {
			return malformed(&c)
		}
		key, ok := c.text()
		if !ok || !c.take(':') {
			return malformed(&c)
		}
		field, err := a.field(&c, key)
		if err != nil {
			return err
		}
		if have&(1<<field) != 0 {
			return flawed(answerFields[field], "stands there twice: remove one")
		}
		have |= 1 << field
	}
	if !c.ended() {
		return flawed("", "something follows the answer at character %d: write one answer a line", c.at+1)
	}
	if have == 1<<len(answerFields)-1 {
		return nil
	}
	for n, field := range answerFields {
		if have&(1<<n) == 0 {
			return flawed(field, "missing: write it as in %s", answerExample)
		}
	}
	return nil
}

func malformed(c *cursor) error {
	if c.half {
		return flawed("", "%s: write both halves, or the character itself", c.trouble())
	}
	return flawed("", "%s: write one answer a line, like %s", c.trouble(), answerExample)
}

// field reads the value of one field and returns its number.
func (a *answer) field(c *cursor, key []byte) (int, error) {
	var err error
	switch string(key) {
	case "round":
		var ok bool
		if a.round, ok = c.whole(); !ok || a.round < 1 {
			err = unfit(c, "round", "want a whole number from 1")
		}
		return 0, err
	case "initiative":
		a.initiative, err = readID(c, "initiative")
		return 1, err
	case "side":
		var word []byte
		if word, err = readID(c, "side"); err == nil && a.side.UnmarshalText(word) != nil {
			err = flawed("side", "%.40q is no side: write it or biz", word)
		}
		return 2, err
	case "respondent":
		a.respondent, err = readID(c, "respondent")
		return 3, err
	case "dimension":
		a.dimension, err = readID(c, "dimension")
		return 4, err
	case "own":
		a.own, err = readRating(c, "own")
		return 5, err
	case "guess":
		a.guess, err = readRating(c, "guess")
		return 6, err
	}
	return 0, flawed("", "unknown field %.40q: %s", key, instead(string(key), answerFields, "remove it"))
}

// unfit says that a value is not what the field holds.
func unfit(c *cursor, field, want string) error {
	if c.ended() {
		return malformed(c)
	}
	return flawed(field, "%s", want)
}

// readID reads a text that may not be empty.
func readID(c *cursor, field string) ([]byte, error) {
	if !c.quoted() {
		return nil, unfit(c, field, "want text in quotes")
	}
	text, ok := c.text()
	switch {
	case !ok:
		return nil, malformed(c)
	case len(text) == 0:
		return nil, flawed(field, "empty: write its id")
	}
	return text, nil
}

// readRating reads 1..5 or null, which is 0.
func readRating(c *cursor, field string) (int, error) {
	if c.null() {
		return 0, nil
	}
	if n, ok := c.whole(); ok && 1 <= n && n <= 5 {
		return n, nil
	}
	return 0, unfit(c, field, "want a whole number from 1 to 5 (4, not 4.0), or null for can't say")
}

// printable refuses an id that would move the cursor of a terminal.
func printable(field, id string) error {
	if strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || 0x7f <= r && r < 0xa0 }) {
		return flawed(field, "%.40q holds a control character: choose another id", id)
	}
	return nil
}
