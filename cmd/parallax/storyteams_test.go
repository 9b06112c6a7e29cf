package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/sandbox"
)

// The tenant of the stories and its bot.
const (
	storyTenant = "11111111-1111-1111-1111-111111111111"
	storyApp    = "33333333-3333-3333-3333-333333333333"
	storySecret = "what-only-the-two-know"
)

// openTenant puts the stand-in for Teams beside that for Slack.
func (s *story) openTenant() {
	s.tenant = sandbox.NewTenant(sandbox.TenantConfig{
		ID: storyTenant, Name: "Acme", AppID: storyApp, Secret: storySecret, BotName: appName,
		Now: s.clock.now, Deadline: time.Minute, InvokeDeadline: time.Minute, WindowDeadline: time.Minute, // the machine may be busy
		Actions: offered(),
	})
	s.teamsd = httptest.NewServer(s.whileAlive(s.tenant.Handler()))
	s.tenant.Connect(s.door.URL, s.teamsd.URL)
}

// offered is what the app offers on messages, as its manifest says.
func offered() []sandbox.MessageAction {
	pack, err := manifestTeams(storyApp, "https://parallax.example.com")
	if err != nil {
		panic(err) // of constants
	}
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	if err != nil {
		panic(err)
	}
	raw, err := fs.ReadFile(z, "manifest.json")
	var m teamsManifest
	if err := errors.Join(err, json.Unmarshal(raw, &m)); err != nil {
		panic(err)
	}
	var all []sandbox.MessageAction
	for _, c := range m.Extensions[0].Commands {
		if c.FetchTask && slices.Contains(c.Context, "message") {
			all = append(all, sandbox.MessageAction{ID: c.ID, Title: c.Title})
		}
	}
	return all
}

// timed has a courier keep the story's time, so that the lives of tokens pass with it.
func (s *story) timed(c *teams.Courier) {
	tokens, err := teams.NewTokenSource(teams.Credentials{
		AppID: storyApp, Password: storySecret, Tenant: storyTenant, URL: s.tenant.TokenURL(), Now: s.clock.now,
	})
	if err != nil {
		panic(err) // the service took the same
	}
	hosts, err := teams.NewHosts(strings.TrimPrefix(s.teamsd.URL, "http://"))
	if err != nil {
		panic(err)
	}
	c.Connector = teams.NewConnector(tokens, hosts, nil, s.clock.now)
}

// inTeams tells the accounts of the two platforms apart: people and channels.
func inTeams(id string) bool { return tenant.MatchString(id) || strings.HasPrefix(id, "19:") }

// account is the one account of somebody.
func (s *story) account(p checkins.PersonID) (string, error) {
	switch users := s.people[p]; len(users) {
	case 0:
		return "", fmt.Errorf("nobody is called %s", p)
	case 1:
		return users[0], nil
	}
	return "", fmt.Errorf("%s has two accounts: write %s.slack or %s.teams", p, p, p)
}

// tells notes what goes from Teams to the bot next.
func (s *story) tells(what string) { s.sent = append(s.sent, delivery{what, true}) }

// onScreen turns what was seen in Teams into what it is in both platforms: a card of
// one's own that asks something is a form.
func (s *story) onScreen(seen []sandbox.Seen) []sandbox.Seen {
	for n, x := range seen {
		switch x.Kind {
		case sandbox.SeenCard:
			if len(sandbox.ReadCard(unfolded(x.Card)).Inputs) > 0 {
				seen[n].Kind, seen[n].ThreadTS = sandbox.SeenView, ""
				s.forms[x.User] = sandbox.Message{Channel: x.Channel, TS: x.TS}
			}
			continue
		case sandbox.SeenView:
			s.forms[x.User] = sandbox.Message{Channel: x.Channel, TS: x.TS}
			continue
		case sandbox.SeenUpdate:
		default:
			continue
		}
		// What the press of a button showed is what the message then says to all.
		was := func(c sandbox.Seen) bool {
			return c.Kind == sandbox.SeenCard && c.Channel == x.Channel && c.TS == x.TS && onCard(c.Card) == onCard(x.Card)
		}
		s.waiting = slices.DeleteFunc(s.waiting, was)
		for k := range seen[:n] {
			if was(seen[k]) {
				seen[k].Kind = sandbox.SeenSaid // nothing to expect
			}
		}
	}
	return seen
}

