package bot

import "parallax/checkins"

// Page is a message in blocks, one below the other. What a platform can do better
// than that it draws by itself; all else is a Page, and both platforms have it.
type Page struct {
	Letter checkins.LetterID // the letter that it is; empty: none
	Text   Text              // all of it without any layout, for notifications and for who hears it
	Blocks []Block
}

// Block is a part of a Page. The set is closed.
type Block interface{ block() }

// Headline is what the page is about; one a page, at its top.
type Headline struct{ Text Text }

// Part is the headline of what follows, up to the next one.
type Part struct{ Text Text }

// Sentence is what is said; nothing when it is empty.
type Sentence struct{ Text Text }

// News is a sentence in bold and what more there is to it.
type News struct{ News, More Text }

// Small is what may be overlooked, a line each; empty ones are left out.
type Small struct{ Texts []Text }

// List is a line each with a dot before it; nothing without any.
type List struct{ Lines []Text }

// Rule parts what stands above it from what stands below.
type Rule struct{}

// Buttons stand side by side, where there is room.
type Buttons struct{ Buttons []Button }

// Button is one of them, or a date to pick.
type Button struct {
	Act     string // ActDo, ActShare ...
	Claim   Claim  // its Act and Org are filled in by who draws it
	Label   Text
	Primary bool          // the one that most people want; one a page
	Danger  bool          // what it does can't be undone
	Confirm *Confirm      // asked before it is done; nil: nothing
	Date    checkins.Date // of ActPick: the one to begin with; empty: none
}

// Confirm is a question that is asked when a button is pressed.
type Confirm struct{ Title, Text, Yes, No Text }

// Picture is how both sides went on a question: a chart where numbers may be shown,
// else words. End says the last point of a chart in words, too.
type Picture struct {
	Question checkins.Question
	Track    []checkins.Point
	End      bool
}

func (Headline) block() {}
func (Part) block()     {}
func (Sentence) block() {}
func (News) block()     {}
func (Small) block()    {}
func (List) block()     {}
func (Rule) block()     {}
func (Buttons) block()  {}
func (Picture) block()  {}

// Add puts blocks at the end of the page.
func (p *Page) Add(blocks ...Block) { p.Blocks = append(p.Blocks, blocks...) }

// Page returns the page of a message that is drawn as one; false for any other. A new
// message needs its line here, and nothing in the renderers.
func (w Words) Page(m checkins.Message) (Page, bool) {
	switch m := m.(type) {
	case checkins.Home:
		return w.homePage(m), true
	case checkins.Delegation:
		return w.delegationPage(m), true
	case checkins.Settings:
		return w.settingsPage(m), true
	case checkins.Mine:
		return w.minePage(m), true
	case checkins.Welcome:
		return w.welcomePage(m), true
	case checkins.Introduction:
		return w.introPage(), true
	case checkins.WhyTurn:
		return w.turnPage(m), true
	case checkins.WhyAgain:
		return w.again(m), true
	case checkins.Made:
		return w.madePage(m), true
	case checkins.HeadsUp:
		return w.headsUp(m), true
	case checkins.AlertAct:
		return w.alertAct(m), true
	case checkins.Keeping:
		return w.keeping(m), true
	case checkins.Needs:
		return w.needs(m), true
	case checkins.Gathered:
		return w.gathered(m), true
	case checkins.StepAsk:
		return w.stepAsk(m), true
	case checkins.StepGiven:
		return w.stepGiven(m), true
	case checkins.WinList:
		return w.winList(m), true
	case checkins.Won:
		return w.won(m), true
	case checkins.Brief:
		return w.brief(m), true
	case checkins.BriefFile:
		return w.briefFile(m), true
	case checkins.BriefFiled:
		return w.briefFiled(m), true
	case checkins.LookBack:
		return w.lookBack(m), true
	case checkins.OutcomeAsk:
		return w.outcomeAsk(m), true
	case checkins.Commitments:
		return w.commitments(m), true
	case checkins.DecisionList:
		return w.decisions(m), true
	case checkins.DecisionTurn:
		return w.decisionTurn(m), true
	case checkins.PromiseTurn:
		return w.promiseTurn(m), true
	case checkins.Digest:
		return w.digest(m), true
	case checkins.Rank:
		return w.rank(m), true
	}
	return Page{}, false
}
