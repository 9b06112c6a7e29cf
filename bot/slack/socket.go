package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

const (
	// socketRead is how big a delivery may be, bytes.
	socketRead = 4 << 20
	// socketWrite holds the biggest acknowledgement in one piece: what comes in
	// several Slack drops without a word.
	socketWrite = 32 << 10
	// ackLimit is how long a write to a socket may take.
	ackLimit = 3 * time.Second
	// byeLimit is how long the other end may take over its goodbye.
	byeLimit = time.Second
)

// socket is one connection of Socket Mode, from its dial to its end.
type socket struct {
	conn *websocket.Conn
	pace pace
	log  *slog.Logger
	hand func(*socket, frame) // works on an envelope; starts it and returns

	hello chan struct{} // closed when Slack said hello
	leave chan struct{} // closed when Slack told us to go
	gone  chan struct{} // closed when it has ended
	life  time.Duration // how long Slack means to keep it; set before hello
	why   string        // Slack's reason; set before leave

	began time.Time
	last  atomic.Int64 // when the last frame came, nanoseconds after began

	writing sync.Mutex // one message at a time

	mu     sync.Mutex
	err    error         // why it ended: the first reason counts; set for good before gone
	busy   int           // envelopes under way
	ending bool          // it closes as soon as none is
	shut   bool          // takes no envelope any more
	idle   chan struct{} // closed when it is ending and none is under way
}

// dial connects to an address that apps.connections.open gave.
func dial(ctx context.Context, d *websocket.Dialer, address string, p pace, log *slog.Logger, hand func(*socket, frame)) (*socket, error) {
	d.HandshakeTimeout = p.open
	conn, resp, err := d.DialContext(ctx, address, nil)
	if resp != nil && resp.Body != nil {
		_ = resp.Body.Close() // holds at most what was read already
	}
	switch {
	case err != nil && resp != nil:
		return nil, fmt.Errorf("dial socket: status %d", resp.StatusCode)
	case err != nil:
		return nil, fmt.Errorf("dial socket: %w", err)
	}
	conn.SetReadLimit(socketRead)
	s := &socket{
		conn: conn, pace: p, log: log, hand: hand, began: time.Now(),
		hello: make(chan struct{}), leave: make(chan struct{}), gone: make(chan struct{}), idle: make(chan struct{}),
	}
	go s.run() //nolint:gosec // outlives the dial, whose context ends with it
	return s, nil
}

// run reads until the connection ends.
func (s *socket) run() {
	beat, stop := context.WithCancel(context.Background())
	var pulse sync.WaitGroup
	pulse.Go(func() { s.pulse(beat) })
	s.cut(s.read())
	stop()
	pulse.Wait()
	close(s.gone)
}

// pulse pings: a connection that died in silence shows it only by not answering.
func (s *socket) pulse(ctx context.Context) {
	t := time.NewTicker(s.pace.ping)
	defer t.Stop()
	for {
		select {
		case <-t.C:
		case <-ctx.Done():
			return
		}
		if err := s.control(websocket.PingMessage, ""); err != nil {
			s.cut(err)
			return
		}
	}
}

// control writes a control frame. After our goodbye there is nothing to say.
func (s *socket) control(kind int, data string) error {
	err := s.conn.WriteControl(kind, []byte(data), time.Now().Add(ackLimit))
	if errors.Is(err, websocket.ErrCloseSent) {
		return nil
	}
	return err
}

// heard notes that a frame came, of whatever kind: the other end lives.
func (s *socket) heard() error {
	now := time.Now()
	s.last.Store(int64(now.Sub(s.began)))
	return s.conn.SetReadDeadline(now.Add(s.pace.dead))
}

// lastFrame is when the last frame came; the dial counts as one.
func (s *socket) lastFrame() time.Time { return s.began.Add(time.Duration(s.last.Load())) }

func (s *socket) read() error {
	s.conn.SetPongHandler(func(string) error { return s.heard() })
	s.conn.SetPingHandler(func(data string) error {
		if err := s.heard(); err != nil {
			return err
		}
		return s.control(websocket.PongMessage, data)
	})
	for {
		if err := s.heard(); err != nil {
			return err
		}
		_, raw, err := s.conn.ReadMessage()
		if silent, is := errors.AsType[net.Error](err); is && silent.Timeout() {
			return fmt.Errorf("no frame in %s", s.pace.dead)
		}
		if err != nil {
			return err
		}
		s.take(raw)
	}
}

// take does what a frame says. It never waits: the next frame may be a pong.
func (s *socket) take(raw []byte) {
	f, err := readFrame(raw)
	if err != nil {
		s.log.Warn("slack socket: a frame that cannot be used", "err", err)
		return
	}
	switch {
	case f.Type == frameHello:
		if !over(s.hello) {
			s.life = f.life()
			close(s.hello)
		}
	case f.Type == frameDisconnect:
		if !over(s.leave) {
			s.why = word(f.Reason)
			close(s.leave)
		}
	case f.Envelope == "":
		s.log.Debug("slack socket: a frame of an unknown type", "type", word(f.Type))
	case s.begin():
		s.hand(s, f)
	}
}

// over reports whether a channel is closed.
func over(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// begin counts an envelope in. False: the connection closes, and what is not
// acknowledged on it Slack delivers over another one.
func (s *socket) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return false
	}
	s.busy++
	return true
}

// end counts an envelope out.
func (s *socket) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy--
	s.rest()
}

// rest shuts a connection that is ending when nothing is under way, s.mu held.
func (s *socket) rest() {
	if s.ending && s.busy == 0 && !over(s.idle) {
		s.shut = true
		close(s.idle)
	}
}

// write sends one message. One that fails leaves half of it on the line: the
// connection is of no use any more.
func (s *socket) write(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err = s.conn.SetWriteDeadline(time.Now().Add(ackLimit)); err == nil {
		err = s.conn.WriteMessage(websocket.TextMessage, raw)
	}
	if err != nil {
		s.cut(err)
	}
	return err
}

// cut ends the connection without a goodbye.
func (s *socket) cut(cause error) {
	s.mu.Lock()
	if s.err == nil {
		s.err = cause
	}
	s.mu.Unlock()
	_ = s.conn.Close()
}

// retire ends a connection that another one has replaced. For a while Slack may
// still deliver over it. When ctx ends it is not waited for.
func (s *socket) retire(ctx context.Context) {
	t := time.NewTimer(s.pace.linger)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.gone:
	case <-ctx.Done():
	}
	s.bye()
}

// bye ends a connection: what is under way is finished and acknowledged, with a
// limit, then comes the goodbye.
func (s *socket) bye() {
	s.mu.Lock()
	s.ending = true
	s.rest()
	s.mu.Unlock()
	s.await(s.idle, s.pace.finish)
	s.mu.Lock()
	s.shut = true
	s.mu.Unlock()
	if s.control(websocket.CloseMessage, string(websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))) == nil {
		s.await(s.gone, byeLimit)
	}
	s.cut(websocket.ErrCloseSent)
	<-s.gone
}

// await waits for an event, for the end of the connection, or so long.
func (s *socket) await(event <-chan struct{}, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-event:
	case <-s.gone:
	case <-t.C:
	}
}
