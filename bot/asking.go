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
	return w.many("ask.headline", n, with{"Minutes": w.minutes(size)})
}

// NudgeHeadline is AskHeadline of the bot's own second message.
func (w Words) NudgeHeadline(n checkins.Nudge) Text {
	k, size := open(n.Due)
	return w.many("ask.nudge", k, with{"Minutes": w.minutes(size)})
}

// NudgeLast is added when the others of the side cannot make it readable alone.
func (w Words) NudgeLast() Text { return Trusted("Without you there may be no result for your side.") }

// RemindHeadline begins a reminder that the lead wished for.
func (w Words) RemindHeadline() Text { return Trusted("You asked me to remind you of your check-in.") }

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
	name := Join(NameOf(d.Initiative), Trusted(": "))
	switch d.State {
	case checkins.DueSaved:
		return Join(name, Trusted("saved. You can change it until "), w.closes(a, d), Trusted("."))
	case checkins.DueClosed:
		return Join(name, Trusted("closed."))
	}
	questions := w.plural(len(d.Items), "question", "questions")
	switch n := guesses(d); {
	case n == 1:
		questions += " and a guess"
	case n > 1:
		questions += " and " + w.plural(n, "guess", "guesses")
	}
	return Join(name, Trusted(questions+", until "), w.closes(a, d), Trusted("."))
}

// OpenUntil says until when an initiative's check-in can be answered.
func (w Words) OpenUntil(a checkins.Ask, d checkins.Due) Text {
	return Join(Trusted("Open until "), w.closes(a, d), Trusted("."))
}

func (w Words) closes(a checkins.Ask, d checkins.Due) Text {
	return w.Clock(d.Closes, a.Zone, d.Round.Date())
}

// Saved says that an answer is stored: said of everything when that is true and
// all closes are the same, else the lines of DueLine follow.
func (w Words) Saved(a checkins.Ask) Text {
	saved := "Saved."
	if a.TryOut {
		saved = "Saved on this try-out machine."
	}
	if until := w.change(a); !until.IsZero() {
		return Join(Trusted(saved+" You can change it until "), until, Trusted("."))
	}
	return Trusted(saved)
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
		return Trusted("This check-in is closed for you. Nothing is asked.")
	}
	for _, d := range a.Due {
		for _, it := range d.Items {
			if it.Before != nil {
				return Trusted("This check-in is closed. Thank you.")
			}
		}
	}
	return Trusted("This check-in is closed without your answer. No harm done: there will be another.")
}

// WhoSees says who can see what of an answer.
func (w Words) WhoSees(s checkins.Sees) Text {
	if s.Mode == scoring.Confidential {
		return Trusted("Nobody is shown your ratings. Results come in words from three answers a side, in numbers from five.")
	}
	who := "You alone speak for your side, so the channel sees its view as yours."
	if s.Leads > 1 {
		who = upper(w.countOld(s.Leads)) + " of you speak for your side, so the channel sees its view."
	}
	return Trusted(who + " Your guesses stay yours. You accepted that; the status lets you take it back.")
}

// WhoSeesAll says it for a whole check-in: once when it is the same everywhere,
// else one line an initiative.
func (w Words) WhoSeesAll(due []checkins.Due) []Text {
	var lines []Text
	same := true
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
	return Trusted("This is about the initiative. It is never used to judge people.")
}

// GuessQuestion asks for the guess of the other side. own is the lead's side.
func (w Words) GuessQuestion(d checkins.Due) Text {
	return Join(Trusted("And how will most "), w.LeadsOf(d.Side.Other()), Trusted(" on "), NameOf(d.Initiative), Trusted(" answer?"))
}

// LineHint says who reads the sentence that a lead writes.
func (w Words) LineHint(s checkins.Sees) Text {
	if s.Mode == scoring.Named {
		return Trusted("Nobody reads it unless you share it.")
	}
	return Trusted("From five answers of your side, leads and the owner read it without your name. With fewer, only if you share it.")
}

// GuessHint says who sees the guess.
func (w Words) GuessHint() Text { return Trusted("Your guess is shown to nobody but you.") }

// Means recalls what both sides confirmed. Empty when nothing was.
func (w Words) Means(d checkins.Due) Text {
	var delivered, value Text
	if t := User(d.Delivered); !t.IsZero() {
		delivered = Join(Trusted("Delivered means: "), t)
	}
	if t := User(d.Value); !t.IsZero() {
		value = Join(Trusted("Value means: "), t)
	}
	return JoinWith(" · ", delivered, value)
}

// The words of the form and of the buttons.
func (w Words) FormTitle() Text    { return Trusted("Check-in") }
func (w Words) LineLabel() Text    { return Trusted("Anything to add, in one sentence?") }
func (w Words) ReleaseLabel() Text { return Trusted("Share this sentence?") }
func (w Words) ReleaseOption() Text {
	return Trusted("It may be shown to the other side without my name.")
}
func (w Words) ButtonAnswer() Text   { return Trusted("Answer") }
func (w Words) ButtonEdit() Text     { return Trusted("Edit") }
func (w Words) ButtonSave() Text     { return Trusted("Save") }
func (w Words) ButtonCancel() Text   { return Trusted("Not now") }
func (w Words) ButtonHour() Text     { return Trusted("Remind me in an hour") }
func (w Words) ButtonTomorrow() Text { return Trusted("Remind me tomorrow") }
func (w Words) PickAway() Text       { return Trusted("I'm away until …") }
func (w Words) FormClosed() Text     { return Trusted("closed. Nothing more can be saved.") }
func (w Words) MoreAfter(n int) Text {
	return Trusted(upper(w.plural(n, "initiative", "initiatives")) + " more after these: save, then press Answer again.")
}
func (w Words) ChooseOne() Text       { return Trusted("Choose one of these.") }
func (w Words) ChooseDate() Text      { return Trusted("Choose a date.") }
func (w Words) NothingToAnswer() Text { return Trusted("There is nothing left to answer here.") }
func (w Words) GuessStillOpen() Text  { return Trusted("One tap is left: your guess.") }
func (w Words) OwnStillOpen() Text    { return Trusted("One tap is left: your own answer.") }
func (w Words) ButtonCheckin() Text   { return Trusted("Open my check-in") }
func (w Words) ButtonExplain() Text   { return Trusted("Explain") }
func (w Words) ButtonAck() Text       { return Trusted("Acknowledge") }
func (w Words) PickSnooze() Text      { return Trusted("Snooze until …") }
func (w Words) ButtonShare() Text     { return Trusted("Share with the channel") }
func (w Words) YourCheckin(d checkins.Due, zone string) Text {
	at := w.Clock(d.Closes, zone, d.Round.Date())
	if d.State == checkins.DueSaved {
		return Join(Trusted("Your answer is saved. You can change it until "), at, Trusted("."))
	}
	return Join(Trusted("Your own check-in is open until "), at, Trusted("."))
}

// Pressed marks the choice that was made, for those who do not see a colour.
func Pressed(label Text) Text { return Join(Trusted("✓ "), label) }
