package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"parallax/bot"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/sandbox"
)

// knob is a button of a card.
type knob struct {
	verb, title string
	token       string // tells it from others of its verb
	folded      bool   // within what another button unfolds
}

func knobsOf(card json.RawMessage) []knob {
	var v any
	_ = json.Unmarshal(card, &v) // no card: no buttons
	var all []knob
	var walk func(v any, folded bool)
	walk = func(v any, folded bool) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e, folded)
			}
		case map[string]any:
			if v["type"] == "Action.Execute" {
				k := knob{folded: folded}
				k.verb, _ = v["verb"].(string)
				k.title, _ = v["title"].(string)
				data, _ := v["data"].(map[string]any)
				k.token, _ = data["t"].(string)
				all = append(all, k)
				return
			}
			for _, key := range []string{"body", "items", "actions", "card"} {
				walk(v[key], folded || key == "card")
			}
		}
	}
	walk(v, false)
	return all
}

// newestInTeams finds the newest message that a person sees with a button that fits.
func (s *story) newestInTeams(user, channel string, fits func(sandbox.Message, knob) bool) (sandbox.Message, knob, error) {
	var best sandbox.Message
	var hit knob
	for _, c := range s.tenant.Channels(user) {
		if channel != "" && c.ID != channel {
			continue
		}
		for _, m := range s.tenant.Sees(user, c.ID) {
			knobs := knobsOf(m.Card)
			n := slices.IndexFunc(knobs, func(k knob) bool { return m.Bot && fits(m, k) })
			if n >= 0 && m.TS > best.TS {
				best, hit = m, knobs[n]
			}
		}
	}
	if best.TS == "" {
		return best, hit, errors.New("there is no such button")
	}
	return best, hit, nil
}

// actInTeams is act for somebody in Teams.
func (s *story) actInTeams(user, do string, args []string) error {
	switch do {
	case "opens":
		return s.opensInTeams(user, args)
	case "answers":
		return s.answersInTeams(user, args)
	case "cannot":
		if len(args) < 2 || args[0] != "say" {
			return errors.New("want cannot say [INITIATIVE] DIMENSION")
		}
		return s.answersInTeams(user, append(args[1:], "0"))
	case "writes":
		_, fields, err := s.fieldsInTeams(user)
		if err != nil {
			return err
		}
		in := map[string]string{fields[bot.InputLine]: args[0]}
		if len(args) > 1 {
			in[fields[bot.InputRelease]] = "true"
		}
		return s.fill(user, in)
	case "saves":
		if len(args) == 2 && args[0] == "message" {
			return s.savesMessage(user, args[1])
		}
		return s.savesInTeams(user, slices.Equal(args, byFallback))
	case "sees":
		return s.seesInTeams(user, args)
	case "closes":
		delete(s.forms, user)
		return nil
	case "fills":
		return s.fills(user, args)
	case "goes":
		return s.goes(user, args)
	case "finds":
		return s.finds(user, args)
	case "allows", "declines":
		return s.allows(user, do == "allows")
	case "presses", "picks":
		return s.pressesInTeams(user, do == "picks", args)
	case "mentions":
		return s.mentionsInTeams(user, args)
	case "says":
		return s.says(user, args)
	case "tells":
		ack, err := s.tenant.DirectMessage(context.Background(), user, strings.Join(args, " "))
		if err == nil {
			s.tells("mention")
		}
		return s.taken(ack, err)
	}
	return fmt.Errorf("%q: see TestStories for what people do in Teams", do)
}

var byFallback = []string{"by", "fallback"}

// taken reports that the bot did not take what somebody wrote.
func (s *story) taken(ack sandbox.Ack, err error) error {
	if err == nil && !ack.OK() && s.alive() {
		err = fmt.Errorf("not taken: %s, status %d", ack.Error, ack.Status)
	}
	return err
}

// opensInTeams unfolds the form of the newest check-in, or presses for one that is
// filled in. That it came up is expected.
func (s *story) opensInTeams(user string, args []string) error {
	if slices.Equal(args, atHome) {
		return s.actInTeams(user, "tells", atHome)
	}
	if len(args) == 0 || args[0] != "check-in" {
		return errors.New("want opens check-in [KIND]")
	}
	m, k, err := s.newestInTeams(user, s.tenant.IM(user), func(m sandbox.Message, k knob) bool {
		return (k.verb == teams.VerbSubmit || k.verb == teams.VerbEdit) && (len(args) < 2 || metadataOf(m.Metadata) == args[1])
	})
	if err != nil {
		return err
	}
	s.forms[user] = m
	if k.verb == teams.VerbSubmit {
		return nil
	}
	if _, err := s.tenant.Press(context.Background(), user, m.Channel, m.TS, k.verb); err != nil {
		return err
	}
	s.tells("opening")
	if err := s.look(); err != nil {
		return err
	}
	form := sight{shape: sandbox.SeenView, users: []string{user}}
	if !slices.ContainsFunc(s.waiting, form.fits) {
		delete(s.forms, user)
		return nil
	}
	return s.take(form)
}

