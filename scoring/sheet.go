package scoring

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Roster is who belongs to an initiative in one round: the accepted leads of
// each side, without bridges, in any order, and how each side is treated.
type Roster struct {
	People [2][]string // person ids by Side
	Mode   [2]Mode     // by Side
}

// Answer is what one person gave for one dimension in one round.
type Answer struct {
	Person string
	Own    int // own rating 1..5; 0 = can't say, or not asked
	Guess  int // how most leads of the other side will answer, 1..5; 0 as above
}

// Sheet holds the answers of one dimension in one round by Side, in any order,
// at most one a person. Somebody without an entry did not answer.
type Sheet [2][]Answer

// InputError says which part of a Fold's input is illegal. Its text never
// contains a rating or a guess, so it may be logged.
type InputError struct {
	Round  int
	Side   Side
	Person string // "" when no single person is meant
	Field  string // round, mode, roster, person, own or guess
	Reason string
}

// Error names the round, the side, the person and the field.
func (e *InputError) Error() string {
	if e.Field == "round" {
		return fmt.Sprintf("fold round %d: %s", e.Round, e.Reason)
	}
	if e.Person == "" {
		return fmt.Sprintf("fold round %d: %s: %s: %s", e.Round, e.Side, e.Field, e.Reason)
	}
	return fmt.Sprintf("fold round %d: %s: %s of %q: %s", e.Round, e.Side, e.Field, e.Person, e.Reason)
}

// intake is a checked round: everything sorted by person, so that each later
// step is one pass in an order that does not depend on the caller's.
type intake struct {
	people  [2][]string
	answers [2][]Answer
}

// take checks the roster and the answers of a round and sorts them. The
// caller's slices are not changed.
func take(round int, r Roster, a Sheet) (intake, error) {
	var in intake
	// IT is checked first, and within a side the roster before the answers, so
	// the same input always gets the same error.
	for _, s := range Sides {
		bad := func(person, field, reason string) error {
			return &InputError{Round: round, Side: s, Person: person, Field: field, Reason: reason}
		}
		if r.Mode[s] > Named {
			return intake{}, bad("", "mode", "is neither confidential nor named")
		}
		people := sortedPeople(r.People[s])
		for i, id := range people {
			if id == "" || !utf8.ValidString(id) {
				// JSON, in which a State is stored, would make two broken ids equal.
				return intake{}, bad("", "roster", "holds a person id that is empty or not UTF-8")
			}
			if i > 0 && id == people[i-1] {
				return intake{}, bad(id, "roster", "is listed twice")
			}
		}
		answers := sortedAnswers(a[s])
		at := 0
		for i, x := range answers {
			if i > 0 && x.Person == answers[i-1].Person {
				return intake{}, bad(x.Person, "person", "answers twice")
			}
			// Both lists ascend, so the search for the person only moves on.
			for at < len(people) && people[at] < x.Person {
				at++
			}
			if at == len(people) || people[at] != x.Person {
				return intake{}, bad(x.Person, "person", "is not on the roster of this side")
			}
			if x.Own < 0 || x.Own > 5 {
				return intake{}, bad(x.Person, "own", "is outside 1..5")
			}
			if x.Guess < 0 || x.Guess > 5 {
				return intake{}, bad(x.Person, "guess", "is outside 1..5")
			}
		}
		in.people[s], in.answers[s] = people, answers
	}
	if id, ok := shared(in.people[IT], in.people[Biz]); ok {
		return intake{}, &InputError{Round: round, Person: id, Field: "roster", Reason: "is on both sides; a bridge is not scored"}
	}
	return in, nil
}

// sortedPeople returns ids ascending, without a copy when they already are.
func sortedPeople(ids []string) []string {
	if slices.IsSorted(ids) {
		return ids
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

// sortedAnswers returns the answers ascending by person, without a copy when
// they already are.
func sortedAnswers(as []Answer) []Answer {
	byPerson := func(x, y Answer) int { return strings.Compare(x.Person, y.Person) }
	if slices.IsSortedFunc(as, byPerson) {
		return as
	}
	as = slices.Clone(as)
	slices.SortFunc(as, byPerson)
	return as
}

// shared returns the first id that two ascending lists have in common.
func shared(a, b []string) (string, bool) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i], b[j]) {
		case -1:
			i++
		case 1:
			j++
		default:
			return a[i], true
		}
	}
	return "", false
}
