package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"parallax/checkins"
	"parallax/scoring"
)

var (
	openScript  = script("open", true)
	sealScript  = script("seal", false)
	closeScript = sealing("close", true)
)

var errNotSealed = errors.New("the round is not sealed")

// Errands implements checkins.Ledger.
func (s *Store) Errands(ctx context.Context, org checkins.OrgID, now time.Time) ([]checkins.Errand, error) {
	var due *redis.ZSliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		due = p.ZRangeByScoreWithScores(ctx, of(org).sched(), &redis.ZRangeBy{Min: "-inf", Max: nowMS(now), Count: atMost})
	})
	if err != nil {
		return nil, fmt.Errorf("list errands: %w", err)
	}
	var errands []checkins.Errand
	for _, z := range due.Val() {
		e := checkins.Errand{At: time.UnixMilli(int64(z.Score)).UTC()}
		if id, ok := strings.CutPrefix(text(z.Member), opens); ok {
			e.Initiative = checkins.InitiativeID(id)
		} else if id, ok := strings.CutPrefix(text(z.Member), closes); ok {
			e.Round = checkins.RoundID(id)
			e.Initiative = e.Round.Initiative()
		}
		errands = append(errands, e)
	}
	slices.SortFunc(errands, func(a, b checkins.Errand) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Initiative, b.Initiative), cmp.Compare(a.Round, b.Round))
	})
	return errands, nil
}

// Open implements checkins.Ledger.
func (s *Store) Open(ctx context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	opened, err := s.open(ctx, org, o)
	if err != nil {
		return false, fmt.Errorf("open %s: %w", o.Round.ID, err)
	}
	return opened, nil
}

func (s *Store) open(ctx context.Context, org checkins.OrgID, o checkins.Opening) (bool, error) {
	i, _, ok := o.Round.ID.Split()
	if !ok {
		return false, errors.New("not the id of a round")
	}
	if o.Round.State != checkins.RoundOpen && o.Round.State != checkins.RoundSkipped {
		return false, fmt.Errorf("state %q", o.Round.State)
	}
	doc, err := json.Marshal(o.Round)
	if err != nil {
		return false, err
	}
	k := of(org)
	var put []any
	for _, side := range scoring.Sides {
		for _, p := range o.Round.Roster[side] {
			put = append(put, string(p), putTo(o.Round.Plans[p], o.Round.Mode[side]))
		}
	}
	args := []any{
		string(o.Round.ID), string(doc), string(o.Round.State), ms(o.Round.Closes), ms(o.Next), string(i),
		len(put) / 2, len(o.Letters), o.Rev, nowMS(time.Time{}), s.call(),
	}
	keys, args, err := postings([]string{k.round(o.Round.ID), k.course(i), k.sched(), k.due()}, append(args, put...), k, o.Letters)
	if err != nil {
		return false, err
	}
	keys, args = redrawings(keys, args, k, o.Redraw)
	done, err := s.run(ctx, openScript, org, keys, args...)
	if err == nil && done == int64(-1) {
		err = checkins.ErrStale
	}
	return done == int64(1), err
}

// putTo lists what a plan puts to a lead, in a form in which item finds its own,
// and whether the lead's side is named.
func putTo(p checkins.Plan, m scoring.Mode) string {
	var b strings.Builder
	b.WriteString("|")
	for _, d := range p.Items {
		b.WriteString(fieldOwn + ":" + string(d) + "|")
	}
	for _, d := range p.Guesses {
		b.WriteString(fieldGuess + ":" + string(d) + "|")
	}
	if m == scoring.Named {
		b.WriteString("named|")
	}
	return b.String()
}

// item is what putTo must hold for a mark. A dimension that is no id never was
// put to anybody.
func item(m checkins.Mark) string {
	d := string(m.Dimension)
	if !checkins.ValidID(d) {
		return "||"
	}
	if m.Guess {
		return "|" + fieldGuess + ":" + d + "|"
	}
	return "|" + fieldOwn + ":" + d + "|"
}

