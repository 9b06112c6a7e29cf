package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store"
	"parallax/store/redistest"
)

// metricsOf lists the lines of our own metrics that /metrics has.
func metricsOf(t *testing.T, url string) string {
	t.Helper()
	status, body := servedGet(t, url+"/metrics")
	if status != http.StatusOK {
		t.Fatalf("metrics: %d", status)
	}
	var ours []string
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "parallax_") {
			ours = append(ours, strings.TrimSpace(line))
		}
	}
	return strings.Join(ours, "\n")
}

func TestLettersInMetrics(t *testing.T) {
	clock := checkinstest.Opens.Add(90 * time.Second)
	svc, url, end := servedAlone(t, world{stdout: io.Discard, stderr: io.Discard, now: func() time.Time { return clock }, quiet: true, byHand: true, environ: map[string]string{
		"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_DATA": t.TempDir(),
	}})
	ctx, acme := t.Context(), checkinstest.Acme
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(svc.store.Enrol(ctx, checkinstest.Setup(0)))
	for n, i := range []checkins.InitiativeID{"a", "b", "c"} {
		must(svc.store.Post(ctx, acme, checkinstest.Card(acme, i, checkinstest.Opens.Add(time.Duration(n)*time.Minute))))
	}
	claimed, err := svc.store.Claim(ctx, acme, checkinstest.Opens, 10)
	must(err)
	if _, err := svc.store.Settle(ctx, acme, claimed[0], checkins.Settlement{State: checkins.LetterUnknown}); err != nil {
		t.Fatal(err)
	}
	same(t, metricsOf(t, url)+"\n", `
parallax_errors_total 0
parallax_letters{state="pending"} 2
parallax_letters{state="sending"} 0
parallax_letters{state="unknown"} 1
parallax_letters_overdue_seconds 30
parallax_ready 1
parallax_record_seconds_bucket{le="0.0005"} 0
parallax_record_seconds_bucket{le="0.001"} 0
parallax_record_seconds_bucket{le="0.0025"} 0
parallax_record_seconds_bucket{le="0.005"} 0
parallax_record_seconds_bucket{le="0.01"} 0
parallax_record_seconds_bucket{le="0.025"} 0
parallax_record_seconds_bucket{le="0.05"} 0
parallax_record_seconds_bucket{le="0.1"} 0
parallax_record_seconds_bucket{le="0.25"} 0
parallax_record_seconds_bucket{le="0.5"} 0
parallax_record_seconds_bucket{le="1"} 0
parallax_record_seconds_bucket{le="2.5"} 0
parallax_record_seconds_bucket{le="+Inf"} 0
parallax_record_seconds_sum 0
parallax_record_seconds_count 0
parallax_store_up 1
`)
	svc.draining.Store(true)
	if strings.Contains(metricsOf(t, url), "parallax_ready 0") {
		t.Error("it looks again at once")
	}
	must(end())
}

// What was counted stands for a while, and what can't be counted has no value.
func TestGaugesLookNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		looks, down := 0, error(nil)
		g := &gauges{
			ready:   func(context.Context) bool { return down == nil },
			up:      func(context.Context) error { looks++; return down },
			backlog: func(context.Context) (store.Backlog, error) { return store.Backlog{Pending: looks}, down },
			now:     time.Now,
		}
		registry := prometheus.NewPedanticRegistry()
		registry.MustRegister(g)
		values := func() map[string]float64 {
			t.Helper()
			families, err := registry.Gather()
			if err != nil {
				t.Fatal(err)
			}
			all := map[string]float64{}
			for _, f := range families {
				for _, m := range f.GetMetric() {
					name := f.GetName()
					for _, l := range m.GetLabel() {
						name += " " + l.GetValue()
					}
					all[name] = m.GetGauge().GetValue()
				}
			}
			return all
		}
		for range 10 {
			if v := values(); v["parallax_letters pending"] != 1 || v["parallax_store_up"] != 1 || v["parallax_ready"] != 1 {
				t.Fatal(v)
			}
		}
		<-time.After(gaugesEvery) // of the bubble
		if v := values(); v["parallax_letters pending"] != 2 {
			t.Error(v)
		}
		down = errors.New("away")
		<-time.After(gaugesEvery)
		if v := values(); len(v) != 2 || v["parallax_store_up"] != 0 || v["parallax_ready"] != 0 {
			t.Error(v)
		}
	})
}

// Whatever a platform says, the label is one of few words.
func TestReasonsOfMetricsAreFew(t *testing.T) {
	w := newWatcher(slog.New(slog.DiscardHandler))
	for _, reason := range []string{
		"channel_not_found", "BotNotInConversationRoster", "no answer to the attempt", string(checkins.ReasonGone),
		"U0001 said: \"why?\"", "Ana Ruiz", "503", "", "compose: read org: refused",
	} {
		for _, state := range []checkins.LetterState{checkins.LetterSent, checkins.LetterUnreachable, checkins.LetterUnknown, checkins.LetterPending, checkins.LetterDropped} {
			w.see(checkins.Sighting{What: "letter", Kind: checkins.KindAsk, State: state, Reason: reason})
		}
		w.see(checkins.Sighting{What: "skipped", Reason: reason})
	}
	w.see(checkins.Sighting{What: "skipped", Reason: string(checkins.ReasonDowntime)})
	w.see(checkins.Sighting{What: "opened"})
	families, err := w.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range families {
		if !slices.Contains([]string{"parallax_letters_total", "parallax_rounds_total"}, f.GetName()) {
			continue
		}
		for _, m := range f.GetMetric() {
			line := f.GetName()
			for _, l := range m.GetLabel() {
				line += " " + l.GetName() + "=" + l.GetValue()
			}
			got = append(got, line)
		}
	}
	same(t, strings.Join(got, "\n")+"\n", `
parallax_letters_total kind=ask reason= state=dropped
parallax_letters_total kind=ask reason= state=pending
parallax_letters_total kind=ask reason= state=sent
parallax_letters_total kind=ask reason=BotNotInConversationRoster state=unknown
parallax_letters_total kind=ask reason=BotNotInConversationRoster state=unreachable
parallax_letters_total kind=ask reason=channel_not_found state=unknown
parallax_letters_total kind=ask reason=channel_not_found state=unreachable
parallax_letters_total kind=ask reason=gone state=unknown
parallax_letters_total kind=ask reason=gone state=unreachable
parallax_letters_total kind=ask reason=no_answer state=unknown
parallax_letters_total kind=ask reason=no_answer state=unreachable
parallax_letters_total kind=ask reason=other state=unknown
parallax_letters_total kind=ask reason=other state=unreachable
parallax_rounds_total event=opened reason=
parallax_rounds_total event=skipped reason=
parallax_rounds_total event=skipped reason=downtime
parallax_rounds_total event=skipped reason=other
`)
}

