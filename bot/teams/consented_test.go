package teams_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// drive is a OneDrive that takes everything, until it fails.
type drive struct {
	texts []string
	gone  []string // messages that were taken away
	err   error
}

func (d *drive) Upload(_ context.Context, to, text string) error {
	if d.err == nil {
		d.texts = append(d.texts, to+"\n"+text)
	}
	return d.err
}

func (d *drive) Delete(_ context.Context, _ teams.Spot, activity string) error {
	d.gone = append(d.gone, activity)
	return errors.New("it does not matter")
}

func (d *drive) Allowed(address string) error {
	if strings.HasPrefix(address, "https://contoso-my.sharepoint.com/") {
		return nil
	}
	return errors.New("elsewhere")
}

const (
	linkOfFile = "https://contoso-my.sharepoint.com/personal/ana/Documents/brief%20x.txt"
	idOfFile   = "1150D938-8870-4044-9F2C-5BBDEBA70C8C"
)

// filing is a tenant in which Ana, who owns crm, was offered its brief as a file.
func filing(t *testing.T) (*tenant, *drive, checkins.LetterID) {
	t.Helper()
	w := newTenant(t, func(s *checkins.Setup) { s.Initiatives[0].Owner = "ana" })
	d := &drive{}
	h, err := teams.NewHandler(teams.Config{Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: w.mem, Drive: d})
	if err != nil {
		t.Fatal(err)
	}
	w.handler = h
	w.turn()
	if _, err := w.desk.Do(t.Context(), checkins.Deed{From: ana, Delivery: "tap", What: checkins.DeedBriefFile, Initiative: checkinstest.CRM}); err != nil {
		t.Fatal(err)
	}
	w.turn()
	return w, d, w.newest(checkins.KindFile, ana).Letter.ID
}

// consents is what a client sends when somebody answers the offer of a file.
func (w *tenant) consents(from checkins.Account, action string, c bot.Claim, changes jsonObject) teams.Activity {
	upload := jsonObject{"contentUrl": linkOfFile, "name": "brief x.txt", "uploadUrl": "https://contoso-my.sharepoint.com/up", "uniqueId": idOfFile, "fileType": "txt"}
	for k, v := range changes {
		upload[k] = v
	}
	return w.activity(from, false, jsonObject{
		"type": "invoke", "name": teams.NameFileConsent, "replyToId": "m1",
		"value": jsonObject{"type": "fileUpload", "action": action, "context": jsonObject{"t": bottest.Signer().Sign(c)}, "uploadInfo": upload},
	})
}

