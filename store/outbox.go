package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	postScript   = script("post", true)
	dueScript    = script("due", false)
	claimScript  = script("claim", true)
	settleScript = script("settle", true)
	lostScript   = script("lost", false)
	redrawScript = script("redraw", true)
)

// atMost bounds lists of things that are due.
const atMost = 100

// lostMost bounds the list of lost letters. Where nobody can look they stay on it for
// hours, so it holds what a long outage of a platform leaves.
const lostMost = 5000

// Post implements checkins.Outbox.
func (s *Store) Post(ctx context.Context, org checkins.OrgID, letters ...checkins.Letter) error {
	if len(letters) == 0 {
		return nil
	}
	keys, args, err := postings([]string{of(org).due()}, nil, of(org), letters)
	if err == nil {
		var done any
		if done, err = s.run(ctx, postScript, org, keys, args...); err == nil && done == int64(0) {
			err = checkins.ErrStale
		}
	}
	if err != nil {
		return fmt.Errorf("post letters: %w", err)
	}
	return nil
}

// postings adds letters to the keys and arguments of a script, as post in
// letter.lua reads them.
func postings(keys []string, args []any, k space, letters []checkins.Letter) ([]string, []any, error) {
	for _, l := range letters {
		doc := l
		doc.About.Rounds, doc.Due, doc.Until = nil, time.Time{}, time.Time{} // these have fields of their own
		text, err := json.Marshal(doc)
		if err != nil {
			return nil, nil, fmt.Errorf("letter %s: %w", l.ID, err)
		}
		merge := ""
		switch {
		case l.Void:
			merge = "4"
		case l.Free:
			merge = "5"
		case l.Merge:
			merge = "1"
		case l.Again:
			merge = "2"
		case l.Sooner:
			merge = "3"
		}
		due := ms(l.Due)
		if due == "" {
			due = "0"
		}
		keys = append(keys, k.letter(l.ID))
		args = append(args, string(l.ID), string(text), strings.Join(names(l.About.Rounds), " "), due, ms(l.Until), merge)
	}
	return keys, args, nil
}

// letterOf reads a letter's hash.
func letterOf(h map[string]string) (checkins.Letter, error) {
	var l checkins.Letter
	if err := json.Unmarshal([]byte(h["doc"]), &l); err != nil {
		return l, err
	}
	for r := range strings.FieldsSeq(h["rounds"]) {
		l.About.Rounds = append(l.About.Rounds, checkins.RoundID(r))
	}
	if h["merged"] != "" {
		slices.Sort(l.About.Rounds)
	}
	number := func(field string) int { n, _ := strconv.Atoi(h[field]); return n }
	l.Due, l.Until = fromMS(h["due"]), fromMS(h["until"])
	if h["due"] == "0" {
		l.Due = time.Time{}
	}
	l.State = checkins.LetterState(h["state"])
	l.Rev, l.Epoch, l.Attempt = number("rev"), number("epoch"), number("attempt")
	l.Marked = h["marked"] != ""
	l.Receipt = checkins.Receipt{Channel: h["channel"], TS: h["ts"]}
	l.Reason = h["reason"]
	if us := number("claimed"); us != 0 {
		l.Claimed = time.UnixMicro(int64(us)).UTC()
	}
	return l, nil
}

// Claim implements checkins.Outbox in two steps, since a script works on declared
// keys only: which letters may be concerned, then their claim. What others took
// in between is made up for by another look.
func (s *Store) Claim(ctx context.Context, org checkins.OrgID, now time.Time, most int) ([]checkins.Letter, error) {
	if most <= 0 {
		return nil, nil
	}
	var claimed []checkins.Letter
	for range attempts {
		some, all, err := s.claim(ctx, org, now, most-len(claimed))
		claimed = append(claimed, some...)
		if err != nil {
			// What was taken is the caller's, error or not: nobody else will send it.
			if len(claimed) > 0 {
				break
			}
			return nil, fmt.Errorf("claim letters: %w", err)
		}
		if all || len(claimed) >= most {
			break
		}
	}
	return claimed, nil
}

// claim is one look and one claim. all: there was nothing more.
func (s *Store) claim(ctx context.Context, org checkins.OrgID, now time.Time, most int) (claimed []checkins.Letter, all bool, err error) {
	k := of(org)
	lease := strconv.FormatInt(s.lease.Microseconds(), 10)
	seen, err := s.look(ctx, dueScript, org, []string{k.due(), k.inflight()}, nowMS(now), lease, most)
	if err != nil {
		return nil, false, err
	}
	var ids []string
	for _, part := range list(seen) {
		ids = append(ids, texts(part)...)
	}
	if len(ids) == 0 {
		return nil, true, nil
	}
	keys := []string{k.due(), k.inflight(), k.unknown()}
	args := []any{nowMS(now), lease, most, s.call()}
	for _, id := range ids {
		keys = append(keys, k.letter(checkins.LetterID(id)))
		args = append(args, id)
	}
	got, err := s.run(ctx, claimScript, org, keys, args...)
	for _, h := range list(got) {
		l, err := letterOf(pairs(h))
		if err != nil {
			return claimed, false, err
		}
		claimed = append(claimed, l)
	}
	if err != nil {
		s.unclaim(ctx, org, now, claimed)
		return nil, false, err
	}
	return claimed, len(claimed) == len(ids), nil
}

