package teams_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func refusal(err error) *checkins.Refusal {
	no, _ := errors.AsType[*checkins.Refusal](err)
	return no
}

func (s *sender) send(p checkins.Parcel) checkins.Receipt {
	s.t.Helper()
	r, err := s.Send(s.t.Context(), p)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// The store that counts is the one of package store; this one is held to the same
// contract.
var _ teams.References = (*checkinstest.Memory)(nil)

func TestSend(t *testing.T) {
	s := newSender(t)
	r := s.send(letter(checkins.KindAsk, anaThere))
	if r != (checkins.Receipt{Channel: anaChat, TS: "act-1"}) {
		t.Errorf("receipt %+v", r)
	}
	posts := s.requests(asked.posts)
	if len(posts) != 1 || len(s.requests(asked.creates)) != 0 || posts[0].path != "/emea/v3/conversations/"+anaChat+"/activities" {
		t.Fatalf("%+v", posts)
	}
	for want, path := range map[string][]string{
		"message":               {"type"},
		"28:bot":                {"from", "id"},
		"29:ana":                {"recipient", "id"},
		anaAAD:                  {"recipient", "aadObjectId"},
		anaChat:                 {"conversation", "id"},
		home:                    {"channelData", "tenant", "id"},
		"AdaptiveCard":          {"attachments", "0", "content", "type"},
		"Nothing waits for you": {"summary"},
		"application/vnd.microsoft.card.adaptive": {"attachments", "0", "contentType"},
	} {
		if got, _ := posts[0].field(t, path...).(string); !strings.HasPrefix(got, want) {
			t.Errorf("%v = %q, want %q", path, got, want)
		}
	}
	// Text beside a card would be split off, and the id lost.
	if text := posts[0].field(t, "text"); text != nil {
		t.Errorf("text %q", text)
	}

	edit := letter(checkins.KindAsk, anaThere)
	edit.Edit = r
	if again := s.send(edit); again != r {
		t.Errorf("edited, the receipt is %+v", again)
	}
	edits := s.requests(asked.edits)
	if len(edits) != 1 || edits[0].path != "/emea/v3/conversations/"+anaChat+"/activities/act-1" || edits[0].field(t, "recipient") != nil {
		t.Errorf("%+v", edits)
	}
}

// C28: a process that is paused while a letter waits for its turn makes no call with
// it: the claim is over, and others look for the letter.
func TestPausedBeforeTheCall(t *testing.T) {
	s := newSender(t)
	p := letter(checkins.KindAlert, inHall)
	p.Claimed = time.Now().Add(-21 * time.Second)
	_, err := s.Send(t.Context(), p)
	verdict{"waits", "not_started"}.check(t, err)
	if n := len(s.requests(asked.posts)); n > 0 {
		t.Errorf("%d calls", n)
	}
	p.Claimed = time.Now()
	s.send(p)
}

func TestThreads(t *testing.T) {
	s := newSender(t)
	card := s.send(letter(checkins.KindAlert, inHall))
	if card != (checkins.Receipt{Channel: hallID, TS: "act-1"}) {
		t.Fatalf("%+v", card)
	}
	line := letter(checkins.KindThread, inHall)
	line.Under = card
	root := hallID + ";messageid=act-1"
	at := s.send(line)
	if at != (checkins.Receipt{Channel: root, TS: "act-2"}) {
		t.Errorf("a line in the thread: %+v", at)
	}
	// A press names the card with its thread; the line goes to the same place.
	line.Under = checkins.Receipt{Channel: root, TS: "act-1"}
	s.send(line)
	line.Under = checkins.Receipt{Channel: root, TS: "act-2"}
	s.send(line)
	// Asked in a thread of the channel, and answered apart: the channel is told there.
	told := letter(checkins.KindReply, inHall)
	told.Letter.About.Thread = "act-1"
	s.send(told)
	for _, a := range s.requests(asked.posts)[1:] {
		if !strings.HasSuffix(a.path, "/"+root+"/activities") || a.field(t, "replyToId") != "act-1" || a.field(t, "recipient") != nil {
			t.Errorf("%s replies to %v", a.path, a.field(t, "replyToId"))
		}
	}
	edit := line
	edit.Edit, edit.Under = at, card
	s.send(edit)
	if e := s.requests(asked.edits); len(e) != 1 || !strings.HasSuffix(e[0].path, "/"+root+"/activities/act-2") {
		t.Errorf("%+v", e)
	}
	// A card of which Teams named no id has no thread: better in the channel than not.
	line.Under = checkins.Receipt{Channel: hallID}
	if r := s.send(line); r.Channel != hallID {
		t.Errorf("%+v", r)
	}
	// Chats have none.
	private := letter(checkins.KindThread, anaThere)
	private.Under = checkins.Receipt{Channel: anaChat, TS: "act-9"}
	if r := s.send(private); r.Channel != anaChat {
		t.Errorf("%+v", r)
	}
}

// Before its first message somebody gets a chat, and keeps it.
func TestFirstMessage(t *testing.T) {
	s := newSender(t)
	for range 2 {
		if r := s.send(letter(checkins.KindAsk, benThere)); r.Channel != freshChat {
			t.Fatalf("%+v", r)
		}
	}
	creates := s.requests(asked.creates)
	if len(creates) != 1 || creates[0].path != "/emea/v3/conversations" {
		t.Fatalf("chats made: %+v, want one", creates)
	}
	for want, path := range map[string][]string{
		benThere.ID: {"members", "0", "id"}, "28:" + botApp: {"bot", "id"}, benThere.Team: {"channelData", "tenant", "id"},
	} {
		if got := creates[0].field(t, path...); got != want {
			t.Errorf("%v = %v, want %s", path, got, want)
		}
	}
	if creates[0].field(t, "tenantId") != benThere.Team || creates[0].field(t, "isGroup") != false || creates[0].field(t, "activity") != nil {
		t.Errorf("%s", creates[0].body)
	}
	ref, err := s.refs.Reference(t.Context(), benThere)
	if err != nil || ref.Conversation != freshChat {
		t.Errorf("%+v, %v", ref, err)
	}
}

func TestNothingWasHeardYet(t *testing.T) {
	s := newSilentSender(t)
	_, err := s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	if no := refusal(err); no == nil || !no.Final || no.Reason != "not_installed" {
		t.Errorf("%v", err)
	}
	s.Service = s.service()
	s.send(letter(checkins.KindAsk, anaThere))
	s.send(letter(checkins.KindAlert, inHall))
	if n := len(s.requests(asked.posts)); n != 2 {
		t.Errorf("%d posts", n)
	}
	// The address for beginners is not taken for one that was heard.
	if ref, err := s.refs.Reference(t.Context(), inHall); !errors.Is(err, checkins.ErrNotFound) {
		t.Errorf("%+v, %v", ref, err)
	}
	s.Service = "https://evil.example/"
	_, err = s.Send(t.Context(), letter(checkins.KindAlert, inHall))
	if no := refusal(err); no == nil || !no.Final || no.Reason != "unknown_service_host" {
		t.Errorf("%v", err)
	}
}

// verdict is what an attempt says of a letter.
type verdict struct {
	what   string // "unknown", "waits", "final"
	reason string
}

func (v verdict) check(t *testing.T, err error) {
	t.Helper()
	no := refusal(err)
	got := verdict{what: "unknown"}
	switch {
	case err == nil:
		got.what = "taken"
	case no != nil && no.Final:
		got = verdict{"final", no.Reason}
	case no != nil:
		got = verdict{"waits", no.Reason}
		if no.After < time.Second {
			t.Errorf("waits for %s", no.After)
		}
	}
	if got.what != v.what || v.reason != "" && got.reason != v.reason {
		t.Errorf("%v: %+v, want %+v", err, got, v)
	}
}

func coded(status int, code string) fault {
	return fault{status: status, body: `{"error":{"code":"` + code + `","message":"m"}}`}
}

func TestEachAnswer(t *testing.T) {
	wait := http.Header{"Retry-After": {"7"}}
	table := []struct {
		fault            fault
		post, edit, open verdict
	}{
		{coded(412, "PreconditionFailed"), verdict{"waits", "PreconditionFailed"}, verdict{"waits", ""}, verdict{"waits", ""}},
		{fault{status: 429, header: wait}, verdict{"waits", "Throttled"}, verdict{"waits", "Throttled"}, verdict{"waits", "Throttled"}},
		{fault{status: 429}, verdict{"waits", "Throttled"}, verdict{"waits", "Throttled"}, verdict{"waits", "Throttled"}},
		{fault{status: 503, header: wait}, verdict{"waits", "503"}, verdict{"waits", "503"}, verdict{"waits", "503"}},
		{fault{status: 503}, verdict{"unknown", ""}, verdict{"waits", "503"}, verdict{"waits", "503"}},
		{coded(502, "ServiceError"), verdict{"unknown", ""}, verdict{"waits", "ServiceError"}, verdict{"waits", "ServiceError"}},
		{fault{status: 504, body: "upstream"}, verdict{"unknown", ""}, verdict{"waits", "504"}, verdict{"waits", "504"}},
		{coded(500, "ServiceError"), verdict{"unknown", ""}, verdict{"final", "ServiceError"}, verdict{"final", "ServiceError"}},
		{fault{status: 408}, verdict{"unknown", ""}, verdict{"waits", "408"}, verdict{"waits", "408"}},
		{fault{status: 307, header: http.Header{"Location": {"/"}}}, verdict{"unknown", ""}, verdict{"waits", "307"}, verdict{"waits", "307"}},
		{fault{reset: true}, verdict{"unknown", ""}, verdict{"unknown", ""}, verdict{"waits", "no_answer"}},
		{fault{reset: true, accept: true}, verdict{"unknown", ""}, verdict{"unknown", ""}, verdict{"waits", "no_answer"}},
		{fault{status: 401, body: `{"message":"Authorization has been denied for this request."}`}, verdict{"waits", "401"}, verdict{"waits", "401"}, verdict{"waits", "401"}},
		{coded(401, "BotNotRegistered"), verdict{"waits", "BotNotRegistered"}, verdict{"waits", ""}, verdict{"waits", ""}},
		{coded(400, "BadArgument"), verdict{"final", "BadArgument"}, verdict{"final", "BadArgument"}, verdict{"final", "BadArgument"}},
		{coded(404, "ConversationNotFound"), verdict{"final", "ConversationNotFound"}, verdict{"final", ""}, verdict{"final", ""}},
		{coded(404, "ActivityNotFoundInConversation"), verdict{"final", ""}, verdict{"final", "ActivityNotFoundInConversation"}, verdict{"final", ""}},
		{coded(413, "MessageSizeTooBig"), verdict{"final", "MessageSizeTooBig"}, verdict{"final", ""}, verdict{"final", ""}},
		{fault{status: 403}, verdict{"final", "403"}, verdict{"final", "403"}, verdict{"final", "403"}},
	}
	waits := verdict{"waits", "BotDisabledByAdmin"}
	table = append(table, struct {
		fault            fault
		post, edit, open verdict
	}{coded(403, "BotDisabledByAdmin"), waits, waits, waits})
	for _, code := range []string{
		"BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked", "InvalidBotApiHost", "NotEnoughPermissions", "ForbiddenOperationException",
	} {
		no := verdict{"final", code}
		table = append(table, struct {
			fault            fault
			post, edit, open verdict
		}{coded(403, code), no, no, no})
	}
	for _, c := range table {
		name := fmt.Sprint(c.fault.status, c.post.reason, c.fault.reset, c.fault.accept, len(c.fault.header))
		t.Run(name, func(t *testing.T) {
			s := newSender(t)
			s.fault(asked.posts, c.fault)
			_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
			c.post.check(t, err)
			if n := len(s.requests(asked.posts)); n != 1 {
				t.Errorf("%d posts, want exactly one", n)
			}

			s = newSender(t)
			p := letter(checkins.KindAlert, inHall)
			p.Edit = checkins.Receipt{Channel: hallID, TS: "act-1"}
			s.fault(asked.edits, c.fault)
			_, err = s.Send(t.Context(), p)
			c.edit.check(t, err)

			s = newSender(t)
			s.fault(asked.creates, c.fault)
			_, err = s.Send(t.Context(), letter(checkins.KindAsk, benThere))
			c.open.check(t, err)
			if n := len(s.requests(asked.posts)); n != 0 {
				t.Errorf("%d posts without a chat", n)
			}
		})
	}
}

// Nothing left this machine: that is a definite no, not a doubt.
func TestNothingLeft(t *testing.T) {
	s := newSender(t)
	if _, err := s.tokens.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.CloseClientConnections()
	s.Close()
	_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
	verdict{"waits", "no_connection"}.check(t, err)
	s.pass(time.Hour)
	_, err = s.Send(t.Context(), letter(checkins.KindAlert, inHall))
	verdict{"waits", "no_token"}.check(t, err)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Send(gone, letter(checkins.KindAlert, inHall))
	verdict{"waits", "not_started"}.check(t, err)
}

// A call that ends while Teams is at work leaves nobody knowing.
func TestNobodyAnswers(t *testing.T) {
	s := newSender(t)
	hang := make(chan struct{})
	defer close(hang)
	s.fault(asked.posts, fault{hang: hang})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for len(s.requests(asked.posts)) == 0 {
			if ctx.Err() != nil {
				return
			}
		}
		cancel()
	}()
	_, err := s.Send(ctx, letter(checkins.KindAlert, inHall))
	verdict{"unknown", ""}.check(t, err)
	if _, found, err := s.Find(t.Context(), letter(checkins.KindAlert, inHall)); found || err == nil {
		t.Errorf("looked for it: %v, %v; nobody can look in Teams", found, err)
	}
}

