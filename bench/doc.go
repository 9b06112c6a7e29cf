// Command bench measures the service as it runs: `parallax serve` in a process of
// its own, with a real Redis and a stand-in for Slack and Teams that answers at once.
// It makes signed requests, holds what it measures against a bare handler and against
// Redis alone, all in one run on one machine, and prints one table. A bar that is
// missed is printed as such; the exit code is 0 either way, for machines are noisy.
//
//	go run ./bench          about ten minutes
//	go run ./bench -short   about one, for trying
//
// It needs redis-server and redis-benchmark in PATH and, for memory and processor
// time, a /proc as Linux has it.
package main
