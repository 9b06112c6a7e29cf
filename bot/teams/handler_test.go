package teams_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

const (
	anasChat = "a:chat-of-ana"
	anaMRI   = "29:ana"
)

var (
	crm = checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: crmChannel}
	ana = objectOf("ana")
)

// objectOf is the account of a lead in Teams.
func objectOf(p checkins.PersonID) checkins.Account {
	ids := []checkins.PersonID{"ana", "it1", "it2", "ben", "biz1", "biz2"}
	n := slices.Index(ids, p) + 1
	return checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: fmt.Sprintf("aaaaaaaa-0000-0000-0000-%012d", n)}
}

// tenant is a desk of an org that lives in Teams, and the handler before it.
type tenant struct {
	*testing.T
	mem     *checkinstest.Memory
	courier *checkinstest.Courier
	desk    *checkins.Desk
	handler *teams.Handler
	clock   time.Time
	resumed []string
	acts    int
}

func newTenant(t *testing.T, changes ...func(*checkins.Setup)) *tenant {
	t.Helper()
	s := checkinstest.Setup(2)
	s.Org.Teams = []string{ownTenant}
	for n, p := range s.People {
		s.People[n].Accounts = []checkins.Account{objectOf(p.ID)}
	}
	s.Initiatives[0].Channels = []checkins.Account{crm}
	for _, change := range changes {
		change(&s)
	}
	w := &tenant{T: t, courier: &checkinstest.Courier{}, clock: checkinstest.Opens.Add(-time.Hour)}
	w.mem = checkinstest.NewMemory(func() time.Time { return w.clock })
	w.desk = &checkins.Desk{
		Directory: w.mem, Agenda: w.mem, Roster: w.mem, Registrar: w.mem, Ledger: w.mem, Standings: w.mem, Outbox: w.mem, Shelf: w.mem, Cares: w.mem, Notes: w.mem, Consents: w.mem, Talks: w.mem, Books: w.mem, Drafts: w.mem,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Teams: w.courier},
		Now:      func() time.Time { return w.clock }, Settle: 30 * time.Second,
	}
	if err := w.mem.Enrol(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.over(w.desk)
	return w
}

// over puts the handler before another desk.
func (w *tenant) over(d teams.Desk) {
	w.Helper()
	h, err := teams.NewHandler(teams.Config{
		Desk: d, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: w.mem,
		Resume: func(_ context.Context, tenant string) { w.resumed = append(w.resumed, tenant) },
	})
	if err != nil {
		w.Fatal(err)
	}
	w.handler = h
}

