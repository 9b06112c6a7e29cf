package scoring

import (
	"fmt"
	"math"
)

// Params are the constants of SCORING.md 2. Use Defaults, a preset of it, or
// raise the three K fields; nothing else is tunable for users. The values that
// were in force when a round closed are stored with that round.
type Params struct {
	Lambda float64 `json:"lambda"`  // weight an answer keeps per later round, in (0,1)
	Rho    float64 `json:"rho"`     // answer noise variance / person variance, > 0
	Tau0Sq float64 `json:"tau0_sq"` // prior person variance, points squared, > 0
	Nu0    float64 `json:"nu0"`     // weight of that prior, in people, > 0
	S0Sq   float64 `json:"s0_sq"`   // prior variance of the gap, points squared, > 0
	Delta  float64 `json:"delta"`   // smallest gap that matters, points, > 0

	POpen    float64 `json:"p_open"`    // certainty that opens an alert: "strong evidence"
	PWatch   float64 `json:"p_watch"`   // certainty that says watch: "some evidence"
	PAligned float64 `json:"p_aligned"` // certainty that says aligned
	PBlind   float64 `json:"p_blind"`   // certainty that a side is blind; it sees at 1-PBlind

	Close      float64 `json:"close"`       // an open alert closes when abs(G) is below this, points
	BaseRounds int     `json:"base_rounds"` // published rounds that form the baseline; none opens earlier
	WMin       float64 `json:"w_min"`       // below this weight a view is stale and drops out, > 0

	SplitSD    float64 `json:"split_sd"`    // a side is divided from this spread on, points
	SplitNoise float64 `json:"split_noise"` // answer noise variance taken off the spread
	SplitFresh float64 `json:"split_fresh"` // weight from which a person counts for the split
	SplitN     int     `json:"split_n"`     // people needed for a spread
	SplitP     float64 `json:"split_p"`     // certainty that opens a split

	DriftDelta float64 `json:"drift_delta"` // least change of the gap's width since the baseline, points
	DriftP     float64 `json:"drift_p"`     // certainty of such a change
	MelonMid   float64 `json:"melon_mid"`   // a business mean below this contradicts a green status, points
	MelonClose float64 `json:"melon_close"` // the contradiction ends at this mean, points

	KMin   int `json:"k_min"`   // contributors for words, a confidential side; at least 3
	KNew   int `json:"k_new"`   // people who changed since the last publication; at least 2
	KExact int `json:"k_exact"` // contributors for numbers; at least 5
}

// Defaults returns the constants of SCORING.md 2, which is preset "normal".
func Defaults() Params {
	return Params{
		Lambda: 0.5, Rho: 1, Tau0Sq: 0.36, Nu0: 8, S0Sq: 1, Delta: 0.5,
		POpen: 0.95, PWatch: 0.75, PAligned: 0.70, PBlind: 0.80,
		Close: 0.33, BaseRounds: 3, WMin: 0.05,
		SplitSD: 0.9, SplitNoise: 0.36, SplitFresh: 0.5, SplitN: 4, SplitP: 0.95,
		DriftDelta: 0.25, DriftP: 0.90, MelonMid: 3, MelonClose: 3.25,
		KMin: 3, KNew: 2, KExact: 5,
	}
}

// WithPreset returns p with the certainty that opens an alert taken from the
// preset: "calm" .975, "normal" .95, "eager" .90. An unknown name is an error.
func (p Params) WithPreset(name string) (Params, error) {
	switch name {
	case "calm":
		p.POpen = 0.975
	case "normal":
		p.POpen = 0.95
	case "eager":
		p.POpen = 0.90
	default:
		return Params{}, fmt.Errorf("preset %q is none of calm, normal, eager", name)
	}
	return p, nil
}

// Check returns an error that names the first constant outside its range. The
// K constants may only be raised: confidentiality is not tunable downwards.
func (p Params) Check() error {
	positive := []struct {
		name  string
		value float64
	}{
		{"rho", p.Rho}, {"tau0_sq", p.Tau0Sq}, {"nu0", p.Nu0}, {"s0_sq", p.S0Sq},
		{"delta", p.Delta}, {"close", p.Close}, {"w_min", p.WMin},
		{"split_sd", p.SplitSD}, {"split_noise", p.SplitNoise}, {"split_fresh", p.SplitFresh},
		{"drift_delta", p.DriftDelta}, {"melon_mid", p.MelonMid}, {"melon_close", p.MelonClose},
	}
	for _, c := range positive {
		// Written as "not greater" so that NaN is refused too.
		if !(c.value > 0) || math.IsInf(c.value, 1) {
			return fmt.Errorf("params: %s must be a positive number", c.name)
		}
	}
	share := []struct {
		name  string
		value float64
	}{
		{"lambda", p.Lambda}, {"p_open", p.POpen}, {"p_watch", p.PWatch},
		{"p_aligned", p.PAligned}, {"p_blind", p.PBlind},
		{"split_p", p.SplitP}, {"drift_p", p.DriftP},
	}
	for _, c := range share {
		if !(c.value > 0 && c.value < 1) {
			return fmt.Errorf("params: %s must lie between 0 and 1", c.name)
		}
	}
	least := []struct {
		name       string
		value, min int
	}{
		{"base_rounds", p.BaseRounds, 1}, {"split_n", p.SplitN, 2}, {"k_min", p.KMin, 3}, {"k_new", p.KNew, 2}, {"k_exact", p.KExact, 5},
	}
	for _, c := range least {
		if c.value < c.min {
			return fmt.Errorf("params: %s must be at least %d", c.name, c.min)
		}
	}
	return nil
}

// kMin is the number of contributors from which a side of that mode can be
// spoken of in words.
func (p Params) kMin(m Mode) int {
	if m == Named {
		return 1
	}
	return p.KMin
}

// kNew is the number of changed people below which a publication is held.
func (p Params) kNew(m Mode) int {
	if m == Named {
		return 0
	}
	return p.KNew
}
