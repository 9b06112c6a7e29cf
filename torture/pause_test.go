package torture

import (
	"net/url"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/sandbox"
)

// C28: a replica is stopped in the middle of a call to Slack, for longer than its claim
// lasts, while another one goes on; then it continues, and its result comes too late.
// Whatever became of the call, the lead has one message.
func TestC28Paused(t *testing.T) {
	s := scaleOf(t)
	t.Parallel() // with all others that wait, not before them
	for name, fault := range map[string]sandbox.Fault{
		"C28 the message arrived":     {Delay: time.Second},
		"C28 the message did not":     {Delay: time.Second, ResetBefore: true},
		"C28 it arrived, unconfirmed": {Delay: time.Second, ResetAfter: true},
	} {
		if name != "C28 the message arrived" && !s.full {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFleet(t, today(options{slack: 6}, 0, 0))
			calling := make(chan struct{}, 1)
			fault.Method, fault.Times = "chat.postMessage", 1
			fault.Match = func(url.Values) bool {
				select {
				case calling <- struct{}{}:
				default:
				}
				return true
			}
			f.space.Inject(fault)
			f.clock.live()
			paused := f.start(hurried...)
			select {
			case <-calling:
			case <-time.After(patience):
				t.Fatal("nothing is sent")
			}
			paused.freeze()
			f.start(hurried...)
			settled := func() bool {
				due, underway, lost := f.outgoing()
				return due+underway+lost == 0 && len(f.outbox(checkins.KindAsk)) == len(f.leads)
			}
			if !within(2*patience, settled) {
				t.Fatalf("not settled: %+v", f.outbox(checkins.KindAsk))
			}
			pass(of(s, time.Second, 20*time.Second))
			paused.thaw()
			pass(3 * time.Second) // its result comes, and is refused
			for _, l := range f.leads {
				if n := len(f.letters(l, "ask")); n != 1 {
					t.Errorf("%s got the check-in %d times", l.id, n)
				}
			}
			for _, l := range f.outbox(checkins.KindAsk) {
				if l.state != checkins.LetterSent {
					t.Errorf("%s is %s (%s)", l.lead, l.state, l.reason)
				}
			}
			f.clean()
		})
	}
}