// onCard is what is read on a card before anything in it is unfolded.
func onCard(card json.RawMessage) string {
	return strings.Join(sandbox.ReadCard(unfolded(card)).Lines, " ")
}

// unfolded is a card without what its buttons unfold.
func unfolded(card json.RawMessage) json.RawMessage {
	var v map[string]any
	if json.Unmarshal(card, &v) != nil {
		return nil
	}
	var fold func(v any)
	fold = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if v["type"] == "Action.ShowCard" {
				delete(v, "card")
			}
			for _, x := range v {
				fold(x)
			}
		case []any:
			for _, x := range v {
				fold(x)
			}
		}
	}
	fold(v)
	bare, _ := json.Marshal(v) // of what was JSON a moment ago
	return bare
}

// teams is what Teams does.
func (s *story) teams(args []string) error {
	if len(args) < 2 {
		return errors.New("does what?")
	}
	switch do := args[0]; do {
	case "fault":
		f, err := s.misbehaviour(args[1], args[2:])
		if err == nil {
			s.tenant.Inject(f)
		}
		return err
	case "installs", "uninstalls", "upgrades":
		return s.installation(do, args[1:])
	case "blocks", "unblocks", "allows":
		return s.refuses(args[1], map[bool]string{true: sandbox.RefusedBlocked}[do == "blocks"])
	case "refuses":
		return s.refuses(args[1], strings.Join(args[2:], ""))
	case "rolls":
		s.tenant.Rollover(len(args) == 2)
		return nil
	case "forgets":
		s.tenant.RevokeToken()
		return nil
	case "remembers":
		s.tenant.RestoreToken()
		return nil
	case "expires":
		s.tenant.ExpireTokens()
		return nil
	case "makes": // makes launch: a team in which no initiative lives, with everybody in it
		channel := "19:" + args[1] + "@thread.tacv2"
		s.tenant.AddTeam(sandbox.Team{ID: "19:team-" + args[1] + "@thread.tacv2", Name: args[1], Channels: []sandbox.Channel{{ID: channel, Name: args[1]}}})
		for _, users := range s.people {
			for _, user := range users {
				if inTeams(user) {
					s.tenant.Invite(channel, user)
				}
			}
		}
		return nil
	case "chats": // chats side ben,lena: a group chat of theirs, without the bot
		c := sandbox.Channel{ID: "19:" + args[1] + "@thread.v2", Name: args[1]}
		who, err := s.targets(args[2:])
		c.Members = who
		s.tenant.AddChat(c)
		return err
	case "adds":
		id := fmt.Sprintf("22222222-2222-2222-2222-8%011d", len(s.people))
		m := sandbox.Member{ID: id, Name: args[1]}
		if len(args) == 4 && args[2] == "in" {
			m.Zone = args[3]
		}
		s.welcome(checkins.PersonID(args[1]), m)
		if len(args) == 4 && args[2] == "to" {
			channel, err := s.channel(args[3])
			s.tenant.Invite(channel, id)
			return err
		}
		return nil
	case "opens":
		id := fmt.Sprintf("19:opened%d@thread.tacv2", len(s.tenant.Channels("")))
		s.tenant.AddTeam(sandbox.Team{ID: strings.Replace(id, "19:", "19:team-", 1), Name: args[1], Channels: []sandbox.Channel{{ID: id, Name: args[1]}}})
		for _, p := range keysIn(s.people) {
			for _, user := range s.people[p] {
				if inTeams(user) {
					s.tenant.Invite(id, user)
				}
			}
		}
		return nil
	}
	return fmt.Errorf("%q: see TestStories for what Teams does", args[0])
}

