package bottest

import (
	"parallax/checkins"
	"parallax/scoring"
)

// briefs are what owners and sponsors read before a steering meeting.
func (w World) briefs() map[string]checkins.Message {
	apart, low := Said(scoring.FalseConsensus, scoring.Apart, 1), Said(scoring.Consensus, scoring.Aligned, 0)
	low.Level = scoring.Low
	low.Status = scoring.NotEnough // of an earlier check-in
	billing := checkins.Named{ID: "billing", Name: w.Billing}
	full := checkins.Brief{
		Day: "2026-03-09", More: 2,
		Decide: []checkins.ToDecide{{Initiative: w.Named(), Why: checkins.DecideAlert, Dimension: checkins.Value, Said: apart}},
		Parts: []checkins.BriefPart{
			{
				Initiative: w.Named(), Stage: checkins.Live, Melon: checkins.MelonSeen, Alike: 3,
				Outcome: checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30"},
				Differ:  []checkins.HistoryRow{{Question: w.Question(checkins.Value), Said: apart}},
				Low:     []checkins.HistoryRow{{Question: w.Question(checkins.Feasibility), Said: low, Date: "2026-02-24"}},
			},
			{Initiative: billing, Stage: checkins.Building, Alike: 2},
			{Initiative: checkins.Named{ID: "new", Name: w.CRM}, Unread: 6},
		},
	}
	full.First = &checkins.ComesFirst{Month: "2026-02-01", Label: scoring.OrderDivergent, Moved: []checkins.Move{{Initiative: w.Named(), Higher: scoring.IT}}}
	plain := full
	plain.Plain, plain.More = true, 0
	instead := plain
	instead.Unfiled = checkins.UnfiledScope
	return map[string]checkins.Message{
		"brief_instead": instead, "brief_file": checkins.BriefFile{Letter: Letter, Brief: plain, Day: plain.Day},
		"brief_filed": checkins.BriefFiled{Letter: Letter, About: "crm", Day: plain.Day, Place: checkins.FilePlace{Link: "https://contoso-my.sharepoint.com/personal/ana/Documents/brief-crm-2026-03-09.txt", ID: "1150D938"}},
		"brief":       full, "brief_plain": plain, "brief_empty": checkins.Brief{Day: "2026-03-09", About: "new", Parts: full.Parts[2:]},
		"look_back": checkins.LookBack{
			From: "2025-12-08", To: "2026-03-09", More: 1,
			Parts: []checkins.BackPart{
				{Initiative: w.Named(), Of: 10, Unheard: [2]int{1, 3}, Flagged: []checkins.Flagged{
					{Question: w.Question(checkins.Value), Opened: "2026-01-13", Closed: "2026-02-24", Heeded: true},
					{Question: w.Question(checkins.Delivery), Opened: "2026-02-10", Heeded: true},
					{Question: w.Question(checkins.Feasibility), Opened: "2026-02-17"},
				}},
				{Initiative: billing, Of: 4, Unjudged: 1, Unsaid: 2, Wins: []checkins.WonLine{{Initiative: billing, What: checkins.WinSaid, Key: "1", Day: "2026-02-19", By: w.Ana, Text: w.Line}}}, {Initiative: checkins.Named{ID: "new", Name: w.CRM}},
			},
		},
	}
}
