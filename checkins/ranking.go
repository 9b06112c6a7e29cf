package checkins

import (
	"context"
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"

	"parallax/scoring"
)

// Ranking is what leads rank first in a month: the picks of some of them, or what came of
// all once the month was over.
type Ranking struct {
	Picks map[PersonID]Pick `json:"picks,omitempty"`
	Order *Order            `json:"order,omitempty"` // nil: not worked out, or a book of picks
}

// Pick is what one lead ranks first, the first one first. It names initiatives and holds
// nothing that anybody wrote.
type Pick struct {
	Top []InitiativeID `json:"top"`
	At  time.Time      `json:"at"`
}

func init() { bookWithout[BookRankings] = erasing[Ranking] }

// Without returns it without a person. What came of a month stays: nobody stands in it.
func (r Ranking) Without(p PersonID) (Ranking, int) {
	if _, picked := r.Picks[p]; !picked {
		return r, 0
	}
	r.Picks = maps.Clone(r.Picks)
	delete(r.Picks, p)
	return r, 1
}

// RankMost is how many initiatives a lead picks, and the fewest that there must be to
// pick from (SCORING.md 8: fewer have no order worth comparing).
const RankMost = 3

const (
	// rankShards is in how many books the picks of a month lie: leads are asked in the same
	// hour, and each stored pick makes those of the same book that are under way stale.
	rankShards = 8
	// rankTries is how often a pick is stored anew that others came before: so many leads
	// of one book may answer at the same instant.
	rankTries = 40
)

// rankBook is the book of a month in which somebody's pick lies.
func rankBook(month period, p PersonID) BookID {
	h := fnv.New32a()
	h.Write([]byte(p)) // never fails
	return rankShard(month, int(h.Sum32()%rankShards))
}

func rankShard(month period, n int) BookID {
	return BookID{Kind: BookRankings, Of: string(month) + "-" + strconv.Itoa(n)}
}

// rankMonth is the month in which somebody ranks at now, by their own calendar; last is
// its last day.
func rankMonth(p Person, now time.Time) (month period, last Date) {
	month = periodOf(DateOf(now.In(p.Location())), true)
	return month, month.step(1).first().AddDays(-1)
}

// rankSide is the side for which somebody ranks: that on which they are asked about more
// initiatives. Nobody ranks for both: false for as many on one as on the other, and for
// who is asked about none.
func rankSide(is []Initiative, p PersonID) (scoring.Side, bool) {
	var n [2]int
	for _, i := range is {
		for _, side := range scoring.Sides {
			if slices.Contains(i.Scored(side), p) {
				n[side]++
			}
		}
	}
	if n[scoring.Biz] > n[scoring.IT] {
		return scoring.Biz, true
	}
	return scoring.IT, n[scoring.IT] > n[scoring.Biz]
}

// rankable lists the initiatives that somebody may see and could pick, by id: none that
// are paused, and nothing for who ranks for no side or has too few of them.
func (d *Desk) rankable(ctx context.Context, o Org, p PersonID) ([]Initiative, error) {
	is, err := d.concerning(ctx, o, p)
	if err != nil {
		return nil, err
	}
	is = running(is)
	if _, ranks := rankSide(is, p); !ranks || len(is) < RankMost {
		return nil, nil
	}
	return is, nil
}

// running leaves out what is paused.
func running(is []Initiative) []Initiative {
	return slices.DeleteFunc(slices.Clone(is), func(i Initiative) bool { return i.Paused })
}

// picked is what somebody ranks first in a month, nothing when they did not say.
func (d *Desk) picked(ctx context.Context, org OrgID, month period, p PersonID) ([]InitiativeID, error) {
	r, _, err := readBook[Ranking](ctx, d, org, rankBook(month, p))
	return r.Picks[p].Top, err
}

// pick stores what somebody ranks first in a month, in place of what they said before;
// nothing takes it back.
func (d *Desk) pick(ctx context.Context, org OrgID, month period, p PersonID, top []InitiativeID, by Delivered, redraw ...LetterID) error {
	book := rankBook(month, p)
	var err error
	for range rankTries {
		r, rev, no := readBook[Ranking](ctx, d, org, book)
		if no != nil {
			return no
		}
		r, _ = r.Without(p)
		if len(top) > 0 {
			if r.Picks == nil {
				r.Picks = map[PersonID]Pick{}
			}
			r.Picks[p] = Pick{Top: top, At: d.Now()}
		}
		if err = writeBook(ctx, d, org, book, r, rev, by, nil, redraw...); !errors.Is(err, ErrStale) {
			return err
		}
	}
	return err
}

// picks are those of a month by everybody.
func (d *Desk) picks(ctx context.Context, org OrgID, month period) (map[PersonID]Pick, error) {
	all := map[PersonID]Pick{}
	for n := range rankShards {
		r, _, err := readBook[Ranking](ctx, d, org, rankShard(month, n))
		if err != nil {
			return nil, err
		}
		maps.Copy(all, r.Picks)
	}
	return all, nil
}
