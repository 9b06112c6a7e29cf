package scoring

import "testing"

func TestAlert(t *testing.T) {
	p := Defaults()
	open := alert{Open: true, Episode: 2, Sign: 1, Rounds: 3}
	closed := alert{Episode: 2}
	for name, c := range map[string]struct {
		was       alert
		published int
		g         float64
		certainty float64
		want      alert
		event     Event
		turned    bool
	}{
		"opens at the baseline":           {alert{}, 3, 1.2, 0.95, alert{Open: true, Episode: 1, Sign: 1}, Opened, false},
		"not before the baseline":         {alert{}, 2, 2, 0.999, alert{}, "", false},
		"not below p_open":                {alert{}, 9, 1.2, 0.9499, alert{}, "", false},
		"opens downwards":                 {closed, 9, -1.2, 0.96, alert{Open: true, Episode: 3, Sign: -1}, Opened, false},
		"stays closed":                    {closed, 9, 0.1, 0.1, closed, "", false},
		"stays open on weak evidence":     {open, 9, 0.5, 0.2, alert{Open: true, Episode: 2, Sign: 1, Rounds: 4}, "", false},
		"stays open at the border":        {open, 9, 0.33, 0.1, alert{Open: true, Episode: 2, Sign: 1, Rounds: 4}, "", false},
		"closes below the border":         {open, 9, 0.3299, 0.1, closed, Closed, false},
		"closes from below":               {open, 9, -0.3299, 0.1, closed, Closed, false},
		"turns":                           {open, 9, -0.6, 0.6, alert{Open: true, Episode: 2, Sign: -1, Rounds: 4}, "", true},
		"closing is not turning":          {open, 9, -0.1, 0.1, closed, Closed, false},
		"strong evidence opens no second": {open, 9, 2, 0.999, alert{Open: true, Episode: 2, Sign: 1, Rounds: 4}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, event, turned := c.was.next(p, c.published, gap{g: c.g, certainty: c.certainty})
			if got != c.want || event != c.event || turned != c.turned {
				t.Errorf("got %+v %q %v", got, event, turned)
			}
		})
	}
}

func TestBands(t *testing.T) {
	for g, want := range map[float64]Band{
		0: Aligned, 0.4999: Aligned, 0.5: Drifting, -0.5: Drifting, 0.9999: Drifting, -1: Apart, 1.4999: Apart, 1.5: FarApart, -3: FarApart,
	} {
		if got := BandOf(g); got != want {
			t.Errorf("%v: got %s, want %s", g, got, want)
		}
	}
	for _, c := range []struct {
		it, biz float64
		want    Level
	}{{2, 2.9, Low}, {2, 3, Mixed}, {5, 1.9, Mixed}, {4, 3, Good}, {1, 1, Low}} {
		if got := LevelOf(c.it, c.biz); got != c.want {
			t.Errorf("%v, %v: got %s, want %s", c.it, c.biz, got, c.want)
		}
	}
}

func TestLabel(t *testing.T) {
	p := Defaults()
	blind, sees, unclear := Some(Seen{PBlind: 0.8}), Some(Seen{PBlind: 0.1999}), Some(Seen{PBlind: 0.5})
	var none Maybe[Seen]
	apart := Some(Seen{PBlind: 0.5, PThinksApart: 0.95})
	for name, c := range map[string]struct {
		open      bool
		certainty float64
		aligned   float64
		it, biz   Maybe[Seen]
		want      Label
	}{
		"both blind":             {true, 0.9, 0, blind, blind, FalseConsensus},
		"IT blind, other sees":   {true, 0.9, 0, blind, sees, ITBlind},
		"IT blind, other open":   {true, 0.9, 0, blind, unclear, ITBlind},
		"IT blind, other silent": {true, 0.9, 0, blind, none, ITBlind},
		"biz blind, other sees":  {true, 0.9, 0, sees, blind, BizBlind},
		"biz blind, IT silent":   {true, 0.9, 0, none, blind, BizBlind},
		"both see":               {true, 0.9, 0, sees, sees, KnownGap},
		"one sees":               {true, 0.9, 0, sees, unclear, OpenGap},
		"one sees, one silent":   {true, 0.9, 0, none, sees, OpenGap},
		"nobody guessed":         {true, 0.9, 0, none, none, OpenGap},
		"open, though aligned":   {true, 0.1, 0.8, sees, unclear, OpenGap},
		"aligned":                {false, 0.1, 0.7, blind, blind, Consensus},
		"aligned, IT fears":      {false, 0.1, 0.7, apart, sees, FalseConflict},
		"aligned, biz fears":     {false, 0.1, 0.7, none, apart, FalseConflict},
		"nearly aligned":         {false, 0.1, 0.6999, apart, apart, Unclear},
		"some evidence":          {false, 0.75, 0.2, apart, blind, Watch},
		"strong, before base":    {false, 0.99, 0, blind, blind, Watch},
		"no evidence":            {false, 0.7499, 0.25, none, none, Unclear},
	} {
		t.Run(name, func(t *testing.T) {
			got := label(p, c.open, gap{certainty: c.certainty, aligned: c.aligned}, Both[Maybe[Seen]]{c.it, c.biz})
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
