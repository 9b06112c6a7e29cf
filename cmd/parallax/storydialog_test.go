package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/sandbox"
)

// dialog is what a person has open to fill in that is no check-in: a modal in Slack, a
// card in the personal chat in Teams, or a window there.
type dialog struct {
	fields map[string][]dialogField // by key; the people of the other platform second
	look   string                   // all of it
}

type dialogField struct {
	id      string
	ref     bot.FieldRef
	options map[string]string // value to text; nil: it is no menu
	value   string            // what stands in it
	above   string            // what is read directly before it
}

// dialogOf is the open dialog of a person.
func (s *story) dialogOf(user string) (dialog, error) {
	d := dialog{fields: map[string][]dialogField{}}
	add := func(f dialogField) {
		if ref, ok := bot.ParseFieldID(f.id); ok {
			f.ref = ref
			d.fields[ref.Key] = append(d.fields[ref.Key], f)
		}
	}
	if inTeams(user) {
		m := s.forms[user]
		if w := s.tenant.Window(user); w != nil {
			m = w.Message
			d.look = w.Title + " "
		} else {
			n := slices.IndexFunc(s.tenant.Sees(user, m.Channel), func(x sandbox.Message) bool { return x.TS == m.TS && m.TS != "" })
			if n < 0 {
				return d, errors.New("no dialog is open")
			}
			m = s.tenant.Sees(user, m.Channel)[n]
			if !slices.ContainsFunc(knobsOf(m.Card), func(k knob) bool { return k.verb == teams.VerbOn }) {
				return d, errors.New("no dialog is open")
			}
		}
		d.look += onCard(m.Card)
		filled := s.tenant.Filled(user, m.Channel, m.TS)
		var card struct {
			Body []struct {
				ID      string `json:"id"`
				Choices []struct{ Title, Value string }
				Inlines []struct{ Text string }
			} `json:"body"`
		}
		_ = json.Unmarshal(m.Card, &card) // no card: no fields
		above := ""
		for _, e := range card.Body {
			f := dialogField{id: e.ID, value: filled[e.ID], above: above}
			for _, c := range e.Choices {
				if f.options == nil {
					f.options = map[string]string{}
				}
				f.options[c.Value] = c.Title
			}
			add(f)
			above = ""
			for _, r := range e.Inlines {
				above += r.Text
			}
		}
	} else {
		v := s.space.View(user)
		if v == nil || v.CallbackID != slack.CallbackDialog {
			return d, errors.New("no dialog is open")
		}
		d.look = readable(sandbox.Seen{Text: v.Title, Blocks: v.Blocks})
		type option struct {
			Text  struct{ Text string }
			Value string
		}
		var blocks []struct {
			ID      string `json:"block_id"`
			Element struct {
				Action  string `json:"action_id"`
				Options []option
				Groups  []struct{ Options []option } `json:"option_groups"`
			}
			Elements json.RawMessage
		}
		_ = json.Unmarshal(v.Blocks, &blocks) // blocks of other shapes hold no fields
		above := ""
		for _, b := range blocks {
			f := dialogField{id: b.ID, value: v.State[b.ID][b.Element.Action], above: orElse(v.Errors[b.ID], above)}
			for _, g := range b.Element.Groups {
				b.Element.Options = append(b.Element.Options, g.Options...)
			}
			for _, o := range b.Element.Options {
				if f.options == nil {
					f.options = map[string]string{}
				}
				f.options[o.Value] = o.Text.Text
			}
			add(f)
			above = oneLine(textIn(raw(b.Elements)))
		}
	}
	return d, nil
}

