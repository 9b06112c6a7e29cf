// Package sandbox is the practice workspace: a stateful stand-in for Slack that
// a bot speaks to over HTTP and WebSocket only, exactly as it would speak to the
// real one. One thing, three uses: the demo's page, whole-service stories, load
// tests.
//
// A Workspace has members, channels and an installed app. The app calls the Web
// API under Handler's /api/; a test or the page acts as a person through verbs
// (Command, Press, Submit, Mention ...), each of which travels to the bot signed,
// over HTTP or, while a socket is open, over Socket Mode. What people then see is
// written to a ledger, in order; nothing else counts as an effect.
//
// It is stricter than Slack where strictness finds faults early: a payload over a
// documented limit is refused and also noted in Violations, so that a test can
// fail on it even when the bot swallowed the refusal. And it lies on request:
// faults delay, reset, refuse, or accept and then pretend not to have.
//
// Two clocks: timestamps of messages, users' zones, retry schedules and
// response_url lifetimes follow Config.Now; signatures, the three seconds for an
// answer and for a trigger follow the real clock, as they do at Slack's end.
package sandbox