// Teams sometimes takes a message without naming it.
func TestTakenWithoutAnID(t *testing.T) {
	for _, f := range []fault{{status: 202}, {status: 201, body: "{}"}, {status: 200, body: "<html>"}} {
		s := newSender(t)
		s.fault(asked.posts, f)
		r := s.send(letter(checkins.KindAlert, inHall))
		if r != (checkins.Receipt{Channel: hallID}) {
			t.Errorf("%+v", r)
		}
		p := letter(checkins.KindAlert, inHall)
		p.Edit = r
		_, err := s.Send(t.Context(), p)
		verdict{"final", "no_activity_id"}.check(t, err)
		if len(s.requests(asked.edits)) != 0 {
			t.Error("edited something")
		}
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for _, seconds := range []int{1, 30, 600} {
		s := newSender(t)
		s.fault(asked.posts, fault{status: 429, header: http.Header{"Retry-After": {strconv.Itoa(seconds)}}})
		_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
		if no := refusal(err); no == nil || no.After != time.Duration(seconds)*time.Second {
			t.Fatalf("%v", err)
		}
		calls := func() int { return len(s.requests(func(a asked) bool { return !a.token() })) }
		s.pass(time.Duration(seconds)*time.Second - time.Millisecond)
		edit := letter(checkins.KindAsk, anaThere)
		edit.Edit = checkins.Receipt{Channel: anaChat, TS: "act-1"}
		for _, p := range []checkins.Parcel{letter(checkins.KindAlert, inHall), letter(checkins.KindAsk, anaThere), edit} {
			_, err := s.Send(t.Context(), p)
			if no := refusal(err); no == nil || no.Final || no.After != time.Millisecond {
				t.Errorf("a millisecond early: %v", err)
			}
		}
		if calls() != 1 {
			t.Errorf("%d calls, want 0 early ones", calls()-1)
		}
		s.send(letter(checkins.KindAsk, benThere)) // another tenant does not wait
		s.pass(time.Millisecond)
		s.send(letter(checkins.KindAlert, inHall))
	}
}

// Refusals that name no time wait longer each time, until one call goes well.
func TestBackoff(t *testing.T) {
	for _, f := range []fault{{status: 429}, coded(412, "PreconditionFailed"), {status: 401}} {
		s := newSender(t)
		refusedFor := func() time.Duration {
			s.fault(asked.posts, f)
			_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
			no := refusal(err)
			if no == nil || no.Final {
				t.Fatalf("%v", err)
			}
			return no.After
		}
		least := 2 * time.Second
		for range 12 {
			got := refusedFor()
			if got < least || got >= least*3/2 {
				t.Errorf("%d: waits %s, want %s and up to half more", f.status, got, least)
			}
			least = min(2*least, 5*time.Minute)
			s.pass(10 * time.Minute)
		}
		s.send(letter(checkins.KindAlert, inHall))
		if got := refusedFor(); got >= 3*time.Second {
			t.Errorf("%d: after a success it waits %s", f.status, got)
		}
	}
}

func TestATokenThatIsNotAcceptedIsRenewed(t *testing.T) {
	s := newSender(t)
	s.fault(asked.posts, fault{status: 401})
	_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
	verdict{"waits", "401"}.check(t, err)
	s.pass(time.Minute)
	s.send(letter(checkins.KindAlert, inHall))
	posts := s.requests(asked.posts)
	if posts[0].auth != "Bearer tok-1" || posts[1].auth != "Bearer tok-2" {
		t.Errorf("%q, then %q", posts[0].auth, posts[1].auth)
	}
}

// Who removed or blocked the app is left alone until heard of.
func TestLeftAloneUntilHeardOf(t *testing.T) {
	heard := checkins.Reference{Account: anaThere, Conversation: anaChat}
	for _, code := range []string{"BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked", "ForbiddenOperationException"} {
		s := newSender(t)
		s.fault(asked.posts, coded(403, code))
		edit := letter(checkins.KindAsk, anaThere)
		edit.Edit = checkins.Receipt{Channel: anaChat, TS: "act-1"}
		for _, p := range []checkins.Parcel{letter(checkins.KindAsk, anaThere), letter(checkins.KindNudge, anaThere), edit} {
			_, err := s.Send(t.Context(), p)
			verdict{"final", code}.check(t, err)
			s.pass(24 * time.Hour)
		}
		if n := len(s.requests(func(a asked) bool { return !a.token() })); n != 1 {
			t.Errorf("%s: %d calls, want one", code, n)
		}
		s.send(letter(checkins.KindAlert, inHall)) // nobody else is concerned
		if err := s.refs.Refer(t.Context(), heard); err != nil {
			t.Fatal(err)
		}
		s.send(letter(checkins.KindAsk, anaThere))
	}
}

// The chat may be had, and what is said in it refused all the same.
func TestAFreshChatThatTakesNothing(t *testing.T) {
	s := newSender(t)
	s.fault(asked.posts, coded(403, "ConversationBlockedByUser"))
	for range 2 {
		_, err := s.Send(t.Context(), letter(checkins.KindAsk, benThere))
		verdict{"final", "ConversationBlockedByUser"}.check(t, err)
	}
	if n := len(s.requests(func(a asked) bool { return !a.token() })); n != 2 {
		t.Errorf("%d calls, want two", n)
	}
}

// A refusal that comes back after the person was heard of is out of date.
func TestHeardOfMeanwhile(t *testing.T) {
	s := newSender(t)
	f := coded(403, "BotNotInConversationRoster")
	f.hang = make(chan struct{})
	s.fault(asked.posts, f)
	go func() {
		for len(s.requests(asked.posts)) == 0 && t.Context().Err() == nil {
			continue
		}
		if err := s.refs.Refer(context.Background(), checkins.Reference{Account: anaThere, Conversation: anaChat}); err != nil {
			t.Error(err)
		}
		close(f.hang)
	}()
	_, err := s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	verdict{"waits", "BotNotInConversationRoster"}.check(t, err)
	s.send(letter(checkins.KindAsk, anaThere))
}

// Likewise when the bot had never heard of the person before.
func TestFirstHeardOfMeanwhile(t *testing.T) {
	s := newSender(t)
	f := coded(403, "ForbiddenOperationException")
	f.hang = make(chan struct{})
	s.fault(asked.creates, f)
	go func() {
		for len(s.requests(asked.creates)) == 0 && t.Context().Err() == nil {
			continue
		}
		if err := s.refs.Refer(context.Background(), checkins.Reference{Account: benThere, Conversation: freshChat}); err != nil {
			t.Error(err)
		}
		close(f.hang)
	}()
	_, err := s.Send(t.Context(), letter(checkins.KindAsk, benThere))
	verdict{"waits", "ForbiddenOperationException"}.check(t, err)
	if r := s.send(letter(checkins.KindAsk, benThere)); r.Channel != freshChat {
		t.Errorf("%+v", r)
	}
}

// Nobody tells when the app is on again, so it is tried now and then; a channel is
// always tried, for nothing of it is kept.
func TestRefusalsThatNobodyTakesBack(t *testing.T) {
	s := newSender(t)
	s.fault(asked.posts, coded(403, "BotDisabledByAdmin"))
	for range 100 {
		_, err := s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
		verdict{"waits", "BotDisabledByAdmin"}.check(t, err)
	}
	if n := len(s.requests(asked.posts)); n != 1 {
		t.Errorf("%d calls, want one", n)
	}
	s.Resume(t.Context(), home)
	s.send(letter(checkins.KindAsk, anaThere))
	s.fault(asked.posts, coded(403, "BotDisabledByAdmin"))
	_, _ = s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	s.pass(15 * time.Minute)
	s.send(letter(checkins.KindAsk, anaThere))
	s.fault(asked.posts, coded(403, "BotNotInConversationRoster"))
	_, err := s.Send(t.Context(), letter(checkins.KindAlert, inHall))
	verdict{"final", "BotNotInConversationRoster"}.check(t, err)
	s.send(letter(checkins.KindAlert, inHall))
}

// A chat that is not there any more is asked for again by the next attempt; one that
// is not there just after that is no chat.
func TestLostChat(t *testing.T) {
	s := newSender(t)
	s.fault(asked.posts, coded(404, "ConversationNotFound"))
	_, err := s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	verdict{"waits", "ConversationNotFound"}.check(t, err)
	s.fault(asked.posts, coded(404, "ConversationNotFound"))
	_, err = s.Send(t.Context(), letter(checkins.KindAsk, anaThere))
	verdict{"final", "ConversationNotFound"}.check(t, err)
	for range 2 {
		if r := s.send(letter(checkins.KindNudge, anaThere)); r.Channel != freshChat {
			t.Errorf("%+v", r)
		}
	}
	made := s.requests(asked.creates)
	if len(made) != 2 || made[0].field(t, "members", "0", "id") != "29:ana" {
		t.Errorf("%+v", made)
	}
}

// Nothing waits for a chat that Teams does not know right after it named it, nor for
// one that no opening brings back.
func TestNoSuchChat(t *testing.T) {
	s := newSender(t)
	s.fault(asked.posts, coded(404, "ConversationNotFound"))
	_, err := s.Send(t.Context(), letter(checkins.KindAsk, benThere))
	verdict{"final", "ConversationNotFound"}.check(t, err)
	line := letter(checkins.KindThread, anaThere)
	line.Under = checkins.Receipt{Channel: anaChat, TS: "act-1"}
	for _, want := range []string{"waits", "final"} {
		s.fault(asked.posts, coded(404, "ConversationNotFound"))
		_, err = s.Send(t.Context(), line)
		verdict{want, "ConversationNotFound"}.check(t, err)
	}
}

func TestNotOurs(t *testing.T) {
	s := newSender(t)
	s.Tenant = home
	for _, to := range []checkins.Account{benThere, {Platform: checkins.Slack, Team: home, ID: "U1"}} {
		_, err := s.Send(t.Context(), letter(checkins.KindAsk, to))
		verdict{"final", "no_token_for_team"}.check(t, err)
	}
	p := letter(checkins.KindAsk, anaThere)
	p.Message = nil
	_, err := s.Send(t.Context(), p)
	verdict{"final", "cannot_render"}.check(t, err)
	if n := len(s.requests(func(asked) bool { return true })); n != 0 {
		t.Errorf("%d calls", n)
	}
	s.send(letter(checkins.KindAsk, anaThere))
}

func TestTooLarge(t *testing.T) {
	s := newSender(t)
	to := teams.Spot{ServiceURL: s.service(), Conversation: anaChat}
	largest := 0
	for _, n := range []int{39_000, 41_000, 50_000, 200_000} {
		m := teams.Outgoing{Summary: strings.Repeat("é", n)} // two bytes each in UTF-16
		_, err := s.Connector.Post(t.Context(), to, m)
		if raw, _ := json.Marshal(m); 2*len([]rune(string(raw))) <= 80<<10 {
			largest = n
			if err != nil {
				t.Errorf("%d: %v", n, err)
			}
			continue
		}
		if u := unsent(err); u == nil || u.Reason != "MessageSizeTooBig" || u.After != 0 {
			t.Errorf("%d: %v", n, err)
		}
		if err := s.Connector.Edit(t.Context(), to, "act-1", m); unsent(err) == nil {
			t.Errorf("edit of %d: %v", n, err)
		}
	}
	if largest == 0 || len(s.requests(asked.posts)) != 1 || len(s.requests(asked.edits)) != 0 {
		t.Errorf("%d posts", len(s.requests(asked.posts)))
	}
}

// Whatever happens, an attempt posts once at most, a Refusal means that nothing
// stands there, and success that something does.
func TestOneAttempt(t *testing.T) {
	codes := []string{"", "BotNotInConversationRoster", "ConversationNotFound", "Throttled", "ServiceError", "BotDisabledByAdmin", "BotNotRegistered"}
	statuses := []int{0, 200, 202, 301, 307, 400, 401, 403, 404, 408, 409, 412, 413, 418, 429, 500, 501, 502, 503, 504}
	rapid.Check(t, func(r *rapid.T) {
		s := newSender(t)
		defer s.Close()
		accounts := []checkins.Account{anaThere, benThere, inHall}
		for n := range rapid.IntRange(1, 6).Draw(r, "letters") {
			status := rapid.SampledFrom(statuses).Draw(r, "status")
			f := coded(status, rapid.SampledFrom(codes).Draw(r, "code"))
			f.reset = rapid.Bool().Draw(r, "reset")
			// A service that says no before it does anything; the others may have done it.
			if before := map[int]bool{400: true, 401: true, 403: true, 404: true, 409: true, 412: true, 413: true, 418: true, 429: true}[status]; !before || f.reset {
				f.accept = rapid.Bool().Draw(r, "accept")
			}
			if status == 200 || status == 202 {
				f.accept = true
			}
			kind := rapid.SampledFrom([]func(asked) bool{asked.posts, asked.posts, asked.creates, asked.token, asked.edits}).Draw(r, "where")
			s.fault(kind, f)
			p := letter(checkins.KindAlert, rapid.SampledFrom(accounts).Draw(r, "to"))
			p.Letter.ID = checkins.LetterID(fmt.Sprint(n))
			if rapid.IntRange(0, 4).Draw(r, "edit") == 0 {
				p.Edit = checkins.Receipt{Channel: hallID, TS: "act-1"}
			}
			posts, stood := len(s.requests(asked.posts)), s.stands()
			_, err := s.Send(t.Context(), p)
			if got := len(s.requests(asked.posts)) - posts; got > 1 || !p.Edit.IsZero() && got > 0 {
				r.Fatalf("%d posts in one attempt", got)
			}
			stands := s.stands() - stood
			if refusal(err) != nil && p.Edit.IsZero() && stands != 0 {
				r.Fatalf("%v, but it stands there", err)
			}
			if err == nil && stands != 1 {
				r.Fatalf("taken, but %d stand there", stands)
			}
			s.pass(rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour}).Draw(r, "passes"))
		}
	})
}
