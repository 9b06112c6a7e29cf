package main

import (
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/redis/go-redis/v9"
)

// FuzzCell: whatever somebody called something, a spreadsheet takes it for text, and
// reads it as it was written.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "CRM", "=1+1", "+1", "-1", "@x", "\t=1", "\r\n=1", "＝1", "'=1", "a,b", `say "x"`, "a\nb", "\u200b=1", "\xff", `"`, "-", "=cmd|' /C calc'!A0"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var out strings.Builder
		l := csvLines{csv.NewWriter(&out)}
		if err := l.write([]string{cell(a), cell(b), cell(-1.5)}); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
		if err != nil || len(got) != 1 || len(got[0]) != 3 {
			t.Fatalf("%q: %q, %v", out.String(), got, err)
		}
		for n, want := range []string{a, b} {
			read := got[0][n]
			// A reader of CSV makes one line end of two characters.
			want = strings.ReplaceAll(want, "\r\n", "\n")
			if read != want && read != "'"+want && strings.TrimPrefix(read, "'") != want {
				t.Errorf("%q is read as %q", want, read)
			}
			if first, _ := utf8.DecodeRuneInString(read); strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
				t.Errorf("%q begins a formula: %q", want, read)
			}
		}
		if got[0][2] != "-1.5" {
			t.Errorf("a number is %q", got[0][2])
		}
	})
}

// FuzzRedisURL: what is refused says nothing of what was written, for a password may
// stand anywhere in it; what is taken the client can read, and no other database than
// the first.
func FuzzRedisURL(f *testing.F) {
	for _, s := range []string{
		"redis://127.0.0.1:6379", "redis://bot:hush@redis:6379/0", "rediss://[::1]:6379", "redis://a:1,b:2?master_name=m", "redis://:hush@a,b,c", "http://hush@a", "redis://", "redis://a:0", "redis://a:hush", "redis://a/1", "redis://a?db=3",
		"redis://hush@x@a", "redis://a:b%zz@c", "redis://a#hush", "redis://a?master_name=", "redis://2001:db8::1:6379", "redis://%00@a", "redis://a?x=%zz", "redis://a;hush",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		const canary = "CanaryPassword"
		c := Config{RedisURL: Secret(strings.ReplaceAll(raw, "hush", canary))}
		err := c.checkRedis()
		if err != nil {
			if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", raw, err)
			}
			return
		}
		hosts, query := redisParts(c.RedisURL.Reveal())
		if raw == "" {
			return
		}
		if hosts == "" || strings.Contains(hosts, "@") {
			t.Errorf("%q: the hosts are %q (%q)", raw, hosts, query)
		}
		if strings.ContainsAny(hosts, ",") || strings.Contains(query, "master_name=") {
			return // several: taken apart by the store
		}
		if o, err := redis.ParseURL(c.RedisURL.Reveal()); err == nil && o.DB != 0 {
			t.Errorf("%q: database %d", raw, o.DB)
		}
	})
}

// FuzzTeamsID: however the id of a person or a channel is pasted, what is stored has
// the form of one.
func FuzzTeamsID(f *testing.F) {
	for _, s := range []string{
		"aad:22222222-2222-2222-2222-222222222222", "19:abc@thread.tacv2", "https://teams.microsoft.com/l/channel/19%3Aabc%40thread.tacv2/General?groupId=1&tenantId=2", "https://teams.microsoft.com/l/channel/%zz/x", "AAD:0A", "19:{x}@thread.tacv2", "",
	} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, text string, channel bool) {
		id, form := teamsID(text, channel), teamsPerson
		if channel {
			form = teamsChannel
		}
		if form.MatchString(id) && (strings.ContainsAny(id, "{} \n\r\t/") || len(id) > 256) {
			t.Errorf("%q is taken as %q", text, id)
		}
	})
}
