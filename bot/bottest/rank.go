package bottest

import (
	"parallax/checkins"
	"parallax/scoring"
)

// ranks are what asks leads what comes first, and what comes of it.
func (w World) ranks() map[string]checkins.Message {
	ask := checkins.Rank{Letter: checkins.LetterIDOf(Org, checkins.KindRank, "ana"), Last: "2026-03-31"}
	saved := ask
	saved.Top = []string{w.CRM, w.Billing, "Job planner"}

	options := []checkins.Option{{Value: "billing", Name: w.Billing}, {Value: "crm", Name: w.CRM}, {Value: "planner", Name: "Job planner"}}
	field := func(key string, value ...string) checkins.Field {
		return checkins.Field{Key: key, Kind: checkins.FieldSelect, Options: options, Value: value}
	}
	dialog := checkins.Dialog{
		What: checkins.DialogRank, Letter: ask.Letter, Opened: true,
		Remarks: []checkins.Remark{{Key: "hidden"}, {Key: "until", Dates: []checkins.Date{"2026-03-31"}}},
		Fields:  []checkins.Field{field("first"), field("second"), field("third")},
	}
	changed := dialog
	changed.Remarks = append(changed.Remarks[:2:2], checkins.Remark{Key: "back"})
	changed.Fields = []checkins.Field{field("first", "crm"), field("second", "planner"), field("third", "billing")}
	for n := range changed.Fields {
		changed.Fields[n].Optional = true
	}
	twice := dialog
	twice.Opened = false
	twice.Fields = []checkins.Field{field("first", "crm"), field("second", "crm"), field("third")}
	twice.Fields[1].Wrong, twice.Fields[2].Wrong = "twice", "empty"

	kept := w.mine(checkins.Person{ID: "ana", Name: w.Ana, Zone: "Europe/Berlin"})
	kept.Ranked = []checkins.MineRank{{Month: "2026-03-01", Top: saved.Top}}
	of := func(label scoring.PriorityLabel, moved ...checkins.Move) checkins.Portfolio {
		p := w.Portfolio(3)
		p.First = &checkins.ComesFirst{Month: "2026-02-01", Label: label, Moved: moved}
		p.Rank = &checkins.Rank{Last: "2026-03-31"}
		return p
	}
	touching := func(total int) checkins.Portfolio {
		p := w.Portfolio(total)
		for g := range p.Groups {
			for n := range p.Groups[g].Rows {
				r := &p.Groups[g].Rows[n]
				r.Effort = checkins.Efforts[n%len(checkins.Efforts)]
				r.Touches = [2]checkins.Touches{{Systems: []string{"SAP", "Web shop"}, Projects: []string{"Phoenix"}}, {Systems: []string{"SAP"}}}[n%2]
			}
		}
		p.Tags = []string{"SAP", "Phoenix", "Web shop"}
		return p
	}
	touched, many := touching(3), touching(60)
	touched.Filter, touched.Touches = checkins.TagFilter("SAP"), "SAP"
	touched.Decide[1] = checkins.ToDecide{Initiative: checkins.Named{ID: "billing", Name: w.Billing}, Why: checkins.DecideEffort}
	many.Tags = append(many.Tags, "Archive", "Billing", "Call centre", "Data hub", "ERP", "Fax", "Grid")
	billing := checkins.Named{ID: "billing", Name: w.Billing}
	exact := of(scoring.OrderDivergent,
		checkins.Move{Initiative: w.Named(), At: [2]int{1, 4}}, checkins.Move{Initiative: billing, Higher: scoring.Biz, At: [2]int{5, 2}},
		checkins.Move{Initiative: checkins.Named{ID: "a", Name: "A"}, At: [2]int{2, 4}}, checkins.Move{Initiative: checkins.Named{ID: "b", Name: "B"}, At: [2]int{2, 4}})
	words := of(scoring.OrderPartly, checkins.Move{Initiative: w.Named()}, checkins.Move{Initiative: billing, Higher: scoring.Biz})
	words.Rank.Top = saved.Top
	return map[string]checkins.Message{
		"brief_first":     checkins.Brief{Day: "2026-03-09", First: exact.First},
		"portfolio_touch": touched, "portfolio_touch_many": many,
		"mine_rank": kept,
		"rank":      ask, "rank_saved": saved, "dialog_rank": dialog, "dialog_rank_twice": twice, "dialog_rank_change": changed,
		"done_rank":      checkins.Done{What: checkins.DoneRank, Until: "2026-03-31"},
		"done_rank_off":  checkins.Done{What: checkins.DoneRankOff},
		"help_no_rank":   checkins.Help{Text: checkins.HelpNoRanking},
		"portfolio_rank": exact, "portfolio_rank_words": words, "portfolio_rank_alike": of(scoring.OrderAligned), "portfolio_rank_none": of(scoring.OrderNone),
		"portfolio_rank_it": of(scoring.OrderNoneIT), "portfolio_rank_biz": of(scoring.OrderNoneBiz),
	}
}
