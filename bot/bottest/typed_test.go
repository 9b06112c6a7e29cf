package bottest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
)

// bare finds a command, in quotation marks or as code, that is not what people type in Slack.
func bare() *regexp.Regexp {
	verbs := []string{string(checkins.VerbForget)}
	for _, u := range bot.English.Usages() {
		verbs = append(verbs, string(u.Verb))
	}
	return regexp.MustCompile("[“„`](" + strings.Join(verbs, "|") + ")( [a-z]+)?[”“`]")
}

// A command that a message names is one that can be typed as it stands there: in Slack after
// /align, in Teams without.
func TestCommandsAsTyped(t *testing.T) {
	typed := bare()
	for _, language := range bot.Languages() {
		onSlack, onTeams := slack.Renderer{Signer: bottest.Signer()}.In(language), teams.Renderer{Signer: bottest.Signer()}.In(language)
		var there, here int
		for name, m := range bottest.Friendly().Cases() {
			var drawn any
			var err error
			switch m := m.(type) {
			case checkins.Dialog:
				drawn, err = onSlack.Dialog(bottest.Org, m)
			case checkins.Form:
				drawn, err = onSlack.View(bottest.Org, m)
			default:
				drawn, err = onSlack.Message(bottest.Org, m)
			}
			if err != nil {
				t.Fatal(err)
			}
			said := written(decoded(t, drawn))
			for _, s := range said {
				if found := typed.FindString(s); found != "" {
					t.Errorf("%s, %s: in Slack nobody can type %s: %s", name, language, found, s)
				}
			}
			there += strings.Count(fmt.Sprint(said), "/align ")
			card, err := onTeams.Message(bottest.Org, m)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range written(decoded(t, card)) {
				if strings.Contains(s, "/align") {
					t.Errorf("%s, %s: in Teams nobody can type /align: %s", name, language, s)
				}
				if typed.MatchString(s) {
					here++
				}
			}
		}
		if there < 20 || here < 20 {
			t.Errorf("%s: %d commands in Slack and %d in Teams: too few to tell", language, there, here)
		}
	}
	var left []string
	for _, s := range []string{"“/align status”", "“mute”", "`/align new`"} {
		if typed.MatchString(s) {
			left = append(left, s)
		}
	}
	for _, s := range []string{"“status”", "„commit list“", "`new`"} {
		if !typed.MatchString(s) {
			left = append(left, s)
		}
	}
	if len(left) > 0 {
		t.Errorf("taken for what it is not: %q", left)
	}
}

// written are the texts of a payload, whoever reads them.
func written(v any) []string {
	var all []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			all = append(all, written(x)...)
		}
	case map[string]any:
		for k, x := range v {
			if s, is := x.(string); is && slices.Contains([]string{"text", "title", "label", "placeholder", "initial_value", "summary"}, k) {
				all = append(all, s)
			} else {
				all = append(all, written(x)...)
			}
		}
	}
	return all
}

// What somebody typed is not taken for a command.
func TestTypedLeavesPeopleAlone(t *testing.T) {
	said := bot.Join(bot.Trusted("Ana says “"), bot.User("status"), bot.Trusted("” and "), bot.User("“status”"), bot.Trusted(": “status” and „commit list“, “friday”."))
	const want = "Ana says “status” and “status”: “/align status” and „/align commit list“, “friday”."
	if got := said.Typed("/align").Plain(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if raw, _ := json.Marshal(said.Plain()); !strings.Contains(string(raw), "“status” and „commit list“") {
		t.Errorf("the text itself has changed: %s", raw)
	}
}
