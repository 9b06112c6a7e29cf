package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// look takes note of what people saw since. Whatever the bot writes pings nobody, and
// no card of it holds a link.
func (s *story) look() error {
	seen := s.space.Since(s.looked[0])
	s.looked[0] += len(seen)
	inTeams := s.tenant.Since(s.looked[1])
	s.looked[1] += len(inTeams)
	for _, x := range append(seen, s.onScreen(inTeams)...) {
		switch x.Kind {
		case sandbox.SeenSaid, sandbox.SeenPin, sandbox.SeenUnpin:
			continue
		}
		if len(x.Pings) > 0 {
			return fmt.Errorf("pings %s: %s", strings.Join(x.Pings, " "), s.describe(x))
		}
		if links := sandbox.ReadCard(x.Card).Links; len(links) > 0 {
			return fmt.Errorf("links to %s: %s", strings.Join(links, " "), s.describe(x))
		}
		if s.unchanged(x) {
			continue
		}
		if !s.quiet[kindOf(x)] {
			s.waiting = append(s.waiting, x)
		}
	}
	return nil
}

// unchanged reports whether a message was edited into what it said already, which
// nobody sees.
func (s *story) unchanged(x sandbox.Seen) bool {
	if x.TS == "" {
		return false
	}
	key, text := x.Channel+x.TS, readable(x)
	same := x.Kind == sandbox.SeenUpdate && s.shown[key] == text
	s.shown[key] = text
	return same
}

// kindOf is the kind of a letter that was seen, or form, reply, error.
func kindOf(x sandbox.Seen) string {
	switch x.Kind {
	case sandbox.SeenEphemeral:
		if inTeams(x.User) {
			return "toast"
		}
		return "reply"
	case sandbox.SeenView:
		return "form"
	case sandbox.SeenHome:
		return "home"
	case sandbox.SeenError:
		return "error"
	}
	if len(x.Files) > 0 && len(x.Metadata) == 0 { // Slack takes no metadata with a file
		return "file"
	}
	return metadataOf(x.Metadata)
}

func metadataOf(raw json.RawMessage) string {
	type stamp struct{ Kind string }
	var m struct {
		Payload stamp `json:"event_payload"`
		Ours    stamp `json:"parallax"` // in Teams
	}
	_ = json.Unmarshal(raw, &m) // a message without metadata has no kind
	return m.Payload.Kind + m.Ours.Kind
}

// readable is all text of a message, on one line.
func readable(x sandbox.Seen) string {
	if x.Card != nil {
		return oneLine(x.Text, onCard(x.Card))
	}
	var v any
	_ = json.Unmarshal(x.Blocks, &v) // no blocks: the text alone
	said := []string{x.Text, textIn(v)}
	for _, f := range x.Files {
		said = append(said, cmp.Or(f.Title, f.Name), f.Text)
	}
	return oneLine(said...)
}

func oneLine(texts ...string) string {
	return strings.Join(strings.Fields(strings.Join(texts, " ")), " ")
}

func textIn(v any) string {
	var parts []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			parts = append(parts, textIn(e))
		}
	case map[string]any:
		for _, k := range keysIn(v) {
			if text, ok := v[k].(string); ok && k == "text" {
				parts = append(parts, text)
			} else if !ok {
				parts = append(parts, textIn(v[k]))
			}
		}
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

func (s *story) describe(x sandbox.Seen) string {
	place := x.Channel
	im := false
	for _, c := range append(s.space.Channels(""), s.tenant.Channels("")...) {
		if c.ID == x.Channel {
			place, im = "channel "+c.Name, c.IM != ""
		}
	}
	if x.User != "" {
		place = strings.TrimSuffix("for "+s.nameOf(x.User)+" in "+place, map[bool]string{true: " in " + place}[im || x.Channel == ""])
	}
	return fmt.Sprintf("%s %s, %s %q: %s", x.At.In(s.loc).Format("Mon 2006-01-02 15:04"), place, x.Kind, kindOf(x), readable(x))
}

func (s *story) unexpected() string {
	var lines []string
	for _, x := range s.waiting {
		lines = append(lines, "\n  "+s.describe(x))
	}
	return strings.Join(lines, "")
}

// nothing: everything that people saw was expected.
func (s *story) nothing([]string) error {
	if len(s.waiting) > 0 {
		return fmt.Errorf("unexpected: %s", s.unexpected())
	}
	return nil
}

