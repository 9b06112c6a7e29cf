package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parallax/checkins"
)

// What a call may be: a few short fields.
const (
	feedBody   = 4 << 10 // bytes
	feedKeyMax = 200     // characters of an idempotency key
	feedToken  = 512     // bytes of a token
)

// refused is an error as RFC 9457 has it. Field names what is wrong.
type refused struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail,omitempty"`
	Field  string `json:"field,omitempty"`
}

func (p refused) write(rw http.ResponseWriter) {
	p.Title = http.StatusText(p.Status)
	replyJSON(rw, "application/problem+json", p.Status, p)
}

func replyJSON(rw http.ResponseWriter, kind string, status int, v any) {
	rw.Header().Set("Content-Type", kind)
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v) // who calls has gone: nothing is left to say
}

// feeding takes figures from other systems.
type feeding struct {
	feeds  []feed
	pace   feedPace
	desk   *checkins.Desk
	worked func() // wakes who sends letters
	called func(source string, status int)
	failed func(error) // told what nobody expects
}

// addFeeds serves /api/v1/initiatives/{id}/outcomes and /health. Without feeds nobody has a
// token, and all is 401.
func (s *service) addFeeds(feeds []feed, mux *http.ServeMux) {
	f := &feeding{
		feeds: feeds, desk: s.desk, worked: s.engine.nudge, failed: func(err error) { s.watcher.log.Error("feed", "err", err) },
		called: func(source string, status int) { s.watcher.feeds.WithLabelValues(source, strconv.Itoa(status)).Inc() },
	}
	mux.HandleFunc("POST /api/v1/initiatives/{id}/outcomes", func(rw http.ResponseWriter, r *http.Request) { f.serve(rw, r, "value") })
	mux.HandleFunc("POST /api/v1/initiatives/{id}/health", func(rw http.ResponseWriter, r *http.Request) { f.serve(rw, r, "status") })
	mux.HandleFunc("/api/v1/", func(rw http.ResponseWriter, r *http.Request) {
		p := refused{Status: http.StatusNotFound, Detail: "there are POST /api/v1/initiatives/{id}/outcomes and /health"}
		if r.Method != http.MethodPost {
			rw.Header().Set("Allow", http.MethodPost)
			p.Status = http.StatusMethodNotAllowed
		}
		p.write(rw)
	})
}

// counted is a reply whose status is counted.
type counted struct {
	http.ResponseWriter
	status int
}

func (c *counted) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// serve takes one call; what is the field that it must have besides a date.
func (f *feeding) serve(rw http.ResponseWriter, r *http.Request, what string) {
	c := &counted{ResponseWriter: rw}
	source := f.take(c, r, what)
	f.called(source, c.status)
}

// take answers one call, and says of which source it is; empty: of none that is known.
func (f *feeding) take(rw http.ResponseWriter, r *http.Request, what string) (from string) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	source, known := feed{}, false
	if bearer && len(token) <= feedToken {
		source, known = feedOf(f.feeds, token)
	}
	if !known {
		rw.Header().Set("WWW-Authenticate", "Bearer")
		refused{Status: http.StatusUnauthorized, Detail: "send Authorization: Bearer with the token of a source", Field: "Authorization"}.write(rw)
		return ""
	}
	from = string(source.Org) + "/" + source.Name
	if wait, ok := f.pace.take(source, time.Now()); !ok {
		rw.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		refused{Status: http.StatusTooManyRequests, Detail: "at most one call a second, after sixty at once"}.write(rw)
		return from
	}
	key := r.Header.Get("Idempotency-Key")
	if !plainKey(key) || len(r.Header.Values("Idempotency-Key")) > 1 {
		refused{Status: http.StatusBadRequest, Detail: "send one, of 1 to 200 printable characters", Field: "Idempotency-Key"}.write(rw)
		return from
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refused{Status: http.StatusUnsupportedMediaType, Detail: "send application/json", Field: "Content-Type"}.write(rw)
		return from
	}
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, feedBody))
	if err != nil {
		p := refused{Status: http.StatusBadRequest, Detail: "the body could not be read"}
		if over := new(http.MaxBytesError); errors.As(err, &over) {
			p = refused{Status: http.StatusRequestEntityTooLarge, Detail: "at most 4096 bytes"}
		}
		p.write(rw)
		return from
	}
	fields, wrong := readFields(body, what, "on")
	if wrong != nil {
		wrong.write(rw)
		return from
	}
	said, err := f.desk.Feed(r.Context(), checkins.FeedCall{
		Org: source.Org, Initiative: checkins.InitiativeID(r.PathValue("id")), Source: source.Name,
		Key: digest(string(source.Org), source.Name, what, key), Body: digest(fields[what], fields["on"]),
		Health: what == "status", Value: fields[what], On: fields["on"],
	})
	if err != nil {
		f.refuse(rw, err)
		return from
	}
	f.worked()
	replyJSON(rw, "application/json", http.StatusOK, map[string]any{
		"initiative": r.PathValue("id"), what: said.Value, "on": said.On, "replaced": said.Replaced,
	})
	return from
}

