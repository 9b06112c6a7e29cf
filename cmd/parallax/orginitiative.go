package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"parallax/checkins"
	"parallax/scoring"
)

func (o *orgFile) initiative(n ast.Node, at int) {
	f := o.entry(n, "initiatives", at, "id", "name", "priority", "stage", "why", "why_confirmed", "accepted", "outcome",
		"delivered_means", "value_means", "leads", "owner", "sponsor", "channels", "pulse", "own", "effort", "systems", "projects")
	i := checkins.Initiative{ID: checkins.InitiativeID(f.id("id", "crm"))}
	o.named.note("initiative "+string(i.ID), f)
	if slices.ContainsFunc(o.setup.Initiatives, func(x checkins.Initiative) bool { return x.ID == i.ID && i.ID != "" }) {
		f.wrong("id", "another initiative has this id: choose another")
	}
	i.Name = f.need("name", "CRM migration", nameLength)
	i.Priority = o.priorityOf(f)
	const building = string(checkins.Building)
	if i.Stage = checkins.Stage(f.oneOf("stage", string(checkins.Shaping), building, string(checkins.Live))); f.by["stage"] == nil {
		f.wrong("stage", "missing: write shaping, building or live")
	}
	i.Why = f.text("why", textLength)
	i.Own = f.text("own", textLength)
	i.Outcome = o.outcome(f)
	i.DeliveredMeans, i.ValueMeans = f.text("delivered_means", textLength), f.text("value_means", textLength)
	i.Effort = checkins.Effort(f.oneOf("effort", string(checkins.Small), string(checkins.Medium), string(checkins.Large)))
	i.Touches = checkins.Touches{Systems: f.tags("systems", "[SAP]"), Projects: f.tags("projects", "[Phoenix]")}
	i.Leads = o.leads(f)
	i.WhyConfirmed, i.Accepted = o.leadsOf(f, i, "why_confirmed"), o.leadsOf(f, i, "accepted")
	i.Owner, i.Sponsor = o.personOf(f, "owner"), o.personOf(f, "sponsor")
	i.Channels = o.channels(f)
	i.Pulse = o.pulse(f, i.Own)
	o.setup.Initiatives = append(o.setup.Initiatives, i)
}

// tags are names of what an initiative touches.
func (f fields) tags(key, example string) []string {
	words, nodes := f.words(key, example)
	if len(words) > checkins.TouchMost {
		f.at(nodes[checkins.TouchMost], f.path(key), "more than %d: name those that matter most", checkins.TouchMost)
		return nil
	}
	for n, word := range words {
		switch tags, long, _ := checkins.ParseTags(word); {
		case long != "":
			f.at(nodes[n], f.path(key), "longer than %d characters: shorten it", checkins.TouchLength)
		case len(tags) != 1 || tags[0] != word:
			f.at(nodes[n], f.path(key), "%.40q: write a name without commas, line breaks and double spaces", word)
		case slices.ContainsFunc(words[:n], func(w string) bool { return strings.EqualFold(w, word) }):
			f.at(nodes[n], f.path(key), "%.40q stands there twice: remove one", word)
		}
	}
	return words
}

func (o *orgFile) priorityOf(f fields) checkins.PriorityID {
	id := checkins.PriorityID(f.text("priority", 1000))
	if id == "" {
		return ""
	}
	if _, ok := o.setup.Org.Priority(id); !ok {
		var ids []string
		for _, p := range o.setup.Org.Priorities {
			ids = append(ids, string(p.ID))
		}
		f.wrong("priority", "no priority has the id %.64q: %s", string(id), instead(string(id), ids, "add it under priorities"))
		return ""
	}
	return id
}

func (o *orgFile) outcome(parent fields) checkins.Outcome {
	n := parent.by["outcome"]
	if n == nil {
		return checkins.Outcome{}
	}
	f := o.fields(n, parent.path("outcome"), "measure", "start", "target", "by")
	out := checkins.Outcome{
		Measure: f.need("measure", "first-call resolution", nameLength),
		Start:   f.text("start", nameLength), Target: f.text("target", nameLength), By: checkins.Date(f.text("by", 1000)),
	}
	if out.By != "" && !out.By.Valid() {
		f.wrong("by", "%.40q: write a real date such as 2027-06-30", string(out.By))
	}
	return out
}

// leads reads {it: [ana], biz: [ben]}; business is biz.
func (o *orgFile) leads(parent fields) (leads [2][]checkins.PersonID) {
	n := parent.by["leads"]
	if n == nil {
		return leads
	}
	f := o.fields(n, parent.path("leads"), "it", "biz", "business")
	biz := "biz"
	if f.by["business"] != nil {
		if f.by["biz"] != nil {
			f.wrong("business", "is the same side as biz: keep one of them")
		}
		biz = "business"
	}
	leads[scoring.IT], leads[scoring.Biz] = o.persons(f, "it"), o.persons(f, biz)
	return leads
}

