package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"net/url"
	"strconv"
	"time"

	"parallax/bot"
	"parallax/bot/teams"
)

// signingSecret is what Slack and the service share.
const signingSecret = "8f742231b10e8888abcd99edabcd85a5"

// signed appends a request of Slack's with its signature.
func signed(dst []byte, mac hash.Hash, head string, body []byte, now time.Time) []byte {
	stamp := strconv.FormatInt(now.Unix(), 10)
	mac.Reset()
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	dst = append(dst, head...)
	dst = append(dst, "X-Slack-Request-Timestamp: "...)
	dst = append(dst, stamp...)
	dst = append(dst, "\r\nX-Slack-Signature: v0="...)
	dst = hex.AppendEncode(dst, mac.Sum(nil))
	return ended(dst, body)
}

// ended appends the length and the body.
func ended(dst, body []byte) []byte {
	dst = append(dst, "\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

// maker makes the requests of one connection: it keeps what they share.
type maker func() func(dst []byte, n uint64) []byte

// fromSlack makes signed requests whose bodies are cast from a mould.
func (k *checkin) fromSlack(path, addr, run string, body mould) maker {
	begin := head(path, addr, "application/x-www-form-urlencoded")
	return func() func([]byte, uint64) []byte {
		mac := hmac.New(sha256.New, []byte(signingSecret))
		var buf []byte
		return func(dst []byte, n uint64) []byte {
			lead, turn := k.who(n, true)
			buf = body.cast(buf[:0], k.fill(lead, turn, run+strconv.FormatUint(n, 10)))
			return signed(dst, mac, begin, buf, time.Now())
		}
	}
}

// submissions are check-in forms that leads in Slack send off.
func (k *checkin) submissions(addr, run string) (post, error) {
	values := map[string]any{}
	for n, i := range k.items {
		name := bot.InputRate
		if i.guess {
			name = bot.InputGuess
		}
		values[i.id] = map[string]any{name: map[string]any{
			"type":            "radio_buttons",
			"selected_option": map[string]any{"text": map[string]any{"type": "plain_text", "text": "Agree", "emoji": true}, "value": mark(valueSlot(n))},
		}}
	}
	// What Slack adds to a view that it has shown.
	var view map[string]any
	if err := json.Unmarshal(k.view, &view); err != nil {
		return post{}, err
	}
	for name, value := range map[string]any{
		"id": "V0BENCH01", "team_id": workspace, "hash": "1700000000.abcdefgh", "root_view_id": "V0BENCH01", "previous_view_id": nil,
		"app_id": "A0BENCH01", "app_installed_team_id": workspace, "bot_id": "B0BENCH01", "external_id": "",
		"clear_on_close": false, "notify_on_close": false, "state": map[string]any{"values": values},
	} {
		view[name] = value
	}
	payload, err := json.Marshal(map[string]any{
		"type": "view_submission", "team": map[string]any{"id": workspace, "domain": "acme"},
		"user":       map[string]any{"id": slackID(example), "username": "lead", "name": "lead", "team_id": workspace},
		"api_app_id": "A0BENCH01", "token": "verification", "trigger_id": mark(slotCall), "view": view,
		"response_urls": []any{}, "is_enterprise_install": false, "enterprise": nil,
	})
	if err != nil {
		return post{}, err
	}
	text, err := k.names.marked(string(payload), slotUser, slotToken, slotInitiative)
	if err != nil {
		return post{}, err
	}
	body := newMould("payload=" + url.QueryEscape(text))
	return post{
		name: "submission", addr: addr, maker: k.fromSlack("/slack/interactions", addr, run, body),
		good: func(body []byte) bool { return bytes.Contains(body, []byte(`"response_action":"clear"`)) },
	}, nil
}

// commands are slash commands that leads type in their chats with the bot.
func (k *checkin) commands(addr, run, text string) post {
	// The order is Slack's; Encode would sort.
	body := ""
	for _, field := range [][2]string{
		{"token", "verification"}, {"team_id", workspace}, {"team_domain", "acme"}, {"channel_id", "D0BENCH01"},
		{"channel_name", "directmessage"}, {"user_id", mark(slotUser)}, {"user_name", "lead"}, {"command", "/align"}, {"text", text},
		{"api_app_id", "A0BENCH01"}, {"is_enterprise_install", "false"},
		{"response_url", "https://hooks.slack.com/commands/T0BENCH01/1/abcdefghijklmnopqrstuvwx"}, {"trigger_id", mark(slotCall)},
	} {
		body += "&" + field[0] + "=" + url.QueryEscape(field[1])
	}
	return post{
		name: "command " + text, addr: addr, maker: k.fromSlack("/slack/commands", addr, run, newMould(body[1:])),
		good: func(body []byte) bool {
			return bytes.Contains(body, []byte(`"response_type":"ephemeral"`)) && !bytes.Contains(body, []byte(bot.English.SayNoAnswer().Plain())) && len(body) > 300
		},
	}
}

// invokes are check-in forms that leads in Teams send off.
func (k *checkin) invokes(addr, run string, s *standIn) (post, error) {
	token, err := s.bearer(time.Now())
	if err != nil {
		return post{}, err
	}
	data := map[string]any{"t": mark(slotToken)}
	for n, i := range k.items {
		data[i.id] = mark(valueSlot(n))
	}
	chat := chatOf(mark(slotUser))
	activity, err := json.Marshal(map[string]any{
		"type": teams.TypeInvoke, "name": teams.NameCardAction, "id": "f:" + mark(slotCall), "channelId": "msteams",
		"timestamp": "2026-03-03T10:00:00.000Z", "localTimestamp": "2026-03-03T11:00:00.000+01:00", "localTimezone": "Europe/Berlin",
		"serviceUrl": s.service(), "locale": "en-GB", "replyToId": standInTS,
		"from":         map[string]any{"id": "29:" + mark(slotUser), "name": "Lead", "aadObjectId": mark(slotUser)},
		"recipient":    map[string]any{"id": "28:" + appID, "name": "parallax"},
		"conversation": map[string]any{"id": chat, "conversationType": "personal", "tenantId": tenant},
		"channelData":  map[string]any{"tenant": map[string]any{"id": tenant}, "source": map[string]any{"name": "message"}},
		"entities":     []any{map[string]any{"type": "clientInfo", "locale": "en-GB", "country": "DE", "platform": "Web", "timezone": "Europe/Berlin"}},
		"value": map[string]any{
			"action":  map[string]any{"type": "Action.Execute", "title": "Save", "verb": teams.VerbSubmit, "data": data},
			"trigger": "manual",
		},
	})
	if err != nil {
		return post{}, err
	}
	text, err := k.names.marked(string(activity), slotToken, slotUser, slotInitiative)
	if err != nil {
		return post{}, err
	}
	body := newMould(text)
	begin := head(teams.Path, addr, "application/json; charset=utf-8") + "Authorization: Bearer " + token
	return post{
		name: "invoke", addr: addr,
		maker: func() func([]byte, uint64) []byte {
			var buf []byte
			return func(dst []byte, n uint64) []byte {
				lead, turn := k.who(n, false)
				buf = body.cast(buf[:0], k.fill(lead, turn, run+strconv.FormatUint(n, 10)))
				return ended(append(dst, begin...), buf)
			}
		},
		good: func(body []byte) bool {
			return bytes.HasPrefix(body, []byte(`{"statusCode":200,"type":"application/vnd.microsoft.card.adaptive"`))
		},
	}, nil
}
