package scoring

import "math"

// The watermelon rules of SCORING.md 8: green outside, red inside. Their other
// two limits are in Params.
const (
	melonP         = 0.95 // certainty that raises either
	melonGap       = 1.0  // perceived: IT sees its delivery at least this far above the value the business sees, points
	melonDelivery  = 3.5  // perceived: and at least as good as this, points
	melonPublished = 3    // published rounds that both dimensions need, since a re-baseline
)

// Watermelon is the status watermelon of one initiative: an operational status
// of green while the business, with strong evidence, sees little value. The
// zero value is ready. It is a word, for people to see; the figures behind it
// stay in this package.
//
// With mu, c, SS and f of the business's ratings of dimension value
// (SCORING.md 3), nu = nu0+c-1 and tau2 = (nu0*tau0^2+SS)/nu, it is raised when
// T_nu((3-mu)/sqrt(tau2*f)) >= .95 while the status is green, and ends when the
// status leaves green or mu >= 3.25. In between it latches. Neither the mean nor
// its variance is shrunk. A whole side that rates lower is never less certain to
// raise it; one person who rates lower may be, when the doubt that this
// sows about the others outweighs the lower mean. SCORING.md 8.
type Watermelon struct {
	On bool `json:"on,omitempty"`
}

// Next is the watermelon after a round close in which delivery or value was
// asked, or after a change of the operational status. green says that there is
// such a status and that it is green. Without one, ask PerceivedWatermelon.
//
// It is raised only when both dimensions have three published rounds since
// their last re-baseline and their last round was published. While the last
// round of value was not published, or somebody has been erased since, nothing
// new may be said and it stays; a status that leaves green ends it even then.
// A nil state is a dimension that was never asked.
//
// The rule is for initiatives in stage live. For the others the caller drops
// the watermelon and asks no more.
func (m Watermelon) Next(p Params, green bool, delivery, value *State) Watermelon {
	if !green {
		return Watermelon{}
	}
	if !value.Told() {
		return m
	}
	next := m.next(p, green, value.side(p, Biz))
	if next.On && !(delivery.ready() && value.ready()) {
		return m
	}
	return next
}

// next is the rule itself. It also holds for a side without contributors, of
// which nothing is known.
func (m Watermelon) next(p Params, green bool, biz summary) Watermelon {
	switch {
	case !green:
		return Watermelon{}
	case biz.c == 0:
		return m
	case biz.mu >= p.MelonClose:
		return Watermelon{}
	case noValue(p, biz) >= melonP:
		return Watermelon{On: true}
	}
	return m
}

// noValue is how certain it is that the business's mean is below the limit.
// Nothing it divides by can be 0: nu >= nu0, tau2 > 0 through the prior, f > 0.
func noValue(p Params, biz summary) float64 {
	v, nu := alone(p, biz)
	return studentCDF(nu, (p.MelonMid-biz.mu)/math.Sqrt(v))
}

// PerceivedWatermelon is the watermelon of an initiative whose operational
// status nobody reports: IT is sure of its delivery, and the business sees
// little value. It is a word, for people to see.
//
// With mu, c, SS and f of IT's ratings of delivery and of the business's
// ratings of value (SCORING.md 3), X = mu_it - mu_biz, V the sum of the two
// sides' tau2*f, each tau2 from that side alone, and nu = nu0+(c_it-1)+(c_biz-1),
// it is raised when T_nu((X-1)/sqrt V) >= .95, mu_it >= 3.5 and mu_biz < 3. It
// is not shrunk and does not latch. SCORING.md 8.
//
// It is false unless the last round of both dimensions was published, both have
// three published rounds since their last re-baseline, and nobody was erased
// since. A nil state is a dimension that was never asked. The rule is for
// initiatives in stage live, which is for the caller to see to.
func PerceivedWatermelon(p Params, delivery, value *State) bool {
	if !delivery.ready() || !value.ready() {
		return false
	}
	return perceived(p, delivery.side(p, IT), value.side(p, Biz))
}

// perceived is the rule itself.
func perceived(p Params, it, biz summary) bool {
	if it.c == 0 || biz.c == 0 {
		return false
	}
	return tooRosy(p, it, biz) >= melonP && it.mu >= melonDelivery && biz.mu < p.MelonMid
}

// tooRosy is how certain it is that IT's view of its delivery lies more than
// melonGap above the business's view of the value.
func tooRosy(p Params, it, biz summary) float64 {
	vIT, _ := alone(p, it)
	vBiz, _ := alone(p, biz)
	nu := p.Nu0 + float64((it.c-1)+(biz.c-1))
	return studentCDF(nu, (it.mu-biz.mu-melonGap)/math.Sqrt(vIT+vBiz))
}

// alone is the variance of a side's mean, in points squared, and its degrees of
// freedom, from that side and the prior only.
func alone(p Params, s summary) (v, nu float64) {
	nu = p.Nu0 + float64(s.c-1)
	return (p.Nu0*p.Tau0Sq + s.ss) / nu * s.f, nu
}

// Told reports that the views in the state are those of the last publication:
// the last round was published, and nobody who counted in it was erased since.
// Otherwise a word made from them would say something that was not published
// (SCORING.md 9), and whatever was said before stays. A nil state, and one
// without rounds, has told nothing.
func (s *State) Told() bool {
	return s != nil && s.b.Status == OK && s.b.Side[IT].New.own()+s.b.Side[Biz].New.own() == 0
}

// ready reports that a watermelon may be raised from this dimension.
func (s *State) ready() bool { return s.Told() && s.b.Published >= melonPublished }

// side sums up one side's own ratings after the last folded round.
func (s *State) side(p Params, side Side) summary {
	return summarise(p, s.b.Side[side].People, s.b.N[side], ratings)
}
