package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func TestCommand(t *testing.T) {
	b := setup(t)
	b.says(200, `{"response_type":"ephemeral","text":"All is well"}`)
	ack, err := b.Command(t.Context(), "U0001", "C0001", "status A & <b>")
	if err != nil || !ack.OK() || ack.Status != 200 {
		t.Fatalf("%+v %v", ack, err)
	}
	r := b.last(t)
	if r.path != "/slack/commands" {
		t.Error(r.path)
	}
	v, err := slack.NewSecretsVerifier(r.header, secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.WriteString(&v, r.body); err != nil || v.Ensure() != nil {
		t.Errorf("signature %v", r.header)
	}
	req, _ := http.NewRequest(http.MethodPost, "/", strings.NewReader(r.body))
	req.Header = r.header
	got, err := slack.SlashCommandParse(req)
	if err != nil || got.ResponseURL == "" || got.TriggerID == "" {
		t.Fatalf("%+v %v", got, err)
	}
	got.ResponseURL, got.TriggerID = "", ""
	want := slack.SlashCommand{TeamID: "T0001", TeamDomain: "acme", ChannelID: "C0001", ChannelName: "crm", UserID: "U0001",
		UserName: "ana.ruiz", Command: "/align", Text: "status A &amp; &lt;b&gt;", APIAppID: "A0001"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	s := b.Ledger()
	if len(s) != 1 || s[0].Kind != SeenEphemeral || s[0].User != "U0001" || s[0].Text != "All is well" {
		t.Errorf("%+v", s)
	}
	if n := len(b.Sees("U0001", "C0001")); n != 1 {
		t.Errorf("Ana sees %d", n)
	}
	if n := len(b.Sees("U0002", "C0001")) + len(b.Messages("C0001")); n != 0 {
		t.Errorf("others see %d", n)
	}
}

func TestCommandAnswers(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		err    string
		kind   string
		text   string
	}{
		{"nothing", 200, "", "", "", ""},
		{"empty object", 200, "{}", "", "", ""},
		{"plain text", 200, "hello", "", SeenEphemeral, "hello"},
		{"in channel", 200, `{"response_type":"in_channel","text":"to all"}`, "", SeenPost, "to all"},
		{"5xx", 500, "oops", "http_service_error", SeenError, `/align failed with the error "http_service_error"`},
		{"not quite", 201, "", "http_service_error", SeenError, `/align failed with the error "http_service_error"`},
		{"too long", 200, `{"text":"` + strings.Repeat("x", 4001) + `"}`, "invalid_response", SeenError, `/align failed with the error "invalid_response"`},
	} {
		b := setup(t)
		b.says(c.status, c.body)
		ack, err := b.Command(t.Context(), "U0001", "C0001", "status")
		if err != nil || ack.Error != c.err {
			t.Errorf("%s: %+v %v", c.name, ack, err)
		}
		var kind, text string
		for _, s := range b.Ledger() {
			kind, text = s.Kind, s.Text
		}
		if kind != c.kind || text != c.text {
			t.Errorf("%s: saw %s %q", c.name, kind, text)
		}
	}
}

func TestDeadline(t *testing.T) {
	b := setup(t, func(c *Config) { c.Deadline = 30 * time.Millisecond })
	release := make(chan struct{})
	b.on(func(http.ResponseWriter, request) { <-release })
	ack, err := b.Command(t.Context(), "U0001", "C0001", "status")
	close(release)
	if err != nil || !ack.TimedOut || ack.Error != "operation_timeout" || ack.Took < 30*time.Millisecond {
		t.Errorf("%+v %v", ack, err)
	}
	b = setup(t)
	b.Connect("http://127.0.0.1:1", b.url)
	if ack, err = b.Command(t.Context(), "U0001", "C0001", "status"); err != nil || ack.Error != "dispatch_failed" {
		t.Errorf("%+v %v", ack, err)
	}
}

func TestWhoMayAct(t *testing.T) {
	b := setup(t)
	for _, c := range [][2]string{{"U9999", "C0001"}, {"U0001", "C9999"}, {"U0002", "C0003"}, {"U0001", "C0004"}, {"U0BOT", "C0001"}, {"U0002", b.IM("U0001")}} {
		if _, err := b.Command(t.Context(), c[0], c[1], "status"); err == nil {
			t.Errorf("%v may", c)
		}
	}
	if n := len(b.requests()); n != 0 {
		t.Errorf("%d delivered", n)
	}
	if _, err := b.Command(t.Context(), "U0003", "C0001", "status"); err != nil {
		t.Error(err)
	}
	if f := b.last(t).form(t); f.Get("team_id") != "T0009" {
		t.Error("somebody of another organisation comes with the wrong team")
	}
}

func (b *bench) ask(t *testing.T) (channel, ts string) {
	t.Helper()
	out := b.must(t, "chat.postMessage", object{"channel": "U0001", "text": "Check-in", "blocks": []object{
		section("How is it?"),
		actions("rate", button("r1", "one"), button("r2", "two")),
		actions("pick", radios("choice", "a", "b")),
	}, "metadata": object{"event_type": "px.letter", "event_payload": object{"d": "x"}}})
	return out["channel"].(string), out["ts"].(string)
}

func TestPress(t *testing.T) {
	b := setup(t)
	ch, ts := b.ask(t)
	ack, err := b.Press(t.Context(), "U0001", ch, ts, "r2")
	if err != nil || !ack.OK() {
		t.Fatalf("%+v %v", ack, err)
	}
	p := b.last(t).payload(t)
	a := p.ActionCallback.BlockActions
	if p.Type != slack.InteractionTypeBlockActions || len(a) != 1 || a[0].ActionID != "r2" || a[0].BlockID != "rate" || a[0].Value != "two" || a[0].Type != "button" || a[0].ActionTs == "" {
		t.Errorf("actions %+v", a[0])
	}
	if p.Team.ID != "T0001" || p.Team.Domain != "acme" || p.User.ID != "U0001" || p.User.TeamID != "T0001" || p.APIAppID != "A0001" || p.TriggerID == "" || p.ResponseURL == "" {
		t.Errorf("%+v", p)
	}
	if p.Container.Type != "message" || p.Container.MessageTs != ts || p.Container.ChannelID != ch || p.Channel.ID != ch || p.Channel.Name != "directmessage" {
		t.Errorf("%+v %+v", p.Container, p.Channel)
	}
	if p.Message.Timestamp != ts || len(p.Message.Blocks.BlockSet) != 3 || p.Message.Metadata.EventPayload["d"] != "x" || p.Message.BotID != "B0001" {
		t.Errorf("message %+v", p.Message)
	}
	if p.BlockActionState.Values["pick"]["choice"].SelectedOption.Value != "" {
		t.Error("state before a choice")
	}
	if _, err = b.Press(t.Context(), "U0001", ch, ts, "choice", "b"); err != nil {
		t.Fatal(err)
	}
	if a := b.last(t).payload(t).ActionCallback.BlockActions[0]; a.SelectedOption.Value != "b" || a.Type != "radio_buttons" {
		t.Errorf("%+v", a)
	}
	if _, err = b.Press(t.Context(), "U0001", ch, ts, "rate/r1"); err != nil {
		t.Fatal(err)
	}
	if v := b.last(t).payload(t).BlockActionState.Values["pick"]["choice"].SelectedOption.Value; v != "b" {
		t.Errorf("state after a choice: %q", v)
	}
	n := len(b.requests())
	for _, c := range []struct {
		user, ts, action string
		value            []string
	}{
		{"U0001", ts, "r3", nil}, {"U0001", "1.000001", "r1", nil}, {"U0002", ts, "r1", nil},
		{"U0001", ts, "choice", []string{"c"}}, {"U0001", ts, "choice", nil}, {"U0001", ts, "r1", []string{"two"}},
	} {
		if _, err = b.Press(t.Context(), c.user, ch, c.ts, c.action, c.value...); err == nil {
			t.Errorf("pressed %+v", c)
		}
	}
	if len(b.requests()) != n {
		t.Error("an impossible press was delivered")
	}
	b.says(500, "")
	if ack, err = b.Press(t.Context(), "U0001", ch, ts, "r1"); err != nil || ack.Error != "http_service_error" {
		t.Errorf("%+v %v", ack, err)
	}
	if l := b.Ledger(); l[len(l)-1].Kind != SeenError {
		t.Errorf("%+v", l[len(l)-1])
	}
	b.clean(t)
}

func TestEphemeralAndResponseURL(t *testing.T) {
	b := setup(t)
	ts, err := b.api.PostEphemeral("C0001", "U0001", slack.MsgOptionText("psst", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("a", slack.NewButtonBlockElement("share", "v", slack.NewTextBlockObject("plain_text", "Share", false, false)))))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = b.Press(t.Context(), "U0002", "C0001", ts, "share"); err == nil {
		t.Error("Ben pressed what only Ana sees")
	}
	if _, _, _, err = b.api.UpdateMessage("C0001", ts, slack.MsgOptionText("x", false)); err == nil {
		t.Error("an ephemeral message was updated by ts")
	}
	if _, err = b.Press(t.Context(), "U0001", "C0001", ts, "share"); err != nil {
		t.Fatal(err)
	}
	p := b.last(t).payload(t)
	if !p.Container.IsEphemeral || p.Message.Timestamp != "" {
		t.Errorf("%+v %+v", p.Container, p.Message)
	}
	send := func(body object) (int, string) {
		t.Helper()
		resp, perr := http.Post(p.ResponseURL, "application/json", strings.NewReader(string(encode(body))))
		if perr != nil {
			t.Fatal(perr)
		}
		defer func() { _ = resp.Body.Close() }()
		var o struct{ Error string }
		if derr := json.NewDecoder(resp.Body).Decode(&o); derr != nil {
			t.Fatal(derr)
		}
		return resp.StatusCode, o.Error
	}
	if err = slack.PostWebhook(p.ResponseURL, &slack.WebhookMessage{Text: "shared", ResponseType: "in_channel"}); err != nil {
		t.Fatal(err)
	}
	if status, code := send(object{"text": strings.Repeat("x", 4001)}); status != 400 || code != "msg_too_long" {
		t.Error(status, code)
	}
	send(object{"text": "done", "replace_original": true})
	send(object{"text": "more"})
	send(object{"delete_original": true})
	if status, code := send(object{"text": "late", "replace_original": true}); status != 400 || code != "message_not_found" {
		t.Error(status, code)
	}
	send(object{"text": "fifth"})
	if status, code := send(object{"text": "sixth"}); status != 404 || code != "used_url" {
		t.Error(status, code)
	}
	var got []string
	for _, s := range b.Ledger() {
		got = append(got, s.Kind+" "+s.User+" "+s.Text)
	}
	want := []string{"ephemeral U0001 psst", "post  shared", "ephemeral U0001 done", "ephemeral U0001 more", "delete U0001 ", "ephemeral U0001 fifth"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if n := len(b.Violations()); n != 1 {
		t.Errorf("violations %q", b.Violations())
	}
	if _, err = b.Command(t.Context(), "U0001", "C0001", "x"); err != nil {
		t.Fatal(err)
	}
	p.ResponseURL = b.last(t).form(t).Get("response_url")
	b.pass(31 * time.Minute)
	if status, code := send(object{"text": "x"}); status != 404 || code != "expired_url" {
		t.Error(status, code)
	}
}

func TestContextCancelled(t *testing.T) {
	b := setup(t)
	ctx, cancel := contextOf(t)
	b.on(func(http.ResponseWriter, request) { cancel() })
	if _, err := b.Command(ctx, "U0001", "C0001", "x"); err == nil {
		t.Error("no error though the context ended")
	}
}
