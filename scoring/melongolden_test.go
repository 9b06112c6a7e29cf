package scoring

import (
	"encoding/json"
	"fmt"
)

// ratingsOf is the sheet of one side's ratings.
func ratingsOf(side Side, own map[string]int) Sheet {
	var both Both[map[string]int]
	both[side] = own
	return sheetOf(both, Both[map[string]int]{})
}

// numbered is the roster of the files: a0, a1 ... for IT, b0, b1 ... for the
// business.
func numbered(side Side, n int) Roster {
	var r Roster
	for i := range n {
		r.People[side] = append(r.People[side], fmt.Sprintf("%c%d", "ab"[side], i))
	}
	return r
}

// melonFields is a round as watermelon.json writes it; nil, which it writes as
// null, when a side has no view.
func melonFields(p Params, on Watermelon, it, biz summary) any {
	if it.c == 0 || biz.c == 0 {
		return nil
	}
	return map[string]any{
		"mu_it_delivery": it.mu, "mu_biz_value": biz.mu,
		"status_certainty": noValue(p, biz), "status_watermelon": on.On,
		"cross_gap": it.mu - biz.mu, "perceived_certainty": tooRosy(p, it, biz),
		"perceived_watermelon": perceived(p, it, biz),
	}
}

// checkMelon folds every case of watermelon.json and compares every round. The
// rules are followed without the gates of the product, as the file does.
func checkMelon(dir string) (*verdict, error) {
	cases, off, err := readCases(dir, "watermelon.json")
	if err != nil {
		return nil, err
	}
	v := &verdict{}
	p := Defaults()
	for i, c := range cases {
		var n [2]int
		var rounds []json.RawMessage
		rest, err := takeCase(c, map[string]any{"n_it": &n[IT], "n_biz": &n[Biz], "rounds": &rounds})
		if err != nil {
			return nil, fmt.Errorf("watermelon case %d: %w", i, err)
		}
		for name := range rest {
			v.problem("watermelon case %d: %s is not of this form", i, name)
		}
		var delivery, value State
		var on Watermelon
		for j, r := range rounds {
			at := fmt.Sprintf("watermelon case %d round %d", i, j+1)
			var own [2]map[string]int
			var green bool
			want, err := takeCase(r, map[string]any{"it_delivery": &own[IT], "biz_value": &own[Biz], "green": &green})
			if err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			if _, err := delivery.Fold(p, j+1, numbered(IT, n[IT]), ratingsOf(IT, own[IT])); err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			if _, err := value.Fold(p, j+1, numbered(Biz, n[Biz]), ratingsOf(Biz, own[Biz])); err != nil {
				return nil, fmt.Errorf("%s: %w", at, err)
			}
			it, biz := delivery.side(p, IT), value.side(p, Biz)
			on = on.next(p, green, biz)
			v.within(off, at, map[string]any{"expect": melonFields(p, on, it, biz)}, want)
		}
	}
	return v, nil
}
