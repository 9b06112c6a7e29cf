package bot

import (
	"strconv"

	"parallax/checkins"
	"parallax/scoring"
)

// PortfolioHeadline says what is shown, and how much of it there is.
func (w Words) PortfolioHeadline(p checkins.Portfolio) Text {
	n := Trusted(": " + w.plural(p.Total, "initiative", "initiatives"))
	switch {
	case p.Mine:
		return Join(Trusted("Yours as lead or owner"), n)
	case len(p.Serves) > 0:
		names := make([]Text, len(p.Serves))
		for i, s := range p.Serves {
			names[i] = w.priority(s)
		}
		return Join(w.list(names), n)
	}
	return Join(Trusted("Your portfolio"), n)
}

func (w Words) priority(name string) Text {
	if t := User(name); !t.IsZero() {
		return t
	}
	return Trusted("Priority without a name")
}

// PortfolioUnknown says that no priority fits what was looked for; empty when none
// was, or one does.
func (w Words) PortfolioUnknown(p checkins.Portfolio) Text {
	if p.Unknown == "" {
		return Text{}
	}
	return Join(Trusted("None of them serves a priority "), w.Quote(p.Unknown), Trusted(". These are all of them."))
}

// PortfolioNothing is said when the filter leaves nothing.
func (w Words) PortfolioNothing() Text {
	return Trusted("You are no lead or owner of any. “portfolio” shows what else you may see.")
}

// PortfolioPage says which page this is; empty when there is one only.
func (w Words) PortfolioPage(p checkins.Portfolio) Text {
	if p.Pages < 2 {
		return Text{}
	}
	return Trusted("Page " + strconv.Itoa(p.Page) + " of " + strconv.Itoa(p.Pages) + ".")
}

// DecideHeadline stands over the things to decide.
func (w Words) DecideHeadline(p checkins.Portfolio) Text {
	if len(p.Decide) == 0 {
		return Trusted("Nothing waits for a decision.")
	}
	return Trusted(upper(w.plural(len(p.Decide), "thing", "things")) + " to decide:")
}

// Decide is one thing to decide.
func (w Words) Decide(d checkins.Decision) Text {
	name := Join(NameOf(d.Initiative), Trusted(": "))
	switch d.Why {
	case checkins.DecideAlert:
		return Join(name, Trusted("nobody has acknowledged the alert on “"), w.Topic(d.Dimension), Trusted("”."))
	case checkins.DecideMelon:
		return Join(name, Trusted("IT expects delivery as agreed, but the business sees little value."))
	case checkins.DecideQuiet:
		return Join(name, Trusted(w.silentSide(w.sidesWord(d.Quiet))+" been too quiet, twice running."))
	case checkins.DecideWait:
		return Join(name, Trusted("check-ins cannot start. "), w.WaitLine(d.Wait))
	case checkins.DecideGap:
		return JoinWith(" ", Join(name, Trusted("you differ most on “"), w.Topic(d.Dimension), Trusted("”.")), w.Direction(d.Said))
	}
	return Join(name, Trusted("something needs your attention."))
}

// sidesWord is how notices call the sides that are silent.
func (w Words) sidesWord(quiet [2]bool) string {
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
		return Trusted("Without a priority")
	}
	return JoinWith(" · ", w.priority(g.Name), User(g.Target))
}

// PortfolioName is the first line of an initiative.
func (w Words) PortfolioName(r checkins.PortfolioRow) Text {
	switch r.Stage {
	case checkins.Shaping, checkins.Building, checkins.Live:
		return Join(NameOf(r.Initiative), Trusted(" · "+string(r.Stage)))
	}
	return NameOf(r.Initiative)
}

// PortfolioLines tell how an initiative stands: what it waits for, delivery beside
// value, and what is up with it.
func (w Words) PortfolioLines(r checkins.PortfolioRow) []Text {
	var lines []Text
	if len(r.Waits) > 0 {
		lines = append(lines, Join(Trusted("No check-ins for now. "), w.WaitLine(r.Waits[0])))
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
			lines = append(lines, w.Standing(w.Topic(c.dimension), Trusted("not asked")))
		default:
			lines = append(lines, w.portfolioLine(*c.row))
		}
	}
	var quiet, alerts Text
	if r.Alerts > 0 {
		alerts = Trusted(upper(w.plural(r.Alerts, "open alert", "open alerts")) + ".")
	}
	if r.Quiet != [2]bool{} {
		quiet = Trusted(upper(w.silentSide(w.sidesWord(r.Quiet))) + " been too quiet, twice running.")
	}
	if up := JoinWith(" ", alerts, quiet); !up.IsZero() {
		lines = append(lines, up)
	}
	if r.Melon {
		lines = append(lines, w.Melon())
	}
	return lines
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
func (w Words) PortfolioLook() Text  { return Trusted("Look closer") }
func (w Words) PortfolioOnly() Text  { return Trusted("Show only") }
func (w Words) ButtonAll() Text      { return Trusted("All") }
func (w Words) ButtonMine() Text     { return Trusted("Mine") }
func (w Words) ButtonPrevious() Text { return Trusted("Previous page") }
func (w Words) ButtonNext() Text     { return Trusted("Next page") }

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

// PortfolioMore says that there are more priorities than buttons; empty when not.
func (w Words) PortfolioMore(p checkins.Portfolio) Text {
	if len(p.Priorities) <= filtersMost {
		return Text{}
	}
	return Trusted("There are more priorities: type “priority” and a name.")
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
	return JoinWith(" ", parts...)
}
