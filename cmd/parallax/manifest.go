package main

import (
	"fmt"

	"github.com/goccy/go-yaml"

	"parallax/bot/slack"
)

// slackScopes are what the bot needs, each for what stands beside it.
var slackScopes = []string{
	"app_mentions:read", // the bot's name in a channel works like the command
	"channels:history",  // finding a message again whose sending was cut off
	"channels:read",     // is the bot in the channel
	"chat:write",        // check-ins, cards, alerts
	"commands",          // /align
	"dnd:read",          // quiet hours: a check-in waits for their end
	"files:write",       // a brief as a file
	"groups:history",    // as channels:history, in private channels
	"groups:read",       // as channels:read, in private channels
	"im:history",        // as channels:history, and what people write to the bot
	"im:write",          // opening the conversation with a lead
	"pins:write",        // pinning the initiative card
	"users:read",        // has a lead been deactivated
}

// slackLesser are those without which all else works, each with what then happens
// instead: an installation that is older than one goes on.
var slackLesser = map[string]string{
	"files:write": "a brief as a file comes as text",
}

// slackEvents are what Slack tells the bot by itself.
var slackEvents = []string{"app_home_opened", "app_mention", "app_uninstalled", "member_joined_channel", "message.im", "tokens_revoked", "user_change"}

type slackManifest struct {
	Metadata    manifestMetadata    `yaml:"_metadata"`
	Display     manifestDisplay     `yaml:"display_information"`
	Features    manifestFeatures    `yaml:"features"`
	OAuthConfig manifestOAuthConfig `yaml:"oauth_config"`
	Settings    manifestSettings    `yaml:"settings"`
}

type manifestMetadata struct {
	Major int `yaml:"major_version"`
	Minor int `yaml:"minor_version"`
}

type manifestDisplay struct {
	Name            string `yaml:"name"`
	Description     string `yaml:"description"`
	BackgroundColor string `yaml:"background_color"`
}

type manifestFeatures struct {
	AppHome struct {
		HomeTab          bool `yaml:"home_tab_enabled"`
		MessagesTab      bool `yaml:"messages_tab_enabled"`
		MessagesReadOnly bool `yaml:"messages_tab_read_only_enabled"`
	} `yaml:"app_home"`
	BotUser struct {
		Name   string `yaml:"display_name"`
		Online bool   `yaml:"always_online"`
	} `yaml:"bot_user"`
	Commands  []manifestCommandEntry  `yaml:"slash_commands"`
	Shortcuts []manifestShortcutEntry `yaml:"shortcuts"`
}

type manifestShortcutEntry struct {
	Name        string `yaml:"name"`
	Type        string `yaml:"type"`
	Callback    string `yaml:"callback_id"`
	Description string `yaml:"description"`
}

type manifestCommandEntry struct {
	Command     string `yaml:"command"`
	URL         string `yaml:"url,omitempty"`
	Description string `yaml:"description"`
	Hint        string `yaml:"usage_hint"`
	Escape      bool   `yaml:"should_escape"`
}

type manifestOAuthConfig struct {
	Scopes struct {
		Bot []string `yaml:"bot"`
	} `yaml:"scopes"`
}

type manifestSettings struct {
	Events struct {
		URL  string   `yaml:"request_url,omitempty"`
		Bots []string `yaml:"bot_events"`
	} `yaml:"event_subscriptions"`
	Interactivity struct {
		On  bool   `yaml:"is_enabled"`
		URL string `yaml:"request_url,omitempty"`
	} `yaml:"interactivity"`
	OrgDeploy     bool `yaml:"org_deploy_enabled"`
	SocketMode    bool `yaml:"socket_mode_enabled"`
	TokenRotation bool `yaml:"token_rotation_enabled"`
}

// manifestSlack is the manifest of a Slack app for this deployment, in YAML. With
// Socket Mode Slack needs no address of ours; else publicURL must be one that
// Slack can reach.
func manifestSlack(publicURL string, socket bool) ([]byte, error) {
	c := Config{PublicURL: publicURL}
	if err := c.checkPublicURL(); err != nil {
		return nil, err
	}
	if c.PublicURL == "" && !socket {
		return nil, wrong("PARALLAX_PUBLIC_URL", "not set: Slack must know where the bot is, such as https://parallax.example.com; or set SLACK_APP_TOKEN for Socket Mode")
	}
	address := func(path string) string {
		if socket {
			return ""
		}
		return c.PublicURL + path
	}
	m := slackManifest{
		Metadata: manifestMetadata{Major: 1, Minor: 1},
		Display: manifestDisplay{
			Name: appName, BackgroundColor: accent,
			Description: appDescription,
		},
		OAuthConfig: manifestOAuthConfig{},
		Settings:    manifestSettings{SocketMode: socket},
	}
	m.Features.AppHome.HomeTab, m.Features.AppHome.MessagesTab = true, true
	m.Features.BotUser.Name, m.Features.BotUser.Online = appName, true
	m.Features.Commands = []manifestCommandEntry{{
		Command: "/align", URL: address("/slack/commands"), Description: "How both sides see an initiative",
		Hint: "status | checkin | gaps | explain | why | history | who | portfolio | priority | snooze | away | here | help", Escape: true,
	}}
	m.Features.Shortcuts = []manifestShortcutEntry{{
		Name: saveTitle, Type: "message", Callback: slack.CallbackSave, Description: saveMeans,
	}}
	m.OAuthConfig.Scopes.Bot = slackScopes
	m.Settings.Events.URL, m.Settings.Events.Bots = address("/slack/events"), slackEvents
	m.Settings.Interactivity.On, m.Settings.Interactivity.URL = true, address("/slack/interactions")
	text, err := yaml.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("manifest: %w", err)
	}
	return text, nil
}
