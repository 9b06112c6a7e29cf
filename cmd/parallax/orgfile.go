package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"parallax/checkins"
)

// orgFile is an org file being read.
type orgFile struct {
	reading
	setup    checkins.Setup
	people   map[checkins.PersonID]int // where they stand in setup.People
	accounts map[checkins.Account]string
	named    naming
}

// parseOrg reads an org file (INTERFACES.md). The error lists everything that is
// wrong, a line each: file, line, field and the way out. Setup.Next stays empty:
// see withNext.
func parseOrg(file string, data []byte) (checkins.Setup, error) {
	setup, _, err := readOrg(file, data)
	return setup, err
}

// readOrg is parseOrg, and says what the file names.
func readOrg(file string, data []byte) (checkins.Setup, naming, error) {
	o := orgFile{reading: reading{file: file}, people: map[checkins.PersonID]int{}, accounts: map[checkins.Account]string{}, named: naming{}}
	if root := o.parse(data); root != nil {
		o.org(root)
	}
	if err := o.err(); err != nil {
		return checkins.Setup{}, nil, err
	}
	return o.setup, o.named, nil
}

// withNext plans the first rounds: of each initiative that waits for nothing, the
// first opening at now or later.
func withNext(s checkins.Setup, now time.Time) checkins.Setup {
	s.Next = map[checkins.InitiativeID]time.Time{}
	for _, i := range s.Initiatives {
		if first := i.Pulse.Coming("", now, 1); len(first) > 0 && i.Scheduled() {
			s.Next[i.ID] = first[0].Opens
		}
	}
	return s
}

func (o *orgFile) org(root ast.Node) {
	f := o.fields(root, "", "org", "slack", "teams", "locale", "retention", "digest", "holidays", "admins", "people", "priorities", "initiatives", "policy")
	o.named.note("", f)
	org := &o.setup.Org
	org.ID = checkins.OrgID(f.id("org", "acme"))
	org.Slack = o.teams(f, "slack", "team", slackTeam, "T0001")
	org.Teams = o.teams(f, "teams", "tenant", tenant, "11111111-1111-1111-1111-111111111111")
	org.Locale = f.locale()
	org.Retention = f.months("retention")
	org.NoDigest = f.oneOf("digest", "true", "false") == "false"
	org.Holidays = f.countries("holidays")
	// Everybody first: people are named before and after the list of people.
	people := f.list("people", "- {id: ana, name: Ana Ruiz, slack: U0001, zone: Europe/Berlin}")
	for n, node := range people {
		o.person(node, n)
	}
	org.Admins = o.persons(f, "admins")
	org.Policy = o.policy(f)
	for n, node := range f.list("priorities", "- {id: growth, name: Grow online revenue}") {
		o.priority(node, n)
	}
	for n, node := range f.list("initiatives", "- {id: crm, name: CRM migration, ...}") {
		o.initiative(node, n)
	}
}

// policy reads {new: admins}.
func (o *orgFile) policy(parent fields) checkins.Policy {
	n := parent.by["policy"]
	if n == nil {
		return checkins.Policy{}
	}
	f := o.fields(n, parent.path("policy"), "new")
	return checkins.Policy{New: checkins.Makers(f.oneOf("new", string(checkins.MadeByAnyone), string(checkins.MadeByAdmins)))}
}