func (w *tenant) turn() {
	w.Helper()
	if err := w.desk.Tick(w.Context(), w.clock); err != nil {
		w.Fatal(err)
	}
	for {
		n, err := w.desk.Deliver(w.Context(), w.clock)
		if err != nil {
			w.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (w *tenant) at(t time.Time) {
	w.clock = t
	w.turn()
}

// shown are the messages of a kind as they stand.
func (w *tenant) shown(k checkins.Kind, to checkins.Account) []checkinstest.Shown {
	return slices.DeleteFunc(w.courier.Seen(), func(s checkinstest.Shown) bool { return s.Letter.Kind != k || s.Letter.To != to })
}

func (w *tenant) newest(k checkins.Kind, to checkins.Account) checkinstest.Shown {
	w.Helper()
	all := w.shown(k, to)
	if len(all) == 0 {
		w.Fatalf("no %s for %s", k, to)
	}
	return all[len(all)-1]
}

// activity is one of a person in their own chat, or in the channel, with changes.
func (w *tenant) activity(from checkins.Account, inChannel bool, changes jsonObject) teams.Activity {
	w.Helper()
	w.acts++
	o := jsonObject{
		"id": fmt.Sprintf("17%011d", w.acts), "text": "", "entities": nil,
		"from": jsonObject{"id": "29:" + from.ID, "name": "Somebody", "aadObjectId": from.ID},
	}
	if from == ana {
		o["from"] = jsonObject{"id": anaMRI, "name": "Ana Ruiz", "aadObjectId": from.ID}
	}
	if !inChannel {
		o["conversation"] = jsonObject{"id": "a:chat-of-" + from.ID, "conversationType": "personal", "tenantId": ownTenant}
		if from == ana {
			o["conversation"] = jsonObject{"id": anasChat, "conversationType": "personal", "tenantId": ownTenant}
		}
		o["channelData"] = jsonObject{"tenant": jsonObject{"id": ownTenant}}
	}
	for k, v := range changes {
		o[k] = v
	}
	a, err := teams.Decode(messageBody(o))
	if err != nil {
		w.Fatal(err)
	}
	return a
}

// execute is a press by Action.Execute, submit one by Action.Submit.
func (w *tenant) execute(from checkins.Account, inChannel bool, message, verb, token string, inputs map[string]string) teams.Activity {
	data := jsonObject{"t": token}
	for k, v := range inputs {
		data[k] = v
	}
	return w.activity(from, inChannel, jsonObject{
		"type": "invoke", "name": "adaptiveCard/action", "replyToId": message,
		"value": jsonObject{"action": jsonObject{"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"},
	})
}

func (w *tenant) submit(from checkins.Account, inChannel bool, message, verb, token string, inputs map[string]string) teams.Activity {
	data := jsonObject{"act": verb, "t": token}
	for k, v := range inputs {
		data[k] = v
	}
	return w.activity(from, inChannel, jsonObject{"replyToId": message, "value": data})
}

// told is what an invoke is answered with.
type told struct {
	Status int             `json:"statusCode"`
	Type   string          `json:"type"`
	Value  json.RawMessage `json:"value"`
}

func (t told) card() bool { return t.Type == "application/vnd.microsoft.card.adaptive" }

// word is what the client says to who pressed.
func (t told) word() string {
	var s string
	if t.Type != "application/vnd.microsoft.activity.message" || json.Unmarshal(t.Value, &s) != nil {
		return ""
	}
	return s
}

func (w *tenant) handle(a teams.Activity) (told, error) {
	w.Helper()
	r, err := w.handler.Handle(w.Context(), a)
	if r.Body == nil {
		return told{}, err
	}
	raw, jsonErr := json.Marshal(r.Body)
	if jsonErr != nil {
		w.Fatal(jsonErr)
	}
	var t told
	if err := json.Unmarshal(raw, &t); err != nil {
		w.Fatal(err)
	}
	return t, err
}

func (w *tenant) must(a teams.Activity) told {
	w.Helper()
	t, err := w.handle(a)
	if err != nil {
		w.Fatal(err)
	}
	return t
}

// buttons are the tokens of a card by their verbs, those of forms that unfold too.
func buttons(t *testing.T, card any) map[string]string {
	t.Helper()
	raw, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if verb, ok := v["verb"].(string); ok {
				data, _ := v["data"].(map[string]any)
				found[verb], _ = data["t"].(string)
			}
			for _, one := range v {
				walk(one)
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		}
	}
	walk(tree)
	return found
}

func (w *tenant) buttons(m checkins.Message) map[string]string {
	w.Helper()
	c, err := teams.Renderer{Signer: bottest.Signer()}.Message(checkinstest.Acme, m)
	if err != nil {
		w.Fatal(err)
	}
	return buttons(w.T, c)
}

// asked opens the first round and returns Ana's check-in.
func (w *tenant) asked() checkinstest.Shown {
	w.Helper()
	w.at(checkinstest.Opens)
	return w.newest(checkins.KindAsk, ana)
}

func roundOne() checkins.RoundID { return checkins.RoundIDOf(checkinstest.CRM, checkinstest.First) }

// inputs rates what Ana was asked.
func (w *tenant) inputs(value string) map[string]string {
	w.Helper()
	rounds, err := w.mem.Rounds(w.Context(), checkinstest.Acme, roundOne())
	if err != nil || len(rounds) != 1 {
		w.Fatal(rounds, err)
	}
	in := map[string]string{}
	for _, d := range rounds[0].Plans["ana"].Items {
		in[bot.InputID(bot.InputRate, roundOne(), d)] = value
	}
	return in
}

func (w *tenant) stored() map[string]int {
	w.Helper()
	kept, err := w.mem.Answers(w.Context(), checkinstest.Acme, roundOne(), "ana")
	if err != nil {
		w.Fatal(err)
	}
	values := map[string]int{}
	for _, a := range kept.Answers {
		values[string(a.Dimension)] = a.Own
	}
	return values
}

func sentence(h checkins.HelpText) string {
	return bot.English.HelpHeadline(checkins.Help{Text: h}).Plain()
}

// A form is saved once however often it is delivered, and comes back as the check-in
// that says so; it opens again with what was answered, also after something was wrong.
func TestSaving(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	press := w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, w.buttons(ask.Message)[teams.VerbSubmit], w.inputs("4"))
	for range 2 {
		got := w.must(press)
		if !got.card() || got.Status != 200 || !strings.Contains(string(got.Value), "Saved") {
			t.Fatalf("answered with %d %s %s", got.Status, got.Type, got.Value)
		}
		for d, v := range w.stored() {
			if v != 4 {
				t.Errorf("%s is %d", d, v)
			}
		}
	}
	if len(w.stored()) != len(w.inputs("4")) {
		t.Errorf("stored %v", w.stored())
	}
	w.turn()
	saved := w.newest(checkins.KindAsk, ana)
	if saved.Edits != 1 {
		t.Errorf("the check-in was edited %d times", saved.Edits)
	}
	form := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbEdit, w.buttons(saved.Message)[teams.VerbEdit], nil))
	if !form.card() || !strings.Contains(string(form.Value), `"value":"4"`) {
		t.Fatalf("the form opens as %s %s", form.Type, form.Value)
	}
	token := buttons(t, form.Value)[teams.VerbSubmit]
	for name, c := range map[string]struct {
		inputs map[string]string
		says   checkins.HelpText
	}{
		"nothing chosen": {map[string]string{}, checkins.HelpNoChoice},
		"no rating":      {w.inputs("9"), checkins.HelpOldForm},
		"other input":    {map[string]string{"rate|other@2026-03-03|value": "4"}, checkins.HelpOldForm},
		"too long":       {map[string]string{bot.InputID(bot.InputLine, roundOne(), ""): strings.Repeat("x", bot.LineLength+1)}, checkins.HelpLongLine},
	} {
		got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, token, c.inputs))
		if !got.card() || !strings.Contains(string(got.Value), sentence(c.says)) || buttons(t, got.Value)[teams.VerbSubmit] == "" {
			t.Errorf("%s: %s %s", name, got.Type, got.Value)
		}
	}
	got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, token, w.inputs("2")))
	if !got.card() || w.stored()["value"]+w.stored()["delivery"] == 0 {
		t.Errorf("%s %v", got.Type, w.stored())
	}
	for d, v := range w.stored() {
		if v != 2 {
			t.Errorf("after the edit %s is %d", d, v)
		}
	}
	w.at(checkinstest.Opens.Add(73 * time.Hour))
	if got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, token, w.inputs("5"))); got.word() != sentence(checkins.HelpAllClosed) {
		t.Errorf("after the close: %s %s", got.Type, got.Value)
	}
}

