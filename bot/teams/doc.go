// Package teams brings the desk to Microsoft Teams, both ways.
//
// In: Microsoft's Bot Connector delivers an Activity (something was written,
// pressed, installed) to one address. The Gate judges the token of the request
// before it reads the body, then the body against the token, and only then hands
// the Activity on. A Validator does the judging: who signed (the keys of
// Microsoft's OpenID document, kept for a day), for which app, from which
// Connector (Hosts), for which Microsoft tenant. What is refused is refused with
// the same words, whatever the reason; the reason goes to the log.
package teams
