package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

func standingPlace(org checkins.OrgID, i checkins.InitiativeID) []byte {
	return place("standing", string(org), string(i))
}

func recordsPlace(org checkins.OrgID, r checkins.RoundID) []byte {
	return place("records", string(org), string(r))
}

// Standing implements checkins.Standings.
func (s *Store) Standing(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.Standing, checkins.RoundID, error) {
	var standing checkins.Standing
	h, err := s.hash(ctx, of(org).course(i), []string{"standing", "latest", "rev"})
	if err == nil && h["standing"] != "" {
		err = s.unsealJSON(h["standing"], standingPlace(org, i), &standing)
	}
	if err == nil && h["rev"] != "" {
		standing.Rev, err = strconv.Atoi(h["rev"])
	}
	if err != nil {
		return checkins.Standing{}, "", fmt.Errorf("read standing of %s: %w", i, err)
	}
	return standing, checkins.RoundID(h["latest"]), nil
}

// result is the sealed form of what is kept of a closed round.
type result struct {
	Basis   checkins.Basis    `json:"basis"`
	Records []checkins.Record `json:"records"`
}

// Scored implements checkins.Standings.
func (s *Store) Scored(ctx context.Context, org checkins.OrgID, id checkins.RoundID) (checkins.Scored, error) {
	h, err := s.hash(ctx, of(org).round(id), []string{"records", "erased"})
	var r result
	if err == nil && h["records"] != "" {
		err = s.unsealJSON(h["records"], recordsPlace(org, id), &r)
	}
	if err != nil {
		return checkins.Scored{}, fmt.Errorf("read records of %s: %w", id, err)
	}
	return checkins.Scored{Basis: r.Basis, Records: r.Records, Erased: h["erased"] != ""}, nil
}

// unsealJSON opens and decodes. Errors do not quote what was inside.
func (s *Store) unsealJSON(sealed string, place []byte, into any) error {
	plain, err := s.vault.unseal(sealed, place)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, into) != nil {
		return errors.New("what was sealed does not parse")
	}
	return nil
}

// Past implements checkins.Standings.
func (s *Store) Past(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) ([]checkins.RoundID, error) {
	var cmd *redis.StringSliceCmd
	if err := s.read(ctx, func(p redis.Pipeliner) { cmd = p.ZRange(ctx, of(org).past(i), 0, -1) }); err != nil {
		return nil, fmt.Errorf("list past rounds of %s: %w", i, err)
	}
	var past []checkins.RoundID
	for _, id := range cmd.Val() {
		past = append(past, checkins.RoundID(id))
	}
	return past, nil
}
