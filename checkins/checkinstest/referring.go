package checkinstest

import (
	"errors"

	"parallax/checkins"
)

// A Microsoft tenant of acme, with a channel in it and ben's account there.
const tenant = "11111111-1111-1111-1111-111111111111"

var (
	benThere = checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "22222222-2222-2222-2222-222222222222"}
	nobody   = checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "33333333-3333-3333-3333-333333333333"}
	hall     = checkins.Account{Platform: checkins.Teams, Team: tenant, ID: "19:hall@thread.tacv2"}
)

// moved gives acme the tenant, ben an account in it and crm the channel.
func (b *bench) moved() checkins.Setup {
	b.Helper()
	s := Setup(2)
	s.Org.Teams = []string{tenant}
	for n := range s.People {
		if s.People[n].ID == "ben" {
			s.People[n].Accounts = append(s.People[n].Accounts, benThere)
		}
	}
	s.Initiatives[0].Channels = append(s.Initiatives[0].Channels, hall)
	b.enrol(s)
	return s
}

func (b *bench) refer(r checkins.Reference) {
	b.Helper()
	b.must(b.Refer(b.ctx, r))
}

// unrefer wants a refusal to stand, or to be overtaken.
func (b *bench) unrefer(r checkins.Reference, reason string, stands bool) {
	b.Helper()
	got, err := b.Unrefer(b.ctx, r, reason)
	b.must(err)
	b.same("a refusal of "+r.Account.String()+" stands", got, stands)
}

// referred wants the reference of an account to be r.
func (b *bench) referred(a checkins.Account, r checkins.Reference) {
	b.Helper()
	got, err := b.Reference(b.ctx, a)
	b.must(err)
	r.Account = a
	b.same("reference of "+a.String(), got, r)
}

func (b *bench) unreferred(a checkins.Account) {
	b.Helper()
	if r, err := b.Reference(b.ctx, a); !errors.Is(err, checkins.ErrNotFound) {
		b.Fatalf("reference of %s: %+v, %v; want ErrNotFound", a, r, err)
	}
}

// heardOf is what a message of ben's in the personal chat says.
func heardOf() checkins.Reference {
	return checkins.Reference{Account: benThere, ServiceURL: "https://smba.example/emea/", Bot: "28:b", Conversation: "a:1", User: "29:ben"}
}

