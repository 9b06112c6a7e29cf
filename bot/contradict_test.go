package bot

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// results calls do with every result that scoring can say: an open alert has an open
// label and a direction; an agreement lies in the narrow band; a watched gap does
// not; a direction is named beyond that band only.
func results(do func(scoring.Disclosure)) {
	type stand struct {
		label  scoring.Label
		band   scoring.Band
		higher int
		open   bool
	}
	var stands []stand
	wide := []scoring.Band{scoring.Drifting, scoring.Apart, scoring.FarApart}
	for _, higher := range []int{1, -1} {
		for _, l := range []scoring.Label{scoring.FalseConsensus, scoring.ITBlind, scoring.BizBlind, scoring.KnownGap, scoring.OpenGap} {
			for _, b := range append(wide, scoring.Aligned) {
				stands = append(stands, stand{l, b, higher, true})
			}
		}
		for _, b := range wide {
			stands = append(stands, stand{scoring.Watch, b, higher, false}, stand{scoring.Unclear, b, higher, false})
		}
	}
	for _, l := range []scoring.Label{scoring.Unclear, scoring.Consensus, scoring.FalseConflict} {
		stands = append(stands, stand{l, scoring.Aligned, 0, false})
	}
	bases := []scoring.Baseline{{}}
	for _, s := range stands {
		if s.open && s.label != scoring.OpenGap {
			continue // what was open then is told alike
		}
		bases = append(bases, scoring.Baseline{Round: 3, Label: s.label, Band: s.band, Level: scoring.Good, Higher: s.higher})
		if alike(s.label) { // no other words depend on the level
			bases = append(bases, scoring.Baseline{Round: 3, Label: s.label, Band: s.band, Level: scoring.Low, Higher: s.higher})
		}
	}
	for _, s := range stands {
		for _, base := range bases {
			for _, change := range []scoring.Change{scoring.Widening, scoring.Narrowing, scoring.Steady} {
				for _, trend := range []int{-1, 0, 1} {
					for n, level := range []scoring.Level{scoring.Low, scoring.Good} {
						d := scoring.Disclosure{
							Status: scoring.OK, Round: 6, LastRound: 6, Published: 6, Open: s.open, Label: s.label, Band: s.band, Higher: s.higher,
							Level: level, Trend: trend, Change: change, Baseline: base, Split: [2]bool{scoring.Biz: (n+trend)%2 == 0},
						}
						if base.Round == 0 {
							d.Change = ""
						}
						do(d)
						if s.open {
							d.SignChanged = true
							do(d)
						}
					}
				}
			}
		}
	}
}

// told is everything that one message says of a result, a text a place.
func told(d scoring.Disclosure) map[string]string {
	row := checkins.AlertRow{Question: checkins.Question{Dimension: checkins.Value}, Said: d, Date: "2026-03-17", Episode: checkins.Episode{Opened: "crm@2026-03-03"}}
	for range 2 {
		row.Track = append(row.Track, checkins.Point{Label: d.Label, Band: d.Band, Higher: d.Higher})
	}
	explained := checkins.ExplainRow{Question: row.Question, Said: d, Date: row.Date, Track: row.Track}
	places := map[string][]Text{}
	topic, verdict := English.CardRow(checkins.CardRow{Question: row.Question, Said: d, Date: row.Date, Open: d.Open})
	places["card"] = []Text{English.Standing(topic, verdict)}
	topic, verdict, more := English.GapsRow(explained)
	places["gaps"] = []Text{English.Standing(topic, verdict), more, English.Strip(row.Question, row.Track)}
	places["portfolio"] = English.PortfolioLines(checkins.PortfolioRow{Value: &checkins.CardRow{Question: row.Question, Said: d, Date: row.Date, Open: d.Open}})[1:]
	for _, l := range English.HistoryLines(checkins.HistoryWeek{Date: row.Date, Rows: []checkins.HistoryRow{{Question: row.Question, Said: d}}}) {
		places["history"] = append(places["history"], l.Sentence(), l.More)
	}
	news, more := English.ExplainRow(explained)
	places["explain"] = []Text{news, more, English.Strip(row.Question, row.Track)}
	news, more = English.ResultBoth(checkins.RoundView{Said: d})
	places["result"] = []Text{news, more}
	if d.Open {
		a := checkins.GapAlert{Rows: []checkins.AlertRow{row}}
		news, more = English.AlertRow(a, row)
		places["alert"] = []Text{English.AlertHeadline(a), news, more, English.Strip(row.Question, row.Track)}
		places["repeat"] = []Text{English.UpdateLine(checkins.UpdateLine{Reason: checkins.ReasonRepeat, Said: d})}
		places["flip"] = []Text{English.UpdateLine(checkins.UpdateLine{Reason: checkins.ReasonFlipped, Said: d})}
	} else {
		row.Ended = true
		news, more = English.AlertRow(checkins.GapAlert{}, row)
		places["ended"] = []Text{news, more, Join(English.label(d), Trusted("."))} // its card says the label meanwhile
		places["closed"] = []Text{English.UpdateLine(checkins.UpdateLine{Reason: checkins.ReasonClosed, Said: d}), Join(English.label(d), Trusted("."))}
	}
	all := map[string]string{}
	for place, texts := range places {
		all[place] = strings.ToLower(JoinWith(" ", texts...).Plain())
	}
	return all
}

