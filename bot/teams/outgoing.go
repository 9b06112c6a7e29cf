package teams

import (
	"strings"

	"parallax/checkins"
)

// Outgoing is a message as the Connector takes it: a card and nothing beside it,
// for text and card in one activity are split into two messages, and no id comes
// back. Summary is no text: notifications and lists of chats show it.
type Outgoing struct {
	Type         string       `json:"type"`
	ID           string       `json:"id,omitempty"` // of the message that is edited
	From         outParty     `json:"from"`
	Recipient    *outParty    `json:"recipient,omitempty"` // of a new message to a person
	Conversation outPlace     `json:"conversation"`
	ReplyTo      string       `json:"replyToId,omitempty"`
	Data         tenantData   `json:"channelData"`
	Summary      string       `json:"summary,omitempty"`
	Attachments  []attachment `json:"attachments"`
}

type outParty struct {
	ID        string `json:"id"`
	AADObject string `json:"aadObjectId,omitempty"`
}

// outPlace names the tenant again: without it some tenants refuse what the bot
// says first.
type outPlace struct {
	ID     string `json:"id"`
	Tenant string `json:"tenantId"`
}

// tenantData is what Teams calls channelData. Letter is ours, and Teams ignores it:
// it says to those who look at what was sent which letter it is.
type tenantData struct {
	Tenant struct {
		ID string `json:"id"`
	} `json:"tenant"`
	Letter *stamp `json:"parallax,omitempty"`
}

type stamp struct {
	ID         checkins.LetterID     `json:"d"`
	Kind       checkins.Kind         `json:"kind"`
	Initiative checkins.InitiativeID `json:"initiative,omitempty"`
}

// attachment is a Card, or a file: then it has a name.
type attachment struct {
	Type    string `json:"contentType"`
	URL     string `json:"contentUrl,omitempty"`
	Name    string `json:"name,omitempty"`
	Content any    `json:"content"`
}

const cardType = "application/vnd.microsoft.card.adaptive"

func ofTenant(tenant string) tenantData {
	var d tenantData
	d.Tenant.ID = tenant
	return d
}

// outgoing makes the message that a card or a file is sent in.
func outgoing(to checkins.Account, s Spot, bot, summary string, a attachment) Outgoing {
	m := Outgoing{
		Type: TypeMessage, From: outParty{ID: bot}, Conversation: outPlace{s.Conversation, to.Team}, Data: ofTenant(to.Team),
		Summary: summary, Attachments: []attachment{a},
	}
	_, m.ReplyTo, _ = strings.Cut(s.Conversation, threadMark)
	return m
}

// mostSize is how large a whole message may be: bytes of its JSON in UTF-16. Teams
// refuses about 100 KB and advises 80.
const mostSize = 80 << 10

// fits returns nil when Teams would not find the message too large.
func (m Outgoing) fits() error {
	n, err := size(m)
	if err != nil {
		return &Unsent{Reason: unsentID, Err: err}
	}
	if n > mostSize {
		return &Unsent{Reason: unsentSize, Err: ErrSize}
	}
	return nil
}
