package main

import (
	_ "embed"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/scoring"
)

//go:embed testdata/org.yaml
var orgExample []byte

// exampleSetup is what testdata/org.yaml says.
func exampleSetup() checkins.Setup {
	tenant := "11111111-1111-1111-1111-111111111111"
	return checkins.Setup{
		Org: checkins.Org{
			ID: "acme", Slack: []string{"T0001"}, Teams: []string{tenant}, Holidays: []string{"DE"}, Admins: []checkins.PersonID{"ana"},
			Priorities: []checkins.Priority{{ID: "growth", Name: "Grow online revenue"}},
		},
		People: []checkins.Person{
			{
				ID: "ana", Name: "Ana Ruiz", Accounts: []checkins.Account{{Platform: checkins.Slack, Team: "T0001", ID: "U0001"}},
				Zone: "Europe/Berlin", Country: "DE", Locale: "de",
				Workdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}, From: 9 * 60, To: 17 * 60,
			},
			{
				ID: "ben", Name: "Ben Lee", Accounts: []checkins.Account{{Platform: checkins.Teams, Team: tenant, ID: "2222..."}},
				Zone: "America/New_York",
			},
		},
		Initiatives: []checkins.Initiative{{
			ID: "crm", Name: "CRM migration", Priority: "growth", Stage: checkins.Building,
			Why:          "Agents see one customer, so that a call ends with the problem solved.",
			WhyConfirmed: []checkins.PersonID{"ana", "ben"}, Accepted: []checkins.PersonID{"ana", "ben"},
			Outcome:        checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30"},
			DeliveredMeans: "all service teams work in the new system", ValueMeans: "a call ends with the problem solved",
			Leads: [2][]checkins.PersonID{{"ana"}, {"ben"}}, Owner: "ana", Sponsor: "ben",
			Channels: []checkins.Account{
				{Platform: checkins.Slack, Team: "T0001", ID: "C0001"}, {Platform: checkins.Teams, Team: tenant, ID: "19:...@thread.tacv2"},
			},
			Pulse: checkins.Pulse{
				Cadence: "0 10 * * 2", Every: 1, Zone: "Europe/Berlin", Window: 72 * time.Hour, Preset: "normal", HeadsUp: true,
				Dimensions: []scoring.Dimension{"value", "priority", "delivery", "feasibility", "promises_it", "promises_biz"},
			},
		}},
	}
}

func TestParseOrg(t *testing.T) {
	got, err := parseOrg("org.yaml", orgExample)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exampleSetup(), got); diff != "" {
		t.Error(diff)
	}
}

