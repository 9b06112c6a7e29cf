package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store"
)

func TestForget(t *testing.T) {
	chronicles(t, 5, func(t *testing.T, c *chronicle) {
		before := c.runs("export", "--org", "acme")
		// How many it is depends on what the weeks asked.
		some := regexp.MustCompile(`[1-9]\d+ (answers|changes|letters)`)
		same(t, some.ReplaceAllString(c.runs("forget", "--org", "acme", "--person", "ana"), "many $1"), `
ana is erased from org acme:
  many answers and 10 lines in 10 rounds
  many changes in the log
  views in 2 initiatives
  many letters
crm has one lead less now, and waits for: a lead of the IT side to confirm the why (why_confirmed: one of [it1, it2, it3, it4, it5])
erp has one lead less now, and waits for: a lead of the IT side who is not on both sides (leads: {it: [..]})
crm has no owner now: name one in the org file
erp has no owner now: name one in the org file
ana was an admin of the org
Published results stay, without the name. Messages that were sent stay in the chats.
Take ana out of the org file too, or the next apply enrols them anew.
With a Redis of your own run BGREWRITEAOF, so that its log on disk forgets as well; backups end with their retention.
`)
		same(t, c.runs("export", "--org", "acme"), before)
		same(t, c.runs("audit", "--org", "acme"), `
crm: 5 rounds, 0 results checked, 5 rounds not checkable
erp: 5 rounds, 0 results checked, 5 rounds not checkable
2 initiatives: 10 rounds, 0 results checked, 10 rounds not checkable
`)
		out, err := c.run("forget", "--org", "acme", "--person", "ana")
		if err == nil || exitCode(err) != 1 || out != "" || err.Error() != "forget: there is no ana in org acme, and nothing is left of them: nothing was erased (the id is the one of the org file)" {
			t.Errorf("again: %v %q", err, out)
		}
		if _, err := c.run("forget", "--org", "acne", "--person", "ben"); err == nil || err.Error() != "forget: there is no org acne in this store; there are: acme" {
			t.Errorf("another org: %v", err)
		}
		for _, args := range [][]string{
			{"forget", "--org", "nobody", "--person", "ben"}, {"forget", "--org", "acme", "--person", "zoe"},
		} {
			if out, err := c.run(args...); err == nil || exitCode(err) != 1 || out != "" {
				t.Errorf("%v: %v %q", args, err, out)
			}
		}
		// The rounds go on without her, once somebody else confirms the why.
		c.on(func(s *store.Store) {
			is, err := s.Initiatives(t.Context(), checkinstest.Acme, "crm")
			c.must(err)
			is[0].WhyConfirmed = append(is[0].WhyConfirmed, "it1")
			o, err := s.Org(t.Context(), checkinstest.Acme)
			c.must(err)
			next := checkinstest.Opens.AddDate(0, 0, 35)
			c.setup = checkins.Setup{Org: o, Initiatives: is, Next: map[checkins.InitiativeID]time.Time{"crm": next}}
			c.must(s.Enrol(t.Context(), c.setup))
			c.week(s, 5)
		})
		out = c.runs("audit", "--org", "acme", "--initiative", "crm")
		if !strings.HasPrefix(out, "crm: 6 rounds, ") || !strings.Contains(out, "all equal, 5 rounds not checkable") {
			t.Errorf("a round later: %s", out)
		}
	})
}

// A script has nobody to ask; somebody at a terminal types the id.
func TestForgetAsks(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	file, err := os.CreateTemp(t.TempDir(), "in")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if asks(null) || asks(file) || asks(strings.NewReader("ana\n")) {
		t.Error("a script is asked")
	}
	o := forgetOptions{org: "acme", person: "ana"}
	for said, want := range map[string]bool{"ana\n": true, "\tana \n": true, "ana": true, "y\n": false, "ben\n": false, "": false, "anas\n": false} {
		var out strings.Builder
		if got := confirmed(strings.NewReader(said), &out, o); got != want {
			t.Errorf("%q: %t", said, got)
		}
		if !strings.Contains(out.String(), "Erase ana and everything they answered from org acme?") {
			t.Errorf("asked %q", out.String())
		}
	}
}
