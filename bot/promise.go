package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// commitments lists what was promised, and what came of it.
func (w Words) commitments(c checkins.Commitments) Page {
	headline := w.say("promise.list", with{"Name": NameOf(c.Initiative)})
	p := Page{Text: headline}
	p.Add(Headline{headline}, Small{[]Text{w.KeptRate(scoring.IT, c.Kept[scoring.IT]), w.KeptRate(scoring.Biz, c.Kept[scoring.Biz])}})
	if len(c.Open)+len(c.Past) == 0 {
		empty := w.say("promise.empty")
		if !c.New {
			empty = w.say("promise.empty.owner")
		}
		p.Add(Sentence{empty})
	}
	if len(c.Open) > 0 {
		p.Add(Part{w.say("promise.open")})
	}
	for _, l := range c.Open {
		p.Add(News{News: w.promised(l)}, Sentence{JoinWith(" ", w.promiseDue(l), w.promiseLate(l))}, Buttons{w.promiseButtons(c.Initiative.ID, "", l)})
	}
	var past []Text
	for _, l := range c.Past {
		past = append(past, w.pastPromise(l))
	}
	if len(past) > 0 {
		p.Add(Part{w.say("promise.past")}, List{past})
	}
	if c.More > 0 {
		p.Add(Small{[]Text{w.many("promise.more", c.More)}})
	}
	p.Add(Small{[]Text{w.OnlyYou()}})
	if c.New {
		p.Add(Buttons{[]Button{{Act: ActDo, Label: w.say("promise.new"), Claim: DeedClaim(checkins.DeedCommit, c.Initiative.ID, "", "")}}})
	}
	return p
}

// promised is who promised what to which side.
func (w Words) promised(l checkins.PromiseLine) Text {
	if l.What == "" {
		return w.say("promise.erased")
	}
	in := with{"By": w.person(l.By), "Side": w.bySide("promise", l.From.Other()), "What": w.Quote(l.What)}
	if l.Mine {
		return w.say("promise.line.you", in)
	}
	return capital(w.say("promise.line", in))
}

// promiseDue is by when; the date given first too, once it was moved.
func (w Words) promiseDue(l checkins.PromiseLine) Text {
	if l.First != "" {
		return w.say("promise.due.moved", with{"Day": w.Weekday(l.Due), "First": w.Day(l.First)})
	}
	return w.say("promise.due", with{"Day": w.Weekday(l.Due)})
}

// plainPromise is a promise without who made it, and without what they promised.
func (w Words) plainPromise(l checkins.PromiseLine) Text {
	key := "promise.plain"
	if l.Late || l.Few {
		key = "promise.plain.was"
	}
	said := w.bySide(key, l.From, with{"Day": w.Weekday(l.Due)})
	if l.First == "" {
		return said
	}
	return JoinWith(" ", said, w.say("promise.plain.moved", with{"First": w.Day(l.First)}))
}

func (w Words) promiseLate(l checkins.PromiseLine) Text {
	switch {
	case l.Few:
		return w.say("promise.few")
	case !l.Late:
		return Text{}
	}
	return w.bySide("promise.late", l.From.Other())
}

func (w Words) pastPromise(l checkins.PromiseLine) Text {
	in := with{"Line": w.promised(l), "Day": w.Day(l.Due), "Is": w.promiseIs(l.Is)}
	if l.First != "" {
		return w.say("promise.past.line.moved", in, with{"First": w.Day(l.First)})
	}
	return w.say("promise.past.line", in)
}

// promiseIs is what became of a promise, in a word or two.
func (w Words) promiseIs(s checkins.PromiseSaid) Text {
	if s == "" {
		return Text{}
	}
	return w.say("promise.is." + string(s))
}

// KeptRate is how many promises of a side were kept; nothing when none was judged.
func (w Words) KeptRate(s scoring.Side, k checkins.KeptRate) Text {
	if k.Of == 0 {
		return Text{}
	}
	rate := w.bySide("promise.rate", s, with{"Kept": whole(k.Kept), "Of": whole(k.Of)})
	if k.Partly > 0 {
		rate = w.say("promise.rate.partly", with{"Rate": rate, "Partly": whole(k.Partly)})
	}
	return JoinWith(" ", w.say("promise.rate.span", with{"Rate": rate}), w.keptSince(k))
}

// keptSince is the same by quarter, the oldest first; nothing when all fell into one.
func (w Words) keptSince(k checkins.KeptRate) Text {
	var quarters []Text
	some := 0
	for _, q := range k.Quarters {
		switch {
		case q.Of > 0:
			some++
			quarters = append(quarters, w.say("promise.quarter", with{"Kept": whole(q.Kept), "Of": whole(q.Of)}))
		case some > 0:
			quarters = append(quarters, w.say("promise.quarter.none"))
		}
	}
	if some < 2 {
		return Text{}
	}
	return w.say("promise.quarters", with{"Quarters": JoinWith(" · ", quarters...)})
}

// keptOf is the same beside the question about the promises of a side; nothing beside
// others.
func (w Words) keptOf(dim scoring.Dimension, k *checkins.KeptRate) Text {
	switch {
	case k == nil:
		return Text{}
	case dim == checkins.PromisesBiz:
		return w.KeptRate(scoring.Biz, *k)
	}
	return w.KeptRate(scoring.IT, *k)
}

