package checkins

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Welcome is the first word to somebody who meets the bot in their own chat.
type Welcome struct {
	Known   bool // the org knows who it is
	Admin   bool
	Asked   bool // a lead of some initiative
	Started bool // the org has an initiative
}

// Introduction is the first word in a channel to which the bot was added.
type Introduction struct{}

func (Welcome) message()      {}
func (Introduction) message() {}

// verbHello is what an account asks without a word when it meets the bot.
const verbHello Verb = "hello"

// Greet says hello to an account in its own chat, once: the app was installed for it,
// or it opened the chat for the first time.
func (d *Desk) Greet(ctx context.Context, from Account) error {
	who, help, err := d.who(ctx, from)
	if err != nil {
		return fmt.Errorf("greet %s: %w", from, err)
	}
	if help != nil || who.off {
		return nil
	}
	now := d.Now()
	l := Letter{
		ID: LetterIDOf(who.org, KindReply, "hello|"+from.String()), Kind: KindReply, To: from, Due: now, Until: now.Add(time.Hour),
		About: About{Asker: &from, Command: &Command{Verb: verbHello}},
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return fmt.Errorf("greet %s: %w", from, err)
	}
	return nil
}

func (d *Desk) welcome(ctx context.Context, who asker) (Welcome, error) {
	w := Welcome{Known: who.known, Asked: len(who.person.Leads) > 0}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return w, err
	}
	w.Admin = who.known && slices.Contains(o.Admins, who.person.ID)
	is, err := d.Roster.AllInitiatives(ctx, who.org)
	w.Started = len(is) > 0
	return w, err
}

// Joined says what the bot is for in a channel to which it was added, once. Where an
// initiative lives its card says so. Of a team to which it was added Teams names the
// first channel alone, so there any initiative in a channel of that tenant counts.
func (d *Desk) Joined(ctx context.Context, channel Account) error {
	org, _, err := d.Directory.Who(ctx, channel)
	if err != nil && !errors.Is(err, ErrStranger) {
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return fmt.Errorf("joined %s: %w", channel, err)
	}
	lives, err := d.livesIn(ctx, org, channel)
	if err == nil && !lives {
		now := d.Now()
		err = d.Outbox.Post(ctx, org, Letter{
			ID: LetterIDOf(org, KindIntro, channel.String()), Kind: KindIntro, To: channel, Due: now, Until: now.Add(introWorth),
		})
	}
	if err != nil {
		return fmt.Errorf("joined %s: %w", channel, err)
	}
	return nil
}

// livesIn reports whether an initiative lives in a channel, as far as that is known.
func (d *Desk) livesIn(ctx context.Context, org OrgID, channel Account) (bool, error) {
	here, err := d.Directory.InChannel(ctx, org, channel)
	if err != nil || len(here) > 0 || channel.Platform != Teams {
		return len(here) > 0, err
	}
	is, err := d.Roster.AllInitiatives(ctx, org)
	return slices.ContainsFunc(is, func(i Initiative) bool {
		return slices.ContainsFunc(i.Channels, func(c Account) bool { return c.Platform == Teams && c.Team == channel.Team })
	}), err
}

// introWorth is how long a first word in a channel is worth sending.
const introWorth = 12 * time.Hour

// composeIntro draws the first word in a channel.
func (d *Desk) composeIntro(ctx context.Context, org OrgID, l Letter) (Message, hold, error) {
	lives, err := d.livesIn(ctx, org, l.To)
	if err != nil {
		return nil, hold{}, err
	}
	if lives && l.Receipt.IsZero() {
		return nil, hold{reason: ReasonAnswered}, nil
	}
	return Introduction{}, hold{}, nil
}

// firstAsk notes that a check-in is the first that somebody gets, and reports whether
// it is. The first one says what is asked, who sees what, and how to stop it.
func (d *Desk) firstAsk(ctx context.Context, org OrgID, p Person, l Letter) (bool, error) {
	if p.FirstAsk == "" {
		if err := d.Registrar.Amend(ctx, org, p.ID, Wish{FirstAsk: &l.ID}); err != nil {
			return false, err
		}
		var err error
		if p, err = d.person(ctx, org, p.ID); err != nil {
			return false, err
		}
	}
	return p.FirstAsk == l.ID, nil
}