func TestFileConsent(t *testing.T) {
	w, d, id := filing(t)
	claim := bot.Claim{Act: "file", Org: checkinstest.Acme, Letter: id}
	a := w.consents(ana, "accept", claim, nil)
	for range 2 { // delivered again
		if _, err := w.handle(a); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	if len(d.texts) != 1 || !strings.HasPrefix(d.texts[0], "https://contoso-my.sharepoint.com/up\nBrief of ") || !cmp.Equal(d.gone, []string{"m1"}) {
		t.Fatalf("put %q, took away %v", d.texts, d.gone)
	}
	filed, is := w.newest(checkins.KindFile, ana).Message.(checkins.BriefFiled)
	if want := (checkins.FilePlace{Link: linkOfFile, ID: idOfFile}); !is || filed.Place != want {
		t.Errorf("%+v", filed)
	}
	if n := len(w.shown(checkins.KindFile, ana)); n != 2 {
		t.Errorf("%d messages about files", n)
	}
	if n := len(w.shown(checkins.KindReply, ana)); n != 0 {
		t.Errorf("delivered again it says something more, %d times", n)
	}
	if _, err := w.handle(w.consents(ana, "accept", claim, nil)); err != nil { // the old card, pressed again
		t.Fatal(err)
	}
	w.turn()
	if done, is := w.newest(checkins.KindReply, ana).Message.(checkins.Done); !is || done.What != checkins.DoneFiled || len(d.texts) != 1 {
		t.Errorf("pressed again: %+v", done)
	}
}

// What nobody was offered is put nowhere, and neither is anything where no file lies.
func TestFileConsentRefused(t *testing.T) {
	w, d, id := filing(t)
	good := bot.Claim{Act: "file", Org: checkinstest.Acme, Letter: id}
	for name, a := range map[string]teams.Activity{
		"another's":       w.consents(objectOf("ben"), "accept", good, nil),
		"another org":     w.consents(ana, "accept", bot.Claim{Act: "file", Org: "other", Letter: id}, nil),
		"another act":     w.consents(ana, "accept", bot.Claim{Act: "do", Org: checkinstest.Acme, Letter: id}, nil),
		"no such file":    w.consents(ana, "accept", bot.Claim{Act: "file", Org: checkinstest.Acme, Letter: "x"}, nil),
		"declined":        w.consents(ana, "decline", good, nil),
		"a link to evil":  w.consents(ana, "accept", good, jsonObject{"contentUrl": "https://evil/x"}),
		"no id":           w.consents(ana, "accept", good, jsonObject{"uniqueId": "<script>"}),
		"said in a group": w.activity(ana, true, jsonObject{"type": "invoke", "name": teams.NameFileConsent, "value": jsonObject{"action": "accept", "context": jsonObject{"t": bottest.Signer().Sign(good)}}}),
		"unsigned":        w.activity(ana, false, jsonObject{"type": "invoke", "name": teams.NameFileConsent, "value": jsonObject{"action": "accept", "context": jsonObject{"t": "v1.x"}}}),
		"nonsense":        w.activity(ana, false, jsonObject{"type": "invoke", "name": teams.NameFileConsent, "value": "x"}),
	} {
		if _, err := w.handle(a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		w.turn()
		if len(d.texts) > 0 {
			t.Fatalf("%s: put %q", name, d.texts)
		}
	}
	if n := len(w.shown(checkins.KindFile, ana)); n != 1 {
		t.Errorf("%d messages about files", n)
	}
}

// Who owns it no more may not read it either, whatever they were offered; and what could
// not be put there comes as text, once.
func TestFileConsentLater(t *testing.T) {
	w, d, id := filing(t)
	claim := bot.Claim{Act: "file", Org: checkinstest.Acme, Letter: id}
	d.err = errors.New("full")
	for range 2 {
		if _, err := w.handle(w.consents(ana, "accept", claim, nil)); err != nil {
			t.Fatal(err)
		}
		w.turn()
	}
	replies := w.shown(checkins.KindReply, ana)
	if b, is := replies[0].Message.(checkins.Brief); !is || !b.Plain || b.Unfiled != checkins.UnfiledRefused || len(replies) != 2 {
		t.Fatalf("%d replies: %+v", len(replies), replies)
	}
	if done, is := replies[1].Message.(checkins.Done); !is || done.What != checkins.DoneFileText { // the second press
		t.Errorf("pressed again: %+v", replies[1].Message)
	}
	if len(d.gone) != 1 {
		t.Errorf("the offer was taken away %d times", len(d.gone))
	}
	w, d, id = filing(t)
	claim.Letter = id
	own := checkins.PersonID("ben")
	s := checkinstest.Setup(2)
	s.Org.Teams, s.Initiatives[0].Owner = []string{ownTenant}, own
	for n, p := range s.People {
		s.People[n].Accounts = []checkins.Account{objectOf(p.ID)}
	}
	s.Initiatives[0].Channels = []checkins.Account{crm}
	if err := w.mem.Enrol(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := w.handle(w.consents(ana, "accept", claim, nil)); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if len(d.texts) > 0 {
		t.Errorf("put %q", d.texts)
	}
}

// Where nobody knows whether it was put there, that is what the text says.
func TestFileConsentUnknown(t *testing.T) {
	w, d, id := filing(t)
	d.err = &teams.Unknown{Err: errors.New("cut off")}
	if _, err := w.handle(w.consents(ana, "accept", bot.Claim{Act: "file", Org: checkinstest.Acme, Letter: id}, nil)); err != nil {
		t.Fatal(err)
	}
	w.turn()
	if b, is := w.newest(checkins.KindReply, ana).Message.(checkins.Brief); !is || !b.Plain || b.Unfiled != checkins.UnfiledUnknown {
		t.Errorf("%+v", b)
	}
}
