package scoring

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWorst(t *testing.T) {
	for name, c := range map[string]struct {
		certainty, gap []float64
		want           []int
	}{
		"nothing":                       {nil, nil, []int{}},
		"the surest first":              {[]float64{0.5, 0.9, 0.7}, []float64{3, 1, 2}, []int{1, 2, 0}},
		"of equally sure ones, wider":   {[]float64{0.9, 0.9, 0.9}, []float64{0.8, -1.2, 1}, []int{1, 2, 0}},
		"equal ones in the order given": {[]float64{0.9, 0.9, 0.9}, []float64{1, -1, 1}, []int{0, 1, 2}},
	} {
		if diff := cmp.Diff(c.want, Worst(published(c.certainty, c.gap))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	// What was published when says nothing; that nothing was published, does.
	states := published([]float64{0, 0.1, 0.9, 0, 0.5}, []float64{0, 0.2, 2, 0, 1})
	states[0].b.Words.Round, states[3].b = 0, body{}
	states[1].b.Words.Round, states[2].b.Words.Round = 9, 1
	if diff := cmp.Diff([]int{2, 4, 1, 0, 3}, Worst(states)); diff != "" {
		t.Error(diff)
	}
}
