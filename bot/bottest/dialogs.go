package bottest

import (
	"fmt"
	"slices"

	"parallax/checkins"
)

// dialogs are the forms besides the check-in.
func (w World) dialogs() map[string]checkins.Message {
	away := checkins.Dialog{
		What: checkins.DialogAway, Opened: true, Remarks: []checkins.Remark{{Key: "delegate"}},
		Fields: []checkins.Field{
			{Key: "from", Kind: checkins.FieldDate, Value: []string{"2026-03-03"}}, {Key: "to", Kind: checkins.FieldDate},
			{Key: "delegate", Kind: checkins.FieldPerson, Optional: true, Options: []checkins.Option{{Value: "teams:t/p", Name: w.Ana}}},
		},
	}
	before := away
	before.Opened, before.Fields = false, slices.Clone(away.Fields)
	before.Fields[1].Value, before.Fields[1].Wrong = []string{"2026-03-01"}, "before"
	return map[string]checkins.Message{"dialog_away": away, "dialog_away_wrong": before}
}

// Everything is a dialog with every kind of field, all of them filled in, in the
// second of three steps; many says how many choices a long menu has. Its words are
// their keys, so no person meets it.
func (w World) Everything(many int) checkins.Dialog {
	var people []checkins.Option
	for n := range many {
		people = append(people, checkins.Option{Value: fmt.Sprintf("person-%d", n), Name: fmt.Sprintf("%s %d", w.Ana, n)})
	}
	few := people[:min(3, len(people))]
	return checkins.Dialog{
		What: "trial", Step: "two", Number: 2, Of: 3, Back: true, Initiative: w.Named(), Letter: Letter, Subject: "subject",
		Asked:   checkins.Account{Platform: checkins.Slack, Team: "T0001", ID: "C0001"},
		Remarks: []checkins.Remark{{Key: "hello", Names: map[string]string{"name": w.Ana}}},
		Fields: []checkins.Field{
			{Key: "name", Kind: checkins.FieldText, Value: []string{w.CRM}, Max: 80},
			{Key: "why", Kind: checkins.FieldLines, Value: []string{w.Why + "\n" + w.Line}, Wrong: "missing"},
			{Key: "stage", Kind: checkins.FieldChoice, Options: few, Value: []string{"person-1"}},
			{Key: "priority", Kind: checkins.FieldSelect, Options: people, Value: []string{"person-2"}, Optional: true},
			{Key: "days", Kind: checkins.FieldSome, Options: few, Value: []string{"person-0", "person-2"}},
			{Key: "owner", Kind: checkins.FieldPerson, Value: []string{"slack:T0001/U0001", "teams:t/22222222-2222-2222-2222-222222222222"}},
			{Key: "leads", Kind: checkins.FieldPeople, Options: people, Value: []string{"slack:T0001/U0001", "teams:t/22222222-2222-2222-2222-222222222222", "person-2"}},
			{Key: "channel", Kind: checkins.FieldChannel, Optional: true},
			{Key: "by", Kind: checkins.FieldDate, Value: []string{"2026-06-30"}, Wrong: "past"},
			{Key: "at", Kind: checkins.FieldTime, Value: []string{"10:00"}},
			{Key: "release", Kind: checkins.FieldTick, Value: []string{"1"}},
		},
	}
}