var (
	baselines = regexp.MustCompile(`at the baseline (you (saw it alike|agreed: not going well)|it was [^.]*|(it|business) leads rated it [^.]*)\.`)
	opposites = map[string][2]*regexp.Regexp{
		"alike and not":          {regexp.MustCompile(`alike|agreed|agree more|the same`), regexp.MustCompile(`differently|seem to differ|leads rate it|farther|moving apart|coming closer|not clear`)},
		"closer and apart":       {regexp.MustCompile(`closer`), regexp.MustCompile(`apart|drift|farther|wider`)},
		"going well and divided": {regexp.MustCompile(`agreed: going well|agreed: neither|: you agree more`), regexp.MustCompile(`divided`)},
		"low and well":           {regexp.MustCompile(`not going well`), regexp.MustCompile(`[^t] going well|: neither`)},
		"both directions":        {regexp.MustCompile(`it leads rate it`), regexp.MustCompile(`business leads rate it`)},
		"one baseline only":      {regexp.MustCompile(`than at the baseline`), regexp.MustCompile(`at the baseline (you|it|business)|at the baseline already`)},
	}
	unsaid = regexp.MustCompile(`\bdrift|\bapart or|\baligned\b|\brounds?\b|blind|theatre|consensus|  |\.\.`)
	motion = regexp.MustCompile(`closer|apart|farther`)
	stops  = regexp.MustCompile(`[.?!]\s+|[.?!]$| · `)
)

// TestNoContradictions: whatever scoring can say of a result, no message about it says
// two things that do not go together.
func TestNoContradictions(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and one thing after the other")
	}
	seen := map[string]bool{}
	wrong := func(d scoring.Disclosure, place, what, text string) {
		if key := place + what + string(d.Label) + string(d.Baseline.Label); !seen[key] {
			seen[key] = true
			t.Errorf("%s, %s: %q\n%+v", place, what, text, d)
		}
	}
	type key struct {
		text         string
		base         scoring.Label
		level        scoring.Level
		higher, then int
		sign         bool
	}
	n, said, done := 0, map[string]bool{}, map[key]bool{}
	results(func(d scoring.Disclosure) {
		n++
		for place, text := range told(d) {
			k := key{place + text, d.Baseline.Label, d.Baseline.Level, d.Higher, d.Baseline.Higher, d.SignChanged}
			if done[k] {
				continue
			}
			done[k] = true
			then := baselines.FindString(text)
			now := strings.Replace(text, then, "", 1)
			said[then] = true
			for what, pair := range opposites {
				if pair[0].MatchString(now) && pair[1].MatchString(now) {
					wrong(d, place, what, text)
				}
			}
			if w := unsaid.FindString(text); w != "" {
				wrong(d, place, "a word "+w, text)
			}
			for _, s := range stops.Split(text, -1) {
				if len(strings.Fields(s)) > 15 {
					wrong(d, place, "a long sentence", text)
				}
			}
			sameThen := d.Baseline.Label == scoring.Consensus || d.Baseline.Label == scoring.FalseConflict
			if strings.Contains(then, "alike") != (sameThen && d.Baseline.Level != scoring.Low) && strings.Contains(then, "alike") ||
				strings.Contains(then, "agreed") && (!sameThen || d.Baseline.Level != scoring.Low) {
				wrong(d, place, "not alike at the baseline", text)
			}
			if then != "" && opposites["alike and not"][0].MatchString(then) && opposites["alike and not"][0].MatchString(now) {
				wrong(d, place, "alike then and now is no news", text)
			}
			if turned := d.Higher != 0 && d.Baseline.Higher == -d.Higher; turned || d.SignChanged {
				if motion.MatchString(text) {
					wrong(d, place, "it moved one way, and has turned", text)
				}
				higher := map[int]string{1: "it", -1: "business"}[d.Baseline.Higher]
				if turned && (place == "alert" || place == "gaps" || place == "explain") && !strings.Contains(then, fmt.Sprintf("at the baseline %s leads rated it", higher)) {
					wrong(d, place, "not that it has turned", text)
				}
			}
		}
	})
	if n < 20000 || len(said) < 10 {
		t.Errorf("%d results, %d different words about the baseline: %v", n, len(said), said)
	}
}

// TestContradictionsAreFound: the pairs find what they are there for.
func TestContradictionsAreFound(t *testing.T) {
	for what, texts := range map[string][]string{
		"alike and not":          {"you see this differently. it leads rate it a little higher: you are nearly alike.", "you now see it alike. not clear yet.", "agreed: going well. moving apart ↗."},
		"closer and apart":       {"it leads rate it somewhat higher: you are drifting apart. coming closer ↘.", "you are farther apart than at the baseline. coming closer ↘."},
		"going well and divided": {"value: agreed: going well. the business side is itself divided."},
		"low and well":           {"agreed: going well. taken together, it is not going well."},
	} {
		for _, text := range texts {
			if pair := opposites[what]; !pair[0].MatchString(text) || !pair[1].MatchString(text) {
				t.Errorf("%s: not found in %q", what, text)
			}
		}
	}
}
