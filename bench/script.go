package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"parallax/bot"
	"parallax/checkins"
	"parallax/store"
)

// script is the call by which the store keeps a check-in, with slots for what is
// different in each: nothing here knows its keys.
type script []mould

// overheard keeps the arguments of scripts and does not let them happen, once it
// listens.
type overheard struct {
	listens bool
	args    []any // of the last one
}

var errOverheard = errors.New("overheard")

func (o *overheard) DialHook(next redis.DialHook) redis.DialHook { return next }

func (o *overheard) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (o *overheard) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !o.listens || cmd.Name() != "evalsha" {
			return next(ctx, cmd)
		}
		o.args = cmd.Args()
		return errOverheard
	}
}

// aside moves a key to the copy of the org in which everybody but the service writes:
// what they store opens with no key.
var aside = strings.NewReplacer("{"+string(acme)+"}", "{aside}")

// copied makes that copy, of whatever there is.
func (s *server) copied(ctx context.Context) error {
	all := s.client.Scan(ctx, 0, "*{"+string(acme)+"}*", 1000).Iterator()
	for all.Next(ctx) {
		if err := s.client.Copy(ctx, all.Val(), aside.Replace(all.Val()), 0, true).Err(); err != nil {
			return err
		}
	}
	return all.Err()
}

// callMark is the example of what is different in each request.
const callMark = "0123456789.9876543210"

// reply is what the example answers.
func (k *checkin) reply(values []string) (checkins.Reply, error) {
	claim, err := k.signer.Open(k.names[0][1])
	if err != nil {
		return checkins.Reply{}, err
	}
	given := map[string]string{}
	for n, i := range k.items {
		given[i.id] = values[n]
	}
	parts, trouble := bot.Filled(claim, given)
	if trouble != "" {
		return checkins.Reply{}, fmt.Errorf("the example is not believed: %s", trouble)
	}
	return checkins.Reply{
		Delivery: "view-" + callMark, From: accountOf(example), Person: personID(example), Parts: parts,
		Proof: checkins.Proof{Letter: claim.Letter, Receipt: claim.Receipt},
	}, nil
}

// learn has the server know the script, and listens to what a store says to it. Two
// examples that differ in their ratings alone tell which arguments are those.
func (k *checkin) learn(ctx context.Context, addr string, key store.Key) error {
	client := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1, ReadTimeout: patience, DisableIdentity: true})
	defer func() { _ = client.Close() }() // what it wrote was answered
	o := &overheard{}
	client.AddHook(o)
	s, err := store.New(client, store.Options{Key: key})
	if err != nil {
		return err
	}
	heard := make([][]any, 3) // the first one happens
	for turn := range heard {
		values := make([]string, len(k.items))
		for n := range values {
			values[n] = rating(uint64(turn), n)
		}
		r, err := k.reply(values)
		if err != nil {
			return err
		}
		o.listens = turn > 0
		said, err := s.Record(ctx, acme, r, k.opened)
		switch {
		case turn == 0 && (err != nil || len(said) != 1 || said[0].Outcome != checkins.Saved):
			return fmt.Errorf("the example was not saved: %+v: %w", said, err)
		case turn > 0 && !errors.Is(err, errOverheard):
			return fmt.Errorf("the store keeps a check-in by something else than one script: %w", err)
		}
		heard[turn] = o.args
	}
	return k.compare(heard[1], heard[2])
}

// compare makes the script of two calls of it.
func (k *checkin) compare(one, other []any) error {
	if len(one) != len(other) {
		return errors.New("two examples make calls of different lengths")
	}
	sealed := 0
	for n, a := range one {
		text := aside.Replace(fmt.Sprint(a))
		if text != aside.Replace(fmt.Sprint(other[n])) {
			// As it is stored, but for its last byte, which says what was chosen.
			k.script = append(k.script, mould{text[:len(text)-1], sealedSlot(sealed), ""})
			sealed++
			continue
		}
		example, err := slices.Concat(k.names, sample{{slotCall, callMark}}).marked(text)
		if err != nil {
			return err
		}
		k.script = append(k.script, newMould(example))
	}
	if sealed != len(k.items) {
		return fmt.Errorf("a form of %d ratings is stored as %d", len(k.items), sealed)
	}
	return nil
}

// call is the command for one request.
func (s script) call(fill map[string]string) []any {
	args := make([]any, len(s))
	for n, m := range s {
		args[n] = string(m.cast(nil, fill))
	}
	return args
}

// random is the command for redis-benchmark, which puts another number wherever
// __rand_int__ stands: so it too changes all it holds each time.
func (s script) random(fill map[string]string) []string {
	const number = "__rand_int__"
	fill[slotCall] = number
	var args []string
	for _, m := range s {
		text := string(m.cast(nil, fill))
		if len(m) == 3 && strings.HasPrefix(m[1], slotSealed) {
			// As long as it is stored; an argument of a program holds no zero byte.
			text = number + strings.Repeat("x", len(m[0])+1-len(number))
		}
		args = append(args, text)
	}
	return args
}

// alone calls the script and nothing else, through the client that the store uses.
type alone struct {
	*checkin
	client *redis.Client
	run    string
}

func (a alone) call(n uint64) error {
	lead, turn := a.who(n, true)
	return a.client.Do(context.Background(), a.script.call(a.stored(lead, turn, fmt.Sprint(a.run, n)))...).Err()
}

func (alone) close() {}

// stored is fill with the ratings as they are stored.
func (k *checkin) stored(n int, turn uint64, call string) map[string]string {
	m := k.fill(n, turn, call)
	for i := range k.items {
		m[sealedSlot(i)] = rating(turn, i)
	}
	return m
}
