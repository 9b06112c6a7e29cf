package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"parallax/checkins"
)

// Bounds of what is read, far above what an org needs.
const (
	fileBytes  = 4 << 20
	nesting    = 32
	nameLength = 200  // characters of a name
	textLength = 2000 // characters of a why and the like
	mostFaults = 50   // that are listed
)

// fault is something wrong at a line of the file, with the way out.
type fault struct {
	line int
	text string
}

// reading reads one file and gathers everything that is wrong in it.
type reading struct {
	file   string
	faults []fault
}

// at notes a fault at a node of the file.
func (r *reading) at(n ast.Node, where, format string, args ...any) {
	line := 1
	if tk := n.GetToken(); tk != nil && tk.Position != nil {
		line = tk.Position.Line
	}
	r.line(line, where, format, args...)
}

func (r *reading) line(line int, where, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if where != "" {
		text = where + ": " + text
	}
	r.faults = append(r.faults, fault{line, text})
}

// err lists the faults by line, nil when there is none.
func (r *reading) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b fault) int { return cmp.Compare(a.line, b.line) })
	var lines []string
	for n, f := range r.faults {
		if n == mostFaults {
			lines = append(lines, fmt.Sprintf("%s: and %d more", r.file, len(r.faults)-n))
			break
		}
		lines = append(lines, fmt.Sprintf("%s:%d: %s", r.file, f.line, f.text))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// parse returns the one document of the file, nil when it cannot be read.
func (r *reading) parse(data []byte) (root ast.Node) {
	const wayOut = "mend the YAML there: mind the indents and the quotes"
	switch {
	case len(data) > fileBytes:
		r.line(1, "", "larger than %d MiB: split the org's initiatives over several files", fileBytes>>20)
		return nil
	case !utf8.Valid(data):
		r.line(1, "", "is not UTF-8 text: save it as UTF-8")
		return nil
	}
	defer func() {
		if recover() != nil { // in the YAML parser, whose input anybody may write
			r.line(1, "", "cannot be read as YAML: %s", wayOut)
			root = nil
		}
	}()
	tokens := lexer.Tokenize(strings.TrimPrefix(string(data), "\uFEFF"))
	if !r.plain(tokens) {
		return nil
	}
	f, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		line, text := 1, err.Error()
		var syntax yaml.Error
		if errors.As(err, &syntax) {
			text = syntax.GetMessage()
			if tk := syntax.GetToken(); tk != nil && tk.Position != nil {
				line = tk.Position.Line
			}
		}
		r.line(line, "", "%s: %s", reason(errors.New(text)), wayOut)
		return nil
	}
	for _, d := range f.Docs {
		switch {
		case d.Body == nil:
		case root == nil:
			root = d.Body
		default:
			r.at(d.Body, "", "a second document: write one org a file")
			return nil
		}
	}
	if root == nil {
		r.line(1, "", "is empty: write at least org, people and initiatives")
	}
	return root
}

// plain refuses what an org file never needs and a hostile one grows by: anchors,
// aliases, tags, and nesting that would exhaust the stack.
func (r *reading) plain(tokens token.Tokens) bool {
	deep, dashes, line := 0, 0, 0
	for _, tk := range tokens {
		if tk.Position.Line != line {
			line, dashes = tk.Position.Line, 0
		}
		switch tk.Type {
		case token.AnchorType, token.AliasType, token.MergeKeyType, token.TagType, token.DirectiveType, token.MappingKeyType:
			r.line(line, "", "%.20q: anchors, aliases, tags and ? keys are not taken: write the value itself, in quotes if it is text", strings.TrimSpace(tk.Origin))
			return false
		case token.SequenceStartType, token.MappingStartType:
			deep++
		case token.SequenceEndType, token.MappingEndType:
			deep--
		case token.SequenceEntryType:
			dashes++
		default:
		}
		if deep > nesting || dashes > nesting || tk.Type == token.MappingValueType && tk.Position.IndentNum > 8*nesting {
			r.line(line, "", "nested deeper than an org file ever is: check the brackets and the indents")
			return false
		}
	}
	return true
}

// fields are the entries of one mapping.
type fields struct {
	*reading
	node  ast.Node
	where string // for faults: "people.ana"
	by    map[string]ast.Node
}

// fields reads a mapping. Keys that are not known and keys that stand there twice
// are faults.
func (r *reading) fields(n ast.Node, where string, known ...string) fields {
	f := fields{reading: r, node: n, where: where, by: map[string]ast.Node{}}
	values, ok := entries(n)
	if !ok {
		r.at(n, where, "write key: value pairs, such as %s: ...", known[0])
	}
	for _, v := range values {
		key := v.Key.GetToken().Value
		switch {
		case !slices.Contains(known, key):
			r.at(v.Key, where, "unknown key %.40q: %s", key, instead(key, known, "remove it; known are "+strings.Join(known, ", ")))
		case f.by[key] != nil:
			r.at(v.Key, where, "%s stands there twice: remove one", key)
		case v.Value != nil && v.Value.Type() != ast.NullType:
			f.by[key] = v.Value
		}
	}
	return f
}

