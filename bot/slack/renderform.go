package slack

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// lineLength is how long the optional sentence may be, in characters.
const lineLength = 500

// View renders the check-in form as a modal, filled in with what was answered
// before. Initiatives that no longer fit into a modal are left out, those still
// open first in; a line says so. What it returns has passed CheckView.
func (r Renderer) View(org checkins.OrgID, f checkins.Form) (api.ModalViewRequest, error) {
	d := draft{Renderer: r, org: org}
	claim := bot.Claim{Act: ActForm, Org: org, Person: f.Lead, Letter: f.Proof.Letter, Receipt: f.Proof.Receipt}
	if claim.Letter == "" {
		claim.Letter = f.Letter
	}
	due := slices.Clone(f.Due)
	slices.SortStableFunc(due, func(a, b checkins.Due) int { return cmp.Compare(formOrder(a), formOrder(b)) })
	left := 0
	for _, one := range due {
		part := draft{Renderer: r, org: org}
		part.due(f.Ask, one)
		with := claim
		if one.State != checkins.DueClosed {
			with.Rounds = append(slices.Clip(claim.Rounds), bot.Asked{Round: one.Round, Ask: one.Ask})
		}
		// Two blocks are kept for the end of the form.
		if len(d.blocks)+len(part.blocks) > maxViewBlocks-2 || len(r.Signer.Sign(with)) > maxMetadata {
			left++
			continue
		}
		claim = with
		d.add(part.blocks...)
	}
	if left > 0 {
		d.add(sentence(bot.MoreAfter(left)))
	}
	v := api.ModalViewRequest{
		Type:       api.VTModal,
		Title:      plainText(bot.FormTitle(), maxViewTitle),
		Close:      plainText(bot.ButtonCancel(), maxViewTitle),
		CallbackID: CallbackCheckin,
	}
	if len(claim.Rounds) == 0 {
		d.add(sentence(bot.NothingToAnswer()))
	} else {
		v.Submit = plainText(bot.ButtonSave(), maxViewTitle)
		v.PrivateMetadata = r.Signer.Sign(claim)
		d.seenInForm(f)
	}
	v.Blocks = api.Blocks{BlockSet: d.blocks}
	if err := CheckView(v); err != nil {
		return api.ModalViewRequest{}, fmt.Errorf("render form: %w", err)
	}
	return v, nil
}

// formOrder puts what is still to be answered first.
func formOrder(d checkins.Due) int {
	switch d.State {
	case checkins.DueOpen:
		return 0
	case checkins.DueSaved:
		return 1
	}
	return 2
}

func (d *draft) seenInForm(f checkins.Form) {
	var due []checkins.Due
	for _, one := range f.Due {
		if one.State != checkins.DueClosed {
			due = append(due, one)
		}
	}
	texts := bot.WhoSeesAll(due)
	d.add(small(append(texts[:min(len(texts), maxElements-1)], bot.NotForAppraisal())...)...)
}

// due draws one initiative of a form.
func (d *draft) due(a checkins.Ask, due checkins.Due) {
	d.add(header(bot.NameOf(due.Initiative)))
	if due.State == checkins.DueClosed {
		d.add(small(bot.FormClosed())...)
		return
	}
	d.add(small(bot.OpenUntil(a, due), bot.Means(due))...)
	for _, item := range due.Items {
		own, guess := "", ""
		if b := item.Before; b != nil {
			if b.SaidOwn {
				own = strconv.Itoa(b.Own)
			}
			if b.SaidGuess {
				guess = strconv.Itoa(b.Guess)
			}
		}
		d.add(api.NewInputBlock(BlockID(InputRate, due.Round, item.Dimension),
			plainText(bot.Statement(item.Question), maxStatement), nil, radio(InputRate, false, own)))
		if item.WithGuess {
			d.add(api.NewInputBlock(BlockID(InputGuess, due.Round, item.Dimension),
				plainText(bot.GuessQuestion(due), maxStatement), plainText(bot.GuessHint(), maxLabel), radio(InputGuess, true, guess)))
		}
	}
	d.line(due)
}

// line draws the optional sentence and its release.
func (d *draft) line(due checkins.Due) {
	text := api.NewPlainTextInputBlockElement(nil, InputLine)
	text.Multiline = true
	text.MaxLength = lineLength
	release := api.NewCheckboxGroupsBlockElement(InputRelease,
		api.NewOptionBlockObject(ReleaseValue, plainText(bot.ReleaseOption(), maxOption), nil))
	if due.Line != nil {
		text.InitialValue = bot.UserLines(due.Line.Text).Fit(lineLength, plain)
		if due.Line.Released {
			release.InitialOptions = release.Options
		}
	}
	write := api.NewInputBlock(BlockID(InputLine, due.Round, ""), plainText(bot.LineLabel(), maxLabel), plainText(bot.LineHint(due.Sees), maxLabel), text)
	write.Optional = true
	share := api.NewInputBlock(BlockID(InputRelease, due.Round, ""), plainText(bot.ReleaseLabel(), maxLabel), nil, release)
	share.Optional = true
	d.add(write, share)
}

// radio is the scale as radio buttons; before is the value chosen before, or "".
func radio(actionID string, guess bool, before string) *api.RadioButtonsBlockElement {
	r := api.NewRadioButtonsBlockElement(actionID)
	for _, v := range []int{1, 2, 3, 4, 5, 0} {
		o := api.NewOptionBlockObject(strconv.Itoa(v), plainText(bot.Option(v, guess), maxOption), nil)
		r.Options = append(r.Options, o)
		if o.Value == before {
			r.InitialOption = o
		}
	}
	return r
}
