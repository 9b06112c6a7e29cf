package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"parallax/bot"
	"parallax/checkins"
)

// picked answers an action on a message: with a window in which only who picked it
// reads, whatever the conversation. When what was filled in there can't be taken now,
// Teams is told so: the client then says it in its own words and leaves the window
// open with what was typed.
func (h *Handler) picked(ctx context.Context, a Activity, p Pick) (Response, error) {
	ctx, cancel := context.WithTimeout(ctx, pressLimit)
	defer cancel()
	defer h.referring(ctx, a)()
	answer, err := h.saves(ctx, a, p)
	switch {
	case errors.Is(err, errBusy):
		return Response{Status: http.StatusTooManyRequests}, nil
	case err != nil && p.Sent != nil:
		return Response{}, err
	case err != nil:
		h.Log.Error("teams action not answered", "command", CommandSave, "err", err)
		answer = note(h.last(a).SayNotDone())
	}
	return Response{Body: answer}, nil
}

// errBusy: a form was sent by somebody who asks too much at once.
var errBusy = errors.New("too much at once")

// saves opens the form of a commitment with what a message says, or takes it.
func (h *Handler) saves(ctx context.Context, a Activity, p Pick) (window, error) {
	from := a.Person()
	switch {
	case from.IsZero(): // Teams did not say who
		return h.noted(ctx, a, "", checkins.Help{Text: checkins.HelpForeign})
	case p.Command != CommandSave:
		return h.noted(ctx, a, "", checkins.Help{Text: checkins.HelpOldButton})
	case h.quota.Take(from, a.Delivery(), h.Now()) == bot.Granted:
	case p.Sent != nil:
		return window{}, errBusy
	default:
		return h.noted(ctx, a, "", checkins.Help{Text: checkins.HelpTooFast})
	}
	org, _, err := h.Desk.Who(ctx, from)
	if err != nil && !errors.Is(err, checkins.ErrNotFound) && !errors.Is(err, checkins.ErrStranger) {
		return window{}, fmt.Errorf("who %s: %w", from, err)
	}
	var m checkins.Message
	if p.Sent != nil {
		m, err = h.sent(ctx, a, org, *p.Sent)
	} else {
		m, err = h.Desk.SaveAs(ctx, checkins.Quoted{
			Request: checkins.Request{Delivery: a.Delivery(), From: from, Channel: a.Where()}, Author: p.Author, Text: p.Text,
		})
	}
	if err != nil {
		return window{}, err
	}
	d, is := m.(checkins.Dialog)
	if !is {
		return h.noted(ctx, a, org, m)
	}
	r := h.in(ctx, a)
	r.window = true
	c, err := r.Message(org, d)
	return opened(r.DialogTitle(d), c), err
}

// sent takes the form as it stands in the window.
func (h *Handler) sent(ctx context.Context, a Activity, org checkins.OrgID, p Press) (checkins.Message, error) {
	claim, err := h.opens(p)
	switch {
	case err != nil, goes[p.Act] == "", claim.What != string(checkins.DialogCommit):
		return checkins.Help{Text: checkins.HelpOldForm}, nil //nolint:nilerr // signed with another key, or of another version
	case org == "" || claim.Org != org:
		return checkins.Help{Text: checkins.HelpForeign}, nil
	}
	return h.submits(ctx, a, p, claim)
}

// noted is a window with a sentence or two in it.
func (h *Handler) noted(ctx context.Context, a Activity, org checkins.OrgID, m checkins.Message) (window, error) {
	r := h.in(ctx, a)
	if help, is := m.(checkins.Help); is && help.Text == checkins.HelpNoInitiative {
		return note(bot.JoinWith(" ", r.HelpHeadline(help), r.HelpMake(), bot.User(bot.HelpMakeCommand))), nil
	}
	d := draft{Renderer: r, org: org}
	switch m := m.(type) {
	case checkins.Help:
		d.help(m)
	case checkins.Done:
		d.done(m)
	default:
		return window{}, fmt.Errorf("note %T: %w", m, ErrUnknownMessage)
	}
	return note(d.text), nil
}
