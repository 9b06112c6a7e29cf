package torture

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"parallax/checkins"
	"parallax/sandbox"
)

// stamp is what a message says about itself besides its words.
type stamp struct {
	Letter string `json:"d"`
	Kind   string `json:"kind"`
}

func stampOf(metadata json.RawMessage) stamp {
	var m struct {
		Payload stamp `json:"event_payload"`
		Ours    stamp `json:"parallax"` // in Teams
	}
	_ = json.Unmarshal(metadata, &m) // a message without metadata has no stamp
	if m.Ours != (stamp{}) {
		return m.Ours
	}
	return m.Payload
}

// seen is everything that people saw on both platforms.
func (f *fleet) seen() []sandbox.Seen { return append(f.space.Ledger(), f.tenant.Ledger()...) }

// ledger counts the new messages that people got of each letter.
func (f *fleet) ledger() map[checkins.LetterID]int {
	n := map[checkins.LetterID]int{}
	for _, s := range f.seen() {
		if id := stampOf(s.Metadata).Letter; id != "" && (s.Kind == sandbox.SeenPost || s.Kind == sandbox.SeenThread) {
			n[checkins.LetterID(id)]++
		}
	}
	return n
}

// letters are the messages of a kind ("" = any) in the direct messages of a lead, as
// they were first posted, in order.
func (f *fleet) letters(l *lead, kind string) []sandbox.Seen {
	var list []sandbox.Seen
	all, im := f.space.Ledger, f.space.IM
	if l.inTeams {
		all, im = f.tenant.Ledger, f.tenant.IM
	}
	channel := im(l.user)
	for _, s := range all() {
		at := stampOf(s.Metadata)
		if s.Kind == sandbox.SeenPost && s.Channel == channel && at.Letter != "" && (kind == "" || at.Kind == kind) {
			list = append(list, s)
		}
	}
	return list
}

// change is one entry of the history of answers.
type change struct {
	id, field, value, round string
}

// history lists the changes of answers, in order, after an entry ("" = all). Values
// are sealed: equal ones at one place are equal.
func (f *fleet) history(after string) []change {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	from := "-"
	if after != "" {
		from = "(" + after
	}
	entries, err := f.rdb.XRange(ctx, "px:{"+string(org)+"}:log", from, "+").Result()
	if err != nil {
		f.t.Fatal(err)
	}
	var list []change
	for _, e := range entries {
		field, _ := e.Values["field"].(string)
		value, _ := e.Values["value"].(string)
		round, _ := e.Values["round"].(string)
		if field != "" {
			list = append(list, change{e.ID, field, value, round})
		}
	}
	return list
}

// of are the changes of one lead.
func ofLead(list []change, l *lead) []change {
	return slices.DeleteFunc(slices.Clone(list), func(c change) bool { return !strings.HasPrefix(c.field, string(l.id)+"|") })
}

// holdHistory checks a history as a whole: a value that was written twice running at
// one place was counted twice. It returns what stands at each place.
func (f *fleet) holdHistory() map[string]string {
	f.t.Helper()
	stands := map[string]string{}
	for _, c := range f.history("") {
		at := c.round + " " + c.field
		if stands[at] == c.value {
			f.t.Errorf("%s: %s was written twice running", c.id, at)
		}
		stands[at] = c.value
	}
	return stands
}

// clean checks what every test must leave behind: nothing that a platform would have
// refused, and no letter that somebody got twice.
func (f *fleet) clean() {
	f.t.Helper()
	for _, v := range append(f.space.Violations(), f.tenant.Violations()...) {
		f.t.Errorf("a platform would refuse: %s", v)
	}
	for id, n := range f.ledger() {
		if n > 1 {
			f.t.Errorf("letter %s arrived %d times", id, n)
		}
	}
}

// holdLast checks that of each answer of a round what was written last stands, which
// is what the history says.
func (f *fleet) holdLast(i checkins.InitiativeID, date checkins.Date) {
	f.t.Helper()
	round := string(checkins.RoundIDOf(i, date))
	kept, err := f.rdb.HGetAll(f.t.Context(), "px:{"+string(org)+"}:ans:"+round).Result()
	if err != nil {
		f.t.Fatal(err)
	}
	for at, value := range f.holdHistory() {
		if field, of := strings.CutPrefix(at, round+" "); of && kept[field] != value {
			f.t.Errorf("%s is not what was written last", at)
		}
	}
}
