package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// says types into the conversation and sends it.
func (b *browserTab) says(text string) {
	b.t.Helper()
	b.do("say "+text, chromedp.SendKeys(chromedp.CSS(`#say`), text), chromedp.Click(chromedp.CSS(`.composer button`)))
}

// writes types into the field of the open form that has a label.
func (b *browserTab) writes(form, label, text string) {
	b.t.Helper()
	id := browserGet(b, "find "+label, chromedp.Evaluate[string](fmt.Sprintf(
		`([...document.querySelectorAll(%q)].at(-1) ? [...[...document.querySelectorAll(%q)].at(-1).querySelectorAll('label')].filter(l => l.innerText.trim().startsWith(%q)).at(-1)?.htmlFor : '') ?? ''`, form, form, label)))
	if id == "" {
		b.fail("write "+label, fmt.Errorf("no field %q", label))
	}
	b.do("write "+label, chromedp.SendKeys(chromedp.CSS(fmt.Sprintf(`[id=%q]`, id)), text))
}

// reads waits until the conversation says something.
func (b *browserTab) reads(text string) {
	b.t.Helper()
	browserGet(b, "read "+text, chromedp.Poll[bool](
		fmt.Sprintf(`document.body.getAttribute('aria-busy') !== 'true' && document.querySelector('[role=log]').innerText.includes(%q)`, text),
		chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(20*time.Second)))
}

// modal waits for the form in Slack, and keeps sends it, reads the answer in its place and
// closes that.
func (b *browserTab) modal(title string) {
	b.t.Helper()
	b.do("open "+title, chromedp.WaitVisible(fmt.Sprintf(`//dialog//h2[@id="modal-title"][contains(., %q)]`, title)))
	b.loaded()
}

func (b *browserTab) keeps(says string) {
	b.t.Helper()
	b.do("send the form", chromedp.Click(chromedp.CSS(`dialog footer button.primary`)))
	browserGet(b, "read "+says, chromedp.Poll[bool](fmt.Sprintf(`!!document.querySelector('dialog.modal')?.innerText.includes(%q)`, says),
		chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(20*time.Second)))
	b.do("close the form", chromedp.Click(chromedp.CSS(`dialog header button`)), chromedp.WaitNotPresent(chromedp.CSS(`dialog.modal`)))
	b.loaded()
}

// A visitor does what turns a gap into a change: saves a commitment, puts a decision
// down, asks both sides, agrees a step, and opens the page for the meeting.
func TestBrowserClosesTheLoop(t *testing.T) {
	b := openDemo(t)
	const modal = `dialog.modal`
	b.says("/align commit CRM migration")
	b.modal("Commitment")
	b.writes(modal, "What", "The old search goes.")
	b.keeps("Written down for CRM migration")

	b.says("/align decide CRM migration")
	b.modal("Decision")
	b.writes(modal, "What is decided", "One customer store.")
	b.writes(modal, "The outcome it serves", "A call ends with the problem solved.")
	b.writes(modal, "Technical cost", "Two stores for a year.")
	b.writes(modal, "The assumption", "One login will do.")
	b.keeps("Both sides rate it until")
	b.nextRound() // this week asks already what comes first
	b.reads("rate a decision before it is made")
	b.do("rate it", chromedp.Click(`(//div[@role="log"]//button[starts-with(normalize-space(), "Rate it")])[last()]`))
	b.modal("Rate a decision")
	for n := range 2 {
		b.do("choose", chromedp.Click(fmt.Sprintf(`(//dialog//fieldset)[%d]//label[contains(., "4 mostly")]`, n+1)))
	}
	b.keeps("Noted. You can change it until")

	for range 3 {
		b.nextRound()
	}
	b.reads("what both sides say of a decision")
	b.reads("a promise was")
	b.read("crm-migration")
	b.do("ask both sides", chromedp.Click(`(//div[@role="log"]//button[normalize-space()="Ask both sides"])[last()]`))
	b.reads("Both sides were asked on")

	b.play(browserBen)
	b.read("CRM migration")
	b.do("agree a step", chromedp.Click(`(//div[@role="log"]//button[normalize-space()="Agree a step"])[last()]`))
	b.read("Parallax")
	b.reads("The step, in one sentence")
	b.loaded()
	b.writes(`[role=log] article`, "The step", "Ten agents try it for a day.")
	b.do("send the card", chromedp.Click(`(//div[@role="log"]/ol/li[last()])//button[normalize-space()="Save"]`))
	b.reads("Written down. Its owners are told, and asked in private on")
	b.read("CRM migration")
	b.reads("Ten agents try it for a day.")

	b.play(browserAna)
	b.read("Parallax")
	b.says("/align brief")
	b.reads("Brief of ")
	b.clean()
}

// On a small screen, with the tour open, whoever opens Home reaches its last button.
func TestBrowserReachesAllOfHome(t *testing.T) {
	b := openDemo(t)
	for _, size := range [][2]int64{{1280, 900}, {1366, 768}} {
		if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: size[0], Height: size[1], DeviceScaleFactor: 1}); err != nil {
			t.Fatal(err)
		}
		b.do("open Home", chromedp.Click(`(//form[@action="/act/home"]//button)[1]`), chromedp.WaitVisible(chromedp.CSS(`details.home[open]`)))
		b.loaded()
		// What a click would hit at its middle, once it is scrolled to, is the button itself.
		hit := browserGet(b, "reach the last button", chromedp.Evaluate[bool](`(() => {
			const last = [...document.querySelectorAll('details.home button')].at(-1);
			last.scrollIntoView({block: 'nearest'});
			const at = last.getBoundingClientRect();
			return last.contains(document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2));
		})()`))
		room := browserGet(b, "measure Home", chromedp.Evaluate[float64](`document.querySelector('details.home').clientHeight`))
		if !hit || room < 150 {
			t.Errorf("at %d x %d the last button is reached: %t; Home is %.0f px high", size[0], size[1], hit, room)
		}
	}
	b.clean()
}
