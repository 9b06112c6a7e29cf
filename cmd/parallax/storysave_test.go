package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/sandbox"
)

// says writes something to others in a channel: 'text' in CHANNEL.
func (s *story) says(user string, args []string) error {
	if len(args) != 3 || args[1] != "in" {
		return errors.New("want says 'text' in CHANNEL")
	}
	id, err := s.channel(args[2])
	if err != nil {
		return err
	}
	if inTeams(user) {
		return s.tenant.Say(user, id, "", args[0])
	}
	return s.space.Say(user, id, "", args[0])
}

// savesMessage picks the action that saves the newest message with a text in it; "card"
// is any with a card.
func (s *story) savesMessage(user, text string) error {
	fits := func(m sandbox.Message) bool {
		return text == "card" && m.Card != nil || text != "card" && strings.Contains(m.Text, text)
	}
	newest := func(cs []sandbox.Channel, sees func(user, channel string) []sandbox.Message) (best sandbox.Message) {
		for _, c := range cs {
			for _, m := range sees(user, c.ID) {
				if fits(m) && m.TS > best.TS {
					best = m
				}
			}
		}
		return best
	}
	var m sandbox.Message
	pick := func() (sandbox.Ack, error) {
		return s.space.Shortcut(context.Background(), user, m.Channel, m.TS, slack.CallbackSave)
	}
	if inTeams(user) {
		m = newest(s.tenant.Channels(user), s.tenant.Sees)
		pick = func() (sandbox.Ack, error) {
			return s.tenant.Pick(context.Background(), user, m.Channel, m.TS, teams.CommandSave)
		}
	} else {
		m = newest(s.space.Channels(user), s.space.Sees)
	}
	if m.TS == "" {
		return fmt.Errorf("nobody wrote %q", text)
	}
	s.sent = append(s.sent, delivery{"pick", inTeams(user)})
	_, err := pick()
	return err
}

// buttonOf is what stands on the button of a window that does something.
func buttonOf(card json.RawMessage, act string) string {
	var v struct {
		Actions []struct {
			Title string
			Data  struct{ Act string }
		}
	}
	_ = json.Unmarshal(card, &v) // no card: no buttons
	for _, a := range v.Actions {
		if a.Data.Act == act {
			return a.Title
		}
	}
	return ""
}
