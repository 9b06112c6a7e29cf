package slack

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	api "github.com/slack-go/slack"

	"parallax/bot/bottest"
)

func text(n int) *api.TextBlockObject {
	return api.NewTextBlockObject(api.PlainTextType, strings.Repeat("a", n), false, false)
}

func many[T any](n int, make func(i int) T) []T {
	var out []T
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func buttons(n int) []api.BlockElement {
	return many(n, func(i int) api.BlockElement { return api.NewButtonBlockElement("b:"+strconv.Itoa(i), "v", text(1)) })
}

func radios(n int) *api.RadioButtonsBlockElement {
	return api.NewRadioButtonsBlockElement("r", many(n, func(i int) *api.OptionBlockObject { return api.NewOptionBlockObject(strconv.Itoa(i), text(1), nil) })...)
}

func input(id string, e api.BlockElement) *api.InputBlock {
	return api.NewInputBlock(id, text(1), nil, e)
}

// Each limit: what is just within passes, one more is refused.
func TestCheckLimits(t *testing.T) {
	longID := strings.Repeat("i", maxID)
	chart := func(title string, points int) api.Block {
		ticks := many(points, func(i int) string { return "t" + strconv.Itoa(i) })
		ps := many(points, func(i int) api.DataVisualizationDataPoint { return api.NewDataVisualizationDataPoint(ticks[i], 1) })
		return api.NewDataVisualizationBlock(title, api.NewDataVisualizationLineChart(api.NewDataVisualizationAxisConfig(ticks...), api.NewDataVisualizationDataSeries("IT", ps...)))
	}
	type pair struct {
		name      string
		good, bad func() []api.Block
	}
	one := func(b api.Block) func() []api.Block { return func() []api.Block { return []api.Block{b} } }
	divider := func(int) api.Block { return api.NewDividerBlock() }
	tests := []pair{
		{"blocks", func() []api.Block { return many(50, divider) }, func() []api.Block { return many(51, divider) }},
		{"no blocks", one(api.NewDividerBlock()), func() []api.Block { return nil }},
		{"header", one(api.NewHeaderBlock(text(150))), one(api.NewHeaderBlock(text(151)))},
		{"header markup", one(api.NewHeaderBlock(text(1))), one(api.NewHeaderBlock(markup("a")))},
		{"section", one(api.NewSectionBlock(text(3000), nil, nil)), one(api.NewSectionBlock(text(3001), nil, nil))},
		{"section empty", one(api.NewSectionBlock(text(1), nil, nil)), one(api.NewSectionBlock(text(0), nil, nil))},
		{"utf-16", one(api.NewHeaderBlock(api.NewTextBlockObject("plain_text", strings.Repeat("😀", 75), false, false))), one(api.NewHeaderBlock(api.NewTextBlockObject("plain_text", strings.Repeat("😀", 76), false, false)))},
		{"context", one(api.NewContextBlock("", many(10, func(int) api.MixedElement { return text(1) })...)), one(api.NewContextBlock("", many(11, func(int) api.MixedElement { return text(1) })...))},
		{"actions", one(api.NewActionBlock("", buttons(25)...)), one(api.NewActionBlock("", buttons(26)...))},
		{"actions empty", one(api.NewActionBlock("", buttons(1)...)), one(api.NewActionBlock(""))},
		{"action ids", one(api.NewActionBlock("", buttons(2)...)), one(api.NewActionBlock("", append(buttons(1), buttons(1)...)...))},
		{"button text", one(api.NewActionBlock("", api.NewButtonBlockElement("b", "", text(75)))), one(api.NewActionBlock("", api.NewButtonBlockElement("b", "", text(76))))},
		{"button value", one(api.NewActionBlock("", api.NewButtonBlockElement("b", strings.Repeat("v", 2000), text(1)))), one(api.NewActionBlock("", api.NewButtonBlockElement("b", strings.Repeat("v", 2001), text(1))))},
		{"action id", one(api.NewActionBlock("", api.NewButtonBlockElement(longID, "", text(1)))), one(api.NewActionBlock("", api.NewButtonBlockElement(longID+"i", "", text(1))))},
		{"block id", one(api.NewActionBlock(longID, buttons(1)...)), one(api.NewActionBlock(longID+"i", buttons(1)...))},
		{"block id twice", func() []api.Block {
			return []api.Block{api.NewActionBlock("a", buttons(1)...), api.NewActionBlock("b", buttons(1)...)}
		}, func() []api.Block {
			return []api.Block{api.NewActionBlock("a", buttons(1)...), api.NewActionBlock("a", buttons(1)...)}
		}},
		{"input in a message", one(api.NewDividerBlock()), one(input("i", radios(2)))},
		{"chart title", one(chart(strings.Repeat("t", 50), 2)), one(chart(strings.Repeat("t", 51), 2))},
		{"chart points", one(chart("t", 20)), one(chart("t", 21))},
		{"unknown block", one(api.NewDividerBlock()), one(api.NewImageBlock("https://example.com/a.png", "a", "", nil))},
	}
	for _, tt := range tests {
		if err := Check(Payload{Text: "t", Blocks: tt.good()}); err != nil {
			t.Errorf("%s: refused what is within: %v", tt.name, err)
		}
		if err := Check(Payload{Text: "t", Blocks: tt.bad()}); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: let through, %v", tt.name, err)
		}
	}
	for n, ok := range map[int]bool{0: false, 1: true, 4000: true, 4001: false} {
		if err := Check(Payload{Text: strings.Repeat("t", n), Blocks: many(1, divider)}); (err == nil) != ok {
			t.Errorf("a text of %d: %v", n, err)
		}
	}
}

