package teams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// Config is what a Handler is made of.
type Config struct {
	Desk       Desk
	Renderer   Renderer
	References References
	// Resume is told of a tenant in which the app was installed: what was held back
	// from it may go. May be nil.
	Resume  func(ctx context.Context, tenant string)
	Drive   Drive            // where files go; nil: nowhere
	Now     func() time.Time // by which questions are counted; nil: time.Now
	Unpaced bool             // nobody counts questions, see bot.Quota
	Log     *slog.Logger     // nil: silent. Never gets a text or a token
	Clients *Clients         // remembers zones and languages for a Courier; nil: nobody does
}

// Handler works on verified Activities: its Handle is what a Gate passes them to.
// What is pressed is answered on the spot, as Teams has it; every other answer is a
// letter, stored before Teams hears that the Activity arrived.
type Handler struct {
	Config
	quota bot.Quota
}

// NewHandler makes a Handler.
func NewHandler(c Config) (*Handler, error) {
	if c.Desk == nil || c.References == nil {
		return nil, errors.New("teams handler: needs a desk and references")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Handler{Config: c, quota: bot.Quota{Endless: c.Unpaced}}, nil
}

var _ Handle = (*Handler)(nil).Handle

// Handle works on one Activity. What it does not know it accepts and ignores, as it
// does what bots say.
func (h *Handler) Handle(ctx context.Context, a Activity) (Response, error) {
	h.Clients.note(a)
	switch a.Type {
	case TypeMessage:
		return Response{}, h.message(ctx, a)
	case TypeInvoke:
		if p, ok := a.Press(); ok {
			return h.invoked(ctx, a, p), nil
		}
		if c, ok := a.Consent(); ok {
			return Response{}, h.consented(ctx, a, c)
		}
		if p, ok := a.Pick(); ok {
			return h.picked(ctx, a, p)
		}
	case TypeConversation:
		if slices.ContainsFunc(a.MembersAdded, a.Self) {
			return Response{}, h.installed(ctx, a)
		}
	case TypeInstallation:
		switch a.Action {
		case "remove", "remove-upgrade":
			return Response{}, h.removed(ctx, a)
		}
		return Response{}, h.installed(ctx, a)
	}
	return Response{}, nil
}

// message is something that was written, or pressed where a client knows no
// Action.Execute.
func (h *Handler) message(ctx context.Context, a Activity) error {
	from := a.Person()
	if from.IsZero() || a.Self(a.From) {
		return nil
	}
	h.refer(ctx, a)
	p, pressed := a.Press()
	var err error
	switch {
	case pressed:
		err = h.submitted(ctx, a, p)
	case a.Personal() || a.addressed():
		if err = h.asked(ctx, a, from); err == nil && bot.Parse(a.Said()).Verb == checkins.VerbNew {
			h.refer(ctx, a) // before, the tenant may have been of no org that keeps it
		}
	}
	if err == nil && a.Personal() {
		err = h.Desk.Reached(ctx, from)
	}
	return err
}

// asked is a question that was put to the bot.
func (h *Handler) asked(ctx context.Context, a Activity, from checkins.Account) error {
	switch h.quota.Take(from, a.Delivery(), h.Now()) {
	case bot.TooMany:
		return h.Desk.Tell(ctx, from, checkins.Help{Text: checkins.HelpTooFast}, a.Delivery())
	case bot.StillTooMany:
		return nil
	}
	return h.Desk.Mention(ctx, checkins.Request{
		Delivery: a.Delivery(), From: from, Channel: a.Where(), Thread: a.Thread(),
		Apart: true, Command: bot.Parse(a.Said()),
	})
}

// addressed reports whether a message names the bot. An app may be allowed to read
// along in a channel; what is not said to it is not for it.
func (a Activity) addressed() bool {
	return slices.ContainsFunc(a.Entities, func(e Entity) bool { return e.Type == "mention" && a.Self(e.Mentioned) })
}

// refer keeps where an Activity says that its sender and its channel can be written
// to. When it is not kept a later one says it again.
func (h *Handler) refer(ctx context.Context, a Activity) {
	for _, r := range a.references() {
		if err := h.References.Refer(ctx, r); err != nil && !errors.Is(err, checkins.ErrNotFound) {
			h.Log.Warn("reference not kept", "type", a.Type, "err", err)
		}
	}
}

// referring is refer beside other work, for somebody waits for that; what it returns
// waits for the end.
func (h *Handler) referring(ctx context.Context, a Activity) (wait func()) {
	var told sync.WaitGroup
	told.Go(func() {
		defer func() { // nothing above it here would keep the process alive
			if v := recover(); v != nil {
				h.Log.Error("reference not kept", "type", a.Type, "panic", fmt.Sprintf("%T", v))
			}
		}()
		h.refer(ctx, a)
	})
	return told.Wait
}

// references are what an Activity says of where the bot can write to. The chat with
// a person is named by what the person says in it, and by an installation; a press
// may come from a card that is older than a block.
func (a Activity) references() []checkins.Reference {
	var rs []checkins.Reference
	heard := checkins.Reference{ServiceURL: a.ServiceURL, Bot: a.Recipient.ID}
	if from := a.Person(); !from.IsZero() {
		r := heard
		r.Account, r.User = from, a.From.ID
		if a.Personal() && a.Type != TypeInvoke {
			r.Conversation = a.Conversation.ID
		}
		rs = append(rs, r)
	}
	if where := a.Where(); where.ID != "" && a.Type != TypeInvoke {
		r := heard
		r.Account, r.Conversation = where, where.ID
		rs = append(rs, r)
	}
	return rs
}

// installed: the app came to a person or a team, or came back. What was held back
// goes out, and a person who meets the bot for the first time hears what it is for.
func (h *Handler) installed(ctx context.Context, a Activity) error {
	h.refer(ctx, a)
	if h.Resume != nil {
		h.Resume(ctx, a.Tenant())
	}
	from := a.Person()
	if !a.Personal() {
		if err := h.Desk.Reached(ctx, a.Where()); err != nil {
			return err
		}
		return h.Desk.Joined(ctx, a.Where())
	}
	if from.IsZero() {
		return nil
	}
	if err := h.Desk.Reached(ctx, from); err != nil {
		return err
	}
	return h.Desk.Greet(ctx, from)
}

// removed: the app was taken away. Nothing goes to that person until it is back; a
// channel is found out about when something is for it.
func (h *Handler) removed(ctx context.Context, a Activity) error {
	from := a.Person()
	if from.IsZero() || !a.Personal() {
		return nil
	}
	err := h.References.Remove(ctx, from, codeRemoved, a.Delivery())
	if errors.Is(err, checkins.ErrNotFound) {
		return nil
	}
	return err
}
