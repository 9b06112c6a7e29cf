package sandbox

import (
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// refusal is a Web API error: Slack's own string and what goes with it.
type refusal struct {
	code  string
	extra object
}

func (r *refusal) Error() string { return r.code }

func refuse(code string) error { return &refusal{code: code} }

// refuseWith adds the lines that Slack puts under response_metadata.messages.
func refuseWith(code string, lines []string) error {
	return &refusal{code: code, extra: object{"response_metadata": object{"messages": lines}}}
}

// method is one Web API method; do runs with w.mu held.
type method struct {
	app    bool     // wants the app token
	scopes []string // all of them
	do     func(*Workspace, args) (object, error)
}

var methods = map[string]method{
	"auth.test":                    {do: (*Workspace).authTest},
	"apps.connections.open":        {app: true, do: (*Workspace).connectionsOpen},
	"team.info":                    {scopes: []string{"team:read"}, do: (*Workspace).teamInfo},
	"bots.info":                    {scopes: []string{"users:read"}, do: (*Workspace).botsInfo},
	"users.info":                   {scopes: []string{"users:read"}, do: (*Workspace).usersInfo},
	"users.list":                   {scopes: []string{"users:read"}, do: (*Workspace).usersList},
	"dnd.info":                     {scopes: []string{"dnd:read"}, do: (*Workspace).dndInfo},
	"chat.postMessage":             {scopes: []string{"chat:write"}, do: (*Workspace).chatPost},
	"chat.postEphemeral":           {scopes: []string{"chat:write"}, do: (*Workspace).chatWhisper},
	"chat.update":                  {scopes: []string{"chat:write"}, do: (*Workspace).chatUpdate},
	"chat.delete":                  {scopes: []string{"chat:write"}, do: (*Workspace).chatDelete},
	"chat.getPermalink":            {do: (*Workspace).chatPermalink},
	"conversations.open":           {scopes: []string{"im:write"}, do: (*Workspace).convOpen},
	"conversations.info":           {do: (*Workspace).convInfo},
	"conversations.list":           {do: (*Workspace).convList},
	"conversations.members":        {do: (*Workspace).convMembers},
	"conversations.history":        {do: (*Workspace).convHistory},
	"conversations.replies":        {do: (*Workspace).convReplies},
	"files.getUploadURLExternal":   {scopes: []string{"files:write"}, do: (*Workspace).filesUploadURL},
	"files.completeUploadExternal": {scopes: []string{"files:write"}, do: (*Workspace).filesComplete},
	"views.open":                   {do: (*Workspace).viewsOpen},
	"views.push":                   {do: (*Workspace).viewsPush},
	"views.update":                 {do: (*Workspace).viewsUpdate},
	"views.publish":                {do: (*Workspace).viewsPublish},
	"pins.add":                     {scopes: []string{"pins:write"}, do: (*Workspace).pinsAdd},
	"pins.remove":                  {scopes: []string{"pins:write"}, do: (*Workspace).pinsRemove},
}

// EveryScope is a full installation of the bot: each scope that a method here asks for.
var EveryScope = []string{
	"channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "dnd:read", "files:write",
	"groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read",
	"pins:write", "app_mentions:read", "team:read", "users:read",
}

// bodyLimit of a request to the workspace, bytes.
const bodyLimit = 4 << 20

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		http.Error(rw, "body", http.StatusRequestEntityTooLarge)
		return
	}
	a, bad := readArgs(r, body)
	w.answer(rw, name, a, func() (object, error) {
		if bad != nil {
			return nil, refuse("invalid_form_data")
		}
		return w.call(name, a)
	})
}

// call checks the token and runs the method, w.mu held.
func (w *Workspace) call(name string, a args) (object, error) {
	m, ok := methods[name]
	if !ok {
		return nil, &refusal{code: "unknown_method", extra: object{"req_method": name}}
	}
	bot, app := w.cfg.BotToken != "" && a.token == w.cfg.BotToken, w.cfg.AppToken != "" && a.token == w.cfg.AppToken
	switch {
	case a.token == "":
		return nil, refuse("not_authed")
	case !bot && !app:
		return nil, refuse("invalid_auth")
	case m.app != app:
		return nil, refuse("not_allowed_token_type")
	case bot && w.dead != "":
		return nil, refuse(w.dead)
	}
	for _, s := range m.scopes {
		if err := w.need(s); err != nil {
			return nil, err
		}
	}
	return m.do(w, a)
}

// need refuses when the bot was not granted the scope.
func (w *Workspace) need(scope string) error {
	if w.scopes[scope] {
		return nil
	}
	return &refusal{code: "missing_scope", extra: object{"needed": scope, "provided": w.granted()}}
}

func (w *Workspace) granted() string {
	return strings.Join(slices.Sorted(maps.Keys(w.scopes)), ",")
}

// answer records the call, lets the faults play, runs do and writes the reply.
func (w *Workspace) answer(rw http.ResponseWriter, name string, a args, do func() (object, error)) {
	w.mu.Lock()
	c := &Call{Method: name, At: w.cfg.Now(), Args: a.Values}
	w.calls = append(w.calls, c)
	f := w.take(name, a.Values)
	w.mu.Unlock()

	w.wait(f.Delay)
	var reply object
	var err error
	if f.accepts() {
		reply, err = w.locked(func() (object, error) {
			out, oerr := do()
			c.Accepted = oerr == nil
			return out, oerr
		})
		w.wait(f.DelayAfter)
	}
	if f.Error != "" && f.Status == 0 {
		err = refuse(f.Error)
	}
	status, text := http.StatusOK, ""
	switch {
	case f.ResetBefore || f.ResetAfter:
		status = 0
	case f.RetryAfter > 0:
		status, err = http.StatusTooManyRequests, refuse("ratelimited")
		rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	case f.Status > 0:
		status, text = f.Status, "upstream connect error"
	}
	var ref *refusal
	if err != nil && !errors.As(err, &ref) {
		ref = &refusal{code: "internal_error"}
	}
	if ref != nil && (name == hookMethod || name == uploadMethod) && status == http.StatusOK {
		// Unlike the Web API, a response_url and an upload refuse by status.
		status = http.StatusBadRequest
		if ref.code == "expired_url" || ref.code == "used_url" {
			status = http.StatusNotFound
		}
	}
	w.mu.Lock()
	c.Status = status
	if ref != nil {
		c.Error = ref.code
	}
	granted := w.granted()
	w.mu.Unlock()

	if status == 0 {
		reset(rw)
		return
	}
	rw.Header().Set("X-OAuth-Scopes", granted)
	if text != "" {
		http.Error(rw, text, status)
		return
	}
	out := object{"ok": ref == nil}
	if ref != nil {
		out["error"] = ref.code
		maps.Copy(out, ref.extra)
	}
	maps.Copy(out, reply)
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	// The client may have gone; the effect stands all the same.
	_, _ = rw.Write(encode(out))
}

// locked runs do with w.mu held, and lets go of it even when do panics.
func (w *Workspace) locked(do func() (object, error)) (object, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return do()
}

// reset closes the connection the hard way: the client sees "connection reset".
func reset(rw http.ResponseWriter) {
	conn, _, err := http.NewResponseController(rw).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if t, ok := conn.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = conn.Close()
}
