package sandbox

import (
	"regexp"
	"slices"
)

var (
	// Live control sequences that notify; <#C..> and links do not.
	liveMention = regexp.MustCompile(`<(!channel|!here|!everyone|!subteam\^[A-Z0-9]+|@[UW][A-Z0-9]+)(\|[^<>]*)?>`)
	loudName    = regexp.MustCompile(`(?:^|[^\w])(@(?:channel|here|everyone))\b`)
)

// pingsIn finds the unescaped mentions of a mrkdwn text, without their labels.
func pingsIn(text string) []string {
	var out []string
	for _, m := range liveMention.FindAllStringSubmatch(text, -1) {
		out = append(out, "<"+m[1]+">")
	}
	return out
}

// loudNames are the plain @channel and the like, alive only under link_names or parse=full.
func loudNames(text string) []string {
	var out []string
	for _, m := range loudName.FindAllStringSubmatch(text, -1) {
		out = append(out, "<!"+m[1][1:]+">")
	}
	return out
}

func tidy(pings []string) []string {
	slices.Sort(pings)
	return slices.Compact(pings)
}

// pingsOf walks a payload: mrkdwn text objects, markdown blocks, and the mention
// elements of rich text. plain_text never notifies anybody.
func pingsOf(v any) []string {
	var out []string
	switch x := v.(type) {
	case []any:
		for _, e := range x {
			out = append(out, pingsOf(e)...)
		}
	case object:
		switch text, _ := x["text"].(string); x["type"] {
		case "mrkdwn", "markdown":
			out = append(out, pingsIn(text)...)
		case "plain_text", "plain_text_input":
			return nil
		case "user":
			if id, ok := x["user_id"].(string); ok {
				out = append(out, "<@"+id+">")
			}
		case "usergroup":
			if id, ok := x["usergroup_id"].(string); ok {
				out = append(out, "<!subteam^"+id+">")
			}
		case "broadcast":
			if r, ok := x["range"].(string); ok {
				out = append(out, "<!"+r+">")
			}
		}
		for _, e := range x {
			out = append(out, pingsOf(e)...)
		}
	}
	return out
}
