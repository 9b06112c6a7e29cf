package checkinstest

import (
	"errors"

	"parallax/checkins"
)

// far is the same store seen from another org that has the same people,
// initiatives, channels and ids under another team.
func (b *bench) far() *bench {
	b.Helper()
	f := *b
	f.org, f.setup = other, foreign(other, otherTeam, 2)
	f.enrol(f.setup)
	return &f
}

// reply is a reply of ana as the bench's org knows her.
func (b *bench) reply(r checkins.Round, value int) checkins.Reply {
	reply := Reply("d1", r, "ana", Own(checkins.Value, value))
	reply.From = b.setup.People[0].Accounts[0]
	reply.Parts[0].Line = &checkins.Line{Text: "From " + string(b.org)}
	reply.Parts[0].Ask = AskID(Acme, "ana", First)
	return reply
}

var orgPromises = []promise{
	{"people and initiatives of equal ids are each org's own", func(b *bench) {
		f := b.far()
		b.same("org", b.all().Org, b.setup.Org)
		b.same("org", f.all().Org, f.setup.Org)
		b.must(b.Amend(b.ctx, Acme, "ana", checkins.Wish{Gone: ptr("deactivated")}))
		b.same("person", f.person("ana").Gone, "")
		before := f.all()
		b.relead("ana", "zoe")
		b.same("org", f.all(), before)
		f.leads("it1", CRM)
		b.leads("it1")
		b.inChannel(f.setup.Initiatives[0].Channels[0])
		f.inChannel(f.setup.Initiatives[0].Channels[0], CRM)
		people, err := b.AllPeople(b.ctx, "nobody")
		b.must(err)
		b.same("people of no org", people, []checkins.Person(nil))
	}},
	{"rounds and answers of equal ids are each org's own", func(b *bench) {
		f := b.far()
		r := b.begin(b.initiative(), First)
		rs, err := b.Rounds(b.ctx, other, r.ID)
		b.must(err)
		b.same("rounds", rs, []checkins.Round(nil))
		f.same("errands", f.errands(r.Closes), []checkins.Errand{{Initiative: CRM, At: Opens}})
		f.says(f.reply(r, 5), during, checkins.NoRound)

		g := b.far() // enrolling again changes nothing
		twin := g.begin(g.initiative(), First)
		b.says(b.reply(r, 1), during, checkins.Saved)
		reply := g.reply(twin, 5)
		g.says(reply, during, checkins.NoRound) // the delivery that was answered above
		reply.Delivery = "d2"
		g.says(reply, during, checkins.Saved)
		b.same("kept", b.kept(r.ID).Answers[0].Own, 1)
		b.same("kept", g.kept(r.ID).Answers[0].Own, 5)
		b.same("line", b.kept(r.ID).LineOf("ana").Text, "From acme")
		b.same("line", g.kept(r.ID).LineOf("ana").Text, "From other")

		b.seal(r)
		if got := g.round(r.ID).State; got != checkins.RoundOpen {
			b.Fatalf("the other org's round is %s", got)
		}
		s, records := b.folded(r)
		b.close(checkins.Closing{Round: r.ID, Standing: s, Records: records}, r.Closes)
		b.same("standing", g.standing(), checkins.Standing{})
		b.same("records", g.records(r.ID), []checkins.Record(nil))
		past, err := b.Past(b.ctx, other, CRM)
		b.must(err)
		b.same("past", past, []checkins.RoundID(nil))
		if _, err := b.Seal(b.ctx, "nobody", r.ID, r.Closes); !errors.Is(err, checkins.ErrNotFound) {
			b.Fatalf("error %v, want ErrNotFound", err)
		}
	}},
	{"an account of one org is a stranger in the other", func(b *bench) {
		f := b.far()
		r := b.begin(b.initiative(), First)
		reply := f.reply(r, 5)
		b.says(reply, during, checkins.Stranger)
		b.same("kept", b.kept(r.ID), checkins.Kept{})
	}},
	{"letters of equal ids are each org's own", func(b *bench) {
		f := b.far()
		l := notice("one", Opens)
		b.post(l)
		ls, err := b.Letters(b.ctx, other, l.ID)
		b.must(err)
		b.same("letters", ids(ls), []checkins.LetterID(nil))
		f.same("claimed", ids(f.claim(Opens)), []checkins.LetterID(nil))
		f.post(l)
		claimed := b.take(l.ID, Opens)
		f.stands(l.ID, checkins.LetterPending)
		f.refuse(claimed, checkins.Settlement{State: checkins.LetterSent, Rev: 1, Receipt: paper("x")})
		b.settle(claimed, checkins.Settlement{State: checkins.LetterUnknown})
		f.unknown(0)
		b.unknown(0, l.ID)
		f.must(f.Redraw(f.ctx, other, Opens, l.ID))
		b.same("rev", b.letter(l.ID).Rev, 1)
		f.take(l.ID, Opens)
	}},
	{"an answer redraws its own org's letter alone", func(b *bench) {
		f := b.far()
		r, ask := b.asked()
		b.sent(ask)
		f.sent(ask)
		b.says(b.reply(r, 4), during, checkins.Saved)
		b.stands(ask.ID, checkins.LetterPending)
		f.stands(ask.ID, checkins.LetterSent)
	}},
	{"care of equal rounds is each org's own", func(b *bench) {
		f := b.far()
		b.tend(of(checkins.Care{Acknowledged: "ana"}), checkins.Care{Acknowledged: "ana"})
		c, err := f.Care(f.ctx, other, crm1)
		b.must(err)
		b.same("care", c, checkins.Care{})
		f.tend(of(checkins.Care{Acknowledged: "ben"}), checkins.Care{Acknowledged: "ben"})
	}},
}
