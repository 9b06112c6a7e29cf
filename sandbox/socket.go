package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Facts of Socket Mode.
const (
	maxSockets  = 10
	pingEvery   = 5 * time.Second
	writeWithin = 2 * time.Second
)

// socket is one open connection of the bot.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // one writer at a time
	gone chan struct{}

	// Guarded by Workspace.mu.
	greeted bool // has said hello: may get envelopes
	frozen  bool // open but silent
	leaving bool // told to reconnect: used only when no other is open
}

func (s *socket) write(v any) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.send(v)
}

// send writes, s.mu held.
func (s *socket) send(v any) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return fmt.Errorf("write to socket: %w", err)
	}
	return s.conn.WriteMessage(websocket.TextMessage, encode(v))
}

// drop cuts the connection without a goodbye.
func (s *socket) drop() { _ = s.conn.Close() }

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	ok := w.tickets[ticket] && !w.closed
	delete(w.tickets, ticket)
	refused := ok && w.socketFaults.refuse()
	if ok {
		w.wg.Add(1)
		defer w.wg.Done()
	}
	w.mu.Unlock()
	if !ok {
		http.Error(rw, "unknown ticket", http.StatusForbidden)
		return
	}
	if refused {
		http.Error(rw, "refused", http.StatusServiceUnavailable)
		return
	}
	conn, err := upgrader.Upgrade(rw, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	s := &socket{conn: conn, gone: make(chan struct{})}
	defer s.drop()
	w.mu.Lock()
	n, closed := len(w.sockets), w.closed
	if n < maxSockets && !closed {
		w.sockets = append(w.sockets, s)
	}
	w.mu.Unlock()
	switch {
	case closed:
		return
	case n >= maxSockets:
		_ = s.write(object{"type": "disconnect", "reason": "too_many_websockets", "debug_info": object{"host": "sandbox"}})
		return
	}
	defer w.forget(s)
	conn.SetPingHandler(func(data string) error {
		if w.silent(s) {
			return nil
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
	})
	hello := object{
		"type": "hello", "num_connections": n + 1, "connection_info": object{"app_id": w.cfg.AppID},
		"debug_info": object{"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
	}
	if !w.greet(s, hello) {
		return
	}
	w.wg.Go(func() { w.keepAlive(s) })
	w.listen(s)
}

// listen reads acknowledgements until the connection ends.
func (w *Workspace) listen(s *socket) {
	for {
		_, raw, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		var m struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &m) != nil || m.EnvelopeID == "" {
			continue
		}
		w.mu.Lock()
		if wait := w.pending[m.EnvelopeID]; len(wait) > 0 && !s.frozen {
			// Only one that is waited for is lost: a second one is nobody's loss.
			if w.socketFaults.cut() {
				w.mu.Unlock()
				return
			}
			wait[0] <- m.Payload // buffered; a second acknowledgement finds nobody
			w.pending[m.EnvelopeID] = wait[1:]
		}
		w.mu.Unlock()
	}
}

// keepAlive pings as Slack does; clients take its absence for a dead socket.
func (w *Workspace) keepAlive(s *socket) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		if !w.silent(s) {
			s.mu.Lock()
			err := s.conn.WriteControl(websocket.PingMessage, []byte("Ping from sandbox"), time.Now().Add(writeWithin))
			s.mu.Unlock()
			if err != nil {
				s.drop()
				return
			}
		}
		select {
		case <-t.C:
		case <-s.gone:
			return
		case <-w.quit:
			return
		}
	}
}

func (w *Workspace) silent(s *socket) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return s.frozen
}

func (w *Workspace) forget(s *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(s.gone)
	for i, x := range w.sockets {
		if x == s {
			w.sockets = append(w.sockets[:i:i], w.sockets[i+1:]...)
			return
		}
	}
}

