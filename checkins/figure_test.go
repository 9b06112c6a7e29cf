package checkins

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parallax/scoring"
)

func TestParseMeasured(t *testing.T) {
	for in, want := range map[string]Measured{
		"66 %": {66, "%"}, "66%": {66, "%"}, "64,5 %": {64.5, "%"}, "64.5 %": {64.5, "%"}, "-3 days": {-3, "days"}, "− 3 Days": {-3, "days"}, "€ 1.2m": {1.2, "€m"},
		"1,234 tickets": {1234, "tickets"}, "1.234 Tickets": {1234, "tickets"}, "1 234 567": {1234567, ""}, "1'234.5": {1234.5, ""}, "1.234,5 €": {1234.5, "€"},
		"1,234.5": {1234.5, ""}, "0.125": {0.125, ""}, "0,125 s": {0.125, "s"}, "12,34": {12.34, ""}, "1.234.567": {1234567, ""}, "7": {7, ""},
		"99.125 %": {99.125, "%"}, "99,125%": {99.125, "%"}, "% 1,234.5": {1234.5, "%"}, "-99.125 %": {-99.125, "%"}, "99.125 ms": {99125, "ms"},
		"200 ms p.a.": {200, "msp.a."}, "€ 12 500": {12500, "€"}, "CHF 1 234 567.5": {1234567.5, "chf"}, "EUR5": {5, "eur"}, "p95": {95, "p"},
	} {
		if got, ok := ParseMeasured(in); !ok || got != want {
			t.Errorf("%q: %+v %v, want %+v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "better", "%", "3 of 5", "10 to 12 %", "1-2", "p95 200 ms", "66 75", "1 2345", "2026 100", "1.5 200", "1 23 456"} {
		if got, ok := ParseMeasured(in); ok {
			t.Errorf("%q: %+v", in, got)
		}
	}
}

// The direction is that from the start to the target.
func TestMeets(t *testing.T) {
	up, down := Outcome{Start: "61 %", Target: "75 %"}, Outcome{Start: "12 days", Target: "3 days"}
	for _, tt := range []struct {
		o            Outcome
		value        string
		meets, known bool
	}{
		{up, "75 %", true, true}, {up, "74,9 %", false, true}, {up, "80%", true, true}, {up, "80", false, false}, {up, "better", false, false},
		{down, "3 days", true, true}, {down, "4 days", false, true}, {down, "1 days", true, true}, {Outcome{Target: "75 %"}, "80 %", false, false}, {Outcome{Start: "5", Target: "5"}, "5", false, false},
	} {
		if meets, known := tt.o.meets(tt.value); meets != tt.meets || known != tt.known {
			t.Errorf("%+v at %s: %v %v", tt.o, tt.value, meets, known)
		}
	}
}

// A date that moved later keeps those that it had; one that came back has none.
func TestOutcomeMoved(t *testing.T) {
	o := Outcome{By: "2027-03-31"}
	for _, tt := range []struct {
		by   Date
		want []Date
	}{
		{"2027-03-31", nil}, {"2027-06-30", []Date{"2027-03-31"}}, {"2027-06-30", []Date{"2027-03-31"}}, {"2027-09-30", []Date{"2027-03-31", "2027-06-30"}},
		{"2027-05-31", []Date{"2027-03-31"}}, {"2027-03-31", nil}, {"", nil},
	} {
		o = Outcome{By: tt.by}.Moved(o)
		if diff := cmp.Diff(tt.want, o.Slipped); diff != "" {
			t.Errorf("moved to %q: %s", tt.by, diff)
		}
	}
}

func TestFiguresOfADate(t *testing.T) {
	var b FigureBook
	for _, a := range []Actual{{Value: "66 %", On: "2026-03-03", By: "ana"}, {Value: "62 %", On: "2026-02-03", By: "ben"}, {Value: "67 %", On: "2026-03-03", By: "ben"}} {
		b.note(a)
	}
	if changed, was := b.note(Actual{Value: "67 %", On: "2026-03-03", By: "ana"}); changed || was != "" {
		t.Error("the same again changes something")
	}
	if got := []string{b.Actuals[0].Value, b.Actuals[1].Value}; len(b.Actuals) != 2 || !slices.Equal(got, []string{"62 %", "67 %"}) {
		t.Errorf("%+v", b.Actuals)
	}
	b.Reached = &TargetSaid{On: "2026-03-03", By: "ben"}
	without, _ := b.Without("ben")
	if without.Actuals[1].By != "" || without.Reached.By != "" || without.Actuals[1].Value != "67 %" || b.Actuals[1].By != "ben" || b.Reached.By != "ben" {
		t.Errorf("%+v %+v", without, b)
	}
	if b.note(Actual{Value: "60 %", On: "2026-03-03"}); b.Reached != nil {
		t.Error("what was confirmed of another value stands")
	}
}

func TestParsePast(t *testing.T) {
	const today = Date("2026-03-03") // a Tuesday
	for in, want := range map[string]Date{
		"": today, "today": today, "heute": today, "yesterday": "2026-03-02", "gestern": "2026-03-02", "friday": "2026-02-27", "tuesday": "2026-02-24", "2 March": "2026-03-02",
		"2026-01-31": "2026-01-31", "31.12.": "2025-12-31", "28. Februar": "2026-02-28", "4 March": "2025-03-04",
	} {
		if got, ok := ParsePast(in, today); !ok || got != want {
			t.Errorf("%q: %s %v, want %s", in, got, ok, want)
		}
	}
	for _, in := range []string{"tomorrow", "2026-03-04", "2024-12-31", "soon", "3/3"} {
		if got, ok := ParsePast(in, today); ok {
			t.Errorf("%q: %s", in, got)
		}
	}
}

// What the standing and the book keep together is scoring's watermelon, whatever happens
// in which order.
func TestStatusMelonIsScorings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := scoring.Defaults()
		s := Standing{Course: map[scoring.Dimension]*Course{Delivery: {}, Value: {}}}
		i := Initiative{Stage: Live}
		var b FigureBook
		var want scoring.Watermelon
		green, day := false, Date("2026-01-01")
		for n := range rapid.IntRange(1, 14).Draw(t, "events") {
			if rapid.Bool().Draw(t, "close") {
				s.Seq++
				rating := rapid.IntRange(1, 4).Draw(t, "value")
				for dim, r := range map[scoring.Dimension]int{Delivery: 5, Value: rating} {
					foldRound(t, s.Course[dim], s.Seq, r)
				}
				s.Little = s.little(p, Round{Stage: Live, Seq: s.Seq}, s.Little)
			} else {
				day = day.AddDays(1)
				color := rapid.SampledFrom(Colors).Draw(t, "color")
				green = color == Green
				b.report(Health{Color: color, On: day, Seq: s.Seq})
			}
			want = want.Next(p, green, &s.Course[Delivery].State, &s.Course[Value].State)
			if len(b.Health) == 0 {
				continue
			}
			if got := s.melonOf(i, b) == MelonStatus; got != want.On {
				t.Fatalf("event %d: %v, want %v (%+v, %+v)", n, got, want.On, s.Little, b.Health)
			}
		}
		i.Stage = Building
		if len(b.Health) > 0 && s.melonOf(i, b) != "" {
			t.Fatal("it is not live")
		}
	})
}

func foldRound(t *rapid.T, c *Course, round, rating int) {
	var r scoring.Roster
	var sheet scoring.Sheet
	for _, side := range scoring.Sides {
		for n := range 5 {
			who := side.String() + string(rune('a'+n))
			r.People[side] = append(r.People[side], who)
			sheet[side] = append(sheet[side], scoring.Answer{Person: who, Own: rating})
		}
	}
	if _, err := c.State.Fold(scoring.Defaults(), round, r, sheet); err != nil {
		t.Fatal(err)
	}
}

// Who speaks for the business about what an initiative brings.
func TestBusiness(t *testing.T) {
	i := Initiative{Leads: [2][]PersonID{scoring.IT: {"ana", "bridge"}, scoring.Biz: {"ben", "bridge"}}, Owner: "ana", Sponsor: "sam"}
	for p, want := range map[PersonID]bool{"ana": false, "ben": true, "bridge": false, "sam": true, "zoe": false, "": false} {
		if i.business(p) != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
	i.Owner = "bridge"
	if !i.business("bridge") {
		t.Error("an owner on both sides does not")
	}
}
