package torture

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// act is something that somebody does, and what it comes to.
type act struct {
	name   string
	do     func()
	effect func() string // a description of all that it did, the same when nothing was added
	same   bool          // a delivery that comes again is given the same reply
}

// acts are one of each kind of delivery, each by somebody else.
func (f *fleet) acts(turn int) []act {
	ctx := f.t.Context()
	slack, teams := f.in(false), f.in(true)
	letters := func(l *lead) func() string { // all that came to the lead, without edits, and what is still to be sent
		return func() string {
			counts := map[string]int{}
			for _, s := range f.letters(l, "") {
				counts[stampOf(s.Metadata).Kind]++
			}
			due, err := f.rdb.ZCard(ctx, "px:{"+string(org)+"}:ob.due").Result()
			if err != nil {
				f.t.Error(err)
			}
			return fmt.Sprint(counts, " and ", due)
		}
	}
	changes := func(l *lead) func() string {
		return func() string { return fmt.Sprint(ofLead(f.history(""), l)) }
	}
	presses := func(l *lead, action string) {
		im := f.space.IM(l.user)
		for _, m := range slices.Backward(f.space.Sees(l.user, im)) {
			if buttons, _ := partsOf(m.Blocks); slices.Contains(buttons, action) {
				_, _ = f.space.Press(ctx, l.user, im, m.TS, action) // how it went shows in its effect
				return
			}
		}
		f.t.Errorf("%s has no button %s", l.id, action)
	}
	inCard := func(l *lead, do func(m form)) func() {
		return func() {
			m, err := f.openCard(l)
			if err != nil {
				f.t.Error(err)
				return
			}
			do(m)
		}
	}
	slackForm := f.mustOpen(slack[0])
	return []act{
		{"a form in Slack", func() { f.save(slack[0], slackForm, slackForm.all(turn)) }, changes(slack[0]), true},
		{"a press in Slack", func() { presses(slack[1], "remind_hour") }, letters(slack[1]), true},
		{"a command in Slack", func() { _, _ = f.space.Command(ctx, slack[2].user, f.space.IM(slack[2].user), "status") }, letters(slack[2]), true},
		{"a direct message in Slack", func() { _, _ = f.space.DirectMessage(ctx, slack[3].user, "status") }, letters(slack[3]), true},
		{"a mention in Slack", func() { _, _ = f.space.Mention(ctx, slack[4].user, "C0001", "", "status") }, func() string {
			n := 0
			for _, s := range f.space.Ledger() {
				if s.Channel == "C0001" && s.From == "U9999" {
					n++
				}
			}
			return fmt.Sprint(n)
		}, true},
		// The reply is the card as it stands then.
		{"a form in Teams", inCard(teams[0], func(m form) { f.save(teams[0], m, m.all(turn)) }), changes(teams[0]), true},
		{"a form in Teams, in an old client", inCard(teams[1], func(m form) {
			if err := f.tenant.Fill(teams[1].user, m.channel, m.ts, m.all(turn)); err != nil {
				f.t.Error(err)
			}
			_, _ = f.tenant.PressFallback(ctx, teams[1].user, m.channel, m.ts, "submit")
		}), changes(teams[1]), true},
		{"a press in Teams", inCard(teams[2], func(m form) { _, _ = f.tenant.Press(ctx, teams[2].user, m.channel, m.ts, "remind_hour") }), letters(teams[2]), true},
		{"a direct message in Teams", func() { _, _ = f.tenant.DirectMessage(ctx, teams[3].user, "status") }, letters(teams[3]), true},
	}
}

// rest waits until nothing is left to send.
func (f *fleet) rest() {
	f.t.Helper()
	await(f.t, "all letters are out", func() bool {
		now := fmt.Sprint(f.clock.now().UnixMilli())
		space := "px:{" + string(org) + "}:ob."
		due, err := f.rdb.ZCount(f.t.Context(), space+"due", "-inf", now).Result()
		flying, flyErr := f.rdb.ZCard(f.t.Context(), space+"inflight").Result()
		return err == nil && flyErr == nil && due+flying == 0
	})
}

