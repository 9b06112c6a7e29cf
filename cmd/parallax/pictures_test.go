package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"parallax/checkins"
	"parallax/sandbox"
)

var drawPictures = flag.Bool("pictures", false, "draw the pictures of the documents anew, in Chromium")

const (
	pictureSeed  = 4                // leads who answer so that numbers can be shown
	pictureMost  = 150_000          // bytes a file
	pictureScale = 2                // pixels of the picture a pixel of the page; of a whole page 1
	pictureDir   = "../../docs/img" // from here
)

// picture is one file of docs/img: what people see, side by side, as the practice page
// draws it. One line of the table makes one.
type picture struct {
	name  string
	weeks int // that have passed in the company; a picture of less comes first
	dark  bool
	shots []shot
}

// shot is a message, or what was opened from it.
type shot struct {
	caption string
	by      checkins.PersonID
	in      checkins.InitiativeID // whose channel; "" = the chat with the bot
	say     string                // what the person says first, without /align
	mark    string                // what stands in the message: the newest one is taken
	press   string                // the button in it that is pressed first
	wide    int                   // of what is shown, pixels; 0 = 500
	high    int                   // where it is cut off, pixels; 0 = nowhere
	whole   bool                  // the whole page, as it is
}

var pictures = []picture{
	{name: "tour", shots: []shot{{by: "ana", whole: true, wide: 1280}}},
	{name: "ask", shots: []shot{
		{caption: "In Slack", by: "ana", mark: "Your check-in"},
		{caption: "In Teams", by: "ben", mark: "Your check-in"},
	}},
	{name: "checkin-slack", shots: []shot{{by: "ana", mark: "Your check-in", press: "Answer", wide: 640}}},
	{name: "checkin-teams", shots: []shot{{by: "ben", mark: "Your check-in", press: "Answer", wide: 640, high: 760}}},
	{name: "checkin-german", shots: []shot{{by: "lena", mark: "Check-in", press: "Antworten", wide: 640, high: 760}}},
	{name: "alert", weeks: 4, shots: []shot{
		{caption: "In Slack, for IT", by: "ana", in: "theatre", mark: "What would each side need to see?"},
		{caption: "In Teams, for the business", by: "ben", in: "theatre", mark: "What would each side need to see?"},
	}},
	{name: "alert-dark", weeks: 4, dark: true, shots: []shot{
		{caption: "In Slack", by: "ana", in: "theatre", mark: "What would each side need to see?"},
		{caption: "In Teams", by: "ben", in: "theatre", mark: "What would each side need to see?"},
	}},
	{name: "result", weeks: 4, shots: []shot{
		{caption: "In Slack", by: "ana", mark: "check-in of 17 March"},
		{caption: "In Teams", by: "ben", mark: "check-in of 17 March"},
	}},
	{name: "card", weeks: 4, shots: []shot{
		{caption: "In Slack", by: "chen", in: "aligned", mark: "Next check-in", high: 808},
		{caption: "In Teams", by: "maya", in: "aligned", mark: "Next check-in", high: 808},
	}},
	{name: "status", weeks: 4, shots: []shot{{by: "ana", say: "status CRM migration", mark: "CRM migration"}}},
	{name: "gaps", weeks: 4, shots: []shot{{by: "ana", in: "theatre", say: "gaps", mark: "Only visible to you"}}},
	{name: "explain", weeks: 4, shots: []shot{{by: "ana", in: "theatre", say: "explain value", mark: "Only visible to you", wide: 600}}},
	{name: "step", weeks: 4, shots: []shot{{by: "ana", in: "theatre", mark: "What would each side need to see?", press: "Agree a step", wide: 640}}},
	{name: "home", weeks: 4, shots: []shot{
		{caption: "In Slack", by: "ana", say: "home", mark: "Your week"},
		{caption: "In Teams", by: "ben", say: "home", mark: "Your week"},
	}},
	{name: "settings", weeks: 4, shots: []shot{{by: "ana", say: "settings", wide: 640}}},
	{name: "settings-teams", weeks: 4, shots: []shot{{by: "ben", say: "settings", mark: "When do I ask you?", wide: 640, high: 900}}},
	{name: "setup", weeks: 4, shots: []shot{{by: "ana", in: "theatre", say: "new", wide: 640}}},
	{name: "setup-teams", weeks: 4, shots: []shot{{by: "ben", say: "new", mark: "As both sides call it", wide: 640, high: 900}}},
	{name: "digest", weeks: 8, shots: []shot{
		{caption: "For an owner, each week", by: "ana", say: "digest", mark: "what happened since"},
		{caption: "For a sponsor, each month", by: "ines", say: "digest", mark: "what happened since", high: 820},
	}},
	{name: "brief", weeks: 8, shots: []shot{{by: "ana", say: "brief", mark: "Brief of", wide: 600, high: 820}}},
	{name: "portfolio", weeks: 8, shots: []shot{{by: "ines", say: "portfolio", mark: "portfolio", wide: 600, high: 820}}},
}

