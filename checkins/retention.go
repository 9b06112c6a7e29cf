package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Keeper is a store that lets the answers of closed rounds go.
type Keeper interface {
	Evidence
	Books
	WhyTalks
	// Restate as Checkpoints has it.
	Restate(ctx context.Context, org OrgID, i InitiativeID, s Standing, points []Standing) error
	// Held lists the closed rounds of an initiative that were planned before a date and
	// were not let go yet, oldest first, at most 50.
	Held(ctx context.Context, org OrgID, i InitiativeID, before Date) ([]RoundID, error)
	// LetGo removes the answers, lines and notes of a closed round, and those of rounds before
	// it are no longer Held. What was published stays.
	LetGo(ctx context.Context, org OrgID, id RoundID) error
	// TrimLog removes the changes of answers that are older.
	TrimLog(ctx context.Context, org OrgID, before time.Time) error
}

// Retain lets go of the answers that are older than an org wants to keep (Org.Retention).
// What later rounds were scored on is kept as a checkpoint, so that an audit still works
// them out; the rounds themselves are not checkable any more. It may be repeated after a
// break, and counts the rounds that it let go.
func Retain(ctx context.Context, k Keeper, o Org, is []Initiative, now time.Time) (int, error) {
	if o.Retention <= 0 {
		return 0, nil
	}
	before := now.UTC().AddDate(0, -o.Retention, 0)
	n := 0
	for _, i := range is {
		for {
			ids, err := k.Held(ctx, o.ID, i.ID, DateOf(before))
			if err != nil {
				return n, fmt.Errorf("retain %s: %w", i.ID, err)
			}
			if len(ids) == 0 {
				break
			}
			if err := retain(ctx, k, o.ID, i.ID, ids); err != nil {
				return n, fmt.Errorf("retain %s: %w", i.ID, err)
			}
			n += len(ids)
		}
		if err := retainTalk(ctx, k, o.ID, i, before); err != nil {
			return n, fmt.Errorf("retain %s: %w", i.ID, err)
		}
	}
	if err := k.TrimLog(ctx, o.ID, before); err != nil {
		return n, fmt.Errorf("retain: %w", err)
	}
	return n, nil
}

// retain lets rounds of an initiative go: first what they left is kept, then they go.
func retain(ctx context.Context, k Keeper, org OrgID, i InitiativeID, ids []RoundID) error {
	for range erasures {
		err := checkpoint(ctx, k, org, i, ids)
		if errors.Is(err, ErrStale) {
			continue // a round closed meanwhile, or somebody was forgotten
		}
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := k.LetGo(ctx, org, id); err != nil {
				return err
			}
		}
		return nil
	}
	return ErrStale
}

// checkpoint keeps the standing as it was after the last of some rounds, in the place of
// those before it. Where that can't be worked out any more, none is kept.
func checkpoint(ctx context.Context, k Keeper, org OrgID, i InitiativeID, ids []RoundID) error {
	now, _, err := k.Standing(ctx, org, i)
	if err != nil {
		return err
	}
	points, err := k.Checkpoints(ctx, org, i)
	if err != nil {
		return err
	}
	rounds, err := k.Rounds(ctx, org, ids...)
	if err != nil || len(rounds) == 0 {
		return err
	}
	first, last := rounds[0].Seq, rounds[len(rounds)-1].Seq
	var at Standing
	known := first == 1
	for _, p := range points {
		if p.Seq < last && (!known || p.Seq > at.Seq) && p.Seq >= first-1 {
			at, known = p, true
		}
	}
	for _, r := range rounds {
		if !known || r.Seq <= at.Seq {
			continue
		}
		s, err := k.Scored(ctx, org, r.ID)
		if err != nil {
			return err
		}
		kept, err := k.Answers(ctx, org, r.ID, "")
		if err != nil {
			return err
		}
		after, _, err := Score(s.Basis, r, kept, at)
		known = err == nil && !s.Erased && r.Seq == at.Seq+1 && s.Basis.count(kept) == s.Basis.Answers
		if !known {
			break
		}
		at = after
	}
	fresh := slices.DeleteFunc(slices.Clone(points), func(p Standing) bool { return p.Seq < last || known && p.Seq == last })
	if known {
		fresh = append(fresh, at)
	}
	if len(fresh) == len(points) && !known {
		return nil
	}
	return k.Restate(ctx, org, i, now, fresh)
}