// What is shown by the client itself asks for the card and changes nothing.
func TestARefreshDoesNothing(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	a := w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, w.buttons(ask.Message)[teams.VerbSubmit], w.inputs("4"))
	a.Value = json.RawMessage(strings.Replace(string(a.Value), `"manual"`, `"automatic"`, 1))
	if got := w.must(a); !got.card() || len(w.stored()) != 0 {
		t.Errorf("%s, stored %v", got.Type, w.stored())
	}
}

// A client that knows no Action.Execute gets no answer: the check-in is edited, and
// what else there is to say comes as a message.
func TestTheFallback(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	tokens := w.buttons(ask.Message)
	if got := w.must(w.submit(ana, false, ask.Receipt.TS, teams.VerbSubmit, tokens[teams.VerbSubmit], w.inputs("4"))); got.Type != "" {
		t.Errorf("answered with %s", got.Type)
	}
	w.turn()
	if w.newest(checkins.KindAsk, ana).Edits != 1 || len(w.shown(checkins.KindReply, ana)) != 0 || len(w.stored()) == 0 {
		t.Errorf("edits %d, replies %d", w.newest(checkins.KindAsk, ana).Edits, len(w.shown(checkins.KindReply, ana)))
	}
	for verb, want := range map[string]checkins.Message{
		teams.VerbEdit:   checkins.Form{},
		teams.VerbAway:   checkins.Done{What: checkins.DoneAway},
		teams.VerbSubmit: checkins.Help{Text: checkins.HelpNoChoice},
	} {
		token := tokens[verb]
		if verb == teams.VerbEdit {
			token = w.buttons(w.newest(checkins.KindAsk, ana).Message)[verb]
		}
		act := w.submit(ana, false, ask.Receipt.TS, verb, token, map[string]string{teams.InputDate: "2026-03-09"})
		if verb == teams.VerbSubmit {
			act = w.submit(ana, false, ask.Receipt.TS, verb, token, nil)
		}
		before := len(w.shown(checkins.KindReply, ana))
		for range 2 {
			w.must(act)
			w.turn()
		}
		replies := w.shown(checkins.KindReply, ana)
		if len(replies) != before+1 {
			t.Errorf("%s: %d replies", verb, len(replies)-before)
			continue
		}
		got := replies[before].Message
		switch want := want.(type) {
		case checkins.Form:
			if _, is := got.(checkins.Form); !is {
				t.Errorf("%s: %+v", verb, got)
			}
		case checkins.Done:
			if d, is := got.(checkins.Done); !is || d.What != want.What {
				t.Errorf("%s: %+v", verb, got)
			}
		case checkins.Help:
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", verb, diff)
			}
		}
	}
}

