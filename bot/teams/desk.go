package teams

import (
	"context"

	"parallax/checkins"
)

// What the Handler needs of the domain. Every method takes accounts that a verified
// Activity names; who that is and what they may do, the domain decides. A Message is
// what to say to who acted; an error means that nothing was done, or that nobody
// knows, and acting again is safe.

// Directory knows whose an account is.
type Directory interface {
	// Who returns the org and the person. checkins.ErrNotFound: the tenant belongs to
	// no org. checkins.ErrStranger: it does, but nobody there has the account.
	Who(ctx context.Context, a checkins.Account) (checkins.OrgID, checkins.PersonID, error)
	// Speaks returns the locale in which somebody is answered; empty: nobody knows.
	Speaks(ctx context.Context, a checkins.Account) string
	// Spoke is Speaks as it was last, without asking the store.
	Spoke(a checkins.Account) string
	// Greet says hello to an account, once; Joined introduces the bot in a channel, once.
	Greet(ctx context.Context, from checkins.Account) error
	Joined(ctx context.Context, channel checkins.Account) error
	// Reached sends what could not reach somebody who can be reached again.
	Reached(ctx context.Context, a checkins.Account) error
	// Prove settles a letter of which nobody knew whether it arrived, when it is one to
	// that person, or to the channel where; zero: pressed in the personal chat.
	Prove(ctx context.Context, from, where checkins.Account, p checkins.Proof) error
}

// Checkins opens check-ins and stores what is answered.
type Checkins interface {
	// Form returns a Form, or Help with the reason. An empty letter means whatever
	// is due for that person.
	Form(ctx context.Context, from checkins.Account, letter checkins.LetterID, proof checkins.Proof) (checkins.Message, error)
	// Answer stores a reply in one round trip. nil means stored as the outcomes say.
	Answer(ctx context.Context, org checkins.OrgID, r checkins.Reply) ([]checkins.Recorded, error)
	// Reread returns what a letter to that person says now; nil: nothing new.
	Reread(ctx context.Context, from checkins.Account, letter checkins.LetterID) (checkins.Message, error)
	// Remind asks again in an hour, or tomorrow.
	Remind(ctx context.Context, from checkins.Account, letter checkins.LetterID, tomorrow bool, delivery string) (checkins.Message, error)
	// Away notes that the person is away until that date, inclusive.
	Away(ctx context.Context, from checkins.Account, until checkins.Date, delivery string) (checkins.Message, error)
	// Consent stores what a lead says to being named. A nil Message: the letter says it.
	Consent(ctx context.Context, from checkins.Account, a checkins.Assent, delivery string) (checkins.Message, error)
}

// Commands answers what is asked; the outbox says it.
type Commands interface {
	// Mention stores the answer to a question as a letter.
	Mention(ctx context.Context, r checkins.Request) error
	// Command answers a question on the spot.
	Command(ctx context.Context, r checkins.Request) (checkins.Message, error)
	// Tell stores a Done or Help as a letter to who acted.
	Tell(ctx context.Context, from checkins.Account, m checkins.Message, delivery string) error
	// Share posts an answer to the channel of what it is about.
	Share(ctx context.Context, from, channel checkins.Account, token checkins.ShareToken, delivery string) (checkins.Message, error)
}

// Alerts acts on the card of an alert, named by its letter.
type Alerts interface {
	Acknowledge(ctx context.Context, from checkins.Account, letter checkins.LetterID, delivery string) (checkins.Message, error)
	Snooze(ctx context.Context, from checkins.Account, letter checkins.LetterID, until checkins.Date, delivery string) (checkins.Message, error)
}

// Dialogs opens what is filled in besides check-ins, and takes it.
type Dialogs interface {
	// Do does what a button asks for. A Dialog is to be filled in.
	Do(ctx context.Context, w checkins.Deed) (checkins.Message, error)
	// Submit takes a dialog. A Dialog is the next step, or the same with what is wrong.
	Submit(ctx context.Context, s checkins.Submission) (checkins.Message, error)
	// SaveAs opens the form of a commitment with what a message says.
	SaveAs(ctx context.Context, q checkins.Quoted) (checkins.Message, error)
}

// Files are told what became of a file that its reader allowed.
type Files interface {
	// Filed says where it was put, NotFiled that it could not be, or that nobody knows, see
	// checkins.UnfiledRefused.
	Filed(ctx context.Context, from checkins.Account, letter checkins.LetterID, at checkins.FilePlace, delivery string) error
	NotFiled(ctx context.Context, from checkins.Account, letter checkins.LetterID, why, delivery string) error
}

// Desk is all of it: *checkins.Desk.
type Desk interface {
	Directory
	Checkins
	Commands
	Alerts
	Dialogs
	Files
}
