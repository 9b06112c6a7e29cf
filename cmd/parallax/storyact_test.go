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
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// act is what a person does. Afterwards the engine turns, for every request wakes it.
func (s *story) act(p checkins.PersonID, args []string) error {
	if len(args) == 0 {
		return errors.New("does what?")
	}
	user, err := s.account(p)
	if err != nil {
		return err
	}
	do, rest := args[0], args[1:]
	s.counts(p, do, rest)
	if inTeams(user) {
		if err := s.actInTeams(user, do, rest); err != nil || do == "sees" || do == "finds" {
			return err
		}
		return s.turn()
	}
	switch do {
	case "opens":
		err = s.opens(user, rest)
	case "answers":
		err = s.answers(user, rest)
	case "cannot":
		if len(rest) < 2 || rest[0] != "say" {
			return errors.New("want cannot say [INITIATIVE] DIMENSION")
		}
		err = s.answers(user, append(rest[1:], "0"))
	case "writes":
		err = s.writes(user, rest)
	case "saves":
		if len(rest) == 2 && rest[0] == "message" {
			err = s.savesMessage(user, rest[1])
			break
		}
		s.delivers("save")
		_, err = s.space.Submit(context.Background(), user, "", nil)
	case "sees":
		return s.sees(user, rest)
	case "closes":
		s.space.CloseView(user, "")
	case "fills":
		err = s.fills(user, rest)
	case "goes":
		err = s.goes(user, rest)
	case "finds":
		return s.finds(user, rest)
	case "presses", "picks":
		err = s.presses(user, do == "picks", rest)
	case "types":
		err = s.types(user, rest)
	case "mentions":
		err = s.mentions(user, rest)
	case "says":
		err = s.says(user, rest)
	case "tells":
		s.delivers("mention")
		_, err = s.space.DirectMessage(context.Background(), user, strings.Join(rest, " "))
	default:
		return fmt.Errorf("%q: see TestStories for what people do", do)
	}
	if err != nil {
		return err
	}
	return s.turn()
}

// delivers notes what goes to the bot next.
func (s *story) delivers(what string) { s.sent = append(s.sent, delivery{what: what}) }

// part is an interactive element of a message.
type part struct {
	Block  string
	Action string `json:"action_id"`
	Value  string `json:"value"`
	Text   struct{ Text string }
	Hold   struct{ Text string } `json:"placeholder"`
}

// goes reports whether an element answers to a word of a story: its action, or what
// stands on it.
func (e part) goes(word string) bool {
	return slack.ActionOf(e.Action) == word || e.Action == word || e.Text.Text == word || e.Hold.Text == word
}

func partsOf(raw json.RawMessage) []part {
	var blocks []struct {
		ID        string `json:"block_id"`
		Elements  []part `json:"elements"`
		Accessory part   `json:"accessory"`
		Element   part   `json:"element"`
	}
	_ = json.Unmarshal(raw, &blocks) // blocks of other shapes have no buttons
	var all []part
	for _, b := range blocks {
		for _, e := range append(b.Elements, b.Accessory, b.Element) {
			if e.Action != "" {
				e.Block = b.ID
				all = append(all, e)
			}
		}
	}
	return all
}

// newest finds the newest message that a person sees with an element that fits.
func (s *story) newest(user, channel string, fits func(sandbox.Message, part) bool) (sandbox.Message, part, error) {
	var best sandbox.Message
	var hit part
	for _, c := range s.space.Channels(user) {
		if channel != "" && c.ID != channel {
			continue
		}
		for _, m := range s.space.Sees(user, c.ID) {
			n := slices.IndexFunc(partsOf(m.Blocks), func(e part) bool { return m.Bot && fits(m, e) })
			if n >= 0 && m.TS > best.TS {
				best, hit = m, partsOf(m.Blocks)[n]
			}
		}
	}
	if best.TS == "" {
		return best, hit, errors.New("there is no such button")
	}
	return best, hit, nil
}

