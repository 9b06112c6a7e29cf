package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/checkins/checkinstest"
	"parallax/scoring"
	"parallax/store"
	"parallax/store/redistest"
)

// chronicle is an org with a history that a desk made: crm, with six leads a side
// who see things apart, and erp, whose sides are named.
type chronicle struct {
	t     *testing.T
	env   map[string]string
	clock time.Time
	setup checkins.Setup
}

const chronicleKey = "chronicle key of thirty-two byte"

// newChronicle plays weeks on the store that an environment names: the embedded
// one, or a Redis.
func newChronicle(t *testing.T, env map[string]string, weeks int) *chronicle {
	t.Helper()
	c := &chronicle{t: t, env: env, clock: checkinstest.Opens.Add(-time.Hour), setup: checkinstest.Setup(5)}
	c.env["PARALLAX_SECRET_KEY"] = base64.StdEncoding.EncodeToString([]byte(chronicleKey))
	c.env["PARALLAX_LOG_LEVEL"] = "error"
	c.setup.Initiatives[0].Pulse.AllItems = true
	erp := checkinstest.Initiative(0)
	erp.Pulse.AllItems = true
	erp.ID, erp.Name, erp.Channels = "erp", "=ERP, \"new\"", nil
	c.setup.Initiatives = append(c.setup.Initiatives, erp)
	c.setup.Next["erp"] = checkinstest.Opens
	c.on(func(s *store.Store) {
		c.must(s.Enrol(t.Context(), c.setup))
		for week := range weeks {
			c.week(s, week)
		}
	})
	return c
}

func (c *chronicle) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// on works on the store as a process of its own does.
func (c *chronicle) on(do func(s *store.Store)) {
	c.t.Helper()
	c.must(onStore(c.t.Context(), world{environ: c.env, quiet: true, stderr: &strings.Builder{}}, func(s *store.Store) error {
		do(s)
		return nil
	}))
}

func (c *chronicle) desk(s *store.Store) *checkins.Desk {
	return &checkins.Desk{
		Directory: s, Agenda: s, Roster: s, Registrar: s, Ledger: s, Standings: s, Outbox: s, Shelf: s, Cares: s, Notes: s, Consents: s, Archive: s, Talks: s, Books: s, Drafts: s,
		Couriers: map[checkins.Platform]checkins.Courier{checkins.Slack: &checkinstest.Courier{}},
		Now:      func() time.Time { return c.clock }, Settle: time.Hour,
	}
}

// week opens, answers and closes the rounds of a week. In some only a few of a
// side answer: too few for a result, for numbers, for a new result.
func (c *chronicle) week(s *store.Store, week int) {
	c.t.Helper()
	ctx, desk := c.t.Context(), c.desk(s)
	opens := checkinstest.Opens.AddDate(0, 0, 7*week)
	turn := func(at time.Time) {
		c.clock = at
		c.must(desk.Tick(ctx, at))
		_, err := desk.Deliver(ctx, at)
		c.must(err)
	}
	turn(opens.Add(2 * time.Hour))
	for n, i := range []checkins.InitiativeID{"crm", "erp"} {
		rounds, err := s.Rounds(ctx, checkinstest.Acme, checkins.RoundIDOf(i, checkinstest.First.AddDays(7*week)))
		c.must(err)
		for _, r := range rounds {
			most, heard := [...]int{2, 6, 6, 2, 1, 5, 6, 6}[week], [2]int{}
			for k, p := range slices.Sorted(maps.Keys(r.Plans)) {
				side, _ := r.Side(p)
				heard[side]++
				if heard[side] > most {
					continue
				}
				reply := checkinstest.Reply(fmt.Sprint("d", week, n, k), r, p)
				for _, d := range r.Plans[p].Items {
					reply.Parts[0].Marks = append(reply.Parts[0].Marks, checkinstest.Own(d, [2]int{5, 2}[side]-(k+week)%2))
				}
				for _, d := range r.Plans[p].Guesses {
					reply.Parts[0].Marks = append(reply.Parts[0].Marks, checkinstest.Guess(d, 4))
				}
				reply.Parts[0].Line = &checkins.Line{Text: "We never agreed."}
				_, err := s.Record(ctx, checkinstest.Acme, reply, c.clock)
				c.must(err)
			}
		}
	}
	turn(opens.AddDate(0, 0, 3).Add(2 * time.Hour))
}

