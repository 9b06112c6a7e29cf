// Package sandbox is the practice workspace: stateful stand-ins for Slack and for
// Microsoft Teams that a bot speaks to over HTTP and WebSocket only, exactly as it
// would speak to the real ones. One thing, three uses: the demo's page, whole-service
// stories, load tests.
//
// A Workspace is the Slack side. It has members, channels and an installed app. The
// app calls the Web API under Handler's /api/; a test or the page acts as a person
// through verbs (Command, Press, Submit, Mention ...), each of which travels to the
// bot signed, over HTTP or, while a socket is open, over Socket Mode. What people
// then see is written to a ledger, in order; nothing else counts as an effect.
//
// It is stricter than Slack where strictness finds faults early: a payload over a
// documented limit is refused and also noted in Violations, so that a test can
// fail on it even when the bot swallowed the refusal. And it lies on request:
// faults delay, reset, refuse, or accept and then pretend not to have.
//
// A Tenant is the Teams side, in the same manner: the app calls the Connector, the
// token endpoint and the key documents under Handler's /teams/; people write, press
// the buttons of Adaptive Cards, install, uninstall and block the app, and each such
// act travels to the bot's /api/messages with a token that is really signed. Ledger,
// calls, violations and faults are the same things there.
//
// Two clocks: timestamps of messages, users' zones, retry schedules and
// response_url lifetimes follow Config.Now; signatures, the three seconds for an
// answer and for a trigger follow the real clock, as they do at Slack's end.
package sandbox
