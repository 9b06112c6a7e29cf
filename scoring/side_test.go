package scoring

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

func TestSideText(t *testing.T) {
	for text, want := range map[string]Side{"it": IT, "biz": Biz, "business": Biz} {
		var s Side
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%s: got %v, %v", text, s, err)
		}
	}
	for _, text := range []string{"", "IT", "Business", "both"} {
		s := Biz
		if err := s.UnmarshalText([]byte(text)); err == nil || s != Biz {
			t.Errorf("%q: got %v, %v", text, s, err)
		}
	}
	if IT.Other() != Biz || Biz.Other() != IT {
		t.Error("Other is not the other side")
	}
	data, err := json.Marshal(map[Side]Mode{IT: Named, Biz: Confidential})
	if err != nil || string(data) != `{"biz":"confidential","it":"named"}` {
		t.Errorf("got %s, %v", data, err)
	}
	var back map[Side]Mode
	if err := json.Unmarshal(data, &back); err != nil || back[IT] != Named || back[Biz] != Confidential {
		t.Errorf("got %v, %v", back, err)
	}
	if _, err := json.Marshal(Side(2)); err == nil {
		t.Error("a third side is written")
	}
	if _, err := json.Marshal(Mode(2)); err == nil {
		t.Error("a third mode is written")
	}
}

func TestParams(t *testing.T) {
	if err := Defaults().Check(); err != nil {
		t.Error(err)
	}
	for name, want := range map[string]float64{"calm": 0.975, "normal": 0.95, "eager": 0.9} {
		p, err := Defaults().WithPreset(name)
		if err != nil || p.POpen != want {
			t.Errorf("%s: got %v, %v", name, p.POpen, err)
		}
	}
	if _, err := Defaults().WithPreset("loud"); err == nil {
		t.Error("an unknown preset is accepted")
	}
	for field, change := range map[string]func(*Params){
		"lambda": func(p *Params) { p.Lambda = 1 },
		"rho":    func(p *Params) { p.Rho = 0 },
		"nu0":    func(p *Params) { p.Nu0 = math.NaN() },
		"delta":  func(p *Params) { p.Delta = math.Inf(1) },
		"p_open": func(p *Params) { p.POpen = 1 },
		"w_min":  func(p *Params) { p.WMin = 0 },
		"k_min":  func(p *Params) { p.KMin = 2 },
		"k_new":  func(p *Params) { p.KNew = 1 },
		// Words and numbers alike may only become rarer.
		"k_exact": func(p *Params) { p.KExact = 4 },
	} {
		p := Defaults()
		change(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: got %v", field, err)
		}
		var s State
		if _, err := s.Fold(p, 1, Roster{}, Sheet{}); err == nil {
			t.Errorf("%s: folded", field)
		}
	}
}

func TestIllegalInput(t *testing.T) {
	r := Roster{People: [2][]string{{"ana", "cleo"}, {"ben"}}, Mode: [2]Mode{Named, Named}}
	answer := func(s Side, as ...Answer) Sheet {
		var sheet Sheet
		sheet[s] = as
		return sheet
	}
	both := Roster{People: [2][]string{{"ana", "ben"}, {"ben"}}}
	twice := Roster{People: [2][]string{{"ana", "ana"}, {"ben"}}}
	nobody := Roster{People: [2][]string{{""}, {"ben"}}}
	third := Roster{People: r.People, Mode: [2]Mode{Named, 2}}
	for name, c := range map[string]struct {
		round  int
		roster Roster
		sheet  Sheet
		field  string
		side   Side
	}{
		"rating above":     {5, r, answer(IT, Answer{"ana", 6, 1}), "own", IT},
		"rating below":     {5, r, answer(Biz, Answer{"ben", -1, 1}), "own", Biz},
		"guess above":      {5, r, answer(Biz, Answer{"ben", 1, 6}), "guess", Biz},
		"guess below":      {5, r, answer(IT, Answer{"ana", 1, -1}), "guess", IT},
		"a stranger":       {5, r, answer(IT, Answer{"dora", 3, 3}), "person", IT},
		"a late stranger":  {5, r, answer(IT, Answer{"zoe", 3, 3}), "person", IT},
		"the other side":   {5, r, answer(IT, Answer{"ben", 3, 3}), "person", IT},
		"answered twice":   {5, r, answer(IT, Answer{"ana", 3, 3}, Answer{"cleo", 1, 1}, Answer{"ana", 3, 3}), "person", IT},
		"a bridge":         {5, both, Sheet{}, "roster", IT},
		"listed twice":     {5, twice, Sheet{}, "roster", IT},
		"an empty id":      {5, nobody, Sheet{}, "roster", IT},
		"an unknown mode":  {5, third, Sheet{}, "mode", Biz},
		"the same round":   {4, r, Sheet{}, "round", IT},
		"an earlier round": {3, r, Sheet{}, "round", IT},
	} {
		t.Run(name, func(t *testing.T) {
			var s State
			if _, err := s.Fold(Defaults(), 4, r, answer(IT, Answer{"ana", 4, 2})); err != nil {
				t.Fatal(err)
			}
			before := bits(t, s)
			_, err := s.Fold(Defaults(), c.round, c.roster, c.sheet)
			var bad *InputError
			if !errors.As(err, &bad) || bad.Field != c.field || bad.Side != c.side || bad.Round != c.round {
				t.Errorf("got %v", err)
			}
			if bits(t, s) != before {
				t.Error("the state changed")
			}
		})
	}
	var s State
	if _, err := s.Fold(Defaults(), 0, r, Sheet{}); err == nil {
		t.Error("round 0 is folded")
	}
}

func TestStateRefusesOtherJSON(t *testing.T) {
	var s State
	if err := json.Unmarshal([]byte(`{"r":"x"}`), &s); err == nil {
		t.Error("read")
	}
}
