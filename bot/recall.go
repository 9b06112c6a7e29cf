package bot

import (
	"slices"

	"parallax/checkins"
)

// again asks a lead to say the why again, and shows the lines once they stand side by
// side.
func (w Words) again(a checkins.WhyAgain) Page {
	headline := w.say("again.headline", with{"Name": NameOf(a.Initiative)})
	p := Page{Letter: a.Letter, Text: headline}
	p.Add(Headline{headline})
	if !a.Open {
		p.Text = JoinWith(" ", Join(headline, Trusted(".")), w.say("again.question"))
		w.againAsk(&p, a)
		return p
	}
	if slices.ContainsFunc(a.Sides, func(s checkins.RecallSide) bool { return s.Past }) {
		p.Add(Sentence{w.say("again.past")})
	}
	for _, s := range a.Sides {
		if s.Past {
			continue
		}
		if len(s.Lines) == 0 {
			p.Add(Sentence{w.bySide("again.none", s.Side)})
			continue
		}
		p.Add(Part{w.bySide("again.lines", s.Side)}, List{w.quotes(s.Lines)})
	}
	if a.Mine != nil && !a.Mine.Released {
		p.Add(Small{[]Text{w.say("again.mine", with{"Text": w.Quote(a.Mine.Text)}), w.say("again.kept")}})
	}
	for _, s := range a.Sides {
		// Who has not judged yet does so without knowing how others did.
		if t := w.againSaid(s); !t.IsZero() && (!a.Judges() || a.Said != "") {
			p.Add(Sentence{t})
		}
	}
	if a.Judges() {
		w.againJudge(&p, a)
	}
	return p
}

// againAsk is the question, or what the reader wrote.
func (w Words) againAsk(p *Page, a checkins.WhyAgain) {
	until := with{"At": w.Clock(a.Due, a.Zone, "")}
	if !a.Lead {
		p.Add(Sentence{w.say("again.under_way", until)})
		return
	}
	label := w.say("button.again_write")
	p.Add(News{News: w.say("again.question")})
	if a.Mine == nil {
		p.Add(Small{[]Text{w.say("again.blind"), w.say("again.until", until)}})
	} else {
		label = w.ButtonEdit()
		kept := w.say("again.kept")
		if a.Mine.Released {
			kept = w.say("again.shared")
		}
		p.Add(Sentence{w.say("again.mine", with{"Text": w.Quote(a.Mine.Text)})}, Small{[]Text{kept, w.say("again.saved", until)}})
	}
	p.Add(Buttons{[]Button{{Act: ActDo, Label: label, Primary: a.Mine == nil, Claim: DeedClaim(string(checkins.DialogRecall), a.Initiative.ID, a.Letter, string(a.Round))}}})
}

// againJudge asks what a lead says of the other side's lines.
func (w Words) againJudge(p *Page, a checkins.WhyAgain) {
	p.Add(News{News: w.bySide("again.judge", a.Side.Other())})
	if a.Said != "" {
		p.Add(Small{[]Text{w.say("again.you." + string(a.Said))}})
	}
	var row []Button
	for _, b := range []struct {
		deed, key string
		said      checkins.WhySaid
	}{
		{checkins.DeedAgainSame, "button.same", checkins.SaidSame},
		{checkins.DeedAgainPartly, "button.partly", checkins.SaidPartly},
		{checkins.DeedAgainElse, "button.else", checkins.SaidElse},
	} {
		if b.said != a.Said {
			row = append(row, Button{Act: ActDo, Label: w.say(b.key), Claim: DeedClaim(b.deed, a.Initiative.ID, a.Letter, string(a.Round))})
		}
	}
	p.Add(Buttons{row})
}

// againSaid is what a side says of the other's lines, in the word that more than half of
// it chose; empty while it is not settled, or too few said something.
func (w Words) againSaid(s checkins.RecallSide) Text {
	if s.Said == nil {
		return Text{}
	}
	all, key := 0, "mixed"
	for _, n := range s.Said {
		all += n
	}
	for v, n := range s.Said {
		if 2*n > all {
			key = string(v)
		}
	}
	return w.say("again.said." + sideKey(s.Side) + "." + key)
}

// againLine is what stands below the answer to why: how it was said last time.
func (w Words) againLine(a checkins.WhyAgain) []Block {
	day := with{"Day": w.Dated(a.Round.Date())}
	line := w.say("again.line", day)
	if !a.Open {
		line = w.say("again.line.open", day)
	}
	blocks := []Block{Rule{}, Sentence{line}}
	for _, s := range a.Sides {
		if t := w.againSaid(s); !t.IsZero() && (!a.Judges() || a.Said != "") {
			blocks = append(blocks, Sentence{t})
		}
	}
	return append(blocks, Buttons{[]Button{w.againButton(a.Initiative.ID, a.Round)}})
}

func (w Words) againButton(i checkins.InitiativeID, r checkins.RoundID) Button {
	return Button{Act: ActDo, Label: w.say("button.again_show"), Claim: DeedClaim(checkins.DeedAgain, i, "", string(r))}
}
