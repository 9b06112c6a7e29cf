// Package checkinstest holds what tests of the other rooms share: an in-memory
// store (Memory), a scripted Courier, fixtures (Setup, Round, Ask ...), and the
// contract of the store interfaces of package checkins as tests.
//
// A store proves itself with
//
//	func TestContract(t *testing.T) { checkinstest.Run(t, open) }
//	func TestModel(t *testing.T)    { checkinstest.Model(t, open) }
//
// Run has at least one subtest for each sentence of the doc comments in
// ports.go, answer.go and letter.go. Model compares a store with Memory under
// random sequences of calls. Neither sleeps: time that has to pass passes in
// Subject.Expire.
package checkinstest
