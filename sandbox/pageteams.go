package sandbox

import (
	"context"
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
	l.Card = &cardView{ID: l.ID, Key: cardKey(m), As: user, In: m.Channel, TS: m.TS, Parts: drawCard(m.Card, s)}
}

// card presses a button of a card, with what stands in its inputs.
func (p *screen) card(ctx context.Context, d deed) string {
	ts := d.form.Get("ts")
	if p.venue(d.user) != venue(p.t) {
		return ""
	}
	entered := p.t.Filled(d.user, d.channel, ts)
	fill := map[string]string{}
	for id := range entered {
		fill[id] = strings.ReplaceAll(strings.Join(d.form[fieldName(id)], ","), "\r\n", "\n")
	}
	p.t.turnOff(d.user, d.channel, ts, fill)
	n := p.t.count()
	err := p.t.Fill(d.user, d.channel, ts, fill)
	var ack Ack
	if err == nil {
		ack, err = p.t.press(ctx, pressing{user: d.user, channel: d.channel, ts: ts, path: d.form.Get("press")})
	}
	var told []string
	for _, s := range p.t.Since(n) {
		if s.User == d.user && (s.Kind == SeenError || s.Kind == SeenEphemeral) {
			told = append(told, s.Text)
		}
	}
	if len(told) > 0 {
		return strings.Join(told, " ")
	}
	return p.outcome(ack, err)
}

// turnOff gives toggles that a browser did not send, because they are off, the value
// that means off.
func (t *Tenant) turnOff(user, channel, ts string, fill map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _, _, card, err := t.before(user, channel, ts)
	if err != nil {
		return
	}
	for _, in := range inputsOf(card) {
		if in.kind == "Toggle" && fill[in.id] == "" {
			fill[in.id] = in.off()
		}
	}
}

// sayInTeams sends what was typed: to the bot in the personal chat, or a mention.
func (p *screen) sayInTeams(ctx context.Context, d deed, text, thread string) string {
	if d.channel == p.t.IM(d.user) {
		return p.outcome(p.t.DirectMessage(ctx, d.user, text))
	}
	asked, ok := p.withoutName(text)
	if !ok {
		return "Here only @" + p.botName() + " gets an answer. Try @" + p.botName() + " status."
	}
	return p.outcome(p.t.Mention(ctx, d.user, d.channel, thread, asked))
}
