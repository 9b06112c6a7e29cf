package simulation

import "parallax/scoring"

// Course is what a plan knows of one dimension.
type Course struct {
	Asked   int                // round in which it was last asked; 0: never
	Guessed int                // round in which its guess was last asked
	Said    scoring.Disclosure // what the product said after that
}

// Plan chooses what a round asks: places in courses, each once, the one whose guess
// is asked first. Rounds count from 1. It must be safe to be called by several
// years at once and keep nothing.
type Plan func(round int, courses []Course) []int
