package main

import (
	"io"
	"testing"
	"time"
)

// BenchmarkHeadless is the practice company's week: about 25 leads asked, answered
// and scored over signed HTTP on the embedded store.
func BenchmarkHeadless(b *testing.B) {
	w := world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	if err := headless(b.Context(), w, b.N, 1, true); err != nil {
		b.Fatal(err)
	}
}
