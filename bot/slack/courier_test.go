package slack_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

func refused(err error) *checkins.Refusal {
	no, _ := errors.AsType[*checkins.Refusal](err)
	return no
}

func helpParcel(kind checkins.Kind, to string, parts ...string) checkins.Parcel {
	return parcel(kind, to, checkins.Help{Text: checkins.HelpAsked}, parts...)
}

func TestSend(t *testing.T) {
	b := newBench(t)
	p := helpParcel(checkins.KindNotice, crm, "1")
	r := b.send(t, p)
	m := b.Messages(crm)
	if len(m) != 1 || m[0].TS != r.TS || r.Channel != crm {
		t.Fatalf("receipt %+v, channel %+v", r, m)
	}
	if want := `{"event_type":"px.letter","event_payload":{"d":"` + string(p.Letter.ID) + `","kind":"notice"}}`; string(m[0].Metadata) != want {
		t.Errorf("metadata %s, want %s", m[0].Metadata, want)
	}
	c := b.calls("chat.postMessage")
	for arg, want := range map[string]string{"link_names": "false", "parse": "none", "unfurl_links": "false", "unfurl_media": "false"} {
		if got := c[0].Args.Get(arg); got != want {
			t.Errorf("%s = %q, want %q", arg, got, want)
		}
	}

	p.Edit, p.Message = r, checkins.Help{Text: checkins.HelpNothingDue}
	if again := b.send(t, p); again != r {
		t.Errorf("edited, the receipt is %+v, want %+v", again, r)
	}
	m = b.Messages(crm)
	if len(m) != 1 || m[0].Edited == "" || m[0].Text != text(t, p.Message) || !strings.Contains(string(m[0].Metadata), string(p.Letter.ID)) {
		t.Errorf("after an edit: %+v", m)
	}

	line := helpParcel(checkins.KindThread, crm, "2")
	line.Under = r
	at := b.send(t, line)
	m = b.Messages(crm)
	if len(m) != 2 || m[1].TS != at.TS || m[1].ThreadTS != r.TS {
		t.Errorf("in the thread: %+v", m)
	}
	if pins := b.Pinned(crm); len(pins) > 0 {
		t.Errorf("pinned %v", pins)
	}
}

// C28: a process that is paused while a letter waits for its turn makes no call with
// it: the claim is over, and others look for the letter.
func TestPausedBeforeTheCall(t *testing.T) {
	b := newBench(t)
	p := helpParcel(checkins.KindNotice, crm, "1")
	p.Claimed = time.Now().Add(-21 * time.Second)
	if _, err := b.courier.Send(t.Context(), p); refused(err) == nil || refused(err).Final {
		t.Errorf("sent with a claim that is over: %v", err)
	}
	if n := len(b.calls("chat.postMessage")); n > 0 {
		t.Errorf("%d calls", n)
	}
	p.Claimed = time.Now()
	b.send(t, p)
}

func TestCardIsPinned(t *testing.T) {
	b := newBench(t)
	p := helpParcel(checkins.KindCard, crm, "1")
	r := b.send(t, p)
	p.Edit = r
	b.send(t, p)
	if pins := b.Pinned(crm); !slices.Equal(pins, []string{r.TS}) || len(b.calls("pins.add")) != 1 {
		t.Errorf("pinned %v with %d calls, want %s with one", pins, len(b.calls("pins.add")), r.TS)
	}
	// Without the scope, or when Slack fails, it is a card all the same.
	bare := newBench(t, func(c *sandbox.Config) { c.Scopes = []string{"chat:write"} })
	bare.send(t, helpParcel(checkins.KindCard, crm, "1"))
	if len(bare.Messages(crm)) != 1 {
		t.Error("no card")
	}
}

func TestReplyIsPrivate(t *testing.T) {
	b := newBench(t)
	asker := user(ana)
	root := b.send(t, helpParcel(checkins.KindAlert, crm, "1"))
	p := helpParcel(checkins.KindReply, crm, "2")
	p.Letter.About = checkins.About{Asker: &asker, Thread: root.TS}
	if r := b.send(t, p); r.TS == "" || r.Channel != crm {
		t.Errorf("receipt %+v", r)
	}
	e := b.seen(sandbox.SeenEphemeral)
	if len(e) != 1 || e[0].User != ana || e[0].ThreadTS != root.TS || len(b.Messages(crm)) != 1 {
		t.Errorf("private replies %+v, channel %+v", e, b.Messages(crm))
	}
	if _, found, err := b.courier.Find(t.Context(), p); found || err == nil {
		t.Errorf("looked for a private reply: %v, %v; want an error, for nothing follows", found, err)
	}
	p.Letter.To = asker // asked in a direct message
	b.send(t, p)
	if m := b.Messages(b.IM(ana)); len(m) != 1 || m[0].ThreadTS != "" {
		t.Errorf("in the direct message: %+v", m)
	}
}

