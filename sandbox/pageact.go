package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// actTime bounds one act, real time. Weeks of many simulated leads are the longest.
const actTime = 4 * time.Minute

// serveAct does what a form of the page asks for: as and in name the person and
// the conversation. A script gets the refreshed parts, a plain form the page.
func (p *screen) serveAct(rw http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(rw, r.Body, bodyLimit)
	if err := r.ParseForm(); err != nil {
		http.Error(rw, "form", http.StatusBadRequest)
		return
	}
	act, ok := acts[r.PathValue("act")]
	if !ok {
		http.NotFound(rw, r)
		return
	}
	s := p.scene(r.PostForm.Get("as"), r.PostForm.Get("in"))
	p.note(s.As.User, "")
	// A click that was made counts, also when its window has gone since.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), actTime)
	defer cancel()
	d := deed{user: s.As.User, channel: s.In, form: r.PostForm}
	words := p.words(r.PathValue("act"), d) // before it is done: then the button may be gone
	if text := act(p, ctx, d); text != "" {
		p.note(s.As.User, text)
	} else if words != "" {
		p.did(d.user, d.channel, words)
	}
	p.acted()
	if r.Header.Get("X-Page") != "" {
		p.writeParts(rw, p.scene(s.As.User, s.In), nil)
		return
	}
	http.Redirect(rw, r, "/?"+url.Values{"as": {s.As.User}, "in": {s.In}}.Encode(), http.StatusSeeOther)
}

// deed is one act of a person.
type deed struct {
	user, channel string
	form          url.Values
}

// acts by name; each gives the line to show, "" when all went well.
var acts = map[string]func(*screen, context.Context, deed) string{
	"press":    (*screen).press,
	"card":     (*screen).card,
	"allow":    (*screen).allow,
	"pick":     (*screen).pick,
	"view":     (*screen).pressForm,
	"submit":   (*screen).submit,
	"close":    (*screen).closeForm,
	"home":     (*screen).goHome,
	"say":      (*screen).say,
	"clock":    (*screen).move,
	"scenario": (*screen).recast,
	"tour":     (*screen).turnTour,
}

// outcome is what the person reads after a delivery to the bot.
func (p *screen) outcome(a Ack, err error) string {
	bot := p.botName()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return bot + " did not respond. It took too long."
	case err != nil:
		return "That did not work: " + err.Error() + "."
	case a.OK():
		return ""
	case a.Error == "not_in_channel":
		return bot + " is not in this channel, so it heard nothing. Somebody has to invite it first."
	}
	return bot + " did not respond. Try again. (" + a.Error + ")"
}

// target reads which element a button presses, and with what: its own value, or
// what stands in its field.
func (d deed) target() (key string, value []string) {
	v, err := url.ParseQuery(d.form.Get("press"))
	if err != nil {
		return "", nil
	}
	key = v.Get("k")
	if v.Has("v") {
		return key, []string{v.Get("v")}
	}
	if in, ok := d.form[fieldName(key)]; ok {
		return key, []string{strings.Join(in, ",")}
	}
	return key, nil
}

func (p *screen) press(ctx context.Context, d deed) string {
	key, value := d.target()
	if len(value) == 1 && value[0] == "" {
		return "Choose something first."
	}
	return p.outcome(p.w.Press(ctx, d.user, d.channel, d.form.Get("ts"), key, value...))
}

// input is what stands in the fields of the form that was sent. Choices that
// nobody made are not sent by browsers, so every field of the view is named.
func (p *screen) input(d deed) map[string]string {
	out := map[string]string{}
	v := p.w.View(d.user)
	if v == nil {
		return out
	}
	for _, e := range elementsOf(v.Blocks) {
		if e.holds() {
			out[e.key()] = ""
		}
	}
	for name, list := range d.form {
		if key, ok := fieldKey(name); ok {
			if _, there := out[key]; there {
				out[key] = strings.ReplaceAll(strings.Join(list, ","), "\r\n", "\n")
			}
		}
	}
	return out
}

