package teams

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"parallax/bot"
	"parallax/checkins"
)

// The types of Activity that mean something to the bot. Any other is accepted and
// ignored.
const (
	TypeMessage      = "message"
	TypeInvoke       = "invoke"
	TypeConversation = "conversationUpdate"
	TypeInstallation = "installationUpdate"
)

// NameCardAction is the name of an invoke that an Action.Execute sends.
const NameCardAction = "adaptiveCard/action"

// Activity is what the Bot Connector delivers, as far as it is used
// (learn.microsoft.com, "Activity object"). Its senders are many and their fields
// vary, so a field of another type than expected counts as absent. What it says is
// true only after a Validator has judged it.
type Activity struct {
	Type         string          `json:"type"`
	ID           string          `json:"id"`   // unique in its conversation; the same when delivered again
	Name         string          `json:"name"` // of an invoke or event
	ServiceURL   string          `json:"serviceUrl"`
	ChannelID    string          `json:"channelId"` // "msteams"
	From         Party           `json:"from"`
	Recipient    Party           `json:"recipient"` // the bot
	Conversation Conversation    `json:"conversation"`
	ChannelData  json.RawMessage `json:"channelData"`
	Text         string          `json:"text"`  // plain, with mentions as <at>Name</at>; see Said
	Value        json.RawMessage `json:"value"` // anything; see Press
	ReplyToID    string          `json:"replyToId"`
	Action       string          `json:"action"` // of an installationUpdate: add, remove, add-upgrade, remove-upgrade
	MembersAdded []Party         `json:"membersAdded"`
	Entities     []Entity        `json:"entities"`
	Locale       string          `json:"locale"`        // of the sender's client, such as "de-DE"
	Zone         string          `json:"localTimezone"` // likewise, IANA

	digest string // of the body
}

// Party is a person or a bot in a conversation.
type Party struct {
	ID        string `json:"id"` // "29:..." a person and "28:..." a bot, as this bot knows them
	Name      string `json:"name"`
	AADObject string `json:"aadObjectId"` // of a person, the same for every bot
}

// Conversation is where an Activity happened. Kind is "personal", "groupChat" or
// "channel", and may be empty.
type Conversation struct {
	ID      string `json:"id"` // in a thread of a channel with ";messageid=..." at its end
	Kind    string `json:"conversationType"`
	Tenant  string `json:"tenantId"`
	IsGroup bool   `json:"isGroup"`
}

// Entity is something said about an Activity: a mention of somebody ("mention"), or
// the sender's client ("clientInfo").
type Entity struct {
	Type      string `json:"type"`
	Text      string `json:"text"`
	Mentioned Party  `json:"mentioned"`
	Zone      string `json:"timezone"` // IANA
	Locale    string `json:"locale"`
}

// channelData is what Teams adds of its own.
type channelData struct {
	Tenant struct{ ID string } `json:"tenant"`
}

var errNoActivity = errors.New("body is not an activity")

// idSize is how long an id of Teams may be, in bytes; the longest known have 200.
const idSize = 512

// Decode reads the body of a request. An error means that it is no Activity at
// all: no JSON object, or with ids that nothing can have.
func Decode(body []byte) (Activity, error) {
	var a Activity
	if !isObject(body) || bot.TooDeep(body) {
		return Activity{}, errNoActivity
	}
	if err := loosely(body, &a); err != nil {
		return Activity{}, errNoActivity
	}
	for _, id := range []string{a.ID, a.Conversation.ID, a.From.ID, a.Recipient.ID, a.ReplyToID} {
		if len(id) > idSize || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '{' || r == '}' || r == '\ufffd' }) {
			return Activity{}, errNoActivity
		}
	}
	sum := sha256.Sum256(body)
	a.digest = hex.EncodeToString(sum[:16])
	return a, nil
}

// loosely is json.Unmarshal that leaves out what has another type than expected:
// the package goes on after such a field.
func loosely(raw []byte, into any) error {
	err := json.Unmarshal(raw, into)
	if _, odd := errors.AsType[*json.UnmarshalTypeError](err); odd {
		return nil
	}
	return err
}

func isObject(raw []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(raw, " \t\r\n"), []byte("{"))
}

func (a Activity) data() channelData {
	var d channelData
	if len(a.ChannelData) > 0 {
		_ = loosely(a.ChannelData, &d) // absent when it is no JSON object
	}
	return d
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// Tenant returns the id of the Microsoft tenant in lower case; empty when the
// Activity names none, a malformed one, or two.
func (a Activity) Tenant() string {
	id, other := strings.ToLower(a.data().Tenant.ID), strings.ToLower(a.Conversation.Tenant)
	if id == "" {
		id = other
	}
	if !plainID.MatchString(id) || other != "" && other != id {
		return ""
	}
	return id
}

// Person returns the account of who wrote, pressed or installed: the object id of
// the directory, the same for every bot and team. Zero when Teams did not say,
// as for a bot.
func (a Activity) Person() checkins.Account {
	id, tenant := strings.ToLower(a.From.AADObject), a.Tenant()
	if tenant == "" || !plainID.MatchString(id) {
		return checkins.Account{}
	}
	return checkins.Account{Platform: checkins.Teams, Team: tenant, ID: id}
}

// Personal reports whether only the sender and the bot can see the conversation.
// In doubt it is not.
func (a Activity) Personal() bool {
	switch a.Conversation.Kind {
	case "personal":
		return !a.Conversation.IsGroup
	case "":
		return !a.Conversation.IsGroup && a.Conversation.ID != "" && !strings.HasPrefix(a.Conversation.ID, "19:")
	}
	return false
}

// Where returns the account of the channel or group chat in which it happened,
// without the thread; zero in a personal chat: what is asked there is asked in
// private.
func (a Activity) Where() checkins.Account {
	if a.Personal() {
		return checkins.Account{}
	}
	id, _, _ := strings.Cut(a.Conversation.ID, ";")
	return checkins.Account{Platform: checkins.Teams, Team: a.Tenant(), ID: id}
}

// Thread returns the id of the message that began the thread in a channel; empty
// elsewhere.
func (a Activity) Thread() string {
	_, tail, _ := strings.Cut(a.Conversation.ID, ";")
	for part := range strings.SplitSeq(tail, ";") {
		if id, ok := strings.CutPrefix(part, "messageid="); ok {
			return id
		}
	}
	return ""
}

// Self reports whether a party is the bot.
func (a Activity) Self(p Party) bool { return p.ID != "" && p.ID == a.Recipient.ID }

// Delivery is the id of this delivery as it goes into a key: the same when Teams
// delivers again, another for another message, press or conversation.
func (a Activity) Delivery() string {
	if a.ID == "" {
		return "tm-" + a.digest
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{a.Tenant(), a.Conversation.ID, a.Type, a.Name, a.ID}, "\x00")))
	return "tm-" + hex.EncodeToString(sum[:16])
}
