package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	referScript   = script("refer", false)
	unreferScript = script("unrefer", false)
)

// Reference implements teams.References.
func (s *Store) Reference(ctx context.Context, a checkins.Account) (checkins.Reference, error) {
	org, err := s.whose(ctx, a)
	if err != nil {
		return checkins.Reference{}, fmt.Errorf("reference of %s: %w", a, err)
	}
	var own *redis.MapStringStringCmd
	var team *redis.SliceCmd
	err = s.read(ctx, func(p redis.Pipeliner) {
		own = p.HGetAll(ctx, of(org).ref(a))
		team = p.HMGet(ctx, of(org).teams(), "service|"+a.Team, "bot|"+a.Team)
	})
	if err != nil {
		return checkins.Reference{}, fmt.Errorf("reference of %s: %w", a, err)
	}
	f := own.Val()
	r := checkins.Reference{
		Account: a, ServiceURL: f["service"], Bot: f["bot"],
		Conversation: f["conversation"], User: f["user"], Refused: f["refused"],
	}
	if r.ServiceURL == "" {
		r.ServiceURL = text(team.Val()[0])
	}
	if r.Bot == "" {
		r.Bot = text(team.Val()[1])
	}
	if len(f) == 0 && r.ServiceURL == "" {
		return checkins.Reference{}, fmt.Errorf("reference of %s: %w", a, checkins.ErrNotFound)
	}
	r.Rev, _ = strconv.Atoi(f["rev"]) // absent: never heard of
	return r, nil
}

// Refer implements teams.References.
func (s *Store) Refer(ctx context.Context, r checkins.Reference) error {
	org, err := s.whose(ctx, r.Account)
	if err == nil {
		k := of(org)
		keys := []string{k.ref(r.Account), k.teams(), k.ident(r.Account), k.channel(r.Account)}
		_, err = s.run(ctx, referScript, org, keys, r.Account.Team, r.ServiceURL, r.Bot, r.Conversation, r.User, s.call())
	}
	if err != nil {
		return fmt.Errorf("refer %s: %w", r.Account, err)
	}
	return nil
}

// Unrefer implements teams.References.
func (s *Store) Unrefer(ctx context.Context, r checkins.Reference, reason string) (bool, error) {
	did, err := s.refuse(ctx, r.Account, strconv.Itoa(r.Rev), reason, "")
	if err != nil {
		return false, fmt.Errorf("unrefer %s: %w", r.Account, err)
	}
	return did != int64(0), nil
}

// Remove implements teams.References.
func (s *Store) Remove(ctx context.Context, a checkins.Account, reason, delivery string) error {
	if _, err := s.refuse(ctx, a, "", reason, delivery); err != nil {
		return fmt.Errorf("remove %s: %w", a, err)
	}
	return nil
}

func (s *Store) refuse(ctx context.Context, a checkins.Account, rev, reason, delivery string) (any, error) {
	org, err := s.whose(ctx, a)
	if err != nil {
		return nil, err
	}
	k := of(org)
	return s.run(ctx, unreferScript, org, []string{k.ref(a), k.ident(a), k.channel(a)}, rev, reason, delivery)
}
