package simulation

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// welch is Welch's t-test: t, positive when a's mean is the higher one, its degrees
// of freedom and the two-sided p. ok is false where the test is not defined: with one
// answer on a side, or without variance on both (Welch: The generalization of
// Student's problem when several different population variances are involved.
// Biometrika 34, 1947).
func welch(a, b counts) (t, nu, p float64, ok bool) {
	if a.people() < 2 || b.people() < 2 {
		return 0, 0, 0, false
	}
	n, meanA, varA := a.moments()
	m, meanB, varB := b.moments()
	if varA+varB == 0 {
		return 0, 0, 0, false
	}
	qa, qb := varA/n, varB/m
	t = (meanA - meanB) / math.Sqrt(qa+qb)
	nu = (qa + qb) * (qa + qb) / (qa*qa/(n-1) + qb*qb/(m-1))
	return t, nu, 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu}.CDF(-math.Abs(t)), true
}
