package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parallax/store"
)

const goodKey = "3q2+78r+ur4AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhc="

// otherKey is another good key.
const otherKey = "b3RoZXIga2V5OiBpdCBvcGVucyBub3RoaW5nIGF0LiA="

// manyKeys lists so many good keys.
func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, base64.StdEncoding.EncodeToString([]byte(fmt.Sprintf("key number %021d", i))))
	}
	return strings.Join(keys, ",")
}

// base is a configuration that is right.
func base(home string, more map[string]string) map[string]string {
	environ := map[string]string{
		"HOME": home, "PATH": "/bin", "PARALLAX_PORT": "tcp://10.0.0.1:80", "PARALLAX_SERVICE_HOST": "10.0.0.1",
		"PARALLAX_REDIS_URL": "redis://bot:pAsSw0rd@redis:6379", "PARALLAX_SECRET_KEY": goodKey,
		"SLACK_BOT_TOKEN": "xoxb-s3cr3t", "SLACK_SIGNING_SECRET": "s1gn1ng",
	}
	for k, v := range more {
		environ[k] = v
		if v == "-" {
			delete(environ, k)
		}
	}
	return environ
}

// secretVariables hold what must never be seen. What a case puts there is a canary.
var secretVariables = []string{
	"PARALLAX_SECRET_KEY", "PARALLAX_SECRET_KEY_OLD", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN",
	"SLACK_CLIENT_SECRET", "TEAMS_APP_PASSWORD",
}

// notStarted starts every command that reads the configuration with a wrong one: each
// says why on one line, which names the variable, exits with 2, begins nothing and
// prints no secret.
func notStarted(t *testing.T, home string, environ map[string]string, want string) {
	t.Helper()
	_, err := loadConfig(maps.Clone(environ))
	if err == nil {
		t.Fatal("accepted")
	}
	if !errors.As(err, new(configError)) {
		t.Fatalf("%T is no configError: the exit code would not be 2", err)
	}
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
	before := filesIn(t, home)
	for _, args := range [][]string{{"serve"}, {"doctor"}, {"rekey"}, {"audit", "--org", "acme"}, {"forget", "--org", "acme", "--person", "ana"}} {
		var out strings.Builder
		w := world{stdout: &out, stderr: &out, environ: maps.Clone(environ), now: time.Now, ready: func(*service, string) { t.Errorf("%s: it serves", args[0]) }}
		err := run(t.Context(), args, w)
		if err == nil || err.Error() != want || exitCode(err) != 2 {
			t.Errorf("%s: exit %d, %v", args[0], exitCode(err), err)
		}
		said := fmt.Sprint(out.String(), err)
		if out.Len() > 0 || strings.Contains(said, "\n") {
			t.Errorf("%s: more than one line: %q", args[0], said)
		}
		for _, secret := range []string{"pAsS", "w0rd", "s3cr3t", "cr3t", "s1gn", "c2VjcmV0", "Ab8Q"} {
			if strings.Contains(said, secret) {
				t.Errorf("%q repeats a secret", said)
			}
		}
		for _, name := range secretVariables {
			// No six characters of it in a row.
			for secret := strings.TrimSpace(environ[name]); len(secret) >= 6; secret = secret[1:] {
				if strings.Contains(said, secret[:6]) {
					t.Errorf("%q repeats a part of %s", said, name)
				}
			}
		}
	}
	if diff := cmp.Diff(before, filesIn(t, home)); diff != "" {
		t.Errorf("something was begun: %s", diff)
	}
}

// filesIn lists all files and folders.
func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// alike returns a key with the mark of another one.
func alike(t *testing.T, key string) string {
	t.Helper()
	k, err := parseKey("X", key)
	if err != nil {
		t.Fatal(err)
	}
	for other := k; ; other[0]++ {
		if other[0] == k[0]-1 {
			other[1]++
		}
		if errors.Is(store.CheckKeys(k, other), store.ErrAlike) {
			return base64.StdEncoding.EncodeToString(other[:])
		}
	}
}

