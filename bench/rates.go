package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
)

// worker is a process under load.
type worker struct {
	*child
	loader *loader
	rates  []float64       // good answers a second, each turn
	spent  []time.Duration // processor time an answer, each turn
}

// turn has it answer as fast as it can.
func (w *worker) turn(long time.Duration) error {
	before, timed := w.worked()
	o, err := w.loader.closed(atOnce, long)
	if err != nil {
		return fmt.Errorf("%s: %w\nIts last words:\n%s", w.name, err, &w.said)
	}
	w.rates = append(w.rates, o.rate())
	if after, err := w.worked(); timed == nil && err == nil {
		w.spent = append(w.spent, (after-before)/time.Duration(max(1, o.good)))
	}
	return nil
}

func median[T cmp.Ordered](all []T) T {
	var zero T
	if len(all) == 0 {
		return zero
	}
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// submissions measures check-in forms against the bare handler, and Redis alone.
func (b *bench) submissions(ctx context.Context, k *checkin, service *child, addr string) error {
	p, err := k.submissions(addr, "s.")
	if err != nil {
		return err
	}
	served := &worker{child: service, loader: &loader{dial: p.dial}}
	handler, bareAddr, err := startBare(ctx, k, b.db)
	if err != nil {
		return err
	}
	defer handler.stop()
	q, err := k.submissions(bareAddr, "b.")
	if err != nil {
		return err
	}
	plain := &worker{child: handler, loader: &loader{dial: q.dial}}
	edits := b.out.edits.Load()
	var ratios []float64
	for n := range b.turns + 1 {
		long := b.long
		if n == 0 {
			long /= 4 // warms up
		}
		err := served.turn(long)
		if err == nil {
			err = service.aside(func() error { return plain.turn(long) })
		}
		if err != nil {
			return err
		}
		if n == 0 {
			served.rates, served.spent, plain.rates, plain.spent = nil, nil, nil, nil
			continue
		}
		ratios = append(ratios, served.rates[n-1]/plain.rates[n-1])
	}
	edits = b.out.edits.Load() - edits
	random := k.script.random(k.fill(example, 0, ""))
	var floodRate float64
	var single time.Duration
	if err := service.aside(func() (err error) {
		if floodRate, _, err = b.db.flood(ctx, atOnce, b.requests, random); err == nil {
			_, single, err = b.db.flood(ctx, 1, b.requests/10, random)
		}
		return err
	}); err != nil {
		return err
	}
	t := b.table
	t.section(fmt.Sprintf("Check-in forms from Slack (%d ratings each, %d leads, %d callers at once)", len(k.items), k.leads, atOnce))
	t.line("parallax serve", each(median(served.rates), "forms"), processor(served.spent), fmt.Sprintf("%d messages edited beside it", edits))
	t.line("bare handler: verify, parse, the same script", each(median(plain.rates), "forms"), processor(plain.spent))
	t.line("redis-benchmark, the same script", each(floodRate, "scripts"))
	t.bar("forms: served / bare handler", median(ratios), true, 0.5)
	half := median(served.rates) / 2
	script := &loader{dial: func() (caller, error) { return alone{k, b.db.client, "a."}, nil }}
	var acks, alones []time.Duration
	var all outcome
	for n := range b.turns {
		o, err := served.loader.open(underWay, half, b.long, seed+uint64(n))
		if err != nil {
			return err
		}
		acks = append(acks, o.percentile(0.99))
		all.dropped, all.bad = all.dropped+o.dropped, all.bad+o.bad
		if n == b.turns-1 {
			t.line(fmt.Sprintf("acknowledged at half of that, %.0f/s: p50", half), ms(o.percentile(0.5)))
		}
		if err := service.aside(func() (err error) {
			o, err = script.open(underWay, half, b.long, seed+uint64(n))
			return err
		}); err != nil {
			return err
		}
		alones = append(alones, o.percentile(0.99))
	}
	t.line("acknowledged at half of that: p99", ms(median(acks)), all.lost())
	t.line("the script alone at the same rate: p99", ms(median(alones)), "redis-benchmark with one connection: "+ms(single))
	t.bar("p99 of an acknowledgement / of the script alone", float64(median(acks))/float64(median(alones)), false, 10)
	return nil
}

func processor(spent []time.Duration) string {
	if len(spent) == 0 {
		return "processor time unknown"
	}
	return fmt.Sprintf("%d µs of processor each", median(spent).Microseconds())
}

// others measures what else people do.
func (b *bench) others(k *checkin, service *child, addr string) error {
	invokes, err := k.invokes(addr, "i.", b.out)
	if err != nil {
		return err
	}
	b.table.section("What else people do (greatest rate, then at half of it)")
	for _, p := range []post{k.commands(addr, "h.", "help"), k.commands(addr, "t.", "status"), invokes} {
		w := &worker{child: service, loader: &loader{dial: p.dial}}
		if err := w.turn(b.long / 4); err != nil { // warms up
			return err
		}
		w.rates, w.spent = nil, nil
		if err := w.turn(b.long); err != nil {
			return err
		}
		o, err := w.loader.open(underWay, w.rates[0]/2, b.long, seed)
		if err != nil {
			return err
		}
		b.table.line(p.name, each(w.rates[0], ""), processor(w.spent),
			"p50 "+ms(o.percentile(0.5)), "p99 "+ms(o.percentile(0.99)), o.lost())
	}
	return nil
}
