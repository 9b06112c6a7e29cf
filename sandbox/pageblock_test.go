package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var betweenTags = regexp.MustCompile(`>\s+<`)

// shown draws blocks of a message (or a modal) as the page would.
func shown(t *testing.T, s sheet, blocks ...object) string {
	t.Helper()
	raw := encode(blocks)
	s.scribe = pen()
	if s.state == nil {
		s.state = prefilled(raw, nil)
	}
	var b bytes.Buffer
	for _, d := range s.draw(raw) {
		if err := pageTemplates.ExecuteTemplate(&b, "block", d); err != nil {
			t.Fatal(err)
		}
	}
	return strings.TrimSpace(betweenTags.ReplaceAllString(b.String(), "><"))
}

func message() sheet { return sheet{id: "m1", as: "U0001", in: "C0001", ts: "1.000000"} }

const hiddenFields = `<input type="hidden" name="as" value="U0001"><input type="hidden" name="in" value="C0001"><input type="hidden" name="ts" value="1.000000">`

// A name as hostile as a name can be, in every place that takes text.
const hostile = `<img src=x onerror="alert(1)">'&</textarea></select></option></script>`

func TestBlocksShown(t *testing.T) {
	press := `<form class="ctl" method="post" action="/act/press">` + hiddenFields
	for _, c := range []struct {
		name  string
		block object
		want  []string
	}{
		{"header", object{"type": "header", "text": plain("CRM :tada:")}, []string{`<h3 class="head">CRM 🎉</h3>`}},
		{"section", object{"type": "section", "text": mrkdwn("*a*"), "fields": []object{mrkdwn("_f_"), plain("*g*")}},
			[]string{`<div><strong>a</strong></div><ul class="fields"><li><em>f</em></li><li>*g*</li></ul>`}},
		{"section with a button", object{"type": "section", "block_id": "b", "text": plain("x"), "accessory": button("go", "v")}, []string{press, `name="press" value="k=b%2Fgo">go</button>`}},
		{"section with a picture", object{"type": "section", "text": plain("x"), "accessory": object{"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a strip"}}, []string{`role="img" aria-label="a strip">a strip</p>`}},
		{"context", object{"type": "context", "elements": []object{mrkdwn("`x`"), {"type": "image", "image_url": "u", "alt_text": "pic"}}}, []string{`<p class="context"><span><code>x</code></span><span>pic</span></p>`}},
		{"divider", object{"type": "divider"}, []string{"<hr>"}},
		{"primary button", actions("a", object{"type": "button", "action_id": "go", "text": plain("Go"), "style": "primary", "accessibility_label": "Go on"}),
			[]string{`<div class="actions">` + press + `<button class="btn primary" id="m1-a-0" name="press" value="k=a%2Fgo" aria-label="Go on">Go</button></form></div>`}},
		{"button that asks first", actions("a", object{"type": "button", "action_id": "go", "text": plain("Go"), "confirm": object{"title": plain("Sure?"), "text": plain("It's final."), "confirm": plain("Yes"), "deny": plain("No")}}),
			[]string{"data-confirm=\"Sure?\n\nIt&#39;s final.\""}},
		{"link", actions("a", object{"type": "button", "action_id": "go", "text": plain("Docs"), "url": "https://docs.example/x?a=1&b=2"}),
			[]string{`<a class="btn " href="https://docs.example/x?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">Docs</a>`}},
		{"button with a bad link", actions("a", object{"type": "button", "action_id": "go", "text": plain("Docs"), "url": "javascript:alert(1)"}), []string{`<button class="btn "`}},
		{"date picker", actions("a", object{"type": "datepicker", "action_id": "until", "initial_date": "2026-03-09", "placeholder": plain("Snooze until ...")}),
			[]string{`<label class="hold" for="m1-a-0">Snooze until ...</label><input id="m1-a-0" name="f:a/until" type="date" value="2026-03-09"`, `aria-label="Set: Snooze until ..."`, `value="k=a%2Funtil"`}},
		{"overflow", actions("a", object{"type": "overflow", "action_id": "more", "options": []object{option("1")}}),
			[]string{`<summary aria-label="More">`, `value="k=a%2Fmore&amp;v=1">option 1</button>`}},
		{"radio buttons", actions("a", radios("r", "1", "2")), []string{`role="radiogroup"`, `type="radio" id="m1-a-0-0" name="f:a/r" value="1" required><span>option 1</span>`}},
		{"checkboxes", actions("a", object{"type": "checkboxes", "action_id": "c", "options": []object{option("1"), option("2")}, "initial_options": []object{option("2")}}),
			[]string{`type="checkbox" id="m1-a-0-0" name="f:a/c" value="1"><span>`, `value="2" checked><span>`}},
		{"select", actions("a", object{"type": "static_select", "action_id": "s", "placeholder": plain("Pick"), "options": []object{option("1")}, "initial_option": option("1")}),
			[]string{`<select id="m1-a-0" name="f:a/s" aria-label="Pick"><option value="">Pick</option><option value="1" selected>option 1</option></select>`}},
		{"select with groups", actions("a", object{"type": "static_select", "action_id": "s", "option_groups": []object{{"label": plain("G"), "options": []object{option("1")}}}}),
			[]string{`<optgroup label="G"><option value="1">option 1</option></optgroup>`}},
		{"picture", object{"type": "image", "title": plain("T"), "image_url": "https://x.example/a.png", "alt_text": "Both sides fell"}, []string{`<figcaption>T</figcaption>`, `aria-label="Both sides fell"`}},
		{"rich text", object{"type": "rich_text", "elements": []object{
			{"type": "rich_text_section", "elements": []object{{"type": "text", "text": "b", "style": object{"bold": true}}, {"type": "user", "user_id": "U9"}}},
			{"type": "rich_text_list", "style": "ordered", "elements": []object{{"type": "rich_text_section", "elements": []object{{"type": "text", "text": "one"}}}}},
			{"type": "rich_text_quote", "elements": []object{{"type": "text", "text": "q"}}},
		}}, []string{`<p><strong>b</strong><span class="ping">@U9</span></p><ol><li>one</li></ol><blockquote>q</blockquote>`}},
		{"table", object{"type": "table", "rows": []any{
			[]any{object{"type": "raw_text", "text": "Item"}, nil},
			[]any{object{"type": "raw_number", "value": 4.25}, object{"type": "rich_text", "elements": []any{object{"type": "rich_text_section", "elements": []any{object{"type": "text", "text": "x"}}}}}},
		}}, []string{`<tr><th scope="col">Item</th><th scope="col"></th></tr><tr><td>4.25</td><td><p>x</p></td></tr>`}},
		{"markdown", object{"type": "markdown", "text": "a < b"}, []string{"a &lt; b"}},
		{"container", object{"type": "container", "child_blocks": []object{section("inside")}}, []string{"inside"}},
		{"something new", object{"type": "hologram"}, []string{"Not shown here: a block of type hologram."}},
	} {
		has(t, shown(t, message(), c.block), c.want...)
	}
}

