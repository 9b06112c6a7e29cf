package checkins

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// Mention takes a question that was put to the bot by name. The answer is a
// letter for the asker's eyes: stored before the platform hears that it arrived,
// said once however often the platform delivers the question.
func (d *Desk) Mention(ctx context.Context, r Request) error {
	who, help, err := d.who(ctx, r.From)
	if err != nil {
		return fmt.Errorf("mention: %w", err)
	}
	if who.org == "" && r.Command.Verb == VerbNew { // the first word of a team's org
		if who, _, err = d.enter(ctx, who, r.From, r.Channel); err != nil {
			return fmt.Errorf("mention: %w", err)
		}
		help = nil
	}
	if help != nil || who.org == "" {
		return nil // a team that belongs to no org: there is nobody to answer for
	}
	if other, err := d.elsewhere(ctx, who.org, r.From, r.Channel); err != nil {
		return fmt.Errorf("mention: %w", err)
	} else if other {
		return nil
	}
	to := r.Channel
	if to.IsZero() {
		to = r.From
	}
	now := d.Now()
	asker := r.From
	l := Letter{
		ID:   LetterIDOf(who.org, KindReply, r.Delivery),
		Kind: KindReply, To: to, Due: now, Until: now.Add(time.Hour),
		About: About{Command: &r.Command, Thread: r.Thread, Asker: &asker},
	}
	if r.Deed != nil {
		l.About.Command, l.About.Deed = nil, r.Deed
	}
	if r.Apart && to != asker {
		l.To, l.About.Place = asker, &to
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return fmt.Errorf("mention: %w", err)
	}
	return nil
}

func (d *Desk) composeReply(ctx context.Context, l Letter) (Message, error) {
	switch {
	case l.About.Done != nil:
		return *l.About.Done, nil
	case l.About.Help != nil:
		return *l.About.Help, nil
	case l.About.Deed != nil:
		return d.Do(ctx, *l.About.Deed) // it was done when it was pressed; what is done once says what it said
	}
	if l.About.Command == nil || l.About.Asker == nil {
		return nil, fmt.Errorf("reply %s: %w: it answers no question", l.ID, ErrNotFound)
	}
	// An attempt that is repeated asks again: what it did is done once.
	r := Request{Delivery: string(l.ID), From: *l.About.Asker, Thread: l.About.Thread, Command: *l.About.Command}
	switch {
	case l.About.Place != nil:
		r.Channel = *l.About.Place
	case l.To != r.From:
		r.Channel = l.To
	}
	m, err := d.Command(ctx, r)
	if l.About.Place != nil {
		m = askedIn(m, l.About.Place.ID)
	}
	return m, err
}

// askedIn has what is shared of an answer go to the channel in which it was asked.
func askedIn(m Message, channel string) Message {
	switch m := m.(type) {
	case Status:
		m.Share.Channel = channel
		return m
	case Explain:
		m.Share.Channel = channel
		return m
	case Gaps:
		m.Share.Channel = channel
		return m
	case Why:
		m.Share.Channel = channel
		return m
	case History:
		m.Share.Channel = channel
		return m
	case Who:
		m.Share.Channel = channel
		return m
	}
	return m
}

// Command answers what somebody typed. The answer is for the asker alone; Share
// shows a channel what a channel may see.
func (d *Desk) Command(ctx context.Context, r Request) (Message, error) {
	m, err := d.command(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.Command.Verb, err)
	}
	return askedAt(m, r.Channel), nil
}

