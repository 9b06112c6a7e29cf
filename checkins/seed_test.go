package checkins

import (
	"flag"
	"os"
	"strconv"
	"testing"
	"time"
)

// Seeded has rapid draw from a seed that is printed; PARALLAX_SEED sets it.
func Seeded(t *testing.T) {
	t.Helper()
	seed := uint64(time.Now().UnixNano()) >> 1
	if text := os.Getenv("PARALLAX_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("PARALLAX_SEED: %v", err)
		}
	}
	t.Logf("seed %d", seed)
	was := flag.Lookup("rapid.seed").Value.String()
	if err := flag.Set("rapid.seed", strconv.FormatUint(seed, 10)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set("rapid.seed", was) })
}
