package teams

import "strings"

const (
	mentionOpen  = "<at>"
	mentionClose = "</at>"
)

// Said returns what somebody wrote to the bot: the text without the mention of the
// bot. Other people's mentions become their names. What only looks like a mention
// stays as it was typed, for only Teams says who is meant.
func (a Activity) Said() string {
	text := strings.NewReplacer("&nbsp;", " ", "\u00a0", " ").Replace(a.Text)
	for _, e := range a.Entities {
		if e.Type != "mention" {
			continue
		}
		tag := e.Text
		if tag == "" && e.Mentioned.Name != "" { // group chats leave it out
			tag = mentionOpen + e.Mentioned.Name + mentionClose
		}
		inner, ok := strings.CutPrefix(tag, mentionOpen)
		if !ok {
			continue
		}
		name, ok := strings.CutSuffix(inner, mentionClose)
		if !ok {
			continue
		}
		if a.Self(e.Mentioned) {
			name = " "
		}
		text = strings.ReplaceAll(text, tag, name)
	}
	return strings.TrimSpace(text)
}
