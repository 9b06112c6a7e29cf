package slack

import (
	"context"
	"regexp"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// CallbackSave is the shortcut on a message that saves it as a commitment, as the manifest
// calls it.
const CallbackSave = "save_commitment"

// save opens the form of a commitment with what a message says.
func (h *Handler) save(i interaction) job {
	return job{
		what: "save",
		do:   func(ctx context.Context) (answer, error) { return accepted, h.saves(ctx, i) },
		lost: func(ctx context.Context) answer { return h.lostPress(ctx, i, CallbackSave) },
	}
}

func (h *Handler) saves(ctx context.Context, i interaction) error {
	q := checkins.Quoted{
		Request: checkins.Request{Delivery: delivery("save", i.Trigger, i.raw), From: i.from(), Channel: i.where()},
		Text:    said(i.Message.Text),
	}
	if i.Message.User != "" {
		q.Author = account(i.team(), i.Message.User)
	}
	if h.quota.Take(q.From, q.Delivery, h.Now()) != bot.Granted {
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpTooFast})
	}
	v, err := h.visitor(ctx, q.From, i.Team.ID)
	if err != nil {
		return err
	}
	if v.foreign {
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpForeign})
	}
	m, err := h.Desk.SaveAs(ctx, q)
	if err != nil {
		return err
	}
	dialog, is := m.(checkins.Dialog)
	if !is {
		return h.replyMessage(ctx, i, v.org, m)
	}
	view, err := h.in(ctx, q.From).Dialog(v.org, dialog)
	if err != nil {
		return err
	}
	return h.show(ctx, i, view)
}

// marks are what Slack writes for mentions, channels and links: <@U1>, <#C1|crm>,
// <https://x.example|x>.
var marks = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// said is the text of a message as people read it; who is mentioned by id alone is left
// out.
func said(text string) string {
	text = marks.ReplaceAllStringFunc(text, func(mark string) string {
		m := marks.FindStringSubmatch(mark)
		switch {
		case m[2] != "":
			return m[2]
		case strings.HasPrefix(m[1], "http"), strings.HasPrefix(m[1], "mailto:"):
			return m[1]
		}
		return ""
	})
	return unescape.Replace(text)
}