// entries returns those of a mapping; nothing at all counts as an empty one.
func entries(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode: // a mapping with one entry
		return []*ast.MappingValueNode{m}, true
	case *ast.NullNode:
		return nil, true
	}
	return nil, false
}

// entry reads a mapping of a list, such as people. Faults name it by its id, or
// by its place when it has none.
func (r *reading) entry(n ast.Node, list string, at int, known ...string) fields {
	where := fmt.Sprintf("%s[%d]", list, at)
	values, _ := entries(n)
	for _, v := range values {
		if id, ok := scalar(v.Value); ok && v.Key.GetToken().Value == "id" && checkins.ValidID(id) {
			where = list + "." + id
		}
	}
	return r.fields(n, where, known...)
}

// instead names the known word that is nearest to the one that is written, or
// says the other way out.
func instead(word string, known []string, otherwise string) string {
	best, cost := "", 2*max(2, min(len(word), 60)/3)+1
	for _, k := range known {
		if len(word) > 80 {
			break
		}
		d := 2 * levenshtein.Distance(strings.ToLower(word), strings.ToLower(k), nil)
		if word != "" && k != "" && word[0] == k[0] {
			d-- // of two that are as near, the one that begins alike
		}
		if d < cost {
			best, cost = k, d
		}
	}
	if best == "" {
		return otherwise
	}
	return "write " + best + " or " + otherwise
}

func (f fields) path(key string) string { return strings.TrimPrefix(f.where+"."+key, ".") }

// wrong notes a fault of one key; of the whole mapping when it is missing.
func (f fields) wrong(key, format string, args ...any) {
	n := f.by[key]
	if n == nil {
		n = f.node
	}
	f.at(n, f.path(key), format, args...)
}

// scalar returns the text of a value as it is written, whatever YAML takes it
// for: 007, 61 and 2027-06-30 are texts here.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// text returns a key's text of at most so many characters; line says that it may
// hold no line end. Missing is "".
func (f fields) text(key string, most int) string {
	n := f.by[key]
	if n == nil {
		return ""
	}
	s, ok := scalar(n)
	s = strings.TrimSpace(s)
	switch {
	case !ok:
		f.wrong(key, "is a list or a mapping: write one text")
	case utf8.RuneCountInString(s) > most:
		f.wrong(key, "has %d characters: write at most %d", utf8.RuneCountInString(s), most)
	case strings.ContainsFunc(s, unicode.IsControl):
		f.wrong(key, "holds a line end or a control character: write it on one line")
	default:
		return s
	}
	return ""
}

// need is text that may not be missing.
func (f fields) need(key, example string, most int) string {
	before := len(f.faults)
	s := f.text(key, most)
	if s == "" && len(f.faults) == before {
		f.wrong(key, "missing: write it, such as %s: %s", key, example)
	}
	return s
}

// id is a needed id that the org chose.
func (f fields) id(key, example string) string {
	s := f.need(key, example, 1000)
	if s != "" && !checkins.ValidID(s) {
		f.wrong(key, "%.80q: write 1 to 64 of A-Z a-z 0-9 . _ -, such as %s", s, example)
		return ""
	}
	return s
}

// oneOf is a text out of a few. Missing is "".
func (f fields) oneOf(key string, words ...string) string {
	s := f.text(key, 1000)
	if s != "" && !slices.Contains(words, s) {
		last := len(words) - 1
		f.wrong(key, "%.40q: write %s or %s", s, strings.Join(words[:last], ", "), words[last])
		return ""
	}
	return s
}

// list returns the entries of a list. Missing is empty.
func (f fields) list(key, example string) []ast.Node {
	n := f.by[key]
	if n == nil {
		return nil
	}
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		f.wrong(key, "write a list, such as %s", example)
		return nil
	}
	return seq.Values
}

// words returns a list of texts with their nodes; every text once.
func (f fields) words(key, example string) (words []string, nodes []ast.Node) {
	for _, n := range f.list(key, example) {
		s, ok := scalar(n)
		s = strings.TrimSpace(s)
		switch {
		case !ok || s == "":
			f.at(n, f.path(key), "holds something that is no text: write a list such as %s", example)
		case slices.Contains(words, s):
			f.at(n, f.path(key), "%.40q stands there twice: remove one", s)
		default:
			words, nodes = append(words, s), append(nodes, n)
		}
	}
	return words, nodes
}
