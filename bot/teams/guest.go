package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"parallax/checkins"
)

var _ checkins.Guests = (*Courier)(nil)

// Guest asks the roster of a channel whether an account is a guest there, or comes
// from another tenant. Who is not on it is none of the channel's people.
func (c *Courier) Guest(ctx context.Context, a, where checkins.Account) (bool, error) {
	ref, no := c.reference(ctx, where)
	if no != nil {
		return false, fmt.Errorf("guest %s: %w", a, no)
	}
	m, err := c.Connector.Member(ctx, Spot{ref.ServiceURL, where.ID}, a.ID)
	if err != nil {
		if d, is := errors.AsType[*Denial](err); is && d.Status == http.StatusNotFound && d.Code != codeNoChat {
			return true, nil
		}
		return false, fmt.Errorf("guest %s: %w", a, err)
	}
	return m.outside(a.Team), nil
}

// Member is somebody on the roster of a conversation, as far as it is used
// (learn.microsoft.com, "Get member details").
type Member struct {
	Name   string `json:"name"`
	Tenant string `json:"tenantId"`
	Role   string `json:"userRole"` // "user", "guest" or "anonymous"
}

// Member returns what a roster says of somebody.
func (c *Connector) Member(ctx context.Context, of Spot, user string) (Member, error) {
	var m Member
	path, err := of.path("members", user)
	if err != nil {
		return m, err
	}
	err = c.call(ctx, http.MethodGet, of.ServiceURL, path, nil, &m)
	return m, err
}
