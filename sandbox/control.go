package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// order is the body of a POST under /control/.
type order struct {
	User    string            `json:"user"`
	Channel string            `json:"channel"`
	TS      string            `json:"ts"`
	Text    string            `json:"text"`
	Action  string            `json:"action"`
	Value   string            `json:"value"`
	View    string            `json:"view"`
	Input   map[string]string `json:"input"`
	Event   map[string]any    `json:"event"`
	N       int               `json:"n"`
}

// control lets another process on this machine act as a person and set faults:
//
//	POST /control/{command,press,pressview,submit,shortcut,say,mention,dm,event,redeliver,retry}  -> Ack
//	POST /control/fault (a Fault; delays as "2s"), DELETE /control/fault
//	GET  /control/{ledger?after=N,calls,violations,messages?channel=,view?user=}
func (w *Workspace) control() http.Handler {
	acts := map[string]func(*http.Request, order) (Ack, error){
		"command": func(r *http.Request, o order) (Ack, error) { return w.Command(r.Context(), o.User, o.Channel, o.Text) },
		"press": func(r *http.Request, o order) (Ack, error) {
			var v []string
			if o.Value != "" {
				v = []string{o.Value}
			}
			return w.Press(r.Context(), o.User, o.Channel, o.TS, o.Action, v...)
		},
		"pressview": func(r *http.Request, o order) (Ack, error) {
			return w.PressView(r.Context(), o.User, o.View, o.Action, o.Value)
		},
		"submit": func(r *http.Request, o order) (Ack, error) { return w.Submit(r.Context(), o.User, o.View, o.Input) },
		"shortcut": func(r *http.Request, o order) (Ack, error) {
			return w.Shortcut(r.Context(), o.User, o.Channel, o.TS, o.Action)
		},
		"say": func(_ *http.Request, o order) (Ack, error) { return Ack{}, w.Say(o.User, o.Channel, o.TS, o.Text) },
		"mention": func(r *http.Request, o order) (Ack, error) {
			return w.Mention(r.Context(), o.User, o.Channel, o.TS, o.Text)
		},
		"dm":        func(r *http.Request, o order) (Ack, error) { return w.DirectMessage(r.Context(), o.User, o.Text) },
		"event":     func(r *http.Request, o order) (Ack, error) { return w.Event(r.Context(), o.Event) },
		"redeliver": func(r *http.Request, o order) (Ack, error) { return w.Redeliver(r.Context(), max(o.N, 1)) },
		"retry": func(r *http.Request, _ order) (Ack, error) {
			n, err := w.Retry(r.Context())
			return Ack{Retried: n}, err
		},
	}
	return controls("/control", acts, &w.faults, func(what string, q url.Values) (any, bool) {
		switch what {
		case "ledger":
			return w.Since(after(q)), true
		case "calls":
			return w.Calls(), true
		case "violations":
			return w.Violations(), true
		case "messages":
			return w.Messages(q.Get("channel")), true
		case "view":
			return w.View(q.Get("user")), true
		}
		return nil, false
	})
}

// after is the number of the ledger entry after which to begin; absent or nonsense:
// the start.
func after(q url.Values) int {
	var n int
	_, _ = fmt.Sscan(q.Get("after"), &n)
	return n
}

// controls serves acts of people, faults, and what there is to read, below a prefix
// and for loopback callers only.
func controls[O any](prefix string, acts map[string]func(*http.Request, O) (Ack, error), f *faults, read func(what string, q url.Values) (any, bool)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+prefix+"/{act}", func(rw http.ResponseWriter, r *http.Request) {
		act, ok := acts[r.PathValue("act")]
		if !ok {
			http.NotFound(rw, r)
			return
		}
		var o O
		if err := readJSON(rw, r, &o); err != nil {
			reply(rw, http.StatusBadRequest, object{"error": err.Error()})
			return
		}
		ack, err := act(r, o)
		if err != nil {
			reply(rw, http.StatusConflict, object{"error": err.Error()})
			return
		}
		reply(rw, http.StatusOK, ack)
	})
	mux.HandleFunc("POST "+prefix+"/fault", func(rw http.ResponseWriter, r *http.Request) {
		var one Fault
		if err := readJSON(rw, r, &one); err != nil {
			reply(rw, http.StatusBadRequest, object{"error": err.Error()})
			return
		}
		f.Inject(one)
		reply(rw, http.StatusOK, object{"ok": true})
	})
	mux.HandleFunc("DELETE "+prefix+"/fault", func(rw http.ResponseWriter, _ *http.Request) {
		f.ClearFaults()
		reply(rw, http.StatusOK, object{"ok": true})
	})
	mux.HandleFunc("GET "+prefix+"/{what}", func(rw http.ResponseWriter, r *http.Request) {
		v, ok := read(r.PathValue("what"), r.URL.Query())
		if !ok {
			http.NotFound(rw, r)
			return
		}
		reply(rw, http.StatusOK, v)
	})
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
			http.Error(rw, "loopback only", http.StatusForbidden)
			return
		}
		// A page of another site, open in a browser here, must not act as people.
		if r.Header.Get("Sec-Fetch-Site") != "" && r.Header.Get("Sec-Fetch-Site") != "same-origin" {
			http.Error(rw, "same origin only", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(rw, r)
	})
}

func readJSON(rw http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(rw, r.Body, bodyLimit))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("parse body: %w", err)
	}
	return nil
}

func reply(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(encode(v)) // the caller may have gone
}

// UnmarshalJSON takes delays as "2s" or as nanoseconds.
func (f *Fault) UnmarshalJSON(raw []byte) error {
	type plain Fault
	var x struct {
		*plain
		Delay      json.RawMessage `json:"delay"`
		DelayAfter json.RawMessage `json:"delay_after"`
	}
	x.plain = (*plain)(f)
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&x); err != nil {
		return fmt.Errorf("parse fault: %w", err)
	}
	for _, d := range []struct {
		raw json.RawMessage
		to  *time.Duration
	}{{x.Delay, &f.Delay}, {x.DelayAfter, &f.DelayAfter}} {
		if len(d.raw) == 0 {
			continue
		}
		var s string
		if json.Unmarshal(d.raw, &s) != nil {
			if err := json.Unmarshal(d.raw, d.to); err != nil {
				return fmt.Errorf("parse fault: %w", err)
			}
			continue
		}
		v, err := time.ParseDuration(s)
		if err != nil {
			return fmt.Errorf("parse fault: %w", err)
		}
		*d.to = v
	}
	return nil
}
