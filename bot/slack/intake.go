package slack

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// Nobody knows who sends a body before all of it was read. So what is read takes
// little: it lies in pieces that are used again, and only so many large bodies are
// read at once.
const (
	bodyUsual = 256 << 10 // bytes; whatever Slack sends of a check-in is smaller
	bodyLarge = 8         // larger ones at once
)

type piece [8 << 10]byte

// intake reads bodies.
type intake struct {
	pieces sync.Pool // of *piece
	large  chan struct{}
}

func newIntake() *intake {
	return &intake{pieces: sync.Pool{New: func() any { return new(piece) }}, large: make(chan struct{}, bodyLarge)}
}

var errCrowded = errors.New("too many large bodies at once")

// read reads a body of at most bodyLimit bytes by the deadline and hands it to use in
// parts, which must not be kept. The error is that of reading: *http.MaxBytesError,
// errCrowded, or any other of a sender that did not end.
func (in *intake) read(w http.ResponseWriter, r *http.Request, until time.Time, use func(parts ...[]byte)) error {
	if r.ContentLength > bodyLimit {
		return &http.MaxBytesError{Limit: bodyLimit}
	}
	// A sender that dawdles over its body gets no more time than anybody.
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(until)
	defer func() { _ = rc.SetReadDeadline(time.Time{}) }()
	body := http.MaxBytesReader(w, r.Body, bodyLimit)
	var parts [][]byte
	crowding := false
	defer func() {
		if crowding {
			<-in.large
		}
	}()
	for total := 0; ; {
		if total >= bodyUsual && !crowding {
			if crowding = in.room(until); !crowding {
				return errCrowded
			}
		}
		p := in.pieces.Get().(*piece)
		defer func() {
			clear(p[:]) // what somebody wrote does not lie about
			in.pieces.Put(p)
		}()
		n, err := fill(body, p[:])
		total, parts = total+n, append(parts, p[:n])
		switch {
		case errors.Is(err, io.EOF):
			use(parts...)
			return nil
		case err != nil:
			return err
		}
	}
}

// room waits until one more large body may be read, and reports whether it may.
func (in *intake) room(until time.Time) bool {
	wait := time.NewTimer(time.Until(until))
	defer wait.Stop()
	select {
	case in.large <- struct{}{}:
		return true
	case <-wait.C:
		return false
	}
}

// fill reads until p is full or the body ends, and tells a body that ended (io.EOF)
// from one that was cut off.
func fill(body io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var more int
		more, err = body.Read(p[n:])
		n += more
	}
	return n, err
}
