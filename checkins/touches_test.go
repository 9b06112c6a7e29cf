package checkins

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTags(t *testing.T) {
	long := strings.Repeat("ä", TouchLength)
	for text, tt := range map[string]struct {
		tags []string
		long string
		many bool
	}{
		"": {}, " , ;": {}, "SAP": {tags: []string{"SAP"}},
		"SAP, sap;  Web \t shop,": {tags: []string{"SAP", "Web shop"}},
		long:                      {tags: []string{long}},
		"SAP," + long + "x":       {tags: []string{"SAP", long + "x"}, long: long + "x"},
	} {
		tags, over, many := ParseTags(text)
		if diff := cmp.Diff(tt.tags, tags); diff != "" || over != tt.long || many != tt.many {
			t.Errorf("%q: %v %q %v", text, tags, over, many)
		}
	}
	names := func(n int) string {
		var all []string
		for k := range n {
			all = append(all, "n"+strings.Repeat("x", k))
		}
		return strings.Join(all, ",")
	}
	if _, _, many := ParseTags(names(TouchMost)); many {
		t.Error("as many as there may be are too many")
	}
	if _, _, many := ParseTags(names(TouchMost + 1)); !many {
		t.Error("one more is not too many")
	}
}

// TestTagged: the names that most initiatives share come first; case does not part them.
func TestTagged(t *testing.T) {
	is := []Initiative{
		{Touches: Touches{Systems: []string{"sap", "Web shop"}, Projects: []string{"SAP"}}},
		{Touches: Touches{Systems: []string{"SAP"}}}, {Touches: Touches{Projects: []string{"Archive"}}},
	}
	if diff := cmp.Diff([]string{"SAP", "Archive", "Web shop"}, tagged(is)); diff != "" {
		t.Error(diff)
	}
	if tags := is[0].Touches.All(); len(tags) != 2 || !is[0].Touches.Has("WEB SHOP") || is[0].Touches.Has("web") {
		t.Errorf("touches %v", tags)
	}
}
