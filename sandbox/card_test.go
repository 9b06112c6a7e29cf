package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdown(t *testing.T) {
	show := func(text string) string {
		var b strings.Builder
		for i, p := range parseMarkdown(text) {
			if i > 0 {
				b.WriteString(" / ")
			}
			b.WriteString(p.list)
			for _, s := range p.pieces {
				mark := ""
				if s.bold {
					mark += "b"
				}
				if s.italic {
					mark += "i"
				}
				if s.link != "" {
					mark += "<" + s.link + ">"
				}
				if s.at != "" {
					mark += "@"
				}
				b.WriteString("[" + mark + ":" + s.text + "]")
			}
		}
		return b.String()
	}
	for text, want := range map[string]string{
		"plain":                             "[:plain]",
		"**bold** and _it_ and *it*":        "[b:bold][: and ][i:it][: and ][i:it]",
		"__bold__ **a _b_ c**":              "[b:bold][: ][b:a ][bi:b][b: c]",
		"snake_case_name 2 * 3 * 4":         "[:snake_case_name 2 * 3 * 4]",
		"**open and * _":                    "[:**open and * _]",
		`\*\*not bold\*\* \_x\_ \[a](b)`:    "[:**not bold** _x_ [a](b)]",
		`\\*it*`:                            `[:\][i:it]`,
		"[Docs](https://a.example/x_y_z)":   "[<https://a.example/x_y_z>:Docs]",
		"[**B**](<https://a.example>)":      "[b<https://a.example>:B]",
		"[no link] (x) [a](b c)":            "[:[no link] (x) [a](b c)]",
		"[x](javascript:alert(1))":          "[<javascript:alert(1)>:x]",
		"<https://a.example> <b>x</b>":      "[<https://a.example>:https://a.example][: <b>x</b>]",
		"<at>Ana</at> \\<at>Ben</at>":       "[@:Ana][: <at>Ben</at>]",
		"&lt;b&gt; &amp;amp; &nope; &#42;x": "[:<b> &amp; &nope; *x]",
		"one\ntwo\n\nthree":                 "[:one][: ][:two] / [:three]",
		"- a\n- **b**\r1. c":                "ul[:a] / ul[b:b] / ol[:c]",
		`\- no list`:                        "[:- no list]",
		"-5 degrees":                        "[:-5 degrees]",
		"on {{DATE(2026-03-03T10:00:00Z, SHORT)}} {{TIME(2026-03-03T10:00:00Z)}} {{DATE(x)}}": "[:on Tue, Mar 3, 2026 10:00 AM {{DATE(x)}}]",
		"日本 **語** é": "[:日本 ][b:語][: é]",
	} {
		if got := show(text); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestReadCard(t *testing.T) {
	card := adaptive(
		block(`\*plain\* & **loud** [Docs](https://a.example)`),
		object{"type": "TextBlock", "text": "hidden", "isVisible": false},
		object{"type": "ColumnSet", "columns": []object{{"items": []object{block("left")}}, {"type": "Column", "items": []object{block("right")}}}},
		object{"type": "FactSet", "facts": []object{{"title": "IT", "value": "4.2"}}},
		object{"type": "Chart.Line", "title": "Value", "data": []object{{"legend": "IT", "values": []object{{"x": "3 Mar", "y": 4}}}}},
		choices("c", "1"), execute("go", nil),
		object{"type": "Action.OpenUrl", "title": "Open", "url": "https://b.example"})
	got := ReadCard(encode(card))
	want := CardReading{
		Lines:   []string{"*plain* & loud Docs", "left", "right", "IT", "4.2", "Value", "IT", "Choose c", "choice 1", "Do go", "Open"},
		Marked:  []string{"loud"},
		Links:   []string{"https://a.example", "https://b.example"},
		Buttons: []string{"Do go", "Open"},
		Inputs:  []string{"c"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(CardReading{}, ReadCard([]byte("{"))); d != "" {
		t.Error(d)
	}
}

func TestCardChecks(t *testing.T) {
	with := func(k string, v any) object { c := adaptive(block("x")); c[k] = v; return c }
	element := func(o object) object { return adaptive(block("x"), o) }
	action := func(o object) object { return with("actions", []object{o}) }
	deep := block("x")
	for range 40 {
		deep = object{"type": "Container", "items": []object{deep}}
	}
	required := choices("c", "1")
	delete(required, "label")
	required["isRequired"] = true
	people := make([]string, 61)
	for _, c := range []struct {
		name string
		card object
		want string // in the first fault, "" = none
	}{
		{"good", checkinCard(), ""},
		{"version", with("version", "1.6"), "version"},
		{"no version", with("version", nil), "version"},
		{"type", with("type", "Card"), "no AdaptiveCard"},
		{"empty", adaptive(), "empty"},
		{"unknown element", element(object{"type": "Hologram"}), "unknown type"},
		{"text", element(object{"type": "TextBlock"}), "must be text"},
		{"picture over http", element(object{"type": "Image", "url": "http://x/a.png", "altText": "x"}), "https"},
		{"picture without words", element(object{"type": "Image", "url": "https://x/a.png"}), "altText"},
		{"input without id", element(object{"type": "Input.Text"}), "never sent"},
		{"id twice", adaptive(choices("c", "1"), choices("c", "1")), "used twice"},
		{"choice twice", element(choices("c", "1", "1")), "used twice"},
		{"no choices", element(choices("c")), "must not be empty"},
		{"value is no choice", element(func() object { c := choices("c", "1"); c["value"] = "2"; return c }()), "does not fit"},
		{"value is a number", element(func() object { c := choices("c", "1"); c["value"] = json.Number("1"); return c }()), "must be text"},
		{"required without a label", element(required), "label"},
		{"toggle", element(object{"type": "Input.Toggle", "id": "t"}), "title"},
		{"verb", action(object{"type": "Action.Execute", "title": "x"}), "verb"},
		{"title", action(object{"type": "Action.Submit"}), "title"},
		{"data", action(object{"type": "Action.Execute", "title": "x", "verb": "v", "data": "s"}), "object"},
		{"fallback", action(object{"type": "Action.Execute", "title": "x", "verb": "v", "fallback": object{"type": "Action.OpenUrl"}}), "Action.Submit"},
		{"fallback that drops", action(object{"type": "Action.Execute", "title": "x", "verb": "v", "fallback": "drop"}), ""},
		{"style", action(object{"type": "Action.Submit", "title": "x", "style": "danger"}), "style"},
		{"address", action(object{"type": "Action.OpenUrl", "title": "x", "url": "javascript:x"}), "https"},
		{"seven actions", with("actions", times(7, object{"type": "Action.Submit", "title": "x"})), "7 actions"},
		{"mention of nobody", with("msteams", object{"entities": []object{{"type": "mention", "text": "<at>x</at>", "mentioned": object{"id": "29:1"}}}}), "stands in no text"},
		{"refresh for many", with("refresh", object{"action": execute("r", nil), "userIds": people}), "61 people"},
		{"refresh by a submit", with("refresh", object{"action": object{"type": "Action.Submit"}}), "Action.Execute"},
		{"chart", element(object{"type": "Chart.Line", "data": []object{{"legend": "IT", "values": []object{{"x": "1"}}}}}), "number y"},
		{"chart without lines", element(object{"type": "Chart.Line"}), "must not be empty"},
		{"too deep", adaptive(deep), "deeper"},
	} {
		card, err := decodeCard(encode(c.card))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(checkCard(card), "; ")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCardFields(t *testing.T) {
	many := choices("c", "1", "2")
	many["isMultiSelect"] = true
	for _, c := range []struct {
		input object
		value string
		ok    bool
	}{
		{many, "1,2", true},
		{many, "1,3", false},
		{object{"type": "Input.Text", "maxLength": 3}, "éée", true},
		{object{"type": "Input.Text", "maxLength": 3}, "four", false},
		{object{"type": "Input.Text", "regex": "^[a-z]+$"}, "A", false},
		{object{"type": "Input.Number", "min": 1, "max": 5}, "5", true},
		{object{"type": "Input.Number", "min": 1, "max": 5}, "6", false},
		{object{"type": "Input.Number"}, "x", false},
		{object{"type": "Input.Date", "min": "2026-03-03"}, "2026-03-03", true},
		{object{"type": "Input.Date", "min": "2026-03-03"}, "2026-03-02", false},
		{object{"type": "Input.Date", "max": "2026-03-03"}, "2026-03-04", false},
		{object{"type": "Input.Date"}, "soon", false},
		{object{"type": "Input.Time"}, "25:00", false},
		{object{"type": "Input.Toggle", "valueOn": "yes"}, "yes", true},
		{object{"type": "Input.Toggle", "valueOn": "yes"}, "true", false},
	} {
		body, err := decodeCard(encode(c.input))
		if err != nil {
			t.Fatal(err)
		}
		in := cardInput{kind: strings.TrimPrefix(str(body, "type"), "Input."), body: body}
		if err := in.takes(c.value); (err == nil) != c.ok {
			t.Errorf("%v takes %q: %v", c.input, c.value, err)
		}
	}
}

// Whatever a bot posts, the Connector answers, and what it takes can be read.
func FuzzConnector(f *testing.F) {
	tn := NewTenant(TenantConfig{
		ID: tenantID, AppID: "app-1", Secret: "s", Members: []Member{{ID: anaID, Name: "Ana"}},
		Teams: []Team{{ID: crmTeam, Name: "CRM", Members: []string{anaID}}},
	})
	tn.installed[anaID], tn.installed[crmTeam] = true, true
	h := tn.Handler()
	post := func(path, kind, token, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Authorization", "Bearer "+token)
		rw := httptest.NewRecorder()
		h.ServeHTTP(rw, r)
		return rw
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"app-1"}, "client_secret": {"s"}, "scope": {botScope}}
	var out struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(post("/teams/login/"+tenantID+"/oauth2/v2.0/token", "application/x-www-form-urlencoded", "", form.Encode()).Body.Bytes(), &out); err != nil {
		f.Fatal(err)
	}
	for _, a := range []object{says("hi"), shows(checkinCard()), {"isGroup": true, "tenantId": tenantID, "channelData": object{"channel": object{"id": crmTeam}}, "activity": says("x")},
		{"members": []object{{"id": anaID}}, "tenantId": tenantID}, {"type": "message", "text": "<at>x</at>", "entities": []object{{"type": "mention", "text": "<at>x</at>", "mentioned": object{"id": "y"}}}}} {
		f.Add(string(encode(a)))
	}
	f.Add(`[]`)
	f.Add(`{"type":1,"attachments":[null]}`)
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"/teams/v3/conversations", "/teams/v3/conversations/" + url.PathEscape(tn.IM(anaID)) + "/activities", "/teams/v3/conversations/" + crmTeam + "/activities"} {
			rw := post(path, "application/json", out.Token, body)
			if rw.Code != 201 && (rw.Code < 400 || rw.Code >= 500) {
				t.Errorf("%s: %d %s", path, rw.Code, rw.Body)
			}
			if rw.Body.Len() > 0 && !json.Valid(rw.Body.Bytes()) {
				t.Errorf("%s: %s", path, rw.Body)
			}
		}
		for _, s := range tn.Ledger() {
			_ = ReadCard(s.Card)
		}
		tn.mu.Lock()
		tn.messages, tn.calls, tn.violations = map[string][]*Message{}, nil, nil
		tn.mu.Unlock()
		tn.ledger.mu.Lock()
		tn.ledger.list = nil
		tn.ledger.mu.Unlock()
	})
}

// Reading a card never fails, and what was escaped is read as it was.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"**a** _b_ [c](d) <at>e</at> &lt; \\*", "- x\n1. y", "{{DATE(2026-03-03T10:00:00Z)}}", "***", "[[a](b)](c)", "\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = parseMarkdown(text).plain()
		var b strings.Builder
		for _, r := range text {
			if r < 128 && punctuation(byte(r)) {
				b.WriteByte('\\')
			}
			b.WriteRune(r)
		}
		line := parseMarkdown(b.String())
		line.each(func(s piece) {
			if s.bold || s.italic || s.link != "" || s.at != "" {
				t.Errorf("%q: %+v", text, s)
			}
		})
		want := strings.Join(strings.Fields(string([]rune(text))), "")
		if got := strings.Join(strings.Fields(line.plain()), ""); got != want && len(line) > 0 && line[0].list == "" {
			t.Errorf("%q is read as %q", text, line.plain())
		}
	})
}
