package teams

import (
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// codeOf finds Teams' word in the body of an error: error.code by the book; the
// subCode within a text for a person who blocked or removed the app; or a bare
// word. Empty when there is none, as from a proxy.
func codeOf(body []byte) string {
	var b struct {
		Error   any    `json:"error"`
		Code    string `json:"code"`
		SubCode string `json:"subCode"`
		Message string `json:"message"`
	}
	if !isObject(body) || loosely(body, &b) != nil {
		return ""
	}
	switch e := b.Error.(type) {
	case string:
		return word(e)
	case map[string]any:
		if s, is := e["code"].(string); is {
			return word(s)
		}
	}
	if isObject([]byte(b.Message)) {
		return codeOf([]byte(b.Message))
	}
	return or(word(b.SubCode), word(b.Code))
}

var oneWord = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,63}$`)

// word returns s when it is a word such as codes are, else nothing: it goes to the
// log and is shown.
func word(s string) string {
	if oneWord.MatchString(s) {
		return s
	}
	return ""
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// longestWait is up to where a Retry-After is believed.
const longestWait = 24 * time.Hour

// retryAfter returns how long the answer asks to wait, 0 when it names no time. A
// second is the least that it can ask for.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if text == "" {
		return 0
	}
	if n, err := strconv.Atoi(text); err == nil {
		return time.Duration(min(max(n, 1), int(longestWait/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), time.Second), longestWait)
}
