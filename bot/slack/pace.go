package slack

import (
	"context"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// What is taken of what Slack allows (docs.slack.dev, "Rate limits"): of a method in
// a workspace 20 calls a minute in tier 2, 50 in tier 3, 100 in tier 4, and several
// hundred messages. Quota.Burst and Most together make that number, so that no minute
// has more; of messages it is 240.
var quotas = map[string]checkins.Quota{
	methodPost:    {Most: 232, Per: time.Minute, Burst: 8},
	methodUpdate:  tier3,
	methodWhisper: tier4,
	methodHistory: tier3,
	methodReplies: tier3,
	methodOpen:    tier3,
	methodUser:    tier4,
	methodQuiet:   tier3,
	methodChannel: tier3,
	methodPin:     tier2,
	methodUpload:  tier4,
	methodFile:    tier4,
}

var (
	tier2 = checkins.Quota{Most: 16, Per: time.Minute, Burst: 4}
	tier3 = checkins.Quota{Most: 44, Per: time.Minute, Burst: 6}
	tier4 = checkins.Quota{Most: 90, Per: time.Minute, Burst: 10}
)

// oneASecond is what Slack allows of messages in one conversation; it tolerates
// short bursts.
var oneASecond = []checkins.Quota{{Most: 1, Per: time.Second, Burst: 3}}

// call is a call of a method.
func (c *Courier) call(team, method string) checkins.Call {
	return checkins.Call{
		Platform: checkins.Slack, Team: team, Method: method, Grant: c.Client.grant, Whole: quotas[method],
	}
}

// letterCall is the call by which a letter goes.
func (c *Courier) letterCall(p checkins.Parcel) checkins.Call {
	call := c.call(p.Letter.To.Team, methodOf(p))
	call.Yields = bot.Yields(p.Letter.Kind)
	if call.Method == methodPost || call.Method == methodFile {
		call.Place, call.There = p.Letter.To.ID, oneASecond
	}
	return call
}

// held keeps everybody from calling when what Slack said is not about one letter
// only: of the method after a rate limit, of all after it refused the token. So a
// thousand letters on their way to a workspace that removed the app cost one call,
// and no call comes before the time that Slack named.
func (c *Courier) held(ctx context.Context, call checkins.Call, no *checkins.Refusal) {
	h := checkins.Hold{Reason: no.Reason, For: no.After, Grant: locked[no.Reason], Slower: crowded[no.Reason]}
	if !h.Grant && passing[no.Reason] == 0 {
		return
	}
	if err := c.Turns.Hold(ctx, call, h); err != nil {
		c.log().Warn("what Slack asked for is not known to all: others may call too early", "method", call.Method, "reason", no.Reason, "err", err)
	}
}

// Resume forgets that Slack refused the token of a workspace: the app was installed
// again. For how long Slack asked to wait stands.
func (c *Courier) Resume(ctx context.Context, team string) {
	c.home.forget()
	if err := c.Turns.Lift(ctx, c.call(team, "")); err != nil {
		c.log().Warn("letters go on waiting until the refusal of the token is over", "team", team, "err", err)
	}
}
