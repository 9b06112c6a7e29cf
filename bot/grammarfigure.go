package bot

import (
	"strings"
	"unicode"

	"parallax/checkins"
)

// dayOf takes "on <date>" off the end, at its last "on".
func dayOf(words []word) (rest []word, date string) {
	for i := len(words) - 1; i >= 0; i-- {
		if words[i].is("on", "am") {
			return words[:i], join(words[i+1:])
		}
	}
	return words, ""
}

// valued parts "<name> <value>": a value begins where the last number does, with what
// stands before it of numbers; after a name in quotation marks all is the value.
func valued(words []word) (name, value string) {
	if len(words) > 0 && words[0].quoted {
		return words[0].s, join(strip(words[1:], "is", "to"))
	}
	at := len(words)
	for i := len(words) - 1; i >= 0; i-- {
		if numeric(words[i]) {
			at = i
			break
		}
	}
	if at == len(words) {
		return join(words), ""
	}
	for at > 0 && (numeric(words[at-1]) || symbolic(words[at-1])) {
		at--
	}
	return join(words[:at]), join(words[at:])
}

// numeric reports whether a word begins a value: a number, with a sign or a currency
// before it.
func numeric(w word) bool {
	s := strings.TrimLeftFunc(w.s, func(r rune) bool { return unicode.Is(unicode.Sc, r) || r == '-' || r == '+' || r == '−' })
	return !w.quoted && s != "" && s[0] >= '0' && s[0] <= '9'
}

// symbolic reports whether a word is a currency or a sign.
func symbolic(w word) bool {
	return !w.quoted && w.s != "" && strings.TrimLeftFunc(w.s, func(r rune) bool { return unicode.Is(unicode.Sc, r) || r == '-' || r == '−' }) == ""
}

// coloured parts "<name> green".
func coloured(words []word) (name, color string) {
	n := len(words)
	if n == 0 {
		return "", ""
	}
	if last := words[n-1]; !last.quoted {
		if _, ok := checkins.ParseColor(last.s); ok {
			return join(strip(words[:n-1], "of", "for")), last.s
		}
	}
	return join(words), ""
}
