package checkins

import (
	"context"
	"slices"
	"strings"
	"time"
)

// A digest is a letter whose id names its reader and their week or month, so that it
// comes once. The letter of the coming one is posted whenever a round opens, is skipped
// or closes, in the same step: where nothing happened there is nothing to say. One that
// has something to decide posts the next, for that is worth saying until it is decided.

// digestWorth is how long after its time a digest is worth sending: a late one says what
// the next one says better.
const digestWorth = 48 * time.Hour

// digestBack is how many weeks or months back the last digest of somebody is looked for.
const digestBack = 5

// digestAhead is how many weeks or months ahead the next one is planned: longer than
// most leaves.
const digestAhead = 8

// period names a reader's week, by its Monday, or month: "2026-03-02", "2026-03".
type period string

func periodOf(d Date, monthly bool) period {
	if monthly {
		return period(d[:7])
	}
	return period(d.ISOWeek())
}

// first is the first day of a period, next the first one after it.
func (p period) first() Date {
	if p.monthly() {
		return Date(p + "-01")
	}
	return Date(p)
}

func (p period) monthly() bool { return strings.Count(string(p), "-") == 1 }

func (p period) step(n int) period {
	if p.monthly() {
		return periodOf(DateOf(p.first().UTC().AddDate(0, n, 0)), true)
	}
	return period(p.first().AddDays(7 * n))
}

// digestAt is when somebody's digest of a period comes: on their first working day in
// it, at the hour that they chose, else when their day begins. false: they do not work
// in it.
func digestAt(p Person, orgHolidays []string, in period) (time.Time, bool) {
	w := p.worker(orgHolidays)
	from, _ := w.day()
	minute := from
	if p.AskAt != 0 {
		minute, _ = w.within(p.AskAt)
	}
	for d := in.first(); d < in.step(1).first(); d = d.AddDays(1) {
		if at, ok := Resolve(d, minute, w.loc); ok && w.Works(d, orgHolidays) {
			return at, true
		}
	}
	return time.Time{}, false
}

// nextDigest is the coming digest of somebody after an instant.
func nextDigest(p Person, orgHolidays []string, monthly bool, now time.Time) (period, time.Time, bool) {
	in := periodOf(DateOf(now.In(p.Location())), monthly)
	for range digestAhead {
		if at, ok := digestAt(p, orgHolidays, in); ok && at.After(now) {
			return in, at, true
		}
		in = in.step(1)
	}
	return "", time.Time{}, false // away for longer: what happens then posts the next
}

// digestLetter is the id of somebody's digest of a period.
func digestLetter(org OrgID, p PersonID, in period) LetterID {
	return LetterIDOf(org, KindDigest, string(p), string(in))
}

// digests are the letters of the coming digests about an initiative: the owner's of the
// week, the sponsor's of the month.
func digests(o Org, i Initiative, people []Person, now time.Time) []Letter {
	var ls []Letter
	if o.NoDigest {
		return nil
	}
	for _, p := range people {
		for _, monthly := range []bool{false, true} {
			if role := map[bool]PersonID{false: i.Owner, true: i.Sponsor}[monthly]; p.ID != role || monthly && i.Owner == i.Sponsor {
				continue
			}
			if p.NoDigest || !reachable(p) {
				continue
			}
			if in, at, ok := nextDigest(p, o.Holidays, monthly, now); ok {
				ls = append(ls, Letter{
					ID: digestLetter(o.ID, p.ID, in), Kind: KindDigest, To: p.Account(), Lead: p.ID, Due: at, Until: at.Add(digestWorth),
					About: About{Date: in.first(), Last: monthly},
				})
			}
		}
	}
	return ls
}

// readers are those who get digests about an initiative.
func (d *Desk) readers(ctx context.Context, org OrgID, i Initiative) ([]Person, error) {
	ids := slices.Compact(roles(i))
	return d.Roster.People(ctx, org, ids...)
}

