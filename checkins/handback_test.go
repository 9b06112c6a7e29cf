package checkins_test

import (
	"slices"
	"testing"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// gives has may, the owner, hand the initiative over, and returns her letter about it.
func (w *world) gives(to string) checkins.LetterID {
	w.t.Helper()
	if m := w.commands("may", checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: to}); !said(checkins.DoneHandedOver, m) {
		w.t.Fatalf("may gives it: %+v", m)
	}
	w.turn()
	letters := w.to(checkins.KindNotice, "may")
	if len(letters) == 0 {
		w.t.Fatal("may has no letter about it")
	}
	return letters[len(letters)-1].Letter.ID
}

// reads is the last notice that somebody has, as it stands.
func (w *world) reads(p checkins.PersonID) checkins.Notice {
	w.t.Helper()
	all := w.to(checkins.KindNotice, p)
	if len(all) == 0 {
		return checkins.Notice{}
	}
	return all[len(all)-1].Message.(checkins.Notice)
}

func (w *world) owner() checkins.PersonID { return w.initiative().Owner }

// Who gives an initiative away can take it back for a day: both learn what changed.
func TestHandBack(t *testing.T) {
	w := agreeing(t, 2)
	letter := w.gives("ana")
	if n := w.reads("may"); n.Owner != "Ana Ruiz" || !n.Until.Equal(berlin(1, 11)) {
		t.Errorf("may reads %+v", n)
	}
	if n := w.reads("ana"); w.owner() != "ana" || n.By != "May Owens" || n.Over {
		t.Errorf("ana reads %+v", n)
	}
	for _, p := range []checkins.PersonID{"ana", "ben"} {
		if m := w.about(p, checkins.DeedHandBack, "", letter); !refused(checkins.HelpNotYours, m) {
			t.Errorf("%s takes it back: %+v", p, m)
		}
	}
	for range 2 { // pressed twice
		m := w.about("may", checkins.DeedHandBack, "", letter)
		if d, _ := m.(checkins.Done); d.What != checkins.DoneHandedBack || d.Owner != "Ana Ruiz" || w.owner() != "may" {
			t.Fatalf("may takes it back: %+v", m)
		}
	}
	if n := w.reads("may"); !n.Over || !n.Until.IsZero() {
		t.Errorf("may still reads %+v", n)
	}
	all := w.to(checkins.KindNotice, "ana")
	if len(all) != 2 {
		t.Fatalf("ana hears %d things", len(all))
	}
	for _, s := range all {
		if n := s.Message.(checkins.Notice); !n.Over || n.By != "May Owens" {
			t.Errorf("ana reads %+v", n)
		}
	}
	// Given again, it is the new letter that counts.
	again := w.gives("ben")
	if m := w.about("may", checkins.DeedHandBack, "", letter); !refused(checkins.HelpHandedOn, m) || w.owner() != "ben" {
		t.Errorf("by the old letter: %+v", m)
	}
	if m := w.about("may", checkins.DeedHandBack, "", again); !said(checkins.DoneHandedBack, m) || w.owner() != "may" {
		t.Errorf("by the new letter: %+v", m)
	}
}

// After a day, and when it has gone on to somebody else, it stays where it is.
func TestHandBackIsOver(t *testing.T) {
	for name, tc := range map[string]struct {
		meanwhile func(*world)
		owner     checkins.PersonID
		named     string
	}{
		"after a day": {func(w *world) { w.until(berlin(1, 11)) }, "ana", "Ana Ruiz"},
		"handed on": {func(w *world) {
			if m := w.commands("ana", checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: "ben"}); !said(checkins.DoneHandedOver, m) {
				w.t.Fatal(m)
			}
		}, "ben", ""},
		"handed on and back": {func(w *world) {
			for _, x := range [][2]string{{"ana", "ben"}, {"ben", "ana"}} {
				if m := w.commands(checkins.PersonID(x[0]), checkins.Command{Verb: checkins.VerbHandover, Name: "crm", To: x[1]}); !said(checkins.DoneHandedOver, m) {
					w.t.Fatal(m)
				}
			}
		}, "ana", "Ana Ruiz"},
	} {
		t.Run(name, func(t *testing.T) {
			w := agreeing(t, 2)
			letter := w.gives("ana")
			tc.meanwhile(w)
			m := w.about("may", checkins.DeedHandBack, "", letter)
			if h, _ := m.(checkins.Help); h.Text != checkins.HelpHandedOn || h.Owner != tc.named || w.owner() != tc.owner {
				t.Errorf("%+v, and %s owns it", m, w.owner())
			}
		})
	}
}

// Who was not told yet that they own it hears nothing of it at all.
func TestHandBackBeforeAnybodyHeard(t *testing.T) {
	w := agreeing(t, 2)
	w.until(berlin(0, 22)) // ana has left for the day
	letter := w.gives("ana")
	m := w.about("may", checkins.DeedHandBack, "", letter)
	if d, _ := m.(checkins.Done); d.What != checkins.DoneHandedBack || d.Owner != "" {
		t.Errorf("may takes it back: %+v", m)
	}
	w.until(berlin(1, 12))
	if all := w.to(checkins.KindNotice, "ana"); len(all) > 0 || w.owner() != "may" {
		t.Errorf("ana hears %+v", all)
	}
}

// With who got it and was forgotten the letter goes that names them: nothing is left to take
// back with.
func TestHandBackFromNobody(t *testing.T) {
	w := agreeing(t, 2)
	letter := w.gives("ana")
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "ana"); err != nil {
		t.Fatal(err)
	}
	if m := w.about("may", checkins.DeedHandBack, "", letter); !refused(checkins.HelpOldButton, m) || w.owner() != "" {
		t.Errorf("%+v, and %q owns it", m, w.owner())
	}
}

// Who is being told while it is taken back hears that it was, too.
func TestHandBackWhileItIsBeingTold(t *testing.T) {
	w := agreeing(t, 2)
	w.until(berlin(0, 22)) // ana has left for the day
	letter := w.gives("ana")
	told := checkins.LetterID(w.letter(letter).About.Text.Detail)
	w.clock = berlin(1, 9)
	claimed, err := w.mem.Claim(w.ctx, checkinstest.Acme, w.clock, 100)
	if err != nil || !slices.ContainsFunc(claimed, func(l checkins.Letter) bool { return l.ID == told }) {
		t.Fatalf("%+v %v", claimed, err)
	}
	if m := w.about("may", checkins.DeedHandBack, "", letter); !said(checkins.DoneHandedBack, m) || w.owner() != "may" {
		t.Fatalf("may takes it back: %+v", m)
	}
	w.until(berlin(1, 12))
	if all := w.to(checkins.KindNotice, "ana"); len(all) != 1 {
		t.Errorf("ana hears %+v", all)
	}
}