// /readyz and the log say at every start what the operator answers for.
func TestDurabilityIsSaid(t *testing.T) {
	addr := redistest.Start(t)
	for mode, note := range map[string]string{"attested": noteAttested, "relaxed": noteRelaxed} {
		said := make(lines, 100)
		_, url, end := servedAlone(t, world{stdout: io.Discard, stderr: said, now: time.Now, quiet: true, byHand: true, environ: map[string]string{
			"PARALLAX_ADDR": "127.0.0.1:0", "PARALLAX_REDIS_URL": "redis://" + addr, "PARALLAX_DURABILITY": mode,
			"PARALLAX_SECRET_KEY": goodKey, "PARALLAX_SECRET_KEY_OLD": otherKey,
		}})
		status, body := servedGet(t, url+"/readyz")
		var ready readiness
		if err := json.Unmarshal([]byte(body), &ready); err != nil || status != http.StatusOK || !ready.Ready {
			t.Errorf("%s: readyz %d %q %v", mode, status, body, err)
		}
		for _, want := range []string{note, noteOldKeys} {
			if !slices.Contains(ready.Reasons, want) {
				t.Errorf("%s: readyz does not say %q: %v", mode, want, ready.Reasons)
			}
			said.until(t, "level=WARN", want)
		}
		for _, other := range []string{noteAttested, noteRelaxed} {
			if other != note && slices.Contains(ready.Reasons, other) {
				t.Errorf("%s: readyz says %q", mode, other)
			}
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	}
}

// Whatever readyz can say stands in the table.
func TestReasonsAreListed(t *testing.T) {
	all := slices.Concat(readyReasons.not, readyReasons.notes)
	listed := func(text string) bool {
		return slices.ContainsFunc(all, func(r string) bool {
			return text == r || (strings.HasSuffix(r, " ") || strings.HasSuffix(r, "=")) && strings.HasPrefix(text, r)
		})
	}
	for _, cfg := range []Config{
		{Durability: Relaxed, Data: "/data", OldKeys: "x"},
		{RedisURL: "redis://a,b", Durability: Attested},
		{RedisURL: "redis://a", Durability: Relaxed, SlackBotToken: "x", SlackAPIURL: "http://127.0.0.1:1/api/", TeamsAppID: "x", TeamsOpenIDURL: "http://127.0.0.1:1/", TeamsTokenURL: "http://127.0.0.1:1/", TeamsServiceHosts: []string{"a:1"}},
	} {
		for _, note := range cfg.notes() {
			if !listed(note) {
				t.Errorf("%q is not in the table", note)
			}
		}
	}
	strict := Config{RedisURL: "redis://a", Durability: Strict}
	for _, line := range strict.promised([]store.Finding{{Setting: "role"}}).Problems {
		if !listed(line) {
			t.Errorf("%q is not in the table", line)
		}
	}
	source, err := os.ReadFile("health.go")
	if err != nil {
		t.Fatal(err)
	}
	if text := regexp.MustCompile(`Reasons, "[^"]*"`).Find(source); text != nil {
		t.Errorf("health.go says %s: it belongs in the table", text)
	}
}

// ourMetrics lists the names of all metrics that a service of both kinds has.
func ourMetrics(t *testing.T) []string {
	t.Helper()
	w := newWatcher(slog.New(slog.DiscardHandler))
	w.sockets(func() int { return 0 }, func(time.Time) time.Duration { return 0 })
	w.registry.MustRegister(&gauges{})
	descs := make(chan *prometheus.Desc, 1000)
	w.registry.Describe(descs)
	close(descs)
	name := regexp.MustCompile(`fqName: "(parallax_[a-z_]+)"`)
	var names []string
	for d := range descs {
		if m := name.FindStringSubmatch(d.String()); m != nil {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return names
}

// The operator's page has a line for every metric and every reason.
func TestOperationsPageIsWhole(t *testing.T) {
	names := ourMetrics(t)
	if len(names) < 9 || !slices.Contains(names, "parallax_letters_overdue_seconds") || !slices.Contains(names, "parallax_letters_total") {
		t.Fatalf("metrics %v", names)
	}
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, want := range slices.Concat(names, readyReasons.not, readyReasons.notes) {
		if !strings.Contains(text, strings.TrimSpace(strings.ReplaceAll(want, "`", ""))) && !strings.Contains(text, strings.TrimSpace(want)) {
			t.Errorf("docs/operations.md says nothing of %q", want)
		}
	}
}
