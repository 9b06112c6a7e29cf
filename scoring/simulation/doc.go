// Package simulation says what a roster and a plan of asking can see, and how
// often a rule would cry wolf: it plays years of an initiative in a world whose
// true gaps are known, and lets the product's rule and the rules that people use
// today read the same answers.
//
// The world and the comparison rules are those of SCORING.md 11. Where that
// leaves something open, this is how it is played:
//
//   - The persistent part of the people's opinions is centred on each side and
//     dimension, so that the true gap of the roster, which is what the product
//     estimates, is exactly the one that was planted, and 0 where none was.
//     Without that, rosters of three differ by half a point by chance alone, and
//     rightly raise alerts.
//   - A planted gap lowers one side's level in one dimension; sides and dimensions
//     take turns over the years. Downwards, because levels start at 2.9 to 4.1: a
//     point and a half upwards would mostly end at the top of the scale.
//   - In a round a lead answers all that is asked, or nothing.
//   - Guesses equal the own rating. They matter here only to the rule that holds a
//     publication back when too few people changed.
//   - An alert is false when no gap is there; a rule that goes on saying so counts
//     once, until it has been silent. A gap is found in the round in which the rule
//     first says so, with the right side being higher.
//   - A round whose answers do not allow a comparison rule (a side without answers;
//     for Welch, one answer on a side, or no variance at all) is silence.
//
// A year is a function of the world, its seed and the number of the year alone, so
// results do not depend on the number of cores, and worlds that differ in their
// gap only share people and weather.
package simulation
