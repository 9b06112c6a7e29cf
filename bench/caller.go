package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// caller makes one request after the other and judges the answers. One goroutine
// uses it at a time.
type caller interface {
	// call makes the nth request of a load and returns nil when it was answered as it
	// should be.
	call(n uint64) error
	close()
}

// patience is how long an answer may take before it counts as none: Slack waits 3 s.
const patience = 10 * time.Second

// post is one load over HTTP: how its nth request looks and which answer is good.
type post struct {
	name  string
	addr  string // host:port
	maker maker
	good  func(body []byte) bool // of an answer with status 200
}

// wire is a connection kept open, on which requests go as they are: a client library
// would cost as much as the server under test.
type wire struct {
	post
	request func(dst []byte, n uint64) []byte // appends head and body of the nth
	conn    net.Conn
	in      *bufio.Reader
	out     []byte
	body    bytes.Buffer
}

// dial opens a wire.
func (p post) dial() (caller, error) {
	w := &wire{post: p, request: p.maker()}
	return w, w.connect()
}

func (w *wire) connect() error {
	w.close()
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(context.Background(), "tcp", w.addr)
	if err != nil {
		return err
	}
	w.conn, w.in = conn, bufio.NewReader(conn)
	return nil
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close() // nothing more is expected of it
		w.conn = nil
	}
}

func (w *wire) call(n uint64) error {
	if w.conn == nil {
		if err := w.connect(); err != nil {
			return err
		}
	}
	err := w.exchange(n)
	if err != nil {
		w.close()
	}
	return err
}

func (w *wire) exchange(n uint64) error {
	w.out = w.request(w.out[:0], n)
	if err := w.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := w.conn.Write(w.out); err != nil {
		return err
	}
	a, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return err
	}
	w.body.Reset()
	_, err = w.body.ReadFrom(a.Body)
	if err := errors.Join(err, a.Body.Close()); err != nil {
		return err
	}
	if a.StatusCode != http.StatusOK || !w.good(w.body.Bytes()) {
		return fmt.Errorf("%s: answered %d %.300s", w.name, a.StatusCode, w.body.String())
	}
	return nil
}

// head is the beginning of a request, up to its own headers.
func head(path, addr, contentType string) string {
	return strings.Join([]string{
		"POST " + path + " HTTP/1.1", "Host: " + addr, "User-Agent: bench", "Accept: */*", "Content-Type: " + contentType, "",
	}, "\r\n")
}
