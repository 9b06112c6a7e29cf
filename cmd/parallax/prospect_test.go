package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// An opening that has come while the service was down stays, whatever is applied
// before it is back; one that happened, or that was not due yet, follows the file.
func TestD41ApplyWhileDue(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, time.UTC) }
	text := string(orgExample)
	thursday := strings.Replace(text, "* * 2", "* * 4", 1)
	const due = "crm: the check-in of Tue 3 March 10:00 is due: it opens late, or is skipped when too little of its time is left\n"
	for name, c := range map[string]struct {
		second string
		opened bool // before the second apply
		now    time.Time
		want   time.Time // zero: none
		says   string
	}{
		"not due yet, other day":   {thursday, false, at(3, 8), at(5, 9), "crm: next check-ins: Thu 5 March 10:00, Thu 12 March 10:00, Thu 19 March 10:00 (Europe/Berlin)\n"},
		"due, other name":          {strings.Replace(text, "name: CRM migration", "name: CRM", 1), false, at(3, 9), at(3, 9), due},
		"due, other day":           {thursday, false, at(3, 10), at(3, 9), due},
		"due, the days after it":   {thursday, false, at(3, 10), at(3, 9), "crm: next check-ins: Thu 5 March 10:00, Thu 12 March"},
		"due, other window":        {strings.Replace(text, "window: 72h", "window: 24h", 1), false, at(3, 10), at(3, 9), due},
		"due for days, other day":  {thursday, false, at(9, 10), at(3, 9), due},
		"due, another zone":        {strings.Replace(text, "zone: Europe/Berlin, window", "zone: UTC, window", 1), false, at(3, 9), at(3, 9), "crm: the check-in of Tue 3 March 09:00 is due"},
		"due, waits now":           {strings.Replace(text, "why_confirmed: [ana, ben]", "why_confirmed: []", 1), false, at(3, 10), time.Time{}, "crm waits for: "},
		"opened, other day":        {thursday, true, at(3, 10), at(5, 9), "crm: next check-ins: Thu 5 March 10:00"},
		"opened, the same":         {strings.Replace(text, "name: CRM migration", "name: CRM", 1), true, at(3, 10), at(10, 9), "crm: next check-ins: Tue 10 March 10:00"},
		"opened, earlier that day": {strings.Replace(text, "0 10 * * 2", "0 9 * * 2", 1), true, at(3, 10), at(10, 8), "crm: next check-ins: Tue 10 March 09:00"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSpy()
			s.applied(t, text, monday, false)
			if c.opened {
				r := checkinstest.Round("acme", exampleSetup().Initiatives[0], "2026-03-03")
				o := checkins.Opening{Round: r, Next: at(10, 9)}
				if ok, err := s.Open(t.Context(), "acme", o); err != nil || !ok {
					t.Fatal(ok, err)
				}
			}
			dry := s.applied(t, c.second, c.now, true)
			said := s.applied(t, c.second, c.now, false)
			if late := c.want.Equal(at(3, 9)); !strings.Contains(said, c.says) || !strings.Contains(dry, c.says) || strings.Contains(said, "is due") != late {
				t.Errorf("does not say\n%s\nbut\n%s", c.says, said)
			}
			if got := s.setups[1].Next["crm"]; !got.Equal(c.want) {
				t.Errorf("next opening %s, want %s", got, c.want)
			}
		})
	}
}

// The first opening of an org was missed: applying the same file again, as people do
// to see what is wrong, takes nothing away.
func TestD41FirstOpeningMissed(t *testing.T) {
	s := newSpy()
	s.applied(t, string(orgExample), monday, false)
	now := time.Date(2026, 3, 3, 9, 10, 0, 0, time.UTC)
	s.applied(t, strings.Replace(string(orgExample), "name: CRM migration", "name: CRM", 1), now, false)
	errands, err := s.Errands(t.Context(), "acme", now)
	if err != nil || len(errands) != 1 || !errands[0].At.Equal(now.Add(-10*time.Minute)) {
		t.Errorf("what is due: %v %v", errands, err)
	}
}

// A round that was skipped is counted, and why.
func TestD39SkippedIsCounted(t *testing.T) {
	w := newWatcher(slog.New(slog.DiscardHandler))
	for _, s := range []checkins.Sighting{
		{What: "skipped", Round: "crm@2026-03-03", Reason: string(checkins.ReasonDowntime)}, {What: "opened", Round: "crm@2026-03-10"},
		{What: "skipped", Round: "erp@2026-03-03", Reason: string(checkins.ReasonDowntime)},
	} {
		w.see(s)
	}
	families, err := w.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == "parallax_rounds_total" {
				got[m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	if got["skipped downtime"] != 2 || got["opened "] != 1 || len(got) != 2 {
		t.Errorf("counted: %v", got)
	}
}