// refuse says why a call was not taken. An initiative of another org is as unknown as one
// that nobody has.
func (f *feeding) refuse(rw http.ResponseWriter, err error) {
	var field checkins.FieldError
	switch {
	case errors.As(err, &field):
		refused{Status: http.StatusBadRequest, Detail: field.Why, Field: field.Field}.write(rw)
	case errors.Is(err, checkins.ErrNotFound):
		refused{Status: http.StatusNotFound, Detail: "this token has no initiative of that id", Field: "id"}.write(rw)
	case errors.Is(err, checkins.ErrNoMeasure):
		refused{Status: http.StatusConflict, Detail: "the initiative has no outcome measure yet: its owner adds one with edit", Field: "value"}.write(rw)
	case errors.Is(err, checkins.ErrKeyReused):
		refused{Status: http.StatusUnprocessableEntity, Detail: "this key came before with another body", Field: "Idempotency-Key"}.write(rw)
	default:
		f.failed(err)
		rw.Header().Set("Retry-After", "5")
		refused{Status: http.StatusServiceUnavailable, Detail: "nobody knows whether it was stored: send it again with the same key"}.write(rw)
	}
}

// readFields reads an object of texts, strictly: each field once, none that is not known,
// the first one of known needed.
func readFields(body []byte, known ...string) (map[string]string, *refused) {
	bad := func(field, detail string) (map[string]string, *refused) {
		return nil, &refused{Status: http.StatusBadRequest, Detail: detail, Field: field}
	}
	if !utf8.Valid(body) {
		return bad("", "the body is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return bad("", "the body is not a JSON object")
	}
	fields := map[string]string{}
	for d.More() {
		k, err := d.Token()
		name, is := k.(string)
		if err != nil || !is {
			return bad("", "the body is not a JSON object")
		}
		mine := false
		for _, one := range known {
			mine = mine || one == name
		}
		if len(name) > 40 {
			name = name[:0]
		}
		if _, twice := fields[name]; twice || !mine {
			return bad(name, "this field is not known, or comes twice; known are "+strings.Join(known, ", "))
		}
		v, err := d.Token()
		text, is := v.(string)
		if err != nil || !is {
			return bad(name, "write a text in quotation marks, without line ends in it")
		}
		fields[name] = text
	}
	if _, err := d.Token(); err != nil {
		return bad("", "the body is not a JSON object")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return bad("", "there is more than one JSON object")
	}
	if fields[known[0]] == "" {
		return bad(known[0], "this is needed")
	}
	return fields, nil
}

// plainKey reports whether an idempotency key can be one.
func plainKey(k string) bool {
	for _, r := range k {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return k != "" && len(k) <= feedKeyMax
}

// digest is a digest of several texts, in which their borders count.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
