package checkins_test

import (
	"testing"

	"parallax/checkins"
	"parallax/scoring"
)

// What was filled into a statement is found again, so that it can be said in another
// language.
func TestWorded(t *testing.T) {
	for _, stage := range []checkins.Stage{checkins.Building, checkins.Live} {
		i := checkins.Initiative{ID: "crm", Name: "CRM, the {p} of 'us'", Stage: stage, Own: "We {i}."}
		for _, d := range checkins.Dimensions() {
			for _, priority := range []string{"Grow", ""} {
				q, err := checkins.QuestionOf(i, priority, d)
				if err != nil {
					t.Fatal(err)
				}
				key, n, ok := checkins.Worded(q)
				want := string(d)
				if d == checkins.Value && stage == checkins.Live {
					want = "value.live"
				}
				switch {
				case ok != (d != checkins.OwnDim):
					t.Errorf("%s: %v", q.Text, ok)
				case ok && (key != want || n.Initiative != i.Name):
					t.Errorf("%s: %q %+v", q.Text, key, n)
				case d == checkins.PriorityDim && n.Priority != map[string]string{"Grow": "Grow", "": checkins.OurPriority}[priority]:
					t.Errorf("%s: priority %q", q.Text, n.Priority)
				}
			}
		}
	}
	if _, _, ok := checkins.Worded(checkins.Question{Dimension: scoring.Dimension("value"), Text: "Another wording."}); ok {
		t.Error("a wording that is not the bank's")
	}
}
