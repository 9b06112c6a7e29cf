package checkins

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Effort is how much an initiative takes, as its owner puts it; empty: nobody said.
type Effort string

// The efforts.
const (
	Small  Effort = "S"
	Medium Effort = "M"
	Large  Effort = "L"
)

// Efforts lists them, the smallest first.
var Efforts = []Effort{Small, Medium, Large}

// What an initiative may touch: so many systems, and so many projects, each with a name
// of so many characters.
const (
	TouchMost   = 20
	TouchLength = 40
)

// Touches is what an initiative touches: systems and projects, by name, as people call
// them. Two initiatives share one when its names differ in case at most.
type Touches struct {
	Systems  []string `json:"systems,omitempty"`
	Projects []string `json:"projects,omitempty"`
}

// All lists systems and projects, each name once.
func (t Touches) All() []string {
	return cleanTags(slices.Concat(t.Systems, t.Projects))
}

// Has reports whether something of that name is touched.
func (t Touches) Has(name string) bool {
	return slices.ContainsFunc(t.All(), func(tag string) bool { return strings.EqualFold(tag, name) })
}

// Equal reports whether both touch the same.
func (t Touches) Equal(u Touches) bool {
	return slices.Equal(t.Systems, u.Systems) && slices.Equal(t.Projects, u.Projects)
}

// cleanTags takes away white space, what is empty, and names that stand there before.
func cleanTags(names []string) []string {
	var tags []string
	for _, name := range names {
		name = strings.Join(strings.Fields(name), " ")
		if name != "" && !slices.ContainsFunc(tags, func(t string) bool { return strings.EqualFold(t, name) }) {
			tags = append(tags, name)
		}
	}
	return tags
}

// ParseTags reads names with commas between them. long is a name that is too long, and
// many whether there are too many; both are about what was typed.
func ParseTags(text string) (tags []string, long string, many bool) {
	tags = cleanTags(strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }))
	for _, tag := range tags {
		if utf8.RuneCountInString(tag) > TouchLength {
			long = cmp.Or(long, tag)
		}
	}
	return tags, long, len(tags) > TouchMost
}

// tagged lists what initiatives touch: the names that most of them share first.
func tagged(is []Initiative) []string {
	count, first := map[string]int{}, map[string]string{}
	for _, i := range is {
		for _, tag := range i.Touches.All() {
			key := strings.ToLower(tag)
			count[key]++
			if first[key] == "" || tag < first[key] {
				first[key] = tag
			}
		}
	}
	var tags []string
	for _, tag := range first {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b string) int {
		x, y := strings.ToLower(a), strings.ToLower(b)
		return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x, y))
	})
	return tags
}
