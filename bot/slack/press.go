package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"parallax/bot"
	"parallax/checkins"
)

// press is a button or a date picker in a message.
func (h *Handler) press(i interaction) job {
	for _, a := range i.Actions {
		act := ActionOf(a.Action)
		if i.inView() && (act == ActionRate || act == ActionGuess) {
			continue // an input of the check-in form: it counts when that is submitted
		}
		if known[act] {
			return job{
				what: "press " + act,
				do:   func(ctx context.Context) (answer, error) { return accepted, h.act(ctx, i, a) },
				lost: func(ctx context.Context) answer { return h.lostPress(ctx, i, act) },
			}
		}
	}
	return done(accepted) // a link button, or a message of an older version
}

// known are the actions that are acted upon.
var known = map[string]bool{
	ActionOpen: true, ActionEdit: true, ActionHour: true, ActionTomorrow: true, ActionAway: true,
	ActionRate: true, ActionGuess: true, ActionExplain: true, ActionAck: true, ActionSnooze: true,
	bot.ActDo: true, bot.ActPick: true, bot.ActDialog: true, ActionShare: true, ActionCheckin: true, ActionChoose: true, ActionPage: true, ActionAccept: true, ActionDecline: true,
}

// lostPress tells who pressed that it did not work. Where it cannot be told, a
// bad status makes Slack's client show its own warning.
func (h *Handler) lostPress(ctx context.Context, i interaction, act string) answer {
	in := h.last(i.from())
	text := in.SayNotDone()
	if act == ActionRate || act == ActionGuess {
		text = in.SayNotSaved()
	}
	if i.inView() || h.reply(ctx, i, plainPayload(text)) != nil {
		return failed
	}
	return accepted
}

// act does what was pressed.
func (h *Handler) act(ctx context.Context, i interaction, a pressed) error {
	act := ActionOf(a.Action)
	if act == bot.ActDialog {
		return h.goes(ctx, i, checkins.DialogGo(a.Value))
	}
	claim, err := h.claim(act, a)
	if err != nil {
		// Signed with another key, or by an older version.
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpOldButton})
	}
	if act == ActionRate || act == ActionGuess {
		return h.rate(ctx, i, act, claim)
	}
	switch h.quota.Take(i.from(), delivery("act", i.Trigger, i.raw), h.Now()) {
	case bot.TooMany:
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpTooFast})
	case bot.StillTooMany:
		return nil
	}
	v, err := h.visitor(ctx, i.from(), i.Team.ID)
	if err != nil {
		return err
	}
	if v.foreign || claim.Org != "" && claim.Org != v.org {
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpForeign})
	}
	m, err := h.ask(ctx, i, a, v, claim)
	if err != nil || m == nil {
		return err // without a word: the message in which it was pressed says it
	}
	switch m := m.(type) {
	case checkins.Home:
		if i.onHome() {
			return h.publishAs(ctx, v, m)
		}
	case checkins.Form:
		view, err := h.in(ctx, i.from()).View(v.org, m)
		if err != nil {
			return err
		}
		return h.show(ctx, i, view)
	case checkins.Dialog:
		view, err := h.in(ctx, i.from()).Dialog(v.org, m)
		if err != nil {
			return err
		}
		return h.show(ctx, i, view)
	}
	if act == ActionPage {
		return h.turn(ctx, i, v.org, m)
	}
	return h.replyMessage(ctx, i, v.org, m)
}

// claim opens what the pressed element says about itself. A date picker has no
// value: that of an alert says it in its block id, that of a leave needs none.
func (h *Handler) claim(act string, a pressed) (bot.Claim, error) {
	token := a.Value
	switch act {
	case ActionAway:
		return bot.Claim{}, nil
	case ActionSnooze:
		token = a.Block
	case bot.ActPick:
		token = pickedToken(a)
	}
	c, err := h.Renderer.Signer.Open(token)
	if err != nil {
		return bot.Claim{}, err
	}
	if c.Act != act {
		return bot.Claim{}, fmt.Errorf("press %s: %w", act, bot.ErrToken)
	}
	return c, nil
}