// alerted plays weeks in which the sides differ until the alert stands.
func (w *tenant) alerted() checkinstest.Shown {
	w.Helper()
	for week := range 4 {
		w.at(checkinstest.Opens.AddDate(0, 0, 7*week))
		id := checkins.RoundIDOf(checkinstest.CRM, checkinstest.First.AddDays(7*week))
		rounds, err := w.mem.Rounds(w.Context(), checkinstest.Acme, id)
		if err != nil {
			w.Fatal(err)
		}
		for p, plan := range rounds[0].Plans {
			value := 5
			if slices.Contains([]checkins.PersonID{"ben", "biz1", "biz2"}, p) {
				value = 1
			}
			part := checkins.Filled{Round: id, Ask: plan.Ask}
			for _, d := range plan.Items {
				part.Marks = append(part.Marks, checkinstest.Own(d, value))
			}
			if _, err := w.desk.Answer(w.Context(), checkinstest.Acme, checkins.Reply{
				Delivery: fmt.Sprint(p, week), From: objectOf(p), Person: p, Parts: []checkins.Filled{part},
			}); err != nil {
				w.Fatal(err)
			}
		}
		w.at(checkinstest.Opens.AddDate(0, 0, 7*week).Add(73 * time.Hour))
	}
	return w.newest(checkins.KindAlert, crm)
}

