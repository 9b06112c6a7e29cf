package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var sayScript = sealing("say", true)

func whyPlace(org checkins.OrgID, i checkins.InitiativeID) []byte {
	return place("why", string(org), string(i))
}

// WhyTalk implements checkins.WhyTalks.
func (s *Store) WhyTalk(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.WhyTalk, error) {
	var w checkins.WhyTalk
	h, err := s.hash(ctx, of(org).why(i), []string{"doc", "rev"})
	if err == nil && h["doc"] != "" {
		err = s.unsealJSON(h["doc"], whyPlace(org, i), &w)
	}
	if err != nil {
		return w, fmt.Errorf("read what was said about the why of %s: %w", i, err)
	}
	w.Rev, _ = strconv.Atoi(h["rev"])
	return w, nil
}

// Say implements checkins.WhyTalks.
func (s *Store) Say(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID, w checkins.WhyTalk, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw ...checkins.LetterID) error {
	plain, err := json.Marshal(w)
	if err == nil {
		err = s.replace(ctx, org, of(org).why(i), w.Rev, s.vault.seal(plain, whyPlace(org, i)), by, now, post, redraw)
	}
	if err != nil {
		return fmt.Errorf("say something about the why of %s: %w", i, err)
	}
	return nil
}

// replace replaces a sealed text that carries its revision, at a key of the org; ErrStale.
func (s *Store) replace(ctx context.Context, org checkins.OrgID, key string, rev int, sealed string, by checkins.Delivered, now time.Time, post []checkins.Letter, redraw []checkins.LetterID) error {
	k := of(org)
	args := []any{strconv.Itoa(rev), sealed, s.call(), rememberFor(by), nowMS(now), len(post)}
	keys, args, err := postings([]string{key, k.delivered(by), k.due()}, args, k, post)
	if err != nil {
		return err
	}
	keys, args = redrawings(keys, args, k, redraw)
	done, err := s.keep(ctx, sayScript, org, keys, args...)
	if err == nil && done != int64(1) {
		err = checkins.ErrStale
	}
	return err
}

// sealWhys lists what a setup stores of whys: initiative, revision as read, sealed ...
func (s *Store) sealWhys(setup checkins.Setup) ([]string, error) {
	var whys []string
	for _, i := range slices.Sorted(maps.Keys(setup.Whys)) {
		plain, err := json.Marshal(setup.Whys[i])
		if err != nil {
			return nil, err
		}
		whys = append(whys, string(i), strconv.Itoa(setup.Whys[i].Rev), s.vault.seal(plain, whyPlace(setup.Org.ID, i)))
	}
	return whys, nil
}

// EraseWhys implements checkins.Eraser.
func (s *Store) EraseWhys(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID, p checkins.PersonID) (int, error) {
	had := 0
	for range attempts {
		w, err := s.WhyTalk(ctx, org, i)
		if err != nil {
			return had, err
		}
		lines, knows := w.Knows(p)
		if !knows {
			return had, nil
		}
		had = max(had, lines)
		err = s.Say(ctx, org, i, w.Without(p), checkins.Delivered{}, time.Time{}, nil)
		if err != nil && !errors.Is(err, checkins.ErrStale) {
			return had, err
		}
	}
	return had, fmt.Errorf("erase from the why of %s: %w", i, checkins.ErrStale)
}

var draftScript = sealing("draft", false)

func draftPlace(org checkins.OrgID, p checkins.PersonID, which string) []byte {
	return place("draft", string(org), string(p), which)
}

// which names a draft among those of a person.
func which(what checkins.DialogWhat, about checkins.InitiativeID) string {
	return string(what) + "|" + string(about)
}

// Draft implements checkins.Drafts.
func (s *Store) Draft(ctx context.Context, org checkins.OrgID, p checkins.PersonID, what checkins.DialogWhat, about checkins.InitiativeID) (checkins.Draft, error) {
	var d checkins.Draft
	var sealed *redis.StringCmd
	name := which(what, about)
	err := s.read(ctx, func(pipe redis.Pipeliner) { sealed = pipe.HGet(ctx, of(org).draft(p), name) })
	switch {
	case err == nil && sealed.Val() == "":
		err = checkins.ErrNotFound
	case err == nil:
		err = s.unsealJSON(sealed.Val(), draftPlace(org, p, name), &d)
	}
	if err != nil {
		return checkins.Draft{}, fmt.Errorf("read draft of %s: %w", p, err)
	}
	return d, nil
}

// KeepDraft implements checkins.Drafts.
func (s *Store) KeepDraft(ctx context.Context, org checkins.OrgID, p checkins.PersonID, what checkins.DialogWhat, about checkins.InitiativeID, d checkins.Draft) error {
	name, sealed := which(what, about), ""
	if d.Step != "" {
		plain, err := json.Marshal(d)
		if err != nil {
			return fmt.Errorf("keep draft of %s: %w", p, err)
		}
		sealed = s.vault.seal(plain, draftPlace(org, p, name))
	}
	_, err := s.keep(ctx, draftScript, org, []string{of(org).draft(p)}, name, sealed, int(checkins.DraftKept/time.Second))
	if err != nil {
		return fmt.Errorf("keep draft of %s: %w", p, err)
	}
	return nil
}
