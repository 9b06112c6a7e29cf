package teams_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
)

// clerk is a desk that says of dialogs and deeds what it is told to.
type clerk struct {
	*checkins.Desk
	says  checkins.Message
	err   error
	sent  []checkins.Submission
	deeds []checkins.Deed
	asked []checkins.Request
	told  []checkins.Message
	saved []checkins.Quoted
}

func (c *clerk) SaveAs(_ context.Context, q checkins.Quoted) (checkins.Message, error) {
	c.saved = append(c.saved, q)
	return c.says, c.err
}

func (c *clerk) Submit(_ context.Context, s checkins.Submission) (checkins.Message, error) {
	c.sent = append(c.sent, s)
	return c.says, c.err
}

func (c *clerk) Do(_ context.Context, w checkins.Deed) (checkins.Message, error) {
	c.deeds = append(c.deeds, w)
	return c.says, c.err
}

func (c *clerk) Mention(_ context.Context, r checkins.Request) error {
	c.asked = append(c.asked, r)
	return nil
}

func (c *clerk) Tell(_ context.Context, _ checkins.Account, m checkins.Message, _ string) error {
	c.told = append(c.told, m)
	return nil
}

func newClerk(t *testing.T) (*tenant, *clerk) {
	t.Helper()
	w := newTenant(t)
	c := &clerk{Desk: w.desk}
	w.over(c)
	return w, c
}

// everything is a dialog with a field of every kind that was asked for in the channel,
// and its card.
func everything(t *testing.T, many int) (checkins.Dialog, teams.Card) {
	t.Helper()
	d := bottest.Friendly().Everything(many)
	d.Asked = crm
	c, err := teams.Renderer{Signer: bottest.Signer()}.Message(bottest.Org, d)
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

func input(d checkins.Dialog, key string, elsewhere bool) string {
	n := slices.IndexFunc(d.Fields, func(f checkins.Field) bool { return f.Key == key })
	return bot.FieldID(d, d.Fields[n], elsewhere)
}

// shownIn is the list of inputs that a card sends along.
func shownIn(d checkins.Dialog) string {
	var ids []string
	for _, f := range d.Fields {
		ids = append(ids, bot.FieldID(d, f, false))
	}
	return strings.Join(ids, ",")
}

// What stands in a dialog comes back as it was filled in, by the keys of its fields.
// What a client left out was empty.
func TestDialogComesBack(t *testing.T) {
	w, desk := newClerk(t)
	d, card := everything(t, 30)
	token := buttons(t, card)[teams.VerbOn]
	desk.says = checkins.Done{What: checkins.DoneAway, Until: "2026-03-20"}
	a := w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{
		"f": shownIn(d), input(d, "name", false): "  CRM  ", input(d, "why", false): "One line.\r\nAnother.", input(d, "stage", false): "person-1",
		input(d, "days", false): "person-0,person-2", input(d, "owner", false): strings.ToUpper(ana.ID), input(d, "leads", false): ana.ID + "," + objectOf("ben").ID,
		input(d, "leads", true): "person-2", input(d, "channel", false): crm.String(), input(d, "by", false): "2026-06-30",
		input(d, "at", false): "10:00", input(d, "release", false): "1", "date": "of another card",
	})
	got := w.must(a)
	if !got.card() || !strings.Contains(string(got.Value), "You are away until") {
		t.Errorf("the answer: %s %s", got.Type, got.Value)
	}
	want := checkins.Submission{
		From: ana, Channel: crm, Delivery: a.Delivery(), What: "trial", Step: "two", Subject: "subject", Initiative: "crm", Letter: bottest.Letter, Go: checkins.GoOn,
		Values: map[string][]string{
			"name": {"CRM"}, "why": {"One line.\nAnother."}, "stage": {"person-1"}, "priority": {}, "days": {"person-0", "person-2"},
			"owner": {ana.String()}, "leads": {ana.String(), objectOf("ben").String(), "person-2"}, "channel": {crm.String()},
			"by": {"2026-06-30"}, "at": {"10:00"}, "release": {"1"},
		},
	}
	if len(desk.sent) != 1 {
		t.Fatalf("sent %d times", len(desk.sent))
	}
	leads := desk.sent[0].Values["leads"]
	slices.Sort(leads)
	slices.Sort(want.Values["leads"])
	if desk.sent[0].Values["priority"] == nil {
		desk.sent[0].Values["priority"] = []string{}
	}
	if diff := cmp.Diff(want, desk.sent[0]); diff != "" {
		t.Errorf("submitted (-want +got):\n%s", diff)
	}
}

// The next step, or the same with what is wrong, takes the place of a dialog; back and
// discard say so.
func TestDialogSteps(t *testing.T) {
	w, desk := newClerk(t)
	d, card := everything(t, 3)
	tokens := buttons(t, card)
	desk.says = d
	for verb, want := range map[string]checkins.DialogGo{teams.VerbOn: checkins.GoOn, teams.VerbBack: checkins.GoBack, teams.VerbStop: checkins.GoStop} {
		got := w.must(w.execute(ana, false, "1", verb, tokens[verb], map[string]string{input(d, "name", false): "half"}))
		if !got.card() || !strings.Contains(string(got.Value), "⚠ Please fill this in.") {
			t.Errorf("%s: %s %s", verb, got.Type, got.Value)
		}
		if s := desk.sent[len(desk.sent)-1]; s.Go != want || !cmp.Equal(s.Values["name"], []string{"half"}) {
			t.Errorf("%s: %+v", verb, s)
		}
	}
	// A client that takes no card for an answer gets the next step as a message, and
	// any other word as one.
	for _, says := range []checkins.Message{d, checkins.Done{What: checkins.DoneHere}, checkins.Help{Text: checkins.HelpNotAllowed}, bottest.Friendly().Card()} {
		desk.says, desk.asked, desk.told = says, nil, nil
		if got := w.must(w.submit(ana, false, "1", teams.VerbOn, tokens[teams.VerbOn], nil)); got.Type != "" {
			t.Errorf("a message is answered with %+v", got)
		}
		_, isDialog := says.(checkins.Dialog)
		if isDialog != (len(desk.asked) == 1) || isDialog == (len(desk.told) == 1) {
			t.Errorf("%T: asked %+v, told %+v", says, desk.asked, desk.told)
		}
		if isDialog && (desk.asked[0].Deed == nil || desk.asked[0].Deed.What != "trial" || desk.asked[0].Deed.Subject != "subject") {
			t.Errorf("opened again by %+v", desk.asked[0].Deed)
		}
	}
}