// leadsOf reads people who must be leads of the initiative.
func (o *orgFile) leadsOf(f fields, i checkins.Initiative, key string) []checkins.PersonID {
	ids := o.persons(f, key)
	for _, id := range ids {
		if !slices.Contains(i.Leads[scoring.IT], id) && !slices.Contains(i.Leads[scoring.Biz], id) {
			f.wrong(key, "%s is no lead of this initiative: name leads, or add %s under leads", id, id)
		}
	}
	return ids
}

func (o *orgFile) channels(parent fields) []checkins.Account {
	var channels []checkins.Account
	for n, node := range parent.list("channels", "[{slack: C0001}]") {
		f := o.fields(node, fmt.Sprintf("%s[%d]", parent.path("channels"), n), "slack", "teams")
		if len(f.by) != 1 {
			o.at(node, f.where, "write one channel an entry, such as {slack: C0001}")
			continue
		}
		for key := range f.by {
			text := f.text(key, 1000)
			if text == "" {
				continue
			}
			a, ok := o.account(f, key, f.by[key], text, true)
			switch {
			case !ok:
			case slices.Contains(channels, a):
				f.wrong(key, "%s stands there twice: remove one", text)
			default:
				channels = append(channels, a)
			}
		}
	}
	return channels
}

// defaultCadence is Tuesdays at 10:00 (PRODUCT.md).
const defaultCadence = "0 10 * * 2"

func (o *orgFile) pulse(parent fields, own string) checkins.Pulse {
	n := parent.by["pulse"]
	if n == nil {
		parent.wrong("pulse", `missing: write at least the zone, such as pulse: {cadence: "%s", zone: Europe/Berlin}`, defaultCadence)
		return checkins.Pulse{}
	}
	f := o.fields(n, parent.path("pulse"), "cadence", "every", "anchor", "zone", "window", "items", "guesses", "preset", "heads_up", "dimensions")
	before := len(f.faults)
	p := checkins.Pulse{Cadence: defaultCadence, Window: checkins.DefaultWindow, Dimensions: checkins.DefaultDimensions()}
	if f.by["cadence"] != nil {
		p.Cadence = f.text("cadence", 1000)
	}
	if f.by["every"] != nil {
		text := f.text("every", 1000)
		every, err := strconv.Atoi(text)
		if err != nil || every < 1 {
			every = -1 // no number of weeks: the window is not held against an interval that nobody wrote
			if text != "" {
				f.wrong("every", "%.20q: write a number of weeks such as 2", text)
			}
		}
		p.Every = every
	}
	p.Anchor = checkins.Date(f.text("anchor", 1000))
	p.Zone = f.text("zone", 1000)
	if text := f.text("window", 1000); text != "" {
		w, err := time.ParseDuration(text)
		if err != nil {
			f.wrong("window", "%.20q: write hours such as 72h", text)
		}
		p.Window = w
	}
	p.AllItems = f.oneOf("items", "auto", "all") == "all"
	p.AllGuesses = f.oneOf("guesses", "focus", "all") == "all"
	p.Preset = f.text("preset", 1000)
	p.HeadsUp = f.oneOf("heads_up", "true", "false") != "false"
	var nodes []ast.Node
	if f.by["dimensions"] != nil {
		p.Dimensions = nil
		var words []string
		words, nodes = f.words("dimensions", "[value, delivery]")
		for _, w := range words {
			p.Dimensions = append(p.Dimensions, scoring.Dimension(w))
		}
	}
	if slices.Contains(p.Dimensions, checkins.OwnDim) && own == "" {
		f.wrong("dimensions", "own asks the owner's own statement: write it under the initiative as own: ..., or remove own here")
	}
	f.unknownDimensions(p.Dimensions, nodes)
	f.check(p, f.faults[before:])
	return p
}

// unknownDimensions names the nearest dimension of the question bank.
func (f fields) unknownDimensions(ds []scoring.Dimension, nodes []ast.Node) {
	var known []string
	for _, d := range checkins.Dimensions() {
		known = append(known, string(d))
	}
	for n, d := range ds {
		if !checkins.KnownDimension(d) {
			f.at(nodes[n], f.path("dimensions"), "%.40q is not in the question bank: %s", string(d),
				instead(string(d), known, "choose from "+strings.Join(known, ", ")))
		}
	}
}

// check holds the pulse against Pulse.Check, whose errors begin with the field. Of
// a field of which something was said already nothing more is.
func (f fields) check(p checkins.Pulse, said []fault) {
	for _, err := range flat(p.Check()) {
		key, text, _ := strings.Cut(err.Error(), " ")
		key = strings.TrimSuffix(key, ":")
		if !slices.ContainsFunc(said, func(x fault) bool { return strings.HasPrefix(x.text, f.path(key)+": ") }) {
			f.wrong(key, "%s", text)
		}
	}
}

// flat returns the errors that errors.Join put together.
func flat(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if err == nil {
			return nil
		}
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flat(e)...)
	}
	return all
}
