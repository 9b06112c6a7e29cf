package slack

import (
	"testing"
	"time"

	api "github.com/slack-go/slack"
)

func TestQuietUntil(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	for name, tt := range map[string]struct {
		d    api.DNDStatus
		want int64
	}{
		"none":                    {api.DNDStatus{NextStartTimestamp: 1, NextEndTimestamp: 1}, 0},
		"planned, now":            {api.DNDStatus{Enabled: true, NextStartTimestamp: 999_000, NextEndTimestamp: 1_003_600}, 1_003_600},
		"planned, to come":        {api.DNDStatus{Enabled: true, NextStartTimestamp: 1_000_060, NextEndTimestamp: 1_003_600}, 0},
		"planned, over":           {api.DNDStatus{Enabled: true, NextStartTimestamp: 900_000, NextEndTimestamp: 1_000_000}, 0},
		"switched off":            {api.DNDStatus{NextStartTimestamp: 999_000, NextEndTimestamp: 1_003_600}, 0},
		"a pause":                 {api.DNDStatus{SnoozeInfo: api.SnoozeInfo{SnoozeEnabled: true, SnoozeEndTime: 1_000_100}}, 1_000_100},
		"a pause that is over":    {api.DNDStatus{SnoozeInfo: api.SnoozeInfo{SnoozeEnabled: true, SnoozeEndTime: 999_999}}, 0},
		"a pause, then the hours": {api.DNDStatus{Enabled: true, NextStartTimestamp: 1_000_060, NextEndTimestamp: 1_003_600, SnoozeInfo: api.SnoozeInfo{SnoozeEnabled: true, SnoozeEndTime: 1_000_100}}, 1_000_100},
	} {
		want := time.Time{}
		if tt.want != 0 {
			want = time.Unix(tt.want, 0)
		}
		if got := quietUntil(tt.d, now); !got.Equal(want) {
			t.Errorf("%s: until %v, want %v", name, got, want)
		}
	}
}

func TestOut(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	for _, tt := range []struct {
		text, emoji string
		expires     int
		want        bool
	}{
		{"", "", 0, false},
		{"Vacationing", ":palm_tree:", 0, true},
		{"Vacationing", ":palm_tree:", 999_999, false},
		{"Vacationing", "", 1_000_001, true},
		{"", ":palm_tree:", 0, true},
		{"Out sick", ":face_with_thermometer:", 0, true},
		{"OOO until Monday", "", 0, true},
		{"Out of the office", "", 0, true},
		{"Im Urlaub", "", 0, true},
		{"In a meeting", ":spiral_calendar_pad:", 0, false},
		{"Commuting", ":bus:", 0, false},
		{"Working remotely", ":house_with_garden:", 0, false},
		{"Planning the vacations app", ":computer:", 0, false},
		{"Shoot me a message", "", 0, false},
	} {
		if got := out(tt.text, tt.emoji, tt.expires, now); got != tt.want {
			t.Errorf("%q %s until %d: %v", tt.text, tt.emoji, tt.expires, got)
		}
	}
}
