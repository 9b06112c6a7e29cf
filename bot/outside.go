package bot

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

// ErrInside: an address inside a network, where a chat platform never is.
var ErrInside = errors.New("is not a public address")

// Outside is an http.RoundTripper that connects to public addresses only, whatever
// name led there: addresses of the own network, of this machine and of a cloud's
// metadata are refused before a byte is sent. Behind a proxy (HTTPS_PROXY) the proxy
// connects, and its address is the operator's choice.
type Outside struct {
	plain, guarded *http.Transport
	inside         func(*url.URL) bool
}

// NewOutside makes an Outside. inside tells which addresses the operator named as
// being on this machine or in the own network; nil: none. connect is how long a
// connection may take; 0: as long as the call.
func NewOutside(inside func(*url.URL) bool, connect time.Duration) *Outside {
	plain := http.DefaultTransport.(*http.Transport).Clone()
	plain.MaxIdleConnsPerHost = 32
	guarded := plain.Clone()
	guarded.DialContext = (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second, Control: Public}).DialContext
	return &Outside{plain, guarded, inside}
}

// RoundTrip implements http.RoundTripper.
func (o *Outside) RoundTrip(r *http.Request) (*http.Response, error) {
	if o.inside != nil && o.inside(r.URL) {
		return o.plain.RoundTrip(r)
	}
	if proxy, err := http.ProxyFromEnvironment(r); err == nil && proxy != nil {
		return o.plain.RoundTrip(r)
	}
	return o.guarded.RoundTrip(r)
}

// Public is a net.Dialer's Control that refuses with ErrInside whatever is not a
// public address.
func Public(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return ErrInside
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !public(ip) {
		return fmt.Errorf("%s %w", host, ErrInside)
	}
	return nil
}

// special are the blocks that netip takes for public and that are not (RFC 6890 and
// its successors), and one address at which a cloud answers its own machines.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"),    // RFC 6598
	netip.MustParsePrefix("192.0.0.0/24"),     // holds a cloud's metadata
	netip.MustParsePrefix("198.18.0.0/15"),    // RFC 2544
	netip.MustParsePrefix("240.0.0.0/4"),      // reserved
	netip.MustParsePrefix("168.63.129.16/32"), // Azure's, for its machines
	netip.MustParsePrefix("::/96"),            // IPv4-compatible, deprecated
	netip.MustParsePrefix("64:ff9b:1::/48"),   // RFC 8215
	netip.MustParsePrefix("2001::/23"),        // protocol assignments, Teredo
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("fec0::/10"), // site-local, deprecated
}

// translated is where IPv6-only networks see the IPv4 internet (RFC 6052).
var translated = netip.MustParsePrefix("64:ff9b::/96")

func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if translated.Contains(ip) {
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