func raw(m json.RawMessage) (v any) {
	_ = json.Unmarshal(m, &v) // nothing: no text
	return v
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// fills puts values into the open dialog: KEY VALUE ...; - for nothing. People stand
// by their names, a channel by its own, a choice by its value or its text.
func (s *story) fills(user string, args []string) error {
	d, err := s.dialogOf(user)
	if err != nil {
		return err
	}
	if len(args)%2 != 0 {
		return errors.New("want KEY VALUE ...")
	}
	in := map[string]string{}
	for ; len(args) > 1; args = args[2:] {
		fields := d.fields[args[0]]
		if len(fields) == 0 {
			return fmt.Errorf("%s: it asks for %v", args[0], keysIn(d.fields))
		}
		one, err := s.filled(user, fields, args[1])
		if err != nil {
			return fmt.Errorf("%s: %w", args[0], err)
		}
		maps.Copy(in, one)
	}
	if inTeams(user) {
		return s.fill(user, in)
	}
	return s.space.Fill(user, "", in)
}

// filled are the inputs of one field with a value in them.
func (s *story) filled(user string, fields []dialogField, value string) (map[string]string, error) {
	in := map[string]string{}
	if value == "-" {
		for _, f := range fields {
			in[f.id] = ""
			if f.ref.Kind == checkins.FieldTick && inTeams(user) {
				in[f.id] = "0"
			}
		}
		return in, nil
	}
	switch fields[0].ref.Kind {
	case checkins.FieldChannel:
		id, err := s.channel(value)
		if err == nil && inTeams(user) {
			id = checkins.Account{Platform: checkins.Teams, Team: storyTenant, ID: id}.String()
		}
		return map[string]string{fields[0].id: id}, err
	case checkins.FieldPerson, checkins.FieldPeople:
		for _, f := range fields {
			in[f.id] = ""
		}
		for _, p := range split(value) {
			id, chosen, err := s.pick(user, fields, p)
			if err != nil {
				return nil, err
			}
			in[id] = strings.TrimPrefix(in[id]+","+chosen, ",")
		}
		return in, nil
	}
	if f := fields[0]; f.options != nil {
		var chosen []string
		for want := range strings.SplitSeq(value, ",") {
			chosen = append(chosen, want)
			for v, text := range f.options {
				if text == want {
					chosen[len(chosen)-1] = v
				}
			}
		}
		value = strings.Join(chosen, ",")
	}
	return map[string]string{fields[0].id: value}, nil
}

// pick is in which input somebody is chosen, and as what.
func (s *story) pick(user string, fields []dialogField, p checkins.PersonID) (id, value string, err error) {
	for _, account := range s.people[p] {
		if inTeams(account) == inTeams(user) {
			return fields[0].id, account, nil
		}
	}
	for _, f := range fields[1:] {
		for v := range f.options {
			a, is := checkins.ParseAccount(v)
			if v == string(p) || is && slices.Contains(s.people[p], a.ID) {
				return f.id, v, nil
			}
		}
	}
	return "", "", fmt.Errorf("%s can't be chosen", p)
}

// goes presses a button of the open dialog.
func (s *story) goes(user string, args []string) error {
	if len(args) == 0 {
		return errors.New("want on, back or stop")
	}
	if _, err := s.dialogOf(user); err != nil {
		return err
	}
	where := checkins.DialogGo(args[0])
	if inTeams(user) {
		verb := map[checkins.DialogGo]string{checkins.GoOn: teams.VerbOn, checkins.GoBack: teams.VerbBack, checkins.GoStop: teams.VerbStop}[where]
		press, what := s.tenant.Press, "dialog"
		if slices.Equal(args[1:], byFallback) {
			press, what = s.tenant.PressFallback, "fallback"
		}
		m := s.forms[user]
		if w := s.tenant.Window(user); w != nil {
			m, verb = w.Message, buttonOf(w.Card, verb)
		}
		if _, err := press(context.Background(), user, m.Channel, m.TS, verb); err != nil {
			return err
		}
		s.tells(what)
		return nil
	}
	s.delivers("dialog")
	var err error
	if where == checkins.GoOn {
		_, err = s.space.Submit(context.Background(), user, "", nil)
	} else {
		_, err = s.space.PressView(context.Background(), user, "", slack.Suffixed(bot.ActDialog, string(where)), "")
	}
	return err
}

// finds holds what stands in the open dialog against what should: KEY VALUE ...
func (s *story) finds(user string, args []string) error {
	d, err := s.dialogOf(user)
	if err != nil {
		return err
	}
	for ; len(args) > 1; args = args[2:] {
		fields := d.fields[args[0]]
		if len(fields) == 0 {
			return fmt.Errorf("%s: it asks for %v", args[0], keysIn(d.fields))
		}
		want, err := s.filled(user, fields, args[1])
		if err != nil {
			return err
		}
		for _, f := range fields {
			if f.value != want[f.id] {
				return fmt.Errorf("%s stands at %q, want %q", args[0], f.value, want[f.id])
			}
		}
	}
	return nil
}

// dialogs expects a dialog, an answer to one, or what is wrong with a field.
func (s *story) dialogs(what string, args []string) error {
	who, texts, err := s.who(args)
	if err != nil {
		return err
	}
	for _, p := range who {
		for _, user := range s.people[p] {
			if err := s.look(); err != nil {
				return err
			}
			if what == "wrong" {
				err = s.wrong(user, texts)
			} else {
				err = s.shows(user, what, texts)
			}
			if err == nil {
				break
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
	}
	return nil
}

// shows expects a dialog or an answer to one, in whichever way the platform shows it.
func (s *story) shows(user, what string, texts []string) error {
	shapes := []sight{{shape: sandbox.SeenView}}
	if inTeams(user) {
		shapes = append(shapes, sight{shape: sandbox.SeenCard})
		if what == "dialog" {
			shapes = append(shapes, sight{shape: sandbox.SeenPost, kind: "reply"})
		} else if s.tenant.Window(user) == nil {
			shapes = append(shapes, sight{shape: "toast"})
		}
	}
	for _, w := range shapes {
		w.users = []string{user}
		s.words(&w, texts)
		n := slices.IndexFunc(s.waiting, w.fits)
		if n < 0 {
			continue
		}
		x := s.waiting[n]
		s.waiting = slices.Delete(s.waiting, n, n+1)
		if delete(s.forms, user); what == "answer" {
			return nil
		}
		if inTeams(user) {
			s.forms[user] = sandbox.Message{Channel: x.Channel, TS: x.TS}
		}
		_, err := s.dialogOf(user)
		return err
	}
	return fmt.Errorf("it was not seen; what was: %s", s.unexpected())
}

// wrong expects what is said at a field.
func (s *story) wrong(user string, args []string) error {
	if len(args) < 2 {
		return errors.New("want KEY TEXT")
	}
	d, err := s.dialogOf(user)
	if err != nil {
		return err
	}
	fields := d.fields[args[0]]
	if len(fields) == 0 || !strings.Contains(fields[0].above, args[1]) {
		return fmt.Errorf("at %s stands %+v", args[0], fields)
	}
	// The dialog came back with it: that is what was seen.
	s.waiting = slices.DeleteFunc(s.waiting, func(x sandbox.Seen) bool {
		return x.User == user && (x.Kind == sandbox.SeenError || x.Kind == sandbox.SeenView) && strings.Contains(readable(x), args[1])
	})
	return nil
}
