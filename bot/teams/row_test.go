package teams

import (
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
)

// TestRows: in every message, in both languages, no row of buttons holds more than Teams
// shows whole at the width of a chat, nor does the row at the end of a card.
func TestRows(t *testing.T) {
	for _, language := range []string{"en", "de"} {
		r := renderer()
		r.Words = bot.WordsIn(language)
		for name, m := range bottest.Friendly().Cases() {
			c, err := r.Message(bottest.Org, m)
			if err != nil {
				t.Fatal(err)
			}
			held := func(row []Action) {
				long := 0
				for _, a := range row {
					long += bot.Length(a.Title) + buttonEdge
				}
				if len(row) > maxRow || len(row) > 1 && long > maxRowText {
					t.Errorf("%s, %s: %d characters on %d buttons of one row", name, language, long, len(row))
				}
			}
			held(c.Actions)
			for _, e := range c.Body {
				if s, is := e.(ActionSet); is {
					held(s.Actions)
				}
			}
		}
	}
}
