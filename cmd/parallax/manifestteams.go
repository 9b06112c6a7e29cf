package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"parallax/bot"
	"parallax/bot/teams"
)

const (
	teamsFormat = "1.22" // of the manifest
	teamsSchema = "https://developer.microsoft.com/json-schemas/teams/v" + teamsFormat + "/MicrosoftTeams.schema.json"
	// teamsAppVersion is raised with every change of the manifest: Teams takes an
	// update only by a higher number.
	teamsAppVersion = "1.5.0"
)

// What both platforms say of the app.
const (
	appName        = "Parallax"
	appDescription = "Shows where IT and the business see an initiative differently."
	appStory       = "Parallax asks the people who build and the people who need what is built the same few questions, about a minute a week, " +
		"and how the other side will answer. When the two sides see an initiative differently it says so, once, in the initiative's channel. " +
		"When they do not, it stays quiet. Answers are shown as the views of two sides, never as those of persons; " +
		"a side of one or two leads is shown only when its leads accept."
	saveTitle = "Save as commitment"
	saveMeans = "What one side promises the other"
)

// teamsManifest is the manifest of a Teams app (learn.microsoft.com, "App
// manifest"), as far as it is used.
type teamsManifest struct {
	Schema       string         `json:"$schema"`
	Format       string         `json:"manifestVersion"`
	Version      string         `json:"version"`
	ID           string         `json:"id"`
	Developer    teamsDeveloper `json:"developer"`
	Name         teamsTexts     `json:"name"`
	Description  teamsTexts     `json:"description"`
	Icons        teamsIcons     `json:"icons"`
	AccentColor  string         `json:"accentColor"`
	Bots         []teamsBot     `json:"bots"`
	Extensions   []teamsActions `json:"composeExtensions"`
	Permissions  []string       `json:"permissions"`
	ValidDomains []string       `json:"validDomains"`
}

type teamsDeveloper struct {
	Name    string `json:"name"`
	Website string `json:"websiteUrl"`
	Privacy string `json:"privacyUrl"`
	Terms   string `json:"termsOfUseUrl"`
}

type teamsTexts struct {
	Short string `json:"short"`
	Full  string `json:"full"`
}

type teamsIcons struct {
	Colour  string `json:"color"`
	Outline string `json:"outline"`
}

type teamsBot struct {
	ID            string             `json:"botId"`
	Scopes        []string           `json:"scopes"`
	SupportsFiles bool               `json:"supportsFiles"`
	NotifiesOnly  bool               `json:"isNotificationOnly"`
	Lists         []teamsCommandList `json:"commandLists"`
}

type teamsCommandList struct {
	Scopes   []string       `json:"scopes"`
	Commands []teamsCommand `json:"commands"`
}

type teamsCommand struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// teamsActions are what the menu of a message offers; Teams takes one such list an app.
type teamsActions struct {
	BotID    string        `json:"botId"`
	Commands []teamsAction `json:"commands"`
}

// teamsAction is one entry of it. FetchTask: the bot says what opens.
type teamsAction struct {
	ID          string   `json:"id"`
	Type        string   `json:"type"`
	Context     []string `json:"context"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	FetchTask   bool     `json:"fetchTask"`
}

// teamsScopes are where the app can be installed: for a person, who then gets
// check-ins, and for a team, whose channels then get cards.
var teamsScopes = []string{"personal", "team"}

// teamsListed is how many commands Teams offers in one scope.
const teamsListed = 10

// teamsCommands is the list that Teams offers while somebody writes to the bot: the
// first commands of help, and help, which lists the others. The title is what it puts
// into the message, so nothing to fill in stands there.
func teamsCommands() []teamsCommand {
	var list []teamsCommand
	all := bot.English.Usages()
	last := len(all) - 1 // help
	for _, u := range append(slices.Clone(all[:min(last, teamsListed-1)]), all[last]) {
		form := strings.TrimSpace(string(u.Verb) + " " + u.Form.Plain())
		list = append(list, teamsCommand{string(u.Verb), form + ": " + u.Means.Plain()})
	}
	return list
}

// manifestTeams is the package of the Teams app for this deployment: a zip with
// manifest.json and two icons, the same bytes every time. appID is the bot's;
// publicURL is where Teams finds the bot and people find what it is.
func manifestTeams(appID, publicURL string) ([]byte, error) {
	c := Config{PublicURL: strings.TrimSpace(publicURL), TeamsAppID: strings.ToLower(strings.TrimSpace(appID))}
	if err := c.checkPublicURL(); err != nil {
		return nil, err
	}
	at, err := url.Parse(c.PublicURL)
	switch {
	case c.TeamsAppID == "":
		return nil, wrong("TEAMS_APP_ID", "not set: %s", appIDPage)
	case !tenant.MatchString(c.TeamsAppID):
		return nil, c.notAppID()
	case err != nil, c.PublicURL == "":
		return nil, wrong("PARALLAX_PUBLIC_URL", "not set: set it to the address at which Teams reaches the bot, such as https://parallax.example.com")
	case at.Scheme != "https":
		return nil, wrong("PARALLAX_PUBLIC_URL", "%.60q: Teams takes https only, so give this machine a public address", c.PublicURL)
	}
	m := teamsManifest{
		Schema: teamsSchema, Format: teamsFormat, Version: teamsAppVersion, ID: c.TeamsAppID,
		Developer: teamsDeveloper{appName, c.PublicURL + websitePath, c.PublicURL + privacyPath, c.PublicURL + termsPath},
		Name:      teamsTexts{appName, appName + ", the perception gap between IT and the business"}, Description: teamsTexts{appDescription, appStory},
		Icons: teamsIcons{"color.png", "outline.png"}, AccentColor: accent,
		Bots: []teamsBot{{ID: c.TeamsAppID, Scopes: teamsScopes, SupportsFiles: true}},
		Extensions: []teamsActions{{c.TeamsAppID, []teamsAction{{
			ID: teams.CommandSave, Type: "action", Context: []string{"message"}, Title: saveTitle, Description: saveMeans, FetchTask: true,
		}}}},
		Permissions: []string{"identity", "messageTeamMembers"}, ValidDomains: []string{strings.ToLower(at.Host)},
	}
	for _, scope := range teamsScopes {
		m.Bots[0].Lists = append(m.Bots[0].Lists, teamsCommandList{[]string{scope}, teamsCommands()})
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	colour, err := colourIcon()
	if err != nil {
		return nil, err
	}
	outline, err := outlineIcon()
	if err != nil {
		return nil, err
	}
	return packed([]packedFile{{"manifest.json", append(text, '\n')}, {m.Icons.Colour, colour}, {m.Icons.Outline, outline}})
}

type packedFile struct {
	name string
	data []byte
}

// packed is a zip whose bytes say nothing of when and where it was made.
func packed(files []packedFile) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return out.Bytes(), nil
}

// errTerminal: a zip would only garble the screen.
var errTerminal = errors.New("manifest teams: the app is a zip file: write it to one, `parallax manifest teams > app.zip`")
