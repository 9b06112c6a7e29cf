package scoring

import (
	"math"
	"sync/atomic"

	"gonum.org/v1/gonum/stat/distuv"
)

// studentCDF is T_nu(x). Close to 1 it loses digits that nobody is told:
// certainty is named as .99 at most.
func studentCDF(nu, x float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu}.CDF(x)
}

// normalCDF is Phi(x), the standard normal CDF.
func normalCDF(x float64) float64 { return distuv.UnitNormal.CDF(x) }

// tableSize bounds the tables of quantiles, in degrees of freedom.
const tableSize = 1024

// table remembers a quantile by its whole degrees of freedom: with a whole nu0
// there is one nu for every number of contributors, and a quantile costs more
// than all the rest of a round. It is a cache only: what it returns never depends
// on its content. An entry holds the bits of the quantile, 0 for none yet.
type table [tableSize]atomic.Uint64

// at returns the entry of df, computing it when it is not there.
func (t *table) at(df int, compute func(df float64) float64) float64 {
	if df >= tableSize {
		return compute(float64(df))
	}
	if bits := t[df].Load(); bits != 0 {
		return math.Float64frombits(bits)
	}
	q := compute(float64(df))
	t[df].Store(math.Float64bits(q))
	return q
}

var t975, chi95 table

// student975 is q_nu(.975).
func student975(nu float64) float64 {
	if nu != math.Trunc(nu) || nu >= tableSize {
		return quantile975(nu)
	}
	return t975.at(int(nu), quantile975)
}

// quantile975 computes q_nu(.975).
func quantile975(nu float64) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: nu}.Quantile(0.975)
}

// chiSquareQuantile is x2_k(p), k >= 1 degrees of freedom.
func chiSquareQuantile(k int, p float64) float64 {
	if p != 0.95 {
		return distuv.ChiSquared{K: float64(k)}.Quantile(p)
	}
	return chi95.at(k, func(k float64) float64 { return distuv.ChiSquared{K: k}.Quantile(0.95) })
}
