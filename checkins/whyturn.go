package checkins

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/scoring"
)

// WhyTurn tells somebody in private how the why of an initiative stands, and what they
// can do about it now.
type WhyTurn struct {
	Letter     LetterID
	Lead       PersonID
	Zone       string // in which times are told
	Initiative Named
	What       WhyTurnWhat
	Owner      string // name; empty: nobody
	Mine       bool   // the reader is the owner
	Bridge     bool   // the reader leads both sides, and is asked nothing
	Side       scoring.Side
	Leads      int         // of the reader's side; 0: the reader is no lead of one
	Consent    *Consenting // of a lead of a named side

	Line *WhyLine  // the reader's own; nil: not written
	Due  time.Time // the lines stand side by side from then on
	Open bool      // they do, and the reader may see them

	Sides    []WhySide // both, IT first; lines only when Open
	Beside   string    // the released line of an owner who is no lead; empty: none
	Version  int       // of the wording proposed last; 0: none
	Old, New string    // the why that holds, and a wording that was proposed in its place
	Said     WhySaid   // what the reader said of it
	Other    string    // what the reader would rather have
	Offer    string    // to the owner: what a lead would rather have
	OfferKey string    // Subject of the button that takes it up
	Held     bool      // a lead of each side has confirmed it
	Next     time.Time // the next check-in; zero: not planned
	Waits    []Wait
	Pulse    Pulse
}

// WhyTurnWhat says what it is about.
type WhyTurnWhat string

// What a WhyTurn is about.
const (
	TurnAsk     WhyTurnWhat = "ask"     // write your line
	TurnWritten WhyTurnWhat = "written" // it is stored
	TurnLines   WhyTurnWhat = "lines"   // the lines side by side
	TurnWording WhyTurnWhat = "wording" // a wording was proposed
	TurnOffer   WhyTurnWhat = "offer"   // a lead would rather have another
	TurnHeld    WhyTurnWhat = "held"    // both sides have confirmed one
	TurnJoined  WhyTurnWhat = "joined"  // the first word to a lead who came later
)

func (WhyTurn) message() {}

// turn draws it for one person, as it stands at now.
func (d *Desk) turn(ctx context.Context, org OrgID, i Initiative, p Person, now time.Time) (WhyTurn, error) {
	t, err := d.Talks.WhyTalk(ctx, org, i.ID)
	if err != nil {
		return WhyTurn{}, err
	}
	t.adopt(i)
	side, lead := i.Side(p.ID)
	m := WhyTurn{
		Lead: p.ID, Zone: p.Zone, Initiative: Named{i.ID, i.Name}, Mine: p.ID == i.Owner, Bridge: slices.Contains(i.Bridges(), p.ID), Side: side,
		Due: t.Due, Waits: i.Waits(), Next: nextOpening(i, DateOf(now.In(i.Pulse.Location()))), Pulse: i.Pulse,
	}
	if lead {
		m.Leads = len(i.SideLeads(side))
		if i.Mode(side) == scoring.Named {
			c, err := d.consenting(ctx, org, i, p)
			if err != nil {
				return m, err
			}
			m.Consent = &c
		}
	}
	if l, wrote := t.Lines[p.ID]; wrote {
		m.Line = &l
	}
	last, n := t.Latest()
	m.Version = n
	m.Open = n > 0 || t.Open(now) && m.Line != nil
	for _, s := range scoring.Sides {
		m.Sides = append(m.Sides, t.side(i, s, m.Open && !t.Asked.IsZero()))
	}
	if l, wrote := t.Lines[i.Owner]; wrote && m.Open && l.Released {
		if _, isLead := i.Side(i.Owner); !isLead {
			m.Beside = l.Text
		}
	}
	if n > 0 {
		m.New, m.Said, m.Other, m.Held = last.Text, last.Said[p.ID], last.Other[p.ID].Text, last.Text == i.Why && i.shared()
		if i.Why != last.Text {
			m.Old = i.Why
		} else if n > 1 && !m.Held {
			m.Old = t.Versions[n-2].Text
		}
		if m.Said == "" && slices.Contains(i.WhyConfirmed, p.ID) && i.Why == last.Text {
			m.Said = SaidSame
		}
	}
	if i.Owner != "" {
		ps, err := d.Roster.People(ctx, org, i.Owner)
		if err != nil {
			return m, err
		}
		for _, o := range ps {
			m.Owner = o.Name
		}
	}
	return m, nil
}

