package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"parallax/checkins"
)

// verbForms are the verbs and the other forms in which people type them.
var verbForms = map[string]checkins.Verb{
	"status":  checkins.VerbStatus,
	"checkin": checkins.VerbCheckin, "check-in": checkins.VerbCheckin, "answer": checkins.VerbCheckin,
	"gaps": checkins.VerbGaps, "gap": checkins.VerbGaps, "differences": checkins.VerbGaps,
	"why": checkins.VerbWhy, "purpose": checkins.VerbWhy,
	"history":   checkins.VerbHistory,
	"who":       checkins.VerbWho,
	"portfolio": checkins.VerbPortfolio, "initiatives": checkins.VerbPortfolio,
	"priority": checkins.VerbPriority, "priorities": checkins.VerbPriority,
	"explain": checkins.VerbExplain, "explanation": checkins.VerbExplain,
	"away": checkins.VerbAway, "vacation": checkins.VerbAway,
	"here": checkins.VerbHere, "back": checkins.VerbHere,
	"snooze":   checkins.VerbSnooze,
	"home":     checkins.VerbHome,
	"settings": checkins.VerbSettings, "preferences": checkins.VerbSettings,
	"export": checkins.VerbExport, "forget": checkins.VerbForget,
	"new": checkins.VerbNew, "create": checkins.VerbNew, "setup": checkins.VerbNew,
	"edit": checkins.VerbEdit, "change": checkins.VerbEdit,
	"pause": checkins.VerbPause, "unpause": checkins.VerbPause,
	"handover": checkins.VerbHandover, "hand-over": checkins.VerbHandover,
	"help": checkins.VerbHelp, "hilfe": checkins.VerbHelp, "?": checkins.VerbHelp,
	"thanks": checkins.VerbThanks, "thank": checkins.VerbThanks, "thx": checkins.VerbThanks, "danke": checkins.VerbThanks, "merci": checkins.VerbThanks,
	"hi": checkins.VerbGreet, "hello": checkins.VerbGreet, "hey": checkins.VerbGreet, "hallo": checkins.VerbGreet, "moin": checkins.VerbGreet,
	"assign":  checkins.VerbAssign,
	"recheck": checkins.VerbRecheck, "recalibrate": checkins.VerbRecheck, "step": checkins.VerbRecheck,
	"win": checkins.VerbWin, "wins": checkins.VerbWin,
	"digest": checkins.VerbDigest,
	"brief":  checkins.VerbBrief, "briefing": checkins.VerbBrief,
	"outcome": checkins.VerbOutcome,
	"health":  checkins.VerbHealth,
	"commit":  checkins.VerbCommit, "promises": checkins.VerbCommit, "commitments": checkins.VerbCommit,
	"decide": checkins.VerbDecide, "decision": checkins.VerbDecide, "decisions": checkins.VerbDecide,
}

// topicForms are the words by which people call a dimension, besides its id.
var topicForms = map[string]string{
	"promises it": string(checkins.PromisesIT), "promises of it": string(checkins.PromisesIT), "it promises": string(checkins.PromisesIT),
	"promises business": string(checkins.PromisesBiz), "promises of the business": string(checkins.PromisesBiz),
	"business promises": string(checkins.PromisesBiz), "promises biz": string(checkins.PromisesBiz),
	"shared why": string(checkins.WhyDim), "side tools": string(checkins.Workarounds), "own statement": string(checkins.OwnDim),
}

// maxCommand is how much of a command is read, in bytes; no command needs more.
const maxCommand = 1000

