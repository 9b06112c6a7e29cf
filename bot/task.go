package bot

import (
	"slices"

	"parallax/checkins"
)

// homeTasks lists what waits besides check-ins, and below it what opens each, in the same
// order.
func (w Words) homeTasks(p *Page, h checkins.Home) {
	if len(h.Tasks) == 0 {
		return
	}
	var lines []Text
	var row []Button
	for _, t := range h.Tasks {
		lines = append(lines, w.task(t))
		label := w.say("home.do."+string(t.What), with{"Name": NameOf(t.Initiative)})
		row = append(row, Button{Act: ActDo, Label: label, Claim: DeedClaim(t.Deed, t.Initiative.ID, t.Letter, t.Subject)})
	}
	p.Add(Rule{}, Part{w.say("home.tasks")}, List{lines}, Buttons{row})
	if h.Later > 0 {
		p.Add(Small{[]Text{w.many("home.tasks.more", h.Later)}})
	}
}

// task is one of them.
func (w Words) task(t checkins.Task) Text {
	said := with{"Name": NameOf(t.Initiative), "Day": w.Weekday(t.Day)}
	switch t.What {
	case checkins.TaskWhy, checkins.TaskOutcome, checkins.TaskRank:
		return w.say("home.task."+string(t.What), said)
	}
	return w.many("home.task."+string(t.What), t.N, said)
}

// homeExplains are the ways from open alerts to what is behind them: one an initiative,
// for its explanation holds all of its alerts. None where the reader may not have it.
func (w Words) homeExplains(alerts []checkins.HomeAlert) []Button {
	var row []Button
	var seen []checkins.InitiativeID
	for _, a := range alerts {
		if i := a.Initiative; a.Reads && !slices.Contains(seen, i.ID) {
			seen = append(seen, i.ID)
			row = append(row, Button{Act: ActChoose, Label: w.say("home.explain", with{"Name": NameOf(i)}), Claim: Claim{What: string(checkins.VerbExplain), Initiative: i.ID}})
		}
	}
	return row
}
