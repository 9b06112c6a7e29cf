package teams_test

import (
	"errors"
	"testing"

	"parallax/bot"
	"parallax/bot/bottest"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// lose has a letter sent of which nobody knows whether it arrived.
func (w *tenant) lose(l checkins.Letter) checkins.LetterID {
	w.Helper()
	w.turn()
	w.courier.Queue(checkinstest.TakenUnheard)
	w.courier.Blind(errors.New("bots cannot read conversations in Teams"))
	l.Due = w.clock
	if err := w.mem.Post(w.Context(), checkinstest.Acme, l); err != nil {
		w.Fatal(err)
	}
	w.turn()
	if got := w.letter(l.ID); got.State != checkins.LetterUnknown {
		w.Fatalf("the letter is %s", got.State)
	}
	return l.ID
}

func (w *tenant) letter(id checkins.LetterID) checkins.Letter {
	w.Helper()
	ls, err := w.mem.Letters(w.Context(), checkinstest.Acme, id)
	if err != nil || len(ls) != 1 {
		w.Fatal(ls, err)
	}
	return ls[0]
}

// unproven wants a letter to be as unknown as before.
func (w *tenant) unproven(id checkins.LetterID) {
	w.Helper()
	if got := w.letter(id); got.State != checkins.LetterUnknown || !got.Receipt.IsZero() {
		w.Errorf("the letter is %s, at %+v", got.State, got.Receipt)
	}
}

// token is a button of a letter.
func token(act string, l checkins.LetterID) string {
	return bottest.Signer().Sign(bot.Claim{Act: act, Org: checkinstest.Acme, Letter: l})
}

// What is somebody's own only that person proves, and only in the personal chat.
func TestNobodyElseProves(t *testing.T) {
	w := newTenant(t)
	alert := w.alerted()
	for name, l := range map[string]checkins.Letter{
		"to a lead":     {ID: "px-lead", Lead: "ana", To: ana, Kind: checkins.KindNotice},
		"to an account": {ID: "px-account", To: ana, Kind: checkins.KindNotice},
	} {
		t.Run(name, func(t *testing.T) {
			l.About = checkins.About{
				Initiative: checkinstest.CRM, Rounds: alert.Letter.About.Rounds,
				Text: checkins.Says{What: "no_channel"}, Dimensions: alert.Letter.About.Dimensions,
			}
			id := w.lose(l)
			for _, act := range []string{teams.VerbAck, teams.VerbExplain} {
				w.must(w.execute(objectOf("ben"), false, "555", act, token(act, id), nil))
				w.must(w.execute(ana, true, "555", act, token(act, id), nil))
				w.turn()
				w.unproven(id)
			}
			w.must(w.execute(ana, false, "555", teams.VerbAck, token(teams.VerbAck, id), nil))
			if got := w.letter(id); got.Receipt != (checkins.Receipt{Channel: anasChat, TS: "555"}) {
				t.Errorf("her own press: it is at %+v", got.Receipt)
			}
		})
	}
}

// What was for a channel only a press in that channel proves.
func TestAPressElsewhereProvesNoChannel(t *testing.T) {
	w := newTenant(t)
	w.alerted()
	id := w.lose(checkins.Letter{ID: "px-gone", Kind: checkins.KindThread, To: crm, About: checkins.About{Initiative: checkinstest.CRM}})
	w.must(w.execute(ana, false, "888", teams.VerbAck, token(teams.VerbAck, id), nil))
	w.unproven(id)
	press := w.activity(ana, true, jsonObject{
		"type": "invoke", "name": "adaptiveCard/action", "replyToId": "888",
		"conversation": jsonObject{"id": "19:other@thread.tacv2", "conversationType": "channel", "tenantId": ownTenant},
		"value":        jsonObject{"action": jsonObject{"verb": teams.VerbAck, "data": jsonObject{"t": token(teams.VerbAck, id)}}},
	})
	w.must(press)
	w.unproven(id)
}

// A lost check-in never moves into the chat of somebody else who presses on it, where
// its lead's answers would be read.
func TestAnswersStayInTheirChat(t *testing.T) {
	w := newTenant(t)
	for range 6 {
		w.courier.Queue(checkinstest.TakenUnheard)
	}
	w.courier.Blind(errors.New("bots cannot read conversations in Teams"))
	w.at(checkinstest.Opens)
	rounds, err := w.mem.Rounds(t.Context(), checkinstest.Acme, roundOne())
	if err != nil {
		t.Fatal(err)
	}
	ask := rounds[0].Plans["ana"].Ask
	w.unproven(ask)
	stolen := bottest.Signer().Sign(bot.Claim{Act: teams.VerbHour, Org: checkinstest.Acme, Person: "ana", Letter: ask})
	w.must(w.execute(objectOf("ben"), false, "555", teams.VerbHour, stolen, nil))
	w.unproven(ask)
	part := checkins.Filled{Round: roundOne(), Ask: ask}
	for _, d := range rounds[0].Plans["ana"].Items {
		part.Marks = append(part.Marks, checkinstest.Own(d, 1))
	}
	if _, err := w.desk.Answer(t.Context(), checkinstest.Acme, checkins.Reply{Delivery: "a", From: ana, Person: "ana", Parts: []checkins.Filled{part}}); err != nil {
		t.Fatal(err)
	}
	w.turn()
	for _, p := range w.courier.Parcels() {
		if p.Letter.ID == ask && !p.Edit.IsZero() {
			t.Errorf("written into %s", p.Edit.Channel)
		}
	}
}

// A status and an explanation name letters that stand elsewhere; so does a check-in
// that was opened from a status, however often it is pressed on.
func TestWhatStandsElsewhereProvesNothing(t *testing.T) {
	w := newTenant(t)
	w.alerted()
	id := w.lose(checkins.Letter{ID: "px-gone", Kind: checkins.KindThread, To: crm, About: checkins.About{Initiative: checkinstest.CRM}})
	share := bottest.Signer().Sign(bot.Claim{Act: teams.VerbShare, Org: checkinstest.Acme, What: "explain", Initiative: checkinstest.CRM, Letter: id})
	w.must(w.execute(ana, true, "888", teams.VerbShare, share, nil))
	w.unproven(id)
}