// A04: one valid request, fifty times at once at three replicas: one effect, and each
// of the fifty is told the same.
func TestA04Fifty(t *testing.T) {
	scaleOf(t)
	f := newFleet(t, options{slack: 5, teams: 5})
	for range 3 {
		f.start()
	}
	f.open()
	for _, a := range f.acts(1) {
		t.Run("A04 "+a.name, func(t *testing.T) {
			f.rest()
			before := a.effect()
			q := f.steal(a.do)
			if a.effect() != before {
				t.Fatal("it had an effect before it was delivered")
			}
			replies := make([]reply, 50)
			var all sync.WaitGroup
			for n := range replies {
				all.Go(func() { replies[n] = q.again().send(t.Context(), f.replicas[n%3].url()) })
			}
			all.Wait()
			said := map[string]int{}
			slowest := time.Duration(0)
			for _, r := range replies {
				said[fmt.Sprint(r.status, " ", r.body)]++
				slowest = max(slowest, r.took)
				if r.status != 200 {
					t.Errorf("answered with %d %s", r.status, r.body)
				}
			}
			f.rest()
			once := a.effect()
			if a.name != "a command in Slack" && once == before {
				t.Error("no effect at all")
			}
			if len(said) != 1 {
				t.Errorf("%d different replies: %.600q", len(said), slices.Collect(maps.Keys(said)))
			}
			q.again().send(t.Context(), f.replicas[0].url())
			f.rest()
			if got := a.effect(); got != once {
				t.Errorf("once more had an effect: %s, before %s", got, once)
			}
			if grew := strings.Count(once, "{") - strings.Count(before, "{"); strings.HasPrefix(a.name, "a form") && grew != 3 {
				t.Errorf("%d changes of the three values", grew)
			}
			t.Logf("50 deliveries, the slowest reply after %s", slowest.Round(time.Millisecond))
		})
	}
	f.holdHistory()
	f.clean()
}

// B14: a delivery comes again, at once and after a second, a minute, five minutes and
// 23 hours, each time to another replica. It has its effect once, and takes nothing
// back that was done since.
func TestB14Again(t *testing.T) {
	scaleOf(t)
	f := newFleet(t, options{slack: 5, teams: 5})
	for range 3 {
		f.start()
	}
	f.open()
	type first struct {
		act
		request
		reply  reply
		effect string
	}
	rec := f.door.record()
	var firsts []first
	for _, a := range f.acts(1) {
		f.rest()
		a.do()
		firsts = append(firsts, first{act: a, request: rec.newest()})
	}
	f.rest()
	for n, x := range firsts {
		if firsts[n].reply = x.again().send(t.Context(), f.replicas[0].url()); firsts[n].reply.status != 200 {
			t.Errorf("%s: %+v", x.name, firsts[n].reply)
		}
	}
	// Two of them think again: what they said first must not come back.
	for _, l := range []*lead{f.in(false)[0], f.in(true)[0]} {
		f.mustSave(l, 2)
	}
	f.rest()
	f.clock.set(f.clock.now().Add(time.Hour)) // who asked to be reminded is
	f.rest()
	for n, x := range firsts {
		firsts[n].effect = x.act.effect()
	}
	began := f.clock.now()
	for turn, after := range []time.Duration{0, time.Second, time.Minute, 5 * time.Minute, 23 * time.Hour} {
		f.age(after - f.clock.now().Sub(began))
		f.rest() // what comes by itself has come
		for n, x := range firsts {
			if after > time.Hour { // nudges have come meanwhile
				x.effect = x.act.effect()
			}
			r := x.again().send(t.Context(), f.replicas[(turn+n)%3].url())
			if r.status != 200 {
				t.Errorf("%s after %s: %+v", x.name, after, r)
			}
			f.rest()
			if got := x.act.effect(); got != x.effect {
				t.Errorf("%s after %s had an effect again:\n%s\nbefore\n%s", x.name, after, got, x.effect)
			}
		}
	}
	f.holdHistory()
	f.clean()
}

