package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// route is one request that the app can make.
type route struct {
	pattern string
	name    string // as Call and Fault have it
	open    bool   // wants no access token
	counts  budget // what it counts against
	do      func(*Tenant, ask) (int, any, error)
}

var routes = []route{
	{"POST /teams/v3/conversations", "create", false, writing, (*Tenant).createConversation},
	{"POST /teams/v3/conversations/{conversation}/activities", "send", false, writing, (*Tenant).sendActivity},
	{"POST /teams/v3/conversations/{conversation}/activities/{activity}", "reply", false, writing, (*Tenant).sendActivity},
	{"PUT /teams/v3/conversations/{conversation}/activities/{activity}", "update", false, writing, (*Tenant).updateActivity},
	{"DELETE /teams/v3/conversations/{conversation}/activities/{activity}", "delete", false, writing, (*Tenant).deleteActivity},
	{"GET /teams/v3/conversations/{conversation}/members", "members", false, reading, (*Tenant).listMembers},
	{"GET /teams/v3/conversations/{conversation}/pagedmembers", "pagedmembers", false, reading, (*Tenant).pageMembers},
	{"GET /teams/v3/conversations/{conversation}/members/{member}", "member", false, reading, (*Tenant).oneMember},
	{"GET /teams/v3/teams/{team}", "team", false, reading, (*Tenant).teamDetails},
	{"GET /teams/v3/teams/{team}/conversations", "channels", false, reading, (*Tenant).teamChannels},
	{"PUT /teams/drive/{file}", "upload", true, 0, (*Tenant).putFile},
	{"POST /teams/login/{tenant}/oauth2/v2.0/token", "token", true, 0, (*Tenant).giveToken},
	{"GET /teams/auth/v1/.well-known/openidconfiguration", "openid", true, 0, (*Tenant).openID},
	{"GET /teams/auth/v1/.well-known/keys", "keys", true, 0, (*Tenant).keyDocument},
}

// ask is one request of the app, read whole.
type ask struct {
	url.Values // conversation, channel, user, activity ... and the fields of the body
	body       []byte
	header     http.Header
	fields     object // of a JSON body
}

// denial is an error of the Connector: its status, code and message.
type denial struct {
	status     int
	code, text string
	retry      int // seconds, 0 = not said
	body       any // instead of the usual error object
}

func (d *denial) Error() string { return d.code }

func deny(status int, code, text string) error {
	return &denial{status: status, code: code, text: text}
}

// denials are the codes that Teams documents, with their status and message.
var denials = map[string]struct {
	status int
	text   string
}{
	"BadSyntax":                      {400, "Incorrect conversation creation parameters"},
	"BadArgument":                    {400, "The request is not valid."},
	"BotNotRegistered":               {401, "No registration found for this bot."},
	RefusedByAdmin:                   {403, "The tenant admin disabled this bot"},
	RefusedRoster:                    {403, "The bot is not part of the conversation roster."},
	RefusedBlocked:                   {403, "User blocked the conversation with the bot."},
	RefusedWrites:                    {403, "Thread is blocked from message writes."},
	"ForbiddenOperationException":    {403, "Bot is not installed in user's personal scope"},
	RefusedHost:                      {403, "Invalid bot api host."},
	RefusedPermission:                {403, "The bot does not have the permission."},
	"ActivityNotFoundInConversation": {404, "Conversation not found."},
	"ConversationNotFound":           {404, "Conversation not found."},
	"PreconditionFailed":             {412, "Precondition failed, please try again."},
	"MessageSizeTooBig":              {413, "Message size too large."},
	"Throttled":                      {429, "Too many requests."},
	"ServiceError":                   {500, "Internal server error."},
}

// usualCode is what a status says of itself; 503 and 504 come from proxies without one.
var usualCode = map[int]string{
	400: "BadArgument", 404: "ConversationNotFound", 412: "PreconditionFailed",
	413: "MessageSizeTooBig", 429: "Throttled", 500: "ServiceError", 502: "ServiceError",
}

// render is the error as the wire has it.
func (d *denial) render() any {
	text := d.text
	if text == "" {
		text = denials[d.code].text
	}
	switch {
	case d.body != nil:
		return d.body
	case d.code == RefusedWrites:
		// An object within a string, as it comes from the service behind.
		inner := encode(object{"subCode": d.code, "details": text, "errorCode": nil, "errorSubCode": nil})
		return object{"errorCode": 209, "message": string(inner)}
	}
	return object{"error": object{"code": d.code, "message": text}}
}

