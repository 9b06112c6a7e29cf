package teams

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// DefaultOpenID is where the Bot Framework says which keys it signs with.
const DefaultOpenID = "https://login.botframework.com/v1/.well-known/openidconfiguration"

// issuers are the hosts that may serve the OpenID document, and who issues the
// tokens of that cloud (learn.microsoft.com, "Authentication with the Bot
// Connector API", and the constants of Microsoft's own SDK for the government
// cloud).
var issuers = map[string]string{
	"login.botframework.com":      publicIssuer,
	"login.botframework.azure.us": "https://api.botframework.us",
}

const publicIssuer = "https://api.botframework.com"

// connectors are the hosts of the Bot Connector in Teams, public and government
// (learn.microsoft.com, "Send proactive messages").
var connectors = []string{"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com", "smba.infra.gov.teams.microsoft.us"}

// CheckOpenID tells whether raw may stand in TEAMS_OPENID_URL: whoever serves
// that document decides whose requests are believed, so it is Microsoft or this
// machine. Empty means DefaultOpenID.
func CheckOpenID(raw string) error {
	_, _, err := openID(raw)
	return err
}

// Overridden reports whether raw makes the bot believe a stand-in on this machine
// instead of Microsoft: a reason for a banner at the start.
func Overridden(raw string) bool {
	u, _, err := openID(raw)
	return err == nil && loopback(u.Hostname())
}

// openID returns the checked address and the issuer of the tokens.
func openID(raw string) (u *url.URL, issuer string, err error) {
	if raw == "" {
		raw = DefaultOpenID
	}
	u, err = url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		// The text is not repeated: it may hold a password.
		return nil, "", errors.New("TEAMS_OPENID_URL: want an address such as " + DefaultOpenID)
	}
	host := strings.ToLower(u.Hostname())
	if loopback(host) && (u.Scheme == "http" || u.Scheme == "https") {
		return u, publicIssuer, nil
	}
	if u.Scheme != "https" {
		return nil, "", fmt.Errorf("TEAMS_OPENID_URL: %q must use https", host)
	}
	if issuer = issuers[host]; issuer == "" || u.Port() != "" && u.Port() != "443" {
		return nil, "", fmt.Errorf("TEAMS_OPENID_URL: %q is neither Microsoft (login.botframework.com, login.botframework.azure.us) nor this machine (127.0.0.1); it would decide whose requests are believed", u.Host)
	}
	return u, issuer, nil
}

// Hosts says to which Connectors the bot may speak. Its token goes there, so a
// service address is checked before it is believed and before it is called. The
// zero Hosts knows Microsoft's own.
type Hosts struct{ extra []string } // "host:port", lower case

// NewHosts adds hosts to Microsoft's, each "host:port" (TEAMS_SERVICE_HOSTS).
func NewHosts(extra ...string) (Hosts, error) {
	var h Hosts
	for _, e := range extra {
		host, port, err := net.SplitHostPort(e)
		n, portErr := strconv.ParseUint(port, 10, 16)
		if err != nil || portErr != nil || n == 0 || host == "" || strings.ContainsAny(host, "/@*?#% ") {
			return Hosts{}, fmt.Errorf("TEAMS_SERVICE_HOSTS: %.80q: want host:port such as smba.example.com:443", e)
		}
		h.extra = append(h.extra, strings.ToLower(net.JoinHostPort(host, strconv.FormatUint(n, 10))))
	}
	return h, nil
}

// errConnector: a service address that is no Connector of ours.
var errConnector = errors.New("service address is not a known Connector")

// Check returns nil when the bot may speak to the Connector at that address:
// https, or http on this machine, and one of the hosts.
func (h Hosts) Check(serviceURL string) error {
	u, err := url.Parse(serviceURL)
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || u.ForceQuery || u.RawQuery != "" || u.Fragment != "" {
		return errConnector
	}
	host, port := strings.ToLower(u.Hostname()), u.Port()
	switch {
	case u.Scheme == "https" && port == "":
		port = "443"
	case u.Scheme == "http" && loopback(host) && port == "":
		port = "80"
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(host)):
		return errConnector
	}
	if u.Scheme == "https" && port == "443" && slices.Contains(connectors, host) {
		return nil
	}
	if slices.Contains(h.extra, net.JoinHostPort(host, port)) {
		return nil
	}
	return errConnector
}

// named reports whether the operator added the host of that address: it may then lie
// in the own network.
func (h Hosts) named(u *url.URL) bool {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return slices.Contains(h.extra, net.JoinHostPort(strings.ToLower(u.Hostname()), port))
}

// standIn tells which addresses are those of a stand-in on this machine, when the
// one that was set is.
func standIn(set *url.URL) func(*url.URL) bool {
	return func(u *url.URL) bool { return loopback(set.Hostname()) && loopback(u.Hostname()) }
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
