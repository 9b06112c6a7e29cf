package sandbox

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// mixedStage has Ana in Slack and Ana Ruiz of the tenant, called Tess here, in Teams.
type mixedStage struct{ fakeStage }

func (s *mixedStage) Players() []Player {
	return []Player{{User: "U0001", Name: "Ana", Side: "IT"}, {User: anaID, Name: "Tess", Side: "Business", Zone: "Europe/Berlin"}}
}

func (s *mixedStage) Tips() []string {
	return []string{"It spoke up, in #crm in Slack and in crm in Teams.", "Answer as Tess."}
}

type mixed struct {
	*visit
	o *office
}

func browseBoth(t *testing.T) *mixed {
	t.Helper()
	m := &mixed{visit: &visit{bench: setup(t)}, o: open(t)}
	m.srv = httptest.NewServer(NewPage(m.Workspace, &mixedStage{fakeStage{b: m.bench}}, m.o.Tenant))
	t.Cleanup(m.srv.Close)
	return m
}

func TestTeamsPage(t *testing.T) {
	m := browseBoth(t)
	o, chat := m.o, m.o.IM(anaID)
	id := o.sends(t, chat, shows(checkinCard()))
	html := m.get(t, "/")
	has(t, html, `data-as="U0001"`, `<i class="plat">Slack</i>`, `<i class="plat">Teams</i>`, `<b class="news">1<span`, "teams.css", "Direct messages",
		"Play Ana in Slack, then Tess in Teams", "in both their channels", ">Play Tess</a>", ">Open #crm</a>")
	hasNot(t, html, `class="teams"`, "How is it?")
	html = m.get(t, "/?as="+anaID)
	has(t, html, `data-as="`+anaID+`" data-in="`+chat+`" class="teams"`, "How is it?", "Personal chat. Nobody else sees it.", "<h2>CRM</h2>", "<span>crm</span>", "<span>General</span>", ">11:00<",
		`<form class="ac" method="post" action="/act/card"`, `<legend>Choose rate|crm|value <span class="must" title="required">*</span></legend>`,
		`name="f:rate|crm|value" value="2" required`, `name="f:line" type="text" value="old"`, `maxlength="10"`, `type="checkbox"`, `name="press" value="/actions/0">Do submit</button>`, `placeholder="help"`, `in=19%3acrm%40thread.tacv2">Open crm</a>`)
	hasNot(t, html, "Play Tess")
	inline := regexp.MustCompile(`(?i)\son[a-z]+\s*=|\sstyle\s*=|javascript:|<style|<script[^>]*>[^<]`)
	if x := inline.FindString(html); x != "" {
		t.Errorf("inline %q", x)
	}
	// An error keeps what was typed; a card takes the place of the form.
	o.says(http.StatusOK, object{"statusCode": 400, "type": "application/vnd.microsoft.error", "value": object{"code": "x", "message": "Not saved. Please press again."}})
	press := as(anaID, chat, "ts", id, "press", "/actions/0", "f:rate|crm|value", "2", "f:line", "typed", "f:tick", "true")
	parts := m.act(t, "card", press)
	has(t, parts["note"], "Not saved. Please press again.")
	has(t, parts["talk"], `value="2" checked`, `value="typed"`, `value="true" checked`)
	o.replies(adaptive(block("Saved **well**"), execute("edit", nil)))
	press.Del("f:tick")
	parts = m.act(t, "card", press)
	if note := strings.TrimSpace(parts["note"]); note != "" {
		t.Error(note)
	}
	has(t, parts["talk"], "Saved <strong>well</strong>", "Do edit")
	hasNot(t, parts["talk"], "How is it?")
	if d := sub(o.last(t), "value", "action", "data"); d["line"] != "typed" || d["tick"] != "false" || d["rate|crm|value"] != "2" {
		t.Errorf("%v", d)
	}
	o.says(http.StatusOK, object{"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted."})
	has(t, m.act(t, "card", as(anaID, chat, "ts", id, "press", "/actions/0"))["note"], "Noted.")
	has(t, m.act(t, "card", as(anaID, chat, "ts", id, "press", "/actions/7"))["note"], "no such button")
	m.act(t, "card", as("U0001", "D0001", "ts", id, "press", "/actions/0"))
	o.clean(t)
}

