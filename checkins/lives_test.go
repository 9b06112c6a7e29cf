package checkins_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// life is one of the things that people agree on, from its first day to its last.
type life struct {
	kind  checkins.BookKind
	world func(*testing.T) *world
	acts  []act
	who   []checkins.PersonID            // besides the owner, each of them is erased or switched off once
	words map[checkins.PersonID][]string // in theirs: once they are erased a channel reads none of it
	quiet []string                       // stands in it, and in no channel
	read  checkins.Command               // shows it
	asks  []checkins.Kind                // of letters that ask something about it, or remind of it
}

// act is something that happens at an instant; nil: time goes by.
type act struct {
	day, hour int
	do        func(*scene)
}

// scene is a life that is being lived.
type scene struct {
	*world
	m      *mortal
	act    int
	calls  int
	again  string            // of a second press: it is another delivery
	owner  checkins.PersonID // who does what an owner does now
	strict bool              // every act must go well
	dies   bool              // the process may die
	mu     sync.Mutex
}

func (s *scene) delivery() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	return fmt.Sprint("act-", s.act, "-", s.calls, s.again)
}

func (s *scene) person(p checkins.PersonID) checkins.Account {
	if p == "may" {
		p = s.owner
	}
	return account(p)
}

// heard takes what an act was answered.
func (s *scene) heard(m checkins.Message, err error) checkins.Message {
	s.t.Helper()
	_, help := m.(checkins.Help)
	_, form := m.(checkins.Dialog)
	switch {
	case errors.Is(err, errKilled) && s.m.dead:
	case err != nil:
		s.t.Fatalf("act %d: %v", s.act, err)
	case s.strict && (help || form):
		s.t.Fatalf("act %d: %+v", s.act, m)
	}
	return m
}

func (s *scene) types(p checkins.PersonID, c checkins.Command) checkins.Message {
	s.t.Helper()
	return s.heard(s.desk.Command(s.ctx, checkins.Request{From: s.person(p), Delivery: s.delivery(), Command: c}))
}

func (s *scene) presses(p checkins.PersonID, what, subject string, letter checkins.LetterID) checkins.Message {
	s.t.Helper()
	return s.heard(s.desk.Do(s.ctx, checkins.Deed{From: s.person(p), Delivery: s.delivery(), What: what, Initiative: checkinstest.CRM, Subject: subject, Letter: letter}))
}

func (s *scene) sends(p checkins.PersonID, d checkins.Dialog, values map[string]string) checkins.Message {
	s.t.Helper()
	all := map[string][]string{}
	for k, v := range values {
		all[k] = []string{v}
	}
	return s.heard(s.desk.Submit(s.ctx, checkins.Submission{
		From: s.person(p), Delivery: s.delivery(), What: d.What, Subject: d.Subject, Letter: d.Letter, Initiative: checkinstest.CRM, Go: checkins.GoOn, Values: all,
	}))
}

// first is the id of the first thing in a book; empty while there is none.
func (s *scene) first(kind checkins.BookKind) string {
	s.t.Helper()
	b, err := s.mem.Book(s.ctx, checkinstest.Acme, checkins.BookID{Kind: kind, Of: string(checkinstest.CRM)})
	if err != nil {
		s.t.Fatal(err)
	}
	var v struct{ All []struct{ ID string } }
	if len(b.Text) > 0 {
		if err := json.Unmarshal(b.Text, &v); err != nil {
			s.t.Fatal(err)
		}
	}
	if len(v.All) == 0 {
		return ""
	}
	return v.All[0].ID
}

// letterTo is the last letter of a kind that somebody has.
func (s *scene) letterTo(k checkins.Kind, p checkins.PersonID) checkins.LetterID {
	if p == "may" {
		p = s.owner
	}
	all := s.to(k, p)
	if len(all) == 0 {
		return "none"
	}
	return all[len(all)-1].Letter.ID
}

