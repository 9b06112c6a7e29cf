package checkins

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Sender sends what is due in many orgs side by side, for a service. Letters to one
// team of one platform go in a lane of their own, a bounded number at once, and those
// to one conversation in the order in which they are due. A lane in which nothing
// moves takes no more letters, and holds up neither other lanes nor other orgs.
type Sender struct {
	Desk *Desk
	Held func() bool // reports that nothing may be sent now; nil: it may

	mu    sync.Mutex
	orgs  map[OrgID]*traffic
	err   error // the last one since Err
	hands sync.WaitGroup
}

const (
	// laneWidth is how many letters of a lane are under way at once: enough to give
	// thousands back that have no turn while some wait for theirs.
	laneWidth = 32
	// laneDoubt is laneWidth after an attempt that ended without a word, until one ends
	// with one: what hangs may leave a letter unknown each time.
	laneDoubt = 2
	// laneStuck is how long nothing moves in a full lane until others no longer wait
	// for it to have room.
	laneStuck = time.Second
	// A letter for a lane that is full goes back for a few seconds, the first; the more
	// follow the longer, at the rate of messages that a platform takes.
	busyFirst = 5 * time.Second
	busyNext  = 250 * time.Millisecond
	busyMost  = 1200
	// lookAgain is how long an org rests in which nothing that was lost could be
	// settled.
	lookAgain = 5 * time.Second
)

// ReasonBusy: too many letters to that team are under way.
const ReasonBusy Reason = "lane_busy"

// lane is a team of a platform.
type lane struct {
	platform Platform
	team     string
}

// laneOf is where a letter goes.
func laneOf(l Letter) lane {
	if !l.Receipt.IsZero() {
		return lane{l.Receipt.platform(), l.To.Team}
	}
	return lane{l.To.Platform, l.To.Team}
}

// traffic is what is under way in an org. Sender.mu guards it.
type traffic struct {
	claiming, looking bool
	rested            time.Time // not looked for anything lost before
	lanes             map[lane]*flow
	inHand            int
	moved             chan struct{} // has room for one: a letter has ended
}

// flow is what is under way in a lane.
type flow struct {
	inHand int
	doubt  bool      // the last attempt ended without a word
	moved  time.Time // when a letter ended last, or the first one came in
	away   int       // letters sent away since then
	behind map[Account][]inHand
}

// inHand is a claimed letter.
type inHand struct {
	Letter
	at time.Time // of this process's clock: how old the claim is
}

func (f *flow) width() int {
	if f.doubt {
		return laneDoubt
	}
	return laneWidth
}

// Begin has what waits in an org sent, and what was lost there looked for. It does
// not wait for either. After stop has ended nothing is claimed or begun; what is
// under way goes on with work.
func (s *Sender) Begin(stop, work context.Context, w Waiting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.orgs == nil {
		s.orgs = map[OrgID]*traffic{}
	}
	t := s.orgs[w.Org]
	if t == nil {
		t = &traffic{lanes: map[lane]*flow{}, moved: make(chan struct{}, 1)}
		s.orgs[w.Org] = t
	}
	if w.Letters {
		s.claims(stop, work, w.Org, t)
	}
	if w.Lost && !t.looking && !time.Now().Before(t.rested) {
		t.looking = true
		s.hands.Go(func() { s.look(stop, work, w.Org, t) })
	}
}

// Wait returns when nothing is under way any more.
func (s *Sender) Wait() { s.hands.Wait() }

// Err returns the last thing that went wrong since it was asked before, nil when
// nothing did. Desk.Seen was told of all of it.
func (s *Sender) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.err
	s.err = nil
	return err
}

func (s *Sender) failed(org OrgID, err error) {
	s.Desk.saw(Sighting{Org: org, What: "error", Err: err})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = fmt.Errorf("%s: %w", org, err)
}

// claims has the letters of an org claimed, unless that is being done. mu is held.
func (s *Sender) claims(stop, work context.Context, org OrgID, t *traffic) {
	if !t.claiming {
		t.claiming = true
		s.hands.Go(func() { s.claim(stop, work, org, t) })
	}
}

