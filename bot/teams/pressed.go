package teams

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// Who presses waits. The client would wait ten seconds; nobody is left that long
// without a word, here no longer than in Slack.
const (
	pressLimit = 2200 * time.Millisecond // for the work
	faultLimit = 250 * time.Millisecond  // for what is said instead when it did not end in time
)

// reply is what a press leads to; one of its fields is set, or none when the message
// in which it was pressed says it anyhow.
type reply struct {
	fresh  checkins.Message  // a letter as it stands now
	other  bool              // it is not the one that was pressed on
	form   *checkins.Form    // to fill in
	word   checkins.Message  // a Done or Help for who pressed
	ask    *checkins.Command // what was asked: too much for a word; with fresh, where no card can be answered
	deed   *checkins.Deed    // likewise what was done
	step   bool              // fresh stands in the place of a dialog
	failed *unsaved          // a form that was not saved
	quiet  bool              // word was said before: it is no letter of its own
}

// unsaved is a form that was not saved, with what stood in it.
type unsaved struct {
	form  checkins.Form
	lines []bot.Text
	why   checkins.HelpText // of the first line
}

func say(why checkins.HelpText) reply { return reply{word: checkins.Help{Text: why}} }

// act does what was pressed.
func (h *Handler) act(ctx context.Context, a Activity, p Press) (reply, error) {
	claim, err := h.opens(p)
	if err != nil {
		return say(checkins.HelpOldButton), nil //nolint:nilerr // signed with another key, or by an older version
	}
	from := a.Person()
	if p.Automatic {
		m, err := h.Desk.Reread(ctx, from, claim.Letter)
		return reply{fresh: m}, err
	}
	switch p.Act {
	case VerbRate, VerbGuess:
		return h.rate(ctx, a, p.Act, claim)
	case VerbSubmit:
		return h.save(ctx, a, p, claim)
	}
	if leave := h.quota.Take(from, a.Delivery(), h.Now()); leave != bot.Granted {
		return reply{word: checkins.Help{Text: checkins.HelpTooFast}, quiet: leave == bot.StillTooMany}, nil
	}
	org, _, err := h.Desk.Who(ctx, from)
	if err != nil && !errors.Is(err, checkins.ErrNotFound) && !errors.Is(err, checkins.ErrStranger) {
		return reply{}, fmt.Errorf("who %s: %w", from, err)
	}
	if org == "" || claim.Org != org {
		return say(checkins.HelpForeign), nil
	}
	if goes[p.Act] != "" {
		if !a.Personal() { // nobody fills in before others
			return say(checkins.HelpOldForm), nil
		}
		return h.filled(ctx, a, p, claim)
	}
	if proof := a.proof(claim); proof.Letter != "" {
		if err := h.Desk.Prove(ctx, from, a.Where(), proof); err != nil {
			return reply{}, err
		}
	}
	return h.ask(ctx, a, p, claim)
}

