package checkins

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/scoring"
)

// openWhyPropose opens the form for the owner's wording, with what they wrote in it,
// the one proposed last, or the one that a lead would rather have.
func (d *Desk) openWhyPropose(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.talking(ctx, who, w.Initiative)
	if err == nil && !t.owner && (help == nil || help.Text == HelpNotLead) {
		help, err = d.ownerOnly(ctx, t.org, t.initiative, who.person.ID, "")
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m := t.wordingDialog(DialogWhyPropose)
	last, n := t.talk.Latest()
	text := t.talk.Lines[who.person.ID].Text
	if n > 0 {
		text = last.Text
	}
	if version, by, ok := offerOf(w.Subject); ok && version == n {
		for p, other := range last.Other {
			if string(LetterIDOf("", "offer", string(p)))[:8] == by {
				text = other.Text
			}
		}
	}
	if text != "" {
		m.Fields[0].Value = []string{text}
	}
	m.Letter, m.Opened = w.Letter, true
	return m, nil
}

// offerSubject is what the button of a lead's wording says, so that it names nobody.
func offerSubject(version int, by PersonID) string {
	return strconv.Itoa(version) + " " + string(LetterIDOf("", "offer", string(by)))[:8]
}

func offerOf(subject string) (version int, by string, ok bool) {
	first, by, ok := strings.Cut(subject, " ")
	version, err := strconv.Atoi(first)
	return version, by, ok && err == nil
}

// wordingDialog asks for a wording; above it stand the lines that may be read.
func (t talking) wordingDialog(what DialogWhat) Dialog {
	d := Dialog{
		What: what, Initiative: Named{t.initiative.ID, t.initiative.Name},
		Fields: []Field{{Key: "why", Kind: FieldText, Max: lineMost}},
	}
	if v, n := t.talk.Latest(); n > 0 {
		d.Subject = strconv.Itoa(n)
		d.Remarks = append(d.Remarks, Remark{Key: "last", Names: map[string]string{"why": v.Text}})
	}
	return d
}

// submitWhyPropose puts the owner's wording to the leads.
func (d *Desk) submitWhyPropose(ctx context.Context, who asker, s Submission) (Message, error) {
	return d.rules(ctx, who, s.Initiative, func(t *talking) (Message, []Letter, error) {
		if !t.owner {
			help, err := d.ownerOnly(ctx, t.org, t.initiative, who.person.ID, "")
			return orHelp(help), nil, err
		}
		form := t.wordingDialog(DialogWhyPropose)
		form.Letter, form.Fields[0].Value = s.Letter, s.Values["why"]
		if form.Fields[0].plainly(); form.Fields[0].Wrong != "" {
			return form, nil, nil
		}
		done := Done{What: DoneWhyProposed, Name: t.initiative.Name}
		if !t.talk.propose(&t.initiative, textOf(s.Values["why"]), who.person.ID, t.now) {
			return done, nil, nil // sent twice, or nothing was changed
		}
		w, err := d.writing(ctx, t.org, t.now, slices.Concat(t.initiative.Leads[scoring.IT], t.initiative.Leads[scoring.Biz])...)
		return done, w.wordings(t.initiative, t.talk), err
	}, Delivered{s.From.Platform, s.Delivery})
}

// sayWhy stores what a lead says of the wording proposed last.
func (d *Desk) sayWhy(ctx context.Context, who asker, w Deed) (Message, error) {
	return d.rules(ctx, who, w.Initiative, func(t *talking) (Message, []Letter, error) {
		if help := t.voice(w.Subject); help != nil {
			return *help, nil, nil
		}
		last := &t.talk.Versions[len(t.talk.Versions)-1]
		last.say(who.person.ID, saidBy[w.What])
		return Done{What: map[WhySaid]DoneWhat{SaidSame: DoneWhySame, SaidPartly: DoneWhyPartly, SaidElse: DoneWhyElse}[saidBy[w.What]], Name: t.initiative.Name}, nil, nil
	}, Delivered{w.From.Platform, w.Delivery})
}

// voice is help for who has no say in the wording of that number, or when it is not the
// one proposed last any more. Afterwards that wording may be changed in place.
func (t *talking) voice(version string) *Help {
	t.talk.adopt(t.initiative)
	n := len(t.talk.Versions)
	switch {
	case !t.lead:
		return &Help{Text: HelpNotLead}
	case n == 0 || version != strconv.Itoa(n):
		return &Help{Text: HelpWhyOld, Name: t.initiative.Name}
	}
	t.talk.Versions = slices.Clone(t.talk.Versions)
	last := &t.talk.Versions[n-1]
	said := map[PersonID]WhySaid{}
	for p, s := range last.Said {
		said[p] = s
	}
	other := map[PersonID]WhyLine{}
	for p, l := range last.Other {
		other[p] = l
	}
	last.Said, last.Other = said, other
	return nil
}

// openWhyOther opens the form for a wording that a lead would rather have.
func (d *Desk) openWhyOther(ctx context.Context, who asker, w Deed) (Message, error) {
	t, help, err := d.talking(ctx, who, w.Initiative)
	if err == nil && help == nil {
		help = t.voice(w.Subject)
	}
	if err != nil || help != nil {
		return orHelp(help), err
	}
	m := t.wordingDialog(DialogWhyOther)
	last, _ := t.talk.Latest()
	m.Fields[0].Value = []string{last.Text}
	if l, wrote := last.Other[who.person.ID]; wrote {
		m.Fields[0].Value = []string{l.Text}
	}
	m.Letter, m.Opened = w.Letter, true
	return m, nil
}

// submitWhyOther brings a lead's wording to the owner.
func (d *Desk) submitWhyOther(ctx context.Context, who asker, s Submission) (Message, error) {
	return d.rules(ctx, who, s.Initiative, func(t *talking) (Message, []Letter, error) {
		if help := t.voice(s.Subject); help != nil {
			return *help, nil, nil
		}
		form := t.wordingDialog(DialogWhyOther)
		form.Letter, form.Fields[0].Value = s.Letter, s.Values["why"]
		if form.Fields[0].plainly(); form.Fields[0].Wrong != "" {
			return form, nil, nil
		}
		last, me := &t.talk.Versions[len(t.talk.Versions)-1], who.person.ID
		if last.Said[me] == "" {
			last.say(me, SaidPartly)
		}
		last.Other[me] = WhyLine{Text: textOf(s.Values["why"]), At: t.now}
		w, err := d.writing(ctx, t.org, t.now, t.initiative.Owner)
		return Done{What: DoneWhyOther, Name: t.initiative.Name}, w.offered(t.initiative, t.talk, me), err
	}, Delivered{s.From.Platform, s.Delivery})
}

// rules has somebody change what is said about the why, and lets the initiative follow:
// once a lead of each side has confirmed a wording, that is the why, and the pulse
// starts.
func (d *Desk) rules(ctx context.Context, who asker, about InitiativeID, say func(*talking) (Message, []Letter, error), by Delivered) (Message, error) {
	for range enterMost {
		t, help, err := d.talking(ctx, who, about)
		if err != nil || help != nil {
			return orHelp(help), err
		}
		was := t.initiative
		m, post, err := say(&t)
		if err != nil {
			return nil, err
		}
		if done, ok := m.(Done); !ok || done.What == DoneWhyProposed && post == nil {
			return m, nil
		}
		held := t.talk.rule(&t.initiative, t.now)
		if held {
			w, err := d.writing(ctx, t.org, t.now, t.initiative.Owner)
			if err != nil {
				return nil, err
			}
			post = append(post, w.held(t.initiative, t.talk)...)
		}
		next, err := d.upcoming(ctx, t.org.ID, was, t.initiative, t.now)
		if err != nil {
			return nil, err
		}
		set := Setup{
			Org: t.org, Initiatives: []Initiative{t.initiative}, Whys: map[InitiativeID]WhyTalk{t.initiative.ID: t.talk}, Letters: post,
			Redraw: t.own(), Now: t.now, Delivery: by, Next: map[InitiativeID]time.Time{t.initiative.ID: next},
		}
		if held || t.initiative.Why != was.Why || was.shared() != t.initiative.shared() || m == (Done{What: DoneWhyProposed, Name: was.Name}) {
			set.Redraw = append(whyLetters(t.org.ID, t.initiative, t.talk), cardsOf(t.org.ID, t.initiative)...)
		}
		if err = d.Registrar.Enrol(ctx, set); !errors.Is(err, ErrStale) {
			return m, err
		}
	}
	return nil, ErrStale
}
