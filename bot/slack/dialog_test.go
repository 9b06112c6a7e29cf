package slack_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// everything is a dialog with a field of every kind, opened by Ana in the channel.
func (b *bench) everything(t *testing.T, many int) (checkins.Dialog, *sandbox.View) {
	t.Helper()
	d := bottest.Friendly().Everything(many)
	b.desk.set(d, nil)
	ack, err := b.Command(t.Context(), ana, crm, "new")
	must(t, ack, err)
	if got := b.desk.one(t, "command").request; got.From != user(ana) || got.Channel != (checkins.Account{Platform: checkins.Slack, Team: team, ID: crm}) {
		t.Errorf("asked by %+v", got)
	}
	v := b.View(ana)
	if v == nil {
		t.Fatal("no dialog is open")
	}
	return d, v
}

func fieldOf(d checkins.Dialog, key string) checkins.Field {
	for _, f := range d.Fields {
		if f.Key == key {
			return f
		}
	}
	panic(key)
}

func block(d checkins.Dialog, key string) string { return bot.FieldID(d, fieldOf(d, key), false) }

// What stands in a dialog comes back as it was filled in, by the keys of its fields.
func TestDialogComesBack(t *testing.T) {
	b := newBench(t)
	d, v := b.everything(t, 30)
	if v.Submit != "Next" || v.Close != "Cancel" {
		t.Errorf("buttons %q and %q", v.Submit, v.Close)
	}
	b.desk.set(checkins.Done{What: checkins.DoneAway, Until: "2026-03-20"}, nil)
	ack, err := b.Submit(t.Context(), ana, v.ID, nil)
	must(t, ack, err)
	want := checkins.Submission{
		From: user(ana), Channel: checkins.Account{Platform: checkins.Slack, Team: team, ID: crm},
		What: "trial", Step: "two", Subject: "subject", Initiative: "crm", Letter: bottest.Letter, Go: checkins.GoOn,
		Values: map[string][]string{
			"name": {fieldOf(d, "name").Value[0]}, "why": {fieldOf(d, "why").Value[0]}, "stage": {"person-1"}, "priority": {"person-2"},
			"days": {"person-0", "person-2"}, "owner": {"slack:T0001/U0001"}, "leads": {"slack:T0001/U0001", "person-2"},
			"channel": {"slack:T0001/C0001"}, // the one in which it was asked for
			"by":      {"2026-06-30"}, "at": {"10:00"}, "release": {"1"},
		},
	}
	got := b.desk.one(t, "submit").sent
	first := got.Delivery
	got.Delivery = ""
	sortValues(got.Values["leads"])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("submitted (-want +got):\n%s", diff)
	}
	// The answer stands in its place, and can be closed.
	v = b.View(ana)
	if v == nil || v.Submit != "" || v.Close != "Close" || !strings.Contains(string(v.Blocks), "You are away until") {
		t.Fatalf("the answer: %+v", v)
	}
	if _, err := b.Redeliver(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if again := b.desk.one(t, "submit").sent.Delivery; first == "" || again != first {
		t.Errorf("delivered again as %q, first as %q", again, first)
	}
}

func sortValues(v []string) {
	if len(v) == 2 && v[0] == "person-2" {
		v[0], v[1] = v[1], v[0]
	}
}

// What can be left empty comes back as an empty field, and what was chosen anew as
// that.
func TestDialogIsEmptied(t *testing.T) {
	b := newBench(t)
	d, v := b.everything(t, 3)
	elsewhere := bot.FieldID(d, fieldOf(d, "leads"), true)
	ack, err := b.Submit(t.Context(), ana, v.ID, map[string]string{
		block(d, "priority"): "", block(d, "leads"): "U0001,U0002", elsewhere: "", block(d, "channel"): "", block(d, "release"): "",
		block(d, "name"): "  Billing  ", block(d, "owner"): "U0002", block(d, "at"): "09:30", block(d, "days"): "person-1",
	})
	must(t, ack, err)
	got := b.desk.one(t, "submit").sent.Values
	for key, want := range map[string][]string{
		"priority": nil, "leads": {"slack:T0001/U0001", "slack:T0001/U0002"}, "channel": nil, "release": nil, "name": {"Billing"},
		"owner": {"slack:T0001/U0002"}, "at": {"09:30"}, "days": {"person-1"},
	} {
		have, shown := got[key]
		if !shown || len(have) != len(want) || len(want) > 0 && !cmp.Equal(have, want) {
			t.Errorf("%s: %q (shown %t), want %q", key, have, shown, want)
		}
	}
}

