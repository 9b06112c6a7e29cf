package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// needs asks a lead what the other side would need to see, and tells what came of it.
func (w Words) needs(n checkins.Needs) Page {
	p := Page{Letter: n.Letter}
	name := with{"Name": NameOf(n.Initiative)}
	until := with{"At": w.Clock(n.Until, n.Zone, "")}
	var mine, shared Text
	if n.Mine != nil {
		mine = w.say("needs.mine", with{"Text": w.Quote(n.Mine.Text)})
		shared = w.say("needs.mine.kept")
		if n.Mine.Released {
			shared = w.say("needs.mine.shared")
		}
	}
	if n.Over {
		headline := w.say("needs.over", name)
		p.Text = headline
		p.Add(Headline{headline})
		p.Add(w.needVoices(n.Shared)...)
		if len(n.Shared) == 0 {
			p.Add(Sentence{w.say("needs.nothing")})
		}
		p.Add(Small{[]Text{JoinWith(" ", mine, shared)}})
		return p
	}
	headline, question := w.say("needs.headline", name), w.bySide("needs.question", n.Side.Other())
	p.Text = JoinWith(" ", Join(headline, Trusted(".")), question)
	p.Add(Headline{headline})
	for _, r := range n.Alert.Rows {
		news, _ := w.AlertRow(n.Alert, r)
		p.Add(Sentence{w.Quoted(r.Question)}, Small{[]Text{news}})
	}
	label := w.ButtonAnswer()
	p.Add(News{News: question})
	if n.Mine != nil {
		label = w.ButtonEdit()
		p.Add(Sentence{mine}, Small{[]Text{JoinWith(" ", w.say("needs.saved", until), shared)}})
	} else {
		p.Add(Small{[]Text{w.say("needs.until", until)}})
	}
	p.Add(Buttons{[]Button{{Act: ActDo, Label: label, Primary: true, Claim: DeedClaim(checkins.DeedNeeds, n.Initiative.ID, n.Letter, "")}}})
	return p
}

// needVoices are lines of leads about the other side, by side.
func (w Words) needVoices(all []checkins.Voices) []Block {
	var blocks []Block
	for _, v := range all {
		headline, lines := w.NeedLines(v)
		blocks = append(blocks, Part{headline}, List{lines})
	}
	return blocks
}

// NeedLines are lines of leads about what the other side would need to see.
func (w Words) NeedLines(v checkins.Voices) (headline Text, lines []Text) {
	return w.bySide("needs.lines", v.Side), w.quotes(v.Lines)
}

func (w Words) quotes(lines []string) []Text {
	var all []Text
	for _, l := range lines {
		all = append(all, w.Quote(l))
	}
	return all
}

// gathered is what both sides shared, side by side.
func (w Words) gathered(g checkins.Gathered) Page {
	headline := w.say("needs.over", with{"Name": NameOf(g.Initiative)})
	p := Page{Letter: g.Letter, Text: headline}
	p.Add(News{News: headline})
	agree := Buttons{[]Button{{Act: ActDo, Label: w.say("button.recheck"), Primary: true, Claim: DeedClaim(checkins.DeedRecheck, g.Initiative.ID, g.Letter, "")}}}
	if len(g.Lines[scoring.IT])+len(g.Lines[scoring.Biz]) == 0 {
		p.Add(Sentence{w.say("needs.nobody")})
		if g.Open {
			p.Add(agree)
		}
		return p
	}
	for _, side := range scoring.Sides {
		if len(g.Lines[side]) == 0 {
			p.Add(Sentence{w.bySide("needs.none", side)})
			continue
		}
		p.Add(Part{w.bySide("needs.lines", side)}, List{w.quotes(g.Lines[side])})
	}
	p.Add(Small{[]Text{w.say("needs.shared")}})
	if g.Open {
		p.Add(agree)
	}
	return p
}
