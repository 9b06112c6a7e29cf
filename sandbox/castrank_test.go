package sandbox

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOrder: a lead's order does not hang on how the initiatives are listed, and those of
// one side are closer to each other than to the other side's.
func TestOrder(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e", "f"}
	apart := func(x, y []string) (n int) {
		for i, id := range x {
			d := i - slices.Index(y, id)
			n += max(d, -d)
		}
		return n
	}
	within, between := 0, 0
	for seed := range uint64(40) {
		c := NewCast(seed)
		one := c.Order("ana", "it", all)
		back := slices.Clone(all)
		slices.Reverse(back)
		if diff := cmp.Diff(one, c.Order("ana", "it", back)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		if sorted := slices.Sorted(slices.Values(one)); !slices.Equal(sorted, all) {
			t.Fatalf("seed %d: %v", seed, one)
		}
		if diff := cmp.Diff(c.Order("ben", "business", all), c.Order("ben", "biz", all)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		within += apart(one, c.Order("chen", "it", all))
		between += apart(one, c.Order("ben", "biz", all))
	}
	if within >= between {
		t.Errorf("two of one side are %d places apart, two of both %d", within, between)
	}
}

func TestMenusOf(t *testing.T) {
	card := `{"type":"AdaptiveCard","body":[{"type":"Input.ChoiceSet","id":"d||select|first","choices":[{"title":"A","value":"a"}]},{"type":"Input.Text","id":"d||text|second"},{"type":"Input.ChoiceSet","id":"d||select|other","choices":[]}]}`
	ids, menus := menusOf(json.RawMessage(card))
	if diff := cmp.Diff(map[string]string{"first": "d||select|first"}, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string][]string{"first": {"a"}}, menus); diff != "" {
		t.Error(diff)
	}
	if ids, _ := menusOf(nil); len(ids) > 0 {
		t.Errorf("of no card: %v", ids)
	}
}
