package slack

import (
	"encoding/json"
	"errors"
	"fmt"

	api "github.com/slack-go/slack"

	"parallax/bot"
)

// Slack's limits, in characters unless said otherwise
// (https://docs.slack.dev/reference/block-kit/blocks/).
const (
	maxText          = 4000 // of a message; from 4,041 on Slack splits it
	maxNotification  = 700  // our own: what a notification or a screen reader should have to tell
	maxBlocks        = 50
	maxViewBlocks    = 100
	maxSection       = 3000
	maxSentence      = 600 // our own: of a section in which people's texts stand
	maxContext       = 600 // our own; Slack's is a text object's 3,000
	maxElements      = 10  // of a context block
	maxActions       = 25
	maxHeader        = 150
	maxLabel         = 2000 // of an input; its hint too
	maxStatement     = 400  // our own: of a label, so that a full form stays within maxViewSize
	maxButton        = 75
	maxConfirmTitle  = 100
	maxConfirm       = 300
	maxConfirmButton = 30
	maxValue         = 2000 // of a button
	maxOption        = 75
	maxOptionValue   = 75
	maxOptions       = 10 // radio buttons and checkboxes
	maxID            = 255
	maxPlaceholder   = 150
	maxInput         = 3000
	maxViewTitle     = 24
	maxMetadata      = 3000    // private_metadata
	maxViewSize      = 250_000 // bytes of JSON
	maxCharts        = 2       // our own: a message is no report
	maxChartTitle    = 50
)

// ErrLimit: something is over a limit of Slack's, or of a kind that is not
// checked here. It does not leave.
var ErrLimit = errors.New("over a limit of Slack")

// Check refuses a message that Slack would refuse, cut or split.
func Check(p Payload) error {
	c := checker{ids: map[string]bool{}}
	c.length("text", p.Text, 1, maxText)
	c.count("blocks", len(p.Blocks), 1, maxBlocks)
	c.blocks(p.Blocks, false)
	return c.err()
}

// CheckView refuses a modal that Slack would refuse.
func CheckView(v api.ModalViewRequest) error {
	c := checker{ids: map[string]bool{}}
	if v.Type != api.VTModal {
		c.fault("type %q", v.Type)
	}
	c.text("title", v.Title, maxViewTitle, false)
	if v.Close != nil {
		c.text("close", v.Close, maxViewTitle, false)
	}
	if v.Submit != nil {
		c.text("submit", v.Submit, maxViewTitle, false)
	}
	c.length("private_metadata", v.PrivateMetadata, 0, maxMetadata)
	c.length("callback_id", v.CallbackID, 0, maxID)
	c.length("external_id", v.ExternalID, 0, maxID)
	c.count("blocks", len(v.Blocks.BlockSet), 1, maxViewBlocks)
	c.blocks(v.Blocks.BlockSet, true)
	for _, b := range v.Blocks.BlockSet {
		if _, ok := b.(*api.InputBlock); ok && v.Submit == nil {
			c.fault("inputs without submit")
		}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("check view: %w", err)
	}
	c.count("bytes", len(raw), 1, maxViewSize)
	return c.err()
}

type checker struct {
	ids    map[string]bool // block ids met
	faults []error
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

func (c *checker) err() error {
	if len(c.faults) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrLimit, errors.Join(c.faults...))
}

func (c *checker) length(what, s string, least, most int) {
	if n := bot.Length(s); n < least || n > most {
		c.fault("%s: %d characters, allowed are %d to %d", what, n, least, most)
	}
}

func (c *checker) count(what string, n, least, most int) {
	if n < least || n > most {
		c.fault("%s: %d, allowed are %d to %d", what, n, least, most)
	}
}

func (c *checker) text(what string, t *api.TextBlockObject, most int, markupToo bool) {
	if t == nil {
		c.fault("%s is missing", what)
		return
	}
	if t.Type != api.PlainTextType && (t.Type != api.MarkdownType || !markupToo) {
		c.fault("%s: text of type %q", what, t.Type)
	}
	c.length(what, t.Text, 1, most)
}

func (c *checker) blocks(blocks []api.Block, view bool) {
	for i, b := range blocks {
		if b == nil {
			c.fault("block %d is nothing", i)
			continue
		}
		if id := b.ID(); id != "" {
			c.length("block_id", id, 1, maxID)
			if c.ids[id] {
				c.fault("block_id %q twice", id)
			}
			c.ids[id] = true
		}
		c.block(i, b, view)
	}
}

