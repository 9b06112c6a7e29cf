package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"parallax/checkins"
)

var _ checkins.Profiles = (*Courier)(nil)

// Profile asks the roster of the channel where, if the person is on it, else that of
// the personal chat who an account is. Only of people who have the app, alone or in a
// team, Teams tells a bot anything. The zone and the language are those of what the
// person last did here, when anything is known of that.
func (c *Courier) Profile(ctx context.Context, a, where checkins.Account) (checkins.Profile, error) {
	m, err := c.roster(ctx, a, where)
	if err != nil {
		return checkins.Profile{}, fmt.Errorf("profile %s: %w", a, err)
	}
	p := checkins.Profile{Name: m.Name, Outside: m.outside(a.Team)}
	p.Zone, p.Locale = c.Clients.last(a)
	return p, nil
}

func (c *Courier) roster(ctx context.Context, a, where checkins.Account) (Member, error) {
	if where.Platform == checkins.Teams && where.Team == a.Team {
		ref, no := c.reference(ctx, where)
		service := ref.ServiceURL
		if no != nil {
			// Of a tenant of no org nothing is kept but what this process remembers.
			if service = c.Clients.of(a).chat.ServiceURL; service == "" {
				return Member{}, no
			}
		}
		m, err := c.Connector.Member(ctx, Spot{service, where.ID}, a.ID)
		if !unlisted(err) {
			return m, err
		}
	}
	ref, no := c.reference(ctx, a)
	if at := c.Clients.of(a).chat; at.Conversation != "" && (no != nil || ref.Conversation == "") {
		m, err := c.Connector.Member(ctx, at, a.ID) // of a tenant of no org yet, of which nothing is kept
		if !unlisted(err) {
			return m, err
		}
	}
	if no != nil {
		if no.Final {
			return Member{}, checkins.ErrNotFound // nothing was ever heard from there
		}
		return Member{}, no
	}
	chat := ref.Conversation
	if chat == "" || ref.Refused != "" {
		var err error
		chat, err = c.Connector.Open(ctx, ref.ServiceURL, a.Team, c.bot(ref), or(ref.User, a.ID))
		if unlisted(err) {
			return Member{}, checkins.ErrNotFound
		}
		if err != nil {
			return Member{}, err
		}
	}
	m, err := c.Connector.Member(ctx, Spot{ref.ServiceURL, chat}, a.ID)
	if unlisted(err) {
		return Member{}, checkins.ErrNotFound
	}
	return m, err
}

// unlisted reports whether Teams says that it has nothing to tell of somebody here: no
// such person or conversation, or none in which the bot is.
func unlisted(err error) bool {
	d, is := errors.AsType[*Denial](err)
	return is && (d.Status == http.StatusNotFound || d.Status == http.StatusForbidden || d.Status == http.StatusBadRequest)
}

// outside reports whether a member is none of a tenant's own people.
func (m Member) outside(tenant string) bool {
	other := m.Tenant != "" && !strings.EqualFold(m.Tenant, tenant)
	return other || m.Role == "guest" || m.Role == "anonymous"
}

// Clients remembers the zone and the language of those who did something lately: in
// Teams only what people do says it. It is a memory of this process alone, and what
// nobody remembers is not known. The nil Clients remembers nothing.
type Clients struct {
	mu   sync.Mutex
	seen map[checkins.Account]client
}

type client struct {
	zone, locale string
	chat         Spot // with the bot alone; without a Conversation they said nothing there
}

// clientsMost is how many people are remembered.
const clientsMost = 10_000

// note remembers what an Activity says of its sender's client.
func (c *Clients) note(a Activity) {
	from := a.Person()
	if c == nil || from.IsZero() {
		return
	}
	now := client{zone: a.Zone, locale: a.Locale}
	for _, e := range a.Entities {
		if e.Type == "clientInfo" {
			now.zone, now.locale = or(e.Zone, now.zone), or(e.Locale, now.locale)
		}
	}
	now.chat.ServiceURL = a.ServiceURL
	if a.Personal() {
		now.chat.Conversation = a.Conversation.ID
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.chat.Conversation == "" {
		now.chat.Conversation = c.seen[from].chat.Conversation
	}
	if c.seen == nil || len(c.seen) >= clientsMost {
		c.seen = map[checkins.Account]client{}
	}
	c.seen[from] = now
}

func (c *Clients) of(a checkins.Account) client {
	if c == nil {
		return client{}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[a]
}

// last returns what is remembered of somebody, as far as it makes sense.
func (c *Clients) last(a checkins.Account) (zone, locale string) {
	if c == nil {
		return "", ""
	}
	c.mu.Lock()
	was := c.seen[a]
	c.mu.Unlock()
	if _, err := time.LoadLocation(was.zone); err == nil && was.zone != "Local" {
		zone = was.zone
	}
	if len(was.locale) <= 35 && languageTag.MatchString(was.locale) {
		locale = was.locale
	}
	return zone, locale
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$`)