// targets are the people and teams that words name: everybody, ana,ben or crm.
func (s *story) targets(words []string) ([]string, error) {
	var targets []string
	for _, w := range words {
		if id, err := s.channel(w); err == nil {
			for _, c := range s.tenant.Channels("") {
				if c.ID == id {
					targets = append(targets, c.Team)
				}
			}
			continue
		}
		who, _, err := s.who([]string{w})
		if err != nil {
			return nil, err
		}
		for _, p := range who {
			targets = append(targets, slices.DeleteFunc(slices.Clone(s.people[p]), func(user string) bool { return !inTeams(user) })...)
		}
	}
	return targets, nil
}

func (s *story) installation(do string, words []string) error {
	act, deliveries := s.tenant.Install, 2
	switch do {
	case "uninstalls":
		act = s.tenant.Uninstall
	case "upgrades":
		act, deliveries = s.tenant.Upgrade, 1
	}
	targets, err := s.targets(words)
	if err != nil {
		return err
	}
	for _, t := range targets {
		ack, err := act(context.Background(), t)
		if err != nil {
			return err
		}
		for range deliveries {
			s.tells(strings.TrimSuffix(do, "s"))
		}
		if err := s.taken(ack, nil); err != nil {
			return err
		}
		if err := s.turn(); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) refuses(word, code string) error {
	targets, err := s.targets([]string{word})
	for _, t := range targets {
		s.tenant.Refuse(t, code)
	}
	return err
}

// redeliverInTeams sends a delivery of Teams again, byte for byte; forged with
// another id, in every way that somebody without Microsoft's key has.
func (s *story) redeliverInTeams(n int, forged bool) error {
	changes, want := []func(*http.Request){nil}, http.StatusOK
	if forged {
		changes, want = s.forgeries(), http.StatusForbidden
	}
	for k, change := range changes {
		ack, err := s.tenant.Forge(context.Background(), s.since(n), change)
		if err != nil {
			return err
		}
		if ack.Status != want {
			return fmt.Errorf("the %d. way was answered with %d %s, want %d", k+1, ack.Status, ack.Body, want)
		}
	}
	return s.turn()
}

func (s *story) forgeries() []func(*http.Request) {
	type fields = map[string]any
	body := func(r *http.Request, change func(fields)) {
		var a fields
		raw, _ := io.ReadAll(r.Body) // of a reader in memory
		_ = json.Unmarshal(raw, &a)  // it is an activity
		a["id"] = "forged"
		change(a)
		raw, _ = json.Marshal(a) // of what was JSON a moment ago
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(raw)), int64(len(raw))
	}
	same := func(fields) {}
	token := func(change func(header, claims fields)) func(*http.Request) {
		return func(r *http.Request) {
			body(r, same)
			r.Header.Set("Authorization", "Bearer "+s.tenant.Token(change))
		}
	}
	other := func(change func(fields)) func(*http.Request) {
		return func(r *http.Request) { body(r, change) }
	}
	unendorsed := ""
	for _, k := range s.tenant.Keys() {
		if !k.Endorsed {
			unendorsed = k.ID
		}
	}
	return []func(*http.Request){
		func(r *http.Request) { body(r, same); r.Header.Del("Authorization") },
		token(func(header, _ fields) { header["alg"] = "none" }),
		token(func(header, _ fields) { header["alg"] = "HS256" }),
		token(func(header, _ fields) { header["kid"] = unendorsed }),
		token(func(_, claims fields) { claims["aud"] = storyTenant }),
		token(func(_, claims fields) { claims["iss"] = "https://sts.windows.net/" + storyTenant + "/" }),
		token(func(_, claims fields) { claims["exp"] = time.Now().Add(-time.Hour).Unix() }),
		token(func(_, claims fields) { delete(claims, "exp") }),
		other(func(a fields) { a["serviceUrl"] = "https://smba.trafficmanager.net/elsewhere/" }),
		other(func(a fields) { a["channelData"] = fields{"tenant": fields{"id": storyApp}} }),
		other(func(a fields) { a["channelId"] = "webchat" }),
	}
}
