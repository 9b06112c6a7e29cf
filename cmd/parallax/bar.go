package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// bar says on one line of a terminal, rewritten in place, how far a simulation is.
// The nil bar says nothing. Several goroutines may add to it.
type bar struct {
	out   io.Writer
	total int

	mu   sync.Mutex
	done int
}

// barFor returns a bar when a person watches out.
func barFor(out io.Writer, total int) *bar {
	if !terminal(out) {
		return nil
	}
	return &bar{out: out, total: total}
}

func (b *bar) add(n int) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before := 100 * b.done / b.total
	b.done += n
	if percent := 100 * b.done / b.total; percent != before {
		const width = 40
		full := min(width, width*percent/100)
		fmt.Fprintf(b.out, "\r[%s%s] %3d%%", strings.Repeat("#", full), strings.Repeat(".", width-full), percent)
	}
}

// clear takes the line away.
func (b *bar) clear() {
	if b != nil {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
