package teams

import (
	"fmt"
	"slices"
	"strconv"

	"parallax/bot"
	"parallax/checkins"
)

const (
	// maxSheet is how large the questions of a form may be together, in the bytes of
	// maxSize: the rest is for what stands around them.
	maxSheet = 60_000
	// maxToken is how long the claim of a form may be; a Signer opens 4,096.
	maxToken = 3500
)

// Refused renders the form again after it could not be saved: why on top, and in
// it what was chosen. given are the inputs as they came, by their ids.
func (r Renderer) Refused(org checkins.OrgID, f checkins.Form, why string, given map[string]string) (Card, error) {
	if given == nil {
		given = map[string]string{}
	}
	d := draft{Renderer: r, org: org}
	d.form(f, bot.User(why), given)
	c, err := d.card()
	if err != nil {
		return Card{}, fmt.Errorf("render refused form: %w", err)
	}
	return c, nil
}

// form draws the check-in form, filled in with what was given just now or, when
// that is nil, answered before.
func (d *draft) form(f checkins.Form, why bot.Text, given map[string]string) {
	d.text = bot.JoinWith(" ", why, d.FormTitle())
	d.add(heading(d.FormTitle(), sizeTitle))
	if !why.IsZero() {
		reason := bold(why)
		reason.Color = "Attention"
		d.add(paragraph(reason)...)
	}
	proof := f.Proof
	if proof.Letter == "" {
		proof.Letter = f.Letter
	}
	for _, r := range d.Replies(f.Due) {
		d.add(sentence(r)...)
	}
	s := d.sheet(f.Ask, proof, f.Due, given)
	d.add(s.body...)
	if len(s.claim.Rounds) == 0 {
		d.add(sentence(d.NothingToAnswer())...)
		return
	}
	d.add(small(append(d.WhoSeesAll(bot.Unclosed(f.Due)), d.NotForAppraisal())...)...)
	d.offer(primary(d.save(s)))
}

// sheet is the questions of a form and the claim that names their rounds.
type sheet struct {
	body  []Element
	claim bot.Claim
}

func (d *draft) save(s sheet) Action { return d.submit(VerbSubmit, d.ButtonSave(), s.claim) }

// sheet draws the questions. Initiatives that no longer fit are left out, those
// still open first in; a line says so.
func (d *draft) sheet(a checkins.Ask, proof checkins.Proof, due []checkins.Due, given map[string]string) sheet {
	s := sheet{claim: bot.Claim{Person: a.Lead, Letter: proof.Letter, Receipt: proof.Receipt}}
	left, used := 0, 0
	for _, one := range bot.FormOrder(due) {
		part := d.questions(a, one, given)
		n, err := size(part)
		with := s.claim
		if one.State != checkins.DueClosed {
			with.Rounds = append(slices.Clip(s.claim.Rounds), bot.Asked{Round: one.Round, Ask: one.Ask})
		}
		if err != nil || used+n > maxSheet || len(d.Signer.Sign(with)) > maxToken {
			left++
			continue
		}
		used += n
		s.claim = with
		s.body = append(s.body, part...)
	}
	if left > 0 {
		s.body = append(s.body, sentence(d.MoreAfter(left))...)
	}
	return s
}

// questions draws one initiative of a form.
func (d *draft) questions(a checkins.Ask, due checkins.Due, given map[string]string) []Element {
	body := []Element{Container{
		Type: "Container", Frame: Frame{Separator: true, Spacing: "Large"},
		Items: []Element{heading(bot.NameOf(due.Initiative), sizePart)},
	}}
	if due.State == checkins.DueClosed {
		return append(body, small(d.FormClosed())...)
	}
	body = append(body, small(d.OpenUntil(a, due), d.Means(due))...)
	before := answers(due)
	if given != nil {
		before = given
	}
	for _, item := range due.Items {
		body = append(body, d.choice(bot.InputID(bot.InputRate, due.Round, item.Dimension), d.Statement(item.Question), false, before))
		if item.WithGuess {
			body = append(body, d.choice(bot.InputID(bot.InputGuess, due.Round, item.Dimension), d.GuessQuestion(due), true, before))
			body = append(body, small(d.GuessHint())...)
		}
	}
	return append(body, d.line(due, before)...)
}

// answers are what the lead answered before, as the inputs would hold it.
func answers(due checkins.Due) map[string]string {
	was := map[string]string{}
	for _, item := range due.Items {
		own, guess := bot.Before(item)
		was[bot.InputID(bot.InputRate, due.Round, item.Dimension)] = strconv.Itoa(own)
		was[bot.InputID(bot.InputGuess, due.Round, item.Dimension)] = strconv.Itoa(guess)
	}
	if due.Line != nil {
		was[bot.InputID(bot.InputLine, due.Round, "")] = due.Line.Text
		was[bot.InputID(bot.InputRelease, due.Round, "")] = strconv.FormatBool(due.Line.Released)
	}
	return was
}

// choice is the scale as an input.
func (d *draft) choice(id string, label bot.Text, guess bool, before map[string]string) Element {
	c := ChoiceSet{
		Type: "Input.ChoiceSet", ID: id, Label: label.Fit(maxStatement, literal), Style: "expanded", Wrap: true,
		IsRequired: true, ErrorMessage: d.ChooseOne().Plain(), Frame: Frame{Spacing: "Medium"},
	}
	for _, v := range bot.Choices() {
		o := Choice{Title: d.Option(v, guess).Plain(), Value: strconv.Itoa(v)}
		c.Choices = append(c.Choices, o)
		if o.Value == before[id] {
			c.Value = o.Value
		}
	}
	return c
}

// line draws the optional sentence and its release.
func (d *draft) line(due checkins.Due, before map[string]string) []Element {
	write := TextInput{
		Type: "Input.Text", ID: bot.InputID(bot.InputLine, due.Round, ""), Label: d.LineLabel().Plain(), IsMultiline: true, MaxLength: bot.LineLength,
		Frame: Frame{Spacing: "Medium"},
	}
	write.Value = bot.UserLines(before[write.ID]).Fit(bot.LineLength, bot.Text.Plain)
	share := Toggle{
		Type: "Input.Toggle", ID: bot.InputID(bot.InputRelease, due.Round, ""), Label: d.ReleaseLabel().Plain(), Title: d.ReleaseOption().Plain(), Wrap: true,
	}
	if before[share.ID] == released {
		share.Value = released
	}
	body := append([]Element{write}, small(d.LineHint(due.Sees))...)
	return append(body, share)
}
