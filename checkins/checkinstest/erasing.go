package checkinstest

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// stale wants a call to be refused because of a standing that changed.
func (b *bench) stale(what string, err error) {
	b.Helper()
	if !errors.Is(err, checkins.ErrStale) {
		b.Fatalf("%s: error %v, want ErrStale", what, err)
	}
}

func (b *bench) points(want ...checkins.Standing) {
	b.Helper()
	got, err := b.Checkpoints(b.ctx, b.org, CRM)
	b.must(err)
	b.same("checkpoints", got, want)
}

var stalePromises = []promise{
	{"the revision grows with every close and every restatement", func(b *bench) {
		b.same("rev", b.rev(CRM), 0)
		r := b.begin(b.initiative(), First)
		b.seal(r)
		b.close(checkins.Closing{Round: r.ID, Standing: checkins.Standing{Seq: 1, Last: r.ID}}, r.Closes)
		b.same("rev", b.rev(CRM), 1)
		b.must(b.Restate(b.ctx, b.org, CRM, checkins.Standing{Seq: 1, Last: r.ID, Rev: 1}, nil))
		b.same("rev", b.rev(CRM), 2)
		b.same("rev of another", b.rev("zed"), 0)
	}},
	{"an opening planned on an older standing is refused and changes nothing", func(b *bench) {
		r := Round(b.org, b.initiative(), First)
		o := Opening(b.org, r)
		b.must(b.Restate(b.ctx, b.org, CRM, checkins.Standing{}, nil))
		before := b.errands(r.Closes)
		_, err := b.Open(b.ctx, b.org, o)
		b.stale("open", err)
		rs, err := b.Rounds(b.ctx, b.org, r.ID)
		b.must(err)
		b.same("rounds", rs, []checkins.Round(nil))
		b.same("letters", ids(b.claim(r.Opens)), []checkins.LetterID(nil))
		b.same("errands", b.errands(r.Closes), before)
		b.open(o)
		// A round that is there is there, on whatever it was planned.
		if opened, err := b.Open(b.ctx, b.org, o); opened || err != nil {
			b.Fatalf("opened again: %v, %v", opened, err)
		}
	}},
	{"a close made from an older standing is refused and changes nothing", func(b *bench) {
		r := b.begin(b.initiative(), First)
		ask := b.takeAll(r)
		b.seal(r)
		b.must(b.Restate(b.ctx, b.org, CRM, checkins.Standing{Lone: map[checkins.PersonID]bool{"ben": true}}, nil))
		s, records := b.folded(r)
		card := Card(b.org, CRM, r.Closes)
		c := checkins.Closing{Round: r.ID, Standing: s, Records: records, Letters: []checkins.Letter{card}, Redraw: []checkins.LetterID{ask}}
		_, err := b.Close(b.ctx, b.org, c, r.Closes)
		b.stale("close", err)
		if got := b.round(r.ID).State; got != checkins.RoundSealed {
			b.Fatalf("round is %s", got)
		}
		b.same("standing", b.standing(), checkins.Standing{Lone: map[checkins.PersonID]bool{"ben": true}})
		b.same("records", b.records(r.ID), []checkins.Record(nil))
		ls, err := b.Letters(b.ctx, b.org, card.ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
		b.stands(ask, checkins.LetterSent)
		if !b.close(c, r.Closes) {
			b.Fatal("not closed")
		}
		// One that is closed is closed, whatever the standing was.
		if closed, err := b.Close(b.ctx, b.org, c, r.Closes); closed || err != nil {
			b.Fatalf("closed again: %v, %v", closed, err)
		}
	}},
	{"a restatement of an older standing is refused and changes nothing", func(b *bench) {
		one := checkins.Standing{Seq: 1}
		b.must(b.Restate(b.ctx, b.org, CRM, one, []checkins.Standing{one}))
		b.stale("restate", b.Restate(b.ctx, b.org, CRM, checkins.Standing{Seq: 2}, nil))
		b.same("standing", b.standing(), one)
		b.points(one)
	}},
	{"checkpoints are kept by Seq until they are replaced", func(b *bench) {
		r := b.begin(b.initiative(), First)
		s, _ := b.folded(r)
		two := s
		two.Seq = 2
		b.points()
		b.must(b.Restate(b.ctx, b.org, CRM, s, []checkins.Standing{two, s}))
		b.points(s, two)
		b.same("standing", b.standing(), s)
		b.must(b.Restate(b.ctx, b.org, CRM, checkins.Standing{Rev: 1}, nil))
		b.points()
		_, latest, err := b.Standing(b.ctx, b.org, CRM)
		b.must(err)
		b.same("latest", latest, r.ID)
	}},
	{"of a close and many restatements at once one is accepted", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.seal(r)
		var done atomic.Int32
		b.must(together(20, func(k int) error {
			var err error
			if k == 7 {
				_, err = b.Close(b.ctx, b.org, checkins.Closing{Round: r.ID, Standing: checkins.Standing{Seq: 1}}, r.Closes)
			} else {
				err = b.Restate(b.ctx, b.org, CRM, checkins.Standing{}, nil)
			}
			if err == nil {
				done.Add(1)
			} else if !errors.Is(err, checkins.ErrStale) {
				return err
			}
			return nil
		}))
		if n := done.Load(); n != 1 || b.rev(CRM) != 1 {
			b.Fatalf("%d accepted, rev %d; want 1 and 1", n, b.rev(CRM))
		}
	}},
}

