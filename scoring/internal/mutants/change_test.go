package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	dir := t.TempDir()
	source := "package x\n\n// a < b is said twice\nfunc f(a, b int) bool {\n\treturn a < b && -a < 1\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "x.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := mutant{"x.go", "a < b &&", "a <= b &&"}.find(dir)
	if err != nil || c.line != 5 || c.from != "<" || c.to != "<=" || c.text != "return a < b && -a < 1" {
		t.Errorf("%+v, %v", c, err)
	}
	if want := strings.Replace(source, "a < b &&", "a <= b &&", 1); c.source != want {
		t.Errorf("%s", c.source)
	}
	for _, c := range []struct {
		m    mutant
		want string
	}{
		{mutant{"x.go", "a < b", "a <= b"}, "2 times"},
		{mutant{"x.go", "a > b", "a <= b"}, "0 times"},
		{mutant{"x.go", "a < b && -a", "a <= b && +a"}, "more than one"},
		{mutant{"x.go", "-a < 1", "a < 1"}, "not a change of one"},
		{mutant{"x.go", "is said", "was said"}, "changes nothing"},
		{mutant{"y.go", "a", "b"}, "y.go"},
	} {
		if _, err := c.m.find(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.m, err)
		}
	}
}
