package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/scoring"
)

func TestClock(t *testing.T) {
	at := time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		zone string
		ref  checkins.Date
		want string
	}{
		{"Europe/Berlin", "2026-03-03", "Friday 10:00"},
		{"America/New_York", "2026-03-03", "Friday 04:00"},
		{"Pacific/Auckland", "2026-03-03", "Friday 22:00"},
		{"Europe/Berlin", "2026-02-28", "Friday 10:00"},          // six days later
		{"Europe/Berlin", "2026-02-27", "Friday 6 March, 10:00"}, // seven: the weekday alone misleads
		{"Europe/Berlin", "2026-03-07", "Friday 6 March, 10:00"}, // already past
		{"Europe/Berlin", "", "Friday 6 March, 10:00"},
		{"No/Where", "2026-03-03", "Friday 09:00"},
	} {
		if got := English.Clock(at, tt.zone, tt.ref).Plain(); got != tt.want {
			t.Errorf("Clock(%s, %s) = %q, want %q", tt.zone, tt.ref, got, tt.want)
		}
	}
}

func TestTicks(t *testing.T) {
	if diff := cmp.Diff([]string{"3 Mar", "10 Mar"}, English.Ticks([]checkins.Date{"2026-03-03", "2026-03-10"})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"3 Mar 2026", "3 Mar 2027"}, English.Ticks([]checkins.Date{"2026-03-03", "2027-03-03"})); diff != "" {
		t.Error(diff)
	}
}

func TestVerdict(t *testing.T) {
	ok := func(l scoring.Label, v scoring.Level) scoring.Disclosure {
		return scoring.Disclosure{Status: scoring.OK, Round: 3, Label: l, Level: v}
	}
	for _, tt := range []struct {
		d    scoring.Disclosure
		want string
	}{
		{ok(scoring.Consensus, scoring.Low), "agreed: not going well"},
		{ok(scoring.Consensus, scoring.Mixed), "agreed: neither good nor bad"},
		{ok(scoring.Consensus, scoring.Good), "agreed: going well"},
		{ok(scoring.FalseConsensus, scoring.Good), "you see this differently, and neither side expected it"},
		{ok(scoring.ITBlind, scoring.Good), "you see this differently, and IT did not expect it"},
		{ok(scoring.BizBlind, scoring.Good), "you see this differently, and the business did not expect it"},
		{ok(scoring.KnownGap, scoring.Good), "you see this differently, and both sides know it"},
		{ok(scoring.OpenGap, scoring.Good), "you see this differently"},
		{ok(scoring.FalseConflict, scoring.Good), "you agree more than you think"},
		{ok(scoring.FalseConflict, scoring.Low), "you agree more than you think: not going well"},
		{ok(scoring.Watch, scoring.Good), "worth watching: you seem to differ"},
		{ok(scoring.Unclear, scoring.Good), "not clear yet"},
		{scoring.Disclosure{}, "no result yet"},
		{scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{0, 2}}, "not enough answers: two more from the business side"},
		{scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{1, 0}}, "not enough answers: one more from the IT side"},
		{scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{3, 12}}, "not enough answers: three more from IT and 12 more from the business side"},
		{scoring.Disclosure{Status: scoring.NotEnough, Need: [2]int{0, 1}, NoView: [2]bool{false, true}}, "no view from the business side: nobody there could be asked"},
		{scoring.Disclosure{Status: scoring.Held}, "no new result yet: too few new answers to keep them private"},
		{scoring.Disclosure{Status: scoring.Held, Round: 3, Label: scoring.Watch}, "worth watching: you seem to differ (as of 3 March)"},
	} {
		if got := English.Verdict(tt.d, "2026-03-03").Plain(); got != tt.want {
			t.Errorf("Verdict(%+v) = %q, want %q", tt.d, got, tt.want)
		}
	}
}

