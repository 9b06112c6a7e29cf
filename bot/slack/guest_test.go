package slack_test

import (
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
