package checkins

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// enterMost is how often an org is looked at anew that others changed.
const enterMost = 10

// enter makes whoever sets something up somebody of the org, and an org of a verified
// team that has none: its first person is its admin.
func (d *Desk) enter(ctx context.Context, who asker, from, channel Account) (asker, Message, error) {
	for range enterMost {
		if who.known {
			return who, nil, nil
		}
		p, no, err := d.profile(ctx, from, channel)
		if err != nil || no != nil {
			return who, foreigner(no), err
		}
		n := Newcomer(from, p, "UTC")
		o := Org{ID: orgOf(from), Admins: []PersonID{n.ID}, Rev: NewOrg}
		if from.Platform == Slack {
			o.Slack = []string{from.Team}
		} else {
			o.Teams = []string{from.Team}
		}
		if who.org != "" {
			if o, err = d.Roster.Org(ctx, who.org); err != nil {
				return who, nil, err
			}
			if !o.MayNew("") {
				return who, Help{Text: HelpNotAllowed, Command: string(VerbNew)}, nil
			}
		} else if n.Country != "" {
			o.Holidays = []string{n.Country}
		}
		err = d.Registrar.Enrol(ctx, Setup{Org: o, People: []Person{n}})
		if err != nil && !errors.Is(err, ErrStale) {
			return who, nil, err
		}
		var help *Help
		if who, help, err = d.who(ctx, from); err != nil {
			return who, nil, err
		} else if help != nil {
			who = asker{}
		}
	}
	return who, nil, fmt.Errorf("enter %s: %w", from, ErrStale)
}

// orgOf is the id of an org that is made of one team.
func orgOf(a Account) OrgID {
	id := OrgID(string(a.Platform) + "-" + strings.ToLower(a.Team))
	if !ValidID(string(id)) {
		return OrgID(LetterIDOf("", "org", a.Platform.of(a.Team)))
	}
	return id
}

func (p Platform) of(team string) string { return string(p) + ":" + team }