// ask puts a press to the domain.
func (h *Handler) ask(ctx context.Context, a Activity, p Press, c bot.Claim) (reply, error) {
	from, id := a.Person(), a.Delivery()
	var m checkins.Message
	var err error
	switch p.Act {
	case VerbEdit:
		m, err = h.Desk.Form(ctx, from, c.Letter, a.proof(c))
	case VerbCheckin:
		if a.Personal() {
			m, err = h.Desk.Form(ctx, from, "", checkins.Proof{})
			break
		}
		return reply{ask: &checkins.Command{Verb: checkins.VerbCheckin}}, nil
	case VerbHour, VerbTomorrow:
		m, err = h.Desk.Remind(ctx, from, c.Letter, p.Act == VerbTomorrow, id)
	case VerbAway:
		m, err = h.Desk.Away(ctx, from, p.picked(), id)
	case VerbAck:
		m, err = h.Desk.Acknowledge(ctx, from, c.Letter, id)
	case VerbSnooze:
		m, err = h.Desk.Snooze(ctx, from, c.Letter, p.picked(), id)
	case VerbShare:
		token := checkins.ShareToken{What: c.What, Initiative: c.Initiative, Dimension: c.Dimension, Alert: c.Letter}
		where := a.Where()
		if where.IsZero() && c.Receipt.Channel != "" { // asked in a channel, answered here
			where = checkins.Account{Platform: checkins.Teams, Team: from.Team, ID: c.Receipt.Channel}
		}
		m, err = h.Desk.Share(ctx, from, where, token, id)
	case VerbAccept, VerbDecline:
		assent := checkins.Assent{Initiative: c.Initiative, Person: c.Person, Given: p.Act == VerbAccept, Proof: a.proof(c)}
		if m, err = h.Desk.Consent(ctx, from, assent, id); err == nil && m == nil {
			m, err = h.Desk.Reread(ctx, from, c.Letter)
		}
	case VerbExplain:
		return reply{ask: &checkins.Command{Verb: checkins.VerbExplain, Alert: c.Letter}}, nil
	case VerbPage:
		c := checkins.Command{Verb: checkins.Verb(c.What), Name: c.Filter, Page: c.Page}
		if !a.Personal() {
			return reply{ask: &c}, nil
		}
		m, err = h.Desk.Command(ctx, checkins.Request{Delivery: id, From: from, Command: c})
		return reply{fresh: m, ask: &c}, err
	case VerbChoose:
		return reply{ask: &checkins.Command{Verb: checkins.Verb(c.What), Name: string(c.Initiative), Topic: string(c.Dimension)}}, nil
	case bot.ActDo, bot.ActPick:
		return h.deed(ctx, a, p, c)
	default:
		return reply{}, fmt.Errorf("press %s: unknown", p.Act)
	}
	switch m := m.(type) {
	case checkins.Form:
		return reply{form: &m}, err
	case checkins.Done, checkins.Help:
		return reply{word: m}, err
	}
	return reply{fresh: m}, err
}

// proof is the message in which a button of a letter was pressed: it arrived. What
// stands in another message proves nothing, nor what is somebody's own elsewhere than
// in the personal chat; whose it is, and which channel's, the domain looks up.
func (a Activity) proof(c bot.Claim) checkins.Proof {
	if !inLetter(c) || a.ReplyToID == "" || a.Conversation.ID == "" {
		return checkins.Proof{}
	}
	switch c.Act {
	case VerbAck, VerbSnooze, VerbExplain: // on alerts, which channels and people get
	default:
		if !a.Personal() {
			return checkins.Proof{}
		}
	}
	conversation, _, _ := strings.Cut(a.Conversation.ID, ";")
	return checkins.Proof{Letter: c.Letter, Receipt: checkins.Receipt{Channel: conversation, TS: a.ReplyToID}}
}

// rate stores one tap of a check-in of a single item.
func (h *Handler) rate(ctx context.Context, a Activity, act string, c bot.Claim) (reply, error) {
	if len(c.Rounds) != 1 || c.Dimension == "" || c.Guess != (act == VerbGuess) {
		return say(checkins.HelpOldButton), nil
	}
	rec, err := h.record(ctx, a, c, []checkins.Filled{{
		Round: c.Rounds[0].Round, Ask: c.Rounds[0].Ask,
		Marks: []checkins.Mark{{Dimension: c.Dimension, Guess: c.Guess, Value: c.Value}},
	}})
	if err != nil {
		return reply{}, err
	}
	if why := bot.Refusal(rec[0].Outcome); why != "" {
		return say(why), nil
	}
	m, err := h.Desk.Reread(ctx, a.Person(), c.Letter)
	return h.stored(reply{fresh: m}, err), nil
}

