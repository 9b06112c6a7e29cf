package slack

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"

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

// submission is a check-in form that was sent.
func (h *Handler) submission(i interaction) job {
	if i.View.Callback != CallbackCheckin {
		return done(accepted)
	}
	return job{
		what: "submit",
		do:   func(ctx context.Context) (answer, error) { return h.submit(ctx, i) },
		lost: func(context.Context) answer { return i.View.stay(sayNotSaved) },
	}
}

// submit stores what the form holds. The form closes only when all is saved.
func (h *Handler) submit(ctx context.Context, i interaction) (answer, error) {
	claim, err := h.Renderer.Signer.Open(i.View.Metadata)
	if err != nil || claim.Act != ActForm {
		return i.View.stay(sayOldForm), nil //nolint:nilerr // told to the person
	}
	parts, trouble := i.View.parts(claim)
	if trouble != "" {
		return i.View.stay(trouble), nil
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
	if lines := i.View.refused(rec); len(lines) > 0 {
		return h.notAll(lines)
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

// parts reads the inputs as answers to the rounds that the form was made for.
// trouble says why the form is not believed. Order: as the rounds stand in the
// claim, ratings by block id.
func (v formView) parts(c bot.Claim) (parts []checkins.Filled, trouble string) {
	at := map[checkins.RoundID]int{}
	for n, a := range c.Rounds {
		parts = append(parts, checkins.Filled{Round: a.Round, Ask: a.Ask})
		at[a.Round] = n
	}
	released := map[checkins.RoundID]bool{}
	for _, block := range slices.Sorted(maps.Keys(v.State.Values)) {
		input, round, dimension, valid := bot.ParseInputID(block)
		n, asked := at[round]
		if !valid || !asked {
			return nil, sayOldForm
		}
		in := v.State.Values[block][input]
		switch input {
		case InputRate, InputGuess:
			if in.Option.Value == "" {
				continue
			}
			value, valid := rating(in.Option.Value)
			if !valid {
				return nil, sayOldForm
			}
			parts[n].Marks = append(parts[n].Marks, checkins.Mark{Dimension: dimension, Guess: input == InputGuess, Value: value})
		case InputLine:
			if utf8.RuneCountInString(in.Value) > bot.LineLength {
				return nil, sayTooLong
			}
			parts[n].Line = &checkins.Line{Person: c.Person, Text: in.Value}
		case InputRelease:
			released[round] = slices.Contains(in.Options, formOption{ReleaseValue})
		}
	}
	filled := parts[:0]
	for _, p := range parts {
		if p.Line != nil && p.Line.Text != "" {
			p.Line.Released = released[p.Round]
		}
		if len(p.Marks) > 0 || p.Line != nil && p.Line.Text != "" {
			filled = append(filled, p)
		}
	}
	if len(filled) == 0 {
		return nil, sayEmpty
	}
	return filled, ""
}

// rating reads "0".."5".
func rating(s string) (int, bool) {
	if len(s) != 1 || s[0] < '0' || s[0] > '5' {
		return 0, false
	}
	return int(s[0] - '0'), true
}

// refused says of each part that was not saved why not, in the words of help; nil
// when all was saved.
func (v formView) refused(rec []checkins.Recorded) []string {
	var lines []string
	var saved, closed bool
	for _, one := range rec {
		why := refusal(one.Outcome)
		if why == "" {
			saved = true
			continue
		}
		closed = closed || why == checkins.HelpAllClosed
		line := bot.HelpHeadline(checkins.Help{Text: why}).Plain()
		if len(rec) > 1 {
			line = v.name(one.Round) + ": " + line
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return nil
	}
	if saved {
		for _, one := range rec {
			if refusal(one.Outcome) == "" {
				lines = append(lines, v.name(one.Round)+": "+saySaved)
			}
		}
	}
	if closed {
		lines = append(lines, sayKeptBefore)
	}
	return lines
}

// name is how the form called the initiative of a round: the header above its
// inputs.
func (v formView) name(round checkins.RoundID) string {
	name := string(round.Initiative())
	header := ""
	for _, b := range v.Blocks {
		if b.Type == "header" {
			header = b.Text.Text
		}
		if _, of, _, valid := bot.ParseInputID(b.ID); valid && of == round && header != "" {
			return header
		}
	}
	return name
}

// notAll replaces the form by what became of it.
func (h *Handler) notAll(lines []string) (answer, error) {
	v := api.ModalViewRequest{
		Type:  api.VTModal,
		Title: plainText(bot.FormTitle(), maxViewTitle),
		Close: plainText(bot.Trusted("Close"), maxViewTitle),
	}
	for _, l := range lines {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, sentence(bot.User(l)))
	}
	if err := CheckView(v); err != nil {
		return answer{}, err
	}
	return answer{accepted.status, viewAnswer{Action: "update", View: &v}}, nil
}
