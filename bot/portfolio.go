package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// PortfolioHeadline says what is shown, and how much of it there is.
func (w Words) PortfolioHeadline(p checkins.Portfolio) Text {
	switch {
	case p.Mine:
		return w.many("portfolio.mine", p.Total)
	case p.Touches != "":
		return w.many("portfolio.touching", p.Total, with{"Name": User(p.Touches)})
	case len(p.Serves) > 0:
		names := make([]Text, len(p.Serves))
		for i, s := range p.Serves {
			names[i] = w.priority(s)
		}
		return w.many("portfolio.of", p.Total, with{"Priorities": w.list(names)})
	}
	return w.many("portfolio.all", p.Total)
}

func (w Words) priority(name string) Text {
	if t := User(name); !t.IsZero() {
		return t
	}
	return w.say("portfolio.unnamed")
}

// PortfolioUnknown says that nothing fits what was looked for; empty when nothing
// was, or one does.
func (w Words) PortfolioUnknown(p checkins.Portfolio) Text {
	if p.Unknown == "" {
		return Text{}
	}
	return w.say("portfolio.unknown", with{"Name": w.Quote(p.Unknown)})
}

// PortfolioNothing is said when the filter leaves nothing.
func (w Words) PortfolioNothing() Text {
	return w.say("portfolio.nothing")
}

// PortfolioPage says which page this is; empty when there is one only.
func (w Words) PortfolioPage(p checkins.Portfolio) Text {
	if p.Pages < 2 {
		return Text{}
	}
	return w.say("portfolio.page", with{"Page": whole(p.Page), "Pages": whole(p.Pages)})
}

// DecideHeadline stands over the things to decide.
func (w Words) DecideHeadline(p checkins.Portfolio) Text {
	if len(p.Decide) == 0 {
		return w.say("decide.nothing")
	}
	return capital(w.many("decide.headline", len(p.Decide)))
}

// Decide is one thing to decide.
func (w Words) Decide(d checkins.ToDecide) Text {
	name := with{"Name": NameOf(d.Initiative), "Topic": w.quote(w.Topic(d.Dimension))}
	switch d.Why {
	case checkins.DecideAgenda:
		return w.say("decide.agenda", name)
	case checkins.DecideAlert:
		return w.say("decide.alert", name)
	case checkins.DecideMelon:
		return w.melonOf(d.Initiative)
	case checkins.DecideEffort:
		return w.say("decide.effort", name)
	case checkins.DecideStatus:
		return w.statusMelonOf(d.Initiative)
	case checkins.DecideQuiet:
		return w.quietOf(d.Initiative, sidesWord(d.Quiet))
	case checkins.DecideWait:
		return w.say("decide.wait", name, with{"Wait": w.WaitLine(d.Wait)})
	case checkins.DecideGap:
		return JoinWith(" ", w.say("decide.gap", name), w.Direction(d.Said))
	}
	return w.attention(d.Initiative)
}

// sidesWord is how notices call the sides that are silent.
func sidesWord(quiet [2]bool) string {
	switch quiet {
	case [2]bool{true, true}:
		return "both"
	case [2]bool{scoring.IT: true}:
		return scoring.IT.String()
	}
	return scoring.Biz.String()
}

// PortfolioGroup is a priority, with its target when it has one.
func (w Words) PortfolioGroup(g checkins.PortfolioGroup) Text {
	if g.Name == "" && g.Target == "" {
		return w.say("portfolio.no_priority")
	}
	return JoinWith(" · ", w.priority(g.Name), User(g.Target))
}

// PortfolioName is the first line of an initiative.
func (w Words) PortfolioName(r checkins.PortfolioRow) Text {
	switch r.Stage {
	case checkins.Shaping, checkins.Building, checkins.Live:
		return Join(NameOf(r.Initiative), Trusted(" · "), w.say("portfolio.stage."+string(r.Stage)))
	}
	return NameOf(r.Initiative)
}

// PortfolioLines tell how an initiative stands: what it waits for, delivery beside
// value, and what is up with it.
func (w Words) PortfolioLines(r checkins.PortfolioRow) []Text {
	var lines []Text
	if len(r.Waits) > 0 {
		lines = append(lines, w.say("portfolio.waits", with{"Wait": w.WaitLine(r.Waits[0])}))
	}
	for _, c := range []struct {
		dimension scoring.Dimension
		row       *checkins.CardRow
	}{{checkins.Delivery, r.Delivery}, {checkins.Value, r.Value}} {
		switch {
		case c.row != nil && c.row.Said.Round > 0:
			lines = append(lines, w.portfolioLine(*c.row))
		case len(r.Waits) > 0: // that there is no result goes without saying
		case c.row == nil:
			lines = append(lines, w.Standing(w.Topic(c.dimension), w.say("portfolio.not_asked")))
		default:
			lines = append(lines, w.portfolioLine(*c.row))
		}
	}
	var quiet, alerts Text
	if r.Alerts > 0 {
		alerts = capital(w.many("portfolio.alerts", r.Alerts))
	}
	if r.Quiet != [2]bool{} {
		quiet = w.say("portfolio.quiet." + sidesWord(r.Quiet))
	}
	if up := JoinWith(" ", alerts, quiet); !up.IsZero() {
		lines = append(lines, up)
	}
	if m := w.Melon(r.Melon); !m.IsZero() {
		lines = append(lines, m)
	}
	return lines
}

