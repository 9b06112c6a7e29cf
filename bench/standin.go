package main

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

const (
	standInTS  = "1700000000.000100" // of every message, in Slack and in Teams
	standInKey = "bench-key"
	issuer     = "https://api.botframework.com"
)

// chatOf is the personal chat of somebody in Teams.
func chatOf(object string) string { return "a:" + object }

// standIn answers for Slack and for Teams at once, whatever it is asked, and keeps
// nothing but a count.
type standIn struct {
	addr   string
	server *http.Server
	key    *rsa.PrivateKey
	posts  atomic.Int64 // new messages
	edits  atomic.Int64
}

func newStandIn(ctx context.Context) (*standIn, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &standIn{addr: l.Addr().String(), key: key}
	s.server = &http.Server{Handler: s.routes(), ReadHeaderTimeout: patience}
	go func() {
		if err := s.server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // without it nothing that is measured means anything
		}
	}()
	return s, nil
}

func (s *standIn) end() { _ = s.server.Close() }

func (s *standIn) url(path string) string { return "http://" + s.addr + path }

// service is the address of the stand-in for the Bot Connector.
func (s *standIn) service() string { return s.url("/teams/") }

func (s *standIn) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/{method}", s.slack)
	mux.HandleFunc("GET /openid", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"issuer": issuer, "jwks_uri": s.url("/keys"), "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		b64 := base64.RawURLEncoding.EncodeToString
		say(w, map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "use": "sig", "kid": standInKey, "endorsements": []string{"msteams"},
			"n": b64(s.key.N.Bytes()), "e": b64(big.NewInt(int64(s.key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"token_type": "Bearer", "expires_in": 3600, "access_token": "bench"})
	})
	mux.HandleFunc("POST /teams/v3/conversations", func(w http.ResponseWriter, r *http.Request) {
		var open struct {
			Members []struct{ ID string } `json:"members"`
		}
		if json.NewDecoder(r.Body).Decode(&open) != nil || len(open.Members) != 1 {
			http.Error(w, "members", http.StatusBadRequest)
			return
		}
		say(w, map[string]string{"id": chatOf(open.Members[0].ID)})
	})
	mux.HandleFunc("POST /teams/v3/conversations/{chat}/activities", func(w http.ResponseWriter, r *http.Request) {
		s.taken(&s.posts, r)
		say(w, map[string]string{"id": standInTS})
	})
	mux.HandleFunc("PUT /teams/v3/conversations/{chat}/activities/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.taken(&s.edits, r)
		say(w, map[string]string{"id": standInTS})
	})
	return mux
}

// slack answers a call of the Web API.
func (s *standIn) slack(w http.ResponseWriter, r *http.Request) {
	answer := map[string]any{"ok": true}
	channel := ""
	if r.ParseForm() == nil {
		channel = r.PostForm.Get("channel")
	}
	switch r.PathValue("method") {
	case "auth.test":
		answer["team_id"], answer["user_id"] = workspace, botUser
	case "users.info":
		answer["user"] = map[string]any{"id": r.PostForm.Get("user"), "deleted": false}
	case "chat.postMessage":
		s.posts.Add(1)
		answer["channel"], answer["ts"] = strings.Replace(channel, "U", "D", 1), standInTS
	case "chat.update":
		s.edits.Add(1)
		answer["channel"], answer["ts"] = channel, standInTS
	}
	say(w, answer)
}

func (s *standIn) taken(count *atomic.Int64, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // so that the connection can be used again
	count.Add(1)
}

func say(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who hung up does not read it
}

// bearer makes the token that comes with what Teams delivers. The Bot Connector uses
// one for up to an hour, and so does the load.
func (s *standIn) bearer(now time.Time) (string, error) {
	part := func(v any) (string, error) {
		raw, err := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(raw), err
	}
	head, err := part(map[string]string{"alg": "RS256", "kid": standInKey, "typ": "JWT"})
	if err != nil {
		return "", err
	}
	claims, err := part(map[string]any{
		"serviceurl": s.service(), "iss": issuer, "aud": appID, "nbf": now.Add(-time.Minute).Unix(), "exp": now.Add(time.Hour).Unix(),
	})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(head + "." + claims))
	sign, err := rsa.SignPKCS1v15(nil, s.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return head + "." + claims + "." + base64.RawURLEncoding.EncodeToString(sign), nil
}
