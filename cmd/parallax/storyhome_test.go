package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parallax/sandbox"
)

// atHome is what stories call the home tab.
var atHome = []string{"home"}

// pressesAtHome uses an element of the home tab in Slack.
func (s *story) pressesAtHome(user, word string, value []string) error {
	v := s.space.Home(user)
	if v == nil {
		return fmt.Errorf("there is no home tab")
	}
	for _, e := range partsOf(v.Blocks) {
		if e.goes(word) {
			s.delivers("press")
			_, err := s.space.PressView(context.Background(), user, v.ID, e.Block+"/"+e.Action, strings.Join(value, ""))
			return err
		}
	}
	return fmt.Errorf("there is no such button")
}

// home expects what somebody finds at the top: on the home tab in Slack, as a message
// in Teams.
func (s *story) home(args []string) error {
	who, texts, err := s.who(args)
	if err != nil {
		return err
	}
	for _, p := range who {
		users := s.people[p]
		w := sight{shape: sandbox.SeenHome, users: users}
		if !slices.ContainsFunc(users, func(u string) bool { return !inTeams(u) }) {
			w.shape, w.kind = sandbox.SeenPost, "reply"
		}
		s.words(&w, texts)
		if err := s.take(w); err != nil {
			return err
		}
	}
	return nil
}
