package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"parallax/sandbox"
)

// request is what a platform brought, byte for byte.
type request struct {
	path   string
	header http.Header
	body   []byte
}

// reply is what came back; status 0 is none.
type reply struct {
	status int
	body   string
	took   time.Duration
}

// recorder keeps what comes to the door.
type recorder struct {
	mu   sync.Mutex
	last map[string]request // the newest answer of each person
	all  []request
}

// record has the door keep what people send, from now on.
func (d *door) record() *recorder {
	rec := &recorder{last: map[string]request{}}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.heard = func(r *http.Request, body []byte) {
		q := request{r.URL.Path, r.Header.Clone(), body}
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.all = append(rec.all, q)
		if user := answerOf(r.URL.Path, body); user != "" {
			rec.last[user] = q
		}
	}
	return rec
}

// newest is the request that came last.
func (r *recorder) newest() request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all[len(r.all)-1]
}

// steal takes the request that an act leads to, which then reaches no replica: the
// platform sees that nobody answered.
func (f *fleet) steal(act func()) request {
	f.t.Helper()
	rec := f.door.record()
	f.door.shut(true)
	act()
	f.door.shut(false)
	if len(rec.all) == 0 {
		f.t.Fatal("nothing came to the door")
	}
	return rec.newest()
}

func (r *recorder) of(l *lead) (request, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q, ok := r.last[l.user]
	return q, ok
}

// answerOf says who sent a check-in, "" when the body is something else.
func answerOf(path string, body []byte) string {
	if strings.HasPrefix(path, "/slack/") {
		f, err := url.ParseQuery(string(body))
		var p struct {
			Type string
			User struct{ ID string }
		}
		if err != nil || json.Unmarshal([]byte(f.Get("payload")), &p) != nil || p.Type != "view_submission" {
			return ""
		}
		return p.User.ID
	}
	var a struct {
		From  struct{ AadObjectID string }
		Value struct {
			Action struct{ Verb string }
		}
	}
	if json.Unmarshal(body, &a) != nil || a.Value.Action.Verb != "submit" {
		return ""
	}
	return a.From.AadObjectID
}

// with is a Slack submission as another press: with a trigger and values of its own,
// signed now.
func (q request) with(trigger string, in marks) request {
	f, _ := url.ParseQuery(string(q.body)) // it came in so
	var p map[string]any
	_ = json.Unmarshal([]byte(f.Get("payload")), &p) // likewise
	p["trigger_id"] = trigger
	values := p["view"].(map[string]any)["state"].(map[string]any)["values"].(map[string]any)
	for id, value := range in {
		for _, input := range values[id].(map[string]any) {
			input.(map[string]any)["selected_option"].(map[string]any)["value"] = value
		}
	}
	raw, _ := json.Marshal(p) // of what was JSON a moment ago
	f.Set("payload", string(raw))
	out := request{path: q.path, header: q.header.Clone(), body: []byte(f.Encode())}
	out.sign()
	return out
}

// again is the request as the platform sends it another time.
func (q request) again() request {
	q.header = q.header.Clone()
	if strings.HasPrefix(q.path, "/slack/") {
		q.sign()
	}
	return q
}

// sign signs a request of Slack at this moment.
func (q request) sign() {
	at, signature := sandbox.Sign(secret, time.Now(), q.body)
	q.header.Set("X-Slack-Request-Timestamp", at)
	q.header.Set("X-Slack-Signature", signature)
}

// sender sends requests without a person's client around them.
var sender = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}

// send brings a request to a base address.
func (q request) send(ctx context.Context, base string) reply {
	began := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+q.path, bytes.NewReader(q.body))
	if err != nil {
		return reply{}
	}
	req.Header = q.header.Clone()
	req.GetBody = nil // nothing is sent twice behind our back
	res, err := sender.Do(req)
	if err != nil {
		return reply{body: err.Error(), took: time.Since(began)}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return reply{body: err.Error(), took: time.Since(began)}
	}
	return reply{res.StatusCode, string(body), time.Since(began)}
}

// saved reports whether a reply of either platform's handler says that all was saved.
func (r reply) saved() bool {
	if r.status != http.StatusOK {
		return false
	}
	var slack struct {
		Action string `json:"response_action"`
	}
	var teams struct {
		Status int             `json:"statusCode"`
		Value  json.RawMessage `json:"value"`
	}
	_ = json.Unmarshal([]byte(r.body), &slack) // of the other platform
	_ = json.Unmarshal([]byte(r.body), &teams)
	if teams.Status == 0 {
		return slack.Action == "clear"
	}
	return teams.Status == http.StatusOK && strings.Contains(string(teams.Value), `"Saved`)
}
