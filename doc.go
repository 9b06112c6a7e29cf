// Package parallax is the root of the module and holds no code, only the papers
// that a deployment shows. Start with package checkins, which is the domain, and
// cmd/parallax, which is the program; ARCHITECTURE.md shows how the packages
// depend on one another, and the test beside this file holds them to it.
package parallax