// No outcome of which nobody knows whether the message stands there is a Refusal.
func TestNobodyKnows(t *testing.T) {
	for name, c := range map[string]struct {
		fault  sandbox.Fault
		stands int
	}{
		"reset before":           {sandbox.Fault{ResetBefore: true}, 0},
		"reset after":            {sandbox.Fault{ResetAfter: true}, 1},
		"502":                    {sandbox.Fault{Status: 502}, 0},
		"502 but taken":          {sandbox.Fault{Status: 502, Accept: true}, 1},
		"fatal_error but taken":  {sandbox.Fault{Error: "fatal_error", Accept: true}, 1},
		"internal_error":         {sandbox.Fault{Error: "internal_error"}, 0},
		"request_timeout":        {sandbox.Fault{Error: "request_timeout"}, 0},
		"service_unavailable":    {sandbox.Fault{Error: "service_unavailable"}, 0},
		"redirect":               {sandbox.Fault{Status: 307}, 0},
		"403 of something ahead": {sandbox.Fault{Status: 403}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			c.fault.Method = "chat.postMessage"
			b.Inject(c.fault)
			p := helpParcel(checkins.KindAlert, crm, "1")
			_, err := b.courier.Send(t.Context(), p)
			if err == nil || refused(err) != nil {
				t.Errorf("sent: %v, want an error that is no Refusal", err)
			}
			if n := len(b.calls("chat.postMessage")); n != 1 {
				t.Errorf("%d attempts, want exactly one", n)
			}
			r, found, err := b.courier.Find(t.Context(), p)
			if err != nil || found != (c.stands == 1) || found && r.TS != b.Messages(crm)[0].TS {
				t.Errorf("found %v at %+v, %v; there are %d", found, r, err, c.stands)
			}
		})
	}
}

func TestSendTimesOut(t *testing.T) {
	b := newBench(t)
	b.Inject(sandbox.Fault{Method: "chat.postMessage", DelayAfter: time.Minute})
	ctx, cancel := context.WithCancel(t.Context())
	p := helpParcel(checkins.KindAlert, crm, "1")
	sent := make(chan error, 1)
	go func() {
		_, err := b.courier.Send(ctx, p)
		sent <- err
	}()
	waitFor(t, "message", func() bool { return len(b.Messages(crm)) == 1 })
	cancel()
	if err := <-sent; err == nil || refused(err) != nil {
		t.Errorf("sent: %v, want an error that is no Refusal", err)
	}
	// With no time left nothing was tried, and that is known.
	if _, err := b.courier.Send(ctx, p); refused(err) == nil || refused(err).Final {
		t.Errorf("sent without time: %v", err)
	}
	if r, found, err := b.courier.Find(t.Context(), p); !found || err != nil {
		t.Errorf("found %v %+v, %v", found, r, err)
	}
}

func TestNoConnection(t *testing.T) {
	c, err := slack.NewClient("xoxb-1", "", "http://127.0.0.1:1/api/")
	if err != nil {
		t.Fatal(err)
	}
	courier := &slack.Courier{Client: c, Renderer: renderer(t)}
	_, err = courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "1"))
	if no := refused(err); no == nil || no.Final || no.After <= 0 {
		t.Errorf("nobody listens: %v, want a refusal that passes, for nothing was sent", err)
	}
}