func TestCheckView(t *testing.T) {
	good := func() api.ModalViewRequest {
		return api.ModalViewRequest{Type: api.VTModal, Title: text(24), Close: text(24), Submit: text(24), CallbackID: "c", PrivateMetadata: strings.Repeat("m", 3000), Blocks: api.Blocks{BlockSet: []api.Block{input("i", radios(10))}}}
	}
	if err := CheckView(good()); err != nil {
		t.Fatal(err)
	}
	line := api.NewPlainTextInputBlockElement(nil, "l")
	line.MaxLength, line.InitialValue = 500, strings.Repeat("a", 501)
	for name, spoil := range map[string]func(*api.ModalViewRequest){
		"title":     func(v *api.ModalViewRequest) { v.Title = text(25) },
		"no title":  func(v *api.ModalViewRequest) { v.Title = nil },
		"close":     func(v *api.ModalViewRequest) { v.Close = text(25) },
		"submit":    func(v *api.ModalViewRequest) { v.Submit = text(25) },
		"no submit": func(v *api.ModalViewRequest) { v.Submit = nil },
		"metadata":  func(v *api.ModalViewRequest) { v.PrivateMetadata += "m" },
		"type":      func(v *api.ModalViewRequest) { v.Type = "home" },
		"blocks": func(v *api.ModalViewRequest) {
			v.Blocks.BlockSet = many(101, func(int) api.Block { return api.NewDividerBlock() })
		},
		"options": func(v *api.ModalViewRequest) { v.Blocks.BlockSet = []api.Block{input("i", radios(11))} },
		"label": func(v *api.ModalViewRequest) {
			v.Blocks.BlockSet = []api.Block{api.NewInputBlock("i", text(2001), nil, radios(2))}
		},
		"hint": func(v *api.ModalViewRequest) {
			v.Blocks.BlockSet = []api.Block{api.NewInputBlock("i", text(1), text(2001), radios(2))}
		},
		"initial": func(v *api.ModalViewRequest) { v.Blocks.BlockSet = []api.Block{input("i", line)} },
		"option value": func(v *api.ModalViewRequest) {
			r := radios(2)
			r.Options[0].Value = r.Options[1].Value
			v.Blocks.BlockSet = []api.Block{input("i", r)}
		},
		"size": func(v *api.ModalViewRequest) {
			v.Blocks.BlockSet = many(99, func(i int) api.Block { return api.NewSectionBlock(text(3000), nil, nil) })
		},
	} {
		v := good()
		spoil(&v)
		if err := CheckView(v); !errors.Is(err, ErrLimit) {
			t.Errorf("%s: let through, %v", name, err)
		}
	}
}

func TestUnknownMessage(t *testing.T) {
	if _, err := renderer(t).Message(bottest.Org, nil); !errors.Is(err, ErrUnknownMessage) {
		t.Errorf("rendered nothing: %v", err)
	}
}