// What is wrong stands at the fields, and nothing that was typed is lost.
func TestDialogSaysWhatIsWrong(t *testing.T) {
	b := newBench(t)
	d, v := b.everything(t, 3)
	b.desk.set(d, nil) // two of its fields are wrong
	ack, err := b.Submit(t.Context(), ana, v.ID, map[string]string{block(d, "name"): "Another name"})
	must(t, ack, err)
	b.desk.one(t, "submit")
	v = b.View(ana)
	want := map[string]string{block(d, "why"): "Please fill this in.", block(d, "by"): "This date has passed."}
	if v == nil || !cmp.Equal(v.Errors, want) {
		t.Fatalf("errors %v, want %v", v.Errors, want)
	}
	if v.State[block(d, "name")]["text"] != "Another name" {
		t.Errorf("the name reads %v", v.State[block(d, "name")])
	}
	// A fault that stands at no input is told in a dialog drawn anew.
	late := d
	late.Fields = append([]checkins.Field{{Key: "later", Kind: checkins.FieldText, Wrong: "missing"}}, d.Fields...)
	b.desk.set(late, nil)
	ack, err = b.Submit(t.Context(), ana, v.ID, nil)
	must(t, ack, err)
	if v = b.View(ana); len(v.Errors) > 0 || !strings.Contains(string(v.Blocks), "⚠ Please fill this in.") {
		t.Errorf("the dialog drawn anew: %v, %s", v.Errors, v.Blocks)
	}
	if v.State[block(d, "name")]["text"] != "Another name" {
		t.Errorf("the name reads %v", v.State[block(d, "name")])
	}
}

// The steps of a dialog follow each other in one modal; back takes along what was
// typed, and discard throws the draft away.
func TestDialogGoesBackAndStops(t *testing.T) {
	b := newBench(t)
	d, v := b.everything(t, 3)
	next := d
	next.Step, next.Number, next.Fields = "three", 3, []checkins.Field{{Key: "name", Kind: checkins.FieldText, Optional: true}}
	b.desk.set(next, nil)
	ack, err := b.Submit(t.Context(), ana, v.ID, nil)
	must(t, ack, err)
	b.desk.one(t, "submit")
	v = b.View(ana)
	if v.Submit != "Save" || len(v.State) != 0 {
		t.Fatalf("the last step: %q, %v", v.Submit, v.State)
	}
	if err := b.Fill(ana, v.ID, map[string]string{block(next, "name"): "half a thought"}); err != nil {
		t.Fatal(err)
	}
	b.desk.set(d, nil)
	ack, err = b.PressView(t.Context(), ana, v.ID, "dialog:back", "")
	must(t, ack, err)
	if s := b.desk.one(t, "submit").sent; s.Go != checkins.GoBack || s.Step != "three" || !cmp.Equal(s.Values, map[string][]string{"name": {"half a thought"}}) || s.Delivery == "" {
		t.Errorf("went back with %+v", s)
	}
	v = b.View(ana)
	if v.Submit != "Next" || v.State[block(d, "name")]["text"] == "" {
		t.Fatalf("back at %+v", v.State)
	}
	b.desk.set(checkins.Help{Text: checkins.HelpNothingDue}, nil)
	ack, err = b.PressView(t.Context(), ana, v.ID, "dialog:stop", "")
	must(t, ack, err)
	if s := b.desk.one(t, "submit").sent; s.Go != checkins.GoStop {
		t.Errorf("stopped with %+v", s)
	}
	if v = b.View(ana); v.Submit != "" || v.CallbackID != slack.CallbackAnswer {
		t.Errorf("after it was discarded: %+v", v)
	}
	b.CloseView(ana, v.ID)
	if b.View(ana) != nil {
		t.Error("the answer stays")
	}
	if calls := b.desk.heard(); len(calls) > 0 {
		t.Errorf("closing told the desk %+v", calls)
	}
}