// run runs a command and returns what it printed.
func (c *chronicle) run(args ...string) (string, error) {
	c.t.Helper()
	var out, bad strings.Builder
	err := run(c.t.Context(), args, world{environ: c.env, stdout: &out, stderr: &bad, now: time.Now, quiet: true})
	return out.String(), err
}

func (c *chronicle) runs(args ...string) string {
	c.t.Helper()
	out, err := c.run(args...)
	if err != nil {
		c.t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return out
}

// chronicles plays a history on every kind of store.
func chronicles(t *testing.T, weeks int, test func(t *testing.T, c *chronicle)) {
	t.Run("embedded", func(t *testing.T) {
		test(t, newChronicle(t, map[string]string{"PARALLAX_DATA": t.TempDir()}, weeks))
	})
	t.Run("redis", func(t *testing.T) {
		test(t, newChronicle(t, map[string]string{"PARALLAX_REDIS_URL": "redis://" + redistest.Start(t)}, weeks))
	})
}

func TestAudit(t *testing.T) {
	chronicles(t, 5, func(t *testing.T, c *chronicle) {
		same(t, c.runs("audit", "--org", "acme"), `
crm: 5 rounds, 30 results checked, all equal
erp: 5 rounds, 30 results checked, all equal
2 initiatives: 10 rounds, 60 results checked, all equal
`)
		same(t, c.runs("audit", "--org", "acme", "--initiative", "erp", "--json"), `{"initiative":"erp","rounds":5,"results":30,"different":0,"not_checkable":0}`+"\n")
		for _, args := range [][]string{
			{"audit", "--org", "nobody"},
			{"audit", "--org", "acme", "--initiative", "shop"},
		} {
			if out, err := c.run(args...); err == nil || exitCode(err) != 1 || out != "" {
				t.Errorf("%v: %v %q", args, err, out)
			}
		}
	})
}

// doctored is a store in which somebody changed what is kept.
type doctored struct {
	*store.Store
	scored   func(checkins.RoundID, *checkins.Scored)
	answers  func(checkins.RoundID, *checkins.Kept)
	standing func(*checkins.Standing)
}

func (d doctored) Scored(ctx context.Context, org checkins.OrgID, id checkins.RoundID) (checkins.Scored, error) {
	s, err := d.Store.Scored(ctx, org, id)
	if d.scored != nil {
		d.scored(id, &s)
	}
	return s, err
}

func (d doctored) Answers(ctx context.Context, org checkins.OrgID, id checkins.RoundID, p checkins.PersonID) (checkins.Kept, error) {
	k, err := d.Store.Answers(ctx, org, id, p)
	if d.answers != nil {
		d.answers(id, &k)
	}
	return k, err
}

func (d doctored) Standing(ctx context.Context, org checkins.OrgID, i checkins.InitiativeID) (checkins.Standing, checkins.RoundID, error) {
	s, latest, err := d.Store.Standing(ctx, org, i)
	if d.standing != nil {
		d.standing(&s)
	}
	return s, latest, err
}

// Whatever was changed is found and named, and nobody's answer or view is shown.
func TestAuditFindsWhatWasChanged(t *testing.T) {
	c := newChronicle(t, map[string]string{"PARALLAX_DATA": t.TempDir()}, 4)
	const second = "crm@2026-03-10"
	value := func(s *checkins.Scored) *checkins.Record {
		return &s.Records[slices.IndexFunc(s.Records, func(r checkins.Record) bool { return r.Status == scoring.OK })]
	}
	in := func(id checkins.RoundID, change func(s *checkins.Scored)) doctored {
		return doctored{scored: func(r checkins.RoundID, s *checkins.Scored) {
			if r == id {
				change(s)
			}
		}}
	}
	c.on(func(s *store.Store) {
		for name, tc := range map[string]struct {
			doctored
			want string // lines about crm
		}{
			"a figure": {in(second, func(s *checkins.Scored) { r := *value(s).Reading; r.Certainty += 1e-6; value(s).Reading = &r }), `
crm@2026-03-10 DIM: differs (certainty)
crm: 4 rounds, 24 results checked, 1 differs
`},
			"less than another machine would": {in(second, func(s *checkins.Scored) { r := *value(s).Reading; r.Certainty += 1e-12; value(s).Reading = &r }), `
crm: 4 rounds, 24 results checked, all equal
`},
			"words": {in(second, func(s *checkins.Scored) {
				value(s).Label, value(s).Said.Label, value(s).Version = scoring.Consensus, scoring.Consensus, "x"
			}), `
crm@2026-03-10 DIM: differs (label, said, version)
crm: 4 rounds, 24 results checked, 1 differs
`},
			"a result is gone": {in(second, func(s *checkins.Scored) {
				s.Records = slices.DeleteFunc(s.Records, func(r checkins.Record) bool { return r.Dimension == value(s).Dimension })
			}), ""},
			"a result too many": {in(second, func(s *checkins.Scored) { s.Records = append(s.Records, checkins.Record{Dimension: "why"}) }), `
crm@2026-03-10 why: differs (not asked)
crm: 4 rounds, 25 results checked, 1 differs
`},
			"the roster": {in(second, func(s *checkins.Scored) { s.Basis.Roster[0] = append(s.Basis.Roster[0], "zoe") }), ""},
			"the roster, less one": {in(second, func(s *checkins.Scored) { s.Basis.Roster[0] = s.Basis.Roster[0][1:] }), `
crm@2026-03-10: differs (answers)
crm: 4 rounds, 6 results checked, 1 differs, 3 rounds not checkable
`},
			"an answer": {doctored{answers: func(id checkins.RoundID, k *checkins.Kept) {
				if id == second {
					k.Answers = slices.Clone(k.Answers)
					k.Answers[0].Own = 6 - k.Answers[0].Own
				}
			}}, ""},
			"an answer is gone": {doctored{answers: func(id checkins.RoundID, k *checkins.Kept) {
				if id == second {
					k.Answers = k.Answers[1:]
				}
			}}, `
crm@2026-03-10: differs (answers)
crm: 4 rounds, 6 results checked, 1 differs, 3 rounds not checkable
`},
			"all answers are gone": {doctored{answers: func(id checkins.RoundID, k *checkins.Kept) {
				if id == second {
					*k = checkins.Kept{}
				}
			}}, `
crm: 4 rounds, 6 results checked, all equal, 3 rounds not checkable
`},
			"what is carried on": {doctored{standing: func(s *checkins.Standing) {
				for _, d := range s.Dimensions()[:1] {
					s.Course[d].State.Rebaseline()
					s.Course[d].Track = s.Course[d].Track[1:]
				}
			}}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				tc.Store = s
				var out strings.Builder
				err := audit(t.Context(), tc, auditOptions{org: "acme", initiative: "crm"}, &out)
				differs := strings.Contains(out.String(), "differ")
				if errors.Is(err, errFound) != differs || err != nil && !differs {
					t.Fatalf("%v\n%s", err, out.String())
				}
				got, _, _ := strings.Cut(out.String(), "1 initiative:")
				for _, d := range checkins.Dimensions() {
					got = strings.Replace(got, "@2026-03-10 "+string(d)+": differs (certainty)", "@2026-03-10 DIM: differs (certainty)", 1)
					got = strings.Replace(got, "@2026-03-10 "+string(d)+": differs (label, said, version)", "@2026-03-10 DIM: differs (label, said, version)", 1)
				}
				if tc.want == "" {
					if !differs {
						t.Errorf("nothing was found:\n%s", got)
					}
				} else if got != strings.TrimPrefix(tc.want, "\n") {
					t.Errorf("%s\nwant%s", got, tc.want)
				}
				for _, secret := range []string{"ana", "zoe", "it1", "0.", "1.", "consensus"} {
					if strings.Contains(out.String(), secret) {
						t.Errorf("%q is shown:\n%s", secret, out.String())
					}
				}
			})
		}
	})
}