// ask puts the press to the domain and returns what it says.
func (h *Handler) ask(ctx context.Context, i interaction, a pressed, v visitor, c bot.Claim) (checkins.Message, error) {
	id := delivery("act", i.Trigger, i.raw)
	switch act := ActionOf(a.Action); act {
	case ActionOpen, ActionEdit:
		return h.Desk.Form(ctx, v.from, c.Letter, i.proof(c))
	case ActionCheckin:
		return h.Desk.Form(ctx, v.from, "", checkins.Proof{})
	case ActionHour, ActionTomorrow:
		return h.Desk.Remind(ctx, v.from, c.Letter, act == ActionTomorrow, id)
	case ActionAway:
		return h.Desk.Away(ctx, v.from, checkins.Date(a.Date), id)
	case ActionAck:
		return h.Desk.Acknowledge(ctx, v.from, c.Letter, id)
	case ActionSnooze:
		return h.Desk.Snooze(ctx, v.from, h.alertLetter(i, v.org, c), checkins.Date(a.Date), id)
	case ActionExplain:
		return h.Desk.Explain(ctx, v.from, c.Letter)
	case ActionShare:
		token := checkins.ShareToken{What: c.What, Initiative: c.Initiative, Dimension: c.Dimension, Alert: c.Letter}
		return h.Desk.Share(ctx, v.from, i.where(), token, id)
	case ActionAccept, ActionDecline:
		assent := checkins.Assent{Initiative: c.Initiative, Person: c.Person, Given: act == ActionAccept, Proof: i.proof(c)}
		return h.Desk.Consent(ctx, v.from, assent, id)
	case ActionChoose:
		return h.Desk.Command(ctx, checkins.Request{
			Delivery: id, From: v.from, Channel: i.where(), Thread: i.Container.Thread,
			Command: checkins.Command{Verb: checkins.Verb(c.What), Name: string(c.Initiative), Topic: string(c.Dimension)},
		})
	case ActionPage:
		return h.Desk.Command(ctx, checkins.Request{
			Delivery: id, From: v.from, Channel: i.where(), Thread: i.Container.Thread,
			Command: checkins.Command{Verb: checkins.Verb(c.What), Name: c.Filter, Page: c.Page},
		})
	case bot.ActDo, bot.ActPick:
		w := c.Deed()
		w.From, w.Channel, w.Thread, w.Delivery = v.from, h.asked(i), i.Container.Thread, id
		if act == bot.ActPick {
			w.Date = checkins.Date(a.Date)
		}
		return h.Desk.Do(ctx, w)
	default:
		return nil, fmt.Errorf("press %s: unknown", act)
	}
}

// proof is the message in which a button of a letter was pressed. It proves that
// the letter arrived. A private reply is no letter and proves nothing.
func (i interaction) proof(c bot.Claim) checkins.Proof {
	if c.Letter == "" || i.Container.Ephemeral || i.Channel.ID == "" || i.Container.TS == "" {
		return checkins.Proof{}
	}
	return checkins.Proof{Letter: c.Letter, Receipt: checkins.Receipt{Channel: i.Channel.ID, TS: i.Container.TS}}
}

// alertLetter finds the letter of the alert in which a date was picked. The block
// id has room for the round only; the buttons beside the picker name the letter,
// also where the alert stands within a notice.
func (h *Handler) alertLetter(i interaction, org checkins.OrgID, c bot.Claim) checkins.LetterID {
	if len(c.Rounds) == 0 {
		return c.Letter
	}
	round := c.Rounds[0].Round
	var blocks []struct {
		Elements []pressed `json:"elements"`
	}
	// Blocks of other shapes make this an error, and what was read before it counts.
	_ = json.Unmarshal(i.Message.Blocks, &blocks)
	for _, b := range blocks {
		for _, e := range b.Elements {
			o, err := h.Renderer.Signer.Open(e.Value)
			if err == nil && o.Org == org && o.Letter != "" && len(o.Rounds) > 0 && o.Rounds[0].Round == round {
				return o.Letter
			}
		}
	}
	return checkins.AlertLetter(org, round, i.where())
}

// rate stores one tap of a check-in of a single item. Nothing is said when it was
// saved: the message itself turns into "Saved".
func (h *Handler) rate(ctx context.Context, i interaction, act string, c bot.Claim) error {
	if len(c.Rounds) != 1 || c.Dimension == "" || c.Guess != (act == ActionGuess) {
		return h.replyMessage(ctx, i, "", checkins.Help{Text: checkins.HelpOldButton})
	}
	r := checkins.Reply{
		Delivery: delivery("act", i.Trigger, i.raw),
		From:     i.from(), Person: c.Person, Proof: i.proof(c),
		Parts: []checkins.Filled{{
			Round: c.Rounds[0].Round, Ask: c.Rounds[0].Ask,
			Marks: []checkins.Mark{{Dimension: c.Dimension, Guess: c.Guess, Value: c.Value}},
		}},
	}
	rec, err := h.record(ctx, c.Org, r)
	if err != nil {
		return err
	}
	if why := bot.Refusal(rec[0].Outcome); why != "" {
		return h.replyMessage(ctx, i, c.Org, checkins.Help{Text: why})
	}
	return nil
}

// record stores a reply; every part has exactly one outcome.
func (h *Handler) record(ctx context.Context, org checkins.OrgID, r checkins.Reply) ([]checkins.Recorded, error) {
	rec, err := h.Desk.Answer(ctx, org, r)
	if err != nil {
		return nil, err
	}
	if len(rec) != len(r.Parts) {
		return nil, fmt.Errorf("answer %s: %d outcomes for %d parts", r.Delivery, len(rec), len(r.Parts))
	}
	return rec, nil
}