// fieldsInTeams is fields for the card in which somebody fills in a form.
func (s *story) fieldsInTeams(user string) (sandbox.Message, map[string]string, error) {
	m, open := s.forms[user]
	filled := s.tenant.Filled(user, m.Channel, m.TS)
	byName := map[string]string{}
	for id := range filled {
		input, round, dim, ok := bot.ParseInputID(id)
		if !ok {
			continue
		}
		short := strings.TrimSpace(strings.TrimPrefix(input+" "+string(dim), bot.InputRate))
		byName[string(round.Initiative())+" "+short] = id
		if _, twice := byName[short]; twice {
			byName[short] = "" // ambiguous
		} else {
			byName[short] = id
		}
	}
	if !open || len(byName) == 0 {
		return m, nil, errors.New("no form is open")
	}
	return m, byName, nil
}

func (s *story) fill(user string, in map[string]string) error {
	m := s.forms[user]
	return s.tenant.Fill(user, m.Channel, m.TS, in)
}

func (s *story) answersInTeams(user string, args []string) error {
	in, err := s.values(args)
	if err != nil {
		return err
	}
	if _, open := s.forms[user]; !open {
		return s.tapsInTeams(user, in)
	}
	_, fields, err := s.fieldsInTeams(user)
	if err != nil {
		return err
	}
	fill := map[string]string{}
	for name, value := range in {
		if fields[name] == "" {
			return fmt.Errorf("the form asks for %v, and not (or in several places) for %s", keysIn(fields), name)
		}
		fill[fields[name]] = value
	}
	return s.fill(user, fill)
}

