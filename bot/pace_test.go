package bot_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

func posting() checkins.Call {
	return checkins.Call{
		Platform: checkins.Slack, Team: "T0001", Method: "chat.postMessage", Grant: "token",
		Whole: checkins.Quota{Most: 60, Per: time.Minute, Burst: 1},
	}
}

// A turn that comes in a moment is waited for; for a later one the call goes back,
// with the time to wait.
func TestTakeWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := bot.Turns{Pace: &checkinstest.Memory{}, Patience: bot.Patience}
		begin := time.Now()
		for n := range 3 {
			if no := turns.Take(t.Context(), posting()); no != nil || time.Since(begin) != time.Duration(n)*time.Second {
				t.Fatalf("%d: %v after %s", n, no, time.Since(begin))
			}
		}
		turns.Patience = 0
		if no := turns.Take(t.Context(), posting()); no == nil || no.Reason != checkins.ReasonPaced || no.After != time.Second || no.Final {
			t.Errorf("without patience: %v", no)
		}
	})
}

// What the platform says while a call waits for its turn is heeded by that call too.
func TestToldWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := bot.Turns{Pace: &checkinstest.Memory{}, Patience: bot.Patience}
		for range 2 {
			if no := turns.Take(t.Context(), posting()); no != nil {
				t.Fatal(no)
			}
		}
		waited := make(chan *checkins.Refusal)
		go func() { waited <- turns.Take(t.Context(), posting()) }()
		synctest.Wait()
		if err := turns.Hold(t.Context(), posting(), checkins.Hold{Reason: "ratelimited", For: 30 * time.Second}); err != nil {
			t.Fatal(err)
		}
		if no := <-waited; no == nil || no.Reason != "ratelimited" || no.After != 29*time.Second {
			t.Errorf("it went ahead: %v", no)
		}
	})
}

// A process that stops makes no call for which it waited.
func TestStoppedWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := bot.Turns{Pace: &checkinstest.Memory{}, Patience: bot.Patience}
		ctx, cancel := context.WithCancel(t.Context())
		_ = turns.Take(ctx, posting())
		time.AfterFunc(time.Second/2, cancel)
		if no := turns.Take(ctx, posting()); no == nil || no.Final || no.After <= 0 {
			t.Errorf("%v", no)
		}
	})
}

// away is a pace that cannot be asked.
type away struct{}

var errAway = errors.New("redis is gone")

func (away) Turn(context.Context, checkins.Call) (checkins.Turn, error) {
	return checkins.Turn{}, errAway
}
func (away) Hold(context.Context, checkins.Call, checkins.Hold) error { return errAway }
func (away) Lift(context.Context, checkins.Call) error                { return errAway }

// Nothing goes out while nobody knows whose turn it is: the letter could not be
// settled either.
func TestPaceAway(t *testing.T) {
	if no := (bot.Turns{Pace: away{}}).Take(t.Context(), posting()); no == nil || no.Final || no.After <= 0 {
		t.Errorf("%v", no)
	}
	if no := (bot.Turns{}).Take(t.Context(), posting()); no != nil {
		t.Errorf("nobody counts: %v", no)
	}
}

// Whatever somebody waits for goes before check-ins.
func TestYields(t *testing.T) {
	for k, want := range map[checkins.Kind]bool{
		checkins.KindAsk: true, checkins.KindNudge: true, checkins.KindResult: true, checkins.KindCard: true, checkins.KindConsent: true,
		checkins.KindAlert: false, checkins.KindThread: false, checkins.KindReply: false, checkins.KindShare: false,
		checkins.KindNotice: false, checkins.KindRemind: false,
	} {
		if got := bot.Yields(k); got != want {
			t.Errorf("%s yields: %t", k, got)
		}
	}
}