func (s *story) ignore(args []string) error {
	for _, k := range args {
		s.quiet[k] = true
	}
	s.waiting = slices.DeleteFunc(s.waiting, func(x sandbox.Seen) bool { return s.quiet[kindOf(x)] })
	return nil
}

// sight is what an expectation or a count describes.
type sight struct {
	kind    string // of a letter
	shape   string // of sandbox.Seen
	channel string
	users   []string // any of them; none: it is for all in the channel
	thread  bool
	texts   []string
	absent  []string
}

func (w sight) fits(x sandbox.Seen) bool {
	shape, kind := w.shape, w.kind
	switch {
	case shape == "toast" && inTeams(x.User):
		shape = sandbox.SeenEphemeral
	case shape == sandbox.SeenEphemeral && inTeams(x.User): // a reply
		shape, kind = sandbox.SeenPost, "reply"
	}
	if x.Kind != shape || kind != "" && kindOf(x) != kind || w.channel != "" && x.Channel != w.channel {
		return false
	}
	if x.User != "" && !slices.Contains(w.users, x.User) || x.User == "" && len(w.users) > 0 || (x.ThreadTS != "") != w.thread {
		return false
	}
	text := readable(x)
	told := text
	if x.Card != nil && x.Kind != sandbox.SeenView {
		told = oneLine(onCard(x.Card)) // a summary is read in a list of chats only
	}
	for _, t := range w.texts {
		if !strings.Contains(told, t) {
			return false
		}
	}
	return !slices.ContainsFunc(w.absent, func(t string) bool { return strings.Contains(text, t) })
}

// expect: see TestStories.
func (s *story) expect(args []string) error {
	changed := len(args) > 0 && args[0] == "changed"
	if changed {
		args = args[1:]
	}
	if len(args) < 2 {
		return errors.New("want dm, channel, thread, form, reply, thread-reply, toast, card, error or applied, and of whom")
	}
	if args[0] == "applied" {
		for _, t := range args[1:] {
			if !strings.Contains(s.applied, t) {
				return fmt.Errorf("it printed:\n%s", s.applied)
			}
		}
		return nil
	}
	switch args[0] {
	case "home":
		return s.home(args[1:])
	case "dialog", "answer", "wrong":
		return s.dialogs(args[0], args[1:])
	}
	wanted, err := s.sights(args)
	if err != nil {
		return err
	}
	for _, w := range wanted {
		if changed || w.kind == "saved" || w.kind == "closed" {
			w.shape = sandbox.SeenUpdate
		}
		if err := s.take(w); err != nil {
			return err
		}
	}
	return nil
}

// take finds what was wanted among what was seen, the oldest first. Of messages
// that changed it takes all that fit: an answer changes the check-in and its nudge.
func (s *story) take(w sight) error {
	n := slices.IndexFunc(s.waiting, w.fits)
	if n < 0 {
		return fmt.Errorf("for %s it was not seen; what was: %s", s.namesOf(w.users), s.unexpected())
	}
	s.waiting = slices.Delete(s.waiting, n, n+1)
	if w.shape == sandbox.SeenUpdate {
		s.waiting = slices.DeleteFunc(s.waiting, w.fits)
	}
	return nil
}

func (s *story) namesOf(users []string) string {
	if len(users) == 0 {
		return "all"
	}
	return s.nameOf(users[0])
}

func (s *story) nameOf(user string) string {
	for _, id := range slices.Backward(keysIn(s.people)) { // ana.teams before ana
		if slices.Contains(s.people[id], user) {
			return string(id)
		}
	}
	return user
}

// sights reads a place, whose, a kind where the place has several, and texts.
func (s *story) sights(args []string) ([]sight, error) {
	var all []sight
	what, args := args[0], args[1:]
	switch what {
	case "channel", "thread":
		id, err := s.channel(args[0])
		if err != nil {
			return nil, err
		}
		w := sight{shape: sandbox.SeenPost, channel: id}
		if what == "thread" {
			w.shape, w.thread = sandbox.SeenThread, true
		}
		all, args = append(all, w), args[1:]
	case "dm", "gone", "form", "reply", "thread-reply", "toast", "card", "error":
		who, rest, err := s.who(args)
		if err != nil {
			return nil, err
		}
		for _, p := range who {
			w := sight{users: s.people[p], thread: what == "thread-reply"}
			switch what {
			case "dm":
				w.shape = sandbox.SeenPost
			case "gone":
				w.shape = sandbox.SeenDelete
			case "toast":
				w.shape = "toast"
			case "card":
				w.shape = sandbox.SeenCard
			case "form":
				w.shape = sandbox.SeenView
			case "reply", "thread-reply":
				w.shape = sandbox.SeenEphemeral
			case "error":
				w.shape = sandbox.SeenError
			}
			all = append(all, w)
		}
		args = rest
	default:
		return nil, fmt.Errorf("%q: want dm, channel, thread, form, reply, thread-reply, toast, card or error", what)
	}
	kind := ""
	if what == "dm" || what == "gone" || what == "channel" || what == "thread" {
		if len(args) == 0 {
			return nil, errors.New("of which kind?")
		}
		if kind, args = args[0], args[1:]; kind == "message" {
			kind = ""
		}
	}
	for n := range all {
		all[n].kind = kind
		s.words(&all[n], args)
	}
	return all, nil
}

