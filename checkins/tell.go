package checkins

import (
	"context"
	"fmt"
	"time"
)

// Tell stores what an act led to as a letter for who acted, where the platform does
// not take an answer on the spot. m is a Done or Help, or says how a leave or settings
// are now; of anything else, ask for it by Mention.
func (d *Desk) Tell(ctx context.Context, from Account, m Message, delivery string) error {
	who, help, err := d.who(ctx, from)
	if err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	if help != nil {
		return nil // a team that belongs to no org: there is nobody to answer for
	}
	now := d.Now()
	l := Letter{
		ID: LetterIDOf(who.org, KindReply, delivery), Kind: KindReply, To: from, Due: now, Until: now.Add(time.Hour),
		About: About{Asker: &from},
	}
	switch m := m.(type) {
	case Done:
		l.About.Done = &m
	case Help:
		l.About.Help = &m
	case Delegation:
		l.About.Command = &Command{Verb: verbLeave}
	case Settings:
		l.About.Command = &Command{Verb: verbChosen}
	default:
		return fmt.Errorf("tell: %T is no word about an act", m)
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

// told is the line for the channel in which something was asked that is answered
// elsewhere: that it was answered, or that it can't be; of an act, whose answer m is
// a Done or a leave, that it is done, for nobody needs to ask for it again. It is nothing for any
// other letter.
func told(org OrgID, l Letter, m Message, s Settlement, now time.Time) []Letter {
	if l.Kind != KindReply || l.About.Place == nil || !l.Receipt.IsZero() {
		return nil
	}
	what := DoneApart
	switch s.State {
	case LetterSent:
	case LetterUnreachable:
		what = DoneNotApart
		switch m.(type) {
		case Done, Delegation:
			what = ""
		}
	default:
		return nil
	}
	return []Letter{{
		ID: LetterIDOf(org, KindReply, string(l.ID), "told"), Kind: KindReply, To: *l.About.Place, Due: now, Until: l.Until,
		About: About{Done: &Done{What: what}, Thread: l.About.Thread, Asker: l.About.Asker},
	}}
}
