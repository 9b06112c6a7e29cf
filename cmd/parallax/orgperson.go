package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"parallax/checkins"
)

var locale = regexp.MustCompile(`^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$`)

func (o *orgFile) person(n ast.Node, at int) {
	f := o.entry(n, "people", at, "id", "name", "slack", "teams", "zone", "country", "locale", "workdays", "hours")
	p := checkins.Person{ID: checkins.PersonID(f.id("id", "ana"))}
	o.named.note("person "+string(p.ID), f)
	if first, twice := o.people[p.ID]; twice && p.ID != "" {
		f.wrong("id", "%s has this id too: choose another", o.setup.People[first].Name)
	}
	p.Name = f.need("name", "Ana Ruiz", nameLength)
	p.Accounts = append(o.accountsOf(f, "slack"), o.accountsOf(f, "teams")...)
	p.Zone = f.zone()
	if p.Country = f.text("country", 100); p.Country != "" {
		if text := unknownCountry(p.Country); text != "" {
			f.wrong("country", "%s", text)
		}
	}
	p.Locale = f.locale()
	p.Workdays = f.workdays()
	p.From, p.To = f.hours()
	if p.ID != "" {
		o.people[p.ID] = len(o.setup.People)
	}
	o.setup.People = append(o.setup.People, p)
}

// accountsOf reads the account of a person, or a list when the org has several
// workspaces.
func (o *orgFile) accountsOf(f fields, key string) []checkins.Account {
	n := f.by[key]
	if n == nil {
		return nil
	}
	words, nodes := []string{""}, []ast.Node{n}
	if _, isList := n.(*ast.SequenceNode); isList {
		words, nodes = f.words(key, "[T0001/U0001]")
	} else if words[0] = f.text(key, 1000); words[0] == "" {
		return nil
	}
	var accounts []checkins.Account
	for k, w := range words {
		a, ok := o.account(f, key, nodes[k], w, false)
		if !ok {
			continue
		}
		if whose, taken := o.accounts[a]; taken {
			o.at(nodes[k], f.path(key), "%s is the account of %s already: one of them is wrong", w, whose)
			continue
		}
		o.accounts[a] = strings.TrimPrefix(f.where, "people.")
		accounts = append(accounts, a)
	}
	return accounts
}

// zone reads a zone of a person. "Local" would be the zone of whatever machine
// the service runs on.
func (f fields) locale() string {
	l := f.text("locale", 100)
	if l != "" && !locale.MatchString(l) {
		f.wrong("locale", "%.40q: write a language such as de or en-GB", l)
	}
	return l
}

func (f fields) zone() string {
	const wayOut = "write an IANA name such as Europe/Berlin"
	z := f.need("zone", "Europe/Berlin", 100)
	if z == "" {
		return ""
	}
	if _, err := time.LoadLocation(z); err != nil || z == "Local" {
		f.wrong("zone", "%.60q is not known: %s", z, wayOut)
	}
	return z
}

// workdays reads [mon, tue]. Missing is Monday to Friday, which is nil.
func (f fields) workdays() []time.Weekday {
	const example = "[mon, tue, wed, thu, fri]"
	var days []time.Weekday
	words, nodes := f.words("workdays", example)
	for n, w := range words {
		day := slices.IndexFunc(weekdays, func(name string) bool {
			return len(w) >= 3 && strings.HasPrefix(name, strings.ToLower(w))
		})
		if day < 0 {
			f.at(nodes[n], f.path("workdays"), "%.20q is no day of the week: write a list such as %s", w, example)
			continue
		}
		days = append(days, time.Weekday(day))
	}
	if f.by["workdays"] != nil && len(words) == 0 {
		f.wrong("workdays", "is empty, and somebody who never works is never asked: write a list such as %s, or leave it out", example)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

var hourPattern = regexp.MustCompile(`^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$`)

var monthsPattern = regexp.MustCompile(`^([0-9]{1,3}) months?$`)

// months reads "24 months". Missing is 0.
func (f fields) months(key string) int {
	text := f.text(key, 100)
	if text == "" {
		return 0
	}
	if m := monthsPattern.FindStringSubmatch(text); m != nil {
		if n, _ := strconv.Atoi(m[1]); n >= 3 && n <= 120 {
			return n
		}
	}
	f.wrong(key, `%.40q: write from 3 to 120 months, such as "24 months"; leave it out to keep everything`, text)
	return 0
}

// hours reads "09:00-17:00" into minutes after midnight. Missing is 0, 0.
func (f fields) hours() (from, to int) {
	text := f.text("hours", 100)
	if text == "" {
		return 0, 0
	}
	if m := hourPattern.FindStringSubmatch(text); m != nil {
		var n [5]int
		for k := 1; k < len(n); k++ {
			n[k], _ = strconv.Atoi(m[k]) // two digits
		}
		from, to = n[1]*60+n[2], n[3]*60+n[4]
		if n[2] < 60 && n[4] < 60 && from < to && to <= 24*60 {
			return from, to
		}
	}
	f.wrong("hours", `%.40q: write the beginning and the end of the working day, such as "09:00-17:00"`, text)
	return 0, 0
}