// Answers that are gone altogether, as erasure and the end of their retention leave
// them, can't be checked; answers that are there and are others differ.
func TestAuditOfAnswersThatAreGone(t *testing.T) {
	addr := redistest.Start(t)
	c := newChronicle(t, map[string]string{"PARALLAX_REDIS_URL": "redis://" + addr}, 4)
	client := redis.NewClient(&redis.Options{Addr: addr})
	defer client.Close()
	const first, third = "px:{acme}:ans:crm@2026-03-03", "px:{acme}:ans:crm@2026-03-17"
	c.must(client.Del(t.Context(), third).Err())
	same(t, c.runs("audit", "--org", "acme", "--initiative", "crm"), `
crm: 4 rounds, 12 results checked, all equal, 2 rounds not checkable
1 initiative: 4 rounds, 12 results checked, all equal, 2 rounds not checkable
`)
	// Only sentences are left in the first: nobody erases that way.
	fields, err := client.HKeys(t.Context(), first).Result()
	c.must(err)
	c.must(client.HDel(t.Context(), first, slices.DeleteFunc(fields, func(f string) bool { return strings.HasSuffix(f, "|line") })...).Err())
	out, err := c.run("audit", "--org", "acme", "--initiative", "crm")
	if !errors.Is(err, errFound) || exitCode(err) != 1 {
		t.Error(err)
	}
	same(t, out, `
crm@2026-03-03: differs (answers)
crm: 4 rounds, 0 results checked, 1 differs, 4 rounds not checkable
1 initiative: 4 rounds, 0 results checked, 1 differs, 4 rounds not checkable
`)
	c.must(client.Del(t.Context(), first).Err())
	same(t, c.runs("audit", "--org", "acme", "--initiative", "crm"), `
crm: 4 rounds, 0 results checked, 4 rounds not checkable
1 initiative: 4 rounds, 0 results checked, 4 rounds not checkable
`)
}

