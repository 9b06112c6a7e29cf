package checkins

import (
	"slices"
	"strconv"

	"parallax/scoring"
)

// What a letter about the why is (About.Text.What).
const (
	whyAsk     = "ask"     // to a lead: write it in one line, blind
	whyLines   = "lines"   // to the owner: the lines side by side, on day two
	whyAll     = "all"     // likewise, when everybody has written before
	whyWording = "wording" // to a lead: the owner proposes one
	whyOffer   = "offer"   // to the owner: a lead would rather have another wording
	whyHeld    = "held"    // to the owner: both sides have confirmed it
	whyJoined  = "joined"  // to somebody who has become a lead of what runs already
)

// whyLetter names a letter about the why of an initiative.
func whyLetter(org OrgID, i InitiativeID, what string, more ...string) LetterID {
	return LetterIDOf(org, KindWhy, append([]string{string(i), what}, more...)...)
}

// whyLetters are the ids of all of them that may stand somewhere and show what was
// said, whether they were written or not.
func whyLetters(org OrgID, i Initiative, t WhyTalk) []LetterID {
	ids := []LetterID{whyLetter(org, i.ID, whyLines), whyLetter(org, i.ID, whyAll)}
	who := slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz], []PersonID{i.Owner})
	slices.Sort(who)
	for _, p := range slices.Compact(who) {
		ids = append(ids, whyLetter(org, i.ID, whyAsk, string(p)), whyLetter(org, i.ID, whyJoined, string(p)))
		for n := max(1, len(t.Versions)-1); n <= len(t.Versions); n++ { // the one before says that it is over
			v := strconv.Itoa(n)
			ids = append(ids, whyLetter(org, i.ID, whyWording, v, string(p)), whyLetter(org, i.ID, whyOffer, v, string(p)))
		}
	}
	return ids
}

// why writes a letter about the why to somebody; nothing when they can't be reached.
func (w writing) why(i Initiative, what string, to PersonID, more ...string) []Letter {
	p := w.people[to]
	if !reachable(p) {
		return nil
	}
	return []Letter{{
		ID: whyLetter(w.org.ID, i.ID, what, more...), Kind: KindWhy, To: p.Account(), Lead: p.ID,
		Due: WorkingAt(p, w.org.Holidays, w.now), Again: true, About: About{Initiative: i.ID, Text: Says{What: what}},
	}}
}

// asks are the letters with which the why of a new initiative is asked for, blind: to
// each lead who has not written yet, and to an owner who is none; and to the owner the
// one with the lines.
func (w writing) asks(i Initiative, t WhyTalk) []Letter {
	who := slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz], []PersonID{i.Owner})
	slices.Sort(who)
	var ls []Letter
	for _, p := range slices.Compact(who) {
		if _, wrote := t.Lines[p]; !wrote {
			ls = append(ls, w.why(i, whyAsk, p, string(p))...)
		}
	}
	for _, l := range w.why(i, whyLines, i.Owner) {
		l.Due = t.Due
		ls = append(ls, l)
	}
	return ls
}

// letter is the first that somebody gets who has become a lead: the question why,
// while the leads are asked that, else how it stands.
func (w writing) letter(i Initiative, t WhyTalk, p PersonID) []Letter {
	if _, n := t.Latest(); n == 0 && !t.Asked.IsZero() {
		return w.why(i, whyAsk, p, string(p))
	}
	return w.why(i, whyJoined, p, string(p))
}

// wordings are the letters with a wording that was proposed: to every lead but who
// proposed it.
func (w writing) wordings(i Initiative, t WhyTalk) []Letter {
	v, n := t.Latest()
	who := slices.Concat(i.Leads[scoring.IT], i.Leads[scoring.Biz])
	slices.Sort(who)
	var ls []Letter
	for _, p := range slices.Compact(who) {
		if _, one := i.Side(p); !one || p == v.By {
			continue
		}
		for _, l := range w.why(i, whyWording, p, strconv.Itoa(n), string(p)) {
			l.About.Text.Detail = strconv.Itoa(n)
			ls = append(ls, l)
		}
	}
	return ls
}

// held tells the owner that both sides have confirmed the wording.
func (w writing) held(i Initiative, t WhyTalk) []Letter {
	_, n := t.Latest()
	ls := w.why(i, whyHeld, i.Owner, strconv.Itoa(n))
	for k := range ls {
		ls[k].About.Text.Detail = strconv.Itoa(n)
	}
	return ls
}

// offered brings a lead's wording to the owner.
func (w writing) offered(i Initiative, t WhyTalk, by PersonID) []Letter {
	_, n := t.Latest()
	ls := w.why(i, whyOffer, i.Owner, strconv.Itoa(n), string(by))
	for k := range ls {
		ls[k].About.Text.Detail, ls[k].About.Text.Where = strconv.Itoa(n), string(by)
	}
	return ls
}
