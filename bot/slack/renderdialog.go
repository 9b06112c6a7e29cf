package slack

import (
	"fmt"
	"slices"
	"strconv"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// Dialog renders a dialog as a modal. What it returns has passed CheckView.
func (r Renderer) Dialog(org checkins.OrgID, m checkins.Dialog) (api.ModalViewRequest, error) {
	d := draft{Renderer: r, org: org}
	d.add(small(d.DialogPlace(m))...)
	for _, one := range m.Remarks {
		d.add(optional(d.DialogRemark(m, one))...)
	}
	for _, f := range m.Fields {
		d.field(m, f)
	}
	d.ways(m)
	claim := bot.DialogClaim(m)
	claim.Org = org
	v := api.ModalViewRequest{
		Type:            api.VTModal,
		Title:           plainText(d.DialogTitle(m), maxViewTitle),
		Submit:          plainText(d.DialogOn(m), maxViewTitle),
		Close:           plainText(d.DialogCancel(), maxViewTitle),
		CallbackID:      CallbackDialog,
		PrivateMetadata: r.Signer.Sign(claim),
		Blocks:          api.Blocks{BlockSet: d.blocks},
	}
	if err := CheckView(v); err != nil {
		return api.ModalViewRequest{}, fmt.Errorf("render dialog %s: %w", m.What, err)
	}
	return v, nil
}

// ways are the buttons that lead elsewhere than on.
func (d *draft) ways(m checkins.Dialog) {
	var buttons []api.BlockElement
	if m.Back {
		buttons = append(buttons, api.NewButtonBlockElement(Suffixed(bot.ActDialog, string(checkins.GoBack)), string(checkins.GoBack), plainText(d.DialogBack(), maxButton)))
	}
	if bot.CanStop(m) {
		b := api.NewButtonBlockElement(Suffixed(bot.ActDialog, string(checkins.GoStop)), string(checkins.GoStop), plainText(d.DialogStop(), maxButton))
		b.Confirm = confirmation(d.DialogStopSure())
		buttons = append(buttons, b)
	}
	if len(buttons) > 0 {
		d.add(api.NewActionBlock("", buttons...))
	}
}

// field draws one input, and above it what is wrong with what was filled in, as long
// as Slack's client does not say that itself.
func (d *draft) field(m checkins.Dialog, f checkins.Field) {
	label, hint := d.DialogField(m, f)
	if wrong := d.DialogWarning(f); !wrong.IsZero() {
		d.add(rich(emphasis(wrong)))
	}
	people := f.Kind == checkins.FieldPerson || f.Kind == checkins.FieldPeople
	both := people && len(f.Options) > 0
	d.input(bot.FieldID(m, f, false), label, hint, f.Optional || both || f.Kind == checkins.FieldTick, d.entry(m, f))
	if both {
		other := f
		other.Kind = checkins.FieldSelect
		if f.Kind == checkins.FieldPeople {
			other.Kind = checkins.FieldSome
		}
		d.input(bot.FieldID(m, f, true), d.DialogElsewhere(m, f, checkins.Slack), bot.Text{}, true, d.listed(m, f, other.Kind == checkins.FieldSome))
	}
}

func (d *draft) input(id string, label, hint bot.Text, optional bool, e api.BlockElement) {
	var below *api.TextBlockObject
	if !hint.IsZero() {
		below = plainText(hint, maxLabel)
	}
	b := api.NewInputBlock(id, plainText(label, maxStatement), below, e)
	b.Optional = optional
	d.add(b)
}

// entry is the element into which a field is filled in. Its action id is the kind.
func (d *draft) entry(m checkins.Dialog, f checkins.Field) api.BlockElement {
	id, first := string(f.Kind), ""
	if len(f.Value) > 0 {
		first = f.Value[0]
	}
	switch f.Kind {
	case checkins.FieldChoice:
		if len(f.Options) <= maxOptions {
			r := api.NewRadioButtonsBlockElement(id, d.options(m, f)...)
			if chosen := choose(r.Options, f.Value); len(chosen) > 0 {
				r.InitialOption = chosen[0]
			}
			return r
		}
		return d.listed(m, f, false)
	case checkins.FieldSelect:
		return d.listed(m, f, false)
	case checkins.FieldSome:
		if len(f.Options) <= maxOptions {
			c := api.NewCheckboxGroupsBlockElement(id, d.options(m, f)...)
			c.InitialOptions = choose(c.Options, f.Value)
			return c
		}
		return d.listed(m, f, true)
	case checkins.FieldTick:
		c := api.NewCheckboxGroupsBlockElement(id, api.NewOptionBlockObject(bot.Tick, plainText(d.DialogTick(m, f), maxOption), nil))
		c.InitialOptions = choose(c.Options, f.Value)
		return c
	case checkins.FieldPerson:
		s := api.NewOptionsSelectBlockElement(api.OptTypeUser, nil, id)
		if ids := here(f.Value); len(ids) > 0 {
			s.InitialUser = ids[0]
		}
		return s
	case checkins.FieldPeople:
		s := api.NewOptionsMultiSelectBlockElement(api.MultiOptTypeUser, nil, id)
		s.InitialUsers = here(f.Value)
		return s
	case checkins.FieldChannel:
		s := api.NewOptionsSelectBlockElement(api.OptTypeConversations, nil, id)
		s.Filter = &api.SelectBlockElementFilter{Include: []string{"public", "private"}, ExcludeBotUsers: true}
		if ids := here(f.Value); len(ids) > 0 {
			s.InitialConversation = ids[0]
		} else {
			s.DefaultToCurrentConversation = true
		}
		return s
	case checkins.FieldDate:
		p := api.NewDatePickerBlockElement(id)
		if checkins.Date(first).Valid() {
			p.InitialDate = first
		}
		return p
	case checkins.FieldTime:
		p := api.NewTimePickerBlockElement(id)
		p.InitialTime = first
		return p
	}
	t := api.NewPlainTextInputBlockElement(nil, id)
	t.MaxLength = min(f.Longest(), maxInput)
	t.InitialValue = bot.User(first).Fit(t.MaxLength, plain)
	if f.Kind == checkins.FieldLines {
		t.Multiline = true
		t.InitialValue = bot.UserLines(first).Fit(t.MaxLength, plain)
	}
	return t
}

// options are the choices of a field.
func (d *draft) options(m checkins.Dialog, f checkins.Field) []*api.OptionBlockObject {
	options := make([]*api.OptionBlockObject, len(f.Options))
	for i, o := range f.Options {
		options[i] = api.NewOptionBlockObject(o.Value, plainText(d.DialogOption(m, f, o), maxOption), nil)
	}
	return options
}

// listed is a menu of the choices of a field, which Slack takes a hundred at a time.
func (d *draft) listed(m checkins.Dialog, f checkins.Field, several bool) api.BlockElement {
	options, id := fitting(d.options(m, f), f.Value, maxMenus/menus(m)), string(f.Kind)
	chosen := choose(options, f.Value)
	var groups []*api.OptionGroupBlockObject
	if len(options) > maxListed {
		for from := 0; from < len(options); from += maxListed {
			part := options[from:min(from+maxListed, len(options))]
			span := strconv.Itoa(from+1) + "–" + strconv.Itoa(from+len(part))
			groups = append(groups, api.NewOptionGroupBlockElement(plainText(bot.Trusted(span), maxOption), part...))
		}
		options = nil
	}
	if several {
		s := api.NewOptionsMultiSelectBlockElement(api.MultiOptTypeStatic, nil, id, options...)
		s.OptionGroups, s.InitialOptions = groups, chosen
		return s
	}
	s := api.NewOptionsSelectBlockElement(api.OptTypeStatic, nil, id, options...)
	s.OptionGroups = groups
	if len(chosen) > 0 {
		s.InitialOption = chosen[0]
	}
	return s
}

// maxMenus is how large the long menus of a dialog may be together, bytes: the rest is
// for what stands around them (maxViewSize).
const maxMenus = 180_000

// menus is how many menus share that room.
func menus(m checkins.Dialog) int {
	n := 0
	for _, f := range m.Fields {
		n += min(1, len(f.Options))
	}
	return max(1, n)
}

// fitting leaves out the options for which there is no room, but none that is chosen.
func fitting(options []*api.OptionBlockObject, values []string, room int) []*api.OptionBlockObject {
	const around = 100 // bytes of an option besides its text and value
	var fit []*api.OptionBlockObject
	for _, o := range options {
		if room -= len(o.Text.Text) + len(o.Value) + around; room >= 0 || slices.Contains(values, o.Value) {
			fit = append(fit, o)
		}
	}
	return fit
}

// choose returns the options that stand in a field.
func choose(options []*api.OptionBlockObject, values []string) []*api.OptionBlockObject {
	var chosen []*api.OptionBlockObject
	for _, o := range options {
		if slices.Contains(values, o.Value) {
			chosen = append(chosen, o)
		}
	}
	return chosen
}

// here are the ids of the accounts of this platform that stand in a field.
func here(values []string) []string {
	var ids []string
	for _, v := range values {
		if a, ok := checkins.ParseAccount(v); ok && a.Platform == checkins.Slack {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// opener draws a dialog as a message from which it is opened, where there is nothing
// that could open it by itself.
func (d *draft) opener(m checkins.Dialog) {
	d.text = d.DialogText(m)
	d.add(sentence(bot.JoinWith(" · ", d.DialogTitle(m), d.DialogPlace(m))))
	d.add(api.NewActionBlock("", primary(d.button(bot.ActDo, d.DialogOpen(), bot.OpenClaim(m)))))
}
