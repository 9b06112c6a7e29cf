package teams

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// DefaultService is where the Connector of the public cloud takes what is for a
// tenant from which nothing was heard yet (learn.microsoft.com, "Send proactive
// messages").
const DefaultService = "https://smba.trafficmanager.net/teams/"

// Courier brings letters to Teams. It implements checkins.Courier. It asks nobody
// whether an account is switched off: unlike Slack, Teams refuses what is for one.
type Courier struct {
	Connector  *Connector
	Renderer   Renderer
	References References
	AppID      string // TEAMS_APP_ID
	Tenant     string // TEAMS_TENANT_ID: a letter to another tenant is refused; empty: any
	// Service is the Connector for a tenant from which nothing was heard yet:
	// DefaultService. Empty: such letters are refused until something is.
	Service string
	Log     *slog.Logger // nil: silent
	Turns   bot.Turns
	Clients *Clients // what Profile knows of zones and languages; nil: nothing

	waits waits
}

var _ checkins.Courier = (*Courier)(nil)

// Why a letter does not go that Teams was not asked about.
const (
	reasonNoToken    = "no_token_for_team"
	reasonNoRender   = "cannot_render"
	reasonNoID       = "no_activity_id"
	reasonNotHeard   = "not_installed"
	reasonNoPlace    = "no_reference"
	reasonNotStarted = unsentStopped
)

// Send makes one attempt: a new message, an edit, or a line in a thread. A person
// who has no chat with the bot yet gets one first; that may be repeated, and no
// message is sent by it. See classify for what its errors mean.
func (c *Courier) Send(ctx context.Context, p checkins.Parcel) (checkins.Receipt, error) {
	to := p.Letter.To
	switch {
	case ctx.Err() != nil:
		return checkins.Receipt{}, &checkins.Refusal{Reason: reasonNotStarted, After: time.Second}
	case to.Platform != checkins.Teams, c.Tenant != "" && !strings.EqualFold(to.Team, c.Tenant):
		return checkins.Receipt{}, &checkins.Refusal{Reason: reasonNoToken, Final: true}
	}
	summary, drawn, err := c.draw(p)
	if err != nil {
		// It was not even tried; another attempt would end the same way.
		c.log().Error("letter cannot be drawn", "letter", p.Letter.ID, "kind", p.Letter.Kind, "err", err)
		return checkins.Receipt{}, &checkins.Refusal{Reason: reasonNoRender, Final: true}
	}
	at, no := c.address(ctx, p)
	if no != nil {
		return checkins.Receipt{}, no
	}
	if no := c.Turns.Take(ctx, call(to.Team, at.Conversation, p.Letter.Kind)); no != nil {
		return checkins.Receipt{}, no
	}
	if p.Stale() { // paused while it waited for its turn
		return checkins.Receipt{}, &checkins.Refusal{Reason: reasonNotStarted, After: time.Second}
	}
	m := outgoing(to, at.Spot, c.bot(at.ref), summary, drawn)
	m.Data.Letter = &stamp{p.Letter.ID, bot.KindOf(p), bot.InitiativeOf(p.Letter.About)}
	if !p.Edit.IsZero() {
		m.ID = p.Edit.TS
		if err := c.Connector.Edit(ctx, at.Spot, p.Edit.TS, m); err != nil {
			return checkins.Receipt{}, c.refused(ctx, editing, p.Letter, at, err)
		}
		c.waits.taken(to.Team, at.Conversation)
		return p.Edit, nil
	}
	if person(to) {
		m.Recipient = &outParty{ID: or(at.ref.User, to.ID), AADObject: to.ID}
	}
	id, err := c.Connector.Post(ctx, at.Spot, m)
	if err != nil {
		return checkins.Receipt{}, c.refused(ctx, posting, p.Letter, at, err)
	}
	c.waits.taken(to.Team, at.Conversation)
	if id == "" {
		c.log().Warn("Teams took a letter and named no activity id: it can't be edited", "letter", p.Letter.ID)
	}
	return checkins.Receipt{Channel: at.Conversation, TS: id}, nil
}

// draw makes what is sent: a card, or what a file is about, which is for one person.
func (c *Courier) draw(p checkins.Parcel) (summary string, a attachment, err error) {
	r := c.Renderer.In(p.Locale)
	if summary, a, is := r.file(p.Org, p.Message); is {
		if !person(p.Letter.To) {
			err = errDrive
		}
		return summary, a, err
	}
	card, err := r.Message(p.Org, p.Message)
	return card.Summary, attachment{Type: cardType, Content: card}, err
}

// Find always returns an error: the Connector reads no conversation, so nobody can
// look whether a letter is there. A press on its card is the only proof.
func (c *Courier) Find(_ context.Context, p checkins.Parcel) (checkins.Receipt, bool, error) {
	return checkins.Receipt{}, false, fmt.Errorf("find letter %s: %w", p.Letter.ID, errNoLookup)
}

var errNoLookup = fmt.Errorf("bots in Teams: %w", checkins.ErrNoLookup)

// person reports whether an account is somebody, not a channel or group chat.
func person(a checkins.Account) bool { return !strings.HasPrefix(a.ID, "19:") }

// refused turns an error of a call into what the ledger understands, and remembers
// what is to be learnt from it.
func (c *Courier) refused(ctx context.Context, p purpose, l checkins.Letter, at address, err error) error {
	sorted := classify(err, p)
	no, is := errors.AsType[*checkins.Refusal](sorted)
	if !is {
		return fmt.Errorf("teams: %w", sorted)
	}
	d, denied := errors.AsType[*Denial](err)
	if !denied {
		return no // Teams said nothing of anybody
	}
	tenant := l.To.Team
	// Which of its limits was reached Teams does not say, and the token is one for
	// all: then the whole tenant waits.
	whole := d.Status == http.StatusTooManyRequests || d.Status == http.StatusUnauthorized
	switch {
	case no.Reason == codeAdmin:
		c.held(ctx, tenant, checkins.Hold{Reason: no.Reason, For: adminHeld, Grant: true})
	case no.Final && person(l.To) && (untilHeard[no.Reason] || no.Reason == codeNoChat):
		// A chat that is gone may have been made anew, and who was heard of meanwhile
		// has the app: then what was refused goes to where they are now.
		gone := no.Reason == codeNoChat && p == posting && !at.opened && at.ref.Refused == ""
		if c.unrefer(ctx, at.ref, no.Reason) || gone {
			no.After, no.Final = overtakenWait, false
		}
	case !no.Final && no.After == 0 && whole:
		no.After = c.waits.next(tenant)
	case !no.Final && no.After == 0:
		no.After = c.waits.next(or(at.Conversation, tenant))
	}
	if whole {
		c.held(ctx, tenant, checkins.Hold{Reason: no.Reason, For: no.After, Slower: d.Status == http.StatusTooManyRequests})
	}
	if no.Final {
		c.log().Warn("Teams refused a letter", "letter", l.ID, "kind", l.Kind, "reason", no.Reason)
	}
	return no
}

// overtakenWait is how long a letter waits that was refused where nobody is any more.
const overtakenWait = time.Second

func (c *Courier) log() *slog.Logger {
	if c.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Log
}
