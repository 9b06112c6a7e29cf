package checkinstest

import (
	"fmt"
	"time"

	"parallax/checkins"
	"parallax/scoring"
)

// Names of the fixtures.
const (
	Acme  checkins.OrgID        = "acme"
	CRM   checkins.InitiativeID = "crm"
	Team                        = "T0001"
	First checkins.Date         = "2026-03-03" // a Tuesday: the planned date of CRM's first round
)

// Channel is where CRM's cards go.
var Channel = checkins.Account{Platform: checkins.Slack, Team: Team, ID: "C0001"}

// Opens is Tuesday 10:00 in Berlin, when CRM's first round opens.
var Opens = time.Date(2026, time.March, 3, 9, 0, 0, 0, time.UTC)

// SlackAccount returns the account that Setup gives a person: U-ana, U-it1 ...
func SlackAccount(p checkins.PersonID) checkins.Account {
	return checkins.Account{Platform: checkins.Slack, Team: Team, ID: "U-" + string(p)}
}

// Setup returns org acme with one Slack workspace, the priority growth and the
// initiative crm, of which ana and ben are leads, IT and business, with n more
// on each side: it1, it2 ..., biz1, biz2 .... So a side is confidential from n =
// 2, and with fewer it is named and everybody has accepted. The why is confirmed
// and the first round opens at Opens. There is no heads-up, and nobody gets digests.
func Setup(n int) checkins.Setup {
	s := checkins.Setup{
		Org: checkins.Org{
			ID: Acme, Slack: []string{Team}, Holidays: []string{"DE"}, Admins: []checkins.PersonID{"ana"},
			Priorities: []checkins.Priority{{ID: "growth", Name: "Grow online revenue"}}, NoDigest: true,
		},
		Initiatives: []checkins.Initiative{Initiative(n)},
		Next:        map[checkins.InitiativeID]time.Time{CRM: Opens},
	}
	names := map[checkins.PersonID]string{"ana": "Ana Ruiz", "ben": "Ben Lee"}
	for _, side := range scoring.Sides {
		for k, id := range s.Initiatives[0].Leads[side] {
			if k > 0 {
				names[id] = fmt.Sprintf("%s lead %d", [2]string{"IT", "Business"}[side], k)
			}
			s.People = append(s.People, Person(id, names[id]))
		}
	}
	return s
}

// Person returns somebody in Berlin with a Slack account.
func Person(id checkins.PersonID, name string) checkins.Person {
	return checkins.Person{
		ID: id, Name: name, Accounts: []checkins.Account{SlackAccount(id)},
		Zone: "Europe/Berlin", Country: "DE",
	}
}

// Initiative returns crm as Setup(n) holds it.
func Initiative(n int) checkins.Initiative {
	i := checkins.Initiative{
		ID: CRM, Name: "CRM migration", Priority: "growth", Stage: checkins.Building,
		Why:            "Agents see one customer, so that a call ends with the problem solved.",
		WhyConfirmed:   []checkins.PersonID{"ana", "ben"},
		Outcome:        checkins.Outcome{Measure: "first-call resolution", Start: "61 %", Target: "75 %", By: "2027-06-30"},
		DeliveredMeans: "all service teams work in the new system",
		ValueMeans:     "a call ends with the problem solved",
		Leads:          [2][]checkins.PersonID{{"ana"}, {"ben"}},
		Owner:          "ana", Sponsor: "ben",
		Channels: []checkins.Account{Channel},
		Pulse:    Weekly(),
	}
	for k := range n {
		for _, side := range scoring.Sides {
			i.Leads[side] = append(i.Leads[side], checkins.PersonID(fmt.Sprintf("%s%d", side, k+1)))
		}
	}
	for _, side := range scoring.Sides {
		if i.Mode(side) == scoring.Named {
			i.Accepted = append(i.Accepted, i.Leads[side]...)
		}
	}
	return i
}

// Weekly is a pulse of the six dimensions every Tuesday at 10:00 in Berlin, open
// for three days.
func Weekly() checkins.Pulse {
	return checkins.Pulse{
		Cadence: "0 10 * * 2", Every: 1, Zone: "Europe/Berlin", Window: checkins.DefaultWindow,
		Dimensions: []scoring.Dimension{
			checkins.Value, checkins.PriorityDim, checkins.Delivery,
			checkins.Feasibility, checkins.PromisesIT, checkins.PromisesBiz,
		},
	}
}
