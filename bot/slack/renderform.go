package slack

import (
	"fmt"
	"slices"
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// View renders the check-in form as a modal, filled in with what was answered
// before. Initiatives that no longer fit into a modal are left out, those still
// open first in; a line says so. What it returns has passed CheckView.
func (r Renderer) View(org checkins.OrgID, f checkins.Form) (api.ModalViewRequest, error) {
	d := draft{Renderer: r, org: org}
	claim := bot.Claim{Act: ActForm, Org: org, Person: f.Lead, Letter: f.Proof.Letter, Receipt: f.Proof.Receipt}
	if claim.Letter == "" {
		claim.Letter = f.Letter
	}
	left := 0
	for _, one := range bot.FormOrder(f.Due) {
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
		d.add(sentence(r.MoreAfter(left)))
	}
	v := api.ModalViewRequest{
		Type:       api.VTModal,
		Title:      plainText(r.FormTitle(), maxViewTitle),
		Close:      plainText(r.ButtonCancel(), maxViewTitle),
		CallbackID: CallbackCheckin,
	}
	if len(claim.Rounds) == 0 {
		d.add(sentence(r.NothingToAnswer()))
	} else {
		v.Submit = plainText(r.ButtonSave(), maxViewTitle)
		v.PrivateMetadata = r.Signer.Sign(claim)
		d.seenInForm(f)
	}
	v.Blocks = api.Blocks{BlockSet: d.blocks}
	if err := CheckView(v); err != nil {
		return api.ModalViewRequest{}, fmt.Errorf("render form: %w", err)
	}
	return v, nil
}

func (d *draft) seenInForm(f checkins.Form) {
	texts := d.WhoSeesAll(bot.Unclosed(f.Due))
	d.add(small(append(texts[:min(len(texts), maxElements-1)], d.NotForAppraisal())...)...)
}

// due draws one initiative of a form.
func (d *draft) due(a checkins.Ask, due checkins.Due) {
	d.add(header(bot.NameOf(due.Initiative)))
	if due.State == checkins.DueClosed {
		d.add(small(d.FormClosed())...)
		return
	}
	d.add(optional(d.SponsorReply(due.Reply))...)
	d.add(small(d.OpenUntil(a, due), d.Means(due))...)
	for _, item := range due.Items {
		own, guess := bot.Before(item)
		d.add(api.NewInputBlock(bot.InputID(InputRate, due.Round, item.Dimension),
			plainText(d.Statement(item.Question), maxStatement), nil, d.radio(InputRate, false, own)))
		if item.WithGuess {
			d.add(api.NewInputBlock(bot.InputID(InputGuess, due.Round, item.Dimension),
				plainText(d.GuessQuestion(due), maxStatement), plainText(d.GuessHint(), maxLabel), d.radio(InputGuess, true, guess)))
		}
	}
	d.line(due)
}

// line draws the optional sentence and its release.
func (d *draft) line(due checkins.Due) {
	text := api.NewPlainTextInputBlockElement(nil, InputLine)
	text.Multiline = true
	text.MaxLength = bot.LineLength
	release := api.NewCheckboxGroupsBlockElement(InputRelease,
		api.NewOptionBlockObject(ReleaseValue, plainText(d.ReleaseOption(), maxOption), nil))
	if due.Line != nil {
		text.InitialValue = bot.UserLines(due.Line.Text).Fit(bot.LineLength, plain)
		if due.Line.Released {
			release.InitialOptions = release.Options
		}
	}
	write := api.NewInputBlock(bot.InputID(InputLine, due.Round, ""), plainText(d.LineLabel(), maxLabel), plainText(d.LineHint(due.Sees), maxLabel), text)
	write.Optional = true
	share := api.NewInputBlock(bot.InputID(InputRelease, due.Round, ""), plainText(d.ReleaseLabel(), maxLabel), nil, release)
	share.Optional = true
	d.add(write, share)
}

// radio is the scale as radio buttons; before is the value chosen before, or -1.
func (d *draft) radio(actionID string, guess bool, before int) *api.RadioButtonsBlockElement {
	r := api.NewRadioButtonsBlockElement(actionID)
	for _, v := range bot.Choices() {
		o := api.NewOptionBlockObject(strconv.Itoa(v), plainText(d.Option(v, guess), maxOption), nil)
		r.Options = append(r.Options, o)
		if v == before {
			r.InitialOption = o
		}
	}
	return r
}
