//go:build testhooks

package teams

import (
	"context"
	"net/http"
)

// Open is a Judge that asks for no token: for a test build that stands before a
// tool on this machine which has none (TEAMS_AUTH=off). Connectors and tenants
// are judged as ever. The released program does not contain it.
type Open struct{ *Validator }

// Token accepts every request.
func (o Open) Token(context.Context, http.Header) (Grant, error) { return Grant{}, nil }

// Covers judges where the Activity says that it comes from.
func (o Open) Covers(ctx context.Context, _ Grant, a Activity) error { return o.admits(ctx, a) }
