package checkins

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"parallax/scoring"
)

// Order is what came of the ranking of a month: worked out once it was over, and never
// again, so that nobody can tell from two of them what one lead said.
type Order struct {
	Label  scoring.PriorityLabel `json:"label,omitempty"`  // empty: too few leads or initiatives
	Exact  bool                  `json:"exact,omitempty"`  // places may be shown (SCORING.md 9)
	Places []Place               `json:"places,omitempty"` // of all initiatives that enough of those who ranked on each side could pick
}

// Place is where an initiative stands with both sides, by scoring.Side: 1 is the first;
// those that a side ranks alike share theirs.
type Place struct {
	Initiative InitiativeID `json:"i"`
	Exact      bool         `json:"exact,omitempty"` // so many could pick it that At may be shown
	At         [2]int       `json:"at"`
	Mean       [2]float64   `json:"mean"` // mean rank, shown to nobody
}

// ComesFirst is what somebody may read of the last ranking: whether the sides agree on
// what comes first over all initiatives of the org, and which of those that the reader
// may see move between them.
type ComesFirst struct {
	Month Date // its first day
	Label scoring.PriorityLabel
	Moved []Move // those furthest apart first; nothing where a side has no shared order
}

// Move is an initiative that one side puts clearly higher than the other.
type Move struct {
	Initiative Named
	Higher     scoring.Side
	At         [2]int // places by scoring.Side; both 0 where numbers may not be shown
}

// moveLeast is how many places apart an initiative is said to move.
const moveLeast = 2

// orderAfter is how long after the end of a month by UTC its ranking is worked out: it
// is over everywhere then.
const orderAfter = 12 * time.Hour

// orderBack is how many months a ranking is shown when none came after it.
const orderBack = 3

// comesFirst is what may be read of the last ranking about some initiatives; nil where
// there was none.
func (d *Desk) comesFirst(ctx context.Context, org OrgID, is []Initiative) (*ComesFirst, error) {
	month := periodOf(DateOf(d.Now().Add(-orderAfter).UTC()), true).step(-1)
	o, err := d.orderOf(ctx, org, month)
	if err != nil {
		return nil, err
	}
	for range orderBack - 1 {
		if o.Label != "" {
			break
		}
		month = month.step(-1)
		r, _, err := readBook[Ranking](ctx, d, org, orderBook(month))
		if err != nil {
			return nil, err
		}
		if r.Order != nil {
			o = *r.Order
		}
	}
	if o.Label == "" {
		return nil, nil
	}
	return &ComesFirst{Month: month.first(), Label: o.Label, Moved: o.moved(is)}, nil
}

func orderBook(month period) BookID { return BookID{Kind: BookRankings, Of: string(month)} }

// orderOf returns what came of a month that is over, and works it out when nobody did.
func (d *Desk) orderOf(ctx context.Context, org OrgID, month period) (Order, error) {
	for range enterMost {
		r, rev, err := readBook[Ranking](ctx, d, org, orderBook(month))
		if err != nil || r.Order != nil {
			return orZero(r.Order), err
		}
		picks, err := d.picks(ctx, org, month)
		if err != nil {
			return Order{}, err
		}
		is, err := d.Roster.AllInitiatives(ctx, org)
		if err != nil {
			return Order{}, err
		}
		on, err := d.Roster.Org(ctx, org)
		if err != nil {
			return Order{}, err
		}
		people, err := d.Roster.AllPeople(ctx, org)
		if err != nil {
			return Order{}, err
		}
		o := order(on, is, people, picks)
		r.Order = &o
		err = writeBook(ctx, d, org, orderBook(month), r, rev, Delivered{}, nil)
		if err == nil {
			return o, d.unpick(ctx, org, month)
		}
		if !errors.Is(err, ErrStale) {
			return o, err
		}
	}
	return Order{}, ErrStale
}

// unpick deletes what leads picked in a month that was compared, and in those before it:
// nothing needs it any more.
func (d *Desk) unpick(ctx context.Context, org OrgID, month period) error {
	for range orderBack {
		for n := range rankShards {
			r, rev, err := readBook[Ranking](ctx, d, org, rankShard(month, n))
			if err != nil {
				return err
			}
			if len(r.Picks) == 0 {
				continue
			}
			err = writeBook(ctx, d, org, rankShard(month, n), Ranking{}, rev, Delivered{}, nil)
			if err != nil && !errors.Is(err, ErrStale) { // stale: who erased somebody from it
				return err
			}
		}
		month = month.step(-1)
	}
	return nil
}

