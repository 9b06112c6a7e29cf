package bot

import (
	"parallax/checkins"
	"parallax/scoring"
)

// Asking is how a check-in stands as a whole.
type Asking int

// The ways a check-in can stand.
const (
	AskOpen   Asking = iota // something is still to be answered
	AskSaved                // everything is answered, something may still be changed
	AskClosed               // everything is over
)

// Stands returns how a check-in stands.
func Stands(due []checkins.Due) Asking {
	state := AskClosed
	for _, d := range due {
		switch d.State {
		case checkins.DueOpen:
			return AskOpen
		case checkins.DueSaved:
			state = AskSaved
		}
	}
	return state
}

// AskHeadline says what waits and about how long it takes.
func (w Words) AskHeadline(a checkins.Ask) Text {
	n, size := open(a.Due)
	headline := w.many("ask.headline", n, with{"Minutes": w.minutes(size)})
	if a.Test {
		return JoinWith(" ", w.say("test.line"), headline)
	}
	return headline
}

// NudgeHeadline is AskHeadline of the bot's own second message.
func (w Words) NudgeHeadline(n checkins.Nudge) Text {
	k, size := open(n.Due)
	return w.many("ask.nudge", k, with{"Minutes": w.minutes(size)})
}

// NudgeLast is added when the others of the side cannot make it readable alone.
func (w Words) NudgeLast() Text { return w.say("ask.last") }

// RemindHeadline begins a reminder that the lead wished for.
func (w Words) RemindHeadline() Text { return w.say("ask.remind") }

func open(due []checkins.Due) (n, taps int) {
	for _, d := range due {
		if d.State != checkins.DueOpen {
			continue
		}
		n++
		taps += len(d.Items) + guesses(d)
	}
	return n, taps
}

func guesses(d checkins.Due) int {
	n := 0
	for _, it := range d.Items {
		if it.WithGuess {
			n++
		}
	}
	return n
}

// DueLine says how one initiative of a check-in stands: "CRM migration: three
// questions and a guess, until Friday 10:00."
func (w Words) DueLine(a checkins.Ask, d checkins.Due) Text {
	said := with{"Name": NameOf(d.Initiative), "Until": w.closes(a, d)}
	switch d.State {
	case checkins.DueSaved:
		return w.say("ask.due.saved", said)
	case checkins.DueClosed:
		return w.say("ask.due.closed", said)
	}
	said["Questions"] = w.many("ask.questions", len(d.Items))
	n := guesses(d)
	if n == 0 {
		return w.say("ask.due.open", said)
	}
	said["Guesses"] = w.many("ask.guesses", n)
	return w.say("ask.due.guesses", said)
}

// OpenUntil says until when an initiative's check-in can be answered.
func (w Words) OpenUntil(a checkins.Ask, d checkins.Due) Text {
	return w.say("ask.open_until", with{"Until": w.closes(a, d)})
}

func (w Words) closes(a checkins.Ask, d checkins.Due) Text {
	return w.Clock(d.Closes, a.Zone, d.Round.Date())
}

// Saved says that an answer is stored: said of everything when that is true and
// all closes are the same, else the lines of DueLine follow.
func (w Words) Saved(a checkins.Ask) Text {
	saved := w.say("ask.saved")
	if a.TryOut {
		saved = w.say("ask.saved_tryout")
	}
	if until := w.change(a); !until.IsZero() {
		return JoinWith(" ", saved, w.say("ask.change", with{"Until": until}))
	}
	return saved
}

// change is the instant until which everything saved can be changed; empty when
// there are several.
func (w Words) change(a checkins.Ask) Text {
	var until Text
	for _, d := range a.Due {
		if d.State != checkins.DueSaved {
			continue
		}
		at := w.closes(a, d)
		if !until.IsZero() && at.Plain() != until.Plain() {
			return Text{}
		}
		until = at
	}
	return until
}

// Over says that the whole check-in is closed, kindly when nothing was answered.
func (w Words) Over(a checkins.Ask) Text {
	if len(a.Due) == 0 { // no lead any more, or not one who accepts to be named
		return w.say("ask.over.none")
	}
	for _, d := range a.Due {
		for _, it := range d.Items {
			if it.Before != nil {
				return w.say("ask.over.thanks")
			}
		}
	}
	return w.say("ask.over.unanswered")
}

