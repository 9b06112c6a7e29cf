package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

var (
	strikeScript = sealing("strike", true)
	forgetScript = script("forget", false)
)

// EraseRoles implements checkins.Eraser.
func (s *Store) EraseRoles(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (checkins.Roles, error) {
	var had checkins.Roles
	for range attempts {
		roles, err := s.eraseRoles(ctx, org, p)
		if roles.Changed {
			had = roles
		}
		if errors.Is(err, checkins.ErrStale) {
			continue // or it was done, and the answer was lost: then nothing is left
		}
		if err != nil {
			return had, fmt.Errorf("erase roles: %w", err)
		}
		return had, nil
	}
	return had, fmt.Errorf("erase roles: %w", checkins.ErrStale)
}

func (s *Store) eraseRoles(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (checkins.Roles, error) {
	k := of(org)
	r, err := s.enrolled(ctx, org)
	if err != nil {
		return checkins.Roles{}, err
	}
	var is []checkins.Initiative
	for _, id := range slices.Sorted(maps.Keys(r.initiatives)) {
		is = append(is, r.initiatives[id])
	}
	roles := checkins.RolesOf(r.org, is, p)
	accounts := r.people[p].Accounts
	c := change{rev: r.rev}
	for _, id := range slices.Sorted(maps.Keys(r.people)) {
		was := r.people[id]
		left := was.Without(p)
		if left.Delegate == was.Delegate && left.Declined == was.Declined {
			continue
		}
		left.Leads, roles.Changed = nil, true
		doc, err := marshal(left)
		if err != nil {
			return roles, err
		}
		c.people = append(c.people, string(id), doc)
	}
	if !roles.Changed && len(accounts) == 0 {
		return roles, nil
	}
	c.indexes = append(c.indexes, index{key: k.stands(p), step: "del"})
	if by := r.people[p].Delegate; by != "" {
		c.indexes = append(c.indexes, index{k.stands(by), "srem", string(p)})
	}
	if c.doc, err = marshal(r.org.Without(p)); err != nil {
		return roles, err
	}
	for n, was := range is {
		i := was.Without(p)
		is[n] = i
		old, err := marshal(was)
		if err != nil {
			return roles, err
		}
		doc, err := marshal(i)
		if err != nil {
			return roles, err
		}
		if doc == old && len(was.Consents) == len(i.Consents) {
			continue
		}
		c.initiatives = append(c.initiatives, string(i.ID), doc)
		c.redraw = append(c.redraw, was.Facing(org, p)...)
		c.indexes = append(c.indexes, index{k.leads(i.ID), "srem", string(p)}, index{k.consents(i.ID), "hdel", string(p)})
		if !i.Scheduled() {
			c.plans = append(c.plans, opens+string(i.ID), "")
		}
	}
	for _, a := range accounts {
		c.indexes = append(c.indexes, index{key: k.ident(a), step: "del"}, index{key: k.ref(a), step: "del"})
	}
	c.leadof = leadof(is)
	return roles, s.change(ctx, org, c)
}

func marshal(v any) (string, error) {
	data, err := json.Marshal(v)
	return string(data), err
}

// EraseRound implements checkins.Eraser.
func (s *Store) EraseRound(ctx context.Context, org checkins.OrgID, id checkins.RoundID, shown checkins.Shown) (checkins.Struck, error) {
	var had checkins.Struck
	for range attempts {
		struck, err := s.eraseRound(ctx, org, id, shown)
		if struck.Changed {
			had = struck
		}
		if errors.Is(err, checkins.ErrStale) {
			continue // or it was done, and the answer was lost: then nothing is left
		}
		if err != nil {
			return had, fmt.Errorf("erase from round %s: %w", id, err)
		}
		return had, nil
	}
	return had, fmt.Errorf("erase from round %s: %w", id, checkins.ErrStale)
}

func (s *Store) eraseRound(ctx context.Context, org checkins.OrgID, id checkins.RoundID, shown checkins.Shown) (checkins.Struck, error) {
	var struck checkins.Struck
	p := shown.Who()
	k := of(org)
	var round, care *redis.SliceCmd
	var fields *redis.StringSliceCmd
	err := s.read(ctx, func(pipe redis.Pipeliner) {
		round = pipe.HMGet(ctx, k.round(id), "doc", "records", "put:"+string(p))
		fields = pipe.HKeys(ctx, k.answers(id))
		care = pipe.HMGet(ctx, k.care(id), carers...)
	})
	if err != nil {
		return struck, err
	}
	var answers, lines []any
	for _, f := range fields.Val() {
		switch {
		case f == lineOf(p):
			lines = append(lines, f)
		case strings.HasPrefix(f, fieldsOf(p)):
			answers = append(answers, f)
		}
	}
	doc, sealed := text(round.Val()[0]), text(round.Val()[1])
	newDoc, newSealed, err := s.without(org, id, doc, sealed, p)
	if err != nil {
		return struck, err
	}
	struck.Answers, struck.Lines = len(answers), len(lines)
	cared := slices.Contains(care.Val(), any(string(p)))
	struck.Changed = len(answers)+len(lines) > 0 || newDoc != doc || newSealed != sealed || round.Val()[2] != nil || cared
	if !struck.Changed {
		return struck, nil
	}
	var redraw []checkins.LetterID
	if cared {
		redraw = shown.InCare(id)
	}
	keys, args := redrawings([]string{k.round(id), k.answers(id), k.care(id), k.due()},
		[]any{doc, newDoc, sealed, newSealed, string(p), len(answers), len(carers), len(redraw), nowMS(time.Time{}), s.call()}, k, redraw)
	for _, field := range carers {
		args = append(args, field)
	}
	args = append(args, append(answers, lines...)...)
	done, err := s.keep(ctx, strikeScript, org, keys, args...)
	if err == nil && done != int64(1) {
		err = checkins.ErrStale
	}
	return struck, err
}

// without takes a person out of the stored forms of a round and its result.
func (s *Store) without(org checkins.OrgID, id checkins.RoundID, doc, sealed string, p checkins.PersonID) (newDoc, newSealed string, err error) {
	if doc == "" {
		return doc, sealed, nil
	}
	var r checkins.Round
	if err := json.Unmarshal([]byte(doc), &r); err != nil {
		return "", "", err
	}
	var res result
	if sealed != "" {
		if err := s.unsealJSON(sealed, recordsPlace(org, id), &res); err != nil {
			return "", "", err
		}
	}
	r, res.Basis = r.Without(res.Basis, p)
	if newDoc, err = marshal(r); err != nil || sealed == "" {
		return newDoc, "", err
	}
	plain, err := json.Marshal(res)
	return newDoc, s.vault.seal(plain, recordsPlace(org, id)), err
}

// ErasePerson implements checkins.Eraser.
func (s *Store) ErasePerson(ctx context.Context, org checkins.OrgID, p checkins.PersonID) (bool, error) {
	k := of(org)
	there, err := s.hash(ctx, k.people(), []string{string(p)})
	if err == nil {
		_, err = s.run(ctx, forgetScript, org, []string{k.people(), k.leadof(), k.draft(p)}, string(p))
	}
	if err != nil {
		return false, fmt.Errorf("erase person: %w", err)
	}
	return len(there) > 0, nil
}
