package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parallax/bot"
	"parallax/store"
)

// numbers stand for what depends on how much the weeks asked.
var numbers = regexp.MustCompile(`[0-9][0-9,]+ (places|values)`)

func TestRekeyCommand(t *testing.T) {
	chronicles(t, 4, func(t *testing.T, c *chronicle) {
		former := c.env["PARALLAX_SECRET_KEY"]
		said := func() string {
			t.Helper()
			return c.runs("audit", "--org", "acme") + c.runs("export", "--org", "acme") + c.runs("export", "--org", "acme", "--format", "csv")
		}
		rekeyed := func(want string, args ...string) {
			t.Helper()
			same(t, numbers.ReplaceAllString(c.runs(append([]string{"rekey"}, args...)...), "many $1"), want)
		}
		before := said()
		// 1: the new key is read.
		c.env["PARALLAX_SECRET_KEY_OLD"] = goodKey
		same(t, said(), before)
		// 2: it writes.
		c.env["PARALLAX_SECRET_KEY"], c.env["PARALLAX_SECRET_KEY_OLD"] = goodKey, former
		same(t, said(), before)
		c.on(func(s *store.Store) { c.week(s, 4) })
		before = said()
		rekeyed("\nmany places looked at, many values left under a former key. Nothing was changed.\n", "--dry-run")
		// 3
		if out, err := c.run("rekey", "--org", "acne"); err == nil || err.Error() != "rekey: there is no org acne in this store; there are: acme" || out != "" {
			t.Errorf("another org: %v %q", err, out)
		}
		rekeyed(`
org acme: many values sealed anew
many places looked at, 0 left in org acme. The former key is still in use for the other orgs: run it without --org to retire it.
`, "--org", "acme")
		rekeyed(`
many places looked at, 0 left. 1 former key retired: nothing is written with it any more.
Take it out of PARALLAX_SECRET_KEY_OLD once the check-ins of its time have closed: until then its buttons work.
With a Redis of your own run BGREWRITEAOF, so that its log on disk forgets what the former key sealed; backups
made before need that key to be read.
`)
		rekeyed("\nmany places looked at, 0 left. No former key was in use.\n")
		same(t, said(), before)
		// 4
		delete(c.env, "PARALLAX_SECRET_KEY_OLD")
		same(t, said(), before)
		for _, keys := range [][2]string{{former, ""}, {former, goodKey}} {
			c.env["PARALLAX_SECRET_KEY"], c.env["PARALLAX_SECRET_KEY_OLD"] = keys[0], keys[1]
			out, err := c.run("audit", "--org", "acme")
			if err == nil || out != "" {
				t.Fatalf("a retired key is taken: %q", out)
			}
			servedOneLine(t, "retired", exitCode(err), err.Error(), "PARALLAX_SECRET_KEY: the ")
		}
	})
}

// The key that the program has made itself is exchanged as well, also when that broke
// off at some point.
func TestRekeyOfTheOwnKey(t *testing.T) {
	for name, broken := range map[string]func(t *testing.T, c Config){
		"whole":                func(*testing.T, Config) {},
		"before the new key":   func(t *testing.T, c Config) { done(t, os.Link(c.keyPath(), c.formerKeyPath())) },
		"after the new key":    func(t *testing.T, c Config) { done(t, c.renewKey()) },
		"with a former change": func(t *testing.T, c Config) { done(t, errors.Join(c.renewKey(), c.renewKey())) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := newChronicle(t, map[string]string{"PARALLAX_DATA": dir}, 2)
			done(t, os.WriteFile(filepath.Join(dir, "key"), []byte(c.env["PARALLAX_SECRET_KEY"]+"\n"), 0o600))
			delete(c.env, "PARALLAX_SECRET_KEY")
			before := c.runs("audit", "--org", "acme")
			cfg, err := loadConfig(c.env)
			done(t, err)
			was, err := cfg.key()
			done(t, err)
			broken(t, cfg)
			same(t, c.runs("audit", "--org", "acme"), before)
			if out := c.runs("rekey"); !strings.Contains(out, " 1 former key retired") {
				t.Error(out)
			}
			if now, err := cfg.key(); err != nil || now == was {
				t.Errorf("the key is the former one, %v", err)
			}
			files, err := filepath.Glob(filepath.Join(dir, "key*"))
			if err != nil || len(files) != 1 {
				t.Errorf("files %v, %v", files, err)
			}
			same(t, c.runs("audit", "--org", "acme"), before)
			if out := c.runs("rekey"); !strings.Contains(out, " 1 former key retired") { // once more
				t.Error(out)
			}
			same(t, c.runs("audit", "--org", "acme"), before)
		})
	}
}

func done(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDoctorOnFormerKeys(t *testing.T) {
	chronicles(t, 1, func(t *testing.T, c *chronicle) {
		c.env["SLACK_API_URL"] = "http://127.0.0.1:1/api/"
		third := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("third key "), 4)[:32])
		says := func(want ...string) {
			t.Helper()
			out, _ := c.run("doctor")
			var got []string
			for line := range strings.Lines(out) {
				if strings.Contains(line, "former keys: ") {
					got = append(got, strings.TrimSpace(line))
				}
			}
			same(t, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		says()
		const idle = ": the store holds nothing under it: remove it once the check-ins sent under it have closed; or, when it is the key to come, exchange it with PARALLAX_SECRET_KEY"
		c.env["PARALLAX_SECRET_KEY_OLD"] = goodKey
		says("warning former keys: key 1 of 1 in PARALLAX_SECRET_KEY_OLD" + idle)
		c.env["PARALLAX_SECRET_KEY_OLD"], c.env["PARALLAX_SECRET_KEY"] = third+","+c.env["PARALLAX_SECRET_KEY"], goodKey
		says("warning former keys: key 1 of 2 in PARALLAX_SECRET_KEY_OLD"+idle,
			"warning former keys: key 2 of 2 in PARALLAX_SECRET_KEY_OLD: still needed: once every process has the new key in PARALLAX_SECRET_KEY, run `parallax rekey`")
		c.runs("rekey")
		says("warning former keys: key 1 of 2 in PARALLAX_SECRET_KEY_OLD"+idle, "warning former keys: key 2 of 2 in PARALLAX_SECRET_KEY_OLD"+idle)
	})
}

// A button that was signed before the key was exchanged works while the former key is
// listed, and a new one is signed with the new key.
func TestButtonsOfAFormerKey(t *testing.T) {
	environ := func(key, old string) map[string]string {
		return base(t.TempDir(), map[string]string{"PARALLAX_SECRET_KEY": key, "PARALLAX_SECRET_KEY_OLD": old})
	}
	signer := func(environ map[string]string) bot.Signer {
		cfg, err := loadConfig(environ)
		done(t, err)
		keys, err := cfg.keys()
		done(t, err)
		s, err := keys.signer()
		done(t, err)
		return s
	}
	former, both, alone := signer(environ(otherKey, "-")), signer(environ(goodKey, manyKeys(2)+"\n"+otherKey)), signer(environ(goodKey, "-"))
	claim := bot.Claim{Act: "rate", Org: "acme", Person: "ana"}
	for name, c := range map[string]struct {
		by, at bot.Signer
		opens  bool
	}{"former, listed": {former, both, true}, "former, gone": {former, alone, false}, "new": {both, alone, true}, "new, former process": {both, former, false}} {
		if _, err := c.at.Open(c.by.Sign(claim)); (err == nil) != c.opens {
			t.Errorf("%s: %v", name, err)
		}
	}
}
