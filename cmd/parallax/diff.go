package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"

	"parallax/checkins"
	"parallax/scoring"
)

// trait is one field of an org, a person or an initiative as text, under its name
// in the org file.
type trait struct{ field, value string }

// change is a trait that differs.
type change struct{ field, was, is string }

// changes compares traits of the same kind, in their order.
func changes(was, is []trait) []change {
	var cs []change
	for n := range is {
		if was[n].value != is[n].value {
			cs = append(cs, change{is[n].field, was[n].value, is[n].value})
		}
	}
	return cs
}

func (c change) String() string { return c.field + " " + shown(c.was) + " -> " + shown(c.is) }

// shown is a value on a terminal: long texts shortened, what is not plain quoted.
func shown(s string) string {
	const most = 60
	if s == "" {
		return "none"
	}
	if uniseg.GraphemeClusterCount(s) > most {
		g, short := uniseg.NewGraphemes(s), ""
		for k := 0; k < most && g.Next(); k++ {
			short += g.Str()
		}
		s = short + "…"
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Sprintf("%q", s)
	}
	return s
}

// named is an id with its name.
func named[I ~string](id I, name string) string { return string(id) + " (" + shown(name) + ")" }

func list[T any](items []T) string {
	if len(items) == 0 {
		return ""
	}
	texts := make([]string, len(items))
	for n, i := range items {
		texts[n] = fmt.Sprint(i)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// sorted is a list whose order means nothing.
func sorted[T cmp.Ordered](items []T) string { return list(slices.Sorted(slices.Values(items))) }

func orgTraits(o checkins.Org) []trait {
	return []trait{
		{"slack", sorted(o.Slack)}, {"teams", sorted(o.Teams)}, {"locale", o.Locale}, {"retention", monthsOf(o.Retention)}, {"digest", strconv.FormatBool(!o.NoDigest)}, {"holidays", sorted(o.Holidays)}, {"admins", sorted(o.Admins)},
		{"policy.new", cmp.Or(string(o.Policy.New), string(checkins.MadeByAnyone))},
	}
}

func priorityTraits(p checkins.Priority) []trait {
	return []trait{{"name", p.Name}, {"owner", string(p.Owner)}, {"target", p.Target}}
}

func personTraits(p checkins.Person) []trait {
	hours := ""
	if p.From != 0 || p.To != 0 {
		hours = fmt.Sprintf("%02d:%02d-%02d:%02d", p.From/60, p.From%60, p.To/60, p.To%60)
	}
	return []trait{
		{"name", p.Name}, {"accounts", list(p.Accounts)}, {"zone", p.Zone}, {"country", p.Country}, {"locale", p.Locale},
		{"workdays", sorted(p.Workdays)}, {"hours", hours},
	}
}

func initiativeTraits(i checkins.Initiative) []trait {
	return []trait{
		{"name", i.Name}, {"priority", string(i.Priority)}, {"stage", string(i.Stage)}, {"why", i.Why},
		{"why_confirmed", sorted(i.WhyConfirmed)}, {"accepted", sorted(i.Accepted)},
		{"outcome.measure", i.Outcome.Measure}, {"outcome.start", i.Outcome.Start},
		{"outcome.target", i.Outcome.Target}, {"outcome.by", string(i.Outcome.By)},
		{"delivered_means", i.DeliveredMeans}, {"value_means", i.ValueMeans},
		{"effort", string(i.Effort)}, {"systems", list(i.Touches.Systems)}, {"projects", list(i.Touches.Projects)},
		{"leads.it", sorted(i.Leads[scoring.IT])}, {"leads.biz", sorted(i.Leads[scoring.Biz])},
		{"owner", string(i.Owner)}, {"sponsor", string(i.Sponsor)}, {"channels", list(i.Channels)}, {"own", i.Own},
		{"pulse.cadence", i.Pulse.Cadence}, {"pulse.every", weeks(i.Pulse.Every)}, {"pulse.anchor", string(i.Pulse.Anchor)},
		{"pulse.zone", i.Pulse.Zone}, {"pulse.window", hours(cmp.Or(i.Pulse.Window, checkins.DefaultWindow))},
		{"pulse.items", either(i.Pulse.AllItems, "auto")}, {"pulse.guesses", either(i.Pulse.AllGuesses, "focus")},
		{"pulse.preset", cmp.Or(i.Pulse.Preset, "normal")}, {"pulse.heads_up", strconv.FormatBool(i.Pulse.HeadsUp)}, {"pulse.dimensions", list(i.Pulse.Dimensions)},
	}
}

func weeks(n int) string { return fmt.Sprint(max(1, n)) }

// hours is 72h instead of 72h0m0s.
func hours(d time.Duration) string {
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "h0m") + map[bool]string{true: "h"}[d%time.Hour == 0]
}

func either(all bool, otherwise string) string {
	if all {
		return "all"
	}
	return otherwise
}

// monthsOf writes a number of months as the org file has it.
func monthsOf(n int) string {
	if n == 0 {
		return ""
	}
	return count(n, "month")
}
