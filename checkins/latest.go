package checkins

import "context"

// snoozeLatest silences the alert opened last that is still open.
func (d *Desk) snoozeLatest(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	until, err := ParseWhen(r.Command.Until, d.today(i))
	if err != nil {
		return Help{Text: HelpBadDate, Command: string(VerbSnooze), Name: r.Command.Until}, nil //nolint:nilerr // told as help
	}
	t, help, err := d.latest(ctx, who, i)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	return d.snooze(ctx, t, until, Delivered{r.From.Platform, r.Delivery})
}

// assignLatest opens the dialog about who looks after that alert.
func (d *Desk) assignLatest(ctx context.Context, who asker, i Initiative) (Message, error) {
	t, help, err := d.latest(ctx, who, i)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if help, err := t.owns(ctx, d); err != nil || help != nil {
		return orHelp(help), err
	}
	care, err := d.Cares.Care(ctx, who.org, t.card())
	if err != nil {
		return nil, err
	}
	dialog, err := d.assignDialog(ctx, t, care)
	dialog.Opened = true
	return dialog, err
}

// latest is the alert opened last that is still open.
func (d *Desk) latest(ctx context.Context, who asker, i Initiative) (tended, *Help, error) {
	s, _, err := d.Standings.Standing(ctx, who.org, i.ID)
	if err != nil {
		return tended{}, nil, err
	}
	open := s.alerts()
	if len(open) == 0 {
		return tended{}, &Help{Text: HelpSnoozeWho, Name: i.Name}, nil
	}
	t := tended{who: who, initiative: i, letter: Letter{About: About{Initiative: i.ID, Rounds: open[len(open)-1:]}}}
	t.org, err = d.Roster.Org(ctx, who.org)
	return t, nil, err
}
