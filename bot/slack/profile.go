package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

var _ checkins.Profiles = (*Courier)(nil)

// Profile asks users.info who an account is, with the zone and the language of its
// settings. Where somebody may be asked makes no difference in Slack.
func (c *Courier) Profile(ctx context.Context, a, _ checkins.Account) (checkins.Profile, error) {
	u, err := c.user(ctx, a)
	if err != nil {
		return checkins.Profile{}, err
	}
	name := u.Profile.RealName
	if name == "" {
		name = u.RealName
	}
	if name == "" {
		name = u.Name
	}
	return checkins.Profile{Name: name, Zone: u.TZ, Locale: u.Locale, Outside: outside(u, a.Team)}, nil
}

// outside reports whether a user is no full member of a workspace: single and multi
// channel guests, people of other workspaces, bots, and who was switched off.
func outside(u *api.User, team string) bool {
	elsewhere := u.TeamID != "" && u.TeamID != team && !slices.Contains(u.Enterprise.Teams, team)
	return elsewhere || u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.Deleted || u.IsBot
}

// user asks users.info. checkins.ErrNotFound: nobody whom the workspace would show the
// bot.
func (c *Courier) user(ctx context.Context, a checkins.Account) (*api.User, error) {
	var u *api.User
	err := c.ask(ctx, bot.Turns{Pace: c.Turns.Pace}, c.call(a.Team, methodUser), func(ctx context.Context) (err error) {
		u, err = c.Client.web.GetUserInfoContext(ctx, a.ID)
		return err
	})
	if err == nil {
		return u, nil
	}
	if no, is := errors.AsType[*checkins.Refusal](err); is && (no.Reason == "user_not_found" || no.Reason == "user_not_visible") {
		err = checkins.ErrNotFound
	}
	return nil, fmt.Errorf("%s %s: %w", methodUser, a, err)
}
