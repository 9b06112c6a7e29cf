package slack

import (
	"context"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// goesOn is a dialog that was sent: its next step comes in its place, or what is wrong
// stands at the fields, or the answer.
func (h *Handler) goesOn(ctx context.Context, i interaction) (answer, error) {
	org, m, err := h.filled(ctx, i, checkins.GoOn)
	if err != nil {
		return answer{}, err
	}
	r := h.in(ctx, i.from())
	var view api.ModalViewRequest
	switch m := m.(type) {
	case checkins.Dialog:
		if wrong := r.wrong(i, m); len(wrong) > 0 {
			return answer{accepted.status, viewAnswer{Action: "errors", Errors: wrong}}, nil
		}
		view, err = r.Dialog(org, m)
	case checkins.Form:
		view, err = r.View(org, m)
	case checkins.Help:
		if staying[m.Text] {
			return i.View.stay(r.sentenceOf(m.Text)), nil
		}
		view, err = r.answer(i, org, m)
	default:
		view, err = r.answer(i, org, m)
	}
	if err != nil {
		return answer{}, err
	}
	view.NotifyOnClose = i.View.Notify
	return answer{accepted.status, viewAnswer{Action: "update", View: &view}}, nil
}

// goes is a button in a dialog that leads elsewhere than on: what was typed travels
// with it.
func (h *Handler) goes(ctx context.Context, i interaction, where checkins.DialogGo) error {
	if i.View.Callback != CallbackDialog || where != checkins.GoBack && where != checkins.GoStop {
		return nil
	}
	org, m, err := h.filled(ctx, i, where)
	if err != nil {
		return err
	}
	r := h.in(ctx, i.from())
	var view api.ModalViewRequest
	if next, is := m.(checkins.Dialog); is {
		view, err = r.Dialog(org, next)
	} else {
		view, err = r.answer(i, org, m)
	}
	if err != nil {
		return err
	}
	return h.show(ctx, i, view)
}

// staying are the words that leave a dialog as it is, for what was typed may still be
// of use.
var staying = map[checkins.HelpText]bool{
	checkins.HelpOldForm: true, checkins.HelpTooFast: true, checkins.HelpNotSaved: true, checkins.HelpLongLine: true, checkins.HelpForeign: true,
}

// filled puts a dialog as it stands to the domain.
func (h *Handler) filled(ctx context.Context, i interaction, by checkins.DialogGo) (checkins.OrgID, checkins.Message, error) {
	claim, err := h.Renderer.Signer.Open(i.View.Metadata)
	if err != nil || claim.Act != bot.ActDialog {
		return "", checkins.Help{Text: checkins.HelpOldForm}, nil //nolint:nilerr // told to the person
	}
	id := delivery("view", i.Trigger, i.raw)
	if h.quota.Take(i.from(), id, h.Now()) != bot.Granted {
		return "", checkins.Help{Text: checkins.HelpTooFast}, nil
	}
	v, err := h.visitor(ctx, i.from(), i.Team.ID)
	if err != nil {
		return "", nil, err
	}
	if v.foreign || claim.Org != "" && claim.Org != v.org { // without an org it was opened before there was one
		return "", checkins.Help{Text: checkins.HelpForeign}, nil
	}
	s := claim.Submission(checkins.Slack, i.team())
	s.From, s.Delivery, s.Go = v.from, id, by
	if !i.View.fill(&s, i.team()) {
		return v.org, checkins.Help{Text: checkins.HelpOldForm}, nil
	}
	m, err := h.Desk.Submit(ctx, s)
	if err == nil && m == nil {
		err = fmt.Errorf("submit %s: no answer", s.What)
	}
	return v.org, m, err
}

// fill notes what stands in the inputs. False: some of it can't have come from a
// dialog of ours.
func (v formView) fill(s *checkins.Submission, team string) bool {
	for block, inputs := range v.State.Values {
		ref, ok := bot.ParseFieldID(block)
		in, there := inputs[string(ref.Kind)]
		if !ok || !there || !ref.Fill(s, in.values(team)) {
			return false
		}
	}
	return true
}

// values are what stands in an input; none when it is empty.
func (in formInput) values(team string) []string {
	values := []string{in.Value, in.Option.Value, in.Date, in.Time}
	for _, o := range in.Options {
		values = append(values, o.Value)
	}
	for _, id := range append([]string{in.User, in.Channel}, in.Users...) {
		if id != "" {
			values = append(values, account(team, id).String())
		}
	}
	return values
}

// wrong are the faults of a dialog that comes back, by the blocks of its fields; nil
// when it is another step, or when not all of them can be told at their fields.
func (r Renderer) wrong(i interaction, m checkins.Dialog) map[string]string {
	inputs := map[string]bool{}
	for _, b := range i.View.Blocks {
		inputs[b.ID] = b.Type == "input"
	}
	wrong := map[string]string{}
	for _, f := range m.Fields {
		why, id := r.DialogWrong(f), bot.FieldID(m, f, false)
		switch {
		case why.IsZero():
		case !inputs[id]:
			return nil
		default:
			wrong[id] = why.Fit(maxSentence, plain)
		}
	}
	return wrong
}

// asked is the channel in which something was asked for: that of the message, or the
// one that a modal remembers.
func (h *Handler) asked(i interaction) checkins.Account {
	if !i.inView() && i.View.Metadata == "" {
		return i.where()
	}
	claim, err := h.Renderer.Signer.Open(i.View.Metadata)
	if err != nil || claim.Act != bot.ActDialog {
		return checkins.Account{}
	}
	return channel(i.team(), claim.Receipt.Channel)
}

// answer is a modal that says something, in answer to what was done in a modal.
func (r Renderer) answer(i interaction, org checkins.OrgID, m checkins.Message) (api.ModalViewRequest, error) {
	r.inView = true
	p, err := r.Message(org, m)
	if err != nil {
		return api.ModalViewRequest{}, err
	}
	return r.answerView(i, p)
}

func (r Renderer) answerView(i interaction, p Payload) (api.ModalViewRequest, error) {
	title := bot.User(i.View.Title.Text)
	if title.IsZero() {
		title = r.Product()
	}
	v := api.ModalViewRequest{
		Type: api.VTModal, Title: plainText(title, maxViewTitle), Close: plainText(r.DialogClose(), maxViewTitle),
		CallbackID: CallbackAnswer, Blocks: api.Blocks{BlockSet: p.Blocks},
	}
	if i.View.Type == string(api.VTModal) {
		v.PrivateMetadata = i.View.Metadata // where it was asked for
	}
	return v, CheckView(v)
}

// showAnswer shows a message to who acted in a modal or on the home tab.
func (h *Handler) showAnswer(ctx context.Context, i interaction, p Payload) error {
	v, err := h.in(ctx, i.from()).answerView(i, p)
	if err != nil {
		return err
	}
	return h.show(ctx, i, v)
}

// show shows a modal to who acted: in the place of the one in which it happened, or a
// new one.
func (h *Handler) show(ctx context.Context, i interaction, view api.ModalViewRequest) error {
	view.NotifyOnClose = i.onHome() || i.View.Notify
	if i.inView() && i.View.Type == string(api.VTModal) {
		return h.Client.change(ctx, i.View.ID, i.View.Hash, view)
	}
	switch outcome, err := h.Client.open(ctx, i.Trigger, view); outcome {
	case opened, openBefore:
		return nil
	case openLate:
		if i.inView() {
			return err
		}
		return h.reply(ctx, i, plainPayload(h.in(ctx, i.from()).SayTooLate()))
	default:
		return err
	}
}
