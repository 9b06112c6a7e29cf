package slack

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

var _ checkins.Rests = (*Courier)(nil)

const (
	// restLimit is for one question: a check-in is not held up by it.
	restLimit = 2 * time.Second
	// unscoped is how long nobody is asked about after Slack refused the scope: an
	// installation that is older than it goes on without.
	unscoped = time.Hour
)

// restless is until when Slack is not asked for quiet hours; 0: it is.
type restless struct{ until atomic.Int64 }

// Quiet asks dnd.info. A bot sees the hours that somebody planned; a pause that they
// began by hand only where Slack tells of it (docs.slack.dev, "dnd.info": snooze
// properties). Like Deactivated it waits for no turn.
func (c *Courier) Quiet(ctx context.Context, a checkins.Account) (time.Time, error) {
	now := c.now()
	if now.Unix() < c.restless.until.Load() {
		return time.Time{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, restLimit)
	defer cancel()
	var d *api.DNDStatus
	err := c.ask(ctx, bot.Turns{Pace: c.Turns.Pace}, c.call(a.Team, methodQuiet), func(ctx context.Context) (err error) {
		d, err = c.Client.web.GetDNDInfoContext(ctx, &a.ID)
		return err
	})
	if no, is := errors.AsType[*checkins.Refusal](err); is && no.Reason == "missing_scope" {
		c.restless.until.Store(now.Add(unscoped).Unix())
		c.log().Info("quiet hours are not known: the app was installed without the scope dnd:read", "team", a.Team)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%s %s: %w", methodQuiet, a, err)
	}
	return quietUntil(*d, now), nil
}

// Out asks users.info for the status.
func (c *Courier) Out(ctx context.Context, a checkins.Account) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, restLimit)
	defer cancel()
	var u *api.User
	err := c.ask(ctx, bot.Turns{Pace: c.Turns.Pace}, c.call(a.Team, methodUser), func(ctx context.Context) (err error) {
		u, err = c.Client.web.GetUserInfoContext(ctx, a.ID)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("%s %s: %w", methodUser, a, err)
	}
	return out(u.Profile.StatusText, u.Profile.StatusEmoji, u.Profile.StatusExpiration, c.now()), nil
}

// quietUntil is when quiet hours end that go on now; zero: there are none.
func quietUntil(d api.DNDStatus, now time.Time) time.Time {
	at := now.Unix()
	var end int64
	if d.Enabled && int64(d.NextStartTimestamp) <= at {
		end = int64(d.NextEndTimestamp)
	}
	if d.SnoozeEnabled {
		end = max(end, int64(d.SnoozeEndTime))
	}
	if end <= at {
		return time.Time{}
	}
	return time.Unix(end, 0)
}

// Statuses by which people say that they are not at work: Slack's own suggestions, and
// words for it.
var (
	outEmoji = map[string]bool{
		":palm_tree:": true, ":desert_island:": true, ":beach_with_umbrella:": true, ":face_with_thermometer:": true, ":baby:": true,
	}
	outWords = regexp.MustCompile(`(?i)\b(vacation(ing)?|on leave|on holiday|holidays?|out of (the )?office|ooo|out sick|sick leave|parental leave|urlaub|im urlaub|abwesend|krank|elternzeit|nicht im büro)\b`)
)

// out reports whether a status says so. One that has run out says nothing.
func out(text, emoji string, expires int, now time.Time) bool {
	if expires != 0 && int64(expires) <= now.Unix() {
		return false
	}
	return outEmoji[emoji] || outWords.MatchString(text)
}