// at has the clock at an instant, and everything done that is due there, also by a
// process that comes up after one that died.
func (s *scene) at(t time.Time) {
	s.t.Helper()
	for n := range map[bool]int{false: 1, true: 5}[s.dies] { // a lease runs out, a lost letter is looked for
		s.clock = t.Add(time.Duration(2*n) * time.Minute)
		s.turns()
	}
	s.clock = t.Add(10 * time.Minute)
}

func (s *scene) turns() {
	s.t.Helper()
	for {
		err := s.desk.Tick(s.ctx, s.clock)
		for n := 1; err == nil && n > 0; {
			n, err = s.desk.Deliver(s.ctx, s.clock)
		}
		if s.reborn() {
			continue
		}
		if err != nil {
			s.t.Fatalf("at %v: %v", s.clock, err)
		}
		return
	}
}

// reborn starts the process anew if it died.
func (s *scene) reborn() bool {
	if !s.m.dead {
		return false
	}
	s.m.dead, s.m.at = false, 0
	s.live(s.m)
	return true
}

// begins sets the scene.
func (l life) begins(t *testing.T) *scene {
	t.Helper()
	s := &scene{world: l.world(t), owner: "may"}
	s.m = &mortal{Memory: s.mem, courier: s.courier, counts: true}
	s.live(s.m)
	return s
}

// until has the time of an act come, and the check-ins before it open and close in theirs.
func (s *scene) until(a act) {
	s.t.Helper()
	for day := range a.day {
		for _, d := range []int{0, 3, 4} {
			if at := berlin(day, 11); day%7 == d && at.After(s.clock) {
				s.at(at)
			}
		}
	}
	s.at(berlin(a.day, a.hour))
}

// plays has one act happen; again after a death in it, as a platform delivers again what
// nobody took.
func (s *scene) plays(n int, a act) {
	s.t.Helper()
	s.until(a)
	if a.do == nil {
		return
	}
	s.act, s.calls = n, 0
	a.do(s)
	if s.reborn() {
		s.calls = 0
		a.do(s)
	}
	s.at(s.clock)
}

// derived are ids that come of a delivery: pressed by two at once it is one of two.
var derived = regexp.MustCompile(`[0-9a-f]{32}`)

// stands is how it stands: what the books say, and what people read, each message once.
func (s *scene) stands() []string {
	s.t.Helper()
	var all []string
	once := map[checkins.LetterID]int{}
	for _, x := range s.courier.Seen() {
		if once[x.Letter.ID]++; once[x.Letter.ID] > 1 {
			s.t.Errorf("%s to %s%s stands %d times", x.Letter.Kind, x.Letter.Lead, x.Letter.To.ID, once[x.Letter.ID])
		}
		text, err := json.Marshal(x.Message)
		if err != nil {
			s.t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s to %s %s: %s", x.Letter.Kind, x.Letter.Lead, x.Letter.To.ID, derived.ReplaceAll(text, []byte("#"))))
	}
	slices.Sort(all)
	for _, kind := range []checkins.BookKind{
		checkins.BookSteps, checkins.BookFigures, checkins.BookPromises, checkins.BookDecisions, checkins.BookWins, checkins.BookRecalls, checkins.BookRankings,
	} {
		for _, of := range []string{string(checkinstest.CRM), "2026-03-01-0", "2026-03-01-1", "2026-03-01-2", "2026-03-01-3", "2026-03-01-4", "2026-03-01-5", "2026-03-01-6", "2026-03-01-7", "2026-03-01"} {
			b, err := s.mem.Book(s.ctx, checkinstest.Acme, checkins.BookID{Kind: kind, Of: of})
			if err != nil {
				s.t.Fatal(err)
			}
			if len(b.Text) > 0 {
				all = append(all, fmt.Sprintf("%s of %s: %s", kind, of, derived.ReplaceAll(b.Text, []byte("#"))))
			}
		}
	}
	return all
}

// seldom is how many deaths of a life are tried: all with PARALLAX_TORTURE.
func seldom(t *testing.T, steps int) []int {
	most := 12
	if testing.Short() {
		most = 6
	}
	if os.Getenv("PARALLAX_TORTURE") != "" {
		most = steps
	}
	var all []int
	for n := range min(most, steps) {
		all = append(all, 1+n*steps/min(most, steps))
	}
	return all
}

// Whenever the process is killed, between two steps or before it hears of one, everything
// that people agreed on stands as if it had lived, and each message stands once.
func TestLivesSurviveDeaths(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, l := range lives {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := l.begins(t)
			s.strict, s.dies = true, true
			for n, a := range l.acts {
				s.plays(n, a)
			}
			want, steps := s.stands(), s.m.steps
			if steps < 10 {
				t.Fatalf("a life of %d steps", steps)
			}
			for _, at := range seldom(t, steps) {
				for _, after := range []bool{false, true} {
					s := l.begins(t)
					s.m.at, s.m.after, s.dies = at, after, true
					for n, a := range l.acts {
						s.plays(n, a)
					}
					if s.m.at != 0 {
						t.Errorf("no death at step %d", at)
					}
					if diff := cmp.Diff(want, s.stands()); diff != "" {
						t.Fatalf("died at step %d of %d, after it %v:\n%s", at, steps, after, diff)
					}
				}
			}
			t.Logf("%d steps", steps)
		})
	}
}

