package checkins

import (
	"context"
	"fmt"
)

// submit takes one kind of dialog. The asker is somebody of the org, or a stranger
// whom the platform verified: each says for itself who may.
type submit func(*Desk, context.Context, asker, Submission) (Message, error)

// submitOf returns who takes a dialog, nil for one that nobody knows. Sent again it
// must store nothing twice: a person whose answer was lost sends again.
func submitOf(what DialogWhat) submit { return submits()[what] }

// submits are all dialogs.
func submits() map[DialogWhat]submit {
	return map[DialogWhat]submit{
		DialogSettings:   (*Desk).takeSettings,
		DialogAway:       (*Desk).takeAway,
		DialogForget:     (*Desk).takeForget,
		DialogSetup:      (*Desk).submitSetup,
		DialogWhyLine:    (*Desk).submitWhyLine,
		DialogWhyPropose: (*Desk).submitWhyPropose,
		DialogRecall:     (*Desk).submitRecall,
		DialogWhyOther:   (*Desk).submitWhyOther,
		DialogHandover:   (*Desk).submitHandover,
		DialogContext:    (*Desk).takeContext,
		DialogAssign:     (*Desk).takeAssign,
		DialogNeeds:      (*Desk).takeNeeds,
		DialogReply:      (*Desk).takeReply,
		DialogRank:       (*Desk).takeRank,
		DialogRecheck:    (*Desk).takeRecheck,
		DialogWin:        (*Desk).takeWin,
		DialogOutcome:    (*Desk).takeOutcome,
		DialogHealth:     (*Desk).takeHealth,
		DialogCommit:     (*Desk).takeCommit,
		DialogMove:       (*Desk).takeMove,
		DialogDecide:     (*Desk).takeDecide,
		DialogRate:       (*Desk).takeRate,
		DialogRevisit:    (*Desk).takeRevisit,
	}
}

// Submit takes a dialog as it was sent. A Dialog back is the next step, or the same
// one with what is wrong; any other message says that it is done.
func (d *Desk) Submit(ctx context.Context, s Submission) (Message, error) {
	take := submitOf(s.What)
	if take == nil {
		return Help{Text: HelpOldForm}, nil // of another version
	}
	who, help, err := d.acting(ctx, s.From, s.Channel)
	if founds := s.What == DialogSetup && s.Initiative == ""; err == nil && help != nil && (!founds || who.org != "") {
		return *help, nil // of no org yet is who sets up the first initiative of a team
	}
	var m Message
	if err == nil {
		m, err = take(d, ctx, who, s)
	}
	if err != nil {
		return nil, fmt.Errorf("submit %s: %w", s.What, err)
	}
	return askedAt(m, s.Channel), nil
}
