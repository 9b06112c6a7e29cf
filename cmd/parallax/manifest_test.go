package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func TestManifestSlack(t *testing.T) {
	for name, c := range map[string]struct {
		url    string
		socket bool
	}{"http": {"https://parallax.example.com/", false}, "socket": {"", true}} {
		t.Run(name, func(t *testing.T) {
			got, err := manifestSlack(c.url, c.socket)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "manifest-"+name+".yaml")
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("%s differs: when the change is meant, check it with Slack's manifest schema and replace the file\n%s", golden, diff)
			}
			var m map[string]any
			if err := yaml.Unmarshal(got, &m); err != nil {
				t.Error(err)
			}
			if strings.Contains(string(got), "//slack") {
				t.Error("an address has two slashes")
			}
		})
	}
	for _, url := range []string{"", "http://parallax.example.com", "parallax"} {
		if _, err := manifestSlack(url, false); err == nil || !strings.HasPrefix(err.Error(), "PARALLAX_PUBLIC_URL: ") {
			t.Errorf("%q: %v", url, err)
		}
	}
}
