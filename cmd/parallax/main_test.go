package main

import (
	"io"
	"strings"
	"testing"
	"time"
)

// A command line that can't be used ends with 2 and one line; what goes wrong after
// that with 1.
func TestCommandLine(t *testing.T) {
	environ := map[string]string{"PARALLAX_DATA": t.TempDir(), "PARALLAX_LOG_LEVEL": "error"}
	for line, want := range map[string]struct {
		code int
		says string
	}{
		"audit":                                  {2, `required flag(s) "org" not set`},
		"audit --bad":                            {2, "unknown flag: --bad"},
		"audit crm":                              {2, `unknown command "crm" for "parallax audit"; see`},
		"audit --org ''":                         {2, "audit: --org is empty: it takes the org's id, as in the org file"},
		"audit --org acme":                       {1, "audit: "},
		"adit":                                   {2, "did you mean audit?"},
		"manifest slak":                          {2, `unknown command "slak" for "parallax manifest"`},
		"export --org acme --format xml":         {2, `export: --format "xml": write jsonl or csv`},
		"export":                                 {2, `required flag(s) "org" not set`},
		"forget --org acme":                      {2, `required flag(s) "person" not set`},
		"forget --person ben":                    {2, `required flag(s) "org" not set`},
		"forget --org acme --person ''":          {2, "forget: --person is empty: it takes the person's id, as in the org file"},
		"forget --org '' --person ana":           {2, "forget: --org is empty: it takes the org's id, as in the org file"},
		"forget --org '' --person ''":            {2, "forget: --org is empty: it takes the org's id, as in the org file; --person is empty"},
		"forget --org acme --person ana":         {1, "forget: there is no org in this store"},
		"apply -f ''":                            {2, "apply: --file is empty: it takes the org file"},
		"apply -f /nothing/there":                {1, "apply: open /nothing/there"},
		"replay --answers '' --rosters x":        {2, "replay: --answers is empty"},
		"simulate --it x":                        {2, `invalid argument "x" for "--it" flag`},
		"simulate":                               {2, "simulate: --it 0: want 1 to 50 leads"},
		"demo --headless --rounds 0":             {2, "--rounds: want 1 to 520 weeks"},
		"demo --addr 0.0.0.0:1":                  {2, "--addr"},
		"replay --answers /nothing --rosters /x": {1, "replay: open /x"},
	} {
		t.Run(line, func(t *testing.T) {
			args := strings.Fields(line)
			for n := range args {
				args[n] = strings.Trim(args[n], "'")
			}
			var out, bad strings.Builder
			err := run(t.Context(), args, world{stdout: &out, stderr: &bad, environ: environ, now: time.Now, quiet: true})
			if exitCode(err) != want.code || err == nil || !strings.Contains(err.Error(), want.says) {
				t.Errorf("exit %d: %v; want %d: %s", exitCode(err), err, want.code, want.says)
			}
			if err != nil && strings.Contains(err.Error(), "\n") || out.Len() > 0 || strings.Contains(bad.String(), "Usage") {
				t.Errorf("more than a line: %q %q %v", out.String(), bad.String(), err)
			}
		})
	}
}

// Without a command the program lists them, a line each.
func TestCommandsAreListed(t *testing.T) {
	var out strings.Builder
	w := world{stdout: &out, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	if err := run(t.Context(), nil, w); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands(w).Commands() {
		listed := false
		for line := range strings.Lines(out.String()) {
			name, short, _ := strings.Cut(strings.TrimSpace(line), " ")
			listed = listed || name == c.Name() && strings.TrimSpace(short) == c.Short && c.Short != ""
		}
		if listed == c.Hidden {
			t.Errorf("%s is listed: %t, hidden: %t\n%s", c.Name(), listed, c.Hidden, out.String())
		}
	}
}
