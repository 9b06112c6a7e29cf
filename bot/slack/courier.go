package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"parallax/checkins"
)

// Courier brings letters to Slack. It implements checkins.Courier and
// checkins.Probe.
type Courier struct {
	Client   *Client
	Renderer Renderer
	// Teams are the workspaces that the token writes to; empty: the one that
	// auth.test names, asked before the first letter. A letter to another one is
	// refused.
	Teams []string
	// Revoked is told when Slack refuses the token itself. May be nil.
	Revoked func(ctx context.Context, team, reason string)
	Log     *slog.Logger     // nil: silent
	Now     func() time.Time // real clock; nil: time.Now

	holds holds
	home  home
}

var (
	_ checkins.Courier = (*Courier)(nil)
	_ checkins.Probe   = (*Courier)(nil)
)

// Web API methods by which a letter goes.
const (
	methodPost    = "chat.postMessage"
	methodUpdate  = "chat.update"
	methodWhisper = "chat.postEphemeral"
)

// Send makes one attempt: a new message, an edit, or, for a reply in a channel, a
// message that only the asker sees. See classify for what its errors mean.
func (c *Courier) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return checkins.Receipt{}, &checkins.Refusal{Reason: "not_started", After: time.Second}
	}
	to := p.Letter.To
	if no := c.ours(ctx, p.Letter); no != nil {
		return checkins.Receipt{}, no
	}
	payload, err := c.Renderer.Message(p.Org, p.Message)
	if err == nil {
		err = Check(payload)
	}
	if err != nil {
		// It was not even tried; another attempt would end the same way.
		c.log().Error("letter cannot be drawn", "letter", p.Letter.ID, "kind", p.Letter.Kind, "err", err)
		return checkins.Receipt{}, &checkins.Refusal{Reason: "cannot_render", Final: true}
	}
	method := methodOf(p)
	if no := c.holds.check(to.Team, method, c.now()); no != nil {
		return checkins.Receipt{}, no
	}
	receipt, err := c.attempt(ctx, method, p, payload)
	if err != nil {
		return checkins.Receipt{}, c.refused(ctx, method, p.Letter, err)
	}
	if receipt.TS == "" {
		return checkins.Receipt{}, fmt.Errorf("%s: an answer without ts", method)
	}
	if p.Letter.Kind == checkins.KindCard && method == methodPost {
		c.pin(ctx, p.Letter, receipt)
	}
	return receipt, nil
}

func methodOf(p checkins.Parcel) string {
	switch {
	case !p.Edit.IsZero():
		return methodUpdate
	case p.Letter.Kind == checkins.KindReply && !person(p.Letter.To) && p.Letter.About.Asker != nil:
		return methodWhisper
	}
	return methodPost
}

// person reports whether an account is somebody, not a channel.
func person(a checkins.Account) bool {
	return strings.HasPrefix(a.ID, "U") || strings.HasPrefix(a.ID, "W")
}

func (c *Courier) attempt(ctx context.Context, method string, p checkins.Parcel, payload Payload) (checkins.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	options := []api.MsgOption{
		api.MsgOptionText(payload.Text, false), // escaped by the renderer
		api.MsgOptionBlocks(payload.Blocks...),
		api.MsgOptionLinkNames(false), api.MsgOptionParse(false),
	}
	if method != methodWhisper {
		options = append(options, api.MsgOptionMetadata(stamp(p)))
	}
	if method == methodUpdate {
		channel, ts, _, err := c.Client.web.UpdateMessageContext(ctx, p.Edit.Channel, p.Edit.TS, options...)
		return checkins.Receipt{Channel: channel, TS: ts}, err
	}
	options = append(options, api.MsgOptionDisableLinkUnfurl(), api.MsgOptionDisableMediaUnfurl())
	to := p.Letter.To.ID
	switch {
	case !p.Under.IsZero():
		to = p.Under.Channel
		options = append(options, api.MsgOptionTS(p.Under.TS))
	case p.Letter.Kind == checkins.KindReply && p.Letter.About.Thread != "" && !person(p.Letter.To):
		options = append(options, api.MsgOptionTS(p.Letter.About.Thread))
	}
	if method == methodWhisper {
		ts, err := c.Client.web.PostEphemeralContext(ctx, to, p.Letter.About.Asker.ID, options...)
		return checkins.Receipt{Channel: to, TS: ts}, err
	}
	// A user id opens the direct message; the answer names its channel.
	channel, ts, err := c.Client.web.PostMessageContext(ctx, to, options...)
	return checkins.Receipt{Channel: channel, TS: ts}, err
}

// refused turns an error of a call into what the ledger understands.
func (c *Courier) refused(ctx context.Context, method string, l checkins.Letter, err error) error {
	sorted := classify(err)
	no, is := errors.AsType[*checkins.Refusal](sorted)
	if !is {
		return fmt.Errorf("%s: %w", method, sorted)
	}
	if e, said := errors.AsType[api.SlackErrorResponse](err); said && (e.Needed != "" || len(e.ResponseMetadata.Messages) > 0) {
		// Slack names scopes and places in the payload here, never texts.
		c.log().Error("slack refused a letter", "letter", l.ID, "method", method, "reason", e.Err, "needed", e.Needed, "messages", e.ResponseMetadata.Messages)
	}
	c.holds.note(l.To.Team, method, no, c.now())
	if locked[no.Reason] && c.Revoked != nil {
		c.Revoked(ctx, l.To.Team, no.Reason)
	}
	return no
}

// pin hangs a new card up in its channel. A card that is not pinned is still a
// card, so nothing depends on it.
func (c *Courier) pin(ctx context.Context, l checkins.Letter, r checkins.Receipt) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	err := c.Client.web.AddPinContext(ctx, r.Channel, api.NewRefToMessage(r.Channel, r.TS))
	if err != nil && slackWord(err) != "already_pinned" {
		c.log().Warn("card not pinned", "letter", l.ID, "err", bare(err))
	}
}

// Resume forgets refusals of a workspace's token: the app was installed again.
func (c *Courier) Resume(team string) {
	c.holds.lift(team)
	c.home.forget()
}

// Deactivated asks users.info whether an account is switched off. Slack takes
// messages to such an account without a word, so a receipt says nothing.
func (c *Courier) Deactivated(ctx context.Context, a checkins.Account) (bool, error) {
	const method = "users.info"
	if no := c.holds.check(a.Team, method, c.now()); no != nil {
		return false, fmt.Errorf("%s: %w", method, no)
	}
	u, err := c.Client.web.GetUserInfoContext(ctx, a.ID)
	if err != nil {
		sorted := classify(err)
		if no, is := errors.AsType[*checkins.Refusal](sorted); is {
			c.holds.note(a.Team, method, no, c.now())
		}
		return false, fmt.Errorf("%s %s: %w", method, a, sorted)
	}
	return u.Deleted, nil
}

func (c *Courier) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}

func (c *Courier) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}