// save stores a form. One of which not everything was saved comes back with what
// stood in it.
func (h *Handler) save(ctx context.Context, a Activity, p Press, c bot.Claim) (reply, error) {
	parts, trouble := bot.Filled(c, p.Inputs)
	if trouble != "" {
		return h.notSaved(ctx, a, c, trouble, nil)
	}
	if len(parts) > 0 && checkins.TestRound(parts[0].Round) {
		return say(checkins.HelpTest), nil
	}
	rec, err := h.record(ctx, a, c, parts)
	if err != nil {
		return reply{}, err
	}
	for _, one := range rec {
		if why := bot.Refusal(one.Outcome); why != "" {
			return h.notSaved(ctx, a, c, why, rec)
		}
	}
	m, err := h.Desk.Reread(ctx, a.Person(), c.Letter)
	if m == nil && err == nil { // the form stood in no letter, or in one that nobody sent
		m, err = h.Desk.Reread(ctx, a.Person(), c.Rounds[0].Ask)
		return h.stored(reply{fresh: m, other: true}, err), nil
	}
	return h.stored(reply{fresh: m}, err), nil
}

// stored is the reply to what was saved. Whatever goes wrong afterwards, it is not
// told otherwise: the card is drawn anew soon.
func (h *Handler) stored(r reply, err error) reply {
	if err != nil {
		h.Log.Warn("card not drawn anew", "err", err)
		return reply{}
	}
	return r
}

func (h *Handler) notSaved(ctx context.Context, a Activity, c bot.Claim, why checkins.HelpText, rec []checkins.Recorded) (reply, error) {
	m, err := h.Desk.Form(ctx, a.Person(), c.Letter, checkins.Proof{Letter: c.Letter, Receipt: c.Receipt})
	if err != nil {
		return reply{}, err
	}
	f, open := m.(checkins.Form)
	if !open {
		return say(why), nil
	}
	names := slices.Clone(f.Over)
	for _, d := range f.Due {
		names = append(names, d.Initiative)
	}
	in := h.in(ctx, a)
	lines := in.NotSaved(rec, func(r checkins.RoundID) bot.Text {
		n := slices.IndexFunc(names, func(n checkins.Named) bool { return n.ID == r.Initiative() })
		if n < 0 {
			return bot.User(string(r.Initiative()))
		}
		return bot.NameOf(names[n])
	})
	if lines == nil {
		lines = []bot.Text{in.HelpHeadline(checkins.Help{Text: why})}
	}
	return reply{failed: &unsaved{f, lines, why}}, nil
}

// record stores a reply; every part has exactly one outcome.
func (h *Handler) record(ctx context.Context, a Activity, c bot.Claim, parts []checkins.Filled) ([]checkins.Recorded, error) {
	r := checkins.Reply{Delivery: a.Delivery(), From: a.Person(), Person: c.Person, Parts: parts, Proof: a.proof(c)}
	if !c.Receipt.IsZero() { // the form was opened from a message
		r.Proof = checkins.Proof{Letter: c.Letter, Receipt: c.Receipt}
	}
	rec, err := h.Desk.Answer(ctx, c.Org, r)
	if err == nil && len(rec) != len(parts) {
		err = fmt.Errorf("answer %s: %d outcomes for %d parts", r.Delivery, len(rec), len(parts))
	}
	return rec, err
}

// invoked answers an Action.Execute: with a card in place of the one it was pressed
// on, or a word. Only who pressed sees either; a card that others see too is edited
// by its letter.
func (h *Handler) invoked(ctx context.Context, a Activity, p Press) Response {
	if a.Person().IsZero() { // Teams did not say who
		answer, err := h.said(ctx, a, "", checkins.Help{Text: checkins.HelpForeign})
		if err != nil {
			answer = h.last(a).fault(p.Act)
		}
		return Response{Body: answer}
	}
	whole := ctx
	ctx, cancel := context.WithTimeout(ctx, pressLimit)
	defer cancel()
	defer h.referring(ctx, a)()
	r, err := h.act(ctx, a, p)
	var answer invokeAnswer
	if err == nil {
		answer, err = h.shown(ctx, a, p, r)
	}
	if err != nil {
		h.Log.Error("teams press not answered", "act", p.Act, "err", err)
		last, stop := context.WithTimeout(whole, faultLimit)
		defer stop()
		answer = h.fault(last, a, p)
	}
	return Response{Body: answer}
}

