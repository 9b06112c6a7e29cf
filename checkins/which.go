package checkins

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"parallax/scoring"
)

// which finds the initiative a command is about: by its id or name, else the
// channel's, else the asker's only one with which they may use it. Of one that is clearly
// meant the command itself says whether it may be used.
func (d *Desk) which(ctx context.Context, who asker, r Request) (Initiative, *Help, error) {
	here, err := d.inChannel(ctx, who.org, r.Channel)
	if err != nil {
		return Initiative{}, nil, err
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return Initiative{}, nil, err
	}
	fits := here
	if r.Command.Name != "" || len(here) == 0 {
		visible, err := d.visible(ctx, who, here)
		if err != nil {
			return Initiative{}, nil, err
		}
		fits = visible
		if r.Command.Name != "" {
			fits = byName(visible, r.Command.Name)
			if len(fits) == 0 && len(visible) > 0 {
				visible = narrowed(r.Command, visible, o, who.person.ID)
				help := &Help{Text: HelpNoSuchName, Name: r.Command.Name, Command: string(r.Command.Verb), Choices: names(visible)}
				if r.Command.Verb == VerbExplain { // what was meant may have been a topic
					help.Topics = topics(visible)
				}
				return Initiative{}, help, nil
			}
		}
	}
	if len(fits) > 1 {
		several := fits
		if fits = narrowed(r.Command, several, o, who.person.ID); len(fits) == 0 {
			return Initiative{}, noneToUse(r.Command, several, o, who.person.ID), nil
		}
	}
	switch len(fits) {
	case 0:
		return Initiative{}, &Help{Text: HelpNoInitiative}, nil
	case 1:
		return fits[0], nil, nil
	}
	help := &Help{Text: HelpChoose, Command: string(r.Command.Verb), Name: r.Command.Name, Choices: names(fits)}
	if r.Command.Topic == TopicList {
		help.Topic = TopicList
	}
	return Initiative{}, help, nil
}

// topics are what some initiatives are asked about, in the order of the question bank.
func topics(is []Initiative) []scoring.Dimension {
	return slices.DeleteFunc(Dimensions(), func(dim scoring.Dimension) bool {
		return !slices.ContainsFunc(is, func(i Initiative) bool { return slices.Contains(i.Pulse.Dimensions, dim) })
	})
}

func (d *Desk) inChannel(ctx context.Context, org OrgID, channel Account) ([]Initiative, error) {
	if channel.IsZero() {
		return nil, nil
	}
	ids, err := d.Directory.InChannel(ctx, org, channel)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return d.Roster.Initiatives(ctx, org, ids...)
}

// visible lists the initiatives that an asker may see: those of the channel,
// which everybody in it may, and those in which the asker has a part.
func (d *Desk) visible(ctx context.Context, who asker, here []Initiative) ([]Initiative, error) {
	if !who.known {
		return here, nil
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	is, err := d.concerning(ctx, o, who.person.ID)
	if err != nil {
		return nil, err
	}
	for _, h := range here {
		if !slices.ContainsFunc(is, func(i Initiative) bool { return h.ID == i.ID }) {
			is = append(is, h)
		}
	}
	slices.SortFunc(is, func(a, b Initiative) int { return cmp.Compare(a.ID, b.ID) })
	return is, nil
}

// byName finds initiatives by exact id or name, else by a part of the name,
// without regard to case.
func byName(is []Initiative, name string) []Initiative {
	var exact, part []Initiative
	for _, i := range is {
		switch {
		case strings.EqualFold(string(i.ID), name) || strings.EqualFold(i.Name, name):
			exact = append(exact, i)
		case strings.Contains(strings.ToLower(i.Name), strings.ToLower(name)):
			part = append(part, i)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return part
}

func names(is []Initiative) []Named {
	var ns []Named
	for _, i := range is {
		ns = append(ns, Named{i.ID, i.Name})
	}
	return ns
}
