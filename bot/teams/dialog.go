package teams

import (
	"context"
	"fmt"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// goes are the buttons of a dialog.
var goes = map[string]checkins.DialogGo{VerbOn: checkins.GoOn, VerbBack: checkins.GoBack, VerbStop: checkins.GoStop}

// opens opens the claim of a press. That of a dialog's buttons is one and the same.
func (h *Handler) opens(p Press) (bot.Claim, error) {
	c, err := h.Renderer.Signer.Open(p.Token)
	if err == nil && c.Act != p.Act && (c.Act != bot.ActDialog || goes[p.Act] == "") {
		err = bot.ErrToken
	}
	return c, err
}

// filled works on a dialog as it was sent. What comes back stands in its place: the
// next step, the same one with what is wrong, or the answer.
func (h *Handler) filled(ctx context.Context, a Activity, p Press, c bot.Claim) (reply, error) {
	m, err := h.submits(ctx, a, p, c)
	if err != nil {
		return reply{}, err
	}
	if help, is := m.(checkins.Help); is && staying[help.Text] {
		return reply{word: m}, nil
	}
	return reply{fresh: m, other: true, step: true}, nil
}

// submits puts a dialog as it was sent to the domain.
func (h *Handler) submits(ctx context.Context, a Activity, p Press, c bot.Claim) (checkins.Message, error) {
	from := a.Person()
	s := c.Submission(checkins.Teams, from.Team)
	s.From, s.Delivery, s.Go = from, a.Delivery(), goes[p.Act]
	for id := range strings.SplitSeq(p.Inputs[dataShown], ",") {
		if ref, ok := bot.ParseFieldID(id); ok {
			ref.Fill(&s, nil)
		}
	}
	for id, value := range p.Inputs {
		ref, ok := bot.ParseFieldID(id)
		if !ok {
			continue // of another card, which Teams mixes in
		}
		values, ok := held(ref, value, from.Team)
		if !ok || !ref.Fill(&s, values) {
			return checkins.Help{Text: checkins.HelpOldForm}, nil
		}
	}
	m, err := h.Desk.Submit(ctx, s)
	if err == nil && m == nil {
		err = fmt.Errorf("submit %s: no answer", s.What)
	}
	return m, err
}

// staying are the words that leave a dialog as it is, for what was typed may still be
// of use.
var staying = map[checkins.HelpText]bool{
	checkins.HelpOldForm: true, checkins.HelpTooFast: true, checkins.HelpNotSaved: true, checkins.HelpLongLine: true, checkins.HelpForeign: true,
}

// held is what stands in an input. False: it can't have come from a dialog of ours.
func held(ref bot.FieldRef, value, tenant string) ([]string, bool) {
	switch ref.Kind {
	case checkins.FieldTick:
		if value != bot.Tick {
			return nil, true
		}
	case checkins.FieldSome:
		return strings.Split(value, ","), true
	case checkins.FieldPerson, checkins.FieldPeople:
		ids := strings.Split(value, ",")
		if ref.Elsewhere {
			return ids, true
		}
		var accounts []string
		for _, id := range ids {
			id = strings.ToLower(strings.TrimSpace(id))
			switch {
			case id == "":
			case !plainID.MatchString(id):
				return nil, false
			default:
				accounts = append(accounts, checkins.Account{Platform: checkins.Teams, Team: tenant, ID: id}.String())
			}
		}
		return accounts, true
	case checkins.FieldChannel:
		if value == "" {
			return nil, true
		}
		a, ok := checkins.ParseAccount(value)
		return []string{value}, ok && a.Platform == checkins.Teams && a.Team == tenant
	}
	return []string{value}, true
}

// deed does what a button asks for. What is too much for a word is said in the chat of
// who pressed, below all else: the card stays as it is.
func (h *Handler) deed(ctx context.Context, a Activity, p Press, c bot.Claim) (reply, error) {
	w := c.Deed()
	w.From, w.Channel, w.Thread, w.Delivery = a.Person(), a.Where(), a.Thread(), a.Delivery()
	if p.Act == bot.ActPick {
		w.Date = p.picked()
	}
	m, err := h.Desk.Do(ctx, w)
	if err != nil {
		return reply{}, err
	}
	switch m.(type) {
	case nil, checkins.Done, checkins.Help:
		return reply{word: m}, nil
	}
	return reply{deed: &w}, nil
}
