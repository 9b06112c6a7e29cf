package main

import (
	"bytes"
	"fmt"
	"slices"

	"parallax/scoring"
)

// lineup is who was asked in one round: the leads of each side, ascending,
// without the bridges, who are on both sides and not scored.
type lineup struct {
	people  [2][]string // by side
	bridges []string    // ascending
}

// mode is that of an initiative with this lineup in its first round: with under
// three leads on a side both sides are named.
func (l *lineup) mode() scoring.Mode {
	if len(l.people[scoring.IT]) < 3 || len(l.people[scoring.Biz]) < 3 {
		return scoring.Named
	}
	return scoring.Confidential
}

// rostersFile is a rosters.json being read.
type rostersFile struct {
	cursor
	name string
	// The latest round's ids as they stand in the file: mostly the next round's
	// are the same, and then so is its lineup.
	ids    [2][][]byte
	lineup *lineup
}

const rostersExample = `{"crm":[{"it":["ana"],"biz":["ben"]}]}`

// readRosters reads a rosters.json: by initiative a lineup a round, from round 1.
// Rounds that follow each other with the same people share one lineup, so that the
// result grows with the changes and hardly with the rounds. An error names the
// file, the line, the place and the way out.
func readRosters(name string, data []byte) (map[string][]*lineup, error) {
	f := &rostersFile{name: name, cursor: cursor{data: bytes.TrimPrefix(data, byteOrder)}}
	all := map[string][]*lineup{}
	if !f.take('{') {
		return nil, f.wrong("", "want an object like %s", rostersExample)
	}
	for !f.take('}') {
		if len(all) > 0 && !f.take(',') {
			return nil, f.malformed()
		}
		key, ok := f.text()
		if !ok || !f.take(':') {
			return nil, f.malformed()
		}
		id := string(key)
		if err := f.named("", "the id of an initiative", id); err != nil {
			return nil, err
		}
		if _, twice := all[id]; twice {
			return nil, f.wrong(id, "stands there twice: put its rounds into one list")
		}
		rounds, err := f.rounds(id)
		if err != nil {
			return nil, err
		}
		all[id] = rounds
	}
	if !f.ended() {
		return nil, f.wrong("", "something follows the rosters: write one object")
	}
	return all, nil
}

// wrong says what is wrong at the cursor.
func (f *rostersFile) wrong(where, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if where != "" {
		text = where + ": " + text
	}
	return fmt.Errorf("%s:%d: %s", f.name, 1+bytes.Count(f.data[:f.at], []byte("\n")), text)
}

func (f *rostersFile) malformed() error { return f.wrong("", "%s: mend it there", f.trouble()) }

// expected refuses what is not the thing that should be next.
func (f *rostersFile) expected(where, what string) error {
	if f.ended() {
		return f.malformed()
	}
	return f.wrong(where, "want %s", what)
}

// named refuses an id that is empty or not printable.
func (f *rostersFile) named(where, what, id string) error {
	if id == "" {
		return f.wrong(where, "%s is empty: write one", what)
	}
	if err := printable("", id); err != nil {
		return f.wrong(where, "%s", err)
	}
	return nil
}

// rounds reads the list of one initiative.
func (f *rostersFile) rounds(id string) ([]*lineup, error) {
	if !f.take('[') {
		return nil, f.expected(id, `a list with an entry a round, like [{"it":["ana"],"biz":["ben"]}]`)
	}
	var rounds []*lineup
	f.lineup = nil
	for !f.take(']') {
		if len(rounds) > 0 && !f.take(',') {
			return nil, f.malformed()
		}
		l, err := f.round(fmt.Sprintf("%s: round %d", id, len(rounds)+1))
		if err != nil {
			return nil, err
		}
		rounds = append(rounds, l)
	}
	return slices.Clip(rounds), nil
}

// round reads one entry.
func (f *rostersFile) round(where string) (*lineup, error) {
	if !f.take('{') {
		return nil, f.expected(where, `an object like {"it":["ana"],"biz":["ben"]}`)
	}
	var ids [2][][]byte
	var have [2]bool
	for !f.take('}') {
		if have != [2]bool{} && !f.take(',') {
			return nil, f.malformed()
		}
		key, ok := f.text()
		if !ok || !f.take(':') {
			return nil, f.malformed()
		}
		var side scoring.Side
		switch {
		case side.UnmarshalText(key) != nil:
			return nil, f.wrong(where, "unknown field %.40q: write it or biz", key)
		case have[side]:
			return nil, f.wrong(where, "%s stands there twice: remove one", side)
		}
		have[side] = true
		var err error
		if ids[side], err = f.list(where + ": " + side.String()); err != nil {
			return nil, err
		}
	}
	for _, s := range scoring.Sides {
		if !have[s] {
			return nil, f.wrong(where, "%s is missing: write %q:[] if nobody is on that side", s, s)
		}
	}
	if f.lineup != nil && slices.EqualFunc(ids[0], f.ids[0], bytes.Equal) && slices.EqualFunc(ids[1], f.ids[1], bytes.Equal) {
		return f.lineup, nil
	}
	l, err := f.lineUp(where, ids)
	f.ids, f.lineup = ids, l
	return l, err
}

// list reads the ids of one side.
func (f *rostersFile) list(where string) ([][]byte, error) {
	if !f.take('[') {
		return nil, f.expected(where, `a list of ids like ["ana","cleo"]`)
	}
	var ids [][]byte
	for !f.take(']') {
		if len(ids) > 0 && !f.take(',') {
			return nil, f.malformed()
		}
		if !f.quoted() {
			return nil, f.expected(where, "every id as text in quotes")
		}
		id, ok := f.text()
		if !ok {
			return nil, f.malformed()
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// lineUp checks and sorts the people of a round and sets the bridges apart.
func (f *rostersFile) lineUp(where string, ids [2][][]byte) (*lineup, error) {
	var l lineup
	var all [2][]string
	for _, s := range scoring.Sides {
		for _, b := range ids[s] {
			id := string(b)
			if err := f.named(where+": "+s.String(), "an id", id); err != nil {
				return nil, err
			}
			all[s] = append(all[s], id)
		}
		slices.Sort(all[s])
		for n := 1; n < len(all[s]); n++ {
			if id := all[s][n]; id == all[s][n-1] {
				return nil, f.wrong(where, "%s: %.64q stands there twice: remove one", s, id)
			}
		}
	}
	for _, s := range scoring.Sides {
		for _, id := range all[s] {
			if _, both := slices.BinarySearch(all[s.Other()], id); !both {
				l.people[s] = append(l.people[s], id)
			} else if s == scoring.IT {
				l.bridges = append(l.bridges, id)
			}
		}
	}
	return &l, nil
}
