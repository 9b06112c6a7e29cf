package checkins

import (
	"context"
	"time"
)

// DialogForget asks whether somebody is really to be forgotten.
const DialogForget DialogWhat = "forget"

const fieldSure = "sure"

// forgetDialog says what goes and what stays, and asks.
func (d *Desk) forgetDialog(ctx context.Context, who asker) (Dialog, error) {
	p := who.person
	m := Dialog{What: DialogForget, Opened: true, Fields: []Field{{Key: fieldSure, Kind: FieldTick}}}
	m.Remarks = []Remark{{Key: "goes"}, {Key: "stays"}, {Key: "file"}}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return m, err
	}
	ids, err := d.Roster.Part(ctx, who.org, p.ID)
	if err != nil || len(ids) == 0 {
		return m, err
	}
	is, err := d.Roster.Initiatives(ctx, who.org, ids...)
	if err != nil {
		return m, err
	}
	for _, i := range is {
		name := map[string]string{"initiative": i.Name}
		if i.Owner == p.ID {
			m.Remarks = append(m.Remarks, Remark{Key: "owner", Names: name})
		}
		if len(i.Waits()) == 0 && len(i.Without(p.ID).Waits()) > 0 {
			m.Remarks = append(m.Remarks, Remark{Key: "waits", Names: name})
		}
	}
	if len(o.Admins) == 1 && o.Admins[0] == p.ID {
		m.Remarks = append(m.Remarks, Remark{Key: "admin"})
	}
	return m, nil
}

func (d *Desk) openForget(ctx context.Context, who asker, _ Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	return d.forgetDialog(ctx, who)
}

// forgetWithin is how long an erasure may take. It goes on when who asked for it does
// not wait any longer: half of it done, nobody could ask for the rest.
const forgetWithin = 2 * time.Minute

// takeForget erases the asker from the org.
func (d *Desk) takeForget(ctx context.Context, who asker, s Submission) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil // also when it is sent again: nothing is left
	}
	if first(s.Values[fieldSure]) != ticked {
		m, err := d.forgetDialog(ctx, who)
		m.Opened = false
		m.Fields[0].Wrong = "tick"
		return m, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetWithin)
	defer cancel()
	if _, err := Forget(ctx, d.Archive, who.org, who.person.ID); err != nil {
		return nil, err
	}
	d.accounts.forget(who.person.Accounts...)
	return Done{What: DoneForgotten}, nil
}
