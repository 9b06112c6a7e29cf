package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var shedScript = script("shed", false)

// heldAtOnce is how many rounds Held lists.
const heldAtOnce = 50

// Held implements checkins.Keeper.
func (s *Store) Held(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID, before checkins.Date) ([]checkins.RoundID, error) {
	h, err := s.hash(ctx, of(org).course(i), []string{"shed"})
	if err != nil {
		return nil, fmt.Errorf("held rounds of %s: %w", i, err)
	}
	from := "-inf"
	if shed := checkins.Date(h["shed"]); shed.Valid() {
		from = "(" + strconv.FormatInt(shed.UTC().Unix(), 10)
	}
	var cmd *redis.StringSliceCmd
	err = s.read(ctx, func(p redis.Pipeliner) {
		cmd = p.ZRangeArgs(ctx, redis.ZRangeArgs{
			Key: of(org).past(i), ByScore: true, Start: from, Stop: "(" + strconv.FormatInt(before.UTC().Unix(), 10), Count: heldAtOnce,
		})
	})
	if err != nil {
		return nil, fmt.Errorf("held rounds of %s: %w", i, err)
	}
	var ids []checkins.RoundID
	for _, id := range cmd.Val() {
		ids = append(ids, checkins.RoundID(id))
	}
	return ids, nil
}

// LetGo implements checkins.Keeper.
func (s *Store) LetGo(ctx context.Context, org checkins.OrgID, id checkins.RoundID) error {
	k := of(org)
	keys := []string{k.answers(id), k.course(id.Initiative())}
	rounds, err := s.Rounds(ctx, org, id)
	for _, r := range rounds {
		for _, key := range checkins.NotesOf(r) {
			keys = append(keys, k.notes(key))
		}
	}
	if err == nil {
		_, err = s.run(ctx, shedScript, org, keys, string(id.Date()))
	}
	if err != nil {
		return fmt.Errorf("let go of %s: %w", id, err)
	}
	return nil
}

// TrimLog implements checkins.Keeper. Entries are told by when Redis took them.
func (s *Store) TrimLog(ctx context.Context, org checkins.OrgID, before time.Time) error {
	err := s.write(ctx, func(p redis.Pipeliner) {
		p.XTrimMinID(ctx, of(org).log(), strconv.FormatInt(before.UnixMilli(), 10))
	})
	if err != nil {
		return fmt.Errorf("trim the log: %w", err)
	}
	return nil
}
