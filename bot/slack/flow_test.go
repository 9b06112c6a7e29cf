package slack_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// send puts a letter on the practice workspace and returns where it stands.
func (b *bench) send(t *testing.T, p checkins.Parcel) checkins.Receipt {
	t.Helper()
	r, err := b.courier.Send(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sendAsk sends Ana a check-in of two initiatives.
func (b *bench) sendAsk(t *testing.T) (checkins.Ask, checkins.Receipt) {
	t.Helper()
	p := parcel(checkins.KindAsk, ana, nil, "ana", "2026-03-03")
	a := asking(p.Letter.ID, due(round, "CRM migration", p.Letter.ID, checkins.Value, checkins.Delivery), due(second, "Billing portal", "other-ask", checkins.Delivery))
	p.Message = a
	r := b.send(t, p)
	if r.Channel != b.IM(ana) {
		t.Fatalf("sent to %s, want the direct message %s", r.Channel, b.IM(ana))
	}
	return a, r
}

func fullForm() map[string]string {
	return map[string]string{
		bot.InputID(slack.InputRate, round, checkins.Value):      "4",
		bot.InputID(slack.InputGuess, round, checkins.Value):     "0",
		bot.InputID(slack.InputRate, round, checkins.Delivery):   "2",
		bot.InputID(slack.InputLine, round, ""):                  "The <!channel> pilot & co.",
		bot.InputID(slack.InputRelease, round, ""):               slack.ReleaseValue,
		bot.InputID(slack.InputRate, second, checkins.Delivery):  "5",
		bot.InputID(slack.InputGuess, second, checkins.Delivery): "3",
	}
}

func TestCheckinFlow(t *testing.T) {
	b := newBench(t)
	a, at := b.sendAsk(t)
	proof := checkins.Proof{Letter: a.Letter, Receipt: at}

	b.desk.set(checkins.Form{Ask: a, Proof: proof}, nil)
	ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionOpen)
	must(t, ack, err)
	h := b.desk.one(t, "form")
	if h.from != user(ana) || h.letter != a.Letter || h.proof != proof {
		t.Errorf("form asked for %+v", h)
	}
	view := b.View(ana)
	if view == nil {
		t.Fatal("no form opened")
	}

	// The store is away: the form stays with what was chosen, and says so.
	b.desk.set(nil, errors.New("the store is away"))
	ack, err = b.Submit(t.Context(), ana, view.ID, fullForm())
	must(t, ack, err)
	first := b.desk.one(t, "answer")
	view = b.View(ana)
	if view == nil || len(view.Errors) != 1 || view.Errors[bot.InputID(slack.InputRate, round, checkins.Value)] != "Not saved, please press again." {
		t.Fatalf("after a failed write the form shows %+v", view)
	}

	b.desk.set(nil, nil)
	ack, err = b.Submit(t.Context(), ana, view.ID, nil)
	must(t, ack, err)
	h = b.desk.one(t, "answer")
	if h.reply.Delivery == first.reply.Delivery {
		t.Errorf("a second press has the delivery id of the first: %s", h.reply.Delivery)
	}
	want := checkins.Reply{
		From: user(ana), Person: "ana", Proof: proof,
		Parts: []checkins.Filled{
			{
				Round: round, Ask: a.Letter,
				Marks: []checkins.Mark{{Dimension: checkins.Value, Guess: true}, {Dimension: checkins.Delivery, Value: 2}, {Dimension: checkins.Value, Value: 4}},
				Line:  &checkins.Line{Person: "ana", Text: "The <!channel> pilot & co.", Released: true},
			},
			{
				Round: second, Ask: "other-ask",
				Marks: []checkins.Mark{{Dimension: checkins.Delivery, Guess: true, Value: 3}, {Dimension: checkins.Delivery, Value: 5}},
				Line:  &checkins.Line{Person: "ana"},
			},
		},
	}
	h.reply.Delivery = ""
	if d := cmp.Diff(want, h.reply); d != "" || h.org != acme {
		t.Errorf("org %s, reply (-want +got):\n%s", h.org, d)
	}
	if b.View(ana) != nil {
		t.Error("the form stays open after it was saved")
	}
	// The same request again, as a network does it.
	if _, err := b.Redeliver(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	again := b.desk.one(t, "answer").reply.Delivery
	if _, err := b.Redeliver(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if twice := b.desk.one(t, "answer").reply.Delivery; again != twice || again == "" {
		t.Errorf("delivered again as %q and %q", again, twice)
	}
}

// One round trip to the domain between a verified submission and its answer.
func TestSubmissionIsOneCall(t *testing.T) {
	d := &counting{desk: &desk{}}
	w := post(t, alone(t, d), "/slack/interactions", submitBody(t, formToken(t), chosen(valueBlock, slack.InputRate, "4")))
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"clear"`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if d.who != 0 || len(d.heard()) != 1 {
		t.Errorf("asked who %d times; want one call of Answer and nothing else", d.who)
	}
}

func TestSubmissionRefused(t *testing.T) {
	outcomes := func(of map[checkins.RoundID]checkins.RecordOutcome) func(checkins.Filled) checkins.RecordOutcome {
		return func(p checkins.Filled) checkins.RecordOutcome { return of[p.Round] }
	}
	help := func(why checkins.HelpText) string { return bot.English.HelpHeadline(checkins.Help{Text: why}).Plain() }
	for _, c := range []struct {
		name  string
		of    map[checkins.RoundID]checkins.RecordOutcome
		reads []string
	}{
		{"both closed", map[checkins.RoundID]checkins.RecordOutcome{round: checkins.Closed, second: checkins.Closed},
			[]string{"CRM migration: " + help(checkins.HelpAllClosed), "Billing portal: " + help(checkins.HelpAllClosed), "What you saved before counts."}},
		{"one closed", map[checkins.RoundID]checkins.RecordOutcome{round: checkins.Closed, second: checkins.Saved},
			[]string{"CRM migration: " + help(checkins.HelpAllClosed), "Billing portal: Saved.", "What you saved before counts."}},
		{"somebody else", map[checkins.RoundID]checkins.RecordOutcome{round: checkins.Stranger, second: checkins.Stranger}, []string{help(checkins.HelpNotYours)}},
		{"left", map[checkins.RoundID]checkins.RecordOutcome{round: checkins.Left, second: checkins.Duplicate}, []string{help(checkins.HelpNoLongerAsked), "Billing portal: Saved."}},
		{"joined", map[checkins.RoundID]checkins.RecordOutcome{round: checkins.NotAsked, second: checkins.NoRound}, []string{help(checkins.HelpNotYetOn), help(checkins.HelpNothingDue)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			a, at := b.sendAsk(t)
			b.desk.set(checkins.Form{Ask: a}, nil)
			ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionOpen)
			must(t, ack, err)
			b.desk.outcome = outcomes(c.of)
			ack, err = b.Submit(t.Context(), ana, b.View(ana).ID, fullForm())
			must(t, ack, err)
			v := b.View(ana)
			if v == nil || v.Submit != "" {
				t.Fatalf("the view after it: %+v, want one without a submit button", v)
			}
			for _, s := range c.reads {
				if !strings.Contains(string(v.Blocks), s) {
					t.Errorf("reads %s, want %q in it", v.Blocks, s)
				}
			}
		})
	}
}

// A form that was changed on its way, or holds what was not offered, stores nothing.
func TestSubmissionNotBelieved(t *testing.T) {
	d := &desk{}
	h := alone(t, d)
	good := formToken(t)
	for name, body := range map[string][]byte{
		"rating of six":        submitBody(t, good, chosen(valueBlock, slack.InputRate, "6")),
		"rating below zero":    submitBody(t, good, chosen(valueBlock, slack.InputRate, "-1")),
		"two digits":           submitBody(t, good, chosen(valueBlock, slack.InputRate, "04")),
		"unknown block":        submitBody(t, good, chosen("x", slack.InputRate, "4")),
		"another round":        submitBody(t, good, chosen(bot.InputID(slack.InputRate, second, checkins.Value), slack.InputRate, "4")),
		"forged metadata":      submitBody(t, good[:len(good)-2]+"AA", chosen(valueBlock, slack.InputRate, "4")),
		"no metadata":          submitBody(t, "", chosen(valueBlock, slack.InputRate, "4")),
		"token of a button":    submitBody(t, rateToken(t), chosen(valueBlock, slack.InputRate, "4")),
		"nothing chosen":       submitBody(t, good, map[string]any{}),
		"line beyond its size": submitBody(t, good, map[string]any{bot.InputID(slack.InputLine, round, ""): map[string]any{slack.InputLine: map[string]any{"value": strings.Repeat("x", 501)}}}),
	} {
		w := post(t, h, "/slack/interactions", body)
		if w.Code != 200 || !strings.Contains(w.Body.String(), `"response_action":"errors"`) {
			t.Errorf("%s: %d %s, want the form to stay with an error", name, w.Code, w.Body)
		}
		if calls := d.heard(); len(calls) > 0 {
			t.Errorf("%s: the desk heard %+v", name, calls)
		}
	}
}

func TestSingleItem(t *testing.T) {
	b := newBench(t)
	p := parcel(checkins.KindAsk, ana, nil, "ana", "2026-03-03")
	p.Message = asking(p.Letter.ID, due(round, "CRM migration", p.Letter.ID, checkins.Value))
	at := b.send(t, p)
	ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionRate+":4")
	must(t, ack, err)
	r := b.desk.one(t, "answer").reply
	id := r.Delivery
	want := checkins.Reply{
		From: user(ana), Person: "ana", Proof: checkins.Proof{Letter: p.Letter.ID, Receipt: at},
		Parts: []checkins.Filled{{Round: round, Ask: p.Letter.ID, Marks: []checkins.Mark{{Dimension: checkins.Value, Value: 4}}}},
	}
	r.Delivery = ""
	if d := cmp.Diff(want, r); d != "" {
		t.Errorf("reply (-want +got):\n%s", d)
	}
	ack, err = b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionGuess+":0")
	must(t, ack, err)
	r = b.desk.one(t, "answer").reply
	if d := cmp.Diff([]checkins.Mark{{Dimension: checkins.Value, Guess: true}}, r.Parts[0].Marks); d != "" || r.Delivery == id {
		t.Errorf("guess, delivery %s (-want +got):\n%s", r.Delivery, d)
	}
	if e := b.seen(sandbox.SeenEphemeral); len(e) > 0 {
		t.Errorf("a saved tap says %q besides", e[0].Text)
	}

	b.desk.outcome = func(checkins.Filled) checkins.RecordOutcome { return checkins.Closed }
	ack, err = b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionRate+":5")
	must(t, ack, err)
	b.desk.one(t, "answer")
	if e := b.seen(sandbox.SeenEphemeral); len(e) != 1 || e[0].Text != text(t, checkins.Help{Text: checkins.HelpAllClosed}) || e[0].User != ana {
		t.Errorf("after the close a tap says %+v", e)
	}

	b.desk.set(nil, errors.New("the store is away"))
	ack, err = b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionRate+":5")
	must(t, ack, err)
	if e := b.seen(sandbox.SeenEphemeral); len(e) != 2 || e[1].Text != "Not saved, please press again." {
		t.Errorf("without the store a tap says %+v", e)
	}
}

func TestLater(t *testing.T) {
	b := newBench(t)
	a, at := b.sendAsk(t)
	b.desk.set(checkins.Done{What: checkins.DoneRemind, At: closes, Zone: "Europe/Berlin"}, nil)
	for action, tomorrow := range map[string]bool{slack.ActionHour: false, slack.ActionTomorrow: true} {
		ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, action)
		must(t, ack, err)
		if h := b.desk.one(t, "remind"); h.letter != a.Letter || h.tomorrow != tomorrow || h.from != user(ana) || h.delivery == "" {
			t.Errorf("%s: the desk heard %+v", action, h)
		}
	}
	b.desk.set(checkins.Done{What: checkins.DoneAway, Until: "2026-03-20"}, nil)
	ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionAway, "2026-03-20")
	must(t, ack, err)
	if h := b.desk.one(t, "away"); h.until != "2026-03-20" || h.from != user(ana) {
		t.Errorf("the desk heard %+v", h)
	}
	if e := b.seen(sandbox.SeenEphemeral); len(e) != 3 || e[2].Text != text(t, checkins.Done{What: checkins.DoneAway, Until: "2026-03-20"}) {
		t.Errorf("said %+v", e)
	}
	// The check-in of somebody else, pressed with a forwarded link or a lost device.
	b.desk.set(checkins.Help{Text: checkins.HelpNotYours}, nil)
	ack, err = b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionOpen)
	must(t, ack, err)
	if e := b.seen(sandbox.SeenEphemeral); b.View(ana) != nil || e[len(e)-1].Text != text(t, checkins.Help{Text: checkins.HelpNotYours}) {
		t.Errorf("said %+v", e)
	}
}

func TestAlertButtons(t *testing.T) {
	b := newBench(t)
	p := parcel(checkins.KindAlert, crm, nil, string(round), user(crm).String())
	p.Letter.ID = checkins.AlertLetter(acme, round, user(crm))
	p.Message = alertCard(p.Letter.ID)
	at := b.send(t, p)
	b.desk.set(checkins.Done{What: checkins.DoneSnoozed, Until: "2026-04-01", Name: "CRM migration"}, nil)
	for _, c := range []struct{ action, value, what string }{
		{slack.ActionAck, "", "ack"}, {slack.ActionExplain, "", "explain"}, {slack.ActionSnooze, "2026-04-01", "snooze"},
	} {
		var value []string
		if c.value != "" {
			value = []string{c.value}
		}
		ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, c.action, value...)
		must(t, ack, err)
		if h := b.desk.one(t, c.what); h.letter != p.Letter.ID || h.from != user(ana) || string(h.until) != c.value {
			t.Errorf("%s: the desk heard %+v, want letter %s", c.action, h, p.Letter.ID)
		}
	}
	// The same card within a notice to its owner is another letter.
	n := parcel(checkins.KindNotice, ana, nil, "crm")
	card := alertCard(n.Letter.ID)
	n.Message = checkins.Notice{Initiative: card.Initiative, Says: checkins.Says{What: "channel_unreachable", Where: user(crm).String(), Detail: "is_archived"}, Alert: &card}
	at = b.send(t, n)
	ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionSnooze, "2026-04-01")
	must(t, ack, err)
	if h := b.desk.one(t, "snooze"); h.letter != n.Letter.ID {
		t.Errorf("snoozed letter %s, want the notice %s", h.letter, n.Letter.ID)
	}
}

// What a button says about itself is worth nothing behind another action.
func TestTokenOfAnotherAction(t *testing.T) {
	b := newBench(t)
	acts := []string{slack.ActionOpen, slack.ActionEdit, slack.ActionHour, slack.ActionTomorrow, slack.ActionRate, slack.ActionGuess, slack.ActionExplain, slack.ActionAck, slack.ActionShare, slack.ActionCheckin, slack.ActionChoose, slack.ActionAccept, slack.ActionDecline}
	for _, signed := range acts {
		token := b.render.Signer.Sign(bot.Claim{
			Act: signed, Org: acme, Person: "ana", Letter: "l1", Value: 4, Dimension: checkins.Value, Guess: signed == slack.ActionGuess,
			Rounds: []bot.Asked{{Round: round, Ask: "l1"}},
		})
		for _, pressed := range acts {
			if pressed == signed {
				continue
			}
			post(t, b.handler, "/slack/interactions", pressBody(t, pressed, token))
			if h := b.desk.heard(); len(h) > 0 {
				t.Errorf("the token of %s, pressed as %s: the desk heard %+v", signed, pressed, h)
			}
		}
	}
	token := b.render.Signer.Sign(bot.Claim{Act: slack.ActionAck, Org: acme, Person: "ana", Letter: "l1"})
	post(t, b.handler, "/slack/interactions", pressBody(t, slack.ActionAck, token))
	b.desk.one(t, "ack") // behind its own action it counts
}

// People of another organisation see shared channels, and press.
func TestForeignPress(t *testing.T) {
	b := newBench(t)
	p := parcel(checkins.KindAlert, crm, nil, "x")
	p.Message = alertCard(p.Letter.ID)
	at := b.send(t, p)
	for _, who := range []string{"U0009", "U0008"} { // of no org, and of another one
		ack, err := b.Press(t.Context(), who, at.Channel, at.TS, slack.ActionExplain)
		must(t, ack, err)
		if h := b.desk.heard(); len(h) > 0 {
			t.Errorf("%s: the desk heard %+v", who, h)
		}
		e := b.seen(sandbox.SeenEphemeral)
		if last := e[len(e)-1]; last.User != who || last.Text != text(t, checkins.Help{Text: checkins.HelpForeign}) {
			t.Errorf("%s reads %q", who, last.Text)
		}
	}
}

func TestCommands(t *testing.T) {
	b := newBench(t)
	b.desk.set(checkins.Help{Text: checkins.HelpChoose, Command: "explain", Name: "c", Choices: []checkins.Named{{ID: "crm", Name: "CRM <!channel>"}, {ID: "c2", Name: "C2"}}}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "explain value R&D")
	must(t, ack, err)
	h := b.desk.one(t, "command")
	if h.from != user(ana) || h.channel != user(crm) || h.request.Command.Verb != checkins.VerbExplain || h.request.Command.Name != "R&D" {
		t.Errorf("the desk heard %+v", h)
	}
	e := b.seen(sandbox.SeenEphemeral)
	if len(e) != 1 || e[0].User != ana || len(e[0].Pings) > 0 {
		t.Fatalf("said %+v, want one private answer without a live mention", e)
	}
	ack, err = b.Press(t.Context(), ana, crm, e[0].TS, slack.ActionChoose+":0")
	must(t, ack, err)
	h = b.desk.one(t, "command")
	if d := cmp.Diff(checkins.Command{Verb: "explain", Name: "crm"}, h.request.Command); d != "" || h.channel != user(crm) {
		t.Errorf("chosen in %s (-want +got):\n%s", h.channel, d)
	}

	// In the bot's direct message there is no channel to ask about.
	ack, err = b.Command(t.Context(), ana, b.IM(ana), "status")
	must(t, ack, err)
	if h := b.desk.one(t, "command"); !h.channel.IsZero() {
		t.Errorf("asked in private, the desk heard of channel %s", h.channel)
	}

	b.desk.set(nil, errors.New("the store is away"))
	ack, err = b.Command(t.Context(), ana, crm, "status")
	must(t, ack, err)
	e = b.seen(sandbox.SeenEphemeral)
	if last := e[len(e)-1]; last.Text != "Not answered. Please try again." {
		t.Errorf("without the store a command says %q", last.Text)
	}
}

func TestCommandOpensForm(t *testing.T) {
	b := newBench(t)
	form := checkins.Form{Ask: asking("", due(round, "CRM migration", "l1", checkins.Value))}
	b.desk.set(form, nil)
	ack, err := b.Command(t.Context(), ana, crm, "checkin")
	must(t, ack, err)
	if ack.Body != "" || b.View(ana) == nil {
		t.Errorf("answered %q, form %+v", ack.Body, b.View(ana))
	}
	b.Inject(sandbox.Fault{Method: "views.open", Error: "expired_trigger_id"})
	ack, err = b.Command(t.Context(), ana, crm, "checkin")
	must(t, ack, err)
	e := b.seen(sandbox.SeenEphemeral)
	if len(e) != 1 || e[0].Text != "That took too long. Please press again." {
		t.Errorf("said %+v", e)
	}
}

// B20: a form that cannot be shown ends in a word to who pressed. No view is ever
// updated by its hash, so hash_conflict is one of Slack's words like any other.
func TestB20LateTrigger(t *testing.T) {
	b := newBench(t)
	a, at := b.sendAsk(t)
	b.desk.set(checkins.Form{Ask: a}, nil)
	for word, says := range map[string]string{
		"expired_trigger_id":   "That took too long. Please press again.",
		"exchanged_trigger_id": "", // the same press again: the form is open
		"internal_error":       "That did not work. Please press again.",
		"hash_conflict":        "That did not work. Please press again.",
	} {
		before := len(b.seen(sandbox.SeenEphemeral))
		b.Inject(sandbox.Fault{Method: "views.open", Error: word})
		ack, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionOpen)
		must(t, ack, err)
		got := ""
		if e := b.seen(sandbox.SeenEphemeral)[before:]; len(e) > 0 {
			got = e[0].Text
		}
		if got != says {
			t.Errorf("%s: said %q, want %q", word, got, says)
		}
	}
}

func TestShare(t *testing.T) {
	b := newBench(t)
	b.desk.set(checkins.Explain{Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}, Share: checkins.ShareToken{What: "explain", Initiative: "crm", Dimension: checkins.Value}}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "explain value")
	must(t, ack, err)
	b.desk.one(t, "command")
	e := b.seen(sandbox.SeenEphemeral)
	b.desk.set(checkins.Done{What: checkins.DoneShared, Name: "CRM migration"}, nil)
	ack, err = b.Press(t.Context(), ana, crm, e[0].TS, slack.ActionShare)
	must(t, ack, err)
	h := b.desk.one(t, "share")
	if want := (checkins.ShareToken{What: "explain", Initiative: "crm", Dimension: checkins.Value}); h.token != want || h.channel != user(crm) || h.delivery == "" {
		t.Errorf("the desk heard %+v", h)
	}
}

// A button in a private reply names a letter, but the reply is not that letter.
func TestPrivateReplyProvesNothing(t *testing.T) {
	b := newBench(t)
	_, at := b.sendAsk(t)
	_ = at
	a := asking("l1", due(round, "CRM migration", "l1", checkins.Value, checkins.Delivery))
	b.desk.set(a, nil)
	ack, err := b.Command(t.Context(), ana, crm, "status")
	must(t, ack, err)
	b.desk.one(t, "command")
	e := b.seen(sandbox.SeenEphemeral)
	b.desk.set(checkins.Form{Ask: a}, nil)
	ack, err = b.Press(t.Context(), ana, crm, e[0].TS, slack.ActionOpen)
	must(t, ack, err)
	if h := b.desk.one(t, "form"); h.proof != (checkins.Proof{}) {
		t.Errorf("the desk was given %+v as proof", h.proof)
	}
}

func TestEvents(t *testing.T) {
	b := newBench(t)
	ack, err := b.Verify(t.Context(), "ch4llenge")
	if err != nil || ack.Status != 200 || !strings.Contains(ack.Body, "ch4llenge") {
		t.Errorf("challenge: %+v, %v", ack, err)
	}

	ack, err = b.Mention(t.Context(), ana, crm, "", "explain value R&D")
	must(t, ack, err)
	h := b.desk.one(t, "mention")
	if d := cmp.Diff(checkins.Command{Verb: checkins.VerbExplain, Topic: "value", Name: "R&D"}, h.request.Command); d != "" || h.from != user(ana) || h.channel != user(crm) || h.request.Thread != "" {
		t.Errorf("the desk heard %+v\n%s", h, d)
	}
	root := b.Messages(crm)[0].TS
	ack, err = b.Mention(t.Context(), ana, crm, root, "status")
	must(t, ack, err)
	if h := b.desk.one(t, "mention"); h.request.Thread != root || h.request.Command.Verb != checkins.VerbStatus {
		t.Errorf("in a thread the desk heard %+v", h)
	}
	for range 3 { // Slack delivers again
		if ack, err = b.Redeliver(t.Context(), 1); err != nil || ack.Status != 200 {
			t.Fatal(ack, err)
		}
	}
	ids := map[string]bool{}
	for _, h := range b.desk.heard() {
		ids[h.delivery] = true
	}
	if len(ids) != 1 {
		t.Errorf("one event delivered three times has the ids %v", ids)
	}

	ack, err = b.DirectMessage(t.Context(), ana, "status crm")
	must(t, ack, err)
	if h := b.desk.one(t, "mention"); !h.channel.IsZero() || h.from != user(ana) || h.request.Command.Verb != checkins.VerbStatus {
		t.Errorf("in private the desk heard %+v", h)
	}

	ack, err = b.Deactivate(t.Context(), "U0002", true)
	must(t, ack, err)
	if h := b.desk.one(t, "gone"); h.from != user("U0002") || h.reason == "" {
		t.Errorf("the desk heard %+v", h)
	}
	ack, err = b.Event(t.Context(), map[string]any{"type": "user_change", "user": map[string]any{"id": "U0002", "team_id": team, "deleted": false}})
	must(t, ack, err)
	if h := b.desk.one(t, "gone"); h.reason != "" {
		t.Errorf("the desk heard %+v", h)
	}

	for _, e := range []map[string]any{
		{"type": "app_uninstalled"},
		{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{"UBOT"}}},
		{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{ana}}},
	} {
		ack, err = b.Event(t.Context(), e)
		must(t, ack, err)
	}
	if d := cmp.Diff([]string{"event T0001", "event T0001"}, b.revoked); d != "" {
		t.Errorf("revoked (-want +got):\n%s", d)
	}

	for _, e := range []map[string]any{
		{"type": "message", "channel_type": "im", "channel": "D1", "user": "UBOT", "text": "status"},
		{"type": "message", "channel_type": "im", "channel": "D1", "user": ana, "bot_id": "B1", "text": "status"},
		{"type": "message", "channel_type": "im", "channel": "D1", "user": ana, "subtype": "message_changed", "text": "status"},
		{"type": "message", "channel_type": "channel", "channel": crm, "user": ana, "text": "<@UBOT> status"},
		{"type": "app_mention", "channel": crm, "user": "UBOT", "bot_id": "B1", "text": "<@UBOT> status"},
		{"type": "team_join", "user": map[string]any{"id": "U1"}},
		{"type": "reaction_added"},
	} {
		ack, err = b.Event(t.Context(), e)
		must(t, ack, err)
		if h := b.desk.heard(); len(h) > 0 {
			t.Errorf("%v: the desk heard %+v", e, h)
		}
	}

	// The store is away: Slack is to try again, and does.
	b.desk.set(nil, errors.New("the store is away"))
	ack, err = b.Mention(t.Context(), ana, crm, "", "status")
	if err != nil || ack.Status != http.StatusServiceUnavailable || ack.Retried != 1 {
		t.Errorf("without the store: %+v, %v", ack, err)
	}
	b.desk.heard()
	b.desk.set(nil, nil)
	if n, err := b.Retry(t.Context()); n != 1 || err != nil {
		t.Errorf("retried %d, %v", n, err)
	}
	b.desk.one(t, "mention")
}

// A person of another organisation is judged by their own team.
func TestMentionFromAnotherTeam(t *testing.T) {
	b := newBench(t)
	ack, err := b.Mention(t.Context(), "U0009", crm, "", "status")
	must(t, ack, err)
	if h := b.desk.one(t, "mention"); h.from.Team != "T0009" || h.channel.Team != team {
		t.Errorf("the desk heard %+v", h)
	}
}

func TestBadSignatureHasNoEffect(t *testing.T) {
	b := newBench(t)
	b.desk.set(checkins.Help{Text: checkins.HelpAsked}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "status")
	must(t, ack, err)
	b.desk.heard()
	ack, err = b.Forge(t.Context(), 1, func(r *http.Request) { r.Header.Set("X-Slack-Signature", "v0=00") })
	if err != nil || ack.Status != 401 || len(b.desk.heard()) > 0 {
		t.Errorf("forged: %+v, %v", ack, err)
	}
}

func TestSocketMode(t *testing.T) {
	b := newBench(t)
	listen := listening(t, b)
	waitFor(t, "count of two sockets", func() bool { return b.handler.Connected() == 2 })
	b.desk.set(checkins.Form{Ask: asking("", due(round, "CRM migration", "l1", checkins.Value))}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "checkin")
	must(t, ack, err)
	if !ack.Socket || b.View(ana) == nil {
		t.Fatalf("over the socket: %+v", ack)
	}
	b.desk.one(t, "command")

	fill := map[string]string{bot.InputID(slack.InputRate, round, checkins.Value): "4", bot.InputID(slack.InputGuess, round, checkins.Value): "2"}
	b.desk.set(nil, errors.New("the store is away"))
	ack, err = b.Submit(t.Context(), ana, b.View(ana).ID, fill)
	must(t, ack, err)
	b.desk.one(t, "answer")
	if v := b.View(ana); v == nil || len(v.Errors) != 1 {
		t.Fatalf("a failed write over the socket: %+v", v)
	}
	b.desk.set(nil, nil)
	ack, err = b.Submit(t.Context(), ana, b.View(ana).ID, nil)
	must(t, ack, err)
	if b.View(ana) != nil {
		t.Error("the form stays open")
	}
	b.desk.one(t, "answer")

	ack, err = b.Mention(t.Context(), ana, crm, "", "status")
	must(t, ack, err)
	b.desk.one(t, "mention")
	// Events that the library has no type for are taken too.
	ack, err = b.Event(t.Context(), map[string]any{"type": "brand_new_event"})
	must(t, ack, err)
	b.desk.set(checkins.Help{Text: checkins.HelpAsked}, nil)
	ack, err = b.Command(t.Context(), ana, crm, "help")
	must(t, ack, err)
	if e := b.seen(sandbox.SeenEphemeral); len(e) != 1 {
		t.Errorf("said %+v", e)
	}
	b.desk.heard()

	// Cut: it comes back by itself.
	b.CutSockets()
	waitFor(t, "a socket after the cut", func() bool { return b.Sockets() > 0 })
	ack, err = b.Command(t.Context(), ana, crm, "help")
	must(t, ack, err)
	if !ack.Socket {
		t.Error("not over the socket")
	}
	waitFor(t, "count of two sockets after the cut", func() bool { return b.handler.Connected() == 2 })
	listen()
	if n := b.handler.Connected(); n != 0 {
		t.Errorf("%d sockets are up after the end", n)
	}
}

// What was not written is not acknowledged.
func TestSocketNotAcknowledged(t *testing.T) {
	b := newBench(t, func(c *sandbox.Config) { c.Deadline = 200 * time.Millisecond })
	stop := listening(t, b)
	defer stop()
	b.desk.set(nil, errors.New("the store is away"))
	ack, err := b.Mention(t.Context(), ana, crm, "", "status")
	if err != nil || ack.OK() || !ack.Socket {
		t.Errorf("an event that was not written is acknowledged: %+v, %v", ack, err)
	}
}

// An answer over 20 KiB would vanish: it goes to the response_url instead.
func TestSocketBigAnswer(t *testing.T) {
	b := newBench(t)
	stop := listening(t, b)
	defer stop()
	rows := []checkins.ExplainRow{}
	for range 15 {
		q := question(checkins.Value)
		q.Text = strings.Repeat("R&D ", 300)
		rows = append(rows, checkins.ExplainRow{Question: q})
	}
	b.desk.set(checkins.Explain{Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}, Rows: rows}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "explain")
	must(t, ack, err)
	waitFor(t, "the answer", func() bool { return len(b.seen(sandbox.SeenEphemeral)) == 1 })
	if ack.Body != "" || len(b.calls("response_url")) != 1 {
		t.Errorf("acknowledged with %d bytes, %d calls of the response_url", len(ack.Body), len(b.calls("response_url")))
	}
}

// listening starts Socket Mode and returns what ends it.
func listening(t *testing.T, b *bench) (stop func()) {
	t.Helper()
	ctx, cancel := newContext(t)
	done := make(chan error, 1)
	go func() { done <- b.handler.Listen(ctx, 2) }()
	waitFor(t, "two sockets", func() bool { return b.Sockets() == 2 })
	ended := false
	stop = func() {
		if ended {
			return
		}
		ended = true
		cancel()
		if err := <-done; err == nil {
			t.Error("Listen ended without the context's error")
		}
		if err := b.handler.Drain(context.Background()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// waitFor looks until it is so, for at most ten seconds.
func waitFor(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(10 * time.Second)
	for !so() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("no %s in 10 s", what)
		}
	}
}
