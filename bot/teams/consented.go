package teams

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"parallax/bot"
	"parallax/checkins"
)

// Drive puts files where their readers allow it: *Connector.
type Drive interface {
	// Upload writes a text to an address that a verified Activity named. An *Unknown: it
	// may stand there.
	Upload(ctx context.Context, to, text string) error
	// Delete takes away a message of the bot's.
	Delete(ctx context.Context, at Spot, activity string) error
	// Allowed returns nil for an address in somebody's OneDrive.
	Allowed(address string) error
}

// Allowed implements Drive.
func (c *Connector) Allowed(address string) error { return c.hosts.CheckDrive(address) }

// Consent is what somebody said to the card that offers a file.
type Consent struct {
	Yes   bool
	Token string // signed, see bot.Signer
	To    string // with Yes: where the file is to be put
	Place checkins.FilePlace
}

var driveID = regexp.MustCompile(`^[A-Za-z0-9!._-]{1,200}$`)

// Consent returns it. false: the Activity is none.
func (a Activity) Consent() (Consent, bool) {
	if a.Type != TypeInvoke || a.Name != NameFileConsent {
		return Consent{}, false
	}
	var v struct {
		Action  string     `json:"action"`
		Context offerToken `json:"context"`
		Upload  struct {
			To   string `json:"uploadUrl"`
			Link string `json:"contentUrl"`
			ID   string `json:"uniqueId"`
		} `json:"uploadInfo"`
	}
	raw := unquoted(a.Value)
	if !isObject(raw) || loosely(raw, &v) != nil {
		return Consent{}, false
	}
	c := Consent{Yes: v.Action == "accept", Token: v.Context.Token, To: v.Upload.To}
	c.Place = checkins.FilePlace{Link: v.Upload.Link, ID: v.Upload.ID}
	return c, true
}

// consented does what somebody said to the card that offers a file. Delivered again it
// does nothing more.
func (h *Handler) consented(ctx context.Context, a Activity, c Consent) error {
	from := a.Person()
	if from.IsZero() || !a.Personal() || h.Drive == nil {
		return nil
	}
	tell := func(m checkins.Message) error { return h.Desk.Tell(ctx, from, m, a.Delivery()) }
	claim, err := h.Renderer.Signer.Open(c.Token)
	if err != nil || claim.Act != actFile {
		return tell(checkins.Help{Text: checkins.HelpOldButton})
	}
	switch h.quota.Take(from, a.Delivery(), h.Now()) {
	case bot.TooMany:
		return tell(checkins.Help{Text: checkins.HelpTooFast})
	case bot.StillTooMany:
		return nil
	}
	org, _, err := h.Desk.Who(ctx, from)
	if err != nil && !errors.Is(err, checkins.ErrNotFound) && !errors.Is(err, checkins.ErrStranger) {
		return fmt.Errorf("who %s: %w", from, err)
	}
	if org == "" || claim.Org != org {
		return tell(checkins.Help{Text: checkins.HelpForeign})
	}
	if a.ReplyToID != "" {
		proof := checkins.Proof{Letter: claim.Letter, Receipt: checkins.Receipt{Channel: a.Conversation.ID, TS: a.ReplyToID}}
		if err := h.Desk.Prove(ctx, from, checkins.Account{}, proof); err != nil {
			return err
		}
	}
	w := checkins.Deed{From: from, Delivery: a.Delivery(), What: checkins.DeedFileNo, Letter: claim.Letter}
	if c.Yes {
		w.What = checkins.DeedFileTake
	}
	m, err := h.Desk.Do(ctx, w)
	if err != nil {
		return err
	}
	switch m := m.(type) {
	case checkins.Help:
		return tell(m)
	case checkins.BriefFile:
		return h.puts(ctx, a, c, m)
	case checkins.Done:
		if m.What == checkins.DoneFiled || m.What == checkins.DoneFileText { // pressed again
			return tell(m)
		}
	}
	return nil // a letter says it, or it was done before
}

// puts writes a file where its reader allowed it, as they may read it now. Where that
// does not go the text comes instead.
func (h *Handler) puts(ctx context.Context, a Activity, c Consent, m checkins.BriefFile) error {
	err := h.Drive.Allowed(c.Place.Link)
	if err == nil && !driveID.MatchString(c.Place.ID) {
		err = errDrive
	}
	if err == nil {
		err = h.Drive.Upload(ctx, c.To, h.in(ctx, a).BriefFile(m).Text)
	}
	if err != nil {
		h.Log.Warn("file not put into a OneDrive", "letter", m.Letter, "err", err)
		why := checkins.UnfiledRefused
		if _, is := errors.AsType[*Unknown](err); is {
			why = checkins.UnfiledUnknown
		}
		err = h.Desk.NotFiled(ctx, a.Person(), m.Letter, why, a.Delivery())
	} else {
		err = h.Desk.Filed(ctx, a.Person(), m.Letter, c.Place, a.Delivery())
	}
	if err != nil {
		return err
	}
	if a.ReplyToID == "" {
		return nil
	}
	// The same file is not to be allowed again. Nothing depends on it.
	if err := h.Drive.Delete(ctx, Spot{a.ServiceURL, a.Conversation.ID}, a.ReplyToID); err != nil {
		h.Log.Warn("the offer of a file was not taken away", "letter", m.Letter, "err", err)
	}
	return nil
}
