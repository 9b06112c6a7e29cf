package simulation

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
)

// Tally sums up the years of one world. It holds whole numbers only, so the order
// of adding does not matter.
type Tally struct {
	Years   int
	alarms  [rules]int
	squares [rules]int   // of the alarms of a year
	found   [rules][]int // years by the round in which the gap was found
}

func (t *Tally) add(o outcome) {
	t.Years++
	for r := range o.found {
		t.alarms[r] += o.alarms[r]
		t.squares[r] += o.alarms[r] * o.alarms[r]
		t.found[r][o.found[r]]++
	}
}

func (t *Tally) merge(o Tally) {
	t.Years += o.Years
	for r := range o.found {
		t.alarms[r] += o.alarms[r]
		t.squares[r] += o.squares[r]
		for round, years := range o.found[r] {
			t.found[r][round] += years
		}
	}
}

func newTally(rounds int) Tally {
	var t Tally
	for r := range t.found {
		t.found[r] = make([]int, rounds+1)
	}
	return t
}

// Alarms are how often a rule began to speak, a year, with the standard error of
// that mean. In years without a gap every one of them is false.
func (t Tally) Alarms(r Rule) (mean, se float64) {
	if t.Years == 0 {
		return 0, 0
	}
	n := float64(t.Years)
	mean = float64(t.alarms[r]) / n
	return mean, math.Sqrt(max(0, float64(t.squares[r])/n-mean*mean) / n)
}

// Found is the share of gaps that a rule found within so many rounds of the pulse
// since they appeared, 0..1, with its standard error.
func (t Tally) Found(r Rule, rounds int) (share, se float64) {
	if t.Years == 0 {
		return 0, 0
	}
	years := 0
	for n := 1; n <= min(rounds, len(t.found[r])-1); n++ {
		years += t.found[r][n]
	}
	n := float64(t.Years)
	share = float64(years) / n
	return share, math.Sqrt(share * (1 - share) / n)
}

// Reaches is the first round by which a rule has found that share of the gaps; 0
// when it does not within the year.
func (t Tally) Reaches(r Rule, share float64) int {
	for n := range t.found[r] {
		if got, _ := t.Found(r, n); n > 0 && got >= share {
			return n
		}
	}
	return 0
}

// block is how many years a worker takes at a time.
const block = 16

// Run plays years 0 to years-1 of a world on so many workers, and gives up when ctx
// ends. tick, if not nil, is told from any worker how many more years are done.
func Run(ctx context.Context, w World, years, workers int, tick func(int)) (Tally, error) {
	if err := w.Check(); err != nil {
		return Tally{}, err
	}
	total := newTally(w.Rounds)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next atomic.Int64
	var mu sync.Mutex
	var all sync.WaitGroup
	for range max(1, workers) {
		all.Go(func() {
			part := newTally(w.Rounds)
			if err := w.work(ctx, &next, years, &part, tick); err != nil {
				stop(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			total.merge(part)
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return Tally{}, err
	}
	return total, nil
}

// work plays blocks of years until none is left.
func (w World) work(ctx context.Context, next *atomic.Int64, years int, into *Tally, tick func(int)) error {
	roster := w.roster()
	for {
		first := int(next.Add(block)) - block
		if first >= years {
			return nil
		}
		last := min(first+block, years)
		for n := first; n < last; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			o, err := w.play(n, roster)
			if err != nil {
				return err
			}
			into.add(o)
		}
		if tick != nil {
			tick(last - first)
		}
	}
}