// claim claims letters, as many as there is room for, until none is due.
func (s *Sender) claim(stop, work context.Context, org OrgID, t *traffic) {
	for {
		most := s.room(stop, t)
		if most == 0 {
			break
		}
		now, at := s.Desk.Now(), time.Now()
		letters, err := s.Desk.Outbox.Claim(work, org, now, most)
		if err != nil {
			s.failed(org, err)
		}
		tries := settleTries
		for _, l := range letters {
			if wait := s.take(stop, work, org, t, inHand{l, at}); wait > 0 {
				back := givenBack(l, now.Add(wait))
				back.Reason = string(ReasonBusy)
				if !s.settled(stop, work, org, l, nil, back, now, tries) {
					tries = 1 // the store is away: the others are not made to wait one after the other
				}
			}
		}
		if len(letters) == 0 {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.claiming = false
}

// room is how many letters may be claimed next. It waits until every lane that moves
// has room for some; 0: nothing is to be claimed any more.
func (s *Sender) room(stop context.Context, t *traffic) int {
	for stop.Err() == nil && (s.Held == nil || !s.Held()) {
		most, wait := s.free(t)
		if wait <= 0 {
			return most
		}
		timer := time.NewTimer(wait)
		select {
		case <-t.moved:
		case <-timer.C:
		case <-stop.Done():
		}
		timer.Stop()
	}
	return 0
}

// free returns how many letters every lane that moves has room for, or how long to
// wait for one at most.
func (s *Sender) free(t *traffic) (most int, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	most = deliverAtOnce
	for _, f := range t.lanes {
		rests := time.Since(f.moved)
		if rests >= laneStuck {
			continue // nothing goes there, or nothing ends
		}
		room := f.width() - f.inHand
		if room < min(deliverAtOnce, f.width()) {
			wait = max(wait, laneStuck-rests)
		}
		most = min(most, room)
	}
	return most, wait
}

// take has a claimed letter carried, behind others to the same conversation. When its
// lane is full it returns for how long the letter is to go back.
func (s *Sender) take(stop, work context.Context, org OrgID, t *traffic, l inHand) (back time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	way := laneOf(l.Letter)
	f := t.lanes[way]
	if f == nil {
		f = &flow{behind: map[Account][]inHand{}}
		t.lanes[way] = f
	}
	if f.inHand >= f.width() {
		back = busyFirst + time.Duration(f.away%busyMost)*busyNext
		f.away++
		return back
	}
	if f.inHand == 0 {
		f.moved, f.away = time.Now(), 0
	}
	t.inHand++
	f.inHand++
	if queue, under := f.behind[l.To]; under {
		f.behind[l.To] = append(queue, l)
		return 0
	}
	f.behind[l.To] = nil
	s.hands.Go(func() {
		for more := true; more; {
			how := s.carry(stop, work, org, l)
			l, more = s.next(stop, work, org, t, f, l.To, how)
		}
	})
	return 0
}

// carry makes the attempt at a letter.
func (s *Sender) carry(stop, work context.Context, org OrgID, l inHand) LetterState {
	var m Message
	back := givenBack(l.Letter, s.Desk.Now())
	if stop.Err() == nil {
		m, back = s.try(work, org, &l)
	}
	s.settled(stop, work, org, l.Letter, m, back, s.Desk.Now(), settleTries)
	return back.State
}

// try makes a panic an attempt without a word: one letter must not end every process
// that claims it, one after the other.
func (s *Sender) try(ctx context.Context, org OrgID, l *inHand) (m Message, how Settlement) {
	defer func() {
		if p := recover(); p != nil {
			err := fmt.Errorf("letter %s: panic: %v", l.ID, p)
			s.failed(org, err)
			m, how = nil, Ended(l.Letter, Receipt{}, err, s.Desk.Now())
		}
	}()
	return s.Desk.attempt(ctx, org, &l.Letter, l.at, s.Desk.Now)
}

// How often it is tried again to store how an attempt ended, and after what time. A
// failover takes a few seconds; what is not stored leaves a letter unknown that may well
// have arrived.
const (
	settleTries = 5
	settleAgain = time.Second
)

// settled stores how an attempt ended, and reports whether that could be done.
func (s *Sender) settled(stop, ctx context.Context, org OrgID, l Letter, m Message, how Settlement, now time.Time, tries int) bool {
	for {
		err := s.Desk.settle(ctx, org, l, m, how, now)
		if err == nil {
			return true
		}
		if tries--; tries == 0 || stop.Err() != nil {
			s.failed(org, fmt.Errorf("letter %s: %w", l.ID, err))
			return false
		}
		timer := time.NewTimer(settleAgain)
		select {
		case <-timer.C:
		case <-stop.Done(): // one more, and no wait
		}
		timer.Stop()
	}
}

// next notes that a letter has ended, and returns the one behind it.
func (s *Sender) next(stop, work context.Context, org OrgID, t *traffic, f *flow, to Account, how LetterState) (inHand, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.inHand--
	f.inHand--
	f.moved, f.away = time.Now(), 0
	if how == LetterSent || how == LetterUnknown {
		f.doubt = how == LetterUnknown
	}
	select {
	case t.moved <- struct{}{}:
	default:
	}
	if queue := f.behind[to]; len(queue) > 0 {
		f.behind[to] = queue[1:]
		return queue[0], true
	}
	delete(f.behind, to)
	if t.inHand == 0 && stop.Err() == nil {
		s.claims(stop, work, org, t) // what followed from them need not wait for the next turn
	}
	return inHand{}, false
}

// look looks for the letters of an org that are lost. It ends with stop, for it can
// be begun again.
func (s *Sender) look(stop, work context.Context, org OrgID, t *traffic) {
	ctx, cancel := context.WithCancel(work)
	defer cancel()
	defer context.AfterFunc(stop, cancel)()
	n, err := 0, error(nil)
	if s.Held == nil || !s.Held() {
		n, err = s.Desk.lookForLost(ctx, org, s.Desk.Now())
	}
	if err != nil && stop.Err() == nil {
		s.failed(org, fmt.Errorf("look for lost letters: %w", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.looking = false
	if n == 0 {
		t.rested = time.Now().Add(lookAgain)
	}
}
