package sandbox

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Guide is a Stage with a guided tour. The page shows it when the Stage has it.
type Guide interface {
	// Tour gives the steps in their order. What is done is worked out anew each time.
	Tour() []Step
	// Did hears what the visitor did as somebody in a conversation: the text that was
	// sent, or the words on what was pressed; "" = only looked.
	Did(user, channel, what string)
	// PlayWeeks lets n weeks pass in which everybody answers, also whom the visitor
	// plays. It ends when the next round has asked.
	PlayWeeks(ctx context.Context, n int) error
}

// Step is one step of a tour. It is done when all its tasks are.
type Step struct {
	Name  string // on its button, two or three words
	Title string // what to do
	Text  string // what to do and why it matters, plain, one or two short sentences
	Tasks []Task
}

// Task is one thing to do in a step: it brings the visitor to a person and a place.
type Task struct {
	Label   string // on its link or button
	User    string // who does it; "" = whoever is played
	Channel string // where; "" = the chat with the bot
	Say     string // what is said there at once; "" = the visitor does the rest
	Weeks   int    // to be played, as PlayWeeks takes them; 0 = none
	Done    bool
}

// Done reports whether nothing of the step is left to do.
func (s Step) Done() bool { return !slices.ContainsFunc(s.Tasks, func(t Task) bool { return !t.Done }) }

// mostWeeks is how many weeks one press plays.
const mostWeeks = 8

// tour is where the visitor is in it. The whole practice workspace has one visitor.
type tour struct {
	at     int    // the step that is shown, from 0
	held   bool   // it was chosen, and stays although it is done
	done   []bool // the steps, when they were last looked at
	hidden bool
}

// tourView is the tour as the page shows it.
type tourView struct {
	Steps  []tourStep
	Now    *tourStep // nil: all is done
	Done   int
	Said   string // for screen readers, when something was done
	Hidden bool
	As, In string // who looks, and where
}

type tourStep struct {
	Step
	N    int // from 1
	On   bool
	Acts []tourTask
}

type tourTask struct {
	Task
	As, In string
	Leaves bool // somebody else, or another place: the page is loaded anew
	Next   bool // the first that is left to do
}

// Tour is the guided tour, nil when the stage has none.
func (s scene) Tour() *tourView {
	g, ok := s.on.stage.(Guide)
	if !ok {
		return nil
	}
	steps := g.Tour()
	s.on.mu.Lock()
	t := s.on.tour.follow(steps)
	s.on.tour = t
	s.on.mu.Unlock()
	v := &tourView{Hidden: t.hidden, Done: count(steps), As: s.As.User, In: s.In}
	for n, step := range steps {
		one := tourStep{Step: step, N: n + 1, On: n == t.at}
		next := slices.IndexFunc(step.Tasks, func(t Task) bool { return !t.Done })
		for k, task := range step.Tasks {
			as := orElse(task.User, s.As.User)
			act := tourTask{Task: task, Next: k == next, As: as, In: orElse(task.Channel, s.on.venue(as).IM(as))}
			if task.Weeks > 0 { // wherever the visitor is
				act.As, act.In = s.As.User, s.In
			}
			act.Leaves = act.As != s.As.User || act.In != s.In
			one.Acts = append(one.Acts, act)
		}
		v.Steps = append(v.Steps, one)
	}
	if t.at < len(v.Steps) {
		v.Now = &v.Steps[t.at]
	}
	switch {
	case v.Done == 0:
	case v.Now == nil:
		v.Said = "All steps are done."
	default:
		v.Said = strconv.Itoa(v.Done) + " of " + strconv.Itoa(len(steps)) + " steps done. Now: " + v.Now.Title + "."
	}
	return v
}

// follow goes on to the next step that is not done, after the one that was done last;
// past the last when none is left.
func (t tour) follow(steps []Step) tour {
	was := t.done
	t.done = nil
	for n, s := range steps {
		t.done = append(t.done, s.Done())
		if t.done[n] && (n >= len(was) || !was[n]) {
			t.at, t.held = n, false
		}
	}
	switch {
	case t.held && t.at < len(steps):
		return t
	case !slices.Contains(t.done, false):
		t.at = len(steps)
		return t
	}
	for t.at %= len(steps); t.done[t.at]; {
		t.at = (t.at + 1) % len(steps)
	}
	return t
}

func count(steps []Step) int {
	n := 0
	for _, s := range steps {
		if s.Done() {
			n++
		}
	}
	return n
}

// turnTour shows a step, or puts the tour away and back.
func (p *screen) turnTour(_ context.Context, d deed) string {
	g, ok := p.stage.(Guide)
	if !ok {
		return ""
	}
	steps := g.Tour()
	p.mu.Lock()
	defer p.mu.Unlock()
	switch to := d.form.Get("to"); to {
	case "hide":
		p.tour.hidden = true
	case "show":
		p.tour.hidden = false
	default:
		if n, err := strconv.Atoi(to); err == nil && n >= 1 && n <= len(steps) {
			p.tour.at, p.tour.held = n-1, true
		}
	}
	return ""
}

// playWeeks is what the button of a task does.
func (p *screen) playWeeks(ctx context.Context, d deed) error {
	g, ok := p.stage.(Guide)
	n, _ := strconv.Atoi(d.form.Get("weeks")) // what is no number is no week
	if !ok || n < 1 || n > mostWeeks {
		return nil
	}
	return g.PlayWeeks(ctx, n)
}

// did tells the guide what the visitor did.
func (p *screen) did(user, channel, what string) {
	if g, ok := p.stage.(Guide); ok {
		g.Did(user, channel, what)
	}
}

// words is what a deed is in the visitor's eyes: the text that is sent, or what stands
// on the button.
func (p *screen) words(act string, d deed) string {
	switch ts := d.form.Get("ts"); act {
	case "say":
		text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(d.form.Get("text")), slash+" "))
		if asked, ok := p.withoutName(text); ok {
			text = asked
		}
		return text
	case "press":
		key, value := d.target()
		for _, m := range p.w.Sees(d.user, d.channel) {
			if m.TS != ts {
				continue
			}
			if e, _, err := pick(m.Blocks, key, value); err == nil {
				return str(sub(e.body, "text"), "text")
			}
		}
	case "card":
		if p.t == nil {
			return ""
		}
		for _, m := range p.t.Sees(d.user, d.channel) {
			if m.TS != ts || m.Card == nil {
				continue
			}
			card, err := decodeCard(m.Card)
			if err != nil {
				return ""
			}
			for _, a := range actionsOf(card) {
				if a.path == d.form.Get("press") {
					return a.title()
				}
			}
		}
	}
	return ""
}