// WhoSees says who can see what of an answer.
func (w Words) WhoSees(s checkins.Sees) Text {
	if s.Mode == scoring.Confidential {
		return w.say("ask.sees.hidden")
	}
	return capital(w.many("ask.sees.named", max(1, s.Leads)))
}

// WhoSeesAll says it for a whole check-in: once when it is the same everywhere,
// else one line an initiative.
func (w Words) WhoSeesAll(due []checkins.Due) []Text {
	var lines []Text
	same := true
	for _, d := range due {
		if checkins.TestRound(d.Round) {
			return []Text{w.WhoSees(d.Sees), w.say("test.line")}
		}
	}
	for _, d := range due {
		same = same && w.WhoSees(d.Sees).Plain() == w.WhoSees(due[0].Sees).Plain()
		lines = append(lines, Join(NameOf(d.Initiative), Trusted(": "), w.WhoSees(d.Sees)))
	}
	if same && len(due) > 0 {
		return []Text{w.WhoSees(due[0].Sees)}
	}
	return lines
}

// NotForAppraisal stands at the end of every form.
func (w Words) NotForAppraisal() Text {
	return w.say("form.appraisal")
}

// GuessQuestion asks for the guess of the other side. own is the lead's side.
func (w Words) GuessQuestion(d checkins.Due) Text {
	return w.bySide("ask.guess", d.Side.Other(), with{"Name": NameOf(d.Initiative)})
}

// LineHint says who reads the sentence that a lead writes.
func (w Words) LineHint(s checkins.Sees) Text {
	if s.Mode == scoring.Named {
		return w.say("form.line.named")
	}
	return w.say("form.line.hidden")
}

// GuessHint says who sees the guess.
func (w Words) GuessHint() Text { return w.say("form.guess") }

// Means recalls what both sides confirmed. Empty when nothing was.
func (w Words) Means(d checkins.Due) Text {
	var delivered, value Text
	if t := User(d.Delivered); !t.IsZero() {
		delivered = w.say("ask.delivered", with{"Text": t})
	}
	if t := User(d.Value); !t.IsZero() {
		value = w.say("ask.value", with{"Text": t})
	}
	return JoinWith(" · ", delivered, value)
}

// The words of the form and of the buttons.
func (w Words) FormTitle() Text    { return w.say("form.title") }
func (w Words) LineLabel() Text    { return w.say("form.line") }
func (w Words) ReleaseLabel() Text { return w.say("form.release") }
func (w Words) ReleaseOption() Text {
	return w.say("form.release.option")
}
func (w Words) ButtonAnswer() Text   { return w.say("button.answer") }
func (w Words) ButtonEdit() Text     { return w.say("button.edit") }
func (w Words) ButtonSave() Text     { return w.say("button.save") }
func (w Words) ButtonCancel() Text   { return w.say("button.cancel") }
func (w Words) ButtonClose() Text    { return w.say("button.close") }
func (w Words) ButtonHour() Text     { return w.say("button.hour") }
func (w Words) ButtonTomorrow() Text { return w.say("button.tomorrow") }
func (w Words) PickAway() Text       { return w.say("button.away") }
func (w Words) FormClosed() Text     { return w.say("form.closed") }
func (w Words) MoreAfter(n int) Text {
	return capital(w.many("form.more", n))
}
func (w Words) ChooseOne() Text       { return w.say("form.choose") }
func (w Words) ChooseDate() Text      { return w.say("form.choose_date") }
func (w Words) NothingToAnswer() Text { return w.say("form.nothing") }
func (w Words) GuessStillOpen() Text  { return w.say("form.guess_open") }
func (w Words) OwnStillOpen() Text    { return w.say("form.own_open") }
func (w Words) ButtonCheckin() Text   { return w.say("button.checkin") }
func (w Words) ButtonExplain() Text   { return w.say("button.explain") }
func (w Words) ButtonAck() Text       { return w.say("button.acknowledge") }
func (w Words) PickSnooze() Text      { return w.say("button.snooze") }
func (w Words) ButtonShare() Text     { return w.say("button.share") }
func (w Words) YourCheckin(d checkins.Due, zone string) Text {
	at := w.Clock(d.Closes, zone, d.Round.Date())
	if d.State == checkins.DueSaved {
		return w.say("ask.yours.saved", with{"Until": at})
	}
	return w.say("ask.yours.open", with{"Until": at})
}

// Pressed marks the choice that was made, for those who do not see a colour.
func Pressed(label Text) Text { return Join(Trusted("✓ "), label) }
