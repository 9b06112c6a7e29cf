package store

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		url, addrs, master, user, password string
		tls                                bool
	}{
		{url: "redis://localhost", addrs: "localhost:6379"},
		{url: "redis://localhost:7000/0", addrs: "localhost:7000"},
		{url: "redis://:p%40ss@h:1/", addrs: "h:1", password: "p@ss"},
		{url: "rediss://u:p@h", addrs: "h:6379", user: "u", password: "p", tls: true},
		{url: "redis://a:1,b:2,c", addrs: "a:1 b:2 c:6379"},
		{url: "redis://u:p@a:1,b:2", addrs: "a:1 b:2", user: "u", password: "p"},
		{url: "redis://a,b:2?master_name=main", addrs: "a:26379 b:2", master: "main"},
		{url: "redis://[::1]:7000", addrs: "[::1]:7000"},
	} {
		o, err := parseURL(c.url)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		if strings.Join(o.Addrs, " ") != c.addrs || o.MasterName != c.master || o.Username != c.user || o.Password != c.password || (o.TLSConfig != nil) != c.tls {
			t.Errorf("%s: %+v", c.url, o)
		}
	}
}

func TestDialRefuses(t *testing.T) {
	const secret = "hunter2"
	for url, why := range map[string]string{
		"":                                      "want redis://",
		"http://h":                              "want redis://",
		"redis://:" + secret + "@":              "want redis://[user",
		"redis://:" + secret + "%zz@h":          "want redis://[user",
		"redis://:" + secret + "@h:port":        "want redis://[user",
		"redis://:" + secret + "@a,,b":          "want redis://[user",
		"redis://:" + secret + "@h/1":           "only database 0",
		"redis://:" + secret + "@h?db=2":        `unknown setting "db"`,
		"redis://:" + secret + "@h?master_name": "master_name is empty",
		"redis://:" + secret + "@127.0.0.1:1":   "refused",
	} {
		_, err := Dial(t.Context(), url, Options{Key: testKey})
		if err == nil || !strings.Contains(err.Error(), why) || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v, want %q", url, err, why)
		}
	}
}

func TestWrongPassword(t *testing.T) {
	addr := redistest.Start(t, "--requirepass", "right")
	if _, err := Dial(t.Context(), "redis://:hunter2@"+addr, Options{Key: testKey}); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("wrong password: %v", err)
	}
	s, err := Dial(t.Context(), "redis://:right@"+addr, Options{Key: testKey})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

func TestSchema(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		ctx := t.Context()
		reopened := func() error {
			n, err := New(s.rdb, Options{Key: testKey})
			if err != nil {
				t.Fatal(err)
			}
			return n.Init(ctx)
		}
		if err := errors.Join(reopened(), s.Ping(ctx)); err != nil {
			t.Fatalf("an empty store: %v", err)
		}
		begun(t, s, 0)
		s.rdb.HSet(ctx, keySchema, "version", Version+1)
		if err := reopened(); !errors.Is(err, ErrNewer) {
			t.Errorf("newer layout: %v", err)
		}
		if err := s.Ping(ctx); !errors.Is(err, ErrNewer) {
			t.Errorf("newer layout: ping %v", err)
		}
		s.rdb.HSet(ctx, keySchema, "version", Version, "check", "other")
		if err := reopened(); !errors.Is(err, ErrOtherKey) {
			t.Errorf("other key: %v", err)
		}
		s.rdb.Del(ctx, keySchema)
		if err := reopened(); !errors.Is(err, ErrEmptied) {
			t.Errorf("orgs without schema: %v", err)
		}
		s.rdb.FlushAll(ctx)
		if err := s.Ping(ctx); !errors.Is(err, ErrEmptied) {
			t.Errorf("emptied while running: %v", err)
		}
		if letters, err := s.Claim(ctx, acme, checkinstest.Opens, 10); err != nil || len(letters) != 0 {
			t.Errorf("emptied while running: claim %v, %v", letters, err)
		}
	})
}

func TestNoOrgNoWrite(t *testing.T) {
	s := openEmpty(t)
	for _, org := range []checkins.OrgID{"", "a}b{c", "a b"} {
		if err := s.Post(t.Context(), org, checkinstest.Card("x", "crm", checkinstest.Opens)); !errors.Is(err, checkins.ErrNotFound) {
			t.Errorf("org %q: %v", org, err)
		}
	}
	if keys, err := every(t.Context(), s, "*"); err != nil || !slices.Equal(keys, []string{keySchema}) {
		t.Errorf("keys %v, %v", keys, err)
	}
}

