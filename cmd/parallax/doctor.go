package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/store"
)

// Check is one thing that doctor looks at.
type Check struct {
	Name string
	Run  func(ctx context.Context) Verdict
}

// Verdict is what a check found: texts of one line, problems and warnings with
// the way out.
type Verdict struct {
	Good     string
	Warnings []string
	Problems []string
}

// doctor runs the checks and prints a line for each problem, for each warning,
// and for each check without either. It returns the exit code: 1 when there is a
// problem.
func doctor(ctx context.Context, checks []Check, out io.Writer) int {
	code := 0
	say := func(kind, name, text string) {
		_, _ = fmt.Fprintf(out, "%-8s%s: %s\n", kind, name, strings.Join(strings.Fields(text), " "))
	}
	for _, c := range checks {
		v := c.Run(ctx)
		for _, p := range v.Problems {
			code = 1
			say("PROBLEM", c.Name, p)
		}
		for _, w := range v.Warnings {
			say("warning", c.Name, w)
		}
		if len(v.Problems)+len(v.Warnings) == 0 {
			say("ok", c.Name, v.Good)
		}
	}
	return code
}

// problem is a Verdict of one problem.
func problem(format string, args ...any) Verdict {
	return Verdict{Problems: []string{fmt.Sprintf(format, args...)}}
}

// keyCheck looks whether the key can be read, or made.
func keyCheck(c Config) Check {
	return Check{"key", func(context.Context) Verdict {
		if _, err := c.keys(); err != nil {
			return problem("%v", err)
		}
		return Verdict{Good: "32 bytes"}
	}}
}

// Differences of clocks (RELIABILITY.md 4): Slack's signatures, Microsoft's tokens
// and the leases of letters rest on them.
const (
	clockWarn = time.Minute
	clockOver = 4 * time.Minute
)

// clockCheck holds this machine's clock against another one, with a resolution
// of a second.
func clockCheck(name string, now func() time.Time, other func(context.Context) (time.Time, error)) Check {
	return Check{"clock", func(ctx context.Context) Verdict {
		before := now()
		there, err := other(ctx)
		if err != nil {
			return problem("%s does not tell the time: %v: make it reachable from here", name, err)
		}
		// The answer was made between the two looks at our clock.
		off := there.Sub(before)
		if after := now(); there.After(before) {
			off = max(0, there.Sub(after))
		}
		off = off.Abs().Truncate(time.Second)
		switch {
		case off > clockOver:
			return problem("%[1]s from the clock of %[2]s, and %[2]s's requests would be refused: start NTP on this machine", off, name)
		case off > clockWarn:
			return Verdict{Warnings: []string{fmt.Sprintf("%s from the clock of %s: start NTP on this machine before it grows", off, name)}}
		}
		return Verdict{Good: "as " + name}
	}}
}

// storeCheck holds the store against the promises, as far as the configured
// durability makes them.
func storeCheck(c Config, findings func(context.Context) ([]store.Finding, error)) Check {
	return Check{"store", func(ctx context.Context) Verdict {
		if c.embedded() {
			return Verdict{Good: "embedded in " + c.Data + ", for trying out; set PARALLAX_REDIS_URL to keep answers safe"}
		}
		found, err := findings(ctx)
		if err != nil {
			return problem("%v: check PARALLAX_REDIS_URL and that Redis runs", err)
		}
		v := Verdict{Good: "keeps what it acknowledges"}
		if err := c.checkCopies(); err != nil {
			v.Problems = append(v.Problems, err.Error())
		} else if c.copies() && c.WaitReplicas == 0 {
			v.Warnings = append(v.Warnings, "PARALLAX_WAIT_REPLICAS is 0: a failover may lose the newest answers")
		}
		if c.Durability != Strict {
			v.Good = "PARALLAX_DURABILITY=" + string(c.Durability)
		}
		weighed := c.weigh(found)
		v.Problems, v.Warnings = append(v.Problems, weighed.Problems...), append(v.Warnings, weighed.Warnings...)
		return v
	}}
}

// doctorChecks are the checks of a configuration, in the order of printing.
func doctorChecks(c Config, w world) []Check {
	findings := func(ctx context.Context) ([]store.Finding, error) {
		s, err := openStore(ctx, c, w)
		if err != nil {
			return nil, err
		}
		found, err := s.Check(ctx)
		return found, errors.Join(err, s.Stop())
	}
	needed := func(ctx context.Context) ([]bool, error) {
		s, err := openStore(ctx, c, w)
		if err != nil {
			return nil, err
		}
		use, err := s.Needed(ctx)
		return use, errors.Join(err, s.Stop())
	}
	orgs := func(ctx context.Context) ([]checkins.OrgID, error) {
		s, err := openStore(ctx, c, w)
		if err != nil {
			return nil, err
		}
		all, err := s.Orgs(ctx)
		return all, errors.Join(err, s.Stop())
	}
	checks := append([]Check{keyCheck(c)}, oldKeysChecks(c, needed)...)
	checks = append(checks, storeCheck(c, findings))
	if len(c.Feeds) > 0 && !c.embedded() { // which another process may serve, and lock
		checks = append(checks, feedCheck(c.Feeds, orgs))
	}
	return append(checks, chatChecks(c, time.Now)...)
}

