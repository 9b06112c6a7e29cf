package teams_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// frozen is a store that freezes after so many calls: then each ends in an error after
// the two seconds that a call takes at most, or with its context.
type frozen struct {
	*checkinstest.Memory
	after atomic.Int64
}

var errFrozen = errors.New("no answer")

func (f *frozen) wait(ctx context.Context) error {
	if f.after.Add(-1) >= 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(2 * time.Second):
		return errFrozen
	}
}

func (f *frozen) Who(ctx context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error) {
	if err := f.wait(ctx); err != nil {
		return "", "", err
	}
	return f.Memory.Who(ctx, a)
}

func (f *frozen) Org(ctx context.Context, o checkins.OrgID) (checkins.Org, error) {
	if err := f.wait(ctx); err != nil {
		return checkins.Org{}, err
	}
	return f.Memory.Org(ctx, o)
}

func (f *frozen) People(ctx context.Context, o checkins.OrgID, ids ...checkins.PersonID) ([]checkins.Person, error) {
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	return f.Memory.People(ctx, o, ids...)
}

func (f *frozen) Rounds(ctx context.Context, o checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error) {
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	return f.Memory.Rounds(ctx, o, ids...)
}

func (f *frozen) Letters(ctx context.Context, o checkins.OrgID, ids ...checkins.LetterID) ([]checkins.Letter, error) {
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	return f.Memory.Letters(ctx, o, ids...)
}

func (f *frozen) Record(ctx context.Context, o checkins.OrgID, r checkins.Reply, now time.Time) ([]checkins.Recorded, error) {
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	return f.Memory.Record(ctx, o, r, now)
}

func (f *frozen) Refer(ctx context.Context, r checkins.Reference) error {
	if err := f.wait(ctx); err != nil {
		return err
	}
	return f.Memory.Refer(ctx, r)
}

// B12 in Teams: the store freezes somewhere in a press. The answer comes in time, and
// says that nothing was saved unless the form says that it was.
func TestB12FrozenStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTenant(t)
		ask := w.asked()
		token := w.buttons(ask.Message)[teams.VerbSubmit]
		cold := &frozen{Memory: w.mem}
		w.desk.Directory, w.desk.Roster, w.desk.Ledger, w.desk.Shelf = cold, cold, cold, cold
		h, err := teams.NewHandler(teams.Config{
			Desk: w.desk, Renderer: teams.Renderer{Signer: bottest.Signer()}, References: referring{w.mem, cold}, Resume: func(context.Context, string) {},
		})
		if err != nil {
			t.Fatal(err)
		}
		w.handler = h
		worst, saved := time.Duration(0), 0
		for calls := range int64(12) {
			cold.after.Store(calls)
			value := fmt.Sprint(calls%5 + 1)
			press := w.execute(ana, false, ask.Receipt.TS, teams.VerbSubmit, token, w.inputs(value))
			began := time.Now()
			got, err := w.handle(press)
			took := time.Since(began)
			worst = max(worst, took)
			if err != nil || took > 2800*time.Millisecond {
				t.Errorf("frozen after %d calls: answered after %s, want under 2.8 s: %v", calls, took, err)
			}
			text := string(got.Value)
			switch said := got.word() == "Done." || got.card() && strings.Contains(text, "Saved"); {
			case said:
				saved++
				for d, v := range w.stored() {
					if fmt.Sprint(v) != value {
						t.Errorf("frozen after %d calls: it was said to be saved, and of %s %d is stored, want %s", calls, d, v, value)
					}
				}
			case !strings.Contains(text, bot.English.SayNotSaved().Plain()) && !strings.Contains(text, sentence(checkins.HelpNotSaved)):
				t.Errorf("frozen after %d calls: answered with %d %s %s", calls, got.Status, got.Type, got.Value)
			}
		}
		t.Logf("slowest answer %s, %d of 12 presses saved", worst, saved)
		if saved == 0 || saved == 12 {
			t.Errorf("%d of 12 presses were saved, want some", saved)
		}
	})
}

// referring keeps references in a store that freezes.
type referring struct {
	teams.References
	cold *frozen
}

func (r referring) Refer(ctx context.Context, x checkins.Reference) error {
	return r.cold.Refer(ctx, x)
}
