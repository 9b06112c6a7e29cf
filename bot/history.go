package bot

import (
	"fmt"

	"parallax/checkins"
	"parallax/scoring"
)

// HistoryHeadline is the first line of the answer to history.
func HistoryHeadline(h checkins.History) Text {
	return Join(NameOf(h.Initiative), Trusted(": week by week, the newest first"))
}

// HistoryNothing is said when no check-in is over yet.
func HistoryNothing() Text {
	return Trusted("There is no result yet. The first one stands here when its check-in closes.")
}

// HistoryDate is the first line of a week.
func HistoryDate(w checkins.HistoryWeek) Text {
	return Join(Trusted("Check-in of "), Day(w.Date))
}

// HistoryLine is what a week said of one topic, or of all of them: then Topic is empty.
type HistoryLine struct{ Topic, Verdict, More Text }

// HistoryLines tells one week, a line a topic; what is the same of every topic is told
// once.
func HistoryLines(w checkins.HistoryWeek) []HistoryLine {
	switch {
	case w.Skipped != "":
		return []HistoryLine{{Verdict: Trusted("It did not happen" + skip(w.Skipped))}}
	case len(w.Rows) == 0:
		return []HistoryLine{{Verdict: Trusted("Nothing was asked")}}
	}
	same := w.Rows[0].Said.Status != scoring.OK
	for _, r := range w.Rows {
		same = same && missingThen(r.Said).Plain() == missingThen(w.Rows[0].Said).Plain() && r.Said.Status != scoring.OK
	}
	if same {
		return []HistoryLine{{Verdict: capital(missingThen(w.Rows[0].Said))}}
	}
	var lines []HistoryLine
	for _, r := range w.Rows {
		l := HistoryLine{Topic: Topic(r.Dimension), Verdict: missingThen(r.Said)}
		if r.Said.Status == scoring.OK {
			l.Verdict, l.More = Verdict(r.Said, w.Date), JoinWith(" ", happened(r.Said), figuresThen(r.Said.Numbers))
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
	return Standing(l.Topic, l.Verdict)
}

// missingThen says why a week had no result; empty when it had one.
func missingThen(d scoring.Disclosure) Text {
	switch {
	case d.Status == scoring.OK:
		return Text{}
	case d.NoView[scoring.IT] || d.NoView[scoring.Biz]:
		return noView(d.NoView)
	case d.Status == scoring.Held:
		return Trusted("no new result: too few new answers to keep them private")
	}
	return Trusted("not enough answers for a result")
}

// happened says that an alert began or ended with a result.
func happened(d scoring.Disclosure) Text {
	switch d.Event {
	case scoring.Opened:
		return Trusted("An alert opened.")
	case scoring.Closed:
		return Trusted("The alert closed.")
	}
	return Text{}
}

// figuresThen tells the averages of a week where they may be shown.
func figuresThen(n *scoring.Numbers) Text {
	if n == nil {
		return Text{}
	}
	return Trusted(fmt.Sprintf("IT %.1f, business %.1f.", n.Mean[scoring.IT], n.Mean[scoring.Biz]))
}

// HistoryScale explains the averages, where there are any.
func HistoryScale(h checkins.History) Text {
	for _, w := range h.Weeks {
		for _, r := range w.Rows {
			if r.Said.Numbers != nil {
				return Trusted("Numbers are averages of a side, on a scale of 1 to 5.")
			}
		}
	}
	return Text{}
}

// HistoryOlder says how to see what is older; empty when nothing is.
func HistoryOlder(h checkins.History) Text {
	if !h.Older {
		return Text{}
	}
	return Trusted("There is more before that. Whoever runs me can print it: parallax export.")
}

// HistoryText tells the newest weeks without any layout.
func HistoryText(h checkins.History) Text {
	parts := []Text{Join(HistoryHeadline(h), Trusted("."))}
	if len(h.Weeks) == 0 {
		parts = append(parts, HistoryNothing())
	}
	for _, w := range h.Weeks {
		parts = append(parts, Join(HistoryDate(w), Trusted(".")))
		for _, l := range HistoryLines(w) {
			parts = append(parts, l.Sentence())
		}
	}
	return JoinWith(" ", parts...)
}