// feedCheck looks whether every source that has a token has an org to say figures of.
func feedCheck(feeds []feed, orgs func(context.Context) ([]checkins.OrgID, error)) Check {
	return Check{"feeds", func(ctx context.Context) Verdict {
		known, err := orgs(ctx)
		if err != nil {
			return problem("%v: whether the orgs of PARALLAX_FEEDS exist can't be told", err)
		}
		var v Verdict
		var names []string
		for _, f := range feeds {
			names = append(names, string(f.Org)+"/"+f.Name)
			if !slices.Contains(known, f.Org) {
				v.Problems = append(v.Problems, fmt.Sprintf("PARALLAX_FEEDS: %s/%s: there is no org %s: apply its org file, or mend the name", f.Org, f.Name, f.Org))
			}
		}
		v.Good = strings.Join(names, ", ")
		return v
	}}
}

// platformCheck looks whether there is anybody to talk to.
func platformCheck(c Config) Check {
	return Check{"platform", func(context.Context) Verdict {
		var served []string
		if c.slack() {
			served = append(served, "Slack")
		}
		if c.teams() {
			served = append(served, "Teams")
		}
		if err := c.needPlatform(); err != nil {
			return problem("%v", err)
		}
		return Verdict{Good: strings.Join(served, " and ")}
	}}
}

// slackDoctor asks Slack's Web API about our tokens.
type slackDoctor struct {
	base   string // ends with a slash
	client *http.Client
}

func newSlackDoctor(c Config) slackDoctor {
	base := c.SlackAPIURL
	if base == "" {
		base = slack.DefaultAPI
	}
	return slackDoctor{strings.TrimRight(base, "/") + "/", &http.Client{
		Timeout: 10 * time.Second,
		// A redirect would carry the token to a host that nobody allowed.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// slackAnswer is what the methods asked here have in common.
type slackAnswer struct {
	OK     bool   `json:"ok"`
	Error  string `json:"error"`
	Team   string `json:"team"`
	TeamID string `json:"team_id"`
}

// ask calls a method with a token. The error never holds the token.
func (d slackDoctor) ask(ctx context.Context, method string, token Secret) (slackAnswer, http.Header, error) {
	var a slackAnswer
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+method, http.NoBody)
	if err != nil {
		return a, nil, err
	}
	req.Header.Set("Authorization", "Bearer "+token.Reveal())
	res, err := d.client.Do(req)
	if err != nil {
		return a, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	if res.StatusCode != http.StatusOK {
		return a, nil, fmt.Errorf("%s answered %s", method, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&a); err != nil {
		return a, nil, fmt.Errorf("%s did not answer in JSON", method)
	}
	return a, res.Header, nil
}

// tokenCheck looks whether the bot token is valid and has all scopes.
func (d slackDoctor) tokenCheck(token Secret) Check {
	return Check{"Slack bot token", func(ctx context.Context) Verdict {
		a, header, err := d.ask(ctx, "auth.test", token)
		switch {
		case err != nil:
			return problem("Slack can't be reached: %v: let this machine open HTTPS connections to Slack", err)
		case !a.OK:
			return problem("SLACK_BOT_TOKEN: Slack says %q: install the app again and copy the new Bot User OAuth Token", a.Error)
		}
		var missing []string
		granted := strings.FieldsFunc(header.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
		if len(granted) == 0 {
			return Verdict{Warnings: []string{fmt.Sprintf("workspace %s (%s): Slack did not name the scopes, so they are not checked", shown(a.Team), a.TeamID)}}
		}
		var lesser []string
		for _, s := range slackScopes {
			switch {
			case slices.Contains(granted, s):
			case slackLesser[s] != "":
				lesser = append(lesser, fmt.Sprintf("without the scope %s %s: give the app the manifest of `parallax manifest slack` and install it again", s, slackLesser[s]))
			default:
				missing = append(missing, s)
			}
		}
		if len(missing) > 0 {
			return problem("Slack app: scopes missing: %s: give the app the manifest of `parallax manifest slack` and install it again", strings.Join(missing, ", "))
		}
		if len(lesser) > 0 {
			return Verdict{Warnings: lesser}
		}
		return Verdict{Good: fmt.Sprintf("workspace %s (%s), all scopes", shown(a.Team), a.TeamID)}
	}}
}

// socketCheck looks whether the app token opens a socket. The address that Slack
// gives for it is dropped: it lets anybody in, once.
func (d slackDoctor) socketCheck(token Secret) Check {
	return Check{"Slack Socket Mode", func(ctx context.Context) Verdict {
		a, _, err := d.ask(ctx, "apps.connections.open", token)
		switch {
		case err != nil:
			return problem("Slack can't be reached: %v: let this machine open HTTPS connections to Slack", err)
		case !a.OK:
			return problem("SLACK_APP_TOKEN: Slack says %q: switch Socket Mode on and make an app-level token with the scope connections:write", a.Error)
		}
		return Verdict{Good: "the app token opens a socket"}
	}}
}

// time reads Slack's clock off the header of an answer.
func (d slackDoctor) time(ctx context.Context) (time.Time, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.base+"api.test", http.NoBody)
	if err != nil {
		return time.Time{}, err
	}
	res, err := d.client.Do(req)
	if err != nil {
		return time.Time{}, err
	}
	defer res.Body.Close() //nolint:errcheck // only the header is read
	date, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("its answer has no date")
	}
	return date, nil
}

// slackChecks are the checks of a configured workspace; none without one.
func slackChecks(c Config, now func() time.Time) []Check {
	if !c.slack() {
		return nil
	}
	d := newSlackDoctor(c)
	checks := []Check{d.tokenCheck(c.SlackBotToken), clockCheck("Slack", now, d.time)}
	if c.socketMode() {
		checks = append(checks, d.socketCheck(c.SlackAppToken))
	}
	return checks
}