// Pressed twice, or by two at once, everything stands as if it had been done once.
func TestLivesSurviveSecondPresses(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	for name, l := range lives {
		t.Run(name, func(t *testing.T) {
			play := func(how func(*scene, act)) []string {
				s := l.begins(t)
				for n, a := range l.acts {
					if a.do == nil {
						s.plays(n, a)
						continue
					}
					how(s, a)
				}
				return s.stands()
			}
			of := func(times func(s *scene, a act)) func(*scene, act) {
				return func(s *scene, a act) {
					s.until(a)
					s.act++
					times(s, a)
					s.at(s.clock)
				}
			}
			want := play(of(func(s *scene, a act) { s.calls = 0; a.do(s) }))
			for how, times := range map[string]func(*scene, act){
				"twice": func(s *scene, a act) {
					s.calls = 0
					a.do(s)
					s.calls, s.again = 0, "-again"
					a.do(s)
					s.again = ""
				},
				"delivered again": func(s *scene, a act) {
					s.calls = 0
					a.do(s)
					s.calls = 0
					a.do(s)
				},
				"two at once": func(s *scene, a act) {
					s.calls = 0
					var all sync.WaitGroup
					for range 2 {
						all.Go(func() { a.do(s) })
					}
					all.Wait()
				},
			} {
				if diff := cmp.Diff(want, play(of(times))); diff != "" {
					t.Errorf("%s:\n%s", how, diff)
				}
			}
		})
	}
}

// What people agree on is theirs: a channel reads alerts, the initiative at a glance, what
// was done about an alert, wins and what somebody shared there, and nothing else; of none
// of it a word, a rating or a name that stays between those who are asked.
func TestLivesKeepOutOfChannels(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	public := map[checkins.Kind]bool{
		checkins.KindAlert: true, checkins.KindThread: true, checkins.KindCard: true, checkins.KindShare: true, checkins.KindAct: true,
		checkins.KindGather: true, checkins.KindWin: true, checkins.KindIntro: true,
	}
	for name, l := range lives {
		t.Run(name, func(t *testing.T) {
			s := l.begins(t)
			for n, a := range l.acts {
				s.plays(n, a)
			}
			inPrivate := map[string]bool{}
			for _, x := range s.courier.Parcels() { // each wording that ever went out
				text, err := json.Marshal(x.Message)
				if err != nil {
					t.Fatal(err)
				}
				to := x.Letter.To.ID
				if person := strings.HasPrefix(to, "U-"); person != (x.Letter.Lead != "") {
					t.Errorf("%s for %q goes to %s", x.Letter.Kind, x.Letter.Lead, to)
				}
				if x.Letter.Lead == "" && !public[x.Letter.Kind] {
					t.Errorf("a channel gets %s: %s", x.Letter.Kind, text)
				}
				for _, secret := range l.quiet {
					switch {
					case !strings.Contains(string(text), secret):
					case x.Letter.Lead == "":
						t.Errorf("the channel reads %q: %s: %s", secret, x.Letter.Kind, text)
					default:
						inPrivate[secret] = true
					}
				}
			}
			books := strings.Join(s.stands(), "\n")
			for _, secret := range l.quiet {
				if !inPrivate[secret] && !strings.Contains(books, secret) {
					t.Errorf("%q stands nowhere: this looks for nothing", secret)
				}
			}
		})
	}
}

