package checkins

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"parallax/scoring"
)

// Task is what somebody is to do about an initiative, besides check-ins. Several of a
// kind are one.
type Task struct {
	What       TaskWhat
	Initiative Named // zero for TaskRank
	N          int   // how many
	Day        Date  // of the first of them: until when, or since when
	Deed       string
	Letter     LetterID // that the deed is about; empty: none
	Subject    string   // of the deed that opens the first of them
}

// TaskWhat says what is to be done.
type TaskWhat string

// What there is, the most pressing first on the same day.
const (
	TaskStep    TaskWhat = "step"    // a step of the reader whose date has come
	TaskJudge   TaskWhat = "judge"   // a promise of the other side, to judge
	TaskRate    TaskWhat = "rate"    // a decision to rate
	TaskHolds   TaskWhat = "holds"   // an assumption: does it still hold?
	TaskWhy     TaskWhat = "why"     // the why, to be said again
	TaskRecord  TaskWhat = "record"  // a decision that both sides rated, for its owner to record or drop
	TaskFollow  TaskWhat = "follow"  // likewise, what follows from what they said of its assumption
	TaskPromise TaskWhat = "promise" // a promise of the reader that is due soon
	TaskOutcome TaskWhat = "outcome" // the value of the outcome, this month
	TaskRank    TaskWhat = "rank"    // what comes first, this month
)

var taskOrder = []TaskWhat{
	TaskStep, TaskJudge, TaskRate, TaskHolds, TaskWhy, TaskRecord, TaskFollow, TaskPromise, TaskOutcome, TaskRank,
}

const (
	homeTasks   = 5 // of them on the page
	promiseSoon = 7 // days before its date from which the promiser reads of it
)

// homeBooks is what the page needs of the books of somebody's initiatives, read at once.
type homeBooks map[BookID]Book

// homeKinds are those of every initiative.
var homeKinds = []BookKind{BookSteps, BookFigures, BookPromises, BookDecisions, BookRecalls}

// homeBooks reads them, and the one in which the reader's ranking of the month lies.
func (d *Desk) homeBooks(ctx context.Context, org OrgID, p Person, is []Initiative) (homeBooks, error) {
	month, _ := rankMonth(p, d.Now())
	ids := []BookID{rankBook(month, p.ID)}
	for _, i := range is {
		for _, kind := range homeKinds {
			ids = append(ids, BookID{kind, string(i.ID)})
		}
	}
	bs, err := d.Books.BooksOf(ctx, org, ids...)
	all := homeBooks{}
	for n, b := range bs {
		all[ids[n]] = b
	}
	return all, err
}

// bookIn is a book as what its kind says; the zero value for one nobody wrote.
func bookIn[T any](all homeBooks, id BookID) (v T, err error) {
	if text := all[id].Text; len(text) > 0 {
		if err := json.Unmarshal(text, &v); err != nil {
			return v, fmt.Errorf("book %s of %s: %w", id.Kind, id.Of, err)
		}
	}
	return v, nil
}

// tasks collects what waits for somebody.
type tasks struct {
	p     Person
	now   time.Time
	books homeBooks
	all   []Task
	asked map[LetterID]Task // questions after an outcome: they wait for who got the letter
}

// tasks is what waits for somebody in their initiatives, the most pressing first.
func (d *Desk) tasks(ctx context.Context, o Org, p Person, is []Initiative, books homeBooks) ([]Task, error) {
	w := tasks{p: p, now: d.Now(), books: books, asked: map[LetterID]Task{}}
	for _, i := range is {
		if err := w.about(i, may(i, o, p.ID).Read); err != nil {
			return nil, err
		}
	}
	if err := w.rank(is); err != nil {
		return nil, err
	}
	if len(w.asked) > 0 {
		var ids []LetterID
		for id := range w.asked {
			ids = append(ids, id)
		}
		ls, err := d.Shelf.Letters(ctx, o.ID, ids...)
		if err != nil {
			return nil, err
		}
		for _, l := range ls {
			if l.Lead == p.ID && !l.Due.After(w.now) {
				w.all = append(w.all, w.asked[l.ID])
			}
		}
	}
	slices.SortStableFunc(w.all, func(a, b Task) int {
		return cmp.Or(
			cmp.Compare(a.Day, b.Day), cmp.Compare(slices.Index(taskOrder, a.What), slices.Index(taskOrder, b.What)), byNameOf(a.Initiative, b.Initiative),
		)
	})
	return w.all, nil
}

