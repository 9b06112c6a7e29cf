package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"parallax/bot"
	"parallax/bot/teams"
	"parallax/sandbox"
)

// A simulated person has the same two hands as a visitor: they press what stands in a
// message, type a command, and fill in what comes up, over the stand-ins' HTTP.

// pressable is a button of a message, and what it says about itself.
type pressable struct {
	claim bot.Claim
	press string // Slack: action_id; Teams: the verb
	token string // tells it from others that are pressed alike
}

// pressables are the buttons of blocks or of a card, in their order.
func (p *practice) pressables(raw json.RawMessage) []pressable {
	var v any
	_ = json.Unmarshal(raw, &v) // nothing: no buttons
	var all []pressable
	add := func(press, token any) {
		b := pressable{}
		b.press, _ = press.(string)
		b.token, _ = token.(string)
		if c, err := p.signer.Open(b.token); err == nil && b.press != "" {
			b.claim = c
			all = append(all, b)
		}
	}
	objects(v, func(o map[string]any) {
		data, _ := o["data"].(map[string]any)
		switch o["type"] {
		case "button":
			add(o["action_id"], o["value"])
		case "Action.Execute":
			add(o["verb"], data["t"])
		}
	})
	return all
}

// objects visits every object of a JSON value, those in lists in their order.
func objects(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			objects(e, visit)
		}
	case map[string]any:
		visit(v)
		for _, key := range []string{"blocks", "body", "items", "columns", "actions", "elements", "element", "accessory", "card"} {
			objects(v[key], visit)
		}
	}
}

// offers finds the first button of a message that does one of some deeds.
func (p *practice) offers(m sandbox.Message, deeds ...string) (pressable, bool) {
	all := p.pressables(m.Blocks)
	if m.Card != nil {
		all = p.pressables(m.Card)
	}
	n := slices.IndexFunc(all, func(b pressable) bool { return b.claim.Act == bot.ActDo && slices.Contains(deeds, b.claim.What) })
	if n < 0 {
		return pressable{}, false
	}
	return all[n], true
}

// sees is what stands in a conversation as somebody sees it.
func (p *practice) sees(user, channel string) []sandbox.Message {
	if p.inTeams(user) {
		return p.tenant.Sees(user, channel)
	}
	return p.space.Sees(user, channel)
}

// privately is somebody's conversation with the bot.
func (p *practice) privately(user string) string {
	if p.inTeams(user) {
		return p.tenant.IM(user)
	}
	return p.space.IM(user)
}

// taken reports what went wrong with something that was sent to the bot.
func taken(ack sandbox.Ack, err error) error {
	if err == nil && !ack.OK() {
		err = fmt.Errorf("the bot answered %s", ack.Error)
	}
	return err
}

// press presses a button, and lets the bot send what it has to say.
func (p *practice) press(ctx context.Context, user string, m sandbox.Message, b pressable) error {
	return p.does(ctx, func() error {
		if p.inTeams(user) {
			return taken(p.tenant.Press(ctx, user, m.Channel, m.TS, b.press, b.token))
		}
		return taken(p.space.Press(ctx, user, m.Channel, m.TS, b.press, b.token))
	})
}

// types sends a command to the bot in private.
func (p *practice) types(ctx context.Context, user, text string) error {
	return p.does(ctx, func() error {
		if p.inTeams(user) {
			return taken(p.tenant.DirectMessage(ctx, user, text))
		}
		return taken(p.space.Command(ctx, user, p.space.IM(user), text))
	})
}

// does does something in the chat, again where the machine was too slow, and has sent
// what follows from it.
func (p *practice) does(ctx context.Context, do func() error) error {
	if err := again(ctx, do); err != nil {
		return err
	}
	return again(ctx, func() error { return p.svc.engine.turn(ctx, p.clock.now()) })
}

// paper is a form that somebody has open.
type paper struct {
	view   string          // Slack: the modal
	m      sandbox.Message // Teams: the card
	ids    map[string]string
	choose map[string][]string // values of a menu, by key
}

// errNoForm: nothing came up to fill in.
var errNoForm = errors.New("no form came up")

// opened is the form that somebody has open.
func (p *practice) opened(user string) (paper, error) {
	f := paper{ids: map[string]string{}, choose: map[string][]string{}}
	var raw json.RawMessage
	if p.inTeams(user) {
		all := p.tenant.Sees(user, p.tenant.IM(user))
		n := len(all) - 1
		for ; n >= 0 && !slices.ContainsFunc(p.pressables(all[n].Card), func(b pressable) bool { return b.press == teams.VerbOn }); n-- {
			if len(all)-n > looksBack {
				return f, errNoForm
			}
		}
		if n < 0 {
			return f, errNoForm
		}
		f.m, raw = all[n], all[n].Card
	} else {
		v := p.space.View(user)
		if v == nil {
			return f, errNoForm
		}
		f.view, raw = v.ID, v.Blocks
	}
	var v any
	_ = json.Unmarshal(raw, &v) // the bot's own, and shown already
	objects(v, func(o map[string]any) {
		for _, name := range []string{"block_id", "id"} {
			id, _ := o[name].(string)
			ref, ok := bot.ParseFieldID(id)
			if !ok {
				continue
			}
			f.ids[ref.Key] = id
			in := o
			if e, is := o["element"].(map[string]any); is {
				in = e
			}
			for _, list := range []string{"options", "choices"} {
				some, _ := in[list].([]any)
				for _, c := range some {
					if one, is := c.(map[string]any); is {
						value, _ := one["value"].(string)
						f.choose[ref.Key] = append(f.choose[ref.Key], value)
					}
				}
			}
		}
	})
	return f, nil
}

// looksBack is how many messages back a card to fill in may stand.
const looksBack = 6

// fills puts values into the open form, by key, and sends it. The error says what the
// form says.
func (p *practice) fills(ctx context.Context, user string, values map[string]string) error {
	f, err := p.opened(user)
	if err != nil {
		return err
	}
	input := map[string]string{}
	for key, value := range values {
		if f.ids[key] == "" {
			return fmt.Errorf("the form does not ask for %s", key)
		}
		input[f.ids[key]] = value
	}
	if p.inTeams(user) {
		err = p.does(ctx, func() error { return taken(p.tenant.Submit(ctx, user, f.m.Channel, f.m.TS, teams.VerbOn, input)) })
		if left, gone := p.opened(user); err == nil && gone == nil && left.m.TS == f.m.TS {
			err = errors.New("the form is not taken")
		}
		return err
	}
	err = p.does(ctx, func() error { return taken(p.space.Submit(ctx, user, f.view, input)) })
	if v := p.space.View(user); v != nil {
		if err == nil && len(v.Errors) > 0 {
			err = fmt.Errorf("the form says %v", v.Errors)
		}
		p.space.CloseView(user, v.ID)
	}
	return err
}
