package teams

import (
	"context"
	"errors"
	"strings"
	"time"

	"parallax/checkins"
)

// address is where a letter goes.
type address struct {
	Spot
	ref    checkins.Reference // as it was read
	opened bool               // Teams named this chat just now
}

// address finds out where a letter goes. Nothing was sent when it refuses.
func (c *Courier) address(ctx context.Context, p checkins.Parcel) (address, *checkins.Refusal) {
	to := p.Letter.To
	ref, no := c.reference(ctx, to)
	if no != nil {
		return address{}, no
	}
	at := address{Spot: Spot{ref.ServiceURL, to.ID}, ref: ref}
	switch {
	case untilHeard[ref.Refused]:
		return address{}, &checkins.Refusal{Reason: ref.Refused, Final: true}
	case !p.Edit.IsZero():
		if p.Edit.TS == "" {
			return address{}, &checkins.Refusal{Reason: reasonNoID, Final: true}
		}
		at.Conversation = p.Edit.Channel
	case !p.Under.IsZero():
		at.Conversation = under(p.Under)
	case person(to):
		return c.chat(ctx, p.Letter, ref)
	case p.Letter.Kind == checkins.KindReply && p.Letter.About.Thread != "":
		at.Conversation += threadMark + p.Letter.About.Thread
	}
	return at, nil
}

// reference reads where to write to an account.
func (c *Courier) reference(ctx context.Context, to checkins.Account) (checkins.Reference, *checkins.Refusal) {
	ref, err := c.References.Reference(ctx, to)
	if err != nil && !errors.Is(err, checkins.ErrNotFound) {
		return ref, &checkins.Refusal{Reason: reasonNoPlace, After: unplugged}
	}
	ref.Account = to
	if ref.ServiceURL == "" {
		ref.ServiceURL = c.Service
	}
	if ref.ServiceURL == "" {
		return ref, &checkins.Refusal{Reason: reasonNotHeard, Final: true}
	}
	return ref, nil
}

// under is the thread of a message. One whose id Teams did not name has none: what
// belongs to it is better said in the channel than not.
func under(r checkins.Receipt) string {
	channel, root, threaded := strings.Cut(r.Channel, threadMark)
	switch {
	case threaded:
		return channel + threadMark + root
	case r.TS == "" || !strings.HasPrefix(channel, "19:"):
		return channel // a personal chat has no threads either
	}
	return channel + threadMark + r.TS
}

// chat is the personal chat with somebody: the one that is known, else the one that
// Teams names when it is asked to make one.
func (c *Courier) chat(ctx context.Context, l checkins.Letter, ref checkins.Reference) (address, *checkins.Refusal) {
	to := l.To
	if ref.Conversation != "" && ref.Refused == "" {
		return address{Spot: Spot{ref.ServiceURL, ref.Conversation}, ref: ref}, nil
	}
	if no := c.Turns.Take(ctx, call(to.Team, to.ID, l.Kind)); no != nil {
		return address{}, no
	}
	made := address{Spot: Spot{ServiceURL: ref.ServiceURL}, ref: ref, opened: true}
	id, err := c.Connector.Open(ctx, ref.ServiceURL, to.Team, c.bot(ref), or(ref.User, to.ID))
	if err != nil {
		no, is := errors.AsType[*checkins.Refusal](c.refused(ctx, opening, l, made, err))
		if !is { // classify knows no doubt about a chat
			no = &checkins.Refusal{Reason: "no_answer", After: unplugged}
		}
		return address{}, no
	}
	made.Conversation = id
	made.ref.Conversation, made.ref.Rev = id, ref.Rev+1 // as Refer is about to leave it
	if err := c.References.Refer(ctx, checkins.Reference{Account: to, Conversation: id}); err != nil && !errors.Is(err, checkins.ErrNotFound) {
		c.log().Warn("conversation not kept: it is asked for again", "err", err)
	}
	return made, nil
}

// bot is the bot's id at the Connector.
func (c *Courier) bot(ref checkins.Reference) string { return or(ref.Bot, "28:"+c.AppID) }

// forgetLimit is for storing a refusal after the attempt's own time may be over.
const forgetLimit = 2 * time.Second

// unrefer keeps a refusal, and reports whether the account was heard of since ref was
// read. When it is not kept the next letter finds out anew.
func (c *Courier) unrefer(ctx context.Context, ref checkins.Reference, reason string) (overtaken bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), forgetLimit)
	defer cancel()
	stands, err := c.References.Unrefer(ctx, ref, reason)
	if err != nil && !errors.Is(err, checkins.ErrNotFound) {
		c.log().Warn("refusal not kept", "reason", reason, "err", err)
	}
	return err == nil && !stands
}
