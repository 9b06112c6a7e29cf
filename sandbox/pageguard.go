package sandbox

import (
	"net"
	"net/http"
	"net/url"
)

// policy lets the page use its own files only: nothing inline, nothing from
// elsewhere, no frames around it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard keeps other web sites out. A foreign name that resolves to this machine
// (DNS rebinding) shows in the Host header; a foreign page that posts here shows
// in Origin or Sec-Fetch-Site.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		// Not no-referrer: browsers would then send "Origin: null" with our own forms.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !loopback(r.Host) {
			http.Error(rw, "This page answers to a loopback address only, such as 127.0.0.1 or localhost.", http.StatusForbidden)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead && !ownPage(r) {
			http.Error(rw, "This came from another page.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// loopback reports whether a Host header names this machine itself.
func loopback(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		u, perr := url.Parse("http://" + host) // takes the brackets off [::1]
		if perr != nil {
			return false
		}
		name = u.Hostname()
	}
	if name == "localhost" {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

// ownPage reports whether the browser says that one of our own pages sent this.
func ownPage(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" {
		return origin == "http://"+r.Host
	}
	return r.Header.Get("Sec-Fetch-Site") == "same-origin"
}
