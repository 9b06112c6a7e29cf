package checkins

import (
	"context"
	"slices"
)

// The dialog in which a sponsor replies to the leads, and what opens it.
const (
	DialogReply DialogWhat = "reply"
	DeedReply   string     = "reply"
)

const fieldAbout = "about" // of which of several initiatives

// SponsorReply is what the sponsor replied to the leads of an initiative.
type SponsorReply struct {
	By   string // name
	Text string
}

// replyFor is what stands on top of the check-in with a Seq; nil: nothing.
func (d *Desk) replyFor(ctx context.Context, org OrgID, i Initiative, seq int) (*SponsorReply, error) {
	key := ReplyNotes(i.ID, seq)
	notes, err := d.Notes.Notes(ctx, org, key)
	if err != nil || len(notes[key]) == 0 {
		return nil, err
	}
	n := notes[key][0]
	if mine := noteOf(notes[key], i.Sponsor); mine != nil {
		n = *mine // a former sponsor may have written one for the same check-in
	}
	names, err := d.names(ctx, org, n.Person)
	if err != nil || names[n.Person] == "" {
		return nil, err
	}
	return &SponsorReply{names[n.Person], n.Text}, nil
}

// nextSeq is the Seq of the check-in that opens next: what stands on it can be changed
// until then.
func (d *Desk) nextSeq(ctx context.Context, org OrgID, i InitiativeID) (int, error) {
	s, latest, err := d.Standings.Standing(ctx, org, i)
	if err != nil {
		return 0, err
	}
	rounds, err := d.Ledger.Rounds(ctx, org, roundIDs(latest)...)
	if err != nil {
		return 0, err
	}
	next := s.Seq + 1
	if len(rounds) == 1 && rounds[0].State != RoundSkipped {
		next = max(next, rounds[0].Seq+1)
	}
	return next, nil
}

// pendingReply is what somebody wrote for the check-in that opens next.
func (d *Desk) pendingReply(ctx context.Context, org OrgID, i InitiativeID, p PersonID) (*Note, error) {
	seq, err := d.nextSeq(ctx, org, i)
	if err != nil {
		return nil, err
	}
	notes, err := d.Notes.Notes(ctx, org, ReplyNotes(i, seq))
	return noteOf(notes[ReplyNotes(i, seq)], p), err
}

// sponsored lists what somebody may reply on: one initiative, or all that they sponsor.
func (d *Desk) sponsored(ctx context.Context, who asker, only InitiativeID) ([]Initiative, error) {
	if !who.known {
		return nil, nil
	}
	ids, err := d.Roster.Part(ctx, who.org, who.person.ID)
	if err != nil {
		return nil, err
	}
	is, err := d.Roster.Initiatives(ctx, who.org, ids...)
	return slices.DeleteFunc(is, func(i Initiative) bool {
		return i.Sponsor != who.person.ID || only != "" && i.ID != only
	}), err
}

// reply opens the dialog: on the initiative of the button, else on all of the sponsor's.
func (d *Desk) reply(ctx context.Context, who asker, w Deed) (Message, error) {
	is, err := d.sponsored(ctx, who, w.Initiative)
	if err != nil {
		return nil, err
	}
	if len(is) == 0 {
		return Help{Text: HelpNotSponsor}, nil
	}
	var before *Note
	if len(is) == 1 {
		seq, err := d.nextSeq(ctx, who.org, is[0].ID)
		if err != nil {
			return nil, err
		}
		notes, err := d.Notes.Notes(ctx, who.org, ReplyNotes(is[0].ID, seq))
		if err != nil {
			return nil, err
		}
		before = noteOf(notes[ReplyNotes(is[0].ID, seq)], who.person.ID)
	}
	dialog := replyDialog(is, before)
	dialog.Opened = true
	return dialog, nil
}

func replyDialog(is []Initiative, before *Note) Dialog {
	d := Dialog{What: DialogReply, Remarks: []Remark{{Key: "where"}}}
	if len(is) == 1 {
		d.Initiative = Named{is[0].ID, is[0].Name}
	} else {
		about := Field{Key: fieldAbout, Kind: FieldSelect}
		for _, i := range is {
			about.Options = append(about.Options, Option{Value: string(i.ID), Name: i.Name})
		}
		d.Fields = append(d.Fields, about)
	}
	text := Field{Key: fieldText, Kind: FieldLines, Max: noteLength, Optional: before != nil}
	if before != nil {
		text.Value = []string{before.Text}
	}
	d.Fields = append(d.Fields, text)
	return d
}

// takeReply stores the reply for the check-in that opens next. An empty one takes back
// what was written.
func (d *Desk) takeReply(ctx context.Context, who asker, s Submission) (Message, error) {
	about := s.Initiative
	if v := s.Values[fieldAbout]; len(v) > 0 {
		about = InitiativeID(v[0])
	}
	all, err := d.sponsored(ctx, who, s.Initiative)
	if err != nil {
		return nil, err
	}
	n := slices.IndexFunc(all, func(i Initiative) bool { return i.ID == about })
	switch {
	case len(all) == 0:
		return Help{Text: HelpNotSponsor}, nil
	case n < 0:
		return replyDialog(all, nil).wrong(s, fieldAbout, "choose"), nil
	}
	text, wrong := typedLine(s, fieldText)
	if wrong != "" {
		return replyDialog(all, nil).wrong(s, fieldText, wrong), nil
	}
	seq, err := d.nextSeq(ctx, who.org, about)
	if err != nil {
		return nil, err
	}
	j := Jotting{
		Key: ReplyNotes(about, seq), From: s.From, Note: Note{Person: who.person.ID, Text: text, Released: true, Owner: true},
		Delivery: Delivered{s.From.Platform, s.Delivery},
	}
	stored, err := d.Notes.Jot(ctx, who.org, j, d.Now())
	switch {
	case err != nil:
		return nil, err
	case !stored:
		return Help{Text: HelpStranger}, nil
	case text == "":
		return Done{What: DoneReplyOff, Name: all[n].Name}, nil
	}
	return Done{What: DoneReply, Name: all[n].Name}, nil
}
