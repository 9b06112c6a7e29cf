package main

// mutants are the changes that a test must notice, in the order of
// SCORING.md. A piece is as long as it must be to occur once.
var mutants = []mutant{
	// 2: constants.
	{"params.go", "SplitNoise: 0.36", "SplitNoise: 0.35"},
	{"params.go", "DriftDelta: 0.25", "DriftDelta: 0.26"},
	{"params.go", "p.KMin, 3}", "p.KMin, 2}"},

	// 3: weights, what is stale, what nobody knows.
	{"filter.go", "/ (t.W + 1), t.W + 1}", "/ (t.W + 1), t.W + 2}"},
	{"filter.go", "if t.W < p.WMin {\n\t\t\tcontinue\n\t\t}\n\t\th :=", "if t.W <= p.WMin {\n\t\t\tcontinue\n\t\t}\n\t\th :="},
	{"filter.go", "1/s.h - 1/float64(n)", "1/s.h + 1/float64(n)"},
	{"filter.go", "who.Own.W >= p.WMin", "who.Own.W > p.WMin"},

	// 4: the gap, its variance, its certainty.
	{"gap.go", "(it.c-1)+(biz.c-1)", "(it.c-1)+(biz.c-0)"},
	{"gap.go", "p.Nu0*p.Tau0Sq + (it.ss", "p.Nu0*p.Tau0Sq - (it.ss"},
	{"gap.go", "p.S0Sq / (p.S0Sq + v)", "p.S0Sq / (p.S0Sq - v)"},
	{"gap.go", "(-g-p.Delta)/se", "(+g-p.Delta)/se"},
	{"gap.go", "g < 1.5", "g <= 1.5"},
	{"student.go", "Quantile(0.975)", "Quantile(0.95)"},

	// 5: when an alert opens and closes.
	{"alert.go", "published >= p.BaseRounds", "published > p.BaseRounds"},
	{"alert.go", "x.certainty >= p.POpen", "x.certainty > p.POpen"},
	{"alert.go", "math.Abs(x.g) < p.Close", "math.Abs(x.g) <= p.Close"},

	// 6: what a side believes, and the label.
	{"filter.go", "a.Own - a.Guess", "a.Own + a.Guess"},
	{"seen.go", "float64(pair.c-1)", "float64(pair.c-0)"},
	{"seen.go", "real.g - believed", "real.g + believed"},
	{"seen.go", "PBlind <= 1-p.PBlind", "PBlind < 1-p.PBlind"},
	{"gap.go", "g >= 0", "g > 0"},
	{"label.go", "it == ViewBlind && biz == ViewBlind", "it == ViewBlind || biz == ViewBlind"},
	{"label.go", "x.aligned >= p.PAligned:", "x.aligned > p.PAligned:"},

	// 7: a side divided in itself.
	{"split.go", "t.W >= p.SplitFresh {\n\t\t\tfresh", "t.W > p.SplitFresh {\n\t\t\tfresh"},
	{"split.go", "q/(k-1)-noise", "q/(k-0)-noise"},
	{"split.go", "spread >= p.SplitSD", "spread > p.SplitSD"},
	{"split.go", "+noise) >= chiSquare", "+noise) > chiSquare"},

	// 8: baseline, trend, watermelon, digest, the worst dimension.
	{"drift.go", "(-d-p.Drift", "(+d-p.Drift"},
	{"drift.go", "(d-p.DriftDelta)/se) >= p.DriftP", "(d-p.DriftDelta)/se) > p.DriftP"},
	{"state.go", "b.Published == p.BaseRounds", "b.Published >= p.BaseRounds"},
	{"trend.go", "trendLeast = 6", "trendLeast = 5"},
	{"trend.go", "t.S-sign", "t.S+sign"},
	{"watermelon.go", "melonP         = 0.95", "melonP         = 0.94"},
	{"watermelon.go", "biz.mu >= p.MelonClose", "biz.mu > p.MelonClose"},
	{"digest.go", "q <= digestQ", "q < digestQ"},
	{"worst.go", "-cmp.Compare(a.Latest.Certainty", "+cmp.Compare(a.Latest.Certainty"},

	// 9: what may be said, and when a figure may.
	{"pending.go", "c[s] < p.kMin", "c[s] <= p.kMin"},
	{"pending.go", "n.own() >= k", "n.own() > k"},
	{"pending.go", "n.pair() >= k", "n.pair() > k"},
	{"pending.go", "p.KNew+1", "p.KNew+0"},
	{"pending.go", "found || contributes", "found && contributes"},
	{"disclosure.go", "pair[s].c >= p.KExact", "pair[s].c > p.KExact"},
	{"disclosure.go", "SinceBaseline.Known && b", "SinceBaseline.Known || b"},
	{"state.go", "may && !b", "may || !b"},
	{"disclosure.go", "b.Mode[IT] != b", "b.Mode[IT] == b"},
	{"disclosure.go", "if open || w.Band", "if open && w.Band"},
	{"disclosure.go", "maxCertainty = 0.99", "maxCertainty = 0.999"},
}
