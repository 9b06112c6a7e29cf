package slack_test

import (
	"errors"
	"testing"

	"parallax/checkins"
	"parallax/sandbox"
)

// Who is no full member of the workspace is told from who is; while Slack does not
// say, nobody is.
func TestF58Guest(t *testing.T) {
	b := newBench(t, func(c *sandbox.Config) {
		c.Members = append(c.Members, sandbox.Member{ID: "U0020", Name: "Gast Guest", Guest: true}, sandbox.Member{ID: "U0021", Name: "Gone", Deleted: true})
	})
	for id, want := range map[string]bool{ana: false, "U0002": false, "U0020": true, "U0021": true, "U0009": true, "U7777": true} {
		guest, err := b.courier.Guest(t.Context(), user(id), checkins.Account{})
		if err != nil || guest != want {
			t.Errorf("%s: %v %v, want %v", id, guest, err, want)
		}
	}
	b.Inject(sandbox.Fault{Method: "users.info", Status: 503})
	if _, err := b.courier.Guest(t.Context(), user(ana), checkins.Account{}); err == nil {
		t.Error("Slack does not say, and nobody notices")
	}
}

// What Slack says of somebody: name, zone, language, and whether they belong there.
func TestProfile(t *testing.T) {
	b := newBench(t, func(c *sandbox.Config) {
		c.Members = append(c.Members,
			sandbox.Member{ID: "U0020", Name: "Gast Guest", Guest: true}, sandbox.Member{ID: "U0021", Name: "Gone", Deleted: true},
			sandbox.Member{ID: "U0022", Name: "Jörg Müller", Zone: "Europe/Berlin", Locale: "de-DE"})
	})
	for id, want := range map[string]checkins.Profile{
		"U0022": {Name: "Jörg Müller", Zone: "Europe/Berlin", Locale: "de-DE"}, ana: {Name: "Ana Ruiz", Zone: "UTC", Locale: "en-US"},
		"U0020": {Name: "Gast Guest", Zone: "UTC", Locale: "en-US", Outside: true}, "U0021": {Name: "Gone", Outside: true},
		"U0009": {Name: "Out Sider", Zone: "UTC", Locale: "en-US", Outside: true},
		"UBOT":  {Name: "Parallax", Zone: "UTC", Locale: "en-US", Outside: true},
	} {
		got, err := b.courier.Profile(t.Context(), user(id), checkins.Account{})
		if id == "UBOT" {
			want.Name = got.Name // whatever the app is called
		}
		if err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", id, got, err, want)
		}
	}
	if _, err := b.courier.Profile(t.Context(), user("U7777"), checkins.Account{}); !errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	b.Inject(sandbox.Fault{Method: "users.info", Status: 503})
	if _, err := b.courier.Profile(t.Context(), user(ana), checkins.Account{}); err == nil || errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("Slack does not say: %v", err)
	}
}
