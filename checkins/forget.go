package checkins

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"parallax/scoring"
)

// Eraser removes from a store what belongs to one person. Every step may be
// repeated, and one that finds nothing changes nothing. Forget calls them in an
// order in which a break leaves nothing half done that a repetition does not end.
type Eraser interface {
	// EraseRoles takes the person out of the org and of every initiative (Org.Without,
	// Initiative.Without), out of the sets of leads and of the index of accounts, in
	// one step: from then on nothing of theirs is recorded. The Person stays. Pinned cards
	// that name them (Initiative.Facing) are redrawn with it.
	EraseRoles(ctx context.Context, org OrgID, p PersonID) (Roles, error)
	// EraseWhys takes the person out of what was said about the why of an initiative
	// (WhyTalk.Without), and returns how many lines of theirs went.
	EraseWhys(ctx context.Context, org OrgID, i InitiativeID, p PersonID) (int, error)
	// EraseBooks takes the person out of every book (Book.Without), and returns how many
	// things of theirs went. The letters that show them because of a book are redrawn in
	// its step.
	EraseBooks(ctx context.Context, org OrgID, shown Shown) (int, error)
	// EraseLetters removes the letters to the person, those that answer them and those
	// that they shared, in whatever state. A line in a channel about what they did stays
	// without them (Letter.Without) and is redrawn.
	EraseLetters(ctx context.Context, org OrgID, p PersonID) (int, error)
	// EraseNotes removes what the person wrote apart from check-ins (Notes), and redraws in
	// the same step what shows it.
	EraseNotes(ctx context.Context, org OrgID, shown Shown) (int, error)
	// EraseHistory removes the person's changes of answers from the log.
	EraseHistory(ctx context.Context, org OrgID, p PersonID) (int, error)
	// EraseRound removes the person's answers of a round, puts a nameless id in their
	// place (Round.Without) and takes them out of its care, in one step. A closed
	// round whose answers were removed is marked (Scored.Erased). The letters that show its
	// alert are redrawn when its care named them.
	EraseRound(ctx context.Context, org OrgID, id RoundID, shown Shown) (Struck, error)
	// ErasePerson removes the Person, and their drafts. false: there was none.
	ErasePerson(ctx context.Context, org OrgID, p PersonID) (bool, error)
}

// Roles are the places that somebody had.
type Roles struct {
	Admin    bool
	Leads    []InitiativeID // a side of which they led; bridges too
	Owned    []InitiativeID
	Sponsors []InitiativeID
	Changed  bool // something was removed
}

// Struck says what was removed from a round.
type Struck struct {
	Answers int // ratings and guesses
	Lines   int
	Changed bool // something was removed, or a name was
}

// Checkpoints keeps standings from which rounds can be worked out again although
// answers of earlier ones were erased: each as it was right after an erasure.
type Checkpoints interface {
	// Checkpoints lists those of an initiative by Seq, at most one a Seq.
	Checkpoints(ctx context.Context, org OrgID, i InitiativeID) ([]Standing, error)
	// Restate replaces the standing and the checkpoints of an initiative apart from a
	// close; the Rev of the stored one grows. ErrStale: it has changed since s.Rev, and
	// nothing was done.
	Restate(ctx context.Context, org OrgID, i InitiativeID, s Standing, points []Standing) error
}

// Archive is everything of a store in which a person may stand.
type Archive interface {
	Roster
	Standings
	Checkpoints
	Eraser
	Rounds(ctx context.Context, org OrgID, ids ...RoundID) ([]Round, error)
	Answers(ctx context.Context, org OrgID, id RoundID, p PersonID) (Kept, error)
}

// Forgotten says what Forget removed.
type Forgotten struct {
	Roles
	Known   bool           // there was such a Person
	Rounds  int            // from which answers or the name were removed
	Answers int            // ratings and guesses
	Lines   int            // that came with answers
	Notes   int            // other lines
	Books   int            // promises, decisions and the like
	Log     int            // entries of the log of answers
	Letters int            // that were sent or waited
	Views   []InitiativeID // whose standing knew them
}

// anything reports whether there was anything to forget.
func (f Forgotten) anything() bool {
	return f.Known || f.Changed || f.Rounds+f.Lines+f.Notes+f.Books+f.Log+f.Letters+len(f.Views) > 0
}

// Forget erases a person from an org (SCORING.md 9): answers, lines, views,
// letters, roles, accounts and the person. What was published stays, without
// their name; open rounds go on without them. It may be repeated after a break.
// ErrNotFound: the org or the person is not known, and nothing was left of them.
func Forget(ctx context.Context, a Archive, org OrgID, p PersonID) (Forgotten, error) {
	f, err := forget(ctx, a, org, p)
	if err == nil && !f.anything() {
		err = ErrNotFound
	}
	if err != nil {
		return f, fmt.Errorf("forget %s: %w", p, err)
	}
	return f, nil
}