func TestInputsShown(t *testing.T) {
	s := sheet{id: "form", as: "U0001", in: "D0001", modal: true, errors: map[string]string{"line": "Too " + hostile}, state: fields{"line": {"l": "typed"}, "many": {"m": "1,2"}}}
	long := radios("r", "1")
	long["options"] = []object{{"text": plain("an option with a text that is far too long to stand beside others"), "value": "1"}}
	html := shown(t, s,
		input("line", true, object{"type": "plain_text_input", "action_id": "l", "multiline": true, "max_length": 300}),
		input("name", false, object{"type": "plain_text_input", "action_id": "n"}),
		input("number", false, object{"type": "number_input", "action_id": "n", "is_decimal_allowed": true, "min_value": "1"}),
		input("rate", false, radios("r", "1", "2")), input("long", false, long),
		input("many", true, object{"type": "checkboxes", "action_id": "m", "options": []object{option("1"), option("2")}}),
		actions("more", button("help", "h"), object{"type": "datepicker", "action_id": "d"}),
	)
	has(t, html,
		`<label for="form-line-0">line <small>optional</small></label><textarea id="form-line-0" name="f:line/l" rows="3" placeholder="" aria-describedby="form-line-0-more" maxlength="300" aria-invalid="true">typed</textarea><p class="error" id="form-line-0-more" role="alert">Too &lt;img`,
		`<label for="form-name-0">name</label><input id="form-name-0" name="f:name/n" type="text"`, `type="number" value="" placeholder="" aria-describedby="form-number-0-more" min="1" step="any" required>`,
		`<fieldset aria-describedby="form-rate-0-more"><legend>rate</legend><span class="choices short">`, `<legend>long</legend><span class="choices">`,
		`value="1" checked`, `value="2" checked`,
		`formaction="/act/view" formnovalidate>help</button>`, `aria-label="Set: choice">Set</button>`)
	// One form holds them all; a form within a form would be taken apart by browsers.
	hasNot(t, html, "<form", "<img")
}