func TestDirection(t *testing.T) {
	for _, tt := range []struct {
		higher int
		band   scoring.Band
		want   string
	}{
		{1, scoring.Aligned, "IT leads rate it a little higher."},
		{-1, scoring.Drifting, "Business leads rate it somewhat higher."},
		{1, scoring.Apart, "IT leads rate it clearly higher."},
		{-1, scoring.FarApart, "Business leads rate it much higher."},
		{0, scoring.Aligned, "Both sides rate it much the same."},
	} {
		if got := English.Direction(scoring.Disclosure{Higher: tt.higher, Band: tt.band}).Plain(); got != tt.want {
			t.Errorf("%d %s: %q, want %q", tt.higher, tt.band, got, tt.want)
		}
	}
}

func TestAlertHeadline(t *testing.T) {
	row := func(l scoring.Label, ended bool) checkins.AlertRow {
		return checkins.AlertRow{Said: scoring.Disclosure{Label: l, Open: !ended}, Ended: ended}
	}
	both, it := scoring.FalseConsensus, scoring.ITBlind
	for _, tt := range []struct {
		rows []checkins.AlertRow
		want string
	}{
		{[]checkins.AlertRow{row(both, false)}, "CRM: you see this differently, and neither side expected it."},
		{[]checkins.AlertRow{row(both, false), row(it, true)}, "CRM: you see this differently, and neither side expected it."},
		{[]checkins.AlertRow{row(it, false), row(it, false)}, "CRM: you see two things differently, and IT did not expect it."},
		{[]checkins.AlertRow{row(both, false), row(it, false)}, "CRM: you see two things differently."},
		{[]checkins.AlertRow{row(it, true)}, "CRM: this gap has closed."},
		{[]checkins.AlertRow{row(it, true), row(it, true)}, "CRM: these gaps have closed."},
	} {
		a := checkins.GapAlert{Initiative: checkins.Named{ID: "crm", Name: "CRM"}, Rows: tt.rows}
		if got := English.AlertHeadline(a).Plain(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func lines(ts []Text) string { return JoinWith("\n", ts...).Plain() }

// Figures of a gap in favour of the business read as those of one in favour of IT
// with the sides swapped. A reader can work them out again.
func TestExplainNumbers(t *testing.T) {
	n := scoring.Numbers{
		Round: 4, Mean: [2]float64{2.5, 4.0}, Heard: [2]int{5, 6}, Leads: [2]int{6, 6}, Gap: -1.3, Interval: [2]float64{-1.9, 0.2}, Certainty: 0.96,
		Sum:       scoring.Sum{Raw: -1.46, Gap: -1.32, SE: 0.31, T: 2.7, Nu: 17},
		ShareSeen: [2]scoring.Maybe[int]{{}, scoring.Some(40)}, Change: scoring.Some(0.4),
	}
	r := checkins.ExplainRow{Said: scoring.Disclosure{Round: 4, Numbers: &n, Baseline: scoring.Baseline{Round: 3, Higher: -1}}}
	of := func(rows ...checkins.ExplainRow) string {
		return lines(English.ExplainNumbers(checkins.Explain{Rows: rows}, rows[0]))
	}
	want := "IT 2.5, from 5 of 6 leads.\n" +
		"Business 4.0, from 6 of 6 leads.\n" +
		"Difference before rounding: 1.46 points.\n" +
		"Allowing for chance: 1.46 × (1 − 0.31²) = 1.32.\n" +
		"Standard error 0.31: probably between 0.2 the other way and 1.9.\n" +
		"Beyond half a point: (1.32 − 0.50) / 0.31 = 2.7.\n" +
		"Student's t, 17 degrees of freedom: certainty 96 %.\n" +
		"How much of the gap leads see: business 40 %.\n" +
		"Its width against the baseline: +0.4 points.\n" +
		"All rounded: your own sum may differ in the last digit."
	if diff := cmp.Diff(want, of(r)); diff != "" {
		t.Error(diff)
	}
	if got := of(r, r); got != "IT 2.5, business 4.0. Certainty of more than half a point: 96 %." {
		t.Errorf("among several: %q", got)
	}
	hint := "Explain one topic alone"
	if one, two := English.ExplainMethod(checkins.Explain{Rows: []checkins.ExplainRow{r}}).Plain(), English.ExplainMethod(checkins.Explain{Rows: []checkins.ExplainRow{r, r}}).Plain(); strings.Contains(one, hint) || !strings.Contains(two, hint) {
		t.Errorf("%q, %q", one, two)
	}
	r.Said.Round = 6
	r.Track = []checkins.Point{{Date: "2026-02-17", Numbers: &n}, {Date: "2026-02-24"}}
	if got := of(r); got != "Numbers of 17 February:\n"+want {
		t.Errorf("older numbers: %q", got)
	}
	r.Track = nil
	if got := of(r); got != "Numbers of an earlier check-in:\n"+want {
		t.Errorf("numbers without a date: %q", got)
	}
	// Of a gap that has turned, and after another wording, the width says nothing.
	for _, b := range []scoring.Baseline{{Round: 3, Higher: 1}, {}, {Round: 4}} {
		r.Said.Baseline = b
		if got := of(r); strings.Contains(got, "baseline") {
			t.Errorf("%+v: %q", b, got)
		}
	}
	r.Said.Numbers = nil
	if got := of(r); got != "" {
		t.Errorf("numbers that may not be shown: %v", got)
	}
}

// How many leads of a named side were heard would tell who answered, and the degrees of
// freedom count them.
func TestExplainNumbersOfNamedSides(t *testing.T) {
	n := scoring.Numbers{
		Round: 4, Mean: [2]float64{4.5, 2}, Gap: 2, Interval: [2]float64{1.1, 2.9}, Certainty: 0.99,
		Sum: scoring.Sum{Raw: 2.5, Gap: 2.03, SE: 0.43, T: 3.6},
	}
	e := checkins.Explain{Rows: []checkins.ExplainRow{{Said: scoring.Disclosure{Round: 4, Numbers: &n}}}}
	want := "IT 4.5, on a scale of 1 to 5.\n" +
		"Business 2.0, on a scale of 1 to 5.\n" +
		"Difference before rounding: 2.50 points.\n" +
		"Allowing for chance: 2.50 × (1 − 0.43²) = 2.03.\n" +
		"Standard error 0.43: probably between 1.1 and 2.9.\n" +
		"Beyond half a point: (2.03 − 0.50) / 0.43 = 3.6.\n" +
		"By Student's t a certainty of 99 %.\n" +
		"All rounded: your own sum may differ in the last digit."
	if diff := cmp.Diff(want, lines(English.ExplainNumbers(e, e.Rows[0]))); diff != "" {
		t.Error(diff)
	}
}

// Beside a named side there are the means, and why there is nothing else: no figure is
// printed as nought.
func TestExplainNumbersBesideANamedSide(t *testing.T) {
	n := scoring.Numbers{Round: 4, Mean: [2]float64{4.5, 2}, Bare: true}
	r := checkins.ExplainRow{Said: scoring.Disclosure{Round: 4, Numbers: &n, Baseline: scoring.Baseline{Round: 3, Higher: 1}}}
	means, why := "IT 4.5, business 2.0, on a scale of 1 to 5.", "Beside a named side more figures would tell single answers."
	one, two := checkins.Explain{Rows: []checkins.ExplainRow{r}}, checkins.Explain{Rows: []checkins.ExplainRow{r, r}}
	if got := lines(English.ExplainNumbers(one, r)); got != means+"\n"+why {
		t.Errorf("%q", got)
	}
	if got := lines(English.ExplainNumbers(two, r)); got != means {
		t.Errorf("among several: %q", got)
	}
	if got := English.ExplainMethod(two).Plain(); !strings.HasSuffix(got, "between the sides. "+why) {
		t.Errorf("%q", got)
	}
	if got := English.ExplainMethod(one).Plain(); strings.Contains(got, why) {
		t.Errorf("said twice: %q", got)
	}
	full := n
	full.Bare = false
	two.Rows[0].Said.Numbers = &full
	if got := English.ExplainMethod(two).Plain(); !strings.HasSuffix(got, "shows each step. "+why) {
		t.Errorf("some with steps: %q", got)
	}
	r.Said.Round = 6
	if got := lines(English.ExplainNumbers(one, r)); got != "Numbers of an earlier check-in:\n"+means+"\n"+why {
		t.Errorf("older: %q", got)
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		split [2]bool
		open  bool
		want  string
	}{
		{[2]bool{}, true, ""},
		{[2]bool{true, false}, false, "the IT side is itself divided"},
		{[2]bool{false, true}, true, "mixed: the business side is itself divided"},
		{[2]bool{true, true}, false, "both sides are themselves divided"},
	} {
		if got := English.Split(scoring.Disclosure{Split: tt.split, Open: tt.open}).Plain(); got != tt.want {
			t.Errorf("%v, open %v: %q, want %q", tt.split, tt.open, got, tt.want)
		}
	}
}

func TestTrend(t *testing.T) {
	for _, tt := range []struct {
		trend, higher int
		want          string
	}{
		{0, 1, ""},
		{1, 0, ""}, // no gap to go anywhere
		{1, 1, "moving apart ↗"},
		{-1, -1, "moving apart ↗"},
		{-1, 1, "coming closer ↘"},
		{1, -1, "coming closer ↘"},
	} {
		if got := English.Trend(scoring.Disclosure{Trend: tt.trend, Higher: tt.higher}).Plain(); got != tt.want {
			t.Errorf("trend %d, higher %d: %q, want %q", tt.trend, tt.higher, got, tt.want)
		}
	}
}

func TestSince(t *testing.T) {
	alike, low := scoring.Baseline{Round: 3, Label: scoring.Consensus, Band: scoring.Aligned, Level: scoring.Good}, scoring.Baseline{Round: 3, Label: scoring.Consensus, Level: scoring.Low}
	was := func(l scoring.Label, b scoring.Band, higher int) scoring.Baseline {
		return scoring.Baseline{Round: 3, Label: l, Band: b, Higher: higher, Level: scoring.Good}
	}
	now := func(l scoring.Label, b scoring.Band, higher int, c scoring.Change) scoring.Disclosure {
		open := l != scoring.Consensus && l != scoring.FalseConflict && l != scoring.Watch && l != scoring.Unclear
		return scoring.Disclosure{Round: 6, Label: l, Band: b, Higher: higher, Change: c, Open: open}
	}
	gap, unclear := now(scoring.OpenGap, scoring.Apart, 1, scoring.Widening), now(scoring.Unclear, scoring.Aligned, 0, scoring.Steady)
	for name, tt := range map[string]struct {
		d    scoring.Disclosure
		b    scoring.Baseline
		want string
	}{
		"no baseline yet":             {gap, scoring.Baseline{}, ""},
		"this is the baseline":        {gap, scoring.Baseline{Round: 6, Label: scoring.Consensus}, ""},
		"alike then":                  {gap, alike, "At the baseline you saw it alike."},
		"alike, and known to be":      {gap, was(scoring.FalseConflict, scoring.Aligned, 0), "At the baseline you saw it alike."},
		"alike and low then":          {gap, low, "At the baseline you agreed: not going well."},
		"alike then, open and narrow": {now(scoring.OpenGap, scoring.Aligned, 1, scoring.Steady), alike, "At the baseline you saw it alike."},
		"alike then, worth watching":  {now(scoring.Watch, scoring.Drifting, -1, scoring.Steady), alike, "At the baseline you saw it alike."},
		"alike then and now":          {now(scoring.Consensus, scoring.Aligned, 0, scoring.Widening), alike, ""},
		"alike then, narrow now":      {unclear, alike, ""},
		"narrow then, but not clear":  {now(scoring.OpenGap, scoring.Apart, 1, scoring.Steady), was(scoring.Unclear, scoring.Aligned, 0), "At the baseline it was not clear yet."},
		"not clear then, wider now":   {gap, was(scoring.Unclear, scoring.Aligned, 0), "You are farther apart than at the baseline."},
		"watched then":                {now(scoring.OpenGap, scoring.Apart, 1, scoring.Steady), was(scoring.Watch, scoring.Drifting, 1), "At the baseline it was worth watching already."},
		"wider":                       {gap, was(scoring.OpenGap, scoring.Drifting, 1), "You are farther apart than at the baseline."},
		"narrower":                    {now(scoring.Consensus, scoring.Aligned, 0, scoring.Narrowing), was(scoring.OpenGap, scoring.Apart, 1), "You are closer than at the baseline."},
		"as wide":                     {now(scoring.KnownGap, scoring.Apart, 1, scoring.Steady), was(scoring.OpenGap, scoring.Apart, 1), "It was there at the baseline already."},
		"as wide, and no alert":       {now(scoring.Watch, scoring.Apart, 1, scoring.Steady), was(scoring.Watch, scoring.Apart, 1), ""},
		"the other side was higher":   {gap, was(scoring.OpenGap, scoring.FarApart, -1), "At the baseline business leads rated it much higher."},
		"the other side, less so now": {now(scoring.Watch, scoring.Drifting, -1, scoring.Narrowing), was(scoring.Watch, scoring.Apart, 1), "At the baseline IT leads rated it clearly higher."},
		"the other side, nobody now":  {unclear, was(scoring.Watch, scoring.Apart, 1), ""},
	} {
		tt.d.Baseline = tt.b
		if got := English.Since(tt.d).Plain(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	gap.Baseline, gap.SignChanged = was(scoring.OpenGap, scoring.Drifting, 1), true
	if got, want := English.Since(gap).Plain(), "It was there at the baseline already."; got != want {
		t.Errorf("turned and turned back: %q, want %q", got, want)
	}
}

func TestVerdictTellsMore(t *testing.T) {
	for _, tt := range []struct {
		label scoring.Label
		level scoring.Level
		want  string
	}{
		{scoring.Consensus, scoring.Low, "agreed: not going well (as of 3 March). The business side is itself divided"},
		{scoring.Consensus, scoring.Good, "agreed on average: going well (as of 3 March). The business side is itself divided"},
		{scoring.Consensus, scoring.Mixed, "agreed on average: neither good nor bad (as of 3 March). The business side is itself divided"},
		{scoring.FalseConflict, scoring.Good, "on average you agree more than you think (as of 3 March). The business side is itself divided"},
		{scoring.Watch, scoring.Good, "worth watching: you seem to differ (as of 3 March). The business side is itself divided. Moving apart ↗"},
	} {
		d := scoring.Disclosure{Status: scoring.Held, Round: 6, Label: tt.label, Level: tt.level, Split: [2]bool{scoring.Biz: true}, Trend: 1}
		if tt.label == scoring.Watch {
			d.Higher = 1
		}
		if got := English.Verdict(d, "2026-03-03").Plain(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// The trend stays out of it where the other side rated higher before, and where it
// would say the opposite of the change since the baseline.
func TestTrendSinceTheBaseline(t *testing.T) {
	d := scoring.Disclosure{Round: 6, Label: scoring.OpenGap, Band: scoring.Apart, Higher: 1, Open: true, Baseline: scoring.Baseline{Round: 3, Label: scoring.Watch, Higher: 1}}
	for _, tt := range []struct {
		trend  int
		base   int
		change scoring.Change
		sign   bool
		want   string
	}{
		{1, 1, scoring.Widening, false, "moving apart ↗"},
		{-1, 1, scoring.Narrowing, false, "coming closer ↘"},
		{-1, 1, scoring.Steady, false, "coming closer ↘"},
		{-1, 1, scoring.Widening, false, ""},
		{1, 1, scoring.Narrowing, false, ""},
		{1, -1, scoring.Steady, false, ""},
		{-1, -1, scoring.Steady, false, ""},
		{1, 1, scoring.Steady, true, ""},
	} {
		d.Trend, d.Baseline.Higher, d.Change, d.SignChanged = tt.trend, tt.base, tt.change, tt.sign
		if got := English.Trend(d).Plain(); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// A closed gap is one that the sides see alike only when that is the result.
func TestAlike(t *testing.T) {
	for _, tt := range []struct {
		label scoring.Label
		level scoring.Level
		split bool
		want  string
	}{
		{scoring.Consensus, scoring.Good, false, "You now see it alike."},
		{scoring.FalseConflict, scoring.Mixed, false, "You now see it alike."},
		{scoring.Consensus, scoring.Good, true, "On average you now see it alike."},
		{scoring.Consensus, scoring.Low, true, "You now see it alike: it is not going well."},
		{scoring.Unclear, scoring.Good, false, "This gap has closed."},
		{scoring.Watch, scoring.Low, false, "This gap has closed."},
	} {
		if got := English.Alike(scoring.Disclosure{Label: tt.label, Level: tt.level, Split: [2]bool{tt.split}}).Plain(); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// Who reads the notification only must not miss that delivery, or the reported status, and
// value part.
func TestMelonIsTold(t *testing.T) {
	all := []checkins.Melon{"", checkins.MelonSeen, checkins.MelonStatus}
	for _, melon := range all {
		for name, got := range map[string]string{"card": English.CardText(checkins.Card{Melon: melon}).Plain(), "gaps": English.GapsText(checkins.Gaps{Melon: melon}).Plain()} {
			for _, m := range all[1:] {
				if strings.Contains(got, English.Melon(m).Plain()) != (m == melon) {
					t.Errorf("%s, %q: %q", name, melon, got)
				}
			}
		}
	}
}

func TestVoices(t *testing.T) {
	v := checkins.Voices{Side: scoring.Biz, Date: "2026-03-03", Lines: []string{"a", "b", "c", "d", "e", "f", "g", "h"}}
	if got, want := English.VoicesHeadline(v).Plain(), "From the business side on 3 March, without names:"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := lines(English.VoiceLines(v)), "“a”\n“b”\n“c”\n“d”\n“e”\n“f”\nAnd two more."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhoSees(t *testing.T) {
	for s, want := range map[checkins.Sees]string{
		{Mode: scoring.Confidential, Leads: 4}: "Nobody is shown your ratings. Results come in words from three answers a side, in numbers from five.",
		{Mode: scoring.Named, Leads: 1}:        "You alone speak for your side, so the channel sees its view as yours. Your guesses stay yours. You accepted that; the status lets you take it back.",
		{Mode: scoring.Named, Leads: 2}:        "Two of you speak for your side, so the channel sees its view. Your guesses stay yours. You accepted that; the status lets you take it back.",
	} {
		if got := English.WhoSees(s).Plain(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestStands(t *testing.T) {
	due := func(states ...checkins.DueState) (ds []checkins.Due) {
		for _, s := range states {
			ds = append(ds, checkins.Due{State: s})
		}
		return ds
	}
	for _, tt := range []struct {
		due  []checkins.Due
		want Asking
	}{
		{due("open"), AskOpen}, {due("saved", "open"), AskOpen}, {due("saved", "closed"), AskSaved},
		{due("closed", "saved"), AskSaved}, {due("closed"), AskClosed}, {nil, AskClosed},
	} {
		if got := Stands(tt.due); got != tt.want {
			t.Errorf("%+v stands %d, want %d", tt.due, got, tt.want)
		}
	}
}

// From the fourth guess on, as a count.
func TestResultReadings(t *testing.T) {
	for _, tt := range []struct {
		right, of int
		want      string
	}{{3, 3, ""}, {0, 4, "You guessed business leads right in none of your last four."}, {4, 4, "You guessed business leads right in all of your last four."}, {5, 7, "You guessed business leads right in five of your last seven."}} {
		if got := English.ResultReadings(checkins.Result{Right: tt.right, Readings: tt.of}).Plain(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// Every reason for help, every notice, every wait and every skip has words.
func TestNothingIsLeftWithoutWords(t *testing.T) {
	asked := English.HelpHeadline(checkins.Help{Text: checkins.HelpAsked}).Plain()
	for _, h := range []checkins.HelpText{
		checkins.HelpUnknown, checkins.HelpNoInitiative, checkins.HelpChoose, checkins.HelpNoSuchName, checkins.HelpBadDate, checkins.HelpStranger,
		checkins.HelpForeign, checkins.HelpNothingDue, checkins.HelpUnknownTopic, checkins.HelpNotAllowed, checkins.HelpAllClosed, checkins.HelpNoLongerAsked,
		checkins.HelpNotYours, checkins.HelpNotYetOn, checkins.HelpTooLate, checkins.HelpNotHere, checkins.HelpNoPart, checkins.HelpSnoozeWho, checkins.HelpWithdrawn, checkins.HelpHello, checkins.HelpOldButton, checkins.HelpOldForm, checkins.HelpNoChoice, checkins.HelpLongLine, checkins.HelpNotSaved, checkins.HelpTooFast, checkins.HelpNotSaver,
		checkins.HelpNotPromiser, checkins.HelpNotJudge, checkins.HelpNotLead, checkins.HelpNotBusiness,
	} {
		if got := English.HelpHeadline(checkins.Help{Text: h}).Plain(); got == asked {
			t.Errorf("help %q has no words of its own", h)
		}
	}
	for _, w := range []checkins.DoneWhat{checkins.DoneAway, checkins.DoneHere, checkins.DoneRemind, checkins.DoneAcknowledged, checkins.DoneSnoozed, checkins.DoneShared, checkins.DoneBelow, checkins.DoneApart, checkins.DoneNotApart} {
		if got := English.DoneLine(checkins.Done{What: w}).Plain(); got == "Done." {
			t.Errorf("done %q has no words of its own", w)
		}
	}
	for _, s := range []checkins.ConsentState{checkins.ConsentGiven, checkins.ConsentRefused, checkins.ConsentHidden, checkins.ConsentLeft} {
		if c := (checkins.Consenting{State: s}); English.ConsentHeadline(c).Plain() == English.ConsentHeadline(checkins.Consenting{}).Plain() || English.ConsentNow(c).IsZero() {
			t.Errorf("consent %q has no words of its own", s)
		}
	}
	for _, w := range []checkins.WaitFor{checkins.WaitPaused, checkins.WaitWhy, checkins.WaitAccepted, checkins.WaitLeads, checkins.WaitWhyEmpty} {
		if got := English.WaitLine(checkins.Wait{For: w}).Plain(); got == string(w) {
			t.Errorf("wait %q has no words", w)
		}
	}
	for _, r := range []checkins.Reason{checkins.ReasonDowntime, checkins.ReasonWaits, checkins.ReasonNobody} {
		if English.skip(r).IsZero() {
			t.Errorf("skip %q has no words", r)
		}
	}
	for word, key := range reasons {
		if !English.has("letter.reason." + key) {
			t.Errorf("reason %q has no words", word)
		}
	}
	for _, d := range checkins.Dimensions() {
		if !English.has("topic." + string(d)) {
			t.Errorf("dimension %q has no name", d)
		}
	}
}
