package checkins

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// FeedCall is a figure that another system says: a value of the outcome measure, or a
// status.
type FeedCall struct {
	Org        OrgID
	Initiative InitiativeID
	Source     string // name of the feed, as readers see it
	Key        string // digest of the source and its idempotency key
	Body       string // digest of what was sent: the same key with another is refused
	Health     bool   // Value is a colour
	Value      string
	On         string // date; empty: today in the zone of the pulse
}

// FeedSaid is what was kept. The same call again says the same.
type FeedSaid struct {
	Value    string
	On       Date
	Replaced bool // another one of that date
}

// FieldError says which field of a call can't be taken.
type FieldError struct {
	Field string // "value", "status", "on"
	Why   string // a sentence
}

func (e FieldError) Error() string { return e.Field + ": " + e.Why }

// ErrKeyReused: the key came before, with something else.
var ErrKeyReused = errors.New("this idempotency key came before with another body")

// ErrNoMeasure: the initiative has no outcome measure of which this could be a value.
var ErrNoMeasure = errors.New("the initiative has no outcome measure")

// FeedCalled is what was answered to a key.
type FeedCalled struct {
	Body     string    `json:"body"`
	On       Date      `json:"on"`
	Value    string    `json:"value"`
	Replaced bool      `json:"replaced,omitempty"`
	At       time.Time `json:"at"`
}

// How long a key is remembered, and how many of an initiative.
const (
	FeedKeep  = 7 * 24 * time.Hour
	feedCalls = 200
)

// Feed keeps what another system says, once a key. ErrNotFound for an initiative that the
// org does not have; a FieldError for what can't be taken; ErrNoMeasure; ErrKeyReused.
func (d *Desk) Feed(ctx context.Context, c FeedCall) (FeedSaid, error) {
	if !ValidID(string(c.Initiative)) {
		return FeedSaid{}, ErrNotFound
	}
	i, err := d.initiative(ctx, c.Org, c.Initiative)
	if err != nil {
		return FeedSaid{}, err
	}
	o, err := d.Roster.Org(ctx, c.Org)
	if err != nil {
		return FeedSaid{}, err
	}
	b, _, err := readBook[FigureBook](ctx, d, c.Org, BookOfFigures(i.ID))
	if err != nil {
		return FeedSaid{}, err
	}
	if was, again := b.Calls[c.Key]; again {
		return was.answer(c)
	}
	w := figuring{Desk: d, org: o, initiative: i, from: c.Source}
	said, err := w.read(c)
	if err != nil {
		return FeedSaid{}, err
	}
	// What stands in the book decides, also when the same call came twice at a time.
	var twice error
	w.came = func(b *FigureBook) bool {
		was, again := b.Calls[c.Key]
		if again {
			said, twice = was.answer(c)
		}
		return again
	}
	w.keep = func(b *FigureBook, replaced bool) {
		said.Replaced = replaced
		b.Calls = maps.Clone(b.Calls)
		if b.Calls == nil {
			b.Calls = map[string]FeedCalled{}
		}
		b.Calls[c.Key] = FeedCalled{Body: c.Body, On: said.On, Value: said.Value, Replaced: said.Replaced, At: w.now()}
		b.shed(w.now())
	}
	if c.Health {
		_, err = w.health(ctx, Health{Color: Color(said.Value), On: said.On})
	} else {
		_, err = w.outcome(ctx, said.Value, said.On, false)
	}
	if err == nil {
		err = twice
	}
	return said, err
}

// answer is what was said before, if that was the same call.
func (c FeedCalled) answer(again FeedCall) (FeedSaid, error) {
	if c.Body != again.Body {
		return FeedSaid{}, ErrKeyReused
	}
	return FeedSaid{Value: c.Value, On: c.On, Replaced: c.Replaced}, nil
}

// shed forgets keys that are old or too many.
func (b *FigureBook) shed(now time.Time) {
	maps.DeleteFunc(b.Calls, func(_ string, c FeedCalled) bool { return c.At.Add(FeedKeep).Before(now) })
	keys := slices.SortedFunc(maps.Keys(b.Calls), func(x, y string) int {
		return cmp.Or(b.Calls[y].At.Compare(b.Calls[x].At), cmp.Compare(x, y))
	})
	for _, k := range keys[min(len(keys), feedCalls):] {
		delete(b.Calls, k)
	}
}

// read checks what a feed sent.
func (w figuring) read(c FeedCall) (FeedSaid, error) {
	today := w.today(w.initiative)
	said := FeedSaid{On: today}
	if c.On != "" {
		switch said.On = Date(c.On); {
		case !said.On.Valid():
			return said, FieldError{"on", "write a date as 2026-03-31"}
		case said.On > today:
			return said, FieldError{"on", "this date is still to come"}
		case said.On < today.AddDays(-figureBack):
			return said, FieldError{"on", "this is more than a year ago"}
		}
	}
	if c.Health {
		color, ok := ParseColor(c.Value)
		if !ok {
			return said, FieldError{"status", "write green, amber or red"}
		}
		said.Value = string(color)
		return said, nil
	}
	value, ok := figureText(c.Value)
	switch {
	case value == "":
		return said, FieldError{"value", "this is needed"}
	case !ok:
		return said, FieldError{"value", "at most 40 characters"}
	case w.initiative.Outcome.Measure == "":
		return said, ErrNoMeasure
	case !w.initiative.Outcome.comparable(value):
		return said, FieldError{"value", "write a number with the unit of the target, such as " + w.initiative.Outcome.Target}
	}
	said.Value = value
	return said, nil
}
