package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/store"
)

// appKey is the key under which all is stored that is measured.
var appKey = store.Key([]byte("a key of thirty-two bytes, secret"[:32]))

// build compiles the program as it ships.
func build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "parallax")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, "parallax/cmd/parallax") //nolint:gosec // our own names
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
}

// ours are the variables of the program, which it is not to find by chance.
var ours = []string{"PARALLAX_", "SLACK_", "TEAMS_"}

// serve starts the service and returns where it listens.
func serve(ctx context.Context, program string, db *server, out *standIn) (*child, string, error) {
	cmd := exec.Command(program, "serve") //nolint:noctx // it is ended by stop
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return slices.ContainsFunc(ours, func(p string) bool { return strings.HasPrefix(v, p) })
	})
	cmd.Env = append(cmd.Env,
		"PARALLAX_ADDR=127.0.0.1:0", "PARALLAX_REDIS_URL=redis://"+db.addr, "PARALLAX_LOG_FORMAT=json",
		"PARALLAX_SECRET_KEY="+base64.StdEncoding.EncodeToString(appKey[:]),
		"SLACK_API_URL="+out.url("/api/"), "SLACK_BOT_TOKEN=xoxb-bench", "SLACK_SIGNING_SECRET="+signingSecret,
		"TEAMS_APP_ID="+appID, "TEAMS_APP_PASSWORD=bench", "TEAMS_TENANT_ID="+tenant,
		"TEAMS_OPENID_URL="+out.url("/openid"), "TEAMS_TOKEN_URL="+out.url("/token"), "TEAMS_SERVICE_HOSTS="+out.addr,
	)
	return spawn(ctx, "parallax serve", cmd, func(line string) (string, bool) {
		var said struct{ Msg, Addr string }
		err := json.Unmarshal([]byte(line), &said)
		return said.Addr, err == nil && said.Msg == "listening"
	})
}

// connect opens a store on a server, for the setting up: it waits for longer than the
// service would.
func connect(ctx context.Context, db *server, hooks ...redis.Hook) (*store.Store, error) {
	client := redis.NewClient(&redis.Options{Addr: db.addr, ReadTimeout: time.Minute, WriteTimeout: time.Minute, DisableIdentity: true})
	for _, h := range hooks {
		client.AddHook(h)
	}
	s, err := store.New(client, store.Options{Key: appKey})
	if err != nil {
		return nil, err
	}
	return s, s.Init(ctx)
}
