package slack

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"parallax/checkins"
)

const (
	homeLimit = 5 * time.Second  // for the question whose the token is
	homeAgain = 30 * time.Second // until it is asked again after an error
)

// home is the workspace of the token, asked once by auth.test.
type home struct {
	mu   sync.Mutex
	team string            // empty: not known yet
	no   *checkins.Refusal // what the last question ended in
	next time.Time         // when it may be asked again
}

// ours returns nil when the token writes to the workspace of a letter. A message
// with the token of another workspace would reach somebody else.
func (c *Courier) ours(ctx context.Context, l checkins.Letter) *checkins.Refusal {
	stranger := &checkins.Refusal{Reason: "no_token_for_team", Final: true}
	if l.To.Platform != checkins.Slack {
		return stranger
	}
	teams := c.Teams
	if len(teams) == 0 {
		team, no := c.whose(ctx, l)
		if no != nil {
			return no
		}
		if strings.HasPrefix(team, "E") {
			return nil // installed in a whole organisation, whose workspaces auth.test does not list
		}
		teams = []string{team}
	}
	if !slices.Contains(teams, l.To.Team) {
		return stranger
	}
	return nil
}

// whose finds out whose the token is. While Slack does not say, letters wait.
func (c *Courier) whose(ctx context.Context, l checkins.Letter) (string, *checkins.Refusal) {
	h := &c.home
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.team != "" {
		return h.team, nil
	}
	now := c.now()
	if h.no != nil && now.Before(h.next) {
		return "", &checkins.Refusal{Reason: h.no.Reason, After: h.next.Sub(now)}
	}
	ctx, cancel := context.WithTimeout(ctx, homeLimit)
	defer cancel()
	id, err := c.Client.Identity(ctx)
	if err == nil && id.Team != "" {
		h.team, h.no = id.Team, nil
		return h.team, nil
	}
	h.no = &checkins.Refusal{Reason: "workspace_unknown", After: homeAgain}
	if word := slackWord(err); locked[word] {
		h.no = &checkins.Refusal{Reason: word, After: lockedFor}
		if c.Revoked != nil {
			c.Revoked(ctx, l.To.Team, word)
		}
	} else {
		if limit := limited(err); limit > homeAgain {
			h.no.After = limit
		}
		c.log().Warn("Slack does not say whose the token is: letters wait", "err", err)
	}
	h.next = now.Add(h.no.After)
	return "", h.no
}

// forget makes the next letter ask again.
func (h *home) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.team, h.no = "", nil
}
