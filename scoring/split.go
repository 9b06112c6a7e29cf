package scoring

import "math"

// split is whether a side is divided in itself (SCORING.md 7). It moves on
// published rounds only.
type split struct {
	open   bool
	spread Maybe[float64] // what the people of the side vary beyond answer noise, points; known from split_n fresh people
}

// divide measures one side of a published round. was is the split before it.
//
// Over the k people with w >= split_fresh: Q = sum (m_i - mean m)^2 and
// u = mean(1/w_i), so split_noise*u is the part of Q/(k-1) that answer noise
// explains, and spread = sqrt(max(0, Q/(k-1) - split_noise*u)), in points, 0 to
// about 2.3. A split opens when Q/(split_sd^2 + split_noise*u) reaches the
// split_p quantile of chi-square with k-1 degrees of freedom, which is where a
// side that varies by less than split_sd seldom comes, and stays while spread >=
// split_sd. With fewer than split_n such people nothing is measured and the split
// stays as it was. Nothing is divided by 0: split_n is at least 2, split_fresh
// above 0.
func divide(p Params, was bool, people []person) split {
	s := split{open: was}
	var fresh int
	var sum, inverse float64
	for i := range people {
		if t := people[i].Own; t.W >= p.SplitFresh {
			fresh++
			sum += t.M
			inverse += 1 / t.W
		}
	}
	if fresh < p.SplitN {
		return s
	}
	k := float64(fresh)
	mean, noise := sum/k, p.SplitNoise*inverse/k
	var q float64
	for i := range people {
		if t := people[i].Own; t.W >= p.SplitFresh {
			q += (t.M - mean) * (t.M - mean)
		}
	}
	spread := math.Sqrt(math.Max(0, q/(k-1)-noise))
	s.spread = Some(spread)
	if was {
		s.open = spread >= p.SplitSD
	} else {
		s.open = q/(p.SplitSD*p.SplitSD+noise) >= chiSquareQuantile(fresh-1, p.SplitP)
	}
	return s
}
