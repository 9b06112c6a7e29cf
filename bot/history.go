package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// HistoryHeadline is the first line of the answer to history.
func (w Words) HistoryHeadline(h checkins.History) Text {
	return w.say("history.headline", with{"Name": NameOf(h.Initiative)})
}

// HistoryNothing is said when no check-in is over yet.
func (w Words) HistoryNothing() Text {
	return w.say("history.empty")
}

// HistoryDate is the first line of a week.
func (w Words) HistoryDate(y checkins.HistoryWeek) Text {
	return w.say("history.date", with{"Day": w.Day(y.Date)})
}

// HistoryLine is what a week said of one topic, or of all of them: then Topic is empty.
type HistoryLine struct{ Topic, Verdict, More Text }

// HistoryLines tells one week, a line a topic; what is the same of every topic is told
// once. The last line is what was said of the outcome and the status.
func (w Words) HistoryLines(y checkins.HistoryWeek) []HistoryLine {
	lines := w.historyLines(y)
	if figures := w.historyFigures(y); !figures.IsZero() {
		lines = append(lines, HistoryLine{Verdict: figures})
	}
	return lines
}

// historyFigures is empty when nothing was said of either.
func (w Words) historyFigures(y checkins.HistoryWeek) Text {
	var value, status Text
	if a := y.Actual; a != nil {
		value = w.say("history.outcome", with{"Value": User(a.Value), "Day": w.Day(a.On)})
	}
	if h := y.Health; h != nil {
		status = w.say("history.health", with{"Mark": Trusted(healthMarks[h.Color]), "Color": w.color(h.Color), "Day": w.Day(h.On)})
	}
	return JoinWith(" · ", value, status)
}

func (w Words) historyLines(y checkins.HistoryWeek) []HistoryLine {
	switch {
	case y.Skipped != "":
		line := w.say("history.skipped")
		if why := w.skip(y.Skipped); !why.IsZero() {
			line = w.say("history.skipped.why", with{"Why": why})
		}
		return []HistoryLine{{Verdict: line}}
	case len(y.Rows) == 0:
		return []HistoryLine{{Verdict: w.say("history.nothing")}}
	}
	same := y.Rows[0].Said.Status != scoring.OK
	for _, r := range y.Rows {
		same = same && w.missingThen(r.Said).Plain() == w.missingThen(y.Rows[0].Said).Plain() && r.Said.Status != scoring.OK
	}
	if same {
		return []HistoryLine{{Verdict: capital(w.missingThen(y.Rows[0].Said))}}
	}
	var lines []HistoryLine
	for _, r := range y.Rows {
		l := HistoryLine{Topic: w.Topic(r.Dimension), Verdict: w.missingThen(r.Said)}
		if r.Said.Status == scoring.OK {
			l.Verdict, l.More = w.Verdict(r.Said, y.Date), JoinWith(" ", w.happened(r.Said), w.figuresThen(r.Said.Numbers))
		}
		lines = append(lines, l)
	}
	return lines
}

// Sentence is the beginning of a line, that which is news in it.
func (l HistoryLine) Sentence() Text {
	if l.Topic.IsZero() {
		return Join(l.Verdict, Trusted("."))
	}
	return English.Standing(l.Topic, l.Verdict)
}

// missingThen says why a week had no result; empty when it had one.
func (w Words) missingThen(d scoring.Disclosure) Text {
	switch {
	case d.Status == scoring.OK:
		return Text{}
	case d.NoView[scoring.IT] || d.NoView[scoring.Biz]:
		return w.noView(d.NoView)
	case d.Status == scoring.Held:
		return w.say("history.held")
	}
	return w.say("history.not_enough")
}

// happened says that an alert began or ended with a result.
func (w Words) happened(d scoring.Disclosure) Text {
	switch d.Event {
	case scoring.Opened:
		return w.say("history.opened")
	case scoring.Closed:
		return w.say("history.closed")
	}
	return Text{}
}

// figuresThen tells the averages of a week where they may be shown.
func (w Words) figuresThen(n *scoring.Numbers) Text {
	if n == nil {
		return Text{}
	}
	return w.say("history.figures", w.means(*n))
}

// HistoryScale explains the averages, where there are any.
func (w Words) HistoryScale(h checkins.History) Text {
	for _, y := range h.Weeks {
		for _, r := range y.Rows {
			if r.Said.Numbers != nil {
				return w.say("history.scale")
			}
		}
	}
	return Text{}
}

// HistoryOlder says how to see what is older; empty when nothing is.
func (w Words) HistoryOlder(h checkins.History) Text {
	if !h.Older {
		return Text{}
	}
	return w.say("history.older")
}

// HistoryText tells the newest weeks without any layout.
func (w Words) HistoryText(h checkins.History) Text {
	parts := []Text{Join(w.HistoryHeadline(h), Trusted("."))}
	if len(h.Weeks) == 0 {
		parts = append(parts, w.HistoryNothing())
	}
	for _, y := range h.Weeks {
		parts = append(parts, Join(w.HistoryDate(y), Trusted(".")))
		for _, l := range w.HistoryLines(y) {
			parts = append(parts, l.Sentence())
		}
	}
	return JoinWith(" ", parts...)
}
