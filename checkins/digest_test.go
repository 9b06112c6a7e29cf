package checkins_test

import (
	"slices"
	"testing"
	"time"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
)

// digested has owners and sponsors get digests: May owns crm, Sam sponsors it.
func digested(t *testing.T, change ...func(*checkins.Setup)) *world {
	s := checkinstest.Setup(2)
	s.Org.NoDigest = false
	s.Initiatives[0].Owner, s.Initiatives[0].Sponsor = "may", "sam"
	s.People = append(s.People, checkinstest.Person("may", "May Owens"), checkinstest.Person("sam", "Sam Pons"))
	for _, c := range change {
		c(&s)
	}
	return newWorld(t, s)
}

// week has everybody answer in a week, and closes it.
func (w *world) week(n, it, biz int) {
	w.t.Helper()
	w.until(berlin(7*n, 11))
	w.everybody(roundOn(7*n), it, biz)
	w.until(berlin(7*n+3, 10))
}

func (w *world) digests(p checkins.PersonID) []checkins.Digest {
	var all []checkins.Digest
	for _, s := range w.to(checkins.KindDigest, p) {
		all = append(all, s.Message.(checkins.Digest))
	}
	return all
}

// Owners read one on the first working day of the week after something happened,
// sponsors on that of the month. An alert that nobody heeded comes again each week; one
// that is at peace leaves nothing to say.
func TestDigestWeeklyAndMonthly(t *testing.T) {
	w := digested(t)
	w.week(0, 4, 4)
	w.week(1, 4, 4)
	w.until(berlin(13, 17))
	if n := len(w.digests("may")); n != 0 {
		t.Fatalf("%d digests although nothing is to be said: %+v", n, w.digests("may"))
	}
	w.week(2, 5, 1)
	w.until(berlin(20, 8))
	if n := len(w.digests("may")); n != 0 {
		t.Fatalf("%d digests before Monday 9:00", n)
	}
	w.until(berlin(20, 9))
	got := w.digests("may")
	if len(got) != 1 {
		t.Fatalf("%d digests", len(got))
	}
	g := got[0]
	if g.Monthly || len(g.Decide) == 0 || g.Decide[0].Why != checkins.DecideAlert || len(g.Changes) != 1 || g.Changes[0].What != checkins.ReasonOpened || len(g.Changes[0].Rows) != 6 || len(g.Talk) != 0 || len(g.Replies) != 0 {
		t.Errorf("it says %+v", g)
	}
	if n := len(w.digests("sam")); n != 0 {
		t.Errorf("the sponsor got %d in March", n)
	}
	// Nothing happens for two weeks: what is to be decided is said all the same.
	paused := w.setup
	paused.Initiatives[0].Pulse.Every, paused.Initiatives[0].Pulse.Anchor = 4, "2026-04-14"
	paused.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: berlin(42, 10)}
	w.enrol()
	w.until(berlin(35, 12)) // Tuesday 7 April: Monday is a holiday
	got = w.digests("may")
	if len(got) != 3 || len(got[2].Changes) != 0 || len(got[2].Decide) == 0 || got[2].From != "2026-03-30" {
		t.Fatalf("%d digests: %+v", len(got), got)
	}
	sam := w.digests("sam")
	if len(sam) != 1 || !sam[0].Monthly || len(sam[0].Replies) != 1 {
		t.Fatalf("the sponsor got %+v", sam)
	}
}

