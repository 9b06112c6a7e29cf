package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

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

// consentsOf reads what leads of an initiative said in chat; nil: nothing.
func consentsOf(said map[string]string) map[checkins.PersonID]checkins.Consent {
	var all map[checkins.PersonID]checkins.Consent
	for who, word := range said {
		if all == nil {
			all = map[checkins.PersonID]checkins.Consent{}
		}
		part := append(strings.Split(word, "|"), "")
		all[checkins.PersonID(who)] = checkins.Consent{Given: part[0] == given(true), At: fromMS(part[1])}
	}
	return all
}
