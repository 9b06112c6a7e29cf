package checkinstest

import (
	"fmt"

	"parallax/checkins"
)

// wrote records a line of ana and reports whether that was a change.
func (b *bench) wrote(r checkins.Round, delivery string, l *checkins.Line) bool {
	b.Helper()
	reply := Reply(delivery, r, "ana")
	reply.Parts[0].Line = l
	return b.says(reply, during, checkins.Saved)[0].Changed
}

// changed wants the answer to be a change, or not.
func (b *bench) changed(got, want bool) {
	b.Helper()
	if got != want {
		b.Fatalf("changed is %v, want %v", got, want)
	}
}

var valuePromises = []promise{
	{"can't say is an answer", func(b *bench) {
		r := b.begin(b.initiative(), First)
		said := b.says(Reply("d1", r, "ana", Own(checkins.Value, 0)), during, checkins.Saved)
		b.changed(said[0].Changed, true)
		b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, SaidOwn: true}})
		said = b.says(Reply("d2", r, "ana", Own(checkins.Value, 0)), during, checkins.Saved)
		b.changed(said[0].Changed, false)
		b.says(Reply("d3", r, "ana", Own(checkins.Value, 5)), during, checkins.Saved)
		said = b.says(Reply("d4", r, "ana", Own(checkins.Value, 0)), during, checkins.Saved)
		b.changed(said[0].Changed, true)
		b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, SaidOwn: true}})
	}},
	{"a rating and a guess are replaced one by one", func(b *bench) {
		r := b.begin(b.initiative(), First)
		want := checkins.Answer{Person: "ana", Dimension: checkins.Value}
		for n, k := range []checkins.Mark{
			Guess(checkins.Value, 2), Own(checkins.Value, 5), Guess(checkins.Value, 0), Own(checkins.Value, 1), Guess(checkins.Value, 4),
		} {
			said := b.says(Reply(fmt.Sprint("d", n), r, "ana", k), during, checkins.Saved)
			b.changed(said[0].Changed, true)
			if k.Guess {
				want.Guess, want.SaidGuess = k.Value, true
			} else {
				want.Own, want.SaidOwn = k.Value, true
			}
			b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{want})
		}
	}},
	{"one new value among old ones is a change", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 5), Own(checkins.Delivery, 2)), during, checkins.Saved)
		said := b.says(Reply("d2", r, "ana", Own(checkins.Value, 5), Own(checkins.Delivery, 3)), during, checkins.Saved)
		b.changed(said[0].Changed, true)
		said = b.says(Reply("d3", r, "ana", Own(checkins.Delivery, 3)), during, checkins.Saved)
		b.changed(said[0].Changed, false)
	}},
	{"answers are listed by person, then dimension", func(b *bench) {
		r := b.begin(b.initiative(), First)
		var want []checkins.Answer
		for n, p := range []checkins.PersonID{"it2", "ben", "ana"} {
			b.says(Reply(fmt.Sprint("d", n), r, p, Own(checkins.Value, 1+n), Own(checkins.Delivery, 2+n)), during, checkins.Saved)
			want = append([]checkins.Answer{
				{Person: p, Dimension: checkins.Delivery, Own: 2 + n, SaidOwn: true},
				{Person: p, Dimension: checkins.Value, Own: 1 + n, SaidOwn: true},
			}, want...)
		}
		b.same("kept", b.kept(r.ID).Answers, want)
	}},
	{"the answers of one person are theirs alone", func(b *bench) {
		r := b.begin(b.initiative(), First)
		for n, p := range []checkins.PersonID{"it1", "ana"} {
			reply := Reply(fmt.Sprint("d", n), r, p, Own(checkins.Value, 1+n))
			reply.Parts[0].Line = &checkins.Line{Text: "From " + string(p)}
			b.says(reply, during, checkins.Saved)
		}
		for p, want := range map[checkins.PersonID]checkins.Kept{
			"it1": {
				Answers: []checkins.Answer{{Person: "it1", Dimension: checkins.Value, Own: 1, SaidOwn: true}},
				Lines:   []checkins.Line{{Person: "it1", Text: "From it1"}},
			},
			"it": {}, "ben": {},
		} {
			k, err := b.Answers(b.ctx, b.org, r.ID, p)
			b.must(err)
			b.same("kept of "+string(p), k, want)
		}
		b.same("lines", b.kept(r.ID).Lines, []checkins.Line{{Person: "ana", Text: "From ana"}, {Person: "it1", Text: "From it1"}})
	}},
	{"a line is set, replaced, left alone by nil, and removed by an empty text", func(b *bench) {
		r := b.begin(b.initiative(), First)
		stands := func(want *checkins.Line) {
			b.Helper()
			b.same("line", b.kept(r.ID).LineOf("ana"), want)
		}
		text := "Zoë said \"no\" \u202e <!channel> \\ {x} 🙂\nand left."
		b.changed(b.wrote(r, "d1", &checkins.Line{Text: text}), true)
		stands(&checkins.Line{Person: "ana", Text: text})
		b.changed(b.wrote(r, "d2", &checkins.Line{Text: text}), false)
		b.changed(b.wrote(r, "d3", nil), false)
		stands(&checkins.Line{Person: "ana", Text: text})
		b.changed(b.wrote(r, "d4", &checkins.Line{Text: text, Released: true}), true)
		stands(&checkins.Line{Person: "ana", Text: text, Released: true})
		b.changed(b.wrote(r, "d5", &checkins.Line{Text: "Fine."}), true)
		stands(&checkins.Line{Person: "ana", Text: "Fine."})
		b.changed(b.wrote(r, "d6", &checkins.Line{}), true)
		stands(nil)
		b.changed(b.wrote(r, "d7", &checkins.Line{}), false)
		stands(nil)
	}},
	{"a line belongs to who wrote it, whatever it says", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.wrote(r, "d1", &checkins.Line{Person: "ben", Text: "Fine."})
		b.same("lines", b.kept(r.ID).Lines, []checkins.Line{{Person: "ana", Text: "Fine."}})
	}},
	{"rounds do not share answers", func(b *bench) {
		one := b.begin(b.initiative(), First)
		two := b.begin(b.second("zed"), First)
		b.says(Reply("d1", one, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		b.same("kept", b.kept(two.ID), checkins.Kept{})
	}},
}

// pressed is a reply to a letter, from the message in which it was pressed.
func pressed(delivery string, r checkins.Round, p checkins.PersonID, value int) checkins.Reply {
	reply := Reply(delivery, r, p, Own(checkins.Value, value))
	reply.Proof = checkins.Proof{Letter: r.Plans[p].Ask, Receipt: checkins.Receipt{Channel: "D0009", TS: "9.9"}}
	return reply
}

// asked opens the first round with nothing but ana's ask, which is not sent yet.
func (b *bench) asked() (checkins.Round, checkins.Letter) {
	b.Helper()
	r := Round(b.org, b.initiative(), First)
	b.open(checkins.Opening{Round: r})
	return r, Ask(b.org, r, "ana")
}

var redrawnPromises = []promise{
	{"an ask that was sent is redrawn at once when something was saved", func(b *bench) {
		r, ask := b.asked()
		before := b.sent(ask)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		after := b.stands(ask.ID, checkins.LetterPending)
		if after.Rev != before.Rev+1 || after.Receipt != before.Receipt {
			b.Fatalf("rev %d, receipt %v; want %d, %v", after.Rev, after.Receipt, before.Rev+1, before.Receipt)
		}
		b.take(ask.ID, during)
	}},
	{"an ask that nobody knows of is only worded anew", func(b *bench) {
		r, ask := b.asked()
		before := b.lost(ask)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		if after := b.stands(ask.ID, checkins.LetterUnknown); after.Rev != before.Rev+1 {
			b.Fatalf("rev %d, want %d", after.Rev, before.Rev+1)
		}
	}},
	{"an ask that nobody knows of is settled by the proof that it arrived", func(b *bench) {
		r, ask := b.asked()
		before := b.lost(ask)
		reply := pressed("d1", r, "ana", 4)
		b.says(reply, during, checkins.Saved)
		after := b.stands(ask.ID, checkins.LetterPending)
		if after.Rev != before.Rev+1 || after.Receipt != reply.Proof.Receipt {
			b.Fatalf("rev %d, receipt %v; want %d, %v", after.Rev, after.Receipt, before.Rev+1, reply.Proof.Receipt)
		}
		if b.settle(before, checkins.Settlement{State: checkins.LetterSent, Rev: 1, Receipt: paper(ask.ID)}) {
			b.Fatal("the attempt was settled twice")
		}
		if l := b.take(ask.ID, during); l.Receipt != reply.Proof.Receipt || l.Attempt != 1 {
			b.Fatalf("claimed with receipt %v at attempt %d; want an edit", l.Receipt, l.Attempt)
		}
	}},
	{"the message in which it was answered is redrawn, although another letter asked", func(b *bench) {
		r, ask := b.asked()
		b.sent(ask)
		nudge := Ask(b.org, r, "ana")
		nudge.ID, nudge.Kind = checkins.LetterIDOf(b.org, checkins.KindNudge, "ana"), checkins.KindNudge
		b.sent(nudge)
		reply := pressed("d1", r, "ana", 4)
		reply.Proof.Letter = nudge.ID
		b.says(reply, during, checkins.Saved)
		b.stands(ask.ID, checkins.LetterPending)
		b.stands(nudge.ID, checkins.LetterPending)
	}},
	{"the proof of another letter settles nothing", func(b *bench) {
		r, ask := b.asked()
		b.lost(ask)
		reply := pressed("d1", r, "ana", 4)
		reply.Proof.Letter = AskID(b.org, "ben", First)
		b.says(reply, during, checkins.Saved)
		b.stands(ask.ID, checkins.LetterUnknown)
	}},
	{"an ask that waits to be sent is left alone", func(b *bench) {
		r, ask := b.asked()
		b.post(ask)
		before := b.letter(ask.ID)
		b.says(pressed("d1", r, "ana", 4), during, checkins.Saved)
		b.same("letter", b.letter(ask.ID), before)
	}},
	{"nothing is redrawn or settled when nothing was saved", func(b *bench) {
		r, ask := b.asked()
		b.sent(ask)
		lost := b.lost(Ask(b.org, r, "ben"))
		sent := b.letter(ask.ID)
		b.says(pressed("d1", r, "ana", 4), r.Closes, checkins.Closed)
		b.says(pressed("d2", r, "ben", 4), r.Closes, checkins.Closed)
		reply := pressed("d3", r, "ben", 4)
		reply.From = SlackAccount("ana")
		b.says(reply, during, checkins.Stranger)
		b.same("letter", b.letter(sent.ID), sent)
		b.same("letter", b.letter(lost.ID), lost)
	}},
	{"a duplicate redraws nothing", func(b *bench) {
		r, ask := b.asked()
		b.sent(ask)
		b.says(pressed("d1", r, "ana", 4), during, checkins.Saved)
		b.deliver(b.take(ask.ID, during))
		before := b.stands(ask.ID, checkins.LetterSent)
		b.says(pressed("d1", r, "ana", 4), during, checkins.Duplicate)
		b.same("letter", b.letter(ask.ID), before)
	}},
	{"a letter that is not there is ignored", func(b *bench) {
		r, _ := b.asked()
		b.says(pressed("d1", r, "ana", 4), during, checkins.Saved)
	}},
}
