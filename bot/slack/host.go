package slack

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// DefaultAPI is the base of Slack's Web API.
const DefaultAPI = "https://slack.com/api/"

// govDomain is Slack's own domain for government customers.
const govDomain = "slack-gov.com"

// hookHosts are the hosts of response_url.
var hookHosts = []string{"hooks.slack.com", "hooks." + govDomain}

// CheckHost tells whether raw may stand in SLACK_API_URL: the bot token goes to
// that address, so it is Slack itself, Slack's government hosts, or this machine.
// Empty means DefaultAPI.
func CheckHost(raw string) error {
	_, err := apiBase(raw)
	return err
}

// Overridden reports whether raw sends the bot to a stand-in on this machine
// instead of Slack: a reason for a banner at the start.
func Overridden(raw string) bool {
	u, err := apiBase(raw)
	return err == nil && loopback(u.Hostname())
}

// apiBase returns the checked base, which ends with a slash.
func apiBase(raw string) (*url.URL, error) {
	if raw == "" {
		raw = DefaultAPI
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		// The text is not repeated: it may hold a password.
		return nil, errors.New("SLACK_API_URL: want an address such as " + DefaultAPI)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u.Path += "/"
	}
	host := strings.ToLower(u.Hostname())
	switch {
	case loopback(host) && (u.Scheme == "http" || u.Scheme == "https"):
		return u, nil
	case u.Scheme != "https":
		return nil, fmt.Errorf("SLACK_API_URL: %q must use https", host)
	case host == "slack.com", host == govDomain, strings.HasSuffix(host, "."+govDomain):
		return u, nil
	}
	return nil, fmt.Errorf("SLACK_API_URL: %q is neither Slack (slack.com, %s) nor this machine (127.0.0.1); the bot token would go there", host, govDomain)
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}

// errHook: an address that is no response_url of Slack.
var errHook = errors.New("response_url is not at hooks.slack.com")

// checkHook tells whether a response_url may be called. Besides Slack's hosts
// only a stand-in on this machine that serves the API too is allowed.
func checkHook(raw string, api *url.URL) error {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Host == "" {
		return errHook
	}
	if loopback(api.Hostname()) && u.Scheme == api.Scheme && strings.EqualFold(u.Host, api.Host) {
		return nil
	}
	for _, h := range hookHosts {
		if u.Scheme == "https" && (strings.EqualFold(u.Host, h) || strings.EqualFold(u.Host, h+":443")) {
			return nil
		}
	}
	return errHook
}

// fileHosts are where Slack takes files (docs.slack.dev, "files.getUploadURLExternal").
var fileHosts = []string{"files.slack.com", "files." + govDomain}

// errUpload: an address at which Slack takes no files.
var errUpload = errors.New("upload address is not at files.slack.com")

// checkUpload tells whether a file may be sent to an address. Besides Slack's hosts only
// a stand-in on this machine that serves the API too is allowed.
func checkUpload(raw string, api *url.URL) error {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Host == "" {
		return errUpload
	}
	if loopback(api.Hostname()) && u.Scheme == api.Scheme && strings.EqualFold(u.Host, api.Host) {
		return nil
	}
	for _, h := range fileHosts {
		if u.Scheme == "https" && (strings.EqualFold(u.Host, h) || strings.EqualFold(u.Host, h+":443")) {
			return nil
		}
	}
	return errUpload
}

// inside are the addresses that lie inside the own network by the operator's wish:
// the stand-in on this machine that serves the API, and nothing else.
func inside(api *url.URL) func(*url.URL) bool {
	return func(u *url.URL) bool {
		return loopback(api.Hostname()) && strings.EqualFold(u.Host, api.Host)
	}
}
