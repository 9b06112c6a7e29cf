package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
)

// Finding is something about the store that does not keep the promises made for
// answers.
type Finding struct {
	Setting string // by its Redis name, for example "appendfsync"
	Node    string // host:port; empty: the store as a whole
	Value   string // as it is
	Want    string
	Mend    string // the command that mends it
	Warning bool   // the promises hold all the same, for now
}

// String is one line for doctor.
func (f Finding) String() string {
	s := f.Setting + " is " + f.Value + ", want " + f.Want
	if f.Node != "" {
		s += " (" + f.Node + ")"
	}
	if f.Mend != "" {
		s += ": " + f.Mend
	}
	return s
}

// Hidden reports whether the setting could not be read.
func (f Finding) Hidden() bool { return f.Value == hidden }

const hidden = "hidden (CONFIG GET is not allowed)"

// How far this machine's clock may be from Redis's.
const (
	clockWarn   = time.Minute
	clockRefuse = 4 * time.Minute
)

// oldest is the oldest Redis that was tried.
const oldest = "7.0"

// Check holds every server of the store against what the promises need
// (durability, no eviction, a primary, clocks that agree). An empty list is good.
// An error: it could not be read.
func (s *Store) Check(ctx context.Context) ([]Finding, error) {
	if s.embedded != nil {
		return []Finding{{
			Setting: "store", Value: "embedded (one process, saved every few seconds)", Want: "a Redis",
			Mend: "set PARALLAX_REDIS_URL", Warning: true,
		}}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*s.patience)
	defer cancel()
	var mu sync.Mutex
	var all []Finding
	node := func(ctx context.Context, c *redis.Client) error {
		found, err := checkNode(ctx, c, s.replicas)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, found...)
		return err
	}
	var err error
	switch c := s.rdb.(type) {
	case *redis.ClusterClient:
		err = c.ForEachMaster(ctx, node)
	case *redis.Client:
		err = node(ctx, c)
	default:
		err = fmt.Errorf("client %T", c)
	}
	lost, lostErr := s.lost(ctx)
	if err = errors.Join(err, lostErr); err != nil {
		return nil, fmt.Errorf("check store: %w", err)
	}
	return append(all, lost...), nil
}

// lost finds orgs of which the store has lost the head, and so presumably more.
func (s *Store) lost(ctx context.Context) ([]Finding, error) {
	orgs, err := s.rdb.SMembers(ctx, keyOrgs).Result()
	if err != nil {
		return nil, err
	}
	heads := make([]*redis.BoolCmd, len(orgs))
	err = s.read(ctx, func(p redis.Pipeliner) {
		for n, org := range orgs {
			heads[n] = p.HExists(ctx, of(checkins.OrgID(org)).org(), "rev")
		}
	})
	if err != nil {
		return nil, err
	}
	var found []Finding
	for n, org := range orgs {
		if !heads[n].Val() {
			found = append(found, Finding{
				Setting: of(checkins.OrgID(org)).org(), Value: "missing", Want: "the org " + org,
				Mend: "the store lost data: restore a backup",
			})
		}
	}
	return found, nil
}

