package main

import (
	"fmt"
	"io"
	"os"
)

// terminal reports whether a person sees what is written at once.
func terminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// progress is one line on a terminal, rewritten in place, that says how much of a
// file is read. The nil progress says nothing.
type progress struct {
	out    io.Writer
	size   int64 // bytes of the file; 0: not known
	shared bool  // results appear on the same terminal
	shown  bool
}

func (p *progress) show(read int64, answers int) {
	if p == nil {
		return
	}
	p.shown = true
	if p.size > 0 {
		fmt.Fprintf(p.out, "\r%3d%% of %d MiB read, %s\x1b[K", min(100*read/p.size, 100), (p.size+1<<19)>>20, count(answers, "answer"))
		return
	}
	fmt.Fprintf(p.out, "\r%d MiB read, %s\x1b[K", read>>20, count(answers, "answer"))
}

// aside makes room when a result is about to be printed.
func (p *progress) aside() {
	if p != nil && p.shared {
		p.clear()
	}
}

// clear takes the line away, so that something else may be printed there.
func (p *progress) clear() {
	if p != nil && p.shown {
		p.shown = false
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
