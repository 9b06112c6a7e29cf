package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	api "github.com/slack-go/slack"

	"parallax/bot"
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
	Turns   bot.Turns
	Log     *slog.Logger     // nil: silent
	Now     func() time.Time // real clock; nil: time.Now

	home     home
	restless restless
}

var (
	_ checkins.Courier = (*Courier)(nil)
	_ checkins.Probe   = (*Courier)(nil)
)

// Web API methods by which a letter goes, and those that go with it.
const (
	methodPost    = "chat.postMessage"
	methodUpdate  = "chat.update"
	methodWhisper = "chat.postEphemeral"
	methodPin     = "pins.add"
	methodUser    = "users.info"
	methodQuiet   = "dnd.info"
	methodChannel = "conversations.info"
	methodOpen    = "conversations.open"
	methodHistory = "conversations.history"
	methodReplies = "conversations.replies"
	methodUpload  = "files.getUploadURLExternal"
	methodFile    = "files.completeUploadExternal"
)

// Send makes one attempt: a new message, an edit, or, for a reply in a channel, a
// message that only the asker sees. See classify for what its errors mean.
func (c *Courier) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return checkins.Receipt{}, &checkins.Refusal{Reason: "not_started", After: time.Second}
	}
	if no := c.ours(ctx, p.Letter); no != nil {
		return checkins.Receipt{}, no
	}
	if m, is := p.Message.(checkins.BriefFile); is {
		return c.sendFile(ctx, p, c.Renderer.In(p.Locale).BriefFile(m))
	}
	payload, err := c.Renderer.In(p.Locale).Message(p.Org, p.Message)
	if err == nil {
		err = Check(payload)
	}
	if err != nil {
		// It was not even tried; another attempt would end the same way.
		c.log().Error("letter cannot be drawn", "letter", p.Letter.ID, "kind", p.Letter.Kind, "err", err)
		return checkins.Receipt{}, &checkins.Refusal{Reason: "cannot_render", Final: true}
	}
	call := c.letterCall(p)
	if no := c.Turns.Take(ctx, call); no != nil {
		if locked[no.Reason] && c.Revoked != nil { // as another process heard, or this one before its start
			c.Revoked(ctx, p.Letter.To.Team, no.Reason)
		}
		return checkins.Receipt{}, no
	}
	if p.Stale() { // paused while it waited for its turn
		return checkins.Receipt{}, &checkins.Refusal{Reason: "not_started", After: time.Second}
	}
	method := call.Method
	receipt, err := c.attempt(ctx, method, p, payload)
	if err != nil {
		return checkins.Receipt{}, c.refused(ctx, call, p.Letter, err)
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
	case p.Letter.Kind == checkins.KindFile:
		return methodFile
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
func (c *Courier) refused(ctx context.Context, call checkins.Call, l checkins.Letter, err error) error {
	sorted := classify(err)
	no, is := errors.AsType[*checkins.Refusal](sorted)
	if !is {
		return fmt.Errorf("%s: %w", call.Method, sorted)
	}
	if e, said := errors.AsType[api.SlackErrorResponse](err); said && (e.Needed != "" || len(e.ResponseMetadata.Messages) > 0) {
		// Slack names scopes and places in the payload here, never texts.
		c.log().Error("slack refused a letter", "letter", l.ID, "method", call.Method, "reason", e.Err, "needed", e.Needed, "messages", e.ResponseMetadata.Messages)
	}
	c.held(ctx, call, no)
	if locked[no.Reason] && c.Revoked != nil {
		c.Revoked(ctx, l.To.Team, no.Reason)
	}
	return no
}

// pin hangs a new card up in its channel. A card that is not pinned is still a
// card, so nothing depends on it.
func (c *Courier) pin(ctx context.Context, l checkins.Letter, r checkins.Receipt) {
	err := c.ask(ctx, c.Turns, c.call(l.To.Team, methodPin), func(ctx context.Context) error {
		return c.Client.web.AddPinContext(ctx, r.Channel, api.NewRefToMessage(r.Channel, r.TS))
	})
	if no, is := errors.AsType[*checkins.Refusal](err); err != nil && (!is || no.Reason != "already_pinned") {
		c.log().Warn("card not pinned", "letter", l.ID, "err", err)
	}
}

// ask makes a call by which no letter goes, when its turn comes. A *checkins.Refusal
// of a call that was not made passes.
func (c *Courier) ask(ctx context.Context, turns bot.Turns, call checkins.Call, do func(context.Context) error) error {
	if no := turns.Take(ctx, call); no != nil {
		return no
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	err := do(ctx)
	if err == nil {
		return nil
	}
	if no, is := errors.AsType[*checkins.Refusal](classify(err)); is {
		c.held(ctx, call, no)
		return no
	}
	return bare(err)
}

// Deactivated asks users.info whether an account is switched off. Slack takes
// messages to such an account without a word, so a receipt says nothing. It waits
// for no turn: a letter does not depend on it.
func (c *Courier) Deactivated(ctx context.Context, a checkins.Account) (bool, error) {
	u, err := c.user(ctx, a)
	if err != nil {
		return false, err
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