// fate is something that happens to people or to the initiative in the middle of a life.
type fate struct {
	befalls func(*scene, checkins.PersonID)
	gone    func(owner, p checkins.PersonID) checkins.PersonID // who gets nothing any more
	each    bool                                               // it befalls each person of the life; else the owner
}

var fates = map[string]fate{
	"handover": {
		befalls: func(s *scene, _ checkins.PersonID) {
			m, err := s.desk.Command(s.ctx, checkins.Request{From: account("may"), Delivery: "handover", Command: checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "zoe"}})
			if err != nil || !said(checkins.DoneHandedOver, m) {
				s.t.Fatal(m, err)
			}
			s.owner = "zoe"
		},
		gone: func(checkins.PersonID, checkins.PersonID) checkins.PersonID { return "may" },
	},
	"nobody owns it": {
		befalls: func(s *scene, _ checkins.PersonID) {
			i := s.initiative()
			i.Owner = ""
			if err := s.mem.Enrol(s.ctx, checkins.Setup{Org: s.setup.Org, Initiatives: []checkins.Initiative{i}}); err != nil {
				s.t.Fatal(err)
			}
		},
		gone: func(checkins.PersonID, checkins.PersonID) checkins.PersonID { return "may" },
	},
	"switched off": {
		befalls: func(s *scene, p checkins.PersonID) {
			if err := s.desk.Gone(s.ctx, account(p), string(checkins.ReasonGone)); err != nil {
				s.t.Fatal(err)
			}
		},
		gone: func(_, p checkins.PersonID) checkins.PersonID { return p }, each: true,
	},
	"forgotten": {
		befalls: func(s *scene, p checkins.PersonID) { s.forget(p) },
		gone:    func(_, p checkins.PersonID) checkins.PersonID { return p }, each: true,
	},
	"paused": {
		befalls: func(s *scene, _ checkins.PersonID) {
			if m := s.types("may", checkins.Command{Verb: checkins.VerbPause, Name: "crm"}); !said(checkins.DonePaused, m) {
				s.t.Fatalf("%+v", m)
			}
		},
	},
}

// names are those of the people of a life, as a channel would read them.
var names = map[checkins.PersonID]string{"ana": "Ana Ruiz", "ben": "Ben Lee", "may": "May Owens"}

// Whatever happens to whoever it is about, wherever in its life: the others go on with it,
// who left gets nothing more, and of who was forgotten no channel and no book keeps a
// name or a word.
func TestLivesSurvivePeople(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	turn := 0
	for _, name := range slices.Sorted(maps.Keys(lives)) {
		for _, what := range slices.Sorted(maps.Keys(fates)) {
			l, f := lives[name], fates[what]
			who := []checkins.PersonID{"may"}
			if f.each {
				who = append(who, l.who...)
			}
			for _, p := range who {
				turn++
				first, each := turn%3, 3
				if !f.each || os.Getenv("PARALLAX_TORTURE") != "" {
					first, each = 0, 1
				}
				t.Run(name+" "+what+" "+string(p), func(t *testing.T) {
					t.Parallel()
					for at := first; at < len(l.acts); at += each {
						l.befallen(t, f, what, p, at)
					}
				})
			}
		}
	}
}

