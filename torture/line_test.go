package torture

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
)

// line is a network between two, which can be spoiled.
type line struct {
	addr  string // where the one end calls
	t     *testing.T
	proxy *toxiproxy.Proxy
	mu    sync.Mutex
	evil  []string // names of what spoils it now
}

// Directions: from the one that calls, and back to it.
const (
	there = "upstream"
	back  = "downstream"
)

var proxies = sync.OnceValue(func() *toxiproxy.ApiServer {
	return toxiproxy.NewServer(toxiproxy.NewMetricsContainer(prometheus.NewRegistry()), zerolog.Nop())
})

// newLine leads to host:port.
func newLine(t *testing.T, name, to string) *line {
	t.Helper()
	p := toxiproxy.NewProxy(proxies(), name, "127.0.0.1:0", to)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return &line{addr: p.Listen, t: t, proxy: p}
}

// spoil adds a toxic of toxiproxy's to the line in a direction.
func (l *line) spoil(kind, direction, attributes string) {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	name := fmt.Sprint(kind, " ", direction, " ", len(l.evil))
	_, err := l.proxy.Toxics.AddToxicJson(strings.NewReader(
		fmt.Sprintf(`{"name":%q,"type":%q,"stream":%q,"toxicity":1,"attributes":{%s}}`, name, kind, direction, attributes)))
	if err != nil {
		l.t.Fatal(err)
	}
	l.evil = append(l.evil, name)
}

// slow delays what comes back.
func (l *line) slow(by, jitter time.Duration) {
	l.spoil("latency", back, fmt.Sprintf(`"latency":%d,"jitter":%d`, by.Milliseconds(), jitter.Milliseconds()))
}

// mute swallows all that goes one way, and leaves connections open.
func (l *line) mute(direction string) { l.spoil("timeout", direction, `"timeout":0`) }

// blackhole swallows all, both ways: each end believes that the other one is there.
func (l *line) blackhole() { l.mute(there); l.mute(back) }

// reset breaks connections once they are used.
func (l *line) reset() { l.spoil("reset_peer", back, `"timeout":0`) }

// cut takes the line away: connections break, and new ones are refused.
func (l *line) cut() { l.proxy.Stop() }

// mend makes the line good again. Connections that were spoiled break.
func (l *line) mend() {
	l.t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range l.evil {
		if err := l.proxy.Toxics.RemoveToxic(context.Background(), name); err != nil {
			l.t.Error(err)
		}
	}
	l.evil = nil
	if err := l.proxy.Start(); err != nil && !strings.Contains(err.Error(), "already started") {
		l.t.Error(err)
	}
}
