package sandbox

import (
	"net/http"
	"net/url"
)

// tenantOrder is the body of a POST under /teams/control/.
type tenantOrder struct {
	User    string            `json:"user"`
	Channel string            `json:"channel"`
	TS      string            `json:"ts"`
	Text    string            `json:"text"`
	Action  string            `json:"action"`
	Value   string            `json:"value"`
	Target  string            `json:"target"` // a person or a team
	Code    string            `json:"code"`   // of a refusal
	Keep    bool              `json:"keep"`   // the old keys
	Input   map[string]string `json:"input"`
	Event   map[string]any    `json:"event"`
	N       int               `json:"n"`
}

func (o tenantOrder) values() []string {
	if o.Value == "" {
		return nil
	}
	return []string{o.Value}
}

// control lets another process on this machine act as a person and set faults:
//
//	POST /teams/control/{press,fallback,submit,pick,close,say,mention,dm,react,event,install,uninstall,
//	     upgrade,join,leave,refuse,rollover,expire,redeliver}  -> Ack
//	POST /teams/control/fault (a Fault; delays as "2s"), DELETE /teams/control/fault
//	GET  /teams/control/{ledger?after=N,calls,violations,messages?channel=,
//	     sees?user=&channel=,channels?user=,window?user=,members,keys}
func (t *Tenant) control() http.Handler {
	type act = func(*http.Request, tenantOrder) (Ack, error)
	done := func(f func(tenantOrder)) act {
		return func(_ *http.Request, o tenantOrder) (Ack, error) {
			f(o)
			return Ack{}, nil
		}
	}
	acts := map[string]act{
		"press": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.Press(r.Context(), o.User, o.Channel, o.TS, o.Action, o.values()...)
		},
		"fallback": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.PressFallback(r.Context(), o.User, o.Channel, o.TS, o.Action, o.values()...)
		},
		"submit": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.Submit(r.Context(), o.User, o.Channel, o.TS, o.Action, o.Input)
		},
		"pick": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.Pick(r.Context(), o.User, o.Channel, o.TS, o.Action)
		},
		"close": done(func(o tenantOrder) { t.CloseWindow(o.User) }),
		"say": func(_ *http.Request, o tenantOrder) (Ack, error) {
			return Ack{}, t.Say(o.User, o.Channel, o.TS, o.Text)
		},
		"mention": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.Mention(r.Context(), o.User, o.Channel, o.TS, o.Text)
		},
		"dm": func(r *http.Request, o tenantOrder) (Ack, error) { return t.DirectMessage(r.Context(), o.User, o.Text) },
		"react": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.React(r.Context(), o.User, o.Channel, o.TS, o.Text)
		},
		"event": func(r *http.Request, o tenantOrder) (Ack, error) {
			return t.Event(r.Context(), o.User, o.Channel, o.Event)
		},
		"install":   func(r *http.Request, o tenantOrder) (Ack, error) { return t.Install(r.Context(), o.Target) },
		"uninstall": func(r *http.Request, o tenantOrder) (Ack, error) { return t.Uninstall(r.Context(), o.Target) },
		"upgrade":   func(r *http.Request, o tenantOrder) (Ack, error) { return t.Upgrade(r.Context(), o.Target) },
		"join":      func(r *http.Request, o tenantOrder) (Ack, error) { return t.Join(r.Context(), o.Target, o.User) },
		"leave":     func(r *http.Request, o tenantOrder) (Ack, error) { return t.Leave(r.Context(), o.Target, o.User) },
		"redeliver": func(r *http.Request, o tenantOrder) (Ack, error) { return t.Redeliver(r.Context(), max(o.N, 1)) },
		"refuse":    done(func(o tenantOrder) { t.Refuse(o.Target, o.Code) }),
		"rollover":  done(func(o tenantOrder) { t.Rollover(o.Keep) }),
		"expire":    done(func(tenantOrder) { t.ExpireTokens() }),
	}
	return controls("/teams/control", acts, &t.faults, func(what string, q url.Values) (any, bool) {
		switch what {
		case "ledger":
			return t.Since(after(q)), true
		case "calls":
			return t.Calls(), true
		case "violations":
			return t.Violations(), true
		case "messages":
			return t.Messages(q.Get("channel")), true
		case "sees":
			return t.Sees(q.Get("user"), q.Get("channel")), true
		case "channels":
			return t.Channels(q.Get("user")), true
		case "window":
			return t.Window(q.Get("user")), true
		case "members":
			return t.Members(), true
		case "keys":
			return t.Keys(), true
		}
		return nil, false
	})
}
