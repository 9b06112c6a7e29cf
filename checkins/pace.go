package checkins

import "time"

// How often a platform may be called is the platform's word (bot/slack and bot/teams
// hold the numbers); what was used up of it is kept in the store, so that all
// processes together keep to it.

// Quota is how often something may be done: Burst times at once, and beyond that Most
// times in each Per, evenly spread. So it is done at most Burst + Most*T/Per times in
// any time T. The zero Quota sets no bound.
type Quota struct {
	Most  int
	Per   time.Duration
	Burst int
}

// Call is a call to a platform that is about to be made.
type Call struct {
	Platform Platform
	Team     string // workspace or tenant
	Method   string // whose calls the platform counts; empty: it counts all together
	Grant    string // by what the call may be made at all, such as a token; held apart, for every method
	Place    string // the conversation; empty: none

	Whole Quota   // of Method in Team
	There []Quota // of Method in Place, all of them at once

	Patience time.Duration // how long a wait is worth while
	// Yields says that nobody waits for it: it leaves a quarter of the burst of Whole
	// to calls that somebody waits for.
	Yields bool
}

// Turn says when a call may be made. Without a Reason it may, once Wait is over; with
// one it may not, and is worth asking for again after Wait: of those that have no
// turn each is given another time, in the order in which they asked.
type Turn struct {
	Wait   time.Duration
	Reason string
}

// ReasonPaced: no turn comes soon enough. Any other reason of a Turn is the one of
// the Hold that keeps calls away.
const ReasonPaced = "paced"

// Hold keeps calls away from a platform in every process, from now on.
type Hold struct {
	Reason string // the platform's word
	For    time.Duration
	Grant  bool // calls of every method by Call.Grant; else those of Call.Method
	Slower bool // they came too fast: afterwards their rate is halved for a time, see SlowFor
}

// After a Hold with Slower the rate is half of what it was, for SlowFor; one that
// comes in that time adds another SlowFor and halves again, SlowMost times at most.
// The rate comes back step by step in the same way. Answers of calls that were
// under way together count once.
const (
	SlowFor  = time.Minute
	SlowMost = 3
)

// Gap is the time between two turns after so many halvings.
func (q Quota) Gap(halved int) time.Duration {
	return (q.Per << halved) / time.Duration(max(1, q.Most))
}

// Ready is how many calls may be made at once. One that yields leaves some of them.
func (q Quota) Ready(yields bool) int {
	if yields {
		return max(1, q.Burst-(q.Burst+3)/4)
	}
	return max(1, q.Burst)
}

// Halved is how often the rate is halved when it comes back fully after that time.
func Halved(left time.Duration) int {
	return min(SlowMost, int((max(0, left)+SlowFor-1)/SlowFor))
}