var referencePromises = []promise{
	{"a tenant of no org is not found", func(b *bench) {
		b.unreferred(benThere)
		_, refused := b.Unrefer(b.ctx, heardOf(), "gone")
		for _, err := range []error{b.Refer(b.ctx, heardOf()), refused, b.Remove(b.ctx, benThere, "gone", "d")} {
			if !errors.Is(err, checkins.ErrNotFound) {
				b.Fatalf("error %v, want ErrNotFound", err)
			}
		}
	}},
	{"nothing was heard from the tenant", func(b *bench) {
		b.moved()
		b.unreferred(benThere)
		b.unreferred(hall)
	}},
	{"what was heard of somebody comes back", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		want := heardOf()
		want.Rev = 1
		b.referred(benThere, want)
	}},
	{"empty fields leave what stands", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		b.refer(checkins.Reference{Account: benThere, ServiceURL: "https://smba.example/amer/"})
		b.refer(checkins.Reference{Account: benThere, User: "29:new"})
		b.referred(benThere, checkins.Reference{ServiceURL: "https://smba.example/amer/", Bot: "28:b", Conversation: "a:1", User: "29:new", Rev: 1})
	}},
	{"whom nothing was heard of has the tenant's service", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		b.referred(hall, checkins.Reference{ServiceURL: "https://smba.example/emea/", Bot: "28:b"})
		b.referred(nobody, checkins.Reference{ServiceURL: "https://smba.example/emea/", Bot: "28:b"})
		b.refer(checkins.Reference{Account: hall, ServiceURL: "https://smba.example/apac/", Bot: "28:c"})
		b.referred(nobody, checkins.Reference{ServiceURL: "https://smba.example/apac/", Bot: "28:c"})
		want := heardOf()
		want.Rev = 1
		b.referred(benThere, want)
	}},
	{"of whom the org does not know only the tenant's service is kept", func(b *bench) {
		b.moved()
		r := heardOf()
		r.Account = nobody
		b.refer(r)
		b.unrefer(checkins.Reference{Account: nobody}, "gone", true)
		b.unrefer(checkins.Reference{Account: nobody, Rev: 3}, "gone", true)
		b.must(b.Remove(b.ctx, nobody, "gone", "d"))
		b.referred(nobody, checkins.Reference{ServiceURL: r.ServiceURL, Bot: r.Bot})
	}},
	{"a refusal lasts until the account is heard of in its own conversation", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		want := heardOf()
		want.Rev = 1
		b.unrefer(want, "ConversationBlockedByUser", true)
		want.Refused = "ConversationBlockedByUser"
		b.referred(benThere, want)
		b.refer(checkins.Reference{Account: benThere, ServiceURL: want.ServiceURL, User: want.User}) // seen in a channel
		b.referred(benThere, want)
		b.refer(heardOf())
		want.Refused, want.Rev = "", 2
		b.referred(benThere, want)
	}},
	{"a refusal of what was read before is overtaken by what was heard since", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		read, err := b.Reference(b.ctx, benThere)
		b.must(err)
		b.refer(heardOf())
		b.unrefer(read, "BotNotInConversationRoster", false)
		want := heardOf()
		want.Rev = 2
		b.referred(benThere, want)
		b.unrefer(want, "BotNotInConversationRoster", true)
		want.Refused = "BotNotInConversationRoster"
		b.referred(benThere, want)
	}},
	{"a refusal of one never heard of is overtaken by the first that is heard", func(b *bench) {
		b.moved()
		b.refer(checkins.Reference{Account: hall, ServiceURL: heardOf().ServiceURL, Bot: heardOf().Bot})
		read, err := b.Reference(b.ctx, benThere)
		b.must(err)
		b.refer(heardOf())
		b.unrefer(read, "ForbiddenOperationException", false)
		want := heardOf()
		want.Rev = 1
		b.referred(benThere, want)
	}},
	{"a removal holds whatever was heard before, once for its delivery", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		want := heardOf()
		want.Rev = 1
		for _, delivery := range []string{"first", "second"} {
			b.must(b.Remove(b.ctx, benThere, "BotNotInConversationRoster", delivery))
			want.Refused = "BotNotInConversationRoster"
			b.referred(benThere, want)
			b.refer(heardOf()) // installed again
			want.Refused = ""
			want.Rev++
			b.referred(benThere, want)
			b.must(b.Remove(b.ctx, benThere, "BotNotInConversationRoster", delivery))
			b.referred(benThere, want)
		}
	}},
	{"a refusal may come first", func(b *bench) {
		b.moved()
		b.unrefer(checkins.Reference{Account: benThere}, "ForbiddenOperationException", true)
		b.referred(benThere, checkins.Reference{Refused: "ForbiddenOperationException"})
	}},
	{"a reference goes with the account", func(b *bench) {
		s := b.moved()
		b.refer(heardOf())
		only := checkins.Reference{ServiceURL: heardOf().ServiceURL, Bot: heardOf().Bot}
		b.enrol(Setup(2)) // ben without the account, and acme without the tenant
		b.unreferred(benThere)
		b.enrol(s)
		b.referred(benThere, only)
		b.refer(heardOf())
		b.enrol(s) // the same again
		want := heardOf()
		want.Rev = 1
		b.referred(benThere, want)
		_, err := b.EraseRoles(b.ctx, b.org, "ben")
		b.must(err)
		b.referred(benThere, only)
		b.refer(heardOf())
		b.referred(benThere, only)
	}},
	{"a reference of one org is none of another", func(b *bench) {
		b.moved()
		b.refer(heardOf())
		b.enrol(foreign(other, otherTeam, 0))
		b.unreferred(checkins.Account{Platform: checkins.Slack, Team: otherTeam, ID: benThere.ID})
	}},
}
