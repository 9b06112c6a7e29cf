package sandbox

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// scene is what the page shows to one person in one conversation.
type scene struct {
	As     Player
	In     string // channel id
	Teams  bool   // As is played in Teams
	Both   bool   // there are two platforms
	Who    []person
	Others []person // those who do not fit into the row of buttons
	Clock  string
	Stamp  string // the same for machines
	Zone   string
	Groups []group // of channels
	Direct []room  // direct messages
	Lead   string  // what to do, in two sentences
	Note   string

	on      *screen
	at      venue // where As is
	pen     scribe
	players []Player
}

// What costs more is worked out when a part asks for it.

// Talk is the open conversation.
func (s scene) Talk() talk { return s.on.talk(s.at, s.As.User, s.In, s.pen) }

// Form is the person's open modal, nil when there is none.
func (s scene) Form() *form {
	if s.Teams {
		return s.on.window(s.As.User, s.Note, s.pen)
	}
	return newForm(s.on.w.View(s.As.User), s.In, s.pen)
}

// Tips say what to do next.
func (s scene) Tips() []tip { return s.on.tips(s.As.User, s.players) }

// Pane is the truth beside the bot's conclusions.
func (s scene) Pane() []paneGroup { return paneGroups(s.on.stage.Pane()) }

// Scale gives the places of 1 to 5 in the pane's pictures.
func (s scene) Scale() []float64 {
	var out []float64
	for v := 1.0; v <= 5; v++ {
		out = append(out, onScale(v))
	}
	return out
}

// Casting is the scenarios that can be chosen; none when the stage has no choice.
func (s scene) Casting() []Scenario {
	if d, ok := s.on.stage.(Director); ok {
		return d.Scenarios()
	}
	return nil
}

type person struct {
	Player
	On    bool
	News  int
	Teams bool
}

type room struct {
	ID, Name, About string
	On, Private     bool
	News            int
}

// group is the channels of a team, or all there are in Slack.
type group struct {
	Name  string
	Rooms []room
}

type tip struct {
	Text string
	Play *Player // somebody named in the tip, other than who is played
	As   string  // who is played
	Open *room   // a channel named in the tip: "#crm-migration", in Teams "CRM migration"
}

type paneGroup struct {
	Initiative string
	Rows       []paneLine
}

type paneLine struct {
	PaneRow
	ITAt, BizAt   float64 // places on the scale of 1 to 5, in the picture's units
	HasIT, HasBiz bool
	ITFigure      string
	BizFigure     string
}

// mostButtons is how many people fit into a row of buttons.
const mostButtons = 8

// front keeps the first two and who is played; a long row of names helps nobody.
func front(all []person) (row, others []person) {
	for i, p := range all {
		if i < 2 || p.On {
			row = append(row, p)
		} else {
			others = append(others, p)
		}
	}
	return row, others
}

// scene gathers what the person sees; unknown people and conversations fall back
// to the first player and the direct messages.
func (p *screen) scene(as, in string) scene {
	players := p.stage.Players()
	s := scene{on: p, players: players}
	for i, pl := range players {
		if i == 0 || pl.User == as {
			s.As = pl
		}
	}
	user := s.As.User
	loc := zone(s.As.Zone)
	now := p.stage.Now().In(loc)
	s.Clock, s.Stamp, s.Zone = now.Format("Mon 2 Jan 2006, 15:04"), now.Format(time.RFC3339), loc.String()

	s.at, s.Both = p.venue(user), p.t != nil
	s.Teams = p.inTeams(user)
	s.In = s.at.IM(user)
	channels := s.at.Channels(user)
	if slices.ContainsFunc(channels, func(c Channel) bool { return c.ID == in }) {
		s.In = in
	}
	p.mu.Lock()
	p.sort()
	mine := p.inboxOf(s.at)
	mine.look(user, s.In)
	for _, pl := range players {
		at := p.venue(pl.User)
		s.Who = append(s.Who, person{Player: pl, On: pl.User == user, Teams: at == venue(p.t), News: p.inboxOf(at).unread(pl.User, at.IM(pl.User))})
	}
	for _, c := range channels {
		r := room{ID: c.ID, Name: c.Name, Private: c.Private, On: c.ID == s.In, News: mine.unread(user, c.ID)}
		switch {
		case c.IM != "":
			s.Direct = append(s.Direct, r)
		case !c.Archived:
			s.add(p.groupName(s.at, c), r)
		}
	}
	s.Note = p.notes[user]
	p.mu.Unlock()
	p.did(user, s.In, "")

	s.Lead = p.lead(players)
	if len(s.Who) > mostButtons {
		s.Who, s.Others = front(s.Who)
	}
	s.pen = p.scribe(s.at, loc)
	for i := range s.Direct {
		s.Direct[i].Name = p.botName()
	}
	return s
}

// add puts a channel into the group of that name.
func (s *scene) add(name string, r room) {
	n := slices.IndexFunc(s.Groups, func(g group) bool { return g.Name == name })
	if n < 0 {
		n = len(s.Groups)
		s.Groups = append(s.Groups, group{Name: name})
	}
	s.Groups[n].Rooms = append(s.Groups[n].Rooms, r)
}

