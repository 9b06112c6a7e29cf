package main

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/rogpeppe/go-internal/testscript"

	"parallax/store/redistest"
)

// The stories in testdata/stories play the whole program: `serve` and `apply` as
// they are shipped, stand-ins for Slack and Teams spoken to over signed HTTP, and a
// clock that only the story moves. A story lists what people do and what they see.
// What people saw and the story did not expect fails it, and so does what a platform
// would refuse to show.
//
// Where people and channels live the org file says, and what they do and see has the
// same words on both platforms. Who has an account on both is named with the one that
// is meant, ana.slack or ana.teams; plain ana is seen on either.
//
//	bot starts [without slack] | stops | restarts    `serve` comes and goes
//	bot dies [at POINT [KIND]]               without a word; at a fault point, of a kind of letter
//	bot fails at record.before|record.after  once, and lives on
//	org FILE                                 `apply -f FILE`, of the story or of testdata/stories/orgs
//	at tue 10:00 [ZONE]                      the clock moves to the next such instant; also a date, or a time alone
//	ana opens check-in [KIND]                the newest one; of a nudge, say
//	ana answers [INITIATIVE] value 4 guess 2 in the open form, or by the buttons of the message
//	ana cannot say value                     likewise
//	ana writes 'line' [released]             the optional sentence of the form
//	ana saves | closes form
//	ana sees value 4 guess 2                 that this stands in the open form; - for nothing
//	ana fills KEY VALUE ...                  the fields of the open dialog; - for nothing, people and channels by name
//	ana finds KEY VALUE ...                  that this stands in them
//	ana goes on|back|stop [by fallback]      the buttons of the dialog
//	ana opens home                           the home tab in Slack; in Teams, the word
//	ana opens messages                       in Slack, the chat with the bot
//	ana presses explain|ack|share|... [in crm|home]   or what stands on it, also in what is open
//	ana picks away|snooze 2026-03-10
//	ana presses ack by fallback              in Teams, in a client that knows Action.Submit only; also saves
//	ana types '/align status' [in crm]       in Slack
//	ana mentions 'status' in crm [thread]    the thread of the newest alert
//	ana says 'text' in crm                   to the others; the bot hears nothing of it
//	ana saves message 'text'                 picks that action on the newest message that says so; of a card: card
//	ana tells '...'                          in the direct message with the bot
//	ana allows file | declines file          in Teams, the newest one that is offered
//	! ana saves                              the client does not let her
//	everybody [but ana,ben] answers it 5 biz 1 [guess 3]   all who have an open check-in
//	expect dm WHO KIND TEXT...               a new message; a KIND saved or closed is a message that changed
//	expect channel|thread crm KIND TEXT...
//	expect changed dm|channel ... KIND TEXT...   a message that changed
//	expect gone WHO KIND                     a message to them that was taken away
//	expect form|reply|thread-reply|error WHO TEXT...    a reply in Teams is a message in the personal chat
//	expect home WHO TEXT...                  the home tab in Slack, a card in the personal chat in Teams
//	expect dialog WHO TEXT...                something to fill in: a modal in Slack, a card in the personal chat or a window in Teams
//	expect answer WHO TEXT...                what takes its place in the end
//	expect wrong WHO KEY TEXT                what is said at a field of it
//	expect toast WHO TEXT...                 in Teams, the word beside a card that was pressed
//	expect card WHO TEXT...                  in Teams, a card as it looks to them alone after a press
//	expect applied TEXT...                   printed by the last `apply`
//	count dm|channel|thread PLACE KIND N     new messages since the beginning
//	count written WHO N                      messages of the bot, read or not
//	count acts WHO N                         words to the bot, presses, submits, ratings, guesses and fields filled in
//	ignore KIND...                           not worth expecting from here on
//	nothing                                  nothing unexpected so far
//	slack fault METHOD WHAT... [to=ana] [times=2]   reset-before, reset-after, status=500, ratelimit=30, error=word, accept
//	slack|teams makes launch                 a channel in which no initiative lives
//	slack kicks|invites bot from|to crm
//	slack deactivates ben [silently]
//	slack quiets ana until 11:30             hours of hers, from now on, in which Slack makes no noise
//	slack status ana 'Vacationing'           beside her name; '' takes it away
//	slack adds olga [from T0002] [in ZONE] [guest]   somebody whom the org file does not name
//	slack opens crm [without bot]            a channel with everybody in it
//	slack forgets token | remembers token
//	teams installs|uninstalls|upgrades WHO|CHANNEL...   the app, for people or the team of a channel
//	teams blocks|unblocks WHO                by the person
//	teams refuses WHO|CHANNEL CODE | allows WHO|CHANNEL   every write, with that code of 403
//	teams fault METHOD WHAT... [to=ana] [kind=alert]    as for Slack; METHOD is one of sandbox.Call
//	teams rolls keys [dropping]              a new key signs; the old one is still published, or not
//	teams forgets|remembers|expires token    the app's registration is gone; a token's life ends
//	teams adds olga [to crm] [in ZONE]       somebody whom the org file does not name
//	teams chats side ben,lena                a group chat of theirs, in which the bot is not
//	teams opens crm                          a team and its channel with everybody in it
//	redeliver first|last [KIND] [forged]     an earlier delivery again: opening, save, press, command, mention,
//	                                         pick, dialog, fallback, install, file; forged in every way that a stranger has
//
// KIND is that of a letter (checkins.Kind), saved, closed, or message for any.
// WHO is a person, several (ana,ben), or everybody [but ana]: all leads. A TEXT is
// part of what can be read; a dimension stands for its statement; after the word
// without nothing of what follows may be read.
func TestStories(t *testing.T) {
	if testing.Short() {
		// The race detector takes its time, and what runs beside what is in these.
		t.Run("redis", func(t *testing.T) { tell(t, redisEach(t), storiesInShort...) })
		return
	}
	t.Run("redis", func(t *testing.T) { tell(t, redisEach(t)) })
	t.Run("embedded", func(t *testing.T) { tell(t, nil) })
	// Without replicas, for which the stories would wait: on a busy machine one may take
	// longer than an answer can.
	t.Run("E51 cluster", func(t *testing.T) {
		addrs := redistest.Cluster(t)
		t.Cleanup(func() { crossed(t, addrs) })
		tell(t, newServers(strings.Join(addrs, ",")), tortured(storiesInShort, nil, nil)...)
	})
}