// In a channel a press is answered by a word that only who pressed sees; the card
// changes for all. What is private comes in the chat of who pressed.
func TestAnAlertInAChannel(t *testing.T) {
	w := newTenant(t, func(s *checkins.Setup) { // the alert's channel is one of several
		second := checkins.Account{Platform: checkins.Teams, Team: ownTenant, ID: "19:second@thread.tacv2"}
		s.Initiatives[0].Channels = append(s.Initiatives[0].Channels, second)
	})
	alert := w.alerted()
	tokens := w.buttons(alert.Message)
	press := func(from checkins.Account, verb string, inputs map[string]string) told {
		t.Helper()
		got := w.must(w.execute(from, true, alert.Receipt.TS, verb, tokens[verb], inputs))
		w.turn()
		return got
	}
	if got := press(objectOf("ben"), teams.VerbAck, nil); !strings.HasPrefix(got.word(), sentence(checkins.HelpNotAllowed)+" Here that is Ana Ruiz:") || w.newest(checkins.KindAlert, crm).Edits != alert.Edits {
		t.Errorf("not the owner: %s %s", got.Type, got.Value)
	}
	if got := press(ana, teams.VerbAck, nil); !strings.HasPrefix(got.word(), "Noted") || w.newest(checkins.KindAlert, crm).Message.(checkins.GapAlert).CareName != "Ana Ruiz" {
		t.Errorf("acknowledged: %s %s", got.Type, got.Value)
	}
	if got := press(ana, teams.VerbSnooze, map[string]string{teams.InputDate: "2026-04-20"}); !strings.Contains(got.word(), "quiet until") {
		t.Errorf("snoozed: %s %s", got.Type, got.Value)
	}
	if got := press(objectOf("ben"), teams.VerbExplain, nil); got.word() != bot.English.DoneLine(checkins.Done{What: checkins.DoneApart}).Plain() {
		t.Errorf("explain: %s %s", got.Type, got.Value)
	}
	answer, is := w.newest(checkins.KindReply, objectOf("ben")).Message.(checkins.Explain)
	if rows := alert.Message.(checkins.GapAlert).Rows; !is || len(answer.Rows) != len(rows) {
		t.Fatalf("explained: %+v", answer)
	}
	if got := press(objectOf("somebody else"), teams.VerbExplain, nil); got.word() == "" {
		t.Errorf("a stranger: %s %s", got.Type, got.Value)
	}
	// Shared from the chat it goes to the channel of the alert.
	share := w.buttons(answer)[teams.VerbShare]
	shared := w.must(w.execute(objectOf("ben"), false, "1", teams.VerbShare, share, nil))
	w.turn()
	if c := w.shown(checkins.KindShare, crm); shared.word() == "" || len(c) != 1 || !c[0].Message.(checkins.Explain).Shared {
		t.Errorf("shared %s: %+v", shared.Value, c)
	}
}

// A press on a card of which nobody knew whether it arrived proves that it did.
func TestAPressProves(t *testing.T) {
	w := newTenant(t)
	alert := w.alerted()
	w.courier.Queue(checkinstest.TakenUnheard)
	letter := checkins.Letter{
		ID: "px-lost", Kind: checkins.KindNotice, To: ana, Lead: "ana", Due: w.clock,
		About: checkins.About{Initiative: checkinstest.CRM, Rounds: alert.Letter.About.Rounds, Text: checkins.Says{What: "no_channel"}, Dimensions: alert.Letter.About.Dimensions},
	}
	if err := w.mem.Post(t.Context(), checkinstest.Acme, letter); err != nil {
		t.Fatal(err)
	}
	w.courier.Blind(errors.New("bots cannot read conversations in Teams"))
	w.turn()
	state := func() checkins.Letter {
		t.Helper()
		ls, err := w.mem.Letters(t.Context(), checkinstest.Acme, "px-lost")
		if err != nil || len(ls) != 1 {
			t.Fatal(ls, err)
		}
		return ls[0]
	}
	if got := state(); got.State != checkins.LetterUnknown {
		t.Fatalf("the letter is %s", got.State)
	}
	token := bottest.Signer().Sign(bot.Claim{Act: teams.VerbAck, Org: checkinstest.Acme, Letter: "px-lost"})
	w.must(w.execute(ana, false, "555", teams.VerbAck, token, nil))
	w.turn()
	if got := state(); got.State != checkins.LetterSent || got.Receipt != (checkins.Receipt{Channel: anasChat, TS: "555"}) {
		t.Errorf("the letter is %s, at %+v", got.State, got.Receipt)
	}
	// What is known needs no proof.
	w.must(w.execute(ana, true, "777", teams.VerbAck, bottest.Signer().Sign(bot.Claim{Act: teams.VerbAck, Org: checkinstest.Acme, Letter: alert.Letter.ID}), nil))
	w.turn()
	if ls, err := w.mem.Letters(t.Context(), checkinstest.Acme, alert.Letter.ID); err != nil || ls[0].Receipt != alert.Receipt {
		t.Errorf("it is at %+v, %v", ls[0].Receipt, err)
	}
}

