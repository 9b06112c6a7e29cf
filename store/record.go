package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parallax/checkins"
)

var recordScript = sealing("record", true)

// remembered is how long a delivery is known again. The longest retries of the
// platforms end within minutes; the rest is for our own downtime.
const remembered = 24 * time.Hour

// rememberFor is for how many seconds a delivery is known again; 0: it has no id.
func rememberFor(d checkins.Delivered) int {
	if d.ID == "" {
		return 0
	}
	return int(remembered / time.Second)
}

// noRound stands for whatever a reply claims that is not the id of a round: no
// round has this name, and it keeps the stored outcome readable.
const noRound checkins.RoundID = "-"

// Record implements checkins.Ledger: one round trip once the server knows the
// script, and one more where nothing is known of the person or the round. The org and the person of a reply are claims until the account's index
// in that org agrees. A value outside 0..5 is an error. Where several outcomes
// fit, the first of stranger, no_round, closed, not_asked (not on the roster),
// left, withdrawn, not_asked (the item) is given.
func (s *Store) Record(ctx context.Context, org checkins.OrgID, r checkins.Reply, now time.Time) ([]checkins.Recorded, error) {
	if len(r.Parts) == 0 {
		return nil, nil
	}
	keys, args, err := s.recording(org, r, now)
	if err != nil {
		return nil, fmt.Errorf("record reply of %s: %w", r.Person, err)
	}
	said, err := s.keep(ctx, recordScript, org, keys, args...)
	if err != nil {
		return nil, fmt.Errorf("record reply of %s: %w", r.Person, err)
	}
	reply := list(said)
	recorded, err := recordedOf(text(reply[1]), reply[0] == int64(1))
	if err != nil {
		return nil, fmt.Errorf("record reply of %s: %w", r.Person, err)
	}
	// A store that was emptied knows nobody: that is no word about this person.
	if slices.ContainsFunc(recorded, missing) {
		if err := s.missed(ctx, nil); err != nil {
			return nil, fmt.Errorf("record reply of %s: %w", r.Person, err)
		}
	}
	if reply[0] == int64(0) {
		for n := range recorded {
			recorded[n].Round = r.Parts[n].Round
		}
	}
	return recorded, nil
}

// missing reports an outcome that says that something is not there.
func missing(r checkins.Recorded) bool {
	return r.Outcome == checkins.Stranger || r.Outcome == checkins.NoRound
}

// recording builds the keys and arguments of record.lua.
func (s *Store) recording(org checkins.OrgID, r checkins.Reply, now time.Time) ([]string, []any, error) {
	k := of(org)
	var asks []checkins.LetterID
	var parts []string // keys
	var filled []any
	for _, f := range r.Parts {
		i, _, ok := f.Round.Split()
		if !ok {
			f.Round = noRound
		}
		values, err := s.values(org, r.Person, f)
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, k.round(f.Round), k.answers(f.Round), k.leads(i), k.consents(i))
		filled = append(filled, string(f.Round), len(values)/3)
		filled = append(filled, values...)
		if f.Ask != "" && !slices.Contains(asks, f.Ask) {
			asks = append(asks, f.Ask)
		}
	}
	if l := r.Proof.Letter; l != "" && !slices.Contains(asks, l) {
		asks = append(asks, l) // answered in a nudge: that message says so too
	}
	by := checkins.Delivered{Platform: r.From.Platform, ID: r.Delivery}
	args := []any{
		string(r.Person), r.From.String(), nowMS(now), rememberFor(by), len(r.Parts),
		slices.Index(asks, r.Proof.Letter) + 1, r.Proof.Receipt.Channel, r.Proof.Receipt.TS,
	}
	keys := append([]string{k.delivered(by), k.ident(r.From), k.log(), k.due(), k.unknown(), k.people()}, parts...)
	keys, args = redrawings(keys, append(args, filled...), k, asks)
	return keys, args, nil
}

// values returns, for each value of a part: what must have been put to the lead,
// the field, the sealed value. They are stored in this order, so of two marks for
// one field the later stands.
func (s *Store) values(org checkins.OrgID, p checkins.PersonID, f checkins.Filled) ([]any, error) {
	var values []any
	for _, m := range f.Marks {
		if m.Value < 0 || m.Value > 5 {
			return nil, fmt.Errorf("%s: a value is 0..5, not %d", f.Round, m.Value)
		}
		field := fieldOf(p, m)
		values = append(values, item(m), field, s.vault.seal([]byte{byte(m.Value)}, answerPlace(org, f.Round, field)))
	}
	if f.Line == nil {
		return values, nil
	}
	sealed := ""
	if f.Line.Text != "" {
		line, err := json.Marshal(checkins.Line{Person: p, Text: f.Line.Text, Released: f.Line.Released})
		if err != nil {
			return nil, err
		}
		sealed = s.vault.seal(line, answerPlace(org, f.Round, lineOf(p)))
	}
	return append(values, "", lineOf(p), sealed), nil
}

// recordedOf reads what record.lua says; again: it said so before.
func recordedOf(said string, again bool) ([]checkins.Recorded, error) {
	var out []checkins.Recorded
	for line := range strings.SplitSeq(said, "\n") {
		part := strings.SplitN(line, " ", 4)
		if len(part) != 4 {
			return nil, errors.New("the stored outcome does not parse")
		}
		changed, err := strconv.ParseBool(part[1])
		if err != nil {
			return nil, err
		}
		r := checkins.Recorded{
			Round: checkins.RoundID(part[3]), Outcome: checkins.RecordOutcome(part[0]),
			Changed: changed, Closes: fromMS(part[2]),
		}
		if again && r.Outcome == checkins.Saved {
			r.Outcome = checkins.Duplicate
		}
		out = append(out, r)
	}
	return out, nil
}