// TestTouches: how much an initiative takes, and what it touches; what a later file does
// not name stays, and an empty list takes it away.
func TestTouches(t *testing.T) {
	text := strings.Replace(string(orgExample), "owner: ana", "owner: ana\n    effort: L\n    systems: [SAP, Web shop]\n    projects: [Phoenix]", 1)
	got, err := parseOrg("org.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := checkins.Touches{Systems: []string{"SAP", "Web shop"}, Projects: []string{"Phoenix"}}
	if i := got.Initiatives[0]; i.Effort != checkins.Large || cmp.Diff(want, i.Touches) != "" {
		t.Errorf("effort %q, touches %+v", i.Effort, i.Touches)
	}
	s := newSpy()
	s.applied(t, text, monday, false)
	if said := s.applied(t, string(orgExample), monday, true); !strings.Contains(said, "nothing to change") {
		t.Error(said)
	}
	if said := s.applied(t, strings.Replace(text, "[Phoenix]", "[]", 1), monday, true); !strings.Contains(said, "~ initiative crm: projects [Phoenix] -> none") {
		t.Error(said)
	}
}

// TestForms are other ways to write the same.
func TestForms(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		change   func(*checkins.Setup)
	}{
		"business":     {"biz: [ben]", "business: [ben]", func(*checkins.Setup) {}},
		"quoted date":  {"by: 2027-06-30", `by: "2027-06-30"`, func(*checkins.Setup) {}},
		"line ends":    {"\n", "\r\n", func(*checkins.Setup) {}},
		"folded text":  {"why: Agents see one customer,", "why: >-\n      Agents see\n      one customer,", func(*checkins.Setup) {}},
		"full account": {"slack: U0001", "slack: T0001/U0001", func(*checkins.Setup) {}},
		"list":         {"slack: U0001", "slack: [U0001]", func(*checkins.Setup) {}},
		"days":         {"[mon, tue, wed, thu, fri]", "[Friday, Mon, tues, wednesday, thu]", func(*checkins.Setup) {}},
		"number":       {"id: ben,", "id: 007,", nil},
		"unquoted":     {`hours: "09:00-17:00"`, "hours: 8:30 - 24:00", func(s *checkins.Setup) { s.People[0].From, s.People[0].To = 510, 1440 }},
		"Norway":       {"country: DE", "country: NO", func(s *checkins.Setup) { s.People[0].Country = "NO" }},
		"empty values": {"sponsor: ben", "sponsor:", func(s *checkins.Setup) { s.Initiatives[0].Sponsor = "" }},
		"hostile name": {"name: CRM migration", `name: "<!channel> *x* {p}"`, func(s *checkins.Setup) { s.Initiatives[0].Name = "<!channel> *x* {p}" }},
		"anchor": {"every: 1,", "every: 2, anchor: 2026-03-03,", func(s *checkins.Setup) {
			s.Initiatives[0].Pulse.Every, s.Initiatives[0].Pulse.Anchor = 2, "2026-03-03"
		}},
		"all": {"items: auto, guesses: focus", "items: all, guesses: all", func(s *checkins.Setup) {
			s.Initiatives[0].Pulse.AllItems, s.Initiatives[0].Pulse.AllGuesses = true, true
		}},
		"short pulse": {
			`{cadence: "0 10 * * 2", every: 1, zone: Europe/Berlin, window: 72h, items: auto, guesses: focus, preset: normal, dimensions: [value, priority, delivery, feasibility, promises_it, promises_biz]}`, "{zone: Europe/Berlin}",
			func(s *checkins.Setup) { s.Initiatives[0].Pulse.Every, s.Initiatives[0].Pulse.Preset = 0, "" },
		},
		"own": {"promises_biz]}", "own]}\n    own: We would buy it again.", func(s *checkins.Setup) {
			s.Initiatives[0].Own, s.Initiatives[0].Pulse.Dimensions[5] = "We would buy it again.", "own"
		}},
		"bridge": {"it: [ana]", "it: [ana, ben]", func(s *checkins.Setup) { s.Initiatives[0].Leads[0] = []checkins.PersonID{"ana", "ben"} }},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.ReplaceAll(string(orgExample), c.old, c.new)
			if text == string(orgExample) {
				t.Fatalf("the example holds no %q", c.old)
			}
			got, err := parseOrg("org.yaml", []byte(text))
			if c.change == nil {
				if err == nil || !strings.Contains(err.Error(), "ben") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := exampleSetup()
			c.change(&want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrongOrg(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no org":            {"org: acme", "", "org.yaml:2: org: missing: write it, such as org: acme"},
		"bad id":            {"org: acme", "org: a{b}", `org.yaml:1: org: "a{b}": write 1 to 64 of A-Z a-z 0-9 . _ -, such as acme`},
		"unknown key":       {"people:", "poeple:", `org.yaml:6: unknown key "poeple": write people or remove it; known are org, slack,`},
		"unknown far":       {"locale: de", "favourite: de", `org.yaml:7: people.ana: unknown key "favourite": remove it; known are id, name,`},
		"key twice":         {"owner: ana", "owner: ana\n    owner: ben", "org.yaml:24: initiatives.crm: owner stands there twice: remove one"},
		"no mapping":        {"{id: growth, name: Grow online revenue}", "growth", "org.yaml:10: priorities[0]: write key: value pairs, such as id: ..."},
		"no list":           {"admins: [ana]", "admins: ana", "org.yaml:5: admins: write a list, such as [ana]"},
		"list for text":     {"name: CRM migration", "name: [CRM]", "org.yaml:13: initiatives.crm.name: is a list or a mapping: write one text"},
		"two lines":         {"name: CRM migration", `name: "a\nb"`, "org.yaml:13: initiatives.crm.name: holds a line end or a control character: write it on one line"},
		"long name":         {"name: CRM migration", "name: " + strings.Repeat("x", 201), "org.yaml:13: initiatives.crm.name: has 201 characters: write at most 200"},
		"team":              {"team: T0001", "team: acme", `org.yaml:2: slack[0].team: "acme" is no id of a workspace: write it like T0001`},
		"team twice":        {"{team: T0001}", "{team: T0001}, {team: T0001}", "org.yaml:2: slack[1].team: T0001 stands there twice: remove one"},
		"tenant":            {"tenant: 1111", "tenant: 111", `org.yaml:3: teams[0].tenant: "1111111-1111-1111-1111-111111111111" is no id of a tenant: write it like 11111111-`},
		"country lower":     {"country: DE", "country: de", `org.yaml:7: people.ana.country: "de": write DE`},
		"country":           {"holidays: [DE]", "holidays: [XX]", `org.yaml:4: holidays: "XX": no holidays are known for it: write one of AR, AT,`},
		"person twice":      {"id: ben,", "id: ana,", "org.yaml:8: people.ana.id: Ana Ruiz has this id too: choose another"},
		"account twice":     {`teams: "aad:2222..."`, "slack: U0001", "org.yaml:8: people.ben.slack: U0001 is the account of ana already: one of them is wrong"},
		"display name":      {"slack: U0001", `slack: "@ana"`, `org.yaml:7: people.ana.slack: "@ana" is not a member id: write it like U0001, it stands in the member's profile behind the three dots`},
		"no workspace":      {"slack: [{team: T0001}]", "", "org.yaml:7: people.ana.slack: the org names no workspace of slack: add the key slack at the top of the file"},
		"two workspaces":    {"{team: T0001}", "{team: T0001}, {team: T0002}", "org.yaml:7: people.ana.slack: the org has several workspaces: write T0001/U0001"},
		"other workspace":   {"slack: U0001", "slack: T0002/U0001", `org.yaml:7: people.ana.slack: "T0002" is no workspace of the org: write T0001 or add it under slack`},
		"no zone":           {", zone: America/New_York", "", "org.yaml:8: people.ben.zone: missing: write it, such as zone: Europe/Berlin"},
		"zone":              {"America/New_York", "America/NewYork", `org.yaml:8: people.ben.zone: "America/NewYork" is not known: write an IANA name such as Europe/Berlin`},
		"machine's zone":    {"America/New_York", "Local", `org.yaml:8: people.ben.zone: "Local" is not known: write an IANA name`},
		"locale":            {"locale: de", "locale: German!", `org.yaml:7: people.ana.locale: "German!": write a language such as de or en-GB`},
		"workday":           {"[mon,", "[montag2,", `org.yaml:7: people.ana.workdays: "montag2" is no day of the week: write a list such as [mon, tue, wed, thu, fri]`},
		"no workday":        {"[mon, tue, wed, thu, fri]", "[]", "org.yaml:7: people.ana.workdays: is empty, and somebody who never works is never asked"},
		"hours":             {"09:00-17:00", "9-17", `org.yaml:7: people.ana.hours: "9-17": write the beginning and the end of the working day, such as "09:00-17:00"`},
		"hours backwards":   {"09:00-17:00", "17:00-09:00", `org.yaml:7: people.ana.hours: "17:00-09:00": write`},
		"hours too late":    {"09:00-17:00", "09:00-24:01", `org.yaml:7: people.ana.hours: "09:00-24:01": write`},
		"unknown person":    {"sponsor: ben", "sponsor: bne", `org.yaml:24: initiatives.crm.sponsor: nobody has the id "bne": write ben or add that person under people`},
		"unknown lead":      {"biz: [ben]", "biz: [christopher]", `org.yaml:22: initiatives.crm.leads.biz: nobody has the id "christopher": add that person under people`},
		"unknown admin":     {"admins: [ana]", "admins: [anna]", `org.yaml:5: admins: nobody has the id "anna": write ana or add that person under people`},
		"lead twice":        {"it: [ana]", "it: [ana, ana]", `org.yaml:22: initiatives.crm.leads.it: "ana" stands there twice: remove one`},
		"both names":        {"biz: [ben]", "biz: [ben], business: [ben]", "org.yaml:22: initiatives.crm.leads.business: is the same side as biz: keep one of them"},
		"confirmed by none": {"it: [ana]", "it: []", "org.yaml:17: initiatives.crm.why_confirmed: ana is no lead of this initiative: name leads, or add ana under leads"},
		"unknown priority":  {"priority: growth", "priority: grwoth", `org.yaml:14: initiatives.crm.priority: no priority has the id "grwoth": write growth or add it under priorities`},
		"stage":             {"stage: building", "stage: done", `org.yaml:15: initiatives.crm.stage: "done": write shaping, building or live`},
		"no stage":          {"stage: building", "", "org.yaml:12: initiatives.crm.stage: missing: write shaping, building or live"},
		"outcome date":      {"by: 2027-06-30", "by: 2027-06-31", `org.yaml:19: initiatives.crm.outcome.by: "2027-06-31": write a real date such as 2027-06-30`},
		"channel":           {"slack: C0001", `slack: "#crm"`, `org.yaml:25: initiatives.crm.channels[0].slack: "#crm" is not a channel id: write it like C0001, it stands at the end of the channel's details`},
		"channel twice":     {"{slack: C0001}", "{slack: C0001}, {slack: T0001/C0001}", "org.yaml:25: initiatives.crm.channels[1].slack: T0001/C0001 stands there twice: remove one"},
		"two in one":        {"{slack: C0001}, {", "{slack: C0001, ", "org.yaml:25: initiatives.crm.channels[0]: write one channel an entry, such as {slack: C0001}"},
		"no pulse":          {"pulse:", "own: x #", "org.yaml:12: initiatives.crm.pulse: missing: write at least the zone"},
		"cadence":           {"* * 2", "* * 7", `org.yaml:26: initiatives.crm.pulse.cadence: "0 10 * * 7": Sunday is 0 or SUN here, not 7`},
		"window":            {"window: 72h", "window: 200h", "org.yaml:26: initiatives.crm.pulse.window: 200h0m0s: the next round may open after 167h"},
		"window in days":    {"window: 72h", "window: 3d", `org.yaml:26: initiatives.crm.pulse.window: "3d": write hours such as 72h`},
		"every":             {"every: 1", "every: two", `org.yaml:26: initiatives.crm.pulse.every: "two": write a number of weeks such as 2`},
		"anchor missing":    {"every: 1", "every: 2", "org.yaml:26: initiatives.crm.pulse.anchor: missing: every 2 needs a date"},
		"pulse zone":        {"Europe/Berlin, window", "Berlin, window", `org.yaml:26: initiatives.crm.pulse.zone: "Berlin" is not known: write an IANA name such as Europe/Berlin`},
		"items":             {"items: auto", "items: some", `org.yaml:26: initiatives.crm.pulse.items: "some": write auto or all`},
		"heads_up":          {"preset: normal", "heads_up: maybe", `org.yaml:26: initiatives.crm.pulse.heads_up: "maybe": write true or false`},
		"preset":            {"preset: normal", "preset: loud", `org.yaml:26: initiatives.crm.pulse.preset: "loud": write calm, normal or eager`},
		"dimension":         {"[value,", "[vaule,", `org.yaml:26: initiatives.crm.pulse.dimensions: "vaule" is not in the question bank: write value or choose from value,`},
		"own unasked":       {"[value,", "[own,", "org.yaml:26: initiatives.crm.pulse.dimensions: own asks the owner's own statement: write it under the initiative as own: ..., or remove own here"},
		"no dimension":      {"[value, priority, delivery, feasibility, promises_it, promises_biz]", "[]", "org.yaml:26: initiatives.crm.pulse.dimensions: none: name at least one of"},
		"syntax":            {"[{team: T0001}]", "[{team: T0001}", "org.yaml:"},
		"second document":   {"people:", "---\npeople:", "org.yaml:7: a second document: write one org a file"},
		"alias":             {"admins: [ana]", "admins: &a [*a]", `org.yaml:5: "&": anchors, aliases, tags and ? keys are not taken`},
		"tag":               {"org: acme", "org: !!binary acme", `org.yaml:1: "!!binary": anchors, aliases, tags and ? keys are not taken`},
		"no such effort":    {"owner: ana", "owner: ana\n    effort: XL", `org.yaml:24: initiatives.crm.effort: "XL": write S, M or L`},
		"systems no list":   {"owner: ana", "owner: ana\n    systems: SAP", "org.yaml:24: initiatives.crm.systems: write a list, such as [SAP]"},
		"system too long":   {"owner: ana", "owner: ana\n    systems: [" + strings.Repeat("x", 41) + "]", "org.yaml:24: initiatives.crm.systems: longer than 40 characters: shorten it"},
		"system with comma": {"owner: ana", "owner: ana\n    systems: ['a, b']", `org.yaml:24: initiatives.crm.systems: "a, b": write a name without commas`},
		"project twice":     {"owner: ana", "owner: ana\n    projects: [Phoenix, phoenix]", `org.yaml:24: initiatives.crm.projects: "phoenix" stands there twice: remove one`},
		"too many projects": {"owner: ana", "owner: ana\n    projects: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u]", "org.yaml:24: initiatives.crm.projects: more than 20: name those that matter most"},
		"initiative twice":  {"initiatives:", "initiatives:\n  - {id: crm, name: x, stage: live, pulse: {zone: UTC}}", "org.yaml:13: initiatives.crm.id: another initiative has this id: choose another"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(orgExample), c.old, c.new, 1)
			if text == string(orgExample) {
				t.Fatalf("the example holds no %q", c.old)
			}
			_, err := parseOrg("org.yaml", []byte(text))
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains("\n"+err.Error(), "\n"+c.want) {
				t.Errorf("no line begins with\n%s\nin\n%s", c.want, err)
			}
		})
	}
}

// TestAllFaults: one run says everything, in the order of the file.
func TestAllFaults(t *testing.T) {
	text := strings.NewReplacer("team: T0001", "team: x", "America/New_York", "Mars", "stage: building", "stage: x",
		"window: 72h", "window: x", "items: auto", "items: x", "owner: ana", "owner: x").Replace(string(orgExample))
	_, err := parseOrg("f.yaml", []byte(text))
	if err == nil {
		t.Fatal("accepted")
	}
	var got []string
	for _, line := range strings.Split(err.Error(), "\n") {
		where, _, _ := strings.Cut(line, ": \"")
		got = append(got, where)
	}
	want := []string{
		"f.yaml:2: slack[0].team", "f.yaml:7: people.ana.slack: the org names no workspace of slack: add the key slack at the top of the file",
		"f.yaml:8: people.ben.zone", "f.yaml:15: initiatives.crm.stage", "f.yaml:23: initiatives.crm.owner: nobody has the id",
		"f.yaml:25: initiatives.crm.channels[0].slack: the org names no workspace of slack: add the key slack at the top of the file",
		"f.yaml:26: initiatives.crm.pulse.window", "f.yaml:26: initiatives.crm.pulse.items",
	}
	for n := range got {
		got[n] = strings.TrimSuffix(got[n], ` "x"`)
		if strings.Contains(got[n], "nobody has the id") {
			got[n] = "f.yaml:23: initiatives.crm.owner: nobody has the id"
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAllFaultsOfAPulse: every field of a pulse has its say, once, whoever reads it.
func TestAllFaultsOfAPulse(t *testing.T) {
	pulse := func(text string) string {
		before, _, _ := strings.Cut(string(orgExample), "    pulse:")
		return before + "    pulse: " + text + "\n"
	}
	for name, c := range map[string]struct {
		pulse string
		want  []string // fields
	}{
		"unreadable and unfit": {
			`{cadence: "0 10 * * 7", every: two, anchor: 2026-02-30, zone: Mars, window: 3d, items: some, guesses: some, preset: loud, dimensions: [vaule, own]}`,
			[]string{"anchor", "cadence", "dimensions", "dimensions", "every", "guesses", "items", "preset", "window", "zone"},
		},
		"unfit":             {`{cadence: x, every: 60, anchor: x, zone: "", window: -1h, preset: x, dimensions: []}`, []string{"anchor", "cadence", "dimensions", "every", "preset", "window", "zone"}},
		"no interval":       {`{every: [], zone: UTC, window: 200h, preset: x}`, []string{"every", "preset"}},
		"no interval, zero": {`{every: 0, zone: UTC, window: 200h}`, []string{"every"}},
		"empty every":       {`{every: , zone: UTC}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			if _, err := parseOrg("f.yaml", []byte(pulse(c.pulse))); err != nil {
				for _, line := range strings.Split(err.Error(), "\n") {
					field, _, _ := strings.Cut(strings.TrimPrefix(line, "f.yaml:26: initiatives.crm.pulse."), ":")
					got = append(got, field)
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// hostileOrgs are files that a reader could choke on.
func hostileOrgs() map[string]string {
	return map[string]string{
		"nothing":     "",
		"space":       " \n\t\n",
		"null":        "~",
		"scalar":      "x",
		"list":        "- 1",
		"not UTF-8":   "org: \xff\xfe",
		"zero bytes":  "org: a\x00b",
		"huge":        strings.Repeat("x", fileBytes+1),
		"brackets":    strings.Repeat("[", 1<<18),
		"braces":      strings.Repeat("{a: ", 1<<17),
		"dashes":      strings.Repeat("- ", 1<<18),
		"indents":     indented(1500),
		"laughs":      "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\norg: *c",
		"merge":       "<<: {org: acme}",
		"complex key": "? {a: b}\n: c",
		"many faults": "org: a\npeople:\n" + strings.Repeat("- {id: '!'}\n", 20000),
		"long key":    strings.Repeat("k", 1<<20) + ": x",
		"long id":     "org: " + strings.Repeat("k", 1<<20),
		"TZ cadence":  "org: a\ninitiatives: [{id: x, name: x, stage: live, pulse: {zone: UTC, cadence: 'TZ=0'}}]",
		"documents":   strings.Repeat("---\norg: a\n", 1000),
		"directive":   "%YAML 9.9\n---\norg: a",
	}
}

func indented(levels int) string {
	var b strings.Builder
	for n := range levels {
		b.WriteString(strings.Repeat(" ", n) + "a:\n")
	}
	return b.String()
}

func TestHostileOrgs(t *testing.T) {
	for name, text := range hostileOrgs() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := parseOrg("org.yaml", []byte(text))
			if err == nil {
				t.Fatal("accepted")
			}
			if n := strings.Count(err.Error(), "\n"); n > mostFaults || len(err.Error()) > 100_000 {
				t.Errorf("%d lines, %d bytes", n+1, len(err.Error()))
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func FuzzParseOrg(f *testing.F) {
	f.Add(orgExample)
	f.Add(practiceOrg)
	for _, text := range hostileOrgs() {
		if len(text) < 10_000 {
			f.Add([]byte(text))
		}
	}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parseOrg("org.yaml", data)
		if err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				if !strings.HasPrefix(line, "org.yaml:") {
					t.Errorf("a line without a place: %q", line)
				}
			}
			return
		}
		if !checkins.ValidID(string(s.Org.ID)) {
			t.Errorf("accepted org %q", s.Org.ID)
		}
		for _, i := range s.Initiatives {
			if err := i.Pulse.Check(); err != nil {
				t.Errorf("accepted %s: %v", i.ID, err)
			}
		}
		for id, next := range withNext(s, now).Next {
			if next.Before(now) {
				t.Errorf("%s opens in the past: %s", id, next)
			}
		}
	})
}
