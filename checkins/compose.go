package checkins

import (
	"context"
	"fmt"
	"slices"
	"time"

	"parallax/scoring"
)

// hold says why a letter is not sent now. Without a time it is dropped for good.
type hold struct {
	reason Reason
	until  time.Time
	gone   bool     // the person can't be reached: unreachable, not dropped
	post   []Letter // stored with it: what says instead what the letter would have said
}

func (h hold) settlement(l Letter, now time.Time) Settlement {
	s := Settlement{State: LetterDropped, Reason: string(h.reason), Rev: l.Rev, Marked: l.Marked, Post: h.post}
	switch {
	case !h.until.IsZero():
		s.State, s.RetryAt = LetterPending, later(h.until, now.Add(time.Minute)) // never at once: that would not end
	case h.gone:
		s.State = LetterUnreachable
	case !l.Receipt.IsZero():
		s.State, s.Receipt = LetterSent, l.Receipt // it is there; only the edit is dropped
	}
	return s
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// compose works out what a letter says at now, or why it is not to be sent.
// What it says is never stored: a check-in answered meanwhile, a lead who left or
// an alert acknowledged on another platform is seen here.
func (d *Desk) compose(ctx context.Context, org OrgID, l *Letter, now time.Time) (Message, hold, error) {
	sent := !l.Receipt.IsZero()
	if !l.Until.IsZero() && !now.Before(l.Until) && !sent {
		return nil, hold{reason: ReasonTooLate}, nil
	}
	var p Person
	if l.Lead != "" {
		ps, err := d.Roster.People(ctx, org, l.Lead)
		if err != nil {
			return nil, hold{}, err
		}
		if len(ps) == 0 {
			return nil, hold{reason: ReasonLeft}, nil
		}
		p = ps[0]
		switch {
		case l.Kind == KindReply || l.Kind == KindTest || l.Kind == KindFile: // where it was asked for
		case !sent, l.To.IsZero():
			l.To = p.Account()
		case l.To.Platform != l.Receipt.platform():
			l.To = p.on(l.Receipt.platform(), l.To) // it was planned for another account than it was sent to
		}
		if l.To.IsZero() {
			return nil, hold{reason: ReasonNoAccount, gone: true}, nil
		}
		if h, err := d.probe(ctx, org, p, *l); err != nil || h.reason != "" {
			return nil, h, err
		}
	}
	if !sent && inChannel[l.Kind] && l.Lead == "" {
		i, err := d.initiative(ctx, org, l.About.Initiative)
		if err != nil {
			return nil, hold{}, err
		}
		if !slices.Contains(i.Channels, l.To) {
			return nil, hold{reason: ReasonNotItsChannel}, nil
		}
	}
	switch l.Kind {
	case KindAsk, KindNudge, KindRemind:
		return d.composeAsk(ctx, org, *l, p, now)
	case KindResult:
		return d.composeResult(ctx, org, *l, p)
	case KindAlert:
		m, err := d.alert(ctx, org, *l)
		if err != nil || sent || !l.About.HeadsUp {
			return m, hold{}, err
		}
		h, err := d.holdAlert(ctx, org, *l, m, now)
		return m, h, err
	case KindHeadsUp:
		return d.composeHeadsUp(ctx, org, *l, p, now)
	case KindAct:
		return d.composeAct(ctx, org, *l)
	case KindKeeper:
		return d.composeKeeping(ctx, org, *l, p, now)
	case KindNeeds:
		return d.composeNeeds(ctx, org, *l, p, now)
	case KindRank:
		return d.composeRank(ctx, org, *l, p, now)
	case KindOutcome:
		return d.composeOutcome(ctx, org, *l, p, now)
	case KindDecision:
		return d.composeDecision(ctx, org, *l, p, now)
	case KindPromise:
		return d.composePromise(ctx, org, *l, p, now)
	case KindDigest:
		return d.composeDigest(ctx, org, *l, p, now)
	case KindStep:
		return d.composeStep(ctx, org, *l, p, now)
	case KindGiven:
		return d.composeGiven(ctx, org, *l, p, now)
	case KindWin:
		return d.composeWin(ctx, org, *l)
	case KindGather:
		return d.composeGather(ctx, org, *l, now)
	case KindThread:
		m, err := d.composeThread(ctx, org, *l)
		return m, hold{}, err
	case KindCard:
		i, err := d.initiative(ctx, org, l.About.Initiative)
		if err != nil {
			return nil, hold{}, err
		}
		m, err := d.card(ctx, org, i, now)
		m.Letter, m.Round = l.ID, nil // the pinned card stands for a week; what moves by the hour is not on it
		return m, hold{}, err
	case KindNotice:
		if h, err := d.handedOn(ctx, org, *l); err != nil || h.reason != "" {
			return nil, h, err
		}
		m, err := d.composeNotice(ctx, org, *l)
		return m, hold{}, err
	case KindShare:
		m, err := d.composeShare(ctx, org, *l, now)
		return m, hold{}, err
	case KindConsent:
		return d.composeConsent(ctx, org, *l, p, now)
	case KindIntro:
		return d.composeIntro(ctx, org, *l)
	case KindDelegate:
		return d.composeDelegate(ctx, org, *l, p, now)
	case KindWhy:
		return d.composeWhy(ctx, org, *l, p, now)
	case KindRecall:
		return d.composeRecall(ctx, org, *l, p, now)
	case KindFile:
		return d.composeFile(ctx, org, *l, p, now)
	case KindTest:
		return d.composeTest(ctx, org, *l, p, now)
	case KindReply:
		m, err := d.composeReply(ctx, *l)
		return m, hold{}, err
	}
	return nil, hold{}, fmt.Errorf("compose %s: unknown kind of letter", l.Kind)
}

// inChannel are the kinds of letters that go to a channel of an initiative, as long as it
// is one.
var inChannel = map[Kind]bool{
	KindAlert: true, KindThread: true, KindCard: true, KindShare: true, KindAct: true, KindGather: true, KindWin: true,
}

// probe asks the platform about a person before a first message: a message to a
// deactivated account is taken and never read.
func (d *Desk) probe(ctx context.Context, org OrgID, p Person, l Letter) (hold, error) {
	if !l.Receipt.IsZero() || l.Kind == KindReply {
		return hold{}, nil
	}
	if p.Gone != "" {
		return hold{reason: ReasonGone, gone: true}, nil
	}
	probe := d.Probes[l.To.Platform]
	if probe == nil || l.Kind != KindAsk && l.Kind != KindConsent && l.Kind != KindWhy {
		return hold{}, nil
	}
	off, err := probe.Deactivated(ctx, l.To)
	if err != nil || !off {
		// The platform not saying is no reason to stay silent.
		return hold{}, nil //nolint:nilerr // see above
	}
	gone := string(ReasonGone)
	if err := d.Registrar.Amend(ctx, org, p.ID, Wish{Gone: &gone}); err != nil {
		return hold{}, err
	}
	return hold{reason: ReasonGone, gone: true}, nil
}

// composeAsk draws a check-in, a nudge or the lead's own reminder.
func (d *Desk) composeAsk(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	rounds, err := d.Ledger.Rounds(ctx, org, l.About.Rounds...)
	if err != nil {
		return nil, hold{}, err
	}
	ask := Ask{Letter: l.ID, Lead: p.ID, Zone: p.Zone, TryOut: d.TryOut}
	open, waiting, quiet, needed := 0, 0, 0, false
	var o Org
	if l.Receipt.IsZero() {
		if o, err = d.Roster.Org(ctx, org); err != nil {
			return nil, hold{}, err
		}
	}
	var from time.Time // the lead's first hour for any of it
	for _, r := range rounds {
		i, err := d.initiative(ctx, org, r.ID.Initiative())
		if err != nil {
			return nil, hold{}, err
		}
		due, ok, err := d.due(ctx, org, i, r, p, l.ID, now)
		if err != nil {
			return nil, hold{}, err
		}
		if !ok {
			continue
		}
		if due.State != DueClosed {
			open++
		}
		if due.State == DueOpen {
			waiting++
			if l.Kind != KindRemind && p.Quiet(i.ID) {
				quiet++
				continue
			}
			if l.About.Last && l.Receipt.IsZero() {
				if unreadable, err := d.unreadable(ctx, org, r, due.Side); err != nil {
					return nil, hold{}, err
				} else if !unreadable {
					continue
				}
			}
			needed = true
			at, _, ok := AskAt(p, o.Holidays, Planned{Opens: r.Opens, Closes: r.Closes}, i.Pulse.Minute(r.ID.Date()))
			if ok && (from.IsZero() || at.Before(from)) {
				from = at
			}
		}
		ask.Due = append(ask.Due, due)
	}
	if l.Receipt.IsZero() {
		switch {
		case len(rounds) == 0 || open == 0:
			return nil, hold{reason: ReasonRoundOver}, nil
		case waiting == 0:
			return nil, hold{reason: ReasonAnswered}, nil
		case quiet == waiting:
			return nil, hold{reason: ReasonMuted}, nil
		case !needed:
			return nil, hold{reason: ReasonReadable}, nil
		case l.Kind == KindRemind:
			// The lead's own wish: it comes when they said.
		default:
			if h := unfit(org, l, ask, p, o.Holidays, now, from); h.reason != "" {
				return nil, h, nil
			}
			var h hold
			if l.Kind == KindNudge {
				h, err = d.besides(ctx, org, l, ask, p, o.Holidays, now)
			} else {
				h, err = d.asNudge(ctx, org, l, ask, p, now)
			}
			if err == nil && h.reason == "" {
				h = d.undisturbed(ctx, l, ask, p, now)
			}
			if err != nil || h.reason != "" {
				return nil, h, err
			}
		}
	}
	if l.Kind == KindAsk {
		if ask.First, err = d.firstAsk(ctx, org, p, l); err != nil {
			return nil, hold{}, err
		}
	}
	if err := d.alsoRedraw(ctx, org, l, rounds, p.ID, now); err != nil {
		return nil, hold{}, err
	}
	switch l.Kind {
	case KindNudge:
		return Nudge{Ask: ask, Last: l.About.Last}, hold{}, nil
	case KindRemind:
		return Remind{Ask: ask}, hold{}, nil
	}
	return ask, hold{}, nil
}

// alsoRedraw has the nudges and reminders of a check-in drawn anew with it: they
// show the same state, and a lead may have answered in any of them.
func (d *Desk) alsoRedraw(ctx context.Context, org OrgID, l Letter, rounds []Round, p PersonID, now time.Time) error {
	if l.Kind != KindAsk || l.Receipt.IsZero() {
		return nil
	}
	ids := reminders(org, l.ID)
	for _, r := range rounds {
		nudges, err := d.where(ctx, org, r.Plans[p].Nudges...)
		if err != nil {
			return err
		}
		ids = append(ids, nudges...)
	}
	return d.Shelf.Redraw(ctx, org, now, ids...)
}

// unreadable reports whether a side has no view yet of something the round asks:
// too few of its people have answered it or still count from before.
func (d *Desk) unreadable(ctx context.Context, org OrgID, r Round, side scoring.Side) (bool, error) {
	kept, err := d.Ledger.Answers(ctx, org, r.ID, "")
	return need(r, side, kept) > 0, err
}

// need is how many more answers a side needs for words on every question of the
// round; at least 0.
func need(r Round, side scoring.Side, kept Kept) int {
	least := scoring.Defaults().KMin
	if r.Mode[side] == scoring.Named {
		least = 1
	}
	most := 0
	for _, q := range r.Questions {
		has := map[PersonID]bool{}
		for _, p := range r.Carried[side][q.Dimension] {
			has[p] = true
		}
		for _, a := range kept.Answers {
			if a.Dimension == q.Dimension && a.Own > 0 && slices.Contains(r.Roster[side], a.Person) {
				has[a.Person] = true
			}
		}
		most = max(most, least-len(has))
	}
	return most
}

// due is one round of a check-in as it stands for a person, for the letter in which it
// is drawn, empty for none. ok is false when the round puts nothing to the person.
func (d *Desk) due(ctx context.Context, org OrgID, i Initiative, r Round, p Person, in LetterID, now time.Time) (Due, bool, error) {
	plan, ok := r.Plans[p.ID]
	side, on := r.Side(p.ID)
	if !ok || !on || len(plan.Items) == 0 || r.State == RoundSkipped {
		return Due{}, false, nil
	}
	left := i.left(r)
	if left(p.ID) {
		return Due{}, false, nil
	}
	kept, err := d.Ledger.Answers(ctx, org, r.ID, p.ID)
	if err != nil {
		return Due{}, false, err
	}
	asked := []LetterID{plan.Ask}
	if plan.Ask != in {
		if asked, err = d.where(ctx, org, plan.Ask); err != nil {
			return Due{}, false, err
		}
	}
	due := Due{
		Round: r.ID, Initiative: Named{i.ID, r.Name}, State: DueOpen, Closes: r.Closes, Side: side, Ask: asked[0],
		Delivered: i.DeliveredMeans, Value: i.ValueMeans,
		Sees: Sees{Mode: r.Mode[side], Leads: len(slices.DeleteFunc(slices.Clone(r.Roster[side]), left))}, Line: kept.LineOf(p.ID),
	}
	if lead := r.For[p.ID]; lead != "" {
		people, err := d.Roster.People(ctx, org, lead)
		if err != nil {
			return Due{}, false, err
		}
		for _, l := range people {
			due.For = l.Name
		}
	}
	if due.Reply, err = d.replyFor(ctx, org, i, r.Seq); err != nil {
		return Due{}, false, err
	}
	mine := kept.Of(p.ID)
	for _, dim := range plan.Items {
		q, _ := r.Question(dim)
		item := Item{Question: q, WithGuess: slices.Contains(plan.Guesses, dim)}
		if a, ok := mine[dim]; ok {
			item.Before = &a
			if a.SaidOwn {
				due.State = DueSaved
			}
		}
		due.Items = append(due.Items, item)
	}
	if r.State != RoundOpen || !now.Before(r.Closes) {
		due.State = DueClosed
	}
	return due, true, nil
}
