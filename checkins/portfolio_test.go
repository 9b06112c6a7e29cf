package checkins

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

func sixty() (Org, []Initiative) {
	o := Org{Priorities: []Priority{{ID: "growth", Name: "Grow online revenue", Target: "12 %"}, {ID: "cost", Name: "Lower cost to serve"}, {ID: "grow-b", Name: "Grow B2B"}, {ID: "unused", Name: "Unused"}}}
	var is []Initiative
	for n := range 60 {
		i := Initiative{ID: InitiativeID(fmt.Sprintf("i%02d", n)), Name: fmt.Sprintf("Initiative %02d", n), Priority: []PriorityID{"cost", "growth", "", "grow-b"}[n%4]}
		if n%10 == 0 {
			i.Owner = "olga"
		}
		i.Sponsor = "olga"
		if n < 20 {
			i.Touches.Systems = []string{[]string{"SAP", "sap"}[n%2]}
		}
		if n < 5 {
			i.Touches.Projects = []string{"Grow", "cost", "SAP"}
		}
		is = append(is, i)
	}
	return o, is
}

func TestChooseInitiatives(t *testing.T) {
	o, is := sixty()
	for filter, tt := range map[string]struct {
		n       int
		filter  string
		unknown string
	}{
		"": {60, "", ""}, "mine": {6, "mine", ""}, "MINE": {6, "mine", ""}, "growth": {15, "growth", ""}, "Grow online revenue": {15, "growth", ""},
		"lower COST": {15, "cost", ""}, "unused": {60, "", "unused"}, "nonsense": {60, "", "nonsense"},
		"Sap": {20, "#SAP", ""}, "#sap": {20, "#SAP", ""}, "grow online": {15, "growth", ""}, "#cost": {5, "#cost", ""}, "cost": {15, "cost", ""},
		"#nonsense": {60, "", "#nonsense"}, "#": {60, "", "#"}, "#grow": {5, "#Grow", ""}, "Grow": {5, "#Grow", ""}, "gro": {30, "gro", ""},
	} {
		p, got := choose(o, is, "olga", filter)
		if len(got) != tt.n || p.Filter != tt.filter || p.Unknown != tt.unknown || p.All != 60 || len(p.Priorities) != 3 {
			t.Errorf("%q: %d initiatives, %+v", filter, len(got), p)
		}
		if again, same := choose(o, is, "olga", p.Filter); len(same) != len(got) || again.Filter != p.Filter {
			t.Errorf("%q: the button for it shows %d initiatives", filter, len(same))
		}
	}
	if diff := cmp.Diff(60, len(is)); diff != "" {
		t.Error("choosing changed what was chosen from")
	}
}

// TestTurn: every initiative stands on exactly one page, in the same order whichever
// page is asked for, and what presses comes first within its priority.
func TestTurn(t *testing.T) {
	o, is := sixty()
	var all []looked
	for n, i := range is {
		l := looked{Initiative: i, row: PortfolioRow{Initiative: Named{i.ID, i.Name}}}
		switch n {
		case 57:
			l.row.Alerts = 1
		case 53:
			l.row.Quiet[scoring.IT] = true
		}
		all = append(all, l)
	}
	seen, groups := map[InitiativeID]int{}, []string{}
	for page := 1; ; page++ {
		var p Portfolio
		p.turn(o, all, page)
		if p.Page != page || p.Pages != 8 || p.Total != 60 {
			t.Fatalf("page %d: %+v", page, p)
		}
		rows := 0
		for _, g := range p.Groups {
			rows += len(g.Rows)
			if len(groups) == 0 || groups[len(groups)-1] != g.Name {
				groups = append(groups, g.Name)
			}
			for _, r := range g.Rows {
				seen[r.Initiative.ID]++
			}
		}
		if page == 1 && (p.Groups[0].Rows[0].Initiative.ID != "i57" || p.Groups[0].Rows[1].Initiative.ID != "i53" || p.Groups[0].Rows[2].Initiative.ID != "i01" || p.Groups[0].Target != "12 %") {
			t.Errorf("the first page begins with %+v", p.Groups[0])
		}
		if want := []int{8, 4}[page/8]; rows != want {
			t.Errorf("page %d has %d initiatives", page, rows)
		}
		if page == 8 {
			break
		}
	}
	if diff := cmp.Diff([]string{"Grow online revenue", "Lower cost to serve", "Grow B2B", ""}, groups); diff != "" || len(seen) != 60 {
		t.Errorf("%d initiatives, priorities %s", len(seen), diff)
	}
	for asked, want := range map[int]int{-1: 1, 0: 1, 9: 8, 1 << 30: 8} {
		var p Portfolio
		if p.turn(o, all, asked); p.Page != want {
			t.Errorf("page %d shows %d", asked, p.Page)
		}
	}
	var none Portfolio
	if none.turn(o, nil, 3); none.Page != 1 || none.Pages != 1 || none.Groups != nil {
		t.Errorf("nothing: %+v", none)
	}
}
