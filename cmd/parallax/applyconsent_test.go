package main

import (
	"strings"
	"testing"
	"time"

	"parallax/checkins"
)

const asksTwo = "+ initiative crm: leads to be asked in chat whether they accept to be named: 2\n"

// unaccepted is the example without a word about who accepted, and with everybody on Slack.
func unaccepted() string {
	return strings.NewReplacer("    accepted: [ana, ben]             # leads of a named side (under three) who accepted\n", "",
		`teams: "aad:2222..."`, "slack: U0002").Replace(string(orgExample))
}

func (s *spy) question(t *testing.T, p checkins.PersonID) checkins.Letter {
	t.Helper()
	ls, err := s.Letters(t.Context(), "acme", checkins.ConsentLetter("acme", "crm", p))
	if err != nil || len(ls) != 1 {
		t.Fatal(ls, err)
	}
	return ls[0]
}

// TestApplyAsks: who has not accepted is asked in chat, once.
func TestApplyAsks(t *testing.T) {
	s, text := newSpy(), unaccepted()
	if strings.Contains(text, "accepted:") {
		t.Fatal("the example reads otherwise now")
	}
	if got := s.applied(t, text, monday, true); !strings.Contains(got, asksTwo) || len(s.setups) > 0 {
		t.Errorf("a dry run wrote, or does not say who is asked:\n%s", got)
	}
	if got := s.applied(t, text, monday, false); !strings.Contains(got, asksTwo) || !strings.Contains(got, "crm waits for: ") {
		t.Errorf("printed:\n%s", got)
	}
	if _, planned := s.setups[0].Next["crm"]; !planned {
		t.Error("an acceptance in chat would come to nothing: no opening is planned")
	}
	// Ben works in New York: nine o'clock there.
	if l := s.question(t, "ben"); l.State != checkins.LetterPending || !l.Due.Equal(time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)) {
		t.Errorf("ben's letter: %+v", l)
	}
	if got := s.applied(t, text, monday, false); !strings.HasSuffix(got, "nothing to change\n") || strings.Contains(got, asksTwo) {
		t.Errorf("the second time:\n%s", got)
	}

	// Ben accepted in chat: the file says nothing about it, and nothing changes.
	agree := func(p checkins.PersonID, given bool) {
		t.Helper()
		if _, err := s.Agree(t.Context(), "acme", checkins.Assent{Initiative: "crm", Person: p, Given: given}, monday); err != nil {
			t.Fatal(err)
		}
	}
	agree("ben", true)
	agree("ana", true)
	if got := s.applied(t, text, monday, false); !strings.HasSuffix(got, "nothing to change\n") || !strings.Contains(got, "crm: next check-ins: Tue 3 March 10:00") {
		t.Errorf("printed:\n%s", got)
	}

	// He took it back: the file does not overrule it.
	agree("ben", false)
	accepted := strings.Replace(text, "    why_confirmed", "    accepted: [ana, ben]\n    why_confirmed", 1)
	note := "note: crm: 1 of 1 lead of the business side said no in chat to being named; accepted in the file does not overrule that, and that side is not shown\n"
	if got := s.applied(t, accepted, monday, false); strings.Count(got, "note: ") != 1 || !strings.Contains(got, note) || !strings.Contains(got, "accepted none -> [ana, ben]") ||
		!strings.Contains(got, "crm waits for: a lead of the business side to accept") {
		t.Errorf("printed:\n%s", got)
	}
	if got := s.applied(t, accepted, monday, false); !strings.Contains(got, note) || !strings.HasSuffix(got, "nothing to change\n") {
		t.Errorf("the second time:\n%s", got)
	}
	is, err := s.Initiatives(t.Context(), "acme", "crm")
	if err != nil || len(is) != 1 || is[0].Accepts("ben") || !is[0].Accepts("ana") {
		t.Errorf("%+v %v", is, err)
	}
}

// TestApplyTellsNoRefusal: of two leads nobody learns from apply which one said no,
// neither from what it prints nor by trying the names under accepted.
func TestApplyTellsNoRefusal(t *testing.T) {
	two := strings.NewReplacer("biz: [ben]", "biz: [ben, cat]", "priorities:", "  - {id: cat, name: Cat, slack: U0003, zone: UTC}\npriorities:").Replace(unaccepted())
	accepting := func(names string) string {
		return strings.Replace(two, "    why_confirmed", "    accepted: ["+names+"]\n    why_confirmed", 1)
	}
	printed := map[string]string{}
	for _, refuses := range []checkins.PersonID{"ben", "cat"} {
		s := newSpy()
		s.applied(t, two, monday, false)
		if _, err := s.Agree(t.Context(), "acme", checkins.Assent{Initiative: "crm", Person: refuses}, monday); err != nil {
			t.Fatal(err)
		}
		if got := s.applied(t, two, monday, true); strings.Contains(got, "said no") {
			t.Errorf("the file lets nobody accept, and still:\n%s", got)
		}
		for _, names := range []string{"ana, ben", "ana, cat", "ana, ben, cat"} {
			got := s.applied(t, accepting(names), monday, true)
			if !strings.Contains(got, "note: crm: 1 of 2 leads of the business side said no in chat to being named; accepted in the file does not overrule that") {
				t.Errorf("%s under accepted:\n%s", names, got)
			}
			for line := range strings.Lines(got) {
				if !strings.HasPrefix(line, "~ ") && (strings.Contains(line, "ben") || strings.Contains(line, "cat") || strings.Contains(line, "Cat")) {
					t.Errorf("%s said no, %s under accepted: a name in %q", refuses, names, line)
				}
			}
		}
		printed[string(refuses)] = s.applied(t, accepting("ana, ben, cat"), monday, true)
	}
	if printed["ben"] != printed["cat"] {
		t.Errorf("who said no can be read:\n%s\n%s", printed["ben"], printed["cat"])
	}
}

// TestApplyAsksAgain: a letter that was dropped because it was not needed is posted
// when it is; one that did not arrive does not make each apply a change.
func TestApplyAsksAgain(t *testing.T) {
	s, text := newSpy(), unaccepted()
	s.applied(t, text, monday, false)
	end := func(state checkins.LetterState) {
		t.Helper()
		letters, err := s.Claim(t.Context(), "acme", monday.Add(24*time.Hour), 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range letters {
			if ok, err := s.Settle(t.Context(), "acme", l, checkins.Settlement{State: state, Rev: l.Rev, Reason: "x"}); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
	}
	end(checkins.LetterDropped)
	if got := s.applied(t, text, monday, false); !strings.Contains(got, asksTwo) {
		t.Errorf("printed:\n%s", got)
	}
	end(checkins.LetterUnreachable)
	if got := s.applied(t, text, monday, false); !strings.HasSuffix(got, "nothing to change\n") {
		t.Errorf("printed:\n%s", got)
	}
	s.applied(t, strings.Replace(text, "name: CRM migration", "name: CRM", 1), monday, false)
	if l := s.question(t, "ana"); l.State != checkins.LetterPending {
		t.Errorf("with another change it is tried again: %s", l.State)
	}
	if n := len(s.setups); n != 3 {
		t.Errorf("%d writes, want 3", n)
	}
}
