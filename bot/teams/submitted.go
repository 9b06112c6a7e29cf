package teams

import (
	"context"

	"parallax/bot"
	"parallax/checkins"
)

// submitted works on an Action.Submit, to which there is no answer: a letter that
// changed is edited, and the rest is said in the chat of who pressed.
func (h *Handler) submitted(ctx context.Context, a Activity, p Press) error {
	r, err := h.act(ctx, a, p)
	switch {
	case err != nil || r.quiet:
		return err
	case r.failed != nil:
		return h.Desk.Tell(ctx, a.Person(), checkins.Help{Text: r.failed.why}, a.Delivery())
	case r.form != nil:
		return h.Desk.Mention(ctx, h.apart(a, reply{ask: &checkins.Command{Verb: checkins.VerbCheckin}}))
	case r.step:
		return h.stepped(ctx, a, r.fresh)
	case r.ask != nil || r.deed != nil:
		return h.Desk.Mention(ctx, h.apart(a, r))
	case r.word != nil:
		return h.Desk.Tell(ctx, a.Person(), r.word, a.Delivery())
	}
	return nil
}

// stepped says what became of a dialog where the client takes no card for an answer: a
// next step is opened by itself, from its draft.
func (h *Handler) stepped(ctx context.Context, a Activity, m checkins.Message) error {
	if next, is := m.(checkins.Dialog); is {
		w := bot.OpenClaim(next).Deed()
		w.From, w.Delivery = a.Person(), a.Delivery()
		return h.Desk.Mention(ctx, h.apart(a, reply{deed: &w}))
	}
	switch m.(type) {
	case checkins.Done, checkins.Help, checkins.Delegation, checkins.Settings:
		return h.Desk.Tell(ctx, a.Person(), m, a.Delivery())
	}
	return h.Desk.Tell(ctx, a.Person(), checkins.Done{}, a.Delivery())
}