// Without a list of workspaces the token says whose it is: once, and before the
// first letter.
func TestWhoseToken(t *testing.T) {
	b := newBench(t)
	start := time.Unix(1_000_000, 0)
	b.setClock(start)
	b.courier.Teams = nil
	b.Inject(sandbox.Fault{Method: "auth.test", Error: "fatal_error", Times: 1})
	for _, n := range []string{"1", "2"} {
		_, err := b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, n))
		if no := refused(err); no == nil || no.Final || no.Reason != "workspace_unknown" || no.After != 30*time.Second {
			t.Fatalf("Slack does not say whose the token is: %v, want a wait of 30 s", err)
		}
	}
	if n := len(b.Calls()); n != 1 {
		t.Fatalf("%d calls, want one auth.test", n)
	}
	b.setClock(start.Add(30 * time.Second))
	foreign := helpParcel(checkins.KindAsk, ana, "1")
	foreign.Letter.To.Team = "T0002"
	for range 2 {
		_, err := b.courier.Send(t.Context(), foreign)
		if no := refused(err); no == nil || !no.Final || no.Reason != "no_token_for_team" {
			t.Errorf("to another workspace: %v", err)
		}
	}
	b.send(t, helpParcel(checkins.KindAsk, ana, "1"))
	b.send(t, helpParcel(checkins.KindAsk, ana, "2"))
	if asked, sent := len(b.calls("auth.test")), len(b.calls("chat.postMessage")); asked != 2 || sent != 2 {
		t.Errorf("asked %d times and sent %d, want 2 and 2", asked, sent)
	}
}

func TestWhoseTokenIsGone(t *testing.T) {
	b := newBench(t)
	b.courier.Teams = nil
	b.Uninstall()
	for range 20 {
		_, err := b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "1"))
		if no := refused(err); no == nil || no.Final || no.Reason != "account_inactive" || no.After <= 0 {
			t.Fatalf("sent: %v", err)
		}
	}
	if n := len(b.Calls()); n != 1 || !slices.Equal(b.revoked, []string{"account_inactive " + team}) {
		t.Errorf("%d calls, told %v; want one of each", n, b.revoked)
	}
	b.RestoreToken()
	b.courier.Resume(t.Context(), team)
	b.send(t, helpParcel(checkins.KindAsk, ana, "1"))
}

// Every word that Slack has for no, and what it means for the letter.
func TestRefusals(t *testing.T) {
	final := []string{
		"channel_not_found", "not_in_channel", "is_archived", "messages_tab_disabled", "missing_scope", "restricted_action",
		"restricted_action_read_only_channel", "restricted_action_thread_locked", "msg_blocks_too_long", "msg_too_long",
		"invalid_blocks", "invalid_blocks_format", "no_text", "metadata_too_large", "invalid_metadata_format",
		"user_not_found", "user_not_in_channel", "thread_not_found", "no_permission", "cannot_reply_to_message",
		"message_not_found", "edit_window_closed", "cant_update_message", "a_word_of_next_year",
	}
	token := []string{
		"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "team_access_not_granted",
		"org_login_required", "ekm_access_denied", "access_denied",
	}
	passing := map[string]time.Duration{
		"ratelimited": 30 * time.Second, "rate_limited": 30 * time.Second, "message_limit_exceeded": time.Minute, "team_added_to_org": 5 * time.Minute,
	}
	if n := len(final) + len(token) + len(passing); n < 25 {
		t.Fatalf("%d words, want at least 25", n)
	}
	attempt := func(t *testing.T, word string) (*bench, *checkins.Refusal) {
		b := newBench(t)
		b.setClock(time.Unix(1_000_000, 0))
		b.Inject(sandbox.Fault{Method: "chat.postMessage", Error: word})
		_, err := b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "1"))
		no := refused(err)
		if no == nil || no.Reason != word {
			t.Fatalf("%s: %v, want a Refusal that says so", word, err)
		}
		return b, no
	}
	for _, word := range final {
		if _, no := attempt(t, word); !no.Final || no.After != 0 {
			t.Errorf("%s: %+v, want final", word, no)
		}
	}
	for _, word := range token {
		b, no := attempt(t, word)
		if no.Final || no.After != 15*time.Minute || !slices.Equal(b.revoked, []string{word + " " + team}) {
			t.Errorf("%s: %+v, told %v; want a wait of 15 min, told once", word, no, b.revoked)
		}
	}
	for _, word := range slices.Sorted(maps.Keys(passing)) {
		if _, no := attempt(t, word); no.Final || no.After != passing[word] {
			t.Errorf("%s: %+v, want a wait of %v", word, no, passing[word])
		}
	}
}