// readAsk takes path, query and body. A body that is no JSON object (or form, for
// the token) comes as an error.
func (t *Tenant) readAsk(r *http.Request, body []byte) (ask, error) {
	a := ask{Values: url.Values{}, body: body, header: r.Header}
	for k, v := range r.URL.Query() {
		a.Values[k] = v
	}
	var err error
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		var form url.Values
		if form, err = url.ParseQuery(string(body)); err == nil {
			for k, v := range form {
				a.Values[k] = v
			}
		}
	} else if len(body) > 0 && r.PathValue("file") == "" {
		dec := json.NewDecoder(strings.NewReader(string(body)))
		dec.UseNumber()
		if err = dec.Decode(&a.fields); err == nil && dec.More() {
			err = errors.New("more than one value")
		}
		for k, v := range a.fields {
			if s, ok := v.(string); ok {
				a.Set(k, s)
			} else {
				a.Set(k, string(encode(v)))
			}
		}
	}
	for _, k := range []string{"conversation", "activity", "member", "team", "tenant", "file"} {
		if v := r.PathValue(k); v != "" {
			a.Set(k, v)
		}
	}
	if id, _, _ := strings.Cut(a.Get("conversation"), ";"); id != "" {
		a.Set("channel", id)
		t.mu.Lock()
		if c := t.channels[id]; c != nil && c.IM != "" {
			a.Set("user", c.IM)
		}
		t.mu.Unlock()
	}
	return a, err
}

// serveCall records the request, lets the faults play, does it and answers.
func (t *Tenant) serveCall(rw http.ResponseWriter, r *http.Request, rt route) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		http.Error(rw, "body", http.StatusRequestEntityTooLarge)
		return
	}
	a, bad := t.readAsk(r, body)
	shown := url.Values{}
	for k, v := range a.Values {
		if k != "client_secret" {
			shown[k] = v
		}
	}
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t.mu.Lock()
	c := &Call{Method: rt.name, At: t.cfg.Now(), Args: shown}
	t.calls = append(t.calls, c)
	f := t.take(rt.name, shown)
	t.mu.Unlock()

	t.wait(f.Delay)
	status, reply := http.StatusOK, any(nil)
	if f.accepts() {
		status, reply, err = t.locked(func() (int, any, error) {
			s, out, derr := t.call(rt, a, bearer, bad)
			c.Accepted = derr == nil
			return s, out, derr
		})
		t.wait(f.DelayAfter)
	}
	var d *denial
	if err != nil && !errors.As(err, &d) {
		d = &denial{status: http.StatusInternalServerError, code: "ServiceError"}
	}
	text, gone := "", f.ResetBefore || f.ResetAfter
	switch {
	case gone:
	case f.RetryAfter > 0:
		d = &denial{status: http.StatusTooManyRequests, code: "Throttled", retry: f.RetryAfter}
	case f.Error != "":
		d = &denial{status: f.Status, code: f.Error}
		if d.status == 0 {
			d.status = max(denials[f.Error].status, http.StatusBadRequest)
		}
		if rt.open {
			d.body = object{"error": f.Error, "error_description": "The practice workspace says so."}
		}
	case f.Status > 0 && (rt.open || usualCode[f.Status] == ""):
		d = nil
		status, text = f.Status, "upstream connect error"
	case f.Status > 0:
		d = &denial{status: f.Status, code: usualCode[f.Status]}
	}
	t.mu.Lock()
	if d != nil {
		status, reply, c.Error = d.status, d.render(), d.code
		if d.retry > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(d.retry))
		}
	}
	if gone {
		status = 0
	}
	c.Status = status
	t.mu.Unlock()
	switch {
	case status == 0:
		reset(rw)
		return
	case text != "":
		http.Error(rw, text, status)
		return
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	if reply != nil {
		// The client may have gone; the effect stands all the same.
		_, _ = rw.Write(encode(reply))
	}
}

// call checks the access token and the limits, and does what is asked, t.mu held.
func (t *Tenant) call(rt route, a ask, bearer string, bad error) (int, any, error) {
	if !rt.open {
		end, ok := t.tokens[bearer]
		if bearer == "" || !ok || !t.cfg.Wall().Before(end) {
			return 0, nil, &denial{status: http.StatusUnauthorized, code: "Unauthorized", body: object{"message": "Authorization has been denied for this request."}}
		}
		if wait := t.overLimit(rt, a); wait > 0 {
			return 0, nil, &denial{status: http.StatusTooManyRequests, code: "Throttled", retry: wait}
		}
	}
	if bad != nil {
		return 0, nil, deny(http.StatusBadRequest, "BadArgument", "The body is not what it should be.")
	}
	return rt.do(t, a)
}

// locked runs do with t.mu held, and lets go of it even when do panics.
func (t *Tenant) locked(do func() (int, any, error)) (int, any, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return do()
}
