package main

import (
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"strings"
)

// mutant is a piece of a file of package scoring, and what is put in its place.
// The piece occurs once in the file, and the two differ in a single token.
type mutant struct {
	file     string
	old, new string
}

// change is a mutant that was found in the source.
type change struct {
	file     string
	line     int    // of the token
	text     string // that line
	from, to string // the token
	source   string // the whole file, changed
}

// find looks the mutant up in the files of dir. It is an error when its piece
// does not occur exactly once, or when more than a token changes.
func (m mutant) find(dir string) (change, error) {
	data, err := os.ReadFile(filepath.Join(dir, m.file))
	if err != nil {
		return change{}, err
	}
	source := string(data)
	if n := strings.Count(source, m.old); n != 1 {
		return change{}, fmt.Errorf("%s: %q occurs %d times, not once", m.file, m.old, n)
	}
	c := change{file: m.file, source: strings.Replace(source, m.old, m.new, 1)}
	was, is := tokens(source), tokens(c.source)
	if len(was) != len(is) {
		return change{}, fmt.Errorf("%s: %q for %q is not a change of one token", m.file, m.new, m.old)
	}
	lines := strings.Split(source, "\n")
	for i := range was {
		if was[i].text == is[i].text {
			continue
		}
		if c.line != 0 {
			return change{}, fmt.Errorf("%s: %q for %q changes more than one token", m.file, m.new, m.old)
		}
		c.line, c.from, c.to = was[i].line, was[i].text, is[i].text
		c.text = strings.TrimSpace(lines[c.line-1])
	}
	if c.line == 0 {
		return change{}, fmt.Errorf("%s: %q for %q changes nothing", m.file, m.new, m.old)
	}
	return c, nil
}

// word is a token of a Go file.
type word struct {
	text string
	line int
}

// tokens splits a Go file, comments left out.
func tokens(source string) []word {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, []byte(source), nil, 0)
	var out []word
	for {
		pos, tok, text := s.Scan()
		if tok == token.EOF {
			return out
		}
		if text == "" || tok.IsOperator() {
			text = tok.String()
		}
		out = append(out, word{text, file.Line(pos)})
	}
}