func TestAPressProvesInAChannel(t *testing.T) {
	w := newTenant(t)
	w.alerted()
	lost := checkins.Letter{ID: "px-gone", Kind: checkins.KindThread, To: crm, Due: w.clock, About: checkins.About{Initiative: checkinstest.CRM}}
	w.courier.Queue(checkinstest.TakenUnheard)
	w.courier.Blind(errors.New("bots cannot read conversations in Teams"))
	if err := w.mem.Post(t.Context(), checkinstest.Acme, lost); err != nil {
		t.Fatal(err)
	}
	w.turn()
	token := bottest.Signer().Sign(bot.Claim{Act: teams.VerbAck, Org: checkinstest.Acme, Letter: lost.ID})
	w.must(w.execute(ana, true, "888", teams.VerbAck, token, nil))
	ls, err := w.mem.Letters(t.Context(), checkinstest.Acme, lost.ID)
	if err != nil || ls[0].Receipt != (checkins.Receipt{Channel: crmChannel, TS: "888"}) {
		t.Errorf("%+v %v", ls, err)
	}
	if ls[0].State != checkins.LetterPending { // with its receipt: the next attempt is an edit
		t.Errorf("what was lost is %s: it may be older than what it is to say", ls[0].State)
	}
}

// What is asked in a channel is answered in the chat of who asked, and the channel
// is told so; what is not said to the bot is not for it.
func TestWritten(t *testing.T) {
	w := newTenant(t)
	w.asked()
	named := []jsonObject{{"type": "mention", "text": "<at>Parallax</at>", "mentioned": jsonObject{"id": "28:" + teamsApp, "name": "Parallax"}}}
	ask := w.activity(ana, true, jsonObject{"text": "<at>Parallax</at> status", "entities": named})
	for range 2 {
		w.must(ask)
		w.turn()
	}
	if r := w.shown(checkins.KindReply, ana); len(r) != 1 || r[0].Message.(checkins.Status).Initiative.ID != checkinstest.CRM {
		t.Errorf("in private: %+v", r)
	}
	if r := w.shown(checkins.KindReply, crm); len(r) != 1 || r[0].Message != checkins.Message(checkins.Done{What: checkins.DoneApart}) || r[0].Letter.About.Thread != "1700000000000" {
		t.Errorf("in the channel: %+v", r)
	}
	w.must(w.activity(ana, true, jsonObject{"text": "status of the weather"}))
	w.must(w.activity(checkins.Account{}, false, jsonObject{"text": "status", "from": jsonObject{"id": "28:another-bot"}}))
	for _, odd := range []jsonObject{
		{"type": "messageReaction"}, {"type": "invoke", "name": "composeExtension/query", "value": jsonObject{}}, {"type": "event"}, {"type": ""},
		{"type": "conversationUpdate", "membersAdded": []jsonObject{{"id": "29:someone"}}},
	} {
		if got := w.must(w.activity(ana, true, odd)); got.Type != "" {
			t.Errorf("%v is answered with %s", odd, got.Type)
		}
	}
	w.turn()
	if n := len(w.courier.Seen()) - len(w.shown(checkins.KindReply, ana)) - len(w.shown(checkins.KindReply, crm)); n != len(w.shownAsks()) {
		t.Errorf("%d messages that nobody asked for", n-len(w.shownAsks()))
	}
	w.must(w.activity(ana, false, jsonObject{"text": "gaps"}))
	w.turn()
	if r := w.shown(checkins.KindReply, ana); len(r) != 2 {
		t.Errorf("%d answers in private", len(r))
	}
}

