package slack

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"parallax/bot"
)

// errSocket: an address that is no socket of Slack.
var errSocket = errors.New("the address of the socket is not wss at slack.com")

// checkSocket tells whether a socket may be opened. Besides Slack's own hosts only a
// stand-in is allowed, beside an API that is on this machine too. What the socket
// hears is not signed: whoever is at its other end is believed.
func checkSocket(raw string, api *url.URL) error {
	u, err := url.Parse(raw)
	if err != nil {
		return errSocket // the address lets anybody in, so it is not repeated
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if (u.Scheme == "ws" || u.Scheme == "wss") && loopback(api.Hostname()) && loopback(host) {
		return nil
	}
	ours := (strings.HasSuffix(host, ".slack.com") || strings.HasSuffix(host, "."+govDomain)) && !strings.HasPrefix(host, ".")
	if u.Scheme != "wss" || u.User != nil || !ours || port != "" && port != "443" {
		return errSocket
	}
	return nil
}

// dialer opens sockets: to Slack's hosts at public addresses, through the proxy that
// the environment names, and to nobody else.
func (c *Client) dialer() *websocket.Dialer {
	guarded := &net.Dialer{Control: bot.Public}
	return &websocket.Dialer{
		WriteBufferSize: socketWrite,
		// The library asks for the proxy before it dials, and names the address by the
		// scheme of the handshake.
		Proxy: func(r *http.Request) (*url.URL, error) {
			if err := checkSocket(strings.Replace(r.URL.String(), "http", "ws", 1), c.base); err != nil {
				return nil, err
			}
			return http.ProxyFromEnvironment(r)
		},
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if host, _, err := net.SplitHostPort(address); err == nil && !loopback(host) && checkSocket("wss://"+address, c.base) == nil {
				return guarded.DialContext(ctx, network, address)
			}
			// The stand-in, or the proxy: the operator named it.
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
}
