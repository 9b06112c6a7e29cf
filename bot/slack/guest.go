package slack

import (
	"context"
	"errors"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

var _ checkins.Guests = (*Courier)(nil)

// Guest asks users.info whether an account is a guest of its workspace: single and
// multi channel guests, and people of other workspaces.
func (c *Courier) Guest(ctx context.Context, a, _ checkins.Account) (bool, error) {
	var u *api.User
	err := c.ask(ctx, bot.Turns{Pace: c.Turns.Pace}, c.call(a.Team, methodUser), func(ctx context.Context) (err error) {
		u, err = c.Client.web.GetUserInfoContext(ctx, a.ID)
		return err
	})
	if err != nil {
		if no, is := errors.AsType[*checkins.Refusal](err); is && (no.Reason == "user_not_found" || no.Reason == "user_not_visible") {
			return true, nil // nobody whom the workspace would show the bot
		}
		return false, fmt.Errorf("%s %s: %w", methodUser, a, err)
	}
	return u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.Deleted || u.IsBot, nil
}