// tapsInTeams presses the buttons of a check-in of a single item, the guess last.
func (s *story) tapsInTeams(user string, in map[string]string) error {
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(in))) {
		dim, guess := strings.CutPrefix(name, "guess ")
		value, err := strconv.Atoi(in[name])
		if err == nil {
			err = s.tap(user, value, guess, s.statement("", dim))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// tap presses one choice, marked as pressed before or not, and lets the engine turn.
func (s *story) tap(user string, value int, guess bool, statement string) error {
	verb, title := teams.VerbRate, bot.English.Option(value, guess)
	if guess {
		verb = teams.VerbGuess
	}
	m, k, err := s.newestInTeams(user, s.tenant.IM(user), func(m sandbox.Message, k knob) bool {
		return k.verb == verb && (k.title == title.Plain() || k.title == bot.Pressed(title).Plain()) && strings.Contains(onCard(m.Card), statement)
	})
	if err != nil {
		return err
	}
	if _, err := s.tenant.Press(context.Background(), user, m.Channel, m.TS, verb, k.token); err != nil {
		return err
	}
	s.tells("press")
	return s.turn()
}

func (s *story) savesInTeams(user string, fallback bool) error {
	m, _, err := s.fieldsInTeams(user)
	if err != nil {
		return err
	}
	press, what := s.tenant.Press, "save"
	if fallback {
		press, what = s.tenant.PressFallback, "fallback"
	}
	if _, err := press(context.Background(), user, m.Channel, m.TS, teams.VerbSubmit); err != nil {
		return err
	}
	s.tells(what)
	if err := s.turn(); err != nil {
		return err
	}
	if _, _, err := s.fieldsInTeams(user); err != nil {
		delete(s.forms, user) // it was saved
	}
	return nil
}

// seesInTeams holds the open form against what should stand in it.
func (s *story) seesInTeams(user string, args []string) error {
	want, err := s.values(args)
	if err != nil {
		return err
	}
	m, fields, err := s.fieldsInTeams(user)
	if err != nil {
		return err
	}
	filled := s.tenant.Filled(user, m.Channel, m.TS)
	for name, value := range want {
		got := filled[fields[name]]
		if got == "" {
			got = "-"
		}
		if got != value {
			return fmt.Errorf("%s stands at %s", name, got)
		}
	}
	return nil
}

// verbs are the words of stories for verbs.
var verbs = map[string]string{"remind-hour": teams.VerbHour, "remind-tomorrow": teams.VerbTomorrow}

// pressesInTeams presses the newest button of a verb or of a title.
func (s *story) pressesInTeams(user string, picks bool, args []string) error {
	if len(args) == 0 || picks && len(args) < 2 {
		return errors.New("want what, and a date to pick")
	}
	word, args := args[0], args[1:]
	if verb := verbs[word]; verb != "" {
		word = verb
	}
	date, channel := "", ""
	if picks {
		date, args = args[0], args[1:]
	}
	if len(args) == 2 && args[1] == atHome[0] {
		args = nil // it is a card in the chat
	}
	if len(args) >= 2 && args[0] == "in" {
		id, err := s.channel(args[1])
		if err != nil {
			return err
		}
		channel, args = id, args[2:]
	}
	fallback := slices.Equal(args, byFallback)
	if len(args) > 0 && !fallback {
		return fmt.Errorf("%q: want [in CHANNEL] [by fallback]", args)
	}
	m, k, err := s.newestInTeams(user, channel, func(_ sandbox.Message, k knob) bool { return k.verb == word || k.title == word })
	if err != nil {
		return err
	}
	if picks {
		if err := s.tenant.Fill(user, m.Channel, m.TS, map[string]string{teams.InputDate: date}); err != nil {
			return err
		}
	}
	press, what := s.tenant.Press, "press"
	if fallback {
		press, what = s.tenant.PressFallback, "fallback"
	}
	if _, err = press(context.Background(), user, m.Channel, m.TS, k.verb, k.token); err != nil {
		return err
	}
	s.tells(what)
	return nil
}

func (s *story) mentionsInTeams(user string, args []string) error {
	if len(args) < 3 || args[1] != "in" {
		return errors.New("want mentions 'text' in CHANNEL [thread]")
	}
	id, err := s.channel(args[2])
	if err != nil {
		return err
	}
	thread := ""
	if len(args) > 3 {
		for _, m := range s.tenant.Messages(id) {
			if metadataOf(m.Metadata) == "alert" {
				thread = m.TS
			}
		}
	}
	ack, err := s.tenant.Mention(context.Background(), user, id, thread, args[0])
	if err == nil && ack.Error != "not_in_channel" {
		s.tells("mention")
	}
	return s.taken(ack, err)
}

// answersAllInTeams answers everything that the newest open check-in asks.
func (s *story) answersAllInTeams(user string, value func(r checkins.RoundID, guess bool) string) (bool, error) {
	m, k, err := s.newestInTeams(user, s.tenant.IM(user), func(m sandbox.Message, k knob) bool {
		return metadataOf(m.Metadata) != "reply" && (k.verb == teams.VerbSubmit || k.verb == teams.VerbEdit || k.verb == teams.VerbRate)
	})
	if err != nil || k.verb == teams.VerbEdit || metadataOf(m.Metadata) == "saved" {
		return false, nil //nolint:nilerr // nothing is asked of this lead
	}
	if k.verb == teams.VerbRate {
		for _, guess := range []bool{false, true} {
			n, err := strconv.Atoi(value("", guess))
			if err == nil {
				err = s.tap(user, n, guess, "")
			}
			if err == nil {
				err = s.saved(user)
			}
			if err != nil {
				return false, err
			}
		}
		return true, nil
	}
	s.forms[user] = m
	_, fields, err := s.fieldsInTeams(user)
	if err != nil {
		return false, err
	}
	in := map[string]string{}
	for _, id := range fields {
		input, round, _, ok := bot.ParseInputID(id)
		if ok && (input == bot.InputRate || input == bot.InputGuess) {
			in[id] = value(round, input == bot.InputGuess)
		}
	}
	if err := s.fill(user, in); err != nil {
		return false, err
	}
	if err := s.savesInTeams(user, false); err != nil {
		return false, err
	}
	return true, s.saved(user)
}

// allows answers the newest offer of a file.
func (s *story) allows(user string, yes bool) error {
	chat := s.tenant.IM(user)
	var at string
	for _, m := range s.tenant.Sees(user, chat) {
		if m.Offer != nil {
			at = m.TS
		}
	}
	_, err := s.tenant.Allow(context.Background(), user, chat, at, yes)
	if err == nil {
		s.tells("file")
	}
	return err
}
