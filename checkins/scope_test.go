package checkins_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
)

// several is a world of four initiatives: each of its people has another part in each.
func several(t *testing.T) *world {
	s := checkinstest.Setup(2)
	for _, p := range []checkins.PersonID{"own", "spo", "root", "none"} {
		s.People = append(s.People, checkinstest.Person(p, "Name of "+string(p)))
	}
	s.Org.Admins = []checkins.PersonID{"root", "ana"}
	crm := s.Initiatives[0]
	crm.Owner, crm.Sponsor = "ana", "spo"
	s.Initiatives = nil
	for _, of := range []struct {
		id             checkins.InitiativeID
		owner, sponsor checkins.PersonID
	}{{"crm", "ana", "spo"}, {"billing", "own", "spo"}, {"portal", "own", "ana"}, {"search", "own", ""}} {
		i := crm
		i.ID, i.Name, i.Owner, i.Sponsor, i.Channels = of.id, "Name of "+string(of.id), of.owner, of.sponsor, nil
		if of.id == "portal" || of.id == "search" {
			i.Leads[0], i.Leads[1] = []checkins.PersonID{"it1"}, []checkins.PersonID{"biz1"}
		}
		s.Initiatives = append(s.Initiatives, i)
	}
	return newWorld(t, s)
}

// What is offered where several initiatives could be meant is what the asker may do; one
// is not asked for, and where there is none it is said how to go on. Ana is an admin, owns
// crm, leads crm and billing, and sponsors portal.
func TestChoicesByRole(t *testing.T) {
	const (
		reads  = "gaps explain why history who"
		writes = "edit pause handover outcome health snooze assign"
	)
	for _, tc := range []struct {
		verbs string
		topic string
		want  map[string]string // by role: initiatives; one is not asked for; "no": refused
	}{
		{"status win", "", map[string]string{
			"ana": "billing crm portal search", "root": "billing crm portal search", "own": "billing portal search", "spo": "billing crm", "it1": "billing crm portal search", "ben": "billing crm",
		}},
		{reads, "", map[string]string{
			"ana": "billing crm", "root": "no", "own": "billing portal search", "spo": "no", "it1": "billing crm portal search", "ben": "billing crm",
		}},
		{"recheck", "", map[string]string{"ana": "billing crm", "root": "no", "own": "billing portal search", "spo": "no", "ben": "billing crm"}},
		{writes, "", map[string]string{"ana": "crm", "root": "no", "own": "billing portal search", "spo": "no", "it1": "no", "ben": "no"}},
		{"commit decide", "", map[string]string{"ana": "crm", "root": "no", "own": "billing portal search", "spo": "no", "ben": "billing crm"}},
		{"commit decide", checkins.TopicList, map[string]string{"ana": "billing crm", "root": "no", "own": "billing portal search", "spo": "no", "ben": "billing crm"}},
	} {
		for _, verb := range strings.Fields(tc.verbs) {
			for role, want := range tc.want {
				t.Run(verb+" "+tc.topic+" "+role, func(t *testing.T) {
					w := several(t)
					m := w.command(checkinstest.SlackAccount(checkins.PersonID(role)), checkins.Account{}, checkins.Command{Verb: checkins.Verb(verb), Topic: tc.topic})
					help, _ := m.(checkins.Help)
					switch {
					case want == "no":
						if help.Text != checkins.HelpNotAllowed || len(help.Choices) > 0 || help.Instead == checkins.InsteadNone {
							t.Errorf("got %+v, want a refusal with the way out", m)
						}
					case len(strings.Fields(want)) == 1:
						if help.Text == checkins.HelpChoose || help.Text == checkins.HelpNotAllowed {
							t.Errorf("got %+v, want %s without being asked", m, want)
						}
					default:
						var got []string
						for _, c := range help.Choices {
							got = append(got, string(c.ID))
						}
						if diff := cmp.Diff(strings.Fields(want), got); help.Text != checkins.HelpChoose || diff != "" {
							t.Errorf("got %q (-want +got):\n%s", help.Text, diff)
						}
					}
				})
			}
		}
	}
}

// In a name that fits nothing, and in one that fits several, what is offered may be done;
// one that is clearly meant is refused by name.
func TestChoicesByName(t *testing.T) {
	w := several(t)
	ana := checkinstest.SlackAccount("ana")
	none := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbPause, Name: "frob"}).(checkins.Help)
	if none.Text != checkins.HelpNoSuchName || len(none.Choices) != 1 || none.Choices[0].ID != "crm" {
		t.Errorf("no such name: %+v", none)
	}
	if m, is := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbEdit, Name: "name of"}).(checkins.Help); is {
		t.Errorf("one of several: %+v", m)
	}
	no := w.command(ana, checkins.Account{}, checkins.Command{Verb: checkins.VerbPause, Name: "billing"}).(checkins.Help)
	want := checkins.Help{Text: checkins.HelpNotAllowed, Command: "pause", Owner: "Name of own", Instead: checkins.InsteadRead}
	if diff := cmp.Diff(want, no); diff != "" {
		t.Errorf("of a lead (-want +got):\n%s", diff)
	}
	// Who may not ask for who is not told who owns it.
	no = w.command(checkinstest.SlackAccount("root"), checkins.Account{}, checkins.Command{Verb: checkins.VerbPause, Name: "billing"}).(checkins.Help)
	want.Owner, want.Instead = "", checkins.InsteadSee
	if diff := cmp.Diff(want, no); diff != "" {
		t.Errorf("of an admin (-want +got):\n%s", diff)
	}
}

// A new owner is named to who hands over.
func TestHandoverNames(t *testing.T) {
	w := several(t)
	m := w.command(checkinstest.SlackAccount("ana"), checkins.Account{}, checkins.Command{Verb: checkins.VerbHandover, To: "ben"})
	if done, _ := m.(checkins.Done); done.What != checkins.DoneHandedOver || done.Owner != "Ben Lee" {
		t.Errorf("got %+v", m)
	}
}

// Help is said to who asks: what a stranger may, and what a lead, an owner or a sponsor.
func TestHelpByRole(t *testing.T) {
	w := several(t)
	for role, want := range map[checkins.PersonID]string{
		"ana": "all lead owner self", "own": "all lead owner self", "ben": "all lead self", "spo": "all sponsor self", "root": "all self", "none": "all self", "nobody": "all",
	} {
		for _, c := range []checkins.Command{{Verb: checkins.VerbHelp}, {Word: "frobnicate"}, {Verb: checkins.VerbGreet}} {
			h := w.command(checkinstest.SlackAccount(role), checkins.Account{}, c).(checkins.Help)
			var got []string
			for _, a := range h.For {
				got = append(got, string(a))
			}
			if !slices.Equal(got, strings.Fields(want)) {
				t.Errorf("%s, %+v: %v, want %s", role, c, got, want)
			}
		}
	}
}
