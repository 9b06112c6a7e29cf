package store

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// lines are the connections of a Store. A network that drops connections without a
// word (a firewall that forgot them, a machine that is gone) leaves a pool full of
// dead ones, and each call would find out about one of them after its whole timeout.
// So where one is silent, the idle ones to the same server are given up with it: the
// next call dials.
type lines struct {
	dialer net.Dialer
	tls    *tls.Config // nil: in the clear
	mu     sync.Mutex
	open   map[*line]struct{}
}

func newLines(timeout time.Duration, secret *tls.Config) *lines {
	return &lines{
		dialer: net.Dialer{
			Timeout:         timeout,
			KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3},
		},
		tls: secret, open: map[*line]struct{}{},
	}
}

// dial is a redis.Options.Dialer.
func (s *lines) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	l := &line{of: s, to: addr}
	var err error
	if s.tls != nil {
		l.Conn, err = (&tls.Dialer{NetDialer: &s.dialer, Config: s.tls}).DialContext(ctx, network, addr)
	} else {
		l.Conn, err = s.dialer.DialContext(ctx, network, addr)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[l] = struct{}{}
	return l, nil
}

// silent gives up the idle connections to a server that did not answer on another one.
func (s *lines) silent(to string) {
	s.mu.Lock()
	var idle []*line
	for l := range s.open {
		if l.to == to && !l.asked.Load() {
			idle = append(idle, l)
		}
	}
	s.mu.Unlock()
	for _, l := range idle {
		_ = l.Close()
	}
}

// line is one connection.
type line struct {
	net.Conn
	of    *lines
	to    string
	asked atomic.Bool // and not answered yet
	shut  atomic.Bool
}

func (l *line) Write(b []byte) (int, error) {
	l.asked.Store(true)
	n, err := l.Conn.Write(b)
	l.heard(err)
	return n, err
}

func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	if n > 0 {
		l.asked.Store(false)
	}
	l.heard(err)
	return n, err
}

func (l *line) heard(err error) {
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() && l.asked.Load() {
		l.of.silent(l.to)
	}
}

func (l *line) Close() error {
	l.shut.Store(true)
	l.of.mu.Lock()
	delete(l.of.open, l)
	l.of.mu.Unlock()
	return l.Conn.Close()
}

// SyscallConn lets the pool look whether the connection still stands before it is used.
// Under TLS there is nothing to look at but our own word.
func (l *line) SyscallConn() (syscall.RawConn, error) {
	if l.shut.Load() {
		return nil, net.ErrClosed
	}
	if c, ok := l.Conn.(syscall.Conn); ok {
		return c.SyscallConn()
	}
	return opaque{}, nil
}

// opaque is a connection that nobody looks into.
type opaque struct{}

func (opaque) Control(func(uintptr)) error    { return nil }
func (opaque) Read(func(uintptr) bool) error  { return nil }
func (opaque) Write(func(uintptr) bool) error { return nil }
