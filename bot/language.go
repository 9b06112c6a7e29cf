package bot

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// Words are the product's sentences in one language. The zero Words are English.
//
// The sentences stand in words/<topic>.<language>.yaml, whole ones with placeholders,
// for no two languages build a sentence from the same pieces.
type Words struct{ tongue *tongue }

// English is the language of whoever said nothing else.
var English = Words{}

// tongue is one language of the catalogue.
type tongue struct {
	tag  string
	said sync.Map // said -> []piece
	loc  *i18n.Localizer
}

//go:embed words/*.yaml
var catalogue embed.FS

var languages = load()

// load reads the catalogue. What is wrong with it no caller can mend, and the tests
// of this package see it first.
func load() map[string]*tongue {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	files, err := catalogue.ReadDir("words")
	if err != nil {
		panic(err)
	}
	all := map[string]*tongue{}
	for _, f := range files {
		file, err := b.LoadMessageFileFS(catalogue, "words/"+f.Name())
		if err != nil {
			panic(fmt.Errorf("words/%s: %w", f.Name(), err))
		}
		tag := file.Tag.String()
		all[tag] = &tongue{tag: tag, loc: i18n.NewLocalizer(b, tag)}
	}
	return all
}

// WordsIn returns the words of the language that a locale such as "de-AT" or "en_GB"
// names; English where there is none.
func WordsIn(locale string) Words {
	tag, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(locale), "_", "-"), "-")
	return Words{languages[tag]}
}

// Languages lists the tags of the languages that there are: "de", "en".
func Languages() []string { return slices.Sorted(maps.Keys(languages)) }

// Language is the tag of the language: "en".
func (w Words) Language() string { return w.of().tag }

func (w Words) of() *tongue {
	if w.tongue == nil {
		return languages["en"]
	}
	return w.tongue
}

// with are the texts that go into a sentence, by the names of its placeholders.
type with map[string]Text

// piece is a part of a sentence: words of the catalogue, or a placeholder.
type piece struct{ words, name string }

// said names a sentence in one of its plural forms.
type said struct {
	key  string
	many bool
	n    int
}

// say is the sentence of a key. A key that is not there reads as itself; the tests of
// this package find it.
func (w Words) say(key string, args ...with) Text { return w.form(key, nil, args...) }

// many is say in the plural form of a number, which goes into {{.N}} as a word.
func (w Words) many(key string, n int, args ...with) Text {
	return w.form(key, &n, append(args, with{"N": w.count(n)})...)
}

// has reports whether there is a sentence of that key.
func (w Words) has(key string) bool {
	_, err := w.of().loc.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateParser: template.IdentityParser{}})
	return err == nil
}

// rememberedTo is up to which number plural forms are remembered.
const rememberedTo = 100

func (w Words) form(key string, n *int, args ...with) Text {
	t, id := w.of(), said{key: key}
	if n != nil {
		id.n, id.many = *n, true
	}
	pieces, ok := t.said.Load(id)
	if !ok {
		pieces = t.pieces(id)
		if id.n <= rememberedTo {
			t.said.Store(id, pieces)
		}
	}
	var all Text
	for _, p := range pieces.([]piece) {
		if p.name == "" {
			all.spans = append(all.spans, span{s: p.words})
		}
		for _, a := range args {
			all.spans = append(all.spans, a[p.name].spans...)
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// pieces takes a sentence apart at its placeholders.
func (t *tongue) pieces(id said) []piece {
	c := &i18n.LocalizeConfig{MessageID: id.key, TemplateParser: template.IdentityParser{}}
	if id.many {
		c.PluralCount = id.n
	}
	s, err := t.loc.Localize(c)
	if err != nil && s == "" {
		return []piece{{words: id.key}}
	}
	var pieces []piece
	end := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > end {
			pieces = append(pieces, piece{words: s[end:m[0]]})
		}
		pieces = append(pieces, piece{name: s[m[2]:m[3]]})
		end = m[1]
	}
	if end < len(s) {
		pieces = append(pieces, piece{words: s[end:]})
	}
	return pieces
}
