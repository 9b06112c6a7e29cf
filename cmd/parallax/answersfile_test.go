package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Every refusal names the line, the field and the way out.
func TestAnswersRefused(t *testing.T) {
	ana := said(1, "crm", "it", "ana", "why", 4, 2)
	with := func(old, now string) string { return strings.Replace(ana, old, now, 1) }
	// Two good lines stand before each of these.
	before := said(1, "crm", "it", "cleo", "why", 4, 2) + "\n" // and a blank one
	for name, c := range map[string]struct{ line, want string }{
		"no JSON":           {"hello\n", "answers.jsonl:3: no JSON object: write one answer a line, like {\"round\":1,"},
		"a list":            {"[" + ana[:len(ana)-1] + "]\n", "answers.jsonl:3: no JSON object"},
		"a torn line":       {ana[:40] + "\n", "answers.jsonl:3: malformed JSON: it ends too early: write one answer a line, like {"},
		"torn at a value":   {`{"round":1,"own":` + "\n", "answers.jsonl:3: malformed JSON: it ends too early"},
		"over lines":        {strings.ReplaceAll(ana, ",", ",\n"), "answers.jsonl:3: malformed JSON: it ends too early"},
		"no comma":          {with(`,"side"`, `"side"`), "answers.jsonl:3: malformed JSON at character 30: write one answer a line"},
		"a comma too many":  {with(`}`, `,}`), "answers.jsonl:3: malformed JSON at character 98"},
		"no colon":          {with(`"side":`, `"side"`), "answers.jsonl:3: malformed JSON at character 37"},
		"a leading zero":    {with(`"round":1`, `"round":01`), "answers.jsonl:3: round: want a whole number from 1"},
		"not UTF-8":         {with(`"ana"`, "\"an\xe4\""), "answers.jsonl:3: not UTF-8 text: write one answer a line"},
		"UTF-16":            {"{\x00\"\x00r\x00\n", "answers.jsonl:3: malformed JSON at character 2"},
		"a wrong escape":    {with(`"ana"`, `"\x"`), "answers.jsonl:3: malformed JSON at character 56"},
		"half a pair":       {with(`"ana"`, `"a\ud800"`), "answers.jsonl:3: half a surrogate pair in the text at character 56, which is no character: write both halves, or the character itself"},
		"the other half":    {with(`"crm"`, `"\uDC00m"`), "answers.jsonl:3: half a surrogate pair in the text at character 25"},
		"two first halves":  {with(`"why"`, `"\ud83d\ud83d\ude00"`), "answers.jsonl:3: half a surrogate pair"},
		"halves apart":      {with(`"why"`, `"\ud83d \ude00"`), "answers.jsonl:3: half a surrogate pair"},
		"half, then no u":   {with(`"why"`, `"\ud83d\\ude00"`), "answers.jsonl:3: half a surrogate pair"},
		"a raw tab":         {with(`"ana"`, "\"a\ta\""), "answers.jsonl:3: malformed JSON at character 59"},
		"single quotes":     {strings.ReplaceAll(ana, `"`, `'`), "answers.jsonl:3: malformed JSON at character 2"},
		"two answers":       {ana[:len(ana)-1] + ana, "answers.jsonl:3: something follows the answer at character 98: write one answer a line"},
		"unknown field":     {with(`"own"`, `"note"`), `answers.jsonl:3: unknown field "note": remove it`},
		"a misspelt field":  {with(`"respondent"`, `"respondant"`), `answers.jsonl:3: unknown field "respondant": write respondent or remove it`},
		"upper case":        {with(`"own"`, `"Own"`), `answers.jsonl:3: unknown field "Own": write own or remove it`},
		"a field twice":     {with(`"own":4`, `"own":4,"own":5`), "answers.jsonl:3: own: stands there twice: remove one"},
		"an empty object":   {"{}\n", `answers.jsonl:3: round: missing: write it as in {"round":1,`},
		"no initiative":     {with(`"initiative":"crm",`, ""), "answers.jsonl:3: initiative: missing"},
		"no side":           {with(`"side":"it",`, ""), "answers.jsonl:3: side: missing"},
		"no respondent":     {with(`"respondent":"ana",`, ""), "answers.jsonl:3: respondent: missing"},
		"no dimension":      {with(`"dimension":"why",`, ""), "answers.jsonl:3: dimension: missing"},
		"no own":            {with(`"own":4,`, ""), "answers.jsonl:3: own: missing"},
		"no guess":          {with(`,"guess":2`, ""), "answers.jsonl:3: guess: missing"},
		"round is text":     {with(`"round":1`, `"round":"1"`), "answers.jsonl:3: round: want a whole number from 1"},
		"round is null":     {with(`"round":1`, `"round":null`), "answers.jsonl:3: round: want a whole number from 1"},
		"round 0":           {with(`"round":1`, `"round":0`), "answers.jsonl:3: round: want a whole number from 1"},
		"round -1":          {with(`"round":1`, `"round":-1`), "answers.jsonl:3: round: want a whole number from 1"},
		"round 1.5":         {with(`"round":1`, `"round":1.5`), "answers.jsonl:3: round: want a whole number from 1"},
		"initiative number": {with(`"crm"`, `7`), "answers.jsonl:3: initiative: want text in quotes"},
		"side is a list":    {with(`"it"`, `["it"]`), "answers.jsonl:3: side: want text in quotes"},
		"side is null":      {with(`"it"`, `null`), "answers.jsonl:3: side: want text in quotes"},
		"respondent object": {with(`"ana"`, `{}`), "answers.jsonl:3: respondent: want text in quotes"},
		"dimension is true": {with(`"why"`, `true`), "answers.jsonl:3: dimension: want text in quotes"},
		"empty initiative":  {with(`"crm"`, `""`), "answers.jsonl:3: initiative: empty: write its id"},
		"empty side":        {with(`"it"`, `""`), "answers.jsonl:3: side: empty"},
		"empty respondent":  {with(`"ana"`, `""`), "answers.jsonl:3: respondent: empty: write its id"},
		"empty dimension":   {with(`"why"`, `""`), "answers.jsonl:3: dimension: empty: write its id"},
		"control character": {with(`"why"`, `"w\u001b[2Jy"`), `answers.jsonl:3: dimension: "w\x1b[2Jy" holds a control character: choose another id`},
		"a third side":      {with(`"it"`, `"ops"`), `answers.jsonl:3: side: "ops" is no side: write it or biz`},
		"side in capitals":  {with(`"it"`, `"IT"`), `answers.jsonl:3: side: "IT" is no side: write it or biz`},
		"own 0":             {with(`"own":4`, `"own":0`), "answers.jsonl:3: own: want a whole number from 1 to 5 (4, not 4.0), or null for can't say"},
		"own 6":             {with(`"own":4`, `"own":6`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own 4.5":           {with(`"own":4`, `"own":4.5`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own 4.0":           {with(`"own":4`, `"own":4.0`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own 4e0":           {with(`"own":4`, `"own":4e0`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own -4":            {with(`"own":4`, `"own":-4`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own is text":       {with(`"own":4`, `"own":"4"`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own is NaN":        {with(`"own":4`, `"own":NaN`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"own is huge":       {with(`"own":4`, `"own":18446744073709551620`), "answers.jsonl:3: own: want a whole number from 1 to 5"},
		"guess 6":           {with(`"guess":2`, `"guess":6`), "answers.jsonl:3: guess: want a whole number from 1 to 5"},
		"guess is false":    {with(`"guess":2`, `"guess":false`), "answers.jsonl:3: guess: want a whole number from 1 to 5"},
		"a byte too long":   {strings.Repeat(" ", mostLine-len(ana)+2) + ana, "answers.jsonl:3: longer than 1 MiB: write one answer a line"},
		"too long":          {strings.Repeat(" ", mostLine) + ana, "answers.jsonl:3: longer than 1 MiB: write one answer a line"},
		"far too long":      {strings.Repeat(" ", 3*mostLine) + ana, "answers.jsonl:3: longer than 1 MiB: write one answer a line"},

		"an unknown initiative": {with(`"crm"`, `"pos"`), `answers.jsonl:3: initiative: "pos" has no rosters: add it to the file of rosters, or correct the id`},
		"a round too far":       {with(`"round":1`, `"round":5`), "answers.jsonl:3: round: 5, but the rosters of crm end with round 4: add the later ones"},
		"a round far too far":   {with(`"round":1`, `"round":99999999999999999999`), "answers.jsonl:3: round: far too large: the rosters of crm end with round 4"},
		"a round back":          {said(3, "crm", "it", "ana", "why", 4, 2) + said(2, "crm", "it", "ana", "why", 4, 2), "answers.jsonl:4: round: 2 comes after round 3 of crm: sort the lines of an initiative by round"},
		"an initiative again": {
			said(1, "erp", "it", "ana", "why", 4, 2) + said(2, "crm", "it", "ana", "why", 4, 2),
			`answers.jsonl:4: initiative: "crm" had lines before, up to line 1: put all lines of an initiative together`,
		},
		"a stranger":       {with(`"ana"`, `"zoe"`), `answers.jsonl:3: respondent: "zoe" is not on the it side of crm in round 1: add the person to that roster, or take the answer out`},
		"not yet there":    {said(1, "crm", "biz", "gus", "why", 4, 2), `answers.jsonl:3: respondent: "gus" is not on the biz side of crm in round 1`},
		"not there longer": {said(4, "crm", "it", "dan", "why", 4, 2), `answers.jsonl:3: respondent: "dan" is not on the it side of crm in round 4`},
		"the other side":   {said(1, "crm", "biz", "ana", "why", 4, 2), `answers.jsonl:3: side: "ana" is on the other side of crm in round 1: write it`},
		"a bridge":         {said(3, "crm", "biz", "gus", "why", 4, 2), `answers.jsonl:3: respondent: "gus" is on both sides of crm in round 3, and a bridge is not scored: take the person off one side, or the answer out`},
		"twice":            {ana + said(1, "crm", "it", "dan", "why", 4, 2) + ana, `answers.jsonl:5: respondent: "ana" answered why in round 1 before, in line 3: keep one of the two`},
		"twice in a row":   {said(2, "crm", "it", "ana", "why", 4, 2) + said(2, "crm", "it", "ana", "why", 4, 2), `answers.jsonl:4: respondent: "ana" answered why in round 2 before, in line 3`},
		"the same line":    {with(`"ana"`, `"cleo"`), `answers.jsonl:3: respondent: "cleo" answered why in round 1 before, in line 1`},
		"twice, on no side": {
			ana + said(1, "crm", "it", "dan", "value", 4, 2) + said(1, "crm", "it", "ana", "why", 0, 0),
			`answers.jsonl:5: respondent: "ana" answered why in round 1 before, in line 3`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			args := replayFiles(t, before+c.line, crmRosters)
			_, _, err := runReplay(t, nil, args...)
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); !strings.Contains(got, c.want) || strings.Contains(got, "\n") {
				t.Errorf("got %s\nwant %s", got, c.want)
			}
		})
	}
	if _, _, err := runReplay(t, nil, replayFiles(t, before+strings.Repeat(" ", mostLine-len(ana)+1)+ana, crmRosters)...); err != nil {
		t.Errorf("a line of 1 MiB: %v", err)
	}
}

// The same person may answer each dimension, initiative and round once.
func TestAnswersOfOnePerson(t *testing.T) {
	answers := said(1, "crm", "it", "ana", "why", 4, 2) + said(1, "crm", "it", "ana", "value", 4, 2) +
		said(2, "crm", "it", "ana", "why", 4, 2) + said(3, "crm", "it", "ana", "why", 4, 2) + said(4, "crm", "it", "ana", "why", 4, 2) +
		said(1, "erp", "it", "ana", "why", 4, 2)
	if _, _, err := runReplay(t, nil, replayFiles(t, answers, crmRosters)...); err != nil {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAnswersUnreadable(t *testing.T) {
	broken := errors.New("the disk is gone")
	f := newAnswersFile("answers.jsonl", io.MultiReader(strings.NewReader(said(1, "crm", "it", "ana", "why", 4, 2)), failing{broken}))
	var a answer
	if err := f.next(&a); err != nil {
		t.Fatal(err)
	}
	if err := f.next(&a); !errors.Is(err, broken) || !strings.Contains(err.Error(), "after line 1") {
		t.Errorf("got %v", err)
	}
}

// plainAnswer is an answer that keeps its texts.
type plainAnswer struct {
	Round                                   int
	Initiative, Side, Respondent, Dimension string
	Own, Guess                              int
}

// decodeSlowly reads a line by way of encoding/json, which knows nothing of the
// cursor: ok says whether the line is an answer.
func decodeSlowly(line []byte) (plainAnswer, bool) {
	var p plainAnswer
	if !utf8.Valid(line) || !json.Valid(line) {
		return p, false
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return p, false
	}
	whole := regexp.MustCompile(`^(0|[1-9][0-9]*)$`)
	have := map[string]bool{}
	for d.More() {
		key, _ := d.Token()
		value, _ := d.Token()
		name := key.(string)
		if have[name] {
			return p, false
		}
		have[name] = true
		number := 0
		text, isText := value.(string)
		if halves(line) {
			return p, false
		}
		if n, ok := value.(json.Number); ok {
			if !whole.MatchString(n.String()) {
				return p, false
			}
			if number = mostWhole; len(n) < 10 {
				for _, digit := range n.String() {
					number = number*10 + int(digit-'0')
				}
				number -= mostWhole * pow10(len(n))
			}
		}
		rated := value == nil || 1 <= number && number <= 5
		switch name {
		case "round":
			p.Round = number
			if number < 1 {
				return p, false
			}
		case "own":
			p.Own = number
			if !rated {
				return p, false
			}
		case "guess":
			p.Guess = number
			if !rated {
				return p, false
			}
		case "initiative":
			p.Initiative = text
		case "side":
			if text == "business" {
				text = "biz"
			}
			p.Side = text
			if text != "it" && text != "biz" {
				return p, false
			}
		case "respondent":
			p.Respondent = text
		case "dimension":
			p.Dimension = text
		default:
			return p, false
		}
		if name != "round" && name != "own" && name != "guess" && (!isText || text == "") {
			return p, false
		}
	}
	return p, len(have) == len(answerFields)
}

// halves reports whether a line, which is JSON, escapes half a surrogate pair: each
// pair is taken away first.
func halves(line []byte) bool {
	pair := regexp.MustCompile(`(?i)\\u(d[89ab]..)\\u(d[c-f]..)`)
	plain := bytes.ReplaceAll(line, []byte(`\\`), []byte("xx"))
	half := regexp.MustCompile(`(?i)\\ud[89a-f]..`)
	return half.Match(pair.ReplaceAll(plain, nil))
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// FuzzAnswers holds the reader of answers against encoding/json, and every error
// against its form.
func FuzzAnswers(f *testing.F) {
	f.Add([]byte(everybody(1, "why", 4, 2)))
	place := regexp.MustCompile(`^answers\.jsonl:([1-9][0-9]*): `)
	f.Fuzz(func(t *testing.T, data []byte) {
		file := newAnswersFile("answers.jsonl", bytes.NewReader(data))
		lines := bytes.Split(bytes.TrimPrefix(data, byteOrder), []byte("\n"))
		for n, line := range lines {
			line = bytes.TrimSuffix(line, []byte("\r"))
			if len(bytes.Trim(line, " \t\r")) == 0 {
				continue
			}
			want, legal := decodeSlowly(line)
			var a answer
			err := file.next(&a)
			if file.line != n+1 {
				t.Fatalf("at line %d, want %d", file.line, n+1)
			}
			if (err == nil) != legal {
				t.Fatalf("line %d: got %v, by encoding/json legal: %t: %q", n+1, err, legal, line)
			}
			if err != nil {
				if !place.MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
					t.Errorf("an error without a place: %q", err)
				}
				return
			}
			got := plainAnswer{a.round, string(a.initiative), a.side.String(), string(a.respondent), string(a.dimension), a.own, a.guess}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("line %d: %s", n+1, diff)
			}
		}
		var a answer
		if err := file.next(&a); !errors.Is(err, io.EOF) {
			t.Errorf("at the end: %v", err)
		}
	})
}
