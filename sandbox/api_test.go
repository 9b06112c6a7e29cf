package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

func TestTokenAndScope(t *testing.T) {
	b := setup(t, func(c *Config) { c.Scopes = []string{"chat:write", "im:write"} })
	post := object{"channel": "C0001", "text": "hi"}
	for _, c := range []struct {
		method, token, want string
		body                object
	}{
		{"chat.postMessage", "", "not_authed", post},
		{"chat.postMessage", "xoxb-other", "invalid_auth", post},
		{"chat.postMessage", appToken, "not_allowed_token_type", post},
		{"apps.connections.open", botToken, "not_allowed_token_type", object{}},
		{"chat.postMassage", botToken, "unknown_method", object{}},
		{"users.info", botToken, "missing_scope", object{"user": "U0001"}},
		{"conversations.history", botToken, "missing_scope", object{"channel": "C0001"}},
		{"pins.add", botToken, "missing_scope", object{}},
		{"auth.test", botToken, "", nil},
		{"chat.postMessage", botToken, "", post},
	} {
		out, resp := b.call(t, c.method, c.token, c.body)
		got, _ := out["error"].(string)
		if got != c.want || (out["ok"] == true) != (c.want == "") {
			t.Errorf("%s with %q: %v, want error %q", c.method, c.token, out, c.want)
		}
		if h := resp.Header.Get("X-OAuth-Scopes"); h != "chat:write,im:write" {
			t.Errorf("X-OAuth-Scopes %q", h)
		}
		if c.want == "missing_scope" && (out["needed"] == "" || out["provided"] != "chat:write,im:write") {
			t.Errorf("missing_scope without needed or provided: %v", out)
		}
	}
	b.RevokeToken()
	if out, _ := b.call(t, "auth.test", botToken, nil); out["error"] != "token_revoked" {
		t.Errorf("revoked: %v", out)
	}
	b.Uninstall()
	if _, err := b.api.AuthTest(); err == nil || err.Error() != "account_inactive" {
		t.Errorf("uninstalled: %v", err)
	}
	b.RestoreToken()
	who, err := b.api.AuthTest()
	if err != nil || who.BotID != "B0001" || who.UserID != "U0BOT" || who.TeamID != "T0001" {
		t.Errorf("auth.test %+v, %v", who, err)
	}
}

func TestEmptyTokenMatchesNothing(t *testing.T) {
	b := setup(t, func(c *Config) { c.BotToken, c.AppToken = "", "" })
	if out, _ := b.call(t, "auth.test", "anything", nil); out["error"] != "invalid_auth" {
		t.Errorf("%v", out)
	}
}

