package teams

import (
	"encoding/json"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// CommandSave is the action on a message that saves it as a commitment, as the manifest
// calls it.
const CommandSave = "save_commitment"

// The names of the invokes of an action on a message (learn.microsoft.com, "Create and
// send dialogs", "Respond to the dialog submit action").
const (
	NameFetch = "composeExtension/fetchTask"
	NameSent  = "composeExtension/submitAction"
)

// Pick is an action that somebody picked from the menu of a message, or the dialog of
// one that was sent.
type Pick struct {
	Command string
	Sent    *Press           // the button of the dialog; nil: the action was picked just now
	Text    string           // of the message, as people read it; empty: it has none
	Author  checkins.Account // who wrote it; zero: a bot, somebody of another tenant, or Teams did not say
}

// Pick returns the action that was picked. false: the Activity is none.
func (a Activity) Pick() (Pick, bool) {
	if a.Type != TypeInvoke || a.Name != NameFetch && a.Name != NameSent {
		return Pick{}, false
	}
	var v struct {
		Command string          `json:"commandId"`
		Message quoted          `json:"messagePayload"`
		Data    json.RawMessage `json:"data"`
	}
	if raw := unquoted(a.Value); isObject(raw) {
		_ = loosely(raw, &v) // nothing then
	}
	p := Pick{Command: v.Command}
	if a.Name == NameSent {
		sent, _ := press("", unquoted(v.Data)) // no act: a button that does nothing
		p.Sent = &sent
		return p, true
	}
	p.Text = v.Message.text()
	if user := v.Message.From.User; user.Kind == "aadUser" || user.Kind == "" {
		if id, tenant := strings.ToLower(user.ID), a.Tenant(); tenant != "" && plainID.MatchString(id) {
			p.Author = checkins.Account{Platform: checkins.Teams, Team: tenant, ID: id}
		}
	}
	return p, true
}

// quoted is the message on which an action was picked, as far as it is used. Of cards
// and files Teams says nothing here.
type quoted struct {
	Body struct {
		Type    string `json:"contentType"` // "html" or "text"
		Content string `json:"content"`
	} `json:"body"`
	From struct {
		User struct {
			Kind string `json:"userIdentityType"` // "aadUser": of the directory
			ID   string `json:"id"`               // of the directory's object
		} `json:"user"`
	} `json:"from"`
	Mentions []struct {
		ID        json.RawMessage `json:"id"` // a number: <at id="0">
		Mentioned struct {
			Application json.RawMessage `json:"application"`
		} `json:"mentioned"`
	} `json:"mentions"`
}

// text is what people read. Apps that are mentioned are left out: they promise nothing.
func (q quoted) text() string {
	if q.Body.Type == "text" {
		return strings.TrimSpace(q.Body.Content)
	}
	apps := map[string]bool{}
	for _, m := range q.Mentions {
		apps[strings.Trim(string(m.ID), `"`)] = isObject(m.Mentioned.Application)
	}
	return strings.TrimSpace(readable(q.Body.Content, apps))
}

// submitting are buttons as a window of the client knows them: Action.Submit alone.
func submitting(all []Action) []Action {
	out := make([]Action, len(all))
	for n, a := range all {
		if a.Fallback != nil {
			a = *a.Fallback
		}
		if a.Card != nil {
			inner := *a.Card
			inner.Actions = submitting(inner.Actions)
			a.Card = &inner
		}
		out[n] = a
	}
	return out
}

// window is the answer to a Pick: what the client opens, or shows in place of what it
// had opened (learn.microsoft.com, "Respond to the fetchTask").
type window struct {
	Task task `json:"task"`
}

type task struct {
	Type  string `json:"type"`  // "continue" or "message"
	Value any    `json:"value"` // a pane, or a text
}

// pane is a window with a card in it.
type pane struct {
	Title  string     `json:"title"`
	Width  string     `json:"width"`
	Height string     `json:"height"`
	Card   attachment `json:"card"`
}

func note(t bot.Text) window { return window{task{"message", t.Plain()}} }

func opened(title bot.Text, c Card) window {
	return window{task{"continue", pane{title.Plain(), "medium", "large", attachment{Type: cardType, Content: c}}}}
}