// shownAsks are the check-ins of all.
func (w *tenant) shownAsks() []checkinstest.Shown {
	return slices.DeleteFunc(w.courier.Seen(), func(s checkinstest.Shown) bool {
		return s.Letter.Kind != checkins.KindAsk && s.Letter.Kind != checkins.KindCard
	})
}

// An installation says hello once, and whoever comes back gets what was missed.
func TestInstalling(t *testing.T) {
	w := newTenant(t)
	w.courier.Refuse(ana.ID, "BotNotInConversationRoster")
	w.at(checkinstest.Opens)
	if len(w.shown(checkins.KindAsk, ana)) != 0 {
		t.Fatal("asked already")
	}
	w.courier.Refuse(ana.ID, "")
	install := jsonObject{"type": "installationUpdate", "action": "add"}
	for range 2 {
		w.must(w.activity(ana, false, install))
		w.turn()
	}
	w.must(w.activity(ana, false, jsonObject{"type": "conversationUpdate", "membersAdded": []jsonObject{{"id": "28:" + teamsApp}}}))
	w.turn()
	if a, r := w.shown(checkins.KindAsk, ana), w.shown(checkins.KindReply, ana); len(a) != 1 || len(r) != 1 {
		t.Errorf("asked %d times, greeted %d times", len(a), len(r))
	}
	if diff := cmp.Diff([]string{ownTenant, ownTenant, ownTenant}, w.resumed); diff != "" {
		t.Error(diff)
	}
	ref, err := w.mem.Reference(t.Context(), ana)
	if err != nil || ref.Conversation != anasChat || ref.User != anaMRI || ref.ServiceURL != connectorURL {
		t.Errorf("%+v %v", ref, err)
	}
	w.at(checkinstest.Opens.AddDate(0, 0, 7).Add(-time.Hour))
	w.courier.Refuse(ana.ID, "ConversationBlockedByUser")
	w.at(checkinstest.Opens.AddDate(0, 0, 7))
	w.courier.Refuse(ana.ID, "")
	w.must(w.activity(ana, false, jsonObject{"text": "help"}))
	w.turn()
	if n := len(w.shown(checkins.KindAsk, ana)); n != 2 {
		t.Errorf("asked %d times; the second check-in comes when Ana writes again", n)
	}
	w.must(w.activity(ana, false, jsonObject{"type": "installationUpdate", "action": "remove"}))
	if ref, _ = w.mem.Reference(t.Context(), ana); ref.Refused != "BotNotInConversationRoster" {
		t.Errorf("after it was removed: %+v", ref)
	}
	// A press does not end that: the card may be older. A word does.
	w.must(w.execute(ana, false, "1", teams.VerbCheckin, "no token", nil))
	if ref, _ = w.mem.Reference(t.Context(), ana); ref.Refused == "" {
		t.Error("a press on an old card ended a refusal")
	}
	w.must(w.activity(ana, false, jsonObject{"text": "help"}))
	if ref, _ = w.mem.Reference(t.Context(), ana); ref.Refused != "" {
		t.Errorf("after a word: %+v", ref)
	}
	// In a team it is quiet.
	w.turn()
	before := len(w.courier.Seen())
	w.must(w.activity(ana, true, install))
	w.turn()
	if n := len(w.courier.Seen()); n != before {
		t.Errorf("an installation in a team says %d things", n-before)
	}
	if ref, err = w.mem.Reference(t.Context(), crm); err != nil || ref.Conversation != crmChannel {
		t.Errorf("%+v %v", ref, err)
	}
}

