package scoring

import "encoding/json"

// Status says what a round came to (SCORING.md 9).
type Status string

// The statuses of a folded round.
const (
	OK        Status = "ok"         // published
	NotEnough Status = "not_enough" // a side has too few contributors
	Held      Status = "held"       // too few people changed since the last publication
)

// Event is what happened to the alert in a round; the zero value, null in
// JSON, is nothing.
type Event string

// The events of an alert (SCORING.md 5).
const (
	Opened Event = "opened"
	Closed Event = "closed"
)

// MarshalJSON writes the event, or null for none.
func (e Event) MarshalJSON() ([]byte, error) {
	if e == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(e))
}

// Record is one round of one dimension, in the JSON of SCORING.md 12. It holds
// exact figures: it is for `replay` and for the statistician, never for a
// channel, whatever the status. What people are told comes from Disclose.
type Record struct {
	Round  int       `json:"round"`
	C      Both[int] `json:"c"` // contributors: people with a view that is not stale
	Status Status    `json:"status"`
	Open   bool      `json:"open"` // alert state after this round

	// *Reading is nil, and its fields are absent from the JSON, unless Status
	// is OK.
	*Reading
}

// Reading is what a published round measured.
type Reading struct {
	Mu        Both[float64] `json:"mu"`        // side means, 1..5
	H         Both[float64] `json:"H"`         // reliability weight of each side, in people
	Tau2      float64       `json:"tau2"`      // person variance, moderated, points squared
	Nu        float64       `json:"nu"`        // its degrees of freedom
	G         float64       `json:"G"`         // gap after shrinking, points; > 0: IT rates higher
	SE        float64       `json:"SE"`        // its standard error after shrinking, points
	Certainty float64       `json:"certainty"` // that abs(gap) is beyond delta, on the likelier side; uncapped
	PAligned  float64       `json:"p_aligned"` // that it is within delta
	Event     Event         `json:"event"`
	Interval  [2]float64    `json:"interval"` // 95% interval of the gap, points
	Label     Label         `json:"label"`

	Seen   Both[Maybe[Seen]] `json:"seen"`            // undefined: too few pairs on that side
	Split  Both[bool]        `json:"split"`           // the side is divided in itself, after this round
	Spread Spread            `json:"spread,omitzero"` // of each side that has one

	SinceBaseline Maybe[Drift] `json:"since_baseline"` // undefined through the round that is the baseline
}

// Spread is what the people of a side vary beyond answer noise, as a standard
// deviation in points; undefined with fewer than split_n fresh people.
type Spread [2]Maybe[float64]

// spreadJSON is the wire form of a Spread: a side without one is left out.
type spreadJSON struct {
	IT  Maybe[float64] `json:"it,omitzero"`
	Biz Maybe[float64] `json:"biz,omitzero"`
}

// MarshalJSON writes the sides that have a spread.
func (s Spread) MarshalJSON() ([]byte, error) { return json.Marshal(spreadJSON{s[IT], s[Biz]}) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Spread) UnmarshalJSON(data []byte) error {
	var w spreadJSON
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*s = Spread{w.IT, w.Biz}
	return nil
}

// Seen is what one side believes about the gap (SCORING.md 6).
type Seen struct {
	Perceived    float64 `json:"perceived"`      // the gap this side believes in, IT minus business, points
	SE           float64 `json:"se"`             // its standard error, points
	PBlind       float64 `json:"p_blind"`        // that the side misses more than delta of the gap
	BlindGap     float64 `json:"blind_gap"`      // the part of the gap it misses, along the gap's sign, points
	PThinksApart float64 `json:"p_thinks_apart"` // that it believes in a gap beyond delta

	ShareSeen Maybe[float64] `json:"share_seen"` // part of the gap it sees, 0..1; undefined when abs(G) < delta
}