// After a rate limit no call comes before its time, for any letter to that
// workspace; an edit is another method and goes on.
func TestRateLimit(t *testing.T) {
	b := newBench(t)
	start := time.Unix(1_000_000, 0)
	b.setClock(start)
	r := b.send(t, helpParcel(checkins.KindNotice, crm, "0"))
	b.Inject(sandbox.Fault{Method: "chat.postMessage", RetryAfter: 30})
	_, err := b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "1"))
	if no := refused(err); no == nil || no.Final || no.After != 30*time.Second {
		t.Fatalf("429: %v", err)
	}
	calls := len(b.calls("chat.postMessage"))
	b.setClock(start.Add(29 * time.Second))
	_, err = b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "2"))
	if no := refused(err); no == nil || no.After != time.Second || len(b.calls("chat.postMessage")) != calls {
		t.Errorf("a second before the time: %v, %d calls", err, len(b.calls("chat.postMessage"))-calls)
	}
	edit := helpParcel(checkins.KindNotice, crm, "0")
	edit.Edit = r
	b.send(t, edit)
	b.setClock(start.Add(30 * time.Second))
	b.send(t, helpParcel(checkins.KindAsk, ana, "2"))
}

// A workspace that removed the app costs one call, whatever waits for it, and
// gets its letters after it came back.
func TestTokenGone(t *testing.T) {
	b := newBench(t)
	b.Uninstall()
	for n := range 50 {
		_, err := b.courier.Send(t.Context(), helpParcel(checkins.KindAsk, ana, "1", string(rune('a'+n))))
		if no := refused(err); no == nil || no.Final || no.Reason != "account_inactive" || no.After <= 0 {
			t.Fatalf("sent: %v", err)
		}
	}
	if n := len(b.calls("chat.postMessage")); n != 1 {
		t.Errorf("%d calls, want 1", n)
	}
	b.RestoreToken()
	b.courier.Resume(t.Context(), team)
	b.send(t, helpParcel(checkins.KindAsk, ana, "1"))
	if n := len(b.Messages(b.IM(ana))); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

func TestNotOurs(t *testing.T) {
	b := newBench(t)
	for _, to := range []checkins.Account{
		{Platform: checkins.Slack, Team: "T0002", ID: ana}, {Platform: checkins.Teams, Team: team, ID: ana},
	} {
		p := helpParcel(checkins.KindAsk, ana, "1")
		p.Letter.To = to
		if _, err := b.courier.Send(t.Context(), p); refused(err) == nil || !refused(err).Final {
			t.Errorf("%s: %v", to, err)
		}
	}
	p := helpParcel(checkins.KindAsk, ana, "1")
	p.Message = nil
	if _, err := b.courier.Send(t.Context(), p); refused(err) == nil || !refused(err).Final {
		t.Errorf("a letter that cannot be drawn: %v", err)
	}
	if n := len(b.Calls()); n != 0 {
		t.Errorf("%d calls, want none", n)
	}
}

func TestFind(t *testing.T) {
	b := newBench(t)
	b.courier.Turns = bot.Turns{} // far more messages than a channel takes in that time
	var parcels []checkins.Parcel
	for n := range 450 { // three pages
		p := helpParcel(checkins.KindNotice, ana, string(rune('a'+n)))
		b.send(t, p)
		parcels = append(parcels, p)
	}
	m := b.Messages(b.IM(ana))
	for _, n := range []int{0, 449} {
		r, found, err := b.courier.Find(t.Context(), parcels[n])
		if err != nil || !found || r != (checkins.Receipt{Channel: b.IM(ana), TS: m[n].TS}) {
			t.Errorf("letter %d: %+v %v, %v", n, r, found, err)
		}
	}
	never := helpParcel(checkins.KindNotice, ana, "never sent")
	if _, found, err := b.courier.Find(t.Context(), never); found || err != nil {
		t.Errorf("never sent: %v, %v", found, err)
	}
	late := parcels[0] // the search begins a minute before the attempt
	late.Letter.Claimed = time.Now().Add(2 * time.Minute)
	late.Letter.Due = late.Letter.Claimed
	if _, found, err := b.courier.Find(t.Context(), late); found || err != nil {
		t.Errorf("sent long before the attempt: %v, %v", found, err)
	}
	late.Letter.Due = time.Now() // a store whose clock is ahead
	if _, found, err := b.courier.Find(t.Context(), late); !found || err != nil {
		t.Errorf("due before the attempt: %v, %v", found, err)
	}
	late.Letter.Claimed = time.Time{}
	if _, _, err := b.courier.Find(t.Context(), late); err == nil {
		t.Error("never claimed: want an error")
	}

	root := b.send(t, helpParcel(checkins.KindAlert, crm, "root"))
	line := helpParcel(checkins.KindThread, crm, "line")
	line.Under = root
	at := b.send(t, line)
	if r, found, err := b.courier.Find(t.Context(), line); r != at || !found || err != nil {
		t.Errorf("in a thread: %+v %v, %v", r, found, err)
	}

	for name, f := range map[string]sandbox.Fault{
		"no scope":     {Method: "conversations.history", Error: "missing_scope"},
		"rate limited": {Method: "conversations.history", RetryAfter: 60},
		"second page":  {Method: "conversations.history", Error: "internal_error", Match: func(a url.Values) bool { return a.Get("cursor") != "" }},
		"not opened":   {Method: "conversations.open", Error: "user_not_found"},
	} {
		b.Inject(f)
		if _, found, err := b.courier.Find(t.Context(), never); found || err == nil {
			t.Errorf("%s: found %v, %v; want an error, for nothing follows", name, found, err)
		}
		b.ClearFaults()
	}
}

// A card of which only the answer was lost is pinned when it is found.
func TestFoundCardIsPinned(t *testing.T) {
	b := newBench(t)
	b.Inject(sandbox.Fault{Method: "chat.postMessage", ResetAfter: true})
	p := helpParcel(checkins.KindCard, crm, "1")
	if _, err := b.courier.Send(t.Context(), p); err == nil {
		t.Fatal("want no answer")
	}
	r, found, err := b.courier.Find(t.Context(), p)
	if !found || err != nil || !slices.Equal(b.Pinned(crm), []string{r.TS}) {
		t.Errorf("found %v, %v; pinned %v", found, err, b.Pinned(crm))
	}
}

func TestDeactivated(t *testing.T) {
	b := newBench(t)
	if off, err := b.courier.Deactivated(t.Context(), user(ana)); off || err != nil {
		t.Errorf("active: %v, %v", off, err)
	}
	if _, err := b.Deactivate(t.Context(), ana, false); err != nil {
		t.Fatal(err)
	}
	if off, err := b.courier.Deactivated(t.Context(), user(ana)); !off || err != nil {
		t.Errorf("deactivated: %v, %v", off, err)
	}
	if _, err := b.courier.Deactivated(t.Context(), user("U7777")); err == nil {
		t.Error("unknown account: want an error")
	}
}

func TestIdentity(t *testing.T) {
	b := newBench(t)
	id, err := b.client.Identity(t.Context())
	if err != nil || id.Team != team || id.User != "UBOT" || !slices.Contains(id.Scopes, "chat:write") {
		t.Errorf("%+v, %v", id, err)
	}
	b.RevokeToken()
	if _, err := b.client.Identity(t.Context()); err == nil || !strings.Contains(err.Error(), "token_revoked") {
		t.Errorf("revoked: %v", err)
	}
}

// A page that says there is more but not where is no end of the conversation.
func TestFindBrokenPages(t *testing.T) {
	for name, answers := range map[string]string{
		"more without a cursor": `{"ok":true,"messages":[],"has_more":true}`,
		"the same cursor again": `{"ok":true,"messages":[],"has_more":true,"response_metadata":{"next_cursor":"a"}}`,
		"not JSON":              `<html>`,
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answers)) }))
		c, err := slack.NewClient("xoxb-1", "", s.URL)
		if err != nil {
			t.Fatal(err)
		}
		courier := &slack.Courier{Client: c, Renderer: renderer(t), Teams: []string{team}}
		if _, found, err := courier.Find(t.Context(), helpParcel(checkins.KindAlert, crm, "1")); found || err == nil {
			t.Errorf("%s: found %v, %v; want an error", name, found, err)
		}
		// Nor is an answer without a ts a receipt.
		if _, err := courier.Send(t.Context(), helpParcel(checkins.KindAlert, crm, "1")); err == nil || refused(err) != nil {
			t.Errorf("%s: sent: %v, want an error that is no Refusal", name, err)
		}
		s.Close()
	}
}
