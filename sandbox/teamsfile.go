package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strings"
)

const (
	fileOfferType = "application/vnd.microsoft.teams.card.file.consent"
	fileInfoType  = "application/vnd.microsoft.teams.card.file.info"
)

// Offer is a file that the bot may put into somebody's OneDrive, if they say yes.
type Offer struct {
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Size        int             `json:"size"`
	Accept      json.RawMessage `json:"accept"` // goes back to the bot with a yes
	Decline     json.RawMessage `json:"decline"`
}

// slot is a place in somebody's OneDrive to which a file may be written, once.
type slot struct {
	File
	user string
	full bool
}

// fileNote reads an attachment about a file, t.mu held. why says what is wrong with it.
func (t *Tenant) fileNote(a object) (offer *Offer, file *File, why string) {
	content, _ := a["content"].(object)
	name := str(a, "name")
	if name == "" || strings.ContainsAny(name, `/\"*:<>?|#%`) {
		return nil, nil, "a file needs a name that OneDrive takes"
	}
	if str(a, "contentType") == fileOfferType {
		n, _ := content["sizeInBytes"].(json.Number)
		size, err := n.Int64()
		accept, yes := content["acceptContext"].(object)
		decline, no := content["declineContext"].(object)
		if err != nil || size < 1 || str(content, "description") == "" || !yes || !no {
			return nil, nil, "an offer of a file needs a description, a size and both contexts"
		}
		return &Offer{name, str(content, "description"), int(size), encode(accept), encode(decline)}, nil, ""
	}
	s := t.drive[str(content, "uniqueId")]
	if s == nil || !s.full || str(a, "contentUrl") != t.self+"/teams/files/"+s.ID+"/"+s.Name || str(content, "fileType") != strings.TrimPrefix(path.Ext(s.Name), ".") {
		return nil, nil, "no such file was put into a OneDrive"
	}
	f := s.File
	return nil, &f, ""
}

// Allow answers the offer of a file: with yes the client makes room for it in the
// person's OneDrive and tells the bot where.
func (t *Tenant) Allow(ctx context.Context, user, channel, ts string, yes bool) (Ack, error) {
	d, err := t.allowing(user, channel, ts, yes)
	if err != nil {
		return Ack{}, fmt.Errorf("allow a file: %w", err)
	}
	ack, err := t.tell(ctx, d)
	if err == nil && !ack.OK() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.failed(pressing{user: user, channel: channel, ts: ts}, wentWrong)
	}
	return ack, err
}

func (t *Tenant) allowing(user, channel, ts string, yes bool) (*telling, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	who, c, err := t.actor(user, channel)
	if err != nil {
		return nil, err
	}
	m := t.message(channel, ts)
	if m == nil || m.Offer == nil {
		return nil, fmt.Errorf("message %s offers no file", ts)
	}
	a := t.activity("invoke", who, c, "")
	a["replyToId"], a["name"] = m.TS, "fileConsent/invoke"
	value := object{"type": "fileUpload", "action": "decline", "context": m.Offer.Decline}
	if yes {
		s := &slot{File: File{ID: strings.ToUpper(t.uuid()), Name: m.Offer.Name}, user: user}
		for _, other := range t.drive { // OneDrive keeps what is there
			if other.user == user && other.full && other.Name == s.Name {
				s.Name = strings.TrimSuffix(s.Name, path.Ext(s.Name)) + " 1" + path.Ext(s.Name)
			}
		}
		t.drive[s.ID] = s
		value["action"], value["context"] = "accept", m.Offer.Accept
		value["uploadInfo"] = object{
			"contentUrl": t.self + "/teams/files/" + s.ID + "/" + s.Name, "name": s.Name, "uploadUrl": t.self + "/teams/drive/" + s.ID,
			"uniqueId": s.ID, "fileType": strings.TrimPrefix(path.Ext(s.Name), "."), "etag": "1",
		}
	}
	a["value"] = value
	return t.telling("file", a), nil
}

// putFile takes all bytes of a file at once.
func (t *Tenant) putFile(a ask) (int, any, error) {
	s := t.drive[a.Get("file")]
	gone := func(status int, why string) (int, any, error) {
		return 0, nil, &denial{status: status, code: why, body: object{"error": object{"code": why}}}
	}
	switch {
	case s == nil:
		return gone(http.StatusNotFound, "itemNotFound")
	case s.full:
		return gone(http.StatusConflict, "nameAlreadyExists")
	case a.header.Get("Authorization") != "":
		t.violate("upload: the bot's token goes to the Connector only")
		return gone(http.StatusUnauthorized, "unauthenticated")
	case a.header.Get("Content-Range") != fmt.Sprintf("bytes 0-%d/%d", len(a.body)-1, len(a.body)):
		t.violate("upload: Content-Range %q for %d bytes", a.header.Get("Content-Range"), len(a.body))
		return gone(http.StatusBadRequest, "invalidRange")
	}
	s.full, s.Text = true, string(a.body)
	return http.StatusCreated, object{"id": s.ID, "name": s.Name, "size": len(a.body)}, nil
}
