package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
)

// slack is what Slack does.
func (s *story) slack(args []string) error {
	if len(args) < 2 {
		return errors.New("does what?")
	}
	ctx := context.Background()
	switch args[0] {
	case "fault":
		return s.fault(args[1], args[2:])
	case "kicks", "invites":
		id, err := s.channel(args[len(args)-1])
		if err != nil {
			return err
		}
		who := botUser
		if args[1] != "bot" {
			if who, err = s.account(checkins.PersonID(args[1])); err != nil {
				return err
			}
		}
		if args[0] == "kicks" {
			s.space.Kick(id, who)
		} else {
			s.space.Invite(id, who)
			if who == botUser {
				s.delivers("event")
				if _, err = s.space.Joined(ctx, id); err == nil {
					err = s.turn()
				}
			}
		}
		return err
	case "makes": // makes launch: a channel in which no initiative lives, with everybody in it
		c := sandbox.Channel{ID: "C9" + strings.ToUpper(args[1]), Name: args[1]}
		for _, users := range s.people {
			c.Members = append(c.Members, slices.DeleteFunc(slices.Clone(users), inTeams)...)
		}
		slices.Sort(c.Members)
		s.space.AddChannel(c)
		return nil
	case "deactivates":
		user, err := s.account(checkins.PersonID(args[1]))
		if err != nil {
			return err
		}
		tell := len(args) == 2
		if tell {
			s.delivers("event")
		}
		_, err = s.space.Deactivate(ctx, user, tell)
		return err
	case "quiets": // quiets ana until 11:30
		user, err := s.account(checkins.PersonID(args[1]))
		if err != nil {
			return err
		}
		if len(args) < 4 || args[2] != "until" {
			return errors.New("want quiets WHO until TIME")
		}
		until, err := s.instant(args[3:])
		if err != nil {
			return err
		}
		return s.space.Quiet(user, s.clock.now(), until)
	case "status": // status ana 'Vacationing' [:palm_tree:]
		user, err := s.account(checkins.PersonID(args[1]))
		if err != nil {
			return err
		}
		text := append(slices.Clone(args[2:]), "", "")
		return s.space.Status(user, text[0], text[1], time.Time{})
	case "adds":
		m := sandbox.Member{ID: fmt.Sprintf("U8%03d", len(s.people)), Name: args[1]}
		for rest := args[2:]; len(rest) > 1; rest = rest[2:] {
			switch rest[0] {
			case "from":
				m.Team = rest[1]
			case "in":
				m.Zone = rest[1]
			}
		}
		m.Guest = slices.Contains(args, "guest")
		s.welcome(checkins.PersonID(args[1]), m)
		return nil
	case "opens":
		members := []string{botUser}
		if len(args) > 2 {
			members = nil
		}
		for _, p := range keysIn(s.people) {
			members = append(members, s.people[p]...)
		}
		s.space.AddChannel(sandbox.Channel{ID: fmt.Sprintf("C8%03d", len(s.space.Channels(""))), Name: args[1], Members: members})
		return nil
	case "forgets":
		s.space.RevokeToken()
		return nil
	case "remembers":
		s.space.RestoreToken()
		return nil
	}
	return fmt.Errorf("%q: see TestStories for what Slack does", args[0])
}

func (s *story) fault(method string, args []string) error {
	f, err := s.misbehaviour(method, args)
	if err == nil {
		s.space.Inject(f)
	}
	return err
}

// misbehaviour reads what is to go wrong, on either platform.
func (s *story) misbehaviour(method string, args []string) (sandbox.Fault, error) {
	f := sandbox.Fault{Method: method}
	for _, a := range args {
		name, value, _ := strings.Cut(a, "=")
		n, _ := strconv.Atoi(value) // texts have no number
		switch name {
		case "reset-before":
			f.ResetBefore = true
		case "reset-after":
			f.ResetAfter = true
		case "status":
			f.Status = n
		case "accept":
			f.Accept = true
		case "ratelimit":
			f.RetryAfter = n
		case "error":
			f.Error = value
		case "times":
			f.Times = n
		case "to":
			to, err := s.account(checkins.PersonID(value))
			if err != nil {
				if to, err = s.channel(value); err != nil {
					return f, err
				}
			}
			f.Args = map[string]string{"channel": to}
			if inTeams(to) {
				f.Args = map[string]string{"user": to}
			}
		case "kind": // of letter, in Teams
			f.Match = func(v url.Values) bool { return metadataOf(json.RawMessage(v.Get("channelData"))) == value }
		default:
			return f, fmt.Errorf("%q is no fault", a)
		}
	}
	return f, nil
}

// redeliver sends an earlier delivery again, byte for byte; forged with another
// trigger and signed by somebody who does not know the secret.
func (s *story) redeliver(args []string) error {
	if len(args) == 0 {
		return errors.New("want first or last")
	}
	forged := args[len(args)-1] == "forged"
	if forged {
		args = args[:len(args)-1]
	}
	kind := func(d delivery) bool { return len(args) < 2 || d.what == args[1] }
	n := slices.IndexFunc(s.sent, kind)
	if args[0] == "last" {
		for i, k := range s.sent {
			if kind(k) {
				n = i
			}
		}
	}
	if n < 0 {
		return errors.New("there was none")
	}
	if s.sent[n].teams {
		return s.redeliverInTeams(n, forged)
	}
	var change func(*http.Request)
	want := http.StatusOK
	if forged {
		change, want = forge, http.StatusUnauthorized
	}
	ack, err := s.space.Forge(context.Background(), s.since(n), change)
	if err != nil {
		return err
	}
	if ack.Status != want {
		return fmt.Errorf("answered with %d %s, want %d", ack.Status, ack.Body, want)
	}
	return s.turn()
}

// since counts what the platform of a delivery brought to the bot from it on.
func (s *story) since(n int) int {
	count := 0
	for _, d := range s.sent[n:] {
		if d.teams == s.sent[n].teams {
			count++
		}
	}
	return count
}

func forge(r *http.Request) {
	body, _ := io.ReadAll(r.Body) // of a reader in memory
	if f, err := url.ParseQuery(string(body)); err == nil && f.Has("payload") {
		var p map[string]any
		if json.Unmarshal([]byte(f.Get("payload")), &p) == nil {
			p["trigger_id"] = "forged"
			again, _ := json.Marshal(p) // of what was JSON a moment ago
			f.Set("payload", string(again))
			body = []byte(f.Encode())
		}
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	stamp, sign := sandbox.Sign("a guess", time.Now(), body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sign)
}
