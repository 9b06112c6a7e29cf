package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parallax/bot"
	"parallax/bot/teams"
)

// unpacked are the files of a zip.
func unpacked(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		if f.Modified.UTC().Year() != 2000 {
			t.Errorf("%s tells when it was made: %v", f.Name, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestManifestTeams(t *testing.T) {
	pack, err := manifestTeams(" "+strings.ToUpper(goodApp)+"\n", "https://Parallax.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	again, err := manifestTeams(goodApp, "https://Parallax.example.com")
	if err != nil || !bytes.Equal(pack, again) {
		t.Errorf("another run makes other bytes: %v", err)
	}
	files := unpacked(t, pack)
	if len(files) != 3 {
		t.Errorf("%d files", len(files))
	}
	golden := filepath.Join("testdata", "manifest-teams.json")
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(files["manifest.json"])); diff != "" {
		t.Errorf("%s differs: when the change is meant, raise teamsAppVersion, check it with Microsoft's manifest schema and replace the file\n%s", golden, diff)
	}
	var m teamsManifest
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	// Limits of the schema, in characters.
	for text, most := range map[string]int{
		m.Name.Short: 30, m.Name.Full: 100, m.Description.Short: 80, m.Description.Full: 4000, m.Developer.Name: 32,
	} {
		if n := len([]rune(text)); n == 0 || n > most {
			t.Errorf("%d characters, at most %d: %q", n, most, text)
		}
	}
	if m.ID != goodApp || len(m.Bots) != 1 || m.Bots[0].ID != goodApp {
		t.Errorf("ids: %s, %+v", m.ID, m.Bots)
	}
	for _, address := range []string{m.Developer.Website, m.Developer.Privacy, m.Developer.Terms} {
		if !strings.HasPrefix(address, "https://Parallax.example.com/") {
			t.Error(address)
		}
	}
	if diff := cmp.Diff([]string{"parallax.example.com"}, m.ValidDomains); diff != "" {
		t.Error(diff)
	}
	if len(m.Bots[0].Lists) != len(teamsScopes) {
		t.Errorf("%d command lists", len(m.Bots[0].Lists))
	}
	if len(m.Extensions) != 1 || m.Extensions[0].BotID != goodApp || len(m.Extensions[0].Commands) != 1 {
		t.Fatalf("actions: %+v", m.Extensions)
	}
	if a := m.Extensions[0].Commands[0]; a.ID != teams.CommandSave || len(a.ID) > 64 || len(a.Title) > 32 || a.Description == "" || len(a.Description) > 128 || !a.FetchTask || a.Type != "action" {
		t.Errorf("%+v", a)
	}
	for n, l := range m.Bots[0].Lists {
		if !slices.Equal(l.Scopes, teamsScopes[n:n+1]) || len(l.Commands) > 10 {
			t.Errorf("%v: %d commands", l.Scopes, len(l.Commands))
		}
		listed := map[string]string{}
		for _, c := range l.Commands {
			listed[c.Title] = c.Description
			if len(c.Title) > 32 || c.Description == "" || len([]rune(c.Description)) > 128 {
				t.Errorf("%+v", c)
			}
			if got := bot.Parse(c.Title); string(got.Verb) != c.Title {
				t.Errorf("the bot does not know %q", c.Title)
			}
		}
		all := bot.English.Usages()
		for _, u := range append(slices.Clone(all[:9]), all[len(all)-1]) {
			if !strings.Contains(listed[string(u.Verb)], u.Means.Plain()) {
				t.Errorf("%s: %q", u.Verb, listed[string(u.Verb)])
			}
		}
	}
}

func TestNoManifestTeams(t *testing.T) {
	for _, c := range []struct{ app, url, want string }{
		{"", "https://parallax.example.com", "TEAMS_APP_ID: not set: "},
		{"parallax", "https://parallax.example.com", `TEAMS_APP_ID: is no id of an app, such as `},
		{goodApp, "", "PARALLAX_PUBLIC_URL: not set: "},
		{goodApp, "parallax", "PARALLAX_PUBLIC_URL: no address: "},
		{goodApp, "http://127.0.0.1:8080", `PARALLAX_PUBLIC_URL: "http://127.0.0.1:8080": Teams takes https only`},
	} {
		if _, err := manifestTeams(c.app, c.url); err == nil || !strings.HasPrefix(err.Error(), c.want) || exitCode(err) != 2 {
			t.Errorf("%q, %q: %v", c.app, c.url, err)
		}
	}
}

// TestManifestOnTerminal: the bytes of a zip never come out on a screen.
func TestManifestOnTerminal(t *testing.T) {
	environ := map[string]string{"TEAMS_APP_ID": goodApp, "PARALLAX_PUBLIC_URL": "https://parallax.example.com"}
	file := filepath.Join(t.TempDir(), "app.zip")
	for name, c := range map[string]struct {
		open string
		flag int
		want error
	}{
		"terminal": {"/dev/ptmx", os.O_RDWR, errTerminal},
		"null":     {os.DevNull, os.O_WRONLY, nil},
		"file":     {file, os.O_WRONLY | os.O_CREATE, nil},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := os.OpenFile(c.open, c.flag, 0o600)
			if err != nil {
				t.Skip(err)
			}
			defer out.Close()
			if err := run(t.Context(), []string{"manifest", "teams"}, world{stdout: out, stderr: io.Discard, environ: environ}); err != c.want { //nolint:errorlint // the very error
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	data, err := os.ReadFile(file)
	if err != nil || len(unpacked(t, data)) != 3 {
		t.Errorf("%d bytes, %v", len(data), err)
	}
}

func TestIcons(t *testing.T) {
	for name, c := range map[string]struct {
		draw  func() ([]byte, error)
		side  int
		clear bool
	}{"colour": {colourIcon, 192, false}, "outline": {outlineIcon, 32, true}} {
		t.Run(name, func(t *testing.T) {
			data, err := c.draw()
			if err != nil {
				t.Fatal(err)
			}
			picture, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if b := picture.Bounds(); b.Dx() != c.side || b.Dy() != c.side {
				t.Fatalf("%v", b)
			}
			ground := picture.At(0, 0)
			// The sign of the large icon stays clear of the corners that Teams cuts off.
			margin := 0
			if !c.clear {
				margin = 36
			}
			drawn := 0
			for y := range c.side {
				for x := range c.side {
					r, g, b, a := picture.At(x, y).RGBA()
					if c.clear && (r != a || g != a || b != a) {
						t.Fatalf("%d,%d is not white: %d %d %d %d", x, y, r, g, b, a)
					}
					if !c.clear && a != 0xFFFF {
						t.Fatalf("%d,%d is transparent", x, y)
					}
					if picture.At(x, y) == ground {
						continue
					}
					drawn++
					if x < margin || y < margin || x >= c.side-margin || y >= c.side-margin {
						t.Fatalf("%d,%d is outside the safe middle", x, y)
					}
				}
			}
			if part := float64(drawn) / float64(c.side*c.side); part < 0.05 || part > 0.6 {
				t.Errorf("%.2f of it is drawn", part)
			}
		})
	}
}

// TestPapers: the links of the app lead somewhere.
func TestPapers(t *testing.T) {
	mux := http.NewServeMux()
	papers(mux)
	for path, want := range map[string]string{websitePath: "# Parallax", privacyPath: "# Who sees my answers?", termsPath: "Apache License"} {
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, http.NoBody))
		if rec.Code != http.StatusOK || !strings.HasPrefix(strings.TrimSpace(rec.Body.String()), want) || rec.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d %v %.40q", path, rec.Code, rec.Header(), rec.Body.String())
		}
	}
}
