package teams_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// steadyTokens is a token that never ends.
type steadyTokens struct{}

func (steadyTokens) Token(context.Context) (string, error) { return "tok", nil }
func (steadyTokens) Drop(string)                           {}

// wired answers every call at once and remembers when it came.
type wired struct {
	mu sync.Mutex
	at map[string][]time.Time // by conversation; "" for all
}

func (w *wired) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	thread := strings.Split(r.URL.Path, "/")[4]
	for _, k := range []string{"", thread} {
		w.at[k] = append(w.at[k], time.Now())
	}
	return &http.Response{StatusCode: 201, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"1"}`)), Request: r}, nil
}

// most is the largest number of calls in any window of that length.
func (w *wired) most(thread string, per time.Duration) int {
	most := 0
	for n, first := range w.at[thread] {
		in := 0
		for _, at := range w.at[thread][n:] {
			if at.Sub(first) < per {
				in++
			}
		}
		most = max(most, in)
	}
	return most
}

// What goes out stays under what Teams allows, in a thread and in a tenant, and what
// would have to wait long goes back instead.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refs := &checkinstest.Memory{}
		setup := checkinstest.Setup(2)
		setup.Org.Teams = []string{home}
		if err := refs.Enrol(t.Context(), setup); err != nil {
			t.Fatal(err)
		}
		if err := refs.Refer(t.Context(), checkins.Reference{Account: anaThere, ServiceURL: "https://smba.trafficmanager.net/emea/"}); err != nil {
			t.Fatal(err)
		}
		w := &wired{at: map[string][]time.Time{}}
		c := &teams.Courier{
			Connector:  teams.NewConnector(steadyTokens{}, teams.Hosts{}, w, nil),
			Renderer:   teams.Renderer{Signer: bottest.Signer()},
			References: refs, AppID: botApp,
			Turns: bot.Turns{Pace: refs, Patience: bot.Patience},
		}
		began, back := time.Now(), 0
		var wg sync.WaitGroup
		for n := range 400 {
			wg.Go(func() {
				to := checkins.Account{Platform: checkins.Teams, Team: home, ID: "19:c" + string(rune('a'+n%8)) + "@thread.tacv2"}
				for {
					_, err := c.Send(t.Context(), letter(checkins.KindAlert, to))
					if err == nil {
						return
					}
					no := refusal(err)
					if no == nil || no.Final || no.Reason != "paced" || no.After <= 0 {
						t.Error(err)
						return
					}
					w.mu.Lock()
					back++
					w.mu.Unlock()
					<-time.After(no.After)
				}
			})
		}
		wg.Wait()
		if got := len(w.at[""]); got != 400 {
			t.Fatalf("%d calls", got)
		}
		if got := w.most("", time.Second); got > 30 {
			t.Errorf("%d in a second for the tenant: Teams allows 30", got)
		}
		for thread := range w.at {
			if thread == "" {
				continue
			}
			for per, most := range map[time.Duration]int{time.Second: 7, 2 * time.Second: 8, 30 * time.Second: 60} {
				if got := w.most(thread, per); got > most {
					t.Errorf("%d in %s for %s", got, per, thread)
				}
			}
		}
		t.Logf("400 letters to 8 channels took %s; %d went back", time.Since(began), back)
		if took := time.Since(began); took < 12*time.Second || took > 2*time.Minute {
			t.Errorf("took %s", took)
		}
	})
}

// A stand-in that counts nothing is written to as fast as it takes it.
func TestUnpaced(t *testing.T) {
	s := newSender(t)
	s.Turns = bot.Turns{}
	for range 100 {
		s.send(letter(checkins.KindThread, inHall))
	}
}
