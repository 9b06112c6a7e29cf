package scoring

import (
	"encoding/json"
	"fmt"
)

// Side is one of the two observers of an initiative. It indexes every [2]
// array of this package.
type Side uint8

// The two sides. Signs follow their order: a positive gap means that IT rates
// higher.
const (
	IT Side = iota
	Biz
)

// Sides lists both, for ranging over.
var Sides = [2]Side{IT, Biz}

// String returns "it" or "biz", as files and keys spell them.
func (s Side) String() string {
	switch s {
	case IT:
		return "it"
	case Biz:
		return "biz"
	}
	return fmt.Sprintf("side(%d)", uint8(s))
}

// Other returns the opposite side.
func (s Side) Other() Side { return s ^ 1 }

// MarshalText writes "it" or "biz"; any other value is an error.
func (s Side) MarshalText() ([]byte, error) {
	if s > Biz {
		return nil, fmt.Errorf("write side: %d is neither it nor biz", uint8(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads "it", "biz" or "business", in lower case; anything else
// is an error and leaves the side unchanged.
func (s *Side) UnmarshalText(text []byte) error {
	switch string(text) {
	case "it":
		*s = IT
	case "biz", "business":
		*s = Biz
	default:
		return fmt.Errorf("read side: %q is neither it nor biz", text)
	}
	return nil
}

// Mode says how a side's answers are treated (SCORING.md 9). It belongs to a
// side, not to an initiative, and never changes while a round is open.
type Mode uint8

const (
	// Confidential is the mode of a side with three leads or more: published
	// from k_min contributors, numbers from k_exact.
	Confidential Mode = iota
	// Named is the mode of a side with one or two leads who accepted that the
	// other side sees their view: k_min = 1, k_new = 0, no k_exact.
	Named
)

// String returns "confidential" or "named".
func (m Mode) String() string {
	switch m {
	case Confidential:
		return "confidential"
	case Named:
		return "named"
	}
	return fmt.Sprintf("mode(%d)", uint8(m))
}

// MarshalText writes the word of String; any other value is an error.
func (m Mode) MarshalText() ([]byte, error) {
	if m > Named {
		return nil, fmt.Errorf("write mode: %d is neither confidential nor named", uint8(m))
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads "confidential" or "named"; anything else is an error
// and leaves the mode unchanged.
func (m *Mode) UnmarshalText(text []byte) error {
	switch string(text) {
	case "confidential":
		*m = Confidential
	case "named":
		*m = Named
	default:
		return fmt.Errorf("read mode: %q is neither confidential nor named", text)
	}
	return nil
}

// Dimension is the id of what is rated: "value", "delivery", "why" ... The
// arithmetic is the same for all; the questions behind them live elsewhere.
type Dimension string

// Both holds one value a side, indexed by Side; in JSON it is
// {"it": ..., "biz": ...}.
type Both[T any] [2]T

// bothJSON is the wire form of Both. Both keys are always written.
type bothJSON[T any] struct {
	IT  T `json:"it"`
	Biz T `json:"biz"`
}

// MarshalJSON writes {"it": ..., "biz": ...}.
func (b Both[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(bothJSON[T]{b[IT], b[Biz]})
}

// UnmarshalJSON reads {"it": ..., "biz": ...}.
func (b *Both[T]) UnmarshalJSON(data []byte) error {
	var w bothJSON[T]
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*b = Both[T]{w.IT, w.Biz}
	return nil
}
