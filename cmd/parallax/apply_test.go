package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// monday is the day before a round of the example: 2026-03-02, 12:00 in Berlin.
var monday = time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)

// spy counts what is written.
type spy struct {
	*checkinstest.Memory
	setups []checkins.Setup
	latest checkins.RoundID
	refuse error
}

func newSpy() *spy { return &spy{Memory: checkinstest.NewMemory(nil)} }

func (s *spy) Enrol(ctx context.Context, setup checkins.Setup) error {
	if s.refuse != nil {
		return s.refuse
	}
	s.setups = append(s.setups, setup)
	return s.Memory.Enrol(ctx, setup)
}

func (s *spy) Standing(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.Standing, checkins.RoundID, error) {
	if s.latest != "" {
		return checkins.Standing{}, s.latest, nil
	}
	return s.Memory.Standing(ctx, org, i)
}

// applied applies a text at a time and returns what was printed.
func (s *spy) applied(t *testing.T, text string, now time.Time, dry bool) string {
	t.Helper()
	var out strings.Builder
	if err := apply(t.Context(), s, "org.yaml", []byte(text), now, dry, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func same(t *testing.T, got, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimPrefix(want, "\n"), got); diff != "" {
		t.Error(diff)
	}
}

const oneAndOne = "crm: With one lead a side, differences of 1.5 points usually show within a year. Smaller ones may not.\n"

func TestApply(t *testing.T) {
	s, text := newSpy(), string(orgExample)
	fresh := `
+ org acme
+ priority growth (Grow online revenue)
+ person ana (Ana Ruiz)
+ person ben (Ben Lee)
+ initiative crm (CRM migration)
crm: next check-ins: Tue 3 March 10:00, Tue 10 March 10:00, Tue 17 March 10:00 (Europe/Berlin)
` + oneAndOne
	same(t, s.applied(t, text, monday, true), fresh+"dry run: nothing was written\n")
	if len(s.setups) > 0 {
		t.Fatal("a dry run wrote")
	}
	same(t, s.applied(t, text, monday, false), fresh+"applied\n")
	want := exampleSetup()
	want.Next = map[checkins.InitiativeID]time.Time{"crm": time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	byInstant := cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, s.setups[0], byInstant); diff != "" {
		t.Error(diff)
	}
	same(t, s.applied(t, text, monday, false), `
unchanged: 5
crm: next check-ins: Tue 3 March 10:00, Tue 10 March 10:00, Tue 17 March 10:00 (Europe/Berlin)
nothing to change
`)
	if len(s.setups) != 1 {
		t.Error("the second time something was written")
	}
}

func TestApplyChanges(t *testing.T) {
	s := newSpy()
	s.applied(t, string(orgExample), monday, false)
	text := strings.NewReplacer(
		"  - {id: ben, name: Ben Lee, teams: \"aad:2222...\", zone: America/New_York}\n",
		"  - {id: cat, name: Cat, slack: U0003, zone: UTC}\n",
		"[ana, ben]", "[ana, cat]", "biz: [ben]", "biz: [cat]", "sponsor: ben", "sponsor: cat",
		"{id: growth, name: Grow online revenue}", "{id: service, name: Serve}", "priority: growth", "priority: service",
		"why: Agents see one customer, so that a call ends with the problem solved.", "why: "+strings.Repeat("long ", 30),
		"window: 72h", "window: 36h30m", "locale: de, ", "locale: fr, ",
	).Replace(string(orgExample))
	same(t, s.applied(t, text, monday, false), `
+ priority service (Serve)
~ person ana: locale de -> fr
+ person cat (Cat)
~ initiative crm: priority growth -> service
~ initiative crm: why Agents see one customer, so that a call ends with the proble… -> long long long long long long long long long long long long …
~ initiative crm: why_confirmed [ana, ben] -> [ana, cat]
~ initiative crm: accepted [ana, ben] -> [ana, cat]
~ initiative crm: leads.biz [ben] -> [cat]
~ initiative crm: sponsor ben -> cat
~ initiative crm: pulse.window 72h -> 36h30m
unchanged: 1
kept, not in the file: person ben, priority growth
crm: next check-ins: Tue 3 March 10:00, Tue 10 March 10:00, Tue 17 March 10:00 (Europe/Berlin)
`+oneAndOne+"applied\n")
	o, err := s.Org(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := o.Priority("growth"); !ok {
		t.Error("a priority that the file does not name is gone")
	}
	if p, err := s.People(t.Context(), "acme", "ben"); err != nil || len(p) != 1 {
		t.Error("a person whom the file does not name is gone")
	}
	if got := s.setups[1]; len(got.People) != 2 || len(got.Initiatives) != 1 {
		t.Errorf("written: %d people, %d initiatives", len(got.People), len(got.Initiatives))
	}
	s.applied(t, strings.Replace(text, "name: Cat", "name: Cath", 1), monday, false)
	if got := s.setups[2]; len(got.People) != 1 || len(got.Initiatives) != 0 || len(got.Next) != 0 {
		t.Errorf("what does not change is written: %+v", got)
	}
}

// What the file does not name of somebody or something that is there stays: it may have
// been said in chat. An empty field takes it away.
func TestApplyKeepsWhatIsNotNamed(t *testing.T) {
	s, text := newSpy(), string(orgExample)
	s.applied(t, text, monday, false)
	less := text
	for _, field := range []string{"priority: growth", "why: Agents see one customer", "why_confirmed:", "accepted:", "outcome:", "delivered_means:", "value_means:", "sponsor:", "channels:"} {
		at := strings.Index(less, "    "+field)
		if at < 0 {
			t.Fatalf("no %s", field)
		}
		less = less[:at] + less[at+strings.Index(less[at:], "\n")+1:]
	}
	less = strings.Replace(strings.Replace(less, "locale: de, ", "", 1), "holidays: [DE]", "", 1)
	same(t, s.applied(t, less, monday, false), `
unchanged: 5
crm: next check-ins: Tue 3 March 10:00, Tue 10 March 10:00, Tue 17 March 10:00 (Europe/Berlin)
nothing to change
`)
	if said := s.applied(t, strings.Replace(text, "sponsor: ben", `sponsor: ""`, 1), monday, true); !strings.Contains(said, "~ initiative crm: sponsor ben -> none") {
		t.Error(said)
	}
	// Who confirmed the old wording did not confirm another one.
	other := strings.Replace(text, "why: Agents see", "why: Now agents see", 1)
	other = strings.Replace(other, "why_confirmed: [ana, ben]", "", 1)
	if said := s.applied(t, other, monday, true); !strings.Contains(said, "why_confirmed [ana, ben] -> none") {
		t.Error(said)
	}
	if said := s.applied(t, "policy: {new: admins}\n"+text, monday, false); !strings.Contains(said, "~ org acme: policy.new anyone -> admins") {
		t.Error(said)
	}
	s.applied(t, text, monday, false)
	if o, err := s.Org(t.Context(), "acme"); err != nil || o.Policy.New != checkins.MadeByAdmins {
		t.Errorf("%+v %v", o.Policy, err)
	}
}

// TestApplyKeepsWishes: what people said in chat is not in the file and stays.
func TestApplyKeepsWishes(t *testing.T) {
	s := newSpy()
	s.applied(t, string(orgExample), monday, false)
	from, to, where, minute, gone := checkins.Date("2026-03-09"), checkins.Date("2026-03-13"), checkins.Slack, 600, "deactivated"
	if err := s.Amend(t.Context(), "acme", "ana", checkins.Wish{AwayFrom: &from, AwayTo: &to, Prefers: &where, AskAt: &minute, Gone: &gone}); err != nil {
		t.Fatal(err)
	}
	is := func(text string) checkins.Person {
		s.applied(t, text, monday, false)
		people, err := s.People(t.Context(), "acme", "ana")
		if err != nil || len(people) != 1 {
			t.Fatal(people, err)
		}
		return people[0]
	}
	renamed := strings.Replace(string(orgExample), "Ana Ruiz", "Ana R.", 1)
	p := is(renamed)
	if p.Name != "Ana R." || p.AwayFrom != from || p.AwayTo != to || p.Prefers != where || p.AskAt != minute || p.Gone != gone {
		t.Errorf("%+v", p)
	}
	if p := is(strings.Replace(renamed, "U0001", "U0009", 1)); p.Gone != "" || p.AskAt != minute {
		t.Errorf("a new account is as unreachable as the old one: %+v", p)
	}
}

func TestApplySays(t *testing.T) {
	none := strings.NewReplacer("why_confirmed: [ana, ben]", "", "accepted: [ana, ben]", "").Replace(string(orgExample))
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"waits": {none, []string{
			"crm waits for: a lead of the IT side to confirm the why (why_confirmed: [ana]); " +
				"a lead of the IT side to accept that results show by name (in chat, where I ask; or under accepted in the file); " +
				"a lead of the business side to confirm the why (why_confirmed: [ben]); " +
				"a lead of the business side to accept that results show by name (in chat, where I ask; or under accepted in the file)",
		}},
		"one of several": {strings.NewReplacer("why_confirmed: [ana, ben]", "why_confirmed: [ana]", "biz: [ben]", "biz: [ben, cat]",
			"priorities:", "  - {id: cat, name: Cat, slack: U0003, zone: UTC}\npriorities:").Replace(string(orgExample)), []string{
			"crm waits for: a lead of the business side to confirm the why (why_confirmed: one of [ben, cat])",
		}},
		"no why": {strings.Replace(string(orgExample), "why: Agents see one customer, so that a call ends with the problem solved.", "", 1), []string{
			"crm waits for: a why (why: ...)",
		}},
		"bridge": {strings.Replace(string(orgExample), "it: [ana]", "it: [ana, ben]", 1), []string{
			"note: ben leads crm on both sides and is taken as a bridge: not asked, not scored, asked to facilitate",
			"crm waits for: a lead of the business side who is not on both sides (leads: {biz: [..]})",
		}},
		"no account": {strings.Replace(string(orgExample), `teams: "aad:2222...", `, "", 1), []string{
			"note: ben is a lead without an account and can't be asked: add slack: U0001 or teams: \"aad:...\"",
		}},
		"no channel": {strings.Replace(string(orgExample), `[{slack: C0001}, {teams: "19:...@thread.tacv2"}]`, "[]", 1), []string{
			"note: crm has no channel: what a channel would read goes to its owner",
		}},
		"next year": {strings.NewReplacer("0 10 * * 2", "0 10 1 2 *", "every: 1, ", "").Replace(string(orgExample)), []string{
			"crm: next check-ins: Mon 1 February 2027 10:00, Tue 1 February 2028 10:00, Thu 1 February 2029 10:00 (Europe/Berlin)",
		}},
		"clocks change": {strings.NewReplacer("0 10 * * 2", "30 2 * * 0", "every: 1, ", "every: 4, anchor: 2026-03-29, ").Replace(string(orgExample)), []string{
			"crm: next check-ins: Sun 29 March 03:00, Sun 26 April 02:30, Sun 24 May 02:30 (Europe/Berlin)",
			"crm: the clocks change on Sun 29 March: 02:30 does not exist that day: 03:00",
		}},
		"clocks change over midnight": {strings.NewReplacer("0 10 * * 2", "30 23 28 3 *", "every: 1, zone: Europe/Berlin", "zone: America/Nuuk").Replace(string(orgExample)), []string{
			"crm: next check-ins: Sun 29 March 00:00, Sun 28 March 2027 23:30, Tue 28 March 2028 23:30 (America/Nuuk)",
			"crm: the clocks change on Sat 28 March: 23:30 does not exist that day: Sun 29 March 00:00",
		}},
		"clocks change back": {strings.NewReplacer("0 10 * * 2", "30 2 25 10 *", "every: 1, ", "").Replace(string(orgExample)), []string{
			"crm: next check-ins: Sun 25 October 02:30, Mon 25 October 2027 02:30, Wed 25 October 2028 02:30 (Europe/Berlin)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpy()
			got := s.applied(t, c.text, monday, false)
			for _, want := range c.want {
				if !strings.Contains("\n"+got, "\n"+want+"\n") {
					t.Errorf("no line\n%s\nin\n%s", want, got)
				}
			}
			_, planned := s.setups[0].Next["crm"]
			if waits := strings.Contains(got, "waits for"); waits == planned {
				t.Errorf("waits: %t, planned: %t", waits, planned)
			}
			if again := s.applied(t, c.text, monday, false); !strings.HasSuffix(again, "nothing to change\n") {
				t.Errorf("the second time:\n%s", again)
			}
		})
	}
}

// TestApplySchedule: what runs keeps its schedule.
func TestApplySchedule(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	text := string(orgExample)
	renamed := strings.Replace(text, "name: CRM migration", "name: CRM", 1)
	for name, c := range map[string]struct {
		first, second string
		latest        checkins.RoundID
		now           time.Time
		want          time.Time
	}{
		"no round yet":                 {text, renamed, "", monday, at(3, 9)},
		"round of this week is open":   {text, renamed, "crm@2026-03-03", at(3, 12), at(10, 9)},
		"down at the opening":          {text, renamed, "crm@2026-03-03", at(10, 12), at(10, 9)}, // opens late, or is skipped visibly
		"opened early on the day":      {text, renamed, "crm@2026-03-03", at(3, 8), at(10, 9)},
		"other day":                    {text, strings.Replace(text, "* * 2", "* * 4", 1), "crm@2026-03-03", at(6, 12), at(12, 9)},
		"other hour, same day":         {text, strings.Replace(text, "0 10 * * 2", "0 15 * * 2", 1), "crm@2026-03-03", at(3, 12), at(10, 14)},
		"after a pause of weeks":       {strings.Replace(text, "why_confirmed: [ana, ben]", "", 1), text, "crm@2026-01-06", at(5, 12), at(10, 9)},
		"clocks change before the one": {text, renamed, "crm@2026-03-24", at(25, 12), at(31, 8)},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpy()
			s.applied(t, c.first, monday, false)
			s.latest = c.latest
			s.applied(t, c.second, c.now, false)
			if got := s.setups[1].Next["crm"]; !got.Equal(c.want) {
				t.Errorf("next opening %s, want %s", got, c.want)
			}
		})
	}
}

