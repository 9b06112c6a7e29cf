package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// args are the arguments of one call, whichever way they came.
type args struct {
	url.Values
	token string
}

// readArgs takes form and JSON bodies and the query. Nested JSON values are kept
// as JSON text, which is how they come in a form.
func readArgs(r *http.Request, body []byte) (args, error) {
	a := args{Values: url.Values{}}
	for k, v := range r.URL.Query() {
		a.Values[k] = v
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case len(bytes.TrimSpace(body)) == 0:
	case kind == "application/json":
		var m map[string]json.RawMessage
		if err := json.Unmarshal(body, &m); err != nil {
			return a, fmt.Errorf("parse JSON arguments: %w", err)
		}
		for k, raw := range m {
			var s string
			if json.Unmarshal(raw, &s) == nil {
				a.Set(k, s)
			} else {
				a.Set(k, string(raw))
			}
		}
	case kind == "multipart/form-data":
		r.Body = http.NoBody
		return a, fmt.Errorf("parse arguments: multipart is not taken here")
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return a, fmt.Errorf("parse form arguments: %w", err)
		}
		for k, v := range form {
			a.Values[k] = v
		}
	}
	a.token = a.Get("token")
	if h, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		a.token = h
	}
	a.Del("token")
	return a, nil
}

func (a args) flag(name string) bool {
	v := a.Get(name)
	return v == "true" || v == "1"
}

// count is an integer argument between 1 and max; def when absent.
func (a args) count(name string, def, most int) (int, error) {
	v := a.Get(name)
	if v == "" {
		return def, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > most {
		return 0, refuse("invalid_limit")
	}
	return n, nil
}

// given reports whether an argument is present and not JSON null.
func (a args) given(name string) bool {
	return a.Has(name) && a.Get(name) != "" && a.Get(name) != "null"
}