var (
	slackTeam    = regexp.MustCompile(`^[TE][A-Z0-9]{1,30}$`)
	slackUser    = regexp.MustCompile(`^[UW][A-Z0-9]{1,30}$`)
	slackChannel = regexp.MustCompile(`^[CG][A-Z0-9]{1,30}$`)
	tenant       = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// teams reads the workspaces or the tenants of the org.
func (o *orgFile) teams(f fields, key, field string, form *regexp.Regexp, example string) []string {
	var ids []string
	for n, node := range f.list(key, fmt.Sprintf("[{%s: %s}]", field, example)) {
		t := o.fields(node, fmt.Sprintf("%s[%d]", key, n), field)
		id := t.need(field, example, 100)
		if key == "teams" {
			id = strings.ToLower(id)
		}
		switch {
		case id == "":
		case !form.MatchString(id):
			t.wrong(field, "%.60q is no id of a %s: write it like %s", id, map[string]string{"team": "workspace", "tenant": "tenant"}[field], example)
		case slices.Contains(ids, id):
			t.wrong(field, "%s stands there twice: remove one", id)
		default:
			ids = append(ids, id)
		}
	}
	return ids
}

// countries reads a list of countries.
func (f fields) countries(key string) []string {
	words, nodes := f.words(key, "[DE]")
	for n, w := range words {
		if text := unknownCountry(w); text != "" {
			f.at(nodes[n], f.path(key), "%s", text)
		}
	}
	return words
}

// unknownCountry says what is wrong with a country, "" for nothing.
func unknownCountry(code string) string {
	if checkins.KnownCountry(code) {
		return ""
	}
	if upper := strings.ToUpper(code); checkins.KnownCountry(upper) {
		return fmt.Sprintf("%q: write %s", code, upper)
	}
	return fmt.Sprintf("%.40q: no holidays are known for it: write one of %s, or leave it out", code, strings.Join(checkins.Countries(), ", "))
}

// account reads "U0001", or "T0001/U0001" when the org has several workspaces.
func (o *orgFile) account(f fields, key string, n ast.Node, text string, channel bool) (checkins.Account, bool) {
	platform, teams, what, example := checkins.Slack, o.setup.Org.Slack, "a member id", "U0001"
	form, where := slackUser, "it stands in the member's profile behind the three dots"
	if channel {
		what, example, form, where = "a channel id", "C0001", slackChannel, "it stands at the end of the channel's details"
	}
	if key == "teams" {
		platform, teams, form, example = checkins.Teams, o.setup.Org.Teams, teamsPerson, "aad:22222222-..."
		what, where = "the object id of a person", "it stands on the person's page in the Microsoft Entra admin centre"
		if channel {
			form, what, example, where = teamsChannel, "a channel of Teams", "19:...@thread.tacv2", "or paste the link that the channel's menu gives"
		}
		text = teamsID(text, channel)
	}
	team, id, both := strings.Cut(text, "/")
	if !both {
		team, id = "", text
	}
	switch {
	case !form.MatchString(id):
		o.at(n, f.path(key), "%.60q is not %s: write it like %s, %s", text, what, example, where)
	case len(teams) == 0:
		o.at(n, f.path(key), "the org names no workspace of %s: add the key %s at the top of the file", platform, key)
	case !both && len(teams) > 1:
		o.at(n, f.path(key), "the org has several workspaces: write %s/%s", teams[0], id)
	case both && !slices.Contains(teams, team):
		o.at(n, f.path(key), "%.60q is no workspace of the org: %s", team, instead(team, teams, "add it under "+key))
	case both:
		return checkins.Account{Platform: platform, Team: team, ID: id}, true
	default:
		return checkins.Account{Platform: platform, Team: teams[0], ID: id}, true
	}
	return checkins.Account{}, false
}

// persons reads a list of ids of people.
func (o *orgFile) persons(f fields, key string) []checkins.PersonID {
	var ids []checkins.PersonID
	words, nodes := f.words(key, "[ana]")
	for n, w := range words {
		if id := checkins.PersonID(w); o.known(f, key, nodes[n], id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// personOf reads the id of one person. Missing is "".
func (o *orgFile) personOf(f fields, key string) checkins.PersonID {
	id := checkins.PersonID(f.text(key, 1000))
	if id == "" || !o.known(f, key, f.by[key], id) {
		return ""
	}
	return id
}

// known reports whether people lists the person.
func (o *orgFile) known(f fields, key string, n ast.Node, id checkins.PersonID) bool {
	if _, ok := o.people[id]; ok {
		return true
	}
	var ids []string
	for _, p := range slices.Sorted(maps.Keys(o.people)) {
		ids = append(ids, string(p))
	}
	o.at(n, f.path(key), "nobody has the id %.64q: %s", string(id), instead(string(id), ids, "add that person under people"))
	return false
}

func (o *orgFile) priority(n ast.Node, at int) {
	f := o.entry(n, "priorities", at, "id", "name", "owner", "target")
	p := checkins.Priority{ID: checkins.PriorityID(f.id("id", "growth"))}
	p.Name, p.Owner, p.Target = f.need("name", "Grow online revenue", nameLength), o.personOf(f, "owner"), f.text("target", textLength)
	if _, twice := o.setup.Org.Priority(p.ID); twice && p.ID != "" {
		f.wrong("id", "another priority has this id: choose another")
	}
	o.setup.Org.Priorities = append(o.setup.Org.Priorities, p)
}
