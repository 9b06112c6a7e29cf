package teams

import (
	"context"

	"parallax/checkins"
)

// References keep where the bot can write to. What a verified Activity says of its
// sender goes to Refer, but for one that says that the app was removed, which goes
// to Remove. The org is found by the tenant, Account.Team; for a tenant of no org
// all of them return checkins.ErrNotFound.
type References interface {
	// Reference returns where to write to an account. Of one of which nothing was
	// heard it has only ServiceURL and Bot, as last heard from the tenant;
	// checkins.ErrNotFound when nothing was.
	Reference(ctx context.Context, a checkins.Account) (checkins.Reference, error)
	// Refer keeps what was heard; empty fields leave what stands, and Refused and Rev
	// are ignored. With a Conversation it ends a refusal: only what somebody says in
	// the personal chat, or an installation, names that. Of a person and a channel
	// that the org does not know only the tenant's ServiceURL and Bot are kept.
	Refer(ctx context.Context, r checkins.Reference) error
	Refusals
}

// Refusals keep where nothing is taken. Of an account that the org does not know
// nothing is kept.
type Refusals interface {
	// Unrefer keeps that nothing is taken at an account, and why (Refused). false: the
	// account was heard of since r was read (Rev, 0 when it never was), and what stands
	// was left.
	Unrefer(ctx context.Context, r checkins.Reference, reason string) (bool, error)
	// Remove does so whatever was heard before, once for a delivery: the removal that
	// was kept last does nothing when it is delivered again.
	Remove(ctx context.Context, a checkins.Account, reason, delivery string) error
}
