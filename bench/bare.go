package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/bot"
)

// bareOrders are what the bare handler is told on its standard input.
type bareOrders struct {
	Redis  string  // host:port
	Moulds []mould // of the script
	Inputs []mould // the ids of the inputs, in the order of the ratings
	Guess  []bool  // which of them are guesses
}

// bareWord is the argument that makes this program the bare handler.
const bareWord = "bare"

// startBare starts the bare handler in a process of its own.
func startBare(ctx context.Context, k *checkin, db *server) (*child, string, error) {
	o := bareOrders{Redis: db.addr, Moulds: k.script}
	for _, i := range k.items {
		id, err := k.names.marked(i.id, slotInitiative)
		if err != nil {
			return nil, "", err
		}
		o.Inputs, o.Guess = append(o.Inputs, newMould(id)), append(o.Guess, i.guess)
	}
	var orders bytes.Buffer
	if err := gob.NewEncoder(&orders).Encode(o); err != nil {
		return nil, "", err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	cmd := exec.Command(self, bareWord) //nolint:gosec,noctx // this program; it is ended by stop
	cmd.Stdin = &orders
	return spawn(ctx, "bare handler", cmd, func(line string) (string, bool) { return strings.CutPrefix(line, "listening ") })
}

// bare does what any handler of a submission must do, and nothing else: it verifies
// the signature of the raw body, parses it, and runs the script.
type bare struct {
	bareOrders
	client redis.UniversalClient
}

func serveBare() error {
	var b bare
	if err := gob.NewDecoder(os.Stdin).Decode(&b.bareOrders); err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	b.client = redis.NewUniversalClient(&redis.UniversalOptions{
		Addrs:       []string{b.Redis},
		DialTimeout: time.Second, ReadTimeout: time.Second, WriteTimeout: time.Second, ContextTimeoutEnabled: true, DisableIdentity: true,
	})
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // for as long as the process lives
	if err != nil {
		return err
	}
	fmt.Println("listening " + l.Addr().String())
	server := &http.Server{Handler: &b, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	return server.Serve(l)
}

func (b *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil || !verified(r.Header, body) {
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := b.record(ctx, body); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = io.WriteString(w, `{"response_action":"clear"}`) // who hung up does not read it
}

func verified(h http.Header, body []byte) bool {
	stamp := h.Get("X-Slack-Request-Timestamp")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return false
	}
	given, err := hex.DecodeString(strings.TrimPrefix(h.Get("X-Slack-Signature"), "v0="))
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}

// submitted is the part of a submission that is needed.
type submitted struct {
	Trigger string `json:"trigger_id"`
	User    struct {
		ID string `json:"id"`
	} `json:"user"`
	View struct {
		Metadata string `json:"private_metadata"`
		State    struct {
			Values map[string]map[string]struct {
				Option struct {
					Value string `json:"value"`
				} `json:"selected_option"`
			} `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

func (b *bare) record(ctx context.Context, body []byte) error {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return err
	}
	var s submitted
	if err := json.Unmarshal([]byte(form.Get("payload")), &s); err != nil {
		return err
	}
	// Whom the form was for: the claim in it, unverified.
	part := strings.Split(s.View.Metadata, ".")
	if len(part) != 3 {
		return errors.New("no claim")
	}
	claim, err := base64.RawURLEncoding.DecodeString(part[1])
	if err != nil {
		return err
	}
	field := strings.Split(string(claim), "\x1f")
	if len(field) < 5 {
		return errors.New("a short claim")
	}
	initiative, _, _ := strings.Cut(field[4], "@")
	fill := map[string]string{
		slotPerson: field[2], slotAsk: field[3], slotInitiative: initiative, slotUser: s.User.ID, slotCall: s.Trigger,
	}
	for n, id := range b.Inputs {
		name := bot.InputRate
		if b.Guess[n] {
			name = bot.InputGuess
		}
		value := s.View.State.Values[string(id.cast(nil, fill))][name].Option.Value
		if value < "0" || value > "5" {
			return errors.New("no rating")
		}
		fill[sealedSlot(n)] = value
	}
	return b.client.Do(ctx, script(b.Moulds).call(fill)...).Err()
}