// What is to be filled in behind one button holds up no other one.
func TestTeamsPageFolds(t *testing.T) {
	m := browseBoth(t)
	o, chat := m.o, m.o.IM(anaID)
	behind := func(title, verb string, inputs ...object) object {
		inner := adaptive(inputs...)
		delete(inner, "version")
		inner["actions"] = []object{execute(verb, nil)}
		return object{"type": "Action.ShowCard", "title": title, "card": inner}
	}
	rate := choices("rate|crm|value", "1", "2")
	rate["isRequired"] = true
	card := adaptive(block("How is it?"), object{"type": "Input.Toggle", "id": "tick", "title": "Tick", "value": "true"})
	card["actions"] = []object{
		behind("Answer", "submit", rate),
		behind("Away", "away", object{"type": "Input.Date", "id": "date", "label": "Until", "isRequired": true, "errorMessage": "!"}),
	}
	id := o.sends(t, chat, shows(card))
	html := m.get(t, "/?as="+anaID)
	at := regexp.MustCompile(`<form class="ac-behind" method="post" action="/act/card" id="([^"]+)">`).FindAllStringSubmatch(html, -1)
	if len(at) != 2 {
		t.Fatalf("forms behind buttons: %q", at)
	}
	has(t, html, `name="f:rate|crm|value" value="2" required form="`+at[0][1]+`"`, `value="/actions/0/card/actions/0" form="`+at[0][1]+`"`,
		`type="date" value="" placeholder="" required form="`+at[1][1]+`"`, `name="f:tick" value="true" checked>`)
	o.replies(adaptive(block("Saved")))
	parts := m.act(t, "card", as(anaID, chat, "ts", id, "press", "/actions/0/card/actions/0", "f:rate|crm|value", "2"))
	if note := strings.TrimSpace(parts["note"]); note != "" {
		t.Error(note)
	}
	has(t, parts["talk"], "Saved")
	if d := sub(o.last(t), "value", "action", "data"); d["rate|crm|value"] != "2" || d["date"] != nil || d["tick"] != "true" {
		t.Errorf("sent %v: what stands outside comes along as it is, what is folded elsewhere does not", d)
	}
	o.clean(t)
}

func TestTeamsPageSays(t *testing.T) {
	m := browseBoth(t)
	o, chat := m.o, m.o.IM(anaID)
	has(t, m.act(t, "say", as(anaID, chat, "text", "help <b>"))["talk"], "help &lt;b&gt;")
	if a := o.last(t); a["text"] != "help <b>" {
		t.Errorf("%v", a["text"])
	}
	has(t, m.act(t, "say", as(anaID, crmID, "text", "@parallax status"))["talk"], "@Parallax status")
	root := o.Messages(crmID)[0].TS
	o.sends(t, crmID+";messageid="+root, says("All _well_"))
	html := m.get(t, "/?as="+anaID+"&in="+crmID)
	has(t, html, `class="thread"`, "All <em>well</em>", "Ana Ruiz", "Parallax</strong> <span class=\"app\">App</span>", "Reply in thread")
	m.act(t, "say", as(anaID, crmID, "text", "@Parallax why", "thread", root))
	if got := o.Messages(crmID)[2].ThreadTS; got != root {
		t.Errorf("thread %q", got)
	}
	for in, want := range map[string]string{crmID: "Here only @Parallax gets an answer", chat: "Type something first"} {
		text := map[string]string{crmID: "hello", chat: " "}[in]
		has(t, m.act(t, "say", as(anaID, in, "text", text))["note"], want)
	}
	if len(m.requests()) != 0 {
		t.Error("the Slack side heard it")
	}
}