func TestCheck(t *testing.T) {
	server := redistest.Launch(t)
	s := dial(t, "redis://"+server.Addr)
	ctx := t.Context()
	host, port, err := net.SplitHostPort(server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	var mend string
	settings := func() []string {
		t.Helper()
		found, err := s.Check(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range found {
			names = append(names, f.Setting)
			mend = f.Mend
			t.Log(f)
		}
		return names
	}
	if got := settings(); len(got) != 0 {
		t.Fatalf("a good server: %v", got)
	}
	for _, c := range []struct{ name, bad, good string }{
		{"appendonly", "no", "yes"}, {"appendfsync", "everysec", "always"}, {"maxmemory-policy", "allkeys-lru", "noeviction"},
	} {
		if err := s.rdb.ConfigSet(ctx, c.name, c.bad).Err(); err != nil {
			t.Fatal(err)
		}
		if got := settings(); !slices.Equal(got, []string{c.name}) {
			t.Errorf("%s %s: %v", c.name, c.bad, got)
		}
		if want := "put it into redis.conf, and redis-cli -h " + host + " -p " + port + " CONFIG SET " + c.name + " " + c.good; mend != want {
			t.Errorf("mend %q, want %q", mend, want)
		}
		if err := s.rdb.ConfigSet(ctx, c.name, c.good).Err(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.rdb.Do(ctx, "acl", "setuser", "default", "-config").Err(); err != nil {
		t.Fatal(err)
	}
	if got := settings(); !slices.Equal(got, []string{"appendfsync"}) {
		t.Errorf("CONFIG forbidden: %v", got)
	}
	if err := s.rdb.Do(ctx, "acl", "setuser", "default", "+config").Err(); err != nil {
		t.Fatal(err)
	}
	if err := s.rdb.Do(ctx, "replicaof", "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	if got := settings(); !slices.Contains(got, "role") {
		t.Errorf("a replica: %v", got)
	}
}

func TestCheckOfTheEmbedded(t *testing.T) {
	found, err := openEmpty(t).Check(context.Background())
	if err != nil || len(found) != 1 || !found[0].Warning {
		t.Errorf("%v, %v", found, err)
	}
}

func TestOlder(t *testing.T) {
	for v, want := range map[string]bool{"7.0.15": false, "7.2": false, "10.0.1": false, "6.2.14": true, "": true, "7": false} {
		if got := older(v, oldest); got != want {
			t.Errorf("%q: %v", v, got)
		}
	}
}

// Every script says what it takes, and makes up no key.
func TestScripts(t *testing.T) {
	key := regexp.MustCompile(`['"](px:|ob[:.])`)
	call := regexp.MustCompile(`redis\.call\('[A-Z]+', ([A-Za-z]+)`)
	known := []string{"KEYS", "key", "due", "round", "answers", "leads", "consents", "l", "mine"}
	err := fs.WalkDir(sources, "lua", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := sources.ReadFile(name)
		if err != nil {
			return err
		}
		text := string(data)
		verb := strings.TrimSuffix(strings.TrimPrefix(name, "lua/"), ".lua")
		if !strings.HasPrefix(text, "-- "+verb+": ") {
			t.Errorf("%s does not say what it does", name)
		}
		if verb != "letter" {
			for _, part := range []string{"\n-- KEYS ", "\n-- ARGV ", "\n-- returns "} {
				if !strings.Contains(text, part) {
					t.Errorf("%s: no %q in the header", name, strings.TrimSpace(part))
				}
			}
		}
		if bad := key.FindString(text); bad != "" {
			t.Errorf("%s makes up a key: %s", name, bad)
		}
		for _, m := range call.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(known, m[1]) {
				t.Errorf("%s: %s: is %s a declared key?", name, m[0], m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func BenchmarkRecord(b *testing.B) {
	s, err := Embedded(b.TempDir(), Options{Key: testKey, Save: time.Hour})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Stop() }()
	benchRecord(b, s)
}

func BenchmarkRecordRedis(b *testing.B) {
	s, err := Dial(b.Context(), "redis://"+redistest.Start(b), Options{Key: testKey})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Stop() }()
	benchRecord(b, s)
}

func benchRecord(b *testing.B, s *Store) {
	setup := checkinstest.Setup(3)
	if err := s.Enrol(b.Context(), setup); err != nil {
		b.Fatal(err)
	}
	r := checkinstest.Round(acme, setup.Initiatives[0], checkinstest.First)
	if _, err := s.Open(b.Context(), acme, checkinstest.Opening(acme, r)); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		reply := checkinstest.Reply("", r, "ana", checkinstest.Own(checkins.Value, n%5+1), checkinstest.Guess(checkins.Value, n%5+1), checkinstest.Own(checkins.Delivery, n%5+1))
		if _, err := s.Record(b.Context(), acme, reply, r.Opens); err != nil {
			b.Fatal(err)
		}
	}
}

var _ redis.Hook = repeat{}