// servers are Redis servers, each of which one story at a time has for itself.
type servers chan string

func newServers(all ...string) servers {
	s := make(servers, len(all))
	for _, server := range all {
		s <- server
	}
	return s
}

// redisEach starts as many servers as stories run at once.
func redisEach(t *testing.T) servers {
	all := make([]string, runtime.GOMAXPROCS(0))
	for n := range all {
		all[n] = redistest.Start(t)
	}
	return newServers(all...)
}

// storiesInShort are those that between them use every kind of key: the whole takes
// minutes, and is for PARALLAX_TORTURE.
var storiesInShort = []string{
	"alert.txt", "care.txt", "consent.txt", "kill-ask.txt", "kill-record.txt", "lost.txt", "roster.txt", "share.txt",
	"teams-both.txt", "teams-first.txt", "teams-uninstall.txt", "twice.txt",
}

// crossed expects that no server of a Cluster was ever asked for keys of two slots. It
// looks when the test is over.
func crossed(t *testing.T, addrs []string) {
	t.Helper()
	asked := 0
	for _, addr := range addrs {
		c := redis.NewClient(&redis.Options{Addr: addr})
		stats, err := c.Info(context.Background(), "errorstats", "commandstats").Result()
		if err := errors.Join(err, c.Close()); err != nil {
			t.Fatal(err)
		}
		asked += strings.Count(stats, "cmdstat_evalsha:")
		for line := range strings.Lines(stats) {
			if strings.HasPrefix(line, "errorstat_CROSSSLOT") {
				t.Errorf("%s: %s", addr, line)
			}
		}
	}
	if asked == 0 {
		t.Error("no script was run on the cluster")
	}
}

// tell plays stories, all when none is named, each on a server of its own: a Redis, a
// Cluster (its primaries, separated by commas), or the embedded store where there is none.
// They run beside each other, until the test is over.
func tell(t *testing.T, on servers, named ...string) {
	commands := map[string]func(*story, []string) error{
		"bot": (*story).bot, "org": (*story).org, "at": (*story).at, "everybody": (*story).everybody,
		"expect": (*story).expect, "count": (*story).count, "ignore": (*story).ignore, "nothing": (*story).nothing,
		"slack": (*story).slack, "teams": (*story).teams, "redeliver": (*story).redeliver,
	}
	p := testscript.Params{
		Cmds: map[string]func(*testscript.TestScript, bool, []string){},
		Setup: func(e *testscript.Env) error {
			var server string
			if on != nil {
				server = <-on
				e.Defer(func() { on <- server })
			}
			s, err := newStory(e, server)
			e.Values[storyKey{}] = s
			return err
		},
	}
	const dir = "testdata/stories"
	if len(named) == 0 {
		p.Dir = dir
	}
	for _, name := range named {
		p.Files = append(p.Files, filepath.Join(dir, name))
	}
	for name, do := range commands {
		p.Cmds[name] = command(name, do)
	}
	testscript.Run(t, p)
}

type storyKey struct{}

// command makes a command of what a story can do.
func command(name string, do func(*story, []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		s := ts.Value(storyKey{}).(*story)
		s.ts = ts
		err := do(s, args)
		if neg && err == nil {
			err = errors.New("went well")
		} else if neg {
			err = nil
		}
		if err != nil {
			s.failed = true
			ts.Fatalf("%s %s: %v", name, strings.Join(args, " "), err)
		}
	}
}

func keysIn[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
