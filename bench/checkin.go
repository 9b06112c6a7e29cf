package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"parallax/bot"
	"parallax/bot/slack"
	"parallax/bot/teams"
	"parallax/checkins"
	"parallax/store"
)

// checkin is what every lead of a company is asked, as one of them sees it. The
// others see the same with other names.
type checkin struct {
	company
	signer bot.Signer
	items  []item
	view   json.RawMessage // the form in Slack
	names  sample          // of who sees it
	script script          // by which it is stored
}

// item is one rating or guess that a form asks for, in the order in which the bot
// reads them.
type item struct {
	id    string // of the input
	guess bool
}

// example is the lead who is asked for an example: one of those in Slack.
const example = 3

// newCheckin asks the desk for the form of one lead, and renders it as the bot does.
func newCheckin(ctx context.Context, c company, s *store.Store, addr string, key store.Key) (*checkin, error) {
	signer, err := bot.NewSigner(key[:])
	if err != nil {
		return nil, err
	}
	receipt := receiptOf(accountOf(example))
	proof := checkins.Proof{Letter: c.askOf(example), Receipt: receipt}
	m, err := deskOn(s, time.Now).Form(ctx, accountOf(example), proof.Letter, proof)
	if err != nil {
		return nil, err
	}
	form, is := m.(checkins.Form)
	if !is || len(form.Due) != 1 {
		return nil, fmt.Errorf("lead %d is asked %+v, want one initiative", example, m)
	}
	view, err := (slack.Renderer{Signer: signer}).View(acme, form)
	if err != nil {
		return nil, err
	}
	k := &checkin{company: c, signer: signer}
	if k.view, err = json.Marshal(view); err != nil {
		return nil, err
	}
	if opened, err := signer.Open(view.PrivateMetadata); err != nil || k.claim(example, slack.ActForm, receipt) != view.PrivateMetadata {
		return nil, errors.Join(fmt.Errorf("the form carries %+v, which is not what was expected", opened), err)
	}
	due := form.Due[0]
	for _, i := range due.Items {
		k.items = append(k.items, item{id: bot.InputID(bot.InputRate, due.Round, i.Dimension)})
		if i.WithGuess {
			k.items = append(k.items, item{id: bot.InputID(bot.InputGuess, due.Round, i.Dimension), guess: true})
		}
	}
	slices.SortFunc(k.items, func(a, b item) int { return cmp.Compare(a.id, b.id) })
	k.names = sample{
		{slotToken, view.PrivateMetadata}, {slotPerson, string(personID(example))}, {slotInitiative, string(initiativeID(example))},
		{slotUser, slackID(example)}, {slotAsk, string(c.askOf(example))},
	}
	return k, k.learn(ctx, addr, key)
}

// claim is the signed token of a lead's form.
func (k *checkin) claim(n int, act string, from checkins.Receipt) string {
	return k.signer.Sign(bot.Claim{
		Act: act, Org: acme, Person: personID(n), Letter: k.askOf(n), Receipt: from,
		Rounds: []bot.Asked{{Round: k.roundOf(n), Ask: k.askOf(n)}},
	})
}

// rating is the nth value of a request that is the given one of its lead: never the
// same as before, so that every request changes all it holds.
func rating(turn uint64, n int) string { return strconv.Itoa(int((turn+uint64(n))%5) + 1) }

// fill is what the requests of a lead put into the slots.
func (k *checkin) fill(n int, turn uint64, call string) map[string]string {
	m := map[string]string{
		slotPerson: string(personID(n)), slotInitiative: string(initiativeID(n)), slotAsk: string(k.askOf(n)), slotCall: call,
	}
	if inSlack(n) {
		m[slotUser], m[slotToken] = slackID(n), k.claim(n, slack.ActForm, receiptOf(accountOf(n)))
	} else {
		m[slotUser], m[slotToken] = objectID(n), k.claim(n, teams.VerbSubmit, checkins.Receipt{})
	}
	for i := range k.items {
		m[valueSlot(i)] = rating(turn, i)
	}
	return m
}

// who chooses the lead of the nth request among those of one platform, and says the
// how many-eth request of that lead it is: all have one before one has two. Those who
// follow each other are of different initiatives.
func (k *checkin) who(n uint64, slackSide bool) (lead int, turn uint64) {
	half := uint64(team / 2)
	all := uint64(k.leads/team) * half
	at, initiatives := n%all, all/half
	lead = int(at%initiatives)*team + int(at/initiatives)
	if !slackSide {
		lead += team / 2
	}
	return lead, n / all
}
