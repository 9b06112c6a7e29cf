package main

import (
	"context"
	"fmt"
	"time"

	"parallax/checkins"
)

// reports are what owners of the practice company say each Wednesday at eleven, by
// initiative: an outcome that moves, a status that is not always green.
var reports = map[checkins.InitiativeID]func(week int) []string{
	"aligned": func(week int) []string {
		return []string{fmt.Sprintf("outcome aligned %d %%", min(35+4*week, 79)), "health aligned green"}
	},
	"theatre": func(int) []string { return []string{"health theatre green"} },
	"drifting": func(week int) []string {
		if week < 4 {
			return []string{"health drifting green"}
		}
		return []string{"health drifting amber"}
	},
}

// report has the owners say it, in their own direct messages with the bot.
func (p *practice) report(ctx context.Context, now time.Time) error {
	here := now.In(p.loc)
	if here.Weekday() != time.Wednesday || here.Hour() != 11 || here.Minute() != 0 {
		return nil
	}
	for _, i := range p.setup.Initiatives {
		says, owner := reports[i.ID], p.account(i.Owner)
		if says == nil || owner.Platform != checkins.Slack || p.byVisitor(owner.ID) {
			continue
		}
		first := p.setup.Next[i.ID]
		week := int(now.Sub(first)/(7*24*time.Hour)) + 1
		for _, text := range says(week) {
			err := again(ctx, func() error {
				ack, err := p.space.Command(ctx, owner.ID, p.space.IM(owner.ID), text)
				if err == nil && !ack.OK() {
					err = fmt.Errorf("the bot answered %s", ack.Error)
				}
				return err
			})
			if err != nil {
				return fmt.Errorf("%s says %q: %w", i.Owner, text, err)
			}
		}
		if err := again(ctx, func() error { return p.svc.engine.turn(ctx, now) }); err != nil {
			return err
		}
	}
	return nil
}