// Parse takes apart what somebody typed after the command or the mention. It
// never fails: what it does not understand is a Command without a verb, with the
// word and the command nearest to it. Nothing at all means help. Words that mean a command
// of another name stand in synonyms.
//
//	status [initiative]
//	gaps | why | history | who [initiative]
//	portfolio [priority | system | project | mine]
//	priority <name>
//	checkin
//	explain [dimension] [initiative]
//	away [from <date>] until <date>
//	here
//	home | settings
//	export
//	forget me
//	snooze [initiative] until <date>
//	new [name]
//	edit | pause [initiative]
//	handover [initiative] to <person>
//	assign | recheck | win [initiative]
//	assign [initiative]
//	commit [initiative]
//	commit list [initiative], promises [initiative]
//	decide [initiative]
//	decide list [initiative], decisions [initiative]
//	rank
//	digest
//	brief [initiative]
//	outcome [initiative] <value> [on <date>]
//	health [initiative] green | amber | red [on <date>]
//	help
//	thanks | hi
//
// A name may stand in quotation marks of any kind; then nothing in it is a
// keyword. Names and dates are returned as typed.
func Parse(text string) checkins.Command {
	words := split(text)
	if len(words) > 0 && words[0].is("/align") { // what the command is called in Slack
		words = words[1:]
	}
	if len(words) == 0 {
		return checkins.Command{Verb: checkins.VerbHelp}
	}
	verb, rest, ok := verbOf(words)
	if !ok {
		return checkins.Command{Word: words[0].s, Nearest: Nearest(words[0].s)}
	}
	c := checkins.Command{Verb: verb}
	switch verb {
	case checkins.VerbNew:
		c.Name = join(rest)
	case checkins.VerbHandover:
		c.Name, c.To = handed(rest)
	case checkins.VerbStatus, checkins.VerbBrief, checkins.VerbAssign, checkins.VerbRecheck, checkins.VerbWin, checkins.VerbGaps, checkins.VerbWhy, checkins.VerbHistory, checkins.VerbPortfolio, checkins.VerbPriority, checkins.VerbEdit, checkins.VerbPause:
		c.Name = join(strip(rest, "of", "for"))
	case checkins.VerbCommit, checkins.VerbDecide:
		c.Topic, c.Name = listed(words[0], rest)
	case checkins.VerbWho:
		c.Name = join(strip(rest, "is", "are", "in", "on", "of", "for"))
	case checkins.VerbExplain:
		c.Topic, c.Name = topic(rest)
	case checkins.VerbAway:
		c.From, c.Until = leave(rest)
	case checkins.VerbSnooze:
		c.Name, c.Until = until(rest)
	case checkins.VerbOutcome:
		rest, c.On = dayOf(strip(rest, "of", "for"))
		c.Name, c.Value = valued(rest)
	case checkins.VerbHealth:
		rest, c.On = dayOf(strip(rest, "of", "for"))
		c.Name, c.Value = coloured(rest)
	}
	return c
}

// Nearest returns the command to which a mistyped word is nearest, empty when
// none is near. A form of two words, "check in", is not looked for.
func Nearest(word string) checkins.Verb {
	word = strings.ToLower(word)
	length := utf8.RuneCountInString(word)
	if length > 20 {
		return ""
	}
	// Two letters swapped are two edits. A short word is near too much to be
	// allowed that: "why" is not a mistyped "away".
	least := 4
	switch {
	case length <= 3:
		least = 2
	case length <= 7:
		least = 3
	}
	var best checkins.Verb
	for _, u := range English.Usages() {
		for form, verb := range verbForms {
			if verb != u.Verb {
				continue
			}
			d := levenshtein.Distance(word, form, nil)
			if d == 2 && sameLetters(word, form) {
				d = 1 // two neighbours swapped are one slip: "hepl" is help, not here
			}
			if d < least {
				best, least = verb, d
			}
		}
	}
	return best
}

