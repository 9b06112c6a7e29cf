package main

import (
	"context"
	"fmt"
	"time"
)

// steady is the load under which memory is looked at, requests a second of each kind:
// far below what can be done, and the same however many leads are stored.
const steady = 40

// memory measures the resident memory of the service with so many stored leads, under
// the same load.
func (b *bench) memory(ctx context.Context) error {
	b.table.section(fmt.Sprintf("Resident memory under the same load: %d/s each of forms, invokes, help and status", steady))
	var first, last float64
	for _, leads := range b.stored {
		idle, loaded, late, err := b.resident(ctx, leads)
		if err != nil {
			return fmt.Errorf("memory with %d leads: %w", leads, err)
		}
		b.table.line(fmt.Sprintf("%d leads stored", leads), mb(loaded), "idle "+mb(idle), "p99 of a status "+ms(late))
		if first == 0 {
			first = loaded
		}
		last = loaded
	}
	b.table.bar(fmt.Sprintf("memory: %d leads / %d leads", b.stored[len(b.stored)-1], b.stored[0]), last/first, false, 1.1)
	return nil
}

// resident stores leads, loads the service, and returns its memory before and the
// median of it meanwhile.
func (b *bench) resident(ctx context.Context, leads int) (idle, loaded float64, status time.Duration, err error) {
	began := time.Now()
	k, end, err := b.found(ctx, leads, false)
	if err != nil {
		return 0, 0, 0, err
	}
	defer end()
	b.say("%d leads stored in %s", leads, time.Since(began).Round(time.Second))
	service, addr, err := serve(ctx, b.program, b.db, b.out)
	if err != nil {
		return 0, 0, 0, err
	}
	defer service.stop()
	quiet := time.NewTimer(b.quiet)
	<-quiet.C
	before, err := service.resident()
	if err != nil {
		return 0, 0, 0, err
	}
	forms, err := k.submissions(addr, "m.")
	if err != nil {
		return 0, 0, 0, err
	}
	invokes, err := k.invokes(addr, "n.", b.out)
	if err != nil {
		return 0, 0, 0, err
	}
	all := []post{k.commands(addr, "o.", "status"), k.commands(addr, "q.", "help"), forms, invokes}
	type ended struct {
		outcome
		err error
	}
	done := make([]chan ended, len(all))
	for n, p := range all {
		done[n] = make(chan ended, 1)
		go func() {
			o, err := (&loader{dial: p.dial}).open(steady, steady, b.steady, seed+uint64(n))
			done[n] <- ended{o, err}
		}()
	}
	var seen []uint64
	look := time.NewTicker(250 * time.Millisecond)
	defer look.Stop()
	over := time.NewTimer(b.steady)
	defer over.Stop()
	for at := time.Now(); ; {
		select {
		case <-look.C:
			if now, err := service.resident(); err == nil && time.Since(at) > b.steady/3 {
				seen = append(seen, now)
			}
			continue
		case <-over.C:
		}
		break
	}
	for n, d := range done {
		e := <-d
		if e.err != nil {
			return 0, 0, 0, e.err
		}
		if n == 0 {
			status = e.percentile(0.99)
		}
		if e.dropped+e.bad > 0 {
			b.say("%s: %s of %d", all[n].name, e.lost(), e.dropped+e.bad+e.good)
		}
	}
	return float64(before), float64(median(seen)), status, nil
}
