package checkins

import (
	"time"

	"parallax/scoring"
)

// Pulse is the standing arrangement of an initiative: what is asked, when, and
// for how long.
type Pulse struct {
	Cadence    string              `json:"cadence"`          // cron expression, five fields, on the wall clock of Zone
	Every      int                 `json:"every,omitempty"`  // every n-th week counted from Anchor; 0 and 1: every firing
	Anchor     Date                `json:"anchor,omitempty"` // a date in the first week that counts, when Every > 1
	Zone       string              `json:"zone"`             // IANA name
	Window     time.Duration       `json:"window"`           // from opening to close; shorter than the interval
	AllItems   bool                `json:"all_items,omitempty"`
	AllGuesses bool                `json:"all_guesses,omitempty"`
	Preset     string              `json:"preset,omitempty"`   // calm, normal (default), eager
	HeadsUp    bool                `json:"heads_up,omitempty"` // owner and leads are told of an alert a working day before the channels
	Dimensions []scoring.Dimension `json:"dimensions"`         // in the order of asking
}

// DefaultWindow is how long a round stays open when the pulse does not say.
const DefaultWindow = 72 * time.Hour

// Location returns the pulse's zone; UTC when the stored name is unknown here.
func (p Pulse) Location() *time.Location { return location(p.Zone) }

func (p Pulse) window() time.Duration {
	if p.Window == 0 {
		return DefaultWindow
	}
	return p.Window
}

func (p Pulse) preset() string {
	if p.Preset == "" {
		return "normal"
	}
	return p.Preset
}
