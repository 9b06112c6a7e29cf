package slack

import (
	api "github.com/slack-go/slack"

	"parallax/checkins"
)

const (
	maxListed       = 100 // options of a menu, and groups of them
	maxOptionGroups = 100
	maxRich         = 3000 // our own: of a block of rich text
)

// richText checks what stands in a block of rich text.
func (c *checker) richText(at string, e api.RichTextElement) {
	total := 0
	section := func(s *api.RichTextSection) {
		c.count(at+" pieces", len(s.Elements), 1, maxContext)
		for _, p := range s.Elements {
			t, ok := p.(*api.RichTextSectionTextElement)
			if !ok {
				c.fault("%s: piece %T", at, p)
				continue
			}
			c.length(at+" piece", t.Text, 1, maxRich)
			total += len(t.Text)
		}
	}
	switch e := e.(type) {
	case *api.RichTextSection:
		section(e)
	case bulletList:
		for _, s := range e.Elements {
			section(s)
		}
	default:
		c.fault("%s: not checked here (%T)", at, e)
	}
}

// picking checks the elements with which people, channels, times and one or several
// of many are picked. False: it is none of them.
func (c *checker) picking(at string, e api.BlockElement) (id string, known bool) {
	switch e := e.(type) {
	case *api.SelectBlockElement:
		if e.Type == api.OptTypeStatic {
			c.menu(at, e.Options, e.OptionGroups)
		}
		return e.ActionID, true
	case *api.MultiSelectBlockElement:
		if e.Type == api.MultiOptTypeStatic {
			c.menu(at, e.Options, e.OptionGroups)
		}
		return e.ActionID, true
	case *api.TimePickerBlockElement:
		if e.InitialTime != "" && !checkins.ValidTime(e.InitialTime) {
			c.fault("%s: time %q", at, e.InitialTime)
		}
		return e.ActionID, true
	}
	return "", false
}

func (c *checker) menu(at string, options []*api.OptionBlockObject, groups []*api.OptionGroupBlockObject) {
	if len(groups) == 0 {
		c.options(at, options, maxListed)
		return
	}
	c.count(at+" groups", len(groups), 1, maxOptionGroups)
	for _, g := range groups {
		c.text(at+" group", g.Label, maxOption, false)
		c.options(at, g.Options, maxListed)
	}
}