func forget(ctx context.Context, a Archive, org OrgID, p PersonID) (f Forgotten, err error) {
	if !ValidID(string(p)) {
		return f, nil
	}
	if _, err := a.Org(ctx, org); err != nil {
		return f, err
	}
	// First nothing more is recorded, and no round is planned with them.
	if f.Roles, err = a.EraseRoles(ctx, org, p); err != nil {
		return f, err
	}
	initiatives, err := a.AllInitiatives(ctx, org)
	if err != nil {
		return f, err
	}
	shown := ShownOf(org, p, initiatives...)
	if f.Notes, err = a.EraseNotes(ctx, org, shown); err != nil {
		return f, err
	}
	if f.Books, err = a.EraseBooks(ctx, org, shown); err != nil {
		return f, err
	}
	people, err := a.People(ctx, org, p)
	if err != nil {
		return f, err
	}
	var rounds []RoundID
	for _, i := range initiatives {
		e := erasure{Archive: a, org: org, who: p, known: len(people) > 0, initiative: i}
		knew, err := e.standing(ctx)
		if err != nil {
			return f, fmt.Errorf("%s: %w", i.ID, err)
		}
		if knew {
			f.Views = append(f.Views, i.ID)
		}
		// Only now: until here a round may have opened that was planned with them.
		ids, err := e.rounds(ctx)
		if err != nil {
			return f, fmt.Errorf("%s: %w", i.ID, err)
		}
		rounds = append(rounds, ids...)
		lines, err := a.EraseWhys(ctx, org, i.ID, p)
		if err != nil {
			return f, fmt.Errorf("%s: %w", i.ID, err)
		}
		f.Lines += lines
	}
	if f.Letters, err = a.EraseLetters(ctx, org, p); err != nil {
		return f, err
	}
	if f.Log, err = a.EraseHistory(ctx, org, p); err != nil {
		return f, err
	}
	for _, id := range rounds {
		s, err := a.EraseRound(ctx, org, id, shown)
		if err != nil {
			return f, fmt.Errorf("%s: %w", id, err)
		}
		f.Answers, f.Lines = f.Answers+s.Answers, f.Lines+s.Lines
		if s.Changed {
			f.Rounds++
		}
	}
	if f.Known, err = a.ErasePerson(ctx, org, p); err != nil {
		return f, err
	}
	// A press that was under way may have written in a book since: nobody of that id
	// presses any more.
	late, err := a.EraseBooks(ctx, org, shown)
	f.Books += late
	return f, err
}

// erasure is the erasing of one person from one initiative.
type erasure struct {
	Archive
	org        OrgID
	who        PersonID
	known      bool // nobody erased the Person yet
	initiative Initiative
}

// rounds lists those of the initiative that are closed, and the latest.
func (e *erasure) rounds(ctx context.Context) ([]RoundID, error) {
	_, latest, err := e.Standing(ctx, e.org, e.initiative.ID)
	if err != nil {
		return nil, err
	}
	ids, err := e.Past(ctx, e.org, e.initiative.ID)
	if latest != "" && !slices.Contains(ids, latest) {
		ids = append(ids, latest) // no two rounds of an initiative are under way
	}
	return ids, err
}

// erasures is how often a standing is looked at anew that others changed.
const erasures = 10

// standing takes the person out of the standing and of its checkpoints. It does
// so before any answer goes, and also makes every standing stale that somebody
// else has read before: whatever is being worked out with the person is refused.
func (e *erasure) standing(ctx context.Context) (knew bool, err error) {
	for range erasures {
		if knew, err = e.restate(ctx); !errors.Is(err, ErrStale) {
			return knew, err
		}
	}
	return false, err
}

func (e *erasure) restate(ctx context.Context) (knew bool, err error) {
	was, _, err := e.Standing(ctx, e.org, e.initiative.ID)
	if err != nil {
		return false, err
	}
	asked, answered, err := e.history(ctx)
	if err != nil {
		return false, err
	}
	params, err := scoring.Defaults().WithPreset(e.initiative.Pulse.preset())
	if err != nil {
		return false, err
	}
	points, err := e.Checkpoints(ctx, e.org, e.initiative.ID)
	if err != nil {
		return false, err
	}
	now := was.Without(params, e.who)
	knew = !alike(was, now)
	if !knew && !asked && !e.known {
		return false, nil
	}
	// A checkpoint with the person's view can't be continued: the rounds after it
	// were scored with that.
	points = slices.DeleteFunc(points, func(c Standing) bool { return !alike(c.Course, c.Without(params, e.who).Course) })
	for n := range points {
		points[n] = points[n].Without(params, e.who)
	}
	if now.Seq > 0 && (answered || !alike(was.Course, now.Course)) {
		points = slices.DeleteFunc(points, func(c Standing) bool { return c.Seq == now.Seq })
		points = append(points, now)
	}
	return knew, e.Restate(ctx, e.org, e.initiative.ID, now, points)
}

// history looks at the rounds: whether the person was asked in one, and whether
// the person answered in one that is closed.
func (e *erasure) history(ctx context.Context) (asked, answered bool, err error) {
	ids, err := e.rounds(ctx)
	if err != nil {
		return false, false, err
	}
	for some := range slices.Chunk(ids, 50) {
		rounds, err := e.Rounds(ctx, e.org, some...)
		if err != nil {
			return false, false, err
		}
		for _, r := range rounds {
			if _, on := r.Side(e.who); !on {
				continue
			}
			asked = true
			if answered || r.State != RoundClosed {
				continue
			}
			kept, err := e.Answers(ctx, e.org, r.ID, e.who)
			if err != nil {
				return false, false, err
			}
			answered = len(kept.Answers) > 0
		}
	}
	return asked, answered, nil
}

// alike reports whether two values are stored as the same bytes.
func alike(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}
