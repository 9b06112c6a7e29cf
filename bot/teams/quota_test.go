package teams_test

import (
	"testing"
	"time"

	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
)

// Who asks without end is told once to wait, and what is answered in a check-in is
// stored all the same.
func TestQuota(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	h, err := teams.NewHandler(teams.Config{
		Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: w.mem, Now: func() time.Time { return w.clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.handler = h
	for range 30 {
		w.must(w.activity(ana, false, jsonObject{"text": "status"}))
	}
	w.turn()
	var answered, slowed int
	for _, s := range w.shown(checkins.KindReply, ana) {
		switch m := s.Message.(type) {
		case checkins.Status:
			answered++
		case checkins.Help:
			if m.Text == checkins.HelpTooFast {
				slowed++
			}
		}
	}
	if answered != 20 || slowed != 1 {
		t.Errorf("%d answers and %d times told to wait, want 20 and 1", answered, slowed)
	}
	tokens := w.buttons(ask.Message)
	if got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbHour, tokens[teams.VerbHour], nil)); got.word() != sentence(checkins.HelpTooFast) {
		t.Errorf("a press too many: %s %s", got.Type, got.Value)
	}
	w.must(w.submit(ana, false, ask.Receipt.TS, teams.VerbHour, tokens[teams.VerbHour], nil))
	w.turn()
	if n := len(w.shown(checkins.KindReply, ana)); n != 21 {
		t.Errorf("%d replies, want none for what was said before", n)
	}
	if got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, tokens[teams.VerbSubmit], w.inputs("4"))); !got.card() || len(w.stored()) == 0 {
		t.Errorf("an answer is turned away: %s %s", got.Type, got.Value)
	}
	// Others are not concerned.
	if got := w.must(w.execute(objectOf("ben"), false, ask.Receipt.TS, teams.VerbHour, tokens[teams.VerbHour], nil)); got.word() != sentence(checkins.HelpNotYours) {
		t.Errorf("Ben: %s %s", got.Type, got.Value)
	}
}
