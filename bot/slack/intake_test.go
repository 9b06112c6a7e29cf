package slack

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/iotest"
	"time"
)

func TestA07Intake(t *testing.T) {
	in := newIntake()
	soon := func() time.Time { return time.Now().Add(20 * time.Millisecond) }
	read := func(body io.Reader, length int64) ([]byte, error) {
		r := httptest.NewRequest(http.MethodPost, "/", body)
		r.ContentLength = length
		var got []byte
		err := in.read(httptest.NewRecorder(), r, soon(), func(parts ...[]byte) { got = bytes.Join(parts, nil) })
		return got, err
	}
	text := bytes.Repeat([]byte("0123456789abcdef"), bodyLimit/16+1)
	for _, n := range []int{0, 1, 8<<10 - 1, 8 << 10, 8<<10 + 1, bodyUsual - 1, bodyUsual, bodyUsual + 1, bodyLimit - 1, bodyLimit} {
		for _, length := range []int64{int64(n), -1} {
			if got, err := read(bytes.NewReader(text[:n]), length); err != nil || !bytes.Equal(got, text[:n]) {
				t.Errorf("%d bytes, announced as %d: %d, %v", n, length, len(got), err)
			}
		}
	}
	for name, c := range map[string]struct {
		body   io.Reader
		length int64
		want   func(error) bool
	}{
		"announced too large": {http.NoBody, bodyLimit + 1, tooLarge},
		"too large":           {bytes.NewReader(text[:bodyLimit+1]), -1, tooLarge},
		"cut off":             {io.MultiReader(bytes.NewReader(text[:100]), iotest.ErrReader(io.ErrUnexpectedEOF)), -1, func(err error) bool { return errors.Is(err, io.ErrUnexpectedEOF) }},
	} {
		if got, err := read(c.body, c.length); !c.want(err) || got != nil {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	// While others send large bodies one more waits, and small ones do not.
	for range bodyLarge {
		in.large <- struct{}{}
	}
	if _, err := read(bytes.NewReader(text[:bodyUsual+1]), -1); !errors.Is(err, errCrowded) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := read(bytes.NewReader(text[:bodyUsual-1]), -1); err != nil {
		t.Errorf("a small one meanwhile: %v", err)
	}
	<-in.large
	if _, err := read(bytes.NewReader(text[:bodyUsual+1]), -1); err != nil || len(in.large) != bodyLarge-1 {
		t.Errorf("after that: %v, %d under way", err, len(in.large))
	}
}

func tooLarge(err error) bool {
	_, is := errors.AsType[*http.MaxBytesError](err)
	return is
}

// A body is signed as one, in however many parts it is read.
func TestA01Parts(t *testing.T) {
	v, err := NewVerifier(nil, "secret")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1_770_000_000, 0)
	v.now = func() time.Time { return now }
	h := http.Header{headerTime: {"1770000000"}}
	h.Set(headerSignature, "v0="+hex.EncodeToString(signature([]byte("secret"), "1770000000", []byte("one body"))))
	if v.Verify(h, []byte("one"), []byte(" "), nil, []byte("body")) != nil || v.Verify(h, []byte("one body")) != nil {
		t.Error("the parts of a signed body are refused")
	}
	if v.Verify(h, []byte("one"), []byte("body")) == nil || v.Verify(h, []byte("body"), []byte("one ")) == nil || v.Verify(h) == nil {
		t.Error("other parts are accepted")
	}
}
