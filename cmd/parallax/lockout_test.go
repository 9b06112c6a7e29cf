package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLockouts(t *testing.T) {
	var l lockouts
	began := time.Date(2026, 3, 3, 10, 0, 0, 0, time.UTC)
	if !l.note("T2", "invalid_auth", began) || !l.note("T1", "token_revoked", began) {
		t.Error("the first refusal is no news")
	}
	if l.note("T1", "token_revoked", began.Add(time.Minute)) {
		t.Error("the same again is news")
	}
	if !l.note("T1", "invalid_auth", began.Add(time.Minute)) {
		t.Error("another reason is no news")
	}
	want := []string{noteRefused + "T1, invalid_auth", noteRefused + "T2, invalid_auth"}
	if diff := cmp.Diff(want, l.texts(began.Add(refusedFor))); diff != "" {
		t.Error(diff)
	}
	if got := l.texts(began.Add(refusedFor + 2*time.Minute)); len(got) != 0 {
		t.Errorf("still told: %v", got)
	}
}
