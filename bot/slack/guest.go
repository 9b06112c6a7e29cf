package slack

import (
	"context"
	"errors"
	"fmt"

	"parallax/checkins"
)

var _ checkins.Guests = (*Courier)(nil)

// Guest asks users.info whether an account is a guest of its workspace: single and
// multi channel guests, and people of other workspaces.
func (c *Courier) Guest(ctx context.Context, a, _ checkins.Account) (bool, error) {
	const method = "users.info"
	if no := c.holds.check(a.Team, method, c.now()); no != nil {
		return false, fmt.Errorf("%s: %w", method, no)
	}
	u, err := c.Client.web.GetUserInfoContext(ctx, a.ID)
	if err != nil {
		sorted := classify(err)
		if no, is := errors.AsType[*checkins.Refusal](sorted); is {
			if no.Reason == "user_not_found" || no.Reason == "user_not_visible" {
				return true, nil // nobody whom the workspace would show the bot
			}
			c.holds.note(a.Team, method, no, c.now())
		}
		return false, fmt.Errorf("%s %s: %w", method, a, sorted)
	}
	return u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.Deleted || u.IsBot, nil
}