// A dialog of another org, one that was forged, one before others, and values that it
// can't hold reach nobody; the card stays as it is.
func TestDialogIsRefused(t *testing.T) {
	w, desk := newClerk(t)
	d, card := everything(t, 3)
	token := buttons(t, card)[teams.VerbOn]
	claim := bot.DialogClaim(d)
	claim.Org = "other"
	foreign := bottest.Signer().Sign(claim)
	claim.Org, claim.Act = bottest.Org, teams.VerbSubmit
	another := bottest.Signer().Sign(claim)
	for name, a := range map[string]teams.Activity{
		"foreign":           w.execute(ana, false, "1", teams.VerbOn, foreign, nil),
		"forged":            w.execute(ana, false, "1", teams.VerbOn, token+"x", nil),
		"another act":       w.execute(ana, false, "1", teams.VerbOn, another, nil),
		"another verb":      w.execute(ana, false, "1", teams.VerbAck, token, nil),
		"in the channel":    w.execute(ana, true, "1", teams.VerbOn, token, nil),
		"another step":      w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{strings.Replace(input(d, "name", false), "two", "one", 1): "x"}),
		"no date":           w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "by", false): "2026-02-30"}),
		"no time":           w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "at", false): "25:00"}),
		"nobody":            w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "owner", false): "a b/c"}),
		"a foreign channel": w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "channel", false): "teams:elsewhere/19:x@thread.tacv2"}),
		"a Slack channel":   w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "channel", false): "slack:T1/C1"}),
		"far too long":      w.execute(ana, false, "1", teams.VerbOn, token, map[string]string{input(d, "name", false): strings.Repeat("x", 3001)}),
	} {
		if got := w.must(a); got.word() == "" {
			t.Errorf("%s: %s %s", name, got.Type, got.Value)
		}
	}
	if len(desk.sent)+len(desk.deeds) > 0 {
		t.Errorf("the desk heard %+v, %+v", desk.sent, desk.deeds)
	}
	desk.err = errors.New("the store is away")
	if got := w.must(w.execute(ana, false, "1", teams.VerbOn, token, nil)); got.Status != 500 || !strings.Contains(string(got.Value), "Not saved") {
		t.Errorf("lost: %+v", got)
	}
	desk.err, desk.says = nil, checkins.Help{Text: checkins.HelpOldForm}
	if got := w.must(w.execute(ana, false, "1", teams.VerbOn, token, nil)); got.word() == "" {
		t.Errorf("of another version: %s", got.Type)
	}
}

// What a button asks for reaches the domain with where and when; an answer that is too
// much for a word comes as a message of its own, and the card stays.
func TestDeeds(t *testing.T) {
	w, desk := newClerk(t)
	sign := func(act string) string {
		c := bot.DeedClaim("snooze", "crm", bottest.Letter, "subject")
		c.Act, c.Org = act, bottest.Org
		return bottest.Signer().Sign(c)
	}
	desk.says = checkins.Done{What: checkins.DoneSnoozed, Until: "2026-03-20", Name: "CRM"}
	a := w.execute(ana, true, "1", bot.ActPick, sign(bot.ActPick), map[string]string{"date:1": "2026-03-20"})
	if got := w.must(a); !strings.Contains(got.word(), "quiet until") {
		t.Errorf("a word: %+v", got)
	}
	want := checkins.Deed{From: ana, Channel: crm, Thread: a.Thread(), Delivery: a.Delivery(), What: "snooze", Initiative: "crm", Letter: bottest.Letter, Subject: "subject", Date: "2026-03-20"}
	if diff := cmp.Diff([]checkins.Deed{want}, desk.deeds); diff != "" {
		t.Errorf("did (-want +got):\n%s", diff)
	}
	for _, inChannel := range []bool{true, false} {
		for _, says := range []checkins.Message{bottest.Friendly().Everything(3), bottest.Friendly().Card()} {
			desk.says, desk.asked = says, nil
			a := w.execute(ana, inChannel, "1", bot.ActDo, sign(bot.ActDo), nil)
			if got := w.must(a); got.word() == "" || len(desk.asked) != 1 {
				t.Fatalf("%T: %+v, asked %+v", says, got, desk.asked)
			}
			d := desk.asked[0].Deed
			if d == nil || d.Delivery != a.Delivery() || d.Channel.IsZero() == inChannel || desk.asked[0].From != ana {
				t.Errorf("%T: asked %+v", says, desk.asked[0])
			}
		}
	}
	desk.asked = nil
	desk.deeds = nil
	for name, a := range map[string]teams.Activity{
		"another act": w.execute(ana, false, "1", bot.ActDo, sign(bot.ActPick), nil),
		"forged":      w.execute(ana, false, "1", bot.ActDo, "v1.x.y", nil),
	} {
		if got := w.must(a); got.word() == "" || len(desk.deeds) > 0 {
			t.Errorf("%s: %+v, did %+v", name, got, desk.deeds)
		}
	}
}
