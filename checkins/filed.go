package checkins

import (
	"context"
	"fmt"
	"slices"
)

// BookFiles is what became of the files that one person was offered, by their id: where
// each lies is told to nobody else, so it stands in no letter.
const BookFiles BookKind = "files"

// Files are those of one person, the oldest first.
type Files struct {
	Of    PersonID    `json:"of,omitempty"`
	Files []FiledFile `json:"files,omitempty"`
}

// FiledFile is one that its reader allowed.
type FiledFile struct {
	Letter LetterID  `json:"letter"` // that offered it
	By     string    `json:"by"`     // the delivery in which it was allowed
	Place  FilePlace `json:"place,omitzero"`
}

// filesKept is how many files of somebody are kept: the oldest go. What opened one stays
// in their chat.
const filesKept = 20

func init() { bookWithout[BookFiles] = erasing[Files] }

// Without returns none for the person whose they are.
func (f Files) Without(p PersonID) (Files, int) {
	if f.Of != p {
		return f, 0
	}
	return Files{}, len(f.Files)
}

// of finds a file by the letter that offered it; nil: nobody allowed it.
func (f Files) of(l LetterID) *FiledFile {
	for n := range f.Files {
		if f.Files[n].Letter == l {
			return &f.Files[n]
		}
	}
	return nil
}

func fileBook(p PersonID) BookID { return BookID{BookFiles, string(p)} }

// stands says where a file is that was offered by a letter.
func (f FiledFile) stands(l Letter) Done {
	if f.Place == (FilePlace{}) {
		return Done{What: DoneFileText}
	}
	return l.filed()
}

// filed says of a letter about a file that it lies where its reader allowed it.
func (l Letter) filed() Done {
	return Done{What: DoneFiled, Until: l.About.Date, Name: string(l.About.Initiative)}
}

// Filed is told by a platform where it put a file that its reader allowed in a delivery,
// and posts the message that opens it. Said again it does nothing.
func (d *Desk) Filed(ctx context.Context, from Account, file LetterID, at FilePlace, delivery string) error {
	return d.becomes(ctx, from, FiledFile{file, delivery, at}, func(org OrgID, l Letter) []Letter {
		return []Letter{{
			ID: filedLetter(org, l.ID), Kind: KindFile, To: from, Lead: l.Lead, Due: d.Now(),
			About: About{Initiative: l.About.Initiative, Date: l.About.Date, Text: Says{What: saysFiled, Detail: string(l.ID)}},
		}}
	})
}

// NotFiled is told that a file could not be put where its reader allowed it: the text
// comes instead, and says why (UnfiledRefused, UnfiledUnknown). Said again it does nothing, nor where another delivery of the same put it
// there.
func (d *Desk) NotFiled(ctx context.Context, from Account, file LetterID, why, delivery string) error {
	return d.becomes(ctx, from, FiledFile{Letter: file, By: delivery}, func(org OrgID, l Letter) []Letter {
		l.Epoch = notFiled
		return instead(org, l, why, d.Now())
	})
}

// becomes notes what became of a file, and posts what says it. What lies somewhere stays.
func (d *Desk) becomes(ctx context.Context, from Account, f FiledFile, says func(OrgID, Letter) []Letter) error {
	who, help, err := d.who(ctx, from)
	if err != nil || help != nil {
		return err
	}
	l, help, err := d.ownFile(ctx, who, f.Letter)
	if err != nil || help != nil {
		return err
	}
	err = revise(ctx, d, who.org, fileBook(l.Lead), Delivered{}, func(all *Files) (revised, error) {
		switch was := all.of(f.Letter); {
		case was == nil:
			all.Of, all.Files = l.Lead, append(slices.Clone(all.Files), f)
			all.Files = all.Files[max(0, len(all.Files)-filesKept):]
		case was.Place != (FilePlace{}) || f.Place == (FilePlace{}):
			return revised{nothing: true}, nil
		default: // two were under way at once
			*was = f
		}
		return revised{post: says(who.org, l)}, nil
	})
	if err != nil {
		return fmt.Errorf("what became of file %s: %w", f.Letter, err)
	}
	return nil
}
