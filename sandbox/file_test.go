package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

// sendBytes sends the bytes of a file and returns the status.
func sendBytes(t *testing.T, address, text, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
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

func TestFiles(t *testing.T) {
	b := setup(t)
	im := b.must(t, "conversations.open", object{"users": "U0001", "return_im": true})["channel"].(object)["id"].(string)
	named := b.must(t, "files.getUploadURLExternal", object{"filename": "a.txt", "length": 5})
	id, at := named["file_id"].(string), named["upload_url"].(string)
	done := object{"files": []object{{"id": id, "title": "A"}}, "channel_id": im, "initial_comment": "here"}
	if out, _ := b.call(t, "files.completeUploadExternal", botToken, done); out["error"] != "file_not_found" {
		t.Errorf("before it was sent: %v", out)
	}
	if s := sendBytes(t, at, "hello", ""); s != http.StatusOK {
		t.Errorf("sent with %d", s)
	}
	if s := sendBytes(t, at, "hello", ""); s == http.StatusOK {
		t.Error("sent twice")
	}
	b.must(t, "files.completeUploadExternal", done)
	if out, _ := b.call(t, "files.completeUploadExternal", botToken, done); out["error"] != "file_not_found" {
		t.Errorf("shown twice: %v", out)
	}
	if m := b.Messages(im); len(m) != 1 || len(m[0].Files) != 1 || m[0].Files[0].Text != "hello" || m[0].Text != "here" {
		t.Fatalf("%+v", m)
	}
	h := b.must(t, "conversations.history", object{"channel": im})
	if f := h["messages"].([]any)[0].(object)["files"].([]any)[0].(object); f["name"] != "a.txt" || f["text"] != nil {
		t.Errorf("history %v", f)
	}
	b.clean(t)
	for _, c := range []struct {
		method string
		body   object
		want   string
	}{
		{"files.getUploadURLExternal", object{"filename": "a.txt"}, "invalid_arguments"},
		{"files.getUploadURLExternal", object{"length": 5}, "invalid_arguments"},
		{"files.getUploadURLExternal", object{"filename": "a.txt", "length": 1 << 30}, "file_upload_size_restricted"},
		{"files.completeUploadExternal", object{"files": []object{}}, "invalid_arguments"},
		{"files.completeUploadExternal", object{"files": []object{{"id": "F9"}}}, "file_not_found"},
	} {
		if out, _ := b.call(t, c.method, botToken, c.body); out["error"] != c.want {
			t.Errorf("%s %v: %v, want %s", c.method, c.body, out, c.want)
		}
	}
}

func TestFileRefusals(t *testing.T) {
	b := setup(t)
	at := func() (id, address string) {
		named := b.must(t, "files.getUploadURLExternal", object{"filename": "a.txt", "length": 5})
		return named["file_id"].(string), named["upload_url"].(string)
	}
	_, address := at()
	if s := sendBytes(t, address, "hello!", ""); s == http.StatusOK {
		t.Error("another length than was announced")
	}
	if s := sendBytes(t, address, "hello", botToken); s == http.StatusOK {
		t.Error("the token was sent along")
	}
	if len(b.Violations()) != 2 {
		t.Errorf("violations %v", b.Violations())
	}
	if s := sendBytes(t, strings.Replace(address, "/F", "/G", 1), "hello", ""); s == http.StatusOK {
		t.Error("an unknown file")
	}
	id, address := at()
	sendBytes(t, address, "hello", "")
	for to, want := range map[string]string{"U0001": "invalid_arguments", "C0002": "not_in_channel", "C9999": "channel_not_found"} {
		if out, _ := b.call(t, "files.completeUploadExternal", botToken, object{"files": []object{{"id": id}}, "channel_id": to}); out["error"] != want {
			t.Errorf("to %s: %v, want %s", to, out, want)
		}
	}
	bare := setup(t, func(c *Config) { c.Scopes = []string{"chat:write"} })
	if out, _ := bare.call(t, "files.getUploadURLExternal", botToken, object{"filename": "a.txt", "length": 5}); out["error"] != "missing_scope" || out["needed"] != "files:write" {
		t.Errorf("without the scope: %v", out)
	}
}
