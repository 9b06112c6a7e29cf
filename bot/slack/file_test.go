package slack_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// filing is a letter with a brief as a file to somebody.
func filing(to string, day checkins.Date) checkins.Parcel {
	b := checkins.Brief{Day: day, About: "crm", Plain: true, Parts: []checkins.BriefPart{{Initiative: checkins.Named{ID: "crm", Name: "Käse & <!channel> 🧀"}, Stage: checkins.Live, Unread: 6}}}
	p := parcel(checkins.KindFile, to, checkins.BriefFile{Brief: b, Day: day}, string(day))
	p.Letter.About = checkins.About{Initiative: "crm", Date: day}
	return p
}

func TestFile(t *testing.T) {
	b := newBench(t)
	p := filing(ana, "2026-03-20")
	r := b.send(t, p)
	m := b.Messages(b.IM(ana))
	if len(m) != 1 || len(m[0].Files) != 1 || m[0].Files[0].ID != r.TS || r.Channel != b.IM(ana) {
		t.Fatalf("receipt %+v, chat %+v", r, m)
	}
	f := m[0].Files[0]
	if f.Title != "brief-crm-2026-03-20.txt" || f.Name != "brief-crm-2026-03-20-"+string(p.Letter.ID[:8])+".txt" || !strings.HasPrefix(f.Text, "Brief of 20 March 2026\n======================\n") || !strings.Contains(f.Text, "Käse & <!channel> 🧀") {
		t.Errorf("%q holds\n%s", f.Name, f.Text)
	}
	if strings.Contains(m[0].Text, "channel") {
		t.Errorf("beside it stands %q", m[0].Text)
	}
	p.Edit = r
	if again := b.send(t, p); again != r || len(b.Messages(b.IM(ana))) != 1 {
		t.Errorf("a file is not changed: %+v", again)
	}
	p.Edit, p.Locale = checkins.Receipt{}, "de"
	p.Letter.About.Date = "2026-03-20"
	b.send(t, p)
	if m = b.Messages(b.IM(ana)); m[1].Files[0].Title != "ueberblick-crm-2026-03-20.txt" {
		t.Errorf("in German it is called %q", m[1].Files[0].Title)
	}
}

// Nothing stands anywhere before the last call, so what goes wrong before is a definite
// no; of the last one nobody knows, and it is looked for by its name.
func TestFileThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		fault sandbox.Fault
		want  string // reason of the refusal; empty: nobody knows
		there bool
		final bool
	}{
		"scope":    {sandbox.Fault{Method: "files.getUploadURLExternal", Error: "missing_scope"}, "missing_scope", false, true},
		"address":  {sandbox.Fault{Method: "files.getUploadURLExternal", Status: 500}, "upload_failed", false, true},
		"limit":    {sandbox.Fault{Method: "files.getUploadURLExternal", RetryAfter: 30}, "ratelimited", false, false},
		"upload":   {sandbox.Fault{Method: "upload", Status: 500}, "upload_failed", false, true},
		"cut":      {sandbox.Fault{Method: "upload", ResetAfter: true}, "upload_failed", false, true},
		"chat":     {sandbox.Fault{Method: "conversations.open", Status: 502}, "upload_failed", false, true},
		"refused":  {sandbox.Fault{Method: "files.completeUploadExternal", Error: "restricted_action"}, "restricted_action", false, true},
		"revoked":  {sandbox.Fault{Method: "files.completeUploadExternal", Error: "token_revoked"}, "token_revoked", false, false},
		"unknown":  {sandbox.Fault{Method: "files.completeUploadExternal", Status: 500}, "", false, false},
		"accepted": {sandbox.Fault{Method: "files.completeUploadExternal", ResetAfter: true}, "", true, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.Inject(c.fault)
			p := filing(ana, "2026-03-20")
			_, err := b.courier.Send(t.Context(), p)
			no := refused(err)
			if err == nil || (no == nil) != (c.want == "") || no != nil && (no.Reason != c.want || no.Final != c.final) {
				t.Fatalf("%v (%+v), want %q, final %v", err, no, c.want, c.final)
			}
			if no != nil && !no.Final {
				return // nobody calls before the time that Slack named
			}
			r, found, err := b.courier.Find(t.Context(), p)
			if err != nil || found != c.there || found && r.TS != b.Messages(b.IM(ana))[0].Files[0].ID {
				t.Errorf("looked for: %v %+v, %v; want %v", found, r, err, c.there)
			}
			other := filing(ana, "2026-03-21")
			if _, found, err := b.courier.Find(t.Context(), other); found || err != nil {
				t.Errorf("the file of another day is found: %v", err)
			}
		})
	}
}

// A file is for one person: not even by mistake it goes to a channel.
func TestNoFileInChannel(t *testing.T) {
	b := newBench(t)
	_, err := b.courier.Send(t.Context(), filing(crm, "2026-03-20"))
	if no := refused(err); no == nil || !no.Final || len(b.calls("")) > 0 {
		t.Errorf("%v after %d calls", err, len(b.calls("")))
	}
}

// F61: a file goes where Slack takes files, whatever address an answer names, and the
// token does not go with it.
func TestF61Upload(t *testing.T) {
	var heard []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { heard = append(heard, r.URL.Path) }))
	defer elsewhere.Close()
	named := ""
	api := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/upload/v1/F1") {
			heard = append(heard, "here "+r.Header.Get("Authorization"))
			return
		}
		_, _ = rw.Write([]byte(`{"ok":true,"file_id":"F1","upload_url":"` + named + `","channel":{"id":"D1"}}`))
	}))
	defer api.Close()
	client, err := slack.NewClient("xoxb-1", "", api.URL+"/api/")
	if err != nil {
		t.Fatal(err)
	}
	courier := slack.Courier{Client: client, Renderer: renderer(t), Teams: []string{team}}
	for _, named = range []string{
		elsewhere.URL + "/upload/v1/F1", "http://169.254.169.254/latest/meta-data/", "https://files.slack.com.evil/x", "https://files.slack.com@127.0.0.1/x",
		"http://files.slack.com/upload/v1/F1", "file:///etc/passwd", "", "https://slack.com/api/chat.postMessage",
	} {
		_, err := courier.Send(t.Context(), filing(ana, "2026-03-20"))
		if no := refused(err); no == nil || no.Reason != "upload_failed" || len(heard) > 0 {
			t.Errorf("%q: %v, heard %v", named, err, heard)
		}
	}
	named = api.URL + "/upload/v1/F1"
	if _, err := courier.Send(t.Context(), filing(ana, "2026-03-20")); err != nil || !slices.Equal(heard, []string{"here "}) {
		t.Errorf("%v, heard %q", err, heard)
	}
}

// A process that was paused while it sent a file does not show it: others look for it.
func TestFilePaused(t *testing.T) {
	b := newBench(t)
	p := filing(ana, "2026-03-20")
	p.Claimed = time.Now().Add(-21 * time.Second)
	if _, err := b.courier.Send(t.Context(), p); refused(err) == nil || refused(err).Final || len(b.calls("files.completeUploadExternal")) > 0 {
		t.Errorf("shown with a claim that is over: %v", err)
	}
}