// B16: somebody saves on two devices at once, twenty times with different values, at
// three replicas. What was written last stands, as a whole; the history has it all.
func TestB16Devices(t *testing.T) {
	s := scaleOf(t)
	f := newFleet(t, options{})
	for range 3 {
		f.start()
	}
	date := f.open()
	for turn := range of(s, 3, 20) {
		l := f.leads[turn%len(f.leads)]
		m := f.mustOpen(l)
		q := f.steal(func() { f.save(l, m, m.all(0)) })
		last := f.last()
		variants := make([]marks, 20)
		replies := make([]reply, len(variants))
		var all sync.WaitGroup
		for n := range variants {
			variants[n] = marks{}
			for k, id := range m.inputs { // 125 of them
				variants[n][id] = fmt.Sprint((f.rand.IntN(5)+n+k)%5 + 1)
			}
			all.Go(func() {
				replies[n] = q.with(fmt.Sprintf("%d.%d.device", turn, n), variants[n]).send(t.Context(), f.replicas[n%3].url())
			})
		}
		all.Wait()
		for n, r := range replies {
			if !r.saved() {
				t.Errorf("%d: %+v", n, r)
			}
		}
		kept := f.stored(l.round(date))
		if !slices.ContainsFunc(variants, func(in marks) bool { return stands(kept, l, in) == "" }) {
			t.Errorf("what is stored is none of what was sent: %+v", kept.Of(l.id))
		}
		f.holdLast(l.round(date).Initiative(), date)
		t.Logf("20 at once: %d changes of 3 values", len(ofLead(f.history(last), l)))
		f.space.CloseView(l.user, "")
	}
	f.holdHistory()
	f.clean()
}

// B18: Teams sends a message again because the first replica was too slow. It counts
// once, whichever of the two comes first.
func TestB18Slow(t *testing.T) {
	s := scaleOf(t)
	deadline := of(s, 3*time.Second, 15*time.Second)
	for _, slow := range []struct {
		name, fault string
	}{
		{"stands still before it has read", ""},
		{"stands still before the script", "record.before=sleep:"},
		{"stands still after the script", "record.after=sleep:"},
	} {
		t.Run("B18 "+slow.name, func(t *testing.T) {
			f := newFleet(t, options{slack: 2, teams: 8, deadline: deadline})
			well := f.start()
			date := f.open()
			var env []string
			if slow.fault != "" {
				env = append(env, "PARALLAX_FAILPOINTS="+slow.fault+(deadline+time.Second).String()+"@1")
			}
			stuck := f.start(env...)
			l := f.in(true)[0]
			m := f.mustOpen(l)
			in := m.all(3)
			if err := f.tenant.Fill(l.user, m.channel, m.ts, in); err != nil {
				t.Fatal(err)
			}
			rec := f.door.record()
			f.door.pin(stuck)
			if slow.fault == "" {
				stuck.freeze()
			}
			time.AfterFunc(deadline-500*time.Millisecond, func() { f.door.pin(well) })
			ack, err := f.tenant.PressFallback(t.Context(), l.user, m.channel, m.ts, "submit")
			if err != nil || !ack.OK() || ack.Retried != 1 {
				t.Fatalf("%v %+v", err, ack)
			}
			if wrong := stands(f.stored(l.round(date)), l, in); wrong != "" {
				t.Error(wrong)
			}
			stuck.thaw()
			f.door.pin()
			// The first one ends its work in its own time.
			pass(2 * time.Second)
			f.rest()
			first := rec.newest().again().send(t.Context(), well.url())
			second := rec.newest().again().send(t.Context(), stuck.url())
			if first.status != second.status || first.body != second.body {
				t.Errorf("the same delivery was answered with %+v and %+v", first, second)
			}
			if n := len(ofLead(f.history(""), l)); n != len(in) {
				t.Errorf("%d changes of %d values", n, len(in))
			}
			f.clean()
		})
	}
}

