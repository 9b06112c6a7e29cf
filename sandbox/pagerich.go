package sandbox

import (
	"encoding/json"
	"html/template"
	"strings"
)

// rich draws the elements of a rich_text block or cell.
func (s scribe) rich(list any) template.HTML {
	var b strings.Builder
	for _, e := range objects(list) {
		switch e["type"] {
		case "rich_text_list":
			tag := "ul"
			if e["style"] == "ordered" {
				tag = "ol"
			}
			b.WriteString("<" + tag + ">")
			for _, item := range objects(e["elements"]) {
				b.WriteString("<li>" + s.run(item["elements"]) + "</li>")
			}
			b.WriteString("</" + tag + ">")
		case "rich_text_quote":
			b.WriteString("<blockquote>" + s.run(e["elements"]) + "</blockquote>")
		case "rich_text_preformatted":
			b.WriteString("<pre>" + s.run(e["elements"]) + "</pre>")
		default:
			b.WriteString("<p>" + s.run(e["elements"]) + "</p>")
		}
	}
	return template.HTML(b.String()) //nolint:gosec // every part was escaped when it was written
}

// run draws the pieces of one rich text line.
func (s scribe) run(list any) string {
	var b strings.Builder
	for _, e := range objects(list) {
		str := func(k string) string { t, _ := e[k].(string); return t }
		out := ""
		switch e["type"] {
		case "text":
			out = strings.ReplaceAll(esc(str("text")), "\n", "<br>")
		case "link":
			label := str("text")
			if label == "" {
				label = str("url")
			}
			out = link(str("url"), bare(label))
		case "emoji":
			out = esc(emojis(":" + str("name") + ":"))
		case "user":
			out = s.mention(str("user_id"))
		case "channel":
			out = s.place(str("channel_id"))
		case "broadcast":
			out = ping("@" + str("range"))
		case "usergroup":
			out = ping("@" + str("usergroup_id"))
		case "date":
			n, _ := e["timestamp"].(json.Number)
			out = esc(s.date("!date^"+n.String()+"^"+str("format"), str("fallback")))
		}
		style, _ := e["style"].(object)
		for _, m := range []struct{ name, tag string }{{"code", "code"}, {"bold", "strong"}, {"italic", "em"}, {"strike", "s"}} {
			if on, _ := style[m.name].(bool); on {
				out = "<" + m.tag + ">" + out + "</" + m.tag + ">"
			}
		}
		b.WriteString(out)
	}
	return b.String()
}

// objects keeps the objects of a JSON array.
func objects(v any) []object {
	var out []object
	list, _ := v.([]any)
	for _, x := range list {
		if m, ok := x.(object); ok {
			out = append(out, m)
		}
	}
	return out
}
