package teams_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot"
	"parallax/bot/teams"
	"parallax/checkins"
)

// forgetful stores, and can't read again what it stored.
type forgetful struct{ *checkins.Desk }

func (forgetful) Reread(context.Context, checkins.Account, checkins.LetterID) (checkins.Message, error) {
	return nil, errAway
}

// Of what was saved nobody is told that it was not.
func TestSavedAndNotReread(t *testing.T) {
	w := newTenant(t)
	ask := w.asked()
	w.over(forgetful{w.desk})
	got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, w.buttons(ask.Message)[teams.VerbSubmit], w.inputs("4")))
	if got.word() != "Done." || len(w.stored()) != len(w.inputs("4")) {
		t.Errorf("stored %v, and said %s %s", w.stored(), got.Type, got.Value)
	}
}

// stuck is one whose store answers nothing at all.
type stuck struct{ *checkins.Desk }

func (stuck) Answer(ctx context.Context, _ checkins.OrgID, _ checkins.Reply) ([]checkins.Recorded, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (stuck) Form(ctx context.Context, _ checkins.Account, _ checkins.LetterID, _ checkins.Proof) (checkins.Message, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Who presses hears in time that it was not saved, although the client would wait
// longer.
func TestALatePress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTenant(t)
		ask := w.asked()
		w.over(stuck{w.desk})
		began := time.Now()
		got := w.must(w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, w.buttons(ask.Message)[teams.VerbSubmit], w.inputs("4")))
		if took := time.Since(began); took > 2800*time.Millisecond {
			t.Errorf("answered after %s", took)
		}
		if got.Status != 500 || !strings.Contains(string(got.Value), bot.English.SayNotSaved().Plain()) {
			t.Errorf("said %s %s", got.Type, got.Value)
		}
	})
}
