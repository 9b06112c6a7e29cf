package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func offering(size any) object {
	return object{"type": "message", "summary": "A brief", "attachments": []object{{
		"contentType": fileOfferType, "name": "brief.txt",
		"content": object{"description": "A <b>brief</b>", "sizeInBytes": size, "acceptContext": object{"t": "yes"}, "declineContext": object{"t": "no"}},
	}}}
}

func opening(link, id string) object {
	return object{"type": "message", "summary": "There it is", "attachments": []object{{
		"contentType": fileInfoType, "name": "brief.txt", "contentUrl": link, "content": object{"uniqueId": id, "fileType": "txt"},
	}}}
}

// upload puts a text to an address and returns the status.
func (o *office) upload(t *testing.T, address, text, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, address, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	n := strconv.Itoa(len(text))
	r.Header.Set("Content-Range", "bytes 0-"+strconv.Itoa(len(text)-1)+"/"+n)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = a.Body.Close()
	return a.StatusCode
}

func TestTeamsFile(t *testing.T) {
	m := browseBoth(t)
	o, chat := m.o, m.o.IM(anaID)
	id := o.sends(t, chat, offering(5))
	html := m.get(t, "/?as="+anaID)
	has(t, html, `action="/act/allow"`, "brief.txt", ">Allow</button>", ">Decline</button>")
	hasNot(t, html, "<b>brief</b>")
	m.act(t, "allow", as(anaID, chat, "ts", id, "yes", "0"))
	if a := o.last(t); a["name"] != "fileConsent/invoke" || str(sub(a, "value"), "action") != "decline" || str(sub(a, "value", "context"), "t") != "no" || a["replyToId"] != id {
		t.Errorf("declined: %v", a)
	}
	m.act(t, "allow", as(anaID, chat, "ts", id, "yes", "1"))
	v := sub(o.last(t), "value")
	up := sub(v, "uploadInfo")
	if str(v, "action") != "accept" || str(sub(v, "context"), "t") != "yes" || str(up, "name") != "brief.txt" || str(up, "fileType") != "txt" {
		t.Errorf("allowed: %v", v)
	}
	link, file := str(up, "contentUrl"), str(up, "uniqueId")
	post := "conversations/" + chat + "/activities"
	if status, _ := o.call(t, http.MethodPost, post, opening(link, file)); status != http.StatusBadRequest {
		t.Errorf("opened before it was there: %d", status)
	}
	if s := o.upload(t, str(up, "uploadUrl"), "hello", ""); s != http.StatusCreated {
		t.Errorf("upload: %d", s)
	}
	if s := o.upload(t, str(up, "uploadUrl"), "hello", ""); s != http.StatusConflict {
		t.Errorf("upload again: %d", s)
	}
	o.sends(t, chat, opening(link, file))
	has(t, m.get(t, "/?as="+anaID), "<pre>hello</pre>")
	if v := o.Violations(); len(v) != 1 {
		t.Errorf("violations %q", v)
	}
	if _, err := o.Allow(t.Context(), benID, chat, id, true); err == nil {
		t.Error("somebody else answers")
	}
}

func TestTeamsFileRefusals(t *testing.T) {
	o := open(t)
	chat := o.IM(anaID)
	for where, body := range map[string]object{
		crmID: offering(5), chat: offering(0), chat + " ": opening("https://evil/x", "1"), chat + "  ": {"attachments": []object{{"contentType": fileOfferType, "content": object{}}}},
	} {
		if status, _ := o.call(t, http.MethodPost, "conversations/"+strings.TrimSpace(where)+"/activities", body); status != http.StatusBadRequest {
			t.Errorf("%q: %d", where, status)
		}
	}
	if s := o.upload(t, o.url+"/teams/drive/nothing", "hello", ""); s != http.StatusNotFound {
		t.Errorf("to no file: %d", s)
	}
	id := o.sends(t, chat, offering(5))
	if _, err := o.Allow(t.Context(), anaID, chat, id, true); err != nil {
		t.Fatal(err)
	}
	if s := o.upload(t, str(sub(o.last(t), "value", "uploadInfo"), "uploadUrl"), "hello", o.token); s != http.StatusUnauthorized {
		t.Errorf("with the bot's token: %d", s)
	}
}