// Rounds implements checkins.Ledger.
func (s *Store) Rounds(ctx context.Context, org checkins.OrgID, ids ...checkins.RoundID) ([]checkins.Round, error) {
	var cmds []*redis.SliceCmd
	err := s.read(ctx, func(p redis.Pipeliner) {
		for _, id := range ids {
			cmds = append(cmds, p.HMGet(ctx, of(org).round(id), "doc", "state"))
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read rounds: %w", err)
	}
	var rounds []checkins.Round
	for i, cmd := range cmds {
		doc, ok := cmd.Val()[0].(string)
		if !ok {
			continue
		}
		var r checkins.Round
		if err := json.Unmarshal([]byte(doc), &r); err != nil {
			return nil, fmt.Errorf("read round %s: %w", ids[i], err)
		}
		r.State = checkins.RoundState(text(cmd.Val()[1]))
		rounds = append(rounds, r)
	}
	return rounds, nil
}

// Answers implements checkins.Ledger. A round that does not exist has none.
func (s *Store) Answers(ctx context.Context, org checkins.OrgID, id checkins.RoundID, p checkins.PersonID) (checkins.Kept, error) {
	fields, err := s.hash(ctx, of(org).answers(id), nil)
	if err == nil {
		var kept checkins.Kept
		if kept, err = s.kept(org, id, fields, p); err == nil {
			return kept, nil
		}
	}
	return checkins.Kept{}, fmt.Errorf("read answers of %s: %w", id, err)
}

// kept opens the answers of a round; of one person when p is not empty.
func (s *Store) kept(org checkins.OrgID, id checkins.RoundID, fields map[string]string, p checkins.PersonID) (checkins.Kept, error) {
	type item struct {
		person    checkins.PersonID
		dimension scoring.Dimension
	}
	var kept checkins.Kept
	answers := map[item]checkins.Answer{}
	for field, sealed := range fields {
		part := strings.Split(field, "|")
		who := checkins.PersonID(part[0])
		if p != "" && p != who {
			continue
		}
		plain, err := s.vault.unseal(sealed, answerPlace(org, id, field))
		if err != nil {
			return kept, err
		}
		if len(part) == 2 {
			line := checkins.Line{Person: who}
			if err := json.Unmarshal(plain, &line); err != nil {
				return kept, errors.New("a line does not parse") // the error of json would quote it
			}
			kept.Lines = append(kept.Lines, line)
			continue
		}
		if len(part) != 3 || len(plain) != 1 {
			return kept, fmt.Errorf("field %s does not parse", field)
		}
		at := item{who, scoring.Dimension(part[1])}
		a := answers[at]
		a.Person, a.Dimension = at.person, at.dimension
		if value := int(plain[0]); part[2] == fieldGuess {
			a.Guess, a.SaidGuess = value, true
		} else {
			a.Own, a.SaidOwn = value, true
		}
		answers[at] = a
	}
	for _, a := range answers {
		kept.Answers = append(kept.Answers, a)
	}
	slices.SortFunc(kept.Answers, func(a, b checkins.Answer) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Dimension, b.Dimension))
	})
	slices.SortFunc(kept.Lines, func(a, b checkins.Line) int { return cmp.Compare(a.Person, b.Person) })
	return kept, nil
}

// answerPlace is where an answer stands; the field names person, dimension and part.
func answerPlace(org checkins.OrgID, id checkins.RoundID, field string) []byte {
	return place("answer", string(org), string(id), field)
}

// Seal implements checkins.Ledger.
func (s *Store) Seal(ctx context.Context, org checkins.OrgID, id checkins.RoundID, now time.Time) (checkins.Kept, error) {
	k := of(org)
	got, err := s.run(ctx, sealScript, org, []string{k.round(id), k.answers(id)}, nowMS(now))
	if err == nil {
		switch reply := list(got); text(reply[0]) {
		case "none":
			err = checkins.ErrNotFound
		case "early":
			err = checkins.ErrTooEarly
		default:
			var kept checkins.Kept
			if kept, err = s.kept(org, id, pairs(reply[1]), ""); err == nil {
				return kept, nil
			}
		}
	}
	return checkins.Kept{}, fmt.Errorf("seal %s: %w", id, err)
}

// Close implements checkins.Ledger. A round that is still open is an error.
func (s *Store) Close(ctx context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	closed, err := s.close(ctx, org, c, now)
	if err != nil {
		return false, fmt.Errorf("close %s: %w", c.Round, err)
	}
	return closed, nil
}

func (s *Store) close(ctx context.Context, org checkins.OrgID, c checkins.Closing, now time.Time) (bool, error) {
	i, date, ok := c.Round.Split()
	if !ok {
		return false, checkins.ErrNotFound
	}
	standing, err := json.Marshal(c.Standing)
	if err != nil {
		return false, err
	}
	sorted := slices.SortedFunc(slices.Values(c.Records), func(a, b checkins.Record) int { return cmp.Compare(a.Dimension, b.Dimension) })
	records, err := json.Marshal(result{c.Basis, sorted})
	if err != nil {
		return false, err
	}
	k := of(org)
	keys := []string{k.round(c.Round), k.course(i), k.past(i), k.sched(), k.due()}
	args := []any{
		string(c.Round), nowMS(now),
		s.vault.seal(standing, standingPlace(org, i)), s.vault.seal(records, recordsPlace(org, c.Round)),
		strconv.FormatInt(date.UTC().Unix(), 10), s.call(), len(c.Letters), c.Standing.Rev,
	}
	keys, args, err = postings(keys, args, k, c.Letters)
	if err != nil {
		return false, err
	}
	keys, args = redrawings(keys, args, k, c.Redraw)
	said, err := s.keep(ctx, closeScript, org, keys, args...)
	switch {
	case err != nil:
		return false, err
	case said == "none":
		return false, checkins.ErrNotFound
	case said == "open":
		return false, errNotSealed
	case said == "stale":
		return false, checkins.ErrStale
	}
	return said == "closed", nil
}
