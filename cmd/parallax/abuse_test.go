package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/sandbox"
)

// TestA03 starts the program with a signing secret that anybody could guess.
func TestA03NoSigningSecret(t *testing.T) {
	for name, secret := range map[string]string{"empty": "", "spaces": "   ", "tab and line end": "\t\n", "a line end within": "a\nb"} {
		environ := map[string]string{
			"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(), "SLACK_BOT_TOKEN": "xoxb-hush", "SLACK_SIGNING_SECRET": secret,
		}
		for _, socket := range []string{"", "xapp-hush"} { // Socket Mode needs none, but an empty one is a slip
			if environ["SLACK_APP_TOKEN"] = socket; socket == "" {
				delete(environ, "SLACK_APP_TOKEN")
			}
			err := run(t.Context(), []string{"serve"}, world{stdout: io.Discard, stderr: io.Discard, environ: environ, now: time.Now, quiet: true})
			if err == nil {
				t.Errorf("%s: it starts", name)
				continue
			}
			servedOneLine(t, name, exitCode(err), err.Error(), "SLACK_SIGNING_SECRET")
		}
	}
}

// served is the program as people have it, serving on this machine.
type served struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
}

func startServed(t *testing.T, environ ...string) *served {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(built(t), "serve")
	cmd.Env = append([]string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "PARALLAX_ADDR=127.0.0.1:0", "PARALLAX_DATA=" + dir, "PARALLAX_LOG_FORMAT=json"}, environ...)
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &served{t: t, cmd: cmd}
	addr := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if _, rest, found := strings.Cut(lines.Text(), `"msg":"listening","addr":"`); found {
				at, _, _ := strings.Cut(rest, `"`)
				addr <- at
			}
		}
		close(addr)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	at, ok := <-addr
	if !ok {
		t.Fatal("it does not listen")
	}
	s.url = "http://" + at
	return s
}

// memory reads a line of the process's status, in bytes.
func (s *served) memory(name string) int64 {
	s.t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), name+":")
	kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return kb << 10
}

// attack is one hostile request: what it is answered with; 0: the connection ended.
func attack(ctx context.Context, c *http.Client, url string, body io.Reader, header http.Header) int {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return -1
	}
	r.Header = header
	a, err := c.Do(r)
	if err != nil {
		return 0 // it was cut off while it still sent
	}
	_, _ = io.Copy(io.Discard, a.Body)
	_ = a.Body.Close()
	return a.StatusCode
}

// unsized hides how long a body is.
type unsized struct{ io.Reader }

// good is a request as Slack sends it, of one of many people.
func (s *served) good(n int) (took time.Duration, err error) {
	body := []byte(url.Values{"team_id": {"T0001"}, "user_id": {fmt.Sprint("U", n%4000)}, "text": {"help"}, "trigger_id": {fmt.Sprint("1.", n)}}.Encode())
	r, err := http.NewRequest(http.MethodPost, s.url+"/slack/commands", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	stamp, sig := sandbox.Sign(practiceSecret, time.Now(), body)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sig)
	began := time.Now()
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer a.Body.Close()
	said, err := io.ReadAll(a.Body)
	if err == nil && (a.StatusCode != http.StatusOK || !bytes.Contains(said, []byte("This is what I can do."))) {
		err = fmt.Errorf("status %d: %.200s", a.StatusCode, said)
	}
	return time.Since(began), err
}

func p99(took []time.Duration) time.Duration {
	took = slices.Sorted(slices.Values(took))
	return took[len(took)*99/100]
}

