package checkins

import (
	"context"
	"time"
)

// Speaks returns the locale in which somebody is answered, such as "de-AT": their own,
// else their org's. It is empty, and says so by no error, when neither was told or can't
// be read: something must be said all the same.
func (d *Desk) Speaks(ctx context.Context, a Account) string {
	now := d.Now()
	d.accounts.mu.Lock()
	s, ok := d.accounts.spoken[a]
	d.accounts.mu.Unlock()
	if ok && now.Before(s.until) && !now.Before(s.until.Add(-spokenFor)) {
		return s.locale
	}
	org, p, err := d.Who(ctx, a)
	if org == "" {
		return ""
	}
	if err != nil {
		p = ""
	}
	locale, err := d.locale(ctx, org, p)
	if err != nil {
		return ""
	}
	d.accounts.mu.Lock()
	defer d.accounts.mu.Unlock()
	if d.accounts.spoken == nil || len(d.accounts.spoken) >= accountsMost {
		d.accounts.spoken = map[Account]spoken{}
	}
	d.accounts.spoken[a] = spoken{locale, now.Add(spokenFor)}
	return locale
}

// Spoke returns the locale in which somebody was answered last, however long ago, without
// asking anybody: for what is said when the store does not answer.
func (d *Desk) Spoke(a Account) string {
	d.accounts.mu.Lock()
	defer d.accounts.mu.Unlock()
	return d.accounts.spoken[a].locale
}

// spokenFor is how long a locale is remembered: people take a minute over a form.
const spokenFor = 10 * time.Minute

// spoken is a remembered locale.
type spoken struct {
	locale string
	until  time.Time
}

// locale is that of a person, else the org's; of nobody it is the org's.
func (d *Desk) locale(ctx context.Context, org OrgID, p PersonID) (string, error) {
	if p != "" {
		people, err := d.Roster.People(ctx, org, p)
		if err != nil {
			return "", err
		}
		if len(people) > 0 && people[0].Locale != "" {
			return people[0].Locale, nil
		}
	}
	o, err := d.Roster.Org(ctx, org)
	return o.Locale, err
}

// localeOf is the locale of who gets a letter: of a channel its org's, of an answer
// that of who asked.
func (d *Desk) localeOf(ctx context.Context, org OrgID, l Letter) (string, error) {
	if l.Lead == "" && l.About.Asker != nil {
		return d.Speaks(ctx, *l.About.Asker), nil
	}
	return d.locale(ctx, org, l.Lead)
}
