package main

import (
	"strings"
	"testing"
)

// TestRead: only a test that fails notices a change; a build that fails, or a
// package without tests, proves nothing.
func TestRead(t *testing.T) {
	pass := `{"Action":"run","Test":"TestA"}
{"Action":"pass","Test":"TestA"}
{"Action":"pass","Package":"x"}
`
	fail := `{"Action":"fail","Test":"TestCanaryOne"}
{"Action":"fail","Test":"TestB/case"}
{"Action":"fail","Test":"TestB"}
{"Action":"fail","Test":"TestC"}
{"Action":"fail","Package":"x"}
`
	build := `{"Action":"build-output","Output":"x.go:1: undefined: y\n"}
{"Action":"build-fail","ImportPath":"x"}
{"Action":"fail","Package":"x","FailedBuild":"x"}
`
	endless := `{"Action":"run","Test":"TestA"}
{"Action":"output","Test":"TestA","Output":"panic: test timed out after 2m0s\n"}
{"Action":"fail","Test":"TestA"}
`
	for name, c := range map[string]struct {
		out  string
		want verdict
		says string
	}{
		"all pass":       {pass, survived, "NOT NOTICED"},
		"some fail":      {pass + fail, noticed, "TestB and 2 more"},
		"a canary alone": {`{"Action":"fail","Test":"TestCanaryOne"}`, noticed, "TestCanaryOne"},
		"no build":       {build, broken, "BROKEN: no test ran: x.go:1: undefined: y"},
		"no tests":       {`{"Action":"pass","Package":"x"}`, broken, "BROKEN: no test ran"},
		"never ends":     {endless, noticed, "TestA (did not end in 120 s)"},
		"not JSON":       {"FAIL x\n", broken, "BROKEN: "},
	} {
		o := read([]byte(c.out))
		if o.verdict != c.want || !strings.HasPrefix(o.String(), c.says) {
			t.Errorf("%s: %d %q", name, o.verdict, o)
		}
	}
}
