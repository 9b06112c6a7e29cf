package checkins

import (
	"context"
	"errors"
	"fmt"
)

// Deed is something that a button asks for, besides what has a method of its own.
type Deed struct {
	From       Account      `json:"from"`
	Channel    Account      `json:"channel,omitzero"`     // where it was pressed; zero: in private
	Thread     string       `json:"thread,omitempty"`     // the thread it was pressed in; empty: none
	Delivery   string       `json:"delivery"`             // id of the delivery: delivered again it is done once
	What       string       `json:"what"`                 // a word of the map in deedOf; that of a dialog opens it
	Initiative InitiativeID `json:"initiative,omitempty"` //
	Letter     LetterID     `json:"letter,omitempty"`     // the message that it stood in, or that it is about
	Subject    string       `json:"subject,omitempty"`    // what else the button said, at most 60 characters; never a person's text
	Date       Date         `json:"date,omitempty"`       // picked with it; empty: it has no date
}

// deed does one kind of deed. The asker is somebody of the org, or a stranger whom
// the platform verified: each says for itself who may.
type deed func(*Desk, context.Context, asker, Deed) (Message, error)

// deedOf returns who does a deed, nil for one that nobody knows. Delivered again it
// must do nothing twice: a platform delivers often, and people press again.
func deedOf(what string) deed { return deeds()[what] }

// deeds are all that buttons ask for.
func deeds() map[string]deed {
	return map[string]deed{
		deedAway: (*Desk).openLeave, deedDeclines: (*Desk).decline, deedTakes: (*Desk).decline, deedHere: (*Desk).doHere,
		string(VerbSettings): (*Desk).openSettings, string(VerbHome): (*Desk).openHome,
		string(VerbExport): (*Desk).openMine, string(VerbForget): (*Desk).openForget,
		string(DialogSetup):      (*Desk).openSetup,
		string(DialogWhyLine):    (*Desk).openWhyLine,
		string(DialogWhyPropose): (*Desk).openWhyPropose,
		string(DialogWhyOther):   (*Desk).openWhyOther,
		DeedWhySame:              (*Desk).sayWhy,
		DeedWhyPartly:            (*Desk).sayWhy,
		DeedWhyElse:              (*Desk).sayWhy,
		string(DialogRecall):     (*Desk).openRecall,
		DeedAgain:                (*Desk).showAgain,
		DeedAgainSame:            (*Desk).sayAgain,
		DeedAgainPartly:          (*Desk).sayAgain,
		DeedAgainElse:            (*Desk).sayAgain,
		DeedBriefText:            (*Desk).openBriefText,
		DeedBriefFile:            (*Desk).makeBriefFile,
		DeedFileTake:             (*Desk).takeFile,
		DeedFileNo:               (*Desk).refuseFile,
		DeedLookBack:             (*Desk).lookBack,
		DeedTest:                 (*Desk).sendTest,
		DeedContext:              (*Desk).addContext,
		DeedSnooze:               (*Desk).snoozeUntil,
		DeedAssign:               (*Desk).assign,
		DeedAgenda:               (*Desk).onAgenda,
		DeedOffAgenda:            (*Desk).offAgenda,
		DeedAskBoth:              (*Desk).askBoth,
		DeedNeeds:                (*Desk).openNeeds,
		DeedRecheck:              (*Desk).recheck,
		DeedStepDone:             (*Desk).answerStep,
		DeedStepLater:            (*Desk).answerStep,
		DeedStepDrop:             (*Desk).answerStep,
		DeedStepBack:             (*Desk).answerStep,
		DeedStepAsk:              (*Desk).openStepAsk,
		DeedWin:                  (*Desk).openWin,
		DeedWinOff:               (*Desk).winOff,
		DeedReply:                (*Desk).reply,
		DeedRank:                 (*Desk).openRank,
		string(DialogOutcome):    (*Desk).openOutcome,
		string(DialogHealth):     (*Desk).openHealth,
		DeedReached:              (*Desk).saysOfTarget,
		DeedNotYet:               (*Desk).saysOfTarget,
		DeedCommit:               (*Desk).openCommit,
		DeedMove:                 (*Desk).openMove,
		DeedKept:                 (*Desk).judge,
		DeedPartly:               (*Desk).judge,
		DeedMissed:               (*Desk).judge,
		DeedUndo:                 (*Desk).undo,
		DeedPromise:              lists(VerbCommit, (*Desk).commitTo),
		DeedDecide:               (*Desk).openDecide,
		DeedRate:                 (*Desk).openRate,
		DeedRecord:               (*Desk).record,
		DeedDrop:                 (*Desk).drop,
		DeedHoldsYes:             (*Desk).sayHolds,
		DeedHoldsPartly:          (*Desk).sayHolds,
		DeedHoldsNo:              (*Desk).sayHolds,
		DeedKeep:                 (*Desk).keepDecision,
		DeedRevisit:              (*Desk).openRevisit,
		DeedHandBack:             (*Desk).handBack,
		DeedDecisions:            lists(VerbDecide, (*Desk).decideTo),
	}
}

// Do does what a button asks for. A Dialog is something to fill in; any other message
// is the answer, for who pressed alone.
func (d *Desk) Do(ctx context.Context, w Deed) (Message, error) {
	do := deedOf(w.What)
	if do == nil {
		return Help{Text: HelpOldButton}, nil // of another version
	}
	who, help, err := d.acting(ctx, w.From, w.Channel)
	if founds := w.What == string(DialogSetup) && w.Initiative == ""; err == nil && help != nil && (!founds || who.org != "") {
		return *help, nil
	}
	var m Message
	if err == nil {
		m, err = do(d, ctx, who, w)
	}
	if err != nil {
		return nil, fmt.Errorf("do %s: %w", w.What, err)
	}
	return askedAt(m, w.Channel), nil
}

// acting is who, and help for an account that the platform switched off and for
// guests of it.
func (d *Desk) acting(ctx context.Context, from, channel Account) (asker, *Help, error) {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil || who.known {
		return who, help, err
	}
	if who.off {
		return who, &Help{Text: HelpStranger}, nil
	}
	guest, err := d.visiting(ctx, from, channel)
	if guest {
		help = &Help{Text: HelpForeign}
	}
	return who, help, err
}

// lists is a button that lists what a command keeps of an initiative.
func lists(verb Verb, to func(*Desk, context.Context, asker, Initiative, Request) (Message, error)) deed {
	return func(d *Desk, ctx context.Context, who asker, w Deed) (Message, error) {
		i, help, err := d.deedAbout(ctx, who, w)
		if err != nil || help != nil {
			return orHelp(help), err
		}
		return to(d, ctx, who, i, Request{From: w.From, Command: Command{Verb: verb, Topic: TopicList}})
	}
}

// deedAbout is the initiative that a button is about, for somebody of the org.
func (d *Desk) deedAbout(ctx context.Context, who asker, w Deed) (Initiative, *Help, error) {
	if !who.known {
		return Initiative{}, &Help{Text: HelpStranger}, nil
	}
	i, err := d.initiative(ctx, who.org, w.Initiative)
	if errors.Is(err, ErrNotFound) {
		return i, &Help{Text: HelpNotYours}, nil
	}
	return i, nil, err
}
