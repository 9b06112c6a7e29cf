package checkinstest

import (
	"sync"
	"time"

	"parallax/checkins"
)

// slack on a real server, whose clock goes on between two calls.
const paceSlack = 5 * time.Second

// hourly is a call of which there are so few that what the clock does between two
// calls is nothing: ten an hour, two of them at once.
func hourly() checkins.Call {
	return checkins.Call{
		Platform: checkins.Slack, Team: "T0001", Method: "post", Grant: "token", Place: "C0001",
		Whole: checkins.Quota{Most: 10, Per: time.Hour, Burst: 2},
	}
}

// turns wants a call's turn to come after about wait, with this reason.
func (b *bench) turns(c checkins.Call, wait time.Duration, reason string) {
	b.Helper()
	t, err := b.Turn(b.ctx, c)
	b.must(err)
	if t.Reason != reason || t.Wait > wait || t.Wait < wait-paceSlack || t.Wait < 0 {
		b.Fatalf("turn %+v, want %q after %s", t, reason, wait)
	}
}

func (b *bench) hold(c checkins.Call, h checkins.Hold) {
	b.Helper()
	b.must(b.Hold(b.ctx, c, h))
}

const gap = 6 * time.Minute // of hourly

var pacePromises = []promise{
	{"a burst goes at once, and what is more waits for its turn", func(b *bench) {
		c := hourly()
		b.turns(c, 0, "")
		b.turns(c, 0, "")
		for n := range 20 { // each is given a time of its own
			b.turns(c, time.Duration(n+1)*gap, checkins.ReasonPaced)
		}
	}},
	{"a turn that comes within the patience of the call is taken, each its own", func(b *bench) {
		c := hourly()
		c.Patience = 2*gap + time.Minute
		for _, wait := range []time.Duration{0, 0, gap, 2 * gap} {
			b.turns(c, wait, "")
		}
		b.turns(c, c.Patience+gap, checkins.ReasonPaced)
	}},
	{"teams, platforms, methods and conversations have turns of their own", func(b *bench) {
		other := hourly()
		other.There = []checkins.Quota{{Most: 10, Per: time.Hour, Burst: 1}}
		b.turns(other, 0, "")
		b.turns(other, gap, checkins.ReasonPaced)
		for _, change := range []func(*checkins.Call){
			func(c *checkins.Call) { c.Team = "T0002" },
			func(c *checkins.Call) { c.Platform = checkins.Teams },
			func(c *checkins.Call) { c.Method = "update" },
			func(c *checkins.Call) { c.Team = "T}:0001{x}" },
		} {
			c := other
			change(&c)
			b.turns(c, 0, "")
		}
	}},
	{"of several quotas of a conversation the narrowest counts", func(b *bench) {
		c := hourly()
		c.Whole = checkins.Quota{}
		c.There = []checkins.Quota{{Most: 100, Per: time.Hour, Burst: 50}, {Most: 10, Per: time.Hour, Burst: 1}}
		b.turns(c, 0, "")
		b.turns(c, gap, checkins.ReasonPaced)
		c.Place = "C0002"
		b.turns(c, 0, "")
	}},
	{"what yields leaves a part of the burst to what somebody waits for", func(b *bench) {
		c := hourly()
		c.Whole.Burst = 8
		c.Yields = true
		for range 6 {
			b.turns(c, 0, "")
		}
		b.turns(c, gap, checkins.ReasonPaced)
		c.Yields = false
		b.turns(c, 0, "")
		b.turns(c, 0, "")
		b.turns(c, gap, checkins.ReasonPaced)
	}},
	{"who does not go takes no turn, and the lines of one and the other do not wait for each other", func(b *bench) {
		c := hourly()
		c.Yields = true
		b.turns(c, 0, "")
		for n := range 20 {
			b.turns(c, time.Duration(n+1)*gap, checkins.ReasonPaced)
		}
		c.Yields = false
		b.turns(c, 0, "")
		b.turns(c, gap, checkins.ReasonPaced)
	}},
	{"a conversation has a line of its own", func(b *bench) {
		c := hourly()
		c.Whole = checkins.Quota{}
		c.There = []checkins.Quota{{Most: 10, Per: time.Hour, Burst: 1}}
		b.turns(c, 0, "")
		for n := range 5 {
			b.turns(c, time.Duration(n+1)*gap, checkins.ReasonPaced)
		}
		c.Place = "C0002"
		b.turns(c, 0, "")
		b.turns(c, gap, checkins.ReasonPaced)
	}},
	{"many at once take no more turns than there are", func(b *bench) {
		c := hourly()
		c.Whole.Burst = 7
		var mu sync.Mutex
		went := 0
		b.must(together(20, func(int) error {
			for range 5 {
				t, err := b.Turn(b.ctx, c)
				if err != nil {
					return err
				}
				if t.Reason == "" {
					mu.Lock()
					went++
					mu.Unlock()
				}
			}
			return nil
		}))
		b.same("calls that went", went, 7)
	}},
	{"C27: a hold keeps its method from that team, for its time and with its reason, and nobody else", func(b *bench) {
		for _, span := range []time.Duration{30 * time.Second, 600 * time.Second} {
			c := hourly()
			c.Team = "T" + span.String()
			b.hold(c, checkins.Hold{Reason: "rate limited", For: span})
			b.turns(c, span, "rate limited")
			for _, change := range []func(*checkins.Call){
				func(c *checkins.Call) { c.Team = "T0002" },
				func(c *checkins.Call) { c.Platform = checkins.Teams },
				func(c *checkins.Call) { c.Method = "update" },
			} {
				free := c
				change(&free)
				b.turns(free, 0, "")
			}
		}
	}},
	{"the longest hold stands", func(b *bench) {
		c := hourly()
		b.hold(c, checkins.Hold{Reason: "long", For: 10 * time.Minute})
		b.hold(c, checkins.Hold{Reason: "short", For: time.Minute})
		b.turns(c, 10*time.Minute, "long")
		b.hold(c, checkins.Hold{Reason: "gone", For: time.Hour, Grant: true})
		b.turns(c, time.Hour, "gone")
	}},
	{"a hold of a grant is about every method, and about no other grant", func(b *bench) {
		c := hourly()
		b.hold(c, checkins.Hold{Reason: "token_revoked", For: time.Hour, Grant: true})
		c.Method = "update"
		b.turns(c, time.Hour, "token_revoked")
		c.Grant = "another token"
		b.turns(c, 0, "")
	}},
	{"what is lifted is the hold of the grant", func(b *bench) {
		c := hourly()
		b.hold(c, checkins.Hold{Reason: "rate limited", For: time.Minute})
		b.hold(c, checkins.Hold{Reason: "forbidden", For: time.Hour, Grant: true})
		b.must(b.Lift(b.ctx, c))
		b.turns(c, time.Minute, "rate limited")
		b.must(b.Lift(b.ctx, c))
		c.Method = "update"
		b.turns(c, 0, "")
	}},
	{"a hold ends", func(b *bench) {
		c := hourly()
		b.hold(c, checkins.Hold{Reason: "rate limited", For: time.Millisecond})
		for {
			t, err := b.Turn(b.ctx, c)
			b.must(err)
			if t.Reason == "" {
				return
			}
			b.Expire()
		}
	}},
	{"who called too fast is slower afterwards", func(b *bench) {
		c := hourly()
		c.Whole.Burst = 1
		b.hold(c, checkins.Hold{Reason: "rate limited", Slower: true})
		b.turns(c, 0, "")
		b.turns(c, 2*gap, checkins.ReasonPaced)
		b.hold(c, checkins.Hold{Reason: "rate limited", Slower: true})
		b.turns(c, 2*gap, checkins.ReasonPaced) // what was taken before is paid back at the rate of then
		other := c
		other.Team = "T0002"
		b.turns(other, 0, "")
		b.turns(other, gap, checkins.ReasonPaced)
	}},
	{"answers of calls that were under way together count once", func(b *bench) {
		c := hourly()
		c.Whole.Burst = 1
		c.Grant = ""
		for range 10 {
			b.hold(c, checkins.Hold{Reason: "rate limited", For: 50 * time.Millisecond, Slower: true})
		}
		for {
			t, err := b.Turn(b.ctx, c)
			b.must(err)
			if t.Reason == "" {
				break
			}
			b.Expire()
		}
		t, err := b.Turn(b.ctx, c)
		b.must(err)
		if t.Wait > 2*gap {
			b.Fatalf("%+v: halved more than once", t)
		}
	}},
}
