package sandbox

import "sync"

// ledger keeps what people saw, and tells it to those who follow. Its lock is the
// innermost: it may be called with any other one held.
type ledger struct {
	mu      sync.Mutex
	list    []Seen
	readers map[*reader]struct{}
	over    chan struct{} // closed at the end; nil until somebody follows
	ended   bool
	pumps   sync.WaitGroup
}

// reader is a subscription: an unbounded queue, so that a slow one neither loses
// anything nor holds up the workspace.
type reader struct {
	ch   chan Seen
	next int // index into the ledger
	wake chan struct{}
	stop chan struct{}
	once sync.Once
}

// add appends an entry and wakes the readers.
func (l *ledger) add(s Seen) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.N = len(l.list) + 1
	l.list = append(l.list, s)
	for r := range l.readers {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

// count is the number of entries so far.
func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.list)
}

// Ledger is all that any person ever saw, in order. What is sent to a deactivated
// person is seen by nobody: it stands in Messages, not here.
func (l *ledger) Ledger() []Seen { return l.Since(0) }

// Since is the ledger after entry n (n = 0: all of it).
func (l *ledger) Since(n int) []Seen {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = min(max(n, 0), len(l.list))
	return append([]Seen(nil), l.list[n:]...)
}

// Subscribe gives what is seen from now on. The channel is closed by the returned
// function or by Close.
func (l *ledger) Subscribe() (<-chan Seen, func()) { return l.Follow(l.count()) }

// Follow is Subscribe starting after ledger entry n, without a gap in between.
func (l *ledger) Follow(n int) (<-chan Seen, func()) {
	r := &reader{ch: make(chan Seen), next: max(n, 0), wake: make(chan struct{}, 1), stop: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		close(r.ch)
		return r.ch, func() {}
	}
	if l.over == nil {
		l.over, l.readers = make(chan struct{}), map[*reader]struct{}{}
	}
	l.readers[r] = struct{}{}
	l.pumps.Go(func() { l.pump(r) })
	return r.ch, func() { r.once.Do(func() { close(r.stop) }) }
}

func (l *ledger) pump(r *reader) {
	defer func() {
		l.mu.Lock()
		delete(l.readers, r)
		l.mu.Unlock()
		close(r.ch)
	}()
	for {
		for _, s := range l.Since(r.next) {
			select {
			case r.ch <- s:
				r.next = s.N
			case <-r.stop:
				return
			case <-l.over:
				return
			}
		}
		select {
		case <-r.wake:
		case <-r.stop:
			return
		case <-l.over:
			return
		}
	}
}

// end closes the subscriptions and waits until they are gone.
func (l *ledger) end() {
	l.mu.Lock()
	if !l.ended && l.over != nil {
		close(l.over)
	}
	l.ended = true
	l.mu.Unlock()
	l.pumps.Wait()
}
