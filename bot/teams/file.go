package teams

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"parallax/bot"
	"parallax/checkins"
)

// Files go by asking (learn.microsoft.com, "Send and receive files using bot"): a card
// asks the reader, in the personal chat; whoever says yes names an address in their own
// OneDrive; and a second card opens what was put there. It needs supportsFiles in the
// manifest.
const (
	consentType = "application/vnd.microsoft.teams.card.file.consent"
	infoType    = "application/vnd.microsoft.teams.card.file.info"

	NameFileConsent = "fileConsent/invoke" // of an invoke
	actFile         = "file"               // of the claim that such a card carries
)

// fileOffer asks the reader.
type fileOffer struct {
	Description string     `json:"description"`
	Size        int        `json:"sizeInBytes"`
	Accept      offerToken `json:"acceptContext"`
	Decline     offerToken `json:"declineContext"`
}

type offerToken struct {
	Token string `json:"t"`
}

// fileInfo opens a file.
type fileInfo struct {
	ID   string `json:"uniqueId"`
	Type string `json:"fileType"`
}

// file makes the message of a letter about a file; false: the letter is of none.
func (r Renderer) file(org checkins.OrgID, m checkins.Message) (summary string, a attachment, is bool) {
	switch m := m.(type) {
	case checkins.BriefFile:
		f := r.BriefFile(m)
		t := offerToken{r.Signer.Sign(bot.Claim{Act: actFile, Org: org, Letter: m.Letter})}
		offer := r.FileOffer(m).Plain()
		return offer, attachment{Type: consentType, Name: f.Name, Content: fileOffer{offer, len(f.Text), t, t}}, true
	case checkins.BriefFiled:
		p, _ := r.Page(m)
		name := r.BriefFiledName(m)
		if u, err := url.Parse(m.Place.Link); err == nil && path.Base(u.Path) != "/" {
			name = path.Base(u.Path) // OneDrive gives another name where that one is taken
		}
		return p.Text.Plain(), attachment{Type: infoType, Name: name, URL: m.Place.Link, Content: fileInfo{m.Place.ID, "txt"}}, true
	}
	return "", attachment{}, false
}

// drives are where Teams keeps what people are sent: each customer's own host of
// SharePoint, of which OneDrive for Business is a part.
var drives = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}\.sharepoint\.com$`)

// errDrive: an address that is no drive of a customer's.
var errDrive = errors.New("address is in no OneDrive")

// CheckDrive returns nil for an address in somebody's OneDrive: https and a host of
// SharePoint, or one that the operator added, as for Check.
func (h Hosts) CheckDrive(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || u.Fragment != "" || len(address) > driveSize {
		return errDrive
	}
	host := strings.ToLower(u.Hostname())
	switch {
	case u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && drives.MatchString(host):
		return nil
	case (u.Scheme == "https" || u.Scheme == "http" && loopback(host)) && h.named(u):
		return nil
	}
	return errDrive
}

const (
	driveSize   = 4 << 10         // bytes of an address
	uploadLimit = 5 * time.Second // who said yes waits
)

// Unknown is an upload of which nobody knows what became.
type Unknown struct{ Err error }

// Error says how it ended.
func (u *Unknown) Error() string {
	return "upload, and nobody knows whether it arrived: " + u.Err.Error()
}

// Unwrap returns the cause.
func (u *Unknown) Unwrap() error { return u.Err }

// Upload puts a text where somebody allowed it. The address lets anybody write there, so
// no error holds it; the bot's token stays here. The error is an *Unknown once a connection
// was there, until OneDrive says what it made of it.
func (c *Connector) Upload(ctx context.Context, to, text string) error {
	if err := c.hosts.CheckDrive(to); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, uploadLimit)
	defer cancel()
	connected := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected = true }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, to, strings.NewReader(text))
	if err != nil {
		return errDrive
	}
	r.Header.Set("Content-Type", "text/plain; charset=utf-8")
	r.Header.Set("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(text)-1, len(text)))
	a, err := c.client.Do(r)
	switch {
	case err != nil && connected:
		return &Unknown{bare(err)}
	case err != nil:
		return fmt.Errorf("upload: %w", bare(err))
	}
	defer a.Body.Close() //nolint:errcheck // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(a.Body, answerSize))
	if a.StatusCode >= http.StatusInternalServerError {
		return &Unknown{fmt.Errorf("status %d", a.StatusCode)}
	}
	if a.StatusCode != http.StatusOK && a.StatusCode != http.StatusCreated {
		return fmt.Errorf("upload: status %d", a.StatusCode)
	}
	return nil
}

// Delete takes away a message that the bot sent. Doing so twice changes nothing more.
func (c *Connector) Delete(ctx context.Context, at Spot, activity string) error {
	p, err := at.path("activities", activity)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodDelete, at.ServiceURL, p, nil, nil)
}
