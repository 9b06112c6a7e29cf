package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// partNames are the pieces of the page that are refreshed on their own; each is a
// template of that name and an element with the id "part-" + name.
var partNames = []string{"who", "clock", "guide", "nav", "talk", "form", "note", "pane"}

func (p *screen) write(rw http.ResponseWriter, name string, s scene) {
	var b bytes.Buffer
	if err := pageTemplates.ExecuteTemplate(&b, name, s); err != nil {
		http.Error(rw, "page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = rw.Write(b.Bytes())
}

// serveParts gives parts as JSON, name -> HTML; want lists them, none = all.
func (p *screen) serveParts(rw http.ResponseWriter, r *http.Request) {
	p.writeParts(rw, p.scene(r.FormValue("as"), r.FormValue("in")), strings.Fields(r.FormValue("want")))
}

func (p *screen) writeParts(rw http.ResponseWriter, s scene, want []string) {
	out := map[string]string{}
	for _, name := range partNames {
		if len(want) > 0 && !slices.Contains(want, name) {
			continue
		}
		var b bytes.Buffer
		if err := pageTemplates.ExecuteTemplate(&b, name, s); err != nil {
			http.Error(rw, "page: "+err.Error(), http.StatusInternalServerError)
			return
		}
		out[name] = b.String()
	}
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(out)
}

// gather is how long the stream waits for more before it speaks, real time.
const gather = 40 * time.Millisecond

// serveLive is the event stream of one window: each event names the parts that
// may have changed.
func (p *screen) serveLive(rw http.ResponseWriter, r *http.Request) {
	ctl := http.NewResponseController(rw)
	// A stream outlives any write timeout of the server; without support for
	// deadlines there is none to lift.
	_ = ctl.SetWriteDeadline(time.Time{})
	s := p.scene(r.FormValue("as"), r.FormValue("in"))
	seen, stop := p.w.Subscribe()
	defer stop()
	var too <-chan Seen
	if p.t != nil {
		var end func()
		too, end = p.t.Subscribe()
		defer end()
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	send := func(format string, a ...any) bool {
		if _, err := fmt.Fprintf(rw, format, a...); err != nil {
			return false
		}
		return ctl.Flush() == nil
	}
	if !send("retry: 1000\n\n") {
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	at := p.fingerprint(s.As.User)
	dirty := map[string]bool{}
	var flush <-chan time.Time
	mark := func(one Seen) {
		for _, name := range touched(one, s) {
			dirty[name] = true
		}
		if flush == nil && len(dirty) > 0 {
			flush = time.After(gather)
		}
	}
	for beats := 0; ; {
		select {
		case <-r.Context().Done():
			return
		case one, ok := <-seen:
			if !ok {
				return
			}
			mark(one)
		case one, ok := <-too:
			if !ok {
				return
			}
			mark(one)
		case <-flush:
			var list []string
			for _, name := range partNames {
				if dirty[name] {
					list = append(list, name)
				}
			}
			clear(dirty)
			flush = nil
			if !send("event: parts\ndata: %s\n\n", strings.Join(list, " ")) {
				return
			}
		case <-tick.C:
			// What leaves no trace in the ledger: the clock, a closed form, an act in
			// another window.
			if now := p.fingerprint(s.As.User); now != at {
				at = now
				if !send("event: parts\ndata: %s\n\n", strings.Join(partNames, " ")) {
					return
				}
			}
			if beats++; beats%15 == 0 && !send(": still here\n\n") {
				return
			}
		}
	}
}

func (p *screen) fingerprint(user string) string {
	p.mu.Lock()
	turn := p.turn
	p.mu.Unlock()
	view := ""
	if v := p.w.View(user); v != nil {
		view = v.ID + v.Hash
	}
	if p.inTeams(user) {
		if w := p.t.Window(user); w != nil {
			view = w.TS
		}
	}
	return fmt.Sprint(turn, p.stage.Now().Unix()/60, view)
}

// touched names the parts that one thing seen can change in a window.
func touched(one Seen, s scene) []string {
	mine := one.User == "" || one.User == s.As.User
	switch one.Kind {
	case SeenView, SeenHome, SeenError:
		if mine {
			return []string{"form", "note"}
		}
		return nil
	}
	if mine && one.Channel == s.In {
		return []string{"who", "nav", "talk"}
	}
	return []string{"who", "nav"}
}