// next picks the connection for one envelope: each in its turn, those that were
// told to leave only when there is no other. A frozen one gets its share too.
func (w *Workspace) next() *socket {
	for _, leaving := range []bool{false, true} {
		for range w.sockets {
			w.turn++
			s := w.sockets[w.turn%len(w.sockets)]
			if s.greeted && (s.leaving == leaving || w.socketFaults.Stale) {
				return s
			}
		}
	}
	return nil
}

// overSocket sends one envelope over one connection and waits for its ack.
func (w *Workspace) overSocket(ctx context.Context, d *delivery, num int, reason string) (Ack, error) {
	env := object{
		"type": d.kind, "envelope_id": d.envelope, "payload": d.payload,
		"accepts_response_payload": d.kind != "events_api",
	}
	if d.kind == "events_api" {
		env["retry_attempt"], env["retry_reason"] = num, ""
		if num > 0 {
			env["retry_reason"] = "timeout"
		}
	}
	acked := make(chan []byte, 1)
	w.mu.Lock()
	s := w.next()
	if s == nil {
		w.mu.Unlock()
		return Ack{Socket: true, Error: "dispatch_failed"}, nil
	}
	silent := s.frozen
	double := w.socketFaults.double(w.sockets, s)
	w.pending[d.envelope] = append(w.pending[d.envelope], acked)
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		left := slices.DeleteFunc(slices.Clone(w.pending[d.envelope]), func(c chan []byte) bool { return c == acked })
		if w.pending[d.envelope] = left; len(left) == 0 {
			delete(w.pending, d.envelope)
		}
		w.mu.Unlock()
	}()
	start := time.Now()
	if !silent {
		if err := s.write(env); err != nil {
			s.drop()
			return Ack{Socket: true, Took: time.Since(start), Error: "dispatch_failed"}, nil
		}
	}
	if double != nil && double.write(env) != nil {
		double.drop()
	}
	t := time.NewTimer(w.cfg.Deadline)
	defer t.Stop()
	select {
	case payload := <-acked:
		if string(payload) == "null" {
			payload = nil
		}
		return Ack{Socket: true, Status: http.StatusOK, Body: string(payload), Took: time.Since(start)}, nil
	case <-t.C:
		return Ack{Socket: true, TimedOut: true, Took: time.Since(start), Error: "operation_timeout"}, nil
	case <-s.gone:
		return Ack{Socket: true, Took: time.Since(start), Error: "dispatch_failed"}, nil
	case <-ctx.Done():
		return Ack{Socket: true, Took: time.Since(start)}, fmt.Errorf("deliver %s: %w", d.what, ctx.Err())
	}
}

// Sockets is how many connections are open.
func (w *Workspace) Sockets() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

// Greeted is how many connections are open and have got their hello.
func (w *Workspace) Greeted() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, s := range w.sockets {
		if s.greeted {
			n++
		}
	}
	return n
}

// RefreshSockets tells every connection to reconnect (refresh_requested). They stay
// open until the bot closes them, and get envelopes only while no new one is there.
func (w *Workspace) RefreshSockets() { w.DisconnectSockets("refresh_requested") }

// DisconnectSockets is RefreshSockets with another of Slack's reasons: warning,
// link_disabled.
func (w *Workspace) DisconnectSockets(reason string) {
	w.mu.Lock()
	all := append([]*socket(nil), w.sockets...)
	for _, s := range all {
		s.leaving = true
	}
	w.mu.Unlock()
	for _, s := range all {
		if err := s.write(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "sandbox"}}); err != nil {
			s.drop()
		}
	}
}

// CutSockets drops every connection without a word.
func (w *Workspace) CutSockets() {
	w.mu.Lock()
	all := append([]*socket(nil), w.sockets...)
	w.mu.Unlock()
	for _, s := range all {
		s.drop()
		<-s.gone
	}
}

// FreezeSockets silences the n oldest connections: open, but no envelope, ping or
// answer comes through. Below 0 = all; 0 thaws all.
func (w *Workspace) FreezeSockets(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, s := range w.sockets {
		s.frozen = n < 0 || i < n
	}
}
