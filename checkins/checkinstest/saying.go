package checkinstest

import (
	"errors"
	"sync/atomic"
	"time"

	"parallax/checkins"
)

// talk reads what was said about the why of crm.
func (b *bench) talk() checkins.WhyTalk {
	b.Helper()
	w, err := b.WhyTalk(b.ctx, b.org, CRM)
	b.must(err)
	return w
}

func (b *bench) say(w checkins.WhyTalk, by checkins.Delivered, post []checkins.Letter, redraw ...checkins.LetterID) {
	b.Helper()
	b.must(b.Say(b.ctx, b.org, CRM, w, by, during, post, redraw...))
}

// spoken is what ana and ben said: a line each, and of a wording of ana's.
func spoken() checkins.WhyTalk {
	return checkins.WhyTalk{
		Asked: Opens, Due: Opens.Add(24 * time.Hour),
		Lines: map[checkins.PersonID]checkins.WhyLine{"ana": {Text: "one customer", Released: true, At: Opens}, "ben": {Text: "fewer calls", At: Opens}},
		Versions: []checkins.WhyVersion{{
			Text: "One customer, so that calls end.", By: "ana", At: Opens, Said: map[checkins.PersonID]checkins.WhySaid{"ana": checkins.SaidSame, "ben": checkins.SaidPartly},
			Other: map[checkins.PersonID]checkins.WhyLine{"ben": {Text: "Calls end.", At: Opens}},
		}},
	}
}

