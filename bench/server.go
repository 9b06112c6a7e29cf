package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// server is a redis-server with the settings that the service asks for.
type server struct {
	*child
	addr   string
	client *redis.Client
}

// startRedis starts one that keeps its files in dir.
func startRedis(ctx context.Context, dir string) (*server, error) {
	var errs []error
	for range 5 { // somebody else may take the port in between
		s, err := tryRedis(ctx, dir)
		if err == nil {
			return s, nil
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func tryRedis(ctx context.Context, dir string) (*server, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("redis-server", //nolint:gosec,noctx // our own arguments; it is ended by stop
		"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--daemonize", "no", "--logfile", "",
		"--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction",
	)
	c, _, err := spawn(ctx, "redis-server", cmd, func(line string) (string, bool) {
		return "", strings.Contains(line, "Ready to accept connections")
	})
	if err != nil {
		return nil, err
	}
	client := redis.NewClient(&redis.Options{Addr: addr, ReadTimeout: time.Minute, WriteTimeout: time.Minute, DisableIdentity: true})
	return &server{c, addr, client}, nil
}

// end stops it and removes nothing: its folder is the caller's.
func (s *server) end() {
	_ = s.client.Close() // the server goes away anyhow
	s.stop()
}

// lazily does something after which nobody will ask whether it was kept, without
// waiting for the disk.
func (s *server) lazily(ctx context.Context, do func() error) error {
	if err := s.client.ConfigSet(ctx, "appendfsync", "no").Err(); err != nil {
		return err
	}
	return errors.Join(do(), s.client.ConfigSet(ctx, "appendfsync", "always").Err())
}

// empty takes everything out.
func (s *server) empty(ctx context.Context) error { return s.client.FlushAll(ctx).Err() }

// info reads the numbers of a section of INFO.
func (s *server) info(ctx context.Context, section string) (map[string]float64, error) {
	text, err := s.client.Info(ctx, section).Result()
	if err != nil {
		return nil, err
	}
	m := map[string]float64{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), ":")
		if command, is := strings.CutPrefix(name, "cmdstat_"); is {
			name = command
			value, _, _ = strings.Cut(strings.TrimPrefix(value, "calls="), ",")
		}
		if n, err := strconv.ParseFloat(value, 64); ok && err == nil {
			m[name] = n
		}
	}
	return m, nil
}

// memory is what Redis has allocated for its data, in bytes.
func (s *server) memory(ctx context.Context) (float64, error) {
	m, err := s.info(ctx, "memory")
	return m["used_memory"], err
}

// commands counts the commands that all clients sent so far, but those that look at
// the server. Those that a script calls count too: they are work.
func (s *server) commands(ctx context.Context) (float64, error) {
	m, err := s.info(ctx, "commandstats")
	sum := 0.0
	for name, calls := range m {
		if command, _, _ := strings.Cut(name, "|"); command != "info" && command != "config" && command != "ping" && command != "time" {
			sum += calls
		}
	}
	return sum, err
}

// flood is redis-benchmark: so many connections send one command as often as asked
// for, as fast as they are answered.
func (s *server) flood(ctx context.Context, connections, requests int, command []string) (rate float64, p99 time.Duration, err error) {
	host, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		return 0, 0, err
	}
	args := append([]string{
		"-h", host, "-p", port, "-c", strconv.Itoa(connections), "-n", strconv.Itoa(requests), "-r", "1000000000", "--csv",
	}, command...)
	cmd := exec.CommandContext(ctx, "redis-benchmark", args...) //nolint:gosec // the command is ours
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("redis-benchmark: %w", err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
	if err != nil || len(rows) < 2 {
		return 0, 0, fmt.Errorf("redis-benchmark said %.200q: %w", out, err)
	}
	number := func(column string) float64 {
		for n, name := range rows[0] {
			if name == column {
				v, _ := strconv.ParseFloat(rows[1][n], 64) // 0 is seen
				return v
			}
		}
		return 0
	}
	return number("rps"), time.Duration(number("p99_latency_ms") * float64(time.Millisecond)), nil
}
