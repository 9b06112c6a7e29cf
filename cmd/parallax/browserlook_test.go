package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestBrowserLooks: in light and dark, on a wide and a narrow screen, in Slack and in
// Teams, nothing on the page runs out of it, all that is read stands out as WCAG 2.2 AA
// wants (1.4.3), and whatever is operated has a name (4.1.2).
func TestBrowserLooks(t *testing.T) {
	b := openDemo(t)
	if high := browserGet(b, "measure the top", chromedp.Evaluate[float64](`document.querySelector('.top').offsetHeight`)); high > 60 {
		t.Errorf("the top of the page is %v pixels high, more than one row", high)
	}
	who := []string{browserBen, browserAna} // in turn, for each is another page; the first is Ana's
	for _, scheme := range []string{"light", "dark"} {
		if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		}); err != nil {
			t.Fatal(err)
		}
		for _, wide := range []int64{1280, 390} {
			if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: wide, Height: 900, DeviceScaleFactor: 1}); err != nil {
				t.Fatal(err)
			}
			for _, user := range who {
				b.play(user)
				for _, found := range browserGet(b, "look at the page", chromedp.Evaluate[[]string](looking)) {
					t.Errorf("%s, %d pixels, as %s: %s", scheme, wide, user, found)
				}
			}
		}
	}
	// The look finds what it is there to find.
	turn := 0
	for spoil, want := range map[string]string{
		`document.querySelector('.hero h1').style.color = '#444'`:                    "stands out by",
		`document.querySelector('.hero h1').style.width = '2000px'`:                  "overflows",
		`document.querySelector('.composer button').textContent = ''`:                "has no name",
		`document.querySelector('#say').style.setProperty('--soft', '#555', '')`:     "placeholder",
		`document.querySelector('.main').style.background = 'rgb(150, 150, 150)'`:    "stands out by",
		`document.querySelector('.clock .btn').setAttribute('aria-labelledby', 'x')`: "has no name",
	} {
		b.play(who[turn%2])
		turn++
		found := strings.Join(browserGet(b, "look at a spoilt page", chromedp.Evaluate[[]string](fmt.Sprintf(`(() => { %s })(), %s`, spoil, looking))), "\n")
		if !strings.Contains(found, want) {
			t.Errorf("%s is not found: %s", spoil, found)
		}
	}
	b.clean()
}

const looking = `(() => {
  const out = [], width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) out.push('the page overflows: ' + document.documentElement.scrollWidth);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const color = (c) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = c;
    canvas.fillRect(0, 0, 1, 1);
    const d = canvas.getImageData(0, 0, 1, 1).data;
    return [d[0], d[1], d[2], d[3] / 255];
  };
  const light = (c) => [.2126, .7152, .0722].reduce((sum, part, i) => {
    const v = c[i] / 255;
    return sum + part * (v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
  }, 0);
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = (e) => {
    const layers = [];
    for (let n = e; n; n = n.parentElement) layers.push(color(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const check = (e, style, what) => {
    const back = behind(e), ink = color(e.ownerSVGElement ? style.fill : style.color);
    for (let n = e; n; n = n.parentElement) ink[3] *= +getComputedStyle(n).opacity;
    const [a, z] = [light(over(ink, back)), light(back)];
    const ratio = (Math.max(a, z) + .05) / (Math.min(a, z) + .05), size = parseFloat(style.fontSize);
    if (ratio < (size >= 24 || size >= 18.66 && +style.fontWeight >= 700 ? 3 : 4.5)) out.push(what + ' stands out by ' + ratio.toFixed(2) + ' only');
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = texts.nextNode());) {
    const e = n.parentElement, box = e.getBoundingClientRect(), said = n.nodeValue.trim();
    if (said && box.width > 1 && e.checkVisibility() && !e.closest('option, script, :disabled')) check(e, getComputedStyle(e), JSON.stringify(said.slice(0, 40)));
  }
  for (const e of document.querySelectorAll('input[placeholder], textarea[placeholder]')) {
    if (e.placeholder && e.checkVisibility()) check(e, getComputedStyle(e, '::placeholder'), 'the placeholder ' + e.placeholder);
  }
  const name = (e) => {
    const by = e.getAttribute('aria-labelledby');
    if (by) return by.split(' ').map((id) => document.getElementById(id)?.textContent || '').join('');
    return e.getAttribute('aria-label') || [...(e.labels || [])].map((l) => l.textContent).join('') || e.textContent || e.title || '';
  };
  for (const e of document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea, summary, [role=img], [role=group]')) {
    if (e.checkVisibility() && !name(e).trim()) out.push(e.outerHTML.slice(0, 120) + ' has no name');
  }
  return [...new Set(out)];
})()`