// keptShort is the same in a few words, where the row says whose promises they are.
func (w Words) keptShort(k checkins.KeptRate) Text {
	short := w.say("promise.rate", with{"Kept": whole(k.Kept), "Of": whole(k.Of)})
	if k.Partly > 0 {
		short = w.say("promise.rate.partly", with{"Rate": short, "Partly": whole(k.Partly)})
	}
	return short
}

// said is what the reader said of a promise; nothing when they did not.
func (w Words) said(l checkins.PromiseLine) Text {
	if l.Said == "" {
		return Text{}
	}
	return w.say("promise.you", with{"Is": w.promiseIs(l.Said)})
}

// promiseButtons are what its reader can do about a promise.
func (w Words) promiseButtons(i checkins.InitiativeID, letter checkins.LetterID, l checkins.PromiseLine) []Button {
	deed := func(what string) Claim { return DeedClaim(what, i, letter, l.ID) }
	var all []Button
	if l.Judges {
		for _, x := range []struct {
			what string
			says checkins.PromiseSaid
		}{{checkins.DeedKept, checkins.PromiseKept}, {checkins.DeedPartly, checkins.PromisePartly}, {checkins.DeedMissed, checkins.PromiseMissed}} {
			all = append(all, Button{Act: ActDo, Label: w.say("promise." + string(x.says)), Primary: l.Said == x.says, Claim: deed(x.what)})
		}
	}
	if l.Moves {
		all = append(all, Button{Act: ActDo, Label: w.say("promise.move"), Claim: deed(checkins.DeedMove)})
	}
	if l.Undoes {
		all = append(all, Button{
			Act: ActDo, Label: w.say("promise.undo"), Danger: true, Claim: deed(checkins.DeedUndo),
			Confirm: &Confirm{w.say("promise.undo.title"), w.say("promise.undo.text"), w.say("promise.undo"), w.say("promise.undo.no")},
		})
	}
	return all
}

// promiseTurn tells somebody of promises, and what they can do about them.
func (w Words) promiseTurn(t checkins.PromiseTurn) Page {
	p := Page{Letter: t.Letter}
	name := with{"Name": NameOf(t.Initiative)}
	if t.What == checkins.PromiseAsk {
		w.judging(&p, t)
		return p
	}
	if t.Gone || len(t.Lines) == 0 {
		p.Text = w.say("promise.gone", name)
		p.Add(Headline{p.Text})
		return p
	}
	l := t.Lines[0]
	var headline, next Text
	switch t.What {
	case checkins.PromiseNoted:
		var once Text
		if l.Moves {
			once = w.say("promise.once")
		}
		headline, next = w.say("promise.noted", name), JoinWith(" ", w.say("promise.noted.by", with{"By": w.person(t.By)}), w.bySide("promise.noted.next", l.From.Other()), once)
	case checkins.PromiseSoon:
		headline, next = w.say("promise.soon", name, with{"Day": w.Weekday(l.Due)}), w.say("promise.soon.next")
		if l.First != "" {
			next = w.say("promise.soon.moved")
		}
	default:
		headline = w.say("promise.result."+string(l.Is), name)
	}
	var is Text
	if l.Is != "" {
		is, next = w.bySide("promise.result", l.From.Other(), with{"Is": w.promiseIs(l.Is)}), Text{}
	}
	p.Text = JoinWith(" ", sentence(headline), sentence(w.promised(l)), is)
	p.Add(Headline{headline}, News{News: w.promised(l)}, Sentence{JoinWith(" ", w.promiseDue(l), is)}, Small{[]Text{next}})
	buttons := append(w.promiseButtons(t.Initiative.ID, t.Letter, l), Button{Act: ActDo, Label: w.say("promise.all"), Claim: DeedClaim(checkins.DeedPromise, t.Initiative.ID, "", "")})
	p.Add(Buttons{buttons})
	return p
}

// judging asks a lead what became of the promises that were made to the own side.
func (w Words) judging(p *Page, t checkins.PromiseTurn) {
	name := with{"Name": NameOf(t.Initiative)}
	headline := w.say("promise.ask", name)
	if len(t.Lines) > 1 {
		headline = w.say("promise.ask.many", name)
	}
	p.Text = headline
	p.Add(Headline{headline})
	if len(t.Lines) == 0 {
		p.Add(Sentence{w.say("promise.none")})
		return
	}
	at, asks := with{"At": w.Clock(t.Until, t.Zone, "")}, false
	for _, l := range t.Lines {
		p.Text = JoinWith(" ", p.Text, sentence(w.promised(l)))
		p.Add(News{News: w.promised(l)}, Sentence{w.promiseDue(l)})
		switch {
		case l.Is != "":
			p.Add(Small{[]Text{w.say("promise.over", with{"Is": w.promiseIs(l.Is)})}})
		case l.Few:
			p.Add(Small{[]Text{w.said(l), w.say("promise.few")}})
		case l.Said != "":
			p.Add(Small{[]Text{w.say("promise.said."+string(l.Said), at)}})
		}
		asks = asks || l.Judges && l.Said == ""
		p.Add(Buttons{w.promiseButtons(t.Initiative.ID, t.Letter, l)})
	}
	var until Text
	if asks {
		until = w.say("promise.until", at)
	}
	p.Add(Small{[]Text{JoinWith(" ", until, w.say("promise.counts"))}})
}
