package torture

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"time"
)

// door is the address to which the platforms deliver: it hands each request to the
// next living replica. What a replica does not answer the platform sees as a failure,
// and nothing is tried twice.
type door struct {
	f      *fleet
	server *httptest.Server
	client *http.Client

	mu      sync.Mutex
	next    int
	only    []*replica                      // when set, nobody else is asked
	out     map[*life]bool                  // said that they are not ready
	shutNow bool                            // nothing comes in
	heard   func(r *http.Request, b []byte) // told of every request; may be nil
}

func newDoor(f *fleet) *door {
	d := &door{f: f, out: map[*life]bool{}, client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	d.server = httptest.NewServer(d)
	f.t.Cleanup(func() {
		d.server.Close()
		d.client.CloseIdleConnections()
	})
	return d
}

// pin lets only these replicas be asked; none means all.
func (d *door) pin(rs ...*replica) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.only = rs
}

// shut lets nothing in, or opens again.
func (d *door) shut(shut bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shutNow = shut
}

// pick is the next replica in turn, nil when none lives.
func (d *door) pick() *replica {
	d.f.mu.Lock()
	all := slices.Clone(d.f.replicas)
	d.f.mu.Unlock()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.only) > 0 {
		all = d.only
	}
	for range all {
		d.next++
		if r := all[d.next%len(all)]; r.alive() && !d.out[r.now()] {
			return r
		}
	}
	return nil
}

// watch asks the replicas again and again whether they are ready, as a load balancer
// does, and asks no more of those that are not. The returned function ends it.
func (d *door) watch() (end func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for {
			d.f.mu.Lock()
			all := slices.Clone(d.f.replicas)
			d.f.mu.Unlock()
			for _, r := range all {
				if r.alive() {
					l := r.now()
					out := r.ready() != nil
					d.mu.Lock()
					d.out[l] = out
					d.mu.Unlock()
				}
			}
			select {
			case <-done:
				return
			case <-tick.C:
			}
		}
	}()
	return func() { close(done); <-ended; clear(d.out) }
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	d.mu.Lock()
	heard, shut := d.heard, d.shutNow
	d.mu.Unlock()
	if err == nil && heard != nil {
		heard(r, body)
	}
	to := d.pick()
	if err != nil || to == nil || shut {
		panic(http.ErrAbortHandler)
	}
	req, err := http.NewRequestWithContext(r.Context(), r.Method, to.url()+r.URL.Path, bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	req.Header, req.GetBody = r.Header.Clone(), nil
	res, err := d.client.Do(req)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for _, name := range []string{"Content-Type", "X-Slack-No-Retry", "Retry-After"} {
		if v := res.Header.Get(name); v != "" {
			w.Header().Set(name, v)
		}
	}
	w.WriteHeader(res.StatusCode)
	_, _ = w.Write(answer) // when the platform hung up nobody reads it
}
