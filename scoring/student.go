package scoring

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// studentCDF is T_nu(x). Close to 1 it loses digits that nobody is told:
// certainty is named as .99 at most.
func studentCDF(nu, x float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu}.CDF(x)
}

// normalCDF is Phi(x), the standard normal CDF.
func normalCDF(x float64) float64 { return distuv.UnitNormal.CDF(x) }

// quantiles remembers q_nu(.975) by nu. With a whole nu0 there is one nu for
// every number of contributors, and a quantile costs more than all the rest of
// a round. It is a cache only: what it returns never depends on its content.
var quantiles sync.Map // float64 -> float64

// maxCachedNu bounds the cache, which holds whole nu only.
const maxCachedNu = 4096

// student975 is q_nu(.975).
func student975(nu float64) float64 {
	if nu != math.Trunc(nu) || nu > maxCachedNu {
		return quantile975(nu)
	}
	if q, ok := quantiles.Load(nu); ok {
		return q.(float64)
	}
	q := quantile975(nu)
	quantiles.Store(nu, q)
	return q
}

// quantile975 computes q_nu(.975).
func quantile975(nu float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu}.Quantile(0.975)
}
