package slack

import (
	"context"
	"encoding/json"
	"net/url"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// slashCommand is the part of a slash command that is used. A socket delivers it
// as JSON, HTTP as a form.
type slashCommand struct {
	Team    string `json:"team_id"`
	Channel string `json:"channel_id"`
	User    string `json:"user_id"`
	Text    string `json:"text"`
	Hook    string `json:"response_url"`
	Trigger string `json:"trigger_id"`
	App     string `json:"api_app_id"`

	raw []byte
}

func (h *Handler) commandForm(body []byte) job {
	f, err := url.ParseQuery(string(body))
	if err != nil {
		return done(malformed)
	}
	if f.Get("ssl_check") == "1" { // Slack looking whether we are there
		return done(accepted)
	}
	return h.command(slashCommand{
		Team: f.Get("team_id"), Channel: f.Get("channel_id"), User: f.Get("user_id"), Text: f.Get("text"),
		Hook: f.Get("response_url"), Trigger: f.Get("trigger_id"), App: f.Get("api_app_id"), raw: body,
	})
}

func (h *Handler) commandJSON(body []byte) job {
	c := slashCommand{raw: body}
	if bot.TooDeep(body) || json.Unmarshal(body, &c) != nil {
		return done(malformed)
	}
	return h.command(c)
}

func (h *Handler) command(c slashCommand) job {
	switch {
	case h.wrongApp(c.App):
		return done(unsigned)
	case c.Team == "" || c.User == "":
		return done(malformed)
	}
	r := checkins.Request{
		Delivery: delivery("cmd", c.Trigger, c.raw),
		From:     account(c.Team, c.User),
		Channel:  channel(c.Team, c.Channel),
		Command:  bot.Parse(unescape.Replace(c.Text)),
	}
	return job{
		what: "command " + string(r.Command.Verb),
		hook: c.Hook,
		do:   func(ctx context.Context) (answer, error) { return h.answerCommand(ctx, c, r) },
		lost: func(context.Context) answer {
			return answer{accepted.status, ephemeral(plainPayload(h.last(r.From).SayNoAnswer()))}
		},
	}
}

func (h *Handler) answerCommand(ctx context.Context, c slashCommand, r checkins.Request) (answer, error) {
	if h.quota.Take(r.From, r.Delivery, h.Now()) != bot.Granted {
		return h.say(ctx, r.From, "", checkins.Help{Text: checkins.HelpTooFast})
	}
	v, err := h.visitor(ctx, r.From, c.Team)
	if err != nil {
		return answer{}, err
	}
	m, err := h.Desk.Command(ctx, r)
	if err != nil {
		return answer{}, err
	}
	var view api.ModalViewRequest
	switch m := m.(type) {
	case checkins.Form:
		view, err = h.in(ctx, r.From).View(v.org, m)
	case checkins.Dialog:
		view, err = h.in(ctx, r.From).Dialog(v.org, m)
	default:
		return h.say(ctx, r.From, v.org, m)
	}
	if err != nil {
		return answer{}, err
	}
	switch outcome, err := h.Client.open(ctx, c.Trigger, view); outcome {
	case opened, openBefore:
		return accepted, nil
	case openLate:
		return answer{accepted.status, ephemeral(plainPayload(h.in(ctx, r.From).SayTooLate()))}, nil
	default:
		return answer{}, err
	}
}

// say answers a slash command with a message.
func (h *Handler) say(ctx context.Context, from checkins.Account, org checkins.OrgID, m checkins.Message) (answer, error) {
	p, err := h.in(ctx, from).Message(org, m)
	if err != nil {
		return answer{}, err
	}
	return answer{accepted.status, ephemeral(p)}, nil
}
