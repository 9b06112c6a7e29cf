package slack

import (
	"context"
	"slices"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// viewAnswer is what a submission gets back (docs.slack.dev, "Modals").
type viewAnswer struct {
	Action string                `json:"response_action"`
	Errors map[string]string     `json:"errors,omitempty"`
	View   *api.ModalViewRequest `json:"view,omitempty"`
}

// submission is a check-in form or a dialog that was sent.
func (h *Handler) submission(i interaction) job {
	take := h.submit
	switch i.View.Callback {
	case CallbackCheckin:
	case CallbackDialog:
		take = h.goesOn
	default:
		return done(accepted)
	}
	return job{
		what: "submit",
		do:   func(ctx context.Context) (answer, error) { return take(ctx, i) },
		lost: func(context.Context) answer { return i.View.stay(h.last(i.from()).SayNotSaved().Plain()) },
	}
}

// submit stores what the form holds. The form closes only when all is saved.
func (h *Handler) submit(ctx context.Context, i interaction) (answer, error) {
	claim, err := h.Renderer.Signer.Open(i.View.Metadata)
	if err != nil || claim.Act != ActForm {
		return i.View.stay(h.in(ctx, i.from()).sentenceOf(checkins.HelpOldForm)), nil //nolint:nilerr // told to the person
	}
	parts, trouble := bot.Filled(claim, i.View.given())
	if trouble != "" {
		return i.View.stay(h.in(ctx, i.from()).sentenceOf(trouble)), nil
	}
	if len(parts) > 0 && checkins.TestRound(parts[0].Round) {
		in := h.in(ctx, i.from())
		return in.notAll([]bot.Text{in.TestOver()})
	}
	r := checkins.Reply{
		Delivery: delivery("view", i.Trigger, i.raw),
		From:     i.from(), Person: claim.Person, Parts: parts,
	}
	if !claim.Receipt.IsZero() {
		r.Proof = checkins.Proof{Letter: claim.Letter, Receipt: claim.Receipt}
	}
	rec, err := h.record(ctx, claim.Org, r)
	if err != nil {
		return answer{}, err
	}
	if len(rec) > 0 && slices.ContainsFunc(rec, func(one checkins.Recorded) bool { return bot.Refusal(one.Outcome) != "" }) {
		in := h.in(ctx, i.from())
		return in.notAll(in.NotSaved(rec, i.View.name))
	}
	if i.View.Notify {
		h.redraw(ctx, i)
	}
	return answer{accepted.status, viewAnswer{Action: "clear"}}, nil
}

// stay keeps the form open with its input and says why, at its first input.
func (v formView) stay(why string) answer {
	for _, b := range v.Blocks {
		if b.Type == "input" && b.ID != "" {
			return answer{accepted.status, viewAnswer{Action: "errors", Errors: map[string]string{b.ID: why}}}
		}
	}
	// Slack told us of no input; its client then shows a warning of its own.
	return failed
}

// given returns the inputs by their ids, as bot.Filled reads them.
func (v formView) given() map[string]string {
	given := map[string]string{}
	for block, inputs := range v.State.Values {
		name, _, _, _ := bot.ParseInputID(block) // what is none, bot.Filled refuses
		in := inputs[name]
		given[block] = in.Value
		switch name {
		case InputRate, InputGuess:
			given[block] = in.Option.Value
		case InputRelease:
			given[block] = ""
			if slices.Contains(in.Options, formOption{ReleaseValue}) {
				given[block] = bot.Ticked
			}
		}
	}
	return given
}

// name is how the form called the initiative of a round: the header above its
// inputs.
func (v formView) name(round checkins.RoundID) bot.Text {
	name := string(round.Initiative())
	header := ""
	for _, b := range v.Blocks {
		if b.Type == "header" {
			header = b.Text.Text
		}
		if _, of, _, valid := bot.ParseInputID(b.ID); valid && of == round && header != "" {
			return bot.User(header)
		}
	}
	return bot.User(name)
}

// notAll replaces the form by what became of it.
func (r Renderer) notAll(lines []bot.Text) (answer, error) {
	v := api.ModalViewRequest{
		Type:  api.VTModal,
		Title: plainText(r.FormTitle(), maxViewTitle),
		Close: plainText(r.ButtonClose(), maxViewTitle),
	}
	for _, l := range lines {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, sentence(l))
	}
	if err := CheckView(v); err != nil {
		return answer{}, err
	}
	return answer{accepted.status, viewAnswer{Action: "update", View: &v}}, nil
}