// Tokens of others, of another org or another button do nothing.
func TestStrangeButtons(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	good := w.buttons(ask.Message)
	foreign := bottest.Signer().Sign(bot.Claim{Act: teams.VerbHour, Org: "another", Letter: ask.Letter.ID, Person: "ana"})
	for name, c := range map[string]struct {
		from        checkins.Account
		verb, token string
		want        checkins.HelpText
	}{
		"no token":       {ana, teams.VerbHour, "", checkins.HelpOldButton},
		"another button": {ana, teams.VerbTomorrow, good[teams.VerbHour], checkins.HelpOldButton},
		"another org":    {ana, teams.VerbHour, foreign, checkins.HelpForeign},
		"nobody":         {checkins.Account{ID: "no!id"}, teams.VerbHour, good[teams.VerbHour], checkins.HelpForeign},
		"another person": {objectOf("ben"), teams.VerbHour, good[teams.VerbHour], checkins.HelpNotYours},
	} {
		if got := w.must(w.execute(c.from, false, ask.Receipt.TS, c.verb, c.token, nil)); got.word() != sentence(c.want) {
			t.Errorf("%s: %s %s", name, got.Type, got.Value)
		}
	}
	if got := w.must(w.execute(objectOf("ben"), false, ask.Receipt.TS, teams.VerbSubmit, good[teams.VerbSubmit], w.inputs("4"))); got.card() || len(w.stored()) != 0 {
		t.Errorf("Ben answers for Ana: %s, stored %v", got.Type, w.stored())
	}
}

// unplugged is a desk whose store is away.
type unplugged struct{ *checkins.Desk }

var errAway = errors.New("the store is away")

func (unplugged) Answer(context.Context, checkins.OrgID, checkins.Reply) ([]checkins.Recorded, error) {
	return nil, errAway
}

func (unplugged) Remind(context.Context, checkins.Account, checkins.LetterID, bool, string) (checkins.Message, error) {
	return nil, errAway
}

func (unplugged) Mention(context.Context, checkins.Request) error { return errAway }

// dark is one that can't even read.
type dark struct{ unplugged }

func (dark) Form(context.Context, checkins.Account, checkins.LetterID, checkins.Proof) (checkins.Message, error) {
	return nil, errAway
}

// "Saved" is never said of what was not; a message comes again.
func TestTheStoreIsAway(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	w.over(unplugged{w.desk})
	tokens := w.buttons(ask.Message)
	// What was typed stays, also where a client throws it away when it is told of a fault.
	got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, tokens[teams.VerbSubmit], w.inputs("4")))
	if !got.card() || !strings.Contains(string(got.Value), bot.English.SayNotSaved().Plain()) || strings.Count(string(got.Value), `"value":"4"`) <= len(w.inputs("4")) {
		t.Errorf("%s %s", got.Type, got.Value)
	}
	w.over(dark{unplugged{w.desk}})
	for verb, want := range map[string]string{teams.VerbSubmit: bot.English.SayNotSaved().Plain(), teams.VerbHour: bot.English.SayNotDone().Plain()} {
		got := w.must(w.execute(ana, false, ask.Receipt.TS, verb, tokens[verb], w.inputs("4")))
		if got.Status != 500 || got.Type != "application/vnd.microsoft.error" || !strings.Contains(string(got.Value), want) {
			t.Errorf("%s: %d %s %s", verb, got.Status, got.Type, got.Value)
		}
		if _, err := w.handle(w.submit(ana, false, ask.Receipt.TS, verb, tokens[verb], w.inputs("4"))); !errors.Is(err, errAway) {
			t.Errorf("%s as a message: %v", verb, err)
		}
	}
	if _, err := w.handle(w.activity(ana, false, jsonObject{"text": "status"})); !errors.Is(err, errAway) {
		t.Errorf("a question: %v", err)
	}
}
