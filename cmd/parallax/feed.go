package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"
	"time"

	"parallax/checkins"
)

// feed is another system that may say figures of one org's initiatives.
type feed struct {
	Org  checkins.OrgID
	Name string            // as readers see it: "from jira"
	Hash [sha256.Size]byte // of its token
}

var feedName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$`)

// checkFeeds reads PARALLAX_FEEDS: "acme/jira=SHA256, acme/csv=SHA256". The tokens
// themselves are nowhere in the configuration.
func (c *Config) checkFeeds() error {
	const form = "write ORG/NAME=SHA256-OF-ITS-TOKEN, several with commas between them"
	seen := map[[sha256.Size]byte]bool{}
	for one := range strings.SplitSeq(c.FeedList, ",") {
		if one = strings.TrimSpace(one); one == "" {
			continue
		}
		who, digest, _ := strings.Cut(one, "=")
		org, name, _ := strings.Cut(who, "/")
		raw, err := hex.DecodeString(digest)
		switch {
		case !checkins.ValidID(org) || !feedName.MatchString(name):
			return wrong("PARALLAX_FEEDS", "%.60q names no org and source: %s", who, form)
		case err != nil || len(raw) != sha256.Size:
			return wrong("PARALLAX_FEEDS", "%.60q has no SHA-256 in 64 hexadecimal digits: %s", who, form)
		}
		f := feed{Org: checkins.OrgID(org), Name: name, Hash: [sha256.Size]byte(raw)}
		if seen[f.Hash] {
			return wrong("PARALLAX_FEEDS", "%.60q has the token of another one: give each source its own", who)
		}
		seen[f.Hash] = true
		c.Feeds = append(c.Feeds, f)
	}
	return nil
}

// feedOf is the feed with a token. It compares with all, and takes as long whichever it is.
func feedOf(feeds []feed, token string) (feed, bool) {
	hash := sha256.Sum256([]byte(token))
	at := -1
	for n := range feeds {
		if subtle.ConstantTimeCompare(hash[:], feeds[n].Hash[:]) == 1 {
			at = n
		}
	}
	if at < 0 || token == "" {
		return feed{}, false
	}
	return feeds[at], true
}

// How many calls a feed may make at once, and how often one more.
const (
	feedBurst = 60
	feedEvery = time.Second
)

// feedPace keeps each feed to its pace, in this process.
type feedPace struct {
	mu   sync.Mutex
	free map[[sha256.Size]byte]time.Time // when all of a feed's burst is free again
}

// take reports whether a feed may call now, and else when.
func (p *feedPace) take(f feed, now time.Time) (wait time.Duration, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.free == nil {
		p.free = map[[sha256.Size]byte]time.Time{}
	}
	at := p.free[f.Hash]
	if at.Before(now) {
		at = now
	}
	if over := at.Add(feedEvery).Sub(now.Add(feedBurst * feedEvery)); over > 0 {
		return over, false
	}
	p.free[f.Hash] = at.Add(feedEvery)
	return 0, true
}
