package scoring

import (
	"bytes"
	"encoding/json"
)

// Maybe is a value that may not be defined: null in JSON. It is a value and no
// pointer so that measuring a round allocates nothing, and so that nobody can
// write into what was published.
type Maybe[T any] struct {
	Value T
	Known bool // false: not defined, and Value is the zero T
}

// Some is a defined value.
func Some[T any](v T) Maybe[T] { return Maybe[T]{Value: v, Known: true} }

// MarshalJSON writes the value, or null.
func (m Maybe[T]) MarshalJSON() ([]byte, error) {
	if !m.Known {
		return []byte("null"), nil
	}
	return json.Marshal(m.Value)
}

// UnmarshalJSON reads a value, or null.
func (m *Maybe[T]) UnmarshalJSON(data []byte) error {
	*m = Maybe[T]{}
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if err := json.Unmarshal(data, &m.Value); err != nil {
		return err
	}
	m.Known = true
	return nil
}