func (d *Desk) command(ctx context.Context, r Request) (Message, error) {
	c := r.Command
	switch c.Verb {
	case VerbHelp:
		return d.helped(ctx, r.From, Help{Text: HelpAsked}), nil
	case VerbThanks:
		return Help{Text: HelpThanks}, nil
	case VerbGreet:
		return d.helped(ctx, r.From, Help{Text: HelpGreeted}), nil
	case "":
		return d.helped(ctx, r.From, Help{Text: HelpUnknown, Unknown: c.Word, Nearest: string(c.Nearest)}), nil
	case VerbNew: // also for somebody of no org yet
		return d.newFor(ctx, r)
	}
	who, help, err := d.who(ctx, r.From)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	if c.Verb == verbHello {
		return d.welcome(ctx, who)
	}
	if !who.known && (who.off || c.Verb != VerbStatus) {
		return Help{Text: HelpStranger}, nil
	}
	if !who.known {
		if guest, err := d.visiting(ctx, r.From, r.Channel); err != nil {
			return nil, err
		} else if guest {
			return Help{Text: HelpForeign}, nil
		}
	}
	switch c.Verb {
	case VerbCheckin:
		return d.Form(ctx, r.From, "", Proof{})
	case VerbHere:
		return d.here(ctx, who, r.From, r.Delivery)
	case VerbAway:
		return d.away(ctx, who, r.From, c, r.Delivery)
	case VerbBrief:
		return d.brief(ctx, who, r)
	case VerbDigest:
		return d.digestNow(ctx, who)
	case VerbPortfolio, VerbPriority:
		return d.portfolio(ctx, who, c)
	case VerbRank:
		return d.openRank(ctx, who, Deed{})
	case VerbHome:
		return d.home(ctx, who, c.Page)
	case verbLeave:
		return d.leaveNow(ctx, who)
	case verbChosen:
		return d.settings(ctx, who, true)
	case VerbSettings:
		return d.settingsDialog(ctx, who, r.From)
	case VerbExport:
		return d.mineAt(ctx, who, c.Page)
	case VerbForget:
		return d.forgetDialog(ctx, who)
	}
	if c.Verb == VerbExplain && c.Alert != "" {
		return d.Explain(ctx, r.From, c.Alert)
	}
	if c.Verb == VerbOutcome || c.Verb == VerbHealth {
		if r.Command, err = d.figureNamed(ctx, who, r); err != nil {
			return nil, err
		}
	}
	i, help, err := d.which(ctx, who, r)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	switch c.Verb {
	case VerbOutcome, VerbHealth:
		return d.figureSaid(ctx, who, i, r)
	case VerbStatus:
		return d.status(ctx, who, i, r)
	case VerbExplain:
		return d.explainTo(ctx, who, i, c)
	case VerbGaps, VerbWhy, VerbHistory, VerbWho:
		return d.readTo(ctx, who, i, r)
	case VerbSnooze:
		return d.snoozeLatest(ctx, who, i, r)
	case VerbEdit:
		return d.edit(ctx, who, r.From, i.ID)
	case VerbPause:
		return d.pause(ctx, who, i, r)
	case VerbHandover:
		return d.handover(ctx, who, i, r)
	case VerbCommit:
		return d.commitTo(ctx, who, i, r)
	case VerbDecide:
		return d.decideTo(ctx, who, i, r)
	case VerbAssign:
		return d.assignLatest(ctx, who, i)
	case VerbRecheck:
		return d.recheckLatest(ctx, who, i)
	case VerbWin:
		return d.winsOf(ctx, who, i)
	}
	return d.helped(ctx, r.From, Help{Text: HelpUnknown, Unknown: string(c.Verb)}), nil
}

func (d *Desk) status(ctx context.Context, who asker, i Initiative, r Request) (Message, error) {
	now := d.Now()
	c, err := d.card(ctx, who.org, i, now)
	if err != nil {
		return nil, err
	}
	s := Status{Card: c}
	if who.known && slices.Contains(i.Channels, r.Channel) {
		s.Share = ShareToken{What: string(VerbStatus), Initiative: i.ID}
	}
	if !who.known {
		return s, nil
	}
	if s.Decide, err = d.onTheAgenda(ctx, who, i); err != nil {
		return nil, err
	}
	if may(i, Org{}, who.person.ID).Read {
		kept, err := d.keptRates(ctx, who.org, i)
		if err != nil {
			return nil, err
		}
		for n, r := range s.Rows {
			s.Rows[n].Kept = kept[r.Dimension]
		}
	}
	standing, latest, err := d.Standings.Standing(ctx, who.org, i.ID)
	if err != nil {
		return nil, err
	}
	if ask, err := d.checkin(ctx, who.org, who.person, roundIDs(latest)); err != nil {
		return nil, err
	} else if len(ask.Due) == 1 && ask.Due[0].State != DueClosed {
		s.Mine = &ask.Due[0]
	}
	if side, on := i.seat(who.person.ID); on && i.Mode(side) == scoring.Named {
		c, err := d.consenting(ctx, who.org, i, who.person)
		if err != nil {
			return nil, err
		}
		s.Consent = &c
	}
	if who.person.ID == i.Owner {
		if s.Letters, err = d.troubles(ctx, who.org, i, standing, latest); err != nil {
			return nil, err
		}
		if s.Arrivals, err = d.arrivals(ctx, who.org, latest); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (d *Desk) explainTo(ctx context.Context, who asker, i Initiative, c Command) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	if !may(i, o, who.person.ID).Read {
		return Help{Text: HelpNotAllowed, Command: string(VerbExplain)}, nil
	}
	if c.Topic == "" {
		return d.explainKept(ctx, who.org, i, who.person.ID)
	}
	dim := scoring.Dimension(c.Topic)
	if !slices.Contains(i.Pulse.Dimensions, dim) {
		return Help{Text: HelpUnknownTopic, Name: c.Topic, Topics: i.Pulse.Dimensions}, nil
	}
	return d.explainKept(ctx, who.org, i, who.person.ID, dim)
}