func TestChartShown(t *testing.T) {
	line := func(name string, v ...float64) object {
		var data []object
		for i, x := range v {
			data = append(data, object{"label": []string{"3 Mar", "10 Mar", "17 Mar"}[i], "value": x})
		}
		return object{"name": name, "data": data}
	}
	html := shown(t, message(), object{"type": "data_visualization", "title": "Value <both>", "chart": object{
		"type": "line", "axis_config": object{"categories": []string{"3 Mar", "10 Mar", "17 Mar"}, "x_label": "Week"},
		"series": []object{line("IT leads", 4, 4.25, 5), line("Business leads", 4, 3, 1)},
	}})
	has(t, html, `<figcaption>Value &lt;both&gt;</figcaption>`,
		`aria-label="Line chart: Value &lt;both&gt;. IT leads: from 4 (3 Mar) to 5 (17 Mar). Business leads: from 4 (3 Mar) to 1 (17 Mar)."`,
		`<g class="s0"><polyline points="42,72 271,62.5 500,34"/>`, `<g class="s1"><polyline points="42,72 271,110 500,186"/>`, `<circle cx="500" cy="34" r="4"/>`, `<rect x="500" y="186"`,
		`<th scope="col">Week</th><th scope="col">3 Mar</th>`, `<th scope="row">IT leads</th><td>4</td><td>4.25</td><td>5</td>`)
	pie := shown(t, message(), object{"type": "data_visualization", "title": "Pie", "chart": object{"type": "pie", "segments": []object{{"label": "a", "value": 3}}}})
	has(t, pie, "<th scope=\"col\">a</th>", "<td>3</td>")
	hasNot(t, pie, "<svg")
}

// Hostile text in every string of every block never becomes markup.
func TestHostileBlocks(t *testing.T) {
	h := hostile
	o := object{"text": plain(h), "value": h, "description": plain(h)}
	html := shown(t, message(),
		object{"type": "header", "text": plain(h)}, object{"type": "section", "text": mrkdwn(h), "fields": []object{plain(h)}},
		object{"type": "context", "elements": []object{mrkdwn(h), {"type": "image", "alt_text": h}}},
		object{"type": "actions", "block_id": h, "elements": []object{
			{"type": "button", "action_id": h, "text": plain(h), "value": h, "style": h, "accessibility_label": h, "confirm": object{"title": plain(h)}},
			{"type": "static_select", "action_id": "s", "placeholder": plain(h), "options": []object{o}},
			{"type": "radio_buttons", "action_id": "r", "options": []object{o}}, {"type": "overflow", "action_id": "o", "options": []object{o}},
			{"type": "datepicker", "action_id": "d", "initial_date": h, "placeholder": plain(h)},
		}},
		object{"type": "image", "alt_text": h, "title": plain(h)}, object{"type": h},
		object{"type": "table", "rows": []any{[]any{object{"type": "raw_text", "text": h}}}},
		object{"type": "data_visualization", "title": h, "chart": object{"type": "line", "axis_config": object{"categories": []string{h}, "x_label": h},
			"series": []object{{"name": h, "data": []object{{"label": h, "value": 1}}}}}},
	) + shown(t, sheet{id: "form", modal: true, state: fields{"i": {"p": h}}, errors: map[string]string{"i": h}},
		object{"type": "input", "block_id": "i", "label": plain(h), "hint": plain(h), "element": object{"type": "plain_text_input", "action_id": "p", "multiline": true, "placeholder": plain(h)}})
	// Every quote inside a value is escaped, so no attribute can be broken out of.
	hasNot(t, html, "<img", `onerror="`, "<script", "</script")
	if n := strings.Count(html, "</textarea"); n != 1 {
		t.Errorf("%d ends of a text field, want its own", n)
	}
	if n := strings.Count(html, "</select"); n != 1 {
		t.Errorf("%d ends of a select, want its own", n)
	}
}