// everywhere has ben answer, stand in every place, and a round closed and one
// open. It returns the two.
func (b *bench) everywhere() (closed, open checkins.Round) {
	b.Helper()
	closed = b.begin(b.initiative(), First)
	b.answered(closed, "ben", 4)
	b.answered(closed, "ana", 2)
	care := checkins.Care{
		Acknowledged: "ben", SnoozedTo: "2026-03-09", SnoozedBy: "ben", Keepers: [2]checkins.PersonID{"ana", "ben"},
		Agenda: "2026-03-06", AgendaBy: "ben", Asked: "2026-03-06", AskedBy: "ben",
	}
	b.tend(of(care), care)
	b.seal(closed)
	s, records := b.folded(closed)
	basis := checkins.Basis{Roster: closed.Roster, Params: scoring.Defaults(), Answers: 4}
	b.close(checkins.Closing{Round: closed.ID, Basis: basis, Standing: s, Records: records}, closed.Closes)
	open = Round(b.org, b.initiative(), First.AddDays(7))
	open.Carried[1] = map[scoring.Dimension][]checkins.PersonID{checkins.Value: {"ben", "biz1"}}
	o := Opening(b.org, open)
	b.open(o)
	_, err := b.Record(b.ctx, b.org, Reply("open-ben", open, "ben", Own(checkins.Value, 5)), open.Opens)
	b.must(err)
	return closed, open
}

// answered has somebody give two ratings, a guess and a line.
func (b *bench) answered(r checkins.Round, p checkins.PersonID, value int) {
	b.Helper()
	reply := Reply("d-"+string(p), r, p, Own(checkins.Value, value), Guess(checkins.Value, value), Own(checkins.Delivery, value))
	reply.Parts[0].Line = &checkins.Line{Text: "From somebody."}
	b.says(reply, r.Opens, checkins.Saved)
}

func (b *bench) eraseRound(id checkins.RoundID, p checkins.PersonID, want checkins.Struck) {
	b.Helper()
	got, err := b.EraseRound(b.ctx, b.org, id, checkins.ShownOf(b.org, p))
	b.must(err)
	b.same("struck from "+string(id), got, want)
}

