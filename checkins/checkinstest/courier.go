package checkinstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"parallax/checkins"
)

// ErrNoWord is what a Courier returns when nobody knows whether the platform
// took a message.
var ErrNoWord = errors.New("no word from the platform")

// Ending is how one attempt of a Courier ends.
type Ending struct {
	Receipt checkins.Receipt // with Err nil; zero: the Courier makes one
	Err     error            // a *checkins.Refusal, or anything else for "nobody knows"
	Arrived bool             // the message is there although Err is not nil
}

// The endings that tests queue.
var (
	Taken        = Ending{}                              // the platform takes the message
	Lost         = Ending{Err: ErrNoWord}                // no word, and it is not there
	TakenUnheard = Ending{Err: ErrNoWord, Arrived: true} // no word, but it is there
)

// Refused is a definite no for good.
func Refused(reason string) Ending {
	return Ending{Err: &checkins.Refusal{Reason: reason, Final: true}}
}

// Courier is a scripted checkins.Courier. Attempts end as queued with Queue, in
// that order, and with Taken when the queue is empty. The zero Courier is ready;
// it is safe for concurrent use.
type Courier struct {
	mu     sync.Mutex
	queue  []Ending
	blind  error
	closed map[string]string // conversation -> the platform's word for why not
	sent   []checkins.Parcel
	there  map[place]checkins.Receipt
	stands []Shown
	count  int
}

// Shown is a message as a person sees it now.
type Shown struct {
	checkins.Parcel
	Receipt checkins.Receipt
	Edits   int
}

type place struct {
	org    checkins.OrgID
	letter checkins.LetterID
}

// Queue adds endings for the next attempts.
func (c *Courier) Queue(endings ...Ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, endings...)
}

// Blind makes Find return err from now on, nil: find again.
func (c *Courier) Blind(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blind = err
}

// Refuse has every attempt at a conversation refused for good from now on.
func (c *Courier) Refuse(conversation, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil {
		c.closed = map[string]string{}
	}
	c.closed[conversation] = reason
}

// Parcels returns every attempt so far, in order, whatever came of it.
func (c *Courier) Parcels() []checkins.Parcel {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.sent)
}

// Seen returns the messages that people see, oldest first, as last edited.
func (c *Courier) Seen() []Shown {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.stands)
}

// Send implements checkins.Courier.
func (c *Courier) Send(_ context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, p)
	if word := c.closed[p.Letter.To.ID]; word != "" {
		return checkins.Receipt{}, Refused(word).Err
	}
	var end Ending
	if len(c.queue) > 0 {
		end, c.queue = c.queue[0], c.queue[1:]
	}
	if end.Err != nil && !end.Arrived {
		return checkins.Receipt{}, end.Err
	}
	r := c.arrive(p, end.Receipt)
	if end.Err != nil {
		return checkins.Receipt{}, end.Err
	}
	return r, nil
}

// arrive puts a message, or its edit, before people.
func (c *Courier) arrive(p checkins.Parcel, r checkins.Receipt) checkins.Receipt {
	if !p.Edit.IsZero() {
		for n := range c.stands {
			if c.stands[n].Receipt == p.Edit {
				c.stands[n].Parcel = p
				c.stands[n].Edits++
			}
		}
		return p.Edit
	}
	c.count++
	if r.IsZero() {
		r = checkins.Receipt{Channel: p.Letter.To.ID, TS: fmt.Sprintf("%d.000100", 1772528400+c.count)}
	}
	if c.there == nil {
		c.there = map[place]checkins.Receipt{}
	}
	c.there[place{p.Org, p.Letter.ID}] = r
	c.stands = append(c.stands, Shown{Parcel: p, Receipt: r})
	return r
}

// Find implements checkins.Courier.
func (c *Courier) Find(_ context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blind != nil {
		return checkins.Receipt{}, false, c.blind
	}
	r, found := c.there[place{p.Org, p.Letter.ID}]
	return r, found, nil
}