func sameLetters(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

type word struct {
	s      string
	quoted bool
}

// is compares an unquoted word with keywords, in any case.
func (w word) is(keywords ...string) bool {
	for _, k := range keywords {
		if !w.quoted && strings.EqualFold(w.s, k) {
			return true
		}
	}
	return false
}

var quotes = map[rune]rune{'"': '"', '\'': '\'', '“': '”', '„': '“', '«': '»', '‘': '’'}

// split takes a text apart at white space; what stands in quotation marks at the
// beginning of a word is one word. An unclosed quotation mark is a character.
func split(text string) []word {
	if len(text) > maxCommand {
		text = text[:maxCommand]
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	var words []word
	for text = strings.TrimLeft(text, " "); text != ""; text = strings.TrimLeft(text, " ") {
		first, size := utf8.DecodeRuneInString(text)
		if closing, ok := quotes[first]; ok {
			if inner, after, found := strings.Cut(text[size:], string(closing)); found && (after == "" || after[0] == ' ') {
				if inner = strings.TrimSpace(inner); inner != "" {
					words = append(words, word{inner, true})
				}
				text = after
				continue
			}
		}
		w, after, _ := strings.Cut(text, " ")
		words = append(words, word{s: w})
		text = after
	}
	return words
}

func join(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.s
	}
	return strings.Join(parts, " ")
}

// strip takes leading filler words off, but never the last word: it may be a name.
func strip(words []word, fillers ...string) []word {
	for len(words) > 1 && words[0].is(fillers...) {
		words = words[1:]
	}
	return words
}

func verbOf(words []word) (checkins.Verb, []word, bool) {
	if len(words) > 1 && words[0].is("my") && words[1].is("data") {
		return checkins.VerbExport, words[2:], true
	}
	if len(words) > 1 && words[0].is("check") && words[1].is("in") {
		return checkins.VerbCheckin, words[2:], true
	}
	if len(words) > 1 && words[0].is("hand") && words[1].is("over") {
		return checkins.VerbHandover, words[2:], true
	}
	if len(words) > 1 && words[0].is("vielen") && words[1].is("dank", "dank!") {
		return checkins.VerbThanks, nil, true
	}
	if words[0].quoted {
		return "", nil, false
	}
	typed := strings.ToLower(words[0].s)
	verb, ok := verbForms[typed]
	if !ok {
		verb, ok = verbForms[strings.TrimRight(typed, "?!.,:")]
	}
	if !ok {
		return synonym(words)
	}
	return verb, words[1:], true
}

// until parts "<name> until <date>" at its last "until". Without one everything
// is the name.
func until(words []word) (name, date string) {
	for i := len(words) - 1; i >= 0; i-- {
		if words[i].is("until", "till", "til", "bis") {
			return join(words[:i]), join(words[i+1:])
		}
	}
	return join(words), ""
}

// leave parts "from <date> until <date>", of which the first may be missing. "next
// week" alone is a week, and begins next week.
func leave(words []word) (from, to string) {
	from, to = until(words)
	first, said := strings.CutPrefix(strings.ToLower(from), "from ")
	switch {
	case said && to != "":
		return first, to
	case to == "" && strings.EqualFold(from, "next week"):
		return from, from
	case to == "":
		return "", from
	}
	return "", to
}

// handed parts "<name> to <person>" at its last "to".
func handed(words []word) (name, person string) {
	for i := len(words) - 1; i >= 0; i-- {
		if words[i].is("to") {
			return join(strip(words[:i], "of")), join(words[i+1:])
		}
	}
	return join(strip(words, "of")), ""
}

// topic takes a dimension off the front; the longest form wins. "explain crm" has
// none, and all is the name.
func topic(words []word) (dimension, name string) {
	for n := min(4, len(words)); n > 0; n-- {
		front := words[:n]
		phrase := strings.ToLower(join(front))
		d, ok := topicForms[phrase]
		if !ok {
			for _, known := range checkins.Dimensions() {
				if string(known) == phrase {
					d, ok = phrase, true
				}
			}
		}
		if ok && !quoted(front) {
			return d, join(strip(words[n:], "of", "for", "on"))
		}
	}
	return "", join(strip(words, "of", "for"))
}

// listed takes "list" off the front; the plural of a word means the same.
func listed(verb word, words []word) (topic, name string) {
	if verb.is("promises", "commitments", "decisions", "zusagen", "entscheidungen") {
		topic = checkins.TopicList
	}
	if len(words) > 0 && words[0].is("list") {
		topic, words = checkins.TopicList, words[1:]
	}
	return topic, join(strip(words, "of", "for"))
}

func quoted(words []word) bool {
	for _, w := range words {
		if w.quoted {
			return true
		}
	}
	return false
}