func TestDigestAt(t *testing.T) {
	p := checkinstest.Person("may", "May")
	late := p
	late.AskAt = 15 * 60
	away := p
	away.AwayTo = "2026-04-10"
	for what, c := range map[string]struct {
		p       checkins.Person
		monthly bool
		now     time.Time
		want    time.Time
	}{
		"the next Monday":                   {p, false, berlin(0, 10), berlin(6, 9)},
		"on a Monday before it":             {p, false, berlin(6, 8), berlin(6, 9)},
		"on a Monday after it":              {p, false, berlin(6, 9), berlin(13, 9)},
		"the hour that they chose":          {late, false, berlin(0, 10), berlin(6, 15)},
		"Easter Monday is a holiday":        {p, false, berlin(30, 10), berlin(35, 9)},
		"away for the whole week":           {away, false, berlin(0, 10), berlin(41, 9)},
		"the first working day of a month":  {p, true, berlin(0, 10), berlin(29, 9)},
		"a month that begins on a holiday":  {p, true, berlin(30, 10), berlin(62, 9)},
		"on the first of a month, after it": {p, true, berlin(29, 10), berlin(62, 9)},
	} {
		if got := checkins.NextDigest(c.p, []string{"DE"}, c.monthly, c.now); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", what, got, c.want)
		}
	}
}

// One that could not be sent in time is not sent a week later.
func TestDigestIsNotSentLate(t *testing.T) {
	w := digested(t)
	w.week(0, 4, 4)
	w.week(1, 4, 4)
	w.week(2, 5, 1)
	w.clock = berlin(25, 10) // the service was down from Friday to Saturday
	w.turn()
	if n := len(w.digests("may")); n != 0 {
		t.Errorf("%d digests", n)
	}
}