// add notes one; of several of a kind that of the earliest day is opened.
func (w *tasks) add(i Initiative, what TaskWhat, day Date, deed, subject string) {
	x := Task{What: what, Initiative: Named{i.ID, i.Name}, N: 1, Day: day, Deed: deed, Subject: subject}
	n := slices.IndexFunc(w.all, func(y Task) bool { return y.What == what && y.Initiative.ID == i.ID })
	if n < 0 {
		w.all = append(w.all, x)
		return
	}
	if x.N += w.all[n].N; w.all[n].Day <= day {
		x.Day, x.Deed, x.Subject = w.all[n].Day, w.all[n].Deed, w.all[n].Subject
	}
	w.all[n] = x
}

// about looks at one initiative. What asks for an answer is left out where the reader
// wants to be asked nothing, and while it is paused. A sponsor, who reads no books of it,
// may be asked for its outcome.
func (w *tasks) about(i Initiative, reads bool) error {
	figures, err := bookIn[FigureBook](w.books, BookOfFigures(i.ID))
	if err != nil {
		return err
	}
	asks := !i.Paused && !w.p.Quiet(i.ID)
	if asks {
		w.outcome(i, figures)
	}
	if !reads {
		return nil
	}
	steps, err := bookIn[Steps](w.books, stepBook(i.ID))
	if err != nil {
		return err
	}
	promises, err := bookIn[Promises](w.books, BookID{BookPromises, string(i.ID)})
	if err != nil {
		return err
	}
	decisions, err := bookIn[DecisionBook](w.books, BookID{BookDecisions, string(i.ID)})
	if err != nil {
		return err
	}
	recalls, err := bookIn[Recalls](w.books, recallBook(i.ID))
	if err != nil {
		return err
	}
	w.steps(i, steps)
	w.promises(i, promises, asks)
	w.decisions(i, decisions, asks)
	if asks {
		w.why(i, recalls)
	}
	return nil
}

func (w *tasks) today(i Initiative) Date { return DateOf(w.now.In(i.Pulse.Location())) }

func (w *tasks) steps(i Initiative, all Steps) {
	for _, x := range all.Steps {
		if _, has := x.sideOf(w.p.ID, i); has && x.agreed() && x.State == StepOpen && x.Due <= w.today(i) {
			w.add(i, TaskStep, x.Due, DeedStepAsk, strconv.Itoa(x.No))
		}
	}
}

func (w *tasks) promises(i Initiative, all Promises, asks bool) {
	today := w.today(i)
	for _, x := range all.All {
		switch l := x.line(i, nil, w.p.ID, w.now); {
		case l.Judges && l.Said == "" && asks:
			w.add(i, TaskJudge, x.Due, DeedPromise, "")
		case x.By == w.p.ID && l.Is == "" && today <= x.Due && x.Due <= today.AddDays(promiseSoon):
			w.add(i, TaskPromise, x.Due, DeedPromise, "")
		}
	}
}

func (w *tasks) decisions(i Initiative, all DecisionBook, asks bool) {
	for _, x := range all.All {
		l := x.line(i, w.p.ID, w.now)
		until := DateOf(l.Until.In(w.p.Location()))
		switch {
		case l.Rates && !l.Did && asks:
			w.add(i, TaskRate, until, DeedRate, x.ID)
		case l.Checks && l.Said == "" && asks:
			w.add(i, TaskHolds, until, DeedDecisions, "")
		case l.Records:
			w.add(i, TaskRecord, x.Made, DeedDecisions, "")
		case l.Decides:
			w.add(i, TaskFollow, x.Revisit, DeedDecisions, "")
		}
	}
}