var whyPromises = []promise{
	{"nothing was said", func(b *bench) { b.same("talk", b.talk(), checkins.WhyTalk{}) }},
	{"what is said replaces what was, and the revision grows", func(b *bench) {
		b.say(spoken(), checkins.Delivered{}, nil)
		want := spoken()
		want.Rev = 1
		b.same("talk", b.talk(), want)
		want.Lines, want.Shown = nil, Opens
		b.say(want, checkins.Delivered{}, nil)
		want.Rev = 2
		b.same("talk", b.talk(), want)
		zed, err := b.WhyTalk(b.ctx, b.org, "zed")
		b.must(err)
		b.same("talk of another", zed, checkins.WhyTalk{})
	}},
	{"what was worked out from an older revision is refused and changes nothing", func(b *bench) {
		b.say(spoken(), checkins.Delivered{}, nil)
		before := b.talk()
		l := notice("late", Opens)
		err := b.Say(b.ctx, b.org, CRM, checkins.WhyTalk{Asked: Opens}, delivery("late"), during, []checkins.Letter{l})
		b.stale("say", err)
		b.same("talk", b.talk(), before)
		ls, err := b.Letters(b.ctx, b.org, l.ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
		b.say(before, delivery("late"), []checkins.Letter{l}) // the refused delivery was not remembered
		b.stands(l.ID, checkins.LetterPending)
	}},
	{"of many at once one is first", func(b *bench) {
		var done, stale atomic.Int32
		b.must(together(20, func(int) error {
			err := b.Say(b.ctx, b.org, CRM, spoken(), checkins.Delivered{}, during, nil)
			switch {
			case err == nil:
				done.Add(1)
			case errors.Is(err, checkins.ErrStale):
				stale.Add(1)
				err = nil
			}
			return err
		}))
		if done.Load() != 1 || stale.Load() != 19 {
			b.Fatalf("%d said it, %d came too late", done.Load(), stale.Load())
		}
	}},
	{"letters are posted and redrawn in the same step, those that are posted too", func(b *bench) {
		l := b.sent(notice("old", Opens))
		fresh := notice("new", Opens)
		b.say(spoken(), checkins.Delivered{}, []checkins.Letter{fresh}, l.ID, fresh.ID, "nothing")
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 || got.Receipt != paper(l.ID) {
			b.Fatalf("rev %d, receipt %v", got.Rev, got.Receipt)
		}
		if got := b.stands(fresh.ID, checkins.LetterPending); got.Rev != 2 {
			b.Fatalf("rev %d", got.Rev)
		}
	}},
	{"a delivery that comes again changes nothing", func(b *bench) {
		b.say(spoken(), delivery("one"), nil)
		w := b.talk()
		w.Lines = nil
		b.say(w, delivery("one"), []checkins.Letter{notice("again", Opens)})
		b.same("lines", len(b.talk().Lines), 2)
		ls, err := b.Letters(b.ctx, b.org, notice("again", Opens).ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
		again := delivery("one")
		again.Platform = checkins.Teams // another platform's id
		b.say(w, again, nil)
		b.same("lines", len(b.talk().Lines), 0)
	}},
	{"it is stored with a setup or not at all", func(b *bench) {
		s := checkins.Setup{Org: b.setup.Org, Initiatives: []checkins.Initiative{b.initiative()}, Whys: map[checkins.InitiativeID]checkins.WhyTalk{CRM: spoken()}}
		s.Initiatives[0].Why = "Another."
		b.enrol(s)
		want := spoken()
		want.Rev = 1
		b.same("talk", b.talk(), want)
		s.Initiatives[0].Why = "A third."
		b.stale("enrol", b.Enrol(b.ctx, s))
		b.same("why", b.all().Initiatives[0].Why, "Another.")
		b.same("talk", b.talk(), want)
	}},
	{"it goes with who said it", func(b *bench) {
		b.say(spoken(), checkins.Delivered{}, nil)
		for _, lines := range []int{2, 0} {
			n, err := b.EraseWhys(b.ctx, b.org, CRM, "ben")
			b.must(err)
			b.same("lines", n, lines)
		}
		want := spoken().Without("ben")
		want.Rev = 2
		b.same("talk", b.talk(), want)
		n, err := b.EraseWhys(b.ctx, b.org, "zed", "ana")
		b.must(err)
		b.same("lines", n, 0)
		_, err = checkins.Forget(b.ctx, b.Store, b.org, "ana")
		b.must(err)
		if lines, knows := b.talk().Knows("ana"); lines > 0 || knows {
			b.Fatalf("ana stands there still: %+v", b.talk())
		}
	}},
	{"talks of equal ids are each org's own", func(b *bench) {
		f := b.far()
		b.say(spoken(), checkins.Delivered{}, nil)
		f.same("talk", f.talk(), checkins.WhyTalk{})
	}},
}

// drafts wants a draft of ana's, nil: none.
func (b *bench) draft(what checkins.DialogWhat, about checkins.InitiativeID, want *checkins.Draft) {
	b.Helper()
	d, err := b.Draft(b.ctx, b.org, "ana", what, about)
	if want == nil {
		if !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("draft %+v, error %v, want ErrNotFound", d, err)
		}
		return
	}
	b.must(err)
	b.same("draft", d, *want)
}

var draftPromises = []promise{
	{"a draft is kept, replaced and removed", func(b *bench) {
		b.draft("new", "", nil)
		d := checkins.Draft{Step: "people", Values: map[string][]string{"name": {"CRM"}, "it": {"a", "b"}}, Channel: Channel, At: Opens}
		b.must(b.KeepDraft(b.ctx, b.org, "ana", "new", "", d))
		b.draft("new", "", &d)
		d.Step, d.Values, d.At = "outcome", nil, Opens.Add(time.Minute)
		for range 2 {
			b.must(b.KeepDraft(b.ctx, b.org, "ana", "new", "", d))
		}
		b.draft("new", "", &d)
		for range 2 {
			b.must(b.KeepDraft(b.ctx, b.org, "ana", "new", "", checkins.Draft{}))
			b.draft("new", "", nil)
		}
	}},
	{"drafts of different dialogs, initiatives and people are different ones", func(b *bench) {
		one, two, three := checkins.Draft{Step: "1"}, checkins.Draft{Step: "2"}, checkins.Draft{Step: "3"}
		b.must(b.KeepDraft(b.ctx, b.org, "ana", "new", "", one))
		b.must(b.KeepDraft(b.ctx, b.org, "ana", "edit", CRM, two))
		b.must(b.KeepDraft(b.ctx, b.org, "ben", "new", "", three))
		b.draft("new", "", &one)
		b.draft("edit", CRM, &two)
		b.draft("edit", "zed", nil)
		b.must(b.KeepDraft(b.ctx, b.org, "ana", "new", "", checkins.Draft{}))
		b.draft("new", "", nil)
		b.draft("edit", CRM, &two)
		f := b.far()
		f.draft("edit", CRM, nil)
	}},
	{"a draft goes with the person", func(b *bench) {
		b.must(b.KeepDraft(b.ctx, b.org, "ana", "edit", CRM, checkins.Draft{Step: "1"}))
		b.must(b.KeepDraft(b.ctx, b.org, "ben", "edit", CRM, checkins.Draft{Step: "1"}))
		_, err := b.ErasePerson(b.ctx, b.org, "ana")
		b.must(err)
		b.draft("edit", CRM, nil)
		_, err = b.Draft(b.ctx, b.org, "ben", "edit", CRM)
		b.must(err)
	}},
}

var revisionPromises = []promise{
	{"the revision grows with every setup and every erasure", func(b *bench) {
		before := b.all().Org.Rev
		b.enrol(checkins.Setup{Org: b.setup.Org})
		b.same("rev", b.all().Org.Rev, before+1)
		_, err := b.EraseRoles(b.ctx, b.org, "ana")
		b.must(err)
		b.same("rev", b.all().Org.Rev, before+2)
	}},
	{"a setup of an older revision is refused and changes nothing", func(b *bench) {
		s := checkins.Setup{Org: b.all().Org, People: []checkins.Person{Person("zoe", "Zoe")}, Letters: []checkins.Letter{notice("two", Opens)}}
		b.enrol(checkins.Setup{Org: b.setup.Org})
		before := b.all()
		b.stale("enrol", b.Enrol(b.ctx, s))
		b.same("org", b.all(), before)
		b.same("claimed", ids(b.claim(Opens)), []checkins.LetterID(nil))
		s.Org.Rev = before.Org.Rev
		b.enrol(s)
		b.person("zoe")
	}},
	{"of many setups of one revision at once one is first", func(b *bench) {
		s := checkins.Setup{Org: b.all().Org}
		var done atomic.Int32
		b.must(together(20, func(int) error {
			err := b.Enrol(b.ctx, s)
			if err == nil {
				done.Add(1)
			} else if errors.Is(err, checkins.ErrStale) {
				err = nil
			}
			return err
		}))
		b.same("done", done.Load(), int32(1))
	}},
	{"an org that is to be made is made once", func(b *bench) {
		s := foreign(other, otherTeam, 0)
		s.Org.Rev = checkins.NewOrg
		b.enrol(s)
		s.Org.Admins = []checkins.PersonID{"ben"}
		b.stale("enrol", b.Enrol(b.ctx, s))
		o, err := b.Org(b.ctx, other)
		b.must(err)
		b.same("admins", o.Admins, []checkins.PersonID{"ana"})
		s.Org.ID, s.Org.Slack = Acme, b.setup.Org.Slack
		b.stale("enrol", b.Enrol(b.ctx, s))
	}},
	{"a setup that is delivered again changes nothing", func(b *bench) {
		s := checkins.Setup{Org: b.all().Org, Delivery: delivery("setup"), Letters: []checkins.Letter{notice("one", Opens)}}
		s.Org.Holidays = []string{"FR"}
		b.enrol(s)
		after := b.all()
		s.Org.Holidays, s.Letters = []string{"US"}, []checkins.Letter{notice("two", Opens)}
		b.enrol(s) // although its revision is old
		b.same("org", b.all(), after)
		b.same("claimed", ids(b.claim(Opens)), []checkins.LetterID{notice("one", Opens).ID})
	}},
	{"a setup redraws letters", func(b *bench) {
		l := b.sent(notice("card", Opens))
		b.enrol(checkins.Setup{Org: b.setup.Org, Redraw: []checkins.LetterID{l.ID, "nothing"}, Now: during})
		if got := b.stands(l.ID, checkins.LetterPending); got.Rev != 2 || !got.Due.Equal(during) {
			b.Fatalf("rev %d, due %v", got.Rev, got.Due)
		}
	}},
}