// Every element has its form, and hostile text in any of them never becomes markup.
func TestCardShown(t *testing.T) {
	m := browseBoth(t)
	h := hostile
	mention := adaptive(block("Over to <at>Ben</at> and <at>"+h+"</at>"), block("[Docs](https://docs.example/x) [bad](javascript:alert(1)) "+h))
	mention["msteams"] = object{"entities": []object{{"type": "mention", "text": "<at>Ben</at>", "mentioned": object{"id": m.o.MRI(benID), "name": h}}}}
	line := func(name string, v ...float64) object {
		var points []object
		for i, y := range v {
			points = append(points, object{"x": []string{"3 Mar", "10 Mar", "17 Mar"}[i], "y": y})
		}
		return object{"legend": name, "values": points}
	}
	many := choices("many", "1", "2")
	many["isMultiSelect"], many["value"] = true, "1,2"
	compact := choices("compact", "1", h)
	compact["style"], compact["placeholder"] = "compact", "Pick "+h
	for _, c := range []struct {
		card object
		want []string
	}{
		{mention, []string{`Over to <span class="ping">Ben Lee</span>`, "&lt;at&gt;", `<a href="https://docs.example/x"`, "bad"}},
		{adaptive(object{"type": "TextBlock", "text": h, "size": "Large", "weight": "Bolder", "color": "Attention", "isSubtle": true, "separator": true, "spacing": "Small"}),
			[]string{`<div class="ac-text gap-small rule large bolder attention subtle cut">`, "&lt;img src=x"}},
		{adaptive(object{"type": "TextBlock", "text": "- a\n- b\n\nc", "wrap": true}), []string{"<ul><li>a</li><li>b</li></ul><p>c</p>"}},
		{adaptive(object{"type": "RichTextBlock", "inlines": []object{{"type": "TextRun", "text": h, "italic": true, "weight": "Bolder"}}}), []string{`<span class="bolder italic">&lt;img`}},
		{adaptive(object{"type": "Chart.Line", "title": "Value", "data": []object{{"legend": "IT", "values": []object{{"x": "2026-03-03", "y": 4}, {"x": "2026-03-10", "y": 5}}}}}),
			[]string{"from 4 (3 Mar) to 5 (10 Mar)", `<th scope="col">3 Mar</th>`}},
		{adaptive(object{"type": "Container", "style": "emphasis", "items": []object{block("in")}}), []string{`<div class="ac-box emphasis">`, "in"}},
		{adaptive(object{"type": "ColumnSet", "columns": []object{{"width": "auto", "items": []object{block("l")}}, {"width": 2, "items": []object{block("r")}}, {"items": []object{}}}}),
			[]string{`<div class="ac-column auto">`, `<div class="ac-column w2">`, `<div class="ac-column stretch">`}},
		{adaptive(object{"type": "FactSet", "facts": []object{{"title": "IT", "value": h}}}), []string{"<dt><p>IT</p></dt><dd><p>&lt;img"}},
		{adaptive(object{"type": "Table", "rows": []object{{"cells": []object{{"items": []object{block("head")}}}}, {"cells": []object{{"items": []object{block("cell")}}}}}}), []string{`<th scope="col">`, "<td>"}},
		{adaptive(object{"type": "Chart.Line", "title": "Value", "data": []object{line("IT", 4, 4.25, 5), line("Business", 4, 3, 1)}}),
			[]string{`<polyline points="42,72 271,62.5 500,34"/>`, "Line chart: Value. IT: from 4 (3 Mar) to 5 (17 Mar).", `<th scope="row">Business</th><td>4</td>`}},
		{adaptive(object{"type": "Chart.VerticalBar", "title": "Answers", "data": []object{{"x": "1", "y": 2}, {"x": "2", "y": 5}}}), []string{`<th scope="col">2</th>`, "<td>5</td>"}},
		{adaptive(many), []string{`type="checkbox" id="`, `value="1" checked`, `value="2" checked`}},
		{adaptive(compact), []string{"<select", `<option value="">Pick &lt;img`, `<option value="1">choice 1</option>`}},
		{adaptive(object{"type": "Input.Text", "id": "t", "isMultiline": true, "value": h, "label": h}), []string{"<textarea", "&lt;/textarea&gt;"}},
		{adaptive(object{"type": "Input.Date", "id": "d", "min": "2026-03-03", "value": "2026-03-04"}), []string{`type="date" value="2026-03-04"`, `min="2026-03-03"`}},
		{adaptive(object{"type": "Input.Toggle", "id": "t", "title": "Share", "valueOn": "yes", "value": "yes"}), []string{`value="yes" checked`, "<span>Share</span>"}},
		{adaptive(object{"type": "ActionSet", "actions": []object{
			{"type": "Action.Submit", "title": h, "style": "positive"}, {"type": "Action.Submit", "title": "Gone", "style": "destructive", "associatedInputs": "none"},
			{"type": "Action.OpenUrl", "title": "Docs", "url": "https://docs.example"}, {"type": "Action.Submit", "title": "Off", "isEnabled": false},
			{"type": "Action.ShowCard", "title": "More", "card": object{"type": "AdaptiveCard", "version": "1.5", "body": []object{block("behind")}, "actions": []object{{"type": "Action.Submit", "title": "Deep"}}}},
		}}), []string{`<button class="btn primary" name="press" value="/body/0/actions/0">&lt;img`, `class="btn danger"`, "formnovalidate", `href="https://docs.example"`, "disabled>Off", "<summary", "behind", `value="/body/0/actions/4/card/actions/0" form="m`}},
		{adaptive(object{"type": "Image", "url": "https://x.example/a.png", "altText": "a " + h}), []string{`role="img" aria-label="a &lt;img`}},
		{adaptive(object{"type": "Rating", "value": 3}), []string{"Not shown here: an element of type Rating."}},
		{adaptive(block("here"), object{"type": "TextBlock", "text": "hidden", "isVisible": false}), []string{"here"}},
	} {
		id := m.o.sends(t, m.o.IM(anaID), shows(c.card))
		var parts map[string]string
		if err := json.Unmarshal([]byte(m.get(t, "/parts?want=talk&as="+anaID)), &parts); err != nil {
			t.Fatal(err)
		}
		html := betweenTags.ReplaceAllString(parts["talk"], "><")
		has(t, html, c.want...)
		hasNot(t, html, "<img src=x", `onerror="`, "</script><", "hidden</p>", "javascript:")
		if status, _ := m.o.call(t, "DELETE", "conversations/"+m.o.IM(anaID)+"/activities/"+id, nil); status != 200 {
			t.Fatal(status)
		}
	}
	m.o.clean(t)
}
