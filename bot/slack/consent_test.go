package slack_test

import (
	"testing"

	"parallax/bot/slack"
	"parallax/checkins"
	"parallax/sandbox"
)

// The buttons of a consent reach the domain with who, what and where they were
// pressed. What the letter itself says is not said beside it.
func TestConsentButtons(t *testing.T) {
	b := newBench(t)
	p := parcel(checkins.KindConsent, ana, nil, "crm", "ana")
	c := checkins.Consenting{
		Letter: p.Letter.ID, Lead: "ana", Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}, Leads: 1,
		State: checkins.ConsentOpen, Zone: "Europe/Berlin",
	}
	p.Message = c
	at := b.send(t, p)
	press := func(from string, action string, given bool) {
		t.Helper()
		ack, err := b.Press(t.Context(), from, at.Channel, at.TS, action)
		must(t, ack, err)
		want := checkins.Assent{Initiative: "crm", Person: "ana", Given: given, Proof: checkins.Proof{Letter: p.Letter.ID, Receipt: at}}
		if h := b.desk.one(t, "consent"); h.from != user(from) || h.assent != want || h.delivery == "" {
			t.Errorf("%s: the desk heard %+v of %s, want %+v", action, h.assent, h.from, want)
		}
	}
	press(ana, slack.ActionAccept, true)
	press(ana, slack.ActionDecline, false)
	if said := b.seen(sandbox.SeenEphemeral); len(said) != 0 {
		t.Errorf("said beside the letter: %+v", said)
	}

	// Edited in place after the press, with the one button that is left.
	edit := p
	edit.Edit = at
	c.State, c.At = checkins.ConsentGiven, closes
	edit.Message = c
	b.send(t, edit)
	press(ana, slack.ActionDecline, false)
	if _, err := b.Press(t.Context(), ana, at.Channel, at.TS, slack.ActionAccept); err == nil {
		t.Error("what is accepted can be accepted again")
	}

	// What the domain answers is for who pressed.
	no := checkins.Help{Text: checkins.HelpNoLongerAsked}
	b.desk.set(no, nil)
	press(ana, slack.ActionDecline, false)
	said := b.seen(sandbox.SeenEphemeral)
	if len(said) != 1 || said[0].User != ana || said[0].Text != text(t, no) {
		t.Errorf("said %+v", said)
	}
}

// In a status the buttons prove no letter, and the answer says how it stands.
func TestConsentInAStatus(t *testing.T) {
	b := newBench(t)
	c := checkins.Consenting{
		Lead: "ana", Initiative: checkins.Named{ID: "crm", Name: "CRM migration"}, Leads: 2, State: checkins.ConsentGiven, Zone: "Europe/Berlin",
	}
	b.desk.set(checkins.Status{Card: checkins.Card{Initiative: c.Initiative, Zone: c.Zone}, Consent: &c}, nil)
	ack, err := b.Command(t.Context(), ana, crm, "status")
	must(t, ack, err)
	b.desk.one(t, "command")
	c.State, c.At = checkins.ConsentRefused, closes
	b.desk.set(c, nil)
	ack, err = b.Press(t.Context(), ana, crm, b.seen(sandbox.SeenEphemeral)[0].TS, slack.ActionDecline)
	must(t, ack, err)
	if h := b.desk.one(t, "consent"); h.assent != (checkins.Assent{Initiative: "crm", Person: "ana"}) {
		t.Errorf("the desk heard %+v", h.assent)
	}
	if said := b.seen(sandbox.SeenEphemeral); len(said) != 2 || said[1].Text != "CRM migration: you said no to being named on 6 March." {
		t.Errorf("said %+v", said)
	}
}
