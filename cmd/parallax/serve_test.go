package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
	"parallax/store"
	"parallax/store/redistest"
)

// servedAlone starts the program as its main does and gives its address once it
// listens. end asks it to stop, as SIGTERM does, and returns what run returned.
func servedAlone(t *testing.T, w world) (svc *service, url string, end func() error) {
	t.Helper()
	type up struct {
		svc *service
		url string
	}
	ready, ended := make(chan up, 1), make(chan error, 1)
	w.ready = func(s *service, url string) { ready <- up{s, url} }
	ctx, cancel := context.WithCancel(t.Context())
	go func() { ended <- run(ctx, []string{"serve"}, w) }()
	var once sync.Once
	var err error
	end = func() error {
		once.Do(func() {
			cancel()
			err = <-ended
		})
		return err
	}
	t.Cleanup(func() { _ = end() })
	select {
	case u := <-ready:
		return u.svc, u.url, end
	case err := <-ended:
		ended <- err
		t.Fatalf("serve: %v", err)
		return nil, "", nil
	}
}

func servedGet(t *testing.T, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

func TestServeAnswersOperators(t *testing.T) {
	w := world{stdout: io.Discard, stderr: io.Discard, now: time.Now, environ: map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(),
	}}
	svc, url, end := servedAlone(t, w)
	addr := strings.TrimPrefix(url, "http://")
	if code, body := servedGet(t, url+"/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz: %d %q", code, body)
	}
	code, body := servedGet(t, url+"/readyz")
	var ready readiness
	if err := json.Unmarshal([]byte(body), &ready); err != nil || code != http.StatusOK || !ready.Ready {
		t.Errorf("readyz: %d %q %v", code, body, err)
	}
	if !slices.ContainsFunc(ready.Reasons, func(r string) bool { return strings.Contains(r, "embedded store") }) {
		t.Errorf("readyz does not say what an embedded store is worth: %q", ready.Reasons)
	}
	if !slices.Contains(ready.Reasons, "Slack is not served: SLACK_BOT_TOKEN is not set") {
		t.Errorf("readyz does not say that Slack is missing: %q", ready.Reasons)
	}
	if code, body := servedGet(t, url+"/metrics"); code != http.StatusOK || !strings.Contains(body, "parallax_errors_total 0") || !strings.Contains(body, "go_goroutines") {
		t.Errorf("metrics: %d %.300q", code, body)
	}
	if code, _ := servedGet(t, url+"/nowhere"); code != http.StatusNotFound {
		t.Errorf("an unknown address: %d", code)
	}
	if err := healthcheck(t.Context(), addr); err != nil {
		t.Errorf("healthcheck: %v", err)
	}
	svc.draining.Store(true)
	if code, body := servedGet(t, url+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "stopping") {
		t.Errorf("readyz while it stops: %d %q", code, body)
	}
	if err := end(); err != nil {
		t.Errorf("serve ended with %v", err)
	}
	if err := healthcheck(t.Context(), addr); err == nil {
		t.Error("healthcheck of what has ended")
	}
}

// After the signal to stop requests are taken for a moment longer, while /readyz says
// that no more should come: who delivers hears of it a little later.
func TestServeLingers(t *testing.T) {
	svc, url, end := servedAlone(t, world{
		stdout: io.Discard, stderr: io.Discard, now: time.Now, linger: 2 * time.Second,
		environ: map[string]string{
			"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_REDIS_URL": "redis://" + redistest.Start(t), "PARALLAX_SECRET_KEY": practiceKey,
		},
	})
	ended := make(chan error, 1)
	go func() { ended <- end() }()
	for !svc.draining.Load() {
		runtime.Gosched()
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/slack/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("a request right after the signal: %v", err)
	}
	_ = res.Body.Close()
	if !res.Close {
		t.Error("the connection stays for the next request")
	}
	if code, body := servedGet(t, url+"/readyz"); code != http.StatusServiceUnavailable || !strings.Contains(body, "stopping") {
		t.Errorf("readyz: %d %q", code, body)
	}
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
	if _, err := http.DefaultClient.Do(req); err == nil {
		t.Error("it still takes requests")
	}
}

// servedOrg has one initiative with so many leads on each side.
func servedOrg(leads int) (org []byte, users []string) {
	s := &stream{id: "crm", rosters: []streamRoster{{}}}
	for n := range leads {
		it, biz := fmt.Sprintf("it%d", n), fmt.Sprintf("biz%d", n)
		s.rosters[0].IT, s.rosters[0].Biz = append(s.rosters[0].IT, it), append(s.rosters[0].Biz, biz)
		s.people = append(s.people, it, biz)
	}
	all := []*stream{s}
	return []byte(streamFileOf(all, 1)), slices.Sorted(maps.Values(streamUsers(all)))
}