func orZero(o *Order) Order {
	if o == nil {
		return Order{}
	}
	return *o
}

// order compares what the leads of both sides picked. Who left, or leads neither side
// more than the other, does not count; nor does what is paused. An initiative that only a
// few of a side may see has no place: it would tell what they picked.
func order(on Org, is []Initiative, people []Person, picks map[PersonID]Pick) Order {
	is = running(is)
	var items []string
	for _, i := range is {
		items = append(items, string(i.ID))
	}
	var rankings [2][][]string
	could := map[InitiativeID]*[2]int{} // how many of those who ranked could pick it, by side
	for _, i := range is {
		could[i.ID] = &[2]int{}
	}
	for _, p := range people {
		side, ranks := rankSide(is, p.ID)
		top, picked := picks[p.ID]
		if !picked || !ranks || p.Gone != "" {
			continue
		}
		var ranking []string
		for _, i := range top.Top {
			ranking = append(ranking, string(i))
		}
		rankings[side] = append(rankings[side], ranking)
		if !slices.ContainsFunc(top.Top, func(i InitiativeID) bool { return could[i] != nil }) {
			continue // what they picked is paused: they are not counted
		}
		for _, i := range is {
			if may(i, on, p.ID).See {
				could[i.ID][side]++
			}
		}
	}
	p := scoring.Defaults()
	of, ok := scoring.PrioritiesOf(items, rankings, p.KMin)
	if !ok {
		return Order{}
	}
	// All who picked did so since the last month came out: with so many of them on each
	// side no two months differ by fewer than k_new+1 (SCORING.md 9).
	o := Order{Label: of.Label, Exact: min(of.Leads[scoring.IT], of.Leads[scoring.Biz]) >= p.KExact}
	for _, item := range of.Order[scoring.IT] {
		at := Place{Initiative: InitiativeID(item)}
		fewest := min(could[at.Initiative][scoring.IT], could[at.Initiative][scoring.Biz])
		if fewest < p.KMin {
			continue
		}
		at.Exact = fewest >= p.KExact
		for _, s := range scoring.Sides {
			at.Mean[s] = of.Mean[s][item]
		}
		o.Places = append(o.Places, at)
	}
	o.place()
	return o
}

// place counts the places among those that have one: a gap would tell of another.
func (o Order) place() {
	for n := range o.Places {
		for _, s := range scoring.Sides {
			o.Places[n].At[s] = 1
			for _, other := range o.Places {
				if other.Mean[s] < o.Places[n].Mean[s] {
					o.Places[n].At[s]++
				}
			}
		}
	}
}

// moved lists which of some initiatives one side puts clearly higher.
func (o Order) moved(is []Initiative) []Move {
	switch o.Label {
	case scoring.OrderAligned, scoring.OrderPartly, scoring.OrderDivergent:
	default:
		return nil // an order that a side does not share says nothing
	}
	type far struct {
		Move
		by float64
	}
	var all []far
	for _, p := range o.Places {
		n := slices.IndexFunc(is, func(i Initiative) bool { return i.ID == p.Initiative })
		apart := p.At[scoring.Biz] - p.At[scoring.IT]
		if n < 0 || max(apart, -apart) < moveLeast {
			continue
		}
		m := Move{Initiative: Named{is[n].ID, is[n].Name}}
		if apart < 0 {
			m.Higher = scoring.Biz
		}
		if o.Exact && p.Exact {
			m.At = p.At
		}
		all = append(all, far{m, math.Abs(p.Mean[scoring.Biz] - p.Mean[scoring.IT])})
	}
	slices.SortStableFunc(all, func(a, b far) int {
		return cmp.Or(cmp.Compare(b.by, a.by), cmp.Compare(a.Initiative.ID, b.Initiative.ID))
	})
	var moves []Move
	for _, f := range all {
		moves = append(moves, f.Move)
	}
	return moves
}

// Disputed reports whether one side puts an initiative clearly higher than the other.
func (c *ComesFirst) Disputed(i InitiativeID) bool {
	return c != nil && slices.ContainsFunc(c.Moved, func(m Move) bool { return m.Initiative.ID == i })
}
