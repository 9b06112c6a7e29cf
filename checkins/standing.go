package checkins

import (
	"slices"

	"parallax/scoring"
)

// Standing is what an initiative carries from round to round: the filter states,
// what may be shown of them, and what was asked when. It is read and written as a
// whole, once a round, so the cost of an answer does not depend on it.
type Standing struct {
	Seq    int                           `json:"seq"`            // rounds closed
	Last   RoundID                       `json:"last,omitempty"` // the round closed last
	Course map[scoring.Dimension]*Course `json:"course,omitempty"`
	Asked  map[PersonID][2]Date          `json:"asked,omitempty"` // planned dates of the last and the one before last round put to the lead
	Read   map[PersonID][]bool           `json:"read,omitempty"`  // did the lead's guesses read the other side: the last seven in published rounds
	Lone   map[PersonID]bool             `json:"lone,omitempty"`  // leads whose last round had one item: was it an open or watched one

	Quiet  [2]int `json:"quiet"`           // rounds running in which a side had leads and fewer of them rated anything than a result needs
	Melon  bool   `json:"melon,omitempty"` // delivery looks good to IT and the business sees little value: scoring.PerceivedWatermelon
	Little Little `json:"little,omitzero"` // when the business was seen to see little value

	Wanted map[scoring.Dimension]int `json:"-"` // what steps have the next round put to everybody (Steps.again); filled in before a round opens

	Rev int `json:"-"` // grows with every change of the stored one; Open, Close and Restate refuse an older one
}

// Course is one dimension of a Standing.
type Course struct {
	State   scoring.State      `json:"state"`
	Said    scoring.Disclosure `json:"said"`              // what may be shown after the last round; State.Disclose made it
	Asked   int                `json:"asked,omitempty"`   // Seq of the round in which it was last put to somebody
	Guessed int                `json:"guessed,omitempty"` // Seq of the round in which its guess was last put to somebody
	Version string             `json:"version,omitempty"` // of the wording last asked
	Episode Episode            `json:"episode,omitzero"`  // the last one
	Track   []Point            `json:"track,omitempty"`   // the last 20 published rounds, for pictures
	Again   Again              `json:"again,omitzero"`    // rounds that asked it because of a step
	Date    Date               `json:"date,omitempty"`    // planned date of the published round that Said describes
}

// Point is one published round of a dimension, as far as it may be shown.
type Point struct {
	Date    Date             `json:"date"`
	Label   scoring.Label    `json:"label"`
	Band    scoring.Band     `json:"band"`
	Higher  int              `json:"higher,omitempty"`
	Numbers *scoring.Numbers `json:"numbers,omitempty"` // nil: only words
}

// trackLength is how many points a picture may show: Slack's charts take 20.
const trackLength = 20

// Episode is one (initiative, dimension) from the opening of an alert to its
// closing. No counts from 1.
type Episode struct {
	No     int     `json:"no,omitempty"`
	Opened RoundID `json:"opened,omitempty"`
	Closed RoundID `json:"closed,omitempty"` // empty while open
}

// Open reports whether the episode is going on.
func (e Episode) Open() bool { return e.No > 0 && e.Closed == "" }

// Of returns the course of a dimension, making it when it is new.
func (s *Standing) Of(d scoring.Dimension) *Course {
	if s.Course == nil {
		s.Course = map[scoring.Dimension]*Course{}
	}
	if s.Course[d] == nil {
		s.Course[d] = &Course{}
	}
	return s.Course[d]
}

// Dimensions returns the dimensions that have a course, sorted by name.
func (s Standing) Dimensions() []scoring.Dimension {
	var ds []scoring.Dimension
	for d := range s.Course {
		ds = append(ds, d)
	}
	slices.Sort(ds)
	return ds
}

// Record is the stored result of one dimension in one round: history that audit
// and export read. It never changes.
type Record struct {
	Dimension scoring.Dimension `json:"dimension"`
	Version   string            `json:"version"` // of the wording
	scoring.Record
	Said scoring.Disclosure `json:"said"` // what might be shown then: all of a record that ever leaves
}
