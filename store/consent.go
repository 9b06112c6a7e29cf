package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var agreeScript = script("agree", true)

// Agree implements checkins.Consents.
func (s *Store) Agree(ctx context.Context, org checkins.OrgID, a checkins.Assent, now time.Time, redraw ...checkins.LetterID) (bool, error) {
	k := of(org)
	args := []any{
		string(a.Person), given(a.Given), nowMS(now), s.call(),
		slices.Index(redraw, a.Proof.Letter) + 1, a.Proof.Receipt.Channel, a.Proof.Receipt.TS, rememberFor(a.Delivery),
	}
	keys, args := redrawings([]string{k.consents(a.Initiative), k.due(), k.unknown(), k.delivered(a.Delivery)}, args, k, redraw)
	done, err := s.run(ctx, agreeScript, org, keys, args...)
	if err != nil {
		return false, fmt.Errorf("agree %s on %s: %w", a.Person, a.Initiative, err)
	}
	return done == int64(1), nil
}

func given(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// consent fills in what leads of the initiatives said in chat.
func (s *Store) consent(ctx context.Context, org checkins.OrgID, is []checkins.Initiative) error {
	said := make([]*redis.MapStringStringCmd, len(is))
	err := s.read(ctx, func(p redis.Pipeliner) {
		for n, i := range is {
			said[n] = p.HGetAll(ctx, of(org).consents(i.ID))
		}
	})
	if err != nil {
		return err
	}
	for n := range is {
		for who, word := range said[n].Val() {
			if is[n].Consents == nil {
				is[n].Consents = map[checkins.PersonID]checkins.Consent{}
			}
			part := append(strings.Split(word, "|"), "")
			is[n].Consents[checkins.PersonID(who)] = checkins.Consent{Given: part[0] == given(true), At: fromMS(part[1])}
		}
	}
	return nil
}
