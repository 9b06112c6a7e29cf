package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a process that this one started and ends.
type child struct {
	name string
	cmd  *exec.Cmd
	said sayings
	done chan struct{} // closed when it has ended
}

// sayings keep the last words of a child, for when it ends too early.
type sayings struct {
	mu    sync.Mutex
	lines []string
}

const lastWords = 20

func (s *sayings) add(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.lines) == lastWords {
		s.lines = s.lines[1:]
	}
	s.lines = append(s.lines, line)
}

func (s *sayings) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// startLimit is how long a child may take until it is ready.
const startLimit = 20 * time.Second

// spawn starts a program and waits until ready makes something of a line that it
// writes.
func spawn(ctx context.Context, name string, cmd *exec.Cmd, ready func(line string) (string, bool)) (*child, string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, "", err
	}
	cmd.Stdout, cmd.Stderr = w, w
	tie(cmd)
	err = cmd.Start()
	_ = w.Close() // the child has its own
	if err != nil {
		_ = r.Close()
		return nil, "", fmt.Errorf("start %s: %w", name, err)
	}
	c := &child{name: name, cmd: cmd, done: make(chan struct{})}
	found := make(chan string, 1)
	go func() {
		c.listen(r, ready, found)
		_ = c.cmd.Wait() // how it ended matters to nobody: it was told to
		close(c.done)
	}()
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	select {
	case what := <-found:
		return c, what, nil
	case <-c.done:
		return nil, "", fmt.Errorf("%s ended:\n%s", name, &c.said)
	case <-limit.C:
		err = fmt.Errorf("%s was not ready within %s:\n%s", name, startLimit, &c.said)
	case <-ctx.Done():
		err = ctx.Err()
	}
	c.stop()
	return nil, "", err
}

func (c *child) listen(r io.ReadCloser, ready func(string) (string, bool), found chan<- string) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		c.said.add(lines.Text())
		if what, is := ready(lines.Text()); is {
			select {
			case found <- what:
			default:
			}
		}
	}
	_ = r.Close()
}

// stop ends the process and waits for its end.
func (c *child) stop() {
	if c == nil {
		return
	}
	_ = c.cmd.Process.Signal(syscall.SIGTERM) // an error says that it has ended already
	late := time.AfterFunc(startLimit, func() { _ = c.cmd.Process.Kill() })
	defer late.Stop()
	<-c.done
}

// errNoProc: this system has no /proc, or another one.
var errNoProc = errors.New("no /proc")

func (c *child) proc(file string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(c.cmd.Process.Pid), file))
	if err != nil {
		return nil, errNoProc
	}
	return text, nil
}

// resident is the memory of the process that is not swapped out, in bytes.
func (c *child) resident() (uint64, error) {
	text, err := c.proc("status")
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(text) {
		var kb uint64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %d kB", &kb); n == 1 {
			return kb << 10, nil
		}
	}
	return 0, errNoProc
}

// tick is the unit of processor time in /proc: Linux has 100 of them in a second.
const tick = 10 * time.Millisecond

// worked is the processor time that the process has used.
func (c *child) worked() (time.Duration, error) {
	text, err := c.proc("stat")
	if err != nil {
		return 0, err
	}
	// The name of the program, in brackets, may hold anything.
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 13 {
		return 0, errNoProc
	}
	user, err := strconv.ParseUint(fields[11], 10, 64)
	system, err2 := strconv.ParseUint(fields[12], 10, 64)
	if err != nil || err2 != nil {
		return 0, errNoProc
	}
	return time.Duration(user+system) * tick, nil
}