// befallen is a life in which something happens before an act.
func (l life) befallen(t *testing.T, f fate, what string, p checkins.PersonID, at int) {
	t.Helper()
	s := l.begins(t)
	before := 0
	for n, a := range l.acts {
		if n == at {
			s.until(a)
			f.befalls(s, p)
			s.at(s.clock)
			before = len(s.courier.Seen())
		}
		s.plays(n, a)
	}
	if what == "handover" {
		l.handedOn(t, s, at, before)
	}
	gone := checkins.PersonID("")
	if f.gone != nil {
		gone = f.gone("may", p)
	}
	for n, x := range s.courier.Seen() {
		text, err := json.Marshal(x.Message)
		if err != nil {
			t.Fatal(err)
		}
		late := n >= before
		switch {
		case late && gone != "" && x.Letter.Lead == gone && x.Letter.Kind != checkins.KindReply && x.Letter.About.Text.What != "handed":
			t.Errorf("before act %d: %s to %s, who has left: %s", at, x.Letter.Kind, gone, text)
		case late && what == "paused" && slices.Contains(l.asks, x.Letter.Kind) && asking(x.Message):
			t.Errorf("before act %d: %s asks %s of what is paused: %s", at, x.Letter.Kind, x.Letter.Lead, text)
		case what == "forgotten" && x.Letter.Lead == "":
			for _, secret := range append([]string{names[p]}, l.words[p]...) {
				if secret != "" && strings.Contains(string(text), secret) {
					t.Errorf("before act %d: the channel still reads %q: %s", at, secret, text)
				}
			}
		}
	}
	if what == "forgotten" {
		s.untraced(string(p), names[p])
	}
	s.stands()
	if what != "nobody owns it" && !(p == "may" && f.each) {
		if h, is := s.types("may", l.read).(checkins.Help); is {
			t.Errorf("before act %d: its owner reads %+v", at, h)
		}
	}
	reader := checkins.PersonID("biz2")
	if h, is := s.types(reader, checkins.Command{Verb: checkins.VerbStatus, Name: "crm"}).(checkins.Help); is {
		t.Errorf("before act %d: %s reads %+v", at, reader, h)
	}
}

// handedOn wants whoever owns it now to hear what the owner would have heard.
func (l life) handedOn(t *testing.T, s *scene, at, before int) {
	t.Helper()
	heard := func(s *scene, p checkins.PersonID, from int) map[string]bool {
		all := map[string]bool{}
		for _, x := range s.courier.Seen()[from:] {
			if x.Letter.Lead == p && x.Letter.Kind != checkins.KindReply {
				all[fmt.Sprint(x.Letter.Kind, " ", x.Letter.About.Text.What)] = true
			}
		}
		return all
	}
	whole, from := l.begins(t), 0
	for n, a := range l.acts {
		if n == at {
			whole.until(a)
			from = len(whole.courier.Seen())
		}
		whole.plays(n, a)
	}
	last := l.acts[len(l.acts)-1]
	s.until(act{last.day + 7, last.hour, nil}) // what nobody was asked comes with the next check-in
	now := heard(s, s.owner, before)
	for what := range heard(whole, "may", from) {
		if !now[what] {
			t.Errorf("before act %d: its owner hears no %s", at, what)
		}
	}
}

// asking reports whether a message asks its reader something about an agreement.
func asking(m checkins.Message) bool {
	switch m := m.(type) {
	case checkins.PromiseTurn:
		return m.What == checkins.PromiseAsk
	case checkins.DecisionTurn:
		return m.What == checkins.DecisionAsk || m.What == checkins.DecisionRevisit
	case checkins.StepAsk, checkins.OutcomeAsk, checkins.Rank, checkins.WhyAgain:
		return true
	}
	return false
}
