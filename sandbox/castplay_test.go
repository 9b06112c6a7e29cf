package sandbox

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// asked is a fake bot's check-in form.
func asked(rounds ...string) object {
	var blocks []object
	for _, r := range rounds {
		blocks = append(blocks,
			input("rate|"+r+"|value", false, radios("rate", "1", "2", "3", "4", "5", "0")),
			input("guess|"+r+"|value", false, radios("guess", "1", "2", "3", "4", "5", "0")),
			input("rate|"+r+"|delivery", true, radios("rate", "1", "2", "3", "4", "5", "0")),
			input("line|"+r, true, object{"type": "plain_text_input", "action_id": "line"}),
		)
	}
	return modal(blocks...)
}

// theatreOf lets everybody of a round answer by one scenario.
func theatreOf(scenario, person string) func(string, string) Role {
	return func(round, _ string) Role {
		initiative, _, _ := strings.Cut(round, "@")
		if initiative != "crm" {
			return Role{}
		}
		return Role{Scenario: scenario, Initiative: initiative, Person: person, Side: "biz", Round: 4}
	}
}

// who finds a person who answers, or does not, in that round.
func who(t *testing.T, c *Cast, answers bool) string {
	t.Helper()
	for _, p := range []string{"lena", "maya", "nico", "olga", "paul", "quinn", "rosa", "sami", "tara", "uma", "vera"} {
		if _, _, ok := c.Opinion(Theatre, "crm", p, "biz", "value", 4); ok == answers {
			return p
		}
	}
	t.Fatal("nobody")
	return ""
}

// checkins is a bot that opens a form on a press and keeps what is submitted.
type checkins struct {
	view   object
	answer string
	press  func(slack.InteractionCallback)
	saved  []slack.InteractionCallback
}

func (k *checkins) serve(t *testing.T, b *bench) {
	b.on(func(rw http.ResponseWriter, r request) {
		p := r.payload(t)
		switch {
		case p.Type == slack.InteractionTypeViewSubmission:
			k.saved = append(k.saved, p)
			rw.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(rw, k.answer)
		case k.press != nil:
			k.press(p)
		default:
			b.must(t, "views.open", object{"trigger_id": p.TriggerID, "view": k.view})
		}
	})
}

func (b *bench) invite(t *testing.T, blocks ...object) {
	t.Helper()
	b.must(t, "chat.postMessage", object{"channel": "U0002", "text": "Check-in", "blocks": blocks})
}

func TestPlayForm(t *testing.T) {
	b, c := setup(t), NewCast(5)
	k := &checkins{view: asked("crm@2026-03-03", "erp@2026-03-03")}
	k.serve(t, b)
	b.invite(t, actions("go", button("edit", "older, saved")))
	b.invite(t, actions("go", button("open", "token")))
	b.invite(t, actions("go", button("explain", "not a check-in")))
	person := who(t, c, true)
	done, err := c.Play(t.Context(), b.Workspace, "U0002", theatreOf(Theatre, person))
	if err != nil || !done || len(k.saved) != 1 {
		t.Fatalf("%v %v, %d saved", done, err, len(k.saved))
	}
	got := map[string]string{}
	for id, block := range k.saved[0].View.State.Values {
		for _, a := range block {
			got[id] = a.SelectedOption.Value
		}
	}
	word := func(own, guess int, _ bool) (string, string) {
		return string(rune('0' + own)), string(rune('0' + guess))
	}
	value, guess := word(c.Opinion(Theatre, "crm", person, "biz", "value", 4))
	delivery, _ := word(c.Opinion(Theatre, "crm", person, "biz", "delivery", 4))
	want := map[string]string{
		"rate|crm@2026-03-03|value": value, "guess|crm@2026-03-03|value": guess, "rate|crm@2026-03-03|delivery": delivery, "line|crm@2026-03-03": "",
		// Not this lead's part: what must be answered says can't say, the rest stays empty.
		"rate|erp@2026-03-03|value": "0", "guess|erp@2026-03-03|value": "0", "rate|erp@2026-03-03|delivery": "", "line|erp@2026-03-03": "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if b.View("U0002") != nil {
		t.Error("the form is still open")
	}
	b.clean(t)
}

