package checkins

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// BriefFile is a brief as a file for its reader alone: what a brief as text to paste says,
// and no more.
type BriefFile struct {
	Letter LetterID
	Brief  Brief // Plain
	Day    Date  // on which it was asked for; the name of the file says it
}

// BriefFiled says that a file was taken by who asked for it, and where it lies. Only
// Teams has it: there the reader allows a file first.
type BriefFiled struct {
	Letter LetterID
	About  InitiativeID
	Day    Date
	Place  FilePlace
}

// FilePlace is where a platform put a file for its reader.
type FilePlace struct {
	Link string // address at which the reader opens it, https
	ID   string // the platform's
}

func (BriefFile) message()  {}
func (BriefFiled) message() {}

// What makes a file of a brief, and what a reader says to it where the platform asks.
const (
	DeedBriefFile = "brief_file"
	DeedFileTake  = "file_take" // Deed.Letter: the file that the reader allows
	DeedFileNo    = "file_no"   // likewise, of one that they do not want
)

// What a letter about a file is when it is not the file itself; see About.Text.
const saysFiled = "filed"

// filesMost is how often a day the same file is offered to somebody who says no to it.
const filesMost = 9

// FileLetter is the letter with a brief as a file. text is what stands in it (see
// briefSum), so that the same is sent once and what has changed since is sent anew.
func FileLetter(org OrgID, to Account, about InitiativeID, day Date, text string, time int) LetterID {
	return LetterIDOf(org, KindFile, to.String(), string(about), string(day), text, fmt.Sprint(time))
}

func filedLetter(org OrgID, file LetterID) LetterID {
	return LetterIDOf(org, KindFile, string(file), saysFiled)
}

func refusedLetter(org OrgID, file LetterID) LetterID {
	return LetterIDOf(org, KindReply, string(file), DeedFileNo)
}

// notFiledLetter is the text in the place of a file that could not be put where its reader
// allowed it.
func notFiledLetter(org OrgID, file LetterID) LetterID {
	return LetterIDOf(org, KindReply, string(file), fmt.Sprint(notFiled))
}

// notFiled stands for the attempt of a Letter of which only the reader's place failed.
const notFiled = -1

