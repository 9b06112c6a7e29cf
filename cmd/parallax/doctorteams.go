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

	"parallax/bot/teams"
)

// teamsDoctor asks Microsoft about our bot, as the service would.
type teamsDoctor struct {
	c      Config
	client *http.Client
}

func newTeamsDoctor(c Config) teamsDoctor {
	return teamsDoctor{c, &http.Client{
		Timeout: 10 * time.Second,
		// Whoever is redirected to would decide whose requests are believed.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// refusals are what the token endpoint says no with, and the way out.
var refusals = map[string]string{
	"invalid_client":      "TEAMS_APP_PASSWORD: Microsoft says %q: " + secretPage + ", not its Secret ID; it may also have run out",
	"unauthorized_client": "TEAMS_APP_ID: Microsoft says %q, for the tenant does not know the app: " + appIDPage + ", and make sure that TEAMS_TENANT_ID is its tenant",
	"invalid_request":     "TEAMS_TENANT_ID: Microsoft says %q: " + tenantIDPage,
	"invalid_tenant":      "TEAMS_TENANT_ID: Microsoft says %q: " + tenantIDPage,
}

// tokenCheck looks whether Microsoft gives our bot a token.
func (d teamsDoctor) tokenCheck() Check {
	return Check{"Teams bot token", func(ctx context.Context) Verdict {
		source, err := teams.NewTokenSource(teams.Credentials{
			AppID: d.c.TeamsAppID, Password: d.c.TeamsAppPassword.Reveal(), Tenant: d.c.TeamsTenant, URL: d.c.TeamsTokenURL,
		})
		if err != nil {
			return problem("%v", err)
		}
		_, err = source.Token(ctx)
		if err == nil {
			return Verdict{Good: "the secret gets one"}
		}
		no, _ := errors.AsType[*teams.Unsent](err)
		if way, known := refusals[no.Reason]; known {
			return problem(way, no.Reason)
		}
		host := hostOf(d.c.TeamsTokenURL)
		if host == "" {
			host = "login.microsoftonline.com"
		}
		return problem("Microsoft gives no token: %v: let this machine open HTTPS connections to %s, and look at TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID", no.Err, host)
	}}
}

// openID is where Microsoft says which keys it signs with.
func (d teamsDoctor) openID() string {
	if d.c.TeamsOpenIDURL != "" {
		return d.c.TeamsOpenIDURL
	}
	return teams.DefaultOpenID
}

// keysCheck looks whether the keys can be had by which requests are judged.
func (d teamsDoctor) keysCheck() Check {
	return Check{"Teams keys", func(ctx context.Context) Verdict {
		away := func(err error) Verdict {
			return problem("Microsoft's keys can't be had, and no request would be believed: %v: let this machine open HTTPS connections to %s", err, hostOf(d.openID()))
		}
		var document struct {
			Keys string `json:"jwks_uri"`
		}
		if _, err := d.get(ctx, d.openID(), &document); err != nil {
			return away(err)
		}
		if hostOf(document.Keys) != hostOf(d.openID()) {
			return away(errors.New("the OpenID document names keys at another host"))
		}
		var keys struct {
			Keys []struct {
				Endorsements []string `json:"endorsements"`
			} `json:"keys"`
		}
		if _, err := d.get(ctx, document.Keys, &keys); err != nil {
			return away(err)
		}
		endorsed := 0
		for _, k := range keys.Keys {
			if slices.Contains(k.Endorsements, "msteams") {
				endorsed++
			}
		}
		if endorsed == 0 {
			return away(errors.New("none of the keys may sign for Teams"))
		}
		return Verdict{Good: count(endorsed, "key") + " for Teams"}
	}}
}

// get reads a JSON document.
func (d teamsDoctor) get(ctx context.Context, address string, into any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	res, err := d.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // it was only read
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", hostOf(address), res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(into); err != nil {
		return nil, fmt.Errorf("%s did not answer in JSON", hostOf(address))
	}
	return res.Header, nil
}

// time reads Microsoft's clock off the header of an answer.
func (d teamsDoctor) time(ctx context.Context) (time.Time, error) {
	header, err := d.get(ctx, d.openID(), &struct{}{})
	if err != nil {
		return time.Time{}, err
	}
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("its answer has no date")
	}
	return date, nil
}

// teamsChecks are the checks of a configured bot of Teams; none without one.
func teamsChecks(c Config, now func() time.Time) []Check {
	if !c.teams() {
		return nil
	}
	d := newTeamsDoctor(c)
	return []Check{d.tokenCheck(), d.keysCheck(), clockCheck("Microsoft", now, d.time)}
}

// publicURLCheck looks whether the platforms have been given an address.
func publicURLCheck(c Config) Check {
	return Check{"public address", func(context.Context) Verdict {
		var who []string
		if c.slack() && !c.socketMode() {
			who = append(who, "Slack")
		}
		if c.teams() {
			who = append(who, "Teams")
		}
		switch {
		case len(who) == 0:
			return Verdict{Good: "not needed, Socket Mode is on"}
		case c.PublicURL == "" && c.teams():
			return problem("PARALLAX_PUBLIC_URL is not set: set it to the address at which %s the bot, such as https://parallax.example.com, and write that address with /api/messages at its end into the bot's messaging endpoint", strings.Join(who, " and ")+map[bool]string{true: " reach", false: " reaches"}[len(who) > 1])
		case c.PublicURL == "":
			return problem("PARALLAX_PUBLIC_URL is not set: set it to the address at which Slack reaches the bot, such as https://parallax.example.com, or set SLACK_APP_TOKEN")
		case c.teams() && !strings.HasPrefix(c.PublicURL, "https://") && !standIn(c.TeamsOpenIDURL):
			return problem("PARALLAX_PUBLIC_URL: Teams reaches https addresses only: give this machine a public address")
		case c.teams():
			return Verdict{Good: c.PublicURL + ", with the bot's messaging endpoint " + c.PublicURL + teams.Path}
		}
		return Verdict{Good: c.PublicURL}
	}}
}

// chatChecks are the checks of the platforms that are configured.
func chatChecks(c Config, now func() time.Time) []Check {
	checks := append([]Check{platformCheck(c)}, slackChecks(c, now)...)
	if checks = append(checks, teamsChecks(c, now)...); c.slack() || c.teams() {
		checks = append(checks, publicURLCheck(c))
	}
	return checks
}