func TestG70WrongConfiguration(t *testing.T) {
	home := t.TempDir()
	file := filepath.Join(home, "file")
	short := filepath.Join(home, "short")
	large, lines, former := filepath.Join(home, "large"), filepath.Join(home, "lines"), filepath.Join(home, "former")
	for name, text := range map[string]string{
		file: "", short: "c2VjcmV0LWtleQ==", large: strings.Repeat("s3cr3t", 1000), former: otherKey + "\n", lines: otherKey + "\n\nc2VjcmV0LWtleQ==\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	openKey := filepath.Join(home, "open")
	if err := os.MkdirAll(openKey, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(openKey, "key"), []byte(goodKey), 0o644); err != nil {
		t.Fatal(err)
	}

	const redisForm = "write it like redis://user:password@host:6379"
	const mint = "make one with `openssl rand -base64 32`"
	const fromPage = "copy it from your Slack app's page Basic Information"
	const botPage = "copy the Bot User OAuth Token from your Slack app's page OAuth & Permissions"
	for name, c := range map[string]struct {
		set  map[string]string
		want string
	}{
		"addr without port":       {map[string]string{"PARALLAX_ADDR": "localhost"}, `PARALLAX_ADDR: "localhost" is no address: write host:port such as 127.0.0.1:8080`},
		"addr port name":          {map[string]string{"PARALLAX_ADDR": ":http"}, `PARALLAX_ADDR: ":http" is no address: write host:port such as 127.0.0.1:8080`},
		"addr port too large":     {map[string]string{"PARALLAX_ADDR": ":70000"}, `PARALLAX_ADDR: ":70000" is no address: write host:port such as 127.0.0.1:8080`},
		"addr url":                {map[string]string{"PARALLAX_ADDR": "http://127.0.0.1:8080"}, `PARALLAX_ADDR: "http://127.0.0.1:8080" is no address: write host:port such as 127.0.0.1:8080`},
		"redis no scheme":         {map[string]string{"PARALLAX_REDIS_URL": "pAsSw0rd@redis:6379"}, "PARALLAX_REDIS_URL: does not begin with redis:// or rediss://: " + redisForm},
		"redis http":              {map[string]string{"PARALLAX_REDIS_URL": "http://pAsSw0rd@redis:6379"}, "PARALLAX_REDIS_URL: does not begin with redis:// or rediss://: " + redisForm},
		"redis unix":              {map[string]string{"PARALLAX_REDIS_URL": "unix:///run/redis.sock"}, "PARALLAX_REDIS_URL: does not begin with redis:// or rediss://: " + redisForm},
		"redis no host":           {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsSw0rd@"}, "PARALLAX_REDIS_URL: a host is missing: " + redisForm},
		"redis empty host":        {map[string]string{"PARALLAX_REDIS_URL": "redis://a:1,,b:2"}, "PARALLAX_REDIS_URL: a host is missing: " + redisForm},
		"redis port":              {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsSw0rd@a:b"}, "PARALLAX_REDIS_URL: a port is no number from 1 to 65535: " + redisForm},
		"redis port 0":            {map[string]string{"PARALLAX_REDIS_URL": "redis://a:0"}, "PARALLAX_REDIS_URL: a port is no number from 1 to 65535: " + redisForm},
		"redis ipv6":              {map[string]string{"PARALLAX_REDIS_URL": "redis://2001:db8::1:6379"}, "PARALLAX_REDIS_URL: an IPv6 address must stand in [brackets]: " + redisForm},
		"redis db":                {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsSw0rd@redis:6379/3"}, "PARALLAX_REDIS_URL: names a database other than 0: remove it, Redis Cluster has no other"},
		"redis db word":           {map[string]string{"PARALLAX_REDIS_URL": "redis://redis:6379?db=3"}, "PARALLAX_REDIS_URL: names a database other than 0: remove it, Redis Cluster has no other"},
		"redis password at":       {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsS@w0rd@redis:6379"}, "PARALLAX_REDIS_URL: holds @ or / in the password: write them as %40 and %2F"},
		"redis password slash":    {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsS/w0rd@redis:6379"}, "PARALLAX_REDIS_URL: holds @ or / in the password: write them as %40 and %2F"},
		"redis password percent":  {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsS%w0rd@redis:6379"}, "PARALLAX_REDIS_URL: holds % in the password: write it as %25"},
		"redis password space":    {map[string]string{"PARALLAX_REDIS_URL": "redis://:pAsS w0rd@redis:6379"}, "PARALLAX_REDIS_URL: holds a space or #: write it like redis://user:password@host:6379, with such characters of the password as %20 and %23"},
		"redis master":            {map[string]string{"PARALLAX_REDIS_URL": "redis://a:26379,b:26379?master_name="}, "PARALLAX_REDIS_URL: master_name is empty: write the name that the Sentinels watch, such as ?master_name=mymaster"},
		"redis query":             {map[string]string{"PARALLAX_REDIS_URL": "redis://a:1?%zz"}, "PARALLAX_REDIS_URL: what follows ? cannot be read: the only word that matters here is ?master_name=, for Sentinel"},
		"misspelt":                {map[string]string{"PARALLAX_REDIS_ULR": "redis://pAsSw0rd@r"}, "PARALLAX_REDIS_ULR: not known: write PARALLAX_REDIS_URL or remove it"},
		"misspelt key":            {map[string]string{"PARALLAX_SECRETKEY": "s3cr3t"}, "PARALLAX_SECRETKEY: not known: write PARALLAX_SECRET_KEY or remove it"},
		"data is a file":          {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_DATA": file}, fmt.Sprintf("PARALLAX_DATA: %q is a file: name a folder", file)},
		"no home":                 {map[string]string{"PARALLAX_REDIS_URL": "-", "HOME": "-"}, "PARALLAX_DATA: not set, and this user has no home directory: name a folder for the embedded store, or set PARALLAX_REDIS_URL"},
		"durability word":         {map[string]string{"PARALLAX_DURABILITY": "always"}, `PARALLAX_DURABILITY: "always": write strict, attested or relaxed`},
		"strict, embedded":        {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_DURABILITY": "strict"}, "PARALLAX_DURABILITY: strict needs a Redis of its own: set PARALLAX_REDIS_URL, or remove the variable to try out"},
		"attested, blank redis":   {map[string]string{"PARALLAX_REDIS_URL": " ", "PARALLAX_DURABILITY": "attested"}, "PARALLAX_DURABILITY: attested needs a Redis of its own: set PARALLAX_REDIS_URL, or remove the variable to try out"},
		"replicas word":           {map[string]string{"PARALLAX_WAIT_REPLICAS": "two"}, `PARALLAX_WAIT_REPLICAS: "two": write a number from 0 to 16`},
		"replicas below 0":        {map[string]string{"PARALLAX_WAIT_REPLICAS": "-1"}, `PARALLAX_WAIT_REPLICAS: "-1": write a number from 0 to 16`},
		"replicas many":           {map[string]string{"PARALLAX_WAIT_REPLICAS": "17"}, `PARALLAX_WAIT_REPLICAS: "17": write a number from 0 to 16`},
		"replicas, embedded":      {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_WAIT_REPLICAS": "1"}, "PARALLAX_WAIT_REPLICAS: the embedded store has no replicas: set PARALLAX_REDIS_URL, or remove the variable"},
		"public no scheme":        {map[string]string{"PARALLAX_PUBLIC_URL": "parallax.example.com"}, "PARALLAX_PUBLIC_URL: no address: write it like https://parallax.example.com"},
		"public no host":          {map[string]string{"PARALLAX_PUBLIC_URL": "https:///x"}, "PARALLAX_PUBLIC_URL: no address: write it like https://parallax.example.com"},
		"public http":             {map[string]string{"PARALLAX_PUBLIC_URL": "http://parallax.example.com"}, `PARALLAX_PUBLIC_URL: "http://parallax.example.com" is not encrypted: write https://`},
		"public password":         {map[string]string{"PARALLAX_PUBLIC_URL": "https://u:pAsSw0rd@parallax.example.com"}, "PARALLAX_PUBLIC_URL: holds a user name or a password: everybody sees this address, remove them"},
		"public query":            {map[string]string{"PARALLAX_PUBLIC_URL": "https://parallax.example.com/?a=s3cr3t"}, "PARALLAX_PUBLIC_URL: holds ? or #: write only the base such as https://parallax.example.com"},
		"key missing":             {map[string]string{"PARALLAX_SECRET_KEY": "-"}, "PARALLAX_SECRET_KEY: not set: " + mint + ", keep it safe, and set it here or in the file that PARALLAX_SECRET_KEY_FILE names"},
		"key blank":               {map[string]string{"PARALLAX_SECRET_KEY": "  "}, "PARALLAX_SECRET_KEY: not set: " + mint + ", keep it safe, and set it here or in the file that PARALLAX_SECRET_KEY_FILE names"},
		"key not base64":          {map[string]string{"PARALLAX_SECRET_KEY": "s3cr3t!"}, "PARALLAX_SECRET_KEY: the key is not base64: " + mint},
		"key short":               {map[string]string{"PARALLAX_SECRET_KEY": "c2VjcmV0LWtleQ=="}, "PARALLAX_SECRET_KEY: the key has 10 bytes, not 32: " + mint},
		"key of zeros":            {map[string]string{"PARALLAX_SECRET_KEY": base64.StdEncoding.EncodeToString(make([]byte, 32))}, "PARALLAX_SECRET_KEY: the key is one byte repeated, which anybody can guess: " + mint},
		"key and file":            {map[string]string{"PARALLAX_SECRET_KEY_FILE": short}, "PARALLAX_SECRET_KEY: is set, and so is PARALLAX_SECRET_KEY_FILE: keep one of them"},
		"key file missing":        {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": "/none/key"}, "PARALLAX_SECRET_KEY_FILE: open /none/key: no such file or directory: name a readable file with the key"},
		"key file empty":          {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": file}, "PARALLAX_SECRET_KEY_FILE: the key is empty: " + mint},
		"key file short":          {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": short}, "PARALLAX_SECRET_KEY_FILE: the key has 10 bytes, not 32: " + mint},
		"key file large":          {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": large}, "PARALLAX_SECRET_KEY_FILE: " + large + " is too large for a key: " + mint},
		"key file folder":         {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": home}, "PARALLAX_SECRET_KEY_FILE: read " + home + ": is a directory: name a readable file with the key"},
		"key in place of a file":  {map[string]string{"PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_FILE": goodKey}, "PARALLAX_SECRET_KEY_FILE: no such file, and it looks like a key, which is not repeated here: write the name of the file that holds it"},
		"old key not base64":      {map[string]string{"PARALLAX_SECRET_KEY_OLD": "s3cr3t!"}, "PARALLAX_SECRET_KEY_OLD: the key is not base64: " + mint},
		"old key short":           {map[string]string{"PARALLAX_SECRET_KEY_OLD": otherKey + ", c2VjcmV0LWtleQ=="}, "PARALLAX_SECRET_KEY_OLD: the key has 10 bytes, not 32: " + mint},
		"old key of zeros":        {map[string]string{"PARALLAX_SECRET_KEY_OLD": base64.StdEncoding.EncodeToString(make([]byte, 32))}, "PARALLAX_SECRET_KEY_OLD: the key is one byte repeated, which anybody can guess: " + mint},
		"old key is the key":      {map[string]string{"PARALLAX_SECRET_KEY_OLD": otherKey + "," + goodKey}, "PARALLAX_SECRET_KEY_OLD: holds the key of PARALLAX_SECRET_KEY, or one key twice: remove it there"},
		"old key twice":           {map[string]string{"PARALLAX_SECRET_KEY_OLD": otherKey + "\n" + strings.TrimRight(otherKey, "=")}, "PARALLAX_SECRET_KEY_OLD: holds the key of PARALLAX_SECRET_KEY, or one key twice: remove it there"},
		"old keys alike":          {map[string]string{"PARALLAX_SECRET_KEY_OLD": alike(t, goodKey)}, "PARALLAX_SECRET_KEY_OLD: two of the keys have the same mark, which happens to one pair in 256, and nobody could tell what is left of the former one: " + strings.Replace(mint, "make one", "make the new key once more", 1)},
		"old keys, too many":      {map[string]string{"PARALLAX_SECRET_KEY_OLD": manyKeys(9)}, "PARALLAX_SECRET_KEY_OLD: lists 9 keys: at most 8 are read, remove those that `parallax doctor` does not call needed"},
		"old key and file":        {map[string]string{"PARALLAX_SECRET_KEY_OLD": otherKey, "PARALLAX_SECRET_KEY_OLD_FILE": former}, "PARALLAX_SECRET_KEY_OLD: is set, and so is PARALLAX_SECRET_KEY_OLD_FILE: keep one of them"},
		"old key file missing":    {map[string]string{"PARALLAX_SECRET_KEY_OLD_FILE": "/none/key"}, "PARALLAX_SECRET_KEY_OLD_FILE: open /none/key: no such file or directory: name a readable file with the key"},
		"old key file empty":      {map[string]string{"PARALLAX_SECRET_KEY_OLD_FILE": file}, "PARALLAX_SECRET_KEY_OLD_FILE: the file is empty: write the former key into it, or remove the variable"},
		"old key file, a line":    {map[string]string{"PARALLAX_SECRET_KEY_OLD_FILE": lines}, "PARALLAX_SECRET_KEY_OLD_FILE: the key has 10 bytes, not 32: " + mint},
		"old key file large":      {map[string]string{"PARALLAX_SECRET_KEY_OLD_FILE": large}, "PARALLAX_SECRET_KEY_OLD_FILE: " + large + " is too large for a key: " + mint},
		"old key file is a key":   {map[string]string{"PARALLAX_SECRET_KEY_OLD_FILE": otherKey}, "PARALLAX_SECRET_KEY_OLD_FILE: no such file, and it looks like a key, which is not repeated here: write the name of the file that holds it"},
		"old key, embedded":       {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_SECRET_KEY": "-", "PARALLAX_SECRET_KEY_OLD": "c2VjcmV0LWtleQ=="}, "PARALLAX_SECRET_KEY_OLD: the key has 10 bytes, not 32: " + mint},
		"old key misspelt":        {map[string]string{"PARALLAX_SECRET_KEYS_OLD": otherKey}, "PARALLAX_SECRET_KEYS_OLD: not known: write PARALLAX_SECRET_KEY_OLD or remove it"},
		"log level":               {map[string]string{"PARALLAX_LOG_LEVEL": "loud"}, `PARALLAX_LOG_LEVEL: "loud": write debug, info, warn or error`},
		"log format":              {map[string]string{"PARALLAX_LOG_FORMAT": "xml"}, `PARALLAX_LOG_FORMAT: "xml": write text or json`},
		"signing secret empty":    {map[string]string{"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET: is empty, and anybody could pose as Slack: " + fromPage + ", or remove the variable and use Socket Mode (SLACK_APP_TOKEN)"},
		"signing secret blank":    {map[string]string{"SLACK_SIGNING_SECRET": " \n", "SLACK_APP_TOKEN": "xapp-s3cr3t"}, "SLACK_SIGNING_SECRET: is empty, and anybody could pose as Slack: " + fromPage + ", or remove the variable and use Socket Mode (SLACK_APP_TOKEN)"},
		"signing secret missing":  {map[string]string{"SLACK_SIGNING_SECRET": "-"}, "SLACK_SIGNING_SECRET: not set: " + fromPage + ", or set SLACK_APP_TOKEN for Socket Mode"},
		"signing secret in two":   {map[string]string{"SLACK_SIGNING_SECRET": "s1gn 1ng"}, "SLACK_SIGNING_SECRET: holds a space, a line end or a character that no token has: " + fromPage + " again"},
		"bot token missing":       {map[string]string{"SLACK_BOT_TOKEN": "-"}, "SLACK_BOT_TOKEN: not set, but SLACK_SIGNING_SECRET is: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions"},
		"bot token missing, app":  {map[string]string{"SLACK_BOT_TOKEN": "-", "SLACK_SIGNING_SECRET": "-", "SLACK_APP_TOKEN": "xapp-s3cr3t"}, "SLACK_BOT_TOKEN: not set, but SLACK_APP_TOKEN is: copy the bot token (xoxb-...) from your Slack app's page OAuth & Permissions"},
		"bot token of a user":     {map[string]string{"SLACK_BOT_TOKEN": "xoxp-s3cr3t"}, "SLACK_BOT_TOKEN: does not begin with xoxb-: " + botPage},
		"bot token in two lines":  {map[string]string{"SLACK_BOT_TOKEN": "xoxb-s3\ncr3t"}, "SLACK_BOT_TOKEN: holds a space, a line end or a character that no token has: " + botPage + " again"},
		"tokens swapped":          {map[string]string{"SLACK_APP_TOKEN": "xoxb-s3cr3t"}, "SLACK_APP_TOKEN: does not begin with xapp-: make an app-level token with the scope connections:write on your Slack app's page Basic Information"},
		"client id alone":         {map[string]string{"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET: not set, but SLACK_CLIENT_ID is: set both or none"},
		"client secret alone":     {map[string]string{"SLACK_CLIENT_SECRET": "s3cr3t"}, "SLACK_CLIENT_ID: not set, but SLACK_CLIENT_SECRET is: set both or none"},
		"api elsewhere":           {map[string]string{"SLACK_API_URL": "https://slack.example.com/api/"}, `SLACK_API_URL: "slack.example.com" is neither Slack (slack.com, slack-gov.com) nor this machine (127.0.0.1); the bot token would go there`},
		"api not encrypted":       {map[string]string{"SLACK_API_URL": "http://slack.com/api/"}, `SLACK_API_URL: "slack.com" must use https`},
		"api look-alike":          {map[string]string{"SLACK_API_URL": "https://slack-gov.com.evil/"}, `SLACK_API_URL: "slack-gov.com.evil" is neither Slack (slack.com, slack-gov.com) nor this machine (127.0.0.1); the bot token would go there`},
		"api with password":       {map[string]string{"SLACK_API_URL": "https://u:pAsSw0rd@slack.com/api/"}, "SLACK_API_URL: want an address such as https://slack.com/api/"},
		"misspelt before the key": {map[string]string{"PARALLAX_ADDRS": ":1", "PARALLAX_SECRET_KEY": "-"}, "PARALLAX_ADDRS: not known: write PARALLAX_ADDR or remove it"},
	} {
		t.Run(name, func(t *testing.T) {
			notStarted(t, home, base(home, c.set), c.want)
		})
	}
	t.Run("key others can read", func(t *testing.T) {
		c, err := loadConfig(base(home, map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_SECRET_KEY": "-", "PARALLAX_DATA": openKey}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.key()
		if want := "PARALLAX_DATA: others can read " + openKey + "/key: run `chmod 600` on it"; err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}

func TestRightConfiguration(t *testing.T) {
	home := t.TempDir()
	for name, c := range map[string]struct {
		set  map[string]string
		want func(*Config)
	}{
		"redis":      {nil, func(*Config) {}},
		"line ends":  {map[string]string{"SLACK_BOT_TOKEN": "xoxb-s3cr3t\n", "PARALLAX_ADDR": " :9090 "}, func(c *Config) { c.Addr = ":9090" }},
		"cluster":    {map[string]string{"PARALLAX_REDIS_URL": "rediss://u:p%40@a:1,b,[::1]:3/0"}, func(c *Config) { c.RedisURL, c.WaitReplicas = "rediss://u:p%40@a:1,b,[::1]:3/0", 1 }},
		"sentinel":   {map[string]string{"PARALLAX_REDIS_URL": "redis://a?master_name=m", "PARALLAX_WAIT_REPLICAS": "2"}, func(c *Config) { c.RedisURL, c.Replicas, c.WaitReplicas = "redis://a?master_name=m", "2", 2 }},
		"attested":   {map[string]string{"PARALLAX_DURABILITY": "attested"}, func(c *Config) { c.Durability = Attested }},
		"log":        {map[string]string{"PARALLAX_LOG_LEVEL": "warn", "PARALLAX_LOG_FORMAT": "json"}, func(c *Config) { c.LogLevel, c.LogFormat = "warn", "json" }},
		"public":     {map[string]string{"PARALLAX_PUBLIC_URL": "https://px.example.com/bot/"}, func(c *Config) { c.PublicURL = "https://px.example.com/bot" }},
		"stand-in":   {map[string]string{"SLACK_API_URL": "http://127.0.0.1:9/api/"}, func(c *Config) { c.SlackAPIURL = "http://127.0.0.1:9/api/" }},
		"government": {map[string]string{"SLACK_API_URL": "https://slack-gov.com/api/"}, func(c *Config) { c.SlackAPIURL = "https://slack-gov.com/api/" }},
		"old keys": {map[string]string{"PARALLAX_SECRET_KEY_OLD": " " + otherKey + "\r\n," + manyKeys(1) + ","}, func(c *Config) {
			c.OldKeys = Secret(otherKey + "\r\n," + manyKeys(1) + ",")
		}},
		"socket":   {map[string]string{"SLACK_SIGNING_SECRET": "-", "SLACK_APP_TOKEN": "xapp-1"}, func(c *Config) { c.SlackSigningSecret, c.SlackAppToken = "", "xapp-1" }},
		"no Slack": {map[string]string{"SLACK_SIGNING_SECRET": "-", "SLACK_BOT_TOKEN": "-"}, func(c *Config) { c.SlackSigningSecret, c.SlackBotToken = "", "" }},
		"embedded": {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_SECRET_KEY": "-"}, func(c *Config) {
			c.RedisURL, c.SecretKey, c.Durability, c.Data = "", "", Relaxed, filepath.Join(home, ".local/share/parallax")
		}},
		"embedded, XDG": {map[string]string{"PARALLAX_REDIS_URL": "-", "PARALLAX_SECRET_KEY": "-", "XDG_DATA_HOME": "/xdg"}, func(c *Config) {
			c.RedisURL, c.SecretKey, c.Durability, c.Data = "", "", Relaxed, "/xdg/parallax"
		}},
	} {
		t.Run(name, func(t *testing.T) {
			want := Config{
				Addr: defaultAddr, LogLevel: "info", LogFormat: "text", RedisURL: "redis://bot:pAsSw0rd@redis:6379", SecretKey: goodKey,
				Durability: Strict, SlackBotToken: "xoxb-s3cr3t", SlackSigningSecret: "s1gn1ng",
			}
			c.want(&want)
			got, err := loadConfig(base(home, c.set))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Secret) bool { return a.Reveal() == b.Reveal() })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSecretsLeaveTheEnvironment(t *testing.T) {
	for _, name := range append([]string{"PARALLAX_REDIS_URL"}, secretVariables...) {
		t.Setenv(name, "x")
	}
	environ := base(t.TempDir(), map[string]string{"SLACK_APP_TOKEN": "xapp-1", "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "x", "PARALLAX_SECRET_KEY_OLD": otherKey})
	if _, err := loadConfig(environ); err != nil {
		t.Fatal(err)
	}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if value == "x" && (strings.HasPrefix(name, "SLACK_") || strings.HasPrefix(name, "PARALLAX_")) {
			t.Errorf("%s is still in the environment, where child processes and crash reports see it", name)
		}
	}
}

func TestSecret(t *testing.T) {
	s := struct{ A, B Secret }{"s3cr3t", ""}
	j, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "a", s.A, "s", s)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "a", s.A, "s", s)
	text, _ := s.A.MarshalText()
	for _, out := range []string{string(j), log.String(), string(text), fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s.A, s.A)} {
		if strings.Contains(out, "s3cr3t") || !strings.Contains(out, redacted) {
			t.Errorf("%s", out)
		}
	}
	if s.A.Reveal() != "s3cr3t" {
		t.Error("Reveal hides it too")
	}
}

func TestKey(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	c := Config{Data: dir}
	keys := make([][32]byte, 8)
	var starts sync.WaitGroup
	for n := range keys {
		starts.Go(func() {
			var err error
			if keys[n], err = c.key(); err != nil {
				t.Error(err)
			}
		})
	}
	starts.Wait()
	for _, k := range keys {
		if k != keys[0] || k == [32]byte{} {
			t.Fatal("processes that start at once have different keys, or none")
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("want the file key alone: %v, %v", files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	want, err := parseKey("X", goodKey)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{strings.TrimRight(goodKey, "="), strings.NewReplacer("+", "-", "/", "_").Replace(goodKey)} {
		if got, err := parseKey("X", text); err != nil || got != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}