// B17: answers at the wrong time, by the wrong person, and on two cards for one round.
func TestB17Wrong(t *testing.T) {
	scaleOf(t)
	f := newFleet(t, options{slack: 20})
	for range 2 {
		f.start()
	}
	date := f.open()
	nobody := func(what string, s saw, l *lead, word string) {
		t.Helper()
		if s.what != sawNotSaved || !strings.Contains(s.text, word) {
			t.Errorf("%s: saw %+v, want %q", what, s, word)
		}
		if got := f.stored(l.round(date)).Of(l.id); len(got) != 0 {
			t.Errorf("%s: stored %+v", what, got)
		}
		f.space.CloseView(l.user, "")
	}
	t.Run("B17 before the opening", func(t *testing.T) {
		l := f.leads[0]
		m := f.mustOpen(l)
		q := f.steal(func() { f.save(l, m, m.all(0)) })
		next := date.AddDays(7)
		q.body = []byte(strings.ReplaceAll(string(q.body), string(date), string(next)))
		r := q.again().send(t.Context(), f.replicas[0].url())
		var said struct {
			Action string            `json:"response_action"`
			Errors map[string]string `json:"errors"`
		}
		if err := json.Unmarshal([]byte(r.body), &said); err != nil || r.status != 200 || said.Action != "errors" {
			t.Errorf("%+v", r)
		}
		if got := f.stored(l.round(next)).Of(l.id); len(got) != 0 {
			t.Errorf("stored before the opening: %+v", got)
		}
		f.space.CloseView(l.user, "")
	})
	t.Run("B17 by a removed lead", func(t *testing.T) {
		l := f.leads[1]
		m := f.mustOpen(l)
		whole := f.file
		people, sides, _ := strings.Cut(whole, "initiatives:")
		f.apply(people + "initiatives:" + strings.Replace(sides, string(l.id)+", ", "", 1))
		nobody("removed", f.save(l, m, m.all(0)), l, "no lead of this initiative any more")
		f.apply(whole)
	})
	t.Run("B17 on a second card", func(t *testing.T) {
		l := f.leads[2]
		// One form from the check-in, one from a command: both are of the same round.
		first := f.mustOpen(l)
		q := f.steal(func() { f.save(l, first, first.all(0)) })
		f.space.CloseView(l.user, "")
		ack, err := f.space.Command(t.Context(), l.user, f.space.IM(l.user), "checkin")
		if err != nil || !ack.OK() || f.space.View(l.user) == nil {
			t.Fatalf("checkin: %v %+v", err, ack)
		}
		_, inputs := partsOf(f.space.View(l.user).Blocks)
		second := form{view: f.space.View(l.user).ID, inputs: inputs}
		if s := f.save(l, second, second.all(1)); s.what != sawSaved {
			t.Fatalf("%+v", s)
		}
		if r := q.with("1.2.card", first.all(2)).send(t.Context(), f.replicas[1].url()); !r.saved() {
			t.Fatalf("%+v", r)
		}
		if wrong := stands(f.stored(l.round(date)), l, first.all(2)); wrong != "" {
			t.Error(wrong)
		}
		if n := len(ofLead(f.history(""), l)); n != 2*len(inputs) {
			t.Errorf("%d changes of %d values, want two each", n, len(inputs))
		}
	})
	t.Run("B17 after the close", func(t *testing.T) {
		l := f.leads[3]
		m := f.mustOpen(l)
		f.clock.set(f.clock.now().Add(roundWindow))
		nobody("closed", f.save(l, m, m.all(0)), l, "closed")
	})
	f.holdHistory()
	f.clean()
}
