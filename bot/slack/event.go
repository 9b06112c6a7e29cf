package slack

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// envelope is what the Events API delivers, as far as it is used.
type envelope struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Team      string `json:"team_id"`
	App       string `json:"api_app_id"`
	ID        string `json:"event_id"`
	Grants    []struct {
		Team string `json:"team_id"`
		User string `json:"user_id"`
		Bot  bool   `json:"is_bot"`
	} `json:"authorizations"`
	Event json.RawMessage `json:"event"`

	raw []byte
}

// written is something that a person wrote.
type written struct {
	Subtype string `json:"subtype"`
	User    string `json:"user"`
	Bot     string `json:"bot_id"`
	Text    string `json:"text"`
	Thread  string `json:"thread_ts"`
	Channel string `json:"channel"`
	Kind    string `json:"channel_type"`
	Team    string `json:"team"`
	Home    string `json:"user_team"` // of people of another organisation
}

// event decodes one delivery of the Events API. What is not listened to is
// accepted, or Slack would deliver it again and in the end switch us off.
func (h *Handler) event(body []byte) job {
	e := envelope{raw: body}
	if bot.TooDeep(body) || json.Unmarshal(body, &e) != nil {
		return done(malformed)
	}
	switch e.Type {
	case "url_verification":
		return done(answer{accepted.status, map[string]string{"challenge": e.Challenge}})
	case "event_callback":
	case "app_rate_limited":
		h.Log.Warn("slack limits the events of this app", "team", e.Team)
		return done(accepted)
	default:
		return done(accepted)
	}
	if h.wrongApp(e.App) {
		return done(unsigned)
	}
	if e.Team == "" && len(e.Grants) > 0 { // installed for an enterprise
		e.Team = e.Grants[0].Team
	}
	var inner struct {
		Type string `json:"type"`
	}
	if e.Team == "" || json.Unmarshal(e.Event, &inner) != nil {
		return done(malformed)
	}
	var do func(context.Context) error
	switch inner.Type {
	case "app_mention", "message":
		do = h.heard(e, inner.Type)
	case "app_home_opened":
		do = h.cameHome(e)
	case "user_change":
		do = h.changed(e)
	case "member_joined_channel":
		do = h.joined(e)
	case "app_uninstalled", "tokens_revoked":
		do = h.revoked(e)
	}
	if do == nil {
		return done(accepted)
	}
	return job{
		what: "event " + inner.Type,
		do:   func(ctx context.Context) (answer, error) { return accepted, do(ctx) },
		lost: func(context.Context) answer { return unavailable }, // Slack delivers it again
	}
}

// heard is a question to the bot: a mention in a channel, or a direct message. nil
// when nobody asked anything, above all for what the bot itself wrote.
func (h *Handler) heard(e envelope, kind string) func(context.Context) error {
	var s written
	if json.Unmarshal(e.Event, &s) != nil {
		return nil
	}
	direct := strings.HasPrefix(s.Channel, "D")
	// A mention in a direct message comes as a message only; one in a channel, for
	// apps that read along, as both.
	if s.User == "" || s.Bot != "" || direct != (kind == "message") {
		return nil
	}
	if kind == "message" && (s.Kind != "im" || s.Subtype != "") {
		return nil
	}
	self := e.self()
	if s.User == self {
		return nil
	}
	home := s.Home
	if home == "" {
		home = s.Team
	}
	if home == "" {
		home = e.Team
	}
	r := checkins.Request{
		Delivery: delivery("ev", e.ID, e.raw),
		From:     account(home, s.User),
		Channel:  channel(e.Team, s.Channel),
		Thread:   s.Thread,
		Command:  bot.Parse(unescape.Replace(withoutMention(s.Text, self))),
	}
	return func(ctx context.Context) error {
		switch h.quota.Take(r.From, r.Delivery, h.Now()) {
		case bot.TooMany:
			return h.Desk.Tell(ctx, r.From, checkins.Help{Text: checkins.HelpTooFast}, r.Delivery)
		case bot.StillTooMany:
			return nil
		}
		return h.Desk.Mention(ctx, r)
	}
}

// self is the bot's own user id, empty when Slack did not say.
func (e envelope) self() string {
	for _, g := range e.Grants {
		if g.Bot {
			return g.User
		}
	}
	return ""
}

var mention = regexp.MustCompile(`<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>`)

// withoutMention takes the bot's name out of a text; when it is not known, the
// first name that the text begins with.
func withoutMention(text, self string) string {
	first := true
	return strings.TrimSpace(mention.ReplaceAllStringFunc(text, func(m string) string {
		id := mention.FindStringSubmatch(m)[1]
		leading := first && strings.HasPrefix(strings.TrimSpace(text), m)
		first = false
		if id == self || self == "" && leading {
			return " "
		}
		return m
	}))
}

// joined introduces the bot in a channel to which it was added; of other people it hears
// nothing.
func (h *Handler) joined(e envelope) func(context.Context) error {
	var j struct {
		User    string `json:"user"`
		Channel string `json:"channel"`
	}
	if json.Unmarshal(e.Event, &j) != nil || j.User == "" || j.User != e.self() {
		return nil
	}
	where := channel(e.Team, j.Channel)
	if where.IsZero() {
		return nil
	}
	return func(ctx context.Context) error { return h.Desk.Joined(ctx, where) }
}

// changed notes accounts that were switched off or on.
func (h *Handler) changed(e envelope) func(context.Context) error {
	var c struct {
		User struct {
			ID      string `json:"id"`
			Team    string `json:"team_id"`
			Deleted bool   `json:"deleted"`
		} `json:"user"`
	}
	if json.Unmarshal(e.Event, &c) != nil || c.User.ID == "" {
		return nil
	}
	team, reason := c.User.Team, ""
	if team == "" {
		team = e.Team
	}
	if c.User.Deleted {
		reason = string(checkins.ReasonGone)
	}
	return func(ctx context.Context) error { return h.Desk.Gone(ctx, account(team, c.User.ID), reason) }
}

// revoked tells that the bot's token is gone.
func (h *Handler) revoked(e envelope) func(context.Context) error {
	var r struct {
		Tokens *struct {
			People []string `json:"oauth"`
			Bot    []string `json:"bot"`
		} `json:"tokens"`
	}
	if h.Revoked == nil || json.Unmarshal(e.Event, &r) != nil {
		return nil
	}
	if r.Tokens != nil && len(r.Tokens.Bot) == 0 && len(r.Tokens.People) > 0 {
		return nil // tokens of people, which are not used
	}
	return func(ctx context.Context) error { return h.Revoked(ctx, e.Team) }
}
