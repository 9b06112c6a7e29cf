package checkinstest

import (
	"fmt"
	"sync"
	"time"

	"parallax/checkins"
)

// during is a time within the first round.
var during = Opens.Add(time.Hour)

var recordPromises = []promise{
	{"what is asked and answered in time is saved", func(b *bench) {
		r := b.begin(b.initiative(), First)
		said := b.record(Reply("d1", r, "ana", Own(checkins.Value, 4), Guess(checkins.Value, 2)), r.Closes.Add(-time.Second))
		b.same("recorded", said, []checkins.Recorded{{Round: r.ID, Outcome: checkins.Saved, Changed: true, Closes: r.Closes}})
		b.same("kept", b.kept(r.ID), checkins.Kept{Answers: []checkins.Answer{
			{Person: "ana", Dimension: checkins.Value, Own: 4, Guess: 2, SaidOwn: true, SaidGuess: true},
		}})
	}},
	{"a stranger is refused, whoever the check-in was made for", func(b *bench) {
		r := b.begin(b.initiative(), First)
		for n, from := range []checkins.Account{
			SlackAccount("ben"), SlackAccount("zoe"), {},
			{Platform: checkins.Slack, Team: otherTeam, ID: "U-ana"},
			{Platform: checkins.Teams, Team: Team, ID: "U-ana"},
		} {
			reply := Reply(fmt.Sprint("d", n), r, "ana", Own(checkins.Value, 4))
			reply.From = from
			reply.Parts = append(reply.Parts, reply.Parts[0])
			b.says(reply, during, checkins.Stranger, checkins.Stranger)
		}
		b.same("kept", b.kept(r.ID), checkins.Kept{})
	}},
	{"there is no round to answer when it is unknown or was skipped", func(b *bench) {
		skipped := Round(b.org, b.initiative(), First)
		skipped.State = checkins.RoundSkipped
		b.open(checkins.Opening{Round: skipped})
		b.says(Reply("d1", skipped, "ana", Own(checkins.Value, 4)), during, checkins.NoRound)
		unknown := Round(b.org, b.initiative(), First.AddDays(7))
		b.says(Reply("d2", unknown, "ana", Own(checkins.Value, 4)), during, checkins.NoRound)
		b.same("kept", b.kept(skipped.ID), checkins.Kept{})
	}},
	{"a late answer is closed, although nobody sealed the round yet", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), r.Closes, checkins.Closed)
		b.says(Reply("d2", r, "ana", Own(checkins.Value, 4)), r.Closes.Add(time.Hour), checkins.Closed)
		b.same("kept", b.seal(r), checkins.Kept{})
	}},
	{"an answer after the seal is closed, also by a clock that is behind", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.seal(r)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Closed)
		b.close(checkins.Closing{Round: r.ID}, r.Closes)
		b.says(Reply("d2", r, "ana", Own(checkins.Value, 4)), during, checkins.Closed)
		b.same("kept", b.kept(r.ID), checkins.Kept{})
	}},
	{"a joiner is not asked before the next round", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.relead("ana", "it1", "it2", "zoe")
		b.says(Reply("d1", r, "zoe", Own(checkins.Value, 4)), during, checkins.NotAsked)
		reply := Reply("d2", r, "zoe")
		reply.Parts[0].Line = &checkins.Line{Text: "Hello."}
		b.says(reply, during, checkins.NotAsked)
		b.same("kept", b.kept(r.ID), checkins.Kept{})
	}},
	{"a lead who left is told so, and what was saved before stays", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d1", r, "it1", Own(checkins.Value, 4)), during, checkins.Saved)
		b.relead("ana", "it2")
		b.says(Reply("d2", r, "it1", Own(checkins.Value, 1)), during, checkins.Left)
		b.says(Reply("d3", r, "it2", Own(checkins.Value, 2)), during, checkins.Saved)
		want := checkins.Kept{Answers: []checkins.Answer{
			{Person: "it1", Dimension: checkins.Value, Own: 4, SaidOwn: true},
			{Person: "it2", Dimension: checkins.Value, Own: 2, SaidOwn: true},
		}}
		b.same("sealed", b.seal(r), want)
	}},
	{"a lead who came back may answer", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.relead("ana", "it2")
		b.relead("ana", "it1", "it2")
		b.says(Reply("d1", r, "it1", Own(checkins.Value, 4)), during, checkins.Saved)
	}},
	{"an item or guess that was not put to this lead is not asked, and nothing of that part is stored", func(b *bench) {
		r := Round(b.org, b.initiative(), First)
		r.Plans["ana"] = checkins.Plan{Items: r.Plans["ana"].Items[:2], Guesses: r.Plans["ana"].Guesses}
		b.open(checkins.Opening{Round: r})
		for n, k := range []checkins.Mark{
			Own(checkins.Delivery, 3), Guess(checkins.PriorityDim, 3), Guess(checkins.Delivery, 3), Own(checkins.OwnDim, 0),
		} {
			reply := Reply(fmt.Sprint("d", n), r, "ana", Own(checkins.Value, 4), k, Own(checkins.PriorityDim, 2))
			reply.Parts[0].Line = &checkins.Line{Text: "Hello."}
			b.says(reply, during, checkins.NotAsked)
		}
		b.same("kept", b.kept(r.ID), checkins.Kept{})
		b.says(Reply("d9", r, "ben", Own(checkins.Delivery, 3)), during, checkins.Saved)
	}},
	{"each part has its own outcome", func(b *bench) {
		past := b.begin(b.initiative(), First)
		now := b.begin(b.second("zed"), First.AddDays(3))
		reply := Reply("d1", past, "ana", Own(checkins.Value, 1))
		reply.Parts = append(reply.Parts,
			Reply("", now, "ana", Own(checkins.Value, 2)).Parts[0],
			checkins.Filled{Round: "abc@2026-03-03", Marks: []checkins.Mark{Own(checkins.Value, 3)}},
		)
		said := b.says(reply, past.Closes, checkins.Closed, checkins.Saved, checkins.NoRound)
		for n, want := range []checkins.RoundID{past.ID, now.ID, "abc@2026-03-03"} {
			if said[n].Round != want {
				b.Fatalf("part %d speaks of %s, want %s", n, said[n].Round, want)
			}
		}
		if !said[1].Closes.Equal(now.Closes) {
			b.Fatalf("closes %s, want %s", said[1].Closes, now.Closes)
		}
		b.same("kept", b.kept(past.ID), checkins.Kept{})
		b.same("kept", b.kept(now.ID).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, Own: 2, SaidOwn: true}})
		b.says(reply, past.Closes, checkins.Closed, checkins.Duplicate, checkins.NoRound)
	}},
	{"a double click with the same delivery is a duplicate and changes nothing", func(b *bench) {
		r := b.begin(b.initiative(), First)
		first := Reply("d1", r, "ana", Own(checkins.Value, 4))
		b.says(first, during, checkins.Saved)
		said := b.says(first, during, checkins.Duplicate)
		if said[0].Round != r.ID || !said[0].Closes.Equal(r.Closes) {
			b.Fatalf("the second answer is %+v", said[0])
		}
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 1), Own(checkins.Delivery, 1)), during, checkins.Duplicate)
		b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, Own: 4, SaidOwn: true}})
	}},
	{"a delivery answers what it answered then, whatever happened since", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("zoe", r, "zoe", Own(checkins.Value, 4)), during, checkins.Stranger)
		b.says(Reply("ana", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		b.says(Reply("late", r, "ana", Own(checkins.Value, 5)), r.Closes, checkins.Closed)
		b.enrol(checkins.Setup{Org: b.setup.Org, People: []checkins.Person{Person("zoe", "Zoe")}})
		b.says(Reply("zoe", r, "zoe", Own(checkins.Value, 4)), during, checkins.NotAsked) // nothing stays of a stranger
		b.says(Reply("late", r, "ana", Own(checkins.Value, 5)), during, checkins.Closed)
		b.seal(r)
		b.says(Reply("ana", r, "ana", Own(checkins.Value, 4)), during, checkins.Duplicate)
	}},
	{"a double click with another delivery is saved and nothing is new", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.says(Reply("d1", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		said := b.says(Reply("d2", r, "ana", Own(checkins.Value, 4)), during, checkins.Saved)
		if said[0].Changed {
			b.Fatal("the same value counts as a change")
		}
	}},
	{"of the same delivery many times at once one is saved", func(b *bench) {
		r := b.begin(b.initiative(), First)
		var mu sync.Mutex
		count := map[checkins.RecordOutcome]int{}
		b.must(together(20, func(int) error {
			said, err := b.Record(b.ctx, b.org, Reply("d1", r, "ana", Own(checkins.Value, 4)), during)
			mu.Lock()
			defer mu.Unlock()
			for _, o := range outcomes(said) {
				count[o]++
			}
			return err
		}))
		b.same("outcomes", count, map[checkins.RecordOutcome]int{checkins.Saved: 1, checkins.Duplicate: 19})
		b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{{Person: "ana", Dimension: checkins.Value, Own: 4, SaidOwn: true}})
	}},
	{"of edits on two devices the last one stands", func(b *bench) {
		r := b.begin(b.initiative(), First)
		b.must(together(20, func(k int) error {
			said, err := b.Record(b.ctx, b.org, Reply(fmt.Sprint("d", k), r, "ana", Own(checkins.Value, 1+k%5), Guess(checkins.Value, 1+k%5)), during)
			if err == nil && (len(said) != 1 || said[0].Outcome != checkins.Saved) {
				err = fmt.Errorf("edit %d came to %+v", k, said)
			}
			return err
		}))
		got := b.kept(r.ID).Answers
		if len(got) != 1 || got[0].Own != got[0].Guess || got[0].Own < 1 || got[0].Own > 5 {
			b.Fatalf("kept %+v, want one answer of one edit", got)
		}
		for n, v := range []int{5, 2} {
			said := b.says(Reply(fmt.Sprint("last", n), r, "ana", Own(checkins.Value, v), Guess(checkins.Value, v)), during, checkins.Saved)
			if n > 0 && !said[0].Changed {
				b.Fatal("another value does not count as a change")
			}
		}
		b.same("kept", b.kept(r.ID).Answers, []checkins.Answer{
			{Person: "ana", Dimension: checkins.Value, Own: 2, Guess: 2, SaidOwn: true, SaidGuess: true},
		})
	}},
}
