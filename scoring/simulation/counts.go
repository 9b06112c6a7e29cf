package simulation

// counts are the people of a side by their rating, 1 at the front.
type counts [5]int

func (c counts) people() int { return c[0] + c[1] + c[2] + c[3] + c[4] }

// sum is that of the ratings.
func (c counts) sum() int { return c[0] + 2*c[1] + 3*c[2] + 4*c[3] + 5*c[4] }

// moments are the number, mean and variance (by n-1) of the ratings of at least one
// person. The variance of one rating is 0.
func (c counts) moments() (n, mean, variance float64) {
	n = float64(c.people())
	mean = float64(c.sum()) / n
	for i, k := range c {
		off := float64(i+1) - mean
		variance += float64(k) * off * off
	}
	return n, mean, variance / max(1, n-1)
}
