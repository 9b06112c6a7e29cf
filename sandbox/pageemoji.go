package sandbox

import "strings"

// emojiNames are the names that a work message may hold; others stay as typed.
var emojiNames = strings.NewReplacer(
	":wave:", "👋", ":white_check_mark:", "✅", ":heavy_check_mark:", "✔️", ":warning:", "⚠️", ":bell:", "🔔", ":no_bell:", "🔕",
	":pushpin:", "📌", ":round_pushpin:", "📍", ":calendar:", "📅", ":spiral_calendar_pad:", "🗓️", ":hourglass:", "⌛",
	":hourglass_flowing_sand:", "⏳", ":alarm_clock:", "⏰", ":clock1:", "🕐", ":lock:", "🔒", ":eyes:", "👀", ":speech_balloon:", "💬",
	":memo:", "📝", ":pencil2:", "✏️", ":bulb:", "💡", ":mag:", "🔍", ":chart_with_upwards_trend:", "📈",
	":chart_with_downwards_trend:", "📉", ":bar_chart:", "📊", ":large_green_circle:", "🟢", ":large_yellow_circle:", "🟡",
	":large_orange_circle:", "🟠", ":large_red_circle:", "🔴", ":red_circle:", "🔴", ":large_blue_circle:", "🔵", ":white_circle:", "⚪",
	":black_circle:", "⚫", ":watermelon:", "🍉", ":tada:", "🎉", ":rocket:", "🚀", ":handshake:", "🤝", ":thumbsup:", "👍", ":+1:", "👍",
	":thumbsdown:", "👎", ":-1:", "👎", ":question:", "❓", ":grey_question:", "❔", ":exclamation:", "❗", ":information_source:", "ℹ️",
	":arrow_up:", "⬆️", ":arrow_down:", "⬇️", ":arrow_right:", "➡️", ":left_right_arrow:", "↔️", ":smile:", "😄", ":cry:", "😢", ":palm_tree:", "🌴",
)

func emojis(t string) string {
	if !strings.Contains(t, ":") {
		return t
	}
	return emojiNames.Replace(t)
}
