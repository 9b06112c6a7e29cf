package teams

import (
	"context"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// What is taken of what Teams allows: 30 calls a second for an app in a tenant, and
// for one bot in one thread 7 in a second, 8 in two, 60 in thirty, 1,800 in an hour
// (learn.microsoft.com, "Optimize your bot with rate limiting"). A Quota has a burst
// and an even rate, so two of them stand for the four windows of a thread: the first
// gives at most 5 in a second, 6 in two and 53 in thirty, the second 1,700 in an hour,
// of which 500 may come as fast as the first allows. Of a tenant it is 20 a second, and
// a few more where calls wait longer for their threads than for the tenant.
var (
	tenantPace = checkins.Quota{Most: 17, Per: time.Second, Burst: 3}
	threadPace = []checkins.Quota{{Most: 50, Per: 30 * time.Second, Burst: 3}, {Most: 1200, Per: time.Hour, Burst: 500}}
)

// consent names what an administrator may take back: that the app is used at all.
const consent = "admin"

// call is a call for a tenant, in a thread or to make one.
func call(tenant, thread string, k checkins.Kind) checkins.Call {
	return checkins.Call{
		Platform: checkins.Teams, Team: tenant, Grant: consent, Whole: tenantPace,
		Place: thread, There: threadPace, Yields: bot.Yields(k),
	}
}

// held keeps everybody from calling a tenant: for how long Teams asked to wait, or
// while an administrator keeps the app away. So no call comes before the time that
// Teams named, and a thousand letters to a tenant that turned the app off cost one.
func (c *Courier) held(ctx context.Context, tenant string, h checkins.Hold) {
	if err := c.Turns.Hold(ctx, call(tenant, "", ""), h); err != nil {
		c.log().Warn("what Teams asked for is not known to all: others may call too early", "reason", h.Reason, "err", err)
	}
}

// Resume forgets that an administrator turned the app off in a tenant: it was
// installed again. For how long Teams asked to wait stands.
func (c *Courier) Resume(ctx context.Context, tenant string) {
	if err := c.Turns.Lift(ctx, call(tenant, "", "")); err != nil {
		c.log().Warn("letters go on waiting until the refusal is over", "err", err)
	}
}