func TestRefusals(t *testing.T) {
	b := setup(t, func(c *Config) {
		c.Scopes = nil
		for _, s := range EveryScope {
			if s != "chat:write.public" {
				c.Scopes = append(c.Scopes, s)
			}
		}
	})
	theirs := b.say(t, "U0001", "C0001", "mine")
	mine := b.must(t, "chat.postMessage", object{"channel": "C0001", "text": "hi"})["ts"]
	view := modal(section("x"))
	for _, c := range []struct {
		method string
		body   object
		want   string
	}{
		{"chat.postMessage", object{"channel": "C9999", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", object{"channel": "U9999", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", object{"channel": "C0003", "text": "x"}, "channel_not_found"},
		{"chat.postMessage", object{"channel": "C0002", "text": "x"}, "not_in_channel"},
		{"chat.postMessage", object{"channel": "C0004", "text": "x"}, "is_archived"},
		{"chat.postMessage", object{"channel": "C0001", "text": " "}, "no_text"},
		{"chat.postMessage", object{"channel": "C0001", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"},
		{"chat.update", object{"channel": "C0001", "ts": "1.000001", "text": "x"}, "message_not_found"},
		{"chat.update", object{"channel": "C0001", "ts": theirs, "text": "x"}, "cant_update_message"},
		{"chat.delete", object{"channel": "C0001", "ts": theirs}, "cant_delete_message"},
		{"chat.delete", object{"channel": "C0001", "ts": "1.000001"}, "message_not_found"},
		{"chat.postEphemeral", object{"channel": "C0001", "user": "U0003", "text": "x"}, "user_not_in_channel"},
		{"chat.postEphemeral", object{"channel": "C0002", "user": "U0001", "text": "x"}, "not_in_channel"},
		{"chat.getPermalink", object{"channel": "C0001", "message_ts": "1.000001"}, "message_not_found"},
		{"conversations.open", object{"users": "U9999"}, "user_not_found"},
		{"conversations.open", object{}, "users_list_not_supplied"},
		{"conversations.open", object{"users": "U0001,U0002"}, "method_not_supported_for_channel_type"},
		{"conversations.info", object{"channel": "C0003"}, "channel_not_found"},
		{"conversations.list", object{"types": "rooms"}, "invalid_types"},
		{"conversations.members", object{"channel": "C9999"}, "channel_not_found"},
		{"conversations.history", object{"channel": "C0002"}, "not_in_channel"},
		{"conversations.history", object{"channel": "C0001", "oldest": "yesterday"}, "invalid_ts_oldest"},
		{"conversations.history", object{"channel": "C0001", "limit": 0}, "invalid_limit"},
		{"conversations.history", object{"channel": "C0001", "cursor": "?"}, "invalid_cursor"},
		{"conversations.replies", object{"channel": "C0001", "ts": "1.000001"}, "thread_not_found"},
		{"users.info", object{"user": "U9999"}, "user_not_found"},
		{"dnd.info", object{"user": "U9999"}, "user_not_found"},
		{"bots.info", object{"bot": "B9999"}, "bot_not_found"},
		{"pins.add", object{"channel": "C0001", "timestamp": "1.000001"}, "message_not_found"},
		{"pins.remove", object{"channel": "C0001", "timestamp": mine}, "no_pin"},
		{"views.open", object{"trigger_id": "1.2.3", "view": view}, "invalid_trigger_id"},
		{"views.push", object{"trigger_id": "1.2.3", "view": view}, "invalid_trigger_id"},
		{"views.update", object{"view_id": "V9", "view": view}, "not_found"},
		{"views.publish", object{"user_id": "U9999", "view": view}, "user_not_found"},
	} {
		out, _ := b.call(t, c.method, botToken, c.body)
		if out["error"] != c.want {
			t.Errorf("%s %v: %v, want %s", c.method, c.body, out, c.want)
		}
	}
	b.clean(t)
	for _, c := range b.Calls() {
		if c.Args.Has("token") {
			t.Errorf("%s: the token is in the recorded call", c.Method)
		}
	}
}

// say posts as a person without telling the bot.
func (b *bench) say(t *testing.T, user, channel, text string) string {
	t.Helper()
	b.Workspace.mu.Lock()
	defer b.Workspace.mu.Unlock()
	m := &Message{User: user, Text: text}
	b.post(b.channels[channel], m, nil)
	return m.TS
}

func TestPostUpdateDelete(t *testing.T) {
	b := setup(t)
	meta := slack.SlackMetadata{EventType: "px.letter", EventPayload: map[string]any{"d": "abc"}}
	ch, ts, err := b.api.PostMessage("U0001", slack.MsgOptionText("first", false), slack.MsgOptionMetadata(meta),
		slack.MsgOptionBlocks(slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", "hello <!channel>", false, false), nil, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if ch != b.IM("U0001") || ch[0] != 'D' {
		t.Fatalf("posted to %s", ch)
	}
	if _, _, _, err = b.api.UpdateMessage(ch, ts, slack.MsgOptionText("second", false)); err != nil {
		t.Fatal(err)
	}
	m := b.Messages(ch)
	if len(m) != 1 || m[0].Text != "second" || m[0].Blocks != nil || m[0].Edited == "" || !strings.Contains(string(m[0].Metadata), "abc") {
		t.Errorf("after the update: %+v", m)
	}
	reply := b.must(t, "chat.postMessage", object{"channel": ch, "text": "deeper", "thread_ts": ts})["ts"].(string)
	again := b.must(t, "chat.postMessage", object{"channel": ch, "text": "still", "thread_ts": reply})["ts"].(string)
	if got := b.Messages(ch)[2]; got.TS != again || got.ThreadTS != ts {
		t.Errorf("a reply to a reply: %+v", got)
	}
	if _, _, err = b.api.DeleteMessage(ch, ts); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for i, s := range b.Ledger() {
		kinds = append(kinds, s.Kind)
		if s.N != i+1 || s.User != "U0001" {
			t.Errorf("entry %d: %+v", i, s)
		}
	}
	if d := cmp.Diff([]string{"post", "update", "thread", "thread", "delete"}, kinds); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"<!channel>"}, b.Ledger()[0].Pings); d != "" {
		t.Error(d)
	}
	b.clean(t)
}

func TestStampsAreMonotone(t *testing.T) {
	b := setup(t)
	last := ""
	for i := range 5 {
		if i == 3 {
			b.pass(-time.Hour)
		}
		ts := b.must(t, "chat.postMessage", object{"channel": "C0001", "text": "x"})["ts"].(string)
		if ts <= last {
			t.Fatalf("%s after %s", ts, last)
		}
		last = ts
	}
	if us, ok := micros(last); !ok || !time.UnixMicro(us).Truncate(time.Second).Equal(b.Time().Add(time.Hour)) {
		t.Errorf("ts %s is not the workspace clock", last)
	}
}

func TestHistory(t *testing.T) {
	b := setup(t)
	var stamps []string
	for i := range 5 {
		b.pass(time.Minute)
		body := object{"channel": "C0001", "text": "m" + string(rune('0'+i)), "metadata": object{"event_type": "px.letter", "event_payload": object{"d": i}}}
		stamps = append(stamps, b.must(t, "chat.postMessage", body)["ts"].(string))
	}
	b.must(t, "chat.postMessage", object{"channel": "C0001", "text": "reply", "thread_ts": stamps[1]})
	get := func(p slack.GetConversationHistoryParameters) *slack.GetConversationHistoryResponse {
		t.Helper()
		p.ChannelID = "C0001"
		r, err := b.api.GetConversationHistory(&p)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	texts := func(r *slack.GetConversationHistoryResponse) string {
		var s []string
		for _, m := range r.Messages {
			s = append(s, m.Text)
		}
		return strings.Join(s, " ")
	}
	for _, c := range []struct {
		p    slack.GetConversationHistoryParameters
		want string
	}{
		{slack.GetConversationHistoryParameters{}, "m4 m3 m2 m1 m0"},
		{slack.GetConversationHistoryParameters{Oldest: stamps[3]}, "m4"},
		{slack.GetConversationHistoryParameters{Oldest: stamps[3], Inclusive: true}, "m4 m3"},
		{slack.GetConversationHistoryParameters{Latest: stamps[1]}, "m0"},
		{slack.GetConversationHistoryParameters{Oldest: stamps[0], Latest: stamps[3]}, "m2 m1"},
		{slack.GetConversationHistoryParameters{Oldest: "0"}, "m4 m3 m2 m1 m0"},
	} {
		if got := texts(get(c.p)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.p, got, c.want)
		}
	}
	if m := get(slack.GetConversationHistoryParameters{}).Messages[0]; m.Metadata.EventType != "" {
		t.Error("metadata without being asked for")
	}
	if m := get(slack.GetConversationHistoryParameters{IncludeAllMetadata: true}).Messages[0]; m.Metadata.EventPayload["d"] != 4.0 {
		t.Errorf("metadata %+v", m.Metadata)
	}
	var all []string
	p := slack.GetConversationHistoryParameters{Limit: 2}
	for {
		r := get(p)
		all = append(all, texts(r))
		if p.Cursor = r.ResponseMetaData.NextCursor; p.Cursor == "" {
			if r.HasMore {
				t.Error("has_more at the end")
			}
			break
		}
	}
	if got := strings.Join(all, "|"); got != "m4 m3|m2 m1|m0" {
		t.Errorf("pages %s", got)
	}
	replies, _, _, err := b.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: "C0001", Timestamp: stamps[1]})
	if err != nil || len(replies) != 2 || replies[0].ReplyCount != 1 || replies[1].ThreadTimestamp != stamps[1] {
		t.Errorf("replies %+v, %v", replies, err)
	}
}

