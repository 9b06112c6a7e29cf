package torture

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the program with its fault points, built once.
var built = sync.OnceValues(func() (string, error) { return build("..", filepath.Join(workshop, "parallax")) })

// workshop is the directory of what is built; it goes when the tests have ended.
var workshop string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "torture-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir) // a leftover there is no matter
		workshop = dir
		return m.Run()
	}())
}

// build makes the program of the module in dir.
func build(dir, into string) (string, error) {
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "testhooks", "-o", into, "./cmd/parallax")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return into, nil
}

// replica is one place in which a `parallax serve` runs: the process may come and go.
type replica struct {
	f     *fleet
	name  string
	bin   string
	redis *line // between it and Redis; nil without lines

	mu   sync.Mutex
	life *life
}

// life is one process of a replica.
type life struct {
	cmd   *exec.Cmd
	url   string
	ended chan struct{} // closed when the process is gone and its log is read

	mu  sync.Mutex
	log []string // the newest lines
	up  chan string
}

// keptLines is how much of a log is printed when a test fails.
const keptLines = 80

var listening = regexp.MustCompile(`msg=listening addr=(\S+)`)

// start starts one more replica with further variables, and waits until it is ready.
func (f *fleet) start(env ...string) *replica {
	f.t.Helper()
	bin, err := built()
	if err != nil {
		f.t.Fatal(err)
	}
	return f.startOf(bin, env...)
}

// startOf is start with another build of the program.
func (f *fleet) startOf(bin string, env ...string) *replica {
	f.t.Helper()
	f.mu.Lock()
	r := &replica{f: f, name: fmt.Sprintf("replica %d", len(f.replicas)+1), bin: bin}
	f.replicas = append(f.replicas, r)
	f.mu.Unlock()
	if f.options.lines && f.single != "" {
		r.redis = newLine(f.t, r.name+" to Redis", f.single)
	}
	r.restart(env...)
	return r
}

// restart starts the process of a replica that has none.
func (r *replica) restart(env ...string) {
	r.f.t.Helper()
	if err := r.begin(env...); err != nil {
		r.f.t.Fatalf("%s: %v", r.name, err)
	}
	await(r.f.t, r.name+" is ready", func() bool { return r.ready() == nil })
}

// begin starts the process and waits for its own word that it listens.
func (r *replica) begin(env ...string) error {
	l := &life{cmd: exec.Command(r.bin, "serve"), ended: make(chan struct{}), up: make(chan string, 1)}
	l.cmd.Env = append(r.f.environ(r.redis), env...)
	out, err := l.cmd.StderrPipe()
	if err != nil {
		return err
	}
	tie(l.cmd)
	if err := l.cmd.Start(); err != nil {
		return err
	}
	go func() {
		l.read(out)
		_ = l.cmd.Wait() // how it ended, ProcessState says
		close(l.ended)
	}()
	r.f.t.Cleanup(func() {
		_ = l.cmd.Process.Kill()
		<-l.ended
	})
	r.mu.Lock()
	r.life = l
	r.mu.Unlock()
	select {
	case addr := <-l.up:
		l.url = "http://" + addr
		return nil
	case <-l.ended:
		return fmt.Errorf("ended: %s", l.said())
	case <-time.After(patience):
		return fmt.Errorf("does not listen: %s", l.said())
	}
}

func (l *life) read(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := listening.FindStringSubmatch(lines.Text()); m != nil {
			l.up <- m[1]
		}
		l.mu.Lock()
		if l.log = append(l.log, lines.Text()); len(l.log) > 2*keptLines {
			l.log = slices.Clone(l.log[keptLines:])
		}
		l.mu.Unlock()
	}
}

func (l *life) said() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.log[max(0, len(l.log)-keptLines):], "\n")
}

// now is the process of the replica, nil before the first.
func (r *replica) now() *life {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.life
}

// alive reports whether the process is there; a frozen one is.
func (r *replica) alive() bool {
	l := r.now()
	if l == nil || l.url == "" {
		return false
	}
	select {
	case <-l.ended:
		return false
	default:
		return true
	}
}

// url is where the replica listens.
func (r *replica) url() string { return r.now().url }

// ready asks the replica whether it is, and returns why not.
func (r *replica) ready() error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url()+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(string(body))
	}
	return err
}

func (r *replica) signal(s os.Signal) {
	if err := r.now().cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		r.f.t.Errorf("%s: %s: %v", r.name, s, err)
	}
}

// kill ends the process at once, as the kernel does.
func (r *replica) kill() {
	r.signal(syscall.SIGKILL)
	<-r.now().ended
}

// gone waits until the process has ended by itself.
func (r *replica) gone() {
	r.f.t.Helper()
	select {
	case <-r.now().ended:
	case <-time.After(patience):
		r.f.t.Fatalf("%s has not ended: %s", r.name, r.now().said())
	}
}

// freeze stops the process where it stands, and thaw lets it go on.
func (r *replica) freeze() { r.signal(syscall.SIGSTOP) }
func (r *replica) thaw()   { r.signal(syscall.SIGCONT) }

// stop asks the process to end and says how long it took and how it ended.
func (r *replica) stop() (took time.Duration, code int) {
	r.f.t.Helper()
	told := time.Now()
	r.signal(syscall.SIGTERM)
	r.gone()
	return time.Since(told), r.now().cmd.ProcessState.ExitCode()
}

// parallax runs another command of the program and returns what it printed.
func (f *fleet) parallax(args ...string) string {
	f.t.Helper()
	bin, err := built()
	if err != nil {
		f.t.Fatal(err)
	}
	cmd := exec.CommandContext(f.t.Context(), bin, args...)
	cmd.Env = f.environ(nil)
	out, err := cmd.CombinedOutput()
	if err != nil {
		f.t.Fatalf("parallax %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// logs prints what the replicas said last.
func logs(t *testing.T, rs []*replica) {
	for _, r := range rs {
		if l := r.now(); l != nil {
			t.Logf("%s said last:\n%s", r.name, l.said())
		}
	}
}
