package slack

import (
	"context"
	"encoding/json"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
	"parallax/checkins"
)

// typeHome is the type of a view on the home tab.
const typeHome = "home"

// Home renders a message for somebody's home tab. What it returns has passed
// CheckHome.
func (r Renderer) Home(org checkins.OrgID, m checkins.Message) (api.HomeTabViewRequest, error) {
	r.inView = true
	p, err := r.Message(org, m)
	if err != nil {
		return api.HomeTabViewRequest{}, err
	}
	v := api.HomeTabViewRequest{Type: api.VTHomeTab, CallbackID: typeHome, Blocks: api.Blocks{BlockSet: p.Blocks}}
	if err := CheckHome(v); err != nil {
		return api.HomeTabViewRequest{}, fmt.Errorf("render home: %w", err)
	}
	return v, nil
}

// CheckHome refuses a home tab that Slack would refuse.
func CheckHome(v api.HomeTabViewRequest) error {
	c := checker{ids: map[string]bool{}}
	if v.Type != api.VTHomeTab {
		c.fault("type %q", v.Type)
	}
	c.count("blocks", len(v.Blocks.BlockSet), 1, maxViewBlocks)
	c.blocks(v.Blocks.BlockSet, false)
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("check home: %w", err)
	}
	c.count("bytes", len(raw), 1, maxViewSize)
	return c.err()
}

// cameHome is somebody who opened the bot's home tab, which is drawn as it stands now, or
// its messages, where they are greeted the first time.
func (h *Handler) cameHome(e envelope) func(context.Context) error {
	var o struct {
		User string `json:"user"`
		Tab  string `json:"tab"`
	}
	if json.Unmarshal(e.Event, &o) != nil || o.User == "" {
		return nil
	}
	from := account(e.Team, o.User)
	if o.Tab != typeHome {
		return func(ctx context.Context) error { return h.Desk.Greet(ctx, from) }
	}
	return func(ctx context.Context) error {
		if h.quota.Take(from, delivery("ev", e.ID, e.raw), h.Now()) != bot.Granted {
			return nil // what stands there is a moment old
		}
		v, err := h.visitor(ctx, from, e.Team)
		if err != nil {
			return err
		}
		return h.publish(ctx, v)
	}
}

// publish draws somebody's home tab as it stands now.
func (h *Handler) publish(ctx context.Context, v visitor) error {
	m, err := h.Desk.Home(ctx, v.from)
	if err != nil {
		return err
	}
	return h.publishAs(ctx, v, m)
}

func (h *Handler) publishAs(ctx context.Context, v visitor, m checkins.Message) error {
	view, err := h.in(ctx, v.from).Home(v.org, m)
	if err != nil {
		return err
	}
	return h.Client.publish(ctx, v.from.ID, view)
}

// closed is a modal that was opened from the home tab and closed: what was done in it
// may stand differently there now.
func (h *Handler) closed(i interaction) job {
	return job{
		what: "close",
		do:   func(ctx context.Context) (answer, error) { h.redraw(ctx, i); return accepted, nil },
		lost: func(context.Context) answer { return accepted },
	}
}

// redraw draws the home tab anew for who acted there. When that fails it is drawn the
// next time it is opened.
func (h *Handler) redraw(ctx context.Context, i interaction) {
	v, err := h.visitor(ctx, i.from(), i.Team.ID)
	if err == nil {
		err = h.publish(ctx, v)
	}
	if err != nil {
		h.Log.Warn("home tab not drawn anew", "err", err)
	}
}

// onHome reports whether it happened on the home tab.
func (i interaction) onHome() bool { return i.inView() && i.View.Type == typeHome }

// publish puts a view on somebody's home tab. Where the app has none, which an
// operator may want, there is nothing to do.
func (c *Client) publish(ctx context.Context, user string, view api.HomeTabViewRequest) error {
	_, err := c.web.PublishViewContext(ctx, api.PublishViewContextRequest{UserID: user, View: view})
	if err != nil && slackWord(err) != "not_enabled" {
		return fmt.Errorf("views.publish: %w", bare(err))
	}
	return nil
}
