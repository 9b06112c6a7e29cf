package slack

import (
	"context"
	"encoding/json"
	"net/url"

	"parallax/bot"
	"parallax/checkins"
)

// interaction is the part of a press or a submission that is used.
type interaction struct {
	Type    string `json:"type"`
	App     string `json:"api_app_id"`
	Trigger string `json:"trigger_id"`
	Hook    string `json:"response_url"`
	Team    struct {
		ID string `json:"id"`
	} `json:"team"` // null when the app is installed for an enterprise
	User struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Type      string `json:"type"`
		TS        string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Callback string `json:"callback_id"` // of a shortcut
	Message  struct {
		User   string          `json:"user"` // who wrote it; empty: an app
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
	} `json:"message"`
	Actions []pressed `json:"actions"`
	View    formView  `json:"view"`

	raw []byte
}

// pressed is one element that was used.
type pressed struct {
	Action string `json:"action_id"`
	Block  string `json:"block_id"`
	Value  string `json:"value"`
	Date   string `json:"selected_date"`
}

// formView is a form as it was submitted.
type formView struct {
	ID       string      `json:"id"`
	Hash     string      `json:"hash"`
	Type     string      `json:"type"` // "modal" or "home"
	Title    formText    `json:"title"`
	Notify   bool        `json:"notify_on_close"` // it was opened from the home tab
	Callback string      `json:"callback_id"`
	Metadata string      `json:"private_metadata"`
	Blocks   []formBlock `json:"blocks"`
	State    formState   `json:"state"`
}

type formState struct {
	Values map[string]map[string]formInput `json:"values"` // block id, action id
}

type formBlock struct {
	Type string   `json:"type"`
	ID   string   `json:"block_id"`
	Text formText `json:"text"`
}

type formText struct {
	Text string `json:"text"`
}

type formInput struct {
	Value   string       `json:"value"` // null when nothing was typed
	Option  formOption   `json:"selected_option"`
	Options []formOption `json:"selected_options"`
	User    string       `json:"selected_user"`
	Users   []string     `json:"selected_users"`
	Channel string       `json:"selected_conversation"`
	Date    string       `json:"selected_date"`
	Time    string       `json:"selected_time"`
}

type formOption struct {
	Value string `json:"value"`
}

func (h *Handler) interactionForm(body []byte) job {
	f, err := url.ParseQuery(string(body))
	if err != nil || len(f["payload"]) != 1 {
		return done(malformed)
	}
	return h.interaction([]byte(f.Get("payload")))
}

func (h *Handler) interaction(payload []byte) job {
	i := interaction{raw: payload}
	if bot.TooDeep(payload) || json.Unmarshal(payload, &i) != nil {
		return done(malformed)
	}
	if h.wrongApp(i.App) {
		return done(unsigned)
	}
	if i.User.ID == "" || i.from().Team == "" {
		return done(malformed)
	}
	switch i.Type {
	case "block_actions":
		return h.press(i) // inputs of a form count when it is submitted
	case "view_submission":
		return h.submission(i)
	case "message_action":
		if i.Callback == CallbackSave {
			return h.save(i)
		}
	case "view_closed": // keeps nothing of what was typed
		if i.View.Notify {
			return h.closed(i)
		}
	}
	return done(accepted) // other shortcuts: nothing to do
}

// from is who acted, by the person's own team: people of other organisations act
// in shared channels.
func (i interaction) from() checkins.Account {
	if i.User.Team != "" {
		return account(i.User.Team, i.User.ID)
	}
	return account(i.Team.ID, i.User.ID)
}

// team is the workspace in which it happened.
func (i interaction) team() string {
	if i.Team.ID == "" {
		return i.User.Team
	}
	return i.Team.ID
}

// inView reports whether it happened in a modal or on the home tab, to which there is
// no response_url.
func (i interaction) inView() bool { return i.Container.Type == "view" }

// where is the channel it happened in, zero for a direct message.
func (i interaction) where() checkins.Account { return channel(i.team(), i.Channel.ID) }

// reply says something to who acted, for nobody else to see.
func (h *Handler) reply(ctx context.Context, i interaction, p Payload) error {
	if i.inView() {
		return h.showAnswer(ctx, i, p)
	}
	n := ephemeral(p)
	n.Thread = i.Container.Thread
	return h.Client.respond(ctx, i.Hook, n)
}

// turn puts a page in the place of the one that who acted alone sees; where others
// may see that one, it is said beside it.
func (h *Handler) turn(ctx context.Context, i interaction, org checkins.OrgID, m checkins.Message) error {
	if i.inView() {
		return h.replyMessage(ctx, i, org, m)
	}
	p, err := h.in(ctx, i.from()).Message(org, m)
	if err != nil {
		return err
	}
	n := ephemeral(p)
	n.Thread, n.Replace = i.Container.Thread, i.Container.Ephemeral
	return h.Client.respond(ctx, i.Hook, n)
}

// replyMessage is reply with a message of the domain.
func (h *Handler) replyMessage(ctx context.Context, i interaction, org checkins.OrgID, m checkins.Message) error {
	r := h.in(ctx, i.from())
	r.inView = i.inView()
	p, err := r.Message(org, m)
	if err != nil {
		return err
	}
	return h.reply(ctx, i, p)
}