func TestPeopleAndPlaces(t *testing.T) {
	b := setup(t)
	u, err := b.api.GetUserInfo("U0001")
	if err != nil || u.TZ != "Europe/Berlin" || u.TZOffset != 3600 || u.RealName != "Ana Ruiz" || u.IsStranger {
		t.Errorf("%+v %v", u, err)
	}
	if u, err = b.api.GetUserInfo("U0003"); err != nil || u.TeamID != "T0009" || !u.IsStranger {
		t.Errorf("%+v %v", u, err)
	}
	us, err := b.api.GetUsers(slack.GetUsersOptionLimit(2))
	if err != nil || len(us) != 4 || !us[3].IsBot {
		t.Errorf("%d users, %v", len(us), err)
	}
	c, err := b.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C0002"})
	if err != nil || c.Name != "open" || c.IsMember {
		t.Errorf("%+v %v", c, err)
	}
	b.Invite("C0003", "U0BOT")
	if c, err = b.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C0003"}); err != nil || !c.IsPrivate || !c.IsMember {
		t.Errorf("%+v %v", c, err)
	}
	b.Kick("C0003", "U0BOT")
	if _, err = b.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "C0003"}); err == nil {
		t.Error("a private channel without the bot exists for it")
	}
	ms, _, err := b.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: "C0001"})
	if d := cmp.Diff([]string{"U0001", "U0002", "U0BOT"}, ms); d != "" || err != nil {
		t.Error(d, err)
	}
	chs, _, err := b.api.GetConversations(&slack.GetConversationsParameters{ExcludeArchived: true})
	if err != nil || len(chs) != 2 {
		t.Errorf("%d channels, %v", len(chs), err)
	}
	team, err := b.api.GetTeamInfo()
	if err != nil || team.ID != "T0001" || team.Domain != "acme" {
		t.Errorf("%+v %v", team, err)
	}
	if _, err = b.api.GetDNDInfo(new("U0001")); err != nil {
		t.Error(err)
	}
	bot, err := b.api.GetBotInfo(slack.GetBotInfoParameters{Bot: "B0001"})
	if err != nil || bot.AppID != "A0001" {
		t.Errorf("%+v %v", bot, err)
	}
	im, open, _, err := b.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U0001"}})
	if err != nil || open || im.ID != b.IM("U0001") {
		t.Errorf("%+v %v %v", im, open, err)
	}
	link, err := b.api.GetPermalink(&slack.PermalinkParameters{Channel: im.ID, Ts: b.must(t, "chat.postMessage", object{"channel": "U0001", "text": "x"})["ts"].(string)})
	if err != nil || !strings.HasPrefix(link, "https://acme.slack.com/archives/"+im.ID+"/p") {
		t.Error(link, err)
	}
}