// fault answers a press of which nobody knows what became of it. A client may throw
// away what was typed when it hears of a fault, so a form comes back as it was filled
// in as long as it can be read.
func (h *Handler) fault(ctx context.Context, a Activity, p Press) invokeAnswer {
	if claim, err := h.Renderer.Signer.Open(p.Token); err == nil && p.Act == VerbSubmit {
		r, err := h.notSaved(ctx, a, claim, checkins.HelpNotSaved, nil)
		if err == nil && r.failed != nil {
			if answer, err := h.shown(ctx, a, p, r); err == nil {
				return answer
			}
		}
	}
	return h.last(a).fault(p.Act)
}

// invokeAnswer is the answer to an Action.Execute (learn.microsoft.com, "Universal
// Actions", "Response format").
type invokeAnswer struct {
	Status int    `json:"statusCode"`
	Type   string `json:"type"`
	Value  any    `json:"value"`
}

const (
	wordType  = "application/vnd.microsoft.activity.message"
	faultType = "application/vnd.microsoft.error"
)

// fault is shown by the client beside the card, which stays as it was.
func (r Renderer) fault(act string) invokeAnswer {
	say := r.SayNotDone()
	switch act {
	case VerbRate, VerbGuess, VerbSubmit, VerbOn, VerbBack:
		say = r.SayNotSaved()
	}
	return invokeAnswer{500, faultType, map[string]string{"code": "InternalServerError", "message": say.Plain()}}
}

// shown makes the answer of a reply.
func (h *Handler) shown(ctx context.Context, a Activity, p Press, r reply) (invokeAnswer, error) {
	claim, _ := h.Renderer.Signer.Open(p.Token) // of no org when it is not ours
	render := h.in(ctx, a)
	render.apart = r.other || !inLetter(claim)
	var c Card
	var err error
	switch {
	case r.failed != nil:
		c, err = render.Refused(claim.Org, r.failed.form, bot.JoinWith(" ", r.failed.lines...).Plain(), p.Inputs)
	case r.form != nil:
		c, err = render.Message(claim.Org, *r.form)
	case r.fresh != nil:
		c, err = render.Message(claim.Org, r.fresh)
	case r.ask != nil || r.deed != nil:
		// One whom nothing reaches is not told that it was answered.
		if ref, refErr := h.References.Reference(ctx, a.Person()); refErr == nil && ref.Refused != "" {
			return h.said(ctx, a, claim.Org, checkins.Done{What: checkins.DoneNotApart})
		}
		if err = h.Desk.Mention(ctx, h.apart(a, r)); err != nil {
			return invokeAnswer{}, err
		}
		if a.Personal() {
			return h.said(ctx, a, claim.Org, checkins.Done{What: checkins.DoneBelow})
		}
		return h.said(ctx, a, claim.Org, checkins.Done{What: checkins.DoneApart})
	case r.word != nil:
		return h.said(ctx, a, claim.Org, r.word)
	default:
		return h.said(ctx, a, claim.Org, checkins.Done{})
	}
	return invokeAnswer{200, cardType, c}, err
}

// in draws for who acted, in their language.
func (h *Handler) in(ctx context.Context, a Activity) Renderer {
	return h.Renderer.In(h.Desk.Speaks(ctx, a.Person()))
}

// last is in without asking the store, for when it did not answer.
func (h *Handler) last(a Activity) Renderer { return h.Renderer.In(h.Desk.Spoke(a.Person())) }

// said is a word that the client shows to who pressed.
func (h *Handler) said(ctx context.Context, a Activity, org checkins.OrgID, m checkins.Message) (invokeAnswer, error) {
	c, err := h.in(ctx, a).Message(org, m)
	return invokeAnswer{200, wordType, c.Summary}, err
}

// apart asks in the chat of who pressed, of which a card elsewhere says nothing.
func (h *Handler) apart(a Activity, r reply) checkins.Request {
	q := checkins.Request{Delivery: a.Delivery(), From: a.Person(), Deed: r.deed}
	if r.ask != nil {
		q.Command = *r.ask
	}
	return q
}
