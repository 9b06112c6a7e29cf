// Package scoring turns the ratings of two small groups of people into a
// statement about the gap between them: we keep each lead's recent view (older
// answers count half as much each round), average the views per side, and say
// so when there is strong evidence that the two sides are more than half a
// point apart, and whether they know it.
//
// # For a newcomer
//
// One [State] belongs to one (initiative, dimension). At every round close in
// which the dimension was asked, [State.Fold] takes the [Roster] and the
// [Sheet] of answers, moves the state on, and returns the [Record] of that
// round. What people may be told comes from [State.Disclose] and from nowhere
// else: a Record and a State hold figures that must not leave for a channel,
// a chart or an export.
//
//	var s scoring.State                      // the zero value is ready
//	rec, err := s.Fold(p, 1, roster, sheet)  // once a round, at its close
//	d := s.Disclose(p)                       // the words, and perhaps numbers
//
// The package is arithmetic only: no time, no I/O, no randomness. The same
// answers give the same bits, whatever the order of people and answers.
//
// # For a statistician
//
// The estimand is the gap between the leads of this initiative, a finite
// roster, and not between "IT" and "business" at large. SCORING.md is the
// specification; the files follow its sections.
//
//   - filter.go (3): each person's view is an exponentially weighted mean with
//     weight w; a side is the mean of its people, each with the reliability
//     weight h = w/(w+rho). 1/H - 1/n is the random-effects variance of a roster
//     mean with finite-population correction, so silent or stale people widen it.
//   - gap.go (4): the person variance is pooled with a prior of nu0 people, the
//     moderated variance of limma; the gap is shrunk towards 0 and tested against
//     the smallest gap that matters, a moderated TREAT test.
//   - alert.go (5): hysteresis, so that an episode opens on strong evidence and
//     closes when the gap is small, one evaluation at a time.
//   - seen.go, label.go (6): co-orientation, that is agreement, perceived
//     agreement and accuracy: whether each side knows where the other one stands.
//   - split.go (7): whether a side is divided in itself, after answer noise is
//     taken off.
//   - drift.go, trend.go, watermelon.go (8): the change since the baseline, the
//     trend arrow, and delivery that looks good beside value that does not.
//   - rank.go, priority.go (8): what leads rank first, and whether the sides agree.
//   - digest.go, worst.go (8): which of many states to list, and in which order.
//   - pending.go, disclosure.go (9): what may be published, and as what.
//   - record.go (12): one round, in the JSON of the golden files.
//
// Nothing is ever divided by c-1 or by a raw variance (10): unanimous sides and
// one person against one are ordinary input.
//
// # Erasing a person
//
// A person's filter depends on that person's answers alone. [State.Forget]
// therefore leaves every remaining view exactly as a refold of all rounds
// without the person would, while the published history, the episodes and the
// pending sets stay as they are, with the person counted as a leaver. A refold
// from stored answers is always possible (start from the zero State, fold
// ascending rounds); after an erasure it gives the same views, but its
// published history may differ from the one people have seen, so keep the
// state that Forget leaves.
//
// # References
//
//   - McCarthy, Smyth: Testing significance relative to a fold-change threshold
//     is a TREAT. Bioinformatics 25(6), 2009.
//   - Smyth: Linear models and empirical Bayes methods for assessing differential
//     expression in microarray experiments. Stat. Appl. Genet. Mol. Biol. 3(1), 2004.
//   - McLeod, Chaffee: Interpersonal approaches to communication research.
//     American Behavioral Scientist 16(4), 1973.
package scoring