// briefSum tells one content of a brief from another.
func briefSum(b Brief) (string, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return "", fmt.Errorf("sum of a brief: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// makeBriefFile posts a brief as a file to who asks, where they ask: Deed.Initiative is
// what it is about. What did not arrive is said as text instead.
func (d *Desk) makeBriefFile(ctx context.Context, who asker, w Deed) (Message, error) {
	if !who.known {
		return Help{Text: HelpStranger}, nil
	}
	m, err := d.briefOf(ctx, who, w.Initiative)
	b, is := m.(Brief)
	if err != nil || !is {
		return m, err
	}
	text, err := briefSum(b)
	if err != nil {
		return nil, err
	}
	l := Letter{
		Kind: KindFile, To: w.From, Lead: who.person.ID, Due: d.Now(), Again: true,
		About: About{Initiative: w.Initiative, Date: b.Day},
	}
	var before *Letter
	for n := range filesMost { // one that the reader did not want, or that went nowhere, makes room for another
		l.ID = FileLetter(who.org, w.From, w.Initiative, b.Day, text, n)
		filed := filedLetter(who.org, l.ID)
		ls, err := d.Shelf.Letters(ctx, who.org, l.ID, refusedLetter(who.org, l.ID), notFiledLetter(who.org, l.ID), filed)
		if err != nil {
			return nil, err
		}
		if before = nil; len(ls) > 0 {
			before = &ls[0]
		}
		if len(ls) < 2 || slices.ContainsFunc(ls, func(l Letter) bool { return l.ID == filed }) {
			break
		}
	}
	if before != nil {
		switch before.State {
		case LetterSent:
			all, _, err := readBook[Files](ctx, d, who.org, fileBook(who.person.ID))
			if at := all.of(l.ID); at != nil {
				return at.stands(l), err
			}
			return Done{What: DoneFileStands}, err
		case LetterPending, LetterSending:
			return Done{What: DoneFile}, nil
		case LetterUnknown: // it may be there: a second one would stand beside it
			b.Plain, b.Unfiled = true, UnfiledUnknown
			return b, nil
		}
	}
	if err := d.Outbox.Post(ctx, who.org, l); err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return Done{What: DoneFile}, nil
}

// composeFile draws a file as its reader may read it now. One of another day is not worth
// sending any more.
func (d *Desk) composeFile(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	if l.About.Text.What == saysFiled {
		all, _, err := readBook[Files](ctx, d, org, fileBook(p.ID))
		if err != nil {
			return nil, hold{}, err
		}
		at := all.of(LetterID(l.About.Text.Detail))
		if at == nil {
			return nil, hold{reason: ReasonLeft}, nil
		}
		return BriefFiled{Letter: l.ID, About: l.About.Initiative, Day: l.About.Date, Place: at.Place}, hold{}, nil
	}
	if DateOf(now.In(p.Location())) > l.About.Date {
		return nil, hold{reason: ReasonTooLate}, nil
	}
	m, err := d.briefOf(ctx, asker{org: org, person: p, known: true}, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	b, is := m.(Brief)
	if !is { // who asked for it neither owns nor sponsors it any more
		return nil, hold{reason: ReasonLeft}, nil
	}
	b.Plain = true
	return BriefFile{Letter: l.ID, Brief: b, Day: l.About.Date}, hold{}, nil
}

// Why a brief comes as text to who asked for a file.
const (
	UnfiledScope   = "scope"   // the app may not send files yet
	UnfiledRefused = "refused" // the platform did not take it
	UnfiledUnknown = "unknown" // nobody knows whether it arrived
)

// unfiled is the letter with the text of a brief, in the place of a file that did not
// arrive.
func unfiled(org OrgID, l Letter, s Settlement, now time.Time) []Letter {
	if s.State != LetterUnreachable || !l.Receipt.IsZero() {
		return nil
	}
	if s.Reason == "missing_scope" {
		return instead(org, l, UnfiledScope, now)
	}
	return instead(org, l, UnfiledRefused, now)
}

// doubted is the same for a file that was looked for, and of which nobody can know whether
// it arrived.
func doubted(org OrgID, l Letter, s Settlement, now time.Time) []Letter {
	if s.State != LetterUnknown {
		return nil
	}
	return instead(org, l, UnfiledUnknown, now)
}

func instead(org OrgID, l Letter, why string, now time.Time) []Letter {
	if l.Kind != KindFile {
		return nil
	}
	id := LetterIDOf(org, KindReply, string(l.ID), fmt.Sprint(l.Epoch))
	to := l.To
	said := Letter{ID: id, Kind: KindReply, To: to, Due: now, Until: now.Add(time.Hour), About: About{Asker: &to}}
	if l.About.Text.What == saysFiled { // the file lies there, and only what opens it did not arrive
		at := l.filed()
		said.About.Done = &at
	} else {
		said.About.Deed = &Deed{From: to, Delivery: string(id), What: DeedBriefText, Initiative: l.About.Initiative, Subject: why}
	}
	return []Letter{said}
}

// own returns the letter with a file that somebody was sent.
func (d *Desk) ownFile(ctx context.Context, who asker, id LetterID) (Letter, *Help, error) {
	ls, err := d.Shelf.Letters(ctx, who.org, id)
	if err != nil {
		return Letter{}, nil, err
	}
	n := slices.IndexFunc(ls, func(l Letter) bool { return l.Kind == KindFile && l.About.Text.What == "" })
	switch {
	case n < 0:
		return Letter{}, &Help{Text: HelpOldButton}, nil
	case !who.known || ls[n].Lead != who.person.ID:
		return Letter{}, &Help{Text: HelpNotYours}, nil
	}
	return ls[n], nil, nil
}

// takeFile returns what is to stand in a file that its reader allows: a BriefFile. Done
// says what became of it before: DoneFileStands in the same delivery.
func (d *Desk) takeFile(ctx context.Context, who asker, w Deed) (Message, error) {
	l, help, err := d.ownFile(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	all, _, err := readBook[Files](ctx, d, who.org, fileBook(who.person.ID))
	if err != nil {
		return nil, err
	}
	if was := all.of(l.ID); was != nil {
		if was.By == w.Delivery { // letters say it
			return Done{What: DoneFileStands}, nil
		}
		return was.stands(l), nil
	}
	m, err := d.briefOf(ctx, who, l.About.Initiative)
	b, is := m.(Brief)
	if err != nil || !is {
		return m, err
	}
	b.Plain = true
	return BriefFile{Letter: l.ID, Brief: b, Day: l.About.Date}, nil
}

// refuseFile notes that a reader does not want a file; asked for again it is offered again.
func (d *Desk) refuseFile(ctx context.Context, who asker, w Deed) (Message, error) {
	l, help, err := d.ownFile(ctx, who, w.Letter)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	now, to := d.Now(), w.From
	said := Done{What: DoneFileNo}
	err = d.Outbox.Post(ctx, who.org, Letter{
		ID: refusedLetter(who.org, l.ID), Kind: KindReply, To: to, Due: now, Until: now.Add(time.Hour), About: About{Asker: &to, Done: &said},
	})
	if err != nil {
		return nil, fmt.Errorf("file: %w", err)
	}
	return said, nil
}
