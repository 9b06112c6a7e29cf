// Package checkins is the domain: people, initiatives and time. It decides what
// is asked of whom and when, keeps the answers until the stated close, has them
// scored, and decides what is worth saying.
//
// A round runs in a straight line. Desk.Tick derives from the store what is due:
// rounds open under ids that derive from their date, and their asks are posted
// to the Outbox in the same step. Desk.Deliver claims pending letters, works out
// what they say now, and has a Courier make one attempt; in a service a Sender
// does so for many orgs at once, and no slow one delays another. An answer comes in
// through Desk.Answer and is stored in one round trip. When the stated close has
// come a later Tick seals the round, scores it (Score, pure), judges what is
// worth saying (Judge, pure) and stores all of it, letters included, in one step.
//
// Nothing is scheduled in memory: any process may stop at any point, and the
// next Tick of any other goes on. Ids derive from what they name, and every write
// is idempotent, so doing something twice is doing it once.
//
// Messages are intentions (Ask, GapAlert, Card ...): what is meant, not how it
// looks. Results stand in them only as scoring.Disclosure, so nothing that may
// not be shown can reach a platform.
package checkins
