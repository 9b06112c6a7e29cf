package sandbox

import (
	"slices"
	"strings"
	"unicode"
)

// talk is one conversation as one person sees it.
type talk struct {
	Title, About string
	Direct       bool // with the bot alone
	Teams        bool
	Lines        []line
	Pins         []pinned
	Home         *form // the bot's home tab, nil when nobody opened it
}

// line is one message.
type line struct {
	TS, ID         string
	As, In         string // who looks, and where
	Author, Badge  string // Badge: the letters on the picture
	Time, Stamp    string
	Day            string // set on the first message of a day
	Bot, Mine      bool
	Only           bool // an ephemeral message
	Edited, Pinned bool
	Blocks         []drawn
	Card           *cardView // in Teams
	Files          []File
	Offer          *Offer // in Teams
	Replies        []line
	Reply          bool // stands in a thread
	CanReply       bool
	Actions        []MessageAction // of the app, in the menu of the message
}

type pinned struct {
	ID, Text string
}

func (p *screen) talk(at venue, user, channel string, pen scribe) talk {
	t := talk{Title: pen.places[channel], Teams: at == venue(p.t)}
	names := []string{}
	for _, c := range at.Channels(user) {
		if c.ID != channel {
			continue
		}
		t.Direct = c.IM != ""
		for _, m := range c.Members {
			names = append(names, pen.people[m])
		}
	}
	t.About = strings.Join(names, ", ")
	if t.Direct {
		t.Title, t.About = p.botName(), "Direct message. Nobody else sees it."
		if t.Teams {
			t.About = "Personal chat. Nobody else sees it."
		} else {
			t.Home = homeForm(p.w.Home(user), channel, pen)
		}
	}
	pins := p.w.Pinned(channel)
	place := map[string]int{}
	day, instant := "", inZone
	if t.Teams {
		instant = sentAt
	}
	for _, m := range at.Sees(user, channel) {
		l := p.line(user, m, pen)
		if t.Teams {
			p.teamsLine(&l, user, m, pen)
		}
		if !m.Bot && !m.Ephemeral {
			l.Actions = p.actions(at)
		}
		l.Pinned = slices.Contains(pins, m.TS)
		if when, err := instant(m.TS, pen.loc); err == nil {
			l.Time, l.Stamp = when.Format("15:04"), when.Format("2006-01-02T15:04:05Z07:00")
			if d := when.Format("Monday 2 January"); m.ThreadTS == "" && d != day {
				l.Day, day = d, d
			}
		}
		if l.Pinned {
			t.Pins = append(t.Pins, pinned{ID: l.ID, Text: emojis(unescape(m.Text))})
		}
		if i, ok := place[m.ThreadTS]; ok && m.ThreadTS != "" && m.ThreadTS != m.TS {
			l.Reply = true
			t.Lines[i].Replies = append(t.Lines[i].Replies, l)
			continue
		}
		l.CanReply = !t.Direct && !m.Ephemeral
		place[m.TS] = len(t.Lines)
		t.Lines = append(t.Lines, l)
	}
	return t
}

func (p *screen) line(user string, m Message, pen scribe) line {
	id := "m" + strings.Map(digits, m.TS)
	s := sheet{scribe: pen, id: id, as: user, in: m.Channel, ts: m.TS, state: p.w.chosen(user, m)}
	l := line{
		TS: m.TS, ID: id, As: user, In: m.Channel, Author: pen.people[m.User], Bot: m.Bot, Mine: m.User == user,
		Only: m.Ephemeral, Edited: m.Edited != "", Blocks: s.body(m), Files: m.Files, Offer: m.Offer,
	}
	if l.Author == "" {
		l.Author = m.User
	}
	for _, r := range l.Author {
		if unicode.IsLetter(r) {
			l.Badge = strings.ToUpper(string(r))
			break
		}
	}
	return l
}

func digits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

// chosen is what stands in a message's selects and pickers for a person.
func (w *Workspace) chosen(user string, m Message) fields {
	w.mu.Lock()
	defer w.mu.Unlock()
	return prefilled(m.Blocks, w.picks[user+"|"+m.Channel+"|"+m.TS])
}