func (c *checker) block(i int, b api.Block, view bool) {
	at := fmt.Sprintf("block %d (%s)", i, b.BlockType())
	switch b := b.(type) {
	case *api.HeaderBlock:
		c.text(at, b.Text, maxHeader, false)
	case *api.SectionBlock:
		if b.Text == nil || len(b.Fields) > 0 || b.Accessory != nil {
			c.fault("%s: only a section of one text is checked here", at)
			return
		}
		c.text(at, b.Text, maxSection, true)
	case *api.ContextBlock:
		c.count(at+" elements", len(b.ContextElements.Elements), 1, maxElements)
		for _, e := range b.ContextElements.Elements {
			t, ok := e.(*api.TextBlockObject)
			if !ok {
				c.fault("%s: element %T", at, e)
				continue
			}
			c.text(at, t, maxSection, true)
		}
	case *api.DividerBlock:
	case *api.RichTextBlock:
		c.count(at+" elements", len(b.Elements), 1, maxElements)
		for _, e := range b.Elements {
			c.richText(at, e)
		}
	case *api.ActionBlock:
		c.count(at+" elements", len(b.Elements.ElementSet), 1, maxActions)
		ids := map[string]bool{}
		for _, e := range b.Elements.ElementSet {
			id := c.element(at, e)
			if ids[id] {
				c.fault("%s: action_id %q twice", at, id)
			}
			ids[id] = true
		}
	case *api.InputBlock:
		if !view {
			c.fault("%s: inputs stand in forms only", at)
		}
		c.text(at+" label", b.Label, maxLabel, false)
		if b.Hint != nil {
			c.text(at+" hint", b.Hint, maxLabel, false)
		}
		c.element(at, b.Element)
	case *api.DataVisualizationBlock:
		if err := b.Validate(); err != nil {
			c.fault("%s: %w", at, err)
		}
	default:
		c.fault("%s: not checked here (%T)", at, b)
	}
}

// element checks one element and returns its action id.
func (c *checker) element(at string, e api.BlockElement) string {
	var id string
	switch e := e.(type) {
	case *api.ButtonBlockElement:
		id = e.ActionID
		c.text(at+" button", e.Text, maxButton, false)
		c.length(at+" value", e.Value, 0, maxValue)
		c.length(at+" accessibility label", e.AccessibilityLabel, 0, maxButton)
		if q := e.Confirm; q != nil {
			c.text(at+" confirm title", q.Title, maxConfirmTitle, false)
			c.text(at+" confirm", q.Text, maxConfirm, false)
			c.text(at+" confirm button", q.Confirm, maxConfirmButton, false)
			c.text(at+" deny button", q.Deny, maxConfirmButton, false)
		}
	case *api.DatePickerBlockElement:
		id = e.ActionID
		if e.Placeholder != nil {
			c.text(at+" placeholder", e.Placeholder, maxPlaceholder, false)
		}
	case *api.RadioButtonsBlockElement:
		id = e.ActionID
		c.options(at, e.Options, maxOptions)
	case *api.CheckboxGroupsBlockElement:
		id = e.ActionID
		c.options(at, e.Options, maxOptions)
	case *api.PlainTextInputBlockElement:
		id = e.ActionID
		c.count(at+" max_length", e.MaxLength, 1, maxInput)
		c.length(at+" initial value", e.InitialValue, 0, e.MaxLength)
		if e.Placeholder != nil {
			c.text(at+" placeholder", e.Placeholder, maxPlaceholder, false)
		}
	default:
		var known bool
		if id, known = c.picking(at, e); !known {
			c.fault("%s: element not checked here (%T)", at, e)
			return ""
		}
	}
	c.length(at+" action_id", id, 1, maxID)
	return id
}

func (c *checker) options(at string, options []*api.OptionBlockObject, most int) {
	c.count(at+" options", len(options), 1, most)
	values := map[string]bool{}
	for _, o := range options {
		c.text(at+" option", o.Text, maxOption, false)
		c.length(at+" option value", o.Value, 1, maxOptionValue)
		if values[o.Value] {
			c.fault("%s: option %q twice", at, o.Value)
		}
		values[o.Value] = true
	}
}
