package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"parallax/checkins"
)

// In the weeks that are played everybody answers; before and after, the visitor does.
// What was answered by itself ticks nothing off.
func TestPracticePlaysWeeks(t *testing.T) {
	w := world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	p, stop, err := newPractice(t.Context(), w, 1, true)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	if err := p.to(t.Context(), p.nextRound()); err != nil {
		t.Fatal(err)
	}
	began := p.Now()
	first := checkins.DateOf(began.In(p.loc))
	has := func(who checkins.PersonID, week int) bool {
		kept, err := p.svc.desk.Ledger.Answers(t.Context(), p.setup.Org.ID, checkins.RoundIDOf(tourOf, first.AddDays(7*week)), who)
		if err != nil {
			t.Fatalf("week %d: %v", week, err)
		}
		return len(kept.Answers) > 0
	}
	answered := map[checkins.PersonID]int{}
	for week := 1; week <= tourLong; week++ {
		if err := p.PlayWeeks(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		for _, who := range []checkins.PersonID{tourIT, tourBiz} {
			if has(who, week) {
				t.Errorf("%s answered the check-in of week %d, which is the visitor's", who, week)
			}
			if has(who, week-1) {
				answered[who]++
			}
		}
	}
	if passed := p.Now().In(p.loc).Sub(began).Round(24 * time.Hour); passed != tourLong*7*24*time.Hour {
		t.Errorf("%s have passed", passed)
	}
	if answered[tourIT] == 0 || answered[tourBiz] == 0 {
		t.Errorf("who answered in the weeks that were played: %v", answered)
	}
	for n, step := range p.Tour() {
		if want := n == 2; step.Done() != want {
			t.Errorf("step %d, %s: done %t, want %t", n+1, step.Name, step.Done(), want)
		}
	}
}

// step waits until the tour shows a step, and returns what it says.
func (b *browserTab) step(title string) string {
	b.t.Helper()
	b.do("come to "+title, chromedp.WaitVisible(fmt.Sprintf(`//section[@aria-label="Guided tour"]//h3[contains(., %q)]`, title)))
	return b.text(`.tour`)
}

// follow presses what a task of the tour offers.
func (b *browserTab) follow(label string) {
	b.t.Helper()
	b.do("follow "+label, chromedp.Click(fmt.Sprintf(`//section[@aria-label="Guided tour"]//*[self::a or self::button][contains(., %q)]`, label)))
}

// ticked waits until so many steps of the tour are done.
func (b *browserTab) ticked(n int) {
	b.t.Helper()
	browserGet(b, fmt.Sprintf("tick off step %d", n), chromedp.Poll[bool](
		fmt.Sprintf(`document.body.getAttribute('aria-busy') !== 'true' && document.querySelectorAll('.step.done').length === %d`, n),
		chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(2*time.Minute)))
}

// A newcomer follows the tour, on a screen as narrow as a phone: every step brings them
// where it happens, and ticks itself off.
func TestBrowserTour(t *testing.T) {
	b := openDemo(t)
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 390, Height: 844, DeviceScaleFactor: 1}); err != nil {
		t.Fatal(err)
	}
	b.step("1. Answer as Ana, in Slack")
	b.follow("Ana's check-in")
	b.answer(5, 5)
	b.step("2. Answer as Ben, in Teams")
	b.follow("Ben's check-in")
	b.do("become Ben", chromedp.WaitReady(chromedp.CSS(fmt.Sprintf(`body[data-as=%q] #part-form`, browserBen))))
	b.loaded()
	b.answerCard(2, 2)
	b.step("3. Play the month")
	b.follow("Play the month")
	b.ticked(3)
	if now := b.text(`#part-clock time`); !strings.Contains(now, "31 Mar 2026") {
		t.Errorf("after the month it is %s", now)
	}

	const differently = "CRM migration: you see this differently, and neither side expected it"
	b.step("4. Read what both channels see")
	for _, open := range []struct{ label, user string }{{"Open #crm-migration", browserAna}, {"Open CRM migration in Teams", browserBen}} {
		b.follow(open.label)
		b.do("see the alert", chromedp.WaitReady(chromedp.CSS(fmt.Sprintf(`body[data-as=%q] #part-form`, open.user))), chromedp.WaitVisible(saying(differently)))
		b.loaded()
	}
	b.follow("Explain it to Ana")
	b.do("read how it came about", chromedp.WaitVisible(saying("Only visible to you")))
	b.loaded()
	b.step("4. Read")
	b.follow("Show Ana the gaps")
	b.ticked(4)
	b.step("5. See it as an owner and as a sponsor")
	b.follow("Ana's home")
	b.do("read the home", chromedp.WaitVisible(saying("Your week")))
	b.loaded()
	b.follow("Ana's status")
	b.do("read the status", chromedp.WaitVisible(`//section[@aria-label="Guided tour"]//button[contains(., "✓ Ana's status")]`))
	b.loaded()
	b.follow("Ines's portfolio")
	b.do("become Ines", chromedp.WaitReady(chromedp.CSS(fmt.Sprintf(`body[data-as=%q] #part-form`, browserInes))))
	b.loaded()
	b.ticked(5)
	if said := b.step("That was the tour"); !strings.Contains(said, "Go on as you like") {
		t.Errorf("the tour ends with %q", said)
	}
	if wide := browserGet(b, "measure the page", chromedp.Evaluate[int](`document.documentElement.scrollWidth`)); wide > 390 {
		t.Errorf("the page is %d px wide on a screen of 390", wide)
	}
	b.do("hide the tour", chromedp.Click(chromedp.CSS(`.tour button[value=hide]`)), chromedp.WaitNotPresent(chromedp.CSS(`.tour`)))
	b.do("show it again", chromedp.Click(chromedp.CSS(`.guide button[value=show]`)), chromedp.WaitVisible(chromedp.CSS(`.tour`)))
	b.clean()
}