// checkNode checks one server, of which so many replicas must hold a change.
func checkNode(ctx context.Context, c *redis.Client, replicas int) ([]Finding, error) {
	addr := c.Options().Addr
	var found []Finding
	add := func(f Finding) { f.Node = addr; found = append(found, f) }
	before := time.Now()
	clock, err := c.Time(ctx).Result()
	if err != nil {
		return nil, err
	}
	// Redis read its clock between the two moments.
	middle := before.Add(time.Since(before) / 2)
	if off := clock.Sub(middle).Abs(); off > clockWarn {
		add(Finding{
			Setting: "TIME", Value: off.Round(time.Second).String() + " off this machine's clock", Want: "the same time",
			Mend: "timedatectl set-ntp true", Warning: off <= clockRefuse,
		})
	}
	text, err := c.Info(ctx).Result()
	if err != nil {
		return nil, err
	}
	info := fields(text)
	if v := info["redis_version"]; older(v, oldest) {
		add(Finding{Setting: "redis_version", Value: v, Want: oldest + " or newer", Mend: "upgrade Redis"})
	}
	if role := info["role"]; role != "" && role != "master" {
		add(Finding{Setting: "role", Value: role, Want: "master", Mend: "point PARALLAX_REDIS_URL at the primary"})
	}
	if n, _ := strconv.Atoi(info["connected_slaves"]); n < replicas { // absent: none
		add(Finding{
			Setting: "connected_slaves", Value: strconv.Itoa(n), Want: strconv.Itoa(replicas) + " or more",
			Mend: "start replicas of it (REPLICAOF), or lower PARALLAX_WAIT_REPLICAS",
		})
	}
	wants := []struct{ name, want string }{
		{"appendonly", "yes"}, {"appendfsync", "always"}, {"maxmemory-policy", "noeviction"},
	}
	for _, w := range wants {
		got, err := c.ConfigGet(ctx, w.name).Result()
		value, known := got[w.name]
		if err != nil || !known {
			value, known = fromInfo(info, w.name)
		}
		switch {
		case !known:
			add(Finding{Setting: w.name, Value: hidden, Want: w.want, Mend: "attest it: PARALLAX_DURABILITY=attested"})
		case w.name == "appendfsync" && value == "everysec" && replicas > 0:
			// What the primary has not written to disk yet a replica holds.
		case value != w.want:
			add(Finding{Setting: w.name, Value: value, Want: w.want, Mend: "put it into redis.conf, and " + redisCLI(addr) + " CONFIG SET " + w.name + " " + w.want})
		}
	}
	if f, full := memory(info); full {
		f.Mend = redisCLI(addr) + " CONFIG SET maxmemory with more bytes (0: no limit), and put it into redis.conf"
		add(f)
	}
	if info["aof_last_write_status"] == "err" {
		add(Finding{Setting: "aof_last_write_status", Value: "err", Want: "ok", Mend: "free disk space, then look at the Redis log"})
	}
	return found, nil
}

// memoryFull is how much of maxmemory may be in use before somebody should know.
const memoryFull = 0.9

// memory finds a server that takes no more, or soon will not. Nothing is lost by that,
// so it is a warning.
func memory(info map[string]string) (Finding, bool) {
	number := func(name string) float64 {
		n, _ := strconv.ParseFloat(info[name], 64) // absent: none
		return n
	}
	limit := number("maxmemory")
	used := number("used_memory") - number("mem_not_counted_for_evict")
	f := Finding{Setting: "maxmemory", Want: "room for answers", Warning: true}
	switch {
	case limit <= 0 || used < memoryFull*limit:
		return f, false
	case used < limit:
		f.Value = fmt.Sprintf("%.0f %% in use", 100*used/limit)
	default:
		f.Value = "reached, and nothing more is saved or sent"
	}
	return f, true
}

// redisCLI is the command that speaks to one server.
func redisCLI(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "redis-cli -h " + addr
	}
	return "redis-cli -h " + host + " -p " + port
}

// fromInfo reads settings that INFO shows also where CONFIG is hidden.
func fromInfo(info map[string]string, name string) (string, bool) {
	switch name {
	case "appendonly":
		v, ok := info["aof_enabled"]
		return map[string]string{"0": "no", "1": "yes"}[v], ok
	case "maxmemory-policy":
		v, ok := info["maxmemory_policy"]
		return v, ok
	}
	return "", false
}

// fields reads INFO.
func fields(info string) map[string]string {
	m := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(info))
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), ":"); ok {
			m[name] = value
		}
	}
	return m
}

// older compares versions by their first two numbers; what does not parse is old.
func older(v, than string) bool {
	number := func(v string) int {
		part := strings.SplitN(v+".0", ".", 3)
		major, _ := strconv.Atoi(part[0])
		minor, _ := strconv.Atoi(part[1])
		return major*1000 + minor
	}
	return number(v) < number(than)
}