// A dialog that is not ours, that somebody of another org sends, too often, or whose
// answer is lost stays as it is.
func TestDialogIsRefused(t *testing.T) {
	b := newBench(t)
	d, v := b.everything(t, 3)
	at := block(d, "name")
	b.desk.set(nil, errors.New("the store is away"))
	ack, err := b.Submit(t.Context(), ana, v.ID, nil)
	must(t, ack, err)
	b.desk.one(t, "submit")
	if v = b.View(ana); v.Errors[at] != "Not saved, please press again." {
		t.Errorf("lost: %v", v.Errors)
	}
	ack, err = b.PressView(t.Context(), ana, v.ID, "dialog:back", "")
	if err != nil || ack.OK() {
		t.Errorf("back without a store: %+v, %v", ack, err)
	}
	b.desk.one(t, "submit")

	old := string(encodedView(t, b, d, func(c *bot.Claim) { c.Act = slack.ActForm }))
	foreign := string(encodedView(t, b, d, func(c *bot.Claim) { c.Org = "other" }))
	for name, body := range map[string]string{"another act": old, "another org": foreign, "forged": strings.Replace(foreign, "v1.", "v2.", 1)} {
		w := post(t, b.handler, "/slack/interactions", []byte(body))
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"errors"`) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if calls := b.desk.heard(); len(calls) > 0 {
		t.Errorf("the desk heard %+v", calls)
	}
}

// encodedView is a dialog that was sent, with another claim than it had.
func encodedView(t *testing.T, b *bench, d checkins.Dialog, change func(*bot.Claim)) []byte {
	t.Helper()
	c := bot.DialogClaim(d)
	c.Org = acme
	change(&c)
	at := block(d, "name")
	return payloadBody(t, map[string]any{
		"type": "view_submission", "api_app_id": "A0001", "trigger_id": "1.2.abc", "team": map[string]any{"id": team},
		"user": map[string]any{"id": ana, "team_id": team},
		"view": map[string]any{
			"callback_id": slack.CallbackDialog, "private_metadata": b.render.Signer.Sign(c), "type": "modal",
			"blocks": []any{map[string]any{"type": "input", "block_id": at}},
			"state":  map[string]any{"values": map[string]any{at: map[string]any{"text": map[string]any{"type": "plain_text_input", "value": "x"}}}},
		},
	})
}

// Values that no dialog of ours can hold are none.
func TestDialogHoldsNothingElse(t *testing.T) {
	b := newBench(t)
	d := bottest.Friendly().Everything(3)
	good := string(encodedView(t, b, d, func(*bot.Claim) {}))
	id := strings.NewReplacer("|", "%7C").Replace(block(d, "name"))
	if !strings.Contains(good, id) {
		t.Fatalf("%q is not in %s", id, good)
	}
	for name, other := range map[string]string{
		"another step": strings.ReplaceAll(id, "two", "one"), "no field": "rate%7Ccrm", "a key of its own": strings.ReplaceAll(id, "name", "na+me"),
		"a date": strings.ReplaceAll(id, "text", "date"),
	} {
		w := post(t, b.handler, "/slack/interactions", []byte(strings.ReplaceAll(good, id, other)))
		if w.Code != 200 && w.Code != 500 || strings.Contains(w.Body.String(), "update") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if calls := b.desk.heard(); len(calls) > 0 {
		t.Errorf("the desk heard %+v", calls)
	}
	b.desk.set(checkins.Done{What: checkins.DoneHere, Where: checkins.Slack}, nil)
	if w := post(t, b.handler, "/slack/interactions", []byte(good)); w.Code != 200 || !strings.Contains(w.Body.String(), "update") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Who asks for more than anybody needs is told so, and keeps what was typed.
func TestDialogTooOften(t *testing.T) {
	b := newBench(t)
	_, v := b.everything(t, 3)
	b.desk.set(nil, errors.New("away"))
	told := false
	for range 40 {
		ack, err := b.Submit(t.Context(), ana, v.ID, nil)
		must(t, ack, err)
		for _, e := range b.View(ana).Errors {
			told = told || strings.HasPrefix(e, "That was a lot at once")
		}
	}
	if !told {
		t.Errorf("nobody said that it is too much: %v", b.View(ana).Errors)
	}
	if n := len(b.desk.heard()); n > 25 {
		t.Errorf("the desk was asked %d times", n)
	}
}

// A dialog that a mention asks for is opened from a message, by a deed of its name;
// what such a button asks for, and where, reaches the domain.
func TestDialogOpensFromAMessage(t *testing.T) {
	b := newBench(t)
	d := bottest.Friendly().Everything(3)
	at := b.send(t, parcel(checkins.KindReply, ana, d, "asked"))
	b.desk.set(d, nil)
	ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, bot.ActDo)
	must(t, ack, err)
	w := b.desk.one(t, "do").deed
	if w.Delivery == "" || w.From != user(ana) {
		t.Errorf("done by %+v", w)
	}
	w.Delivery, w.From = "", checkins.Account{}
	if want := (checkins.Deed{What: "trial", Initiative: "crm", Letter: bottest.Letter, Subject: "subject"}); w != want {
		t.Errorf("did %+v, want %+v", w, want)
	}
	if v := b.View(ana); v == nil || v.CallbackID != slack.CallbackDialog {
		t.Fatalf("opened %+v", v)
	}
	// An answer in the modal has buttons, too: what they lead to takes its place.
	b.desk.set(d, nil)
	ack, err = b.Submit(t.Context(), ana, b.View(ana).ID, nil)
	must(t, ack, err)
	b.desk.one(t, "submit")
	b.desk.set(checkins.Help{Text: checkins.HelpChoose, Command: "status", Choices: []checkins.Named{{ID: "crm", Name: "CRM migration"}}}, nil)
	ack, err = b.Submit(t.Context(), ana, b.View(ana).ID, map[string]string{block(d, "name"): "x"})
	must(t, ack, err)
	b.desk.one(t, "submit")
	b.desk.set(checkins.Done{What: checkins.DoneHere, Where: checkins.Slack}, nil)
	ack, err = b.PressView(t.Context(), ana, b.View(ana).ID, "choose:0", "")
	must(t, ack, err)
	b.desk.one(t, "command")
	if v := b.View(ana); v == nil || !strings.Contains(string(v.Blocks), "You are here") {
		t.Errorf("the answer to a button of an answer: %+v", v)
	}
	// Others of the channel, but of no org of ours, do nothing.
	for _, other := range []string{"U0009", "U0008"} {
		shared := b.send(t, parcel(checkins.KindReply, other, d, "asked", other))
		ack, err := b.Press(t.Context(), other, shared.Channel, shared.TS, bot.ActDo)
		must(t, ack, err)
	}
	if calls := b.desk.heard(); len(calls) > 0 {
		t.Errorf("the desk heard %+v", calls)
	}
}

// A press that takes too long leaves the modal as it is.
func TestDialogIsLate(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for the real clock")
	}
	b := newBench(t)
	d, v := b.everything(t, 3)
	hang := make(chan struct{})
	b.desk.mu.Lock()
	b.desk.hang = hang
	b.desk.mu.Unlock()
	began := time.Now()
	ack, err := b.Submit(t.Context(), ana, v.ID, nil)
	close(hang)
	must(t, ack, err)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("answered after %v", took)
	}
	if got := b.View(ana); got.Errors[block(d, "name")] == "" {
		t.Errorf("errors %v", got.Errors)
	}
}
