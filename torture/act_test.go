package torture

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/scoring"
)

// form is a check-in that lies open before somebody.
type form struct {
	view    string // in Slack
	channel string // in Teams: the card
	ts      string
	inputs  []string // "rate|<round>|<dimension>", "guess|..."
}

// marks are what somebody fills in: a value for each input.
type marks map[string]string

// all fills every input: n in the first, and one more, in turns of five, in each of
// the next, so that two n differ everywhere.
func (m form) all(n int) marks {
	in := marks{}
	for k, id := range m.inputs {
		in[id] = strconv.Itoa((n+k)%5 + 1)
	}
	return in
}

// What people see after they pressed Save.
const (
	sawSaved    = "saved"     // the form closed, or the card says Saved
	sawNotSaved = "not saved" // a word that says so, and what was filled in still stands there
	sawTrouble  = "trouble"   // the platform's own word: the app did not answer
	sawGone     = "gone"      // in Teams: the card was drawn anew meanwhile, and nothing was sent
)

// saw is what somebody saw, and when.
type saw struct {
	what string
	text string        // the words
	took time.Duration // until then
}

// buttonsOf lists the action ids of Block Kit blocks, those of the form's inputs by
// their blocks.
func partsOf(raw json.RawMessage) (buttons, inputs []string) {
	type part struct {
		Action string `json:"action_id"`
	}
	var blocks []struct {
		Type     string `json:"type"`
		ID       string `json:"block_id"`
		Elements []part `json:"elements"`
	}
	_ = json.Unmarshal(raw, &blocks) // blocks of other shapes have none
	for _, b := range blocks {
		for _, e := range b.Elements {
			buttons = append(buttons, e.Action)
		}
		if b.Type == "input" && (strings.HasPrefix(b.ID, "rate|") || strings.HasPrefix(b.ID, "guess|")) {
			inputs = append(inputs, b.ID)
		}
	}
	return buttons, inputs
}

// openForm opens the newest check-in of a lead. The error says that none came up.
func (f *fleet) openForm(l *lead) (form, error) {
	if l.inTeams {
		return f.openCard(l)
	}
	im := f.space.IM(l.user)
	for _, m := range slices.Backward(f.space.Sees(l.user, im)) {
		buttons, _ := partsOf(m.Blocks)
		n := slices.IndexFunc(buttons, func(b string) bool { return b == "open" || b == "edit" })
		if !m.Bot || n < 0 {
			continue
		}
		ack, err := f.space.Press(f.t.Context(), l.user, im, m.TS, buttons[n])
		if err != nil || !ack.OK() {
			return form{}, fmt.Errorf("%s opens the check-in: %w %+v", l.id, err, ack)
		}
		v := f.space.View(l.user)
		if v == nil {
			return form{}, fmt.Errorf("%s: no form came up", l.id)
		}
		_, inputs := partsOf(v.Blocks)
		return form{view: v.ID, inputs: inputs}, nil
	}
	return form{}, fmt.Errorf("%s has no check-in", l.id)
}

// mustOpen is openForm where nothing stands in the way.
func (f *fleet) mustOpen(l *lead) form {
	f.t.Helper()
	m, err := f.openForm(l)
	if err != nil {
		f.t.Fatal(err)
	}
	return m
}

// openCard finds the card of a check-in, and turns one that is answered back into a
// form.
func (f *fleet) openCard(l *lead) (form, error) {
	im := f.tenant.IM(l.user)
	for range 2 {
		for _, m := range slices.Backward(f.tenant.Sees(l.user, im)) {
			verbs := verbsOf(m.Card)
			if slices.Contains(verbs, "submit") {
				var inputs []string
				for id := range f.tenant.Filled(l.user, im, m.TS) {
					if strings.HasPrefix(id, "rate|") || strings.HasPrefix(id, "guess|") {
						inputs = append(inputs, id)
					}
				}
				slices.Sort(inputs)
				return form{channel: im, ts: m.TS, inputs: inputs}, nil
			}
			if !slices.Contains(verbs, "edit") {
				continue
			}
			if ack, err := f.tenant.Press(f.t.Context(), l.user, im, m.TS, "edit"); err != nil || !ack.OK() {
				return form{}, fmt.Errorf("%s opens the check-in: %w %+v", l.id, err, ack)
			}
			break
		}
	}
	return form{}, fmt.Errorf("%s has no check-in", l.id)
}