// lead says what to do, by the names of the first player and one of the other side.
func (p *screen) lead(players []Player) string {
	if len(players) == 0 {
		return "Nobody is here to be played. Add people to the workspace."
	}
	first, other, place := players[0].First(), "the other side", "the channel"
	for _, pl := range players {
		if pl.Side == "" || pl.Side == players[0].Side {
			continue
		}
		other = pl.First()
		if here, there := p.platform(players[0].User), p.platform(pl.User); here != there {
			first, other, place = first+" in "+here, other+" in "+there, "both their channels"
		}
		break
	}
	return "Each week both sides answer the same statements, and guess each other. Play " + first + ", then " + other +
		", press Next round, and watch for the moment when Parallax speaks up in " + place + "."
}

// scenarioWords says what a scenario of the simulated leads means.
func scenarioWords(name string) string {
	words := map[string]string{
		Aligned: "see it alike", Drifting: "start alike, business loses faith from round 4",
		Theatre: "apart, and neither side knows", Split: "business divided in itself", Silent: "business hardly answers",
	}
	if w := words[name]; w != "" {
		return name + ": " + w
	}
	return name
}

func zone(name string) *time.Location {
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.UTC
}

func (p *screen) scribe(at venue, loc *time.Location) scribe {
	s := scribe{people: map[string]string{}, places: map[string]string{}, loc: loc}
	for _, m := range at.Members() {
		s.people[m.ID] = m.Name
		if m.Bot {
			s.people[m.ID] = capital(m.Name)
		}
	}
	if at == venue(p.t) {
		s.people[p.t.BotID()] = p.botName()
		for _, m := range at.Members() {
			s.people[p.t.MRI(m.ID)] = m.Name // as cards name those whom they mention
		}
	}
	for _, c := range at.Channels("") {
		s.places[c.ID] = p.placeName(c)
	}
	return s
}

// botName is what people call the bot.
func (p *screen) botName() string {
	for _, m := range p.w.Members() {
		if m.Bot {
			return capital(m.Name)
		}
	}
	return "Parallax"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (p *screen) tips(user string, players []Player) []tip {
	var out []tip
	for _, t := range p.stage.Tips() {
		one := tip{Text: t, As: user}
		for _, c := range p.venue(user).Channels(user) {
			name := "#" + c.Name
			if c.Team != "" && p.inTeams(user) {
				name = c.Name
			}
			if c.IM == "" && c.Name != "" && strings.Contains(t, name) {
				one.Open = &room{ID: c.ID, Name: name}
			}
		}
		for _, pl := range players {
			if first := pl.First(); pl.User != user && first != "" && strings.Contains(" "+t, " "+first) {
				one.Play = &pl
				break
			}
		}
		out = append(out, one)
	}
	return out
}

// The scale of the pane's picture: 1 point at scaleFrom, 5 at scaleTo.
const scaleFrom, scaleTo = 8.0, 112.0

func onScale(v float64) float64 { return round1(scaleFrom + (scaleTo-scaleFrom)*(v-1)/4) }

func paneGroups(rows []PaneRow) []paneGroup {
	place := func(v float64) (at float64, text string, ok bool) {
		if math.IsNaN(v) || v < 1 || v > 5 {
			return 0, "–", false
		}
		return onScale(v), fmt.Sprintf("%.1f", v), true
	}
	var out []paneGroup
	for _, r := range rows {
		l := paneLine{PaneRow: r}
		l.ITAt, l.ITFigure, l.HasIT = place(r.ITTrue)
		l.BizAt, l.BizFigure, l.HasBiz = place(r.BizTrue)
		if n := len(out); n == 0 || out[n-1].Initiative != r.Initiative {
			out = append(out, paneGroup{Initiative: r.Initiative})
		}
		g := &out[len(out)-1]
		g.Rows = append(g.Rows, l)
	}
	return out
}

// form is an open modal.
type form struct {
	ID, Title, Submit, Close string
	Trouble                  string // a line above the fields
	Blocks                   []drawn
	Card                     *cardView // in Teams: the fields and the buttons
}

func newForm(v *View, in string, pen scribe) *form {
	if v == nil {
		return nil
	}
	s := sheet{scribe: pen, id: "form", as: v.User, in: in, state: v.State, errors: v.Errors, modal: true}
	f := &form{ID: v.ID, Title: v.Title, Submit: v.Submit, Close: v.Close, Trouble: v.Errors[""], Blocks: s.draw(v.Blocks)}
	if f.Close == "" {
		f.Close = "Close"
	}
	return f
}

// body draws what a message says: its blocks, else its text.
func (s sheet) body(m Message) []drawn {
	if len(m.Blocks) > 0 {
		return s.draw(m.Blocks)
	}
	return []drawn{{Kind: "section", HTML: s.mrkdwn(m.Text)}}
}
