package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"parallax/scoring"
)

func TestRosters(t *testing.T) {
	got, err := readRosters("rosters.json", []byte(crmRosters))
	if err != nil {
		t.Fatal(err)
	}
	crm := got["crm"]
	if len(got) != 2 || len(crm) != 4 || len(got["erp"]) != 1 {
		t.Fatalf("got %v", got)
	}
	// The same people again are the same lineup, so that long histories stay small.
	if crm[0] != crm[1] || crm[1] == crm[2] {
		t.Error("lineups are not shared as they should be")
	}
	want := lineup{people: [2][]string{{"ana", "cleo", "dan"}, {"ben", "eva", "finn"}}, bridges: []string{"gus"}}
	if diff := cmp.Diff(want, *crm[2], cmp.AllowUnexported(lineup{})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"ben", "eva", "finn"}, crm[3].people[scoring.Biz]); diff != "" {
		t.Error(diff)
	}
	if crm[0].mode() != scoring.Confidential || crm[3].mode() != scoring.Named {
		t.Error("wrong modes")
	}
}

func TestRostersRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                            `rosters.json:1: want an object like {"crm":`,
		"[]":                          `rosters.json:1: want an object like {"crm":`,
		"\n\n{\"crm\"":                "rosters.json:3: malformed JSON: it ends too early: mend it there",
		`{"crm":[}`:                   `rosters.json:1: crm: round 1: want an object like {"it":["ana"],"biz":["ben"]}`,
		`{"crm":[],}`:                 "rosters.json:1: malformed JSON at character 11",
		"{\"cr\xffm\":[]}":            "rosters.json:1: not UTF-8 text: mend it there",
		"{\n\n  !":                    "rosters.json:3: malformed JSON at character 3: mend it there",
		`{"crm":[]} {}`:               "rosters.json:1: something follows the rosters: write one object",
		`{"crm":[], "crm":[]}`:        "rosters.json:1: crm: stands there twice: put its rounds into one list",
		`{"":[]}`:                     "rosters.json:1: the id of an initiative is empty: write one",
		`{"a\u001bb":[]}`:             `rosters.json:1: "a\x1bb" holds a control character: choose another id`,
		`{"crm":{}}`:                  "rosters.json:1: crm: want a list with an entry a round, like [",
		`{"crm":null}`:                "rosters.json:1: crm: want a list with an entry a round",
		`{"crm":[[]]}`:                `rosters.json:1: crm: round 1: want an object like {"it":["ana"],"biz":["ben"]}`,
		`{"crm":[{"it":[]}]}`:         `rosters.json:1: crm: round 1: biz is missing: write "biz":[] if nobody is on that side`,
		`{"crm":[{"biz":[]}]}`:        `rosters.json:1: crm: round 1: it is missing`,
		`{"crm":[{}]}`:                `rosters.json:1: crm: round 1: it is missing`,
		`{"crm":[{"ops":[]}]}`:        `rosters.json:1: crm: round 1: unknown field "ops": write it or biz`,
		`{"crm":[{"it":null}]}`:       `rosters.json:1: crm: round 1: it: want a list of ids like ["ana","cleo"]`,
		`{"crm":[{"it":"a"}]}`:        `rosters.json:1: crm: round 1: it: want a list of ids`,
		`{"crm":[{"it":[1]}]}`:        `rosters.json:1: crm: round 1: it: want every id as text in quotes`,
		`{"crm":[{"it":["\udfff"]}]}`: "rosters.json:1: half a surrogate pair in the text at character 16, which is no character: mend it there",
		`{"crm":[{"it":["a" "b"]}]}`:  "rosters.json:1: malformed JSON at character 20",
		`{"crm":[{"it":[],"biz":[],"business":[]}]}`:                             "rosters.json:1: crm: round 1: biz stands there twice: remove one",
		`{"crm":[{"it":[],"biz":[""]}]}`:                                         "rosters.json:1: crm: round 1: biz: an id is empty: write one",
		`{"crm":[{"it":["a\n"],"biz":[]}]}`:                                      `rosters.json:1: crm: round 1: it: "a\n" holds a control character`,
		"{\"crm\":[{\"it\":[],\"biz\":[]},\n{\"it\":[\"a\",\"a\"],\"biz\":[]}]}": `rosters.json:2: crm: round 2: it: "a" stands there twice: remove one`,
	} {
		_, err := readRosters("rosters.json", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s\ngot %v\nwant %s", text, err, want)
		}
	}
	args := replayFiles(t, "", "{")
	if _, _, err := runReplay(t, nil, args...); err == nil || !strings.Contains(err.Error(), "rosters.json:1: ") {
		t.Errorf("got %v", err)
	}
}

// FuzzRosters holds the reader of rosters against encoding/json.
func FuzzRosters(f *testing.F) {
	f.Add([]byte(crmRosters))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readRosters("rosters.json", data)
		if err != nil {
			if !regexp.MustCompile(`^rosters\.json:[1-9][0-9]*: `).MatchString(err.Error()) || strings.Contains(err.Error(), "\n") {
				t.Errorf("an error without a place: %q", err)
			}
		}
		plain := bytes.TrimPrefix(data, byteOrder)
		var rosters map[string][]map[string][]string
		d := json.NewDecoder(bytes.NewReader(plain))
		if !utf8.Valid(plain) || !json.Valid(plain) || d.Decode(&rosters) != nil || rosters == nil {
			if err == nil {
				t.Errorf("accepted %q", data)
			}
			return
		}
		if err != nil {
			return // encoding/json takes more: null, keys twice, other keys
		}
		if len(got) != len(rosters) {
			t.Fatalf("%d initiatives, want %d", len(got), len(rosters))
		}
		for id, rounds := range rosters {
			if len(got[id]) != len(rounds) {
				t.Fatalf("%d rounds of %q, want %d", len(got[id]), id, len(rounds))
			}
			for n, round := range rounds {
				for side, ids := range round {
					var s scoring.Side
					if s.UnmarshalText([]byte(side)) != nil {
						t.Fatalf("accepted side %q", side)
					}
					all := slices.Concat(got[id][n].people[s], got[id][n].bridges)
					slices.Sort(all)
					slices.Sort(ids)
					if !slices.Equal(all, ids) {
						t.Errorf("%q round %d %s: got %q, want %q", id, n+1, s, all, ids)
					}
				}
			}
		}
	})
}