// words reads texts; a dimension stands for its statement.
func (s *story) words(w *sight, args []string) {
	list := &w.texts
	for _, a := range args {
		if a == "without" {
			list = &w.absent
			continue
		}
		*list = append(*list, s.statement(w.channel, a))
	}
}

// statement is the text of a dimension, of the channel's initiative or the first.
func (s *story) statement(channel, word string) string {
	dim := scoring.Dimension(word)
	if !checkins.KnownDimension(dim) {
		return word
	}
	i := s.setup.Initiatives[0]
	for _, x := range s.setup.Initiatives {
		if slices.ContainsFunc(x.Channels, func(c checkins.Account) bool { return c.ID == channel }) {
			i = x
		}
	}
	p, _ := s.setup.Org.Priority(i.Priority)
	q, err := checkins.QuestionOf(i, p.Name, dim)
	if err != nil {
		return word
	}
	return q.Text
}

// channel finds a channel by an initiative, by its own name (crm2 is the second
// channel of crm) or by its id.
func (s *story) channel(name string) (id string, err error) {
	for _, c := range append(s.space.Channels(""), s.tenant.Channels("")...) {
		if c.IM == "" && (c.Name == name || c.ID == name) {
			return c.ID, nil
		}
	}
	return "", fmt.Errorf("%s: no such channel", name)
}

// who reads people: ana, or ana,ben, or everybody [but ana].
func (s *story) who(args []string) (who []checkins.PersonID, rest []string, err error) {
	who, rest = split(args[0]), args[1:]
	if args[0] == "everybody" {
		who = s.leads()
		if len(rest) > 1 && rest[0] == "but" {
			but := split(rest[1])
			who, rest = slices.DeleteFunc(who, func(p checkins.PersonID) bool { return slices.Contains(but, p) }), rest[2:]
		}
	}
	for _, p := range who {
		if s.people[p] == nil {
			return nil, nil, fmt.Errorf("nobody is called %s", p)
		}
	}
	return who, rest, nil
}

func split(names string) []checkins.PersonID {
	var who []checkins.PersonID
	for n := range strings.SplitSeq(names, ",") {
		who = append(who, checkins.PersonID(n))
	}
	return who
}

// leads are all who are asked, sorted.
func (s *story) leads() []checkins.PersonID {
	var all []checkins.PersonID
	for _, i := range s.setup.Initiatives {
		for _, side := range scoring.Sides {
			all = append(all, i.Scored(side)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// count: how many new messages of a kind there were, since the story began.
func (s *story) count(args []string) error {
	if len(args) < 3 {
		return errors.New("want dm, channel, thread, written or acts, the place, a kind and a number")
	}
	want, err := strconv.Atoi(args[len(args)-1])
	if err != nil {
		return err
	}
	if args[0] == "acts" {
		if n := s.did[checkins.PersonID(args[1])]; n != want {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	}
	if args[0] == "written" {
		n := 0
		for _, user := range s.people[checkins.PersonID(args[1])] {
			for _, m := range append(s.space.Messages(s.space.IM(user)), s.tenant.Messages(s.tenant.IM(user))...) {
				if m.Bot {
					n++
				}
			}
		}
		if n != want {
			return fmt.Errorf("there are %d", n)
		}
		return nil
	}
	wanted, err := s.sights(args[:len(args)-1])
	if err != nil {
		return err
	}
	for _, w := range wanted {
		n := 0
		for _, x := range append(s.space.Ledger(), s.tenant.Ledger()...) {
			if w.fits(x) {
				n++
			}
		}
		if n != want {
			return fmt.Errorf("for %s there are %d", s.namesOf(w.users), n)
		}
	}
	return nil
}
