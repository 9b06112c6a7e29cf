package torture

import "testing"

// The room itself: three replicas, both platforms, everybody is asked and saves twice.
func TestFleet(t *testing.T) {
	s := scaleOf(t)
	for _, kind := range of(s, []string{single}, []string{single, replicated, watched, clustered}) {
		t.Run("redis "+kind, func(t *testing.T) {
			f := newFleet(t, options{slack: 5, teams: 5, redis: kind, lines: kind == single})
			for range 3 {
				f.start()
			}
			date := f.open()
			for _, l := range f.leads {
				f.mustSave(l, 1)
				in := f.mustSave(l, 2)
				if wrong := stands(f.stored(l.round(date)), l, in); wrong != "" {
					t.Error(wrong)
				}
				if n := len(ofLead(f.history(""), l)); n != 2*len(in) {
					t.Errorf("%s: %d changes of %d values, want two each", l.id, n, len(in))
				}
			}
			f.holdHistory()
			f.clean()
		})
	}
}