func TestPressNames(t *testing.T) {
	d := deed{form: map[string][]string{"press": {pressName("rate|crm@2026-03-03/a&b=c", "x&v=y")}}}
	if key, value := d.target(); key != "rate|crm@2026-03-03/a&b=c" || len(value) != 1 || value[0] != "x&v=y" {
		t.Errorf("%q %q", key, value)
	}
	d.form = map[string][]string{"press": {pressName("b/c", "")}, "f:b/c": {"1", "2"}}
	if key, value := d.target(); key != "b/c" || len(value) != 1 || value[0] != "1,2" {
		t.Errorf("%q %q", key, value)
	}
}

func TestNumbersStay(t *testing.T) {
	var b object
	if err := json.Unmarshal([]byte(`{"title":"x","chart":{"type":"line"}}`), &b); err != nil {
		t.Fatal(err)
	}
	if g := newGraph(b); g.Text != "Line chart: x." || len(g.Lines) != 0 {
		t.Errorf("%+v", g)
	}
}

// No two labels of a chart stand on one another, however long they are, and none of the
// scale stands outside.
func TestChartLabels(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 7, 12, 20} {
		g := graph{Lines: []chartLine{{Name: "x"}}}
		values := make([]float64, n)
		for i := range n {
			g.Head = append(g.Head, fmt.Sprintf("%d. März 2026", 10+i))
			values[i] = float64(100000 * i)
		}
		g.plot([][]float64{values})
		for _, p := range g.Plots {
			end := -1e9
			for _, m := range p.Ticks {
				wide := 6.5 * float64(len([]rune(m.Text)))
				from := m.X - map[string]float64{"middle": wide / 2, "end": wide}[m.Anchor]
				if from < end {
					t.Errorf("%d points, %s: %q stands on the label before it", n, p.Class, m.Text)
				}
				end = from + wide
			}
			for _, m := range p.Grid {
				if m.X < 6.5*float64(len(m.Text)) {
					t.Errorf("%d points, %s: %q stands outside", n, p.Class, m.Text)
				}
			}
		}
	}
}

// The lines of a chart's grid are read at a glance, and all values lie between them.
func TestChartGrid(t *testing.T) {
	for values, want := range map[[2]float64]string{
		{2.5, 4}: "1 2 3 4 5", {35, 80}: "30 40 50 60 70 80", {61, 75}: "60 65 70 75", {0.2, 0.9}: "0.2 0.4 0.6 0.8 1",
		{1200, 98000}: "0 20000 40000 60000 80000 100000", {99.91, 99.99}: "99.9 99.92 99.94 99.96 99.98 100",
		{1_250_000, 5_000_000}: "1 M 2 M 3 M 4 M 5 M", {-40.5, 10}: "-50 -40 -30 -20 -10 0 10", {1e12, 9e12}: "0 T 2 T 4 T 6 T 8 T 10 T", {0.02, 0.05}: "0.02 0.03 0.04 0.05", {7, 7}: "7 8", {-3, 3}: "-3 -2 -1 0 1 2 3",
	} {
		g := graph{Head: []string{"a", "b"}, Lines: []chartLine{{Name: "x"}}}
		g.plot([][]float64{values[:]})
		var got []string
		for _, m := range g.Plots[0].Grid {
			got = append(got, m.Text)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%v: %s, want %s", values, s, want)
		}
		for _, d := range g.Plots[0].Lines[0].Dots {
			if d.Y < chartTop || d.Y > float64(g.Plots[0].Low) {
				t.Errorf("%v: a point at %v", values, d.Y)
			}
		}
	}
}
