package checkins

import (
	"archive/zip"
	_ "embed"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // every zone, whatever the machine has

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestResolve(t *testing.T) {
	for name, c := range map[string]struct {
		zone string
		date Date
		min  int
		want string // RFC 3339 in UTC, "" for no such date
	}{
		"plain":                          {"Europe/Berlin", "2026-03-03", 600, "2026-03-03T09:00:00Z"},
		"summer":                         {"Europe/Berlin", "2026-07-07", 600, "2026-07-07T08:00:00Z"},
		"gap, later side in Go":          {"Europe/Berlin", "2026-03-29", 150, "2026-03-29T01:00:00Z"},
		"gap, earlier side in Go":        {"America/New_York", "2026-03-08", 150, "2026-03-08T07:00:00Z"},
		"start of a gap":                 {"America/New_York", "2026-03-08", 120, "2026-03-08T07:00:00Z"},
		"end of a gap":                   {"America/New_York", "2026-03-08", 180, "2026-03-08T07:00:00Z"},
		"before a gap":                   {"America/New_York", "2026-03-08", 119, "2026-03-08T06:59:00Z"},
		"overlap, first":                 {"America/New_York", "2026-11-01", 90, "2026-11-01T05:30:00Z"},
		"after an overlap":               {"America/New_York", "2026-11-01", 120, "2026-11-01T07:00:00Z"},
		"gap at midnight":                {"America/Santiago", "2026-09-06", 30, "2026-09-06T04:00:00Z"},
		"gap at midnight, Cairo":         {"Africa/Cairo", "2026-04-24", 0, "2026-04-23T22:00:00Z"},
		"gap of half an hour":            {"Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30:00Z"},
		"gap into the next date":         {"America/Nuuk", "2026-03-28", 1410, "2026-03-29T01:00:00Z"},
		"overlap over midnight":          {"America/Nuuk", "2026-10-24", 1410, "2026-10-25T00:30:00Z"},
		"date left out":                  {"Pacific/Apia", "2011-12-30", 600, ""},
		"before the date left out":       {"Pacific/Apia", "2011-12-29", 600, "2011-12-29T20:00:00Z"},
		"after the date left out":        {"Pacific/Apia", "2011-12-31", 600, "2011-12-30T20:00:00Z"},
		"end of a day before a lost one": {"Pacific/Apia", "2011-12-29", 1440, "2011-12-30T10:00:00Z"},
		"a day kept twice":               {"Pacific/Kwajalein", "1969-09-30", 600, "1969-09-29T23:00:00Z"},
		"last day of a leap year":        {"Europe/Berlin", "2040-12-31", 600, "2040-12-31T09:00:00Z"},
		"end of the day":                 {"UTC", "2026-12-31", 1440, "2027-01-01T00:00:00Z"},
		"zone of seconds":                {"Europe/Paris", "1900-01-01", 600, "1900-01-01T09:50:39Z"},
		"no date":                        {"UTC", "2026-02-30", 600, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Resolve(c.date, c.min, zone(t, c.zone))
			if !ok {
				got = time.Time{}
			}
			want, _ := time.Parse(time.RFC3339, c.want)
			if ok != (c.want != "") || !got.Equal(want) {
				t.Fatalf("got %v %v, want %q", got.UTC(), ok, c.want)
			}
		})
	}
}

// zones lists every zone of the time zone database. The list is a file, for a machine
// without Go's source has the zones but not their names.
func zones(t *testing.T) []string {
	t.Helper()
	var names []string
	for line := range strings.Lines(zoneNames) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			names = append(names, line)
		}
	}
	if len(names) < 590 {
		t.Fatalf("%d zones: testdata/zones.txt is not whole", len(names))
	}
	return names
}

//go:embed testdata/zones.txt
var zoneNames string

// Where Go's source is at hand its zones are on the list, each of them.
func TestZonesAreAll(t *testing.T) {
	//nolint:staticcheck // where Go's source is not, there is nothing to compare with
	r, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no zoneinfo.zip here")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	names := zones(t)
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") && !slices.Contains(names, f.Name) {
			t.Errorf("add %s to testdata/zones.txt", f.Name)
		}
	}
}

func TestResolveReadsBack(t *testing.T) {
	names := zones(t)
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		loc, err := time.LoadLocation(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(0, 60*366*24*60).Draw(t, "minute")*60, 0).In(loc)
		if at.Second() != 0 {
			return
		}
		got, ok := Resolve(DateOf(at), at.Hour()*60+at.Minute(), loc)
		if !ok || got.After(at) || got.Format(time.DateTime) != at.Format(time.DateTime) {
			t.Fatalf("%v: got %v %v", at, got, ok)
		}
	})
}