// opens presses the button of the newest check-in. That a form came up is expected.
func (s *story) opens(user string, args []string) error {
	if slices.Equal(args, atHome) {
		s.delivers("home")
		_, err := s.space.OpenHome(context.Background(), user)
		return err
	}
	if slices.Equal(args, []string{"messages"}) {
		s.delivers("home")
		_, err := s.space.OpenMessages(context.Background(), user)
		return err
	}
	if len(args) == 0 || args[0] != "check-in" {
		return errors.New("want opens check-in [KIND]")
	}
	m, e, err := s.newest(user, s.space.IM(user), func(m sandbox.Message, e part) bool {
		return (e.Action == slack.ActionOpen || e.Action == slack.ActionEdit) && (len(args) < 2 || metadataOf(m.Metadata) == args[1])
	})
	if err != nil {
		return err
	}
	s.delivers("opening")
	if _, err := s.space.Press(context.Background(), user, m.Channel, m.TS, e.Action); err != nil {
		return err
	}
	if err := s.look(); err != nil {
		return err
	}
	if s.space.View(user) != nil {
		return s.take(sight{shape: sandbox.SeenView, users: []string{user}})
	}
	return nil
}

// fields of the open form by "crm value", "crm guess value" and, where only one
// initiative is in it, by "value" and "guess value".
func (s *story) fields(user string) (*sandbox.View, map[string]string, error) {
	v := s.space.View(user)
	if v == nil {
		return nil, nil, errors.New("no form is open")
	}
	byName := map[string]string{}
	for _, e := range partsOf(v.Blocks) {
		input, round, dim, ok := bot.ParseInputID(e.Block)
		if !ok {
			continue
		}
		short := strings.TrimSpace(strings.TrimPrefix(input+" "+string(dim), slack.InputRate))
		byName[string(round.Initiative())+" "+short] = e.Block
		if _, twice := byName[short]; twice {
			byName[short] = "" // ambiguous
		} else {
			byName[short] = e.Block
		}
	}
	return v, byName, nil
}

// values reads [INITIATIVE] DIMENSION N [guess N] ... into names of fields.
func (s *story) values(args []string) (map[string]string, error) {
	in := map[string]string{}
	prefix, dim := "", ""
	for len(args) > 0 {
		switch {
		case args[0] == "guess" && dim != "" && len(args) > 1:
			in[prefix+"guess "+dim] = args[1]
			args = args[2:]
		case checkins.KnownDimension(scoring.Dimension(args[0])) && len(args) > 1:
			dim = args[0]
			if args[1] == "guess" {
				args = args[1:]
				continue
			}
			in[prefix+dim] = args[1]
			args = args[2:]
		case slices.ContainsFunc(s.setup.Initiatives, func(i checkins.Initiative) bool { return string(i.ID) == args[0] }):
			prefix, dim = args[0]+" ", ""
			args = args[1:]
		default:
			return nil, fmt.Errorf("%q: want [INITIATIVE] DIMENSION N [guess N]", args[0])
		}
	}
	return in, nil
}

// answers fills the open form in. Without one it presses the buttons of the
// check-in of a single item.
func (s *story) answers(user string, args []string) error {
	in, err := s.values(args)
	if err != nil {
		return err
	}
	if s.space.View(user) == nil {
		return s.taps(user, in)
	}
	_, fields, err := s.fields(user)
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
	return s.space.Fill(user, "", fill)
}

