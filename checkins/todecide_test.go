package checkins

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

// seen is an initiative of a portfolio, with an open alert on each of these dimensions.
func seen(id string, alerts ...scoring.Dimension) looked {
	i := Initiative{ID: InitiativeID(id), Name: "Initiative " + id}
	i.Pulse.Dimensions = []scoring.Dimension{Value, Delivery, Feasibility}
	l := looked{Initiative: i, row: PortfolioRow{Initiative: Named{i.ID, i.Name}}, said: map[scoring.Dimension]scoring.Disclosure{}, heeded: map[scoring.Dimension]bool{}}
	for _, dim := range alerts {
		l.said[dim] = gapOf(scoring.Apart)
		l.row.Alerts++
	}
	return l
}

func gapOf(b scoring.Band) scoring.Disclosure {
	return scoring.Disclosure{Status: scoring.OK, Round: 4, Open: true, Label: scoring.OpenGap, Band: b, Higher: 1, Strength: "strong"}
}

func decided(ds []ToDecide) []string {
	var out []string
	for _, d := range ds {
		out = append(out, fmt.Sprint(d.Initiative.ID, " ", d.Why, " ", d.Dimension))
	}
	return out
}

func TestDecide(t *testing.T) {
	melon, quiet, waits, paused, watched, heeded, both := seen("melon"), seen("quiet"), seen("waits"), seen("paused", Value), seen("watched"), seen("heeded", Value, Delivery), seen("both", Value)
	melon.row.Melon = MelonSeen
	quiet.row.Quiet = [2]bool{scoring.Biz: true}
	waits.row.Waits = []Wait{{WaitWhy, scoring.Biz}, {WaitLeads, scoring.IT}}
	paused.Paused, paused.heeded[Value] = true, true
	paused.row.Waits = []Wait{{For: WaitPaused}}
	watched.said[Delivery] = scoring.Disclosure{Status: scoring.OK, Round: 4, Label: scoring.Watch, Band: scoring.FarApart, Higher: -1, Strength: "some"}
	heeded.heeded[Value], heeded.heeded[Delivery] = true, true
	heeded.said[Delivery] = gapOf(scoring.FarApart)
	both.row.Melon, both.row.Quiet = MelonSeen, [2]bool{true, true}
	costly := func(id string, change func(*looked)) looked {
		l := seen(id)
		l.Effort, l.disputed = Large, true
		l.said[Value] = scoring.Disclosure{Status: scoring.OK, Round: 4, Label: scoring.Consensus, Level: scoring.Low}
		change(&l)
		return l
	}
	wide, narrow := seen("zwide", Delivery), seen("narrow", Value)
	wide.said[Delivery] = gapOf(scoring.FarApart)
	narrow.said[Value] = gapOf(scoring.Drifting)
	for name, tt := range map[string]struct {
		of   []looked
		want []string
	}{
		"nothing":                                 {nil, nil},
		"large effort, low value, disputed":       {[]looked{quiet, costly("c", func(*looked) {}), melon}, []string{"melon melon ", "c effort ", "quiet quiet "}},
		"medium effort":                           {[]looked{costly("c", func(l *looked) { l.Effort = Medium })}, nil},
		"agreed on":                               {[]looked{costly("c", func(l *looked) { l.disputed = false })}, nil},
		"of more value":                           {[]looked{costly("c", func(l *looked) { l.said[Value] = scoring.Disclosure{Round: 4, Level: scoring.Mixed} })}, nil},
		"of a value that nobody knows":            {[]looked{costly("c", func(l *looked) { delete(l.said, Value) })}, nil},
		"costly, and paused":                      {[]looked{costly("c", func(l *looked) { l.Paused = true })}, nil},
		"all is well":                             {[]looked{seen("fine")}, nil},
		"each reason in its turn":                 {[]looked{waits, quiet, melon, watched}, []string{"melon melon ", "quiet quiet ", "waits wait "}},
		"an alert before all":                     {[]looked{melon, seen("alert", Value), quiet}, []string{"alert alert value", "melon melon ", "quiet quiet "}},
		"the wider alert first":                   {[]looked{narrow, seen("a", Value), wide}, []string{"zwide alert delivery", "a alert value", "narrow alert value"}},
		"of one initiative the widest":            {[]looked{func() looked { l := seen("one", Value, Delivery); l.said[Delivery] = gapOf(scoring.FarApart); return l }()}, []string{"one alert delivery"}},
		"acknowledged, it is a gap":               {[]looked{heeded, watched}, []string{"heeded gap delivery", "watched gap delivery"}},
		"one of each before a second of any":      {[]looked{both, watched, waits}, []string{"both alert value", "waits wait ", "watched gap delivery"}},
		"a second of one when there is room":      {[]looked{both, waits}, []string{"both alert value", "waits wait ", "both melon "}},
		"who paused it has decided":               {[]looked{paused}, nil},
		"an alert that nobody heeds, though":      {[]looked{func() looked { l := seen("p", Value); l.Paused = true; return l }()}, []string{"p alert value"}},
		"by name where nothing else parts them":   {[]looked{seen("c", Value), seen("b", Value), seen("a", Value), seen("d", Value)}, []string{"a alert value", "b alert value", "c alert value"}},
		"what the pulse does not ask is not told": {[]looked{func() looked { l := seen("w"); l.said[WhyDim] = gapOf(scoring.FarApart); return l }()}, nil},
	} {
		if diff := cmp.Diff(tt.want, decided(decide(tt.of))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := decide([]looked{waits}); got[0].Wait != (Wait{WaitWhy, scoring.Biz}) {
		t.Errorf("what is missing first: %+v", got)
	}
}

// TestQuietSides: that a side of one or two is silent says of each of them that they
// did not answer, so only those learn it whom the notice is for.
func TestQuietSides(t *testing.T) {
	i := Initiative{Owner: "olga", Sponsor: "sam", Leads: [2][]PersonID{scoring.IT: {"a", "b", "c"}, scoring.Biz: {"x"}}}
	o, s := Org{Admins: []PersonID{"adam"}}, Standing{Quiet: [2]int{quietAfter, quietAfter + 1}}
	it, both, none := [2]bool{scoring.IT: true}, [2]bool{true, true}, [2]bool{}
	for p, want := range map[PersonID][2]bool{"olga": both, "sam": it, "adam": it, "a": it, "x": it, "stranger": none, "": none} {
		if got := quietSides(i, o, s, p); got != want {
			t.Errorf("%q learns %v, want %v", p, got, want)
		}
	}
	i.Owner = ""
	if got := quietSides(i, o, s, "sam"); got != both {
		t.Errorf("without an owner the sponsor learns %v", got)
	}
	s.Quiet = [2]int{quietAfter - 1, 0}
	if got := quietSides(i, o, s, "sam"); got != none {
		t.Errorf("once is not twice: %v", got)
	}
}