// composeWhy draws a letter about the why, or says why it is not to be sent.
func (d *Desk) composeWhy(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	i, err := d.initiative(ctx, org, l.About.Initiative)
	if err != nil {
		return nil, hold{}, err
	}
	sent := !l.Receipt.IsZero()
	if !i.concerns(p.ID) {
		return nil, hold{reason: ReasonLeft}, nil
	}
	m, err := d.turn(ctx, org, i, p, now)
	if err != nil {
		return nil, hold{}, err
	}
	m.Letter = l.ID
	t, err := d.Talks.WhyTalk(ctx, org, i.ID)
	if err != nil {
		return nil, hold{}, err
	}
	reason, err := d.turnOf(ctx, org, i, t, l, &m, sent, now)
	if err != nil || reason != "" {
		return nil, hold{reason: reason}, err
	}
	if sent {
		return m, hold{}, nil
	}
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	if at := WorkingAt(p, o.Holidays, now); at.After(now) {
		return nil, hold{reason: ReasonDayOff, until: at}, nil
	}
	return m, hold{}, nil
}

// turnOf says which turn a letter is now, or why it says nothing any more.
func (d *Desk) turnOf(ctx context.Context, org OrgID, i Initiative, t WhyTalk, l Letter, m *WhyTurn, sent bool, now time.Time) (Reason, error) {
	switch l.About.Text.What {
	case whyAsk:
		m.What = TurnAsk
		switch {
		case m.Version > 0 && !sent:
			return ReasonAnswered, nil // the wording says it
		case m.Version > 0 || m.Open:
			m.What = TurnLines
		case m.Line != nil && !sent:
			return ReasonAnswered, nil
		case m.Line != nil:
			m.What = TurnWritten
		}
	case whyLines, whyAll:
		m.What = TurnLines
		if !m.Mine {
			return ReasonLeft, nil
		}
		m.Open = m.Version > 0 || t.Open(now)
		for n, s := range scoring.Sides {
			m.Sides[n] = t.side(i, s, m.Open)
		}
		if sent {
			return "", nil
		}
		other := map[string]string{whyLines: whyAll, whyAll: whyLines}[l.About.Text.What]
		twin, err := d.Shelf.Letters(ctx, org, whyLetter(org, i.ID, other))
		if err != nil {
			return "", err
		}
		for _, x := range twin {
			if x.State == LetterSent || x.State == LetterSending || x.State == LetterUnknown || !x.Receipt.IsZero() || x.State == LetterPending && other == whyAll {
				return ReasonAnswered, nil
			}
		}
		if m.Version > 0 {
			return ReasonAnswered, nil
		}
	case whyWording:
		m.What = TurnWording
		if l.About.Text.Detail != strconv.Itoa(m.Version) {
			if !sent {
				return ReasonAnswered, nil // another was proposed since
			}
			m.Said, m.Version = "", 0
		}
		if m.Leads == 0 && !sent {
			return ReasonLeft, nil
		}
	case whyOffer:
		m.What = TurnOffer
		last, n := t.Latest()
		by := PersonID(l.About.Text.Where)
		other, there := last.Other[by]
		if !m.Mine || l.About.Text.Detail != strconv.Itoa(n) || !there {
			if !sent {
				return ReasonAnswered, nil
			}
			m.Version = 0
			return "", nil
		}
		m.Offer, m.OfferKey = other.Text, offerSubject(n, by)
	case whyHeld:
		m.What = TurnHeld
		if !m.Mine && !sent {
			return ReasonLeft, nil
		}
	case whyJoined:
		m.What = TurnJoined
	default:
		return ReasonAnswered, nil
	}
	return "", nil
}

// WhyPast is one wording that was proposed, as the answer to why tells it.
type WhyPast struct {
	Text      string
	By        string // name; empty: an org file, or somebody who was erased
	Date      Date   // empty: not known
	Confirmed []string
	Held      bool // both sides confirmed it
	Now       bool // it is the why
}

// pastWhys tells the wordings of an initiative, the newest first.
func (d *Desk) pastWhys(ctx context.Context, org OrgID, i Initiative, t WhyTalk) ([]WhyPast, error) {
	if len(t.Versions) == 0 {
		return nil, nil
	}
	people, err := d.Roster.AllPeople(ctx, org)
	if err != nil {
		return nil, err
	}
	names := map[PersonID]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var past []WhyPast
	for _, v := range slices.Backward(t.Versions) {
		w := WhyPast{Text: v.Text, By: names[v.By], Held: !v.Held.IsZero(), Now: v.Text == i.Why}
		if !v.At.IsZero() {
			w.Date = DateOf(v.At.In(i.Pulse.Location()))
		}
		for _, p := range v.confirmed(i) {
			w.Confirmed = append(w.Confirmed, names[p])
		}
		slices.SortFunc(w.Confirmed, strings.Compare)
		past = append(past, w)
	}
	return past, nil
}
