package store

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// emptying is a courier that does something to the store at its first letter.
type emptying struct {
	*checkinstest.Courier
	do func()
}

func (c *emptying) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	if c.do != nil {
		c.do()
		c.do = nil
	}
	return c.Courier.Send(ctx, p)
}

// E55: the store is emptied, or loses a part, while letters wait: from then on nothing
// is sent and nothing opened, and what is wrong is said.
func TestE55Emptied(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string // that are lost; none: all
		want error    // of a turn; nil: the org can't be read
		says string   // by Check; empty: Ping says it
	}{
		{"FLUSHALL", nil, ErrEmptied, ""},
		{"the schema key", []string{keySchema}, ErrEmptied, ""},
		{"the list of orgs", []string{keyOrgs}, ErrEmptied, ""},
		{"an org", []string{of(acme).org()}, nil, "px:{acme}:org is missing, want the org acme: the store lost data: restore a backup"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := redistest.Launch(t)
			s := dial(t, "redis://"+server.Addr)
			admin := adminOf(t, server.Addr)
			r := begun(t, s, 10)
			dump := admin.Dump(t.Context(), of(acme).due()).Val()
			ledger := &emptying{Courier: &checkinstest.Courier{}}
			d := sender(t, s, ledger)
			if n, err := d.Deliver(t.Context(), r.Opens.Add(-time.Hour)); n != 0 || err != nil { // as every second
				t.Fatal(n, err)
			}
			if c.keys != nil {
				if err := admin.Del(t.Context(), c.keys...).Err(); err != nil {
					t.Fatal(err)
				}
			} else {
				// Letters that came back from somewhere do not make it whole.
				err := errors.Join(admin.FlushAll(t.Context()).Err(), admin.Restore(t.Context(), of(acme).due(), 0, dump).Err())
				if err != nil {
					t.Fatal(err)
				}
			}
			for what, turn := range map[string]func() error{
				"Tick":    func() error { return d.Tick(t.Context(), r.Closes) },
				"Deliver": func() error { _, err := d.Deliver(t.Context(), r.Opens); return err },
			} {
				err := turn()
				if c.want != nil && !errors.Is(err, c.want) {
					t.Errorf("%s: %v, want %v", what, err, c.want)
				}
			}
			if n := len(ledger.Parcels()); n > 0 {
				t.Errorf("%d letters were sent", n)
			}
			if c.says == "" {
				if err := s.Ping(t.Context()); !errors.Is(err, c.want) {
					t.Errorf("ping: %v, want %v", err, c.want)
				}
				return
			}
			found, err := s.Check(t.Context())
			if err != nil || len(found) != 1 || found[0].Warning || !strings.Contains(found[0].String(), c.says) {
				t.Errorf("found %v, %v, want %s", found, err, c.says)
			}
		})
	}
}

// E55: the store is emptied between two letters of one claim: the second is not sent.
func TestE55EmptiedBetweenTwoLetters(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	admin := adminOf(t, server.Addr)
	r := begun(t, s, 10)
	ledger := &emptying{Courier: &checkinstest.Courier{}, do: func() { admin.FlushAll(context.WithoutCancel(t.Context())) }}
	_, err := sender(t, s, ledger).Deliver(t.Context(), r.Opens)
	if n := len(ledger.Parcels()); n != 1 {
		t.Errorf("%d letters were sent, want the first one (%v)", n, err)
	}
}

// E55: another process begins the emptied store anew. One that knew the old one says so
// until it is restarted.
func TestE55Replaced(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	begun(t, s, 0)
	if err := adminOf(t, server.Addr).FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	fresh := dial(t, "redis://"+server.Addr)
	if err := s.Ping(t.Context()); !errors.Is(err, ErrReplaced) {
		t.Errorf("ping: %v", err)
	}
	begun(t, fresh, 0)
	if _, err := s.Orgs(t.Context()); !errors.Is(err, ErrReplaced) {
		t.Errorf("orgs: %v", err)
	}
	if err := s.Init(t.Context()); err != nil {
		t.Errorf("a new start: %v", err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("after a new start: %v", err)
	}
}

// A Redis that does not let the process in any more, while it runs, is an error of each
// look and of each call, and no panic; let in again, it goes on.
func TestLoginRefusedWhileRunning(t *testing.T) {
	addr := redistest.Start(t)
	admin := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = admin.Close() })
	do := func(args ...any) {
		t.Helper()
		if err := admin.Do(t.Context(), args...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	do("acl", "setuser", "parallax", "on", ">right", "~*", "+@all")
	s := dial(t, "redis://parallax:right@"+addr)
	if err := s.Enrol(t.Context(), checkinstest.Setup(2)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Waiting(t.Context(), checkinstest.Opens, 0); err != nil {
		t.Fatal(err)
	}
	do("acl", "setuser", "parallax", "resetpass", ">another")
	do("client", "kill", "user", "parallax")
	for what, look := range map[string]func() error{
		"waiting": func() error { _, err := s.Waiting(t.Context(), checkinstest.Opens, 0); return err },
		"orgs":    func() error { _, err := s.Orgs(t.Context()); return err },
		"ping":    func() error { return s.Ping(t.Context()) },
		"letters": func() error { _, err := s.Letters(t.Context(), acme, "x"); return err },
		"backlog": func() error { _, err := s.Backlog(t.Context()); return err },
		"people":  func() error { _, err := s.AllPeople(t.Context(), acme); return err },
		"unknown": func() error { _, err := s.Unknown(t.Context(), acme, 0); return err },
		"claim":   func() error { _, err := s.Claim(t.Context(), acme, checkinstest.Opens, 5); return err },
		"check":   func() error { _, err := s.Check(t.Context()); return err },
	} {
		if err := look(); err == nil {
			t.Errorf("%s: no error", what)
		}
	}
	do("acl", "setuser", "parallax", "resetpass", ">right")
	if _, err := s.Waiting(t.Context(), checkinstest.Opens, 0); err != nil {
		t.Error(err)
	}
}
