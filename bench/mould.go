package main

import (
	"fmt"
	"regexp"
	"strings"
)

// A slot is a place in a mould into which each request puts something of its own.
const (
	slotPerson     = "person"
	slotInitiative = "initiative"
	slotUser       = "user"   // the account on the platform
	slotAsk        = "ask"    // the letter that asked
	slotToken      = "token"  // the signed claim of the form
	slotCall       = "call"   // what is different in each request
	slotValue      = "value"  // with a number: a rating or a guess
	slotSealed     = "sealed" // with a number: the same, as it is stored
)

// mark is how a slot stands in a text. Neither JSON nor a form's encoding changes it.
func mark(slot string) string { return "zz0" + slot + "0zz" }

// valueSlot is the slot of the nth rating or guess.
func valueSlot(n int) string { return slotValue + string(rune('a'+n)) }

// sealedSlot is the slot of the same as it is stored.
func sealedSlot(n int) string { return slotSealed + string(rune('a'+n)) }

var marks = regexp.MustCompile(`zz0([a-z]+)0zz`)

// mould is a text with slots: text, slot, text, slot ... text.
type mould []string

func newMould(text string) mould {
	var m mould
	at := 0
	for _, found := range marks.FindAllStringSubmatchIndex(text, -1) {
		m = append(m, text[at:found[0]], text[found[2]:found[3]])
		at = found[1]
	}
	return append(m, text[at:])
}

// cast appends the text to dst, its slots filled.
func (m mould) cast(dst []byte, fill map[string]string) []byte {
	for n, part := range m {
		if n%2 == 0 {
			dst = append(dst, part...)
			continue
		}
		dst = append(dst, fill[part]...)
	}
	return dst
}

// sample is what stands in an example at the place of each slot.
type sample [][2]string // slot, text

// marked puts the marks of the slots into an example. Each text must stand there.
func (s sample) marked(example string, must ...string) (string, error) {
	for _, pair := range s {
		example = strings.ReplaceAll(example, pair[1], mark(pair[0]))
	}
	for _, slot := range must {
		if !strings.Contains(example, mark(slot)) {
			return "", fmt.Errorf("the example has no %s", slot)
		}
	}
	return example, nil
}
