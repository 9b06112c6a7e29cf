package main

import "time"

// scale is how much is measured, and for how long.
type scale struct {
	turns    int           // of the service and the bare handler against each other
	long     time.Duration // one load
	requests int           // of redis-benchmark
	callers  int           // leads of whom the loads come: so many that nobody asks too much at once
	stored   []int         // leads, for memory
	steady   time.Duration // the load under which memory is looked at
	idle     time.Duration // for which ticks are counted
	orgs     [2]int        // few and many
	idlers   [2]int        // few and many leads of one org
	yearly   [2]int        // leads of an initiative, few and many
	weeks    [2]int        // of each
	quiet    time.Duration // after the start of the service, until its first turns are made
}

var full = scale{
	turns: 3, long: 8 * time.Second, requests: 60_000, callers: 8_000, stored: []int{1_000, 10_000, 100_000}, steady: 20 * time.Second,
	idle: 10 * time.Second, orgs: [2]int{10, 1_000}, idlers: [2]int{100, 10_000}, yearly: [2]int{12, 200}, weeks: [2]int{52, 9}, quiet: 3 * time.Second,
}

var short = scale{
	turns: 1, long: 2 * time.Second, requests: 10_000, callers: 4_000, stored: []int{1_000, 5_000}, steady: 3 * time.Second,
	idle: 4 * time.Second, orgs: [2]int{10, 100}, idlers: [2]int{100, 1_000}, yearly: [2]int{12, 60}, weeks: [2]int{7, 5}, quiet: 2 * time.Second,
}

const (
	// atOnce is how many call at once when it is asked how much can be done.
	atOnce = 32
	// underWay is how many requests may be under way at most in an open load.
	underWay = 256
	seed     = 1 // of the arrivals
)
