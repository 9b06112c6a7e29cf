package sandbox

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// venue is the platform on which somebody is: what the page needs of both.
type venue interface {
	Members() []Member
	Channels(user string) []Channel
	IM(user string) string
	Sees(user, channel string) []Message
	Since(n int) []Seen
}

var (
	_ venue = (*Workspace)(nil)
	_ venue = (*Tenant)(nil)
)

// venue is where a person is played.
func (p *screen) venue(user string) venue {
	if p.t != nil && p.t.MRI(user) != "" {
		return p.t
	}
	return p.w
}

// inTeams reports whether a person is played in Teams.
func (p *screen) inTeams(user string) bool { return p.venue(user) == venue(p.t) }

// platform is the name of where a person is played.
func (p *screen) platform(user string) string {
	if p.inTeams(user) {
		return "Teams"
	}
	return "Slack"
}

// groupName is under what a channel is listed.
func (p *screen) groupName(at venue, c Channel) string {
	if at != venue(p.t) {
		return "Channels"
	}
	if c.Team == "" {
		return "Group chats"
	}
	return p.t.teamName(c.Team)
}

// inboxOf is what is new on a platform, p.mu held.
func (p *screen) inboxOf(at venue) *inbox {
	if at == venue(p.t) {
		return &p.post
	}
	return &p.inbox
}

// sort takes in what came, p.mu held.
func (p *screen) sort() {
	p.inbox.fold(p.w.Since(p.inbox.next))
	if p.t != nil {
		p.post.fold(p.t.Since(p.post.next))
	}
}

// placeName is a channel's name; a team's name stands before those of its channels.
func (p *screen) placeName(c Channel) string {
	if c.Team == "" || p.t == nil {
		return c.Name
	}
	return p.t.teamName(c.Team) + " › " + c.Name
}

func (t *Tenant) teamName(id string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tm := t.teams[id]; tm != nil {
		return tm.name
	}
	return ""
}

// sentAt gives the instant of an activity id in a zone.
func sentAt(id string, loc *time.Location) (time.Time, error) {
	ms, err := strconv.ParseInt(id, 10, 64)
	return time.UnixMilli(ms).In(loc), err
}

// teamsLine draws what a message in Teams says: its card, or its text.
func (p *screen) teamsLine(l *line, user string, m Message, pen scribe) {
	s := cardSheet{id: l.ID, names: pen.people}
	l.Blocks = nil
	if m.Card == nil {
		l.Blocks = []drawn{{Kind: "section", HTML: bare(m.Text)}}
		if m.Bot {
			l.Blocks[0].HTML = s.markdown(m.Text)
		}
		return
	}
	s.entered = p.t.Filled(user, m.Channel, m.TS)
	l.Card = &cardView{ID: l.ID, Key: cardKey(m), As: user, In: m.Channel, TS: m.TS}
	l.Card.Parts, l.Card.Forms = drawCard(p.t.found(m.Card), s)
}

// card presses a button of a card, with what stands in its inputs.
func (p *screen) card(ctx context.Context, d deed) string {
	ts := d.form.Get("ts")
	if p.venue(d.user) != venue(p.t) {
		return ""
	}
	fill := map[string]string{}
	for _, in := range p.t.beside(d.user, d.channel, ts, d.form.Get("press")) {
		v := strings.ReplaceAll(strings.Join(d.form[fieldName(in.id)], ","), "\r\n", "\n")
		if in.kind == "Toggle" && v == "" {
			v = in.off() // a browser does not send what is off
		}
		fill[in.id] = v
	}
	return p.toldInTeams(d.user, func() (Ack, error) {
		if err := p.t.Fill(d.user, d.channel, ts, fill); err != nil {
			return Ack{}, err
		}
		return p.t.press(ctx, pressing{user: d.user, channel: d.channel, ts: ts, path: d.form.Get("press")})
	})
}

// toldInTeams is what the client says to a person of what they did.
func (p *screen) toldInTeams(user string, act func() (Ack, error)) string {
	n := p.t.count()
	ack, err := act()
	var told []string
	for _, s := range p.t.Since(n) {
		if s.User == user && (s.Kind == SeenError || s.Kind == SeenEphemeral) {
			told = append(told, s.Text)
		}
	}
	if len(told) > 0 {
		return strings.Join(told, " ")
	}
	return p.outcome(ack, err)
}

// allow answers the offer of a file.
func (p *screen) allow(ctx context.Context, d deed) string {
	if p.venue(d.user) != venue(p.t) {
		return ""
	}
	return p.outcome(p.t.Allow(ctx, d.user, d.channel, d.form.Get("ts"), d.form.Get("yes") == "1"))
}

// beside lists the inputs of a card that share their form on the page with the action
// at a path: those of the same card, and not of one around it or behind a button.
func (t *Tenant) beside(user, channel, ts, action string) []cardInput {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _, _, card, err := t.before(user, channel, ts)
	if err != nil {
		return nil
	}
	fold := func(path string) string { return path[:strings.LastIndex(path, "/card/")+1] }
	return slices.DeleteFunc(inputsOf(card), func(in cardInput) bool { return fold(in.path) != fold(action) })
}

// sayInTeams sends what was typed: to the bot in the personal chat, or a mention.
func (p *screen) sayInTeams(ctx context.Context, d deed, text, thread string) string {
	if d.channel == p.t.IM(d.user) {
		return p.outcome(p.t.DirectMessage(ctx, d.user, text))
	}
	asked, ok := p.withoutName(text)
	if !ok {
		if err := p.t.Say(d.user, d.channel, thread, text); err != nil {
			return p.outcome(Ack{}, err)
		}
		return "Here only @" + p.botName() + " gets an answer. Try @" + p.botName() + " status."
	}
	return p.outcome(p.t.Mention(ctx, d.user, d.channel, thread, asked))
}