func (s *story) taps(user string, in map[string]string) error {
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(in))) { // the guess last
		action := slack.ActionRate
		dim, guess := strings.CutPrefix(name, "guess ")
		if guess {
			action = slack.ActionGuess
		}
		action = slack.Suffixed(action, in[name])
		m, _, err := s.newest(user, s.space.IM(user), func(m sandbox.Message, e part) bool {
			return e.Action == action && strings.Contains(readable(sandbox.Seen{Blocks: m.Blocks}), s.statement("", dim))
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.delivers("press")
		if _, err := s.space.Press(context.Background(), user, m.Channel, m.TS, action); err != nil {
			return err
		}
		if err := s.turn(); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) writes(user string, args []string) error {
	_, fields, err := s.fields(user)
	if err != nil {
		return err
	}
	in := map[string]string{fields[slack.InputLine]: args[0]}
	if len(args) > 1 {
		in[fields[slack.InputRelease]] = slack.ReleaseValue
	}
	return s.space.Fill(user, "", in)
}

// sees holds the open form against what should stand in it.
func (s *story) sees(user string, args []string) error {
	want, err := s.values(args)
	if err != nil {
		return err
	}
	v, fields, err := s.fields(user)
	if err != nil {
		return err
	}
	for name, value := range want {
		got := "-"
		for _, x := range v.State[fields[name]] {
			got = x
		}
		if got != value {
			return fmt.Errorf("%s stands at %s", name, got)
		}
	}
	return nil
}

// buttons are the words of stories for action ids.
var buttons = map[string]string{"remind-hour": slack.ActionHour, "remind-tomorrow": slack.ActionTomorrow}

func (s *story) presses(user string, picks bool, args []string) error {
	if len(args) == 0 || picks && len(args) < 2 {
		return errors.New("want what, and a date to pick")
	}
	action := args[0]
	if id := buttons[action]; id != "" {
		action = id
	}
	var value []string
	args = args[1:]
	if picks {
		value, args = args[:1], args[1:]
	}
	channel := ""
	if len(args) == 2 && args[0] == "in" && args[1] != atHome[0] {
		id, err := s.channel(args[1])
		if err != nil {
			return err
		}
		channel = id
	}
	if len(args) == 2 && args[1] == atHome[0] {
		return s.pressesAtHome(user, action, value)
	}
	if v := s.space.View(user); v != nil && channel == "" { // it covers all else
		for _, e := range partsOf(v.Blocks) {
			if e.goes(action) {
				s.delivers("press")
				_, err := s.space.PressView(context.Background(), user, v.ID, e.Block+"/"+e.Action, strings.Join(value, ""))
				return err
			}
		}
	}
	m, e, err := s.newest(user, channel, func(_ sandbox.Message, e part) bool { return e.goes(action) })
	if err != nil {
		return err
	}
	s.delivers("press")
	_, err = s.space.Press(context.Background(), user, m.Channel, m.TS, e.Block+"/"+e.Action, value...)
	return err
}

func (s *story) types(user string, args []string) error {
	where := s.space.IM(user)
	if len(args) == 3 && args[1] == "in" {
		id, err := s.channel(args[2])
		if err != nil {
			return err
		}
		where = id
	}
	s.delivers("command")
	_, err := s.space.Command(context.Background(), user, where, strings.TrimPrefix(args[0], "/align"))
	return err
}

func (s *story) mentions(user string, args []string) error {
	if len(args) < 3 || args[1] != "in" {
		return errors.New("want mentions 'text' in CHANNEL [thread]")
	}
	id, err := s.channel(args[2])
	if err != nil {
		return err
	}
	thread := ""
	if len(args) > 3 {
		for _, m := range s.space.Messages(id) {
			if metadataOf(m.Metadata) == "alert" {
				thread = m.TS
			}
		}
	}
	s.delivers("mention")
	ack, err := s.space.Mention(context.Background(), user, id, thread, args[0])
	if err == nil && !ack.OK() {
		s.ts.Logf("the mention was not taken: %s", ack.Error)
	}
	return err
}

// everybody [but ana] answers it 5 biz 1 [guess it 1 biz 5]: who has an open
// check-in answers all of it. The guess is the own rating where nothing is said.
func (s *story) everybody(args []string) error {
	who, args, err := s.who(append([]string{"everybody"}, args...))
	if err != nil {
		return err
	}
	if len(args) < 2 || args[0] != "answers" {
		return errors.New("want answers N, or answers it N biz N [guess ...]")
	}
	var say [2][2]string // side, then own and guess
	side, guess := []scoring.Side{scoring.IT, scoring.Biz}, 0
	for _, a := range args[1:] {
		switch a {
		case "it":
			side = []scoring.Side{scoring.IT}
		case "biz":
			side = []scoring.Side{scoring.Biz}
		case "guess":
			guess = 1
			side = []scoring.Side{scoring.IT, scoring.Biz}
		default:
			if n, err := strconv.Atoi(a); err != nil || n < 0 || n > 5 {
				return fmt.Errorf("%q: want 0 to 5", a)
			}
			for _, x := range side {
				say[x][guess] = a
				if guess == 0 {
					say[x][1] = a
				}
			}
		}
	}
	answered := 0
	for _, p := range who {
		for _, user := range s.people[p] {
			ok, err := s.answersAll(user, func(r checkins.RoundID, guess bool) string {
				for _, i := range s.setup.Initiatives {
					if side, on := i.Side(p); on && (r == "" || i.ID == r.Initiative()) {
						if guess {
							return say[side][1]
						}
						return say[side][0]
					}
				}
				return ""
			})
			if err != nil {
				return fmt.Errorf("%s: %w", p, err)
			}
			if ok {
				answered++
			}
		}
	}
	if answered == 0 {
		return errors.New("nobody has an open check-in")
	}
	return nil
}

func (s *story) answersAll(user string, value func(r checkins.RoundID, guess bool) string) (bool, error) {
	if inTeams(user) {
		return s.answersAllInTeams(user, value)
	}
	im := s.space.IM(user)
	m, e, err := s.newest(user, im, func(_ sandbox.Message, e part) bool {
		return e.Action == slack.ActionOpen || e.Action == slack.ActionEdit || slack.ActionOf(e.Action) == slack.ActionRate
	})
	if err != nil || e.Action == slack.ActionEdit || metadataOf(m.Metadata) == "saved" {
		return false, nil //nolint:nilerr // nothing is asked of this lead
	}
	if e.Action == slack.ActionOpen {
		return true, s.fillsIn(user, value)
	}
	for _, guess := range []bool{false, true} {
		action := slack.ActionRate
		if guess {
			action = slack.ActionGuess
		}
		s.delivers("press")
		if _, err := s.space.Press(context.Background(), user, m.Channel, m.TS, slack.Suffixed(action, value("", guess))); err != nil {
			return false, err
		}
		if err := s.turn(); err != nil {
			return false, err
		}
		if err := s.saved(user); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (s *story) fillsIn(user string, value func(r checkins.RoundID, guess bool) string) error {
	if err := s.opens(user, []string{"check-in"}); err != nil {
		return err
	}
	v := s.space.View(user)
	if v == nil {
		return fmt.Errorf("no form came up: %s", s.unexpected())
	}
	in := map[string]string{}
	for _, e := range partsOf(v.Blocks) {
		input, round, _, ok := bot.ParseInputID(e.Block)
		if ok && (input == slack.InputRate || input == slack.InputGuess) {
			in[e.Block] = value(round, input == slack.InputGuess)
		}
	}
	s.delivers("save")
	if _, err := s.space.Submit(context.Background(), user, v.ID, in); err != nil {
		return err
	}
	if err := s.turn(); err != nil {
		return err
	}
	return s.saved(user)
}

// saved expects that a person's check-in turned into "Saved".
func (s *story) saved(user string) error {
	if s.quiet["saved"] {
		return nil
	}
	return s.take(sight{kind: "saved", shape: sandbox.SeenUpdate, users: []string{user}})
}

// counts notes what a person does: every word to the bot, every press and every field or rating
// that they fill in.
func (s *story) counts(p checkins.PersonID, do string, args []string) {
	switch do {
	case "types", "mentions", "tells", "opens", "presses", "picks", "saves", "goes":
		s.did[p]++
	case "fills", "answers": // an initiative may stand before the pairs
		s.did[p] += len(args) / 2
	}
}