func TestPlayLeavesAlone(t *testing.T) {
	c := NewCast(5)
	answered := asked("crm@2026-03-03")
	for _, x := range answered["blocks"].([]object) {
		if e := x["element"].(object); e["type"] == "radio_buttons" {
			e["initial_option"] = option("2")
		}
	}
	for _, k := range []struct {
		name   string
		view   object
		blocks []object
		who    func(string, string) Role
	}{
		{"answered before", answered, []object{actions("go", button("open", "t"))}, theatreOf(Theatre, who(t, c, true))},
		{"a lead who does not answer", asked("crm@2026-03-03"), []object{actions("go", button("open", "t"))}, theatreOf(Theatre, who(t, c, false))},
		{"another's initiative", asked("erp@2026-03-03"), []object{actions("go", button("open", "t"))}, theatreOf(Theatre, who(t, c, true))},
		{"saved", asked("crm@2026-03-03"), []object{actions("go", button("edit", "t"))}, theatreOf(Theatre, who(t, c, true))},
		{"no message", asked("crm@2026-03-03"), nil, theatreOf(Theatre, who(t, c, true))},
	} {
		b := setup(t)
		bot := &checkins{view: k.view}
		bot.serve(t, b)
		if k.blocks != nil {
			b.invite(t, k.blocks...)
		}
		done, err := c.Play(t.Context(), b.Workspace, "U0002", k.who)
		if done || err != nil || len(bot.saved) > 0 || b.View("U0002") != nil {
			t.Errorf("%s: %v %v, %d saved, view %v", k.name, done, err, len(bot.saved), b.View("U0002"))
		}
	}
}

func TestPlayTrouble(t *testing.T) {
	c := NewCast(5)
	role := theatreOf(Theatre, who(t, c, true))
	play := func(b *bench, bot *checkins) (bool, error) {
		bot.serve(t, b)
		b.invite(t, actions("go", button("open", "t")))
		return c.Play(t.Context(), b.Workspace, "U0002", role)
	}
	b := setup(t)
	_, err := play(b, &checkins{view: asked("crm@2026-03-03"), answer: `{"response_action":"errors","errors":{"line|crm@2026-03-03":"closed"}}`})
	if err == nil || !strings.Contains(err.Error(), "closed") || b.View("U0002") != nil {
		t.Errorf("refused: %v", err)
	}
	// The bot says in a line that the check-in is over: that is no trouble.
	b = setup(t)
	bot := &checkins{}
	bot.press = func(slack.InteractionCallback) {
		b.must(t, "chat.postEphemeral", object{"channel": "D0002", "user": "U0002", "text": "Over."})
	}
	if done, err := play(b, bot); done || err != nil {
		t.Errorf("closed: %v %v", done, err)
	}
	b = setup(t)
	b.invite(t, actions("go", button("open", "t")))
	b.says(http.StatusInternalServerError, "")
	if _, err := c.Play(t.Context(), b.Workspace, "U0002", role); err == nil || !strings.Contains(err.Error(), "http_service_error") {
		t.Errorf("no answer: %v", err)
	}
	b = setup(t, func(c *Config) { c.Deadline = 50e6 })
	b.invite(t, actions("go", button("open", "t")))
	if _, err := c.Play(t.Context(), b.Workspace, "U0002", role); err == nil || !strings.Contains(err.Error(), "no form came up") {
		t.Errorf("no form: %v", err)
	}
	b = setup(t)
	b.invite(t, actions("b", button("rate:1", "t")))
	if _, err := c.Play(t.Context(), b.Workspace, "U0002", role); err == nil || !strings.Contains(err.Error(), "which item") {
		t.Errorf("unnamed buttons: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b = setup(t)
	b.invite(t, actions("go", button("open", "t")))
	if _, err := c.Play(ctx, b.Workspace, "U0002", role); err == nil {
		t.Error("a cancelled context plays on")
	}
}

func TestPlayButtons(t *testing.T) {
	b, c := setup(t), NewCast(5)
	person := who(t, c, true)
	var pressed []string
	bot := &checkins{press: func(p slack.InteractionCallback) {
		a := p.ActionCallback.BlockActions[0]
		pressed = append(pressed, a.BlockID+" "+a.ActionID)
	}}
	bot.serve(t, b)
	row := func(what string) object {
		var list []object
		for _, v := range "123450" {
			list = append(list, button(what+":"+string(v), string(v)))
		}
		return actions(what+"|crm@2026-03-03|value", list...)
	}
	b.invite(t, row("rate"), row("guess"))
	done, err := c.Play(t.Context(), b.Workspace, "U0002", theatreOf(Theatre, person))
	own, guess, _ := c.Opinion(Theatre, "crm", person, "biz", "value", 4)
	want := []string{"rate|crm@2026-03-03|value rate:" + string(rune('0'+own)), "guess|crm@2026-03-03|value guess:" + string(rune('0'+guess))}
	if d := cmp.Diff(want, pressed); !done || err != nil || d != "" {
		t.Errorf("%v %v %s", done, err, d)
	}
	b.clean(t)
}