// TestApplyForeignTeam: a workspace or tenant of another org is named, all at once,
// by a dry run as by a real one.
func TestApplyForeignTeam(t *testing.T) {
	s := newSpy()
	s.applied(t, string(orgExample), monday, false)
	other := strings.NewReplacer("org: acme", "org: umbrella", "{team: T0001}", "{team: T0002}, {team: T0001}", "slack: U0001", "slack: T0002/U0001",
		"slack: C0001", "slack: T0002/C0001").Replace(string(orgExample))
	const want = "apply org.yaml: nothing was changed: team slack:T0001 belongs to another org\n" +
		"team teams:11111111-1111-1111-1111-111111111111 belongs to another org"
	for _, dry := range []bool{true, false} {
		var out strings.Builder
		if err := apply(t.Context(), s, "org.yaml", []byte(other), monday, dry, &out); err == nil || err.Error() != want || out.Len() > 0 {
			t.Errorf("dry run %t: %v %q", dry, err, out.String())
		}
	}
	if len(s.setups) != 1 {
		t.Error("something was written")
	}
}

func TestApplyErrors(t *testing.T) {
	s, out := newSpy(), &strings.Builder{}
	if err := apply(t.Context(), s, "org.yaml", []byte("org: a b"), monday, false, out); err == nil || !strings.HasPrefix(err.Error(), "org.yaml:1: ") {
		t.Errorf("got %v", err)
	}
	s.refuse = errors.New("team slack:T0001 belongs to another org")
	if err := apply(t.Context(), s, "org.yaml", orgExample, monday, false, out); !errors.Is(err, s.refuse) || !strings.Contains(err.Error(), "nothing was changed") {
		t.Errorf("got %v", err)
	}
	if out.Len() > 0 {
		t.Errorf("an apply that did nothing says %q", out)
	}
}