var erasePromises = []promise{
	{"roles, accounts and places among the leads go, the person stays", func(b *bench) {
		r := b.begin(b.initiative(), First)
		_, err := b.Agree(b.ctx, b.org, checkins.Assent{Initiative: CRM, Person: "ana", Given: true}, during)
		b.must(err)
		roles, err := b.EraseRoles(b.ctx, b.org, "ana")
		b.must(err)
		b.same("roles", roles, checkins.Roles{Admin: true, Leads: []checkins.InitiativeID{CRM}, Owned: []checkins.InitiativeID{CRM}, Changed: true})
		all := b.all()
		want := b.setup
		want.Org = want.Org.Without("ana")
		want.Initiatives = []checkins.Initiative{want.Initiatives[0].Without("ana")}
		b.same("org", all.Org, want.Org)
		b.same("initiatives", all.Initiatives, want.Initiatives)
		b.leads("ana")
		b.leads("it1", CRM)
		_, _, err = b.Who(b.ctx, SlackAccount("ana"))
		if !errors.Is(err, checkins.ErrStranger) {
			b.Fatalf("who is ana: %v", err)
		}
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Stranger)
		b.says(Reply("d2", r, "ben", Own(checkins.Value, 4)), during, checkins.Saved)
		b.same("name", b.person("ana").Name, "Ana Ruiz")
		roles, err = b.EraseRoles(b.ctx, b.org, "ana")
		b.must(err)
		b.same("roles of nobody", roles, checkins.Roles{})
	}},
	{"an initiative that can't open any more leaves the schedule, another stays", func(b *bench) {
		b.same("errands", b.errands(Opens), []checkins.Errand{{Initiative: CRM, At: Opens}})
		_, err := b.EraseRoles(b.ctx, b.org, "it1")
		b.must(err)
		b.same("errands", b.errands(Opens), []checkins.Errand{{Initiative: CRM, At: Opens}})
		_, err = b.EraseRoles(b.ctx, b.org, "ana") // nobody of IT confirmed the why now
		b.must(err)
		b.same("errands", b.errands(Opens), []checkins.Errand(nil))
	}},
	{"a closed round loses the answers and the name, and says so", func(b *bench) {
		closed, _ := b.everywhere()
		before := b.records(closed.ID)
		b.eraseRound(closed.ID, "ben", checkins.Struck{Answers: 3, Lines: 1, Changed: true})
		for _, a := range b.kept(closed.ID).Answers {
			if a.Person != "ana" {
				b.Fatalf("an answer of %s is left", a.Person)
			}
		}
		r := b.round(closed.ID)
		want, basis := closed.Without(checkins.Basis{Roster: closed.Roster, Params: scoring.Defaults(), Answers: 4}, "ben")
		want.State = checkins.RoundClosed
		b.same("round", r, want)
		if _, on := r.Side("ben"); on || len(r.Roster[1]) != len(closed.Roster[1]) {
			b.Fatalf("roster %v", r.Roster[1])
		}
		s, err := b.Scored(b.ctx, b.org, closed.ID)
		b.must(err)
		b.same("scored", s, checkins.Scored{Basis: basis, Records: before, Erased: true})
		c, err := b.Care(b.ctx, b.org, closed.ID)
		b.must(err)
		b.same("care", c, checkins.Care{SnoozedTo: "2026-03-09", Keepers: [2]checkins.PersonID{"ana", ""}, Agenda: "2026-03-06", Asked: "2026-03-06"})
		b.eraseRound(closed.ID, "ben", checkins.Struck{})
		b.eraseRound("crm@2030-01-01", "ben", checkins.Struck{})
	}},
	{"an open round loses the answers and goes on", func(b *bench) {
		_, open := b.everywhere()
		_, err := b.EraseRoles(b.ctx, b.org, "ben")
		b.must(err)
		b.eraseRound(open.ID, "ben", checkins.Struck{Answers: 1, Changed: true})
		r := b.round(open.ID)
		if _, planned := r.Plans["ben"]; planned || slices.Contains(r.Carried[1][checkins.Value], "ben") {
			b.Fatalf("plans %v, carried %v", r.Plans, r.Carried)
		}
		s, err := b.Scored(b.ctx, b.org, open.ID)
		b.must(err)
		b.same("scored", s, checkins.Scored{})
		b.says(Reply("d9", open, "ben", Own(checkins.Value, 4)), open.Opens, checkins.Stranger)
		b.says(Reply("d10", open, "ana", Own(checkins.Value, 4)), open.Opens, checkins.Saved)
		b.same("kept", b.seal(open).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, Own: 4, SaidOwn: true}})
	}},
	{"a round in which only the care knows the person loses that", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.tend(of(checkins.Care{Acknowledged: "zoe", SnoozedBy: "ana"}), checkins.Care{Acknowledged: "zoe", SnoozedBy: "ana"})
		b.eraseRound(r.ID, "zoe", checkins.Struck{Changed: true})
		c, err := b.Care(b.ctx, b.org, r.ID)
		b.must(err)
		b.same("care", c, checkins.Care{SnoozedBy: "ana"})
	}},
	{"somebody whose id begins another's is another", func(b *bench) {
		b.relead("ana", "it1", "it", "it11")
		i := b.all().Initiatives[0]
		r := b.begin(i, First)
		for n, p := range []checkins.PersonID{"it1", "it", "it11"} {
			b.says(Reply(fmt.Sprint("d", n), r, p, Own(checkins.Value, 4)), during, checkins.Saved)
		}
		b.eraseRound(r.ID, "it1", checkins.Struck{Answers: 1, Changed: true})
		n, err := b.EraseLetters(b.ctx, b.org, "it1")
		b.must(err)
		b.same("letters", n, 1)
		b.same("kept", len(b.kept(r.ID).Answers), 2)
		b.stands(AskID(b.org, "it", First), checkins.LetterPending)
		b.stands(AskID(b.org, "it11", First), checkins.LetterPending)
	}},
	{"letters to a person, for them and by them go in every state, and no other", func(b *bench) {
		r := b.begin(b.initiative(), First)
		asker, old := SlackAccount("ben"), SlackAccount("ben-before")
		shared, answer := notice("shared", Opens), notice("answer", Opens)
		shared.Kind, shared.About.Text = checkins.KindShare, checkins.Says{What: "status", Where: "ben"}
		answer.Kind, answer.About.Asker = checkins.KindReply, &asker
		before, again := notice("before", Opens), notice("again", Opens)
		before.Kind, before.Lead, before.To = checkins.KindResult, "ben", old
		again.Kind, again.About.Asker = checkins.KindReply, &old
		act, named := notice("act", Opens), notice("named", Opens)
		act.Lead, act.To, named.Lead, named.To = "", Channel, "", Channel
		act.Kind, act.About.Act = checkins.KindAct, &checkins.Act{What: checkins.ActAcknowledged, By: "ben"}
		named.Kind, named.About.Act = checkins.KindAct, &checkins.Act{What: checkins.ActAssigned, By: "ana", Whom: [2]checkins.PersonID{"ana", "ben"}}
		theirs := []checkins.Letter{shared, answer, before, again, act, named}
		b.post(theirs...)
		b.post(notice("other", Opens))
		sent := b.claim(Opens)
		b.deliver(sent[0])
		b.settle(sent[1], checkins.Settlement{State: checkins.LetterUnknown})
		b.settle(sent[2], checkins.Settlement{State: checkins.LetterDropped})
		n, err := b.EraseLetters(b.ctx, b.org, "ben")
		b.must(err)
		b.same("letters", n, 7)
		for _, l := range []checkins.Letter{act, named} {
			want := checkins.Act{What: l.About.Act.What}
			if l.ID == named.ID {
				want.By, want.Whom[0] = "ana", "ana"
			}
			b.same("line in a channel", *b.letter(l.ID).About.Act, want)
		}
		for _, l := range append(theirs[:4], Ask(b.org, r, "ben")) {
			ls, err := b.Letters(b.ctx, b.org, l.ID)
			b.must(err)
			b.same("letter", ids(ls), []checkins.LetterID(nil))
		}
		b.letter(notice("other", Opens).ID)
		b.letter(AskID(b.org, "ana", First))
		b.lapse() // those on the way are not heard of again
		b.unknown(0, unknowns(b)...)
		n, err = b.EraseLetters(b.ctx, b.org, "ben")
		b.must(err)
		b.same("letters of nobody", n, 0)
	}},
	{"what shows them is drawn anew in the step that takes them out of it", func(b *bench) {
		card := notice("card", Opens)
		card.ID = checkins.AlertLetter(b.org, checkins.RoundIDOf(CRM, First), Channel)
		won := notice("won", Opens)
		won.ID = checkins.WinLetter(b.org, CRM, checkins.WinSaid, "k", Channel)
		b.sent(card)
		b.sent(won)
		r := b.begin(b.initiative(), First)
		shown, nobody := checkins.ShownOf(b.org, "ben", b.all().Initiatives...), checkins.ShownOf(b.org, "zoe", b.all().Initiatives...)
		drawn := func(id checkins.LetterID, erase func(checkins.Shown) error) {
			b.Helper()
			for _, who := range []struct {
				checkins.Shown
				want checkins.LetterState
			}{{nobody, checkins.LetterSent}, {shown, checkins.LetterPending}} {
				b.must(erase(who.Shown))
				b.stands(id, who.want)
			}
			b.deliver(b.take(id, Opens.Add(-time.Hour)))
			b.must(erase(shown)) // nothing of theirs is left
			b.stands(id, checkins.LetterSent)
		}
		_, err := b.Tend(b.ctx, b.org, r.ID, checkins.Tending{Care: checkins.Care{Acknowledged: "ben"}}, during)
		b.must(err)
		drawn(card.ID, func(s checkins.Shown) error { _, err := b.EraseRound(b.ctx, b.org, r.ID, s); return err })
		_, err = b.Jot(b.ctx, b.org, checkins.Jotting{Key: checkins.ContextNotes(r.ID), Note: checkins.Note{Person: "ben", Text: "x"}, From: SlackAccount("ben")}, during)
		b.must(err)
		drawn(card.ID, func(s checkins.Shown) error { _, err := b.EraseNotes(b.ctx, b.org, s); return err })
		wins := checkins.BookID{Kind: checkins.BookWins, Of: string(CRM)}
		b.must(b.Write(b.ctx, b.org, wins, page(`{"wins":[{"what":"said","key":"k","text":"x","by":"ben"}]}`, 0), checkins.Delivered{}, during, nil))
		drawn(won.ID, func(s checkins.Shown) error { _, err := b.EraseBooks(b.ctx, b.org, s); return err })
	}},
	{"the person goes last, once", func(b *bench) {
		for _, want := range []bool{true, false} {
			known, err := b.ErasePerson(b.ctx, b.org, "ben")
			b.must(err)
			b.same("known", known, want)
		}
		people, err := b.People(b.ctx, b.org, "ben", "ana")
		b.must(err)
		if len(people) != 1 || people[0].ID != "ana" {
			b.Fatalf("people %v", people)
		}
	}},
	{"what is of another org stays", func(b *bench) {
		f := b.far()
		r := f.begin(f.initiative(), First)
		f.says(f.reply(r, 5), during, checkins.Saved)
		_, err := checkins.Forget(b.ctx, b.Store, b.org, "ana")
		b.must(err)
		f.leads("ana", CRM)
		b.same("kept", len(f.kept(r.ID).Answers), 1)
		f.letter(AskID(other, "ana", First))
		f.person("ana")
	}},
}

// unknowns are the ids of the letters that are unknown and still there.
func unknowns(b *bench) []checkins.LetterID {
	b.Helper()
	ls, err := b.Unknown(b.ctx, b.org, 0)
	b.must(err)
	for _, l := range ls {
		b.letter(l.ID)
	}
	return ids(ls)
}
