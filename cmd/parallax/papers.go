package main

import (
	"net/http"

	"parallax"
)

// Where the papers stand below the public address. The Teams app links to them.
const (
	websitePath = "/about"
	privacyPath = "/privacy"
	termsPath   = "/terms"
)

// papers serves the texts to which the Teams app links, as they are.
func papers(mux *http.ServeMux) {
	for path, file := range map[string]string{websitePath: "README.md", privacyPath: "docs/privacy.md", termsPath: "LICENSE"} {
		mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, _ *http.Request) {
			text, err := parallax.Papers.ReadFile(file)
			if err != nil {
				http.Error(rw, http.StatusText(http.StatusNotFound), http.StatusNotFound)
				return
			}
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			rw.Header().Set("X-Content-Type-Options", "nosniff")
			_, _ = rw.Write(text)
		})
	}
}