func (p *screen) submit(ctx context.Context, d deed) string {
	ack, err := p.w.Submit(ctx, d.user, d.form.Get("view"), p.input(d))
	if err == nil && !ack.OK() {
		return "" // the form stays open and says it
	}
	return p.outcome(ack, err)
}

func (p *screen) pressForm(ctx context.Context, d deed) string {
	view := d.form.Get("view")
	if v := p.w.View(d.user); v != nil && v.ID == view { // nothing is filled in on a home tab
		if err := p.w.Fill(d.user, view, p.input(d)); err != nil {
			return p.outcome(Ack{}, err)
		}
	}
	key, value := d.target()
	return p.outcome(p.w.PressView(ctx, d.user, view, key, strings.Join(value, "")))
}

func (p *screen) closeForm(_ context.Context, d deed) string {
	if p.inTeams(d.user) {
		p.t.CloseWindow(d.user)
		return ""
	}
	p.w.CloseView(d.user, d.form.Get("view"))
	return ""
}

// say sends what was typed: a command, a mention, or a direct message.
func (p *screen) say(ctx context.Context, d deed) string {
	text := strings.TrimSpace(strings.ReplaceAll(d.form.Get("text"), "\r\n", "\n"))
	thread := d.form.Get("thread")
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "" && p.venue(d.user) == venue(p.t):
		return "Type something first, such as help."
	case text == "":
		return "Type something first, such as " + slash + " status."
	case p.venue(d.user) == venue(p.t):
		return p.sayInTeams(ctx, d, text, thread)
	case word == slash && thread != "":
		return "Slash commands do not run in threads. Write @" + p.botName() + " instead."
	case word == slash:
		return p.outcome(p.w.Command(ctx, d.user, d.channel, rest))
	case strings.HasPrefix(word, "/"):
		return word + " is no command here. Try " + slash + " help."
	}
	if asked, ok := p.withoutName(text); ok && d.channel != p.w.IM(d.user) {
		return p.outcome(p.w.Mention(ctx, d.user, d.channel, thread, asked))
	}
	if d.channel == p.w.IM(d.user) {
		return p.outcome(p.w.DirectMessage(ctx, d.user, text))
	}
	if err := p.w.Say(d.user, d.channel, thread, text); err != nil {
		return p.outcome(Ack{}, err)
	}
	return "Here only " + slash + " and @" + p.botName() + " get an answer. Try @" + p.botName() + " status."
}

// withoutName takes the bot's @name off a text; ok = it was there.
func (p *screen) withoutName(text string) (string, bool) {
	name := "@" + strings.ToLower(p.botName())
	i := strings.Index(strings.ToLower(text), name)
	// Lower case can change the length of other scripts; then it is no mention we know.
	if i < 0 || len(strings.ToLower(text)) != len(text) {
		return text, false
	}
	return strings.TrimSpace(strings.TrimSpace(text[:i]) + " " + strings.TrimSpace(text[i+len(name):])), true
}

// move moves the practice clock.
func (p *screen) move(ctx context.Context, d deed) string {
	if !p.clock.TryLock() {
		return "The clock is moving already. Wait a moment."
	}
	defer p.clock.Unlock()
	var err error
	switch d.form.Get("to") {
	case "hour":
		err = p.stage.Wait(ctx, time.Hour)
	case "morning":
		err = p.stage.NextMorning(ctx)
	case "round":
		err = p.stage.NextRound(ctx)
	case "weeks":
		err = p.playWeeks(ctx, d)
	}
	if err != nil {
		return "The clock stopped early: " + err.Error() + "."
	}
	return ""
}

func (p *screen) recast(ctx context.Context, d deed) string {
	stage, ok := p.stage.(Director)
	if !ok {
		return ""
	}
	if err := stage.SetScenario(ctx, d.form.Get("initiative"), d.form.Get("scenario")); err != nil {
		return "That did not work: " + err.Error() + "."
	}
	return ""
}
