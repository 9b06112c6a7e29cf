package teams

import "strings"

const (
	mentionOpen  = "<at>"
	mentionClose = "</at>"
)

// Said returns what somebody wrote to the bot: the text without the mention of the
// bot, or its name at the beginning. Other people's mentions become their names. What only looks like a mention
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
	return a.unnamed(strings.TrimSpace(text))
}

// unnamed takes the bot's name off the beginning of a text. In a personal chat nobody
// picks it from a list, and then it is no mention; people write it all the same.
func (a Activity) unnamed(text string) string {
	name := strings.TrimSpace(a.Recipient.Name)
	rest := strings.TrimPrefix(text, "@")
	if name == "" || len(rest) < len(name) || !strings.EqualFold(rest[:len(name)], name) {
		return text
	}
	if rest = rest[len(name):]; rest != "" && !strings.ContainsAny(rest[:1], " ,:") {
		return text
	}
	return strings.TrimLeft(rest, " ,:")
}
