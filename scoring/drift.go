package scoring

import (
	"encoding/json"
	"math"
)

// Change says how the width of a gap moved since the baseline. It is a label and
// never an alert (SCORING.md 8).
type Change string

// The changes.
const (
	Widening  Change = "widening"
	Narrowing Change = "narrowing"
	Steady    Change = "steady"
)

// Drift is the change of a gap's width since the baseline, D = abs(G) - abs(G0).
type Drift struct {
	Change float64 `json:"change"` // D, points; positive: the sides moved apart
	Label  Change  `json:"label"`
}

// baseline is the published round in which base_rounds were reached: the third.
type baseline struct {
	G     float64 `json:"g"` // its gap and variance, both shrunk
	V     float64 `json:"v"`
	Words words   `json:"w"`           // its round is 0 while there is no baseline
	Exact bool    `json:"x,omitempty"` // numbers were allowed in it, more than the means
}

// drift compares a published gap with the baseline. The two are treated as
// independent: Phi((D - drift_delta)/sqrt(V + V0)) >= drift_p is widening, its
// mirror with -D narrowing. V is never 0, so the division is safe. (They share
// answers, which makes V + V0 larger than the variance of the difference: a drift
// is said late rather than wrongly.)
func (b baseline) drift(p Params, x gap) Drift {
	d := math.Abs(x.g) - math.Abs(b.G)
	se := math.Sqrt(x.v + b.V)
	switch {
	case normalCDF((d-p.DriftDelta)/se) >= p.DriftP:
		return Drift{d, Widening}
	case normalCDF((-d-p.DriftDelta)/se) >= p.DriftP:
		return Drift{d, Narrowing}
	}
	return Drift{d, Steady}
}

// trendLength is how many published rounds the trend arrow looks at.
const trendLength = 12

// course are the raw gaps of the last published rounds: mean own rating of IT
// minus that of the business, answers of that round only. Null where a side
// did not answer in the round.
type course struct {
	Raw [trendLength]Maybe[float64]
	N   int
}

// MarshalJSON writes the list of raw gaps, oldest first.
func (c course) MarshalJSON() ([]byte, error) { return json.Marshal(c.Raw[:c.N]) }

// UnmarshalJSON reads the list; of a longer one the last entries.
func (c *course) UnmarshalJSON(data []byte) error {
	var list []Maybe[float64]
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	*c = course{}
	for _, raw := range list {
		c.add(raw)
	}
	return nil
}

// add appends the raw gap of a published round and drops the oldest beyond
// trendLength.
func (c *course) add(raw Maybe[float64]) {
	if c.N == trendLength {
		copy(c.Raw[:], c.Raw[1:])
		c.N--
	}
	c.Raw[c.N] = raw
	c.N++
}

// arrow is the trend over the rounds that have a raw gap: +1 IT's ratings rise
// against those of the business, -1 they fall, 0 no trend.
func (c *course) arrow() int {
	var y [trendLength]float64
	n := 0
	for _, raw := range c.Raw[:c.N] {
		if raw.Known {
			y[n] = raw.Value
			n++
		}
	}
	t, _ := TrendOf(y[:n])
	return t.Arrow()
}

// rawGap is the difference of the sides' mean own ratings in one round.
func rawGap(answers [2][]Answer) Maybe[float64] {
	var mean [2]float64
	for _, s := range Sides {
		n := 0
		for _, a := range answers[s] {
			if a.Own != 0 {
				n++
				mean[s] += float64(a.Own)
			}
		}
		if n == 0 {
			return Maybe[float64]{}
		}
		mean[s] /= float64(n)
	}
	// Rounded, so that equal gaps tie: 13/3 - 10/3 and 11/3 - 8/3 differ in their
	// last bit, and a trend would count that as a rise.
	return Some(math.Round((mean[IT]-mean[Biz])*1e9) / 1e9)
}