// TestPictures draws docs/img, when it is asked to: make pictures. Equal seeds give the
// same company at the same hour; the letters are those of the machine.
func TestPictures(t *testing.T) {
	if !*drawPictures {
		t.Skip("the pictures of the documents are drawn by: make pictures")
	}
	browserPath(t)
	w := world{stdout: io.Discard, stderr: io.Discard, environ: map[string]string{}, now: time.Now}
	p, stop, err := newPractice(t.Context(), w, pictureSeed, true)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	for user := range p.users { // nobody answers but in the weeks that are played
		p.played[user] = true
	}
	if err := p.to(t.Context(), p.nextRound()); err != nil {
		t.Fatal(err)
	}
	turning, still := context.WithCancel(t.Context())
	defer still()
	go p.turns(turning)
	srv := httptest.NewServer(sandbox.NewPage(p.space, p, p.tenant))
	defer srv.Close()
	defer srv.CloseClientConnections() // the page listens for what is new
	s := &studio{t: t, p: p, home: srv.URL, b: newBrowserTab(t, srv.URL)}
	passed := 0
	for _, pic := range pictures {
		if pic.weeks > passed {
			if err := p.PlayWeeks(t.Context(), pic.weeks-passed); err != nil {
				t.Fatal(err)
			}
			passed = pic.weeks
		}
		raw := s.draw(pic)
		file := filepath.Join(pictureDir, pic.name+".png")
		if len(raw) > pictureMost {
			t.Errorf("%s has %d bytes, more than %d", file, len(raw), pictureMost)
		}
		if err := os.WriteFile(file, raw, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d kB", file, len(raw)/1000)
	}
	s.b.clean()
}

// studio takes the pictures.
type studio struct {
	t    *testing.T
	p    *practice
	b    *browserTab
	home string
}

func (s *studio) draw(pic picture) []byte {
	s.t.Helper()
	scheme := "light"
	if pic.dark {
		scheme = "dark"
	}
	if _, err := chromedp.Call(s.b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		s.t.Fatalf("%s: %v", pic.name, err)
	}
	var parts [][]byte
	for _, one := range pic.shots {
		parts = append(parts, s.take(pic.name, one))
	}
	raw, err := beside(parts)
	if err != nil {
		s.t.Fatalf("%s: %v", pic.name, err)
	}
	return raw
}

// take brings one message onto the screen and takes its picture.
func (s *studio) take(name string, one shot) []byte {
	s.t.Helper()
	user, place := s.p.account(one.by).ID, ""
	at := s.p.account(one.by).Platform
	if one.in != "" {
		place = channelOn(s.p.initiative(one.in), at)
	}
	wide := one.wide
	if wide == 0 {
		wide = 500
	}
	window, high := max(wide, 900), 900
	if one.whole {
		window, high = wide, 800
	}
	s.screen(name, window, high, pictureScale)
	s.b.do(name, chromedp.Navigate(s.home+"/?"+url.Values{"as": {user}, "in": {place}}.Encode()))
	s.b.loaded()
	if one.say != "" {
		said := one.say
		if at == checkins.Slack {
			said = "/align " + said
		}
		before := browserGet(s.b, name, chromedp.Evaluate[int](`document.querySelectorAll('.log article').length`))
		s.b.do(name, chromedp.SendKeys(chromedp.CSS(`#say`), said), chromedp.Click(chromedp.CSS(`.composer button`)))
		more := 1
		if at == checkins.Teams { // what was said, and the answer
			more = 2
		}
		browserGet(s.b, name, chromedp.Poll[bool](fmt.Sprintf(`document.body.getAttribute('aria-busy') !== 'true' && (document.querySelectorAll('.log article').length >= %d || !!document.querySelector('dialog.modal'))`, before+more),
			chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(20*time.Second)))
	}
	if one.press != "" {
		s.b.do(name, chromedp.Click(fmt.Sprintf(`((//div[@role="log"]//article[contains(., %q)])[last()]//*[self::button or self::summary][normalize-space()=%q])[1]`, one.mark, one.press)))
		browserGet(s.b, name, chromedp.Poll[bool](`document.body.getAttribute('aria-busy') !== 'true' && !!document.querySelector('dialog.modal, .ac-more[open]')`,
			chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(20*time.Second)))
	}
	scale := float64(pictureScale)
	var box struct{ X, Y, W, H float64 }
	if !one.whole {
		box = browserGet(s.b, name, chromedp.Evaluate[struct{ X, Y, W, H float64 }](fmt.Sprintf(framing, one.mark, one.caption, wide)))
		if box.W == 0 {
			s.b.fail(name, fmt.Errorf("nothing reads %q", one.mark))
		}
	} else {
		box.W, box.H, scale = float64(window), float64(high), 1
	}
	if one.high > 0 {
		box.H = min(box.H, float64(one.high))
	}
	s.screen(name, window, max(high, int(box.Y+box.H)+1), scale)
	// A page that was just drawn may still get sharper.
	var raw []byte
	for range 10 {
		before := raw
		got, err := chromedp.Call(s.b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
			Clip: &page.Viewport{X: box.X, Y: box.Y, Width: box.W, Height: box.H, Scale: 1},
		})
		if err != nil {
			s.t.Fatalf("%s: %v", name, err)
		}
		if raw = got.Data; bytes.Equal(raw, before) {
			break
		}
	}
	if v := s.p.space.View(user); v != nil {
		s.p.space.CloseView(user, v.ID)
	}
	return raw
}

