package slack

import (
	"testing"

	api "github.com/slack-go/slack"

	"parallax/checkins"
)

// A file is found by the end of its name, in whatever way Slack names the bot beside it; what its reader
// put into the chat is another.
func TestFileIn(t *testing.T) {
	l := checkins.Letter{
		ID: "0123456789abcdef", Kind: checkins.KindFile, To: checkins.Account{Platform: checkins.Slack, Team: "T1", ID: "U1"},
		About: checkins.About{Initiative: "crm", Date: "2026-03-20"},
	}
	for name, c := range map[string]struct {
		user, bot, file string
		there           bool
	}{
		"the bot's":                   {"UBOT", "B1", "brief-crm-2026-03-20-01234567.txt", true},
		"without bot_id":              {"UBOT", "", "brief-crm-2026-03-20-01234567.txt", true},
		"without user":                {"", "B1", "brief-crm-2026-03-20-01234567.txt", true},
		"its reader's":                {"U1", "", "brief-crm-2026-03-20-01234567.txt", false},
		"of another content that day": {"UBOT", "B1", "brief-crm-2026-03-20-01234568.txt", false},
		"of another program":          {"UBOT", "B1", "brief-crm-2026-03-20.txt", false},
	} {
		m := api.Message{Msg: api.Msg{User: c.user, BotID: c.bot, Files: []api.File{{ID: "F1", Name: c.file}}}}
		if r, is := fileIn(m, l, "D1"); is != c.there || is && r != (checkins.Receipt{Channel: "D1", TS: "F1"}) {
			t.Errorf("%s: %+v, %v", name, r, is)
		}
	}
}
