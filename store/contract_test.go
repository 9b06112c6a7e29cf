package store

import (
	"strings"
	"testing"

	"parallax/checkins/checkinstest"
	"parallax/store/redistest"
)

// shared returns stores on one server, emptied before each use.
func shared(s *Store) func(t *testing.T) checkinstest.Subject {
	return func(t *testing.T) checkinstest.Subject {
		t.Helper()
		empty(t, s)
		return subject(s)
	}
}

func TestContract(t *testing.T) {
	each(t, func(t *testing.T, s *Store) { checkinstest.Run(t, shared(s)) })
}

func TestModel(t *testing.T) {
	each(t, func(t *testing.T, s *Store) { checkinstest.Model(t, shared(s)) })
}

// The client repeats a call whose answer was lost: the second run of a script
// that writes letters answers as the first did, and changes nothing.
func TestContractRepeated(t *testing.T) {
	s := dial(t, "redis://"+redistest.Launch(t).Addr)
	s.rdb.AddHook(repeat{
		postScript, claimScript, settleScript, redrawScript, tendScript, agreeScript, jotScript, blotScript,
		restateScript, strikeScript, burnScript, relogScript, forgetScript, referScript, unreferScript, enrolScript, sayScript, draftScript,
	})
	checkinstest.Run(t, shared(s))
}

// The contract on three primaries that have a replica each, for which every change
// waits.
func TestClusterHeld(t *testing.T) {
	if scale(0, 1, 1) == 0 {
		t.Skip("PARALLAX_TORTURE is not set")
	}
	fsync := []string{"--appendfsync", "everysec"} // enough, where replicas hold a change
	addrs := redistest.Cluster(t, fsync...)
	redistest.Follow(t, addrs, fsync...)
	checkinstest.Run(t, shared(dialHeld(t, "redis://"+strings.Join(addrs, ","), 1)))
}

// On three primaries a script that touches a key it did not declare, or keys of
// two slots, fails.
func TestCluster(t *testing.T) {
	if testing.Short() {
		t.Skip("starts three servers")
	}
	addrs := redistest.Cluster(t)
	s := dial(t, "redis://"+addrs[0]+","+addrs[1]+","+addrs[2])
	checkinstest.Run(t, shared(s))
}