// screen is as large as it is told, in pixels of the page.
func (s *studio) screen(name string, wide, high int, scale float64) {
	s.t.Helper()
	if _, err := chromedp.Call(s.b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: int64(wide), Height: int64(high), DeviceScaleFactor: scale,
	}); err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
}

// framing leaves only the message (or the form that was opened from it) on the page,
// below a caption, and says where it is.
const framing = `((mark, caption, wide) => {
  const dialog = document.querySelector('dialog.modal');
  const lines = [...document.querySelectorAll('.log article')].filter(a => a.textContent.includes(mark));
  if (!dialog && !lines.length) return {X: 0, Y: 0, W: 0, H: 0};
  const shown = lines.length ? lines.at(-1).closest('.log > ol > li').id : 'none';
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    "* { transition: none !important; pointer-events: none !important; caret-color: transparent; }" + // the mouse rests somewhere
    "body, svg text { font-family: Lato, system-ui, sans-serif; } body { height: auto; min-height: 0; display: block; background: light-dark(#fff, #14181e); }" +
    ".skip, .top, .hero, .note, .nav, .aside, .title, .composer, .answer, .day, .overflow { display: none !important; }" +
    ".space, .talk { display: block; } .picture { width: " + wide + "px; padding: 14px !important; box-sizing: border-box; }" +
    ".log { height: auto; max-height: none; overflow: visible; padding: .3rem 0; }" +
    ".log > ol > li:not(#" + shown + ") { display: none; } .only { background: none !important; }" +
    ".line { padding: .5rem .9rem; } .modal { position: static !important; margin: 0; width: auto; max-height: none; box-shadow: none; border: 1px solid var(--edge); }" +
    ".modal form { max-height: 620px; } .modal form > .fields { overflow: hidden; }" +
    ".picture::before { content: attr(data-caption); display: block; font-weight: 700; font-size: .95rem; color: var(--soft); padding: 0 0 .45rem .3rem; }" +
    ".picture[data-caption='']::before { display: none; }");
  document.adoptedStyleSheets = [sheet];
  document.activeElement.blur();
  for (const i of document.querySelectorAll('input[type=date]')) { // a browser's own way of dates helps nobody
    i.type = 'text';
    i.placeholder = 'yyyy-mm-dd';
    i.size = 10;
  }
  let box = document.querySelector('.space');
  if (dialog) {
    dialog.close();
    dialog.setAttribute('open', '');
    box.style.display = 'none';
    box = document.querySelector('#part-form');
  }
  box.classList.add('picture');
  box.dataset.caption = caption;
  scrollTo(0, 0);
  const r = box.getBoundingClientRect();
  return {X: r.x + scrollX, Y: r.y + scrollY, W: r.width, H: r.height};
})(%q, %q, %d)`
