package torture

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// scale is how thoroughly a test is to work.
type scale struct{ full bool }

// scaleOf reads PARALLAX_TORTURE, and skips the test when it is not set.
func scaleOf(t *testing.T) scale {
	t.Helper()
	switch word := os.Getenv("PARALLAX_TORTURE"); word {
	case "short":
		return scale{}
	case "full":
		return scale{full: true}
	case "":
		t.Skip("PARALLAX_TORTURE is not set: short or full")
	default:
		t.Fatalf("PARALLAX_TORTURE=%s: want short or full", word)
	}
	return scale{}
}

// of chooses between the two.
func of[T any](s scale, short, full T) T {
	if s.full {
		return full
	}
	return short
}

// seeded is a source of chance. Its seed is printed; PARALLAX_SEED sets it.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("PARALLAX_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("PARALLAX_SEED: %v", err)
		}
		seed = n
	}
	t.Logf("seed %d (PARALLAX_SEED=%d repeats it)", seed, seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// patience is how long anything may take that is to happen by itself. A letter that
// somebody had in hand who was killed takes longest: its lease must end first, and it
// is looked for a while later.
const patience = 150 * time.Second

// await looks until something holds, and fails the test when it never does.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	if !within(patience, holds) {
		t.Fatalf("%s: not within %s", what, patience)
	}
}

// within reports whether something comes to hold in time.
func within(limit time.Duration, holds func() bool) bool {
	tick, end := time.NewTicker(10*time.Millisecond), time.Now().Add(limit)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(end) {
			return false
		}
		<-tick.C
	}
	return true
}

// pass lets real time pass.
func pass(d time.Duration) { <-time.After(d) }
