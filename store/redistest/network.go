package redistest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/Shopify/toxiproxy/v2/toxics"
	"github.com/rs/zerolog"
)

// Network is a way to a server that can be made bad. It is good at first.
type Network struct {
	Addr string // host:port, of this end

	t     testing.TB
	proxy *toxiproxy.Proxy
	cuts  *cut
}

// Through opens a way to a server. It ends with the test.
func Through(t testing.TB, server string) *Network {
	t.Helper()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	n := &Network{t: t, proxy: toxiproxy.NewProxy(api, "network", "127.0.0.1:0", server)}
	if err := n.proxy.Start(); err != nil {
		t.Fatal(err)
	}
	n.Addr = n.proxy.Listen
	t.Cleanup(n.proxy.Stop)
	return n
}

// Heal makes the network good again. Connections that swallowed something are closed.
func (n *Network) Heal() {
	n.t.Helper()
	n.proxy.Toxics.ResetToxics(context.Background())
	if err := n.proxy.Update(&toxiproxy.Proxy{Listen: n.proxy.Listen, Upstream: n.proxy.Upstream, Enabled: true}); err != nil {
		n.t.Fatal(err)
	}
}

// Cut closes all connections and refuses new ones.
func (n *Network) Cut() { n.proxy.Stop() }

// Slow makes each answer come so much later.
func (n *Network) Slow(by time.Duration) {
	n.add("latency", "downstream", map[string]int64{"latency": by.Milliseconds()})
}

// Swallow loses everything without a word, both ways.
func (n *Network) Swallow() {
	n.add("timeout", "upstream", map[string]int64{"timeout": 0})
	n.add("timeout", "downstream", map[string]int64{"timeout": 0})
}

// Strand loses everything on the connections that stand, without a word; new ones are
// good. So does a firewall that has forgotten them.
func (n *Network) Strand() {
	n.add(stranding, "upstream", nil).(*strand).past.Store(true)
}

// Break cuts a connection at each n-th piece that is sent to the server, counted over
// all connections: the server gets it, and its answer is lost.
func (n *Network) Break(each int64) {
	n.cuts = n.add(cutting, "upstream", map[string]int64{"each": each}).(*cut)
}

// Broken is how often Break has cut a connection since it was last called.
func (n *Network) Broken() int64 { return n.cuts.pieces.Load() / n.cuts.Each }

func (n *Network) add(kind, direction string, attributes map[string]int64) toxics.Toxic {
	n.t.Helper()
	text, err := json.Marshal(map[string]any{"type": kind, "stream": direction, "toxicity": 1, "attributes": attributes})
	if err != nil {
		n.t.Fatal(err)
	}
	added, err := n.proxy.Toxics.AddToxicJson(strings.NewReader(string(text)))
	if err != nil {
		n.t.Fatal(fmt.Errorf("%s: %w", kind, err))
	}
	return added.Toxic
}