func TestDeactivated(t *testing.T) {
	b := setup(t)
	if _, err := b.Deactivate(t.Context(), "U0001", false); err != nil {
		t.Fatal(err)
	}
	if n := len(b.requests()); n != 0 {
		t.Errorf("%d requests without telling", n)
	}
	ch, _, err := b.api.PostMessage("U0001", slack.MsgOptionText("are you there", false))
	if err != nil {
		t.Errorf("a post to a deactivated person must succeed: %v", err)
	}
	if len(b.Messages(ch)) != 1 || len(b.Ledger()) != 0 {
		t.Errorf("stands %d, seen %d; want 1 and 0", len(b.Messages(ch)), len(b.Ledger()))
	}
	if u, _ := b.api.GetUserInfo("U0001"); !u.Deleted {
		t.Error("users.info does not say deleted")
	}
	if _, err = b.Command(t.Context(), "U0001", "C0001", "status"); err == nil {
		t.Error("a deactivated person acts")
	}
	if _, err = b.Deactivate(t.Context(), "U0002", true); err != nil {
		t.Fatal(err)
	}
	if r := b.last(t); !strings.Contains(r.body, `"user_change"`) || !strings.Contains(r.body, `"deleted":true`) {
		t.Errorf("event %s", r.body)
	}
	if _, err = b.Deactivate(t.Context(), "U9999", true); err == nil {
		t.Error("nobody was deactivated")
	}
}

func TestPins(t *testing.T) {
	b := setup(t)
	ts := b.must(t, "chat.postMessage", object{"channel": "C0001", "text": "card"})["ts"].(string)
	ref := slack.NewRefToMessage("C0001", ts)
	if err := b.api.AddPin("C0001", ref); err != nil {
		t.Fatal(err)
	}
	if err := b.api.AddPin("C0001", ref); err == nil || err.Error() != "already_pinned" {
		t.Errorf("twice: %v", err)
	}
	if d := cmp.Diff([]string{ts}, b.Pinned("C0001")); d != "" {
		t.Error(d)
	}
	if err := b.api.RemovePin("C0001", ref); err != nil || len(b.Pinned("C0001")) != 0 {
		t.Error(err, b.Pinned("C0001"))
	}
}

func TestFormBodies(t *testing.T) {
	b := setup(t)
	form := url.Values{"token": {botToken}, "channel": {"#crm"}, "blocks": {string(encode([]object{section("hi")}))}}
	resp, err := http.PostForm(b.url+"/api/chat.postMessage", form)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if m := b.Messages("C0001"); len(m) != 1 || m[0].Blocks == nil {
		t.Errorf("%+v", m)
	}
}