// PortfolioTouch says how much an initiative takes, and what it touches; empty where
// nobody said.
func (w Words) PortfolioTouch(r checkins.PortfolioRow) Text {
	var effort, touches Text
	switch r.Effort {
	case checkins.Small, checkins.Medium, checkins.Large:
		effort = w.say("portfolio.effort." + string(r.Effort))
	}
	if tags := r.Touches.All(); len(tags) > 0 {
		names := make([]Text, len(tags))
		for i, tag := range tags {
			names[i] = User(tag)
		}
		touches = w.say("portfolio.touches", with{"Names": w.list(names)})
	}
	return JoinWith(" · ", effort, touches)
}

// portfolioLine is one dimension: its verdict, and who rates it higher.
func (w Words) portfolioLine(r checkins.CardRow) Text {
	said := w.Standing(w.CardRow(r))
	if d := r.Said; d.Round > 0 && d.Higher != 0 {
		said = Join(said, Trusted(" "), w.Direction(d))
	}
	return said
}

// The words beside the buttons of a portfolio.
func (w Words) PortfolioLook() Text    { return w.say("portfolio.look") }
func (w Words) PortfolioTouched() Text { return w.say("portfolio.touched") }
func (w Words) PortfolioOnly() Text    { return w.say("portfolio.only") }
func (w Words) ButtonAll() Text        { return w.say("portfolio.button.all") }
func (w Words) ButtonMine() Text       { return w.say("portfolio.button.mine") }
func (w Words) ButtonPrevious() Text   { return w.say("portfolio.button.previous") }
func (w Words) ButtonNext() Text       { return w.say("portfolio.button.next") }

// PortfolioFilter is a button that shows another choice of initiatives.
type PortfolioFilter struct {
	Label Text
	Claim Claim
}

// filtersMost is how many priorities are offered as buttons.
const filtersMost = 8

// PortfolioFilters are the choices that differ from what is shown: everything, what is
// the asker's own, and each priority.
func (w Words) PortfolioFilters(p checkins.Portfolio) []PortfolioFilter {
	var all []PortfolioFilter
	offer := func(label Text, filter string) {
		if filter != p.Filter {
			all = append(all, PortfolioFilter{label, Claim{What: string(checkins.VerbPortfolio), Page: 1, Filter: filter}})
		}
	}
	offer(w.ButtonAll(), "")
	if p.All > checkins.PortfolioPage { // of fewer one sees it anyhow
		offer(w.ButtonMine(), checkins.FilterMine)
	}
	if len(p.Priorities) > 1 {
		for _, c := range p.Priorities[:min(len(p.Priorities), filtersMost)] {
			offer(w.priority(c.Name), string(c.ID))
		}
	}
	return all
}

// tagsMost is how many systems and projects are offered as buttons.
const tagsMost = 8

// PortfolioTags are the systems and projects that the shown choice touches, each a way to
// everything that touches it.
func (w Words) PortfolioTags(p checkins.Portfolio) []PortfolioFilter {
	var all []PortfolioFilter
	for _, tag := range p.Tags {
		if filter := checkins.TagFilter(tag); filter != p.Filter && len(all) < tagsMost {
			all = append(all, PortfolioFilter{User(tag), Claim{What: string(checkins.VerbPortfolio), Page: 1, Filter: filter}})
		}
	}
	return all
}

// PortfolioMore says that there are more priorities than buttons; empty when not.
func (w Words) PortfolioMore(p checkins.Portfolio) Text {
	if len(p.Priorities) <= filtersMost {
		return Text{}
	}
	return w.say("portfolio.more")
}

// PortfolioTurns are the buttons to the pages beside this one.
func (w Words) PortfolioTurns(p checkins.Portfolio) []PortfolioFilter {
	var all []PortfolioFilter
	to := func(label Text, page int) {
		all = append(all, PortfolioFilter{label, Claim{What: string(checkins.VerbPortfolio), Page: page, Filter: p.Filter}})
	}
	if p.Page > 1 {
		to(w.ButtonPrevious(), p.Page-1)
	}
	if p.Page < p.Pages {
		to(w.ButtonNext(), p.Page+1)
	}
	return all
}

// PortfolioText tells a portfolio without its initiatives: there may be many.
func (w Words) PortfolioText(p checkins.Portfolio) Text {
	parts := []Text{Join(w.PortfolioHeadline(p), Trusted(".")), w.PortfolioUnknown(p), w.DecideHeadline(p)}
	for _, d := range p.Decide {
		parts = append(parts, w.Decide(d))
	}
	parts = append(parts, w.FirstHeadline(p.First))
	return JoinWith(" ", parts...)
}
