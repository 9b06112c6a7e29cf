package bot

import (
	"strings"

	"parallax/checkins"
)

// synonyms are words with which people ask for something that has a command of another
// name, in both languages. Nearest does not know them: what is mistyped is taken for a
// command.
var synonyms = map[string]checkins.Verb{
	"rank": checkins.VerbRank, "ranks": checkins.VerbRank, "ranking": checkins.VerbRank, "rangfolge": checkins.VerbRank, "reihenfolge": checkins.VerbRank,
	"prio": checkins.VerbPriority, "prios": checkins.VerbPriority, "prioritäten": checkins.VerbPriority,
	"promise": checkins.VerbCommit, "commitment": checkins.VerbCommit, "zusage": checkins.VerbCommit, "zusagen": checkins.VerbCommit,
	"entscheidung": checkins.VerbDecide, "entscheidungen": checkins.VerbDecide,
	"steps": checkins.VerbRecheck, "schritt": checkins.VerbRecheck, "schritte": checkins.VerbRecheck,
	"outcomes": checkins.VerbOutcome, "target": checkins.VerbOutcome, "kpi": checkins.VerbOutcome, "wirkung": checkins.VerbOutcome,
	"success": checkins.VerbWin, "successes": checkins.VerbWin, "erfolg": checkins.VerbWin, "erfolge": checkins.VerbWin,
	"look-back": checkins.VerbBrief, "lookback": checkins.VerbBrief, "steering": checkins.VerbBrief, "rückblick": checkins.VerbBrief,
	"summary": checkins.VerbDigest, "weekly": checkins.VerbDigest, "überblick": checkins.VerbDigest,
	"alerts": checkins.VerbGaps, "unterschiede": checkins.VerbGaps,
	"trend": checkins.VerbHistory, "trends": checkins.VerbHistory, "verlauf": checkins.VerbHistory,
	"tasks": checkins.VerbHome, "todo": checkins.VerbHome, "aufgaben": checkins.VerbHome,
	"warum": checkins.VerbWhy, "wer": checkins.VerbWho, "leads": checkins.VerbWho,
	"holiday": checkins.VerbAway, "urlaub": checkins.VerbAway,
	"language": checkins.VerbSettings, "sprache": checkins.VerbSettings, "einstellungen": checkins.VerbSettings,
	"commands": checkins.VerbHelp, "befehle": checkins.VerbHelp,
}

// phrases are those of two words.
var phrases = map[string]checkins.Verb{
	"top three": checkins.VerbRank, "top 3": checkins.VerbRank,
	"look back": checkins.VerbBrief, "next step": checkins.VerbRecheck,
}

// synonym finds the command that somebody means, and what follows.
func synonym(words []word) (checkins.Verb, []word, bool) {
	typed := func(w word) string { return strings.TrimRight(strings.ToLower(w.s), "?!.,:") }
	if len(words) > 1 && !words[1].quoted {
		if verb, ok := phrases[typed(words[0])+" "+typed(words[1])]; ok {
			return verb, words[2:], true
		}
	}
	verb, ok := synonyms[typed(words[0])]
	return verb, words[1:], ok
}
