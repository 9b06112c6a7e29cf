// Package teams brings the desk to Microsoft Teams, both ways.
//
// In: Microsoft's Bot Connector delivers an Activity (something was written,
// pressed, installed) to one address. The Gate judges the token of the request
// before it reads the body, then the body against the token, and only then hands
// the Activity on. A Validator does the judging: who signed (the keys of
// Microsoft's OpenID document, kept for a day), for which app, from which
// Connector (Hosts), for which Microsoft tenant. What is refused is refused with
// the same words, whatever the reason; the reason goes to the log. The Handler works
// on it: what is pressed is answered on the spot, with the card as it stands now or a
// word; everything else that there is to say is a letter.
//
// Out: the Courier brings letters, each as one Adaptive Card (Renderer), by one call
// of the Connector. Where to write to is learnt from what people send (References);
// what Teams refuses is told from what nobody knows (classify). Nobody can look
// whether a message arrived: a press on its card is the only proof.
package teams