// Who wants none gets none, and may still ask; the org may want none at all.
func TestDigestOnWish(t *testing.T) {
	w := digested(t)
	no := true
	if err := w.mem.Amend(w.ctx, checkinstest.Acme, "may", checkins.Wish{NoDigest: &no}); err != nil {
		t.Fatal(err)
	}
	w.week(0, 4, 4)
	w.week(1, 4, 4)
	w.week(2, 5, 1)
	w.until(berlin(21, 11))
	if n := len(w.digests("may")); n != 0 {
		t.Errorf("%d digests", n)
	}
	ask := func(p checkins.PersonID) checkins.Message {
		m, err := w.desk.Command(w.ctx, checkins.Request{From: account(p), Command: checkins.Command{Verb: checkins.VerbDigest}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	if g, ok := ask("may").(checkins.Digest); !ok || !g.Asked || g.Monthly || len(g.Decide) == 0 {
		t.Errorf("asked for: %+v", ask("may"))
	}
	if g, ok := ask("sam").(checkins.Digest); !ok || !g.Monthly || len(g.Replies) != 1 {
		t.Errorf("asked for by the sponsor: %+v", ask("sam"))
	}
	if m := ask("ana"); !refused(checkins.HelpNoDigest, m) {
		t.Errorf("a lead: %+v", m)
	}
}

// What people did because others answered is told; who left the role hears no more.
func TestDigestTellsWhatChanged(t *testing.T) {
	w := digested(t)
	w.week(0, 4, 4)
	w.week(1, 4, 4)
	w.week(2, 5, 1)
	d := dialog(t, w.do("may", checkins.DeedAssign, alertLetter()), "it", "biz")
	w.fill("may", d, map[string][]string{"it": {"it1"}, "biz": {"ben"}})
	w.do("may", checkins.DeedAskBoth, alertLetter())
	w.do("may", checkins.DeedAgenda, alertLetter())
	w.until(berlin(20, 9))
	g := w.digests("may")[0]
	if g.Decide[0].Why != checkins.DecideAgenda {
		t.Errorf("to decide: %+v", g.Decide)
	}
	var what []checkins.ThanksWhat
	for _, x := range g.Thanks {
		what = append(what, x.What)
		if x.What == checkins.ThanksKept && !slices.Equal(x.Names, []string{"IT lead 1", "Ben Lee"}) {
			t.Errorf("kept by %v", x.Names)
		}
	}
	if !slices.Equal(what, []checkins.ThanksWhat{checkins.ThanksKept, checkins.ThanksAsked}) {
		t.Errorf("because people answered: %v", what)
	}
	if len(g.Heard) != 1 || g.Heard[0].Sides[scoring.IT] != (checkins.HeardSide{Of: 1, Enough: 1}) {
		t.Errorf("heard: %+v", g.Heard)
	}
	w.setup.Initiatives[0].Owner = "ana"
	w.setup.Next = map[checkins.InitiativeID]time.Time{checkinstest.CRM: berlin(21, 10)}
	w.enrol()
	w.week(3, 5, 1)
	w.until(berlin(27, 9))
	if a, b := len(w.digests("may")), len(w.digests("ana")); a != 1 || b != 1 {
		t.Errorf("%d to the former owner, %d to the new one", a, b)
	}
}

// The sponsor's reply stands on top of the check-in that opens next, and in its private
// result, and of no other; it can be changed until then.
func TestSponsorReplies(t *testing.T) {
	w := digested(t)
	w.week(0, 4, 4)
	reply := func(text string) checkins.Message {
		t.Helper()
		d := dialog(t, w.do("sam", checkins.DeedReply, ""), "text")
		return w.fill("sam", d, map[string][]string{"text": {text}})
	}
	if m := reply("I read it."); !said(checkins.DoneReply, m) {
		t.Fatalf("%+v", m)
	}
	if d := dialog(t, w.do("sam", checkins.DeedReply, ""), "text"); d.Fields[0].Value[0] != "I read it." {
		t.Errorf("what was written does not stand there: %+v", d)
	}
	reply("I read it. Two testers come in April.")
	w.until(berlin(7, 11))
	asked := func(n int) *checkins.SponsorReply {
		t.Helper()
		return w.to(checkins.KindAsk, "ana")[n].Message.(checkins.Ask).Due[0].Reply
	}
	want := checkins.SponsorReply{By: "Sam Pons", Text: "I read it. Two testers come in April."}
	if asked(0) != nil || asked(1) == nil || *asked(1) != want {
		t.Fatalf("on the check-ins: %+v, %+v", asked(0), asked(1))
	}
	reply("For the next one.")
	if *asked(1) != want {
		t.Errorf("it changed under the leads: %+v", asked(1))
	}
	w.everybody(roundOn(7), 4, 4)
	w.until(berlin(10, 10))
	results := w.to(checkins.KindResult, "ana")
	if r := results[0].Message.(checkins.Result).Reply; r != nil {
		t.Errorf("on the first result: %+v", r)
	}
	if r := results[1].Message.(checkins.Result).Reply; r == nil || *r != want {
		t.Errorf("on the second result: %+v", r)
	}
	w.until(berlin(14, 11))
	if asked(2) == nil || asked(2).Text != "For the next one." {
		t.Errorf("on the third: %+v", asked(2))
	}
	if m := w.do("may", checkins.DeedReply, ""); !refused(checkins.HelpNotSponsor, m) {
		t.Errorf("the owner: %+v", m)
	}
	if _, err := checkins.Forget(w.ctx, w.mem, checkinstest.Acme, "sam"); err != nil {
		t.Fatal(err)
	}
	w.everybody(roundOn(14), 4, 4)
	w.turn()
	if asked(2) != nil {
		t.Errorf("after the sponsor was forgotten: %+v", asked(2))
	}
}

// With several initiatives the sponsor says on which.
func TestSponsorOfSeveral(t *testing.T) {
	w := digested(t, func(s *checkins.Setup) {
		two := s.Initiatives[0]
		two.ID, two.Name, two.Channels = "shop", "Web shop", nil
		s.Initiatives = append(s.Initiatives, two)
	})
	d := dialog(t, w.do("sam", checkins.DeedReply, ""), "text") // the button names crm
	d.Initiative = checkins.Named{}
	m, err := w.desk.Do(w.ctx, checkins.Deed{From: account("sam"), What: checkins.DeedReply})
	if err != nil {
		t.Fatal(err)
	}
	d = dialog(t, m, "about", "text")
	if m := w.fill("sam", d, map[string][]string{"about": {"zed"}, "text": {"x"}}); wrong(m, "about") != "choose" {
		t.Errorf("of nothing: %+v", m)
	}
	if m := w.fill("sam", d, map[string][]string{"about": {"shop"}, "text": {"x"}}); !said(checkins.DoneReply, m) || m.(checkins.Done).Name != "Web shop" {
		t.Errorf("%+v", m)
	}
}

// What somebody wrote apart from check-ins is shown to them, and to nobody else, when
// they ask what is kept of them: a sponsor's reply before it stands on a check-in too.
func TestExportShowsOwnLines(t *testing.T) {
	w := alerted(t, 2, func(s *checkins.Setup) { s.Initiatives[0].Sponsor = "may" })
	w.asksBoth(6)
	w.needs("ana", "A demo.", true)
	w.fill("may", dialog(t, w.do("may", checkins.DeedReply, ""), "text"), map[string][]string{"text": {"I read it."}})
	kept := func(p checkins.PersonID) (lines []string) {
		t.Helper()
		m, err := w.desk.Command(w.ctx, checkins.Request{From: account(p), Command: checkins.Command{Verb: checkins.VerbExport}})
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range m.(checkins.Mine).Parts {
			if part.Reply != nil {
				lines = append(lines, part.Reply.Text)
			}
		}
		for _, week := range m.(checkins.Mine).Weeks {
			for _, n := range week.Notes {
				lines = append(lines, n.Text)
			}
		}
		return lines
	}
	for p, want := range map[checkins.PersonID][]string{"ana": {"A demo."}, "may": {"I read it."}, "ben": nil} {
		if got := kept(p); !slices.Equal(got, want) {
			t.Errorf("%s: %q", p, got)
		}
	}
}

// Whoever gets digests may turn them off in the settings, and nobody else is asked.
func TestSettingsTurnDigestsOff(t *testing.T) {
	w := digested(t)
	open := func(p checkins.PersonID) (checkins.Dialog, []string) {
		t.Helper()
		m, err := w.desk.Command(w.ctx, checkins.Request{From: account(p), Command: checkins.Command{Verb: checkins.VerbSettings}})
		if err != nil {
			t.Fatal(err)
		}
		d := m.(checkins.Dialog)
		for _, f := range d.Fields {
			if f.Key == "digest" {
				return d, append([]string{"there"}, f.Value...)
			}
		}
		return d, nil
	}
	if _, f := open("ana"); f != nil {
		t.Errorf("a lead is asked: %v", f)
	}
	d, f := open("may")
	if !slices.Equal(f, []string{"there", "1"}) {
		t.Fatalf("at first: %v", f)
	}
	values := map[string][]string{"digest": nil}
	for _, f := range d.Fields {
		if f.Key != "digest" {
			values[f.Key] = f.Value
		}
	}
	w.fill("may", d, values)
	if _, f = open("may"); !slices.Equal(f, []string{"there"}) {
		t.Errorf("turned off: %v", f)
	}
	w.week(0, 4, 4)
	w.week(1, 4, 4)
	w.week(2, 5, 1)
	w.until(berlin(21, 11))
	if n := len(w.digests("may")); n != 0 {
		t.Errorf("%d digests", n)
	}
}

// What explain does not know it answers with what it takes.
func TestExplainListsItsTopics(t *testing.T) {
	w := digested(t)
	for _, c := range []checkins.Command{{Verb: checkins.VerbExplain, Topic: "workarounds"}, {Verb: checkins.VerbExplain, Name: "nonsense"}} {
		m, err := w.desk.Command(w.ctx, checkins.Request{From: account("ana"), Command: c})
		if err != nil {
			t.Fatal(err)
		}
		if h, ok := m.(checkins.Help); !ok || !slices.Equal(h.Topics, w.setup.Initiatives[0].Pulse.Dimensions) {
			t.Errorf("%+v: %+v", c, m)
		}
	}
}
