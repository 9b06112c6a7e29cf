package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// ErrUnheld: the primary has made a change that fewer replicas hold than are asked
// for, so a failover may undo it. It is as good as not made: made again it changes
// nothing.
var ErrUnheld = errors.New("not enough replicas hold it")

// holdLimit is how long replicas have for a change. Healthy ones on one network need
// a fraction of a millisecond.
const holdLimit = 500 * time.Millisecond

// holdAgain is how long a client has to learn that a slot has moved, before it is
// asked again. It ends with the patience of the call.
const holdAgain = 20 * time.Millisecond

// hold runs a script that changes keys of one org, and waits until replicas hold what
// it changed. Script and WAIT go in one pipeline on one connection, for WAIT speaks of
// what its own connection wrote; in a Cluster it is one to the primary of the keys,
// for WAIT has none by which a client could find it (RELIABILITY.md, E4).
// It covers all that the primary had written when the script ended, also by others: a
// script that runs for the second time writes nothing, and is not believed too early.
// What the script said comes also with the error that too few hold it.
func (s *Store) hold(ctx context.Context, sc *redis.Script, org checkins.OrgID, keys []string, args ...any) (any, error) {
	if !checkins.ValidID(string(org)) {
		return nil, fmt.Errorf("org %q: %w", org, checkins.ErrNotFound)
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	all, cluster := s.rdb.(*redis.ClusterClient)
	eval, known := sc.EvalSha, true // the script, to the primary
	for {
		node, err := s.primary(ctx, keys[0])
		if err != nil {
			return nil, err
		}
		pipe := node.Pipeline()
		reply := eval(ctx, pipe, keys, args...)
		held := pipe.Do(ctx, "WAIT", s.replicas, holdLimit.Milliseconds())
		_, _ = pipe.Exec(ctx) // each command has its own error
		v, err := reply.Result()
		switch {
		case err == nil || errors.Is(err, redis.Nil):
			n, waited := held.Int()
			if waited != nil {
				return v, fmt.Errorf("wait for replicas: %w", waited)
			}
			if n < s.replicas {
				return v, fmt.Errorf("%d of %d: %w", n, s.replicas, ErrUnheld)
			}
			return v, err
		case known && redis.HasErrorPrefix(err, "NOSCRIPT"):
			eval, known = sc.Eval, false
		case cluster && moving(err):
			all.ReloadState(ctx)              // nobody else says so
			again := time.NewTimer(holdAgain) // the client learns of it in its own time
			select {
			case <-again.C:
			case <-ctx.Done():
				again.Stop()
				return nil, err
			}
		default:
			return nil, err
		}
	}
}

// moving reports whether a server says that a slot is on its way to another one, or
// is there.
func moving(err error) bool {
	return redis.HasErrorPrefix(err, "MOVED") || redis.HasErrorPrefix(err, "ASK") || redis.HasErrorPrefix(err, "TRYAGAIN")
}

// primary is the server that holds a key.
func (s *Store) primary(ctx context.Context, key string) (redis.UniversalClient, error) {
	if c, cluster := s.rdb.(*redis.ClusterClient); cluster {
		return c.MasterForKey(ctx, key)
	}
	return s.rdb, nil
}
