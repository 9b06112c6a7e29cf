package redistest

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

//go:embed shim/*.c
var shims embed.FS

// shim compiles shim/<name>.c into a library that redis-server can be started with.
// Without gcc the test is skipped; with CI=true it fails.
func shim(t testing.TB, name string) (library string) {
	t.Helper()
	if _, err := exec.LookPath("gcc"); err != nil {
		const missing = "gcc not found: apt-get install gcc libc6-dev"
		if os.Getenv("CI") == "true" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	source, err := shims.ReadFile("shim/" + name + ".c")
	if err != nil {
		t.Fatal(err)
	}
	library = filepath.Join(t.TempDir(), name+".so")
	cmd := exec.CommandContext(t.Context(), "gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", library, "-x", "c", "-", "-ldl") //nolint:gosec // a fixed command
	cmd.Stdin = strings.NewReader(string(source))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("gcc: %v: %s", err, out)
	}
	return library
}

// Powered is a server whose machine can lose its power: what it wrote and did not ask
// the disk to keep is gone then. A kill alone takes nothing.
type Powered struct {
	*Server
	notes string // directory of what the disk holds
}

// Power starts a Powered.
func Power(t testing.TB, args ...string) *Powered {
	t.Helper()
	p := &Powered{notes: t.TempDir()}
	p.Server = launch(t, []string{"LD_PRELOAD=" + shim(t, "powercut"), "POWERCUT_DIR=" + p.notes}, args...)
	return p
}

// Cut kills the server and cuts its append-only files back to what the disk holds. It
// returns how many bytes that took.
func (p *Powered) Cut() (lost int64) {
	p.t.Helper()
	p.Kill()
	files, err := filepath.Glob(filepath.Join(p.Dir, "appendonlydir", "*.incr.aof"))
	if err == nil && len(files) == 0 {
		err = errors.New("there is no append-only file")
	}
	if err != nil {
		p.t.Fatal(err)
	}
	for _, file := range files {
		n, err := p.cut(file)
		if err != nil {
			p.t.Fatal(err)
		}
		lost += n
	}
	return lost
}

func (p *Powered) cut(file string) (lost int64, err error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	inode := info.Sys().(*syscall.Stat_t).Ino
	var kept int64
	note, err := os.ReadFile(filepath.Join(p.notes, strconv.FormatUint(inode, 10)))
	if err == nil {
		kept, err = strconv.ParseInt(string(note), 10, 64)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil // never synced
	}
	if err != nil {
		return 0, fmt.Errorf("note of %s: %w", file, err)
	}
	return info.Size() - kept, os.Truncate(file, kept)
}

// Clocked is a server with a clock of its own.
type Clocked struct {
	*Server
	file string
}

// Clock starts a Clocked whose clock is right.
func Clock(t testing.TB, args ...string) *Clocked {
	t.Helper()
	c := &Clocked{file: filepath.Join(t.TempDir(), "seconds")}
	if err := os.WriteFile(c.file, make([]byte, 8), 0o600); err != nil {
		t.Fatal(err)
	}
	c.Server = launch(t, []string{"LD_PRELOAD=" + shim(t, "clock"), "CLOCK_FILE=" + c.file}, args...)
	return c
}

// Shift puts the server's clock so far from the right time, in whole seconds.
func (c *Clocked) Shift(off time.Duration) {
	c.t.Helper()
	f, err := os.OpenFile(c.file, os.O_WRONLY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	var seconds [8]byte
	binary.NativeEndian.PutUint64(seconds[:], uint64(int64(off/time.Second)))
	_, err = f.WriteAt(seconds[:], 0)
	if err := errors.Join(err, f.Close()); err != nil {
		c.t.Fatal(err)
	}
}