// digestFor lists what somebody's digest is about: what they own, or, of a month, what
// they sponsor and do not own. By command it is about both.
func (d *Desk) digestFor(ctx context.Context, org OrgID, p PersonID, owned, sponsored bool) ([]Initiative, error) {
	ids, err := d.Roster.Part(ctx, org, p)
	if err != nil {
		return nil, err
	}
	is, err := d.Roster.Initiatives(ctx, org, ids...)
	return slices.DeleteFunc(is, func(i Initiative) bool {
		return (!owned || i.Owner != p) && (!sponsored || i.Sponsor != p || i.Owner == p)
	}), err
}

// composeDigest draws a digest, and posts the next one while there is something to
// decide.
func (d *Desk) composeDigest(ctx context.Context, org OrgID, l Letter, p Person, now time.Time) (Message, hold, error) {
	monthly := l.About.Last
	o, err := d.Roster.Org(ctx, org)
	if err != nil {
		return nil, hold{}, err
	}
	if (p.NoDigest || o.NoDigest) && l.Receipt.IsZero() {
		return nil, hold{reason: ReasonNoDigest}, nil
	}
	is, err := d.digestFor(ctx, org, p.ID, !monthly, monthly)
	if err != nil {
		return nil, hold{}, err
	}
	if len(is) == 0 {
		return nil, hold{reason: ReasonLeft}, nil
	}
	in := periodOf(l.About.Date, monthly)
	since, err := d.lastDigest(ctx, org, p, in)
	if err != nil {
		return nil, hold{}, err
	}
	g, err := d.digest(ctx, o, is, p.ID, since)
	if err != nil {
		return nil, hold{}, err
	}
	g.Letter, g.Monthly, g.From = l.ID, monthly, DateOf(since.In(p.Location()))
	if !l.Receipt.IsZero() {
		return g, hold{}, nil
	}
	if at := WorkingAt(p, o.Holidays, now); at.After(now) {
		return nil, hold{reason: ReasonDayOff, until: at}, nil
	}
	if g.empty() {
		return nil, hold{reason: ReasonNothingNew}, nil
	}
	if len(g.Decide)+len(g.Steps) > 0 {
		if err := d.Outbox.Post(ctx, org, digests(o, is[0], []Person{p}, now)...); err != nil {
			return nil, hold{}, err
		}
	}
	return g, hold{}, nil
}

// lastDigest is since when a digest tells what changed: since the one before it that
// was sent, else for a week or a month.
func (d *Desk) lastDigest(ctx context.Context, org OrgID, p Person, in period) (time.Time, error) {
	var ids []LetterID
	for n := range digestBack {
		ids = append(ids, digestLetter(org, p.ID, in.step(-1-n)))
	}
	before, err := d.Shelf.Letters(ctx, org, ids...)
	if err != nil {
		return time.Time{}, err
	}
	for _, l := range before { // the latest first
		if !l.Receipt.IsZero() {
			return l.Due, nil
		}
	}
	since, _ := Resolve(in.step(-1).first(), 0, p.Location())
	return since, nil
}

// digestNow answers the command: of what the asker owns or sponsors.
func (d *Desk) digestNow(ctx context.Context, who asker) (Message, error) {
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	p := who.person
	is, err := d.digestFor(ctx, who.org, p.ID, true, true)
	if err != nil {
		return nil, err
	}
	if len(is) == 0 {
		return Help{Text: HelpNoDigest}, nil
	}
	monthly := !slices.ContainsFunc(is, func(i Initiative) bool { return i.Owner == p.ID })
	today := DateOf(d.Now().In(p.Location()))
	since, _ := Resolve(today.AddDays(-7), 0, p.Location())
	if monthly {
		since, _ = Resolve(DateOf(today.UTC().AddDate(0, -1, 0)), 0, p.Location())
	}
	g, err := d.digest(ctx, o, is, p.ID, since)
	g.Monthly, g.From, g.Asked = monthly, DateOf(since.In(p.Location())), true
	return g, err
}