// verbsOf lists the verbs of a card, also of what its buttons unfold.
func verbsOf(card json.RawMessage) []string {
	var v any
	_ = json.Unmarshal(card, &v) // no card: no buttons
	var verbs []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if verb, is := v["verb"].(string); is && v["type"] == "Action.Execute" {
				verbs = append(verbs, verb)
			}
			for name, e := range v {
				if name != "fallback" {
					walk(e)
				}
			}
		}
	}
	walk(v)
	return verbs
}

// save fills the form in and presses Save.
func (f *fleet) save(l *lead, m form, in marks) saw {
	if l.inTeams {
		return f.saveCard(l, m, in)
	}
	began := time.Now()
	ack, err := f.space.Submit(f.t.Context(), l.user, m.view, in)
	s := saw{took: time.Since(began)}
	v := f.space.View(l.user)
	switch {
	case err != nil:
		f.t.Errorf("%s cannot save: %v", l.id, err)
		s.what = sawTrouble
	case v == nil:
		s.what = sawSaved
	case !ack.OK():
		s.what, s.text = sawTrouble, ack.Error
	default:
		s.what = sawNotSaved
		for _, word := range v.Errors {
			s.text = word
		}
		if len(v.Errors) == 0 { // the form was replaced by what became of it
			s.text = string(v.Blocks)
		}
	}
	return s
}

func (f *fleet) saveCard(l *lead, m form, in marks) saw {
	n := len(f.tenant.Ledger())
	began := time.Now()
	ack, err := f.tenant.Submit(f.t.Context(), l.user, m.channel, m.ts, "submit", in)
	s := saw{what: sawTrouble, took: time.Since(began)}
	if err != nil {
		s.what, s.text = sawGone, err.Error()
		return s
	}
	for _, x := range f.tenant.Since(n) {
		if x.User != l.user || x.TS != m.ts {
			continue
		}
		switch {
		case x.Kind == sandbox.SeenError && ack.Error == "application_error":
			s.what, s.text = sawNotSaved, x.Text
		case x.Kind == sandbox.SeenError:
			s.text = x.Text
		case x.Kind == sandbox.SeenEphemeral && x.Text == "Done.": // the card follows
			s.what = sawSaved
		case x.Kind == sandbox.SeenEphemeral:
			s.what, s.text = sawNotSaved, x.Text
		case x.Kind == sandbox.SeenCard && slices.Contains(verbsOf(x.Card), "submit"):
			s.what, s.text = sawNotSaved, strings.Join(sandbox.ReadCard(x.Card).Lines, " ")
		case x.Kind == sandbox.SeenCard:
			s.what = sawSaved
		}
	}
	return s
}

// mustSave opens a check-in and saves it, as somebody who is told to press again does.
func (f *fleet) mustSave(l *lead, n int) marks {
	f.t.Helper()
	m := f.mustOpen(l)
	in := m.all(n)
	var s saw
	for range 5 {
		if s = f.save(l, m, in); s.what == sawSaved {
			return in
		}
		if s.what == sawGone {
			m = f.mustOpen(l)
		}
	}
	f.t.Fatalf("%s: never saved: %+v", l.id, s)
	return nil
}

// stands reports what is wrong with the stored answers of a lead when these were
// acknowledged last: "" when they stand there, each once.
func stands(kept checkins.Kept, l *lead, in marks) string {
	found := map[string]int{}
	for _, a := range kept.Answers {
		if a.Person == l.id {
			if a.SaidOwn {
				found["rate|"+string(a.Dimension)] = a.Own
			}
			if a.SaidGuess {
				found["guess|"+string(a.Dimension)] = a.Guess
			}
		}
	}
	for id, value := range in {
		what, d := inputOf(id)
		if got := strconv.Itoa(found[what+"|"+string(d)]); got != value {
			return fmt.Sprintf("%s: %s %s stands at %s, acknowledged was %s", l.id, what, d, got, value)
		}
	}
	if len(found) != len(in) {
		return fmt.Sprintf("%s: %d values are stored, %d were acknowledged", l.id, len(found), len(in))
	}
	return ""
}

// inputOf takes the id of an input apart.
func inputOf(id string) (what string, d scoring.Dimension) {
	part := strings.Split(id, "|")
	return part[0], scoring.Dimension(part[len(part)-1])
}
