package teams

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"parallax/bot"
)

// maxSize is how large a card may be: bytes of its JSON in UTF-16, as Teams counts.
// Teams refuses a message of about 100 KB and advises 80; the rest is for the
// activity around the card.
const maxSize = 78_000

// ErrSize: a card is larger than Teams takes. It does not leave.
var ErrSize = errors.New("larger than a card of Teams may be")

// size returns how large something is as Teams counts it, in bytes.
func size(v any) (int, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return 0, fmt.Errorf("card: %w", err)
	}
	return 2 * bot.Length(string(raw)), nil
}

// fitted drops elements of the body before the last ones, which say who sees it,
// until the card is within maxSize. No message comes near that with what a pulse
// can ask today.
func fitted(c Card) (Card, error) {
	const tail = 2
	for {
		n, err := size(c)
		if err != nil {
			return Card{}, err
		}
		if n <= maxSize {
			return c, nil
		}
		cut := len(c.Body) - tail
		if cut <= 1 {
			return Card{}, fmt.Errorf("%w: %d bytes", ErrSize, n)
		}
		c.Body = slices.Concat(c.Body[:cut-1], c.Body[cut:])
	}
}