func (w *tasks) why(i Initiative, all Recalls) {
	x := all.last()
	side, lead := i.Side(w.p.ID)
	if _, wrote := x.Lines[w.p.ID]; lead && !wrote && w.now.Before(x.Due) && slices.Contains(i.Scored(side), w.p.ID) {
		w.add(i, TaskWhy, DateOf(x.Due.In(w.p.Location())), string(DialogRecall), string(x.Round))
	}
}

// outcome notes the question of the month; one of the business side got it.
func (w *tasks) outcome(i Initiative, b FigureBook) {
	month, last := rankMonth(w.p, w.now)
	if i.Outcome.Measure == "" || b.reached(i.Outcome) || b.said(string(month)) || b.Asked.Month != string(month) || !i.business(w.p.ID) {
		return
	}
	w.asked[b.Asked.Letter] = Task{What: TaskOutcome, Initiative: Named{i.ID, i.Name}, N: 1, Day: last, Deed: string(DialogOutcome), Letter: b.Asked.Letter}
}

// rank notes what comes first, from the first week in which leads are asked.
func (w *tasks) rank(is []Initiative) error {
	month, last := rankMonth(w.p, w.now)
	side, ranks := rankSide(running(is), w.p.ID)
	asked := func(i Initiative) bool { return slices.Contains(i.Scored(side), w.p.ID) && !w.p.Quiet(i.ID) }
	if !ranks || len(running(is)) < RankMost || !slices.ContainsFunc(is, asked) || DateOf(w.now.In(w.p.Location())) < rankWeeks(month)[0] {
		return nil
	}
	book, err := bookIn[Ranking](w.books, rankBook(month, w.p.ID))
	if err == nil && len(book.Picks[w.p.ID].Top) == 0 {
		w.all = append(w.all, Task{What: TaskRank, N: 1, Day: last, Deed: DeedRank})
	}
	return err
}

// openStepAsk shows an owner of a step the question whether it is done: Deed.Subject is
// its number.
func (d *Desk) openStepAsk(ctx context.Context, who asker, w Deed) (Message, error) {
	i, help, err := d.deedAbout(ctx, who, w)
	if err != nil || help != nil {
		return orHelp(help), err
	}
	all, err := d.steps(ctx, who.org, i.ID)
	if err != nil {
		return nil, err
	}
	no, _ := strconv.Atoi(w.Subject)
	x := all.no(no)
	if x == nil {
		return Help{Text: HelpOldButton}, nil
	}
	side, has := x.sideOf(who.person.ID, i)
	if !has {
		return Help{Text: HelpNotYours}, nil
	}
	o, err := d.Roster.Org(ctx, who.org)
	if err != nil {
		return nil, err
	}
	ls, err := d.Shelf.Letters(ctx, who.org, x.Asks...)
	if err != nil {
		return nil, err
	}
	for _, l := range slices.Backward(ls) {
		if l.Kind == KindStep && l.Lead == who.person.ID && l.About.Text.Detail == w.Subject {
			return d.stepAsk(ctx, o, i, *x, l, who.person, side)
		}
	}
	return d.explainTo(ctx, who, i, Command{Verb: VerbExplain}) // nobody could be asked: there it stands
}

// stepAsk is the question whether a step is done, as its letter says it.
func (d *Desk) stepAsk(ctx context.Context, o Org, i Initiative, x Step, l Letter, p Person, side scoring.Side) (StepAsk, error) {
	m := StepAsk{Letter: l.ID, Side: side, Zone: p.Zone}
	m.Later = DateOf(i.Pulse.workday(o.Holidays, d.today(i).AddDays(stepUsual)).In(i.Pulse.Location()))
	var err error
	m.Step, err = d.stepLine(ctx, o.ID, i, x)
	m.Step = m.Step.to(p.ID, x)
	return m, err
}