// Everybody presses Save, and in that moment the process is told to stop: each
// answer that is on its way is stored and said to be, and the process ends.
func TestServeFinishesWhatIsInFlight(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	opens, _ := checkins.Resolve(streamFirst, 10*60, loc)
	w := &streamWorld{t: t, clock: &practiceClock{t: opens.Add(-24 * time.Hour)}}
	org, users := servedOrg(4)
	environ, self := w.stage(org)

	writing, goOn := make(chan string, len(users)), make(chan struct{})
	svc, url, end := servedAlone(t, world{
		stdout: io.Discard, stderr: io.Discard, environ: environ, now: w.clock.now, quiet: true,
		hit: func(name string) error {
			if name == "record.before" {
				writing <- name
				<-goOn
			}
			return nil
		},
	})
	w.svc = svc
	w.space.Connect(url, self)
	w.apply(org)
	seen, stop := w.space.Follow(0)
	defer stop()
	w.clock.set(opens)
	svc.engine.nudge()
	for asked := 0; asked < len(users); {
		if kind, _ := streamStamp((<-seen).Metadata); kind == "ask" {
			asked++
		}
	}

	acks := make(chan error, len(users))
	forms := map[string]*sandbox.View{}
	for _, user := range users {
		forms[user] = w.open(t.Context(), user)
	}
	for user, v := range forms {
		input := servedInput(v)
		go func() {
			ack, err := w.space.Submit(context.WithoutCancel(t.Context()), user, v.ID, input)
			if err == nil && (!ack.OK() || w.space.View(user) != nil) {
				err = fmt.Errorf("%s: %+v", user, ack)
			}
			acks <- err
		}()
	}
	for range users {
		<-writing
	}
	ended := make(chan error, 1)
	told := time.Now()
	go func() { ended <- end() }()
	for !svc.draining.Load() {
		runtime.Gosched()
	}
	select {
	case err := <-ended:
		t.Fatalf("it ended (%v) while answers were being written", err)
	default:
	}
	close(goOn)
	for range users {
		if err := <-acks; err != nil {
			t.Errorf("not saved: %v", err)
		}
	}
	if err := <-ended; err != nil {
		t.Errorf("serve ended with %v", err)
	}
	took := time.Since(told)
	t.Logf("%d answers in flight: ended after %s", len(users), took.Round(time.Millisecond))
	if took > 20*time.Second {
		t.Errorf("it took %s to end, want under 20 s", took)
	}
	if ack, err := w.space.Press(t.Context(), users[0], w.space.IM(users[0]), w.space.Sees(users[0], w.space.IM(users[0]))[0].TS, "edit"); err == nil && ack.OK() {
		t.Error("it still takes requests")
	}

	// The next process finds every answer.
	cfg, err := loadConfig(environ)
	if err != nil {
		t.Fatal(err)
	}
	key, err := cfg.key()
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Embedded(cfg.Data, store.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Stop()
	kept, err := again.Answers(t.Context(), streamOrg, checkins.RoundIDOf("crm", streamFirst), "")
	if err != nil {
		t.Fatal(err)
	}
	people := map[checkins.PersonID]bool{}
	for _, a := range kept.Answers {
		people[a.Person] = true
	}
	if len(people) != len(users) {
		t.Errorf("answers of %d people are kept, want %d", len(people), len(users))
	}
}

// servedInput answers 4 to every item.
func servedInput(v *sandbox.View) map[string]string {
	var blocks []struct {
		ID string `json:"block_id"`
	}
	input := map[string]string{}
	if json.Unmarshal(v.Blocks, &blocks) == nil {
		for _, b := range blocks {
			if strings.HasPrefix(b.ID, "rate|") || strings.HasPrefix(b.ID, "guess|") {
				input[b.ID] = "4"
			}
		}
	}
	return input
}

// servedOneLine checks what a wrong configuration gives: exit 2, and one line that names
// the variable and holds no secret.
func servedOneLine(t *testing.T, name string, code int, said, variable string) {
	t.Helper()
	said = strings.TrimSuffix(said, "\n")
	switch {
	case code != 2:
		t.Errorf("%s: exit %d, want 2: %s", name, code, said)
	case strings.Contains(said, "\n") || !strings.Contains(said, variable):
		t.Errorf("%s: want one line that names %s: %q", name, variable, said)
	case strings.Contains(said, "hush"):
		t.Errorf("%s: a secret is printed: %q", name, said)
	}
}

func TestServeRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, c := range map[string]struct {
		environ  map[string]string
		variable string
	}{
		"an address that is taken":                {map[string]string{"PARALLAX_ADDR": taken.Addr().String()}, "PARALLAX_ADDR"},
		"no address":                              {map[string]string{"PARALLAX_ADDR": "here"}, "PARALLAX_ADDR"},
		"a user's token":                          {map[string]string{"SLACK_BOT_TOKEN": "xoxp-hush", "SLACK_SIGNING_SECRET": "hush"}, "SLACK_BOT_TOKEN"},
		"no signing secret":                       {map[string]string{"SLACK_BOT_TOKEN": "xoxb-hush"}, "SLACK_SIGNING_SECRET"},
		"another URL":                             {map[string]string{"PARALLAX_REDIS_URL": "http://user:hush@redis:6379"}, "PARALLAX_REDIS_URL"},
		"a Redis without a key":                   {map[string]string{"PARALLAX_REDIS_URL": "redis://:hush@127.0.0.1:1"}, "PARALLAX_SECRET_KEY"},
		"a key that is too short":                 {map[string]string{"PARALLAX_SECRET_KEY": "aHVzaA=="}, "PARALLAX_SECRET_KEY"},
		"a cluster that nobody waits for, strict": {map[string]string{"PARALLAX_REDIS_URL": "redis://:hush@127.0.0.1:1,127.0.0.1:2", "PARALLAX_SECRET_KEY": goodKey, "PARALLAX_WAIT_REPLICAS": "0"}, "PARALLAX_WAIT_REPLICAS"},
		"a stand-in somewhere else":               {map[string]string{"SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_SIGNING_SECRET": "hush", "SLACK_API_URL": "https://slack.example.com/api/"}, "SLACK_API_URL"},
	} {
		environ := map[string]string{"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(), "PARALLAX_LOG_LEVEL": "error"}
		maps.Copy(environ, c.environ)
		err := run(t.Context(), []string{"serve"}, world{stdout: io.Discard, stderr: io.Discard, environ: environ, now: time.Now, quiet: true})
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		servedOneLine(t, name, exitCode(err), err.Error(), c.variable)
	}
}

// The program as people have it.
var builtDir string

// TestMain takes the built program away at the end.
func TestMain(m *testing.M) {
	code := m.Run()
	if builtDir != "" {
		_ = os.RemoveAll(builtDir)
	}
	os.Exit(code)
}

var builtOnce = sync.OnceValues(func() (string, error) {
	var err error
	if builtDir, err = os.MkdirTemp("", "parallax-built-"); err != nil {
		return "", err
	}
	path := filepath.Join(builtDir, "parallax")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return path, nil
})

// built builds the program once and returns its path.
func built(t testing.TB) string {
	t.Helper()
	path, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestBuiltExitCodes(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: nothing is built")
	}
	program := built(t)
	for _, c := range []struct {
		name    string
		args    []string
		environ []string
		code    int
		says    string // on either stream
	}{
		{"version", []string{"version"}, nil, 0, runtime.Version()},
		{"help", []string{"--help"}, nil, 0, "demo"},
		{"an unknown command", []string{"sevre"}, nil, 2, "did you mean serve?; see `parallax --help`"},
		{"a command of nothing", []string{"frobnicate"}, nil, 2, "\"parallax\"; see `parallax --help`"},
		{"a wrong address", []string{"serve"}, []string{"PARALLAX_ADDR=here"}, 2, "PARALLAX_ADDR"},
		{"a misspelt variable", []string{"serve"}, []string{"PARALLAX_REDIS_ULR=redis://localhost"}, 2, "PARALLAX_REDIS_URL"},
		{"a file that is not there", []string{"apply", "-f", "nowhere.yaml"}, nil, 1, "nowhere.yaml"},
		{"a demo for everybody", []string{"demo", "--addr", "0.0.0.0:0"}, nil, 2, "--addr"},
		{"no weeks", []string{"demo", "--headless", "--rounds", "0"}, nil, 2, "--rounds"},
		{"a week", []string{"demo", "--headless", "--json", "--rounds", "1"}, nil, 0, `"kind":"ask"`},
		{"healthcheck of nobody", []string{"healthcheck"}, []string{"PARALLAX_ADDR=127.0.0.1:1"}, 1, "healthcheck"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		cmd := exec.CommandContext(ctx, program, c.args...)
		cmd.Env = append([]string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(), "PARALLAX_ADDR=127.0.0.1:0"}, c.environ...)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		err := cmd.Run()
		cancel()
		code := 0
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			code = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		if code != c.code || !strings.Contains(out.String()+said.String(), c.says) {
			t.Errorf("%s: exit %d, want %d with %q: %.500s%.500s", c.name, code, c.code, c.says, out.String(), said.String())
		}
		if c.code == 2 {
			servedOneLine(t, c.name, code, said.String(), c.says)
		}
	}
}
