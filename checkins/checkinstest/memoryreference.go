package checkinstest

import (
	"context"
	"fmt"

	"parallax/checkins"
)

// References is teams.References: what package teams asks of a store.
type References interface {
	Reference(ctx context.Context, a checkins.Account) (checkins.Reference, error)
	Refer(ctx context.Context, r checkins.Reference) error
	Unrefer(ctx context.Context, r checkins.Reference, reason string) (bool, error)
	Remove(ctx context.Context, a checkins.Account, reason, delivery string) error
}

// whose returns the space of the org of an account's team, locked, and its unlocking.
func (m *Memory) whose(a checkins.Account) (*space, func(), error) {
	m.mu.Lock()
	org, ok := m.teams[team{a.Platform, a.Team}]
	if !ok {
		m.mu.Unlock()
		return nil, nil, fmt.Errorf("reference of %s: %w", a, checkins.ErrNotFound)
	}
	return m.orgs[org], m.mu.Unlock, nil
}

// knows reports whether an account is somebody of the org, or a channel of an
// initiative.
func (s *space) knows(a checkins.Account) bool {
	if _, is := s.accounts[a]; is {
		return true
	}
	for _, i := range s.initiatives {
		for _, c := range i.Channels {
			if c == a {
				return true
			}
		}
	}
	return false
}

// Reference implements teams.References.
func (m *Memory) Reference(_ context.Context, a checkins.Account) (checkins.Reference, error) {
	s, unlock, err := m.whose(a)
	if err != nil {
		return checkins.Reference{}, err
	}
	defer unlock()
	r, known := s.refs[a]
	of := s.refs[checkins.Account{Platform: a.Platform, Team: a.Team}] // what the team was last heard from
	if !known && of.ServiceURL == "" {
		return checkins.Reference{}, fmt.Errorf("reference of %s: %w", a, checkins.ErrNotFound)
	}
	r.Account = a
	if r.ServiceURL == "" {
		r.ServiceURL = of.ServiceURL
	}
	if r.Bot == "" {
		r.Bot = of.Bot
	}
	return r, nil
}

// Refer implements teams.References.
func (m *Memory) Refer(_ context.Context, r checkins.Reference) error {
	s, unlock, err := m.whose(r.Account)
	if err != nil {
		return err
	}
	defer unlock()
	team := checkins.Account{Platform: r.Account.Platform, Team: r.Account.Team}
	s.refs[team] = heard(s.refs[team], checkins.Reference{ServiceURL: r.ServiceURL, Bot: r.Bot})
	if !s.knows(r.Account) {
		return nil
	}
	now := heard(s.refs[r.Account], r)
	if r.Conversation != "" {
		now.Refused = ""
		now.Rev++
	}
	s.refs[r.Account] = now
	return nil
}

// heard returns a reference with the fields of r that are not empty.
func heard(was, r checkins.Reference) checkins.Reference {
	was.Account = r.Account
	for _, f := range []struct {
		to   *string
		from string
	}{{&was.ServiceURL, r.ServiceURL}, {&was.Bot, r.Bot}, {&was.Conversation, r.Conversation}, {&was.User, r.User}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	return was
}

// Unrefer implements teams.References.
func (m *Memory) Unrefer(_ context.Context, r checkins.Reference, reason string) (bool, error) {
	s, unlock, err := m.whose(r.Account)
	if err != nil {
		return false, err
	}
	defer unlock()
	if s.knows(r.Account) {
		if s.refs[r.Account].Rev != r.Rev {
			return false, nil
		}
		s.refuse(r.Account, reason)
	}
	return true, nil
}

// Remove implements teams.References.
func (m *Memory) Remove(_ context.Context, a checkins.Account, reason, delivery string) error {
	s, unlock, err := m.whose(a)
	if err != nil {
		return err
	}
	defer unlock()
	if !s.knows(a) || delivery != "" && s.removals[a] == delivery {
		return nil
	}
	s.removals[a] = delivery
	s.refuse(a, reason)
	return nil
}

func (s *space) refuse(a checkins.Account, reason string) {
	was := s.refs[a]
	was.Account, was.Refused = a, reason
	s.refs[a] = was
}
