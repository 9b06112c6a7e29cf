package slack

import (
	"context"
	"errors"

	"parallax/checkins"
)

var _ checkins.Guests = (*Courier)(nil)

// Guest asks whether an account is a guest of its workspace, or none of its people.
func (c *Courier) Guest(ctx context.Context, a, _ checkins.Account) (bool, error) {
	u, err := c.user(ctx, a)
	switch {
	case errors.Is(err, checkins.ErrNotFound):
		return true, nil
	case err != nil:
		return false, err
	}
	return outside(u, a.Team), nil
}