// A07: hostile requests are refused, take next to no memory, and keep nobody out.
func TestA07Abuse(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: nothing is built")
	}
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	slackSide := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true}`) }))
	defer slackSide.Close()
	s := startServed(t, "SLACK_API_URL="+slackSide.URL+"/api/", "SLACK_BOT_TOKEN="+practiceBotToken, "SLACK_SIGNING_SECRET="+practiceSecret,
		"TEAMS_APP_ID="+practiceApp, "TEAMS_APP_PASSWORD="+practiceAppKey, "TEAMS_TENANT_ID="+twinA.tenant,
		"TEAMS_OPENID_URL="+slackSide.URL+"/openid", "TEAMS_TOKEN_URL="+slackSide.URL+"/token")

	calm, n := []time.Duration(nil), 0 // long enough that the memory settles
	for range 4000 {
		n++
		took, err := s.good(n)
		if err != nil {
			t.Fatal(err)
		}
		calm = append(calm, took)
	}
	before := s.memory("VmHWM") // at most, with good traffic only

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var busy sync.WaitGroup
	stormy, stop := []time.Duration(nil), make(chan struct{})
	var goodErr error
	busy.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			n++
			took, err := s.good(n)
			if stormy = append(stormy, took); err != nil {
				goodErr = errors.Join(goodErr, err)
				return
			}
		}
	})

	// Headers that never end, and bodies that drip: each is cut off.
	const slow = 50
	ended := make(chan time.Duration, 2*slow)
	var loris sync.WaitGroup
	drip := func(head string, every time.Duration) {
		loris.Go(func() {
			began := time.Now()
			c, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(s.url, "http://"))
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			cut := make(chan struct{})
			go func() {
				defer close(cut)
				_, _ = io.Copy(io.Discard, c)
			}()
			_, _ = io.WriteString(c, head)
			tick := time.NewTicker(every)
			defer tick.Stop()
			for {
				select {
				case <-cut:
					ended <- time.Since(began)
					return
				case <-tick.C:
					_, _ = io.WriteString(c, "X")
				case <-ctx.Done():
					t.Error("a slow request is never cut off")
					return
				}
			}
		})
	}
	for range slow {
		drip("POST /slack/events HTTP/1.1\r\nHost: x\r\nX-A: ", 300*time.Millisecond)
		drip("POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n", 300*time.Millisecond)
	}

	deep := []byte(`{"type":"event_callback","team_id":"T0001","event":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`)
	stamp, sig := sandbox.Sign(practiceSecret, time.Now(), deep)
	signed := http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {sig}}
	huge := bytes.Repeat([]byte("x"), 10<<20)
	dots := func(n int) http.Header { return http.Header{"Authorization": {"Bearer " + strings.Repeat(".", n)}} }
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 4}}
	defer client.CloseIdleConnections()
	var storm sync.WaitGroup
	for _, kind := range []struct {
		name   string
		path   string
		body   func() io.Reader
		header http.Header
		want   []int
		times  int
	}{
		{"1 MB of dots", "/api/messages", func() io.Reader { return strings.NewReader("{}") }, dots(1 << 20), []int{431, 0}, 100},
		{"60 KB of dots", "/api/messages", func() io.Reader { return strings.NewReader("{}") }, dots(60 << 10), []int{403}, 200},
		{"10 MB to Slack", "/slack/events", func() io.Reader { return bytes.NewReader(huge) }, http.Header{}, []int{413, 0}, 40},
		{"10 MB to Slack, signed for another body", "/slack/interactions", func() io.Reader { return bytes.NewReader(huge) }, signed, []int{413, 0}, 40},
		{"10 MB of unknown length", "/slack/commands", func() io.Reader { return unsized{bytes.NewReader(huge)} }, http.Header{}, []int{413, 0}, 40},
		{"10 MB to Teams", "/api/messages", func() io.Reader { return bytes.NewReader(huge) }, dots(10), []int{403, 0}, 40},
		{"10 MB to nowhere", "/nowhere", func() io.Reader { return bytes.NewReader(huge) }, http.Header{}, []int{404, 0}, 20},
		{"1 MB less a byte, unsigned", "/slack/events", func() io.Reader { return bytes.NewReader(huge[:1<<20-1]) }, http.Header{}, []int{401}, 100},
		{"100,000 levels, signed", "/slack/events", func() io.Reader { return bytes.NewReader(deep) }, signed, []int{400}, 100},
		{"100,000 levels, not signed", "/slack/events", func() io.Reader { return bytes.NewReader(deep) }, http.Header{}, []int{401}, 100},
	} {
		storm.Go(func() {
			for range kind.times {
				if got := attack(ctx, client, s.url+kind.path, kind.body(), kind.header); !slices.Contains(kind.want, got) {
					t.Errorf("%s: answered %d, want %v", kind.name, got, kind.want)
					return
				}
			}
		})
	}
	storm.Wait()
	loris.Wait()
	close(stop)
	busy.Wait()
	close(ended)
	var longest time.Duration
	for d := range ended {
		longest = max(longest, d)
	}
	peak := s.memory("VmHWM")
	t.Logf("memory at most %d MB, under attack %d MB; good requests: %d before, p99 %s; %d meanwhile, p99 %s; slow ones cut off after %s at the latest",
		before>>20, peak>>20, len(calm), p99(calm).Round(time.Millisecond), len(stormy), p99(stormy).Round(time.Millisecond), longest.Round(time.Millisecond))
	if goodErr != nil || len(stormy) < 20 {
		t.Errorf("good traffic: %d answered, %v", len(stormy), goodErr)
	}
	if grown := peak - before; grown > 20<<20 {
		t.Errorf("memory grew by %d MB, want less than 20", grown>>20)
	}
	// On a busy machine the sender takes its share of the time too.
	if bar := max(300*time.Millisecond, 20*p99(calm)); p99(stormy) > bar {
		t.Errorf("p99 of good traffic is %s, want less than %s", p99(stormy), bar)
	}
	if longest > 8*time.Second {
		t.Errorf("a slow request held its connection for %s", longest)
	}
}

// copies counts how often a text stands in the memory of the process.
func (s *served) copies(text string) int {
	s.t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", s.cmd.Process.Pid))
	if err != nil {
		s.t.Skip(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", s.cmd.Process.Pid))
	if err != nil {
		s.t.Skip(err)
	}
	defer mem.Close()
	n := 0
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); err != nil || !strings.HasPrefix(mode, "rw") {
			continue
		}
		page := make([]byte, 1<<20)
		for at := from; at < to; at += int64(len(page)) {
			read, _ := mem.ReadAt(page[:min(int64(len(page)), to-at)], at) // what was never used cannot be read
			n += bytes.Count(page[:read], []byte(text))
		}
	}
	return n
}

// F64: a sentence that somebody handed in does not stay in memory once it was worked
// on: as much traffic again leaves no copy of it. What it takes to be worked on is
// there meanwhile, and so is what the service itself needs: its tokens and its key.
func TestF64Memory(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: nothing is built")
	}
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	slackSide := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true}`) }))
	defer slackSide.Close()
	s := startServed(t, "SLACK_API_URL="+slackSide.URL+"/api/", "SLACK_BOT_TOKEN="+practiceBotToken, "SLACK_SIGNING_SECRET="+practiceSecret, "PARALLAX_SECRET_KEY="+goodKey)
	key, err := base64.StdEncoding.DecodeString(goodKey)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := bot.NewSigner(key)
	if err != nil {
		t.Fatal(err)
	}
	const round, canary = "crm@2026-03-03", "aSentenceThatNobodyElseMaySee"
	token := signer.Sign(bot.Claim{Act: slack.ActForm, Org: "acme", Person: "ana", Rounds: []bot.Asked{{Round: round, Ask: "l1"}}})
	for n := range 20 {
		payload := fmt.Sprintf(`{"type":"view_submission","trigger_id":"1.%d","team":{"id":"T0001"},"user":{"id":"U0001","team_id":"T0001"},"view":{"callback_id":"checkin","private_metadata":%q,
			"blocks":[{"type":"input","block_id":"line|%s"}],"state":{"values":{"line|%s":{"line":{"type":"plain_text_input","value":"%s %d"}}}}}}`, n, token, round, round, canary, n)
		body := []byte(url.Values{"payload": {payload}}.Encode())
		stamp, sig := sandbox.Sign(practiceSecret, time.Now(), body)
		if got := attack(t.Context(), http.DefaultClient, s.url+"/slack/interactions", bytes.NewReader(body), http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {sig}}); got != http.StatusOK {
			t.Fatalf("status %d", got)
		}
	}
	at := s.copies(canary)
	for n := range 3000 {
		if _, err := s.good(n); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("copies of 20 sentences in memory: %d at once, %d after 3,000 other requests; of the bot token %d, of the key %d",
		at, s.copies(canary), s.copies(practiceBotToken), s.copies(string(key)))
}
