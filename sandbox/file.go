package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// File is one that stands with a message, or that somebody keeps in their OneDrive.
type File struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	Text  string `json:"text"` // what stands in it; only texts are sent here
}

// Of an upload in Slack.
const (
	uploadMethod = "upload" // its name among the calls
	uploadMost   = 1 << 20  // bytes: Slack takes a gigabyte, and nobody sends one here
)

// upload is a file on its way: named, then sent, then shown.
type upload struct {
	File
	length int
	sent   bool
}

// filesUploadURL implements files.getUploadURLExternal.
func (w *Workspace) filesUploadURL(a args) (object, error) {
	name := a.Get("filename")
	n, err := strconv.Atoi(a.Get("length"))
	switch {
	case name == "" || strings.ContainsAny(name, "/\\\n"):
		return nil, refuseWith("invalid_arguments", []string{"[ERROR] missing required field: filename"})
	case err != nil || n < 1:
		return nil, refuseWith("invalid_arguments", []string{"[ERROR] failed to match all allowed schemas [json-pointer:/length]"})
	case n > uploadMost:
		return nil, refuse("file_upload_size_restricted")
	}
	f := &upload{File: File{ID: w.id("F"), Name: name}, length: n}
	w.uploads[f.ID] = f
	return object{"file_id": f.ID, "upload_url": w.self + "/upload/v1/" + f.ID}, nil
}

// serveUpload takes the bytes of a file: without a token, at an address that only who
// asked for it knows, and as many as were announced.
func (w *Workspace) serveUpload(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, bodyLimit))
	if err != nil {
		http.Error(rw, "body", http.StatusRequestEntityTooLarge)
		return
	}
	w.answer(rw, uploadMethod, args{Values: map[string][]string{"file": {r.PathValue("id")}}}, func() (object, error) {
		f := w.uploads[r.PathValue("id")]
		switch {
		case r.Header.Get("Authorization") != "":
			w.violate("%s: the token goes to the Web API only", uploadMethod)
			return nil, refuse("not_allowed_token_type")
		case f == nil || f.sent:
			return nil, refuse("file_not_found")
		case len(body) != f.length:
			w.violate("%s: %d bytes, announced were %d", uploadMethod, len(body), f.length)
			return nil, refuse("wrong_length")
		}
		f.sent, f.Text = true, string(body)
		return object{}, nil
	})
}

// filesComplete implements files.completeUploadExternal: the files stand in a message of
// the bot's, which carries no metadata.
func (w *Workspace) filesComplete(a args) (object, error) {
	var list []struct{ ID, Title string }
	if json.Unmarshal([]byte(a.Get("files")), &list) != nil || len(list) == 0 {
		return nil, refuseWith("invalid_arguments", []string{"[ERROR] missing required field: files"})
	}
	m := &Message{User: w.cfg.BotUser, Bot: true, Text: a.Get("initial_comment")}
	said := []object{}
	for _, x := range list {
		f := w.uploads[x.ID]
		if f == nil || !f.sent {
			return nil, refuse("file_not_found")
		}
		f.Title = x.Title
		m.Files = append(m.Files, f.File)
		said = append(said, object{"id": f.ID, "title": f.Title})
	}
	if to := a.Get("channel_id"); to != "" { // else it is private, and nobody sees it
		if !strings.ContainsAny(to[:1], "CGDZ") {
			return nil, refuseWith("invalid_arguments", []string{"[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"})
		}
		c, err := w.inside(to)
		if err != nil {
			return nil, err
		}
		if n := len([]rune(m.Text)); n > textLimit {
			w.violate("files.completeUploadExternal: text of %d characters, limit %d", n, textLimit)
			return nil, refuse("msg_too_long")
		}
		if m.ThreadTS, err = w.thread(c, a.Get("thread_ts")); err != nil {
			return nil, err
		}
		w.post(c, m, tidy(pingsIn(m.Text)))
	}
	for _, x := range list {
		delete(w.uploads, x.ID)
	}
	return object{"files": said}, nil
}

// filesJSON are the files of a message as the Web API gives them. What stands in them only
// who may read files gets.
func filesJSON(files []File) []object {
	var list []object
	for _, f := range files {
		list = append(list, object{"id": f.ID, "name": f.Name, "title": f.Title, "mimetype": "text/plain", "filetype": "text", "size": len(f.Text), "mode": "snippet"})
	}
	return list
}
