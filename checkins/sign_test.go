package checkins_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// three check-ins of three statements, in which every lead of a side gives those ratings
// and that guess, 0 for none.
func lookedAt(it, biz [3]int, guess [2]int) checkins.Signing {
	i := checkinstest.Setup(2).Initiatives[0]
	s := checkins.Signing{Initiative: i}
	for _, day := range []int{0, 7, 14} {
		r := checkins.Round{ID: roundOn(day), Plans: map[checkins.PersonID]checkins.Plan{}}
		var kept checkins.Kept
		for side, own := range [2][3]int{it, biz} {
			r.Roster[side], r.Mode[side] = i.SideLeads(scoring.Side(side)), scoring.Confidential
			for _, p := range r.Roster[side] {
				r.Plans[p] = checkins.Plan{Guesses: []scoring.Dimension{checkins.Value}}
				for n, d := range []scoring.Dimension{checkins.Value, checkins.Delivery, checkins.Feasibility} {
					a := checkins.Answer{Person: p, Dimension: d, Own: own[n], SaidOwn: own[n] > 0}
					if n == 0 {
						a.Guess = guess[side]
					}
					kept.Answers = append(kept.Answers, a)
				}
			}
		}
		s.Rounds, s.Kept = append(s.Rounds, r), append(s.Kept, kept)
	}
	return s
}

func TestSigns(t *testing.T) {
	healthy := func() checkins.Signing { return lookedAt([3]int{4, 5, 4}, [3]int{2, 3, 4}, [2]int{3, 4}) }
	said := func(s checkins.Signing, d scoring.Dimension, label scoring.Label, level scoring.Level) {
		s.Standing.Of(d).Said = scoring.Disclosure{Round: 3, Label: label, Level: level}
	}
	apart := checkins.Recall{Round: "crm@2026-04-14", Said: map[checkins.PersonID]checkins.WhySaid{}}
	for _, p := range checkinstest.Setup(2).Initiatives[0].SideLeads(scoring.Biz) {
		apart.Said[p] = checkins.SaidElse
	}
	for name, c := range map[string]struct {
		s    checkins.Signing
		with func(*checkins.Signing)
		want []string
	}{
		"nothing":                         {healthy(), nil, nil},
		"a side is flat":                  {lookedAt([3]int{4, 4, 4}, [3]int{2, 3, 4}, [2]int{3, 4}), nil, []string{"flat 0"}},
		"not in one of three check-ins":   {lookedAt([3]int{4, 4, 4}, [3]int{2, 3, 4}, [2]int{3, 4}), func(s *checkins.Signing) { s.Kept[1].Answers[0].Own, s.Kept[1].Answers[3].Own = 1, 1 }, nil},
		"two ratings are alike by chance": {lookedAt([3]int{4, 4, 0}, [3]int{2, 3, 4}, [2]int{3, 4}), nil, nil},
		"a side is shown by name": {lookedAt([3]int{4, 4, 4}, [3]int{2, 3, 4}, [2]int{0, 4}), func(s *checkins.Signing) {
			s.Initiative.Leads[scoring.IT] = s.Initiative.Leads[scoring.IT][:2]
		}, nil},
		"it was shown by name in one of them": {lookedAt([3]int{4, 4, 4}, [3]int{2, 3, 4}, [2]int{0, 4}), func(s *checkins.Signing) {
			s.Rounds[2].Mode[scoring.IT] = scoring.Named
		}, nil},
		"two check-ins are not three":  {lookedAt([3]int{4, 4, 4}, [3]int{2, 3, 4}, [2]int{0, 4}), func(s *checkins.Signing) { s.Rounds, s.Kept = s.Rounds[1:], s.Kept[1:] }, nil},
		"nobody of a side guesses":     {lookedAt([3]int{4, 5, 4}, [3]int{2, 3, 4}, [2]int{3, 0}), nil, []string{"guess 1"}},
		"one of them guesses once":     {lookedAt([3]int{4, 5, 4}, [3]int{2, 3, 4}, [2]int{3, 0}), func(s *checkins.Signing) { s.Kept[2].Answers[9].Guess = 2 }, nil},
		"nobody was asked for a guess": {lookedAt([3]int{4, 5, 4}, [3]int{2, 3, 4}, [2]int{3, 0}), func(s *checkins.Signing) { clear(s.Rounds[0].Plans) }, nil},
		"a side is silent":             {healthy(), func(s *checkins.Signing) { s.Quiet[scoring.Biz] = true }, []string{"silent 1"}},
		"the why is said to be shared, and is not": {healthy(), func(s *checkins.Signing) {
			said(*s, checkins.WhyDim, scoring.Consensus, scoring.Good)
			s.Recall = apart
		}, []string{"why 0"}},
		"it is not said to be shared": {healthy(), func(s *checkins.Signing) {
			said(*s, checkins.WhyDim, scoring.Consensus, scoring.Mixed)
			s.Recall = apart
		}, nil},
		"always green, and agreed to go badly": {healthy(), func(s *checkins.Signing) {
			s.Green = true
			said(*s, checkins.Delivery, scoring.Consensus, scoring.Low)
		}, []string{"green 0"}},
		"always green, and it goes well": {healthy(), func(s *checkins.Signing) {
			s.Green = true
			said(*s, checkins.Delivery, scoring.Consensus, scoring.Good)
		}, nil},
		"it goes badly, and that was reported": {healthy(), func(s *checkins.Signing) { said(*s, checkins.Delivery, scoring.Consensus, scoring.Low) }, nil},
	} {
		// Standing.Of makes the map of a standing that is passed by value.
		c.s.Standing.Of(checkins.OwnDim)
		if c.with != nil {
			c.with(&c.s)
		}
		var got []string
		for _, s := range checkins.Signs(c.s) {
			got = append(got, string(s.What)+" "+strconv.Itoa(int(s.Side)))
		}
		slices.Sort(got)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
