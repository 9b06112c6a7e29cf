package checkins

import (
	"slices"
	"strconv"
	"strings"
)

// asciiOf are the letters that are written with others in an id.
var asciiOf = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "â", "a", "å", "a",
	"ó", "o", "ô", "o", "ø", "o", "í", "i", "ï", "i", "ú", "u", "ñ", "n", "ç", "c")

// slugMost is how long an id made of a name may be, so that a number fits behind it.
const slugMost = 40

// slugOf makes an id of a name that people chose, another than those taken: CRM
// migration is crm-migration. The same name and the same ids make the same one.
func slugOf(name string, taken []string) string {
	var b strings.Builder
	for _, r := range asciiOf.Replace(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := b.String()
	if len(slug) > slugMost {
		slug = slug[:slugMost]
	}
	if slug = strings.Trim(slug, "-"); slug == "" {
		slug = "i-" + string(LetterIDOf("", "slug", name))[:8]
	}
	free := slug
	for n := 2; slices.Contains(taken, free); n++ {
		free = slug + "-" + strconv.Itoa(n)
	}
	return free
}
