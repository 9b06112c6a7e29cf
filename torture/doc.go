// Package torture is where the whole program is ill-treated: several real `parallax
// serve` processes on real Redis servers, before the stand-ins of package sandbox, are
// killed, frozen and cut off, and afterwards what people saw is held against what is
// stored. It has tests only. They bear the ids of the test plan, print their seeds,
// and run when PARALLAX_TORTURE says how thoroughly: short, which takes minutes, or
// full (make torture-short, make torture).
package torture
