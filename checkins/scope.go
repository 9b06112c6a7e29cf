package checkins

import (
	"context"
	"errors"
	"slices"
)

// uses reports whether somebody may use a command on an initiative (PRODUCT.md, "what
// they may do").
func uses(c Command, i Initiative, o Org, p PersonID) bool {
	m := may(i, o, p)
	switch c.Verb {
	case VerbGaps, VerbWhy, VerbHistory, VerbWho, VerbExplain, VerbCommit, VerbDecide:
		return m.Read
	case VerbRecheck:
		return i.steers(p)
	case VerbWin:
		return m.See
	case VerbBrief:
		return m.Tend || p != "" && p == i.Sponsor
	case VerbSnooze, VerbAssign, VerbEdit, VerbPause, VerbHandover, VerbOutcome, VerbHealth:
		return m.Tend
	}
	return true
}

// narrowed are those of some initiatives about which a command can be meant: what is
// refused is no choice. Without "list", commit and decide write something down, so what
// the asker owns comes first; who owns nothing reads.
func narrowed(c Command, is []Initiative, o Org, p PersonID) []Initiative {
	fits := slices.DeleteFunc(slices.Clone(is), func(i Initiative) bool { return !uses(c, i, o, p) })
	if (c.Verb == VerbCommit || c.Verb == VerbDecide) && c.Topic != TopicList {
		owned := slices.DeleteFunc(slices.Clone(fits), func(i Initiative) bool { return !may(i, o, p).Tend })
		if len(owned) > 0 {
			return owned
		}
	}
	return fits
}

// ownerOnly refuses what an initiative's owner alone may do. It names the owner to whom
// the who command would, and says what the asker may do instead.
func (d *Desk) ownerOnly(ctx context.Context, o Org, i Initiative, p PersonID, verb Verb) (*Help, error) {
	m := may(i, o, p)
	help := &Help{Text: HelpNotAllowed, Command: string(verb), Instead: InsteadSee}
	if !m.Read {
		return help, nil
	}
	help.Instead = InsteadRead
	if i.Owner == "" {
		return help, nil
	}
	owner, err := d.person(ctx, o.ID, i.Owner)
	if errors.Is(err, ErrNotFound) {
		return help, nil
	}
	help.Owner = owner.Name
	return help, err
}

// noneToUse refuses a command that somebody may use on none of several initiatives.
func noneToUse(c Command, is []Initiative, o Org, p PersonID) *Help {
	help := &Help{Text: HelpNotAllowed, Command: string(c.Verb), Instead: InsteadList}
	if slices.ContainsFunc(is, func(i Initiative) bool { return may(i, o, p).Read }) {
		help.Instead = InsteadOwner
	}
	return help
}

// owns is ownerOnly for who is not the owner, and nothing for the owner.
func (t tended) owns(ctx context.Context, d *Desk) (*Help, error) {
	if t.tends() {
		return nil, nil
	}
	return d.ownerOnly(ctx, t.org, t.initiative, t.who.person.ID, "")
}

// notOwner is ownerOnly as an answer.
func (d *Desk) notOwner(ctx context.Context, who asker, i Initiative, verb Verb) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	help, err := d.ownerOnly(ctx, o, i, who.person.ID, verb)
	return orHelp(help), err
}

// ownerOf is notOwner of an initiative by its id.
func (d *Desk) ownerOf(ctx context.Context, who asker, id InitiativeID) (*Help, error) {
	i, err := d.initiative(ctx, who.org, id)
	if errors.Is(err, ErrNotFound) {
		return &Help{Text: HelpNotYours}, nil
	} else if err != nil {
		return nil, err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	return d.ownerOnly(ctx, o, i, who.person.ID, "")
}

// Audience is a group of people to whom commands are of use.
type Audience string

// The audiences, in the order of help.
const (
	AudienceAll     Audience = "all"     // everybody here
	AudienceLead    Audience = "lead"    // who may read an initiative
	AudienceOwner   Audience = "owner"   // of any initiative
	AudienceSponsor Audience = "sponsor" // likewise; who owns one too is among the owners
	AudienceSelf    Audience = "self"    // whom the org knows
)

// helped says in help to which audiences the asker belongs. Help is said also while the
// store does not answer: then it is what everybody may do.
func (d *Desk) helped(ctx context.Context, from Account, h Help) Help {
	h.For = []Audience{AudienceAll}
	who, _, err := d.who(ctx, from)
	if err != nil || !who.known {
		return h
	}
	ids, err := d.Roster.Part(ctx, who.org, who.person.ID)
	if err != nil {
		return h
	}
	is, err := d.Roster.Initiatives(ctx, who.org, ids...)
	if err != nil {
		return h
	}
	var reads, owns, sponsors bool
	for _, i := range is {
		m := may(i, Org{}, who.person.ID)
		reads, owns, sponsors = reads || m.Read, owns || m.Tend, sponsors || i.Sponsor == who.person.ID
	}
	for _, a := range []struct {
		to Audience
		is bool
	}{{AudienceLead, reads}, {AudienceOwner, owns}, {AudienceSponsor, sponsors && !owns}, {AudienceSelf, true}} {
		if a.is {
			h.For = append(h.For, a.to)
		}
	}
	return h
}
