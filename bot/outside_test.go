package bot_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parallax/bot"
)

func TestF61Public(t *testing.T) {
	for address, fine := range map[string]bool{
		"54.230.1.1:443": true, "[2600:9000::1]:443": true, "[64:ff9b::36e6:101]:443": true, "192.0.1.1:443": true, "172.32.0.1:443": true,
		"127.0.0.1:443": false, "127.9.9.9:443": false, "10.1.2.3:443": false, "192.168.1.1:443": false, "172.16.0.1:443": false, "172.31.255.255:1": false,
		"169.254.169.254:443": false, "100.64.0.1:443": false, "100.100.100.200:80": false, "192.0.0.192:80": false, "168.63.129.16:80": false,
		"0.0.0.0:443": false, "0.1.2.3:443": false, "198.18.0.1:1": false, "240.0.0.1:1": false, "255.255.255.255:1": false, "224.0.0.1:443": false,
		"[::1]:443": false, "[::]:443": false, "[::7f00:1]:443": false, "[fe80::1]:443": false, "[fe80::1%eth0]:443": false, "[fd00::1]:443": false,
		"[fd00:ec2::254]:80": false, "[fec0::1]:80": false, "[ff02::1]:80": false,
		"[::ffff:10.0.0.1]:443": false, "[::ffff:169.254.169.254]:80": false, "[64:ff9b::a9fe:a9fe]:80": false, "[64:ff9b::7f00:1]:80": false,
		"[64:ff9b:1::1]:80": false, "[2002:7f00:1::]:80": false, "[2001::1]:80": false, "[2001:db8::1]:80": false,
		"x": false, "example.com:443": false, ":443": false,
	} {
		if err := bot.Public("tcp", address, nil); (err == nil) != fine || err != nil && !errors.Is(err, bot.ErrInside) {
			t.Errorf("%s: %v, want allowed = %v", address, err, fine)
		}
	}
}

// A name that leads inside is refused like the address itself, unless the operator
// named it.
func TestF61Outside(t *testing.T) {
	came := 0
	within := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		came++
		if r.Header.Get("Authorization") != "Bearer x" {
			t.Errorf("came with %q", r.Header.Get("Authorization"))
		}
	}))
	defer within.Close()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("connected to another") }))
	defer other.Close()
	named := func(u *url.URL) bool { return "http://"+u.Host == within.URL }
	for _, c := range []struct {
		inside func(*url.URL) bool
		at     string
		want   bool
	}{
		{nil, within.URL, false},
		{nil, strings.Replace(within.URL, "127.0.0.1", "localhost", 1), false},
		{named, within.URL, true},
		{named, other.URL, false},
		{named, strings.Replace(within.URL, "127.0.0.1", "localhost", 1), false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, c.at, nil)
		r.Header.Set("Authorization", "Bearer x")
		resp, err := bot.NewOutside(c.inside, time.Second).RoundTrip(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		if (err == nil) != c.want || err != nil && !errors.Is(err, bot.ErrInside) {
			t.Errorf("%s: %v, want connected = %v", c.at, err, c.want)
		}
	}
	if came != 1 {
		t.Errorf("asked %d times, want once", came)
	}
}