// unclaim gives back letters whose claim too few replicas hold. Nobody sends them, and
// left as they are they would end as unknown: in Teams, where nobody can look, an ask
// would never go out. That this is not held either does no harm, so nobody waits for it.
func (s *Store) unclaim(ctx context.Context, org checkins.OrgID, now time.Time, letters []checkins.Letter) {
	for _, l := range letters {
		how := checkins.Settlement{State: checkins.LetterPending, RetryAt: now, Reason: "given back", Marked: l.Marked}
		if keys, args, err := s.settling(org, l, how); err == nil {
			_, _ = s.look(ctx, settleScript, org, keys, args...) // else the lease ends
		}
	}
}

// Settle implements checkins.Outbox. Only a caller to whom the letter is unknown
// (l.State, as Unknown lists it) makes it unknown for good: a sender whose lease
// ran out may say so too, and that is no reason to stop looking for the letter.
func (s *Store) Settle(ctx context.Context, org checkins.OrgID, l checkins.Letter, how checkins.Settlement) (bool, error) {
	switch how.State {
	case checkins.LetterSent, checkins.LetterPending, checkins.LetterUnknown, checkins.LetterUnreachable, checkins.LetterDropped:
	default:
		return false, fmt.Errorf("settle letter %s: state %q", l.ID, how.State)
	}
	keys, args, err := s.settling(org, l, how)
	var done any
	if err == nil {
		done, err = s.run(ctx, settleScript, org, keys, args...)
	}
	if err != nil {
		return false, fmt.Errorf("settle letter %s: %w", l.ID, err)
	}
	return done == int64(1), nil
}

// settling builds the keys and arguments of settle.lua.
func (s *Store) settling(org checkins.OrgID, l checkins.Letter, how checkins.Settlement) ([]string, []any, error) {
	k := of(org)
	marked, last, retry := "", "", ms(how.RetryAt)
	if how.Marked {
		marked = "1"
	}
	if l.State == checkins.LetterUnknown {
		last = "1"
	}
	if retry == "" {
		retry = "0"
	}
	keys := []string{k.letter(l.ID), k.due(), k.inflight(), k.unknown()}
	args := []any{
		string(l.ID), l.Epoch, string(how.State), how.Receipt.Channel, how.Receipt.TS, how.Rev, retry, how.Reason, marked,
		s.call(), last,
	}
	return postings(keys, args, k, how.Post)
}

// Letters implements checkins.Shelf.
func (s *Store) Letters(ctx context.Context, org checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error) {
	var cmds []*redis.MapStringStringCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			cmds = append(cmds, p.HGetAll(ctx, of(org).letter(id)))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read letters: %w", err)
	}
	var letters []checkins.Letter
	for i, cmd := range cmds {
		if len(cmd.Val()) == 0 {
			continue
		}
		l, err := letterOf(cmd.Val())
		if err != nil {
			return nil, fmt.Errorf("read letter %s: %w", ids[i], err)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// Unknown implements checkins.Shelf.
func (s *Store) Unknown(ctx context.Context, org checkins.OrgID, settle time.Duration) ([]checkins.Letter, error) {
	ids, err := s.look(ctx, lostScript, org, []string{of(org).unknown()}, settle.Microseconds(), lostMost)
	if err != nil {
		return nil, fmt.Errorf("list unknown letters: %w", err)
	}
	var lost []checkins.LetterID
	for _, id := range texts(ids) {
		lost = append(lost, checkins.LetterID(id))
	}
	var letters []checkins.Letter
	for some := range slices.Chunk(lost, batch) {
		ls, err := s.Letters(ctx, org, some...)
		if err != nil {
			return nil, err
		}
		letters = append(letters, ls...)
	}
	// One of them may have been settled between the two reads.
	return slices.DeleteFunc(letters, func(l checkins.Letter) bool { return l.State != checkins.LetterUnknown }), nil
}

// Redraw implements checkins.Shelf.
func (s *Store) Redraw(ctx context.Context, org checkins.OrgID, now time.Time, ids ...checkins.LetterID) error {
	if len(ids) == 0 {
		return nil
	}
	k := of(org)
	keys, args := redrawings([]string{k.due()}, []any{nowMS(now), s.call()}, k, ids)
	if _, err := s.run(ctx, redrawScript, org, keys, args...); err != nil {
		return fmt.Errorf("redraw letters: %w", err)
	}
	return nil
}

// redrawings adds letters to the keys and arguments of a script, as redraws in
// letter.lua reads them.
func redrawings(keys []string, args []any, k space, ids []checkins.LetterID) ([]string, []any) {
	for _, id := range ids {
		keys = append(keys, k.letter(id))
		args = append(args, string(id))
	}
	return keys, args
}
