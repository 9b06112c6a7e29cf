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
		who := s.people[checkins.PersonID(args[1])]
		if args[1] == "bot" {
			who = botUser
		}
		if args[0] == "kicks" {
			s.space.Kick(id, who)
		} else {
			s.space.Invite(id, who)
		}
		return nil
	case "deactivates":
		tell := len(args) == 2
		if tell {
			s.sent = append(s.sent, "event")
		}
		_, err := s.space.Deactivate(ctx, s.people[checkins.PersonID(args[1])], tell)
		return err
	case "adds":
		m := sandbox.Member{ID: fmt.Sprintf("U8%03d", len(s.people)), Name: args[1]}
		if len(args) == 4 && args[2] == "from" {
			m.Team = args[3]
		}
		s.welcome(checkins.PersonID(args[1]), m)
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
			to := s.people[checkins.PersonID(value)]
			if to == "" {
				var err error
				if to, err = s.channel(value); err != nil {
					return err
				}
			}
			f.Args = map[string]string{"channel": to}
		default:
			return fmt.Errorf("%q is no fault", a)
		}
	}
	s.space.Inject(f)
	return nil
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
	kind := func(k string) bool { return len(args) < 2 || k == args[1] }
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
	var change func(*http.Request)
	want := http.StatusOK
	if forged {
		change, want = forge, http.StatusUnauthorized
	}
	ack, err := s.space.Forge(context.Background(), len(s.sent)-n, change)
	if err != nil {
		return err
	}
	if ack.Status != want {
		return fmt.Errorf("answered with %d %s, want %d", ack.Status, ack.Body, want)
	}
	return s.turn()
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
