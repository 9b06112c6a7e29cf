package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// rank asks a lead what comes first, or says what they picked.
func (w Words) rank(m checkins.Rank) Page {
	headline, question := w.say("rank.headline"), w.say("rank.question")
	p := Page{Letter: m.Letter, Text: JoinWith(" ", headline, question)}
	p.Add(Headline{headline})
	day := with{"Day": w.Weekday(m.Last)}
	if len(m.Top) == 0 {
		p.Add(Sentence{question}, Small{[]Text{w.say("rank.hidden"), w.say("rank.until", day)}})
	} else {
		p.Text = JoinWith(" ", headline, w.say("rank.saved", day))
		p.Add(News{News: w.say("rank.picked")})
		for _, place := range w.places(m.Top) {
			p.Add(Sentence{place})
		}
		p.Add(Small{[]Text{w.say("rank.saved", day), w.say("rank.hidden")}})
	}
	p.Add(Buttons{[]Button{w.rankButton(m.Letter, len(m.Top) > 0)}})
	return p
}

// places are names in their order, each with its place.
func (w Words) places(names []string) []Text {
	var lines []Text
	for n, name := range names {
		lines = append(lines, w.say("rank.place", with{"N": whole(n + 1), "Name": User(name)}))
	}
	return lines
}

// rankButton opens the dialog in which a lead picks what comes first.
func (w Words) rankButton(letter checkins.LetterID, picked bool) Button {
	b := Button{Act: ActDo, Claim: DeedClaim(checkins.DeedRank, "", letter, ""), Label: w.say("button.rank"), Primary: letter != "" && !picked}
	if picked {
		b.Label = w.say("button.rank_change")
	}
	return b
}

// movedMost is how many initiatives are named that move between the sides.
const movedMost = 3

// FirstHeadline says whether the sides agree on what comes first; empty when nobody knows.
func (w Words) FirstHeadline(c *checkins.ComesFirst) Text {
	if c == nil {
		return Text{}
	}
	switch c.Label {
	case scoring.OrderAligned, scoring.OrderPartly, scoring.OrderDivergent, scoring.OrderNone, scoring.OrderNoneIT, scoring.OrderNoneBiz:
		return w.say("first." + string(c.Label))
	}
	return Text{}
}

// FirstMoved are the initiatives that move most between the sides.
func (w Words) FirstMoved(c *checkins.ComesFirst) []Text {
	if c == nil {
		return nil
	}
	var lines []Text
	for _, m := range c.Moved[:min(len(c.Moved), movedMost)] {
		lines = append(lines, w.moved(m))
	}
	return lines
}

func (w Words) moved(m checkins.Move) Text {
	name := with{"Name": NameOf(m.Initiative)}
	if m.At[scoring.IT] > 0 {
		return w.say("first.places", name, with{"It": whole(m.At[scoring.IT]), "Biz": whole(m.At[scoring.Biz])})
	}
	return w.bySide("first.moved", m.Higher, name)
}

// FirstMonth says when the leads ranked.
func (w Words) FirstMonth(c *checkins.ComesFirst) Text {
	if c == nil {
		return Text{}
	}
	return w.say("first.month", with{"Month": w.dated("date.of_month", c.Month)})
}

// mineRank is what is kept of what somebody ranks first.
func (w Words) mineRank(r checkins.MineRank) Text {
	return w.say("mine.rank", with{"Month": w.dated("date.of_month", r.Month), "Names": w.quoteList(r.Top)})
}

func (w Words) quoteList(names []string) Text {
	all := make([]Text, len(names))
	for i, name := range names {
		all[i] = w.Quote(name)
	}
	return w.list(all)
}

// RankMine is what the reader of a portfolio picked this month; empty: nothing.
func (w Words) RankMine(p checkins.Portfolio) Text {
	if p.Rank == nil || len(p.Rank.Top) == 0 {
		return Text{}
	}
	return w.say("rank.mine", with{"Names": w.quoteList(p.Rank.Top), "Day": w.Weekday(p.Rank.Last)})
}

// RankButtons is the button with which the reader of a portfolio picks; none for who
// does not rank.
func (w Words) RankButtons(p checkins.Portfolio) []Button {
	if p.Rank == nil {
		return nil
	}
	return []Button{w.rankButton("", len(p.Rank.Top) > 0)}
}