// A record that does not open is a difference, and does not hide the rest.
func TestAuditOfWhatDoesNotOpen(t *testing.T) {
	addr := redistest.Start(t)
	c := newChronicle(t, map[string]string{"PARALLAX_REDIS_URL": "redis://" + addr}, 2)
	client := redis.NewClient(&redis.Options{Addr: addr})
	defer client.Close()
	c.must(client.HSet(t.Context(), "px:{acme}:round:crm@2026-03-10", "records", "bent").Err())
	out, err := c.run("audit", "--org", "acme")
	if !errors.Is(err, errFound) {
		t.Error(err)
	}
	same(t, out, `
crm standing: differs (sealed)
crm: 0 rounds, 0 results checked, 1 differs
erp: 2 rounds, 12 results checked, all equal
2 initiatives: 2 rounds, 12 results checked, 1 differs
`)
}

func TestAuditJSON(t *testing.T) {
	c := newChronicle(t, map[string]string{"PARALLAX_DATA": t.TempDir()}, 1)
	c.on(func(s *store.Store) {
		var out strings.Builder
		bent := doctored{Store: s, scored: func(_ checkins.RoundID, s *checkins.Scored) { s.Records[0].Version = "x" }}
		if err := audit(t.Context(), bent, auditOptions{org: "acme", json: true}, &out); !errors.Is(err, errFound) {
			t.Error(err)
		}
		for line := range strings.Lines(out.String()) {
			var v audited
			if err := json.Unmarshal([]byte(line), &v); err != nil || v.Different != 1 || len(v.Differences) != 1 || v.Differences[0].Fields[0] != "version" {
				t.Errorf("%s: %v", line, err)
			}
		}
	})
}
